"""The noise of a function that is only known by its values: what it adds to them beside a smooth function.

Differences of order k of equally spaced values shrink like the spacing's k-th power where the values are smooth, and grow at a
known rate where they are noise (Hamming). The level at which the rate sets in tells the noise (More and Wild, "Estimating
computational noise", 2011). A rounding error shows at every spacing; an iteration that stops at a tolerance, or a table, only at
those which its jumps are not wider than, so several are looked at. Imports nothing of symdiff.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from symdiff.frozen import Frozen

_ODD = 0.8123456789
"""Spacings are not sums of few powers of 2, between which additions would be exact."""
_ROWS = ((2.0**-38, 6), (2.0**-27, 6), (2.0**-18, 6), (2.0**-12, 6), (2.0**-7, 8), (2.0**-5, 16))
"""Spacings, in sizes of the point, and how many values on either side of it. The wide rows look for jumps."""
WIDTH = _ODD * 2.0**-7
"""How far from the point values still tell its height."""
_ALIKE = 4.0
"""Three levels that lie within this factor of each other are of noise."""
_STRUCTURE = 1e-3
"""What is larger than this part of the values is not noise but what the function does."""
_FINE = 2.0**-10
_CLEARLY = 8.0
"""Wider rows that show so many times the noise of narrower ones are looked at for jumps."""
_ZOOM = 4
_ZOOMS = 7
_CLOSER = 12
_HALVINGS = 30
_ORDERS = {17: 7, 33: 9}
"""By the number of values, the order of the differences that tell where a jump is."""
_REMAINS = 0.5
_BESIDE = 2.0**-6
"""Noise is beside the point too: where there is less than this part of it, a jump or a kink at the point is all there is."""
_STEPS = 4
"""A staircase has at least so many steps in a row of values; fewer are jumps."""
LIKELY = 4.0
"""A sample's noise is at most so many times the level, which is a standard deviation."""


class Noise(Frozen):
    """The noise close to a point and in its wider neighbourhood, as standard deviations."""

    fine: float = 0.0
    wide: float = 0.0


def level(values: Sequence[float]) -> float | None:
    """The standard deviation of the noise in equally spaced values; None where the differences show none."""
    row = list(values)
    sizes: list[float] = []
    turns: list[bool] = []
    factor = 1.0
    for k in range(1, len(values)):
        row = [b - a for a, b in pairwise(row)]
        factor *= k / (2 * (2 * k - 1))  # (k!)**2/(2*k)!
        sizes.append(math.sqrt(factor * sum(each * each for each in row) / len(row)))
        turns.append(min(row) < 0 < max(row))
    for k in range(len(sizes) - 2):
        three = sizes[k : k + 3]
        if turns[k] and max(three) <= _ALIKE * min(three):
            return three[0]
    return None


def measured(sample: Callable[[float], Sequence[float] | None], wanted: Sequence[int] | None = None) -> list[Noise]:
    """The noise of each component of a function along a line, ``sample(t)`` giving them, None where there are none.

    Or of the ``wanted`` components alone.
    """
    centre = sample(0.0)
    if centre is None:
        return []
    known: dict[float, Sequence[float] | None] = {0.0: centre}

    def once(t: float) -> Sequence[float] | None:
        if t not in known:
            known[t] = sample(t)
        return known[t]

    return [_component(once, index, len(centre)) for index in (range(len(centre)) if wanted is None else wanted)]


def _component(sample: Callable[[float], Sequence[float] | None], index: int, count: int) -> Noise:
    def one(t: float) -> float:
        found = sample(t)
        return math.nan if found is None or len(found) != count else found[index]

    seen: list[float] = []
    most = 0.0
    flat = False
    for spacing, reach in _ROWS:
        width = _ODD * spacing
        values = [one(k * width) for k in range(-reach, reach + 1)]
        if not all(map(math.isfinite, values)):
            continue
        if flat and sum(a != b for a, b in pairwise(values)) >= _STEPS:
            most = max(most, _stair(one, values, width) / 2)
        flat = len(set(values)) < len(values) / 2
        deviation = level(values)
        if deviation is None or deviation > _STRUCTURE * max(map(abs, values)):
            continue
        if spacing < _FINE:
            if max(map(_roughness, (values[:reach], values[reach + 1 :]))) < _BESIDE * deviation:
                continue
            seen.append(deviation)
        elif deviation > _CLEARLY * most and not any(_jumps(one, values, width, deviation, close) for close in (5, 1)):
            continue
        most = max(most, deviation)
    return Noise(sorted(seen)[-2:][0] if seen else 0.0, most)


def _roughness(values: Sequence[float]) -> float:
    """The third differences of a few values, as the deviation of a noise that would make them."""
    row = list(values)
    for _ in range(3):
        row = [b - a for a, b in pairwise(row)]
    return math.sqrt(sum(each * each for each in row) / (20 * len(row)))


def _stair(one: Callable[[float], float], values: Sequence[float], width: float) -> float:
    """The height of the next step of a function that is constant around the point; 0 where it leaves the constant gradually."""
    middle = len(values) // 2
    for k in range(1, middle + 1):
        if values[middle + k] == values[middle]:
            continue
        same, other, height = (k - 1) * width, k * width, values[middle + k]
        for _ in range(_HALVINGS):
            half = (same + other) / 2
            found = one(half)
            if found == values[middle]:
                same = half
            else:
                other, height = half, found
        step = abs(height - values[middle])
        return step if step > abs(values[middle + k] - values[middle]) * 2.0 ** (-_HALVINGS // 2) else 0.0
    return 0.0


def _jumps(one: Callable[[float], float], values: Sequence[float], width: float, deviation: float, close: int) -> bool:
    """Whether the values jump where their differences are largest: a mere kink vanishes in ever shorter intervals.

    High differences see a jump in what is smooth, low ones tell many jumps apart: ``close`` is their order once it is near.
    """
    left = -(len(values) // 2) * width
    order = _ORDERS[len(values)]
    for _ in range(_ZOOMS):
        row = list(values)
        for _ in range(order):
            row = [b - a for a, b in pairwise(row)]
        trend = sorted(row)[len(row) // 2] if order == 1 else 0.0
        first = max(range(len(row)), key=lambda i: abs(row[i] - trend)) + order // 2
        middle = left + (first + 0.5) * width
        width /= _ZOOM
        left = middle - (_CLOSER / 2 - 0.5) * width
        values = [one(left + k * width) for k in range(_CLOSER)]
        order = close
        if not all(map(math.isfinite, values)):
            return False
    steps = sorted(abs(b - a) for a, b in pairwise(values))
    return steps[-1] - steps[len(steps) // 2] > _REMAINS * deviation
