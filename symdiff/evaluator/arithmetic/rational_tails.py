"""The rest of an infinite sum of rational terms, with or without alternating signs, by its expansion in powers of 1/k.

A term is a quotient of two polynomials in k. In u = 1/k it is ``u**d`` times a power series, and the sums of powers of
1/k from an index on are values of Hurwitz's zeta function; what is left of the series lies in its next coefficient over all of
0 <= u <= 1/N, by Taylor's theorem. Coefficients are balls, or power series of balls by a parameter. Imports ``tails`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb
from typing import Any, Final

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.polynomials import Quotient
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.tails import UNKNOWN
from symdiff.evaluator.arithmetic.zeta_tails import powers_from, start_of

_FEWEST: Final = 16
"""Terms that are added up one by one, before the rest."""


def added_up(
    quotient: Quotient,
    first: int,
    most: int,
    bits: int,
    value_at: Callable[[int], Any],
    coefficients: Callable[[Sequence[int]], Sequence[Any]],
) -> Any:
    """The sum from an index on, of which fewer than ``most`` terms are added up one by one. ``value_at`` gives the term at an index, ``coefficients`` the values of nodes without it. Raises NoValueError."""
    above, below = (list(coefficients(each))[::-1] for each in (quotient.above, quotient.below))
    falls = len(below) - len(above)
    if falls < (1 if quotient.alternates else 2):
        leading = start_of(above[0])
        if leading.is_zero() or leading.contains(0):
            raise NoValueError(UNKNOWN, exists=True)
        words = "do not tend to 0" if falls < 1 else "fall no faster than 1/k"
        raise NoValueError(f"the sum diverges: its terms {words}")
    known, end = first, max(first, 1) + _FEWEST + 8 * _farthest(below)
    sharp = arb(2) ** -bits
    total: Any = arb(0)
    found: Any = None
    while end - first < most:
        for k in range(known, end):
            total = total + value_at(k)
        rest, left = _rest(above, below, falls, end, bits // 4 + 8, alternates=quotient.alternates)
        found = total + rest + left
        if _width(left) < sharp:  # what is wider is so by rounding
            return found
        known, end = end, 4 * end
    if found is None or not _width(found) < 1:
        raise NoValueError(UNKNOWN, exists=True)
    return found


def _farthest(below: Sequence[Any]) -> int:
    """A bound on the size of the zeros of a denominator, within a factor of 2; of what has none that is known a large one."""
    sizes = [abs(start_of(each) / start_of(below[0])) for each in below]
    if not all(size.is_finite() for size in sizes):
        return 10**9
    return max(
        (int(float(size.upper()) ** (1 / j)) + 1 for j, size in enumerate(sizes) if j and size < 10**300), default=0
    )


def _rest(
    above: Sequence[Any], below: Sequence[Any], falls: int, start: int, most: int, *, alternates: bool
) -> tuple[Any, Any]:
    """The sum from an index on of ``u**falls*above(u)/below(u)`` at u = 1/k, both polynomials from the constant coefficient on: of most powers, and of what is left."""
    u = arb(0).union(1 / arb(start))
    last = _divided(_moved(above, u), _moved(below, u), most + 1)[most]
    bound = powers_from(Fraction(most + falls), Fraction(start))
    total: Any = arb(0)
    sign = -1 if alternates and start % 2 else 1
    for j, each in enumerate(_divided(above, below, most)):
        total = total + each * (sign * powers_from(Fraction(j + falls), Fraction(start), alternates=alternates))
    return total, _either_way(last * bound)


def _moved(polynomial: Sequence[Any], by: Any) -> list[Any]:
    """The coefficients of ``polynomial(by + s)``."""
    return [
        sum((each * comb(i, j) * by ** (i - j) for i, each in enumerate(polynomial) if i >= j), arb(0))
        for j in range(len(polynomial))
    ]


def _divided(above: Sequence[Any], below: Sequence[Any], many: int) -> list[Any]:
    """The first coefficients of a quotient of two power series."""
    found: list[Any] = []
    for n in range(many):
        rest = above[n] if n < len(above) else arb(0)
        for j in range(1, min(n, len(below) - 1) + 1):
            rest = rest - below[j] * found[n - j]
        found.append(rest / below[0])
    return found


def _either_way(value: Any) -> Any:
    """What is no larger in size."""
    if isinstance(value, arb_series):
        return arb_series([_either_way(value[k]) for k in range(value.prec)], value.prec)
    return arb(0, abs(value).upper()) if value.is_finite() else arb.nan()


def _width(value: Any) -> Any:
    """The widest of a value's balls, by its size or 1."""
    if isinstance(value, arb_series):
        return max((_width(value[k]) for k in range(value.prec)), key=float)
    return (value.rad() / (1 + abs(value))).upper() if value.is_finite() else arb("inf")


__all__ = ["added_up"]
