"""How long the text of a node is, in operators and calls, before it is written. Imports ``terms`` and ``graph``."""

from __future__ import annotations

from math import gcd

from symdiff.annotations import Final, final
from symdiff.differentiator.factoring.terms import ONE, Powers, Terms, content_of, times
from symdiff.graph import Decimal, Graph
from symdiff.graph.exact import divided, is_below_zero, over_line
from symdiff.graph.heads import Number, Power, Product, Sum, Symbol, exp
from symdiff.operators import Exact

MOST: Final = 1_000_000
"""Operations from which a sum is left as it is: nobody reads it."""


def raised(exponent: Exact) -> int:
    """Operators that an exponent adds to a base."""
    if type(exponent) is int:
        return 0 if exponent == 1 else 1 if exponent >= -1 else 2
    top, bottom = over_line(exponent)
    negative = int(top < 0)
    root = bottom == 2 and top in (1, -1)
    return negative + (1 if root or type(exponent) is Decimal else 2)


def numbered(number: Exact, by: Exact, above: int, below: int) -> int:
    """Operators of a product of a quotient of numbers and so many factors above and below the line."""
    if type(number) is int and type(by) is int:
        sign = int((number < 0) is not (by < 0))
        top, bottom = abs(number), abs(by)
        if bottom != 1:
            common = gcd(top, bottom)
            top //= common
            bottom //= common
    else:
        value = number if type(by) is int and by == 1 else divided(number, by)
        top, bottom = over_line(value)
        sign = int(top < 0)
        if type(value) is Decimal:
            return sign + above + below
        top = abs(top)
    above += top != 1
    below += bottom != 1
    return sign + (above - 1 if above else 0) + below


@final
class Lengths:
    """The lengths of nodes of one graph, and of powers times a sum that are no node yet."""

    __slots__ = ("graph", "known")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.known: list[int] = []
        """Operators and calls of the printed text of each node, ``MOST`` at most; -1 where it was not asked for."""

    def printed(self, before: Powers, rest: Terms, scale: int, limit: int) -> tuple[int, Exact]:
        """The length of powers times a sum, over a number, and by what the sum is divided in it; the limit where that is no shorter."""
        if len(rest) == 1:
            for powers, number in rest.items():
                total, above, below = self.counted(times(before, powers))
                return total + numbered(number, scale, above, below), scale
        return self._sum(before, rest, scale, limit) if rest else (0, scale)

    def _sum(self, before: Powers, terms: Terms, scale: int, limit: int) -> tuple[int, Exact]:
        """The length of factors times a sum, and by what the sum is divided in it; the quotient stands before the bracket."""
        inside = least = len(terms) - 1
        parts: list[tuple[Exact, int, int]] = []
        for powers, number in terms.items():
            total, above, below = self.counted(powers)
            parts.append((number, above, below))
            inside += total
            least += total + below + (above - 1 if above else 0)
            if least >= limit:  # numbers and what stands outside only add to it
                return limit, scale
        content = content_of(terms)
        same = type(content) is int and content == scale
        divided = inside
        minus = 0
        for number, above, below in parts:
            inside += numbered(number, scale, above, below)
            if not same:
                divided += numbered(number, content, above, below)
            minus += is_below_zero(number)
        positive = len(terms) - minus
        if same:
            divided = inside
        total, above, below = self.counted(before)
        inside += (
            total + numbered(1, 1, above + 1, below) - (minus if positive else minus - 1)
        )  # a minus stands for a plus, but not in front
        divided += total + numbered(content, scale, above + 1, below) - (minus if positive else 0)
        return (divided, content) if divided <= inside else (inside, scale)

    def counted(self, powers: Powers) -> tuple[int, int, int]:
        """The lengths of some powers, and how many stand above and below the line."""
        heads, known = self.graph.heads, self.known
        total = above = below = 0
        for base, exponent in powers:
            total += known[base] if base < len(known) and known[base] >= 0 else self.length(base)
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

    def length(self, node: int) -> int:
        """Operators and calls of a node's text."""
        graph, known = self.graph, self.known
        heads, below = graph.heads, graph.below
        if node >= len(known):
            known += [-1] * (len(heads) - len(known))
        if known[node] >= 0:
            return known[node]
        order = [node]
        for above in order:  # it grows meanwhile
            for part in below[above]:
                if known[part] == -1:
                    head = heads[part]
                    if head is Symbol:  # most are
                        known[part] = 0
                    elif head is Number:
                        known[part] = numbered(graph.operands[part][0], 1, 0, 0)
                    else:
                        known[part] = -2
                        order.append(part)
        if len(order) > 1:
            order.sort()
        for part in order:
            own = known[part] = self._own(part)
            if own > MOST:
                known[part] = MOST
        return known[node]

    def _own(self, node: int) -> int:
        """The length of a node whose operands' lengths are known."""
        graph, known = self.graph, self.known
        heads, operands = graph.heads, graph.below[node]
        head = heads[node]
        number: Exact | None = None
        total = 0
        if head is Power:
            base, exponent = operands
            if heads[exponent] is not Number:
                return known[base] + known[exponent] + 1
            return known[base] + raised(graph.operands[exponent][0])
        if head is Product:
            above = below = 0
            for part in operands:
                inner = heads[part]
                if inner is Number:
                    number = graph.operands[part][0]
                    continue
                total += known[part]
                if inner is Power:
                    exponent = graph.below[part][1]
                    if heads[exponent] is Number:
                        value = graph.operands[exponent][0]
                        if value < 0 if type(value) is int else is_below_zero(value):
                            total -= 1
                            below += 1
                            continue
                above += 1
            if number is None:
                return total + (above - 1 if above else 0) + below
            return total + numbered(number, 1, above, below)
        if head is Number:
            return numbered(graph.operands[node][0], 1, 0, 0)
        if not operands:
            return 0
        for part in operands:
            total += known[part]
        if head is not Sum:
            return total + 1
        minus = 0
        for part in operands:
            first = graph.below[part][0] if heads[part] is Product else part
            if heads[first] is Number and is_below_zero(graph.operands[first][0]):
                minus += 1
        return total + len(operands) - 1 - min(minus, len(operands) - 1)
