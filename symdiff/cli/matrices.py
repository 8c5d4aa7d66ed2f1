"""``symdiff jacobian`` and ``symdiff hessian``. Imports ``formulas``."""

from __future__ import annotations

from typing import Annotated

from symdiff.cli.formulas import answer
from symdiff.cli.options import Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument
from symdiff.cli.run import Asked
from symdiff.cli.words import usage


def jacobian(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
) -> int:
    """The matrix of the partial derivatives of several formulas: a row for each EXPR, a column for each variable.

    The columns are the --wrt names in order, or every variable in alphabetical order.
    """
    if not expressions:
        raise usage("a Jacobian needs formulas", hint='for example symdiff jacobian "x*y" "x + y"')
    first, *others = expressions
    asked = Asked(question, check, detail, printing, bounds)
    return answer(asked, [{"kind": "jacobian", "source": first, "others": tuple(others)}])


def hessian(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """The symmetric matrix of the second derivatives of a formula, by the --wrt names or every variable."""
    asked = Asked(question, check, detail, printing, bounds)
    return answer(asked, [{"kind": "hessian", "source": expression}])
