"""Verdicts: what a comparison says. The arithmetic of a comparison stands here too."""

from __future__ import annotations

import math

from symdiff.evaluator.differences.methods import Estimate
from symdiff.evaluator.values.at_points import Evaluated
from symdiff.status import Status

_MEANINGFUL = 1e-3
"""An estimate that allows more than this part of the formula's scale says nothing: it is inconclusive."""
_DOUBT = 8.0
"""How many times the measured truncation error a difference must exceed to count as a disagreement: the measure errs by
a factor of 2 where the estimates converge as their order promises, and three times that factor leaves no doubt."""


def compare(symbolic: Evaluated, found: Estimate, scale: float) -> Status:
    """What one estimate says of a symbolic value; ``scale`` is the size that the derivative could have there."""
    if found.value is None or not found.bound < math.inf:
        return Status.INCONCLUSIVE
    apart = abs(symbolic.value - found.value)
    allowed = found.bound + symbolic.bound
    if apart > allowed + (_DOUBT - 1) * found.truncation:
        return Status.DISAGREE
    return Status.AGREE if apart <= allowed <= _MEANINGFUL * scale else Status.INCONCLUSIVE
