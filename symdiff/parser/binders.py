"""What binds a variable: ``integral(f, t, a, b)``, ``Sum(f, (k, 1, n))``, ``integral(f, x)``.

The variable is looked up before the body is read, in which it comes before every other meaning of its name. Imports ``operators`` and ``names``.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Final

from symdiff.frozen import Frozen, replace
from symdiff.operators import BINDERS, INTEGRAL, Binder
from symdiff.parser.names import CONSTANT_NAMES, canonical, is_name, reserved

Production = Generator[Any, Any, Any]

_INFINITE: Final = frozenset(("oo", "∞", "inf", "Inf", "infinity", "Infinity"))
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_DEEPEST: Final = 12
"""Levels of binders: values cost the product of what each costs."""
_NAMED: Final = {binder.name: binder for binder in BINDERS}


class _Place(Frozen):
    """Where a variable and its ends stand: token indices."""

    name: int
    ends: tuple[int, ...]
    grouped: bool


def binder(parser: Any, name: str) -> Production:
    """binder = NAME "(" expression "," ( name [ "," end "," end ] | { bounds } ) ")"; bounds = "(" name [ [ "," end ] "," end ] ")"."""
    kind = _NAMED[name]
    name_at, opening = parser.at - 1, parser.at
    texts = parser.texts
    if texts[opening] != "(" or texts[opening + 1] == ")":
        raise parser.argument_missing(name_at)
    places = _places(parser, kind, opening)
    if len(parser.bound) + len(places) > _DEEPEST:
        raise parser.tokens.fault(
            "too-deep", f"{kind.words} stands inside more than {_DEEPEST} others", name_at, hint="lower the nesting"
        )
    parser.open.append(opening)
    parser.at = opening + 1
    scopes = [_opened(parser, kind, place.name) for place in reversed(places)]
    node = yield parser.expression()
    for place in places:
        variable, shown, restore = scopes.pop()
        _closed(parser, restore)
        _expect(parser, ",", kind)
        if place.grouped:
            parser.open.append(parser.at)
            parser.at += 1
        parser.at += 1
        ends: list[Any] = []
        for _ in place.ends:
            _expect(parser, ",", kind)
            ends.append((yield from _end(parser)))
        if place.grouped:
            parser.close()
        if not ends:
            ends = [None, (parser.known(texts[place.name]),)]
        elif len(ends) == 1:
            ends = [None, *ends]
        node = parser.builder.bind(kind, node, variable, shown, tuple(ends))
    parser.close()
    return node


def _end(parser: Any) -> Production:
    """end = expression | [sign] "oo": the node in a tuple, or -1 or 1."""
    texts, at = parser.texts, parser.at
    sign = texts[at] if texts[at] in ("+", "-") and texts[at] else ""
    if texts[at + bool(sign)] in _INFINITE and texts[at + bool(sign) + 1] in (",", ")"):
        parser.at += bool(sign) + 1
        return -1 if sign == "-" else 1
    return ((yield parser.expression()),)


def _expect(parser: Any, text: str, kind: Binder) -> None:
    if parser.texts[parser.at] != text:
        raise parser.unexpected() if parser.texts[parser.at] not in (")", "") else _shape(parser, kind, parser.at)
    parser.at += 1


def _shape(parser: Any, kind: Binder, at: int) -> Any:
    name = kind.aliases[0]
    letter = "k" if kind.whole else "t"
    return parser.tokens.fault(
        "argument-count",
        f"{kind.words} needs its formula, its variable and its bounds",
        at,
        hint=f"write {name}(f, {letter}, a, b)" + ("" if kind.whole else f", or {name}(f, x) for an antiderivative"),
    )


def _places(parser: Any, kind: Binder, opening: int) -> list[_Place]:
    """Where the variables stand, by brackets and commas alone."""
    texts = parser.texts
    arguments, close = _arguments(texts, opening)
    if close < 0:
        raise parser.tokens.fault("unbalanced", "'(' is never closed: its partner ')' is missing", opening)
    rest = arguments[1:]
    found: list[_Place] = []
    if rest and texts[rest[0]] == "(":
        for start in rest:
            inside, end = _arguments(texts, start) if texts[start] == "(" else ([], -1)
            if end < 0 or texts[end + 1] not in (",", ")") or not 1 <= len(inside) <= 3:
                raise _shape(parser, kind, start)
            found.append(_Place(inside[0], tuple(inside[1:]), True))
    elif len(rest) in (1, 3):
        found.append(_Place(rest[0], tuple(rest[1:]), False))
    if not found or (kind is not INTEGRAL and any(len(place.ends) != 2 for place in found)):
        raise _shape(parser, kind, parser.at - 1)
    for place in found:
        _check(parser, kind, place.name)
    return found


def _arguments(texts: list[str], opening: int) -> tuple[list[int], int]:
    """Where the arguments between brackets begin, and the closing one; -1 where there is none."""
    stack: list[str] = []
    starts = [opening + 1]
    for at in range(opening, len(texts)):
        text = texts[at]
        if text in _OPENING:
            stack.append(_OPENING[text])
        elif text in (")", "]", "}"):
            if text != stack.pop():
                return starts, -1
            if not stack:
                return starts, at
        elif text == "," and len(stack) == 1:
            starts.append(at + 1)
    return starts, -1


def _check(parser: Any, kind: Binder, at: int) -> None:
    """Refuse what cannot be the variable of an integral or a sum."""
    text = parser.texts[at]
    name = canonical(text)
    article = f"the variable of {kind.words}"
    if not text or not is_name(text) or parser.texts[at + 1] not in (",", ")"):
        raise parser.tokens.fault(
            "syntax", f"{article} must be a name", at, hint=f"write {kind.aliases[0]}(f, t, a, b)"
        )
    declared = name in parser.names.variables or name in parser.names.definitions
    if name in CONSTANT_NAMES and not declared:
        raise parser.tokens.fault(
            "reserved-name", f"'{name}' is a constant, and no {article[4:]}", at, hint="use another letter"
        )
    why = reserved(name)
    if why is not None and not declared:
        raise parser.tokens.fault("reserved-name", why, at)


def _opened(parser: Any, kind: Binder, at: int) -> tuple[Any, str, tuple[Any, ...]]:
    """Let a name mean a bound variable: what it meant is given back to ``_closed``."""
    text = parser.texts[at]
    name = canonical(text)
    variable = parser.builder.variable(name, at)
    leaves, names = parser.leaves, parser.names
    before = {each: leaves.pop(each) for each in (text, name) if each in leaves}
    leaves[text] = leaves[name] = variable
    parser.names = replace(
        names,
        variables=names.variables | {name},
        definitions={each: node for each, node in names.definitions.items() if each != name},
        vectors=names.vectors - {name},
    )
    parser.applications.clear()
    parser.bound.append(name)
    return variable, name, (text, name, before, names)


def _closed(parser: Any, restore: tuple[Any, ...]) -> None:
    text, name, before, names = restore
    for each in (text, name):
        parser.leaves.pop(each, None)
    parser.leaves.update(before)
    parser.names = names
    parser.applications.clear()
    parser.bound.pop()
