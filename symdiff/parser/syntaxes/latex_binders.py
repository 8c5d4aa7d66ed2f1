r"""LaTeX that binds a variable: ``\int_a^b f\,dt``, ``\sum_{k=1}^{n}``, ``\prod``. Imports ``latex_blocks`` and ``latex_tables``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdiff.parser.names import is_name
from symdiff.parser.syntax import Spelling, Token
from symdiff.parser.syntaxes import latex_blocks
from symdiff.parser.syntaxes.latex_blocks import Work
from symdiff.parser.syntaxes.latex_tables import FRACTIONS, GREEK, SKIPPED

COMMANDS = {"\\int": "Integral", "\\sum": "Sum", "\\prod": "Product"}
_UPRIGHT = frozenset(("\\mathrm", "\\operatorname", "\\text", "\\mathop"))
Argument = Callable[[int, int, int], tuple[list[Any], int]]


def told(
    spelling: Spelling, tokens: list[Token], partner: dict[int, int], index: int, stop: int, argument: Argument
) -> tuple[list[Work], int]:
    """The work that a command is, and the token after all that it takes. Raises SymdiffError."""
    at, given = _ends(tokens, index, stop, argument)
    if tokens[index][0] == "\\int":
        return _integral(spelling, tokens, partner, index, at, stop, given)
    return _sum(spelling, tokens, partner, index, at, stop, given, argument)


def _ends(tokens: Sequence[Token], index: int, stop: int, argument: Argument) -> tuple[int, dict[str, list[Any]]]:
    given: dict[str, list[Any]] = {}
    at = index + 1
    while at < stop and (tokens[at][0] in ("_", "^") or tokens[at][0] in SKIPPED):
        sign = tokens[at][0]
        if sign in SKIPPED:
            at += 1
        else:
            given[sign], at = argument(at, at + 1, stop)
    return at, given


def _integral(
    spelling: Spelling,
    tokens: list[Token],
    partner: Mapping[int, int],
    index: int,
    first: int,
    stop: int,
    given: dict[str, list[Any]],
) -> tuple[list[Work], int]:
    token = tokens[index]
    if len(given) == 1:
        raise spelling.fault("syntax", "an integral has both bounds or none", token, "write \\int_{a}^{b} f\\,dt")
    early = _in_front(spelling, tokens, partner, first, stop) or _on_top(tokens, partner, first, stop)
    if early is not None:
        body, variable, after = early
        return _told(token, body, variable, given), after
    found = _differential(spelling, tokens, partner, first, stop)
    if found is None:
        hint = "write \\int_{a}^{b} f\\,dt, the variable after all that is integrated"
        raise spelling.fault("syntax", "nothing says by which variable this integral goes", token, hint)
    last, letter, after = found
    if not any(tokens[at][0] not in SKIPPED for at in range(first, last)):
        hint = "write \\int_{a}^{b} f\\,dt, with 1\\,dt for the length"
        raise spelling.fault("missing-argument", "the command \\int has no argument", token, hint)
    name, *place = tokens[letter]
    body = [range(first, last)]
    term = latex_blocks.summand(tokens, partner, after, stop)
    if tokens[after : after + 1] and tokens[after][0] == "/" and any(tokens[at][0] == name for at in term):
        body.append(term)  # t dt/(1 + t^2)
        after = term.stop
    return _told(token, body, (name.removeprefix("\\"), place[0], place[1]), given), after


def _told(token: Token, body: list[Work], variable: Token, given: Mapping[str, list[Any]]) -> list[Work]:
    """The integral of a body by a variable, from the bounds that are given."""
    _, start, end = token
    comma: Token = (",", start, end)
    work: list[Work] = [("Integral", start, end), ("(", start, end), *body, comma]
    if not given:
        return [*work, variable, (")", start, end)]
    ends: list[Work] = [comma, *given["_"], comma, *given["^"]]
    return [*work, ("(", start, end), variable, *ends, (")", start, end), (")", start, end)]


def _in_front(
    spelling: Spelling, tokens: list[Token], partner: Mapping[int, int], first: int, stop: int
) -> tuple[list[Work], Token, int] | None:
    r"""``\int_0^x dt\, f``: the body, which reaches to the next sign of a sum, the variable and the token after; None for another integral."""
    while first < stop and tokens[first][0] in SKIPPED:
        first += 1
    own = _one(tokens, first, stop) if first < stop else None
    if own is None:
        return None
    letter, after = own
    body = latex_blocks.summand(tokens, partner, after, stop)
    inner = sum(tokens[at][0] == "\\int" for at in body)
    if (
        not any(tokens[at][0] not in SKIPPED for at in body)
        or sum(_one(tokens, at, stop) is not None for at in body) > inner
    ):
        return None
    name = tokens[letter][0]
    if any(tokens[at][0] == name for at in range(body.stop, stop)):
        hint = "put all that is integrated in parentheses, or write it before its d" + name.lstrip("\\")
        raise spelling.fault("ambiguous", "it is not clear where this integral ends", tokens[first], hint)
    divided = tokens[body.start][0] == "/"
    _, start, end = tokens[letter]
    return [*([("1", start, end)] if divided else []), body], (name.removeprefix("\\"), start, end), body.stop


def _on_top(
    tokens: list[Token], partner: Mapping[int, int], first: int, stop: int
) -> tuple[list[Work], Token, int] | None:
    r"""``\int_0^x \frac{t\,dt}{1 + t^2}``: the body, which reaches to the next sign of a sum, the variable and the token after.

    None where the next differential stands on no fraction. What takes the place of this one in the tokens is 1, or a blank.
    """
    body = latex_blocks.summand(tokens, partner, first, stop)
    at = first
    while at < body.stop:
        text = tokens[at][0]
        if text == "\\int" or _one(tokens, at, stop) is not None:
            return None
        if text in FRACTIONS and tokens[at + 1][0] == "{" and at + 1 in partner:
            last = partner[at + 1]
            for place in range(at + 2, last):
                own = _one(tokens, place, last)
                if own is None or (
                    place > at + 2 and any(tokens[each][0] not in SKIPPED for each in range(own[1], last))
                ):
                    continue
                letter, after = own
                variable = tokens[letter]
                alone = all(tokens[each][0] in SKIPPED for each in (*range(at + 2, place), *range(after, last)))
                for each in range(place, after):
                    tokens[each] = ("\\,", *tokens[each][1:])
                if alone:
                    tokens[place] = ("1", *tokens[place][1:])
                return [body], (variable[0].removeprefix("\\"), *variable[1:]), body.stop
            at = last
        elif text == "{" and at in partner:
            at = partner[at]
        at += 1
    return None


def _differential(
    spelling: Spelling, tokens: Sequence[Token], partner: Mapping[int, int], first: int, stop: int
) -> tuple[int, int, int] | None:
    """Where the ``dt`` that ends an integral begins, its letter, and the token after it."""
    waiting, depth = 1, 0
    found: tuple[int, int, int] | None = None
    at = first
    while at < stop:
        text = tokens[at][0]
        if text in FRACTIONS and not depth and at + 1 in partner and _has_differential(tokens, at + 2, partner[at + 1]):
            waiting -= 1
        own = _one(tokens, at, stop) if not depth else None
        if own is not None:
            waiting -= 1
            if waiting == 0:
                found = (at, *own)
            elif waiting < 0:
                message = "it is not clear which of these ends the integral"
                raise spelling.fault("ambiguous", message, tokens[at], "put the integral in brackets, or rename d")
            at = own[1]
            continue
        if text == "{" and at in partner:
            at = partner[at]
        elif text == "\\int":
            waiting += not depth
        elif text in latex_blocks.OPENING:
            depth += 1
        elif text in latex_blocks.CLOSING:
            depth -= 1
            if depth < 0:
                break
        at += 1
    return found


def _has_differential(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a ``dt`` is the first or the last factor on top of a fraction."""
    owns = (_one(tokens, at, last) for at in range(first, last))
    return any(own is not None and (at == first or own[1] == last) for at, own in enumerate(owns, first))


