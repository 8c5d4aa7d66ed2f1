"""The tangents of a curve at a corner: the directions in which the equation's own one-sided slope is 0. Imports ``sides``."""

from __future__ import annotations

from math import isclose, isfinite

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.truths.sides import Kind, Sides
from symdiff.frozen import Frozen
from symdiff.graph import Graph

_DIRECTIONS = 32
"""Directions that are looked at on each side of a square: the slope changes its form only where a kink passes."""
_ROUNDS = 80
_NOTHING = 1e-14
"""A slope of this part of the largest one is 0."""


class Tangents(Frozen):
    """The half-lines along which a curve leaves a point, as directions on the square from -1 to 1."""

    directions: tuple[tuple[float, float], ...]

    @property
    def smooth(self) -> bool:
        """Whether the curve goes straight through."""
        if len(self.directions) != 2:
            return False
        (u, v), (w, z) = self.directions
        return isclose(u, -w, abs_tol=1e-12) and isclose(v, -z, abs_tol=1e-12)

    @property
    def words(self) -> str:
        """What is there of the tangents, where the curve does not go straight through."""
        if not self.directions:
            return "the curve has no other point near"
        slopes = [_slope(direction) for direction in self.directions]
        sides = [direction[0] for direction in self.directions]
        if len(slopes) == 2 and sides[0] * sides[1] < 0:
            left, right = slopes if sides[0] < 0 else reversed(slopes)
            return f"slope on the left: {left}, on the right: {right}"
        if len(slopes) == 1:
            return f"the curve ends here, with slope {slopes[0]}"
        kind = "a corner" if len(slopes) == 2 else "branches meet"
        *others, last = dict.fromkeys(slopes)
        return f"{kind}, with slopes {', '.join(others)} and {last}" if others else f"{kind}, with slope {last}"


def _slope(direction: tuple[float, float]) -> str:
    u, v = direction
    if abs(u) < 1e-12:
        return "inf (a vertical tangent)"
    return f"{v / u + 0.0:.6g}"


def tangents(graph: Graph, equation: int, names: tuple[str, str], point: Point) -> Tangents | None:
    """The tangents of the curve on which the equation is 0; None where its slopes are not known, or 0 in a whole sector."""
    sides = Sides(graph, equation, names, point)
    corners = ((1.0, -1.0), (1.0, 1.0), (-1.0, 1.0), (-1.0, -1.0))
    around = [
        (a[0] + (b[0] - a[0]) * k / _DIRECTIONS, a[1] + (b[1] - a[1]) * k / _DIRECTIONS)
        for a, b in zip(corners, (*corners[1:], corners[0]), strict=True)
        for k in range(_DIRECTIONS)
    ]
    slopes = []
    for direction in around:
        side = sides.along(direction)
        if side.kind not in (Kind.SLOPE, Kind.OUTSIDE):
            return None
        slopes.append(float(side.slope.mid()) if side.kind is Kind.SLOPE else None)
    largest = max((abs(slope) for slope in slopes if slope is not None), default=0.0)
    if not largest or not isfinite(largest):
        return None
    flat = [slope is not None and abs(slope) <= _NOTHING * largest for slope in slopes]
    if any(flat[i - 1] and flat[i] for i in range(len(flat))):
        return None
    found = []
    for i, direction in enumerate(around):
        before, here = slopes[i - 1], slopes[i]
        if flat[i]:
            found.append(direction)
        elif before is not None and here is not None and not flat[i - 1] and before * here < 0:
            found.append(_crossing(sides, around[i - 1], direction, before, here, _NOTHING * largest))
    return Tangents(tuple(found))


def _crossing(
    sides: Sides,
    start: tuple[float, float],
    end: tuple[float, float],
    before: float,
    after: float,
    nothing: float,
) -> tuple[float, float]:
    """The direction between two others in which the slope is 0: it is linear between kinks, so the chord soon meets it."""
    low, high = 0.0, 1.0
    place = start
    for k in range(_ROUNDS):
        share = low + (high - low) * (before / (before - after) if k % 3 < 2 else 0.5)
        place = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        side = sides.along(place)
        if side.kind is not Kind.SLOPE:
            break
        here = float(side.slope.mid())
        if abs(here) <= nothing:
            break
        if here * before > 0:
            low, before = share, here
        else:
            high, after = share, here
    return place
