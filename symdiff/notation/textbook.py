"""Plain formulas as textbooks print them: ``x^2·cos(x)``, ``e^(2·x)``, and ``ln`` where that is what was typed.

What comes out is read again as the same formula. Owns the style alone: order and brackets are those of the plain text.
Imports the standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from symdiff.frozen import Frozen

_LONGEST, _DEEPEST = 20_000, 40
"""Characters of a text, and levels of exponentials, past which these stay as they are."""


class Style(Frozen):
    """How one problem's formulas are written for people."""

    ln: bool = False
    """Whether logarithms are written ``ln``."""
    euler: bool = True
    """Whether ``e`` may stand for Euler's number: not where a variable has this name."""

    def __call__(self, text: str) -> str:
        """A plain formula, or a line with some, in this style."""
        if self.euler and len(text) <= _LONGEST:
            text = re.sub(r"\bE\b", "e", _exponentials(text))
        if self.ln:
            text = re.sub(r"\blog\(", "ln(", text)
        return re.sub(r" ?\*(?!\*) ?", "·", text.replace("**", "^"))


def plain(text: str) -> str:
    """The style that scripts read."""
    return text


Say = Callable[[str], str]


def style_for(source: str, names: frozenset[str]) -> Style:
    """The style for a problem: what was typed, and the names that are variables."""
    return Style(ln=bool(re.search(r"\\?\bln\b", source)) and "ln" not in names, euler=not names & {"e", "E"})


def _exponentials(text: str, depth: int = 0) -> str:
    """``exp(u)`` as ``e^(u)``, a name or a number without brackets; not where it is raised to a power."""
    if depth > _DEEPEST:
        return text
    parts: list[str] = []
    start = 0
    for found in re.finditer(r"\bexp\(", text):
        if found.start() < start:
            continue
        end = _closing(text, found.end())
        if end < 0 or text.startswith("**", end + 1):
            continue
        inside = _exponentials(text[found.end() : end], depth + 1)
        held = inside if inside.isalnum() else f"({inside})"
        parts += [text[start : found.start()], "e**", held]
        start = end + 1
    return "".join([*parts, text[start:]])


def _closing(text: str, start: int) -> int:
    """Where the bracket that is open at a place is closed; -1 where it is not."""
    depth = 1
    for position in range(start, len(text)):
        depth += (text[position] == "(") - (text[position] == ")")
        if not depth:
            return position
    return -1
