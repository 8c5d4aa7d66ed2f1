"""Real numbers of a given precision by mpmath, with a running bound. Imports ``running_error``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.evaluator.arithmetic.running_error import CONSTANT_VALUES, Real, Reals
from symdiff.operators import Exact, Operator

_LONG = 64
"""Bits of an exponent that a power is taken by the logarithm for."""
_GUARD = 20
"""Bits that mpmath computes beyond the precision that the bounds claim: room for its functions' last digits."""


_LARGEST = 1024
"""Numbers beyond 2**(2**1024) are not computed: mpmath takes seconds for an exponential of some more, and for one of many more memory ends."""


class Multiprecision(Reals):
    """mpmath numbers whose bounds claim ``precision`` bits."""

    __slots__ = ("_context", "precision")

    def __init__(self, precision: int) -> None:
        self.precision = precision
        self._context = context = context_of(precision + _GUARD)
        super().__init__(context.ldexp(context.one, -precision), context.zero)

    def number(self, value: Exact) -> Real:
        context = self._context
        top, bottom = value.numerator, value.denominator
        result = context.mpf(top) / bottom
        odd = abs(top) >> max(0, (top & -top).bit_length() - 1)
        exact = bottom & (bottom - 1) == 0 and odd.bit_length() <= self.precision
        return result, context.zero if exact else self.unit * abs(result)

    def constant(self, name: str) -> Real:
        value = +getattr(self._context, CONSTANT_VALUES[name].mpmath)
        return value, self.unit * value

    def function(self, row: Operator) -> Callable[..., Any]:
        context = self._context
        if row.binding is not None:
            from symdiff.evaluator.arithmetic.binder_values import number

            return number(row, context.prec)
        function = _real(row, context)
        if row.real is not None:
            return (
                _missing(row)
                if function is None
                else function
                if row.growing
                else _far_by_balls(row, function, context)
            )
        from symdiff.evaluator.arithmetic.ball_values import ball_of  # imports flint

        # What mpmath alone has is held against itself with more bits.
        sharper = _real(row, context_of(2 * context.prec + _GUARD))

        def value(*operands: Any) -> Any:
            if row.growing and any(context.mag(operand) > _LARGEST for operand in operands):
                raise OverflowError
            found = ball_of(row, operands, context.prec - _GUARD // 2)
            if found is not None:
                return context.make_mpf(found._mpf_)
            if function is None or sharper is None:
                return _missing(row)()
            first, second = function(*operands), sharper(*operands)
            if abs(first - second) * (1 << self.precision) > max(abs(first), abs(second)) * row.ulps:
                raise UnclearError(f"{row.name}: no digit is certain here", exists=True)
            return first

        return value

    def nearest(self, value: Any) -> Any:
        if self._context.mag(value) > _LARGEST:  # whole as it is, and too long for Python's integers
            return value
        return int(self._context.nint(value))

    def root(self, value: Any) -> Any:
        return self._context.sqrt(value)

    def logarithm(self, value: Any) -> Any:
        return self._context.log(value)

    def raised(self, base: Any, exponent: Any) -> Any:
        if self._context.mag(exponent) > _LARGEST:
            raise OverflowError
        bits = self._context.mag(exponent)
        if bits > _LONG and base > 0:  # whole as it is, mpmath multiplies step by step
            with self._context.workprec(self._context.prec + bits + _GUARD):
                found = self._context.exp(exponent * self._context.log(base))
            return +found
        return base**exponent


def _far_by_balls(row: Operator, function: Callable[..., Any], context: Any) -> Callable[..., Any]:
    """A row's function by mpmath, but by balls where operands are so large that mpmath writes them out: tanh takes seconds at 2**(2**30)."""

    def value(*operands: Any) -> Any:
        if not any(context.mag(operand) > _LARGEST for operand in operands):
            return function(*operands)
        from symdiff.evaluator.arithmetic.ball_values import ball_of  # imports flint

        found = ball_of(row, operands, context.prec - _GUARD // 2)
        if found is None:
            raise UnclearError(f"{row.name}: no digit is certain here", exists=True)
        return context.make_mpf(found._mpf_)

    return value


@lru_cache(maxsize=64)
def context_of(precision: int) -> Any:
    """An mpmath context of its own, of fixed precision."""
    import mpmath

    context = mpmath.MPContext()
    context.prec = precision
    return context


def _missing(row: Operator) -> Callable[..., Any]:
    known = "in doubles alone" if row.real is not None else "by no arithmetic"

    def nothing(*operands: Any) -> Any:
        why = f"has values {known}" if row.unknown is None else "is an unknown function"
        raise NoValueError(f"{row.name} {why}", exists=True)

    return nothing


def _real(row: Operator, context: Any) -> Callable[..., Any] | None:
    """The row's function by mpmath; None where there is none."""
    function = row.in_mpmath(context)
    if function is None:
        return None
    precision = context.prec

    def real(*operands: Any) -> Any:
        if row.growing and any(context.mag(operand) > _LARGEST for operand in operands):
            raise OverflowError
        try:
            value = function(*operands)
        except (context.NoConvergence, NotImplementedError, RecursionError):
            raise UnclearError(f"{row.name}: no value was found here", exists=True) from None
        finally:
            context.prec = precision  # which the time budget may have found raised
        if isinstance(value, context.mpc):
            if value.imag:
                raise ValueError  # what the functions of floats raise there
            value = value.real
        return value if isinstance(value, context.mpf) else context.mpf(value)

    return real


@lru_cache(maxsize=64)
def special(row: Operator) -> Callable[..., float]:
    """A function of floats for a row that has none of its own: by balls, and what has none by mpmath."""
    if row.binding is not None:
        from symdiff.evaluator.arithmetic.binder_values import number

        found_by = number(row, 53 + _GUARD // 2)
        return lambda *operands: float(found_by(*operands))
    from symdiff.evaluator.arithmetic.ball_values import ball_of  # imports flint

    context = context_of(53 + _GUARD)
    function = Multiprecision(53).function(row)

    def value(*operands: float) -> float:
        found = ball_of(row, operands, 53 + _GUARD // 2)
        return float(function(*map(context.mpf, operands)) if found is None else found)

    return value
