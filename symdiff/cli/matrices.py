"""``symdiff jacobian`` and ``symdiff hessian``. Imports ``formulas``."""

from __future__ import annotations

from typing import Annotated

from symdiff.cli.formulas import answer
from symdiff.cli.options import Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument
from symdiff.cli.run import Asked
from symdiff.cli.words import usage
from symdiff.problems.points import listed


def jacobian(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
) -> int:
    """The matrix of the partial derivatives of several formulas: a row for each EXPR, a column for each variable.

    "[x*y, x + y]" is two of them. The columns are the --wrt names in order, or every variable in alphabetical order. FILE.py:NAME is a Python function that
    returns several numbers, along the path that it takes at each point of --at.
    """
    if not expressions:
        raise usage("a Jacobian needs formulas", hint='for example symdiff jacobian "x*y" "x + y"')
    first, *others = listed(expressions[0]) if len(expressions) == 1 else expressions
    asked = Asked(question, check, detail, printing, bounds)
    if any(".py:" in expression for expression in expressions):
        from symdiff.cli.callables import functions

        if (status := functions(expressions, asked, "jacobian")) is not None:
            return status
    return answer(asked, [{"kind": "jacobian", "source": first, "others": tuple(others)}])


def hessian(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """The symmetric matrix of the second derivatives of a formula, by the --wrt names or every variable.

    FILE.py:NAME is a Python function, along the path that it takes at each point of --at.
    """
    asked = Asked(question, check, detail, printing, bounds)
    if ".py:" in expression:
        from symdiff.cli.callables import functions

        if (status := functions([expression], asked, "hessian")) is not None:
            return status
    return answer(asked, [{"kind": "hessian", "source": expression}])
