"""Products made shorter by what their brackets hold: fractions in fractions, numbers that cancel, roots of numbers.

``1/(a*(x**2/a**2 + 1))`` is written ``a/(x**2 + a**2)``, ``(8*x + 4)/(2*sqrt(4*x**2 + 4*x))`` as ``(2*x + 1)/sqrt(x**2 + x)``, and
``sqrt(2/5)/sqrt(10)`` as ``1/5``, ``(x**2 + x)/x**3`` as ``(x + 1)/x**2``. Each form has a value wherever the product has one, and the same: a bracket is multiplied by
what stands under a line in it, which is not 0 there, and a root only by squares. Imports ``terms``, ``opened``, ``length``, ``graph``
and ``budget``.
"""

from __future__ import annotations

from math import gcd, isqrt, lcm

from symdiff.annotations import Final, final
from symdiff.budget import heed_signals
from symdiff.differentiator.factoring.length import Lengths
from symdiff.differentiator.factoring.opened import OPENED, Opening
from symdiff.differentiator.factoring.terms import ONE, Multiples, Terms, add_to, multiples_of, ratio_of
from symdiff.graph import Decimal, Graph
from symdiff.graph.exact import divided, exact_power, is_below_zero, multiplied, negated, over_line, quotient
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol, absolute, exp
from symdiff.operators import Exact

_HALF: Final = ONE // 2
_LARGEST: Final = 1 << 64
"""Numbers under a root from which no square is looked for in them."""
_FEW: Final = 40
"""Terms of a bracket from which it is left as it is."""


