"""``symdiff taylor``: Taylor polynomials, with a proved bound of the remainder. Imports ``pipeline`` and ``formulas``."""

from __future__ import annotations

from typing import Annotated, Any

from symdiff.cli import values
from symdiff.cli.callables import as_formulas
from symdiff.cli.formulas import shown_by_point
from symdiff.cli.options import CHECK, QUESTION, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, chosen
from symdiff.cli.words import usage
from symdiff.frozen import replace
from symdiff.status import worst


def taylor(
    question: Names,
    check: Check,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
    order: Annotated[
        int,
        Option(
            "--order",
            "-n",
            metavar="N",
            parser=values.count("--order"),
            rich_help_panel=QUESTION,
            help="The degree, with several variables at most 3.  [default: 3]",
        ),
    ] = 3,
    on: Annotated[
        Any,
        Option(
            "--on",
            metavar="A:B",
            parser=values.interval,
            rich_help_panel=CHECK,
            help="Bound the remainder between A and B, which hold the point.",
        ),
    ] = None,
) -> int:
    """The Taylor polynomial of a formula at a point, its coefficients exact where the point is.

    They are held against the power series of the formula itself; the bound of the remainder is proved by balls.
    """
    from symdiff.pipeline import with_expansions

    form = chosen(printing, "taylor")
    if not check.at:
        raise usage("a Taylor polynomial needs a point", hint='for example symdiff taylor "exp(x)" --at 0')
    (source,), names = as_formulas("taylor", [expression], check.at, bounds)
    settings = Asked(question, check, Detail(), printing, bounds).settings(inputs=1, word=True)
    asked = replace(settings.asked, source=source, variables=(*settings.asked.variables, *names))
    report, found = with_expansions(asked, settings.options, order, on)
    report = replace(report, kind="taylor")
    verdict = worst(each.status for each in found)
    return shown_by_point(report, found, form, printing, source, verdict, exit_zero=check.exit_zero)
