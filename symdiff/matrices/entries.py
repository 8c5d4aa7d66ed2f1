"""The rules of elementwise functions, applied to matrices: everything entry by entry.

Imports ``algebra`` and below, ``rules``.
"""

from __future__ import annotations

from typing import Any, Self

from symdiff.errors import fault
from symdiff.matrices.algebra import FUNCTION, Algebra
from symdiff.matrices.nodes import Node
from symdiff.matrices.sizes import SCALAR, Shape
from symdiff.operators import Exact, Operator
from symdiff.rules.table import ANY, NARROW


class Entry:
    """A node as the rules of elementwise functions compute with it: everything entry by entry."""

    __slots__ = ("algebra", "node", "shape")

    def __init__(self, algebra: Algebra, node: Node, shape: Shape) -> None:
        self.algebra = algebra
        self.node = node
        self.shape = shape

    @property
    def exact(self) -> Exact | None:
        value: Any = self.node.extra
        return value if self.node.operation == "number" else None

    def _of(self, other: Self | Exact) -> Node:
        return other.node if isinstance(other, Entry) else self.algebra.number(other)

    def _with(self, node: Node) -> Self:
        return type(self)(self.algebra, node, self.shape)

    def _spread(self, node: Node) -> Node:
        return self.algebra.scale(node, self.algebra.ones(self.shape)) if node.scalar else node

    def __add__(self, other: Self | Exact, sign: int = 1) -> Self:
        nodes = self.node, self._of(other)
        if not all(node.scalar for node in nodes):
            nodes = self._spread(nodes[0]), self._spread(nodes[1])
        return self._with(self.algebra.add([(1, nodes[0]), (sign, nodes[1])]))

    __radd__ = __add__

    def __neg__(self) -> Self:
        return self._with(self.algebra.negative(self.node))

    def __sub__(self, other: Self | Exact) -> Self:
        return self.__add__(other, -1)

    def __rsub__(self, other: Exact) -> Self:
        return (-self) + other

    def _times(self, other: Node, power: Exact, own: Exact = 1) -> Self:
        algebra = self.algebra
        shape = SCALAR if self.node.scalar and other.scalar else self.shape
        return self._with(algebra.hadamard([(self.node, algebra.number(own)), (other, algebra.number(power))], shape))

    def __mul__(self, other: Self | Exact) -> Self:
        return self._times(self._of(other), 1)

    __rmul__ = __mul__

    def __truediv__(self, other: Self | Exact) -> Self:
        return self._times(self._of(other), -1)

    def __rtruediv__(self, other: Exact) -> Self:
        return self._times(self._of(other), 1, -1)

    def __pow__(self, other: Self | Exact) -> Self:
        exponent = self._of(other)
        if not exponent.scalar:
            raise fault("no-derivative", "the exponent of a partial is no scalar")
        return self._with(self.algebra.hadamard([(self.node, exponent)], self.node.shape))

    def apply(self, operator: Operator, operands: tuple[Self | Exact, ...]) -> Self:
        return self._with(self.algebra.call(operator.name, [self._of(each) for each in operands]))

    def constant(self, name: str) -> Self:
        return self._with(self.algebra.constant(name))


def slope(algebra: Algebra, node: Node, place: int) -> Node | None:
    """The slope of an elementwise function by an operand, entry by entry; None where it is 0."""
    row = FUNCTION[str(node.extra)]
    many = len(node.operands)
    rule = ANY.get(row) or NARROW.get((row, tuple(at == place for at in range(many))))
    partials = None
    if rule is not None:
        handles = [Entry(algebra, each, node.shape) for each in (node, *node.operands)]
        partials = rule.partials(*handles)
    if partials is None or partials[place] is None:
        raise fault(
            "no-derivative",
            f"{row.name} has no derivative by its {('first', 'second', 'third')[min(place, 2)]} operand",
        )
    partial = partials[place]
    if isinstance(partial, Entry):
        return None if algebra.is_zero(partial.node) else partial.node
    return None if partial == 0 else algebra.scale(algebra.number(partial), algebra.ones(node.shape))
