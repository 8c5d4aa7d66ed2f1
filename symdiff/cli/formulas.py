"""Problems given as words: answered one after the other, with their notes. Imports ``batch.answer`` and the console."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence

from symdiff.annotations import Any
from symdiff.batch.answer import Record, solved
from symdiff.cli.console import output, say, screen
from symdiff.cli.options import Printing, Sheet
from symdiff.cli.run import Asked, Outcome
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import replace
from symdiff.reports.formats import header, writer
from symdiff.reports.report import Report
from symdiff.status import Status


def answer(asked: Asked, problems: Sequence[Mapping[str, Any]]) -> ExitStatus:
    """Answer some problems, each given by the fields in which it differs from what is asked of all."""
    settings = asked.settings(inputs=len(problems), word=len(problems) == 1)
    if asked.sheet != Sheet():
        from symdiff.cli.sheet import laid_out

        settings = laid_out(settings, asked.sheet, [replace(settings.asked, **given) for given in problems])
    outcome = Outcome(exit_zero=asked.check.exit_zero)
    finish = None
    if settings.format == "table":
        from symdiff.batch.outputs import finisher

        finish = finisher(asked.printing.output, settings, {})
    with output(asked.printing.output, finish=finish) as sink:
        heading = header(settings)
        for number, given in enumerate(problems, 1):
            record = solved(replace(settings.asked, **given), settings, number)
            outcome.add(record, failure=ExitStatus.FAILED)
            if record.text:
                sink.write(heading + record.text)
                heading = ""
            for words in (*record.notes, *([record.diagnostic] if record.diagnostic else [])):
                say(words)
    return outcome.status


def shown_by_point(
    report: Report,
    found: Sequence[Any],
    form: str,
    printing: Printing,
    source: str,
    verdict: Status | None,
    *,
    exit_zero: bool,
) -> ExitStatus:
    """Write what was found at each point of one formula, in a format of the report's kind. Raises the report's error."""
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    write = writer(form, report.kind)
    if report.error is None or form == "json":
        with output(printing.output) as sink:
            sink.write(write(report, found, width=shown.width, colour=shown.colour))
    if report.error is not None:
        raise SymdiffError(replace(report.error, source=report.error.source or source))
    for note in report.notes:
        say(f"note: {note}")
    outcome = Outcome(exit_zero)
    outcome.add(Record(1, "", verdict=verdict), failure=ExitStatus.FAILED)
    return outcome.status
