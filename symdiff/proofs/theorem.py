"""Theorems: a formula, its derivative, the hypotheses, and the proof, as a file for Coq. Imports the rest of the room."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.proofs.context import Context
from symdiff.proofs.derivation import derivation
from symdiff.proofs.equality import precision
from symdiff.proofs.terms import Reader, Terms, names_of

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


class Theorem(Frozen):
    """A theorem with its proof; ``printed`` whether it speaks of the printed form."""

    name: str
    text: str
    printed: bool
    conditions: tuple[str, ...]
    extra: tuple[str, ...]
    """Of the conditions, those that only the printed form needs."""


@cache
def lemmas() -> str:
    """The text of the lemmas."""
    return (Path(__file__).parent / "lemmas.v").read_text(encoding="utf-8")


@cache
def reserved() -> frozenset[str]:
    """Words that name something in the lemmas or in Coq."""
    return frozenset(word for word in _WORD.findall(lemmas()) if len(word) > 1) | _KEYWORDS


def comment(text: str) -> str:
    """A text as it may stand in a comment of Coq, whatever is in it: nothing opens, closes or quotes."""
    kept = "".join(c if c.isprintable() else " " for c in text)
    return kept.replace("(*", "( *").replace("*)", "* )").replace('"', "'")


def theorem(
    graph: Graph,
    root: int,
    variable: str,
    derivative: int,
    name: str,
    *,
    form: str = "printed",
    arranged: bool = False,
) -> Theorem:
    """The theorem that ``derivative`` is the derivative of a typed node by one name.

    ``form``: "printed" for the derivative as it is given, "raw" for what the lemmas conclude; ``arranged``: whether the node is
    a derivative itself, written in the order of people. Raises BeyondError and UnprovenError.
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
        if form == "raw":
            result, same = steps.result, f"(eq_refl {terms.atom(steps.result)})"
        else:
            result = Reader(graph, terms, names, arranged=True).term(derivative)
            context.late = True
            same = context.equal(steps.result, result)
    stated = []
    for kind, term, label in context.hypotheses:
        condition = _CONDITIONS[kind].format(u=terms.text(term), a=terms.atom(term))
        stated.append((label, condition))
    function_of_x = f"fun {x} => {name} {' '.join(arguments)}"
    hypotheses = "".join(f"\n  {condition} ->" for _, condition in stated)
    claim = f"derivable_pt_lim ({function_of_x}) {x}\n    ({terms.text(result)})"
    lines = [
        f"Definition {name} ({' '.join(arguments)} : R) : R :=\n  {terms.text(function)}.",
        "",
        *context.closed,
        f"Section {name}'proof.",
        f"Variables {' '.join(arguments)} : R.",
        *(f"Hypothesis {label} : {condition}." for label, condition in stated),
        *context.lines,
        f"Lemma {name}'holds : {claim}.",
        f"Proof using All. exact (d_eq _ {x} _ _ {steps.last} {same}). Qed.",
        f"End {name}'proof.",
        "",
        f"Theorem derivative_of_{name} : forall {' '.join(arguments)} : R,{hypotheses}\n  {claim}.",
        f"Proof {name}'holds.",
    ]
    conditions = tuple(condition for _, condition in stated)
    extra = tuple(conditions[number] for number in context.extra)
    return Theorem(name, "\n".join(lines), form == "printed", conditions, extra)
