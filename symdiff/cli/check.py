"""``symdiff check``: is this the derivative? Imports ``formulas``, ``batch`` and ``callables``."""

from __future__ import annotations

from typing import Annotated

from symdiff.batch.inputs import input_kind
from symdiff.cli.callables import check_function, named
from symdiff.cli.formulas import answer
from symdiff.cli.options import CHECK, Bounds, Check, Detail, Printing, Question, Sheet
from symdiff.cli.parameters import Argument, Option
from symdiff.cli.run import Asked, chosen
from symdiff.cli.stream import stream
from symdiff.cli.values import name
from symdiff.cli.words import usage
from symdiff.frozen import Frozen, replace
from symdiff.problems.problem import related


class Gradient(Frozen):
    """What a Python function is compared with."""

    gradient: Annotated[
        str | None,
        Option(
            "--grad",
            metavar="FILE.py:NAME",
            rich_help_panel=CHECK,
            help="The gradient of the function FILE.py:NAME: it returns a number, a sequence or a numpy array.",
        ),
    ] = None
    direction: Annotated[
        bool,
        Option(
            "--direction",
            rich_help_panel=CHECK,
            help="Compare the gradient of FILE.py:NAME along one random direction alone: for many parameters.",
        ),
    ] = False


class Relation(Frozen):
    """What CANDIDATE is of EXPR, and where."""

    same: Annotated[
        bool,
        Option(
            "--same",
            rich_help_panel=CHECK,
            help="CANDIDATE is held against EXPR itself, and nothing is differentiated.",
        ),
    ] = False
    antiderivative: Annotated[
        bool,
        Option(
            "--antiderivative",
            rich_help_panel=CHECK,
            help="CANDIDATE is said to be an antiderivative: EXPR is held against its derivative.",
        ),
    ] = False
    implicit: Annotated[
        bool,
        Option("--implicit", rich_help_panel=CHECK, help="EXPR is an equation, and CANDIDATE the slope of its curve."),
    ] = False
    dep: Annotated[
        str | None,
        Option(
            "--dep",
            metavar="NAME",
            parser=name("--dep"),
            rich_help_panel=CHECK,
            help="With --implicit: the name that depends on the --wrt name.",
        ),
    ] = None
    assume: Annotated[
        list[str] | None,
        Option(
            "--assume",
            metavar="COND",
            rich_help_panel=CHECK,
            help="The answer need only hold where COND does: 'a > 0'. Repeatable.",
        ),
    ] = None


def check(
    question: Question,
    check: Check,
    printing: Printing,
    sheet: Sheet,
    bounds: Bounds,
    given: Gradient,
    relation: Relation,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR CANDIDATE...")] = None,
) -> int:
    """Is CANDIDATE the derivative of EXPR? For several variables, a candidate for each, in the order of --wrt or the alphabet.

    At points of the domain the true derivative is enclosed, by arithmetic that uses no derivative rule, and compared; then the
    difference is proved to be 0, or else compared in every piece of the domain that is found. Instead of EXPR and CANDIDATE: FILE.jsonl,
    FILE.csv or another table, whose lines have expr and expected; or FILE.py:NAME and --grad, a Python function and its gradient, which are
    run and compared by numeric differences.
    """
    words = expressions or []
    if words and named(words[0]) is not None:
        if len(words) > 1:
            raise usage("a Python function is checked alone", hint="its gradient is given by --grad FILE.py:NAME")
        return check_function(words[0], given.gradient, check, printing, bounds, direction=given.direction)
    if given.direction:
        raise usage("--direction goes with FILE.py:NAME and --grad", hint="a formula is checked by all its variables")
    if given.gradient is not None:
        raise usage("--grad goes with FILE.py:NAME", hint="for example symdiff check model.py:f --grad model.py:df")
    chosen(printing, "check")
    asked = Asked(
        question,
        replace(check, certify=True),
        Detail(),
        printing,
        bounds,
        candidates=True,
        sheet=sheet,
        assume=tuple(relation.assume or ()),
    )
    relations = [each for each in ("same", "antiderivative") if getattr(relation, each)]
    if len(relations) + relation.implicit > 1:
        raise usage("--same, --antiderivative and --implicit exclude one another", hint="choose one")
    kind = relations[0] if relations else "derivative"
    if len(words) == 1 and input_kind(words[0]).records:
        return stream(words[0], replace(asked, relation=kind), summary=True)
    if len(words) < 2:
        raise usage(
            "a check needs a formula and a candidate for its derivative", hint='for example symdiff check "x**2" "2*x"'
        )
    if relations and len(words) > 2:
        raise usage(f"--{kind} takes two formulas, not {len(words)}", hint="check each pair alone")
    if relation.implicit:
        asking = {"kind": "implicit", "source": words[0], "expected": tuple(words[1:]), "dependent": relation.dep}
        return answer(asked, [asking])
    return answer(asked, [related(kind, words[0], words[1] if relations else tuple(words[1:]))])
