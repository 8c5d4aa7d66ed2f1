"""From lines to records, as plain picklable values: the one function that every engine runs.

Imports what is below: ``pipeline``, ``reports`` and ``problem``; the formats' files are imported when first used.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

from symdiff.batch.canvas import drawn
from symdiff.batch.lines import Line
from symdiff.batch.records import problem
from symdiff.budget import budget
from symdiff.errors import Diagnostic, SymdiffError, fault
from symdiff.frozen import field, frozen, replace
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.pages.summary import Finding


@frozen
class Settings:
    """What holds for every line of a run. ``asked`` is a problem without a source."""

    options: Options = field(default_factory=Options)
    asked: Problem = field(default_factory=partial(Problem, ""))
    format: str = "plain"
    jsonl: bool = False
    word: bool = False
    """One formula given as a word: its plain text may take several lines."""
    candidates: bool = False
    """Whether answers are about candidates for derivatives, and not the derivatives."""
    width: int | None = None
    """Columns of the terminal; None where nothing must be cut."""
    colour: bool = False
    findings: bool = False
    """Whether records carry what a page says of their lines."""

    @property
    def tabular(self) -> bool:
        """Whether records are rows of a table with a header."""
        return self.format == "csv" or (self.format == "plain" and bool(self.asked.at) and not self.candidates)


@frozen
class Record:
    """One answer: its text with the last end of line, the whole diagnostic where it failed, and its verdict."""

    number: int
    text: str
    diagnostic: str = ""
    verdict: Status | None = None
    notes: tuple[str, ...] = ()
    """What a table has no column for; not carried between processes."""
    readings: tuple[str, ...] = ()
    """How the text was read, where it could be meant otherwise and the format has no place to say so."""
    finding: Finding | None = None

    @property
    def failed(self) -> bool:
        return bool(self.diagnostic)

    def __reduce__(self) -> tuple[object, ...]:  # a third of the time of what a dataclass with slots does
        return Record, (self.number, self.text, self.diagnostic, self.verdict, (), self.readings, self.finding)


def answer(lines: Sequence[Line], settings: Settings) -> list[Record]:
    """One record per line, in order, whatever happens to it."""
    return [_answer(line, settings) for line in lines]


def _answer(line: Line, settings: Settings) -> Record:
    try:
        asked = problem(line, settings.asked, jsonl=settings.jsonl)
    except SymdiffError as error:
        return failure(line, error.diagnostic, settings)
    return solved(asked, settings, line.number)


def solved(asked: Problem, settings: Settings, number: int) -> Record:
    """The record of one problem."""
    from symdiff.pipeline import solve

    try:
        if settings.candidates and asked.expected is None:
            raise fault("bad-record", "there is no candidate to check", hint='give one as "expected"')
        with budget(settings.options.timeout):
            report = solve(asked, settings.options)
            return recorded(report, settings, number)
    except Exception as error:  # noqa: BLE001 - whatever happens to a line, it has a record
        report = Report(source=asked.source, id=asked.id, error=_diagnosed(error), declared=asked.variables)
    return recorded(report, settings, number)


def failure(line: Line, diagnostic: Diagnostic, settings: Settings) -> Record:
    """The record of a line that could not be read or whose worker was lost."""
    source = line.raw.decode(errors="replace")
    try:
        asked = problem(line, settings.asked, jsonl=settings.jsonl)
        source, name = asked.source, asked.id
    except SymdiffError:
        name = line.number
    return recorded(Report(source=source, id=name, error=diagnostic), settings, line.number)


def header(settings: Settings) -> str:
    """The line that comes before all records, with its end, or nothing."""
    if not settings.tabular:
        return ""
    from symdiff.reports.table import HEADER, join

    return join(HEADER, _separator(settings)) + "\n"


def _diagnosed(error: Exception) -> Diagnostic:
    match error:
        case SymdiffError():
            return error.diagnostic
        case MemoryError():
            return Diagnostic("internal", "there was not enough memory", hint="lower --max-nodes or --max-output")
        case _:
            words = " ".join(str(error).split())[:200]
            return Diagnostic("internal", f"{type(error).__name__}: {words}", hint="please report this formula")


def recorded(report: Report, settings: Settings, number: int) -> Record:
    """The record of a report."""
    diagnostic = str(report.error) if report.error is not None else ""
    if settings.candidates:
        report = replace(report, kind="check")
    text = _text(report, settings)
    text = text if not text or text.endswith("\n") else text + "\n"
    readings = () if settings.format == "json" else report.notes
    found = None
    if settings.findings:
        from symdiff.pages.summary import finding

        found = finding(number, report)
    return Record(number, text, diagnostic, report.verdict, tuple(_notes(report, settings)), readings, found)


def _notes(report: Report, settings: Settings) -> Iterator[str]:
    """What a text or a table has no place for: how it was read, notes on derivatives, and why a check did not agree."""
    yield from (f"note: {note}" for note in report.notes)
    if settings.format in ("json", "rich"):
        return
    for derivative in report.derivatives:
        if derivative.note and (settings.tabular or derivative.expression is not None):
            yield f"note: {derivative.note}"
    for point in report.points if settings.tabular else ():
        place = ", ".join(f"{name}={value}" for name, value in point.at.items())
        for check in point.checks:
            if check.note and check.verdict is not Status.AGREE:
                yield f"note: at {place}, by {', '.join(check.wrt)}: {check.verdict}: {check.note}"
    if (
        settings.tabular
        and report.expected is not None
        and report.expected.note
        and report.expected.verdict is not Status.AGREE
    ):
        whose = "gradient" if report.kind == "check" else "candidate"
        yield f"note: the {whose}: {report.expected.verdict}: {report.expected.note}"


def _text(report: Report, settings: Settings) -> str:
    if settings.tabular:
        return _table(report, settings)
    match settings.format:
        case "json":
            from symdiff.reports.json_report import record

            return record(report)
        case "plain" if settings.candidates and report.error is None:
            from symdiff.reports import candidates

            return candidates.word(report) if settings.word else candidates.line(report)
        case _ if report.error is not None:
            return "" if settings.word else _plain(report, word=False)
        case "latex":
            from symdiff.reports.latex import document

            return document(report)
        case "pretty":
            from symdiff.reports.pretty import text

            return text(report, settings.width)
        case "rich":
            return _rich(report, settings)
        case _:
            return _plain(report, word=settings.word)


def _plain(report: Report, *, word: bool) -> str:
    from symdiff.reports import plain

    return plain.word(report) if word else plain.line(report)


def _table(report: Report, settings: Settings) -> str:
    from symdiff.reports.table import join, rows

    if report.error is not None and settings.format == "plain":
        return "" if settings.word else _plain(report, word=False)
    table = "".join(join(row, _separator(settings)) + "\n" for row in rows(report))
    if settings.word and settings.options.explain and settings.format == "plain":
        return _plain(report, word=True).rstrip("\n") + "\n\n" + table
    return table


def _rich(report: Report, settings: Settings) -> str:
    from symdiff.reports.terminal import render

    text = drawn(partial(render, report), width=settings.width, colour=settings.colour)
    return text if settings.word else f"f = {report.source}\n{text}\n"


def _separator(settings: Settings) -> str:
    return "," if settings.format == "csv" else "\t"
