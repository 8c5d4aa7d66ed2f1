"""Derivatives of unknown functions as other programs write them: ``Derivative(f(x), x)``, ``D(f)(x)``, ``Subs(...)``, ``f_x(x, y)``.

Each is told as the function with its marks, ``f'(x)`` or ``f^(1, 0)(x, y)``, before the grammar reads it. A derivative of what is no
such function is left alone, and refused where it is read. Imports ``unknown``, ``doubts`` and ``names``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symdiff.annotations import Final
from symdiff.frozen import Frozen
from symdiff.operators import notation
from symdiff.parser.doubts import FUNCTION_LETTERS
from symdiff.parser.names import Names, canonical
from symdiff.parser.reader import DERIVATIVES
from symdiff.parser.syntax import Spelling, Token
from symdiff.parser.unknown import index_end

_OPENING: Final = {"(": ")", "[": "]", "{": "}"}
_SUBSCRIPTED: Final = re.compile(r"([A-Za-z]\w*?)_([a-z]+)").fullmatch
_HIGHEST: Final = 3  # digits of an order


def stand_in(texts: Sequence[str], names: Names) -> bool:
    """Whether one of them could stand in tokens."""
    if not DERIVATIVES.isdisjoint(texts) or "Subs" in texts:
        return True
    return any("_" in text and _is_function(text.partition("_")[0], names) for text in texts)


class _Applied(Frozen):
    """``f'(u, v)``: a function with its orders, and its operands."""

    name: Token
    orders: tuple[int, ...]
    operands: tuple[list[Token], ...]

    def tokens(self) -> list[Token]:
        """As the grammar reads it."""
        _, start, stop = self.name
        marks = notation("", self.orders)
        result = [self.name]
        result += [(text, start, stop) for text in (marks if len(self.orders) == 1 else re.findall(r"\d+|\S", marks))]
        for number, operand in enumerate(self.operands):
            result += [("," if number else "(", start, stop), *operand]
        return [*result, (")", start, stop)]


def told(spelling: Spelling, names: Names, *, whole: bool) -> None:
    """Put the marks of derivatives in the place of other ways to write them. Raises SymdiffError.

    ``diff(f(x), x)`` as the whole text, or as all after a sign of equality, asks for a derivative, unless the ``whole`` text is a formula.
    """
    tokens = spelling.tokens
    if any(text == "Subs" for text, *_ in tokens):
        tokens = spelling.tokens = [each for at, each in enumerate(tokens) if not _is_dummy(tokens, at)]
    for at in range(len(tokens) - 1, -1, -1):
        text = tokens[at][0]
        if text in names.variables or text in names.definitions or text in names.functions:
            continue
        start = at
        if text == "Subs" and tokens[at + 1 : at + 2] != [] and tokens[at + 1][0] == "(":
            found = _substituted(tokens, names, at)
            if found is None:
                hint = "put the value in the name's place; for a value at a point give --at"
                message = "a value in the place of a name is taken in derivatives of unknown functions alone"
                raise spelling.fault("syntax", message, tokens[at], hint)
        elif text in DERIVATIVES:
            found = _called(spelling, names, at)
            if found is not None and not whole and found[1] == len(tokens) and (not at or tokens[at - 1][0] == "="):
                continue
            if found is None and text == "D":
                start = at - 1 if [each[0] for each in tokens[at + 1 : at + 3]] == ["@", "@"] else at
                found = _operator(tokens, names, start)
        else:
            found = _subscripted(spelling, names, at) if "_" in text else None
        if found is not None:
            tokens[start : found[1]] = found[0].tokens()


def _is_dummy(tokens: Sequence[Token], at: int) -> bool:
    """Whether a token is the mark that sympy puts before the names that it makes: ``_xi_1``."""
    return tokens[at][0] == "_" and tokens[at + 1 : at + 2] != [] and tokens[at + 1][0].startswith("xi")


