"""Ways of writing plain text that are told in tokens of the grammar before it reads them: ``arc sin x``, ``3,5x``, ``³√x``.

Imports ``names`` and ``syntax``.
"""

from __future__ import annotations

import re
from typing import Final

from symdiff.parser.names import CONSTANT_NAMES, Names, function_named, is_name
from symdiff.parser.syntax import SUBSCRIPT, SUBSCRIPTS, SUPERSCRIPT, SUPERSCRIPTS, Spelling, Token

_PRIMES: Final = {"′": 1, "″": 2, "‴": 3, "’": 1}
_BINDERS: Final = {"∫": "Integral", "∑": "Sum", "∏": "Product"}
_BELOW: Final = frozenset((*SUBSCRIPTS, "₊", "₋", "₌"))
_LOWERED: Final = {**SUBSCRIPT, **str.maketrans("₊₋₌", "+-=")}
_STRANGE: Final = frozenset((*_PRIMES, "√", *_BINDERS))
_COMMA: Final = r"[0-9],[0-9]"
_LABELS: Final = frozenset("abcdefgh")
_SIGNS: Final = frozenset(("+", "-", "*", "**", "×", "/", "^", "!", "=", ",", ")"))
_OPENING: Final = {"(": ")", "[": "]", "{": "}"}


def are_in(text: str, names: Names) -> bool:
    """Whether a text could hold one of them: few do."""
    if names.letters or "arc " in text or ("," in text and re.search(_COMMA, text)):
        return True
    closing = text.find(")", 0, 6)
    if closing > 0 and text.find("(", 0, closing) < 0:
        return True
    return not text.isascii() and not _STRANGE.isdisjoint(text)


def told(spelling: Spelling, names: Names) -> None:
    """Put the grammar's tokens in the place of these. Raises SymdiffError."""
    _without_number(spelling)
    _with_primes(spelling)
    _with_inverses(spelling)
    _with_decimals(spelling)
    _with_binders(spelling)
    _with_roots(spelling)
    if names.letters:
        _with_letters(spelling, names)


