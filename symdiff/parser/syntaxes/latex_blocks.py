r"""LaTeX of more than a line: ``\begin{cases}``, ``\sum_{i=1}^{3}``, ``{a \over b}``. Imports ``syntax`` and ``names``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdiff.parser.names import function_named
from symdiff.parser.syntax import Spelling, Token
from symdiff.parser.syntaxes.latex_tables import SKIPPED, WORDS

Work = Token | range
"""A plain token as it is, or the tokens of a range."""

CASES = frozenset(("cases", "dcases", "rcases", "array", "matrix"))
WHOLE = frozenset(
    ("equation", "equation*", "align", "align*", "aligned", "gather", "gather*", "displaymath", "math", "split")
)
"""Environments around a formula."""
_MOST_TERMS = 200
_MOST_TOKENS = 100_000
_BEFORE_CONDITIONS = frozenset(("for", "if", "when", "where", "falls", "si", "wenn", "für", "forx", "ifx"))
_REST = frozenset(("otherwise", "else", "sonst", "sinon", "True", "true", "elsewhere"))
OPENING = frozenset(("(", "[", "\\{", "\\lbrace", "\\lbrack", "\\lfloor", "\\lceil", "\\lvert"))
CLOSING = frozenset((")", "]", "\\}", "\\rbrace", "\\rbrack", "\\rfloor", "\\rceil", "\\rvert"))
_ENDS = frozenset((",", "=", "<", ">", "&", "\\\\", "\\le", "\\leq", "\\ge", "\\geq", "\\end", "}"))
_NO_OPERAND = frozenset(("\\cdot", "\\times", "\\div", "/", "^", "_", "*", "+", "-", "(", "[", "{", "", ","))


class Block:
    """An environment: its name, its inside, and the token after it."""

    def __init__(self, spelling: Spelling, tokens: Sequence[Token], partner: Mapping[int, int], index: int) -> None:
        close = partner.get(index + 1, -1)
        self.name = "".join(token[0] for token in tokens[index + 2 : max(close, 0)])
        first = close + 1
        if self.name == "array" and first in partner:
            first = partner[first] + 1
        if index not in partner:
            message = (
                f"'\\begin{{{self.name[:40]}}}' is never closed: its partner '\\end{{{self.name[:40]}}}' is missing"
            )
            raise spelling.fault("unbalanced", message, tokens[index])
        last = partner[index]
        self.inside = range(first, last)
        self.after = partner.get(last + 1, last) + 1


def closing(tokens: Sequence[Token], index: int, stop: int) -> int:
    r"""The ``\right`` of the ``\left`` at a token; ``stop`` where it has none."""
    depth = 0
    for at in range(index, stop):
        depth += (tokens[at][0] == "\\left") - (tokens[at][0] == "\\right")
        if not depth:
            return at
    return stop


def rows(tokens: Sequence[Token], first: int, stop: int) -> list[range]:
    r"""What stands between ``\\\\``, or commas outside of brackets, where anything does."""
    found, depth, start = [], 0, first
    for at in range(first, stop + 1):
        text = tokens[at][0] if at < stop else "\\\\"
        depth += (text in ("(", "{", "[")) - (text in (")", "}", "]"))
        if text == "\\\\" or (text == "," and not depth):
            if any(tokens[each][0] not in SKIPPED for each in range(start, at)):
                found.append(range(start, at))
            start = at + 1
    return found


def partners(
    tokens: Sequence[Token], first: int, partner: dict[int, int], rounds: dict[int, int], quotients: list[int]
) -> None:
    r"""Add what closes each environment and each parenthesis from a token on, and where an ``\over`` stands."""
    environments: list[int] = []
    opened: list[int] = []
    for index in range(first, len(tokens)):
        text = tokens[index][0]
        if text == "(":
            opened.append(index)
        elif text == ")" and opened:
            rounds[opened.pop()] = index
        elif text == "\\begin":
            environments.append(index)
        elif text == "\\end" and environments:
            partner[environments.pop()] = index
        elif text in ("\\over", "\\choose"):
            quotients.append(index)


def _split(tokens: Sequence[Token], partner: Mapping[int, int], part: range, sign: str) -> list[range]:
    """The parts of a range between signs outside braces and environments."""
    parts: list[range] = []
    first = at = part.start
    while at < part.stop:
        text = tokens[at][0]
        if text in ("{", "\\begin") and at in partner:
            at = partner[at]
        elif text == sign:
            parts.append(range(first, at))
            first = at + 1
        at += 1
    return [*parts, range(first, part.stop)]


def cases(spelling: Spelling, tokens: Sequence[Token], partner: Mapping[int, int], block: Block, at: int) -> list[Work]:
    """``Piecewise((value, condition), ...)`` of an environment's rows."""
    _, start, end = tokens[at]
    result: list[Work] = [("Piecewise", start, end), ("(", start, end)]
    rows = [row for row in _split(tokens, partner, block.inside, "\\\\") if _trimmed(tokens, row)]
    for row in rows:
        cells = [_trimmed(tokens, cell) for cell in _split(tokens, partner, row, "&")]
        if len(cells) < 2 or not cells[0]:
            hint = "write value & condition in each row"
            raise spelling.fault("syntax", f"a row of {block.name} has no condition", tokens[row.start], hint)
        value, condition = cells[0], range(cells[1].start, cells[-1].stop)
        if row is not rows[0]:
            result.append((",", start, end))
        result += [
            ("(", start, end),
            value,
            (",", start, end),
            *_condition(tokens, partner, condition),
            (")", start, end),
        ]
    if not rows:
        raise spelling.fault(
            "syntax", f"there is no row in {block.name}", tokens[at], "write value & condition in each row"
        )
    return [*result, (")", start, end)]


