"""What sympy's simplification is used for: ``--simplify full``, where both forms have the same values, and equality.

Imports ``trees`` (and so sympy), the differentiator's tidying, the evaluator and ``notation``.
"""

from __future__ import annotations

import sympy

from symdiff.answers.test_points import spread
from symdiff.budget import budget
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator import equal_values
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.status import Status
from symdiff.trees.from_graph import graph_to_tree
from symdiff.trees.to_graph import tree_to_graph

_AGREEMENTS = 3
"""Points at which the two forms must have the same value, to 20 digits."""


def shorten(graph: Graph, node: int, seconds: float) -> int:
    """The node, or an equal one whose text is shorter; sympy is given so many seconds."""
    text = write(graph, node)
    try:
        with budget(seconds):
            tree = sympy.simplify(graph_to_tree(graph, node, evaluate=True))
            raw = tree_to_graph(tree, GraphBuilder(graph))
            found = tidy(graph, [raw])[raw]
    except (SymdiffError, RecursionError, NotImplementedError, ArithmeticError, ValueError, TypeError, AttributeError):
        return node  # what sympy cannot do in time, or turns into something that is no formula here
    return found if len(write(graph, found)) < len(text) and _same_values(graph, node, found) else node


def _same_values(graph: Graph, first: int, second: int) -> bool:
    agreed = 0
    for values in spread(graph.symbols([first, second])):
        nodes = {name: graph.number(value) for name, value in values.items()}
        verdict = equal_values(graph, first, second, nodes).verdict
        if verdict is Status.DISAGREE:
            return False
        agreed += verdict is Status.AGREE
        if agreed == _AGREEMENTS:
            return True
    return False
