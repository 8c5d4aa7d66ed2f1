"""Signs that bind a variable, told as calls before the grammar reads them: ``∫_0^x f dt``, ``∑_(k=1)^n f``, ``∏``.

Imports ``syntax``.
"""

from __future__ import annotations

import re

from symdiff.annotations import Final
from symdiff.frozen import Frozen
from symdiff.parser.syntax import SUBSCRIPT, SUBSCRIPTS, SUPERSCRIPT, SUPERSCRIPTS, Spelling, Token

LARGE_OPERATORS: Final = {"∫": "Integral", "∑": "Sum", "∏": "Product"}
_BELOW: Final = frozenset((*SUBSCRIPTS, "₊", "₋", "₌"))
_LOWERED: Final = {**SUBSCRIPT, **str.maketrans("₊₋₌", "+-=")}
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_TERM_ENDS: Final = ("+", "-", ",", "=")
_EXPECTING: Final = frozenset(("+", "-", "*", "**", "×", "/", "^", "=", ","))
"""After these a sign belongs to the operand that follows."""


class _Bound(Frozen):
    """What a sign binds: the tokens of its formula, its variable, its bounds, and the token after all of it."""

    formula: list[Token]
    variable: list[Token]
    ends: list[list[Token]]
    after: int


def with_large_operators(spelling: Spelling) -> None:
    """Tell these signs as calls, the last one first, so that what is inside has been told. Raises SymdiffError."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 1, -1, -1):
        sign, start, stop = tokens[index]
        if sign not in LARGE_OPERATORS:
            continue
        bounds, body = _bounds(tokens, index + 1)
        found = (_integral if sign == "∫" else _series)(spelling, index, body, bounds)
        told = [(LARGE_OPERATORS[sign], start, stop), ("(", start, stop), *found.formula]
        told += [(",", stop, stop), ("(", stop, stop), *found.variable]
        for end in found.ends:
            told += [(",", stop, stop), *end]
        tokens[index : found.after] = [*told, (")", stop, stop), (")", stop, stop)]


def _bounds(tokens: list[Token], at: int) -> tuple[dict[str, list[Token]], int]:
    """The lower bound by ``_`` and the upper one by ``^``, in any order, and the token after them."""
    bounds: dict[str, list[Token]] = {}
    while at < len(tokens):
        mark = tokens[at][0]
        if mark in ("_", "^") and mark not in bounds:
            after = _group_end(tokens, at + 1)
            bounds[mark] = tokens[at + 1 : after]
        elif mark[0] in _BELOW and "_" not in bounds:
            after = next((each for each in range(at, len(tokens)) if tokens[each][0][0] not in _BELOW), len(tokens))
            bounds["_"] = [(text.translate(_LOWERED), first, last) for text, first, last in tokens[at:after]]
        elif mark[0] in SUPERSCRIPTS and "^" not in bounds:
            after = at + 1
            place = tokens[at][1:]
            bounds["^"] = [("(", *place), *_single(mark.translate(SUPERSCRIPT), tokens[at]), (")", *place)]
        else:
            break
        at = after
    return bounds, at


def _integral(spelling: Spelling, index: int, body: int, bounds: dict[str, list[Token]]) -> _Bound:
    """``f dt``, ``dt f`` and ``dt/f``: the formula goes on behind a dt that stands in front, or on a line."""
    tokens = spelling.tokens
    outside, _ = _outside_brackets(tokens, body)
    at = next((at for at in outside if _is_differential(tokens[at][0])), None)
    name_at, formula = body, []
    letter, after = "", body
    if at is not None:
        letter, after, name_at, formula = tokens[at][0][1], at + 1, at, tokens[body:at]
        over = tokens[after : after + 1] != [] and tokens[after][0] == "/"
        if over or at == body:
            last = _term_end(tokens, after)
            inside = any(text == letter for text, *_ in tokens[after:last])
            if at == body:
                formula = [("1", *tokens[index][1:])] * over + tokens[after:last]
                if any(text == letter for text, *_ in tokens[last:]):
                    hint = "put all that is integrated in parentheses, or write integral(f, t, a, b)"
                    raise spelling.fault("ambiguous", "it is not clear where this integral ends", tokens[index], hint)
                after = last
            elif inside:
                formula, after = formula + tokens[after:last], last
    again = any(text == f"d{letter}" for text, *_ in tokens[after:])
    if not letter or not formula or len(bounds) == 1 or again:
        hint = "write ∫_(a)^(b) f dt, or integral(f, t, a, b)"
        message = "this integral needs its formula, its variable and both bounds or none"
        raise spelling.fault("syntax", message, tokens[index], hint)
    return _Bound(formula, [(letter, *tokens[name_at][1:])], [bounds[each] for each in "_^" if each in bounds], after)


def _series(spelling: Spelling, index: int, body: int, bounds: dict[str, list[Token]]) -> _Bound:
    """A sum or a product, of the term that follows."""
    tokens = spelling.tokens
    integrated = any(text == "∫" for text, *_ in tokens[:index])
    outside, last = _outside_brackets(tokens, body)
    for at in outside[1:]:
        text = tokens[at][0]
        if text in _TERM_ENDS or (integrated and text[0] == "d" and len(text) == 2):
            last = at
            break
    below = bounds.get("_", [])
    inside = below[1:-1] if below and below[0][0] in _OPENING else below
    if len(inside) < 3 or inside[1][0] != "=" or "^" not in bounds or last == body:
        sign = tokens[index][0]
        word = LARGE_OPERATORS[sign].lower()
        hint = f"write {sign}_(k=1)^(n) f, or {word}(f, k, 1, n)"
        raise spelling.fault(
            "syntax", f"this {word} needs its formula, its variable and two bounds", tokens[index], hint
        )
    return _Bound(tokens[body:last], inside[:1], [inside[2:], bounds["^"]], last)


def _is_differential(text: str) -> bool:
    return len(text) == 2 and text[0] == "d" and text[1].isalpha()


def _outside_brackets(tokens: list[Token], first: int) -> tuple[list[int], int]:
    """The tokens from one on that stand in no bracket of theirs, and where the bracket around them closes, or all ends."""
    outside = []
    depth = 0
    for at in range(first, len(tokens)):
        text = tokens[at][0]
        if depth == 0:
            outside.append(at)
        depth += (text in _OPENING) - (text in _OPENING.values())
        if depth < 0:
            return outside[:-1], at
    return outside, len(tokens)


def _term_end(tokens: list[Token], first: int) -> int:
    """The token after a term: the next sign of a sum outside brackets, a comma, or the bracket that closes around it."""
    depth = 0
    for at in range(first, len(tokens)):
        text = tokens[at][0]
        depth += (text in _OPENING) - (text in _OPENING.values())
        if depth < 0 or (not depth and at > first and text in _TERM_ENDS and tokens[at - 1][0] not in _EXPECTING):
            return at
    return len(tokens)


def _single(text: str, token: Token) -> list[Token]:
    """The tokens of a bound in small letters: signs, a number and letters."""
    return [(part, *token[1:]) for part in re.findall(r"[0-9]+|\S", text)]


def _group_end(tokens: list[Token], first: int) -> int:
    """The token after a bound: a bracket with all inside, or one token, perhaps with a sign."""
    at = first + (first < len(tokens) and tokens[first][0] == "-")
    depth = 0
    while at < len(tokens):
        depth += tokens[at][0] in _OPENING
        depth -= tokens[at][0] in _OPENING.values()
        at += 1
        if depth <= 0:
            break
    return at
