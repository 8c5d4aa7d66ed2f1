"""Truncated power series of balls as an arithmetic: what it adds to ``balls``. Imports ``series_functions``."""

from __future__ import annotations

from typing import Any

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.balls import Balls
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.evaluator.arithmetic.series_functions import series_function, start_of
from symdiff.operators import Exact, Operator


class SeriesBalls(Balls):
    """Real balls and power series of them. What does not change along the line stays a ball."""

    __slots__ = ()

    def total(self, terms: list[Any]) -> Any:
        return finite(sum(terms[1:], terms[0]))

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value = arb(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            if not divide:
                value = value * factor
            elif start_of(factor).contains(0):
                raise (NoValueError if start_of(factor).is_zero() else UnclearError)("division by zero")
            else:
                value = value / factor
        return finite(value)

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if not (isinstance(base, arb_series) or isinstance(exponent, arb_series)):
            return super().power(base, exponent, exact)
        centre = start_of(base)
        if not isinstance(base, arb_series) and base.is_zero() and start_of(exponent) > 0:
            return arb(0)
        if exact is not None and exact.denominator == 1:
            if exact < 0 and centre.contains(0):
                raise (NoValueError if centre.is_zero() else UnclearError)("division by zero")
            return finite(base ** int(exact)) if exact else arb(1)
        if not centre > 0:
            raise UnclearError("a power of a base that is not above 0 has no series", exists=True)
        if exact is not None and exact.denominator == 2:
            return finite(base.sqrt() ** exact.numerator)
        return finite((base.log() * exponent).exp())

    def call(self, row: Operator, operands: list[Any]) -> Any:
        if not any(isinstance(operand, arb_series) for operand in operands):
            return super().call(row, operands)
        function = series_function(row)
        if function is None:
            raise NoValueError(f"{row.name} has no series of balls", exists=True)
        try:
            return finite(function(*operands))
        except (ValueError, ZeroDivisionError, TypeError, AttributeError):
            raise UnclearError(f"{row.name} has no series of balls here", exists=True) from None

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> bool:
        if not (isinstance(first, arb_series) or isinstance(second, arb_series)):
            return super().relation(row, first, second)
        apart = start_of(first) - start_of(second)
        if not (apart > 0 or apart < 0):
            raise UnclearError("branches may meet here", exists=True)
        return super().relation(row, apart, arb(0))


def finite(value: Any) -> Any:
    """The value, if all its balls are bounded. Raises UnclearError."""
    balls = value.coeffs() if isinstance(value, arb_series) else (value,)
    if all(ball.is_finite() for ball in balls):
        return value
    raise UnclearError("the ball is not bounded", exists=True)


SERIES_BALLS = SeriesBalls()
