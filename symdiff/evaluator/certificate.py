"""Certificates: the true derivative at a point as a ball, by power series of the formula itself, against the symbolic result.

Two balls that share no point prove an error. Where both are narrow and overlap, the result is right to so many digits.
Imports ``series`` and below.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from math import floor, inf, isfinite, log10

from symdiff.evaluator.arithmetic.balls import enclosure
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.truths.definitions import Definition
from symdiff.evaluator.truths.truths import Truths
from symdiff.evaluator.values import Evaluated
from symdiff.frozen import frozen
from symdiff.graph import Graph
from symdiff.status import Status

_LADDER = (128, 512, 2048)
"""Bits: more where fewer leave the balls wide, or both hold 0."""
DIGITS = 15
"""Balls are narrow where they agree to so many digits, or to so small a part of the size that the derivative could have."""
_NOTHING = Fraction(1, 10**300)
"""Numbers closer than this, which is hardly a double, are not told apart where both may be 0."""
_EXACT = Context(prec=4096, Emax=MAX_EMAX, Emin=MIN_EMIN)


@frozen
class Interval:
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


@frozen
class Certificate:
    """What balls say of a derivative at a point: ``truth`` holds the true one, ``symbolic`` the value of the result."""

    verdict: Status
    truth: Interval | None
    symbolic: Interval | None
    digits: int | None = None
    """To so many both agree; None where they are 0, or one of them is missing."""
    note: str | None = None


def certify(
    graph: Graph, definition: Definition, result: int, point: Point, value: Evaluated | Undefined | None = None
) -> Certificate:
    """The certificate of a result node at a point.

    ``value`` stands for the result where it has no ball: a number with a bound on its error.
    """
    truths = Truths(graph, definition, point)
    found = None
    for bits in _LADDER:
        truth = truths.at(bits)
        if isinstance(truth, Undefined):
            return found or Certificate(Status.INCONCLUSIVE, None, None, note=truth.reason)
        symbolic = _symbolic(graph, result, point, bits, value)
        found = _compared(truth, symbolic, truths.scale(bits))
        if found.verdict is Status.DISAGREE or found.digits is not None or (truth.radius == 0 and symbolic == truth):
            break
    assert found is not None
    return found


def _symbolic(
    graph: Graph, result: int, point: Point, bits: int, value: Evaluated | Undefined | None
) -> Interval | None:
    found = enclosure(graph, result, point, bits)
    if not isinstance(found, Undefined):
        return Interval(*found)
    if isinstance(value, Evaluated) and isfinite(value.bound):
        return Interval(Fraction(value.value), Fraction(value.bound))
    return None


def _compared(truth: Interval, symbolic: Interval | None, scale: Fraction) -> Certificate:
    if symbolic is None:
        return Certificate(Status.INCONCLUSIVE, truth, None, note="the result has no ball here")
    if truth.apart(symbolic):
        return Certificate(
            Status.DISAGREE, truth, symbolic, note="the true derivative lies elsewhere, proved with balls"
        )
    size, reach = max(abs(truth.middle), abs(symbolic.middle)), truth.reach(symbolic)
    digits = _digits(reach, size)
    if digits is not None and digits >= DIGITS:
        return Certificate(Status.AGREE, truth, symbolic, digits)
    if reach * 10**DIGITS <= scale or reach < _NOTHING:
        return Certificate(Status.AGREE, truth, symbolic, note=f"0 to within {nearest(reach):.1g}")
    return Certificate(Status.INCONCLUSIVE, truth, symbolic, note="the balls are too wide to tell")


def _digits(error: Fraction, size: Fraction) -> int | None:
    """How many decimal digits are right; None for none, and where the size is 0."""
    if size <= error:
        return None
    if error == 0:
        return floor(_LADDER[0] * log10(2))
    ratio = size / error
    return floor((ratio.numerator.bit_length() - ratio.denominator.bit_length() - 1) * log10(2))


def nearest(number: Fraction) -> float:
    """The double nearest to the number; infinite beyond the largest."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


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
