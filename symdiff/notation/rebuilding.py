"""A node built again by a builder, in the order and with the signs and lines of division in which it is written.

What comes out is what the parser's reading of the text would make with that builder, without the text; a test holds the
two together. So trees for printers, and formulas of pages, come from nodes. Imports ``formula``, ``order``, ``graph`` and
``operators``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Generic, TypeVar

from symdiff.graph import Graph
from symdiff.graph.binders import bound
from symdiff.graph.exact import is_below_zero, negated
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol, Truth, exp
from symdiff.notation.formula import Formula
from symdiff.notation.order import Order
from symdiff.operators import Builder, Exact, acos, polygamma

N = TypeVar("N")


def rebuilt(formula: Formula, builder: Builder[N]) -> N:
    """What the builder makes of a formula."""
    rebuilding = _Rebuilding(formula.graph, builder, formula.known(), arranged=formula.arranged)
    node = rebuilding.run(formula.node, defined=formula.defined)
    return rebuilding.positive(formula.node) if formula.without_sign else node


class _Rebuilding(Generic[N]):
    """One builder at work on the nodes of one graph, operands first."""

    def __init__(self, graph: Graph, builder: Builder[N], names: Mapping[int, str], *, arranged: bool) -> None:
        self.graph = graph
        self.builder = builder
        self.names = names
        self.arranged = arranged
        self.order = Order(graph)
        self.built: dict[int, N] = {}

    def run(self, node: int, *, defined: bool) -> N:
        waiting = [node]
        found: set[int] = set()
        while waiting:
            each = waiting.pop()
            if each not in found and each not in self.built:
                found.add(each)
                if each not in self.names or (defined and each == node):
                    waiting += self.graph.below[each]
        for each in sorted(found):
            named = each in self.names and not (defined and each == node)
            self.built[each] = self.builder.symbol(self.names[each]) if named else self._composed(each)
        return self.built[node]

    def positive(self, node: int) -> N:
        """A product or a number without the minus in front of it, its operands built before."""
        value = self.graph.value(node)
        if value is not None:
            return self._joined(self._numeral(negated(value)))
        return self._joined(self._product(self.graph.operands[node], positive=True))

    def _composed(self, node: int) -> N:
        builder, built = self.builder, self.built
        head, operands = self.graph.heads[node], self.graph.operands[node]
        if head is Symbol:
            return builder.symbol(operands[0])
        if head is Number:
            return self._joined(self._numeral(operands[0]))
        if head is Constant:
            return self._constant(operands[0])
        if head is Truth:
            return builder.truth(operands[0])
        if head is Sum:
            return self._sum(operands)
        if head is Product:
            return self._joined(self._product(operands))
        if head is Power:
            return self._power(*operands)
        if head.binding is not None:
            return self._bound(node)
        return builder.call(head, tuple([built[operand] for operand in operands]))

    def _bound(self, node: int) -> N:
        found, builder, built = bound(self.graph, node), self.builder, self.built
        body = self.run(found.body, defined=False)
        upper = found.ends[1] if found.upper is None else (built[found.upper],)
        lower = found.ends[0] if found.lower is None else (built[found.lower],)
        return builder.bind(found.binder, body, builder.symbol(found.name), found.name, (lower, upper))

    def _joined(self, factors: list[N]) -> N:
        return factors[0] if len(factors) == 1 else self.builder.product(tuple(factors))

    def _number(self, value: Exact) -> N:
        return self.builder.number(value)

    def _inverse_of(self, node: N) -> N:
        return self.builder.power(node, self._number(-1))

    def _numeral(self, value: Exact) -> list[N]:
        """The factors of a number as it is written: what stands above the line, the sign with it, and below."""
        if type(value) is not Fraction or value.denominator == 1:
            return [self._number(value)]
        top, bottom = value.as_integer_ratio()
        return [*([] if top == 1 else [self._number(top)]), self._inverse_of(self._number(bottom))]

    def _constant(self, name: str) -> N:
        builder = self.builder
        if not self.graph.has_symbol(name):
            return builder.constant(name)
        one = self._number(1)
        if name == "E":
            return builder.call(exp, (one,))
        if name == "pi":
            return builder.call(acos, (self._number(-1),))
        if name == "EulerGamma":
            return builder.product((self._number(-1), builder.call(polygamma, (self._number(0), one))))
        half = self._inverse_of(self._number(2))
        root = builder.power(self._number(5), self._number(Fraction(1, 2)))
        return builder.sum((half, builder.product((root, self._inverse_of(self._number(2))))))

    def _sum(self, terms: tuple[int, ...]) -> N:
        graph = self.graph
        if self.arranged:
            terms = self.order.terms(terms)
        parts: list[N] = []
        for position, term in enumerate(terms):
            if position and graph.is_negative(term) and term not in self.names:
                value = graph.value(term)
                parts.append(
                    self._joined(self._numeral(value) if value is not None else self._product(graph.operands[term]))
                )
            else:
                parts.append(self.built[term])
        return self.builder.sum(tuple(parts))

    def _product(self, factors: tuple[int, ...], *, positive: bool = False) -> list[N]:
        """The factors as they are written. A minus in front goes to a number that stands next to it, else it is a factor -1."""
        graph, heads = self.graph, self.graph.heads
        above: list[N] = []
        below: list[N] = []
        minus = False
        value = None if factors[0] in self.names else graph.value(factors[0])
        if value is not None:
            factors = factors[1:]
            value = negated(value) if positive else value
            minus = is_below_zero(value)
            if self.arranged and type(value) is Fraction:
                value, bottom = value.as_integer_ratio()
                below.append(self._number(bottom))
            size = negated(value) if minus else value
            if size != 1 or not (self.arranged or minus):
                if minus and not (type(size) is Fraction and size.denominator != 1):
                    above.append(self._number(value))
                    minus = False
                else:
                    above.append(self._joined(self._numeral(size)))
        if self.arranged and len(factors) > 1:
            factors = self.order.factors(factors)
        one = bool(above) and value == 1 and not minus
        for position, factor in enumerate(factors):
            one = one and not position
            inverse = self._inverse(factor) if heads[factor] is Power else None
            if inverse is None:
                above.append(self.built[factor])
            elif self.arranged:
                below.append(inverse)
            elif above or not minus:
                if one:  # of 1/x the 1 is no factor
                    above.clear()
                above.append(self._inverse_of(inverse))
            else:
                above += [self._number(-1), self._inverse_of(inverse)]
                minus = False
        if below:
            if not above and minus:
                above.append(self._number(-1))
                minus = False
            above.append(self._inverse_of(below[0] if len(below) == 1 else self.builder.product(tuple(below))))
        elif not above:
            above.append(self._number(1))
        return [self._number(-1), *above] if minus else above

    def _inverse(self, factor: int) -> N | None:
        """What a power is one over, as it is written under the line; None for one that stands above it."""
        if factor in self.names:
            return None
        base, exponent = self.graph.operands[factor]
        value = self._exponent(exponent)
        if value is None or not is_below_zero(value) or (not self.arranged and value != -1):
            return None
        return self._raised(base, negated(value))

    def _exponent(self, exponent: int) -> Exact | None:
        return None if exponent in self.names else self.graph.value(exponent)

    def _power(self, base: int, exponent: int) -> N:
        value = self._exponent(exponent)
        if value is None:
            return self.builder.power(self.built[base], self.built[exponent])
        if value == 1:
            return self.builder.power(self.built[base], self._number(1))
        if is_below_zero(value) and (self.arranged or value == -1):
            return self._inverse_of(self._raised(base, negated(value)))
        return self._raised(base, value)

    def _raised(self, base: int, value: Exact) -> N:
        if value == 1:
            return self.built[base]
        if type(value) is Fraction and value.as_integer_ratio() == (1, 2):
            return self.builder.power(self.built[base], self._number(Fraction(1, 2)))
        return self.builder.power(self.built[base], self._joined(self._numeral(value)))
