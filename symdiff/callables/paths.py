"""The derivatives of a Python function along the path that it takes at a point, checked against the function itself.

Imports ``tracer``, ``gradients``, ``calculus`` and ``derivation``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from symdiff.answers.derivatives import write_out
from symdiff.callables.arguments import Place
from symdiff.callables.gradients import examined
from symdiff.callables.loader import Loaded
from symdiff.callables.recording import Decision
from symdiff.callables.trace import Trace, traced
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Evaluated, Method, Partials, Undefined, values_at
from symdiff.frozen import replace
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import Writer
from symdiff.problems import Entry, Task
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
    """The report on a function at one point. Raises SymdiffError."""
    found = traced(loaded, place, builder)
    graph = builder.graph
    names = [name for wrt in problem.wrt for name in wrt] or list(place.names)
    for name in names:
        if name not in place.names:
            raise fault(
                "unknown-variable",
                f"the point has no coordinate {name!r}",
                hint=f"its coordinates: {', '.join(place.names)}",
            )
    task = Task(graph, (found.node,), problem, options)
    derivatives = task.gradient(found.node, names)
    entries = [
        Entry((name,), node, (found.node,), None, (term,), definition=Partials(((None, *term),)))
        for name, node in derivatives.items()
        for term in [(found.node, (name,))]
    ]
    symbolic = values_at(graph, [derivatives[name] for name in names], place.nodes)
    point = examined(loaded, place, [_given(value) for value in symbolic], methods, options.step, names)
    checks = tuple(
        replace(check, note=value.reason) if isinstance(value, Undefined) else check
        for check, value in zip(point.checks, symbolic, strict=False)
    )
    notes = [_along(graph, found, place)]
    if point.value is not None and abs(float(point.value) - found.value) > _SAME * abs(found.value):
        notes.append(
            f"the function gives {point.value} when it is called again: its values are not those of one formula"
        )
    return Report(
        source=problem.source,
        id=problem.id,
        variables=place.names,
        derivatives=write_out(graph, entries, {}, problem, options),
        points=(replace(point, checks=checks),),
        declared=place.names,
        notes=tuple(notes),
    )


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
