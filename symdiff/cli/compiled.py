"""``--compiled``: a table of values and derivatives over the ranges of ``--at``, by C that was compiled. Imports ``api`` and ``problems``."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.answers.derivatives import derived
from symdiff.api.compiled_arrays import compiled_over
from symdiff.budget import budget, heed_signals
from symdiff.cli.console import output, say
from symdiff.cli.options import Check, Detail, Sheet
from symdiff.cli.run import Asked
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.evaluator.arithmetic.arrays import load_numpy
from symdiff.frozen import replace
from symdiff.graph import alphabetical
from symdiff.problems.opening import opened
from symdiff.problems.points import doubles
from symdiff.reports.plain import rate
from symdiff.reports.report import DerivativeReport

_BLOCK = 65_536
"""Points at a time: memory stays flat whatever their number."""
_SEPARATORS: Mapping[str, str] = {"auto": "\t", "plain": "\t", "csv": ","}


def tabled(asked: Asked, expressions: Sequence[str]) -> ExitStatus:
    """A row for each point: the variables, the value, the derivatives; an empty cell where there is none.

    Numbers are the shortest that give the doubles. Ranges of one ``--at`` form a grid, the last name fastest.
    """
    _fit(asked, expressions)
    separator = _SEPARATORS[asked.printing.format]
    settings = asked.settings(inputs=1, word=True)
    options = settings.options
    with budget(options.timeout), output(asked.printing.output) as sink:
        found = opened(replace(settings.asked, source=expressions[0]), options)
        task = found.task
        entries = derived(found, options)
        if found.problem.kind != "diff" or found.problem.depends or len(task.roots) != 1:
            raise usage("--compiled is of one formula and its derivatives by variables", hint="leave it out")
        names = sorted({*task.variables, *(name for entry in entries for name in entry.wrt)}, key=alphabetical)
        places = [doubles(text, names, found.builder, options.limits, found.lengths) for text in found.problem.at]
        over = compiled_over(found, options, names)
        csv.writer(sink, delimiter=separator, lineterminator="\n").writerow(
            [*names, "value", *(rate(DerivativeReport(entry.wrt, None, name=entry.name)) for entry in entries)]
        )
        for place in places:
            for columns in _blocks(names, place):
                heed_signals()
                value, slopes = over(columns)
                rows = zip(*(each.tolist() for each in (*columns.values(), value, *slopes)), strict=True)
                sink.write("".join(separator.join(map(_cell, row)) + "\n" for row in rows))
    for note in found.notes:
        say(f"note: {note}")
    return ExitStatus.DONE


def _fit(asked: Asked, expressions: Sequence[str]) -> None:
    """Refuse what does not go together."""
    if len(expressions) != 1 or expressions == ["-"] or ".py:" in expressions[0]:
        raise usage("--compiled is of one formula", hint='for example symdiff "x**2" --at x=0:1:11 --compiled')
    if not asked.check.at:
        raise usage("--compiled needs points", hint="for example --at x=0:1:11")
    if asked.check != Check(at=asked.check.at) or asked.detail != Detail() or asked.sheet != Sheet():
        raise usage("--compiled makes a table of values alone, without checks", hint="leave out the other options")
    if asked.printing.format not in _SEPARATORS:
        raise usage("--compiled makes a plain table", hint="--format plain or csv")


def _blocks(names: Sequence[str], place: Mapping[str, Sequence[float]]) -> Any:
    """The points of a grid, so many at a time, as arrays by name."""
    np = load_numpy()
    arrays = [np.array(place[name]) for name in names]
    shape = tuple(map(len, arrays))
    for start in range(0, math.prod(shape), _BLOCK):
        chosen = np.unravel_index(np.arange(start, min(start + _BLOCK, math.prod(shape))), shape) if shape else ()
        yield {name: array[index] for name, array, index in zip(names, arrays, chosen, strict=True)}


def _cell(value: float) -> str:
    return "" if math.isnan(value) else repr(value)
