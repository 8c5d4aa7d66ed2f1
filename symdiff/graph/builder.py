"""Typed construction: exactly what was written. Imports ``binders``, ``canonical``, ``exact``, ``heads`` and ``operators``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.errors import SymdiffError, fault
from symdiff.graph.binders import bind, bound_variable
from symdiff.graph.canonical import Graph
from symdiff.graph.exact import (
    added,
    division_by_zero,
    folded,
    magnitude,
    multiplied,
    over_line,
    power_digits,
    quotient,
    too_many_digits,
)
from symdiff.graph.heads import Power, Product, Sum
from symdiff.operators import Exact, Operator


class GraphBuilder:
    """The parser's builder of typed nodes: nothing is folded, and no constant is allowed to grow past the digit bound."""

    __slots__ = ("exact", "graph")

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.exact: dict[int, Exact] = {}
        """The values of the rational constants among the typed nodes."""

    def number(self, value: Exact) -> int:
        node = self.graph.number(value)
        self.exact[node] = value
        return node

    def symbol(self, name: str) -> int:
        return self.graph.symbol(name)

    def constant(self, name: str) -> int:
        return self.graph.constant(name)

    def truth(self, value: bool) -> int:
        return self.graph.truth(value)

    def sum(self, terms: tuple[int, ...]) -> int:
        node = self.graph.intern(Sum, terms)
        if terms[0] in self.exact:
            self._keep_folded(node, terms, added)
        return node

    def product(self, factors: tuple[int, ...]) -> int:
        node = self.graph.intern(Product, factors)
        if factors[0] in self.exact:
            self._keep_folded(node, factors, multiplied)
        return node

    def power(self, base: int, exponent: int) -> int:
        node = self.graph.intern(Power, (base, exponent))
        if base not in self.exact or exponent not in self.exact:
            return node
        b, n = self.exact[base], self.exact[exponent]
        if b == 0 and n < 0:
            raise division_by_zero()
        if over_line(n)[1] == 1:
            if n == -1 and type(b) is int:
                self._keep(node, quotient(1, b))
                return node
            if magnitude(b) != 1 and (digits := power_digits(b, n)) > self.graph.limits.max_digits:
                raise too_many_digits(self.graph.limits, digits)
            power = int(n)
            if type(b) is not int:
                self._keep(node, Fraction(b) ** power)
            else:
                self._keep(node, b**power if power >= 0 else quotient(1, b**-power))
        return node

    def call(self, operator: Operator, operands: tuple[int, ...]) -> int:
        if operator.unknown is not None:
            operator = self._known(operator)
        node = self.graph.intern(operator, operands)
        if operator.exact is not None and (values := self._values(operands)) is not None:
            if operator.digits is not None and (digits := operator.digits(*values)) > self.graph.limits.max_digits:
                raise too_many_digits(self.graph.limits, digits)
            value = operator.exact(*values)
            if value is not None:
                self._keep(node, value)
        return node

    def _known(self, operator: Operator) -> Operator:
        """The one row of this graph for an unknown function or a derivative of it. Raises SymdiffError for another number of operands."""
        unknown = operator.unknown
        family = self.graph.rows.setdefault(unknown.name, unknown.family)
        if family.count not in (None, len(unknown.orders)):
            raise _wrong_count(family.name, family.count, len(unknown.orders))
        row: Operator = family.row(unknown.orders)
        return row

    def variable(self, name: str, scope: int) -> int:
        return bound_variable(self.graph, name, scope)

    def bind(self, binder: Any, body: int, variable: int, name: str, ends: tuple[Any, Any]) -> int:
        return bind(self.graph, binder, body, variable, name, ends)

    def _values(self, operands: Sequence[int]) -> list[Exact] | None:
        exact = self.exact
        values = []
        for operand in operands:
            value = exact.get(operand)
            if value is None:
                return None
            values.append(value)
        return values

    def _keep_folded(self, node: int, operands: tuple[int, ...], combine: Callable[[Exact, Exact], Exact]) -> None:
        """Keep the sum or product of values, unless it passes the digit bound on the way."""
        values = self._values(operands)
        if values is None:
            return
        total = values[0]
        for value in values[1:]:
            total = combine(total, value)
            if not self.graph.fits(total):
                return
        self._keep(node, total)

    def _keep(self, node: int, value: Exact) -> None:
        if self.graph.fits(value):
            self.exact[node] = folded(value)


def _wrong_count(name: str, count: int, given: int) -> SymdiffError:
    takes = "1 argument" if count == 1 else f"{count} arguments"
    return fault("argument-count", f"{name} takes {takes} elsewhere, but {given} {'is' if given == 1 else 'are'} given")
