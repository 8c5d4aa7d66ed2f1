"""``symdiff matrix``: matrix calculus in matrix form. Imports ``matrices``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.options import CHECK, OUTPUT, QUESTION, Bounds
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.values import choice, count, file_or_none
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.matrices.answers import Answer
    from symdiff.matrices.checks import Checked

_STATUS = {
    Status.AGREE: ExitStatus.DONE,
    Status.DISAGREE: ExitStatus.FAILED_CHECK,
    Status.INCONCLUSIVE: ExitStatus.UNDECIDED,
    Status.UNDEFINED: ExitStatus.UNDECIDED,
}
_COLUMNS = ("of", "by", "symbolic", "method", "estimate", "step", "error", "bound", "verdict")


def matrix(
    bounds: Bounds,
    expression: Annotated[str, Argument(metavar="EXPR")],
    wrt: Annotated[
        str | None,
        Option("--wrt", "-w", metavar="NAME", rich_help_panel=QUESTION, help="Differentiate by NAME."),
    ] = None,
    shape: Annotated[
        list[str] | None,
        Option(
            "--shape",
            metavar="NAME=ROWS,COLUMNS",
            rich_help_panel=QUESTION,
            help="X=m,n, a column x=n, or with properties A=n,n,symmetric: symmetric, diagonal, pd, orthogonal. Others are scalars.",
        ),
    ] = None,
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
    ] = 1,
    layout: Annotated[
        str,
        Option(
            "--layout",
            metavar="NAME",
            parser=choice("--layout", ("denominator", "numerator")),
            rich_help_panel=QUESTION,
            help="denominator: a gradient has the shape of its variable; numerator: its transpose.",
        ),
    ] = "denominator",
    syntax: Annotated[
        str,
        Option(
            "--syntax",
            metavar="NAME",
            parser=choice("--syntax", ("auto", "plain", "matlab", "numpy", "latex", "mathematica")),
            rich_help_panel=QUESTION,
            help="How EXPR is written: auto, plain (as MATLAB), numpy, latex, mathematica.",
        ),
    ] = "auto",
    at: Annotated[
        list[str] | None,
        Option(
            "--at",
            "-a",
            metavar="VALUES",
            rich_help_panel=CHECK,
            help='Check there: "A=[1,2;3,4]", x=[1,2], t=0.5, A=FILE.npy. Names without a value are drawn at random.',
        ),
    ] = None,
    size: Annotated[
        list[str] | None,
        Option("--size", metavar="LETTER=N", rich_help_panel=CHECK, help="Check at random entries of this size: n=3."),
    ] = None,
    seed: Annotated[
        int,
        Option("--seed", metavar="N", parser=count("--seed"), rich_help_panel=CHECK, help="Which random entries."),
    ] = 1,
    certify: Annotated[
        bool,
        Option(
            "--certify", rich_help_panel=CHECK, help="Enclose the true derivative of each entry, with proof, by balls."
        ),
    ] = False,
    exit_zero: Annotated[
        bool,
        Option("--exit-zero", rich_help_panel=CHECK, help="Exit 0 also where a check could not tell or disagreed."),
    ] = False,
    explain: Annotated[
        bool, Option("--explain", rich_help_panel=OUTPUT, help="The rules that were used, in their order.")
    ] = False,
    form: Annotated[
        str,
        Option(
            "--format",
            "-f",
            metavar="NAME",
            parser=choice("--format", ("auto", "plain", "latex", "json")),
            rich_help_panel=OUTPUT,
            help="auto (told in words on a terminal, plain elsewhere), plain, latex, json.",
        ),
    ] = "auto",
    output: Annotated[
        str | None,
        Option("--output", "-o", metavar="FILE", parser=file_or_none, rich_help_panel=OUTPUT, help="Write there."),
    ] = None,
) -> int:
    """The derivative of a matrix expression in matrix form, by a scalar, a vector or a matrix.

    Sizes are letters or numbers. With --size or --at each entry is checked by differences, and with --certify by enclosures.
    """
    from symdiff.matrices.answers import answered, asked, instance_checked

    if wrt is None:
        raise usage(
            "what to differentiate by is not said",
            hint='for example symdiff matrix "x\'*A*x" --wrt x --shape x=n --shape A=n,n',
        )
    if certify and not (at or size):
        raise usage("--certify needs an instance", hint="for example --size n=3")
    seconds = None if bounds.timeout == float("inf") else bounds.timeout
    with budget(seconds):
        question = asked(
            expression, wrt, tuple(shape or ()), order=order, layout=layout, syntax=syntax, limits=bounds.limits
        )
        found = answered(question)
        check = instance_checked(found, at or [], size or [], seed, certify=certify) if at or size else None
        if form == "auto":
            shown = screen(sys.stdout if output is None else None).terminal
            form = "told" if shown else "plain"
        lines = list(_FORMS[form](found, check, explain))
    with written(output) as sink:
        sink.write("".join(line + "\n" for line in lines))
    if form in ("plain", "latex"):
        for note in found.notes:
            say(f"note: {note}")
        if check is not None:
            for reason in dict.fromkeys([check.note, *[entry.note for entry in check.entries]]):
                if reason:
                    say(f"note: {reason}")
    return ExitStatus.DONE if check is None or exit_zero else _STATUS[check.verdict]


def _plain(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    """The derivative; with an instance the table of its entries."""
    if check is None or explain:
        yield found.text
    if explain:
        yield from _steps(found)
    if check is not None:
        certified = any(entry.digits is not None for entry in check.entries)
        yield "\t".join([*_COLUMNS, "certified"] if certified else _COLUMNS)
        for entry in check.entries:
            places = [",".join(map(str, place)) for place in (entry.of, entry.by)]
            for each in entry.estimates or (None,):
                numbers = (
                    ("", "", "", "", "")
                    if each is None
                    else (each.method, each.value, each.step, each.error, each.bound)
                )
                cells = [*places, entry.symbolic, *numbers, entry.verdict.value, *[entry.digits] * certified]
                yield "\t".join("" if cell is None else str(cell) for cell in cells)


def _latex(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    from symdiff.matrices.answers import latex

    yield latex(found)


def _told(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    """The answer in words, for a terminal."""
    question = found.question
    rows, columns = found.shape
    yield f"d/d{question.wrt} {' '.join(question.source.split())}"
    yield f"  = {found.text}"
    if found.node is not None:
        yield f"  {rows} x {columns}"
    for note in found.notes:
        yield f"  note: {note}"
    if explain:
        yield from _steps(found)
    if check is not None:
        yield ""
        yield "value:"
        yield from _aligned(check.value)
        if check.derivative is not None:
            yield "derivative:"
            yield from _aligned(check.derivative)
        yield _summary(check)
        if check.note:
            yield f"note: {check.note}"


def _summary(check: Checked) -> str:
    errors: dict[str, float] = {}
    for entry in check.entries:
        for each in entry.estimates:
            errors[each.method] = max(errors.get(each.method, 0.0), each.error)
    told = ", ".join(f"{method} off by at most {error:.1e}" for method, error in errors.items())
    certified = f"; {check.certified} certified" if check.certified else ""
    many = len(check.entries)
    return f"{many} {'entry' if many == 1 else 'entries'}: {check.verdict.value} ({told}{certified})"


def _aligned(rows: list[list[float]]) -> Iterator[str]:
    cells = [[f"{entry:.10g}" for entry in row] for row in rows]
    width = max(len(cell) for row in cells for cell in row)
    for row in cells:
        yield "  " + "  ".join(cell.rjust(width) for cell in row)


def _steps(found: Answer) -> Iterator[str]:
    from symdiff.matrices.answers import explained

    for number, (rule, statement, part, adjoint) in enumerate(explained(found), 1):
        yield f"{number}. {rule}: {statement}"
        yield f"   {part}"
        yield f"   -> {adjoint}"


def _json(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    from symdiff.matrices.answers import explained

    question = found.question
    derivative: dict[str, Any] = {
        "wrt": [question.wrt] * question.order,
        "expression": found.text,
        "form": "index" if found.node is None else "matrix",
        "shape": None if found.node is None else [str(size) for size in found.shape],
        "layout": question.layout,
        "notes": list(found.notes),
    }
    if explain:
        names = ("rule", "statement", "expression", "result")
        derivative["steps"] = [dict(zip(names, step, strict=True)) for step in explained(found)]
    points = []
    if check is not None:
        entries = [
            {
                "of": entry.of, "by": entry.by, "symbolic": entry.symbolic, "certified_digits": entry.digits,
                "estimates": [
                    {"method": e.method, "value": e.value, "step": e.step, "error": e.error, "bound": e.bound} for e in entry.estimates
                ],
                "verdict": entry.verdict.value, "note": entry.note,
            }
            for entry in check.entries
        ]  # fmt: skip
        points.append({"value": check.value, "derivative": check.derivative, "entries": entries, "note": check.note})
    verdict = None if check is None else check.verdict.value
    record = {
        "schema": 1, "kind": "matrix", "id": None, "source": question.source, "derivatives": [derivative], "points": points,
        "verdict": verdict, "error": None,
    }  # fmt: skip
    yield json.dumps(record)


_FORMS = {"plain": _plain, "latex": _latex, "told": _told, "json": _json}
