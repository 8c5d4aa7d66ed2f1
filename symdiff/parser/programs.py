"""Python, Maxima, Excel and C, told in plain tokens: mostly tables. Imports ``names`` and ``syntax``."""

from __future__ import annotations

import re
from collections.abc import Mapping

from symdiff.operators import atan2
from symdiff.parser.names import Function, Reading, function_named
from symdiff.parser.syntax import NUMBER, PLAIN, TOKEN, Spelling, Syntax, Token


def _no_caret(spelling: Spelling, hint: str) -> None:
    for token in spelling.tokens:
        if token[0] == "^":
            raise spelling.fault("ambiguous", "'^' could be a power, or the exclusive or of this language", token, hint)


# Python and NumPy.

_MODULE = r"(?:scipy\.special|jax\.numpy|np|numpy|jnp|math|cmath|torch|sp|sympy|scipy|special|jax|tf)\."
_NAMED = {"absolute": "abs", "float_power": "pow", "ceil": "ceiling", "real_root": "real_root"}


def _python(spelling: Spelling) -> None:
    _no_caret(spelling, "write ** for the power")
    spelling.tokens = [
        ((name := text.rpartition(".")[2]) and _NAMED.get(name, name), start, stop)
        if text[0].isalpha()
        else (text, start, stop)
        for text, start, stop in spelling.tokens
    ]


# Maxima.

_PERCENT = {
    "%e": "ℯ",
    "%pi": "π",
    "%gamma": "EulerGamma",
    "%phi": "GoldenRatio",
    "ceiling": "ceiling",
    "unit_step": "Heaviside",
}


def _maxima(spelling: Spelling) -> None:
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


# Excel.

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


def _excel(spelling: Spelling) -> None:
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


# C.

_C = {"M_PI": "π", "M_E": "ℯ", "fmax": "max", "fmin": "min", "tgamma": "gamma", "fabsf": "abs"}
_FLOAT = re.compile(rf"({NUMBER})[fFlL]")


def _c(spelling: Spelling) -> None:
    _no_caret(spelling, "write pow(x, 2) for a power")
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


def _row(name: str, extra: str, spell: object) -> Syntax:
    return Syntax(name, extra + TOKEN, PLAIN.same, spell)  # type: ignore[arg-type]


SYNTAXES = {
    row.name: row
    for row in (
        _row("python", rf"{_MODULE}[A-Za-z_]\w*|", _python),
        _row("maxima", r"%[A-Za-z]+|", _maxima),
        _row("excel", r"\$?[A-Za-z]+\$?[0-9]+(?![A-Za-z0-9_(.])|", _excel),
        _row("c", rf"std::[A-Za-z_]\w*|{NUMBER}[fFlL](?![A-Za-z0-9_])|", _c),
    )
}
