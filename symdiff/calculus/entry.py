"""Entries: what is derived for a problem, each with what differences check it. Imports the differentiator and ``problem``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symdiff import differentiator
from symdiff.graph import Graph
from symdiff.problem import Options, Problem


@dataclass(frozen=True, slots=True)
class Probe:
    """The formula whose differences along ``variable`` estimate a derivative."""

    formula: int
    variable: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One derivative of a problem. ``roots`` are the formulas as they were typed: outside their domain it is undefined."""

    wrt: tuple[str, ...]
    node: int
    roots: tuple[int, ...]
    probe: Probe | None
    """None where no values are asked for."""
    terms: tuple[tuple[int, tuple[str, ...]], ...]
    """The derivatives whose steps explain it: what is differentiated, and by which names."""


@dataclass(frozen=True, slots=True)
class Task:
    """A problem whose formulas have been read."""

    graph: Graph
    roots: tuple[int, ...]
    problem: Problem
    options: Options

    @property
    def checked(self) -> bool:
        """Whether the entries need probes."""
        return bool(self.problem.at)

    def derive(self, node: int, names: Sequence[str]) -> int:
        """The derivative by the names in turn."""
        derive = differentiator.derive_raw if self.options.simplify == "none" else differentiator.derive
        return derive(self.graph, node, names)

    def gradient(self, node: int, names: Sequence[str]) -> dict[str, int]:
        """The derivatives by each name: in one reverse sweep, unless the steps are wanted, which the forward sweep makes."""
        if len(names) > 1 and self.options.simplify != "none" and not self.options.explain:
            return differentiator.gradient(self.graph, node, names)
        return {name: self.derive(node, (name,)) for name in names}
