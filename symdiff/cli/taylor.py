"""``symdiff taylor``: Taylor polynomials, with a proved bound of the remainder. Imports ``pipeline`` and ``formulas``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from symdiff.batch.answer import Record
from symdiff.budget import budget
from symdiff.cli import values
from symdiff.cli.callables import as_formulas
from symdiff.cli.console import output, say
from symdiff.cli.formulas import shown_by_point
from symdiff.cli.options import CHECK, QUESTION, Bounds, Check, Detail, Names, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, Outcome, chosen
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import replace
from symdiff.problems.problem import Options, Problem
from symdiff.reports.formats import by_suffix, writer
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

    They are held against the power series of the formula itself; the bound of the remainder is proved by balls. With -o taylor.svg,
    .png or .pdf it is drawn over the formula, between A and B of --on.
    """
    from symdiff.pipeline import with_expansions

    picture = by_suffix("plot").get(Path(printing.output or "").suffix.removeprefix(".").lower())
    form = chosen(printing, "taylor") if picture is None else picture
    if not check.at:
        raise usage("a Taylor polynomial needs a point", hint='for example symdiff taylor "exp(x)" --at 0')
    (source,), names = as_formulas("taylor", [expression], check.at, bounds)
    told = printing if picture is None else Printing(format="plain")
    settings = Asked(question, check, Detail(), told, bounds).settings(inputs=1, word=True)
    asked = replace(settings.asked, source=source, variables=(*settings.asked.variables, *names))
    if picture is not None:
        return _draw(asked, settings.options, order, on, picture, printing.output, exit_zero=check.exit_zero)
    report, found = with_expansions(asked, settings.options, order, on)
    report = replace(report, kind="taylor")
    verdict = worst(each.status for each in found)
    return shown_by_point(report, found, form, printing, source, verdict, exit_zero=check.exit_zero)


def _draw(
    problem: Problem,
    options: Options,
    order: int,
    on: tuple[str, str] | None,
    form: str,
    path: str | None,
    *,
    exit_zero: bool,
) -> int:
    """The picture of a formula and its polynomials; none where there is no polynomial."""
    from symdiff.answers.expansions import expansions, with_polynomials
    from symdiff.figures import plots
    from symdiff.figures.panels import panels
    from symdiff.problems.opening import opened

    plots.ready()
    outcome = Outcome(exit_zero=exit_zero)
    with budget(options.timeout):
        formula = opened(problem, options)
        found = expansions(formula, order, on)
        drawn = [each for each in found if each.polynomial is not None]
        picture = None
        if drawn:
            shown = panels(with_polynomials(formula, found), options, None if on is None else ":".join(on))
            picture = writer(form, "plot")(shown.panels)
    for note in (*formula.notes, *(each.note for each in found if each.note)):
        say(f"note: {note}")
    if picture is not None:
        with output(path) as sink:
            sink.write(picture)
    outcome.add(Record(1, "", verdict=worst(each.status for each in found)), failure=ExitStatus.FAILED)
    return outcome.status
