"""A report in each format, with its header, notes and separators. Imports the file of a format when it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from symdiff.reports.canvas import drawn
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings
from symdiff.status import Status


def header(settings: Settings) -> str:
    """The line that comes before all records, with its end, or nothing."""
    if not settings.tabular:
        return ""
    from symdiff.reports.table import columns, join

    return join(columns(settings), _separator(settings)) + "\n"


def notes_of(report: Report, settings: Settings) -> Iterator[str]:
    """What a text or a table has no place for: how it was read, notes on derivatives, and why a check did not agree."""
    yield from (f"note: {note}" for note in report.notes)
    if settings.format in ("json", "rich", "table"):
        return
    for derivative in report.derivatives:
        if derivative.note and (settings.tabular or derivative.expression is not None):
            yield f"note: {derivative.note}"
    for point in report.points if settings.tabular else ():
        place = ", ".join(f"{name}={value}" for name, value in point.at.items())
        if point.note and not any(point.note in (check.note or "") for check in point.checks):
            yield f"note: at {place}: {point.note}"
        for check in point.checks:
            if check.note and (check.verdict is not Status.AGREE or check.defined):
                yield f"note: at {place}, by {', '.join(check.wrt)}: {check.verdict}: {check.note}"
            if check.uncertified:
                yield f"note: at {place}, by {', '.join(check.wrt)}: {check.uncertified}"
    if (
        settings.tabular
        and report.expected is not None
        and report.expected.note
        and report.expected.verdict is not Status.AGREE
    ):
        whose = "gradient" if report.kind == "check" else "candidate"
        yield f"note: the {whose}: {report.expected.verdict}: {report.expected.note}"


def text_of(report: Report, settings: Settings, kept: str = "") -> str:
    """The report as text; ``kept`` is what stays beside it, as a JSON object."""
    if settings.tabular:
        return _table(report, settings, kept)
    match settings.format:
        case "json":
            from symdiff.reports.json_report import record

            return record(report, kept)
        case "table":
            from symdiff.reports.table import journal

            return journal(report, settings, kept)
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


def _table(report: Report, settings: Settings, kept: str) -> str:
    from symdiff.reports.table import lines

    if report.error is not None and settings.format == "plain":
        return "" if settings.word else _plain(report, word=False)
    table = lines(report, settings, kept, _separator(settings))
    if settings.word and settings.options.explain and settings.format == "plain":
        return _plain(report, word=True).rstrip("\n") + "\n\n" + table
    return table


def _rich(report: Report, settings: Settings) -> str:
    from symdiff.reports.terminal import render

    text = drawn(partial(render, report), width=settings.width, colour=settings.colour)
    return text if settings.word else f"f = {report.source}\n{text}\n"


def _separator(settings: Settings) -> str:
    return "," if settings.format == "csv" else "\t"


FORMATS = ("auto", "rich", "plain", "json", "csv", "latex", "pretty")
