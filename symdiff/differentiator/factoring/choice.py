"""Common factors taken out of the sums of a tidied result, where what is printed gets shorter. Imports ``graph`` and ``operators``.

``x**2*exp(x) + 2*x*exp(x)`` is written ``x*(x + 2)*exp(x)``, and ``1/(x + 1) - x/(x + 1)**2`` over one line as ``1/(x + 1)**2``.
A factor is taken out with the least exponent that it has in any term, so that what is left has no new power below a line or
under a root: wherever the sum has a value, the product has the same. What is left is multiplied out if that is shorter. Only
the sums outside of functions and powers are looked at, for what stands inside of these the reader knows from the formula; and
a sum that has no more in common than names stays as it is: ``3*x**2 + 2*x``.
"""

from __future__ import annotations

from typing import final

from symdiff.differentiator.factoring.length import MOST, Lengths
from symdiff.differentiator.factoring.opened import OPENED, Opening
from symdiff.differentiator.factoring.terms import (
    ONE,
    Powers,
    Terms,
    add_to,
    denominator_of,
    narrowed,
    ratio_of,
    times,
)
from symdiff.graph import Graph
from symdiff.graph.exact import divided, multiplied, quotient
from symdiff.graph.heads import Constant, Number, Product, Sum, Symbol, exp
from symdiff.operators import Exact


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

    __slots__ = ("graph", "lengths", "opening")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.lengths = Lengths(graph)
        self.opening = Opening(graph)

    def shortened(self, node: int) -> int:
        """The sum with what its terms have in common before a bracket, where that is shorter; else the sum."""
        heads, operands = self.graph.heads, self.graph.operands[node]
        for term in operands:
            if heads[term] is Number:
                return node
        terms = [self.opening.split(operands[0])]
        least = dict(terms[0][1])
        most = least.copy()
        for position in range(1, len(operands)):
            terms.append(self.opening.split(operands[position]))
            least = narrowed(least, most, terms[position][1])
            if not least:
                return node
        if not self._worth(terms, least):
            return node
        length = self.lengths.length(node)
        if length >= MOST:
            return node
        scale = denominator_of(terms)
        best: tuple[Powers, Terms, Exact] | None = None
        least_length = length
        for taken in self._choices(terms, least, most):
            outside = tuple(sorted(taken.items()))
            rest = self._without(terms, taken, scale)
            for opens in (False, True):
                left = self.opening.multiplied_out(rest, OPENED * len(terms)) if opens else rest
                if left is None:
                    break
                before = outside
                if opens or len(left) != len(terms):
                    before, left = self._remaining(taken, outside, left)
                printed, by = self.lengths.printed(before, left, scale)
                if printed < least_length:
                    best, least_length = (before, left, by), printed
        if best is None:
            return node
        made = self._built(best[0], best[1], best[2], scale)
        return made if self.lengths.length(made) < length else node

    def _remaining(self, taken: dict[int, int], outside: Powers, rest: Terms) -> tuple[Powers, Terms]:
        """What is taken out, and what is left, where that may be a multiple of a sum outside or have more in common."""
        if len(rest) < 2:
            return outside, rest
        for base in taken:
            if self.graph.heads[base] is Sum and len(self.graph.operands[base]) == len(rest):
                ratio = ratio_of(rest, self.opening.power(base, 1) or {})
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
                    factor, inner = self.opening.split(part)
                    add_to(rest, inner, multiplied(number, factor))
            else:
                add_to(rest, tuple(left), number)
        return rest

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
