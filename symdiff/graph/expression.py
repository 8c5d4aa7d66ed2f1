"""A node with arithmetic. Imports ``canonical`` and ``operators``."""

from __future__ import annotations

from symdiff.graph.canonical import Graph
from symdiff.operators import Exact, Operator


class Expression:
    """A node with arithmetic: what rule rows compute with. Operations are canonical and of constant cost."""

    __slots__ = ("graph", "node")

    def __init__(self, graph: Graph, node: int) -> None:
        self.graph = graph
        self.node = node

    def _node(self, other: Expression | Exact) -> int:
        return other.node if type(other) is Expression else self.graph.number(other)  # type: ignore[arg-type]

    def __add__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.plus(self.node, self._node(other)))

    def __radd__(self, other: Exact) -> Expression:
        return self + other

    def __sub__(self, other: Expression | Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.plus(self.node, graph.times(graph.minus_one, self._node(other))))

    def __rsub__(self, other: Exact) -> Expression:
        return -self + other

    def __neg__(self) -> Expression:
        return Expression(self.graph, self.graph.times(self.graph.minus_one, self.node))

    def __mul__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.times(self.node, self._node(other)))

    def __rmul__(self, other: Exact) -> Expression:
        return self * other

    def __truediv__(self, other: Expression | Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.times(self.node, graph.raised(self._node(other), graph.minus_one)))

    def __rtruediv__(self, other: Exact) -> Expression:
        graph = self.graph
        return Expression(graph, graph.times(graph.number(other), graph.raised(self.node, graph.minus_one)))

    def __pow__(self, other: Expression | Exact) -> Expression:
        return Expression(self.graph, self.graph.raised(self.node, self._node(other)))

    def apply(self, operator: Operator, operands: tuple[Expression | Exact, ...]) -> Expression:
        return Expression(self.graph, self.graph.intern(operator, tuple(self._node(operand) for operand in operands)))

    def constant(self, name: str) -> Expression:
        return Expression(self.graph, self.graph.constant(name))

    @property
    def exact(self) -> Exact | None:
        return self.graph.value(self.node)
