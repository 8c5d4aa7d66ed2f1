"""A formula at a point step by step: each step's value, tangents and adjoint, and the local partials between steps.

Every number is the evaluator's value of a node that the sweeps made. Imports ``checks``, ``problems``, the
differentiator, the evaluator and ``notation``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.answers.checks import examine
from symdiff.differentiator import Reading, adjoints, partial_nodes, read, sweep, tidy
from symdiff.errors import fault
from symdiff.evaluator import Evaluated, Point, Undefined, values_at
from symdiff.evaluator.differences.kinks import kinks_at
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.notation.writer import Writer
from symdiff.operators import Multiple, Power, Product, Quotient
from symdiff.parser import canonical
from symdiff.problems import KINDS
from symdiff.problems.opening import Opened
from symdiff.problems.points import expand
from symdiff.problems.problem import Options
from symdiff.reports.report import PointReport

MOST = 1_000
"""Steps of a trace: more is for no reader."""
_AGREE = 1e-12
"""Relative: values that are each right to 1e-13 and differ by more differ."""


class Edge(Frozen):
    """The use of one step in another. ``value`` is None where the partial has none."""

    operand: str
    partial: str
    value: float | None


class Node(Frozen):
    """One step: a variable, or a function of earlier steps. Numbers are None where they are undefined."""

    id: str
    expression: str
    """The whole formula."""
    step: str
    """The formula in terms of earlier steps."""
    value: float | None
    tangents: tuple[float | None, ...]
    """The derivatives of the step by each name."""
    adjoint: float | None
    """The derivative of the result by the step."""
    edges: tuple[Edge, ...]


class Trace(Frozen):
    """The steps in order, variables first and the result last, and what the checks of the gradient found."""

    source: str
    wrt: tuple[str, ...]
    nodes: tuple[Node, ...]
    point: PointReport
    notes: tuple[str, ...] = ()


def trace(
    graph: Graph,
    root: int,
    wrt: Sequence[str],
    place: Point,
    point: PointReport,
    source: str,
    notes: Sequence[str] = (),
) -> Trace:
    """The trace of a typed formula at a point where its gradient is checked.

    Raises SymdiffError ``too-large-output`` for more than MOST steps, and ``internal`` where the adjoints of the variables
    are not the gradient.
    """
    variables = graph.symbols([root])
    readings = read(graph, [root], variables)
    if len(readings) + len(variables) > MOST:
        raise fault(
            "too-large-output",
            f"the graph has {len(readings) + len(variables):,} nodes; at most {MOST:,} are drawn",
            hint="symdiff diff has no such bound",
        )
    nodes = list(dict.fromkeys([graph.symbol(name) for name in variables] + [r.node for r in readings] + [root]))
    steps = _ids(variables, nodes)
    tangents = [sweep(graph, root, name, readings) for name in wrt]
    upward = adjoints(graph, root, readings)
    partials = {reading.node: _partials(graph, reading) for reading in readings}
    wanted = [
        *nodes,
        *(found.get(node, graph.zero) for found in tangents for node in nodes),
        *(upward.get(node, graph.zero) for node in nodes),
        *(partial for each in partials.values() for _, partial in each),
    ]
    values: dict[int, Evaluated | Undefined] = dict(zip(wanted, values_at(graph, wanted, place), strict=True))
    at_kinks = (
        {node for name in variables for node in kinks_at(graph, root, name, place)} if _is_undefined(point) else set()
    )
    hidden = _without_value(graph, readings, at_kinks)

    def number(node: int, *, shown: bool = True) -> float | None:
        found = values[node]
        return found.value if shown and isinstance(found, Evaluated) else None

    exists = isinstance(values[root], Evaluated)
    writer = Writer(graph, arranged=False)
    texts = _Texts(graph, steps)
    by_node = {reading.node: reading for reading in readings}
    result = []
    for node in nodes:
        reading = by_node.get(node)
        edges = []
        local = texts.partials(reading) if reading else ()
        for (operand, partial), text in zip(partials.get(node, ()), local, strict=True):
            edges.append(Edge(steps[operand], text, number(partial, shown=node not in at_kinks)))
        result.append(
            Node(
                id=steps[node],
                expression=writer.write(node),
                step=texts.step(reading) if reading else writer.write(node),
                value=number(node),
                tangents=tuple(
                    number(found.get(node, graph.zero), shown=number(node) is not None and node not in hidden[0])
                    for found in tangents
                ),
                adjoint=number(upward.get(node, graph.zero), shown=exists and node not in hidden[1]),
                edges=tuple(edges),
            )
        )
    found = Trace(source, tuple(wrt), tuple(result), point, tuple(notes))
    _compare(found, variables)
    return found


def _is_undefined(point: PointReport) -> bool:
    return any(check.symbolic is None for check in point.checks)


def _ids(variables: Sequence[str], nodes: Sequence[int]) -> dict[int, str]:
    """Variables by their names and the steps as v1, v2, ..., or another letter where a variable is called so."""
    letter = next(each for each in ("v", "w", "u", "step") if not any(name.startswith(each) for name in variables))
    names = [*variables, *(f"{letter}{k}" for k in range(1, len(nodes) + 1))]
    return dict(zip(nodes, names, strict=False))


def _partials(graph: Graph, reading: Reading) -> list[tuple[int, int]]:
    """Each operand that varies with the partial by it."""
    return [
        (operand, graph.zero if partial is None else partial)
        for operand, partial, active in zip(
            reading.operands, partial_nodes(graph, reading), reading.active, strict=True
        )
        if active
    ]


def _without_value(graph: Graph, readings: Sequence[Reading], at_kinks: set[int]) -> tuple[set[int], set[int]]:
    """The nodes whose tangents, and those whose adjoints, go through a kink."""
    above = set(at_kinks)
    below: set[int] = set()
    for reading in readings:
        if not above.isdisjoint(reading.operands):
            above.add(reading.node)
    for reading in reversed(readings):
        if reading.node in at_kinks or reading.node in below:
            below.update(reading.operands)
    return above, below


class _Texts:
    """Steps and partials in terms of earlier steps."""

    def __init__(self, graph: Graph, ids: Mapping[int, str]) -> None:
        self.graph = graph
        self.symbols = {node: graph.symbol(name) for node, name in ids.items()}
        self.writer = Writer(graph, arranged=False)
        self.arranged = Writer(graph)

    def step(self, reading: Reading) -> str:
        return self.writer.write(self._made(reading))

    def partials(self, reading: Reading) -> list[str]:
        """The text of the partial by each operand that varies."""
        standing = Reading(self._made(reading), reading.rule, self._operands(reading), reading.active)
        nodes = [partial for _, partial in _partials(self.graph, standing)]
        tidied = tidy(self.graph, nodes)
        return [self.arranged.write(tidied[node]) for node in nodes]

    def _operands(self, reading: Reading) -> tuple[int, ...]:
        return tuple(
            [
                self.symbols[operand] if active else operand
                for operand, active in zip(reading.operands, reading.active, strict=True)
            ]
        )

    def _made(self, reading: Reading) -> int:
        graph, operands = self.graph, self._operands(reading)
        if reading.rule.operator is Multiple:
            return graph.intern(Product, operands)
        if reading.rule.operator is Quotient:
            return graph.intern(Product, (operands[0], graph.intern(Power, (operands[1], graph.minus_one))))
        return graph.intern(reading.rule.operator, operands)


def _compare(found: Trace, variables: Sequence[str]) -> None:
    """The adjoints of the variables, and the tangents of the result, against the gradient that is checked."""
    gradient = {check.wrt[0]: check.symbolic for check in found.point.checks}
    adjoint = {node.id: node.adjoint for node in found.nodes if node.id in variables}
    tangent = dict(zip(found.wrt, found.nodes[-1].tangents, strict=True))
    for numbers in (adjoint, tangent):
        for name, value in numbers.items():
            other = gradient.get(name)
            if not isinstance(other, float) or value is None:
                continue
            if abs(value - other) > _AGREE * max(abs(value), abs(other)):
                raise fault(
                    "internal",
                    f"the graph gives {value!r} for the derivative by {name!r}, and the gradient {other!r}",
                    hint="please report this formula",
                )


def traced(found: Opened, options: Options) -> Trace:
    """The trace of an opened problem. Raises SymdiffError."""
    problem, graph, (root,) = found.problem, found.task.graph, found.task.roots
    variables = graph.symbols([root])
    wrt = [canonical(name) for names in problem.wrt for name in names] or variables[:1]
    for name in wrt:
        if name not in variables:
            raise fault(
                "usage",
                f"the formula has no variable '{name}'",
                hint=f"its variables: {', '.join(variables) or 'none'}",
            )
    if variables and not problem.at:
        raise fault(
            "usage", "a graph needs a point", hint="for example --at " + ",".join(f"{name}=1" for name in variables)
        )
    if any(":" in text for text in problem.at if isinstance(text, str)):
        raise fault("usage", "a graph is of one point, not of a range", hint="give every variable one value")
    (place,) = expand(problem.at or ({},), variables, found.builder, options.limits, found.lengths)
    entries = KINDS["diff"](found.asking(wrt=()).task)
    point = examine(graph, (root,), entries, [place], options)[0]
    return trace(graph, root, wrt, place.nodes, point, problem.source, found.notes)
