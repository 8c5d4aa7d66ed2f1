"""Polynomials in letters and their reciprocals, as Coq's ``form`` has them: their letters and exponents, values and texts.

Imports ``model``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Final

from symdiff.proofs.model import exact

Expr = tuple[Any, ...]
"""("k", Fraction), ("x", index), ("+", a, b), ("-", a, b), ("*", a, b), ("/", a, b), ("n", a), ("i", a) for a reciprocal, ("^", a, n), or ("z", index, Expr) for a letter that stands for others."""


def exponents(expr: Expr) -> dict[int, tuple[int, int]]:
    """By letter, the least and the greatest exponent that it may have in a term."""
    kind = expr[0]
    if kind == "k":
        return {}
    if kind == "x":
        return {expr[1]: (1, 1)}
    if kind == "z":
        return exponents(expr[2])
    first = exponents(expr[1])
    if kind == "n":
        return first
    if kind == "i":
        return _turned(first)
    if kind == "^":
        return {index: (low * expr[2], high * expr[2]) for index, (low, high) in first.items()}
    second = exponents(expr[2])
    if kind in "+-":
        return joined(first, second)
    found = dict(first)
    for index, (low, high) in (second if kind == "*" else _turned(second)).items():
        old = first.get(index, (0, 0))
        found[index] = old[0] + low, old[1] + high
    return found


def _turned(span: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    return {index: (-high, -low) for index, (low, high) in span.items()}


def reciprocals(expr: Expr, *, below: bool = False) -> set[int]:
    """The letters whose reciprocals occur in an expression."""
    kind = expr[0]
    if kind == "k":
        return set()
    if kind == "x":
        return {expr[1]} if below else set()
    if kind == "z":
        return reciprocals(expr[2], below=below)
    found = reciprocals(expr[1], below=below ^ (kind == "i"))
    return found | reciprocals(expr[2], below=below ^ (kind == "/")) if kind in ("+", "-", "*", "/") else found


def joined(first: dict[int, tuple[int, int]], second: dict[int, tuple[int, int]]) -> dict[int, tuple[int, int]]:
    return {
        index: (
            min(first.get(index, (0, 0))[0], second.get(index, (0, 0))[0]),
            max(first.get(index, (0, 0))[1], second.get(index, (0, 0))[1]),
        )
        for index in {*first, *second}
    }


def coq_list(kind: str, items: Iterable[str]) -> str:
    """A list as Coq's own constructors of it, whose types it need not find."""
    written = [f"(and_{kind} {item}" for item in items]
    return "\n    ".join(written) + f" no_{kind}s" + ")" * len(written) if written else f"no_{kind}s"


def coq_argument(text: str) -> str:
    return f"({text})" if " " in text else text


_HEADS_IN_COQ: Final = {
    "+": "plus",
    "-": "less",
    "*": "times",
    "/": "over",
    "n": "turned",
    "i": "inverse",
    "^": "power",
}
_MOST_WHOLE: Final = 9
_MOST_POWER: Final = 6
"""Whole numbers and powers that have a name of their own in Coq, which reads names faster than numerals."""
_NAMED: Final = 60
"""The letters that have a name of their own in Coq."""


def _number(value: Fraction) -> Expr:
    """A number as terms write it: a sign and its size."""
    return ("k", value) if value >= 0 else ("n", ("k", -value))


def scaled(value: Fraction, expr: Expr) -> Expr:
    return ("*", _number(value), expr)


def raised(expr: Expr, count: int) -> Expr:
    return ("^", expr, count)


def letters(expr: Expr) -> set[int]:
    """The letters in an expression."""
    if expr[0] == "x":
        return {expr[1]}
    if expr[0] == "k":
        return set()
    if expr[0] == "z":
        return letters(expr[2])
    return {index for part in expr[1:] if isinstance(part, tuple) for index in letters(part)}


def evaluated(expr: Expr, at: Callable[[int], Any]) -> Any:
    """The value of an expression where letters have the values that ``at`` gives."""
    kind = expr[0]
    if kind == "k":
        return exact(expr[1])
    if kind == "x":
        return at(expr[1])
    if kind == "z":
        return evaluated(expr[2], at)
    if kind == "n":
        return -evaluated(expr[1], at)
    if kind == "i":
        return 1 / evaluated(expr[1], at)
    if kind == "^":
        return evaluated(expr[1], at) ** expr[2]
    a, b = evaluated(expr[1], at), evaluated(expr[2], at)
    return a + b if kind == "+" else a - b if kind == "-" else a * b if kind == "*" else a / b


def coq(expr: Expr, place: dict[int, int]) -> str:
    """The expression as a ``form`` that may be an argument, each letter at its place."""
    kind = expr[0]
    if kind == "k":
        value: Fraction = expr[1]
        if value.denominator == 1 and 0 <= value <= _MOST_WHOLE:
            return f"W{value}"
        top = str(value.numerator) if value >= 0 else f"({value.numerator})"
        return f"(whole {top})" if value.denominator == 1 else f"(ratio {top} {value.denominator})"
    if kind in ("x", "z"):
        number = place[expr[1]]
        return f"X{number}" if number <= _NAMED else f"(letter {number})"
    if kind == "^" and 1 <= expr[2] <= _MOST_POWER:
        return f"(to_{expr[2]} {coq(expr[1], place)})"
    parts = [coq(part, place) if isinstance(part, tuple) else str(part) for part in expr[1:]]
    return f"({' '.join((_HEADS_IN_COQ[kind], *parts))})"
