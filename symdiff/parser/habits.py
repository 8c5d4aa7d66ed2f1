"""Ways of writing plain text that are told in tokens of the grammar before it reads them: ``arc sin x``, ``3,5x``, ``³√x``.

Imports ``large_operators``, ``names`` and ``syntax``.
"""

from __future__ import annotations

import re

from symdiff.annotations import Final
from symdiff.parser.large_operators import LARGE_OPERATORS, with_large_operators
from symdiff.parser.names import CONSTANT_NAMES, Names, function_named, is_name
from symdiff.parser.syntax import SUPERSCRIPT, SUPERSCRIPTS, Spelling, Token

_PRIMES: Final = {"′": 1, "″": 2, "‴": 3, "’": 1}
_STRANGE: Final = frozenset((*_PRIMES, "√", *LARGE_OPERATORS))
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
    with_large_operators(spelling)
    _with_roots(spelling)
    if names.letters:
        _with_letters(spelling, names)


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
