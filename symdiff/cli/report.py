"""``symdiff report``: a self-contained page about formulas. Imports ``pages``."""

from __future__ import annotations

import sys
from typing import Annotated

from symdiff.batch.answer import Record
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Printing, Question
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.reproduction import command
from symdiff.cli.run import Asked, Outcome
from symdiff.cli.values import file
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import replace
from symdiff.pages.report import answer_to, report_page

_MOST = 200
"""Formulas of one page."""


_OTHERS = frozenset(("pdf", "png", "svg", "tex", "md", "txt", "json", "csv", "doc", "docx", "ipynb"))
"""Ends of files that promise something else than a page."""


def report(
    question: Question,
    check: Check,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    output: Annotated[
        str | None,
        Option(
            "--output", "-o", metavar="FILE", parser=file, rich_help_panel=OUTPUT, help="The page, such as report.html."
        ),
    ] = None,
) -> int:
    """A page about formulas: derivatives, derivations, values, checks and pictures in one HTML file.

    It opens offline and needs no script. Plots need the extra 'plot'; tangents, checks and the graph need --at.
    """
    if not expressions:
        raise usage("there is nothing to report on", hint='for example symdiff report "x**2" --at 1 -o report.html')
    if len(expressions) > _MOST:
        raise usage(f"a page has at most {_MOST} formulas", hint="symdiff batch FILE --report report.html has no bound")
    path = None if output == "-" else output
    suffix = "" if path is None else path.rpartition("/")[2].rpartition(".")[2].lower()
    if suffix in _OTHERS:
        raise usage(f"a report is an HTML page, not '.{suffix}'", hint="-o report.html, which a browser prints to PDF")
    if output is None and screen(sys.stdout).terminal:
        raise usage("a page needs a file", hint="-o report.html, or -o - for standard output")
    asked = Asked(question, check, Detail(explain=True), Printing(format="json"), bounds)
    settings = asked.settings(inputs=len(expressions), word=True)
    outcome = Outcome(exit_zero=check.exit_zero)
    answers = [answer_to(replace(settings.asked, source=expression), settings.options) for expression in expressions]
    for found in answers:
        diagnostic = "" if found.report.error is None else str(found.report.error)
        outcome.add(Record(1, "", diagnostic, found.report.verdict), failure=ExitStatus.FAILED)
        if diagnostic:
            say(diagnostic)
    words = command("report", expressions, [] if output is None else ["-o", output], question, check, bounds)
    with written(path) as sink:
        sink.write(report_page(answers, settings.options, words))
    return outcome.status
