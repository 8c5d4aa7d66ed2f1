"""Common factors taken out of the sums of a tidied result, where what is printed gets shorter. Imports ``graph`` and ``operators``.

``x**2*exp(x) + 2*x*exp(x)`` is written ``x*(x + 2)*exp(x)``, and ``1/(x + 1) - x/(x + 1)**2`` over one line as ``1/(x + 1)**2``.
A factor is taken out with the least exponent that it has in any term, so that what is left has no new power below a line or
under a root: wherever the sum has a value, the product has the same. What is left is multiplied out if that is shorter. Only
the sums outside of functions and powers are looked at, for what stands inside of these the reader knows from the formula; and
a sum that has no more in common than names stays as it is: ``3*x**2 + 2*x``.
"""

from __future__ import annotations

from typing import Final, final

from symdiff.differentiator.factoring.length import numbered, raised
from symdiff.differentiator.factoring.terms import (
    ONE,
    Powers,
    Terms,
    add_to,
    content_of,
    denominator_of,
    narrowed,
    product_of,
    ratio_of,
    times,
    units,
)
from symdiff.graph import Graph
from symdiff.graph.exact import divided, multiplied, quotient
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol, exp
from symdiff.operators import Exact

_MOST: Final = 1_000_000
"""Operations from which a sum is left as it is: nobody reads it."""
_OPENED: Final = 60
"""Products of two terms that multiplying out may take for each term of a sum."""


def factored(graph: Graph, root: int) -> int:
    """A tidied node as a shorter one of the same values, or the node itself."""
    heads, operands = graph.heads, graph.operands
    skeleton: list[int] = []
    seen: set[int] = {root}
    stack: list[int] = [root]
    sums = False
    while stack:
        node = stack.pop()
        head = heads[node]
        if head is Sum or head is Product:
            sums = sums or head is Sum
            skeleton.append(node)
            for part in operands[node]:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
    if not sums:
        return root
    skeleton.sort()
    bench = _Factoring(graph)
    result: dict[int, int] = {}
    for node in skeleton:
        made = node
        if result and not result.keys().isdisjoint(operands[node]):
            parts = [result.get(each, each) for each in operands[node]]
            made = graph.collect_sum(parts) if heads[node] is Sum else graph.collect_product(parts)
        if heads[made] is Sum:
            made = bench.shortened(made)
        if made != node:
            result[node] = made
    return result.get(root, root)