def _trimmed(tokens: Sequence[Token], part: range) -> range:
    """A cell without what stands around it: blanks, a comma or a point at its end, the distance after a row."""
    first, stop = part.start, part.stop
    while first < stop and (tokens[first][0] in SKIPPED or tokens[first][0] == "&"):
        first += 1
    while stop > first and (tokens[stop - 1][0] in SKIPPED or tokens[stop - 1][0] in (",", ".", ";")):
        stop -= 1
    return range(first, stop)


def _condition(tokens: Sequence[Token], partner: Mapping[int, int], part: range) -> list[Work]:
    """A condition without the word before it; ``True`` for the rest."""
    at = part.start
    while at < part.stop:
        text = tokens[at][0]
        if text in SKIPPED or text == "&":
            at += 1
            continue
        if (text in WORDS or text == "\\mbox") and at + 1 in partner:
            close = partner[at + 1]
            word = "".join(token[0].lstrip("\\") for token in tokens[at + 2 : close] if token[0] not in SKIPPED)
            if word in _REST:
                return [("True", *tokens[at][1:])]
            if word in _BEFORE_CONDITIONS:
                at = close + 1
                continue
        elif text in ("i", "o", "e") and part.stop - at < 20:
            word = "".join(token[0] for token in tokens[at : part.stop])
            if word in _REST:
                return [("True", *tokens[at][1:])]
            if word.startswith("if"):
                at += 2
                continue
        break
    return [range(at, part.stop)] if at < part.stop else [("True", *tokens[part.start - 1][1:])]


def quotient(tokens: Sequence[Token], partner: Mapping[int, int], part: range) -> list[Work] | None:
    r"""``a \over b`` and ``n \choose k``; None for a group without them."""
    for sign in ("\\over", "\\choose"):
        parts = _split(tokens, partner, part, sign)
        if len(parts) == 2 and all(parts) and all(_is_balanced(tokens, each) for each in parts):
            _, start, end = tokens[parts[1].start - 1]
            opening, closing = ("(", start, end), (")", start, end)
            if sign == "\\choose":
                return [("binomial", start, end), opening, parts[0], (",", start, end), parts[1], closing]
            return [opening, opening, parts[0], closing, ("/", start, end), opening, parts[1], closing, closing]
    return None