def _parts(tokens: Sequence[Token], opening: int) -> tuple[list[list[Token]], int]:
    """What stands between the commas of a bracket, and the token after it; nothing where it is never closed."""
    parts: list[list[Token]] = [[]]
    depth = 0
    for at in range(opening, len(tokens)):
        text = tokens[at][0]
        depth -= text in _OPENING.values()
        if not depth and at > opening:
            return parts, at + 1
        if text == "," and depth == 1:
            parts.append([])
        elif depth:
            parts[-1].append(tokens[at])
        depth += text in _OPENING
    return [], len(tokens)


def _is_function(name: str, names: Names) -> bool:
    """Whether a name is that of a function with derivatives, or a letter that is one by itself."""
    name = canonical(name)
    function = names.functions.get(name)
    if function is not None:
        return function.family is not None
    return name in FUNCTION_LETTERS and name not in names.variables and name not in names.definitions


def _applied(part: Sequence[Token], names: Names) -> _Applied | None:
    """``f'(u, v)`` where it is all of a part."""
    if len(part) < 4 or not _is_function(part[0][0], names):
        return None
    texts = [*(text for text, *_ in part), "", ""]
    at = 1
    while texts[at] == "'":
        at += 1
    orders = [at - 1] if at > 1 else []
    if texts[1] == "^":
        at = index_end(texts, 1)
        orders = [int(text) for text in texts[3 : at - 1 : 2]]
    operands, stop = _parts(part, at) if texts[at] == "(" else ([], 0)
    if stop != len(part) or (orders and len(orders) != len(operands)):
        return None
    return _Applied(part[0], tuple(orders or [0] * len(operands)), tuple(operands))


def _called(spelling: Spelling, names: Names, at: int) -> tuple[_Applied, int] | None:
    """``diff(f(x, y), x, 2, y)``, ``Derivative(f(x, y), (x, 2), y)`` and Maple's ``diff(f(x, y), x$2)``."""
    tokens = spelling.tokens
    if [each[0] for each in tokens[at + 1 : at + 2]] != ["("]:
        return None
    parts, stop = _parts(tokens, at + 1)
    inner = _applied(parts[0], names) if len(parts) > 1 else None
    if inner is None:
        return None
    orders = list(inner.orders)
    for place, order in _by_operands(parts, inner.operands):
        orders[place] += order
    for name, order in _by(parts[1:]):
        places = [place for place, operand in enumerate(inner.operands) if name in [text for text, *_ in operand]]
        if len(places) != 1 or [text for text, *_ in inner.operands[places[0]]] != [name]:
            shown = inner.name[0]
            message = f"{name} must be an operand of {shown} and stand in no other"
            first = notation(shown, (1, *(0 for _ in orders[1:])))
            hint = f"write the chain rule out, with {first}(...), or ask for this derivative alone"
            raise spelling.fault("syntax", message, tokens[at], hint)
        orders[places[0]] += order
    return (_Applied(inner.name, tuple(orders), inner.operands), stop) if tuple(orders) != inner.orders else None


def _by_operands(parts: list[list[Token]], operands: Sequence[list[Token]]) -> Iterator[tuple[int, int]]:
    """The operands that are no names by which sympy differentiates, with orders: ``Derivative(f(g(x)), (g(x), 2))``. They are taken out of the parts."""
    written = [[text for text, *_ in operand] for operand in operands]
    at = 1
    while at < len(parts):
        part, order, count = parts[at], "1", 1
        grouped = _parts(part, 0) if part and part[0][0] == "(" else ([], 0)
        if len(grouped[0]) == 2 and grouped[1] == len(part) and len(grouped[0][1]) == 1:
            part, order = grouped[0][0], grouped[0][1][0][0]
        elif len(parts[at + 1 : at + 2]) and len(parts[at + 1]) == 1 and parts[at + 1][0][0].isdecimal():
            order, count = parts[at + 1][0][0], 2
        texts = [text for text, *_ in part]
        if len(texts) > 1 and written.count(texts) == 1 and order.isdecimal() and len(order) <= _HIGHEST:
            del parts[at : at + count]
            yield written.index(texts), int(order)
        else:
            at += 1


