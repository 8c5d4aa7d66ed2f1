"""Functions of which nothing is known but how many operands they take: a row for each and for each of its partial derivatives. Imports ``row``.

A partial derivative is the same function with a raised index: mixed ones are alike in any order, as those of smooth functions are.
"""

from __future__ import annotations

from symdiff.annotations import ClassVar, TypeVar
from symdiff.frozen import Frozen
from symdiff.operators.row import Builder, Operator

N = TypeVar("N")

Orders = tuple[int, ...]
"""How often a function is differentiated by each operand."""


def notation(name: str, orders: Orders) -> str:
    """How plain text writes a derivative: ``f''`` of one operand, ``f^(1, 0)`` by the operands' places of several."""
    if len(orders) == 1:
        return name + "'" * orders[0]
    return f"{name}^({', '.join(map(str, orders))})" if any(orders) else name


class Unknown(Frozen):
    """What the row of an unknown function says of it."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    family: Family
    orders: Orders

    @property
    def name(self) -> str:
        return self.family.name

    def partial(self, position: int) -> Operator:
        """The row of the partial derivative by an operand."""
        orders = self.orders
        return self.family.row((*orders[:position], orders[position] + 1, *orders[position + 1 :]))


class Family:
    """An unknown function with its partial derivatives: each row once."""

    __slots__ = ("_rows", "name")
    takes: ClassVar[int | None] = None
    """How many operands it must take: it says so itself as it is applied."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._rows: dict[Orders, Operator] = {}

    @property
    def count(self) -> int | None:
        """How many operands it takes; None before it has been applied."""
        return next((len(orders) for orders in self._rows), None)

    def apply(self, builder: Builder[N], orders: Orders, operands: tuple[N, ...]) -> N:
        """What a builder makes of the function, or of its derivative of these orders, at some operands."""
        return builder.call(self.row(orders), operands)

    def row(self, orders: Orders) -> Operator:
        """The row of the derivative of these orders, of the function itself where all are 0."""
        row = self._rows.get(orders)
        if row is None:
            count = len(orders)
            row = Operator(notation(self.name, orders), arity=(count, count), unknown=Unknown(self, orders))
            self._rows[orders] = row
        return row


__all__ = ["Family", "Orders", "Unknown", "notation"]
