"""``symdiff plot``: functions with their tangents and derivatives. Imports ``pipeline``, ``problems`` and ``figures``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from symdiff.batch.answer import Record
from symdiff.budget import budget
from symdiff.cli.callables import as_formulas
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.options import CHECK, OUTPUT, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, Outcome
from symdiff.cli.values import file
from symdiff.cli.words import listed, usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.figures.panels import panels
from symdiff.frozen import replace
from symdiff.problems.opening import opened
from symdiff.reports.formats import by_suffix, writer


def plot(
    question: Names,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    at: Annotated[
        list[str] | None,
        Option(
            "--at", "-a", metavar="POINT", rich_help_panel=CHECK, help="Tangents there: 1.0, or x=1,y=2. Repeatable."
        ),
    ] = None,
    span: Annotated[
        str | None,
        Option(
            "--range",
            metavar="A:B",
            rich_help_panel=CHECK,
            help="The range to draw: -5:5, or x=-5:5,y=0:1. Default: chosen.",
        ),
    ] = None,
    errors: Annotated[
        bool,
        Option(
            "--errors",
            rich_help_panel=CHECK,
            help="Instead: the error of numeric methods against the step, as 'symdiff sweep' finds it.",
        ),
    ] = False,
    method: Annotated[
        list[str] | None,
        Option(
            "--method",
            "-m",
            metavar="NAME",
            rich_help_panel=CHECK,
            help="Of --errors: a method; repeatable. Default: forward, central and 5-point.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            parser=file,
            rich_help_panel=OUTPUT,
            help="Draw to FILE: .svg, .png or .pdf; '-' is SVG on standard output. Default: characters on the terminal.",
        ),
    ] = None,
) -> int:
    """Functions with their tangents at points, and beside them their derivatives.

    Several EXPRs share the picture. By two variables: contours, gradients, and the tangent plane's contour at each point. By
    more, each has a row of its own, through the first point. Needs the extra 'plot'.
    """
    from symdiff.figures import characters, plots

    if not expressions:
        raise usage("there is nothing to plot", hint='for example symdiff plot "x**2" --at 1 -o plot.svg')
    path, form = _target(output)
    shown = screen(sys.stdout if output is None else None)
    if output is None and shown.width is None:
        raise usage("there is no terminal to plot on", hint="-o plot.svg, or -o - for SVG on standard output")
    if not shown.width:
        plots.ready()
    expressions, names = as_formulas("plot", expressions, at or [], bounds)
    question = replace(question, var=[*question.var, *names])
    if errors:
        return _draw_errors(question, Check(at=at or [], method=method or []), bounds, expressions, output, form)
    if method:
        raise usage("--method is for --errors", hint="add --errors, or leave out --method")
    first, *others = expressions
    asked = Asked(question, Check(at=at or []), Detail(), Printing(), bounds)
    problem, options = replace(asked.problem(), source=first, others=tuple(others), kind="plot"), asked.options()
    with budget(options.timeout):
        found = panels(opened(problem, options), options, span)
        picture = characters.text(found.panels, shown.width) if shown.width else writer(form, "plot")(found.panels)
    with written(path) as sink:
        sink.write(picture)
    for note in found.notes:
        say(f"note: {note}")
    outcome = Outcome()
    for verdict in found.verdicts:
        outcome.add(Record(1, "", verdict=verdict), failure=ExitStatus.FAILED)
    return outcome.status


def _target(output: str | None) -> tuple[str | None, str]:
    """The file to draw to, None for standard output or the terminal, and the format of its name."""
    path = None if output == "-" else output
    form = Path(path).suffix.removeprefix(".").lower() if path else "svg"
    known = by_suffix("plot")
    if form not in known:
        raise usage(f"the end of '{path}' is no format of a plot", hint=f"end it with {listed(list(known), 'or')}")
    return path, known[form]


def _draw_errors(
    question: Names, check: Check, bounds: Bounds, expressions: Sequence[str], output: str | None, form: str
) -> int:
    """The plot of ``--errors``: what the sweep finds."""
    from symdiff.figures import characters
    from symdiff.figures.errors import METHODS, STEPS, ErrorChart, trials
    from symdiff.pipeline import swept

    if len(expressions) > 1:
        raise usage("--errors is about one formula", hint="give one EXPR")
    if not check.at:
        raise usage("errors are at a point", hint="for example --at 1, or --at x=1,y=2")
    check = replace(check, method=check.method or list(METHODS))
    settings = Asked(question, check, Detail(), Printing(format="plain", output=output), bounds).settings(inputs=1)
    problem = replace(settings.asked, source=expressions[0])
    with budget(settings.options.timeout):
        report, found = swept(problem, settings.options, STEPS)
        if report.error is not None:
            raise SymdiffError(report.error)
        charts = [ErrorChart(problem.source, each) for each in found if any(map(trials, each.sweeps))]
        for each in found:
            if each.note or not any(map(trials, each.sweeps)):
                say(f"note: by {each.wrt[0]}: {each.note or 'no step shows an error'}")
        picture = None
        if charts:
            picture = (
                characters.text(charts, settings.width)
                if output is None and settings.width
                else writer(form, "plot")(charts)
            )
    if picture is not None:
        with written(None if output == "-" else output) as sink:
            sink.write(picture)
    outcome = Outcome()
    outcome.add(Record(1, "", verdict=report.verdict), failure=ExitStatus.FAILED)
    return outcome.status
