"""``symdiff implicit`` and ``symdiff parametric``: slopes of plane curves. Imports ``formulas``."""

from __future__ import annotations

from typing import Annotated

from symdiff.cli.formulas import answer
from symdiff.cli.options import QUESTION, Bounds, Check, Detail, Ordered, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import name


def implicit(
    question: Ordered,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    equation: Annotated[str, Argument(metavar="EQUATION")],
    dep: Annotated[
        str | None,
        Option(
            "--dep",
            metavar="NAME",
            parser=name("--dep"),
            rich_help_panel=QUESTION,
            help="The name that depends on the --wrt name. Default: y by x, or the only two, the first to differentiate by.",
        ),
    ] = None,
) -> int:
    """The derivative dy/dx where an EQUATION F(x, y) = G(x, y) joins x and y, in terms of both.

    A point must lie on the curve; where the tangent is vertical the derivative is undefined.
    """
    asked = Asked(question, check, detail, printing, bounds)
    return answer(asked, [{"kind": "implicit", "source": equation, "dependent": dep}])


def parametric(
    question: Ordered,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    x: Annotated[str, Argument(metavar="X")],
    y: Annotated[str, Argument(metavar="Y")],
) -> int:
    """The derivative dy/dx of a curve x(t), y(t), in terms of the parameter, which --wrt names.

    Where dx/dt is 0 the derivative is undefined.
    """
    asked = Asked(question, check, detail, printing, bounds)
    return answer(asked, [{"kind": "parametric", "source": x, "others": (y,)}])
