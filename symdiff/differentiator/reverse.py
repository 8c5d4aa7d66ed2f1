"""The reverse sweep: every partial derivative in one pass. Imports ``reading``, ``forward`` and ``graph``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.differentiator.forward import partial_nodes, total
from symdiff.differentiator.reading import read
from symdiff.graph import Graph


def reverse(graph: Graph, root: int, names: Sequence[str]) -> dict[str, int]:
    """The derivatives of a node by symbols: canonical, not yet tidied."""
    adjoints: dict[int, list[int]] = {root: [graph.one]}
    for reading in reversed(read(graph, [root], frozenset(names))):
        adjoint = total(graph, adjoints.pop(reading.node))
        for partial, operand, active in zip(
            partial_nodes(graph, reading), reading.operands, reading.active, strict=True
        ):
            if active and partial is not None:
                adjoints.setdefault(operand, []).append(graph.times(adjoint, partial))
    return {name: total(graph, adjoints.get(graph.symbol(name), [])) for name in names}