def _by(parts: Sequence[list[Token]]) -> Iterator[tuple[str, int]]:
    """What is differentiated by, with orders: ``x``, ``x, 2``, ``(x, 2)``, ``{x, 2}``, ``x$2``."""
    texts = [text for part in parts for text, *_ in part if text not in ("(", ")", "{", "}", ",", "$")]
    for text, after in zip(texts, [*texts[1:], ""], strict=False):
        if not text.isdecimal():
            yield text, int(after) if after.isdecimal() and len(after) <= _HIGHEST else 1


def _operator(tokens: Sequence[Token], names: Names, at: int) -> tuple[_Applied, int] | None:
    """``D(f)(x)``, ``D(D(f))(x)`` and Maple's ``D[1, 2](f)(x, y)``, ``(D@@2)(f)(x)``."""
    count, opening, places = 1, at + 1, [1]
    texts = [text for text, *_ in tokens[at : at + 6]]
    if texts[0] == "(":
        if len(texts) < 6 or not texts[4].isdecimal() or len(texts[4]) > _HIGHEST or texts[5] != ")":
            return None
        count, opening = int(texts[4]), at + 6
    elif texts[1:2] == ["["]:
        inside, opening = _parts(tokens, opening)
        if any(len(part) != 1 or part[0][0] not in "123456789" for part in inside):
            return None
        places = [int(part[0][0]) for part in inside]
    inside, after = _parts(tokens, opening) if opening < len(tokens) and tokens[opening][0] == "(" else ([], 0)
    inner = inside[0] if len(inside) == 1 else []
    while len(inner) > 3 and (inner[0][0], inner[1][0], inner[-1][0]) == ("D", "(", ")"):
        inner, count = inner[2:-1], count + 1
    if len(inner) != 1 or not _is_function(inner[0][0], names) or after >= len(tokens) or tokens[after][0] != "(":
        return None
    operands, stop = _parts(tokens, after)
    if max(places) > len(operands) or (texts[1:2] != ["["] and len(operands) != 1):
        return None
    orders = tuple(places.count(place + 1) * count for place in range(len(operands)))
    return _Applied(inner[0], orders, tuple(operands)), stop


def _substituted(tokens: Sequence[Token], names: Names, at: int) -> tuple[_Applied, int] | None:
    """sympy's ``Subs(f'(t), t, x**2)`` and ``Subs(f^(1, 0)(t, u), (t, u), (x**2, y))``."""
    parts, stop = _parts(tokens, at + 1)
    inner = _applied(parts[0], names) if len(parts) == 3 else None
    if inner is None:
        return None
    grouped = parts[1][:1] != [] and parts[1][0][0] == "("
    variables, values = (_parts(part, 0)[0] for part in parts[1:]) if grouped else ([part] for part in parts[1:])
    given = {name[0][0]: value for name, value in zip(variables, values, strict=False) if len(name) == 1}
    if len(given) != len(variables) or len(given) != len(values):
        return None
    operands = tuple(given.get(each[0][0], each) if len(each) == 1 else each for each in inner.operands)
    alone = not any(text in given for each in inner.operands if len(each) > 1 for text, *_ in each)
    return (_Applied(inner.name, inner.orders, operands), stop) if alone else None


def _subscripted(spelling: Spelling, names: Names, at: int) -> tuple[_Applied, int] | None:
    """``f_xy(x, y)``: the partial derivative by operands that are those names."""
    tokens = spelling.tokens
    match = _SUBSCRIPTED(tokens[at][0])
    if match is None or not _is_function(match[1], names) or at + 1 == len(tokens) or tokens[at + 1][0] != "(":
        return None
    operands, stop = _parts(tokens, at + 1)
    written = [each[0][0] for each in operands if len(each) == 1]
    if (
        len(operands) < 2
        or len(written) < len(operands)
        or not {*match[2]} <= {*written}
        or len({*written}) < len(written)
    ):
        return None
    orders = tuple(map(match[2].count, written))
    spelling.notes[f"'{match[0]}(...)' is read as the partial derivative {notation(match[1], orders)}(...)"] = None
    return _Applied((match[1], *tokens[at][1:]), orders, tuple(operands)), stop


__all__ = ["stand_in", "told"]
