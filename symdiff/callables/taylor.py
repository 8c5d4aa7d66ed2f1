"""Taylor's remainder of a function along a direction, above its noise. Imports ``values`` and ``reports.report``."""

from __future__ import annotations

import math
from collections.abc import Callable

from symdiff.callables.values import UNIT_ROUNDOFF
from symdiff.evaluator import Evaluated
from symdiff.reports.report import TaylorReport

_EXPONENTS = range(2, 38, 2)
"""The Taylor test's steps are 2**-k of the point's size."""


_ABOVE = 8.0
"""A remainder counts where it is so many times the noise."""


def taylor_remainder(
    centre: float, line: Callable[[float], float | None], slope: Evaluated, level: float
) -> TaylorReport:
    """What is left of f(x + h*v) - f(x) - h*(given slope), and with which power of h it shrinks above the noise."""
    steps, remainders, floors = [], [], []
    for exponent in _EXPONENTS:
        h = 2.0**-exponent
        value = line(h)
        if value is None:
            continue
        steps.append(h)
        remainders.append(abs(value - centre - h * slope.value))
        floors.append(2 * level + 3 * UNIT_ROUNDOFF * (abs(value) + abs(centre)) + h * slope.bound)
    above = [k for k, (left, floor) in enumerate(zip(remainders, floors, strict=True)) if left > _ABOVE * floor]
    run = [k for k in above if k >= (above[-1] - 3 if above else 0)]
    order = None
    if len(run) >= 2 and len(run) == run[-1] - run[0] + 1:
        first, last = run[0], run[-1]
        order = math.log(remainders[first] / remainders[last]) / math.log(steps[first] / steps[last])
    return TaylorReport(order, tuple(steps), tuple(remainders), tuple(floors))
