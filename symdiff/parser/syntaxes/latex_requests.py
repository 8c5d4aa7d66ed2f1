r"""LaTeX that asks for a derivative: ``\frac{d}{dx}``, ``\frac{\partial^2}{\partial x^2}``. Imports ``latex_tables``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from symdiff.errors import SymdiffError
from symdiff.parser.names import is_name
from symdiff.parser.syntax import Spelling, Token
from symdiff.parser.syntaxes.latex_tables import DIFFERENTIALS, SKIPPED

_LONGEST = 24  # tokens of the bottom of d/dx
_UPRIGHT = frozenset(("\\mathrm", "\\operatorname", "\\text"))


def operator(
    tokens: Sequence[Token], top: range, bottom: range, subscript: Callable[[int, int], tuple[str, int]]
) -> tuple[list[str], range] | None:
    """The plain words of the derivative that a fraction is, and what stands on top beside; None where it is a quotient.

    ``subscript`` gives what stands after the ``_`` of an index, and the index after it.
    """
    if len(bottom) > _LONGEST or not top or tokens[top.start][0] not in DIFFERENTIALS:
        return None
    above, below = _upright(tokens, top[:_LONGEST]), _upright(tokens, bottom)
    if not above or len(below) < 2 or {tokens[above[0]][0], tokens[below[0]][0]} not in ({"d"}, {"\\partial"}):
        return None
    if above[1:2] and tokens[above[1]][0] == "^":
        order, used = _order(tokens, above, 2)
    else:
        order, used = "1", 1
    name = tokens[below[1]][0].lstrip("\\")
    rest = below[2:]
    if rest and tokens[rest[0]][0] == "_":
        below_name, after = subscript(rest[0], bottom.stop)
        name += "_" + below_name
        rest = [index for index in rest if index >= after]
    order_below = "1"
    if rest and tokens[rest[0]][0] == "^":
        order_below, taken = _order(tokens, rest, 1)
        rest = rest[taken:]
    if rest or not is_name(name):
        return None
    words = ["d", "^", order, "/", "d" + name, "^", order_below]
    return words, range(above[used] if used < len(above) else top.stop, top.stop)


def partials(tokens: Sequence[Token], top: range, bottom: range) -> tuple[list[tuple[str, str]], range] | None:
    r"""The names and orders of ``\frac{\partial^3 f}{\partial x^2 \partial y}``, and what stands on top beside; None for a quotient."""
    if len(bottom) > _LONGEST or not top or tokens[top.start][0] not in DIFFERENTIALS:
        return None
    above, below = _upright(tokens, top[:_LONGEST]), _upright(tokens, bottom)
    mark = tokens[above[0]][0] if above else ""
    order, used = _order(tokens, above, 2) if above[1:2] and tokens[above[1]][0] == "^" else ("1", 1)
    found: list[tuple[str, str]] = []
    at = 0
    while at + 1 < len(below) and tokens[below[at]][0] == mark:
        name, times = tokens[below[at + 1]][0].lstrip("\\"), "1"
        at += 2
        if below[at : at + 1] and tokens[below[at]][0] == "^":
            times, taken = _order(tokens, below[at:], 1)
            at += taken
        found.append((name, times))
    alike = all(is_name(name) and times.isdecimal() for name, times in found) and len(found) > 1
    if not alike or at < len(below) or not order.isdecimal() or int(order) != sum(int(times) for _, times in found):
        return None
    return found, range(above[used] if used < len(above) else top.stop, top.stop)


def by_function(tokens: Sequence[Token], top: range, bottom: range) -> tuple[range, str] | None:
    r"""What stands under the d of ``\frac{d^{2}}{d g{\left(x \right)}^{2}}``, and the order; None where it is no function at operands."""
    if len(bottom) > _LONGEST or not top or tokens[top.start][0] not in DIFFERENTIALS:
        return None
    above, below = _upright(tokens, top), _upright(tokens, bottom)
    if len(below) < 3 or {tokens[above[0]][0], tokens[below[0]][0]} not in ({"d"}, {"\\partial"}):
        return None
    order, used = _order(tokens, above, 2) if above[1:2] and tokens[above[1]][0] == "^" else ("1", 1)
    powers = [place for place, index in enumerate(below) if tokens[index][0] == "^"]
    last = powers[-1] if order != "1" and powers else len(below)
    same = last == len(below) or _order(tokens, below, last + 1) == (order, len(below))
    if used < len(above) or not same or not order.isdecimal() or tokens[below[last - 1]][0] not in (")", "}"):
        return None
    return range(below[1], below[last - 1] + 1), order


def _upright(tokens: Sequence[Token], part: range) -> list[int]:
    r"""The tokens of a part, with ``\mathrm{d}`` as the ``d`` in it and no blanks."""
    result: list[int] = []
    skip: set[int] = set()
    for index in part:
        text = tokens[index][0]
        if text in _UPRIGHT and [each[0] for each in tokens[index + 1 : index + 4]] == ["{", "d", "}"]:
            skip |= {index, index + 1, index + 3}
        if index not in skip and text not in SKIPPED:
            result.append(index)
    return result


def _order(tokens: Sequence[Token], indices: list[int], at: int) -> tuple[str, int]:
    """The number of a power, perhaps in braces, and the place after it."""
    texts = [tokens[index][0] for index in indices[at : at + 3]]
    if len(texts) == 3 and texts[0] == "{" and texts[2] == "}":
        return texts[1], at + 3
    return (texts[0] if texts else ""), at + 1


def refused_inside(spelling: Spelling, token: Token) -> SymdiffError:
    """For a derivative with a formula before it, of what is not an unknown function at its operands."""
    hint = "give \\frac{d}{dx} ... alone, or the derivative's formula in its place; of an unknown function write f'(x)"
    return spelling.fault("syntax", "a derivative inside a formula is not taken", token, hint)


def refuse_unknown(spelling: Spelling, tokens: Sequence[Token], words: list[str], rest: range) -> None:
    r"""Raise SymdiffError ``syntax`` for ``\frac{dy}{dx}``."""
    if len(rest) == 1 and "d" + tokens[rest[0]][0].lstrip("\\") != words[4]:
        message = f"nothing says what {tokens[rest[0]][0]} is"
        raise spelling.fault("syntax", message, tokens[rest[0]], "give its formula: \\frac{d}{dx} x^2")
