"""What the texts of a problem are read with: a builder, and what names mean. Imports ``graph`` and ``parser``.

Stands apart from ``opening``, which is compiled: what extends a class of a compiled file must be compiled too.
"""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.annotations import Any
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import Builder
from symdiff.parser import Names
from symdiff.problems.problem import Options, Problem

_PLAIN = Names()
_LETTERS = Names(letters=True)


class Scope:
    """What the texts of a problem are read with, and what it shows beside its derivatives: here, scalars alone."""

    def __init__(self, problem: Problem, options: Options) -> None:
        self.problem = problem
        self.options = options
        self.scalars = GraphBuilder(Graph(options.limits))
        self.builder: Builder[Any] = self.scalars
        self.names = _LETTERS if options.letters else _PLAIN
        """What names mean before the problem's own variables and definitions are among them."""
        self.lengths: dict[str, int] = {}
        """Of the vectors."""

    def scalar(self, node: Any, notes: dict[str, None]) -> int:
        """The node that is differentiated, of what the builder made of a text; ``notes`` takes what the user should know."""
        assert isinstance(node, int)
        return node

    def forms(self, names: Names, derivatives: Mapping[tuple[str, ...], int]) -> tuple[tuple[str, str | None], ...]:
        """By vector its gradient in vector form, where there is one."""
        return ()
