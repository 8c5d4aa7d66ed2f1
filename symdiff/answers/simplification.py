"""What sympy's simplification is used for: ``--simplify full``, where both forms have the same values, and equality.

Imports ``trees`` (and so sympy), the differentiator's tidying, the evaluator and ``notation``.
"""

from __future__ import annotations

from itertools import chain

import sympy

from symdiff.answers.pieces import Pieces
from symdiff.budget import budget
from symdiff.differentiator import factored, tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, Undefined
from symdiff.evaluator.verdicts.equality import Equality, equal_values
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.status import Status
from symdiff.trees.from_graph import graph_to_tree
from symdiff.trees.to_graph import tree_to_graph

_AGREEMENTS = 3
"""Points at which the two forms must at least have the same value, to 20 digits."""


def shorten(graph: Graph, node: int, seconds: float) -> int:
    """The node, or an equal one that is printed shorter; sympy is given so many seconds."""
    text = write(graph, factored(graph, node))
    try:
        with budget(seconds):
            tree = sympy.simplify(graph_to_tree(graph, node, evaluate=True))
            raw = tree_to_graph(_real_powers(tree), GraphBuilder(graph))
            found = tidy(graph, [raw])[raw]
    except (SymdiffError, RecursionError, NotImplementedError, ArithmeticError, ValueError, TypeError, AttributeError):
        return node  # what sympy cannot do in time, or turns into something that is no formula here
    shorter = len(write(graph, factored(graph, found))) < len(text)
    return found if shorter and has_values_of(graph, node, found) else node


def _real_powers(tree: sympy.Expr) -> sympy.Expr:
    """``Abs(x**q)``, as sympy likes to write it, as ``Abs(x)**q``: here a power of a negative number has no value."""

    def is_power(part: sympy.Basic) -> bool:
        return isinstance(part, sympy.Abs) and isinstance(part.args[0], sympy.Pow) and part.args[0].exp.is_Rational

    return tree.replace(is_power, lambda part: sympy.Pow(sympy.Abs(part.args[0].base), part.args[0].exp))


def has_values_of(graph: Graph, first: int, second: int) -> bool:
    """Whether the second has the first's values on every piece of its domain that is found, and some were compared."""
    pieces = Pieces(GraphBuilder(graph), (first, second), ())
    agreed = 0
    for spot in chain(pieces.scattered(), pieces.explored()):
        found = equal_values(graph, first, second, spot.nodes)
        if found.verdict is Status.DISAGREE or _lost(found):
            return False
        agreed += found.verdict is Status.AGREE
    return agreed >= _AGREEMENTS


def _lost(found: Equality) -> bool:
    """Whether the second form has no value where the first has one."""
    return isinstance(found.second, Undefined) and not found.second.exists and isinstance(found.first, Evaluated)
