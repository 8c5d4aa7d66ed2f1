"""``symdiff code``: a function of values and derivatives in a programming language.

Annotations are no text here, as in ``options``. Imports ``answers.programs``.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say
from symdiff.cli.options import OUTPUT, QUESTION, Bounds, Check, Detail, Ordered, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import choice, count, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, visible
from symdiff.frozen import Frozen, replace
from symdiff.languages.table import ROWS
from symdiff.languages.writing import Program

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class Contents(Frozen):
    """What the function gives."""

    hessian: Annotated[
        bool, Option("--hessian", rich_help_panel=OUTPUT, help="The second partials too, row by row.")
    ] = False
    jacobian: Annotated[
        bool, Option("--jacobian", rich_help_panel=OUTPUT, help="The values, then the matrix of partials, row by row.")
    ] = False
    every: Annotated[
        bool, Option("--all-orders", rich_help_panel=OUTPUT, help="All partials up to --order, by total order.")
    ] = False
    sparse: Annotated[
        bool,
        Option(
            "--sparse", rich_help_panel=OUTPUT, help="Of a matrix the cells that are not 0; the heading says which."
        ),
    ] = False


class Form(Frozen):
    """How it is written."""

    language: Annotated[
        str | None,
        Option(
            "--language",
            metavar="NAME",
            parser=choice("--language", [row.name for row in ROWS]),
            rich_help_panel=OUTPUT,
            help=f"{', '.join(row.name for row in ROWS)}. Default: by the end of FILE, else c.",
        ),
    ] = None
    name: Annotated[
        str, Option("--name", metavar="NAME", rich_help_panel=OUTPUT, help="What the function is called.")
    ] = "f"
    arguments: Annotated[
        str,
        Option(
            "--arguments",
            metavar="KIND",
            parser=choice("--arguments", ("names", "array")),
            rich_help_panel=OUTPUT,
            help="names, an argument for each variable; or array, one for all.",
        ),
    ] = "names"
    single: Annotated[
        bool, Option("--single", rich_help_panel=OUTPUT, help="Numbers of 32 bits: in c, c++, rust, fortran.")
    ] = False
    split: Annotated[
        int | None,
        Option(
            "--split",
            metavar="N",
            parser=count("--split"),
            rich_help_panel=OUTPUT,
            help=f"Functions of N statements, for compilers that slow down: in {', '.join(row.name for row in ROWS if row.split)}.",
        ),
    ] = None
    accuracy: Annotated[
        str | None,
        Option(
            "--accuracy",
            metavar="BOX",
            rich_help_panel=OUTPUT,
            help='The largest errors for arguments in a box, as in "x=0.1:2,y=1:3": bounds, and the worst found.',
        ),
    ] = None
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            parser=file_or_none,
            rich_help_panel=OUTPUT,
            help="Write there.",
        ),
    ] = None


def code(
    question: Ordered,
    contents: Contents,
    form: Form,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    shape: Annotated[
        list[str] | None,
        Option(
            "--shape",
            metavar="NAME=ROWS,COLUMNS",
            rich_help_panel=QUESTION,
            help="NAME is a matrix or a vector, and EXPR is read as by matrix: numpy, jax, torch, julia, matlab. Repeatable.",
        ),
    ] = None,
) -> int:
    """A function of the value and the derivatives of EXPR, its steps shared by all of them.

    Outputs: the value, then the derivatives in the order of diff. Arguments: the variables in alphabetical order.
    """
    if not expressions:
        raise usage("there is no formula", hint='for example symdiff code "x**2*y" --language c')
    if not _NAME.fullmatch(form.name):
        raise usage(f"'{form.name}' is not the name of a function", hint="letters, digits and '_', a letter first")
    matrix = contents.jacobian or len(expressions) > 1
    _fit(contents, matrix)
    if shape:
        if matrix or contents != Contents() or form != Form(form.language, form.name, output=form.output):
            raise usage(
                "with --shape the code is of one formula's value and derivative", hint="leave out the other options"
            )
        return _of_matrices(question, bounds, expressions[0], shape, form)
    made, notes = _made(question, contents, form, bounds, expressions)
    with written(form.output) as sink:
        sink.write(made.text)
    row = next(row for row in ROWS if row.name == _language(form))
    if made.header and form.output is not None and Path(form.output).suffix == f".{row.suffix}":
        with written(str(Path(form.output).with_suffix(f".{row.header_suffix}"))) as sink:
            sink.write(made.header)
    for note in notes:
        say(f"note: {note}")
    return ExitStatus.DONE


def _fit(contents: Contents, matrix: bool) -> None:
    """Refuse what does not go together."""
    if contents.hessian and matrix:
        raise usage("--hessian is of one formula, without --jacobian", hint="leave out one")
    if contents.every and (contents.hessian or matrix):
        raise usage("--all-orders is of one formula, without --hessian and --jacobian", hint="leave out one")
    if contents.sparse and not (contents.hessian or matrix):
        raise usage("--sparse is of a matrix", hint="--hessian or --jacobian asks for one")


def _made(
    question: Ordered, contents: Contents, form: Form, bounds: Bounds, expressions: list[str]
) -> tuple[Program, Sequence[str]]:
    """The function, and what is to be said about how the formulas were read."""
    from symdiff import __version__
    from symdiff.answers.programs import Outputs, language_named, programmed
    from symdiff.problems.opening import opened

    row = language_named(_language(form), single=form.single)
    if form.name in row.reserved:
        raise usage(f"'{form.name}' is a word of {row.name}", hint="choose another --name")
    settings = Asked(question, Check(), Detail(), Printing(), bounds).settings(inputs=1, word=True)
    first, *others = expressions
    kind = "jacobian" if contents.jacobian or others else settings.asked.kind
    problem = replace(settings.asked, source=first, others=tuple(others), kind=kind)
    # In quotes, so that no text ends with a sign that joins the next line.
    heading = [f'"{visible(" ".join(text.split()))}"' for text in expressions]
    with budget(settings.options.timeout):
        found = opened(problem, settings.options)
        made = programmed(
            found,
            settings.options,
            row,
            name=form.name,
            array=form.arguments == "array",
            outputs=Outputs(hessian=contents.hessian, every=contents.every, sparse=contents.sparse),
            heading=[f"symdiff {__version__}: {'; '.join(heading)}"],
            box=form.accuracy,
            split=form.split,
        )
    return made, found.notes


def _of_matrices(
    question: Ordered,
    bounds: Bounds,
    expression: str,
    shapes: list[str],
    form: Form,
) -> int:
    """The code of a matrix expression."""
    from symdiff import __version__
    from symdiff.matrices.answers import answered, asked
    from symdiff.matrices.programs import programmed
    from symdiff.matrices.targets import TARGETS

    if len(question.wrt) != 1:
        raise usage("the derivative of a matrix expression is by one name", hint="say it with --wrt")
    ending = "" if form.output is None else Path(form.output).suffix[1:]
    written_in = {row.name for row in TARGETS}
    language = form.language or next(
        (row.name for row in ROWS if row.suffix == ending and row.name in written_in), "numpy"
    )
    with budget(None if bounds.timeout == float("inf") else bounds.timeout):
        found = answered(
            asked(
                expression,
                question.wrt[0],
                tuple(shapes),
                order=question.order,
                syntax=question.syntax,
                limits=bounds.limits,
            )
        )
        heading = [f'symdiff {__version__}: "{visible(" ".join(expression.split()))}"']
        text = programmed(found, language, name=form.name, heading=heading)
    with written(form.output) as sink:
        sink.write(text)
    for note in found.notes:
        say(f"note: {note}")
    return ExitStatus.DONE


def _language(form: Form) -> str:
    """What was asked for, else what the end of the file's name says."""
    ending = "" if form.output is None else Path(form.output).suffix.removeprefix(".").lower()
    return form.language or next((row.name for row in ROWS if row.suffix.lower() == ending), "c")
