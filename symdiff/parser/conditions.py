"""Conditions and the functions that choose by them: ``Piecewise((f, x < 1), (g, True))``, ``if(x < 1, f, g)``.

A condition stands only where one is asked for, so a comparison is never a number. Each production is its function's
docstring, as in ``grammar``, whose parser these functions are given. Imports ``operators`` and ``names``.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence

from symdiff.annotations import Any
from symdiff.operators import (
    And,
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Not,
    Operator,
    Or,
    Unequal,
    piecewise,
)
from symdiff.parser.names import PIECEWISE, is_name

Production = Generator[Any, Any, Any]

COMPARISONS = {
    "<": Less, "<=": LessEqual, "≤": LessEqual, ">": Greater, ">=": GreaterEqual, "≥": GreaterEqual,
    "==": Equal, "=": Equal, "!=": Unequal, "≠": Unequal,
}  # fmt: skip
_CALLS = {"Eq": Equal, "Ne": Unequal, "Lt": Less, "Le": LessEqual, "Gt": Greater, "Ge": GreaterEqual}
_JOINS = {"And": And, "Or": Or}
_AND = frozenset(("and", "&", "∧"))
_OR = frozenset(("or", "∨"))
_NOT = frozenset(("not", "~", "¬", "!"))
_TRUTHS = {"True": True, "true": True, "False": False, "false": False, "otherwise": True}
ENDS = frozenset((*COMPARISONS, *_AND, *_OR))
"""What ends an operand of a comparison."""


class Group:
    """What stands between two brackets."""

    def __init__(self) -> None:
        self.close = -1
        self.comma = False
        """Whether it is a list."""
        self.condition = False
        """Whether a comparison stands in it, outside the brackets of functions."""


def groups_of(texts: Sequence[str]) -> dict[int, Group]:
    """Every pair of round brackets by its first."""
    found: dict[int, Group] = {}
    stack: list[int] = []
    for index, text in enumerate(texts):
        if text in ("(", "["):
            stack.append(index)
            found[index] = Group()
        elif stack and text in (")", "]"):
            first = stack.pop()
            found[first].close = index
            before = texts[first - 1] if first else ""
            called = is_name(before) and before not in _AND | _OR | _NOT
            if stack and ((before in _CALLS or before in _JOINS) if called else found[first].condition):
                found[stack[-1]].condition = True
        elif stack:
            group = found[stack[-1]]
            group.comma = group.comma or text == ","
            group.condition = group.condition or text in ENDS or text in _NOT - {"!"}
    return found


def settle_bars(texts: list[str]) -> None:
    """Replace by ``or`` each bar between two conditions; the others are bars of absolute values."""
    if ENDS.isdisjoint(texts) and _CALLS.keys().isdisjoint(texts):
        return
    groups = groups_of(texts)
    closes = {group.close: first for first, group in groups.items()}
    for index, text in enumerate(texts):
        if text == "|" and index - 1 in closes:
            first = closes[index - 1]
            if groups[first].condition or (first and texts[first - 1] in {*_CALLS, *_JOINS, "Not"}):
                texts[index] = "or"


def choice(parser: Any, function: Any) -> Production:
    """choice = "Piecewise" "(" piece { "," piece } ")" | "if" "(" condition "," expression ["," expression] ")"."""
    name_at = parser.at - 1
    if parser.texts[parser.at] != "(":
        raise parser.argument_missing(name_at)
    parser.open.append(parser.at)
    parser.at += 1
    if parser.texts[parser.at] == ")":
        raise parser.argument_missing(name_at)
    parts = yield from (_pieces(parser) if function is PIECEWISE else _selection(parser, name_at))
    parser.close()
    return parser.builder.call(piecewise, tuple(parts))


def _pieces(parser: Any) -> Production:
    """pieces = piece { "," piece } [ "," expression ] | flat; piece = "(" expression "," condition ")"."""
    texts = parser.texts
    groups = parser.groups()
    parts: list[Any] = []
    if groups.get(parser.at) is None or not groups[parser.at].comma:
        return (yield from _flat(parser))
    while True:
        group = groups.get(parser.at)
        if group is None or not group.comma:
            parts += ((yield parser.expression()), parser.builder.truth(True))
            if texts[parser.at] == ",":
                raise parser.tokens.fault(
                    "syntax", "a value without a condition is the last one", parser.at, hint="write (value, condition)"
                )
            return parts
        parser.open.append(parser.at)
        parser.at += 1
        value = yield parser.expression()
        _comma(parser)
        parts += (value, (yield condition(parser)))
        parser.close()
        if texts[parser.at] != ",":
            return parts
        parser.at += 1


def _flat(parser: Any) -> Production:
    """flat = expression [ "," condition { "," expression "," condition } [ "," expression ] ] | selection

    A comparison in the first operand tells which of the two: ``piecewise(x, x < 1, 2)`` or ``piecewise(x < 1, x, 2)``.
    """
    name_at = parser.at - 2
    if _compares(parser, parser.at):
        return (yield from _selection(parser, name_at))
    parts = [(yield parser.expression())]
    while parser.texts[parser.at] == ",":
        if not _compares(parser, parser.at + 1):
            raise parser.tokens.fault(
                "syntax", "a value without a condition is the last one", parser.at, hint="write (value, condition)"
            )
        parser.at += 1
        parts.append((yield condition(parser)))
        if parser.texts[parser.at] == ",":
            parser.at += 1
            parts.append((yield parser.expression()))
    return [*parts, parser.builder.truth(True)] if len(parts) % 2 else parts


def _selection(parser: Any, name_at: int) -> Production:
    """selection = condition "," expression { "," condition "," expression } [ "," expression ]"""
    parts: list[Any] = []
    while True:
        first = yield condition(parser)
        if parser.texts[parser.at] == ")":
            name = parser.texts[name_at]
            raise parser.tokens.fault(
                "argument-count",
                f"{name} takes a condition and two values",
                name_at,
                parser.at,
                hint=f"write {name}(x < 1, x, 1)",
            )
        _comma(parser)
        parts += ((yield parser.expression()), first)
        if parser.texts[parser.at] != ",":
            return parts
        parser.at += 1
        if not _compares(parser, parser.at):
            break
    parts += ((yield parser.expression()), parser.builder.truth(True))
    if parser.texts[parser.at] == ",":
        name = parser.texts[name_at]
        raise parser.tokens.fault("argument-count", f"{name} takes a condition and two values", name_at, parser.at)
    return parts


def _compares(parser: Any, at: int) -> bool:
    """Whether the operand that begins at a token is a condition: a comparison stands in it, outside functions, or a truth."""
    texts, groups = parser.texts, parser.groups()
    if texts[at] in _TRUTHS and texts[at + 1] in (",", ")"):
        return True
    while texts[at] not in (",", ")", "]", ""):
        if texts[at] in ENDS or texts[at] in _NOT - {"!"} or texts[at] in _CALLS or texts[at] in _JOINS:
            return True
        group = groups.get(at)
        if group is not None and group.close > at:
            if group.condition and not is_name(texts[at - 1]):
                return True
            at = group.close
        at += 1
    return False


def _comma(parser: Any) -> None:
    if parser.texts[parser.at] != ",":
        raise parser.unexpected()
    parser.at += 1


def condition(parser: Any) -> Production:
    """condition = conjunction { ("or" | "|") conjunction }"""
    parts = [(yield from _conjunction(parser))]
    while parser.texts[parser.at] in _OR:
        parser.at += 1
        parts.append((yield from _conjunction(parser)))
    return parts[0] if len(parts) == 1 else parser.builder.call(Or, tuple(parts))


def _conjunction(parser: Any) -> Production:
    """conjunction = negation { ("and" | "&") negation }"""
    parts = [(yield from _negation(parser))]
    while parser.texts[parser.at] in _AND:
        parser.at += 1 + (parser.texts[parser.at : parser.at + 2] == ["&", "&"])
        parts.append((yield from _negation(parser)))
    return parts[0] if len(parts) == 1 else parser.builder.call(And, tuple(parts))


def _negation(parser: Any) -> Production:
    """negation = { "not" | "~" | "!" } ( "True" | "False" | "(" condition ")" | call | comparison )"""
    texts, builder = parser.texts, parser.builder
    count = 0
    while texts[parser.at] in _NOT:
        count += 1
        parser.at += 1
    text = texts[parser.at]
    group = parser.groups().get(parser.at)
    if text in _TRUTHS and text not in parser.names.variables and text not in parser.names.definitions:
        parser.at += 1
        node = builder.truth(_TRUTHS[text])
    elif group is not None and group.condition and not _compared(texts, group):
        parser.open.append(parser.at)
        parser.at += 1
        node = yield condition(parser)
        parser.close()
    elif texts[parser.at + 1] == "(" and (text in _CALLS or text in _JOINS or text == "Not"):
        node = yield from _called(parser, text)
    else:
        node = yield from _comparison(parser)
    for _ in range(count):
        node = builder.call(Not, (node,))
    return node


def _compared(texts: Sequence[str], group: Group) -> bool:
    """Whether a group in brackets is a side of a comparison, which no condition is."""
    return texts[group.close + 1] in COMPARISONS


def _called(parser: Any, name: str) -> Production:
    """call = ("Eq" | "Ne" | ...) "(" expression "," expression ")" | ("And" | "Or" | "Not") "(" condition { "," condition } ")"."""
    name_at = parser.at
    parser.open.append(parser.at + 1)
    parser.at += 2
    parts = []
    while True:
        parts.append((yield parser.expression() if name in _CALLS else condition(parser)))
        if parser.texts[parser.at] != ",":
            break
        parser.at += 1
    parser.close()
    operator = _CALLS.get(name) or _JOINS.get(name) or Not
    low, high = operator.arity
    if name in _JOINS and len(parts) == 1:
        return parts[0]
    if len(parts) < low or (high is not None and len(parts) > high):
        count = {Not: "1 condition"}.get(operator, "2 arguments")
        raise parser.tokens.fault(
            "argument-count", f"{name} takes {count}, but {len(parts)} are given", name_at, parser.at - 1
        )
    return parser.builder.call(operator, tuple(parts))


def _comparison(parser: Any) -> Production:
    """comparison = expression relation expression { relation expression }: ``0 < x < 1`` is ``0 < x and x < 1``"""
    start = parser.at
    left = yield parser.expression()
    parts: list[Any] = []
    while (operator := _relation(parser)) is not None:
        parser.at += 1
        right = yield parser.expression()
        parts.append(parser.builder.call(operator, (left, right)))
        left = right
    if not parts:
        last = max(start, parser.at - 1)
        raise parser.tokens.fault(
            "syntax", "a condition is needed here", start, last, hint="write a comparison, such as x < 1, or True"
        )
    return parts[0] if len(parts) == 1 else parser.builder.call(And, tuple(parts))


def _relation(parser: Any) -> Operator | None:
    return COMPARISONS.get(parser.texts[parser.at])
