"""Complex doubles, and complex numbers in many digits. Imports ``multiprecision``."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from fractions import Fraction

from symdiff.annotations import Any, ClassVar
from symdiff.evaluator.arithmetic.multiprecision import context_of
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.running_error import CONSTANT_VALUES
from symdiff.operators import Exact, Operator


class ComplexNumbers:
    """Python complex numbers, principal branches, without bounds."""

    __slots__ = ()
    pointwise: ClassVar[bool] = False

    def number(self, value: Exact) -> Any:
        return complex(float(value))

    def constant(self, name: str) -> Any:
        return complex(CONSTANT_VALUES[name].value)

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
        return context_of(self._bits)

    def number(self, value: Exact) -> Any:
        return self._mp.mpc(value.numerator) / value.denominator

    def constant(self, name: str) -> Any:
        return self._mp.mpc(getattr(self._mp, CONSTANT_VALUES[name].mpmath))

    def moved(self, value: Any, step: float) -> Any:
        return self._mp.mpc(value.real, step)

    def root(self, value: Any) -> Any:
        return self._mp.sqrt(value)

    def function(self, row: Operator) -> Callable[..., Any]:
        context = self._mp
        function = row.in_mpmath(context)
        if function is None:
            raise NoValueError(f"{row.name} has no complex form in many digits", exists=True)

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


SHARP_COMPLEX = SharpComplexNumbers(166)