@final
class _Factoring:
    """The sums of one result: what their terms have in common, and how long they are printed."""

    __slots__ = ("apart", "graph", "known", "mixed", "opened")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.apart: dict[int, tuple[Exact, Powers]] = {}
        """The terms that were taken apart."""
        self.known: list[int] = []
        """Operators and calls of the printed text of each node, ``_MOST`` at most; -1 where it was not asked for."""
        self.opened: dict[int, list[Terms]] = {}
        """The powers of sums multiplied out, from the first on."""
        self.mixed: set[int] = set()
        """The sums among them that are no polynomials in names."""

    def shortened(self, node: int) -> int:
        """The sum with what its terms have in common before a bracket, where that is shorter; else the sum."""
        heads, operands = self.graph.heads, self.graph.operands[node]
        for term in operands:
            if heads[term] is Number:
                return node
        terms = [self._split(operands[0])]
        least = dict(terms[0][1])
        most = least.copy()
        for position in range(1, len(operands)):
            terms.append(self._split(operands[position]))
            least = narrowed(least, most, terms[position][1])
            if not least:
                return node
        if not self._worth(terms, least):
            return node
        length = self._length(node)
        if length >= _MOST:
            return node
        scale = denominator_of(terms)
        best: tuple[Powers, Terms, Exact] | None = None
        least_length = length
        for taken in self._choices(terms, least, most):
            outside = tuple(sorted(taken.items()))
            rest = self._without(terms, taken, scale)
            for opens in (False, True):
                left = self._opened(rest, _OPENED * len(terms)) if opens else rest
                if left is None:
                    break
                before = outside
                if opens or len(left) != len(terms):
                    before, left = self._remaining(taken, outside, left)
                printed, by = self._printed(before, left, scale)
                if printed < least_length:
                    best, least_length = (before, left, by), printed
        if best is None:
            return node
        made = self._built(best[0], best[1], best[2], scale)
        return made if self._length(made) < length else node

    def _remaining(self, taken: dict[int, int], outside: Powers, rest: Terms) -> tuple[Powers, Terms]:
        """What is taken out, and what is left, where that may be a multiple of a sum outside or have more in common."""
        if len(rest) < 2:
            return outside, rest
        for base in taken:
            if self.graph.heads[base] is Sum and len(self.graph.operands[base]) == len(rest):
                ratio = ratio_of(rest, self._power_opened(base, 1) or {})
                if ratio is not None:
                    return times(outside, ((base, ONE),)), {(): ratio}
        common: dict[int, int] | None = None
        most: dict[int, int] = {}
        for powers in rest:
            if common is None:
                common = dict(powers)
                most = common.copy()
            else:
                common = narrowed(common, most, powers)
            if not common:
                return outside, rest
        assert common is not None
        inverse = tuple([(base, -exponent) for base, exponent in sorted(common.items())])
        divided = {times(powers, inverse): number for powers, number in rest.items()}
        return times(outside, tuple(sorted(common.items()))), divided

    def _choices(
        self, terms: list[tuple[Exact, Powers]], least: dict[int, int], most: dict[int, int]
    ) -> list[dict[int, int]]:
        """What may be taken out: the least powers, or these without the bases whose powers below the line differ."""
        everywhere: dict[int, int] = {}
        all_: dict[int, int] = {}
        for base, exponent in least.items():
            taken = exponent
            if self.graph.heads[base] is exp and exponent < 0:  # never zero, so that the greatest may stand outside
                taken = most[base]
                if taken >= 0:
                    continue
            all_[base] = taken
            if taken > 0 or taken == most[base]:
                everywhere[base] = taken
        return [all_] if all_ == everywhere or not self._worth(terms, everywhere) else [all_, everywhere]

    def _worth(self, terms: list[tuple[Exact, Powers]], common: dict[int, int]) -> bool:
        """Whether what is common is more than names: those are taken out along with it, and from below the line."""
        heads = self.graph.heads
        below = False
        for base, exponent in common.items():
            head = heads[base]
            if head is not Symbol and head is not Constant and head is not Number:
                return True
            below = below or exponent < 0
        if below:
            for _, powers in terms:
                for base, _ in powers:
                    head = heads[base]
                    if head is not Symbol and head is not Constant and head is not Number:
                        return True
        return False

    def _without(self, terms: list[tuple[Exact, Powers]], taken: dict[int, int], scale: int) -> Terms:
        """The sum of the terms, times a number, without the powers that are taken out of them."""
        heads = self.graph.heads
        rest: Terms = {}
        for own_number, powers in terms:
            number = own_number
            if scale != 1:
                top, bottom = number.as_integer_ratio()
                number = top * (scale // bottom)
            left: list[tuple[int, int]] = []
            for base, exponent in powers:
                remains = exponent - taken.get(base, 0)
                if remains:
                    left.append((base, remains))
            if (
                len(left) == 1 and left[0][1] == ONE and heads[left[0][0]] is Sum
            ):  # a number times a sum is multiplied out
                for part in self.graph.operands[left[0][0]]:
                    factor, inner = self._split(part)
                    add_to(rest, inner, multiplied(number, factor))
            else:
                add_to(rest, tuple(left), number)
        return rest

    def _opened(self, terms: Terms, room: int) -> Terms | None:
        """The terms with the sums in them multiplied out; None where no two terms can meet, or it is too much work."""
        heads = self.graph.heads
        split: list[tuple[Powers, list[Terms], Exact]] = []
        kinds: set[Powers] = set()
        meets = opens = False
        for powers, number in terms.items():
            rest: list[tuple[int, int]] = []
            kind: list[tuple[int, int]] = []
            factors: list[Terms] = []
            for base, exponent in powers:
                head = heads[base]
                if head is Sum and exponent > 0 and exponent % ONE == 0:
                    opened = self._power_opened(base, exponent // ONE)
                    if opened is None:
                        return None
                    factors.append(opened)
                    # With functions in the bracket, or more brackets than one, no kind of term is known.
                    meets = meets or len(factors) > 1 or exponent > ONE or base in self.mixed
                else:
                    rest.append((base, exponent))
                    if head is not Symbol:
                        kind.append((base, exponent))
            opens = opens or bool(factors)
            if not meets:
                meets = tuple(kind) in kinds
                kinds.add(tuple(kind))
            split.append((tuple(rest), factors, number))
        if not opens or not meets:
            return None
        found: Terms = {}
        for own, factors, number in split:
            parts: Terms = {own: number}
            for factor in factors:
                room -= len(parts) * len(factor)
                if room < 0:
                    return None
                parts = product_of(parts, factor)
            for part, coefficient in parts.items():
                add_to(found, part, coefficient)
        return found

    def _power_opened(self, base: int, exponent: int) -> Terms | None:
        """A power of a sum multiplied out."""
        table = self.opened.get(base)
        if table is None:
            inside: Terms = {}
            for part in self.graph.operands[base]:
                number, powers = self._split(part)
                add_to(inside, powers, number)
                for factor, _ in powers:
                    if self.graph.heads[factor] is not Symbol:
                        self.mixed.add(base)
            table = self.opened[base] = [inside]
        while len(table) < exponent:
            if len(table[-1]) * len(table[0]) > _OPENED:
                return None
            table.append(product_of(table[-1], table[0]))
        return table[exponent - 1]

    def _split(self, term: int) -> tuple[Exact, Powers]:
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

    # How long a text is.

    def _printed(self, before: Powers, rest: Terms, scale: int) -> tuple[int, Exact]:
        """The length of powers times a sum, over a number, and by what the sum is divided in it."""
        if len(rest) == 1:
            for powers, number in rest.items():
                total, above, below = self._counted(times(before, powers))
                return total + numbered(number, scale, above, below), scale
        return self._sum(before, rest, scale) if rest else (0, scale)

    def _sum(self, before: Powers, terms: Terms, scale: int) -> tuple[int, Exact]:
        """The length of factors times a sum, and by what the sum is divided in it; the quotient stands before the bracket."""
        content = content_of(terms)
        same = type(content) is int and content == scale
        inside = divided = len(terms) - 1
        minus = 0
        for powers, number in terms.items():
            total, above, below = self._counted(powers)
            inside += total + numbered(number, scale, above, below)
            if not same:
                divided += total + numbered(number, content, above, below)
            minus += (number if type(number) is int else number.numerator) < 0
        positive = len(terms) - minus
        if same:
            divided = inside
        total, above, below = self._counted(before)
        inside += (
            total + numbered(1, 1, above + 1, below) - (minus if positive else minus - 1)
        )  # a minus stands for a plus, but not in front
        divided += total + numbered(content, scale, above + 1, below) - (minus if positive else 0)
        return (divided, content) if divided <= inside else (inside, scale)

    def _counted(self, powers: Powers) -> tuple[int, int, int]:
        """The lengths of some powers, and how many stand above and below the line."""
        heads, known = self.graph.heads, self.known
        total = above = below = 0
        for base, exponent in powers:
            total += known[base] if base < len(known) and known[base] >= 0 else self._length(base)
            if exponent == ONE:
                above += 1
                continue
            total += 1 + (exponent < 0) if exponent % ONE else 1 + (exponent < -ONE)
            if exponent % ONE and exponent not in (ONE // 2, -ONE // 2):
                total += 1
            if exponent < 0 and heads[base] is not exp:
                total -= 1
                below += 1
            else:
                above += 1
        return total, above, below

    def _length(self, node: int) -> int:
        """Operators and calls of a node's text."""
        known, below = self.known, self.graph.below
        if node >= len(known):
            known += [-1] * (len(self.graph.heads) - len(known))
        if known[node] >= 0:
            return known[node]
        order = [node]
        for above in order:  # it grows meanwhile
            for part in below[above]:
                if known[part] == -1:
                    known[part] = -2
                    order.append(part)
        order.sort()
        for part in order:
            own = self._own(part)
            known[part] = min(_MOST, own)
        return known[node]

    def _own(self, node: int) -> int:
        """The length of a node whose operands' lengths are known."""
        graph, known = self.graph, self.known
        heads, operands = graph.heads, graph.below[node]
        head = heads[node]
        number: Exact = 1
        if head is Number:
            number = graph.operands[node][0]
            return int(number < 0) if type(number) is int else numbered(number, 1, 0, 0)
        if not operands:
            return 0
        total = 0
        for part in operands:
            total += known[part]
        if head is Power:
            if heads[operands[1]] is not Number:
                return total + 1
            return known[operands[0]] + raised(graph.operands[operands[1]][0])
        if head is Sum:
            minus = 0
            for part in operands:
                if heads[part] is Product or heads[part] is Number:
                    minus += graph.is_negative(part)
            return total + len(operands) - 1 - min(minus, len(operands) - 1)
        if head is not Product:
            return total + 1
        above = below = 0
        for part in operands:
            if heads[part] is Number:
                number = graph.operands[part][0]
                total -= known[part]
                continue
            if heads[part] is Power:
                exponent = graph.below[part][1]
                if heads[exponent] is Number and graph.is_negative(exponent):
                    total -= 1
                    below += 1
                    continue
            above += 1
        return total + numbered(number, 1, above, below)

    def _built(self, before: Powers, rest: Terms, by: Exact, scale: int) -> int:
        """The node of powers times a sum that is divided by a number, which stands before the bracket."""
        terms = [self._node(divided(number, by), powers) for powers, number in rest.items()]
        outside = self._node(divided(by, scale), before)
        return self.graph.collect_product((outside, self.graph.collect_sum(terms)))

    def _node(self, number: Exact, powers: Powers) -> int:
        graph = self.graph
        if not powers:
            return graph.number(number)
        factors: list[int] = []
        if type(number) is not int or number != 1:
            factors.append(graph.number(number))
        for base, exponent in powers:
            if exponent == ONE:
                factors.append(base)
            else:
                factors.append(graph.collect_power(base, graph.number(quotient(exponent, ONE))))
        return graph.collect_product(factors)
