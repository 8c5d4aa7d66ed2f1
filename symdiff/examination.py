"""Values and numeric checks of a formula's derivatives at points, as reports. Imports the evaluator and ``notation``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from symdiff.differentiator import derive
from symdiff.errors import fault
from symdiff.evaluator import METHODS, Check, Evaluated, Method, Undefined, check_all, digits_at, method_named
from symdiff.evaluator.methods import Estimate
from symdiff.evaluator.verdict import Status
from symdiff.graph import Graph
from symdiff.notation import write
from symdiff.points import Point
from symdiff.problem import Options
from symdiff.reports.report import CheckReport, EstimateReport, PointReport, Value

Orders = Mapping[tuple[str, ...], int]
"""The derivatives: the node by the names differentiated by, in order."""


def examine(
    graph: Graph, root: int, derivatives: Orders, points: Sequence[Point], options: Options
) -> tuple[PointReport, ...]:
    """Each derivative at each point against the numeric methods. Raises SymdiffError ``usage`` for an unknown method."""
    if not points:
        return ()
    methods = [_method(name) for name in options.methods]
    # A derivative of higher order is checked against differences of the one below it.
    below = {wrt: derive(graph, root, wrt[:-1]) for wrt in derivatives if len(wrt) > 1}
    return tuple(_at(graph, root, derivatives, below, point, methods, options) for point in points)


def _method(name: str) -> Method:
    method = method_named(name)
    if method is None:
        known = ", ".join(row.name for row in METHODS)
        raise fault("usage", f"there is no method named {name!r}", hint=f"the methods are {known}")
    return method


def _at(
    graph: Graph,
    root: int,
    derivatives: Orders,
    below: Orders,
    point: Point,
    methods: Sequence[Method],
    options: Options,
) -> PointReport:
    first = {wrt[0]: node for wrt, node in derivatives.items() if len(wrt) == 1}
    value, checks = check_all(graph, root, first, point.nodes, methods, options.step)
    reports = []
    for wrt, node in derivatives.items():
        note = None
        if len(wrt) == 1:
            found = checks[wrt[0]]
        elif isinstance(value, Undefined) and not value.exists:
            found = Check(value, (), (), Status.UNDEFINED, value.reason, value.node)
        else:
            _, higher = check_all(graph, below[wrt], {wrt[-1]: node}, point.nodes, methods, options.step)
            found = higher[wrt[-1]]
            note = f"differences of the derivative of order {len(wrt) - 1}"
        reports.append(_check(graph, wrt, node, found, value, note, point, options))
    return PointReport(
        at=point.at,
        value=_value(graph, root, value, point, options),
        checks=tuple(reports),
        note=_reason(graph, value) if isinstance(value, Undefined) else None,
    )


def _check(
    graph: Graph,
    wrt: tuple[str, ...],
    node: int,
    found: Check,
    value: Evaluated | Undefined,
    note: str | None,
    point: Point,
    options: Options,
) -> CheckReport:
    notes = [note] if note else []
    if found.note:
        where = f"{_excerpt(graph, found.node)}: " if found.node is not None else ""
        whose = "the derivative: " if isinstance(found.symbolic, Undefined) and value is not found.symbolic else ""
        notes.append(whose + where + found.note)
    return CheckReport(
        wrt=wrt,
        symbolic=_value(graph, node, found.symbolic, point, options) if found.verdict is not Status.UNDEFINED else None,
        estimates=tuple(
            _estimate(estimate, verdict, found.symbolic)
            for estimate, verdict in zip(found.estimates, found.verdicts, strict=True)
        ),
        verdict=found.verdict,
        note="; ".join(notes) or None,
    )


def _estimate(estimate: Estimate, verdict: Status, symbolic: Evaluated | Undefined) -> EstimateReport:
    apart = None
    if estimate.value is not None and isinstance(symbolic, Evaluated):
        apart = abs(estimate.value - symbolic.value)
    return EstimateReport(
        method=estimate.method,
        value=estimate.value,
        step=estimate.step,
        error=apart,
        bound=estimate.bound if math.isfinite(estimate.bound) else None,
        verdict=verdict,
        note=estimate.note,
    )


def _value(graph: Graph, node: int, found: Evaluated | Undefined, point: Point, options: Options) -> Value:
    if isinstance(found, Undefined):
        return None
    if options.digits is None:
        return found.value
    text = digits_at(graph, node, point.nodes, options.digits)
    return None if isinstance(text, Undefined) else text


def _reason(graph: Graph, found: Undefined) -> str:
    return f"{_excerpt(graph, found.node)}: {found.reason}"


_LONGEST = 60


def _excerpt(graph: Graph, node: int) -> str:
    """The text of a subexpression, shortened where it is long."""
    order = graph.reachable([node])
    if len(order) > _LONGEST:
        return f"a part of {len(order):,} nodes"
    text = write(graph, node)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
