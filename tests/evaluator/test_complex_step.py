"""The complex step against the derivative, for every function: right, or refused with a reason."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff import operators as op
from symdiff.differentiator import derive
from symdiff.evaluator import Evaluated, method_named, value_at
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.samples import Formula, Samples
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import FUNCTIONS, Operator
from symdiff.parser import parse

COMPLEX_STEP = method_named("complex-step")
UNKNOWN = (op.asec, op.polygamma, op.erfinv, op.zeta, op.jn, op.yn)


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_every_function(row: Operator) -> None:
    """The estimate lies within its bound, or is refused: what has a kink, and what mpmath cannot continue."""
    assert COMPLEX_STEP is not None
    count = 2 if row is op.zeta or row.arity[1] is None else row.arity[0]
    graph = Graph()
    places = [
        Fraction(low) + Fraction(5, 8) * (Fraction(high) - Fraction(low)) for low, high in (row.sample * count)[:count]
    ]
    if row.name in ("real_root", "beta", "RisingFactorial", "FallingFactorial", "binomial"):
        operands = [graph.symbol("x"), *map(graph.number, places[1:])]
        place = places[0]
    else:
        operands, place = [*map(graph.number, places[:-1]), graph.symbol("x")], places[-1]
    node, point = graph.intern(row, tuple(operands)), {"x": graph.number(place)}
    found = estimate(Samples(Formula(graph, node, point), "x"), COMPLEX_STEP)
    if row.kink is not None:
        assert found.value is None
        assert found.note == f"{row.name} is not analytic"
        return
    truth = value_at(graph, derive(graph, node, ("x",)), point)
    assert isinstance(truth, Evaluated)
    if row in UNKNOWN:
        assert (found.value, found.note) in [
            (None, f"{row.name} has {what} here") for what in ("no complex form", "a pole")
        ]
        return
    assert found.value is not None, found.note
    assert abs(found.value - truth.value) <= found.bound + truth.bound


@pytest.mark.parametrize("text", ["cbrt(x)", "x**2*abs(y)", "exp(x)/(sin(x)**3 + cos(x)**3)"])
@pytest.mark.parametrize("step", [None, 1e-3])
def test_formulas_with_a_step_given_or_not(text: str, step: float | None) -> None:
    assert COMPLEX_STEP is not None
    graph = Graph()
    root = parse(text, GraphBuilder(graph))
    point = {"x": graph.number(Fraction(-3, 2)), "y": graph.number(2)}
    found = estimate(Samples(Formula(graph, root, point), "x"), COMPLEX_STEP, step)
    truth = value_at(graph, derive(graph, root, ("x",)), point)
    assert isinstance(truth, Evaluated)
    assert found.value is not None
    assert abs(found.value - truth.value) <= found.bound + truth.bound
    assert found.bound <= (1e-5 if step else 1e-14)


def test_a_condition_on_the_variable_is_refused() -> None:
    assert COMPLEX_STEP is not None
    graph = Graph()
    root = parse("Piecewise((x, x > 0), (x**2, True))", GraphBuilder(graph))
    found = estimate(Samples(Formula(graph, root, {"x": graph.number(1)}), "x"), COMPLEX_STEP)
    assert (found.value, found.note) == (None, "> is not analytic")
