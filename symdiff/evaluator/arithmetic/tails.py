"""What the rest of an infinite sum is at most, by the ratio test with proof: geometric series, powers over factorials, sums of such.

A term is read as a product of powers of polynomials in k, of powers with k in the exponent, of logarithms, of waves, of gamma functions and of binomials. The
ratio of the term after k to that at k, and its bound for every k from some n on, follow from the factors; where that is a q below 1 the rest
from n on is at most ``|a(n)|/(1 - q)``. Where operands are power series, all this holds on a disc of their parameter, and Cauchy's estimate bounds the
coefficients of the rest. Powers of one linear polynomial are left to ``zeta_tails``. Imports ``zeta_tails`` and below, ``graph`` and ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import partial
from math import comb
from typing import Any, Final

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.polynomials import polynomial_of
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.zeta_tails import ball, by_zeta, start_of
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.graph.heads import Number, Power, Product, Sum
from symdiff.operators import binomial, exp, factorial, gamma, log, polygamma

UNKNOWN: Final = "a sum of infinitely many terms: no bound of its rest is known"
_WORTH: Final = arb(2) ** -40
"""How small the terms become at least, or none are added up."""
_EVERY: Final = 8
"""Terms between two looks at the rest."""
_DISCS: Final = (2, 4, 7, 11, 16)
"""Powers of 1/2: the radii of discs that are tried."""
_MOST_ADDENDS: Final = 32
_STEEPEST: Final = 16


class Geometric(Frozen):
    """``base**P(k)``, of e where the base is None."""

    base: int | None
    exponents: tuple[Fraction, ...]
    """The coefficients of P, from the constant one on."""


class Powered(Frozen):
    """``P(k)**exponent``."""

    polynomial: tuple[int, ...]
    """The coefficients of P, from the constant one on, as nodes."""
    exponent: int


class Logarithm(Frozen):
    """``log(P(k))**exponent``, or that of digamma in place of the logarithm."""

    polynomial: tuple[int, ...]
    exponent: int
    plain: bool = True
    """Whether it is the logarithm."""


class Wave(Frozen):
    """A sine or cosine, hyperbolic or not, of ``P(k)``, to a power."""

    polynomial: tuple[int, ...]
    exponent: int
    hyperbolic: bool


class Gamma(Frozen):
    """``gamma(slope*k + start)**-exponent``; the slope may be below 0."""

    slope: int
    start: int
    exponent: int


Factor = Geometric | Powered | Logarithm | Wave | Gamma


class Term(Frozen):
    """One addend of what is summed, with its factors that hold the index."""

    node: int
    factors: tuple[Factor, ...]
    still: int
    """What does not hold the index, where ``exact``."""
    steady: int
    """The addend without its waves."""
    exact: bool
    """Whether the factors and ``still`` make up the addend whatever the signs."""


class _Reading:
    """The factors of one addend."""

    def __init__(self, graph: Graph, variable: int) -> None:
        self.graph = graph
        self.variable = variable
        self.factors: list[Factor] = []
        self.still: list[int] = []
        self.steady: list[int] = []
        self.exact = True

    def take(self, node: int, exponent: Fraction) -> bool:
        """Whether a node to a power is a product of factors, which are kept."""
        graph = self.graph
        head, below = graph.heads[node], graph.below[node]
        if self.variable not in graph.reachable([node]):
            self.still.append(self._to(node, exponent))
            self.steady.append(self.still[-1])
            return True
        if head is Power and self._power(below[0], below[1], exponent):
            return True
        known = len(self.factors), len(self.still), len(self.steady)
        if head is Product and exponent.denominator == 1 and all(self.take(each, exponent) for each in below):
            return True
        del self.factors[known[0] :], self.still[known[1] :], self.steady[known[2] :]
        polynomial = polynomial_of(graph, node, self.variable)
        if polynomial is not None:
            return self._keep(node, exponent, Powered(polynomial, _number(graph, exponent)))
        if head is Product and all(self.take(each, exponent) for each in below):
            self.exact = False
            return True
        if head is binomial:
            return self._binomial(node, exponent)
        digamma = head is polygamma and graph.value(below[0]) == 0
        inner = polynomial_of(graph, below[-1], self.variable) if len(below) == 1 or digamma else None
        if inner is None:
            return False
        if head is exp:
            return self._geometric(None, node, inner, exponent)
        if exponent.denominator != 1:
            return False
        if (head is log or digamma) and len(inner) == 2:
            return self._keep(node, exponent, Logarithm(inner, int(exponent), head is log))
        if head.dominated and exponent > 0:
            self.factors.append(Wave(inner, int(exponent), head.dominated == "real"))
            return True
        if head is factorial or head is gamma:
            start = graph.plus(inner[0], graph.one) if head is factorial else inner[0]
            return self._gamma(start, inner, -int(exponent)) and self._known(node, exponent)
        return False

    def _binomial(self, node: int, exponent: Fraction) -> bool:
        """``binomial(n, k)`` as three gamma functions."""
        graph = self.graph
        empty: tuple[int, ...] = ()
        read = [polynomial_of(graph, each, self.variable) or empty for each in graph.below[node]]
        if exponent.denominator != 1 or not all(0 < len(each) <= 2 for each in read):
            return False
        above, below = (each if len(each) == 2 else (each[0], graph.zero) for each in read)
        minus = graph.minus_one
        between = tuple(graph.collect_sum((u, graph.times(minus, v))) for u, v in zip(above, below, strict=True))
        for polynomial, power in ((above, -1), (below, 1), (between, 1)):
            start = graph.plus(polynomial[0], graph.one)
            if polynomial[1] != graph.zero and not self._gamma(start, polynomial, power * int(exponent)):
                return False
        return self._known(node, exponent)

    def _gamma(self, start: int, polynomial: Sequence[int], exponent: int) -> bool:
        slope = self.graph.value(polynomial[1]) if len(polynomial) == 2 else None
        if slope is None or slope.denominator != 1 or not slope or not -_STEEPEST <= slope <= _STEEPEST:
            return False
        self.factors.append(Gamma(int(slope), start, exponent))
        return True

    def _known(self, node: int, exponent: Fraction) -> bool:
        self.steady.append(self._to(node, exponent))
        return True

    def _power(self, base: int, above: int, exponent: Fraction) -> bool:
        graph = self.graph
        if graph.heads[above] is Number:
            return self.take(base, exponent * Fraction(graph.operands[above][0]))
        node = graph.intern(Power, (base, above))
        if self.variable in graph.reachable([base]):
            polynomial = polynomial_of(graph, base, self.variable)
            if polynomial is None or self.variable in graph.reachable([above]):
                return False
            return self._keep(node, exponent, Powered(polynomial, graph.times(_number(graph, exponent), above)))
        inner = polynomial_of(graph, above, self.variable)
        return inner is not None and self._geometric(base, node, inner, exponent)

    def _geometric(self, base: int | None, node: int, polynomial: Sequence[int], exponent: Fraction) -> bool:
        """A power with a polynomial in the exponent: its coefficients that are formulas go into bases of their own."""
        graph = self.graph
        own: list[Fraction] = []
        for power, each in enumerate(polynomial):
            value = graph.value(each)
            own.append(Fraction(0) if value is None else Fraction(value) * exponent)
            if value is not None:
                continue
            rate = self._raised(base, each)
            if power == 0:
                self.still.append(self._to(rate, exponent))
            else:
                self.factors.append(Geometric(rate, (Fraction(0),) * power + (exponent,)))
        if any(own):
            self.factors.append(Geometric(base, tuple(own)))
        self.steady.append(self._to(node, exponent))
        return True

    def _raised(self, base: int | None, above: int) -> int:
        return self.graph.intern(exp, (above,)) if base is None else self.graph.intern(Power, (base, above))

    def _to(self, node: int, exponent: Fraction) -> int:
        return node if exponent == 1 else self.graph.intern(Power, (node, _number(self.graph, exponent)))

    def _keep(self, node: int, exponent: Fraction, factor: Factor) -> bool:
        self.factors.append(factor)
        return self._known(node, exponent)


def _number(graph: Graph, value: Fraction) -> int:
    return graph.number(int(value) if value.denominator == 1 else value)


def terms_of(graph: Graph, body: int, variable: int) -> tuple[Term, ...] | None:
    """The addends of a body, read as products; None where one is not known to have a rest with a bound."""
    waiting = [body]
    found: list[Term] = []
    while waiting:
        node = waiting.pop()
        if graph.heads[node] is Sum:
            waiting += reversed(graph.below[node])
            continue
        reading = _Reading(graph, variable)
        if not reading.take(node, Fraction(1)):
            opened = _opened(graph, node)
            if not opened or len(found) + len(waiting) + len(opened) > _MOST_ADDENDS:
                return None
            waiting += reversed(opened)
            continue
        still, steady = (
            graph.intern(Product, tuple(each)) if len(each) > 1 else each[0] if each else graph.one
            for each in (reading.still, reading.steady)
        )
        found.append(Term(node, tuple(reading.factors), still, steady, reading.exact))
    return tuple(found)


def _opened(graph: Graph, node: int) -> list[int]:
    """A product with a sum among its factors as addends; none for others."""
    factors = graph.below[node] if graph.heads[node] is Product else ()
    for place, each in enumerate(factors):
        if graph.heads[each] is Sum:
            others = factors[:place], factors[place + 1 :]
            return [graph.intern(Product, (*others[0], own, *others[1])) for own in graph.below[each]]
    return []


def held_by(terms: Iterable[Term]) -> list[int]:
    """The nodes whose values ``added_up`` asks for."""
    held: list[int] = []
    for term in terms:
        held += [term.node, term.still, term.steady]
        for factor in term.factors:
            if isinstance(factor, Geometric):
                held += [] if factor.base is None else [factor.base]
            elif isinstance(factor, Gamma):
                held.append(factor.start)
            else:
                held += factor.polynomial
                held += [factor.exponent] if isinstance(factor, Powered) else []
    return held


class Disc:
    """Bounds of values that are power series in a parameter, on a disc of it. ``at`` gives the value of a node, of e for None."""

    __slots__ = ("at", "radius")

    def __init__(self, at: Callable[[int | None], Any], radius: Any) -> None:
        self.at = at
        self.radius = radius

    def beside(self, value: Any) -> Any:
        """How far from its middle a value comes."""
        if not isinstance(value, arb_series):
            return arb(0)
        return sum((abs(value[j]) * self.radius**j for j in range(1, value.prec)), arb(0))

    def most(self, value: Any) -> Any:
        return abs(start_of(value)) + self.beside(value)

    def least(self, value: Any) -> Any:
        """Of its size."""
        return abs(start_of(value)) - self.beside(value)

    def ratio(self, factors: Iterable[Factor], n: int) -> Any:
        """A number that no ratio of a term to the one before exceeds in size, from the index ``n`` on; None where none is known."""
        found = arb(1)
        gammas = [factor for factor in factors if isinstance(factor, Gamma)]
        if gammas:
            together = self.gammas(gammas, n)
            if together is None:
                return None
            found *= together
        for factor in factors:
            if isinstance(factor, Gamma):
                continue
            own = _RATIOS[type(factor)](self, factor, n)
            if own is None or not own.is_finite():
                return None
            found *= own
        return found

    def geometric(self, factor: Geometric, n: int) -> Any:
        exponents = _moved(factor.exponents, n)
        if len(exponents) < 2:
            return arb(1)
        base = self.at(factor.base)
        most, least = self.most(base), self.least(base)
        step = sum(exponents[1:], Fraction(0))
        curved = exponents[2:]
        if any(curved) and not (
            (min(curved) >= 0 and most < 1 and step > 0) or (max(curved) <= 0 and least > 1 and step < 0)
        ):
            return None
        if step >= 0:
            return most ** ball(step) if step else arb(1)
        return least ** ball(step) if least > 0 else None

    def powered(self, factor: Powered, n: int) -> Any:
        values = [self.at(each) for each in factor.polynomial]
        exponent = self.at(factor.exponent)
        degree = len(values) - 1
        leading = self.least(values[-1])
        if (
            n < 1
            or not leading > 0
            or (isinstance(exponent, arb_series) and any(isinstance(each, arb_series) for each in values))
        ):
            return None
        # P(k) is k**degree times its leading coefficient times 1 + e(k), and e falls in size.
        apart = sum((self.most(each) / leading * arb(n) ** (j - degree) for j, each in enumerate(values[:-1])), arb(0))
        if not apart < 1:
            return None
        high = (1 + 1 / arb(n)) ** degree * (1 + apart) / (1 - apart)
        low = (1 - apart) / (1 + apart)
        by = start_of(exponent) + self.beside(exponent), start_of(exponent) - self.beside(exponent)
        return max((each**power for each in (high, low) for power in by), key=lambda each: float(each.upper()))

    def logarithm(self, factor: Logarithm, n: int) -> Any:
        start, slope = (self.at(each) for each in factor.polynomial)
        if isinstance(start, arb_series) or isinstance(slope, arb_series):
            return None
        at = slope * n + start
        if not (slope > 0 and at > (1 if factor.plain else 2)):
            return None
        if factor.exponent < 0:
            return arb(1)
        # Both grow, and ever slower.
        grown = (at + slope).log() / at.log() if factor.plain else (at + slope).digamma() / at.digamma()
        return grown**factor.exponent

    def wave(self, factor: Wave, n: int) -> Any:
        grown = self._grown(factor, n + 1) / self._grown(factor, n)
        straight = all(not self.beside(self.at(each)) > 0 and not factor.hyperbolic for each in factor.polynomial[2:])
        return grown if straight else None

    def _grown(self, factor: Wave, n: int) -> Any:
        sizes = [(self.most if factor.hyperbolic else self.beside)(self.at(each)) for each in factor.polynomial]
        return (factor.exponent * sum((size * n**j for j, size in enumerate(sizes)), arb(0))).exp()

    def gammas(self, factors: Sequence[Gamma], n: int) -> Any:
        """Of gamma functions together: a quotient of linear factors, which are taken in pairs. Each pair tends to its limit from one side."""
        above: list[tuple[int, Any]] = []
        below: list[tuple[int, Any]] = []
        for factor in factors:
            start = self.at(factor.start)
            slope = abs(factor.slope)
            rising = (factor.slope > 0) != (factor.exponent > 0)
            middle, beside = start_of(start), self.beside(start)
            for j in range(slope):
                # gamma(u + 1)/gamma(u) = u, and of -slope*k + start the sizes are those of slope*k - start + j + 1.
                place = j + middle if factor.slope > 0 else j + 1 - middle
                own = (slope, place + beside) if rising else (slope, place - beside)
                (above if rising else below).extend([own] * abs(factor.exponent))
        if len(above) > len(below):
            return None
        found = arb(1)
        for place, (slope, start) in enumerate(below):
            at = slope * n + start
            if not at > 0:
                return None
            if place >= len(above):
                found /= at
                continue
            own = above[place][0] * n + above[place][1]
            if not own > 0:
                return None
            limit = arb(above[place][0]) / slope
            found *= max(own / at, limit, key=lambda each: float(each.upper()))
        return found

    def rest(self, terms: Sequence[Term], n: int, steady: Sequence[Any]) -> Any:
        """At most so much the terms from n on add up to; None where it is not known. ``steady``: the terms at n without their waves."""
        found = arb(0)
        for term, value in zip(terms, steady, strict=True):
            q = self.ratio(term.factors, n) if term.factors else None
            if q is None or not q < 1:
                return None
            size = self.most(value)
            for factor in term.factors:
                if isinstance(factor, Wave):
                    size *= self._grown(factor, n)
            found += size / (1 - q)
        return found if found.is_finite() else None


_RATIOS: Final[dict[type, Callable[[Disc, Any, int], Any]]] = {
    Geometric: Disc.geometric,
    Powered: Disc.powered,
    Logarithm: Disc.logarithm,
    Wave: Disc.wave,
}


def _moved(polynomial: Sequence[Fraction], by: int) -> list[Fraction]:
    """The coefficients of ``polynomial(by + t)``."""
    count = len(polynomial)
    return [
        sum((polynomial[i] * comb(i, j) * by ** (i - j) for i in range(j, count)), Fraction(0)) for j in range(count)
    ]


def added_up(
    terms: Sequence[Term],
    first: int,
    most: int,
    bits: int,
    values: Callable[[Sequence[int], int], Sequence[Any]],
    at: Callable[[int | None], Any],
) -> Any:
    """The ball of the sum from an index on, or its series: terms are added until the bound of the rest is as small as the ball is to be.

    ``values`` gives nodes at an index, ``at`` the value of a node without it (of e for None). Raises NoValueError.
    """
    total: Any = arb(0)
    left: list[Term] = []
    grown: list[str] = []
    for term in terms:
        reason = _growth(term, first, values, at)
        if reason:
            grown.append(reason)
            continue
        known = None
        if _is_plain(term, at):
            known = by_zeta(*_plain(term, at), first, most, partial(_alone, values, term.node), at(term.still))
        if known is None:
            left.append(term)
        else:
            total = total + known
    if left:
        total = total + _by_ratios(left, first, most, bits, values, at)
    if len(grown) > 1:
        raise NoValueError(UNKNOWN, exists=True)
    if grown:
        raise NoValueError(f"the sum diverges: its terms {grown[0]}")
    return total


def _alone(values: Callable[[Sequence[int], int], Sequence[Any]], node: int, k: int) -> Any:
    return values([node], k)[0]


def _by_ratios(
    terms: Sequence[Term],
    first: int,
    most: int,
    bits: int,
    values: Callable[[Sequence[int], int], Sequence[Any]],
    at: Callable[[int | None], Any],
) -> Any:
    last = first + most
    # Ratios fall with the index.
    for power in _DISCS:
        disc = Disc(at, arb(2) ** -power)
        far = [disc.ratio(term.factors, last) for term in terms]
        if all(q is not None and q**most < _WORTH for q in far):
            break
    else:
        raise NoValueError(UNKNOWN, exists=True)
    nodes, steady = [term.node for term in terms], [term.steady for term in terms]
    total: Any = arb(0)
    rest: Any = None
    count = 1
    for k in range(first, last + 1):
        own = values(nodes, k)
        count = max([count, *[each.prec for each in own if isinstance(each, arb_series)]])
        if (k - first) % _EVERY == 0 or k == last:
            rest = disc.rest(terms, k, values(steady, k))
            near = abs(start_of(total)) + arb(2) ** -bits
            if rest is not None and rest < near * arb(2) ** -bits * disc.radius ** (count - 1):
                break
        if k < last:
            for value in own:
                total = total + value
    if rest is None:
        raise NoValueError(UNKNOWN, exists=True)
    if not isinstance(total, arb_series):
        return total + arb(0, rest.upper())
    return total + arb_series([arb(0, (rest / disc.radius**j).upper()) for j in range(total.prec)], total.prec)


def _growth(
    term: Term, first: int, values: Callable[[Sequence[int], int], Sequence[Any]], at: Callable[[int | None], Any]
) -> str | None:
    """Why the terms from an index on add up to no number; None where that is not seen."""
    growth, degree, alternates, faster, rising = arb(1), arb(0), False, False, 0
    for factor in term.factors:
        if isinstance(factor, Geometric):
            base = start_of(at(factor.base))
            if base == 1:
                continue
            *_, leading = factor.exponents
            if len(factor.exponents) > 2:
                if not (abs(base) > 1 if leading > 0 else abs(base) < 1):
                    return None
                faster = True
                continue
            growth *= abs(base) ** ball(leading)
            alternates = alternates or not base > 0
        elif isinstance(factor, Powered):
            degree += (len(factor.polynomial) - 1) * start_of(at(factor.exponent))
        elif isinstance(factor, Gamma):
            rising -= factor.slope * factor.exponent
        elif not isinstance(factor, Logarithm) or factor.exponent < 0:
            return None
    if rising < 0 or (not rising and any(isinstance(factor, Gamma) for factor in term.factors)):
        return None
    faster = faster or rising > 0
    if not (faster or growth > 1 or (growth == 1 and degree >= (0 if alternates else -1))):
        return None
    if not any(abs(start_of(values([term.node], k)[0])) > 0 for k in (first, first + 1)):
        return None
    return "fall no faster than 1/k" if not faster and growth == 1 and degree < 0 else "do not tend to 0"


def _is_plain(term: Term, at: Callable[[int | None], Any]) -> bool:
    """Whether a term is a power of one linear polynomial, beside logarithms of it and signs."""
    polynomials = set()
    for factor in term.factors:
        if isinstance(factor, Geometric):
            base = at(factor.base)
            whole = len(factor.exponents) == 2 and all(each.denominator == 1 for each in factor.exponents)
            if isinstance(base, arb_series) or not (base == 1 or (base == -1 and whole)):
                return False
        elif isinstance(factor, Powered) or (isinstance(factor, Logarithm) and factor.plain and factor.exponent > 0):
            polynomials.add(factor.polynomial)
        else:
            return False
    return term.exact and len(polynomials) == 1 and len(*polynomials) == 2


def _plain(term: Term, at: Callable[[int | None], Any]) -> tuple[Any, Any, Any, int, tuple[int, int]]:
    """Its slope and start, the power that it falls with, that of the logarithm, and the exponent of -1 as slope and start."""
    exponent: Any = arb(0)
    logs, turns, begin = 0, 0, 0
    for factor in term.factors:
        if isinstance(factor, Geometric):
            if at(factor.base) == -1:
                begin, turns = begin + int(factor.exponents[0]), turns + int(factor.exponents[1])
            continue
        assert isinstance(factor, Powered | Logarithm)
        start, slope = (at(each) for each in factor.polynomial)
        if isinstance(factor, Powered):
            exponent = exponent - at(factor.exponent)
        else:
            logs += factor.exponent
    return slope, start, exponent, logs, (turns, begin)


__all__ = ["UNKNOWN", "Term", "added_up", "held_by", "terms_of"]
