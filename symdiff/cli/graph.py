"""``symdiff graph``: a formula's graph at a point, with tangents and adjoints. Imports ``problems``, ``trace`` and ``formats``."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any

from symdiff.answers.trace import traced
from symdiff.batch.answer import Record
from symdiff.budget import budget
from symdiff.cli.console import output, say, screen
from symdiff.cli.options import OUTPUT, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, Outcome
from symdiff.cli.values import choice, file
from symdiff.cli.words import listed, usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import replace
from symdiff.problems.opening import opened
from symdiff.reports.formats import by_suffix, choices, formats, writer
from symdiff.reports.report import Report


def graph(
    question: Names,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
    at: Annotated[
        str | None,
        Option("--at", "-a", metavar="POINT", rich_help_panel="Points and checks", help="The point: 1.0, or x=1,y=2."),
    ] = None,
    form: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=choice("--format", choices("graph")),
            rich_help_panel=OUTPUT,
            help=f"{', '.join(formats('graph'))}. Default: by the end of FILE, else tables.",
        ),
    ] = "auto",
    target: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            parser=file,
            rich_help_panel=OUTPUT,
            help="Write there; '-' is standard output.",
        ),
    ] = None,
    no_color: Annotated[
        bool, Option("--no-color", rich_help_panel=OUTPUT, help="No colours; NO_COLOR does the same.")
    ] = False,
) -> int:
    """The graph of a formula at a point: every step's value, tangent (by each --wrt name) and adjoint.

    On a terminal as the two tables of the textbooks; as a picture with -o graph.svg. PNG needs the extra 'plot'.
    """
    path = None if target == "-" else target
    shown = screen(sys.stdout if path is None else None, no_color=no_color)
    if form == "auto":
        form = _format(path) if path is not None else "rich" if shown.width is not None else "plain"
    asked = Asked(question, Check(at=[] if at is None else [at]), Detail(), Printing(), bounds)
    problem, options = replace(asked.problem(), source=expression, kind="graph"), asked.options()
    start = perf_counter()
    report = Report(source=expression, kind="graph")
    try:
        with budget(options.timeout):
            trace = traced(opened(problem, options), options)
            report = replace(
                report,
                variables=tuple(trace.point.at),
                points=(trace.point,),
                notes=trace.notes,
                seconds=perf_counter() - start,
            )
            text = writer(form, "graph")(trace, report, width=shown.width, colour=shown.colour)
    except SymdiffError as error:
        if form == "json":
            from symdiff.reports.json_report import record

            _write(path, record(replace(report, error=error.diagnostic)) + "\n")
        raise
    _write(path, text)
    for note in trace.notes:
        say(f"note: {note}")
    for check in trace.point.checks if form != "json" else ():
        if check.note:
            say(f"note: by {check.wrt[0]}: {check.verdict}: {check.note}")
    outcome = Outcome()
    outcome.add(Record(1, "", verdict=report.verdict), failure=ExitStatus.FAILED)
    return outcome.status


def _format(path: str) -> str:
    known = by_suffix("graph")
    ending = Path(path).suffix.removeprefix(".").lower()
    if ending not in known:
        raise usage(f"the end of '{path}' is no format of a graph", hint=f"end it with {listed(list(known), 'or')}")
    return known[ending]


def _write(path: str | None, content: Any) -> None:
    with output(path) as sink:
        sink.write(content)
