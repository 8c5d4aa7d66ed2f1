"""The number types of the interpreter: doubles and mpmath numbers, both with a running error bound, and complex numbers.

mpmath is imported when it is first needed, in contexts of its own. Imports ``running_error``, ``multiprecision`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.multiprecision import special
from symdiff.evaluator.arithmetic.running_error import CONSTANT_VALUES, Real, Reals
from symdiff.operators import Exact, Operator

_WHOLE = 1 << 53
"""Whole numbers up to this are doubles."""


class Doubles(Reals):
    """Python floats."""

    __slots__ = ()

    def __init__(self) -> None:
        super().__init__(2.0**-53, 2.0**-1060)

    def number(self, value: Exact) -> Real:
        if isinstance(value, int) and -_WHOLE <= value <= _WHOLE:
            return float(value), 0.0
        top: Any  # whole numbers that mypyc knows as such it would make doubles before it divides
        bottom: Any
        top, bottom = value.as_integer_ratio()
        result: float = top / bottom
        if bottom & (bottom - 1) == 0 and result.as_integer_ratio() == (top, bottom):  # no other fraction is a double
            return result, 0.0
        return result, self.unit * abs(result) + self.tiny

    def constant(self, name: str) -> Real:
        value = CONSTANT_VALUES[name].value
        return value, self.unit * value

    def function(self, row: Operator) -> Callable[..., Any]:
        return row.real or special(row)

    def nearest(self, value: Any) -> int:
        return round(float(value))

    def root(self, value: Any) -> Any:
        return math.sqrt(value)

    def logarithm(self, value: Any) -> Any:
        return math.log(value)


DOUBLES = Doubles()
