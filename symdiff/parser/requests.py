"""Texts that are more than a formula: a name on the left of it, or the derivative that is asked for. Imports ``names``.

Loaded only for a text that has a sign of one. A request is the whole text; inside a formula no derivative is taken.
"""

from __future__ import annotations

from symdiff.errors import SymdiffError
from symdiff.frozen import frozen
from symdiff.parser.names import Names, canonical, function_named, is_name
from symdiff.parser.reader import DERIVATIVES
from symdiff.parser.signs import POWERS, SIGNS, TIMES
from symdiff.parser.syntax import SUPERSCRIPT, SUPERSCRIPTS
from symdiff.parser.tokens import Tokens

_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_HIGHEST = 3  # digits of an order


@frozen
class Request:
    """What a text says beside its formula."""

    wrt: tuple[str, ...] = ()
    """The names to differentiate by, in order; with an ``order`` of more than 1 they are not given."""
    order: int = 1
    asks: bool = False
    """Whether a derivative is asked for; else the text only names its formula."""
    arguments: tuple[str, ...] = ()
    """The names in ``f(x, y) = ...``: what f is to be differentiated by."""
    note: str | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset((*self.wrt, *self.arguments))


def cut_request(tokens: Tokens, names: Names) -> Request | None:
    """What the text asks; the formula alone is left in ``tokens``."""
    arguments = _left_side(tokens)
    request = _prime(tokens) or _call(tokens, names) or _operator(tokens, names)
    if request is None:
        return None if arguments is None else Request(arguments=arguments)
    return request


def _left_side(tokens: Tokens) -> tuple[str, ...] | None:
    """``y =`` and ``f(x, y) =``: the names in the parentheses."""
    texts = tokens.texts
    equals = _outside_brackets(texts, "=")
    if equals is None:
        return None
    left, right = texts[:equals], texts[equals + 1 : -2]
    inside = left[2:-1]
    named = (
        bool(left)
        and is_name(left[0])
        and left[0] not in right
        and "=" not in right
        and (len(left) == 1 or (left[1] == "(" and left[-1] == ")" and _is_list(inside) and not _is_function(left[0])))
    )
    if not named:
        hint = 'for dy/dx of an equation: symdiff implicit "F = G"; else give the right-hand side alone'
        raise tokens.fault("syntax", "an equation is not a formula", equals, hint=hint)
    tokens.cut(equals + 1, len(texts) - 2)
    return tuple(map(canonical, inside[::2]))


def _outside_brackets(texts: list[str], wanted: str) -> int | None:
    """Where a token first stands outside all brackets; inside them an equals sign is a comparison."""
    depth = 0
    for index, text in enumerate(texts) if wanted in texts else ():
        depth += (text in "([{") - (text in ")]}") if text else 0
        if text == wanted and depth <= 0:
            return index
    return None


def _is_list(texts: list[str]) -> bool:
    """Whether these are names with commas between."""
    return len(texts) % 2 == 1 and all(text == "," if index % 2 else is_name(text) for index, text in enumerate(texts))


def _is_function(name: str) -> bool:
    function = function_named(name, called=False)
    return function is not None and not function.is_letter


def _partner(texts: list[str], opening: int) -> int:
    """The index of the bracket that closes this one, or of the end."""
    depth = 0
    for index in range(opening, len(texts) - 2):
        depth += texts[index] in _BRACKETS
        depth -= texts[index] in _BRACKETS.values()
        if depth == 0:
            return index
    return len(texts) - 2


def _prime(tokens: Tokens) -> Request | None:
    """``(f)'`` and ``sin(x)''``."""
    texts = tokens.texts
    end = len(texts) - 2
    last = end
    while last and texts[last - 1] == "'":
        last -= 1
    if last == end or "'" in texts[:last]:
        return None
    opening = 1 if texts[0] not in _BRACKETS and _is_function(texts[0]) else 0
    if texts[opening] not in _BRACKETS or _partner(texts, opening) != last - 1:
        hint = "put all of the formula in parentheses: (x^2)'"
        raise tokens.fault("syntax", "a prime stands only after a formula in parentheses", last, hint=hint)
    tokens.cut(0, last)
    return Request(order=end - last, asks=True)


def _call(tokens: Tokens, names: Names) -> Request | None:
    """``diff(f)``, ``diff(f, x, 2)``, ``D[f, {x, 2}]``."""
    texts = tokens.texts
    name = texts[0]
    end = len(texts) - 2
    known = name in names.variables or name in names.definitions
    if name not in DERIVATIVES or known or texts[1] not in ("(", "[") or _partner(texts, 1) != end - 1:
        return None
    comma = _first_comma(texts, end - 1)
    note = None
    if name == "D" and comma == end - 1:
        note = "D(...) is read as the derivative; for the product write D*(...)"
    wrt = _by(tokens, comma + 1, end - 1)
    tokens.cut(2, comma)
    return Request(wrt=wrt, asks=True, note=note)


