"""Rate laws of SBML as libSBML and Antimony write them. Imports ``algebra`` and ``code``."""

from __future__ import annotations

from typing import Final

from symdiff.parser.syntax import PLAIN, TOKEN, Spelling, Syntax, Token
from symdiff.parser.syntaxes.algebra import renamed, without_statement
from symdiff.parser.syntaxes.code import templates

_NAMES: Final = {
    "exponentiale": "ℯ",
    "pi": "π",
    "avogadro": "6.02214076e23",
    "&&": "and",
    "||": "or",
    "ceil": "ceiling",
}
_MOST_ROOTS = 200
_FUNCTIONS: Final = {
    "sqr(x)": "x^2",
    "root(x)": "sqrt(x)",
    "log(b, x)": "log(x, b)",
    "log(x)": "!log(x) has base 10 in SBML Level 3 and is natural in Level 1|write ln(x) or log10(x)",
    "rem(x, y)": "x - y*trunc(x/y)",
    "quotient(x, y)": "trunc(x/y)",
    "pow(x, y)": "x^y",
}

_NOTED: Final = {
    "log": "log(b, x) has the base first",
    "root": "root(n, x) has the degree first",
}


def spell(spelling: Spelling) -> None:
    """Tell a rate law in plain tokens."""
    spelling.tokens = [token for token in spelling.tokens if not token[0].startswith(("#", "//", "/*"))]
    without_statement(spelling, frozenset((":=", "=", "'")), frozenset((";", "\n")))
    tokens = spelling.tokens
    for index, token in enumerate(tokens):
        if token[0] in ("log", "root") and index + 1 < len(tokens) and tokens[index + 1][0] == "(":
            spelling.notes[f"in SBML the {'base' if token[0] == 'log' else 'degree'} stands first in {token[0]}"] = None
        if token[0] == "%":
            hint = "write rem(a, b), or mod(a, b) for the sign of b"
            raise spelling.fault("syntax", "'%' is the remainder with the sign of the first operand", token, hint)
    spelling.tokens = renamed(spelling, _with_degrees(tokens), _NAMES, {}, "SBML", _NOTED)
    spelling.functions.update(templates(tuple(_FUNCTIONS.items())))


def _with_degrees(tokens: list[Token]) -> list[Token]:
    """``root(n, x)`` as the plain ``root(x, n)``."""
    result = list(tokens)
    names = [index for index, token in enumerate(result[:-1]) if token[0] == "root" and result[index + 1][0] == "("]
    for first in reversed(names[:_MOST_ROOTS]):
        depth, comma = 0, 0
        for index in range(first + 1, len(result)):
            text = result[index][0]
            depth += (text == "(") - (text == ")")
            if text == "," and depth == 1:
                comma = -1 if comma else index
            if depth == 0:
                if comma > 0:
                    degree, radicand = result[first + 2 : comma], result[comma + 1 : index]
                    result[first + 2 : index] = [*radicand, result[comma], *degree]
                break
    return result


SYNTAX = Syntax(
    name="sbml",
    token=rf"#[^\n]*|//[^\n]*|/\*[\s\S]*?\*/|:=|&&|\|\||{TOKEN}",
    same=PLAIN.same,
    spell=spell,
    reads=(
        ("Vmax*S/(Km + S)", "Vmax*S/(Km + S)"),
        ("y := ln(x); # the rate", "ln(x)"),
        ("pow(x, 3) + sqr(y)", "x^3 + y^2"),
        ("root(y) + root(3, x)", "sqrt(y) + root(x, 3)"),
        ("piecewise(x^2, x > 1, -x)", "if(x > 1, x^2, -x)"),
        ("log(2, x)", "log(x, 2)"),
        ("arccosh(z) + sec(x)", "acosh(z) + sec(x)"),
    ),
    refuses=(
        ("log(x)", "ambiguous", "ln(x)"),
        ("x % 2", "syntax", "rem(x, 2)"),
    ),
    differs=(
        "`log(x)` has base 10 in Level 3 and is natural in Level 1: refused. `log(b, x)` has the base first.",
        "`root(n, x)` has the degree first, `root(x)` is the square root.",
        "In `piecewise` each value stands before its condition.",
    ),
)
