"""``symdiff sweep``: the error of the numeric methods as the step shrinks. Imports ``convergence``, ``pipeline`` and ``reports``."""

from __future__ import annotations

import sys
from typing import Annotated, Any

from symdiff.batch.answer import Record
from symdiff.cli.callables import as_formulas
from symdiff.cli.console import output, say, screen
from symdiff.cli.options import CHECK, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, Outcome, chosen
from symdiff.cli.values import step_range
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import replace
from symdiff.reports.formats import writer


def sweep(
    question: Names,
    check: Check,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
    steps: Annotated[
        Any,
        Option(
            "--steps",
            metavar="FIRST:LAST:COUNT",
            parser=step_range,
            rich_help_panel=CHECK,
            help="The steps, in equal ratios.  [default: 1e-1:1e-15:15]",
        ),
    ] = None,
) -> int:
    """The step-size table of a derivative at a point: what each method gives, its true error, its bound, the observed order.

    The true derivative is enclosed with proof. Below the best step, rounding takes over.
    """
    from symdiff.evaluator.truths.convergence import STEPS
    from symdiff.pipeline import swept
    from symdiff.reports import sweeps

    form = chosen(printing, "sweep")
    if not check.at:
        raise usage("a sweep needs a point", hint="for example --at 1, or --at x=1,y=2")
    if check.step is not None:
        raise usage("a sweep has many steps", hint="choose them with --steps 1e-1:1e-15:15")
    (source,), names = as_formulas("sweep", [expression], check.at, bounds)
    settings = Asked(question, check, Detail(), printing, bounds).settings(inputs=1, word=True)
    problem = replace(settings.asked, source=source, variables=(*settings.asked.variables, *names))
    report, found = swept(problem, settings.options, steps or STEPS)
    if report.error is not None:
        if form == "json":
            _write(printing.output, sweeps.as_json(replace(report, kind="sweep"), ()))
        raise SymdiffError(replace(report.error, source=report.error.source or source))
    for note in report.notes:
        say(f"note: {note}")
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    report = replace(report, kind="sweep")
    _write(printing.output, writer(form, "sweep")(report, found, width=settings.width, colour=shown.colour))
    outcome = Outcome(check.exit_zero)
    outcome.add(Record(1, "", verdict=report.verdict), failure=ExitStatus.FAILED)
    return outcome.status


def _write(path: str | None, text: str) -> None:
    with output(path) as sink:
        sink.write(text)
