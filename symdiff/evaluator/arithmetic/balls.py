"""Ball arithmetic: enclosures of values that are rigorous, by python-flint.

A ball holds the true value, whatever was rounded on the way. flint's precision is global to the process, so it is set for one
evaluation and put back. Imports ``ball_functions`` and below.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from symdiff.evaluator.arithmetic.ball_functions import ball_function
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.operators import Domain, Exact, Operator

BITS = 128
_EXACT = 2.0**52
_LONGEST = 4096
_LEAST_FLOAT = 5e-324
UNIT_ROUNDOFF = 2.0**-53
LEAST = 2.0**-900
"""Balls nearer to 0, or beyond the inverse, are no floats here: those hold the size and the radius of what lies between."""

CONSTANTS: dict[str, Callable[[], Any]] = {
    "pi": arb.pi,
    "E": arb.const_e,
    "EulerGamma": arb.const_euler,
    "Catalan": arb.const_catalan,
    "GoldenRatio": lambda: (1 + arb(5).sqrt()) / 2,
}


class Balls:
    """Real balls; a ball that is not finite is no value."""

    __slots__ = ()
    pointwise = False

    def number(self, value: Exact) -> Any:
        return ball(value)

    def constant(self, name: str) -> Any:
        return CONSTANTS[name]()

    def total(self, terms: list[Any]) -> Any:
        return _finite(sum(terms[1:], terms[0]))

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value = arb(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            if divide and factor.contains(0):
                raise (NoValueError if factor.is_zero() else UnclearError)("division by zero")
            value = value / factor if divide else value * factor
        return _finite(value)

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact is not None and exact.denominator == 1:
            if exact < 0 and base.contains(0):
                raise (NoValueError if base.is_zero() else UnclearError)("division by zero")
            return _finite(_whole_power(base, int(exact))) if exact else arb(1)
        if base > 0:
            return _finite(base.sqrt() if exact == Fraction(1, 2) else base**exponent)
        if base.is_zero() and exponent > 0:
            return arb(0)
        broken = exact is not None or not exponent.contains_integer()
        raise (NoValueError if base < 0 and broken else UnclearError)("u**v with u < 0 needs a whole v")

    def call(self, row: Operator, operands: list[Any]) -> Any:
        function = ball_function(row)
        if function is None:
            raise NoValueError(f"{row.name} has no enclosure", exists=True)
        # flint has values where rows have none.
        if row.domain is not None and not row.domain.holds(*map(place_of, operands)):
            outside = len(operands) == 1 and _wholly_outside(row.domain, operands[0])
            raise (NoValueError if outside else UnclearError)(f"{row.name} may have no value here")
        try:
            return _finite(function(*operands))
        except (ValueError, ZeroDivisionError):
            raise UnclearError(f"{row.name} has no ball here", exists=True) from None

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> bool:
        apart = first - second
        if not (apart > 0 or apart < 0 or apart.is_zero()):
            raise UnclearError("the two sides of a comparison cannot be told apart", exists=True)
        assert row.real is not None
        return bool(row.real(int(apart > 0) - int(apart < 0), 0))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        raise NotImplementedError

    def settled(self, value: Any) -> Any:
        return value


def _finite(value: Any) -> Any:
    if value.is_finite():
        return value
    raise UnclearError("the ball is not bounded", exists=True)


def _whole_power(base: Any, exponent: int) -> Any:
    """By squares where the ball may hold 0: there flint's power takes the logarithm, and is not a number."""
    if exponent < 0 or not base.contains(0):
        return base**exponent
    value = arb(1)
    for digit in f"{exponent:b}":
        value = value * value * base if digit == "1" else value * value
    return value


def _wholly_outside(domain: Domain, number: Any) -> bool:
    """Whether a ball whose middle lies outside of a domain does so with both ends: none of the domains has pieces between."""
    return not any(domain.holds(place_of(end)) for end in (number.lower(), number.upper()))


def place_of(number: Any) -> Any:
    """The middle of a ball, for what asks on which side of an edge it lies: exact where no float may be near, or all are whole."""
    middle = float(number.mid())
    if -_EXACT < middle < _EXACT:
        return middle or (_LEAST_FLOAT if number.mid() > 0 else -_LEAST_FLOAT if number.mid() < 0 else 0.0)
    mantissa, exponent = number.mid().man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent) if abs(exponent) < _LONGEST else middle


def ball(value: Exact) -> Any:
    """The ball of a rational number at the precision of the moment."""
    return arb(fmpq(value.numerator, value.denominator))


class precision:  # noqa: N801 - it is used as a function is
    """So many bits for balls and so many terms for series, in here."""

    __slots__ = ("_before", "_bits", "_terms")

    def __init__(self, bits: int, terms: int = 2) -> None:
        self._bits = bits
        self._terms = terms
        self._before: tuple[int, int] = (0, 0)

    def __enter__(self) -> None:
        self._before = ctx.prec, ctx.cap
        ctx.prec, ctx.cap = self._bits, self._terms

    def __exit__(self, *reason: object) -> None:
        ctx.prec, ctx.cap = self._before
