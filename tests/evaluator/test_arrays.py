"""Formulas over arrays: the numbers of the other evaluator, and nan where it finds none."""

from __future__ import annotations

import builtins
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from symdiff import Problem, SymdiffError, solve, tabulate
from symdiff.differentiator import gradient
from symdiff.evaluator import values_at
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.values import over_arrays as arrays
from symdiff.evaluator.values.at_points import Evaluated
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import FUNCTIONS
from symdiff.parser import Names, parse

X = np.linspace(-2, 2, 17)


def one_by_one(text: str, places: Any) -> Any:
    """The same values from the evaluator that vouches for them."""
    graph = Graph()
    builder = GraphBuilder(graph)
    root = parse(text, builder)
    values = []
    for place in places:
        (found,) = values_at(graph, (root,), {"x": parse(str(float(place)), builder)})
        values.append(found.value if isinstance(found, Evaluated) else math.nan)
    return np.array(values)


@pytest.mark.parametrize(
    "text",
    [
        "x**2 + x + 1", "1/x", "1/(x*x - 1)", "log(x)", "x*log(x)", "1/log(x)", "sqrt(x)", "x**(-3/2)", "x**2.5", "x**7",
        "x**x", "(x + 1)/(x + 1)", "atan(1/x)", "2**x", "(-2)**2 + x", "x**40", "exp(x)/exp(x)", "abs(x)**3", "max(x, -x, 1)",
        "min(x, 1)", "floor(2*x)", "ceiling(x/3)", "atan2(x, -x)", "cbrt(x)", "3", "pi*x", "tan(x)**2", "cot(x)", "sech(400*x)",
    ],
)  # fmt: skip
def test_values_are_those_of_the_other_evaluator(text: str) -> None:
    found, expected = tabulate(text, {"x": X}).value, one_by_one(text, X)
    assert np.array_equal(np.isnan(found), np.isnan(expected))
    # A handful of operations of one or two units in the last place each.
    np.testing.assert_allclose(found, expected, rtol=64 * 2.0**-53, atol=1e-300)


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.arity[0] == 1 and row.real], ids=lambda row: row.name)
def test_every_function(row: Any) -> None:
    low, high = row.sample[0]
    places = np.linspace(low, high, 7)
    text = f"{row.name}(x)"
    np.testing.assert_allclose(
        tabulate(text, {"x": places}).value,
        one_by_one(text, places),
        rtol=(row.ulps + 16) * 2.0**-53,
        atol=16 * 2.0**-53,
    )


@pytest.mark.parametrize("text", ["zeta(3, x)", "elliptic_e(1/2, x)", "LambertW(x, 0)", "polygamma(1, x)"])
def test_functions_of_a_further_operand(text: str) -> None:
    places = np.linspace(0.2, 0.9, 5)
    found = tabulate(text, {"x": places})
    np.testing.assert_allclose(found.value, one_by_one(text, places), rtol=2.0**-45)
    assert np.isfinite(found.derivatives["x"]).all()
    assert places[0] == 0.2


def test_derivatives_share_the_domain_of_the_formula() -> None:
    found = tabulate("x/x", {"x": X})
    assert np.array_equal(np.isnan(found.derivatives["x"]), X == 0)
    assert np.isnan(tabulate("log(x)", {"x": X}).derivatives["x"][X <= 0]).all()


@pytest.mark.parametrize(
    ("text", "kinks"),
    [("abs(x)", [0]), ("floor(x)", [-2, -1, 0, 1, 2]), ("max(x, 1)", [1]), ("sign(x - 1)", [1]), ("abs(x) + y", [0])],
)
def test_no_derivative_at_a_kink(text: str, kinks: list[int]) -> None:
    at = {"x": X, "y": 1.0} if "y" in text else {"x": X}
    slope = tabulate(text, at).derivatives["x"]
    assert X[np.isnan(slope)].tolist() == kinks


def test_a_kink_of_another_variable_leaves_a_derivative() -> None:
    found = tabulate("abs(y) + x**2", {"x": X, "y": 0.0})
    assert np.array_equal(found.derivatives["x"], 2 * X)
    assert np.isnan(found.derivatives["y"]).all()


def test_arrays_are_broadcast() -> None:
    found = tabulate("x*y", {"x": X, "y": [[1.0], [2.0]]})
    assert found.value.shape == found.derivatives["y"].shape == (2, 17)
    assert np.array_equal(found.derivatives["y"][1], X)
    assert tabulate("x**2", {"x": 3}).derivatives["x"] == 6


