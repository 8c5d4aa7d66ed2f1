"""The parts that a result uses more than once. Imports the graph."""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.graph import Graph


def shared_parts(graph: Graph, roots: Iterable[int]) -> list[int]:
    """The nodes below the roots that are used more than once and are worth a name, operands first."""
    heads, operands = graph.heads, graph.operands
    uses: dict[int, int] = {}
    order = graph.reachable(roots)
    for node in order:
        if heads[node].arity != (0, 0):
            for operand in operands[node]:
                uses[operand] = uses.get(operand, 0) + 1
    return [node for node in order if uses.get(node, 0) > 1 and heads[node].arity != (0, 0)]
