"""The number types of the interpreter: doubles and mpmath numbers, both with a running error bound, and complex numbers.

mpmath is imported when it is first needed, in contexts of its own. Imports ``reals`` and below.
"""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any, ClassVar

from symdiff.evaluator.reals import Real, Reals
from symdiff.evaluator.steps import NoValueError, UnclearError
from symdiff.operators import CONSTANTS, Exact, Operator

_GUARD = 20
"""Bits that mpmath computes beyond the precision that the bounds claim: room for its functions' last digits."""
_LARGEST = 4096
"""Numbers beyond 2**(2**4096) are not computed: an exponential of more would not fit in memory."""
_WHOLE = 1 << 53
"""Whole numbers up to this are doubles."""
_CONSTANTS = {row.name: row for row in CONSTANTS}


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
        value = _CONSTANTS[name].value
        return value, self.unit * value

    def function(self, row: Operator) -> Callable[..., Any]:
        return row.real or _by_mpmath(row)

    def nearest(self, value: Any) -> int:
        return round(float(value))

    def root(self, value: Any) -> Any:
        return math.sqrt(value)

    def logarithm(self, value: Any) -> Any:
        return math.log(value)


class Multiprecision(Reals):
    """mpmath numbers whose bounds claim ``precision`` bits."""

    __slots__ = ("_context", "precision")

    def __init__(self, precision: int) -> None:
        self.precision = precision
        self._context = context = _context(precision + _GUARD)
        super().__init__(context.ldexp(context.one, -precision), context.zero)

    def number(self, value: Exact) -> Real:
        context = self._context
        top, bottom = value.numerator, value.denominator
        result = context.mpf(top) / bottom
        odd = abs(top) >> max(0, (top & -top).bit_length() - 1)
        exact = bottom & (bottom - 1) == 0 and odd.bit_length() <= self.precision
        return result, context.zero if exact else self.unit * abs(result)

    def constant(self, name: str) -> Real:
        value = +getattr(self._context, _CONSTANTS[name].mpmath)
        return value, self.unit * value

    def function(self, row: Operator) -> Callable[..., Any]:
        context = self._context
        form = row.mpmath or row.name
        function = getattr(context, form) if isinstance(form, str) else form.__get__(context)
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

    def nearest(self, value: Any) -> int:
        return int(self._context.nint(value))

    def root(self, value: Any) -> Any:
        return self._context.sqrt(value)

    def logarithm(self, value: Any) -> Any:
        return self._context.log(value)

    def raised(self, base: Any, exponent: Any) -> Any:
        if self._context.mag(exponent) > _LARGEST:
            raise OverflowError
        return base**exponent


class ComplexNumbers:
    """Python complex numbers, principal branches, without bounds."""

    __slots__ = ()
    pointwise: ClassVar[bool] = False

    def number(self, value: Exact) -> Any:
        return complex(float(value))

    def constant(self, name: str) -> Any:
        return complex(_CONSTANTS[name].value)

    def moved(self, value: Any, step: float) -> Any:
        """A number with an imaginary part instead of none."""
        return complex(value.real, step)

    def total(self, terms: list[Any]) -> Any:
        return _finite_complex(sum(terms[1:], terms[0]))

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value = self.number(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            value = value / factor if divide else value * factor
        return _finite_complex(value)

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact == Fraction(1, 2):
            return self.root(base)
        if base == 0 and exact is None:
            raise NoValueError("0**v needs a number v")
        return _finite_complex(base ** (int(exact) if exact is not None and exact.denominator == 1 else exponent))

    def root(self, value: Any) -> Any:
        return cmath.sqrt(value)

    def function(self, row: Operator) -> Callable[..., Any]:
        if row.complex is None:
            raise NoValueError(f"{row.name} has no complex form")
        return row.complex

    def call(self, row: Operator, operands: list[Any]) -> Any:
        try:
            return _finite_complex(self.function(row)(*operands))
        except ValueError:
            raise NoValueError(f"{row.name} has a pole here") from None

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> bool:
        raise NoValueError("complex numbers have no order")

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        raise NotImplementedError

    def settled(self, value: Any) -> Any:
        return value


class SharpComplexNumbers(ComplexNumbers):
    """mpmath's complex numbers with so many bits."""

    __slots__ = ("_bits",)

    def __init__(self, bits: int) -> None:
        self._bits = bits

    @property
    def _mp(self) -> Any:
        return _context(self._bits)

    def number(self, value: Exact) -> Any:
        return self._mp.mpc(value.numerator) / value.denominator

    def constant(self, name: str) -> Any:
        return self._mp.mpc(getattr(self._mp, _CONSTANTS[name].mpmath))

    def moved(self, value: Any, step: float) -> Any:
        return self._mp.mpc(value.real, step)

    def root(self, value: Any) -> Any:
        return self._mp.sqrt(value)

    def function(self, row: Operator) -> Callable[..., Any]:
        context = self._mp
        form = row.mpmath or row.name
        function = getattr(context, form) if isinstance(form, str) else form.__get__(context)

        def value(*operands: Any) -> Any:
            precision = context.prec
            try:
                # Orders and degrees must be real numbers; so must what a function without a complex form is given.
                return context.mpc(function(*(each if each.imag else each.real for each in operands)))
            except (context.NoConvergence, NotImplementedError, RecursionError, TypeError):
                raise NoValueError(f"{row.name} has no complex form here") from None
            finally:
                context.prec = precision

        return value


def _finite_complex(value: Any) -> Any:
    if math.isfinite(value.real) and math.isfinite(value.imag):
        return value
    raise NoValueError("overflow", exists=True)


@lru_cache(maxsize=64)
def _context(precision: int) -> Any:
    """An mpmath context of its own, of fixed precision."""
    import mpmath

    context = mpmath.MPContext()
    context.prec = precision
    return context


@lru_cache(maxsize=64)
def _by_mpmath(row: Operator) -> Callable[..., float]:
    """A function of floats for a row that has none."""
    function = Multiprecision(53).function(row)
    return lambda *operands: float(function(*map(_context(53 + _GUARD).mpf, operands)))


DOUBLES = Doubles()
SHARP_COMPLEX = SharpComplexNumbers(166)
