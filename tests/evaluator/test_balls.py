"""Enclosures hold the values of the other arithmetics, and the published derivatives."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import flint
import pytest
from hypothesis import given

from symdiff.differentiator import derive
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.ball_functions import ball_function
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.values.at_points import enclose
from symdiff.evaluator.values.enclosures import enclosure
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import FUNCTIONS, Operator
from symdiff.parser import Names, parse
from tests.growing import POINT, Shape, expressions, planted


def held(graph: Graph, node: int, point: dict[str, int], bits: int = 128) -> bool | None:
    """Whether the ball and the bounded value of the evaluator have a point in common; None where one of them is missing."""
    ball = enclosure(graph, node, point, bits)
    (found,) = enclose(graph, (node,), point, 10**25, 120)
    if isinstance(ball, Undefined) or isinstance(found, Undefined):
        return None
    middle, radius = ball
    value, bound = (_exactly(part) for part in found)
    return abs(middle - value) <= radius + bound


def _exactly(number: Any) -> Fraction:
    if isinstance(number, float | int):
        return Fraction(number)
    sign, mantissa, exponent, _ = number._mpf_
    return (-1 if sign else 1) * Fraction(int(mantissa)) * Fraction(2) ** int(exponent)


ENCLOSED = tuple(row for row in FUNCTIONS if ball_function(row) is not None)


@pytest.mark.parametrize("row", ENCLOSED, ids=lambda row: row.name)
def test_every_ball_holds_the_value(row: Operator) -> None:
    count = row.arity[0] if row.arity[1] is not None else 2
    for share in (Fraction(1, 8), Fraction(5, 8), Fraction(7, 9)):
        graph = Graph()
        operands = []
        for low, high in (row.sample * count)[:count]:
            operands.append(graph.number(Fraction(low) + share * (Fraction(high) - Fraction(low))))
        node = graph.intern(row, tuple(operands))
        assert held(graph, node, {}) is True, (row.name, share)


def test_most_functions_have_balls() -> None:
    assert len(ENCLOSED) >= 0.85 * len(FUNCTIONS)


@pytest.mark.parametrize("name", ["rubi", "peers", "feynman", "optim", "matrix", "special"])
def test_balls_hold_the_published_derivatives(published: Any, name: str) -> None:
    """The 25th digit of the file is rounded; a derivative that is not certified in 128 bits is left out, and counted."""
    rows = [row for row in published(name) if row.get("order", 1) == 1]
    certified = 0
    for row in rows:
        graph = Graph()
        root = parse(row["expr"], GraphBuilder(graph), names=Names(frozenset(row["vars"])))
        point = {each: graph.number(Fraction(value)) for each, value in row["point"].items()}
        for variable in row["wrt"]:
            ball = enclosure(graph, derive(graph, root, (variable,)), point, 192)
            if isinstance(ball, Undefined):
                continue
            certified += 1
            middle, radius = ball
            value = Fraction(row["value"][variable])
            assert abs(middle - value) <= radius + abs(value) / 10**24, (row["id"], variable)
    total = sum(len(row["wrt"]) for row in rows)
    print(f"{name}: {certified} of {total} derivatives enclosed")
    assert certified >= (0.8 if name == "special" else 0.97) * total


@given(expressions(ENCLOSED, most=10, conditional=True))
def test_balls_of_grown_formulas(shape: Shape) -> None:
    graph = Graph()
    try:
        root = planted(shape, GraphBuilder(graph))
    except SymdiffError:
        return
    point = {name: graph.number(value) for name, value in POINT.items()}
    assert held(graph, root, point, 192) is not False


def test_more_bits_make_a_smaller_ball() -> None:
    graph = Graph()
    node = parse("exp(sin(x)) - x/3", GraphBuilder(graph))
    point = {"x": graph.number(Fraction(1, 3))}
    balls = [enclosure(graph, node, point, bits) for bits in (64, 128, 256)]
    radii = [ball[1] for ball in balls if not isinstance(ball, Undefined)]
    assert radii[2] < radii[1] / 2**100 < radii[0] / 2**100


@pytest.mark.parametrize(
    "text", ["log(x - 1)", "1/(x - 1)", "sqrt(x - 2)", "floor(x)*y/0.0001*0 + log(-x)", "gamma(x - 2)"]
)
def test_no_ball_without_a_value(text: str) -> None:
    graph = Graph()
    node = parse(text, GraphBuilder(graph))
    assert isinstance(enclosure(graph, node, {"x": graph.one, "y": graph.one}), Undefined)


def test_the_precision_of_the_process_is_put_back() -> None:
    before = flint.ctx.prec
    graph = Graph()
    enclosure(graph, parse("exp(x)", GraphBuilder(graph)), {"x": graph.one}, 999)
    assert flint.ctx.prec == before
