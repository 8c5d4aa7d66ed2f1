"""Exact numbers: lowest terms, powers that are rational, how many digits, and past what bound.

Imports ``decimals``, ``operators``, ``limits`` and ``errors``.
"""

from __future__ import annotations

import math
from fractions import Fraction

from symdiff.annotations import Final
from symdiff.errors import SymdiffError, fault
from symdiff.graph.decimals import Decimal
from symdiff.limits import Limits
from symdiff.operators import Exact

_REMEMBERED: Final = 1 << 12
"""Fractions of small numbers that are kept: formulas have the same few again and again."""
_SMALL: Final = 1 << 30
_BITS: Final = 31
_kept_fractions: Final[dict[int, Fraction]] = {}
"""Those by numerator and denominator in one whole number, which is quick to make and to hash."""


def division_by_zero() -> SymdiffError:
    """The error for a formula that has no value anywhere."""
    return fault(
        "undefined", "this divides by zero, whatever the variables are", hint="the formula has no value anywhere"
    )


def too_many_digits(limits: Limits, digits: float | None = None) -> SymdiffError:
    """The error for an exact number past the digit bound; ``digits`` is about how many it would have."""
    many = (
        "" if digits is None else f"about {int(digits):,} digits, " if digits < _COUNTABLE else "over 10**15 digits, "
    )
    return fault(
        "too-many-digits",
        f"an exact number here would have {many}more than {limits.max_digits:,}{'' if many else ' digits'}",
        hint="raise the bound with --max-digits",
    )


_COUNTABLE = 1e15


def power_digits(base: Exact, n: Exact) -> float:
    """About how many decimal digits base**n has, the longer of numerator and denominator; at most infinity."""
    try:
        return float(magnitude(n)) * max(math.log10(abs(base.numerator) or 1), math.log10(base.denominator))
    except OverflowError:
        return math.inf


def over_line(value: Exact) -> tuple[int, int]:
    """The numerator and the denominator of a number. What a fraction has for that is not compiled, and costs several times as much."""
    if type(value) is int:
        return value, 1
    return value._numerator, value._denominator  # type: ignore[union-attr]


def _fold(u: Exact, v: Exact, result: Exact) -> Exact:
    """A result of two numbers in lowest terms: whole numbers as int, and a decimal where an operand was one and it can be written."""
    if type(result) is int:
        return result
    top, bottom = over_line(result)
    if bottom == 1:
        return top
    if (type(u) is Decimal or type(v) is Decimal) and terminates(bottom):
        return Decimal(top, bottom)
    return result


def folded(value: Exact) -> Exact:
    """A number that was typed: a whole one as int."""
    if type(value) is int or value._denominator != 1:  # type: ignore[union-attr]
        return value
    return over_line(value)[0]


def added(u: Exact, v: Exact) -> Exact:
    """The sum of two numbers, folded; the arithmetic of ``Fraction`` costs several times as much."""
    if type(u) is int and type(v) is int:
        return u + v
    if type(u) is Decimal or type(v) is Decimal:
        return _fold(u, v, u + v)
    a, b = over_line(u)
    c, d = over_line(v)
    return quotient(a * d + c * b, b * d)


def multiplied(u: Exact, v: Exact) -> Exact:
    """The product of two numbers, folded."""
    if type(u) is int and type(v) is int:
        return u * v
    if type(u) is Decimal or type(v) is Decimal:
        return _fold(u, v, u * v)
    a, b = over_line(u)
    c, d = over_line(v)
    return quotient(a * c, b * d)


def quotient(top: int, bottom: int) -> Exact:
    """One whole number over another, not zero, folded."""
    if top % bottom == 0:
        return top // bottom
    if not (-_SMALL < top < _SMALL and -_SMALL < bottom < _SMALL):
        return Fraction(top, bottom)
    key = (top << _BITS) + bottom
    found = _kept_fractions.get(key)
    if found is None:
        if len(_kept_fractions) >= _REMEMBERED:
            _kept_fractions.clear()
        found = _kept_fractions[key] = Fraction(top, bottom)
    return found


def divided(u: Exact, v: Exact) -> Exact:
    """The quotient of two numbers, the second not zero, folded."""
    if type(u) is int and type(v) is int:
        return quotient(u, v)
    a, b = over_line(u)
    c, d = over_line(v)
    result = quotient(a * d, b * c)
    return _fold(u, v, result) if type(u) is Decimal or type(v) is Decimal else result


def negated(value: Exact) -> Exact:
    """A number with the other sign; a decimal stays one."""
    if type(value) is Fraction:
        top, bottom = over_line(value)
        return quotient(-top, bottom)
    return -value


def magnitude(value: Exact) -> Exact:
    """The absolute value; ``abs`` of a union is an object to the type checker."""
    return -value if is_below_zero(value) else value


def is_below_zero(value: Exact) -> bool:
    """Whether a number is negative: fractions are slow to compare."""
    if type(value) is int:
        return value < 0
    top: int = value._numerator  # type: ignore[union-attr]
    return top < 0


def terminates(denominator: int) -> bool:
    """Whether 1/denominator has a finite decimal expansion."""
    return pow(10, denominator.bit_length(), denominator) == 0


def exact_power(base: Exact, n: Exact, bits: int) -> Exact | None:
    """base**n where it is rational and fits in so many bits, else None."""
    top, bottom = over_line(base)
    if top == 0:
        return None
    power, degree = over_line(n)
    if degree == 1:
        size = max(top.bit_length(), bottom.bit_length())
        if (bottom != 1 or top not in (1, -1)) and size * abs(power) > bits + size:
            return None
        if type(base) is int:
            return top**power if power >= 0 else quotient(1, top**-power)
        if type(base) is Fraction:
            return quotient(top**power, bottom**power) if power >= 0 else quotient(bottom**-power, top**-power)
        return _fold(base, base, Fraction(base) ** power)
    if top < 0:
        return None
    above, below = _exact_root(top, degree), _exact_root(bottom, degree)
    if above is None or below is None:
        return None
    return exact_power(_fold(base, base, Fraction(above, below)), power, bits)


def _exact_root(value: int, degree: int) -> int | None:
    """The whole degree-th root of a positive whole number, None where there is none."""
    if value == 1:
        return 1
    if degree > value.bit_length():
        return None
    low, high = 1, 1 << (value.bit_length() // degree + 1)
    while low < high:
        middle = (low + high + 1) // 2
        if middle**degree <= value:
            low = middle
        else:
            high = middle - 1
    return low if low**degree == value else None
