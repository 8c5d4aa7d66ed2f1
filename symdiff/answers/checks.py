"""Values and numeric checks of a formula's derivatives at points, as reports. Imports ``problems``, the evaluator and ``notation``."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from symdiff.errors import fault
from symdiff.evaluator import (
    METHODS,
    Check,
    Evaluated,
    Method,
    Undefined,
    check_all,
    corner_at,
    digits_at,
    digits_of,
    method_named,
    value_at,
    values_at,
)
from symdiff.evaluator.differences.methods import Estimate
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.notation.writer import write
from symdiff.problems import Entry, Probe, substitute
from symdiff.problems.points import Point
from symdiff.problems.problem import Options
from symdiff.reports.report import CertificateReport, CheckReport, EstimateReport, PointReport, Value
from symdiff.status import Status

Found = dict[tuple[int, str], Check]
"""The checks by the formula and the variable of their probes."""


def examine(
    graph: Graph, roots: Sequence[int], entries: Sequence[Entry], points: Sequence[Point], options: Options
) -> tuple[PointReport, ...]:
    """Each entry at each point against the numeric methods. Raises SymdiffError ``usage`` for an unknown method."""
    if not points:
        return ()
    methods = [_method(name) for name in options.methods]
    if graph.rows:
        from symdiff.answers.stand_ins import has_unknown  # few formulas have unknown functions

        if has_unknown(graph, (*roots, *(entry.node for entry in entries))):
            return tuple(each for point in points for each in _stood_in(graph, roots, entries, point, methods, options))
    return tuple(_at(graph, roots, entries, point, methods, options) for point in points)


def _method(name: str) -> Method:
    method = method_named(name)
    if method is None:
        known = ", ".join(row.name for row in METHODS)
        raise fault("usage", f"there is no method named {name!r}", hint=f"the methods are {known}")
    return method


def _at(
    graph: Graph,
    roots: Sequence[int],
    entries: Sequence[Entry],
    point: Point,
    methods: Sequence[Method],
    options: Options,
) -> PointReport:
    values, checks = _checked(graph, roots, entries, point, methods, options)
    reports = []
    for entry in entries:
        gone = _outside(values, entry)
        if gone is not None:
            found = Check(gone, (), (), Status.UNDEFINED, _reason_and_limit(graph, entry, gone, point), gone.node)
            reports.append(_check(graph, entry, found, point, options, note=None, outside=True))
        elif entry.probe is not None:
            found = checks[entry.probe.formula, entry.probe.variable]
            rough = _rough(graph, entry.probe, found, point)
            note = entry.probe.note if rough is None else None
            report = _check(graph, entry, rough or found, point, options, note=note, outside=False)
            smooth = report.verdict is not Status.UNDEFINED
            reports.append(_certified(graph, entry, report, found, point) if options.certify and smooth else report)
    printed = tuple(_value(graph, root, values[root], point, options) for root in roots)
    reasons = dict.fromkeys(_reason(graph, value) for value in values.values() if isinstance(value, Undefined))
    note = "; ".join(reasons) or None
    if len(roots) != 1:
        return PointReport(point.at, None, tuple(reports), note, printed or None, None, None)
    return PointReport(point.at, printed[0], tuple(reports), note, None, None, None)


def _stood_in(
    graph: Graph,
    roots: Sequence[int],
    entries: Sequence[Entry],
    point: Point,
    methods: Sequence[Method],
    options: Options,
) -> list[PointReport]:
    """The reports of a point with functions that stand in for unknown ones, of those with which the formula has a value there."""
    from symdiff.answers.stand_ins import MANY, POOL, StandIns

    found: list[PointReport] = []
    gone: list[PointReport] = []
    for turn in range(len(POOL)):
        stand_ins = StandIns(graph, turn)
        placed = replace(point, at={**point.at, **dict.fromkeys(stand_ins.names, stand_ins.label)})
        own = [stand_ins.node(root) for root in roots]
        report = _at(graph, own, [stand_ins.entry(entry) for entry in entries], placed, methods, options)
        undefined = any(check.verdict is Status.UNDEFINED for check in report.checks)
        (gone if undefined else found).append(report)
        if len(found) == MANY:
            break
    return found or gone[:1]


def stood_in(graph: Graph, reports: Sequence[PointReport]) -> tuple[str, ...]:
    """What is to be said of functions that stood in for unknown ones."""
    if not graph.rows:
        return ()
    from symdiff.answers.stand_ins import note, unknown_in

    names = [name for name in unknown_in(graph) if any(name in each.at for each in reports)]
    if not names:
        return ()
    return (note(names, len({each.at[name] for each in reports for name in names if name in each.at})),)


def _reason_and_limit(graph: Graph, entry: Entry, gone: Undefined, point: Point) -> str:
    """Why a formula has no value at the point; where it tends to one, that too."""
    if len(entry.roots) != 1 or len(set(entry.wrt)) != 1 or entry.probe is None or entry.probe.curve is not None:
        return gone.reason
    from symdiff.evaluator.truths.one_sided import limit_words  # imports flint

    words = limit_words(graph, entry.roots[0], entry.wrt[0], point.nodes)
    return gone.reason if words is None else f"{gone.reason}; {words}"


def _rough(graph: Graph, probe: Probe, found: Check, point: Point) -> Check | None:
    """The check of what has no lower derivative at the point, though its differences agree: ``abs(x)*y`` by x, then y, at 0."""
    nodes = {**point.nodes, **{name: substitute(graph, given, point.nodes) for name, given in probe.given.items()}}
    for formula, variable in probe.smooth:
        sides = corner_at(graph, formula, variable, nodes)
        if sides is not None:
            return Check(found.symbolic, (), (), Status.UNDEFINED, f"not smooth here; {sides.words}", sides.node)
    return None


def _checked(
    graph: Graph,
    roots: Sequence[int],
    entries: Sequence[Entry],
    point: Point,
    methods: Sequence[Method],
    options: Options,
) -> tuple[dict[int, Evaluated | Undefined], Found]:
    """The values of the roots, and the checks of the entries; what shares a formula is sampled together."""
    groups: dict[int, dict[str, Entry]] = {}
    for entry in entries:
        if entry.probe is not None:
            groups.setdefault(entry.probe.formula, {})[entry.probe.variable] = entry
    values: dict[int, Evaluated | Undefined] = {}
    others = [root for root in roots if root not in groups]
    values.update(zip(others, values_at(graph, others, point.nodes), strict=True))
    checks: Found = {}
    for formula, group in groups.items():
        if all(_outside(values, entry) is not None for entry in group.values()):
            continue
        value, found = _group(graph, formula, group, point, methods, options)
        checks.update({(formula, variable): check for variable, check in found.items()})
        if formula in roots:
            values[formula] = value
    return values, checks


def _group(
    graph: Graph, formula: int, group: Mapping[str, Entry], point: Point, methods: Sequence[Method], options: Options
) -> tuple[Evaluated | Undefined, Mapping[str, Check]]:
    """The value of the formula of some probes, and the check of the entry of each of its variables."""
    nodes = dict(point.nodes)
    curves = {}
    for variable, entry in group.items():
        assert entry.probe is not None
        nodes |= {name: substitute(graph, given, point.nodes) for name, given in entry.probe.given.items()}
        if entry.probe.curve is not None:
            curves[variable] = entry.probe.curve
    if not curves:
        derivatives = {variable: entry.node for variable, entry in group.items()}
        definitions = {variable: entry.definition for variable, entry in group.items()}
        return check_all(
            graph, formula, derivatives, nodes, methods, options.step, rigorous=options.certify, definitions=definitions
        )
    from symdiff.evaluator.verdicts.along_curves import check_along  # few problems are on one

    return value_at(graph, formula, nodes), {
        variable: check_along(
            graph,
            curve,
            formula,
            group[variable].node,
            variable,
            nodes,
            methods,
            options.step,
            group[variable].definition,
        )
        for variable, curve in curves.items()
    }


def _outside(values: Mapping[int, Evaluated | Undefined], entry: Entry) -> Undefined | None:
    """Why a formula that an entry is derived from has no value at the point; None where it has one."""
    for root in entry.roots:
        value = values.get(root)
        if isinstance(value, Undefined) and not value.exists:
            return value
    return None


def _check(
    graph: Graph, entry: Entry, found: Check, point: Point, options: Options, *, note: str | None, outside: bool
) -> CheckReport:
    notes = [note] if note else []
    if found.note:
        where = f"{_excerpt(graph, found.node)}: " if found.node is not None else ""
        printed = found.defined or isinstance(found.symbolic, Undefined)
        whose = "the derivative: " if printed and where and not outside else ""
        notes.append(whose + where + found.note)
    estimates = tuple(
        _estimate(estimate, verdict, found.symbolic)
        for estimate, verdict in zip(found.estimates, found.verdicts, strict=True)
    )
    exists = found.verdict is not Status.UNDEFINED
    return CheckReport(
        entry.wrt,
        _derivative(graph, entry, found, point, options) if exists else None,
        estimates,
        found.verdict,
        "; ".join(notes) or None,
        entry.name,
        entry.cell,
        None,
        _allowed(estimates, found.verdict),
        found.defined,
    )


def _certified(graph: Graph, entry: Entry, report: CheckReport, checked: Check, point: Point) -> CheckReport:
    """A report with its certificate, which decides where there is one: what it proves needs no estimate."""
    at = {name: write(graph, node) for name, node in point.nodes.items()}
    from symdiff.evaluator.values.intervals import decimal_ends
    from symdiff.evaluator.verdicts.certificate import CERTIFIED, certify, enclosed  # imports flint

    symbolic = checked.symbolic
    found = certify(graph, entry.definition, None if checked.defined else entry.node, point.nodes, symbolic)
    if found.assumed:  # no proof
        found = replace(found, verdict=Status.INCONCLUSIVE, truth=None, symbolic=None, digits=None)
    certificate = CertificateReport(
        found.verdict,
        at,
        None if found.truth is None else decimal_ends(found.truth),
        None if found.symbolic is None else decimal_ends(found.symbolic),
        found.digits,
        found.note,
    )
    settled = found.verdict is not Status.INCONCLUSIVE
    truth = enclosed(found)
    row = () if truth is None else (_estimate(truth, found.verdict, symbolic),)
    estimates = (*(each for each in report.estimates if each.method != CERTIFIED), *row)
    verdict = found.verdict if settled else report.verdict
    return replace(
        report,
        estimates=estimates,
        verdict=verdict,
        certificate=certificate,
        allowed=_allowed(row if settled and row else report.estimates, verdict),
    )


def _allowed(estimates: Sequence[EstimateReport], verdict: Status) -> tuple[float, str] | None:
    """The least bound among the estimates that say what the verdict says, and whose it is."""
    known = [(found.bound, found.method) for found in estimates if found.bound is not None and found.verdict is verdict]
    return min(known, default=None)


def _estimate(estimate: Estimate, verdict: Status, symbolic: Evaluated | Undefined) -> EstimateReport:
    apart = None
    if estimate.value is not None and isinstance(symbolic, Evaluated):
        apart = abs(estimate.value - symbolic.value)
    bound = estimate.bound if math.isfinite(estimate.bound) else None
    return EstimateReport(
        estimate.method, estimate.value, estimate.step, apart, bound, verdict, estimate.note, estimate.rigorous
    )


def _derivative(graph: Graph, entry: Entry, found: Check, point: Point, options: Options) -> Value:
    if not found.defined or options.digits is None:
        return _value(graph, entry.node, found.symbolic, point, options)
    from symdiff.evaluator.truths.truths import Truths  # imports flint

    truth = Truths(graph, entry.definition, point.nodes).at(4 * options.digits + 60)
    if isinstance(truth, Undefined):
        raise fault("precision", f"{options.digits} digits of the slope by the definition cannot be guaranteed")
    return digits_of(truth.middle, truth.radius, options.digits)


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
