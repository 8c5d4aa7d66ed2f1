"""Derivatives of any order, gradients, and the general statement of a rule. Imports the sweeps, ``tidy`` and ``graph``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.annotations import Final
from symdiff.differentiator.forward import forward
from symdiff.differentiator.reverse import reverse
from symdiff.differentiator.tidy import tidy
from symdiff.graph import Graph

_FEW: Final = 8
_SMALL: Final = 400
"""Variables, and variables times nodes, up to which each has a sweep of its own: so a partial of a gradient reads as it does alone."""


def derive(graph: Graph, root: int, names: Sequence[str]) -> int:
    """The tidied derivative of a node by the symbols in turn: a name that stands twice is differentiated by twice."""
    for name in names:
        root = forward(graph, root, name)
        root = tidy(graph, [root])[root]
    return root


def derive_raw(graph: Graph, root: int, names: Sequence[str]) -> int:
    """The derivative as the sweep leaves it: numbers, zeros and ones folded, nothing collected."""
    for name in names:
        root = forward(graph, root, name)
    return root


def gradient(graph: Graph, root: int, names: Sequence[str]) -> dict[str, int]:
    """The tidied derivatives of a node by each symbol; where there are many, in one pass."""
    few = len(names) <= _FEW and len(names) * len(graph.reachable([root])) <= _SMALL
    if few or graph.has_choice(root):  # branch by branch reads better than branches multiplied out
        return {name: derive(graph, root, (name,)) for name in names}
    raw = reverse(graph, root, names)
    tidied = tidy(graph, list(raw.values()))
    return {name: tidied[node] for name, node in raw.items()}
