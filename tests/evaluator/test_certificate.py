"""Certificates: every function's series, over points and intervals, and what they say of right and of wrong results."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symdiff import operators as op
from symdiff.differentiator import derive
from symdiff.errors import SymdiffError
from symdiff.evaluator import Implicit, Parametric, Partials, Status, Undefined
from symdiff.evaluator.arithmetic.series_functions import series_function
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.truths.truths import Truths
from symdiff.evaluator.verdicts.certificate import certify
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import FUNCTIONS, Operator
from symdiff.parser import Names, parse

SHARES = (Fraction(1, 8), Fraction(5, 8), Fraction(7, 9))


def operands_of(row: Operator) -> int:
    """The second operand of zeta is the one by which it has a derivative."""
    return 2 if row is op.zeta or row.arity[1] is None else row.arity[0]


def placed(row: Operator, moving: int, share: Fraction) -> tuple[Graph, int, dict[str, int]]:
    """The function of x and numbers inside its sample."""
    count = operands_of(row)
    graph = Graph()
    places = [Fraction(low) + share * (Fraction(high) - Fraction(low)) for low, high in (row.sample * count)[:count]]
    operands = [graph.number(place) for place in places]
    operands[moving] = graph.symbol("x")
    return graph, graph.intern(row, tuple(operands)), {"x": graph.number(places[moving])}


def test_every_function_has_a_series() -> None:
    assert [row.name for row in FUNCTIONS if series_function(row) is None] == []


@pytest.mark.parametrize("share", SHARES, ids=str)
@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_the_rules_agree_with_the_series(row: Operator, share: Fraction) -> None:
    """Of first and second order, by each operand that has a series; the last one has."""
    count = operands_of(row)
    certified = []
    for moving in range(count):
        graph, node, point = placed(row, moving, share)
        if isinstance(Truths(graph, Partials(((None, node, ("x",)),)), point).at(128), Undefined):
            continue
        for names in (("x",), ("x", "x")):
            try:
                result = derive(graph, node, names)
            except SymdiffError as error:
                assert error.diagnostic.code == "no-derivative"
                continue
            found = certify(graph, Partials(((None, node, names),)), result, point)
            assert found.verdict is Status.AGREE, (names, found.note)
        certified.append(moving)
    assert count - 1 in certified or row in (op.real_root, op.elliptic_f)
    assert certified


@pytest.mark.parametrize("row", FUNCTIONS, ids=lambda row: row.name)
def test_a_series_over_an_interval_holds_those_of_its_points(row: Operator) -> None:
    moving = 0 if row in (op.real_root, op.elliptic_f) else operands_of(row) - 1
    graph, node, point = placed(row, moving, Fraction(5, 8))
    wide = Line(graph, node, point).coefficients({"x": (1,)}, 4, 64, (Fraction(-1, 2**12), Fraction(1, 2**10)))
    assert not isinstance(wide, Undefined)
    start = graph.value(point["x"])
    assert start is not None
    for t in (Fraction(-1, 2**12), Fraction(0), Fraction(1, 2**11), Fraction(1, 2**10)):
        narrow = Line(graph, node, {"x": graph.number(start + t)}).coefficients({"x": (1,)}, 4, 128)
        assert not isinstance(narrow, Undefined)
        for k in range(4):
            assert wide[k].overlaps(narrow[k]), (t, k)


@pytest.mark.parametrize("name", ["rubi", "peers", "feynman", "optim", "matrix", "special"])
def test_every_published_derivative_is_certified(published: Any, name: str) -> None:
    """And the true value of the file, whose 25th digit is rounded, lies in the ball."""
    for row in published(name):
        if row.get("order", 1) > 1:
            continue
        graph = Graph()
        root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
        point = {each: graph.number(Fraction(value)) for each, value in row["point"].items()}
        for variable in row["wrt"]:
            found = certify(graph, Partials(((None, root, (variable,)),)), derive(graph, root, (variable,)), point)
            assert found.verdict is Status.AGREE, (row["id"], variable, found.note)
            assert found.truth is not None
            value = Fraction(row["value"][variable])
            assert abs(found.truth.middle - value) <= found.truth.radius + abs(value) / 10**24, (row["id"], variable)


@pytest.mark.parametrize(
    ("text", "names", "at", "value"),
    [
        ("exp(x*y)*sin(z)", ("x", "y"), {"x": "1/2", "y": "2", "z": "1"}, None),
        ("exp(x*y)*sin(z)", ("x", "y", "z"), {"x": "1/2", "y": "2", "z": "1"}, None),
        ("x**3*y**2*z", ("x", "x", "y", "z"), {"x": "2", "y": "3", "z": "5"}, Fraction(72)),
        ("x**5*y**4", ("x",) * 3 + ("y",) * 2, {"x": "1", "y": "2"}, Fraction(60 * 48)),
        ("x**3", ("y",), {"x": "2"}, Fraction(0)),
    ],
)
def test_mixed_and_higher_orders(text: str, names: tuple[str, ...], at: dict[str, str], value: Fraction | None) -> None:
    graph = Graph()
    root = parse(text, GraphBuilder(graph))
    point = {name: graph.number(Fraction(each)) for name, each in at.items()}
    found = certify(graph, Partials(((None, root, names),)), derive(graph, root, names), point)
    assert found.verdict is Status.AGREE
    assert found.truth is not None
    assert value is None or abs(found.truth.middle - value) <= found.truth.radius


def test_curves() -> None:
    """The circle: y' = -x/y and y'' = -(x**2 + y**2)/y**3; by its angle, the same slopes."""
    graph = Graph()
    circle = parse("x**2 + y**2 - 25", GraphBuilder(graph))
    point = {"x": graph.number(3), "y": graph.number(4)}
    for order, slope in ((1, Fraction(-3, 4)), (2, Fraction(-25, 64)), (3, Fraction(-225, 1024))):
        found = Truths(graph, Implicit(circle, "x", "y", order), point).at(128)
        assert not isinstance(found, Undefined)
        assert abs(found.middle - slope) <= found.radius < Fraction(1, 10**30)
    angle = {"t": graph.number(Fraction(1, 2))}
    x, y = (parse(text, GraphBuilder(graph)) for text in ("cos(t)", "sin(t)"))
    for order, text in ((1, "-cot(t)"), (2, "-csc(t)**3")):
        node = parse(text, GraphBuilder(graph))
        assert certify(graph, Parametric(x, y, "t", order), node, angle).verdict is Status.AGREE