def _first_comma(texts: list[str], end: int) -> int:
    """The first comma inside the bracket at 1 and no other, or the end."""
    depth = 0
    for index in range(2, end):
        depth += texts[index] in _BRACKETS
        depth -= texts[index] in _BRACKETS.values()
        if depth == 0 and texts[index] == ",":
            return index
    return end


def _by(tokens: Tokens, first: int, stop: int) -> tuple[str, ...]:
    """The names in ``x``, ``x, 2`` and ``{x, 2}, y``, each as often as it is meant."""
    result: list[str] = []
    texts = tokens.texts
    fresh = False
    """Whether a number may follow: after a name."""
    for index in range(first, stop):
        text = texts[index]
        if text in "{}(),":
            continue
        if is_name(text):
            result.append(canonical(text))
        elif fresh and text.isdecimal() and 0 < len(text) <= _HIGHEST and int(text) > 0:
            result += [result[-1]] * (int(text) - 1)
        else:
            hint = "for example diff(x^2, x) or diff(x^2, x, 2)"
            raise tokens.fault("bad-argument", "a name, or its order, is expected here", index, hint=hint)
        fresh = not text.isdecimal()
    if first <= stop and not result and first - 1 < stop:
        raise tokens.fault("bad-argument", "a name is missing here", stop, hint="for example diff(x^2, x)")
    return tuple(result)


def _operator(tokens: Tokens, names: Names) -> Request | None:
    """``d/dx f``, ``d^2/dx^2 (f)`` and ``∂/∂x f``."""
    texts = tokens.texts
    mark = texts[0]
    if mark not in ("d", "∂") or mark in names.variables or mark in names.definitions:
        return None
    order, at = _order(texts, 1)
    if texts[at] != "/":
        return None
    at += 1
    name = texts[at]
    if mark == "∂" and name == "∂":
        at += 1
        name = texts[at]
    elif name.startswith("d") and len(name) > 1:
        name = name[1:].removeprefix("_")
    else:
        return None
    below, start = _order(texts, at + 1)
    after = texts[start]
    if not is_name(name) or after in ("", ")", "/", *SIGNS, *TIMES, *POWERS):
        return None
    if order != below:
        hint = "write d^2/dx^2, or d/dx"
        raise tokens.fault("syntax", "the orders above and below differ", 0, start - 1, hint=hint)
    if not 0 < order < 10**_HIGHEST:
        raise tokens.fault("bad-argument", "the order is not a small whole number", 0, start - 1, hint="write d^2/dx^2")
    _one_operand(tokens, start)
    tokens.cut(start, len(texts) - 2)
    return Request(wrt=(canonical(name),) * order, asks=True)


def _order(texts: list[str], at: int) -> tuple[int, int]:
    """The power of a ``d``, 1 without; 0 where it is no number. Gives the index after it too."""
    text = texts[at]
    if text in POWERS:
        digits, after = texts[at + 1], at + 2
        if digits == "(" and texts[at + 3] == ")":
            digits, after = texts[at + 2], at + 4
    elif text and text[0] in SUPERSCRIPTS:
        digits, after = text.translate(SUPERSCRIPT), at + 1
    else:
        return 1, at
    return (int(digits) if digits.isdecimal() and len(digits) <= _HIGHEST else 0), after


def _one_operand(tokens: Tokens, start: int) -> None:
    """Refuse ``d/dx x^2 + 3``: it could be the derivative of all of it, or of its first term."""
    texts = tokens.texts
    end = len(texts) - 2
    if texts[start] in _BRACKETS:
        doubt = _partner(texts, start) + 1
        if doubt >= end:
            return
        raise _doubt(tokens, start, doubt)
    depth = 0
    for index in range(start, end):
        text = texts[index]
        depth += text in _BRACKETS
        depth -= text in _BRACKETS.values()
        if depth == 0 and text in SIGNS and index > start and texts[index - 1] not in (*POWERS, *TIMES, "/"):
            raise _doubt(tokens, start, index)


def _doubt(tokens: Tokens, start: int, at: int) -> SymdiffError:
    operator = tokens.quote(0, start - 1)
    rest = tokens.quote(start, len(tokens.texts) - 3)
    first = tokens.quote(start, at - 1)
    hint = f"write {operator} ({rest}) for the derivative of all of it, or {operator} {first} alone"
    return tokens.fault("ambiguous", "it is not clear where the operand of the derivative ends", at, hint=hint)
