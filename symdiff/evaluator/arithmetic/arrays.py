"""Arrays of doubles as an arithmetic, by NumPy where its functions are right, else point by point. Imports ``doubles``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from fractions import Fraction
from functools import cache, lru_cache, reduce
from typing import Any

from symdiff.errors import missing_extra
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.protocol import BRANCH
from symdiff.operators import CONSTANTS, And, Exact, Not, Operator

_CONSTANTS = {row.name: row.value for row in CONSTANTS}


_LOST = 2.0**-20
"""A sum that is this part of its terms has lost 20 bits of 53."""
_WHOLE_POWERS = 16
"""Whole exponents up to this are products by repeated squaring, whose relative error is below their number of half-units."""


EXPM1 = Operator("exp(u) - 1", arity=(2, 2))
LOG1P = Operator("log(1 + u)", arity=(2, 2))
"""Of u, and of exp(u) or 1 + u: steps of this arithmetic alone, which keep their digits near 0."""
_SMALL = 2.0**-8


def load_numpy() -> Any:
    """The library. Raises SymdiffError ``missing-extra``."""
    try:
        import numpy as np
    except ImportError:
        raise missing_extra("arrays of points need numpy", "arrays") from None
    return np


class Arrays:
    """Arrays of doubles, or a float where a part is the same at all points. ``poles``: look for them in every step.

    ``doubtful`` gathers where terms or a function's digits cancel, so that doubles keep few of them: True, False or an array of them.
    """

    __slots__ = ("_room", "doubtful", "given", "numpy", "poles")
    pointwise = True

    def __init__(self, numpy: Any, *, poles: bool) -> None:
        self.numpy = numpy
        self.poles = poles
        self._room: Any = None
        self.doubtful: Any = False
        self.given: tuple[Any, ...] = ()
        """The arrays of the points themselves, which are not rounded."""

    def number(self, value: Exact) -> Any:
        return self.numpy.float64(float(value))

    def constant(self, name: str) -> Any:
        return self.numpy.float64(_CONSTANTS[name])

    def total(self, terms: list[Any]) -> Any:
        value = terms[0] + terms[1]
        for term in terms[2:]:
            value = value + term
        self._doubt(value, terms)
        return value

    def _doubt(self, value: Any, terms: list[Any]) -> None:
        """Note where a sum is a small part of its terms. One of them need not be looked at: what cancels it is nearly as large."""
        looked = sorted(terms, key=lambda term: bool(term.ndim))[:-1]
        largest = max(self._size(term).max() for term in looked)
        if self._least(value) > _LOST * largest:
            return  # nowhere; also the way out where there is nan
        bounds = reduce(self.numpy.maximum, map(abs, looked))
        self.doubtful = self.doubtful | (abs(value) <= _LOST * bounds)

    def _least(self, value: Any) -> Any:
        """The least absolute value; nan where there is one."""
        least = value.min()
        return least if least > 0 else self._size(value).min()

    def _size(self, value: Any) -> Any:
        """The absolute values, in room that is kept for them until the next ones."""
        room = self._room
        if room is None or room.shape != value.shape or room.dtype != value.dtype:
            if value.ndim == 0:
                return abs(value)
            self._room = room = self.numpy.empty_like(value)
        return self.numpy.abs(value, out=room)

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value: Any = None
        for factor, divide in zip(factors, divides, strict=True):
            if divide:
                value = (1.0 if value is None else value) / self._without(factor, factor == 0 if self.poles else None)
            else:
                value = factor if value is None else value * factor
        return -value if negated else value

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact == 0:
            return self.number(1)
        if exact is None:
            return self._without(self.numpy.power(base, exponent), (base == 0) & ~(exponent > 0))
        if exact < 0 and self.poles:
            base = self._without(base, base == 0)
        whole, half = _parts(exact)
        if whole is None or abs(whole) > _WHOLE_POWERS:
            return self.numpy.power(base, exponent)
        root = self.numpy.sqrt(base) if half else None
        size = abs(whole)
        value: Any = root
        square = base
        while size:
            if size & 1:
                value = square if value is None else value * square
            size >>= 1
            if size:
                square = square * square
        return 1.0 / value if exact < 0 else value

    def call(self, row: Operator, operands: list[Any]) -> Any:
        if row is EXPM1:
            return self._patched(operands[1] - 1.0, self.numpy.expm1, operands[0])
        if row is LOG1P:
            logarithm = self._without(self.numpy.log(operands[1]), operands[1] == 0 if self.poles else None)
            return self._patched(logarithm, self.numpy.log1p, operands[0])
        reciprocal, _, name = row.numpy.rpartition("/")
        if name:
            function = getattr(self.numpy, name)
            value = reduce(function, operands) if row.selects else function(*operands)  # numpy's take two
            if _has_zeros(row) and not any(operands[0] is each for each in self.given):
                self._doubt_zero(value, operands[0])
            if reciprocal:
                value = 1.0 / value
        else:
            return _pointwise(self.numpy, DOUBLES.function(row), row)(*operands).astype(float)
        if self.poles and row.domain is not None:
            return self._without(value, self.numpy.isinf(value) & self.numpy.isfinite(operands[0]))
        return value

    def _patched(self, value: Any, function: Any, operand: Any) -> Any:
        """The value, and what the function says where it is small."""
        if self._least(value) >= _SMALL:
            return value
        return self.numpy.where(abs(value) < _SMALL, function(operand), value)

    def _doubt_zero(self, value: Any, operand: Any) -> None:
        """Note where a function is near a zero, or of a large operand: there it magnifies what its operand was rounded by."""
        largest = self._size(operand).max()
        if not self._least(value) > _LOST * largest:
            self.doubtful = self.doubtful | (abs(value) <= _LOST * abs(operand))

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> Any:
        """1.0 where a comparison holds, 0.0 where not, nan where a side has no value."""
        assert row.real is not None
        holds: Any = row.real(first, second)
        return self._without(holds.astype(float), self.numpy.isnan(first + second))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        np = self.numpy
        known = [np.nan if operand is None else operand for operand in operands]
        if row is Not:
            return 1.0 - known[0]
        if kind == BRANCH:
            value: Any = np.float64(np.nan)
            for piece, condition in reversed(list(zip(known[::2], known[1::2], strict=True))):
                value = np.where(condition == 1, piece, np.where(np.isnan(condition), np.nan, value))
            return value
        value = known[0]
        for condition in known[1:]:
            value = np.where(value == (row is And), condition, value)
        return value

    def settled(self, value: Any) -> Any:
        return value

    def _without(self, value: Any, places: Any) -> Any:
        return (
            value if places is None or not self.numpy.any(places) else self.numpy.where(places, self.numpy.nan, value)
        )


@cache
def _has_zeros(row: Operator) -> bool:
    """Whether a function has zeros besides the one at 0: it turns, or it is 0 at 1."""
    return row.steady is not None or (row.exact is not None and row.exact(1) == 0)


def _parts(exact: Exact | None) -> tuple[int | None, bool]:
    """A multiple of 1/2 as its whole part, towards 0, and whether a half is left."""
    if exact is None or Fraction(exact).denominator > 2:
        return None, False
    doubled = abs(int(2 * exact))
    return doubled // 2, bool(doubled % 2)


@lru_cache(maxsize=64)
def _pointwise_of(numpy: Any, function: Callable[..., Any], row: Operator, count: int) -> Any:
    def value(*operands: float) -> float:
        with suppress(ValueError, ZeroDivisionError):
            if row.domain is None or row.domain.holds(*operands):
                with suppress(OverflowError):
                    return float(function(*map(float, operands)))
                return float("inf")
        return float("nan")

    return numpy.frompyfunc(value, count, 1)


def _pointwise(numpy: Any, function: Callable[..., Any], row: Operator) -> Any:
    return lambda *operands: numpy.asarray(_pointwise_of(numpy, function, row, len(operands))(*operands))
