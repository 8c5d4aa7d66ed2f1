"""``symdiff diff`` and ``symdiff gradient``: formulas given as words, or as lines of standard input.

Annotations are no text here, as in ``options``. Imports ``formulas`` and ``stream``.
"""

import sys

from symdiff.annotations import Annotated
from symdiff.cli.console import say
from symdiff.cli.formulas import answer
from symdiff.cli.options import Bounds, Check, Detail, Names, Printing, Question, Ranges, Sheet
from symdiff.cli.parameters import Argument
from symdiff.cli.run import Asked
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus


def diff(
    question: Question,
    check: Check,
    detail: Detail,
    printing: Printing,
    sheet: Sheet,
    ranges: Ranges,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
) -> int:
    """Derivatives of formulas; with --at, their values and the numeric check.

    EXPR '-', or none where standard input is not a terminal: one formula per line of standard input.
    """
    asked = Asked(question, check, detail, printing, bounds, sheet=sheet)
    if ranges.compiled:
        from symdiff.cli.compiled import tabled

        return tabled(asked, expressions or [])
    if not expressions and (sys.stdin is None or sys.stdin.isatty()):
        from symdiff.cli.overview import OVERVIEW

        say(OVERVIEW.rstrip("\n"))
        return ExitStatus.FAILED
    if not expressions or expressions == ["-"]:
        if sys.stdin is None:
            raise usage("standard input is closed")
        from symdiff.cli.stream import stream

        return stream("-", asked)
    if "-" in expressions:
        raise usage("'-' stands for standard input and does not go with formulas")
    if any(".py:" in expression for expression in expressions):
        from symdiff.cli.callables import functions

        if (status := functions(expressions, asked)) is not None:
            return status
    return answer(asked, [{"source": expression} for expression in expressions])


def gradient(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    ranges: Ranges,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """All partial derivatives of a formula, by the --wrt names or every variable; with --at, their values and the numeric check."""
    asked = Asked(question, check, detail, printing, bounds)
    if ranges.compiled:
        from symdiff.cli.compiled import tabled

        return tabled(asked, [expression])
    if ".py:" in expression:
        from symdiff.cli.callables import functions

        if (status := functions([expression], asked)) is not None:
            return status
    return answer(asked, [{"source": expression}])
