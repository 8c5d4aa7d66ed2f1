"""A syntax is a row of tables over the one grammar: how its text falls into tokens, and which characters mean the same.

Imports ``errors`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import frozen

SUPERSCRIPTS: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ᵃᵇᶜᵈᵉᵏᵐⁿᵖʳˢᵗᵘᵛʷˣʸᶻⁱʲ"
SUPERSCRIPT: Final = str.maketrans(SUPERSCRIPTS, "0123456789+-abcdekmnprstuvwxyzij")
SUBSCRIPTS: Final = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
SUBSCRIPT: Final = str.maketrans(SUBSCRIPTS, "0123456789aehijklmnoprstuvx")

_LATIN = "A-Za-zÀ-ÖØ-öø-ɏℏℓℯ"
_GREEK = "Α-ΡΣ-Ωα-ωϑϕϖϰϱϵ"

NUMBER = r"(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
# A Greek letter is a name of its own, so that πr² and sinθ fall apart; Δ joins what follows it.
NAME = (
    rf"(?:[{_LATIN}]|Δ(?=[{_LATIN}]))[{_LATIN}0-9_]*(?:(?<=_)[{_GREEK}])?[{SUBSCRIPTS}]*"
    rf"|[{_GREEK}](?:_[{_LATIN}0-9_]+|[0-9]+)?[{SUBSCRIPTS}]*"
)


def _tokens(name: str, latin: str, more: str) -> str:
    # What only looks like a number is one token too, and is refused as a number: 0x1F, 1.1.1, 1_000, 1e+.
    like_number = rf"0[xXbBoO][{latin}0-9_]*|{NUMBER}(?:[._][{latin}0-9._]*|[eE][+-](?=\s*(?:[)\],]|$)))?"
    return rf"[-+/^(),]|\*\*?|{name}|{like_number}|{more}[:=<>!]=|[^ \t]"


TOKEN: Final = _tokens(NAME, _LATIN, f"[{SUPERSCRIPTS}]+|")
_ASCII_TOKEN: Final = _tokens("[A-Za-z][A-Za-z0-9_]*", "A-Za-z", "")
"""What TOKEN is in a text of ASCII alone: the sets of Unicode take three milliseconds to compile, and most texts have none."""


Token = tuple[str, int, int]
"""A text of the plain syntax, and where in the source it comes from."""


class Spelling:
    """A text told in tokens of the plain syntax, and what its own syntax knows about the names in it."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = tokens
        self.functions: dict[str, Any] = {}
        """Functions that are others here than in the plain syntax, by name."""
        self.variables: set[str] = set()
        """Names that stand for nothing but variables here."""
        self.notes: dict[str, None] = {}
        """What the user should know about how the text is read, each once."""

    def fault(self, code: str, message: str, token: Token, hint: str | None = None) -> SymdiffError:
        return fault(code, message, source=self.source, span=Span(token[1], token[2]), hint=hint)


@frozen
class Syntax:
    """One way of writing formulas."""

    name: str
    token: str
    """A pattern of every token, without groups; what it passes over is blank."""
    same: Mapping[int, str]
    """Characters that are read as another one, one for one, so that places in the text stay."""
    spell: Callable[[Spelling], None] | None = None
    """Puts tokens of the plain syntax in the place of those that it finds; None where they are plain already."""
    ends_arguments: bool = False
    """Whether a sign of multiplication ends an argument without brackets, as in ``\\ln x \\cdot y``."""
    ascii_token: str | None = None
    """The same for a text of ASCII alone, where another pattern does."""

    def pattern(self, text: str) -> re.Pattern[str]:
        """What finds the tokens of a text; ``re`` keeps patterns once compiled."""
        return re.compile(self.ascii_token if self.ascii_token is not None and text.isascii() else self.token)


PLAIN: Final = Syntax(
    name="plain",
    token=TOKEN,
    ascii_token=_ASCII_TOKEN,
    same={
        **dict.fromkeys(map(ord, "·⋅∙∗•"), "×"),  # never "*": two of them are no power
        **dict.fromkeys(map(ord, "÷∕⁄"), "/"),
        **dict.fromkeys(map(ord, "−–‒‐‑"), "-"),
        **dict.fromkeys(map(ord, "\xa0\u1680\u202f\u205f\u3000"), " "),
        **dict.fromkeys(range(0x2000, 0x200B), " "),
        **dict.fromkeys(map(ord, "ˆ＾"), "^"),
        ord("—"): "-",
        ord("º"): "°",
        ord("µ"): "μ",
        ord("∆"): "Δ",
        ord("\u2126"): "Ω",
    },
)

_MARKS = {
    "latex": r"\\(?!\[[A-Z]\w*\])|[{}]|^\s*\$",
    "mathematica": r"\b(?:D|[A-Z][A-Za-z]+[0-9]*)\[|\\\[[A-Z]\w*\]",
    "maxima": r"%(?:e|pi|gamma|phi|i)\b",
    "python": r"\b(?:np|numpy|jnp|math|cmath|torch|sp|sympy|scipy)\.[A-Za-z]",
    "excel": r"\s*=(?!=)|\bPI\(\)",
    "c": r"\bM_(?:PI|E)\b|\b[0-9]+\.[0-9]*[fF]\b|\bstd::",
}
"""Patterns of what is unmistakable: no other syntax has it."""
SYNTAXES: Final = ("auto", "plain", *_MARKS)
_UNMARKED: Final = frozenset("\\%{}$=[._P:").isdisjoint
"""Whether a text has no character that any mark has."""


def recognise(text: str) -> str:
    """The syntax that a text is written in, by its marks. Raises SymdiffError ``ambiguous`` where there are marks of several."""
    if _UNMARKED(text):
        return "plain"
    found = {
        name: match
        for name, mark in _MARKS.items()
        if (match := (re.match if name == "excel" else re.search)(mark, text))
    }
    if "mathematica" in found and not text.count("\\") > len(re.findall(r"\\\[[A-Z]\w*\]", text)):
        found.pop("latex", None)  # braces are lists there
    if len(found) < 2:
        return next(iter(found), "plain")
    names = list(found)
    raise fault(
        "ambiguous", f"the text has marks of the syntaxes {' and '.join(names)}", source=text,
        span=Span(*found[names[1]].span()), hint=f"say which it is: --syntax {names[0]} or --syntax {names[1]}",
    )  # fmt: skip


def syntax_named(name: str) -> Syntax:
    """The row of this name; raises SymdiffError ``usage``."""
    if name == "plain":
        return PLAIN
    if name not in _MARKS:
        raise fault("usage", f"there is no syntax named '{name}'", hint="the syntaxes are " + ", ".join(SYNTAXES))
    return import_module(f"symdiff.parser.syntaxes.{name}").SYNTAX  # type: ignore[no-any-return]
