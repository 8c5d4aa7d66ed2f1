"""Terms taken apart, and sums in them multiplied out. Imports ``terms`` and ``graph``."""

from __future__ import annotations

from symdiff.annotations import Final, final
from symdiff.differentiator.factoring.terms import ONE, Powers, Terms, add_product, add_to, units
from symdiff.graph import Graph
from symdiff.graph.exact import quotient
from symdiff.graph.heads import Number, Power, Product, Sum, Symbol, exp
from symdiff.operators import Exact

OPENED: Final = 60
"""Products of two terms that multiplying out may take for each term of a sum."""
_NOTHING: Final[Terms] = {(): 1}
"""The sum that a product is the same without."""


@final
class Opening:
    """What terms and sums of one graph are, taken apart once each."""

    __slots__ = ("apart", "graph", "mixed", "opened", "raised")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.apart: dict[int, tuple[Exact, Powers]] = {}
        """The terms that were taken apart."""
        self.opened: dict[int, list[Terms]] = {}
        """The powers of sums multiplied out, from the first on."""
        self.mixed: set[int] = set()
        """The sums among them that are no polynomials in names."""
        self.raised: dict[tuple[int, int], int] = {}
        """The nodes of bases with exponents."""

    def multiplied_out(self, terms: Terms, room: int, most: int = -1) -> Terms | None:
        """The terms with the sums in them multiplied out; None where no two terms can meet, or it is too much work.

        None too where more terms than ``most`` are sure to be left, unless that is negative.
        """
        heads = self.graph.heads
        if not self._has_bracket(terms):
            return None
        split: list[tuple[Powers, list[Terms], Exact]] = []
        kinds: set[Powers] = set()
        meets = False
        pairs = 0
        """Products that are still to be added: each takes one term away at most."""
        for powers, number in terms.items():
            rest: list[tuple[int, int]] = []
            kind: list[tuple[int, int]] = []
            factors: list[Terms] = []
            for base, exponent in powers:
                head = heads[base]
                if head is Sum and exponent > 0 and exponent % ONE == 0:
                    opened = self.power(base, exponent // ONE)
                    if opened is None:
                        return None
                    factors.append(opened)
                    # With functions in the bracket, or more brackets than one, no kind of term is known.
                    meets = meets or len(factors) > 1 or exponent > ONE or base in self.mixed
                else:
                    rest.append((base, exponent))
                    if head is not Symbol:
                        kind.append((base, exponent))
            if not meets:
                meets = tuple(kind) in kinds
                kinds.add(tuple(kind))
            split.append((tuple(rest), factors, number))
            count = 1
            for factor in factors:
                count *= len(factor)
            pairs += count
        if not meets:
            return None
        found: Terms = {}
        for own, factors, number in split:
            parts: Terms = {own: number}
            last = _NOTHING
            for factor in factors:
                room -= len(parts) * len(factor)
                if room < 0:
                    return None
                if len(parts) == 1 and factor is factors[-1]:  # then no two terms of the product meet
                    last = factor
                else:
                    product: Terms = {}
                    add_product(product, parts, factor)
                    parts = product
            add_product(found, parts, last)
            if most >= 0:
                count = 1
                for factor in factors:
                    count *= len(factor)
                pairs -= count
                if len(found) - pairs > most:
                    return None
        return found

    def _has_bracket(self, terms: Terms) -> bool:
        """Whether a term holds a sum above its line."""
        heads = self.graph.heads
        for powers in terms:
            for base, exponent in powers:
                if heads[base] is Sum and exponent > 0 and exponent % ONE == 0:
                    return True
        return False

    def power(self, base: int, exponent: int) -> Terms | None:
        """A power of a sum multiplied out."""
        table = self.opened.get(base)
        if table is None:
            inside: Terms = {}
            for part in self.graph.operands[base]:
                number, powers = self.split(part)
                add_to(inside, powers, number)
                for factor, _ in powers:
                    if self.graph.heads[factor] is not Symbol:
                        self.mixed.add(base)
            table = self.opened[base] = [inside]
        while len(table) < exponent:
            if len(table[-1]) * len(table[0]) > OPENED:
                return None
            raised: Terms = {}
            add_product(raised, table[-1], table[0])
            table.append(raised)
        return table[exponent - 1]

    def split(self, term: int) -> tuple[Exact, Powers]:
        """A term as its number and its factors; ``exp(2*x)`` counts as a power of ``exp(x)``."""
        known = self.apart.get(term)
        if known is not None:
            return known
        graph = self.graph
        heads, operands, below = graph.heads, graph.operands, graph.below
        number: Exact = 1
        found: list[tuple[int, int]] = []
        for factor in below[term] if heads[term] is Product else (term,):
            head = heads[factor]
            if head is Number:
                number = operands[factor][0]
                continue
            base, exponent = factor, ONE
            if head is Power:
                base, power = below[factor]
                exponent = units(operands[power][0]) if heads[power] is Number else 0
            elif head is exp:
                inside = below[factor][0]
                if heads[inside] is Product and heads[below[inside][0]] is Number:
                    exponent = units(operands[below[inside][0]][0])
                    if exponent:
                        rest = below[inside][1:]
                        base = graph.intern(exp, (rest[0] if len(rest) == 1 else graph.intern(Product, rest),))
            found.append((base, exponent) if exponent else (factor, ONE))
        if len(found) > 1:
            found.sort()
        known = self.apart[term] = (number, tuple(found))
        return known

    def node(self, number: Exact, powers: Powers) -> int:
        """A number times powers as a node."""
        graph = self.graph
        if not powers:
            return graph.number(number)
        factors: list[int] = []
        if type(number) is not int or number != 1:
            factors.append(graph.number(number))
        for power in powers:
            base, exponent = power
            if exponent == ONE:
                factors.append(base)
                continue
            made = self.raised.get(power, -1)
            if made < 0:
                made = self.raised[power] = graph.collect_power(base, graph.number(quotient(exponent, ONE)))
            factors.append(made)
        return graph.collect_product(factors)
