"""Terms of infinite sums as quotients of polynomials in the index, whose coefficients are nodes. Imports ``graph``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.graph.heads import Number, Power, Product, Sum

_DEGREE: Final = 16


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


def polynomial_of(graph: Graph, node: int, variable: int) -> tuple[int, ...] | None:
    """The coefficients of a node as a polynomial, from the constant one on; None where it is none, or one of a high degree."""
    found = quotient_of(graph, node, variable)
    return found.above if found is not None and found.below == (graph.one,) and not found.alternates else None


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


def linear(graph: Graph, node: int, variable: int) -> tuple[Fraction, Fraction] | None:
    """The rational numbers a and b of a*k + b."""
    if node == variable:
        return Fraction(1), Fraction(0)
    head, below = graph.heads[node], graph.below[node]
    if head is Number:
        return Fraction(0), Fraction(graph.operands[node][0])
    parts = [linear(graph, each, variable) for each in below] if head in (Sum, Product) else [None]
    slope, start = Fraction(0), Fraction(head is Product)
    for part in parts:
        if part is None or (head is Product and slope and part[0]):
            return None
        if head is Sum:
            slope, start = slope + part[0], start + part[1]
        else:
            slope, start = slope * part[1] + start * part[0], start * part[1]
    return slope, start


__all__ = ["Quotient", "linear", "polynomial_of", "quotient_of"]
