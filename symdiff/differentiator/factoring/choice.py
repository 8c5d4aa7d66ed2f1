"""Common factors taken out of the sums of a tidied result, where what is printed gets shorter. Imports ``graph``, ``operators`` and ``budget``.

``x**2*exp(x) + 2*x*exp(x)`` is written ``x*(x + 2)*exp(x)``, and ``1/(x + 1) - x/(x + 1)**2`` over one line as ``1/(x + 1)**2``.
A factor is taken out with the least exponent that it has in any term, so that what is left has no new power below a line or
under a root: wherever the sum has a value, the product has the same. What is left is multiplied out if that is shorter. Only
the sums outside of functions and powers are looked at, for what stands inside of these the reader knows from the formula; and
a sum that has no more in common than names stays as it is: ``3*x**2 + 2*x``.
"""

from __future__ import annotations

from symdiff.annotations import Final, final
from symdiff.budget import heed_signals
from symdiff.differentiator.factoring.clearing import Clearing
from symdiff.differentiator.factoring.length import MOST, Lengths
from symdiff.differentiator.factoring.opened import OPENED, Opening
from symdiff.differentiator.factoring.squares import SQUARES, meet
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
from symdiff.graph.exact import divided, multiplied, negated, over_line
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol, exp
from symdiff.operators import Exact, Operator

_FEW: Final = 300
"""Operand slots of sums and products up to which a result is written with its products flat."""
_LARGE: Final = 10_000
"""Operand slots from which it is asked whether anybody reads the result."""
_GROUPS: Final = 60
"""Terms from which a sum is not looked through for groups."""


def factored(graph: Graph, root: int) -> int:
    """A tidied node as a shorter one of the same values, or the node itself."""
    skeleton = _Skeleton(graph, root)
    if not skeleton.sums:
        return root
    bench = _Factoring(graph)
    if skeleton.slots > _LARGE and bench.lengths.length(root) >= MOST:
        return root
    flat = graph.short
    if skeleton.long and skeleton.slots <= _FEW:
        graph.short = _FEW
    best = bench.run(skeleton, root, clears=False)
    if skeleton.products and (best != root or bench.is_open(skeleton)):
        made = bench.run(skeleton if best == root else _Skeleton(graph, best), best, clears=True)
        if made != best and bench.lengths.length(made) < bench.lengths.length(best):
            best = made
        if bench.clearing.cancelled:  # what is left in a bracket may have groups
            made = bench.run(_Skeleton(graph, best), best, clears=False)
            if bench.lengths.length(made) < bench.lengths.length(best):
                best = made
        if bench.clearing.refused and graph.heads[best] is Sum:  # what is longer alone may meet others
            bench.clearing.eager = True
            made = bench.run(_Skeleton(graph, best), best, clears=True)
            if bench.lengths.length(made) < bench.lengths.length(best):
                best = made
    graph.short = flat
    return _turned(graph, best)


def _turned(graph: Graph, node: int) -> int:
    """``-(a - b)*c`` as ``(b - a)*c``; another node as it is."""
    heads, below = graph.heads, graph.below
    if heads[node] is Product and below[node][0] == graph.minus_one:
        for part in below[node]:
            if heads[part] is Sum and len(below[part]) == 2:
                minus = [graph.is_negative(term) for term in below[part]]
                if minus[0] is not minus[1]:
                    turned = graph.collect_sum([graph.collect_product((graph.minus_one, term)) for term in below[part]])
                    return graph.collect_product([turned, *[other for other in below[node][1:] if other != part]])
    return node


@final
class _Skeleton:
    """The sums and products of a result that stand outside of functions, operands first."""

    __slots__ = ("long", "nodes", "products", "slots", "squares", "sums")

    def __init__(self, graph: Graph, root: int) -> None:
        heads, below = graph.heads, graph.below
        nodes: list[int] = []
        sums = squares = long = products = False
        slots = 0
        seen: set[int] = {root}
        stack: list[int] = [root]
        for node in stack:  # it grows meanwhile
            head = heads[node]
            if head is Product:
                nodes.append(node)
                parts = below[node]
                slots += len(parts)
                for part in parts:
                    inner = heads[part]
                    if inner is Sum:
                        products = True
                    elif inner is Product:
                        long = True
                    elif inner is not Power:
                        continue
                    if part not in seen:
                        seen.add(part)
                        stack.append(part)
            elif head is Power:
                inner = heads[below[node][0]]
                if inner is Sum:
                    nodes.append(node)
                    sums = products = True
                elif inner in SQUARES:
                    squares = True
                elif inner is Number or inner is Product:
                    sums = products = True
            elif head is Sum:
                sums = True
                nodes.append(node)
                parts = below[node]
                slots += len(parts)
                for part in parts:
                    inner = heads[part]
                    if (inner is Product or inner is Power or inner is Sum) and part not in seen:
                        seen.add(part)
                        stack.append(part)
        nodes.sort()
        self.nodes = nodes
        self.sums, self.squares, self.long, self.products, self.slots = sums, squares, long, products, slots


