"""Maxima. Imports ``syntax``."""

from __future__ import annotations

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax

_PERCENT = {
    "%e": "ℯ",
    "%pi": "π",
    "%gamma": "EulerGamma",
    "%phi": "GoldenRatio",
    "ceiling": "ceiling",
    "unit_step": "Heaviside",
}


def spell(spelling: Spelling) -> None:
    """Tell Maxima in plain tokens."""
    tokens = spelling.tokens
    if tokens[-1][0] in (";", "$"):
        del tokens[-1]
    for index, (text, start, stop) in enumerate(tokens):
        if text == "%i":
            raise spelling.fault("reserved-name", "'%i' does not stand for a real number", tokens[index])
        if text in ("e", "E", "pi", "Pi"):
            spelling.variables.add(text)
            constant = "%" + text.lower()
            spelling.notes[f"in Maxima '{text}' is a variable; the constant is {constant}"] = None
        tokens[index] = (_PERCENT.get(text, text), start, stop)


SYNTAX = Syntax("maxima", r"%[A-Za-z]+|" + TOKEN, PLAIN.same, spell)
