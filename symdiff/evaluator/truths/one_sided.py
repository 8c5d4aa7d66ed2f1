"""The slopes of a formula on both sides of a point: by its own expansions, and where there is none by differences.

The expansions know the rules as little as the differences do, and they tell a jump, a vertical tangent and the end of a domain
from a slope. Imports ``sides``, ``kinks`` and below.
"""

from __future__ import annotations

from math import inf
from typing import Any

from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.evaluator.differences.kinks import Slopes, is_slope, one_sided
from symdiff.evaluator.differences.samples import Formula, Samples
from symdiff.evaluator.truths.sides import Kind, Side, Sides
from symdiff.evaluator.values.at_points import Evaluated
from symdiff.evaluator.values.intervals import above, fraction, nearest
from symdiff.frozen import Frozen
from symdiff.graph import Graph

_WORDS = {Kind.JUMP: "none (a jump)", Kind.POLE: "none (not bounded)", Kind.OUTSIDE: "none (no values there)"}


class OneSided(Frozen):
    """A slope on one side as a double with a bound, None where there is no finite one, and what there is instead."""

    slope: float | None
    bound: float
    why: str = ""


def slopes(graph: Graph, root: int, variable: str, point: Point, node: int, formula: Formula | None = None) -> Slopes:
    """The slopes of a root on both sides; ``node`` is what is not smooth. ``formula``: the root at the point, if it is at hand."""
    sides = Sides(graph, root, variable, point)
    both = [sides.side(direction) for direction in (-1, 1)]
    ends = [_read(side) for side in both]
    samples: Samples | None = None
    for i, direction in enumerate((-1, 1)):
        if both[i].kind is Kind.UNKNOWN:
            samples = samples or Samples(formula or Formula(graph, root, point), variable, across=True)
            found = one_sided(samples, direction)
            ends[i] = OneSided(found.value if is_slope(found) else None, found.bound)
    left, right = ends
    bound = left.bound + right.bound
    meet = left.slope is not None and right.slope is not None and abs(left.slope - right.slope) <= bound
    if both[0].kind is both[1].kind is Kind.SLOPE:
        meet = sides.meet(*both)
    return Slopes(left.slope, right.slope, meet, node, bound, (left.why, right.why))


def _read(side: Side) -> OneSided:
    if side.kind is Kind.VERTICAL:
        return OneSided(None, inf, f"{side.slope} (a vertical tangent)")
    if side.kind is not Kind.SLOPE:
        return OneSided(None, inf, _WORDS.get(side.kind, ""))
    found = evaluated(side.slope)
    return OneSided(None, inf) if found is None else OneSided(found.value, found.bound)


def evaluated(number: Any) -> Evaluated | None:
    """A ball as a double with a bound; None beyond the doubles."""
    try:
        middle, radius = fraction(number)
    except UnclearError:
        return None
    value = nearest(middle)
    if abs(value) == inf:
        return None
    return Evaluated(value + 0.0, above(radius + abs(middle - type(middle)(value))))


def slope_at(graph: Graph, root: int, variable: str, point: Point) -> float | None:
    """The slope of a formula by the definition, the same on both sides; None where there is none, or no expansion says it."""
    sides = Sides(graph, root, variable, point)
    left, right = sides.side(-1), sides.side(1)
    if not (left.kind is right.kind is Kind.SLOPE and sides.meet(left, right)):
        return None
    found = evaluated(left.slope)
    return None if found is None else found.value


def limits(graph: Graph, root: int, variable: str, point: Point) -> tuple[Evaluated | None, Evaluated | None]:
    """What a formula tends to from the left and from the right; None where that is not finite, or not known."""
    sides = Sides(graph, root, variable, point)
    left, right = (None if side.limit is None else evaluated(side.limit) for side in (sides.side(-1), sides.side(1)))
    return left, right


def limit_words(graph: Graph, root: int, variable: str, point: Point) -> str | None:
    """What is said of a point where a formula has no value, and yet the same limit on both sides; None where it has none."""
    sides = Sides(graph, root, variable, point)
    if not isinstance(sides.here(), Gap):
        return None
    left, right = sides.side(-1), sides.side(1)
    if left.limit is None or right.limit is None:
        known = [(side, where) for side, where in ((left, "left"), (right, "right")) if side.limit is not None]
        return f"f tends to {_number(known[0][0].limit)} on the {known[0][1]}" if known else None
    if not sides.same(left.limit, right.limit):
        return f"a jump: f tends to {_number(left.limit)} on the left and to {_number(right.limit)} on the right"
    alone = graph.symbols([root]) == [variable]  # of several variables the limit is that along one
    words = f"{'removable: f tends' if alone else f'along {variable} f tends'} to {_number(left.limit)}"
    if left.kind is right.kind is Kind.SLOPE and sides.meet(left, right):
        return f"{words}; with that value the slope is {_number(left.slope)}"
    ends = [_read(side) for side in (left, right)]
    told = Slopes(ends[0].slope, ends[1].slope, False, root, inf, (ends[0].why, ends[1].why))
    return f"{words}; with that value {told.words}"


def _number(ball: Any) -> str:
    found = evaluated(ball)
    return "a number beyond the doubles" if found is None else f"{found.value:.6g}"
