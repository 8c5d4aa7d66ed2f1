"""Problems given as words: answered one after the other, with their notes. Imports ``batch.answer`` and the console."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.batch.answer import solved
from symdiff.cli.console import output, say
from symdiff.cli.options import Sheet
from symdiff.cli.run import Asked, Outcome
from symdiff.errors import ExitStatus
from symdiff.frozen import replace
from symdiff.reports.formats import header


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
