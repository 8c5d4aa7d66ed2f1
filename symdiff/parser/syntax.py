"""A syntax is a row of tables over the one grammar: how its text falls into tokens, and which characters mean the same.

Imports ``errors`` only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from symdiff.errors import fault

SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᵏᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻⁱʲ"
SUPERSCRIPT = str.maketrans(SUPERSCRIPTS, "0123456789+-abcdekmnprstuvwxyzij")
SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
SUBSCRIPT = str.maketrans(SUBSCRIPTS, "0123456789aehijklmnoprstuvx")

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏℏℓℯ"
_GREEK = "Α-ΡΣ-Ωα-ωϑϕϖϰϱϵ"

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
# A Greek letter is a name of its own, so that πr² and sinθ fall apart; Δ joins what follows it.
NAME = (
    rf"(?:[{_LATIN}]|Δ(?=[{_LATIN}]))[{_LATIN}0-9_]*(?:(?<=_)[{_GREEK}])?[{SUBSCRIPTS}]*"
    rf"|[{_GREEK}](?:_[{_LATIN}0-9_]+|[0-9]+)?[{SUBSCRIPTS}]*"
)
# What only looks like a number is one token too, and is refused as a number: 0x1F, 1.1.1, 1_000, 1e+.
_LIKE_NUMBER = rf"0[xXbBoO][{_LATIN}0-9_]*|{NUMBER}(?:[._][{_LATIN}0-9._]*|[eE][+-](?=\s*(?:[)\],]|$)))?"


@dataclass(frozen=True, slots=True)
class Syntax:
    """One way of writing formulas."""

    name: str
    token: re.Pattern[str]
    """Matches every token, without groups; what it passes over is blank."""
    same: Mapping[int, str]
    """Characters that are read as another one, one for one, so that places in the text stay."""


_PLAIN = Syntax(
    name="plain",
    token=re.compile(rf"{NAME}|{_LIKE_NUMBER}|[{SUPERSCRIPTS}]+|\*\*|[:=<>!]=|[^ \t]"),
    same={
        **dict.fromkeys(map(ord, "·⋅∙∗•"), "×"),  # never "*": two of them are no power
        **dict.fromkeys(map(ord, "÷∕⁄"), "/"),
        **dict.fromkeys(map(ord, "−–‒‐‑"), "-"),
        **dict.fromkeys(map(ord, "\xa0\u1680\u202f\u205f\u3000"), " "),
        **dict.fromkeys(range(0x2000, 0x200B), " "),
        ord("µ"): "μ",
        ord("∆"): "Δ",
        ord("\u2126"): "Ω",
    },
)

SYNTAXES: Mapping[str, Syntax] = {"auto": _PLAIN, "plain": _PLAIN}


def syntax_named(name: str) -> Syntax:
    """The row of this name; raises SymdiffError ``usage``."""
    if name not in SYNTAXES:
        raise fault("usage", f"there is no syntax named '{name}'", hint="the syntaxes are " + ", ".join(SYNTAXES))
    return SYNTAXES[name]
