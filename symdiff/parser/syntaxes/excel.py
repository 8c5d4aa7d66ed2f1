"""Excel. Imports ``names`` and ``syntax``."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.operators import atan2
from symdiff.parser.names import Function, Reading, function_named
from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token

_BY = function_named("log", called=True)


_TEN = function_named("log10", called=True)


_EXCEL: Mapping[str, Function] = {
    "LOG": Function(
        "LOG",
        (
            Reading(1, 1, lambda builder, u: _TEN.reading(1).build(builder, u)),  # type: ignore[union-attr]
            Reading(2, 2, lambda builder, u, base: _BY.reading(2).build(builder, u, base)),  # type: ignore[union-attr]
        ),
        None,
    ),
    "ATAN2": Function("ATAN2", (Reading(2, 2, lambda builder, x, y: builder.call(atan2, (y, x))),), None),
}
"""What Excel's functions mean otherwise: the base is 10, and the abscissa comes first."""


def spell(spelling: Spelling) -> None:
    """Tell Excel in plain tokens."""
    tokens = spelling.tokens
    if tokens[0][0] == "=":
        del tokens[0]
    result: list[Token] = []
    for text, start, stop in tokens:
        if text == ")" and [token[0] for token in result[-2:]] == ["PI", "("]:
            result[-2:] = [("π", result[-2][1], stop)]
        else:
            name = text.replace("$", "") if text[0] == "$" or text[0].isalpha() else text
            result.append((name, start, stop))
    for name, function in _EXCEL.items():
        spelling.functions.update(dict.fromkeys((name, name.lower(), name.capitalize()), function))
    spelling.tokens = _from_the_left(result)


def _from_the_left(tokens: list[Token]) -> list[Token]:
    """Parentheses around the left operand of each power: in Excel powers go from the left, and a sign is tighter."""
    opening = [0] * (len(tokens) + 1)
    closing = [False] * (len(tokens) + 1)
    starts = [0]
    """Where the operand begins that is being read, per bracket that is open."""
    fresh = True
    """Whether an operand begins with the next token, its signs included."""
    for index, (text, _, _) in enumerate(tokens):
        if text == "^":
            opening[starts[-1]] += 1
            closing[index] = True
            continue
        if fresh:
            starts[-1] = index
        fresh = False
        if text == "(":
            starts.append(index + 1)
            fresh = True
        elif text == ")":
            starts = starts[:-1] or [index]
        elif text in "*/,;<>=&" or (text in "+-" and _ends_operand(tokens, index)):
            fresh = True
    result = []
    for index, token in enumerate(tokens):
        if closing[index]:
            result.append((")", token[1], token[1]))
        result += [("(", token[1], token[1])] * opening[index]
        result.append(token)
    return result


def _ends_operand(tokens: list[Token], index: int) -> bool:
    before = tokens[index - 1][0] if index else "("
    return before not in "+-*/^(,;<>=&"


SYNTAX = Syntax("excel", r"\$?[A-Za-z]+\$?[0-9]+(?![A-Za-z0-9_(.])|" + TOKEN, PLAIN.same, spell)
