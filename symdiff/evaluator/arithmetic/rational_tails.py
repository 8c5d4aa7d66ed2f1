"""The rest of an infinite sum of rational terms, with or without alternating signs, by its expansion in powers of 1/k.

A term is read as a quotient of two polynomials in k, whose coefficients are nodes. In u = 1/k it is ``u**d`` times a power series, and the sums of powers of
1/k from an index on are values of Hurwitz's zeta function; what is left of the series lies in its next coefficient over all of
0 <= u <= 1/N, by Taylor's theorem. Coefficients are balls, or power series of balls by a parameter. Imports ``tails`` and below, and ``graph``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import comb
from typing import Any, Final

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.tails import linear, powers_from
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.graph.heads import Number, Power, Product, Sum

_DEGREE: Final = 16
_FEWEST: Final = 16
"""Terms that are added up one by one, before the rest."""


class Quotient(Frozen):
    """Two polynomials in the index, from the constant coefficient on, as nodes; and whether ``(-1)**k`` is a factor."""

    above: tuple[int, ...]
    below: tuple[int, ...]
    alternates: bool = False


def quotient_of(graph: Graph, node: int, variable: int) -> Quotient | None:
    """A node as a quotient of two polynomials; None where it is none, or one of a high degree."""
    head, below = graph.heads[node], graph.below[node]
    if node == variable:
        return Quotient((graph.zero, graph.one), (graph.one,))
    if variable not in graph.reachable([node]):
        return Quotient((node,), (graph.one,))
    if head is Power:
        base, above = below
        exponent = graph.value(above)
        if exponent is None:
            return _signs(graph, base, above, variable)
        read = quotient_of(graph, base, variable)
        if read is None or exponent.denominator != 1 or abs(int(exponent)) > _DEGREE:
            return None
        power = Quotient((graph.one,), (graph.one,))
        for _ in range(abs(int(exponent))):
            product = _product(graph, power, read)
            if product is None:
                return None
            power = product
        return power if exponent > 0 else Quotient(power.below, power.above, power.alternates)
    if head not in (Sum, Product):
        return None
    result: Quotient | None = None
    for each in below:
        read = quotient_of(graph, each, variable)
        if read is None:
            return None
        found = read if result is None else (_sum if head is Sum else _product)(graph, result, read)
        if found is None:
            return None
        result = found
    return result


def _signs(graph: Graph, base: int, above: int, variable: int) -> Quotient | None:
    """``(-1)**(a*k + b)`` for an odd a."""
    if graph.heads[base] is not Number or graph.value(base) != -1:
        return None
    read = linear(graph, above, variable)
    if read is None or read[0].denominator != 1 or read[1].denominator != 1:
        return None
    slope, start = map(int, read)
    return Quotient((graph.minus_one if start % 2 else graph.one,), (graph.one,), slope % 2 == 1)


def _sum(graph: Graph, a: Quotient, b: Quotient) -> Quotient | None:
    if a.alternates != b.alternates:
        return None
    if a.below == b.below:
        return Quotient(_added(graph, a.above, b.above), a.below, a.alternates)
    if len(a.below) + len(b.below) + max(len(a.above), len(b.above)) > _DEGREE:
        return None
    above = _added(graph, _times(graph, a.above, b.below), _times(graph, b.above, a.below))
    return Quotient(above, _times(graph, a.below, b.below), a.alternates)


def _product(graph: Graph, a: Quotient, b: Quotient) -> Quotient | None:
    if max(len(a.above) + len(b.above), len(a.below) + len(b.below)) > _DEGREE:
        return None
    return Quotient(_times(graph, a.above, b.above), _times(graph, a.below, b.below), a.alternates != b.alternates)


def _added(graph: Graph, a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    size = max(len(a), len(b))
    first, second = ([*each, *[graph.zero] * (size - len(each))] for each in (a, b))
    return _stripped(graph, [graph.collect_sum((u, v)) for u, v in zip(first, second, strict=True)])


def _times(graph: Graph, a: Sequence[int], b: Sequence[int]) -> tuple[int, ...]:
    found = [graph.zero] * (len(a) + len(b) - 1)
    for i, u in enumerate(a):
        for j, v in enumerate(b):
            found[i + j] = graph.collect_sum((found[i + j], graph.times(u, v)))
    return _stripped(graph, found)


def _stripped(graph: Graph, found: list[int]) -> tuple[int, ...]:
    while len(found) > 1 and found[-1] == graph.zero:
        found.pop()
    return tuple(found)


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
        leading = _start(above[0])
        if leading.is_zero() or leading.contains(0):
            raise NoValueError("a sum of infinitely many terms: no bound of its rest is known", exists=True)
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
        raise NoValueError("a sum of infinitely many terms: no bound of its rest is known", exists=True)
    return found


def _farthest(below: Sequence[Any]) -> int:
    """A bound on the size of the zeros of a denominator, within a factor of 2; of what has none that is known a large one."""
    sizes = [abs(_start(each) / _start(below[0])) for each in below]
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


def _start(value: Any) -> Any:
    return value[0] if isinstance(value, arb_series) else value


def _width(value: Any) -> Any:
    """The widest of a value's balls, by its size or 1."""
    if isinstance(value, arb_series):
        return max((_width(value[k]) for k in range(value.prec)), key=float)
    return (value.rad() / (1 + abs(value))).upper() if value.is_finite() else arb("inf")


__all__ = ["Quotient", "added_up", "quotient_of"]