def test_blocks_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tabulate("1/x + abs(x)", {"x": X})
    monkeypatch.setattr(arrays, "BLOCK", 5)
    cut = tabulate("1/x + abs(x)", {"x": X})
    np.testing.assert_array_equal(whole.value, cut.value)
    np.testing.assert_array_equal(whole.derivatives["x"], cut.derivatives["x"])


def test_published_formulas(published: Any) -> None:
    """Every derivative within the running bound that the arithmetic of single doubles puts on the same formula.

    That one takes a power as one operation of two half-units, where a product by repeated squaring has 16 at most.
    """
    for row in published("rubi"):
        (name,) = row["wrt"]
        graph = Graph()
        builder = GraphBuilder(graph)
        root = parse(row["expr"], builder, names=Names(frozenset(row["vars"])))
        node = gradient(graph, root, [name])[name]
        program = Program(graph, (node,), {each: graph.number(Fraction(row["point"][each])) for each in row["vars"]})
        run = program.run(DOUBLES)
        if program.slots[node] not in run.gaps:
            value, bound = run.values[program.slots[node]]
            found = tabulate(row["expr"], row["point"], [name], variables=row["vars"]).derivatives[name]
            assert abs(found - value) <= 8 * bound, row["id"]


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("x + y", {"x": X}, "the point gives no value to 'y'"),
        ("x*y", {"x": [1, 2], "y": [1, 2, 3]}, "the arrays have shapes that do not fit together: x (2,), y (3,)"),
    ],
)
def test_refusals(text: str, at: dict[str, Any], message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        tabulate(text, at)
    assert caught.value.diagnostic.message == message


def test_without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    known = builtins.__import__

    def refuse(name: str, *rest: Any) -> Any:
        if name == "numpy":
            raise ImportError(name)
        return known(name, *rest)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(SymdiffError) as caught:
        tabulate("x", {"x": 1})
    assert caught.value.diagnostic.code == "missing-extra"
    assert caught.value.diagnostic.hint == "pip install 'symdiff-cli[arrays]'"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("fresnels(Li(x))", [2.5, 1.3]),
        ("logistic(x)", [-1000.0, -800.0, 0.0, 900.0]),
        ("expm1(x*x)", [1e-8, 1e-160]),
        ("log1p(x)*exp(x)", [1e-17]),
        ("softplus(x)", [-50.0, 1000.0]),
        ("exp(x) - exp(-x)", [1e-9]),
        ("cosh(x) - exp(x)/2", [20.0]),
        ("x**2 - 2*x + 1", [1.0000001, 0.3]),
        ("x*exp(x)/exp(x)", [900.0]),
        ("log(gamma(x))", [200.0, 3.0]),
        ("sqrt(x**2 + 1)", [1e200]),
        ("binomial(3*x, 2)", [1e45, 1e150]),
        ("sin(x**3)", [1e5]),
        ("log(x**2)", [1.0000000001]),
        ("1/exp(exp(x))", [10.0]),
        ("exp(exp(x))", [10.0]),
        ("elliptic_k(x)", [0.0]),
        ("sqrt(x**4)", [0.0]),
        ("cbrt(x)**4", [0.0, 8.0]),
        ("abs(x)", [0.0, 1.0]),
        ("floor(x) - x", [2.0, 2.5]),
        ("log(x)", [-1.0, 0.0, 2.0]),
        ("sqrt(x)", [0.0, -1.0]),
    ],
)
def test_hard_points_are_as_the_checked_values_say(text: str, places: list[float]) -> None:
    found = tabulate(text, {"x": places})
    for place, value, slope in zip(places, found.value, found.derivatives["x"], strict=True):
        (point,) = solve(Problem(text, at=(str(Fraction(place)),))).points
        for got, wanted in ((value, point.value), (slope, point.checks[0].symbolic)):
            assert got == pytest.approx(math.nan if wanted is None else wanted, rel=1e-13, nan_ok=True)


def test_slopes_by_the_definition_keep_the_shape_of_the_points() -> None:
    assert tabulate("sqrt(x**4)", {"x": 0.0}).derivatives["x"] == 0.0
    table = tabulate("sqrt(x**4)*y", {"x": [[0.0], [1.0]], "y": [1.0, 2.0, 3.0]}).derivatives["x"]
    assert table.tolist() == [[0.0, 0.0, 0.0], [2.0, 4.0, 6.0]]


def test_values_beyond_the_doubles_do_not_cost_the_others_their_time() -> None:
    places = np.linspace(-1000, 1000, 100_001)
    found = tabulate("logistic(x)", {"x": places})
    assert not np.isnan(found.value).any()
    assert not np.isnan(found.derivatives["x"]).any()
    assert arrays.MOST_AGAIN < 10_000
