"""The reverse sweep: every partial derivative in one pass. Imports ``reading``, ``forward`` and ``graph``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.differentiator.forward import partial_nodes, total
from symdiff.differentiator.reading import Reading, read
from symdiff.graph import Graph
from symdiff.graph.heads import And, Not, piecewise


def reverse(graph: Graph, root: int, names: Sequence[str]) -> dict[str, int]:
    """The derivatives of a node by symbols: canonical, not yet tidied."""
    found = adjoints(graph, root, read(graph, [root], frozenset(names)))
    return {name: found.get(graph.symbol(name), graph.zero) for name in names}


def adjoints(graph: Graph, root: int, readings: Sequence[Reading]) -> dict[int, int]:
    """The derivative of a root by every node that is read, and by the variables."""
    result: dict[int, int] = {}
    parts: dict[int, list[int]] = {root: [graph.one]}
    for reading in reversed(readings):
        adjoint = result[reading.node] = total(graph, parts.pop(reading.node))
        for partial, operand, active in zip(
            partial_nodes(graph, reading), reading.operands, reading.active, strict=True
        ):
            if active and partial is not None:
                parts.setdefault(operand, []).append(_chained(graph, adjoint, partial))
    return result | {node: total(graph, terms) for node, terms in parts.items()}


def _chained(graph: Graph, adjoint: int, partial: int) -> int:
    """The product; what is 0 outside a branch takes the other factor into the branch, which may have no value outside."""
    guards = [part for part in (partial, adjoint) if _is_guarded(graph, part)]
    if not guards:
        return graph.times(adjoint, partial)
    condition = graph.operands[guards[0]][1]
    if len(guards) == 2:
        condition = graph.intern(And, (condition, graph.operands[adjoint][1]))
    inside = graph.times(*(graph.operands[part][0] if part in guards else part for part in (adjoint, partial)))
    return graph.intern(piecewise, (inside, condition, graph.zero, graph.intern(Not, (condition,))))


def _is_guarded(graph: Graph, node: int) -> bool:
    return graph.heads[node] is piecewise and graph.operands[node][2:3] == (graph.zero,)
