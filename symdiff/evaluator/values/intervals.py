"""Intervals with rational ends: from balls, and as decimals that hold them. Imports ``arithmetic.protocol``."""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import floor, inf, log10, nextafter
from typing import Any

from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.frozen import Frozen

_RANGE = 1 << 16
"""Numbers beyond 2**_RANGE are not written out, and those nearer to 0 than 2**-_RANGE are a ball around 0."""


def fraction(found: Any) -> tuple[Fraction, Fraction]:
    """The midpoint and the radius of a ball. Raises UnclearError for numbers that would fill the memory."""
    middle, lost = _written(found.mid())
    radius, more = _written(found.rad())
    return middle, radius + lost + more


def _written(number: Any) -> tuple[Fraction, Fraction]:
    """An exact number, and what is lost where it is taken for 0."""
    mantissa, exponent = number.man_exp()
    if exponent > _RANGE:
        raise UnclearError("the number is too large to be written out", exists=True)
    if exponent < -_RANGE:
        size = int(exponent) + int(mantissa).bit_length()
        if size > -_RANGE // 2:
            raise UnclearError("the number is too long to be written out", exists=True)
        return Fraction(0), Fraction(1, 1 << _RANGE // 2)
    shift = int(exponent)
    return Fraction(int(mantissa) << shift) if shift >= 0 else Fraction(int(mantissa), 1 << -shift), Fraction(0)


_EXACT = Context(prec=4096, Emax=MAX_EMAX, Emin=MIN_EMIN)


class Interval(Frozen):
    """A ball of real numbers."""

    middle: Fraction
    radius: Fraction

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return self.middle - self.radius, self.middle + self.radius

    def apart(self, other: Interval) -> bool:
        """Whether no number lies in both."""
        return abs(self.middle - other.middle) > self.radius + other.radius

    def reach(self, other: Interval) -> Fraction:
        """The largest distance between a number of this ball and one of the other."""
        return abs(self.middle - other.middle) + self.radius + other.radius


def nearest(number: Fraction) -> float:
    """The double nearest to the number; infinite beyond the largest."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def above(number: Fraction) -> float:
    """A double that is not below the number."""
    value = nearest(number)
    return value if value == inf or Fraction(value) >= number else nextafter(value, inf)


def decimal_ends(interval: Interval, most: int = 40) -> tuple[str, str]:
    """The ends as decimal text, rounded outward to one digit beyond what they agree in, ``most`` digits at most."""
    low, high = interval.ends
    size = max(abs(low), abs(high))
    if size == 0:
        return "0", "0"
    lead = _exponent(size)
    places = most if low == high else min(most, max(2, lead - _exponent(high - low) + 2))
    unit = Fraction(10) ** (lead - places + 1)
    return _scientific(floor(low / unit), unit), _scientific(-floor(-high / unit), unit)


def _exponent(number: Fraction) -> int:
    """The decimal exponent of the leading digit."""
    guess = floor((number.numerator.bit_length() - number.denominator.bit_length()) * log10(2))
    while number >= Fraction(10) ** (guess + 1):
        guess += 1
    while number < Fraction(10) ** guess:
        guess -= 1
    return guess


def _scientific(count: int, unit: Fraction) -> str:
    """So many units, a power of ten, as text."""
    exponent = _exponent(unit)
    return str(Decimal(count).scaleb(exponent, _EXACT).normalize(_EXACT))
