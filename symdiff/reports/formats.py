"""The formats as rows: the name of each, the ends of files that mean it, and what writes each kind of answer in it.

``--format`` of every command, its help, completion and messages are read from here. Imports the file of a format when it is used.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from symdiff.annotations import Any
from symdiff.frozen import Frozen
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings
from symdiff.status import Status


class Format(Frozen):
    """One format. A writer is named by its file and function, and is resolved when it is used."""

    name: str
    writers: Mapping[str, str]
    """By kind of answer. Of ``answer``, ``check`` and ``record``: (report, settings, kept) to text. Of the others: see the function."""
    suffixes: tuple[str, ...] = ()
    """Of files that mean it, where a file's name may say the format; the first is the usual one."""
    errors: bool = False
    """Whether it has a place of its own for an error; else an error is a comment."""
    notes: bool = False
    """Whether it has a place of its own for the notes on a derivative and its checks."""
    header: str = ""
    """What writes the line before all records, from the settings."""


ROWS = (
    Format(
        "rich",
        {
            "answer": "reports.terminal:text",
            "check": "reports.terminal:text",
            "sweep": "reports.sweeps:rich",
            "tangent": "reports.tangents:textbook",
            "taylor": "reports.expansions:textbook",
            "matrix": "matrices.report:rich",
            "catalogue": "reports.catalogue:rich",
            "rule": "cli.rulebook:rich",
            "graph": "figures.tables:rich",
        },
        notes=True,
    ),
    Format(
        "plain",
        {
            "answer": "reports.plain:text",
            "check": "reports.plain:text",
            "sweep": "reports.sweeps:plain",
            "tangent": "reports.tangents:plain",
            "taylor": "reports.expansions:plain",
            "matrix": "matrices.report:plain",
            "catalogue": "reports.catalogue:plain",
            "rule": "cli.rulebook:plain",
            "graph": "figures.tables:plain",
            "proof": "cli.theorems:plain",
        },
        ("txt",),
        errors=True,
        header="reports.plain:header",
    ),
    Format(
        "json",
        {
            "answer": "reports.json_report:text",
            "check": "reports.json_report:text",
            "sweep": "reports.sweeps:as_json",
            "tangent": "reports.tangents:as_json",
            "taylor": "reports.expansions:as_json",
            "matrix": "matrices.report:as_json",
            "catalogue": "reports.catalogue:as_json",
            "rule": "cli.rulebook:as_json",
            "graph": "figures.programs:as_json",
            "proof": "cli.theorems:as_json",
        },
        ("json",),
        errors=True,
        notes=True,
    ),
    Format(
        "csv",
        {
            "answer": "reports.table:text",
            "check": "reports.table:text",
            "sweep": "reports.sweeps:as_csv",
            "catalogue": "reports.catalogue:as_csv",
            "rule": "cli.rulebook:as_csv",
        },
        errors=True,
        header="reports.table:header",
    ),
    # The rows of a file with types, on their way to it.
    Format("table", {"record": "reports.table:journal"}, errors=True, notes=True),
    Format("latex", {"answer": "reports.latex:text", "matrix": "matrices.report:latex"}),
    Format("html", {"notebook": "pages.answer:notebook"}),
    Format("pretty", {"answer": "reports.pretty:shown"}),
    Format("dot", {"graph": "figures.programs:dot"}, ("gv", "dot")),
    Format("mermaid", {"graph": "figures.programs:mermaid"}, ("mmd",)),
    Format("svg", {"graph": "figures.svg:drawn", "plot": "figures.plots:svg"}, ("svg",)),
    Format("png", {"graph": "figures.png:drawn", "plot": "figures.plots:png"}, ("png",)),
    Format("pdf", {"plot": "figures.plots:pdf"}, ("pdf",)),
)
_BY_NAME = {row.name: row for row in ROWS}


def named(name: str) -> Format:
    """The row of this name."""
    return _BY_NAME[name]


def formats(kind: str) -> tuple[str, ...]:
    """The names of the formats that a kind of answer can be written in."""
    return tuple(row.name for row in ROWS if kind in row.writers)


def choices(kind: str) -> tuple[str, ...]:
    """The values of ``--format`` of a command: ``auto`` and its formats."""
    return ("auto", *formats(kind))


def by_suffix(kind: str) -> dict[str, str]:
    """The formats of a kind of answer by the end of a file's name."""
    return {suffix: row.name for row in ROWS if kind in row.writers for suffix in row.suffixes}


def writer(name: str, kind: str) -> Any:
    """What writes this kind of answer in this format."""
    return resolved(_BY_NAME[name].writers[kind])


@cache
def resolved(place: str) -> Any:
    """The function that a row names as ``file:function``."""
    file, _, function = place.partition(":")
    return getattr(import_module(f"symdiff.{file}"), function)


def header(settings: Settings) -> str:
    """The line that comes before all records, with its end, or nothing."""
    row = _BY_NAME[settings.format]
    found: str = resolved(row.header)(settings) if row.header else ""
    return found


def notes_of(report: Report, settings: Settings) -> Iterator[str]:
    """What a text or a table has no place for: how it was read, notes on derivatives, and why a check did not agree."""
    yield from (f"note: {note}" for note in report.notes)
    if _BY_NAME[settings.format].notes:
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
    """The report in the format of the settings; ``kept`` is what stays beside it, as a JSON object."""
    row = _BY_NAME[settings.format]
    if report.error is not None and not row.errors:
        if settings.word:
            return ""
        row = _BY_NAME["plain"]
    found: str = resolved(row.writers["answer" if "answer" in row.writers else "record"])(report, settings, kept)
    return found
