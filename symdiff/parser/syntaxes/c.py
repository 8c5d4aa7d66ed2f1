"""C and C++. Imports ``names`` and ``syntax``."""

from __future__ import annotations

import re

from symdiff.parser.names import function_named
from symdiff.parser.syntax import NUMBER, PLAIN, TOKEN, Spelling, Syntax
from symdiff.parser.syntaxes import refuse_caret

_C = {"M_PI": "π", "M_E": "ℯ", "fmax": "max", "fmin": "min", "tgamma": "gamma", "fabsf": "abs"}


_FLOAT = re.compile(rf"({NUMBER})[fFlL]")


def spell(spelling: Spelling) -> None:
    """Tell C in plain tokens."""
    refuse_caret(spelling, "write pow(x, 2) for a power")
    tokens = spelling.tokens
    if tokens[-1][0] == ";":
        del tokens[-1]
    _refuse_whole_division(spelling)
    for index, (text, start, stop) in enumerate(tokens):
        name = text.removeprefix("std::")
        number = _FLOAT.fullmatch(text)
        if number:
            name = number[1]
        elif name.endswith("f") and name not in _C and function_named(name, called=False) is None:
            name = name[:-1] if function_named(name[:-1], called=False) else name
        tokens[index] = (_C.get(name, name), start, stop)


def _refuse_whole_division(spelling: Spelling) -> None:
    """A division of whole numbers drops the fraction in C: ``1/2`` is 0 there."""
    tokens = spelling.tokens
    opened: list[int] = []
    begins: dict[int, int] = {}
    """The index at which the bracket that ends at an index begins, and the other way round."""
    other = [0]
    """How many tokens up to an index are no part of whole numbers."""
    for index, (text, _, _) in enumerate(tokens):
        if text == "(":
            opened.append(index)
        elif text == ")" and opened:
            begins[index] = opened.pop()
            begins[begins[index]] = index
        other.append(other[-1] + (not (text.isdecimal() or text in "+-*/()%")))
    for index in range(1, len(tokens) - 1):
        if tokens[index][0] != "/":
            continue
        first, last = begins.get(index - 1, index - 1), begins.get(index + 1, index + 1)
        while first > 1 and tokens[first - 1][0] == "*":
            first = begins.get(first - 2, first - 2)
        called = first > 0 and tokens[first][0] == "(" and tokens[first - 1][0][0].isalpha()
        if other[last + 1] == other[first] and not called and tokens[last][0] not in "+-(":
            hint = (
                f"write {tokens[index - 1][0]}.0/... for the fraction"
                if tokens[index - 1][0].isdecimal()
                else "write 1.0*(...)/..."
            )
            raise spelling.fault(
                "ambiguous", "a division of whole numbers drops the fraction in C", tokens[index], hint
            )


SYNTAX = Syntax("c", rf"std::[A-Za-z_]\w*|{NUMBER}[fFlL](?![A-Za-z0-9_])|" + TOKEN, PLAIN.same, spell)
