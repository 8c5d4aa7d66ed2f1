"""The report on a terminal: formulas, a compact table of checks, verdicts in words and colour. Imports rich and ``report``.

All text becomes ``rich.text.Text``, so that none of it is read as markup, and is wrapped, never cut.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from symdiff.evaluator.verdict import Status
from symdiff.reports.explain import describe, trivial, visits
from symdiff.reports.plain import rate
from symdiff.reports.report import CheckReport, DerivativeReport, EstimateReport, PointReport, Report, Value

_STYLES = {
    Status.AGREE: "green",
    Status.DISAGREE: "bold red",
    Status.INCONCLUSIVE: "yellow",
    Status.UNDEFINED: "magenta",
}
_DEEPEST = 6
"""Steps below this level stand beside their parents, so that 80 columns suffice."""


def render(report: Report, console: Console) -> None:
    """Print the report."""
    for part in _parts(report):
        console.print(part, overflow="fold", soft_wrap=False, highlight=False, markup=False, emoji=False)


def _parts(report: Report) -> Iterator[RenderableType]:
    if report.error is not None:
        yield _diagnostic(str(report.error))
        return
    for name, form in report.vectors:
        if form is not None:
            yield Text.assemble(f"df/d{name} = ", Text(_safe(form), style="bold"))
    for derivative in report.derivatives:
        yield from _derivative(derivative)
    if report.matrix is not None:
        rows, columns = len(report.matrix.rows), len(report.matrix.columns)
        if len(report.derivatives) < rows * columns:
            yield _note(f"0 elsewhere in the matrix of {rows} x {columns}")
    for point in report.points:
        yield from _point(point)
    if report.expected is not None:
        found = report.expected
        how = f" ({found.how})" if found.how else ""
        yield Text.assemble("expected derivative: ", _verdict(found.verdict), how)
        if found.witness:
            yield _note("at " + ", ".join(f"{name} = {value}" for name, value in found.witness.items()))
        if found.note:
            yield _note(found.note)


def _diagnostic(text: str) -> Text:
    head, colon, rest = text.partition(":")
    return Text.assemble((head + colon, "bold red"), rest)


def _derivative(derivative: DerivativeReport) -> Iterator[RenderableType]:
    for name, text in derivative.let or ():
        yield Text(f"{name} = {_safe(text)}")
    if derivative.expression is None:
        shown = Text(derivative.note or "no expression", style="dim")
    else:
        shown = Text(_safe(derivative.expression), style="bold")
    yield Text.assemble(rate(derivative), " = ", shown)
    if derivative.expression is not None and derivative.note:
        yield _note(derivative.note)
    if derivative.steps is not None:
        yield _derivation(derivative)


def _derivation(derivative: DerivativeReport) -> RenderableType:
    if not derivative.steps:
        return _note(trivial(derivative))
    top = Tree(Text("derivation", style="dim"), guide_style="dim")
    branches = [top]
    for visit in visits(derivative.steps):
        depth = min(visit.depth, _DEEPEST)
        del branches[depth + 1 :]
        first, *rest = describe(visit)
        rule, colon, statement = first.partition(": ")
        shown = Text.assemble((rule, "bold"), colon, (statement, "dim"))
        for line in rest:
            shown.append("\n" + _safe(line))
        shown.overflow = "fold"
        branches.append(branches[depth].add(shown))
    return top


def _point(point: PointReport) -> Iterator[RenderableType]:
    place = ", ".join(f"{name} = {value}" for name, value in point.at.items())
    yield Text()
    values = [("f", point.value)] if point.values is None else [(f"f{k}", v) for k, v in enumerate(point.values, 1)]
    shown = ", ".join(f"{name} = {'undefined' if value is None else number(value)}" for name, value in values)
    yield Text.assemble((f"at {_safe(place)}: " if place else "value: ", "bold"), shown)
    if point.note:
        yield _note(point.note)
    if not point.checks:
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", expand=False)
    table.add_column("", overflow="fold", no_wrap=False)
    table.add_column("value", overflow="fold")
    for heading in ("step", "error", "bound"):
        table.add_column(heading, overflow="fold")
    table.add_column("verdict", overflow="fold")
    notes: list[str] = []
    for check in point.checks:
        _add_check(table, check, notes)
    yield Padding(table, (0, 0, 0, 2), expand=False)
    for note in dict.fromkeys(notes):
        yield _note(note)


def _add_check(table: Table, check: CheckReport, notes: list[str]) -> None:
    name = rate(check)
    value = "none" if check.symbolic is None else number(check.symbolic)
    table.add_row(Text(name), Text(value, style="bold"), "", "", "", _verdict(check.verdict))
    if check.note:
        notes.append(f"{name}: {check.note}")
    for estimate in check.estimates:
        table.add_row(*_estimate(estimate))
        if estimate.note:
            notes.append(f"{name}, {estimate.method}: {estimate.note}")


def _estimate(estimate: EstimateReport) -> tuple[Text, ...]:
    return (
        Text("  " + estimate.method),
        Text("none" if estimate.value is None else number(estimate.value)),
        *(Text(short(size)) for size in (estimate.step, estimate.error, estimate.bound)),
        _verdict(estimate.verdict),
    )


def _verdict(status: Status) -> Text:
    return Text(status.value, style=_STYLES[status])


def _note(text: str) -> RenderableType:
    return Padding(Text(_safe(text), style="dim"), (0, 0, 0, 2), expand=False)


def number(value: Value) -> str:
    """A value with all its digits: the shortest text that reads back as the same float."""
    return value if isinstance(value, str) else "" if value is None else repr(value)


def short(size: float | None) -> str:
    """A step, an error or a bound with three significant digits."""
    return "" if size is None else f"{size:.3g}"


def _safe(text: str) -> str:
    """The text with what would command a terminal spelled out."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else f"\\u{{{ord(char):x}}}" for char in text)