def _with_binders(spelling: Spelling) -> None:
    """``∫_0^x f dt``, ``∑_(k=1)^n f``: the last sign first, so that what is inside has been told."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index][0] in _BINDERS:
            _bind(spelling, index)


def _bind(spelling: Spelling, index: int) -> None:
    tokens = spelling.tokens
    token = tokens[index]
    sign, start, stop = token
    at = index + 1
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
            bounds["^"] = [
                ("(", *tokens[at][1:]),
                *_single(mark.translate(SUPERSCRIPT), tokens[at]),
                (")", *tokens[at][1:]),
            ]
        else:
            break
        at = after
    body, last, letter, after = at, at, "", at
    depth = 0
    while last < len(tokens):
        text = tokens[last][0]
        if depth == 0 and sign == "∫" and len(text) == 2 and text[0] == "d" and text[1].isalpha():
            letter, after = text[1], last + 1
            break
        if depth == 0 and sign != "∫" and last > body:
            ends_integral = text[0] == "d" and len(text) == 2 and any(each[0] == "∫" for each in tokens[:index])
            if ends_integral or text in ("+", "-", ",", "="):
                break
        depth += text in _OPENING
        depth -= text in _OPENING.values()
        if depth < 0:
            break
        last += 1
    if sign == "∫" and letter and last == body:
        last = _term_end(tokens, after)
        told_body = [("1", start, stop)] * (tokens[after : after + 1] != [] and tokens[after][0] == "/") + tokens[
            after:last
        ]
        if any(text == letter for text, *_ in tokens[last:]):
            hint = "put all that is integrated in parentheses, or write integral(f, t, a, b)"
            raise spelling.fault("ambiguous", "it is not clear where this integral ends", token, hint)
        name_at, after = body, last
    elif sign == "∫" and tokens[after : after + 1] != [] and tokens[after][0] == "/" and letter:
        name_at, last_term = last, _term_end(tokens, after)
        told_body = [*tokens[body:last]]
        if any(text == letter for text, *_ in tokens[after:last_term]):
            told_body += tokens[after:last_term]
            after = last_term
    else:
        name_at, told_body = last, tokens[body:last]
    if sign == "∫":
        again = any(text == f"d{letter}" for text, *_ in tokens[after:])
        if not letter or not told_body or len(bounds) == 1 or again:
            hint = "write ∫_(a)^(b) f dt, or integral(f, t, a, b)"
            raise spelling.fault(
                "syntax", "this integral needs its formula, its variable and both bounds or none", token, hint
            )
        name = [(letter, *tokens[name_at][1:])]
        ends = [bounds[each] for each in "_^" if each in bounds]
    else:
        after = last
        below = bounds.get("_", [])
        inside = below[1:-1] if below and below[0][0] in _OPENING else below
        if len(inside) < 3 or inside[1][0] != "=" or "^" not in bounds or last == body:
            hint = f"write {sign}_(k=1)^(n) f, or {_BINDERS[sign].lower()}(f, k, 1, n)"
            raise spelling.fault(
                "syntax", f"this {_BINDERS[sign].lower()} needs its formula, its variable and two bounds", token, hint
            )
        name = inside[:1]
        ends = [inside[2:], bounds["^"]]
    told: list[Token] = [
        (_BINDERS[sign], start, stop),
        ("(", start, stop),
        *told_body,
        (",", stop, stop),
        ("(", stop, stop),
        *name,
    ]
    for end in ends:
        told += [(",", stop, stop), *end]
    spelling.tokens[index:after] = [*told, (")", stop, stop), (")", stop, stop)]


def _term_end(tokens: list[Token], first: int) -> int:
    """The token after a term: the next sign of a sum outside brackets, a comma, or the bracket that closes around it."""
    depth = 0
    for at in range(first, len(tokens)):
        text = tokens[at][0]
        depth += (text in _OPENING) - (text in _OPENING.values())
        if depth < 0 or (
            not depth and at > first and text in ("+", "-", ",", "=") and tokens[at - 1][0] not in _SIGNS - {")", "!"}
        ):
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


def _without_number(spelling: Spelling) -> None:
    """``1) x^2`` and ``a) x^2``: the number of an exercise."""
    tokens = spelling.tokens
    if len(tokens) < 3 or tokens[1][0] != ")" or tokens[2][1] == tokens[1][2] or tokens[2][0] in _SIGNS:
        return
    label = tokens[0][0]
    if label.isdecimal() or label in _LABELS:
        spelling.notes[f"'{label})' is read as the number of a line"] = None
        del tokens[:2]


def _with_primes(spelling: Spelling) -> None:
    result: list[Token] = []
    for token in spelling.tokens:
        result += [("'", *token[1:])] * _PRIMES[token[0]] if token[0] in _PRIMES else [token]
    spelling.tokens = result


def _with_inverses(spelling: Spelling) -> None:
    """``arc sin x`` is ``arcsin x``."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 2, -1, -1):
        if tokens[index][0] == "arc" and _has_arc(tokens[index + 1][0]):
            name = "arc" + tokens[index + 1][0]
            spelling.notes[f"'arc {name[3:]}' is read as {name}"] = None
            tokens[index : index + 2] = [(name, tokens[index][1], tokens[index + 1][2])]


def _has_arc(name: str) -> bool:
    """Whether ``arc`` before the name of a function makes the name of its inverse."""
    function, arc = function_named(name, called=False), function_named("arc" + name, called=False)
    if function is None or arc is None or function.operator is None or arc.operator is None:
        return False
    return function.operator.inverse == arc.operator.name


