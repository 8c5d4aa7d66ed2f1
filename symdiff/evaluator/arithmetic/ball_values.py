"""Functions of exact numbers by balls, to so many bits: what doubles and mpmath numbers take from flint.

The numbers that mpmath gives for special functions may be wrong far out (``binomial(1e45, 2)`` is 0.5 with 53 bits), and without a
word; a ball says what it knows. Imports ``ball_functions``, and so flint: imported where a special function is met.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.ball_functions import ball_function
from symdiff.evaluator.arithmetic.balls import precision
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.operators import Operator

_GROWTH = (1, 2, 4, 16)
"""Working precisions, in those that are wanted: what cancels far out takes as many more bits."""
_SPARE = 16


def ball_of(row: Operator, operands: Sequence[Any], bits: int) -> Any | None:
    """The middle of a ball that is right to so many bits at exact operands, None where there is none.

    ``operands``: floats or mpmath numbers.
    """
    function = ball_function(row)
    if function is None:
        return None
    for growth in _GROWTH:
        with precision(growth * (bits + _SPARE)):
            try:
                found = function(*(arb(operand) for operand in operands))
            except (NoValueError, ValueError, ZeroDivisionError):
                return None
            if found.is_finite() and found.rel_accuracy_bits() >= bits:
                return found.mid()
    return None
