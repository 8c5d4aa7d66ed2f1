"""The number types: the running bound covers the true error, for every operator row and for random formulas."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.complex import ComplexNumbers
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.interpreter import Run
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.running_error import Reals
from symdiff.evaluator.values.at_points import SHARPNESS
from symdiff.evaluator.values.enclosures import floats
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import FUNCTIONS, Operator
from symdiff.parser import parse

UNARY = [row for row in FUNCTIONS if row.arity == (1, 1)]


def _covered(graph: Graph, node: int, point: dict[str, int]) -> None:
    """Hold the double against a value of 60 digits."""
    program = Program(graph, [node], point)
    slot = program.slots[node]
    rough, fine = program.run(DOUBLES), program.run(Multiprecision(200))
    _the_same_by_instructions(program, rough)
    _held_by_a_ball(program, node, fine)
    if slot in rough.gaps:
        assert not rough.gaps[slot].certain or slot in fine.gaps
        return
    if slot in fine.gaps:
        assert not fine.gaps[slot].certain
        return
    value, bound = rough.values[slot]
    precise, rest = fine.values[slot]
    if bound < float("inf") and rest < mpmath.inf:
        assert abs(precise - value) <= bound + rest


def _the_same_by_instructions(program: Program, run: Run) -> None:
    """The instructions for doubles give every value and every bound to the last bit, or nothing."""
    found = DoubleRun(program)
    if found.values:
        assert not run.gaps
        assert list(zip(found.values, found.bounds, strict=True)) == run.values
    else:
        assert found.run.gaps.keys() == run.gaps.keys()


def _held_by_a_ball(program: Program, node: int, fine: Run) -> None:
    """What balls say in a float is within its bound of a value with more digits, and nothing is said where there is none."""
    for value, bound in floats(program, [node], SHARPNESS).values():
        slot = program.slots[node]
        assert slot not in fine.gaps or not fine.gaps[slot].certain
        assert bound <= abs(value) * (1 / SHARPNESS + 2.0**-52)  # its radius, and the rounding to a float
        if slot not in fine.gaps:
            precise, rest = fine.values[slot]
            assert not rest < mpmath.inf or abs(precise - value) <= bound + rest


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
@given(data=st.data())
def test_the_bound_of_every_row_covers_its_error(row: Operator, data: st.DataObject) -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    operands = []
    for low, high in row.sample:
        if low == high:
            operands.append(builder.number(Fraction(low)))
            continue
        drawn = data.draw(st.floats(low, high) | st.floats(min_value=-700, max_value=700))
        exact = Fraction(drawn)
        # an operand that is not a double starts with a bound of its own
        operands.append(builder.number(exact if data.draw(st.booleans()) else exact * (1 + Fraction(1, 3 * 2**54))))
    _covered(graph, graph.intern(row, tuple(operands)), {})


@st.composite
def _formulas(draw: st.DrawFn) -> tuple[Graph, int, dict[str, int]]:
    """A formula of a few dozen nodes over one symbol, and a point."""
    graph = Graph()
    builder = GraphBuilder(graph)
    nodes = [
        builder.symbol("x"), builder.constant("pi"), builder.number(2), builder.number(Fraction(1, 3)), builder.number(-1),
    ]  # fmt: skip
    for _ in range(draw(st.integers(1, 25))):
        kind = draw(st.sampled_from(("sum", "product", "quotient", "power", "call", "call")))
        some = draw(st.lists(st.sampled_from(nodes), min_size=2, max_size=4))
        if kind == "sum":
            nodes.append(builder.sum(tuple(some)))
        elif kind == "product":
            nodes.append(builder.product(tuple(some)))
        elif kind == "quotient":
            nodes.append(builder.product((some[0], builder.power(some[1], builder.number(-1)))))
        elif kind == "power":
            exponents = st.sampled_from((some[1], *map(builder.number, (2, 3, -2, Fraction(1, 2), Fraction(-1, 3)))))
            with suppress(SymdiffError):  # a number of too many digits
                nodes.append(builder.power(some[0], draw(exponents)))
        else:
            nodes.append(builder.call(draw(st.sampled_from(UNARY)), (some[0],)))
    value = draw(st.floats(-4, 4) | st.fractions(-4, 4, max_denominator=1000))
    return graph, nodes[-1], {"x": builder.number(Fraction(value))}


@given(_formulas())
def test_the_bound_of_a_formula_covers_its_error(case: tuple[Graph, int, dict[str, int]]) -> None:
    _covered(*case)


def test_plain_formulas_need_no_interpreter(workspace) -> None:
    point = workspace.point(x="0.75")
    for text in (
        "x**2 - sin(x)/(1 + x)**(3/2)",
        "exp(-x)*log(x)",
        "-x**-3*cos(x)",
        "atan2(x, 2) + erf(x)",
        "abs(x)",
        "(x - 0.75)**2",
    ):
        assert DoubleRun(Program(workspace.graph, [workspace.node(text)], point)).values, text
    for text in ("1/(x - 0.75)", "Piecewise((x, x > 0), (1, True))", "log(x - 0.75)"):
        assert not DoubleRun(Program(workspace.graph, [workspace.node(text)], point)).values, text


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.complex is not None], ids=lambda row: row.name)
@given(real=st.floats(0.2, 3), imaginary=st.floats(0.1, 2))
def test_complex_functions_are_those_of_mpmath(row: Operator, real: float, imaginary: float) -> None:
    z = complex(real, imaginary)
    function = getattr(mpmath, row.name, None) or row.in_mpmath(mpmath.mp)
    expected = complex(function(z))
    found = ComplexNumbers().call(row, [z])
    assert abs(found - expected) <= 1e-12 * (1 + abs(expected))


def test_complex_values(workspace) -> None:
    graph = workspace.graph
    node = workspace.node("sqrt(x) + log(x)*x**3/2 - exp(x)")
    program = Program(graph, [node], workspace.point(x="-2"))
    run = program.run(ComplexNumbers())
    expected = mpmath.sqrt(-2) + mpmath.log(mpmath.mpc(-2)) * (-8) / 2 - mpmath.exp(-2)
    assert abs(run.values[program.slots[node]] - complex(expected)) <= 1e-14 * abs(expected)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("abs(x)", "abs has no complex form"), ("1/x", "division by zero"), ("log(x)", "log has a pole here")],
)
def test_complex_gaps(workspace, text: str, reason: str) -> None:
    node = workspace.node(text)
    program = Program(workspace.graph, [node], workspace.point(x="0"))
    assert program.run(ComplexNumbers()).gaps[program.slots[node]].cause.reason == reason


AWKWARD = (*(s * (1 + d) for s in (1, -1) for d in (2.0**-52, -(2.0**-53), 1e-9)), 1e-300, 1e300, -1e300, 1e-20, -1e-20, 710.0, 0.5 + 2.0**-53)  # fmt: skip
"""Where a form may lose digits: next to the ends of domains, and where a square overflows."""


@pytest.mark.parametrize("row", UNARY, ids=lambda row: row.name)
@pytest.mark.parametrize("arithmetic", [DOUBLES, Multiprecision(120)], ids=["doubles", "120 bits"])
def test_the_bound_of_a_row_covers_its_error_at_awkward_places(row: Operator, arithmetic: Reals) -> None:
    fine = Multiprecision(1200)
    for place in AWKWARD:
        exact = Fraction(place)
        if row.domain is not None and not row.domain.holds(exact):
            continue
        with suppress(ArithmeticError, ValueError, NoValueError):
            value, bound = arithmetic.call(row, [arithmetic.number(exact)])
            precise, rest = fine.call(row, [fine.number(exact)])
            assert abs(precise - value) <= bound + rest, place


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("loggamma(x)", 5.772156649015329e-300),
        ("log(x)", -1e-299),
        ("besseli(0, x) - besseli(0, 1)", -5.651591039924851e-300),
    ],
)
def test_balls_give_the_digits_that_are_lost_beside_a_zero(text: str, value: float) -> None:
    graph = Graph()
    root = parse(text, GraphBuilder(graph))
    program = Program(graph, [root], {"x": graph.number(1 - Fraction(1, 10**299))})
    found, bound = floats(program, [root], SHARPNESS)[root]
    assert abs(found - value) <= bound + 1e-315 and bound < 1e-312