def _is_balanced(tokens: Sequence[Token], part: range) -> bool:
    return sum((tokens[at][0] in OPENING) - (tokens[at][0] in CLOSING) for at in part) == 0


def total(
    spelling: Spelling, tokens: list[Token], partner: dict[int, int], index: int, stop: int,
    argument: Callable[[int, int, int], tuple[list[Any], int]],
) -> tuple[list[Work], int]:  # fmt: skip
    r"""The terms of ``\sum_{i=1}^{3} x^i``, or the factors of a product, each written out; and the token after them."""
    token = tokens[index]
    _, start, end = token
    at = index + 1
    given: dict[str, str] = {}
    while at < stop and (tokens[at][0] in ("_", "^") or tokens[at][0] in SKIPPED):
        sign = tokens[at][0]
        if sign in SKIPPED:
            at += 1
            continue
        [inside], at = argument(at, at + 1, stop)
        written = tokens[inside.start : inside.stop] if isinstance(inside, range) else [inside]
        given[sign] = "".join(each[0] for each in written if each[0] not in SKIPPED)
    name, _, first = given.get("_", "").partition("=")
    last = given.get("^", "")
    literal = name.isalpha() and len(name) == 1 and all(each.removeprefix("-").isdecimal() for each in (first, last))
    count = int(last) - int(first) + 1 if literal and len(first + last) < 12 else 0
    part = summand(tokens, partner, at, stop)
    if not 0 < count <= _MOST_TERMS or len(tokens) + count * len(part) > _MOST_TOKENS:
        hint = f"write {token[0]}_{{i=1}}^{{3}}, at most {_MOST_TERMS} terms, or write the terms out"
        raise spelling.fault("syntax", f"{token[0]} needs whole numbers as bounds", token, hint)
    if not part:
        raise spelling.fault("missing-argument", f"the command {token[0]} has no argument", token)
    result: list[Work] = [("(", start, end)]
    for value in range(int(first), int(last) + 1):
        if value != int(first):
            result.append(("+" if token[0] == "\\sum" else "×", start, end))
        result += [("(", start, end), _with(tokens, partner, part, name, value), (")", start, end)]
    return [*result, (")", start, end)], part.stop


def summand(tokens: Sequence[Token], partner: Mapping[int, int], first: int, stop: int) -> range:
    """What a sum applies to: everything up to the next sign of a sum outside brackets."""
    depth = 0
    at = first
    while at < stop:
        text = tokens[at][0]
        before = tokens[at - 1][0] if at > first else ""
        if text in ("{", "\\begin") and at in partner:
            at = partner[at]
        elif text in OPENING:
            depth += 1
        elif text in CLOSING:
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and (text in _ENDS or (text in ("+", "-") and before not in _NO_OPERAND)):
            break
        at += 1
    while at > first and tokens[at - 1][0] in ("\\right", "\\left"):
        at -= 1
    return range(first, at)


def _with(tokens: list[Token], partner: dict[int, int], part: range, name: str, value: int) -> range:
    """A copy of the tokens with a number in the place of a name."""
    first = len(tokens)
    opened: list[int] = []
    before = ""
    for at in part:
        text, start, end = tokens[at]
        if text == name:
            braced = value < 0 or before in ("^", "_")
            if not braced and _ends_operand(before):
                tokens.append(("\\cdot", start, start))
            number = [("-", start, end)] * (value < 0) + [(str(abs(value)), start, end)]
            tokens += [("{", start, end), *number, ("}", start, end)] if braced else number
            if braced:
                partner[len(tokens) - len(number) - 2] = len(tokens) - 1
        else:
            if text == "{":
                opened.append(len(tokens))
            elif text == "}" and opened:
                partner[opened.pop()] = len(tokens)
            tokens.append(tokens[at])
        before = text
    return range(first, len(tokens))


def _ends_operand(text: str) -> bool:
    if text in _NO_OPERAND or text in SKIPPED:
        return False
    return not (text[0] == "\\" and function_named(text[1:], called=False) is not None)
