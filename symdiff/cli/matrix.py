"""``symdiff matrix``: matrix calculus in matrix form.

Annotations are no text here, as in ``options``. Imports ``matrices``.
"""

import sys
from typing import Annotated

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.options import CHECK, OUTPUT, QUESTION, Bounds
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.values import choice, count, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import Frozen
from symdiff.matrices.tokens import NAMES
from symdiff.reports.formats import choices, formats, writer
from symdiff.status import Status

_STATUS = {
    Status.AGREE: ExitStatus.DONE,
    Status.DISAGREE: ExitStatus.FAILED_CHECK,
    Status.INCONCLUSIVE: ExitStatus.UNDECIDED,
    Status.UNDEFINED: ExitStatus.UNDECIDED,
}


class Question(Frozen):
    """What is differentiated by what, and how it is written."""

    wrt: Annotated[
        str | None,
        Option("--wrt", "-w", metavar="NAME", rich_help_panel=QUESTION, help="Differentiate by NAME."),
    ] = None
    shape: Annotated[
        list[str] | None,
        Option(
            "--shape",
            metavar="NAME=ROWS,COLUMNS",
            rich_help_panel=QUESTION,
            help="X=m,n, a column x=n, or with properties A=n,n,symmetric: symmetric, diagonal, pd, orthogonal. Others are scalars.",
        ),
    ] = None
    order: Annotated[
        int,
        Option(
            "--order",
            "-n",
            metavar="N",
            parser=count("--order"),
            rich_help_panel=QUESTION,
            help="2: the Hessian of a scalar.",
        ),
    ] = 1
    layout: Annotated[
        str,
        Option(
            "--layout",
            metavar="NAME",
            parser=choice("--layout", ("denominator", "numerator")),
            rich_help_panel=QUESTION,
            help="denominator: a gradient has the shape of its variable; numerator: its transpose.",
        ),
    ] = "denominator"
    syntax: Annotated[
        str,
        Option(
            "--syntax",
            metavar="NAME",
            parser=choice("--syntax", ("auto", *NAMES)),
            rich_help_panel=QUESTION,
            help=f"How EXPR is written: auto, {', '.join(NAMES)}.",
        ),
    ] = "auto"


class Instance(Frozen):
    """Where entries are checked."""

    at: Annotated[
        list[str] | None,
        Option(
            "--at",
            "-a",
            metavar="VALUES",
            rich_help_panel=CHECK,
            help='Check there: "A=[1,2;3,4]", x=[1,2], t=0.5, A=FILE.npy. Names without a value are drawn at random.',
        ),
    ] = None
    size: Annotated[
        list[str] | None,
        Option("--size", metavar="LETTER=N", rich_help_panel=CHECK, help="Check at random entries of this size: n=3."),
    ] = None
    seed: Annotated[
        int,
        Option("--seed", metavar="N", parser=count("--seed"), rich_help_panel=CHECK, help="Which random entries."),
    ] = 1
    certify: Annotated[
        bool,
        Option(
            "--certify", rich_help_panel=CHECK, help="Enclose the true derivative of each entry, with proof, by balls."
        ),
    ] = False
    exit_zero: Annotated[
        bool,
        Option("--exit-zero", rich_help_panel=CHECK, help="Exit 0 also where a check could not tell or disagreed."),
    ] = False


class Printing(Frozen):
    """How the answer is written."""

    explain: Annotated[
        bool, Option("--explain", rich_help_panel=OUTPUT, help="The rules that were used, in their order.")
    ] = False
    form: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=choice("--format", choices("matrix")),
            rich_help_panel=OUTPUT,
            help=f"auto (rich on a terminal, plain elsewhere), {', '.join(formats('matrix'))}.",
        ),
    ] = "auto"
    output: Annotated[
        str | None,
        Option("--output", "-o", metavar="FILE", parser=file_or_none, rich_help_panel=OUTPUT, help="Write there."),
    ] = None


def matrix(
    question: Question,
    instance: Instance,
    printing: Printing,
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
) -> int:
    """The derivative of a matrix expression in matrix form, by a scalar, a vector or a matrix.

    Sizes are letters or numbers. With --size or --at each entry is checked by differences, and with --certify by enclosures.
    """
    from symdiff.matrices.answers import answered, asked, instance_checked

    at, size = instance.at or [], instance.size or []
    if question.wrt is None:
        raise usage(
            "what to differentiate by is not said",
            hint='for example symdiff matrix "x\'*A*x" --wrt x --shape x=n --shape A=n,n',
        )
    if instance.certify and not (at or size):
        raise usage("--certify needs an instance", hint="for example --size n=3")
    seconds = None if bounds.timeout == float("inf") else bounds.timeout
    with budget(seconds):
        found = answered(
            asked(
                expression,
                question.wrt,
                tuple(question.shape or ()),
                order=question.order,
                layout=question.layout,
                syntax=question.syntax,
                limits=bounds.limits,
            )
        )
        check = instance_checked(found, at, size, instance.seed, certify=instance.certify) if at or size else None
        form = printing.form
        if form == "auto":
            form = "rich" if screen(sys.stdout if printing.output is None else None).terminal else "plain"
        text = writer(form, "matrix")(found, check, printing.explain)
    with written(printing.output) as sink:
        sink.write(text)
    if form in ("plain", "latex"):
        for note in found.notes:
            say(f"note: {note}")
        if check is not None:
            for reason in dict.fromkeys([check.note, *[entry.note for entry in check.entries]]):
                if reason:
                    say(f"note: {reason}")
    return ExitStatus.DONE if check is None or instance.exit_zero else _STATUS[check.verdict]
