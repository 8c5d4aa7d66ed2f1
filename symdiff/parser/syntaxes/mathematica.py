"""Mathematica, told in plain tokens: a table of what it means otherwise. Imports ``names`` and ``syntax``."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.operators import atan, atan2, log
from symdiff.parser.names import Function, Reading, function_named
from symdiff.parser.syntax import NUMBER, PLAIN, TOKEN, Spelling, Syntax

_LOG = function_named("log", called=True)
_FUNCTIONS: Mapping[str, Function] = {
    "ArcTan": Function(
        "ArcTan",
        (
            Reading(1, 1, lambda builder, u: builder.call(atan, (u,))),
            Reading(2, 2, lambda builder, x, y: builder.call(atan2, (y, x))),
        ),
        atan,
    ),
    "Log": Function(
        "Log",
        (
            Reading(1, 1, lambda builder, u: builder.call(log, (u,))),
            Reading(2, 2, lambda builder, base, u: _LOG.reading(2).build(builder, u, base)),  # type: ignore[union-attr]
        ),
        log,
    ),
}
"""What its functions mean that others of these names do not: the base comes first, and the abscissa."""
_SPELLED = {
    "E": "ℯ", "Pi": "π", "\\[Pi]": "π", "\\[ExponentialE]": "ℯ", "CubeRoot": "cbrt", "HeavisideTheta": "Heaviside",
    "UnitStep": "Heaviside", "RealAbs": "abs", "RealSign": "sign",
}  # fmt: skip
_MEANT = {"e": "E", "pi": "Pi"}


def spell(spelling: Spelling) -> None:
    """Tell Mathematica in plain tokens."""
    result = []
    before = ""
    for text, start, stop in spelling.tokens:
        plain = _SPELLED.get(text, text)
        if text.startswith("\\[") and plain == text:
            plain = text[2:-1].lower()
        elif text in _MEANT:
            spelling.variables.add(text)
            spelling.notes[f"in Mathematica '{text}' is a variable; the constant is {_MEANT[text]}"] = None
        if text == "I":
            raise spelling.fault("reserved-name", "'I' does not stand for a real number", (text, start, stop))
        if plain[0] in "0123456789." and before[:1].isdecimal():
            result.append(("×", start, start))
        result.append((plain, start, stop))
        before = text
    spelling.functions.update(_FUNCTIONS)
    spelling.tokens = result


SYNTAX = Syntax(
    name="mathematica",
    token=rf"\\\[[A-Z]\w*\]|{NUMBER}|{TOKEN}",
    same=PLAIN.same,
    spell=spell,
)