@final
class Clearing:
    """The products of one result, each written shorter where that can be."""

    __slots__ = ("cancelled", "cleaned", "eager", "graph", "known", "lengths", "named", "opening", "opens", "refused")

    def __init__(self, graph: Graph, opening: Opening, lengths: Lengths) -> None:
        self.eager = self.refused = self.cancelled = False
        """Whether a form is taken that is no shorter alone, whether there was one, and whether names were taken out of a bracket."""
        self.known: dict[int, int] = {}
        """The brackets that were looked at: 0 for one with a line in it, else what all its terms have, with their sign."""
        self.cleaned: dict[tuple[int, int, bool], tuple[Exact, list[int]] | None] = {}
        """The powers of brackets that were taken apart beside no root of a number: most stand in several products."""
        self.named: dict[int, tuple[int, ...]] = {}
        """The brackets that were asked for the names that all their terms hold as factors."""
        self.opens: dict[tuple[int, ...], bool] = {}
        """The products that were asked whether they can be cleared, by their factors: most are asked before and in a run."""
        self.graph = graph
        self.opening = opening
        self.lengths = lengths

    def cleared(self, node: int) -> int:
        """A product, or a power of a sum, as a shorter one of the same values; or the node."""
        heads, below = self.graph.heads, self.graph.below
        parts = below[node] if heads[node] is Product else (node,)
        if not self.is_open(parts):
            return node
        number: Exact = 1
        factors: list[int] = []
        roots: list[int] = []
        under: list[tuple[int, int]] = []
        """Brackets under square roots."""
        changed = False
        brackets = 0
        joint = self._joint(node)
        cancel = self._cancelling(parts)
        for position, factor in enumerate(parts):
            if position & 31 == 31:
                heed_signals()
            head = heads[factor]
            base, exponent = factor, ONE
            if head is Number:
                number = self.graph.operands[factor][0]
                continue
            if head is Power:
                base, power = below[factor]
                head = heads[base]
                if head is Sum:
                    exponent = self._halves(power)
                elif (head is Number or head is Product) and abs(self._halves(power)) == _HALF and self._is_known(base):
                    roots.append(factor)
                    continue
            brackets += head is Sum and exponent % ONE == 0
            if head is Sum and exponent in (_HALF, -_HALF):
                under.append((base, exponent))
                continue
            names = bool(cancel) and head is Sum and exponent % ONE == 0 and not cancel.isdisjoint(self._names(base))
            if head is Sum and exponent and (names or self._is_worth(base, exponent, number) or joint > 1):
                outside = self._bracket(base, exponent, [], names=names)
                if outside is not None:
                    changed = True
                    self.cancelled = self.cancelled or names
                    number = multiplied(number, outside[0])
                    factors += outside[1]
                    continue
            factors.append(factor)
        for base, exponent in under:
            outside = None
            if roots or self._is_worth(base, exponent, number):
                outside = self._bracket(base, exponent, roots)
            if outside is None:
                factors.append(self.graph.collect_power(base, self.graph.number(quotient(exponent, ONE))))
                continue
            changed = True
            number = multiplied(number, outside[0])
            factors += outside[1]
        if brackets > 1 and (by := self._meeting(factors)) is not None:
            changed = True
            number = multiplied(number, by)
        if roots and (len(roots) > 1 or type(number) is not int or number not in (1, -1)):
            changed = True
            number, rest = self._roots(number, roots)
            factors += rest
        else:
            factors += roots
        if not changed:
            return node
        made = self.graph.collect_product((self.graph.number(number), *factors))
        if heads[made] is Product:
            made = self._spread(made)
        if self.eager or self.lengths.length(made) < self.lengths.length(node):
            return made
        self.refused = True
        return node

    def is_open(self, parts: tuple[int, ...]) -> bool:
        """Whether factors can be cleared: a root of a number, a bracket with something to take out, or two that may be multiples."""
        found = self.opens.get(parts)
        if found is None:
            found = self.opens[parts] = self._is_open(parts)
        return found

    def _is_open(self, parts: tuple[int, ...]) -> bool:
        heads, below = self.graph.heads, self.graph.below
        sizes: set[int] = set()
        for part in parts:
            base, head = part, heads[part]
            if head is Power:
                base = below[part][0]
                head = heads[base]
                if head is Number or (head is Product and self._is_known(base)):
                    return True
            if head is Sum:
                size = len(below[base])
                if size in sizes or self._shared(base) != 1:
                    return True
                sizes.add(size)
        return bool(sizes) and bool(self._cancelling(parts))

    def _cancelling(self, parts: tuple[int, ...]) -> set[int]:
        """The names that stand above and below the line of a product, as factors in it or of all terms of its brackets."""
        heads, below, operands = self.graph.heads, self.graph.below, self.graph.operands
        above: set[int] = set()
        under: set[int] = set()
        brackets: list[tuple[int, bool]] = []
        for part in parts:  # names alone are collected: without one in a bracket nothing cancels
            base = below[part][0] if heads[part] is Power else part
            if heads[base] is Sum and self._names(base):
                break
        else:
            return above
        for part in parts:
            base, power = part, 1
            if heads[part] is Power:
                base, exponent = below[part]
                value: Exact = operands[exponent][0] if heads[exponent] is Number else 0
                power = value if type(value) is int else 0
            if heads[base] is Symbol and power:
                (above if power > 0 else under).add(base)
            elif heads[base] is Sum and power:
                brackets.append((base, power > 0))
        if brackets and (above or under or len(brackets) > 1):
            for base, is_above in brackets:
                (above if is_above else under).update(self._names(base))
            return above & under
        return set()

    def _names(self, bracket: int) -> tuple[int, ...]:
        """The names that all terms of a bracket hold as factors, to powers of 1 and more, or all terms of a bracket among these."""
        found = self.named.get(bracket)
        if found is None:
            heads, below = self.graph.heads, self.graph.below
            left: set[int] | None = None
            for term in below[bracket]:
                held: set[int] = set()
                for part in below[term] if heads[term] is Product else (term,):
                    if heads[part] is Symbol:
                        held.add(part)
                    elif heads[part] is Sum:
                        held.update(self._names(part))
                    elif heads[part] is Power and heads[below[part][0]] is Symbol and heads[below[part][1]] is Number:
                        value: Exact = self.graph.operands[below[part][1]][0]
                        if type(value) is int and value > 0:
                            held.add(below[part][0])
                left = held if left is None else left & held
                if not left:
                    break
            found = self.named[bracket] = tuple(sorted(left or ()))
        return found

    def _meeting(self, factors: list[int]) -> Exact | None:
        """Brackets that are multiples of one another as powers of the first: what that multiplies by; None where there are none."""
        graph = self.graph
        firsts: dict[Multiples, int] = {}
        alone: dict[int, int] = {}
        """By how many terms, the one bracket of so many, or 0 where there are more, which are among the first then."""
        total: Exact | None = None
        for position, factor in enumerate(factors):
            base, count = factor, 1
            if graph.heads[factor] is Power:
                base, power = graph.below[factor]
                exponent = self._halves(power)
                count = exponent // ONE if exponent % ONE == 0 else 0
            if graph.heads[base] is not Sum or not count:
                continue
            size = len(graph.below[base])
            before = alone.get(size, -1)
            alone[size] = base if before < 0 else 0
            if before < 0:
                continue
            heed_signals()
            if before:
                firsts[multiples_of(self.opening.power(before, 1) or {})] = before
            terms = self.opening.power(base, 1) or {}
            other = firsts.setdefault(multiples_of(terms), base)
            ratio = ratio_of(terms, self.opening.power(other, 1) or {}) if other != base else None
            by = exact_power(ratio, count, 4096) if ratio else None
            if by is not None:
                factors[position] = graph.collect_power(other, graph.number(count))
                total = multiplied(total or 1, by)
        return total

    def _joint(self, product: int) -> int:
        """The number that brackets above and below the line of a product have in common; 1 where there is none."""
        heads, below = self.graph.heads, self.graph.below
        above = under = 0
        if heads[product] is not Product:
            return 1
        for part in below[product]:
            if heads[part] is Sum:
                above = gcd(above, self._shared(part))
            elif heads[part] is Power and heads[below[part][0]] is Sum and below[part][1] == self.graph.minus_one:
                under = gcd(under, self._shared(below[part][0]))
        return gcd(above, under) if above and under else 1

    def _shared(self, bracket: int) -> int:
        """What all terms of a bracket have: 0 for one with a line in it."""
        content = self.known.get(bracket)
        if content is None:
            heed_signals()
            content = self.known[bracket] = self._content(bracket)
        return content

    def _is_worth(self, bracket: int, exponent: int, number: Exact) -> bool:
        """Whether a bracket holds a line, or a number or a sign that may cancel."""
        content = self._shared(bracket)
        if content in (0, 1):
            return content == 0
        whole = exponent % ONE == 0
        if content < 0 and whole:
            return True
        if type(number) is Decimal:
            return False
        top, bottom = over_line(number)
        if whole and exponent > 0:
            return top not in (1, -1) or gcd(content, bottom) > 1
        return gcd(content, bottom if exponent > 0 else top) > 1 or (not whole and gcd(content, bottom) > 1)

    def _content(self, bracket: int) -> int:
        heads, operands = self.graph.heads, self.graph.operands
        if len(operands[bracket]) > _FEW:
            return 1
        content, minus = 0, 0
        for term in operands[bracket]:
            head = heads[term]
            number: Exact = operands[term][0] if head is Number else 1
            for part in operands[term] if head is Product else (term,) if head is Power else ():
                if heads[part] is Number:
                    number = operands[part][0]
                elif heads[part] is Power:
                    power = operands[part][1]
                    if heads[power] is Number and is_below_zero(operands[power][0]):
                        return 0
            if type(number) is not int:
                return int(type(number) is Decimal)
            content = gcd(content, number)
            minus += number < 0
        return -content if minus == len(operands[bracket]) else content

    def _halves(self, power: int) -> int:
        """An exponent in units of 1/60 where it is so many halves; else 0."""
        value = self.graph.value(power)
        top, bottom = over_line(0 if value is None else value)
        return top * ONE if bottom == 1 else top * _HALF if bottom == 2 else 0

    def _bracket(
        self, base: int, exponent: int, roots: list[int], *, names: bool = False
    ) -> tuple[Exact, list[int]] | None:
        """As ``_taken_apart``, once each where there are no roots."""
        key = (base, exponent, names)
        if roots and exponent % ONE:
            return self._taken_apart(base, exponent, roots)
        if key not in self.cleaned:
            heed_signals()
            self.cleaned[key] = self._taken_apart(base, exponent, [], names=names)
        return self.cleaned[key]

    def _taken_apart(
        self, base: int, exponent: int, roots: list[int], *, names: bool = False
    ) -> tuple[Exact, list[int]] | None:
        """A power of a sum as a number and factors, with no line in the sum and no number that all its terms have.

        With ``names`` no name either. Where there are ``roots`` of numbers beside it, another root may join them.
        """
        graph = self.graph
        whole = exponent % ONE == 0
        lowest: dict[int, int] = {}
        bottom, content, minus = 1, 0, 0
        held = self._names(base) if names else ()
        inner = [self._without_names(term) if held else term for term in graph.operands[base]]
        terms = [self.opening.split(term) for term in inner]
        for number, powers in terms:
            if type(number) is Decimal:
                return None
            top, under = over_line(number)
            if under != 1:
                bottom = lcm(bottom, under)
            if content != 1:
                content = gcd(content, top)
            minus += top < 0
            for factor, power in powers:
                if power < lowest.get(factor, 0) and graph.heads[factor] is not exp:  # exp(-x) stays as it was typed
                    lowest[factor] = power
        for name in held:
            lowest[name] = min([power for _, powers in terms for factor, power in powers if factor == name])
        if not whole and any(power % ONE for power in lowest.values()):
            return None
        joins = bool(roots) and not whole
        scale, outer = (bottom, content) if whole or joins else (_squared(bottom), _square_in(content))
        if not (whole or joins) and scale != bottom:
            outer = _square_in(content * (scale // bottom))
        by = quotient(scale, outer)
        if whole and minus == len(terms):
            by = negated(by)
        if by == 1 and not lowest:
            return None
        outside: list[int] = []
        parts: list[int] = []
        multiplier: list[int] = []
        for factor, power in lowest.items():
            size = -power if whole else -(power - power % (2 * ONE)) if power % (2 * ONE) else -power
            multiplier.append(graph.collect_power(factor, graph.number(quotient(size, ONE))))
            if whole:
                raised = quotient(size * exponent, ONE * ONE)
                outside.append(graph.collect_power(factor, graph.number(negated(raised))))
            else:
                parts.append(graph.collect_power(factor, graph.number(quotient(size, 2 * ONE))))
        if parts:
            root = graph.collect_call(absolute, (graph.collect_product(parts),))
            outside.append(graph.collect_power(root, graph.number(quotient(-2 * exponent, ONE))))
        scale_node = graph.number(by)
        inside = graph.collect_sum([graph.collect_product((scale_node, *multiplier, term)) for term in inner])
        inside = self._opened(inside)
        outside.append(graph.collect_power(inside, graph.number(quotient(exponent, ONE))))
        taken: Exact | None
        if joins:
            taken = 1
            roots.append(graph.intern(Power, (graph.number(by), graph.number(quotient(-exponent, ONE)))))
        elif whole:
            taken = exact_power(by, -(exponent // ONE), 4096)
        else:
            taken = exact_power(by, quotient(-exponent, ONE), 4096)
        return None if taken is None else (taken, outside)

    def _without_names(self, term: int) -> int:
        """A term with the names that all terms of a bracket in it hold before that bracket."""
        heads, below = self.graph.heads, self.graph.below
        if heads[term] is not Product:
            return term
        factors: list[int] = []
        for part in below[term]:
            outside = self._bracket(part, ONE, [], names=True) if heads[part] is Sum and self._names(part) else None
            if outside is None:
                factors.append(part)
            else:
                factors += [self.graph.number(outside[0]), *outside[1]]
        return term if len(factors) == len(below[term]) else self.graph.collect_product(tuple(factors))

    def _opened(self, bracket: int) -> int:
        """A sum of brackets multiplied out where that is shorter, as what was over one line often is."""
        if self.graph.heads[bracket] is not Sum:
            return bracket
        terms: Terms = {}
        for term in self.graph.operands[bracket]:
            number, powers = self.opening.split(term)
            add_to(terms, powers, number)
        opened = self.opening.multiplied_out(terms, OPENED * len(terms))
        if opened is None:
            return bracket
        length = self.lengths.length(bracket)
        if self.lengths.printed((), opened, 1, length)[0] >= length:
            return bracket
        return self.graph.collect_sum([self.opening.node(number, powers) for powers, number in opened.items()])

    def _is_known(self, base: int) -> bool:
        """Whether what stands under a root is a positive number, or one times constants such as pi."""
        heads = self.graph.heads
        if heads[base] is Number:
            return self._is_plain(base)
        for part in self.graph.below[base]:
            inner = self.graph.below[part][0] if heads[part] is Power else part
            if heads[part] is Number:
                if not self._is_plain(part):
                    return False
            elif heads[inner] is not Constant or (
                inner != part and type(self.graph.value(self.graph.below[part][1])) is not int
            ):
                return False
        return True

    def _is_plain(self, node: int) -> bool:
        value = self.graph.operands[node][0]
        if type(value) is Decimal:
            return False
        top, bottom = over_line(value)
        return 0 < top < _LARGEST and bottom < _LARGEST

    def _roots(self, number: Exact, roots: list[int]) -> tuple[Exact, list[int]]:
        """A number times square roots of numbers and constants, as a number and one root of each."""
        graph = self.graph
        under: Exact = 1
        constants: list[int] = []
        for root in roots:
            base, power = graph.below[root]
            up = self._halves(power) > 0
            for part in graph.below[base] if graph.heads[base] is Product else (base,):
                if graph.heads[part] is Number:
                    value = graph.operands[part][0]
                    under = multiplied(under, value) if up else divided(under, value)
                else:
                    constants.append(graph.collect_power(part, graph.number(1 if up else -1)))
        top, bottom = over_line(under)
        if max(top, bottom) >= _LARGEST:
            return number, roots
        above, below = isqrt(_square_in(top)), isqrt(_square_in(bottom))
        number = multiplied(number, quotient(above, below))
        top //= above * above
        bottom //= below * below
        own, line = over_line(number)
        if bottom > 1 and own % bottom == 0:  # 5/sqrt(5) is sqrt(5)
            number, top, bottom = divided(number, bottom), top * bottom, 1
        elif top > 1 and line % top == 0:
            number, top, bottom = multiplied(number, top), 1, top * bottom
        half = graph.number(quotient(1, 2))
        rest = [graph.collect_power(graph.collect_product((graph.number(quotient(top, bottom)), *constants)), half)]
        return number, rest

    def _spread(self, product: int) -> int:
        """A whole number times a bracket multiplied out, where it is the only one above the line."""
        heads, operands = self.graph.heads, self.graph.operands
        first = operands[product][0]
        brackets = [part for part in operands[product] if heads[part] is Sum]
        if heads[first] is not Number or len(brackets) != 1:
            return product
        own: Exact = operands[first][0]
        top, bottom = over_line(own)
        if type(own) is Decimal or top in (1, -1):
            return product
        times = self.graph.number(top)
        spread = self.graph.collect_sum([self.graph.collect_product((times, term)) for term in operands[brackets[0]]])
        rest = [part for part in operands[product][1:] if part != brackets[0]]
        made = self.graph.collect_product((self.graph.number(quotient(1, bottom)), spread, *rest))
        return made if self.lengths.length(made) < self.lengths.length(product) else product


def _squared(number: int) -> int:
    """The least square that a number divides, with the squares up to a bound taken into account."""
    return number * (number // _square_in(number))


def _square_in(number: int) -> int:
    """The largest square that divides a number; of a large one, 1."""
    number = abs(number)
    if number == 0 or number >= _LARGEST:
        return 1
    if isqrt(number) ** 2 == number:
        return number
    found, root = 1, 2
    while root * root <= number and root < 1000:
        while number % (root * root) == 0:
            found *= root * root
            number //= root * root
        root += 1
    return found
