"""How long numbers and powers are as text. Imports ``graph``."""

from __future__ import annotations

from math import gcd

from symdiff.graph import Decimal
from symdiff.graph.exact import divided
from symdiff.operators import Exact


def raised(exponent: Exact) -> int:
    """Operators that an exponent adds to a base."""
    if type(exponent) is int:
        return 0 if exponent == 1 else 1 if exponent >= -1 else 2
    top, bottom = exponent.as_integer_ratio()
    negative = int(top < 0)
    root = bottom == 2 and top in (1, -1)
    return negative + (1 if root or type(exponent) is Decimal else 2)


def numbered(number: Exact, by: Exact, above: int, below: int) -> int:
    """Operators of a product of a quotient of numbers and so many factors above and below the line."""
    if type(number) is int and number == 1 == by:
        return (above - 1 if above else 0) + below
    if type(number) is not int or type(by) is not int:
        value = number if type(by) is int and by == 1 else divided(number, by)
        top, bottom = value.as_integer_ratio()
        sign = int(top < 0)
        if type(value) is Decimal:
            return sign + above + below
        top = abs(top)
    else:
        sign = int((number < 0) is not (by < 0))
        top, bottom = abs(number), abs(by)
        if bottom != 1:
            common = gcd(top, bottom)
            top //= common
            bottom //= common
    above += top != 1
    below += bottom != 1
    return sign + (above - 1 if above else 0) + below
