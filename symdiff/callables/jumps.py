"""Jumps of a function that is only known by its values, at a point and close to it along a line.

Places are looked at in distances that grow fourfold from a few units in the last place. A smooth function leaves the line
through the last two at most sixteen times as far each time, and noise always as far; what is far above both is halved until
it is a jump or is none.
Imports ``frozen``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from symdiff.frozen import Frozen

_LEAST = 2.0**-50
"""The least distance, in sizes of the point."""
_GROWTH = 4.0
NEAR = 2.0**-13
"""How far is looked, in sizes of the point: as far as the first samples of the differences lie. Near 0, past 0 too."""
_SUDDEN = 64.0
"""What leaves the line so many times as far as all before it could be a jump."""
_FLAT = 1e3
"""A change at the point itself so many times those beside it is a jump, however much noise there is farther out."""
_BESIDE = 3
_HALVINGS = 40
_REMAINS = 2.0**-10
"""One of so many jumps keeps its height in an interval that is 2**40 times shorter; what is merely steep does not."""
_UNITS = 64 * 2.0**-53
"""Changes of this part of the values are rounding."""


class Jump(Frozen):
    """A jump on a line: how far from the point, in the line's parameter, 0 where it is at the point itself; and its height."""

    distance: float
    height: float

    @property
    def words(self) -> str:
        if not self.distance:
            return f"f jumps by {self.height:.3g} at the point"
        side = "right" if self.distance > 0 else "left"
        return f"f jumps by {self.height:.3g} at {abs(self.distance):.2g} to the {side} of the point"


def jumps(
    line: Callable[[float], float | None], centre: float, size: float, noise: float, reach: float = 0.0
) -> tuple[Jump, ...]:
    """The nearest jump on each side of a point, or the one at the point; ``line(t)`` gives the values, ``line(0)`` is ``centre``.

    ``size`` is the point's own on that line, ``noise`` how much values close to each other may differ; ``reach`` makes the look
    go farther than it would.
    """
    distances = [0.0]
    while distances[-1] < max(NEAR * size, reach):
        distances.append(distances[-1] * _GROWTH or _LEAST * size)
    rows = [_row(line, centre, [sign * each for each in distances]) for sign in (1.0, -1.0)]
    floor = _UNITS * max((abs(value) for values in rows for value in values), default=0.0)
    at = [_at_the_point(values, floor) for values in rows]
    if any(at):
        return (Jump(0.0, max(at)),)
    found = []
    for sign, values in zip((1.0, -1.0), rows, strict=True):
        places = [sign * each for each in distances[: len(values)]]
        jump = _first(line, places, values, max(floor, noise))
        if jump is not None:
            found.append(jump)
    return tuple(found)


def _row(line: Callable[[float], float | None], centre: float, places: Sequence[float]) -> list[float]:
    """The values at places outward, up to the first that has none."""
    values = [centre]
    for place in places[1:]:
        value = line(place)
        if value is None:
            break
        values.append(value)
    return values


def _at_the_point(values: Sequence[float], floor: float) -> float:
    """The height of a jump between the point and what lies beside it, 0 where there is none."""
    if len(values) < 3:
        return 0.0
    height = abs(values[1] - values[0])
    beside = max(abs(b - a) for a, b in pairwise(values[1 : _BESIDE + 2]))
    return height if height > max(floor, _FLAT * beside) else 0.0


def _first(
    line: Callable[[float], float | None], places: Sequence[float], values: Sequence[float], floor: float
) -> Jump | None:
    most = floor
    slope = 0.0
    for index in range(1, len(values)):
        change, width = values[index] - values[index - 1], places[index] - places[index - 1]
        sudden = abs(change - slope * width)
        if sudden > _SUDDEN * most:
            jump = _halved(
                line, (places[index - 1], values[index - 1]), (places[index], values[index]), slope, _SUDDEN * most
            )
            if jump is not None:
                return jump
        most = max(most, sudden)
        slope = change / width
    return None


def _halved(
    line: Callable[[float], float | None],
    near: tuple[float, float],
    far: tuple[float, float],
    slope: float,
    most: float,
) -> Jump | None:
    """The first jump between two places with their values, None where the function goes from one to the other by degrees.

    What leaves the line with this slope by ``most`` is none.
    """

    def sudden(a: tuple[float, float], b: tuple[float, float]) -> float:
        return abs(b[1] - a[1] - slope * (b[0] - a[0]))

    height = sudden(near, far)
    for _ in range(_HALVINGS):
        place = near[0] + (far[0] - near[0]) / 2
        value = line(place)
        if value is None or not near[0] != place != far[0]:
            break
        middle = place, value
        if sudden(near, middle) > max(most, _REMAINS * height):
            far = middle
        else:
            near = middle
    left = abs(far[1] - near[1])
    return Jump(far[0], left) if math.isfinite(height) and left >= _REMAINS * height else None
