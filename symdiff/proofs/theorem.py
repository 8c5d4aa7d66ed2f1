"""Theorems: a formula, its derivative, the hypotheses, and the proof, as a file for Coq. Imports the rest of the room."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.proofs.context import Context
from symdiff.proofs.derivation import derivation
from symdiff.proofs.equality import UnprovenError
from symdiff.proofs.model import precision
from symdiff.proofs.terms import BeyondError, Reader, Terms, names_of

_CONDITIONS: Final = {
    "nz": "{u} <> 0",
    "pos": "0 < {u}",
    "in": "-1 < {u} < 1",
    "out": "1 < Rabs {a}",
    "above": "1 < {u}",
    "unit": "0 < {u} < 1",
}
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_']*")
_KEYWORDS: Final = frozenset(
    (
        "as",
        "at",
        "by",
        "cofix",
        "do",
        "else",
        "end",
        "exists",
        "exists2",
        "fix",
        "for",
        "forall",
        "fun",
        "if",
        "in",
        "is",
        "let",
        "match",
        "mod",
        "of",
        "return",
        "then",
        "try",
        "using",
        "where",
        "with",
    )
)


INTERVAL: Final = """\
From Interval Require Import Tactic.
Ltac shown :=
  unfold sec, csc, cot, sech, csch, coth, acosh, atanh, arcsinh, sinh, cosh, tanh, Rpower; repeat split;
  first [interval with (i_prec 120) | apply Rgt_not_eq; interval with (i_prec 120) | apply Rlt_not_eq; interval with (i_prec 120)]."""
"""What theorems of values need: the tactic of the Debian package libcoq-interval."""


class Theorem(Frozen):
    """A theorem with its proof."""

    name: str
    text: str
    conditions: tuple[str, ...]
    extra: tuple[str, ...] = ()
    """Of the conditions, those that only the printed form needs."""
    raw: Theorem | None = None
    """Of a theorem of the printed form, that of what the lemmas conclude: it stands where the two are not proved equal."""
    reason: str = ""
    """Why it speaks of the raw form; nothing where it speaks of the printed one."""
    symbols: tuple[str, ...] = ()
    """The arguments of the function, the variable first."""
    of_value: bool = False
    """Whether it says in which interval the derivative at a point lies."""


@cache
def lemmas() -> str:
    """The text of the lemmas."""
    return (Path(__file__).parent / "lemmas.v").read_text(encoding="utf-8")


@cache
def reserved() -> frozenset[str]:
    """Words that name something in the lemmas or in Coq."""
    return frozenset(word for word in _WORD.findall(lemmas()) if len(word) > 1) | _KEYWORDS


def is_free(name: str) -> bool:
    """Whether a function may have this name: small letters, digits and '_', and nothing that means something in Coq."""
    return re.fullmatch(r"[a-z][a-z0-9_]*", name) is not None and name not in reserved()


def comment(text: str) -> str:
    """A text as it may stand in a comment of Coq, whatever is in it: nothing opens, closes or quotes."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept.replace("(*", "( *").replace("*)", "* )").replace('"', "'")


def theorem(
    graph: Graph, root: int, variable: str, derivative: int, name: str, *, remark: str = "", arranged: bool = False
) -> Theorem:
    """The theorem that ``derivative`` is the derivative of a typed node by one name, or that of the raw form and the reason.

    ``remark`` stands before it; ``arranged`` says whether the node is a derivative itself, written in the order of people.
    Raises BeyondError where there is no lemma, and UnprovenError where a step needs what is not proved.
    """
    symbols = graph.symbols([root, derivative])
    if variable not in symbols:
        symbols.append(variable)
    names = names_of(symbols, reserved() | {name})
    terms = Terms()
    x = names[variable]
    arguments = [x, *(names[symbol] for symbol in symbols if symbol != variable)]
    function = Reader(graph, terms, names, arranged=arranged).term(root)
    context = Context(terms, name)
    with precision():
        steps = derivation(context, function, x)
        raw = _stated(context, function, arguments, steps.term, steps.result, "", remark)
        try:
            result = Reader(graph, terms, names, arranged=True).term(derivative)
            context.late = True
            same = context.equal(steps.result, result)
        except (BeyondError, UnprovenError) as error:
            return replace(
                raw, reason=error.reason, symbols=(variable, *(each for each in symbols if each != variable))
            )
    made = _stated(context, function, arguments, steps.term, result, same, remark)
    return replace(made, raw=raw, symbols=(variable, *(each for each in symbols if each != variable)))


def at_point(graph: Graph, made: Theorem, point: Mapping[str, int], ends: tuple[str, str], number: int) -> Theorem:
    """The theorem that the derivative has a value between two decimal numbers where each symbol has the value of a node.

    Its proof is by the tactic of coq-interval, which ``INTERVAL`` asks for. Raises BeyondError.
    """
    terms = Terms()
    reader = Reader(graph, terms, {})
    x, *others = (terms.atom(reader.term(point[symbol])) for symbol in made.symbols)
    name = f"{made.name}_at_{number}"
    low, high = (end.lower().replace("e+", "e") for end in ends)
    text = "\n".join(
        (
            f"Theorem derivative_of_{name} : exists d : R,",
            f"  derivable_pt_lim (fun x => {' '.join((made.name, 'x', *others))}) {x} d /\\ {low} <= d <= {high}.",
            f"Proof. eexists. split. apply derivative_of_{made.name}; shown. shown. Qed.",
        )
    )
    return Theorem(name, text, (), of_value=True)


def _stated(
    context: Context, function: int, arguments: list[str], steps: str, result: int, same: str, remark: str
) -> Theorem:
    """What the steps conclude, or what a proof says is the same."""
    terms, name = context.terms, context.name
    last = f"{name}'derived"
    x = arguments[0]
    stated = []
    for kind, term, label in context.hypotheses:
        condition = _CONDITIONS[kind].format(u=terms.text(term), a=terms.atom(term))
        stated.append((label, condition))
    claim = f"derivable_pt_lim (fun {x} => {name} {' '.join(arguments)}) {x}\n    ({terms.text(result)})"
    reached = context.sides.get(same, f"({terms.text(result)})") if same else f"(slope {x} {last})"
    closed, lines = context.used(steps, same)
    proof = f"s_end {x} {last} {reached} {same}" if same else f"is_slope {x} {last}"
    hypotheses = "".join(f"\n  {condition} ->" for _, condition in stated)
    lines = [
        *([remark] if remark else []),
        f"Definition {name} ({' '.join(arguments)} : R) : R :=\n  {terms.text(function)}.",
        "",
        *closed,
        f"Section {name}'proof.",
        f"Variables {' '.join(arguments)} : R.",
        *(f"Hypothesis {label} : {condition}." for label, condition in stated),
        *lines,
        f"Definition {last} :=\n{steps}.",
        f"Lemma {name}'holds : derivable_pt_lim (function {x} {last}) {x} {reached}.",
        f"Proof using All. exact ({proof}). Qed.",
        f"End {name}'proof.",
        "",
        f"Theorem derivative_of_{name} : forall {' '.join(arguments)} : R,{hypotheses}\n  {claim}.",
        f"Proof. exact_no_check {name}'holds. Qed.",
    ]
    conditions = tuple(condition for _, condition in stated)
    return Theorem(name, "\n".join(lines), conditions, tuple(conditions[number] for number in context.extra))