def test_a_wrong_result_is_proved_wrong() -> None:
    """However small the error is: here of one part in 10**40."""
    graph = Graph()
    root = parse("sin(x)", GraphBuilder(graph))
    wrong = parse("cos(x)*(1 + 1e-40)", GraphBuilder(graph))
    point = {"x": graph.number(Fraction(1, 3))}
    definition = Partials(((None, root, ("x",)),))
    assert certify(graph, definition, wrong, point).verdict is Status.AGREE  # to 39 digits
    off = parse("cos(x)*(1 + 1e-30)", GraphBuilder(graph))
    found = certify(graph, definition, off, point)
    assert found.verdict is Status.DISAGREE
    assert found.note == "the true derivative lies elsewhere, proved with balls"


def test_an_exact_zero_passes_and_a_small_number_in_its_place_does_not() -> None:
    graph = Graph()
    root = parse("(x - 1/3)**2", GraphBuilder(graph))
    point = {"x": graph.number(Fraction(1, 3))}
    definition = Partials(((None, root, ("x",)),))
    assert certify(graph, definition, derive(graph, root, ("x",)), point).verdict is Status.AGREE
    wrong = parse("2*(x - 1/3) + 1e-40", GraphBuilder(graph))
    assert certify(graph, definition, wrong, point).verdict is Status.DISAGREE


@pytest.mark.parametrize(
    ("text", "at", "note"),
    [
        ("abs(x)", "0", "the ball lies across a kink"),
        ("floor(x)", "2", "the ball lies across a kink"),
        ("Piecewise((x, x > 0), (x**2, True))", "0", "branches may meet here"),
        ("x**pi", "0", "a power of a base that is not above 0 has no series"),
        ("zeta(x, 2)*0 + besselj(x, 1)", "2", "no series of balls is known by this operand"),
    ],
)
def test_what_has_no_series_says_why(text: str, at: str, note: str) -> None:
    graph = Graph()
    root = parse(text, GraphBuilder(graph))
    found = certify(graph, Partials(((None, root, ("x",)),)), graph.one, {"x": graph.number(Fraction(at))})
    assert (found.verdict, found.truth, found.note) == (Status.INCONCLUSIVE, None, note)


def test_what_rests_on_a_number_that_cannot_be_told_from_0_is_no_proof() -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    for text, at, wrong in (("sqrt((x - pi)**4)", "pi", graph.one), ("cbrt(x - pi)**4", "pi", graph.one)):
        definition = Partials(((None, parse(text, builder), ("x",)),))
        right = certify(graph, definition, graph.zero, {"x": parse(at, builder)})
        assert (right.verdict, right.assumed) == (Status.AGREE, True)
        found = certify(graph, definition, wrong, {"x": parse(at, builder)})
        assert (found.verdict, found.assumed) == (Status.INCONCLUSIVE, True)
    exact = certify(graph, Partials(((None, parse("cbrt(x)**4", builder), ("x",)),)), graph.zero, {"x": graph.zero})
    assert (exact.verdict, exact.assumed) == (Status.AGREE, False)
