"""``symdiff vector``: divergence, curl, Laplacian and directional derivative. Imports ``formulas``."""

from __future__ import annotations

from typing import Annotated

from symdiff.cli.formulas import answer
from symdiff.cli.options import QUESTION, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import choice
from symdiff.cli.words import usage

OPERATIONS = ("div", "curl", "laplacian", "directional")


def vector(
    question: Names,
    check: Check,
    detail: Detail,
    printing: Printing,
    bounds: Bounds,
    operation: Annotated[
        str,
        Argument(metavar="|".join(OPERATIONS), parser=choice("the operation", OPERATIONS)),
    ],
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    along: Annotated[
        str | None,
        Option(
            "--along",
            metavar="VECTOR",
            rich_help_panel=QUESTION,
            help="The direction: x=1,y=2, or 1,2 in the order of the variables. Not normalised.",
        ),
    ] = None,
    unit: Annotated[
        bool, Option("--unit", rich_help_panel=QUESTION, help="Divide the direction by its length.")
    ] = False,
) -> int:
    """Vector calculus in Cartesian coordinates: div and curl of the components of a field, laplacian and directional of one EXPR.

    The coordinates of components are the --wrt names in order, or x, y, z, or the variables in alphabetical order.
    """
    if not expressions:
        raise usage(f"'{operation}' needs a formula", hint=f"for example symdiff vector {_EXAMPLES[operation]}")
    if operation != "directional" and (along is not None or unit):
        raise usage(f"'{operation}' has no direction", hint="--along and --unit belong to directional")
    first, *others = expressions
    asked = Asked(question, check, detail, printing, bounds)
    problem = {"kind": operation, "source": first, "others": tuple(others), "along": along, "unit": unit}
    return answer(asked, [problem])


_EXAMPLES = {
    "div": 'div "x**2" "y"',
    "curl": 'curl "-y" "x" 0',
    "laplacian": 'laplacian "x**2 + y**2"',
    "directional": 'directional "x*y" --along 1,2',
}
