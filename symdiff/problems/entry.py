"""Entries: what is derived for a problem, each with what differences check it. Imports the differentiator and ``problem``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff import differentiator
from symdiff.annotations import TYPE_CHECKING
from symdiff.evaluator import Definition
from symdiff.frozen import Frozen, field
from symdiff.graph import Graph
from symdiff.operators import Product, Sum, Symbol
from symdiff.parser import canonical
from symdiff.problems.problem import Options, Problem

if TYPE_CHECKING:
    from symdiff.evaluator.differences.curve_samples import Curve


class Probe(Frozen):
    """The formula whose differences along ``variable`` estimate a derivative."""

    formula: int
    variable: str
    note: str | None = None
    given: Mapping[str, int] = field(default_factory=dict)
    """Nodes of the values of names that points do not give, in terms of those that they give."""
    curve: Curve | None = None
    """Where the formula is followed along a curve: another name moves with the variable."""
    smooth: tuple[tuple[int, str], ...] = ()
    """Formulas, each with a name by which it must have a derivative at the point, though the differences do not see it."""


class Composition(Frozen):
    """How an entry is made of its terms, for the explanation: ``dy/dx = -F_x/F_y``, and a name for each term."""

    rule: str
    statement: str
    terms: tuple[str, ...]
    lines: tuple[str, ...] = ()
    """Equations that lead to the result."""


class Entry(Frozen):
    """One derivative of a problem. ``roots`` are the formulas as they were typed: outside their domain it is undefined."""

    wrt: tuple[str, ...]
    node: int
    roots: tuple[int, ...]
    probe: Probe | None
    """None where no values are asked for."""
    terms: tuple[tuple[int, tuple[str, ...]], ...]
    """The derivatives whose steps explain it: what is differentiated, and by which names. None: another entry's do."""
    name: str = ""
    """What it is called where ``wrt`` does not say it: ``df2/dx``, ``div F``."""
    cell: tuple[int, int] | None = None
    """Row and column in a matrix."""
    composition: Composition | None = None
    note: str | None = None
    definition: Definition = field(kw_only=True)
    """What a certificate encloses."""


class Task(Frozen):
    """A problem whose formulas have been read."""

    graph: Graph
    roots: tuple[int, ...]
    problem: Problem
    options: Options
    along: tuple[tuple[str, int], ...] = ()
    """Components of a direction, each with its name, or all without."""

    @property
    def checked(self) -> bool:
        """Whether the entries need probes."""
        return bool(self.problem.at)

    @property
    def wrt(self) -> list[str]:
        """The names to differentiate by, where each stands for itself."""
        return list(dict.fromkeys(canonical(name) for names in self.problem.wrt for name in names))

    @property
    def variables(self) -> list[str]:
        """The names in the formulas, in alphabetical order."""
        return self.graph.symbols(self.roots)

    def needed(self, entries: Sequence[Entry]) -> set[str]:
        """The names that points must give values to, so that the entries can be checked."""
        probes = [entry.probe for entry in entries if entry.probe is not None]
        given = {name for probe in probes for name in probe.given}
        nodes = [*(entry.node for entry in entries), *(probe.formula for probe in probes)]
        return set(self.graph.symbols(nodes)) - given

    def derive(self, node: int, names: Sequence[str]) -> int:
        """The derivative by the names in turn."""
        derive = differentiator.derive_raw if self.options.simplify == "none" else differentiator.derive
        return derive(self.graph, node, names)

    def gradient(self, node: int, names: Sequence[str]) -> dict[str, int]:
        """The derivatives by each name: in one reverse sweep, unless the steps are wanted, which the forward sweep makes."""
        if len(names) > 1 and self.options.simplify != "none" and not self.options.explain:
            return differentiator.gradient(self.graph, node, names)
        return {name: self.derive(node, (name,)) for name in names}

    def tidied(self, node: int) -> int:
        """A node made of derivatives, tidied like them."""
        return node if self.options.simplify == "none" else differentiator.tidy(self.graph, [node])[node]

    def total(self, nodes: Sequence[int]) -> int:
        """The tidied sum of some derivatives."""
        return self.tidied(differentiator.total(self.graph, nodes))

    def fresh(self, name: str) -> str:
        """A name like this one that no formula has."""
        number = 0
        free = name
        while self.graph.has_symbol(free):
            number += 1
            free = f"{name}{number}"
        return free


def substitute(graph: Graph, node: int, values: Mapping[str, int]) -> int:
    """The node with nodes in place of names, and otherwise as it was built."""
    heads, operands = graph.heads, graph.operands
    result: dict[int, int] = {}
    for each in graph.reachable([node]):
        if heads[each] is Symbol:
            result[each] = values.get(operands[each][0], each)
        elif heads[each].arity == (0, 0):
            result[each] = each
        else:
            parts = tuple([result[part] for part in operands[each]])
            result[each] = each if parts == operands[each] else graph.intern(heads[each], parts)
    return result[node]


def displaced(graph: Graph, node: int, direction: Mapping[str, int], step: str) -> int:
    """The node with every name moved by its component of the direction times a step: f(x + h*v)."""
    h = graph.symbol(step)
    moved = {}
    for name, component in direction.items():
        by = h if component == graph.one else graph.intern(Product, (component, h))
        if component != graph.zero:
            moved[name] = graph.intern(Sum, (graph.symbol(name), by))
    return substitute(graph, node, moved)
