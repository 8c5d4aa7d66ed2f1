"""The tangent and the normal of a graph, or of a curve with an equation, at points, exact where the point is. Imports ``problems``, the differentiator and the evaluator."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.answers.stand_ins import has_unknown, unknown_in
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Evaluated, Implicit, value_at
from symdiff.evaluator.truths.sides import Kind, Sides
from symdiff.graph import Decimal, Graph
from symdiff.notation.writer import Writer
from symdiff.problems import Entry, substitute
from symdiff.problems.opening import Opened
from symdiff.problems.points import Point
from symdiff.reports.report import PointReport, Report
from symdiff.reports.tangents import Tangent

_HEIGHTS = ("y", "z", "w", "height")
"""What the value of the function is called: the first that is no variable of the formula."""


def tangents(found: Opened, entries: Sequence[Entry], points: Sequence[Point], report: Report) -> tuple[Tangent, ...]:
    """One per point of the report. Raises SymdiffError ``usage`` for an equation of more than two names, of which none was chosen."""
    if isinstance(entries[0].definition, Implicit) and len(found.task.variables) > 2 and not found.task.problem.wrt:
        names = ", ".join(found.task.variables)
        raise fault(
            "usage",
            f"the equation joins {names}: a curve is of two",
            hint="choose with --wrt; the others are constants then",
        )
    graph = found.task.graph
    if has_unknown(graph, found.task.roots):
        own = {*unknown_in(graph)}
        first: dict[tuple[tuple[str, str], ...], PointReport] = {}
        for report_at in report.points:  # one for each function that stood in
            place = tuple((name, text) for name, text in report_at.at.items() if name not in own)
            if place not in first or first[place].value is None:
                first[place] = report_at
        if len(first) < len(points):  # one point twice
            return tuple(_tangent(found, entries, point, first[(*point.at.items(),)]) for point in points)
        checked = tuple(first.values())
    else:
        checked = report.points
    return tuple(_tangent(found, entries, point, each) for point, each in zip(points, checked, strict=True))


def _tangent(found: Opened, entries: Sequence[Entry], point: Point, checked: PointReport) -> Tangent:
    graph, (root,) = found.task.graph, found.task.roots
    names = [entry.wrt[0] for entry in entries]
    taken = {*found.task.variables, *names}
    definition = entries[0].definition
    if isinstance(definition, Implicit):
        value = definition.dependent
        height: int | None = _tidied(graph, point.nodes[value])
    else:
        value = next(name for name in _HEIGHTS if name not in taken)
        height = _at(graph, root, point)
    if height is None:
        return Tangent(point.at, None, None, f"no tangent: {checked.note or 'the function has no value there'}")
    writer = Writer(graph)
    starts = [_tidied(graph, point.nodes[name]) for name in names]
    if len(names) == 1 and _is_vertical(graph, entries[0], root, point):
        return Tangent(point.at, f"{names[0]} = {writer.write(starts[0])}", f"{value} = {writer.write(height)}")
    slopes: list[int] = []
    for entry, check in zip(entries, checked.checks, strict=True):
        slope = None if check.symbolic is None else _at(graph, entry.node, point)
        if slope is None and isinstance(check.symbolic, float):
            slope = graph.number(
                Decimal(repr(check.symbolic))
            )  # the printed form has no value there, the derivative has
        if slope is None:
            why = check.note or checked.note or "the function has no derivative there"
            return Tangent(point.at, None, None, f"no tangent: {why}")
        slopes.append(slope)
    terms = [height]
    for name, start, slope in zip(names, starts, slopes, strict=True):
        terms.append(_times(graph, slope, less(graph, graph.symbol(name), start)))
    tangent = f"{value} = {writer.write(graph.collect_sum(terms))}"
    if len(names) > 1:
        ends = ", ".join(map(writer.write, (*starts, height)))
        along = ", ".join(map(writer.write, (*slopes, graph.minus_one)))
        return Tangent(point.at, tangent, f"({', '.join((*names, value))}) = ({ends}) + t*({along})")
    (name,), (start,), (slope,) = names, starts, slopes
    if slope == graph.zero:
        return Tangent(point.at, tangent, f"{name} = {writer.write(start)}")
    across = graph.collect_product((graph.minus_one, graph.collect_power(slope, graph.minus_one)))
    rest = _times(graph, across, less(graph, graph.symbol(name), start))
    return Tangent(point.at, tangent, f"{value} = {writer.write(graph.collect_sum((height, rest)))}")


def _is_vertical(graph: Graph, entry: Entry, root: int, point: Point) -> bool:
    """Whether the point is on the curve, or the graph, and the tangent is vertical there."""
    curve = None if entry.probe is None else entry.probe.curve
    if curve is not None:
        away, slope, across = (exact_at(graph, node, point) for node in (curve.equation, curve.slope, curve.across))
        return away == slope == graph.zero and across not in (None, graph.zero)
    if _at(graph, entry.node, point) is not None:
        return False
    sides = Sides(graph, root, entry.wrt[0], point.nodes)
    left, right = sides.side(-1), sides.side(1)
    return left.kind is right.kind is Kind.VERTICAL and str(left.slope) == str(right.slope)


def _at(graph: Graph, node: int, point: Point) -> int | None:
    """``exact_at``; of unknown functions their values at the point stay."""
    if not has_unknown(graph, [node]):
        return exact_at(graph, node, point)
    try:
        return _tidied(graph, substitute(graph, node, point.nodes))
    except SymdiffError as error:
        if error.diagnostic.code != "undefined":
            raise
        return None


def _tidied(graph: Graph, node: int) -> int:
    return tidy(graph, [node])[node]


def exact_at(graph: Graph, node: int, point: Point) -> int | None:
    """The tidied node of a formula at a point; None where it has no value."""
    try:
        there = substitute(graph, node, point.nodes)
        if not isinstance(value_at(graph, there, {}), Evaluated):
            return None
        return _tidied(graph, there)
    except SymdiffError as error:
        if error.diagnostic.code != "undefined":
            raise
        return None


def less(graph: Graph, node: int, other: int) -> int:
    """The node less another."""
    return graph.collect_sum((node, graph.collect_product((graph.minus_one, other))))


def _times(graph: Graph, factor: int, node: int) -> int:
    """A product, multiplied out where the factor is a number."""
    return graph.collect_sum((graph.collect_product((factor, node)),))
