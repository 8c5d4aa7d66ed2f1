"""A formula as its text and its node at once: what reports hold, print, and give to the builders of other notations.

Imports ``graph``.
"""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.graph import Graph
from symdiff.graph.heads import Sum, Symbol


class Formula(str):
    """The text of a node, as a ``Writer`` wrote it. Sent to another process, or computed with, it is the text alone."""

    __slots__ = ("arranged", "defined", "graph", "named", "names", "node", "without_sign")

    graph: Graph
    node: int
    arranged: bool
    """Whether terms and factors stand in the order in which people write; else in their own."""
    names: Mapping[int, str]
    """The nodes that are written by a name."""
    named: int
    """How many of the names there were when this was written: later ones stand for nodes above it."""
    defined: bool
    """Whether it is the definition of a name: its own node is written out."""

    without_sign: bool
    """Whether the minus in front was left out."""

    @property
    def is_sum(self) -> bool:
        """Whether it is a sum outside all brackets."""
        return self.graph.heads[self.node] is Sum and (self.defined or self.node not in self.known())

    def positive(self) -> Formula:
        """The formula without the minus in front of it, which must be there."""
        made = formula(
            self[1:], self.graph, self.node, arranged=self.arranged, names=self.known(), defined=self.defined
        )
        made.without_sign = True
        return made

    def symbols(self) -> set[str]:
        """The names of variables and of parts that stand in the text."""
        heads, below, known = self.graph.heads, self.graph.below, self.known()
        if self.defined:
            known.pop(self.node, None)
        found: set[str] = set()
        seen: set[int] = set()
        waiting = [self.node]
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            if node in known:
                found.add(known[node])
            elif heads[node] is Symbol:
                found.add(self.graph.operands[node][0])
            else:
                waiting += below[node]
        return found

    def known(self) -> dict[int, str]:
        """The names that stand for nodes in this text."""
        return dict(list(self.names.items())[: self.named])

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


def formula(
    text: str, graph: Graph, node: int, *, arranged: bool, names: Mapping[int, str], defined: bool = False
) -> Formula:
    """The text with its node."""
    made = Formula(text)
    made.graph, made.node, made.arranged = graph, node, arranged
    made.names, made.named, made.defined, made.without_sign = names, len(names), defined, False
    return made