def _with_decimals(spelling: Spelling) -> None:
    """``3,5x`` is ``3.5x`` outside the brackets of functions and lists; three digits after the comma could be thousands."""
    tokens = spelling.tokens
    held = 0
    """How many brackets are open that hold arguments."""
    opened: list[bool] = []
    result: list[Token] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        text, start, stop = token
        if text in _OPENING:
            argued = (
                text != "("
                or (index > 0 and is_name(tokens[index - 1][0]))
                or _is_pair(tokens, index)
                or _is_index(tokens, index)
            )
            opened.append(argued)
            held += argued
        elif opened and text in _OPENING.values():
            held -= opened.pop()
        digits = tokens[index + 2][0] if index + 2 < len(tokens) else ""
        joined = (
            not held
            and text.isdecimal()
            and digits.isdecimal()
            and tokens[index + 1] == (",", stop, stop + 1)
            and tokens[index + 2][1] == stop + 1
            and (len(digits) != 3 or text == "0")
            and (index + 3 == len(tokens) or tokens[index + 3][0] != ",")
            and (index == 0 or tokens[index - 1][0] != ",")
        )
        if joined:
            spelling.notes[f"'{text},{digits}' is read as the decimal {text}.{digits}"] = None
            result.append((f"{text}.{digits}", start, tokens[index + 2][2]))
            index += 3
        else:
            result.append(token)
            index += 1
    spelling.tokens = result


def _is_index(tokens: list[Token], opening: int) -> bool:
    """Whether a bracket holds the orders of a partial derivative: ``f^(1,0)(x, y)``."""
    if opening < 2 or tokens[opening - 1][0] not in ("^", "**") or not is_name(tokens[opening - 2][0]):
        return False
    from symdiff.parser.unknown import index_end  # few formulas have any

    texts = [*(text for text, _, _ in tokens[opening - 1 :]), "", ""]
    return texts[index_end(texts, 0)] == "("


def _is_pair(tokens: list[Token], opening: int) -> bool:
    """Whether a bracket holds two numbers and no more, as a point does."""
    return [token[0] for token in tokens[opening + 2 : opening + 5 : 2]] == [",", ")"]


def _with_roots(spelling: Spelling) -> None:
    """``³√x`` is ``root(x, 3)``."""
    tokens = spelling.tokens
    for index in range(len(tokens) - 2, -1, -1):
        text, start, stop = tokens[index]
        if text[0] not in SUPERSCRIPTS or tokens[index + 1][0] != "√":
            continue
        degree = text.translate(SUPERSCRIPT)
        first = index + 2
        if index and tokens[index - 1][2] == start:
            hint = f"write root(..., {degree}), or a power before √"
            raise spelling.fault("ambiguous", "this could be a power or the degree of the root", tokens[index], hint)
        last = first
        if first < len(tokens) and tokens[first][0] in _OPENING:
            depth = 0
            for last in range(first, len(tokens)):
                depth += (tokens[last][0] in _OPENING) - (tokens[last][0] in _OPENING.values())
                if depth == 0:
                    break
        elif (
            first == len(tokens) or not tokens[first][0][0].isalnum() or function_named(tokens[first][0], called=False)
        ):
            hint = f"write root(x, {degree})"
            raise spelling.fault("missing-argument", "the root has no operand in parentheses", tokens[index + 1], hint)
        if not degree.isdecimal():
            raise spelling.fault("syntax", "the degree of a root is a number", tokens[index], "write root(x, n)")
        after = tokens[last][2]
        tokens[index : last + 1] = [
            ("root", start, tokens[index + 1][2]), ("(", stop, stop), *tokens[first : last + 1],
            (",", start, start), (degree, start, stop), (")", after, after),
        ]  # fmt: skip


def _with_letters(spelling: Spelling, names: Names) -> None:
    """``xsin(ab)`` is ``x*sin(a*b)``: names are single letters, functions and constants keep their names."""
    result: list[Token] = []
    for token in spelling.tokens:
        text, start, _ = token
        if len(text) < 2 or not text.isascii() or not text.isalpha() or _is_known(text, names):
            result.append(token)
            continue
        at = 0
        while at < len(text):
            length = next((n for n in range(len(text) - at, 1, -1) if _is_known(text[at : at + n], names)), 1)
            result.append((text[at : at + length], start + at, start + at + length))
            at += length
    spelling.tokens = result


def _is_function(name: str, names: Names) -> bool:
    function = names.function(name, called=False)
    return function is not None and not function.is_letter


def _is_known(name: str, names: Names) -> bool:
    declared = name in names.variables or name in names.definitions or name in CONSTANT_NAMES
    return declared or _is_function(name, names) or name == "arc"
