"""The derivatives of a Python function along the path that it takes at a point, checked against the function itself.

Imports ``trace``, ``gradients``, ``problems`` and ``derivatives``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symdiff.answers.derivatives import write_out
from symdiff.callables.arguments import Place
from symdiff.callables.gradients import Examination
from symdiff.callables.loader import Loaded
from symdiff.callables.recording import Decision
from symdiff.callables.trace import Trace, traced
from symdiff.callables.values import Values
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Evaluated, Method, Partials, Undefined, values_at
from symdiff.frozen import replace
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import Writer
from symdiff.problems import KINDS, Entry, MatrixReport, Task
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report

_SHOWN = 3
"""Conditions of a path that its note tells."""
_LONGEST = 60
_SAME = 1e-9
"""A traced value farther than this from the function's own, relative, is not of the same computation."""


def differentiated(
    loaded: Loaded, place: Place, builder: GraphBuilder, methods: Sequence[Method], problem: Problem, options: Options
) -> Report:
    """The report on a function at one point: its gradient, its Jacobian or its Hessian, by the problem's kind. Raises SymdiffError."""
    is_jacobian, is_hessian = problem.kind == "jacobian", problem.kind == "hessian"
    found = traced(loaded, place, builder, several=is_jacobian)
    graph = builder.graph
    names = [name for wrt in problem.wrt for name in wrt] or list(place.names)
    for name in names:
        if name not in place.names:
            raise fault(
                "unknown-variable",
                f"the point has no coordinate {name!r}",
                hint=f"its coordinates: {', '.join(place.names)}",
            )
    task = Task(graph, found.nodes, replace(problem, wrt=tuple((name,) for name in names)), options)
    entries = KINDS[problem.kind](task) if is_jacobian or is_hessian else _partials(task, names)
    symbolic = dict(zip(_cells(entries), values_at(graph, [each.node for each in entries], place.nodes), strict=True))
    rows = len(names) if is_hessian else len(found.nodes)
    claim = [
        [_given(symbolic.get((row, column), Evaluated(0.0, 0.0))) for column in range(len(names))]
        for row in range(rows)
    ]
    examined = _gradient_of(loaded, place, names, options) if is_hessian else loaded
    examination = Examination(Values(examined, place), claim, methods, options.step, names=names)
    examination.run()
    point = examination.report()
    checks = []
    for number, check in enumerate(point.checks):
        value = symbolic.get(check.cell or (0, number))
        told = replace(check, note=value.reason) if isinstance(value, Undefined) else check
        if is_hessian and check.cell is not None:
            row = names[check.cell[0]]
            note = told.note and told.note.replace("f jumps", f"the derivative by {row} jumps", 1)
            told = replace(told, wrt=(row, *check.wrt), name="", note=note)
        checks.append(told)
    checks.sort(key=lambda check: check.cell or (0, 0))
    notes = [_along(graph, found, place)]
    given = [] if is_hessian else [point.value] if point.values is None else point.values
    for again, before in zip(given, found.values, strict=False):
        if again is not None and abs(float(again) - before) > _SAME * abs(before):
            notes.append(f"the function gives {again} when it is called again: its values are not those of one formula")
            break
    if is_hessian:
        point = replace(point, value=found.values[0], values=None)
    titles = names if is_hessian else [f"{loaded.name}[{row}]" for row in range(rows)]
    return Report(
        source=problem.source,
        id=problem.id,
        kind=problem.kind,
        variables=place.names,
        derivatives=write_out(graph, entries, {}, problem, options),
        points=(replace(point, checks=tuple(checks)),),
        declared=place.names,
        matrix=MatrixReport(tuple(titles), tuple(names)) if is_jacobian or is_hessian else None,
        notes=tuple(notes),
    )


def formula_along(loaded: Loaded, place: Place, builder: GraphBuilder) -> tuple[str, str]:
    """The formula of the path that a function takes at a point, and where it holds. Raises SymdiffError."""
    found = traced(loaded, place, builder)
    return str(Writer(builder.graph).write(found.nodes[0])), _along(builder.graph, found, place)


def _partials(task: Task, names: Sequence[str]) -> list[Entry]:
    (root,) = task.roots
    return [
        Entry((name,), node, (root,), None, (term,), definition=Partials(((None, *term),)))
        for name, node in task.gradient(root, names).items()
        for term in [(root, (name,))]
    ]


def _cells(entries: Sequence[Entry]) -> list[tuple[int, int]]:
    return [(0, number) if each.cell is None else each.cell for number, each in enumerate(entries)]


def _gradient_of(loaded: Loaded, place: Place, names: Sequence[str], options: Options) -> Loaded:
    """The gradient of a function as a function: wherever it is called, along the path that is taken there."""

    def gradient(*positional: Any, **named: Any) -> list[float]:
        values = [
            float(x) for part in (*positional, *named.values()) for x in (part if hasattr(part, "__len__") else [part])
        ]
        builder = GraphBuilder(Graph(options.limits))
        nodes = {name: builder.graph.number(Fraction(x)) for name, x in zip(place.names, values, strict=True)}
        found = traced(loaded, replace(place, nodes=nodes, values=tuple(values)), builder)
        slopes = Task(builder.graph, found.nodes, Problem(""), options).gradient(found.nodes[0], names)
        return [_given(each).value for each in values_at(builder.graph, list(slopes.values()), nodes)]

    return replace(loaded, function=gradient)


def _given(value: Evaluated | Undefined) -> Evaluated:
    return Evaluated(math.nan, 0.0) if isinstance(value, Undefined) else value


def _along(graph: Graph, found: Trace, place: Place) -> str:
    """Where the formula holds: a few of the comparisons that chose the path, the last ones first in doubt."""
    at = ", ".join(f"{name}={text}" for name, text in list(place.texts.items())[:_SHOWN])
    start = f"the formula is that of the path taken at {at}{', ...' if len(place.texts) > _SHOWN else ''}"
    conditions: dict[str, None] = {}
    symbols = set(place.names)
    for decision in found.decisions:
        if symbols.isdisjoint(graph.symbols((decision.left, decision.right))):
            continue  # between constants, whatever the point is
        conditions[_condition(graph, decision)] = None
    if not conditions:
        return f"{start}; no comparison of its variables was made on the way"
    shown = list(conditions)[-_SHOWN:]
    more = f", and {len(conditions) - len(shown)} earlier" if len(conditions) > len(shown) else ""
    border = next((_condition(graph, each) for each in found.decisions if each.even), None)
    edge = f"; the point is on the border of {border}" if border else ""
    return f"{start}, and holds only near it: while {' and '.join(shown)}{more}{edge}"


def _condition(graph: Graph, decision: Decision) -> str:
    return f"{_text(graph, decision.left)} {decision.row.name} {_text(graph, decision.right)}"


def _text(graph: Graph, node: int) -> str:
    """A side of a comparison, tidied; a long one is named by its size."""
    try:
        tidied = tidy(graph, [node])[node]
        if len(graph.reachable([tidied])) <= _LONGEST:
            text = Writer(graph).write(tidied)
            return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
    except SymdiffError:
        pass
    return "(a long formula)"
