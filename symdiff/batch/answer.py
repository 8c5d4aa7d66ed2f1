"""From lines to records, as plain picklable values: the one function that every engine runs.

Imports what is below: ``pipeline``, ``reports`` and ``problem``; the formats' files are imported when first used.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence

from symdiff.annotations import TYPE_CHECKING, Any
from symdiff.batch.records import kept, problem
from symdiff.budget import budget
from symdiff.errors import Diagnostic, SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.problems.problem import Problem
from symdiff.reports.formats import notes_of, text_of
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.batch.lines import Line
    from symdiff.pages.summary import Finding


_PLAIN = Settings()
_REPORT = "this is a fault of symdiff: please report this line with the output of SYMDIFF_DEBUG=1"


class Record(Frozen):
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
    code: str = ""
    """Of the error, where it failed."""
    seconds: float = 0.0
    unread: tuple[str, ...] = ()
    """Fields of the line's record that nobody knows, unless they stay beside the answer."""

    @property
    def failed(self) -> bool:
        return bool(self.diagnostic)

    def __reduce__(self) -> tuple[object, ...]:  # a third of the time of what a dataclass with slots does
        code, seconds = self.code, self.seconds
        return Record, (
            self.number,
            self.text,
            self.diagnostic,
            self.verdict,
            (),
            self.readings,
            self.finding,
            code,
            seconds,
            self.unread,
        )


def answers(rows: Iterable[str | Mapping[str, Any] | Line], settings: Settings = _PLAIN) -> Iterator[Record]:
    """One record per row, in order, whatever happens to it: what every engine runs. No process, thread or signal is made.

    A row is a formula's text, or a mapping with ``expr`` and, as in batch files, ``id``, ``wrt``, ``order``, ``at`` (or
    ``at.x`` for each variable), ``vars`` and ``expected``. What a row is silent about is ``settings.asked``; without an id it
    has its number, from 1. A record's ``text`` is the row's answer in ``settings.format``, which for the format ``table`` is
    read by ``table``. Values in doubles are the same in every process; arithmetic in balls has one precision for a process, so
    let one thread of it at a time ask.
    """
    from symdiff.batch.lines import Line  # for the annotations alone elsewhere

    records = replace(settings, jsonl=True)
    texts = replace(settings, jsonl=False)
    for number, row in enumerate(rows, 1):
        match row:
            case Line():
                yield _answer(row, settings)
            case str():
                yield _answer(Line(number, row.encode(errors="surrogatepass")), texts)
            case _:
                from symdiff.batch.columns import line_of

                yield _answer(line_of(row, number), records)


def columns_of(settings: Settings) -> tuple[str, ...]:
    """The columns of the rows that ``table`` gives."""
    from symdiff.reports.table import typed

    return typed(settings)


def table(records: Iterable[Record], settings: Settings) -> Iterator[dict[str, Any]]:
    """The rows of records in the format ``table``, each with its cells by column: numbers as floats, nothing as None."""
    import json

    names = columns_of(settings)
    for record in records:
        for cells in json.loads(record.text)["rows"]:
            yield dict(zip(names, cells, strict=True))


def answer(lines: Sequence[Line], settings: Settings) -> list[Record]:
    """One record per line, in order, whatever happens to it."""
    return [_answer(line, settings) for line in lines]


def _answer(line: Line, settings: Settings) -> Record:
    try:
        asked = problem(line, settings.asked, jsonl=settings.jsonl)
    except Exception as error:  # noqa: BLE001 - whatever happens to a line, it has a record
        return failure(line, _diagnosed(error), settings)
    record = solved(asked, settings, line.number, _beside(line, settings))
    return replace(record, unread=asked.unread) if asked.unread and not settings.keep else record


def _beside(line: Line, settings: Settings) -> str:
    return kept(line) if settings.keep else ""


def solved(asked: Problem, settings: Settings, number: int, beside: str = "") -> Record:
    """The record of one problem, with what stays ``beside`` it."""
    from symdiff.pipeline import solve

    try:
        if settings.candidates and asked.expected is None:
            raise fault("bad-record", "there is no candidate to check", hint='give one as "expected"')
        with budget(settings.options.timeout):
            report = solve(asked, settings.options)
            return recorded(report, settings, number, beside)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever happens to a line, it has a record
        report = Report(source=asked.source, id=asked.id, error=_diagnosed(error), declared=asked.variables)
    return recorded(report, settings, number, beside)


def failure(line: Line, diagnostic: Diagnostic, settings: Settings) -> Record:
    """The record of a line that could not be read or whose worker was lost."""
    source = line.raw.decode(errors="replace")
    try:
        asked = problem(replace(line, fault=None, whole=True), settings.asked, jsonl=settings.jsonl)
        source, name = asked.source, asked.id
    except Exception:  # noqa: BLE001 - what is wrong with it is known
        name = line.number
    return recorded(Report(source=source, id=name, error=diagnostic), settings, line.number, _beside(line, settings))


def out_of_memory() -> Diagnostic:
    """What is said of a formula that needs more memory than there is."""
    from symdiff.pipeline import MEMORY

    return Diagnostic("memory", "there was not enough memory", hint=MEMORY)


def _diagnosed(error: BaseException) -> Diagnostic:
    match error:
        case SymdiffError():
            return error.diagnostic
        case MemoryError():
            return out_of_memory()
        case _:
            words = " ".join(str(error).split())[:200]
            said = f"{type(error).__name__}: {words}"
            if os.environ.get("SYMDIFF_DEBUG"):
                import traceback  # nothing else needs it

                said += "\n" + "".join(traceback.format_exception(error))
            return Diagnostic("internal", said, hint=_REPORT)


def recorded(report: Report, settings: Settings, number: int, beside: str = "") -> Record:
    """The record of a report."""
    diagnostic = str(report.error) if report.error is not None else ""
    if settings.candidates:
        report = replace(report, kind="check")
    text = text_of(report, settings, beside)
    text = text if not text or text.endswith("\n") else text + "\n"
    readings = () if settings.format == "json" else report.notes
    found = None
    if settings.findings:
        from symdiff.pages.summary import finding

        found = finding(number, report)
    code = report.error.code if report.error is not None else ""
    notes = tuple(notes_of(report, settings))
    return Record(number, text, diagnostic, report.verdict, notes, readings, found, code, report.seconds)
