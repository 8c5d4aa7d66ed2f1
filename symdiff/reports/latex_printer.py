r"""sympy's printer of LaTeX, told to write what has one reading.

Functions whose names are letters are upright, a number after an operand has a sign before it, and a name of several letters is one
word. Imports the tables of LaTeX of ``parser``, and ``trees``.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import sympy
from sympy.printing.latex import LatexPrinter

from symdiff.parser.syntaxes.latex_tables import GREEK, OPERATORS
from symdiff.trees.heads import ROWS

_PLAIN_NAME = re.compile(r"([^\W\d_]|[A-Za-z]+)(?:_?([0-9]+)|_([A-Za-z0-9]+))?").fullmatch
_PRIMED = {"airyaiprime": "Ai", "airybiprime": "Bi"}


class Printer(LatexPrinter):  # type: ignore[misc]
    """A printer of raw trees."""

    _default_settings = {**LatexPrinter._default_settings, "e_is_variable": False}  # noqa: RUF012

    def _print(self, expr: Any, **kwargs: Any) -> str:
        row = ROWS.get(type(expr))
        name = row.name if row is not None else ""
        if isinstance(expr, sympy.Function) and row is not None and not (row.latex or row.latex_by_sympy):
            operands = expr.args[: -1 if row.value_at_zero else None]
            return self._function(name, operands, kwargs.get("exp"))
        if self._settings["e_is_variable"] and (name == "exp" or expr is sympy.E):
            power = f"^{{{kwargs['exp']}}}" if kwargs.get("exp") else ""
            return rf"\exp{power}{{\left({self._print(expr.args[0] if name else sympy.S.One)} \right)}}"
        result: str = super()._print(expr, **kwargs)
        return result

    def _function(self, name: str, operands: tuple[Any, ...], exponent: str | None) -> str:
        letters, count = OPERATORS.get(name, ("", 0))
        primed = name in _PRIMED
        head = rf"\operatorname{{{_PRIMED.get(name) or letters or _escaped(name)}}}"
        below: tuple[Any, ...] = operands[:count]
        rest = operands[count:]
        if name == "LambertW" and len(operands) > 1:
            below, rest = operands[1:], operands[:1]
        if primed:
            head += r"^{\prime}"
        if below:
            head += f"_{{{', '.join(map(self._print, below))}}}"
        shown = rf"{{\left({', '.join(map(self._print, rest))} \right)}}"
        if exponent is None:
            return head + shown
        if primed:
            return rf"\left({head}{shown}\right)^{{{exponent}}}"
        return f"{head}^{{{exponent}}}{shown}"


def _escaped(name: str) -> str:
    return name.replace("_", r"\_")


def printed(formula: Any, spelled: dict[Any, str]) -> str:
    """A raw tree in LaTeX, its symbols as they are spelled."""
    taken = any(symbol.name == "e" for symbol in spelled)
    text = Printer({"order": "none", "symbol_names": spelled, "e_is_variable": taken}).doprint(formula)
    return _with_signs(text)


_OPERANDS = frozenset((*GREEK, "pi", "infty"))
_NUMBER_AFTER = re.compile(r"(\\(?:begin|text)\{[a-z ]+\}|\\[A-Za-z]+|[A-Za-z0-9}\])!|]) (?=[0-9])")
_FUNCTION_LIKE = re.compile(
    r"(?<![A-Za-z\\])([fghFGH](?:_\{\w+\})?|[JYIKPTUHLEjy]_\{[0-9]+\}|\\(?:gamma|beta|zeta|psi|Gamma)|\\mathrm\{[\w\\]+\}) (?=\\left\()"
)


def _with_signs(text: str) -> str:
    r"""``x 2`` as ``x \cdot 2``, and ``f \left(...\right)``, which could be a function, as ``f \cdot \left(...\right)``."""

    def number(match: re.Match[str]) -> str:
        operand = match[1][0] != "\\" or match[1][1:] in _OPERANDS
        return rf"{match[1]} \cdot " if operand else match[0]

    return _FUNCTION_LIKE.sub(r"\1 \\cdot ", _NUMBER_AFTER.sub(number, text))


def name(text: str) -> str:
    """A variable: Greek letters by their commands, what follows the first word below the line, an index in brackets there."""
    base, bracket, index = text.partition("[")
    if bracket:
        return f"{name(base)}_{{[{index}}}"
    match = _PLAIN_NAME(text)
    if match is None:
        return _word(text)
    stem, digits, below = match.groups()
    stem = _greek(stem)
    if len(stem) > 1:
        if stem not in GREEK:
            return _word(text)
        stem = f"\\{stem}"
    after = digits or below
    return f"{stem}_{{{after}}}" if after else stem


def _word(text: str) -> str:
    return rf"\mathrm{{{_escaped(text)}}}"


def _greek(char: str) -> str:
    words = unicodedata.name(char, "").split() if len(char) == 1 else []
    if len(words) == 4 and words[:1] == ["GREEK"] and words[2] == "LETTER":
        letter = {"LAMDA": "LAMBDA"}.get(words[3], words[3])
        return letter.lower() if words[1] == "SMALL" else letter.capitalize()
    return char
