"""What the rest of an infinite sum is at most, by the ratio test with proof: geometric series, powers over factorials, sums of such.

A term is read as a product of powers of linear polynomials in k, of powers with k in the exponent, and of reciprocals of factorials. The
ratio of the term after k to that at k, and its bound for every k from some n on, follow from the factors; where that is a q below 1 the rest
from n on is at most ``|a(n)|/(1 - q)``. Powers of one linear polynomial, with alternating signs too, are values of Hurwitz's zeta function. Imports ``protocol``, ``graph`` and ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, Final

from flint import acb, arb, fmpq

from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.graph.heads import Number, Power, Product, Sum
from symdiff.operators import exp, factorial

_WORTH: Final = arb(2) ** -40
"""How small the terms become at least, or none are added up."""
_EVERY: Final = 8
"""Terms between two looks at the rest."""


class Factor(Frozen):
    """One factor of a term: ``base**(slope*k)``, ``(slope*k + start)**exponent``, ``1/factorial(slope*k + start)``."""

    kind: str
    base: int | None = None
    slope: Fraction = Fraction(1)
    start: Fraction = Fraction(0)
    exponent: Fraction = Fraction(1)


class Term(Frozen):
    """One addend of what is summed, with its factors that hold the index."""

    node: int
    factors: tuple[Factor, ...]


def terms_of(graph: Graph, body: int, variable: int) -> tuple[Term, ...] | None:
    """The addends of a body, read as products; None where one is not known to have a rest with a bound."""
    nodes = graph.below[body] if graph.heads[body] is Sum else (body,)
    found = []
    for node in nodes:
        factors = _factors(graph, node, variable, Fraction(1))
        if factors is None:
            return None
        found.append(Term(node, tuple(factors)))
    return tuple(found)


def _factors(graph: Graph, node: int, variable: int, exponent: Fraction) -> list[Factor] | None:
    head, below = graph.heads[node], graph.below[node]
    if variable not in graph.reachable([node]):
        return []
    if head is Product:
        found: list[Factor] = []
        for each in below:
            inner = _factors(graph, each, variable, exponent)
            if inner is None:
                return None
            found += inner
        return found
    if head is Power:
        base, above = below
        if graph.heads[above] is Number:
            return _factors(graph, base, variable, exponent * Fraction(graph.operands[above][0]))
        read = linear(graph, above, variable)
        if variable in graph.reachable([base]):
            return None
        if read is None:
            return _growing(graph, above, variable, exponent, lambda rate: graph.intern(Power, (base, rate)))
        return [Factor("geometric", base, read[0] * exponent)]
    read = linear(graph, below[0] if head is exp or head is factorial else node, variable)
    if read is None:
        if head is exp:
            return _growing(graph, below[0], variable, exponent, lambda rate: graph.intern(exp, (rate,)))
        return None
    slope, start = read
    if head is exp:
        return [Factor("geometric", None, slope * exponent)]
    if head is factorial:
        whole = exponent.denominator == slope.denominator == start.denominator == 1 and exponent < 0 < slope
        return [Factor("factorial", None, slope, start, exponent)] if whole else None
    return [Factor("linear", None, slope, start, exponent)] if slope > 0 else None


def _growing(
    graph: Graph, above: int, variable: int, exponent: Fraction, base: Callable[[int], int]
) -> list[Factor] | None:
    """Powers with ``rate*k + start`` in the exponent, the rate being a formula."""
    rates = []
    for each in graph.below[above] if graph.heads[above] is Sum else (above,):
        if variable not in graph.reachable([each]):
            continue
        parts = graph.below[each] if graph.heads[each] is Product else (each,)
        others = [part for part in parts if part != variable]
        if len(others) != len(parts) - 1 or variable in graph.reachable(others):
            return None
        rates.append(graph.intern(Product, tuple(others)) if len(others) > 1 else others[0] if others else graph.one)
    return [Factor("geometric", base(rate), exponent) for rate in rates]


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


def ratio(factors: Iterable[Factor], first: int, base: Callable[[int | None], Any]) -> Any:
    """A number that no ratio of a term to the one before exceeds in size, from the index ``first`` on; None where none is known."""
    found = arb(1)
    for factor in factors:
        at = factor.slope * first + factor.start
        if factor.kind == "geometric":
            found *= abs(base(factor.base)) ** _ball(factor.slope)
        elif at <= 0:
            return None
        elif factor.kind == "linear":
            if factor.exponent > 0:
                found *= _ball((at + factor.slope) / at) ** _ball(factor.exponent)
        else:
            found *= _ball(at + 1) ** _ball(factor.exponent * factor.slope)
    return found


def _ball(number: Fraction) -> Any:
    return arb(fmpq(number.numerator, number.denominator))


def added_up(
    terms: Sequence[Term],
    first: int,
    most: int,
    bits: int,
    value_at: Callable[[int], Sequence[Any]],
    base: Callable[[int | None], Any],
) -> Any:
    """The ball of the sum from an index on: terms are added until the bound of the rest is as small as the ball is to be.

    ``value_at`` gives the addends at an index, ``base`` the value of a node without it (of e for None). Raises NoValueError.
    """
    total = arb(0)
    if len(terms) == 1 and _stays(terms[0], first, value_at(first)[0], base):
        raise NoValueError("the sum diverges: its terms do not tend to 0")
    whole = [_by_zeta(term, first, value, base) for term, value in zip(terms, value_at(first), strict=True)]
    for known in whole:
        total += 0 if known is None else known
    if None not in whole:
        return total
    left = [place for place, known in enumerate(whole) if known is None]
    terms = [terms[place] for place in left]
    rest: Any = None
    far = [ratio(term.factors, first + most, base) for term in terms]
    if any(q is None or not q**most < _WORTH for q in far):  # ratios fall with the index
        raise NoValueError("a sum of infinitely many terms: no bound of its rest is known", exists=True)
    for k in range(first, first + most):
        all_values = value_at(k)
        values = [all_values[place] for place in left]
        if (k - first) % _EVERY == 0:
            rest = _rest(terms, k, values, base)
            if rest is not None and rest < (abs(total) + arb(2) ** -bits) * arb(2) ** -bits:
                break
        for value in values:
            total += value
    else:
        all_values = value_at(first + most)
        rest = _rest(terms, first + most, [all_values[place] for place in left], base)
    if rest is None:
        raise NoValueError("a sum of infinitely many terms: no bound of its rest is known", exists=True)
    return total + arb(0, rest.upper())


def _stays(term: Term, first: int, value: Any, base: Callable[[int | None], Any]) -> bool:
    """Whether no term from an index on is smaller in size than the first, which is not 0."""
    growth = arb(1)
    for factor in term.factors:
        if factor.kind == "factorial" or (
            factor.kind == "linear" and (factor.exponent < 0 or factor.slope * first + factor.start < 0)
        ):
            return False
        if factor.kind == "geometric":
            growth *= abs(base(factor.base)) ** _ball(factor.slope)
    return bool(growth >= 1) and bool(abs(value) > 0)


def _by_zeta(term: Term, first: int, value: Any, base: Callable[[int | None], Any]) -> Any:
    """The sum of ``c*(a*k + b)**-s`` from an index on, its first term being given, by Hurwitz's zeta; with alternating signs too. None for others."""
    linear = [factor for factor in term.factors if factor.kind == "linear"]
    others = [factor for factor in term.factors if factor.kind != "linear"]
    signs = [base(factor.base) for factor in others if factor.kind == "geometric" and factor.slope == 1]
    alternates = bool(signs) and bool(signs[0] == -1)
    if len(linear) != 1 or len(others) > 1 or (others and not alternates):
        return None
    at, s = linear[0].slope * first + linear[0].start, -linear[0].exponent
    if at <= 0 or s <= (0 if alternates else 1):
        return None
    place = at / linear[0].slope
    return value * _ball(place) ** _ball(s) * powers_from(s, place, alternates=alternates)


def powers_from(s: Fraction, place: Fraction, *, alternates: bool = False) -> Any:
    """The sum of ``(place + k)**-s`` over k from 0 on, by Hurwitz's zeta; of ``(-1)**k`` times that where signs alternate."""
    if not alternates:
        return _zeta(s, place)
    if s == 1:
        return (_ball((place + 1) / 2).digamma() - _ball(place / 2).digamma()) / 2
    return arb(2) ** -_ball(s) * (_zeta(s, place / 2) - _zeta(s, (place + 1) / 2))


def _zeta(s: Fraction, place: Fraction) -> Any:
    return acb(_ball(s)).zeta(acb(_ball(place))).real


def _rest(terms: Sequence[Term], k: int, values: Sequence[Any], base: Callable[[int | None], Any]) -> Any:
    """At most so much the terms from k on add up to; None where it is not known."""
    found = arb(0)
    for term, value in zip(terms, values, strict=True):
        q = ratio(term.factors, k, base) if term.factors else None
        if q is None or not q < 1:
            return None
        found += abs(value) / (1 - q)
    return found if found.is_finite() else None


__all__ = ["Factor", "Term", "added_up", "linear", "powers_from", "ratio", "terms_of"]
