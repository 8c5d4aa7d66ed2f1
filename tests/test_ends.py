"""Where curves end: gaps of derivatives, circles at jumps, and pictures that a pole does not flatten."""

from __future__ import annotations

import pytest

from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import parse

pytest.importorskip("numpy")

from symdiff.figures.sampling import Curve, curve


def drawn(text: str, low: float = -2.5, high: float = 2.5) -> Curve:
    graph = Graph()
    return curve(graph, parse(text, GraphBuilder(graph)), "x", {}, (low, high))


@pytest.mark.parametrize(("text", "jumps"), [("floor(x)", 5), ("Heaviside(x)", 1), ("sign(x - 1)", 1), ("|x|", 1)])
def test_a_derivative_has_a_gap_wherever_there_is_none(text: str, jumps: int) -> None:
    found = drawn(text)
    assert len(found.derivative.pieces) == jumps + 1
    assert len(found.jumps) == jumps
    for jump in found.jumps:
        assert len(jump.slopes) == 2
        assert not any(piece[0] < jump.x < piece[-1] for piece, _ in found.derivative.pieces)


def test_ends_of_pieces_are_told_from_the_value() -> None:
    found = {round(jump.x, 6): jump for jump in drawn("floor(x)").jumps}
    assert found[1.0].ends == (0.0, 1.0)
    assert found[1.0].value == 1.0
    (corner,) = drawn("|x|").jumps
    assert corner.ends == ()
    assert corner.slopes == (-1.0, 1.0)


@pytest.mark.parametrize(
    ("text", "circles"),
    [
        ("heaviside(x)", {0.0: False, 1.0: False, 0.5: True}),
        ("sign(x)*2", {-2.0: False, 2.0: False, 0.0: True}),
        ("if(x < 0, 1, 2)", {1.0: False, 2.0: True}),
        ("|x|", {}),
    ],
)
def test_a_value_apart_from_both_ends_has_a_circle_of_its_own(text: str, circles: dict[float, bool]) -> None:
    found = drawn(text)
    (jump,) = found.jumps
    assert dict(jump.circles(found.function.high - found.function.low)) == circles


def test_poles_have_no_circles_and_do_not_flatten_the_picture() -> None:
    found = drawn("tan(x)", -5, 5)
    assert found.jumps == ()
    assert found.function.high < 10
    assert found.derivative.high < 40


def test_many_jumps_are_gaps_alone() -> None:
    found = drawn("floor(12*x)")
    assert found.jumps == ()
    assert len(found.derivative.pieces) == len(found.function.pieces) > 50