def _one(tokens: Sequence[Token], at: int, stop: int) -> tuple[int, int] | None:
    r"""The letter of a ``dt``, ``\mathrm{d}t`` or ``d\theta`` that begins here, and the token after it."""
    after = at
    if tokens[at][0] in _UPRIGHT and [token[0] for token in tokens[at + 1 : at + 4]] == ["{", "d", "}"]:
        after = at + 4
    elif tokens[at][0] in _UPRIGHT and [token[0] for token in tokens[at + 1 : at + 2]] == ["d"]:
        after = at + 2
    elif tokens[at][0] in _UPRIGHT and [token[0] for token in tokens[at + 1 : at + 5 : 3]] == ["{", "}"]:
        name = tokens[at + 3][0]
        return (at + 3, at + 5) if tokens[at + 2][0] == "d" and len(name) == 1 and name.isalpha() else None
    elif tokens[at][0] == "d" and (at == 0 or tokens[at - 1][0] not in ("_", "^")):
        after = at + 1
    else:
        return None
    while after < stop and tokens[after][0] in SKIPPED:
        after += 1
    text = tokens[after][0] if after < stop else ""
    letter = (len(text) == 1 and text.isalpha()) or text[1:] in GREEK
    if not letter or not is_name(text.lstrip("\\")) or (after + 1 < stop and tokens[after + 1][0] in ("_", "^")):
        return None
    return after, after + 1


