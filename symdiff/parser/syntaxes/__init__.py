"""The syntaxes that are told in plain tokens: a file per syntax, each with its row as ``SYNTAX``. Imports ``syntax``."""

from __future__ import annotations

from symdiff.parser.syntax import Spelling


def refuse_caret(spelling: Spelling, hint: str) -> None:
    """Raise SymdiffError ``ambiguous`` at a caret, which is the exclusive or of many languages."""
    for token in spelling.tokens:
        if token[0] == "^":
            raise spelling.fault("ambiguous", "'^' could be a power, or the exclusive or of this language", token, hint)
