"""``symdiff tangent``: the tangent's and the normal's equation. Imports ``pipeline`` and ``formulas``."""

from __future__ import annotations

from typing import Annotated

from symdiff.cli.callables import as_formulas
from symdiff.cli.formulas import shown_by_point
from symdiff.cli.options import Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument
from symdiff.cli.run import Asked, chosen
from symdiff.cli.words import usage
from symdiff.frozen import replace
from symdiff.status import Status


def tangent(
    question: Names,
    check: Check,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """The equations of the tangent and the normal of y = EXPR at a point; of several variables, the tangent plane and the normal line.

    An equation, such as x**2 + y**2 = 25, is a curve, and the point lies on it. They are exact where the point is, and their slopes are checked like every derivative.
    """
    from symdiff.pipeline import with_tangents
    from symdiff.problems.equations import is_curve

    form = chosen(printing, "tangent")
    if not check.at:
        raise usage("a tangent needs a point", hint='for example symdiff tangent "x**2" --at 1')
    (source,), names = as_formulas("tangent", [expression], check.at, bounds)
    settings = Asked(question, check, Detail(), printing, bounds).settings(inputs=1, word=True)
    kind = "implicit" if is_curve(source) else settings.asked.kind
    asked = replace(settings.asked, source=source, kind=kind, variables=(*settings.asked.variables, *names))
    report, found = with_tangents(asked, settings.options)
    report = replace(report, kind="tangent")
    upright = report.verdict is Status.UNDEFINED and all(
        each.tangent for each in found
    )  # dy/dx alone has no value there
    verdict = Status.AGREE if upright else report.verdict
    return shown_by_point(report, found, form, printing, source, verdict, exit_zero=check.exit_zero)
