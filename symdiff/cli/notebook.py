"""The magics ``%symdiff`` and ``%%symdiff`` of IPython and notebooks: ``%load_ext symdiff``.

A line is a command line; the lines of a cell are formulas for it. Derivatives are shown as mathematics, what other commands print as
they print it. Imports ``app``, ``run`` and ``pipeline``; IPython is imported only where it is there already.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from symdiff.cli import main
from symdiff.cli.app import arrangement
from symdiff.cli.commands import loaded
from symdiff.cli.parameters import values
from symdiff.cli.run import Asked
from symdiff.cli.words import usage
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.reports.report import Report

_SHOWN = ("diff", "gradient")
"""Commands whose answers are shown and not printed."""
_WRITTEN = {"--format", "--output", "--help"}
"""Options of what is printed all the same."""


def load_ipython_extension(shell: Any) -> None:
    """What ``%load_ext symdiff`` calls."""
    shell.register_magic_function(magic, "line_cell", "symdiff")


def magic(line: str, cell: str | None = None) -> Report | None:
    """One command line. Of one formula the report is the value; of several each is displayed.

    Raises IPython's UsageError, which is shown without a traceback, for whatever symdiff refuses.
    """
    from IPython.core.error import UsageError

    try:
        words = [*shlex.split(line), *_formulas(cell)]
        reports = answered(words)
    except (SymdiffError, ValueError) as error:
        raise UsageError(str(error)) from None
    if reports is None:
        main(words)
        return None
    if len(reports) == 1:
        return reports[0]
    from IPython.display import display

    for report in reports:
        display(report)
    return None


def answered(words: Sequence[str]) -> list[Report] | None:
    """The reports on the formulas of a command line; None where it is to print something. Raises SymdiffError."""
    from symdiff.pipeline import solve

    (command, *options), formulas = arrangement(words)
    if (
        command not in _SHOWN
        or not formulas
        or "-" in formulas
        or _WRITTEN & {each.partition("=")[0] for each in options}
    ):
        return None
    given = values(loaded(command), [*options, "--", *formulas])
    if given is None or any(".py:" in formula for formula in formulas):
        return None
    if (ranges := given.pop("ranges", None)) is not None and ranges.compiled:
        return None
    given.pop("expressions", None)
    given.pop("expression", None)
    question, check, printing, bounds = (given.pop(name) for name in ("question", "check", "printing", "bounds"))
    printing = replace(printing, format="json")  # which has every part, for a page shows them all
    settings = Asked(question, check, given.pop("detail"), printing, bounds, **given).settings(
        inputs=len(formulas), word=True
    )
    reports = []
    for formula in formulas:
        report = solve(replace(settings.asked, source=formula), settings.options)
        if report.error is not None:
            raise SymdiffError(replace(report.error, source=report.error.source or formula))
        reports.append(report)
    return reports


def _formulas(cell: str | None) -> list[str]:
    """The formulas of a cell: its lines, less the blank ones and those that begin with ``#``."""
    if cell is None:
        return []
    lines = [line.strip() for line in cell.splitlines()]
    found = [line for line in lines if line and not line.startswith("#")]
    if not found:
        raise usage("the cell has no formula", hint="a formula a line")
    return found
