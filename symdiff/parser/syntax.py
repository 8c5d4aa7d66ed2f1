"""A syntax is a row of tables over the one grammar: how its text falls into tokens, and which characters mean the same.

What tells a syntax from the others stands in ``recognition``. Imports ``errors`` only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from symdiff.annotations import Any, Final
from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import Frozen

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
        self.arguments: tuple[str, ...] | None = None
        """The names of the arguments, where the text is a function of them."""
        self.notes: dict[str, None] = {}
        """What the user should know about how the text is read, each once."""

    def fault(self, code: str, message: str, token: Token, hint: str | None = None) -> SymdiffError:
        return fault(code, message, source=self.source, span=Span(token[1], token[2]), hint=hint)


class Syntax(Frozen):
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
    applies: bool = False
    """Whether a name before a bracket is applied, and multiplies nothing."""
    ascii_token: str | None = None
    """The same for a text of ASCII alone, where another pattern does."""
    base: int = 0
    """The index of the first component of a list."""
    reads: tuple[tuple[str, str], ...] = ()
    """Texts with what they are in the plain syntax, for its page."""
    refuses: tuple[tuple[str, str, str], ...] = ()
    """Texts that are refused, with the error's code and what to write."""
    differs: tuple[str, ...] = ()
    """Sentences on where it differs from the plain syntax."""

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
        ord("│"): "|",  # of a formula printed in two dimensions
        ord("º"): "°",
        ord("µ"): "μ",
        ord("∆"): "Δ",
        ord("\u2126"): "Ω",
    },
)
