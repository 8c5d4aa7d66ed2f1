"""A builder of canonical nodes: two texts of the same value, as far as like terms and factors show it, are one node.

Imports ``graph``, ``operators`` and ``notation``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from symdiff.graph import Graph
from symdiff.graph.binders import bind, bound_variable
from symdiff.notation.writer import write
from symdiff.operators import Binder, Exact, Operator


class Canonical:
    """What the parser builds where readings of a text are compared."""

    __slots__ = ("graph",)

    def __init__(self) -> None:
        self.graph = Graph()

    def number(self, value: Exact) -> int:
        return self.graph.number(
            value.numerator if value.denominator == 1 else Fraction(value.numerator, value.denominator)
        )

    def symbol(self, name: str) -> int:
        return self.graph.symbol(name)

    def constant(self, name: str) -> int:
        return self.graph.constant(name)

    def truth(self, value: bool) -> int:
        return self.graph.truth(value)

    def sum(self, terms: tuple[int, ...]) -> int:
        return self.graph.collect_sum(terms)

    def product(self, factors: tuple[int, ...]) -> int:
        return self.graph.collect_product(factors)

    def power(self, base: int, exponent: int) -> int:
        return self.graph.collect_power(base, exponent)

    def call(self, operator: Operator, operands: tuple[int, ...]) -> int:
        if operator.unknown is not None:  # one function in all readings
            unknown = operator.unknown
            operator = self.graph.rows.setdefault(unknown.name, unknown.family).row(unknown.orders)
        return self.graph.collect_call(operator, operands)

    def variable(self, name: str, scope: int) -> int:
        # One symbol in all readings: of others the factors of a body would stand in another order.
        return bound_variable(self.graph, name, 0)

    def bind(self, binder: Binder, body: int, variable: int, name: str, ends: tuple[Any, Any]) -> int:
        return bind(self.graph, binder, body, variable, name, ends)

    def text(self, node: int) -> str:
        """A node for a message."""
        written = write(self.graph, node)
        return written if len(written) <= 60 else written[:57] + "..."
