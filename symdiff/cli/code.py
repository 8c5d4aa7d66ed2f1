"""``symdiff code``: a function of values and derivatives in a programming language. Imports ``answers.programs``."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say
from symdiff.cli.options import OUTPUT, QUESTION, Bounds, Check, Detail, Ordered, Printing
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked
from symdiff.cli.values import choice, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, visible
from symdiff.frozen import replace
from symdiff.languages.table import ROWS

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def code(
    question: Ordered,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    language: Annotated[
        str | None,
        Option(
            "--language",
            metavar="NAME",
            parser=choice("--language", [row.name for row in ROWS]),
            rich_help_panel=OUTPUT,
            help=f"{', '.join(row.name for row in ROWS)}. Default: by the end of FILE, else c.",
        ),
    ] = None,
    name: Annotated[
        str, Option("--name", metavar="NAME", rich_help_panel=OUTPUT, help="What the function is called.")
    ] = "f",
    arguments: Annotated[
        str,
        Option(
            "--arguments",
            metavar="KIND",
            parser=choice("--arguments", ("names", "array")),
            rich_help_panel=OUTPUT,
            help="names, an argument for each variable; or array, one for all.",
        ),
    ] = "names",
    hessian: Annotated[
        bool, Option("--hessian", rich_help_panel=OUTPUT, help="The second partials too, row by row.")
    ] = False,
    jacobian: Annotated[
        bool, Option("--jacobian", rich_help_panel=OUTPUT, help="The values, then the matrix of partials, row by row.")
    ] = False,
    every: Annotated[
        bool, Option("--all-orders", rich_help_panel=OUTPUT, help="All partials up to --order, by total order.")
    ] = False,
    sparse: Annotated[
        bool,
        Option(
            "--sparse", rich_help_panel=OUTPUT, help="Of a matrix the cells that are not 0; the heading says which."
        ),
    ] = False,
    single: Annotated[
        bool, Option("--single", rich_help_panel=OUTPUT, help="Numbers of 32 bits: in c, c++, rust, fortran.")
    ] = False,
    accuracy: Annotated[
        str | None,
        Option(
            "--accuracy",
            metavar="BOX",
            rich_help_panel=OUTPUT,
            help='The largest errors for arguments in a box, as in "x=0.1:2,y=1:3": bounds, and the worst found.',
        ),
    ] = None,
    shape: Annotated[
        list[str] | None,
        Option(
            "--shape",
            metavar="NAME=ROWS,COLUMNS",
            rich_help_panel=QUESTION,
            help="NAME is a matrix or a vector, and EXPR is read as by matrix: numpy, jax, torch, julia, matlab. Repeatable.",
        ),
    ] = None,
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
    ] = None,
) -> int:
    """A function of the value and the derivatives of EXPR, its steps shared by all of them.

    Outputs: the value, then the derivatives in the order of diff. Arguments: the variables in alphabetical order.
    """
    from symdiff import __version__
    from symdiff.answers.programs import Outputs, language_named, programmed
    from symdiff.problems.opening import opened

    if not expressions:
        raise usage("there is no formula", hint='for example symdiff code "x**2*y" --language c')
    if not _NAME.fullmatch(name):
        raise usage(f"'{name}' is not the name of a function", hint="letters, digits and '_', a letter first")
    matrix = jacobian or len(expressions) > 1
    if hessian and matrix:
        raise usage("--hessian is of one formula, without --jacobian", hint="leave out one")
    if every and (hessian or matrix):
        raise usage("--all-orders is of one formula, without --hessian and --jacobian", hint="leave out one")
    if sparse and not (hessian or matrix):
        raise usage("--sparse is of a matrix", hint="--hessian or --jacobian asks for one")
    if shape:
        if len(expressions) > 1 or hessian or jacobian or every or sparse or single or accuracy or arguments != "names":
            raise usage(
                "with --shape the code is of one formula's value and derivative", hint="leave out the other options"
            )
        return _of_matrices(question, bounds, expressions[0], shape, language, name, output)
    row = language_named(language or _by_suffix(output), single=single)
    if name in row.reserved:
        raise usage(f"'{name}' is a word of {row.name}", hint="choose another --name")
    asked = Asked(question, Check(), Detail(), Printing(), bounds)
    settings = asked.settings(inputs=1, word=True)
    first, *others = expressions
    problem = replace(
        settings.asked, source=first, others=tuple(others), kind="jacobian" if matrix else settings.asked.kind
    )
    # In quotes, so that no text ends with a sign that joins the next line.
    heading = [f'"{visible(" ".join(text.split()))}"' for text in expressions]
    with budget(settings.options.timeout):
        found = opened(problem, settings.options)
        made = programmed(
            found,
            settings.options,
            row,
            name=name,
            array=arguments == "array",
            outputs=Outputs(hessian=hessian, every=every, sparse=sparse),
            heading=[f"symdiff {__version__}: {'; '.join(heading)}"],
            box=accuracy,
        )
    with written(output) as sink:
        sink.write(made.text)
    if made.header and output is not None and Path(output).suffix == f".{row.suffix}":
        with written(str(Path(output).with_suffix(f".{row.header_suffix}"))) as sink:
            sink.write(made.header)
    for note in found.notes:
        say(f"note: {note}")
    return ExitStatus.DONE


def _of_matrices(
    question: Ordered,
    bounds: Bounds,
    expression: str,
    shapes: list[str],
    language: str | None,
    name: str,
    output: str | None,
) -> int:
    """The code of a matrix expression."""
    from symdiff import __version__
    from symdiff.matrices.answers import answered, asked
    from symdiff.matrices.programs import programmed

    if len(question.wrt) != 1:
        raise usage("the derivative of a matrix expression is by one name", hint="say it with --wrt")
    if language is None:
        language = {"jl": "julia", "m": "matlab"}.get("" if output is None else Path(output).suffix[1:], "numpy")
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
        text = programmed(found, language, name=name, heading=heading)
    with written(output) as sink:
        sink.write(text)
    for note in found.notes:
        say(f"note: {note}")
    return ExitStatus.DONE


def _by_suffix(path: str | None) -> str:
    ending = "" if path is None else Path(path).suffix.removeprefix(".").lower()
    return next((row.name for row in ROWS if row.suffix.lower() == ending), "c")