def _sum(
    spelling: Spelling,
    tokens: list[Token],
    partner: dict[int, int],
    index: int,
    at: int,
    stop: int,
    given: dict[str, list[Any]],
    argument: Argument,
) -> tuple[list[Work], int]:
    r"""``\sum_{k=1}^{n} f``, as far as the next sign of a sum; with the variable as an index in it, its terms."""
    token = tokens[index]
    name, _, start, end = token[0], *token
    part = latex_blocks.summand(tokens, partner, at, stop)
    below = given.get("_", [])
    written = [place for work in below if isinstance(work, range) for place in work if tokens[place][0] not in SKIPPED]
    if len(written) < 3 or tokens[written[1]][0] != "=" or "^" not in given:
        hint = f"write {name}_{{k=1}}^{{n}}"
        raise spelling.fault("syntax", f"{name} needs a variable and two bounds", token, hint)
    if not any(tokens[place][0] not in SKIPPED for place in part):
        raise spelling.fault("missing-argument", f"the command {name} has no argument", token)
    letter = tokens[written[0]][0]
    if any(tokens[place][0] == letter and _is_below(tokens, partner, place, part.start) for place in part):
        return latex_blocks.total(spelling, tokens, partner, index, stop, argument)
    opening, comma, closing = ("(", start, end), (",", start, end), (")", start, end)
    lower = range(written[2], written[-1] + 1)
    work: list[Work] = [
        (COMMANDS[name], start, end),
        opening,
        part,
        comma,
        opening,
        range(written[0], written[0] + 1),
        comma,
        lower,
        comma,
    ]
    return [*work, *given["^"], closing, closing], part.stop


def _is_below(tokens: Sequence[Token], partner: Mapping[int, int], place: int, first: int) -> bool:
    """Whether a token stands in the subscript of a name."""
    for at in range(place - 1, first - 1, -1):
        if tokens[at][0] == "_":
            after = at + 1
            if tokens[at - 1][0] in COMMANDS or tokens[at - 1][0] in SKIPPED:
                return False
            return place == after or place < partner.get(after, after)
    return False
