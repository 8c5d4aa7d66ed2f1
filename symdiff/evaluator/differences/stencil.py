"""One difference of a method at one step, exact in what it takes from the samples. Imports ``methods`` and ``samples``."""

from __future__ import annotations

import math

from symdiff.annotations import Any
from symdiff.evaluator.differences.methods import Method
from symdiff.evaluator.differences.samples import Samples


class Difference:
    """One application of a method: its value and the rigorous bound on its rounding."""

    __slots__ = ("rounding", "step", "value")

    def __init__(self, step: Any, value: Any, rounding: float) -> None:
        self.step = step
        self.value = value
        self.rounding = rounding


def difference(samples: Samples, method: Method, step: Any) -> Difference | None:
    """The method's sum with this step, in the order of its formula."""
    step = samples.exactly(step)
    if not step:
        return None
    if type(samples.centre) is float:
        return _in_doubles(samples, method.offsets, method.factors, method.common, step)
    unit = 0 if samples.exact else samples.unit
    total: Any = None
    rounding: Any = 0
    astray: Any = 0  # how far the samples lie from their places, in steps
    highest: Any = None
    lowest: Any = None
    for offset, factor in zip(method.offsets, method.factors, strict=True):
        place = samples.centre + offset * step
        found = samples.at(place)
        if found is None:
            return None
        value, bound = found
        astray += abs(factor) * abs((place - samples.centre) / step - offset)
        highest = value if highest is None or value > highest else highest
        lowest = value if lowest is None or value < lowest else lowest
        term = value if factor == 1 else factor * value
        rounding += abs(factor) * bound
        if unit and abs(factor) > 2:
            rounding += unit * abs(term)
        total = term if total is None else total + term
        if unit:
            rounding += unit * abs(total)
    width = step if method.common == 1 else method.common * step
    value = total / width
    # A sample astray by so many steps is off by about that part of what f changes between the samples; twice is safe.
    rounding += 2 * astray * (highest - lowest)
    spread = (float(rounding / abs(width)) + 4 * unit * abs(float(value))) * (1 + 2.0**-50)
    return Difference(step, value, math.inf if math.isnan(spread) else spread)


def _in_doubles(
    samples: Samples, offsets: tuple[int, ...], factors: tuple[int, ...], common: int, step: float
) -> Difference | None:
    """The same operations in the same order."""
    unit: float = samples.unit
    centre: float = samples.centre
    total = 0.0
    rounding = 0.0
    astray = 0.0
    highest = -math.inf
    lowest = math.inf
    for i in range(len(offsets)):
        offset: float = float(offsets[i])
        factor: float = float(factors[i])
        place = centre + offset * step
        found = samples.at(place)
        if found is None:
            return None
        value: float = found[0]
        bound: float = found[1]
        size = abs(factor)
        astray += size * abs((place - centre) / step - offset)
        highest = max(highest, value)
        lowest = min(lowest, value)
        term = factor * value
        rounding += size * bound
        if size > 2:
            rounding += unit * abs(term)
        total = term if i == 0 else total + term
        rounding += unit * abs(total)
    width = common * step
    quotient = total / width
    rounding += 2 * astray * (highest - lowest)
    spread = rounding / abs(width) + 4 * unit * abs(quotient)
    return Difference(step, quotient, math.inf if math.isnan(spread) else spread)


def exact_step(samples: Samples, method: Method, step: float) -> Any:
    """The step, rounded so that the samples lie exactly that far away, but for a last bit lost past a power of two."""
    farthest = max(abs(offset) for offset in method.offsets)
    centre, wanted = samples.centre, samples.exactly(step)
    return (centre + ((centre + farthest * wanted) - centre) / farthest) - centre


def curvature(samples: Samples, step: Any) -> float:
    """The largest second difference across the point and beside it, the size of f''; 0 where there are no samples for it.

    Raises OverflowError and ZeroDivisionError beyond the range of doubles.
    """
    sizes = [0.0]
    step = samples.exactly(step)
    for offsets in ((-1, 0, 1), (0, 1, 2), (0, -1, -2)):
        found = [samples.at(samples.centre + offset * step) for offset in offsets]
        values = [sample[0] for sample in found if sample is not None]
        if len(values) == 3:
            sizes.append(float(abs(values[0] - 2 * values[1] + values[2]) / step / step))
    return max(sizes)
