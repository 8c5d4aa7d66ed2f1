"""The report on a terminal: formulas, a compact table of checks, verdicts in words and colour. Imports rich and ``report``.

All text becomes ``rich.text.Text``, so that none of it is read as markup, and is wrapped, never cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from symdiff.notation.textbook import Say, plain
from symdiff.reports.canvas import drawn
from symdiff.reports.explain import broken, describe, left_out, trivial, visits
from symdiff.reports.plain import rate, spelled
from symdiff.reports.report import CheckReport, DerivativeReport, EstimateReport, PointReport, Report, Value
from symdiff.reports.settings import Settings
from symdiff.status import Status

_STYLES = {
    Status.AGREE: "green",
    Status.DISAGREE: "bold red",
    Status.INCONCLUSIVE: "yellow",
    Status.UNDEFINED: "magenta",
}
_DEEPEST = 6
"""Steps below this level stand beside their parents, so that 80 columns suffice."""
_INDENT = 4
"""Columns of a level of a tree."""
_ON_PAPER = 300
"""Steps whose formulas are shown in two dimensions: the printer takes some milliseconds for each."""


_WIDE = 24
"""Characters of a value past which it stands above the table, whole: it is copied from there."""


def text(report: Report, settings: Settings, kept: str = "") -> str:
    """The report as it is drawn; of one formula among several, below the formula."""
    say = spelled(report, settings.style)
    shown = drawn(partial(render, report, say=say), width=settings.width, colour=settings.colour)
    return shown if settings.word else f"f = {report.source}\n{shown}\n"


def render(report: Report, console: Console, say: Say = plain) -> None:
    """Print the report."""
    for part in _parts(report, console.width, say):
        console.print(part, overflow="fold", soft_wrap=False, highlight=False, markup=False, emoji=False)


def _parts(report: Report, width: int, say: Say) -> Iterator[RenderableType]:
    if report.error is not None:
        yield _diagnostic(str(report.error))
        return
    for name, form in report.vectors:
        if form is not None:
            yield Text.assemble(f"df/d{name} = ", Text(_safe(form), style="bold"))
    matrix = _matrix(report, width, say)
    if matrix is not None:
        yield matrix
    for derivative in report.derivatives if matrix is None else ():
        yield from _derivative(report, derivative, width, say)
    if report.matrix is not None and matrix is None:
        rows, columns = len(report.matrix.rows), len(report.matrix.columns)
        if len(report.derivatives) < rows * columns:
            yield _note(f"0 elsewhere in the matrix of {rows} x {columns}")
    for point in report.points:
        yield from _point(point, say)
    if report.expected is not None:
        found = report.expected
        how = f" ({found.how})" if found.how else ""
        whose = "gradient" if report.kind == "check" else "expected derivative"
        yield Text.assemble(f"{whose}: ", _verdict(found.verdict), how)
        if found.witness:
            place = found.witness.get("at")
            values = {name: value for name, value in found.witness.items() if name not in ("at", "wrt")}
            beside = f"{_pairs(place)}: " if isinstance(place, dict) else ""
            yield _note(f"at {beside}{_pairs(values)}")
        if found.note:
            yield _note(found.note)


def _matrix(report: Report, width: int, say: Say) -> Text | None:
    """The matrix in brackets, its rows and columns named; None where there is none, where it is too wide, or more is to be said."""
    if report.matrix is None or any(each.steps or each.let or each.note for each in report.derivatives):
        return None
    cells = {each.cell: _safe(say(each.expression or "")) for each in report.derivatives}
    if "" in cells.values():
        return None
    rows, columns = report.matrix.rows, report.matrix.columns
    body = [[cells.get((i, k), "0") for k in range(len(columns))] for i in range(len(rows))]
    table = [[_safe(name) for name in columns], *body]
    wide = [max(len(row[k]) for row in table) for k in range(len(columns))]
    names = ["", *(_safe(name) for name in rows)]
    beside = max(map(len, names))
    if beside + sum(wide) + 2 * len(wide) + 4 > width:
        return None
    lines = [
        f"{name:>{beside}} {'[' if name else ' '} "
        + "  ".join(cell.ljust(n) for cell, n in zip(row, wide, strict=True))
        for name, row in zip(names, table, strict=True)
    ]
    long = max(map(len, lines))
    head, *rest = (line.ljust(long) + (" ]" if number else "") for number, line in enumerate(lines))
    return Text.assemble((head.rstrip(), "dim"), *(("\n" + line, "bold") for line in rest))


def _pairs(values: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in values.items())


def _diagnostic(text: str) -> Text:
    head, colon, rest = text.partition(":")
    return Text.assemble((head + colon, "bold red"), rest)


def _derivative(report: Report, derivative: DerivativeReport, width: int, say: Say) -> Iterator[RenderableType]:
    for name, text in derivative.let or ():
        yield _equation(name, say(text), width)
    if derivative.expression is None:
        yield Text.assemble(rate(derivative), " = ", Text(derivative.note or "no expression", style="dim"))
    else:
        yield _equation(rate(derivative), say(derivative.expression), width, style="bold")
    if derivative.expression is not None and derivative.note:
        yield _note(derivative.note)
    if derivative.steps is not None:
        yield _derivation(report, derivative, width, say)


def _equation(name: str, formula: str, width: int, style: str = "") -> Text:
    """A formula with its name; a long one is broken between terms."""
    first, *rest = broken(f"{name} = {_safe(formula)}", width)
    shown = Text.assemble(first[: len(name) + 3], (first[len(name) + 3 :], style))
    for line in rest:
        shown.append("\n" + line, style)
    return shown


def _derivation(report: Report, derivative: DerivativeReport, width: int, say: Say) -> RenderableType:
    if not derivative.steps:
        return _note(trivial(derivative))
    from symdiff.reports.naming import names_of
    from symdiff.reports.paper import (
        describe_on_paper,
    )  # sympy prints formulas in two dimensions; nothing else here needs it

    names = names_of(report)
    top = Tree(Text("derivation", style="dim"), guide_style="dim")
    for name, formula in derivative.parts:
        top.add(_equation(name, say(formula), width - _INDENT))
    branches = [top]
    for number, visit in enumerate(visits(derivative.steps, derivative.depth)):
        depth = min(visit.depth, _DEEPEST)
        del branches[depth + 1 :]
        room = width - _INDENT * (depth + 1)
        if number < _ON_PAPER:
            first, *rest = describe_on_paper(visit, names, room, derivative.parts, say)
        else:
            first, *rest = (part for line in describe(visit, derivative.parts, say) for part in broken(line, room))
        rule, colon, statement = first.partition(": ")
        shown = Text.assemble((rule, "bold"), colon, (statement, "dim"))
        for line in rest:
            shown.append("\n" + _safe(line))
        shown.overflow = "fold"
        branches.append(branches[depth].add(shown))
    if folded := left_out(derivative):
        top.add(Text(folded, style="dim"))
    return top


def _point(point: PointReport, say: Say) -> Iterator[RenderableType]:
    place = ", ".join(f"{name} = {value}" for name, value in point.at.items())
    yield Text()
    values = [("f", point.value)] if point.values is None else [(f"f{k}", v) for k, v in enumerate(point.values, 1)]
    shown = ", ".join(f"{name} = {'undefined' if value is None else number(value)}" for name, value in values)
    yield Text.assemble((f"at {_safe(place)}: " if place else "value: ", "bold"), shown)
    if point.note:
        yield _note(say(point.note))
    if not point.checks:
        return
    for check in point.checks:
        if check.symbolic is not None and len(number(check.symbolic)) > _WIDE:
            yield Padding(Text(f"{rate(check)} = {number(check.symbolic)}", style="bold"), (0, 0, 0, 2), expand=False)
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
        yield _note(say(note))


def _add_check(table: Table, check: CheckReport, notes: list[str]) -> None:
    name = rate(check)
    value = "none" if check.symbolic is None else number(check.symbolic)
    if len(value) > _WIDE:
        value = "above"
    table.add_row(Text(name), Text(value, style="bold"), "", "", "", _verdict(check.verdict))
    notes += [f"{name}: {note}" for note in (check.note, check.uncertified) if note]
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
