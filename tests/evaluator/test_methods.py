"""Numeric derivatives: the numbers of the textbooks, the chosen step, and the bound that each estimate carries."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest

from symdiff.evaluator import METHODS, method_named
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.methods import ONE_SIDED, Estimate, Method
from symdiff.evaluator.differences.samples import Formula, Samples

FORWARD, CENTRAL, BACKWARD = METHODS[:3]
DIFFERENCES = [row for row in METHODS if not row.imaginary]


def _estimate(workspace, text: str, at: str, method: Method, step: float | None = None) -> Estimate:
    formula = Formula(workspace.graph, workspace.node(text), workspace.point(x=at))
    return estimate(Samples(formula, "x"), method, step)


@pytest.mark.parametrize("method", [*DIFFERENCES, ONE_SIDED], ids=lambda row: row.name)
def test_a_row_has_the_order_that_it_claims(method: Method) -> None:
    """Exact on powers up to the order, and not beyond: the sum of w*k**n is 1 for n = 1, else 0."""
    for row in (method, method.mirrored()):
        moments = [
            sum((w * k**n for k, w in zip(row.offsets, row.weights, strict=True)), Fraction(0))
            for n in range(row.order + 2)
        ]
        assert moments[: row.order + 1] == [0, 1, *[0] * (row.order - 1)]
        assert moments[row.order + 1] != 0


def test_rows_are_found_by_name() -> None:
    assert method_named("central") is CENTRAL
    assert method_named("sideways") is None
    assert FORWARD.mirrored().weights == tuple(reversed(BACKWARD.weights)) or FORWARD.mirrored().name == "backward"
    assert (FORWARD.rounding, CENTRAL.rounding) == (2, 1)


TEXTBOOK = [
    ("x**2 + x + 1", "1", FORWARD, 1e-3, 3.0009999999993653),
    ("x**2 + x + 1", "1", FORWARD, 1e-6, 3.000000999620056),
    ("x**2 + x + 1", "2", FORWARD, 1e-3, 5.001000000000033),
    ("x**2 + x + 1", "2", FORWARD, 1e-6, 5.00000100078779),
    ("x**2 + x + 1 + 2**x", "1", FORWARD, 1e-3, 4.38777492515996),
    ("x**2 + x + 1 + 2**x", "1", FORWARD, 1e-6, 4.386295841207755),
    ("x**2 + x + 1 + 2**x", "2", FORWARD, 1e-3, 7.774549850321222),
    ("x**2 + x + 1 + 2**x", "2", FORWARD, 1e-6, 7.772590684851366),
    ("x**2", "0", CENTRAL, 1e-4, 0.0),
    ("x**2", "2", CENTRAL, 1e-4, 4.000000000004),
    ("(exp(x**2))**2", "0.5", CENTRAL, 1e-4, 3.2974426293330694),
    ("3*x**2 - 4*x", "1", FORWARD, 0.1, 2.3),
    ("3*x**2 - 4*x", "1", FORWARD, 0.01, 2.03),
    ("3*x**2 - 4*x", "1", FORWARD, 0.001, 2.003),
    ("3*x**2 - 4*x", "1", FORWARD, 0.0001, 2.0003),
    ("3*x**2 - 4*x", "1", FORWARD, 0.00001, 2.00003),
]


@pytest.mark.parametrize(("text", "at", "method", "step", "value"), TEXTBOOK)
def test_textbook_numbers_come_out(workspace, text: str, at: str, method: Method, step: float, value: float) -> None:
    found = _estimate(workspace, text, at, method, step)
    height = max(
        1.0, abs(Samples(Formula(workspace.graph, workspace.node(text), workspace.point(x=at)), "x").at(float(at))[0])
    )
    assert found.value is not None
    assert abs(found.value - value) <= 4 * 2**-52 * height / step
    assert found.step == step
    if len(repr(value)) > 15:  # printed in full by the tutorial
        assert found.value == value


@pytest.mark.parametrize(("method", "step"), [(FORWARD, 2.0**-26), (CENTRAL, 2.0 ** (-52 / 3))])
def test_a_well_scaled_formula_gets_the_classical_step(workspace, method: Method, step: float) -> None:
    found = _estimate(workspace, "x**2 + x + 1", "1", method)
    assert math.isclose(found.step or 0, step, rel_tol=1e-9)
    assert found.evaluations <= 8


TRUE = [
    ("x**2 + x + 1", "1", 3.0),
    ("sin(1000000*x)", "1", 1e6 * math.cos(1e6)),
    ("exp(100*x)", "1", 100 * math.exp(100)),
    ("log(x)", "1e-9", 1e9),
    ("x", "1e-20", 1.0),
    ("x**2", "1.5e-19", 3e-19),
    ("1e-30*x + 1", "1e20", 1e-30),
    ("1/x", "1e-5", -1e10),
    ("abs(x)", "1e-9", 1.0),
    ("sqrt(x - 1)", "1 + 1e-8", 0.5e4),
    ("x**2.5", "0", 0.0),
    ("sin(x)", "pi/3", 0.5),
    ("atan(1000*x)", "0.1", 1000 / (1 + 1e4)),
    ("x + floor(x)", "2.999999", 1.0),
    ("(1 - cos(x))/x**2", "1e-12", -8.333333333333334e-14),  # a truncation of 0 beside rounding of 1e30
]


@pytest.mark.parametrize("method", DIFFERENCES, ids=lambda row: row.name)
@pytest.mark.parametrize(("text", "at", "value"), TRUE)
def test_the_bound_covers_the_error(workspace, text: str, at: str, value: float, method: Method) -> None:
    found = _estimate(workspace, text, at, method)
    assert found.value is not None
    assert abs(found.value - value) <= found.bound + 4 * 2**-53 * abs(value)


def test_a_kink_beside_the_point_shortens_the_step(workspace) -> None:
    found = _estimate(workspace, "abs(x - 1)", "1 + 1e-9", CENTRAL)
    assert found.value == pytest.approx(1, abs=found.bound)
    assert found.step is not None
    assert found.step < 1e-9
    assert found.note == "the step is short: a kink lies beyond it"


@pytest.mark.parametrize(
    ("method", "name"), [(FORWARD, "backward"), (CENTRAL, "one-sided")], ids=["forward", "central"]
)
def test_one_side_takes_the_place_of_two(workspace, method: Method, name: str) -> None:
    found = _estimate(workspace, "(1 - x)**(5/2) + x", "1", method)
    assert found.value == pytest.approx(1, abs=found.bound)
    assert found.note == f"{name} instead, f has no values on the other side: u**v with u < 0 needs a whole v"


def test_a_step_that_leaves_the_domain_gives_no_value(workspace) -> None:
    found = _estimate(workspace, "log(x)", "0.5", CENTRAL, 1.0)
    assert found.value is None
    assert found.note == "no sample there: log(u) needs u > 0"
