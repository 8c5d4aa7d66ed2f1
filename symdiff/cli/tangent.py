"""``symdiff tangent``: the tangent's and the normal's equation. Imports ``pipeline`` and ``reports.formats``."""

from __future__ import annotations

import sys
from typing import Annotated

from symdiff.batch.answer import Record
from symdiff.cli.console import output, say, screen
from symdiff.cli.options import Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument
from symdiff.cli.run import Asked, Outcome, chosen
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import replace
from symdiff.reports.formats import writer


def tangent(
    question: Names,
    check: Check,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """The equations of the tangent and the normal of y = EXPR at a point; of several variables, the tangent plane and the normal line.

    They are exact where the point is, and their slopes are checked like every derivative.
    """
    from symdiff.pipeline import with_tangents
    from symdiff.reports import tangents

    form = chosen(printing, "tangent")
    if not check.at:
        raise usage("a tangent needs a point", hint='for example symdiff tangent "x**2" --at 1')
    settings = Asked(question, check, Detail(), printing, bounds).settings(inputs=1, word=True)
    report, found = with_tangents(replace(settings.asked, source=expression), settings.options)
    report = replace(report, kind="tangent")
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    if report.error is not None:
        if form == "json":
            with output(printing.output) as sink:
                sink.write(tangents.as_json(report, ()))
        raise SymdiffError(replace(report.error, source=report.error.source or expression))
    with output(printing.output) as sink:
        sink.write(writer(form, "tangent")(report, found, width=shown.width, colour=shown.colour))
    for note in report.notes:
        say(f"note: {note}")
    outcome = Outcome(check.exit_zero)
    outcome.add(Record(1, "", verdict=report.verdict), failure=ExitStatus.FAILED)
    return outcome.status
