"""Problems with vectors: what their texts are read with, and their gradients in vector form. Imports ``scope`` and this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symdiff.errors import fault
from symdiff.frozen import replace
from symdiff.parser import Names, canonical
from symdiff.problems.problem import Options, Problem
from symdiff.problems.scope import Scope
from symdiff.problems.vectors.builder import ELEMENTWISE, VectorBuilder
from symdiff.problems.vectors.forms import forms
from symdiff.problems.vectors.names import by_components, lengths_of, with_vectors


class VectorScope(Scope):
    """A bracket after a name is an index here, and no sign of another syntax.

    Raises SymdiffError ``usage`` for lengths and names that do not fit.
    """

    def __init__(self, problem: Problem, options: Options) -> None:
        taken = (*problem.variables, *(label for label, _ in problem.let))
        lengths = lengths_of(problem.vectors, map(canonical, taken))
        if options.syntax == "auto":
            options = replace(options, syntax="plain")
        super().__init__(by_components(problem, lengths), options)
        self.lengths = lengths
        self.builder = self.vectors = VectorBuilder(self.scalars, lengths)
        self.names = with_vectors(self.names, self.vectors)

    def scalar(self, node: Any, notes: dict[str, None]) -> int:
        """A vector's components are differentiated each by its own variables."""
        if isinstance(node, int):
            return node
        if self.problem.kind != "diff":
            raise fault(
                "bad-argument", "a scalar is needed here, not a vector", hint="sum(...), dot(...) or a component"
            )
        notes[ELEMENTWISE] = None
        return self.vectors.elementwise(node)

    def forms(self, names: Names, derivatives: Mapping[tuple[str, ...], int]) -> tuple[tuple[str, str | None], ...]:
        return tuple(forms(self.vectors, names, derivatives).items())