@final
class _Factoring:
    """The sums of one result: what their terms have in common, and how long they are printed."""

    __slots__ = ("clearing", "collected", "done", "graph", "lengths", "opening")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.done: dict[int, int] = {}
        """The sums that were looked at, each with what it became: most stand in the next run too."""
        self.collected: dict[int, int] = {}
        """The same of squares that meet in them."""
        self.lengths = Lengths(graph)
        self.opening = Opening(graph)
        self.clearing = Clearing(graph, self.opening, self.lengths)

    def run(self, skeleton: _Skeleton, root: int, *, clears: bool) -> int:
        """The root with its sums shortened, and its products cleared first where that is asked for."""
        graph = self.graph
        heads, below = graph.heads, graph.below
        result: dict[int, int] = {}
        for position, node in enumerate(skeleton.nodes):
            if position & 7 == 7:
                heed_signals()
            made = node
            head = heads[node]
            if head is not Power and (skeleton.long or (result and not result.keys().isdisjoint(below[node]))):
                parts = tuple([result.get(each, each) for each in below[node]])
                made = graph.collect_sum(parts) if head is Sum else graph.collect_product(parts)
            head = heads[made]
            if head is Sum:
                if skeleton.squares:
                    if made not in self.collected:
                        self.collected[made] = self.met(made)
                    made = self.collected[made]
                if heads[made] is Sum:
                    made = self.shortened(made)
            elif clears and (head is Product or head is Power):
                made = self.clearing.cleared(made)
            if made != node:
                result[node] = made
        return result.get(root, root)

    def is_open(self, skeleton: _Skeleton) -> bool:
        """Whether there is a product, or a power of a sum, that can be cleared."""
        heads, below = self.graph.heads, self.graph.below
        for node in skeleton.nodes:
            head = heads[node]
            if head is not Sum and self.clearing.is_open(below[node] if head is Product else (node,)):
                return True
        return False

    def met(self, node: int) -> int:
        """A sum with the squares of its functions that make one collected."""
        graph = self.graph
        if not self._has_square(node):
            return node
        terms: Terms = {}
        for part in graph.below[node]:
            number, powers = self.opening.split(part)
            add_to(terms, powers, number)

        def head(base: int) -> Operator:
            return graph.heads[base]

        def called(row: Operator, base: int) -> int:
            return graph.intern(row, graph.below[base])

        if len(terms) > _GROUPS or not meet(terms, head, called):
            return node
        made = graph.collect_sum([self.opening.node(number, powers) for powers, number in terms.items()])
        return made if self.lengths.length(made) < self.lengths.length(node) else node

    def _has_square(self, node: int) -> bool:
        """Whether a term of a sum holds a square of a function, or a higher power."""
        graph = self.graph
        heads, below = graph.heads, graph.below
        for term in below[node]:
            for part in below[term] if heads[term] is Product else (term,):
                if heads[part] is Power and heads[below[part][0]] in SQUARES:
                    power = graph.value(below[part][1])
                    if type(power) is int and power > 1:
                        return True
        return False

    def shortened(self, node: int) -> int:
        """The sum with what its terms have in common before a bracket, where that is shorter; else the sum."""
        made = self.done.get(node, -1)
        if made < 0:
            made = self.done[node] = self._shortened(node)
        return made

    def _shortened(self, node: int) -> int:
        operands = self.graph.below[node]
        for term in operands:
            if self.graph.heads[term] is Number:
                if not self._has_groups(operands):
                    return node
                break
        terms = [self.opening.split(operands[0])]
        least = dict(terms[0][1])
        most = least.copy()
        for position in range(1, len(operands)):
            terms.append(self.opening.split(operands[position]))
            if least:
                least = narrowed(least, most, terms[position][1])
        if not least or not self._worth(terms, least):
            return self._apart(node, terms)
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
                printed, by = self.lengths.printed(before, left, scale, least_length)
                if printed < least_length:
                    best, least_length = (before, left, by), printed
        if best is None:
            return node
        made = self._built(best[0], best[1], best[2], scale)
        return made if self.lengths.length(made) < length else node

    def _apart(self, node: int, terms: list[tuple[Exact, Powers]]) -> int:
        """A sum whose terms have at most names in common: brackets multiplied out, or groups of terms factored."""
        heads = self.graph.heads
        brackets: set[int] = set()
        if len(terms) == 2:  # of two terms none is a group
            for _, powers in terms:
                for base, exponent in powers:
                    if heads[base] is Sum and exponent > 0 and exponent % ONE == 0:
                        brackets.add(base)
            return self._opened(node, terms, brackets) if brackets else node
        kinds: dict[Powers, list[int]] = {}
        lines: dict[Powers, list[int]] = {}
        """The terms by their functions and roots, and by what stands under their lines, where anything does."""
        under_lines: list[Powers] = []
        below = False
        for position, (_, powers) in enumerate(terms):
            kind: list[tuple[int, int]] = []
            line: list[tuple[int, int]] = []
            for base, exponent in powers:
                head = heads[base]
                if head is Sum and exponent > 0 and exponent % ONE == 0:
                    brackets.add(base)
                elif head is not Symbol and head is not Constant:
                    kind.append((base, exponent))
                    if exponent < 0:
                        line.append((base, exponent))
                        below = True
            kinds.setdefault(tuple(kind), []).append(position)
            under_lines.append(tuple(line))
        if below:
            for position, under_line in enumerate(under_lines):
                lines.setdefault(under_line, []).append(position)
        groups = _has_group(kinds, len(terms))
        under = _has_group(lines, len(terms))
        if len(terms) > _GROUPS or not (brackets or groups or under):
            return node
        if brackets and (not groups or len(kinds) <= 2):
            best = self._opened(node, terms, brackets)
            if best != node:
                return best
        for found_groups, sets in ((groups, kinds), (under, lines)):
            if found_groups:
                made = self._by_groups(node, sets)
                if self.lengths.length(made) < self.lengths.length(node):
                    return made
        return node

    def _opened(self, node: int, terms: list[tuple[Exact, Powers]], brackets: set[int]) -> int:
        """A sum with its brackets multiplied out, or with terms gathered to one of them, where that is shorter; else the sum."""
        found: Terms = {}
        for number, powers in terms:
            add_to(found, powers, number)
        best, length = node, -1
        opened = self.opening.multiplied_out(found, OPENED * len(terms), len(terms))
        if opened is not None and len(opened) <= len(terms):
            length = self.lengths.length(node)
            if self.lengths.printed((), opened, 1, length)[0] < length:
                made = self.graph.collect_sum([self.opening.node(number, each) for each, number in opened.items()])
                if self.lengths.length(made) < length:
                    best, length = made, self.lengths.length(made)
        gathered = self._gathered(found, brackets)
        if gathered is not None:
            length = self.lengths.length(node) if length < 0 else length
            if self.lengths.length(gathered) < length:
                best = gathered
        return best

    def _by_groups(self, node: int, groups: dict[Powers, list[int]]) -> int:
        """A sum with each of its groups of terms shortened."""
        operands = self.graph.below[node]
        parts: list[int] = []
        for kind, positions in groups.items():
            members = [operands[position] for position in positions]
            if kind and len(members) > 1:
                members.sort()
                parts.append(self.shortened(self.graph.intern(Sum, tuple(members))))
            else:
                parts += members
        return self.graph.collect_sum(parts)

    def _has_groups(self, terms: tuple[int, ...]) -> bool:
        """Whether a term holds a bracket, or two terms the same function or root."""
        heads, below = self.graph.heads, self.graph.below
        seen: set[int] = set()
        for term in terms:
            if heads[term] is not Product:
                continue
            for part in below[term]:
                head = heads[part]
                if head is Sum or part in seen:
                    return True
                if head is Power:
                    inner = heads[below[part][0]]
                    if inner is Sum:
                        return True
                    if inner is Symbol:
                        continue
                if head is not Symbol and head is not Number and head is not Constant:
                    seen.add(part)
        return False

    def _gathered(self, terms: Terms, brackets: set[int]) -> int | None:
        """The sum with the terms of a bracket that are among it as a multiple of the bracket; None where none are."""
        found = dict(terms)
        taken: list[int] = []
        for bracket in sorted(brackets):
            inside = self.opening.power(bracket, 1) or {}
            shared = 0
            for powers in inside:
                shared += powers in found
            if 3 * shared <= len(inside):
                continue
            best: tuple[int, Exact] = (0, 0)
            for powers, number in inside.items():
                if powers in found:
                    ratio = divided(found[powers], number)
                    agree = 0
                    for each, own in inside.items():
                        agree += found.get(each) == multiplied(ratio, own)
                    if agree > best[0]:
                        best = (agree, ratio)
            if 3 * best[0] > len(inside):
                taken.append(bracket)
                for powers, number in inside.items():
                    add_to(found, powers, multiplied(negated(best[1]), number))
                add_to(found, ((bracket, ONE),), best[1])
        if not taken:
            return None
        parts: list[int] = []
        for bracket in taken:
            members: list[int] = []
            for powers, number in list(found.items()):
                if (bracket, ONE) in powers:
                    members.append(self.opening.node(number, powers))
                    del found[powers]
            parts.append(
                self.shortened(self.graph.intern(Sum, tuple(sorted(members)))) if len(members) > 1 else members[0]
            )
        parts += [self.opening.node(number, powers) for powers, number in found.items()]
        return self.graph.collect_sum(parts)

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
                top, bottom = over_line(number)
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
        terms = [self.opening.node(divided(number, by), powers) for powers, number in rest.items()]
        outside = self.opening.node(divided(by, scale), before)
        return self.graph.collect_product((outside, self.graph.collect_sum(terms)))


def _has_group(groups: dict[Powers, list[int]], terms: int) -> bool:
    """Whether some terms, but not all, are of one kind."""
    if 1 < len(groups) < terms:
        for kind, positions in groups.items():
            if kind and len(positions) > 1:
                return True
    return False
