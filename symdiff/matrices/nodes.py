"""Matrix expressions as interned nodes: two that are the same are one object. Imports ``sizes`` and ``limits``."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from symdiff.budget import heed_signals
from symdiff.errors import fault
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.matrices.sizes import SCALAR, Declared, Shape


class Node:
    """An operation with its operands and its shape; ``extra`` is a leaf's name or number, or a sum's coefficients.

    ``number`` counts nodes in the order in which they were made: operands come before what is made of them.
    """

    __slots__ = ("extra", "number", "operands", "operation", "shape")

    def __init__(self, operation: str, operands: tuple[Node, ...], extra: Hashable, shape: Shape, number: int) -> None:
        self.operation = operation
        self.operands = operands
        self.extra = extra
        self.shape = shape
        self.number = number

    @property
    def scalar(self) -> bool:
        return self.shape == SCALAR

    @property
    def square(self) -> bool:
        return self.shape[0] == self.shape[1]

    def __repr__(self) -> str:
        inside = ", ".join(map(repr, self.operands))
        return f"{self.operation}({inside}{'' if self.extra is None else f'; {self.extra}'})"


class Nodes:
    """The table of nodes, and what is declared of names."""

    def __init__(self, names: Iterable[Declared] = (), limits: Limits = DEFAULT_LIMITS) -> None:
        self.declared = {each.name: each for each in names}
        self.limits = limits
        self._table: dict[Hashable, Node] = {}

    def intern(self, operation: str, operands: tuple[Node, ...], extra: Hashable, shape: Shape) -> Node:
        """The node of these parts."""
        kind = type(extra) if extra.__class__ is not tuple else None
        key = (operation, tuple([operand.number for operand in operands]), extra, kind, shape)
        found = self._table.get(key)
        if found is None:
            heed_signals()
            if len(self._table) >= self.limits.max_nodes:
                raise fault(
                    "too-many-nodes",
                    f"the expression has more than {self.limits.max_nodes:,} parts",
                    hint="raise the bound with --max-nodes",
                )
            found = self._table[key] = Node(operation, operands, extra, shape, len(self._table))
        return found


def reachable(root: Node) -> list[Node]:
    """The nodes that a node is made of, operands first, the node itself last."""
    seen: set[int] = set()
    waiting = [root]
    found = []
    while waiting:
        node = waiting.pop()
        if node.number not in seen:
            seen.add(node.number)
            found.append(node)
            waiting += node.operands
    return sorted(found, key=lambda node: node.number)
