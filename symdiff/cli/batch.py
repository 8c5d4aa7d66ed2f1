"""``symdiff batch``: every formula of a file. Imports the stream that ``diff`` uses for standard input."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from io import FileIO
from typing import Annotated

from symdiff.batch.answer import Record
from symdiff.cli.again import command
from symdiff.cli.console import output as written
from symdiff.cli.declared import Argument, Option
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Printing, Question
from symdiff.cli.run import Asked
from symdiff.cli.stream import stream
from symdiff.cli.values import choice
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, fault

INPUTS = ("text", "jsonl")


def batch(
    file: Annotated[str, Argument(metavar="FILE")],
    question: Question,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    input: Annotated[
        str | None,
        Option(
            "--input",
            metavar="KIND",
            parser=choice("--input", INPUTS),
            rich_help_panel=OUTPUT,
            help="What FILE holds: text or jsonl. Default: jsonl if its name ends so.",
        ),
    ] = None,
    report: Annotated[
        str | None,
        Option(
            "--report", metavar="FILE", rich_help_panel=OUTPUT, help="A page about how the batch went: report.html."
        ),
    ] = None,
) -> int:
    """Every formula of FILE, one a line ('-' for standard input); answers come in input order.

    Blank lines and lines that begin with # are passed over. A line of a JSON Lines file is an object with expr and, as
    needed, id, wrt, order, at, vars and expected; the options below hold for lines that do not set their own.
    """
    asked = Asked(question, check, detail, printing, bounds)
    jsonl = input == "jsonl" if input is not None else file.endswith(".jsonl")
    if report is None:
        return stream_of(file, asked, jsonl=jsonl)
    if report in ("-", printing.output):
        raise usage("--report needs a file of its own", hint="for example --report report.html")
    from symdiff.pages.summary import Summary

    summary = Summary()
    more = [*(["--input", input] if input else []), "--report", report]
    words = command("batch", [file], more, question, check, detail, printing, bounds)
    began = time.monotonic()
    with written(report, may_be_empty=True) as sink:
        status = stream_of(file, asked, jsonl=jsonl, take=lambda record: summary.add(record.finding))
        sink.write(summary.page(file, words, time.monotonic() - began, status))
    return status


def stream_of(file: str, asked: Asked, *, jsonl: bool, take: Callable[[Record], None] | None = None) -> ExitStatus:
    """Answer every line of a file; ``-`` is standard input."""
    if file == "-":
        if sys.stdin is None:
            raise fault("unreadable", "standard input is closed")
        return stream(sys.stdin.fileno(), asked, jsonl=jsonl, summary=True, take=take)
    with _opened(file) as opened:
        return stream(opened.fileno(), asked, jsonl=jsonl, summary=True, take=take)


def _opened(file: str) -> FileIO:
    try:
        return FileIO(file)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise fault("unreadable", f"cannot read '{file}': {reason}") from None
