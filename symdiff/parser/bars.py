"""Which of the bars of ``|x|`` open and which close: the same character does both."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

OPEN, CLOSE = "|(", ")|"
_MOST = 12  # undecided bars that are tried in all ways


def pair_bars(
    texts: list[str], ends_operand: Callable[[str], bool], begins_operand: Callable[[str], bool]
) -> int | None:
    """Replace each bar by OPEN or CLOSE, and give the index of a bar that could be both, or None.

    A bar after an operator opens; one before an operator, a closing bracket or the end closes. One between two operands
    is settled by the number of the others in the same brackets, else by trying: of the readings in which no bars stand
    empty, the one with fewest doubled bars must be alone.
    """
    levels: list[list[int]] = [[]]
    for index, text in enumerate(texts):
        if text == "|":
            levels[-1].append(index)
        elif text in ("(", "[", "⌈", "⌊"):
            levels.append([])
        elif text in (")", "]", "⌉", "⌋", ",", ""):
            doubt = _settle(texts, levels[-1], ends_operand, begins_operand)
            if doubt is not None:
                return doubt
            levels[-1] = []
            if text not in (",", "") and len(levels) > 1:
                levels.pop()
    return None


def _settle(
    texts: list[str], bars: list[int], ends_operand: Callable[[str], bool], begins_operand: Callable[[str], bool]
) -> int | None:
    if not bars:
        return None
    for bar in bars:
        before = texts[bar - 1] if bar else ""
        if before == OPEN or not (before == "|" or ends_operand(before)):
            texts[bar] = OPEN
    for bar in reversed(bars):
        after = texts[bar + 1]
        if texts[bar] == "|" and (after == CLOSE or not (after in ("|", OPEN) or begins_operand(after))):
            texts[bar] = CLOSE
    undecided = [bar for bar in bars if texts[bar] == "|"]
    opening = len(bars) // 2 - sum(texts[bar] == OPEN for bar in bars)
    chosen: tuple[int, ...] | None = ()
    if opening >= len(undecided):
        chosen = tuple(undecided)
    elif opening > 0:
        chosen = _choose(texts, bars, undecided, opening) if len(undecided) <= _MOST else None
    for bar in undecided:
        texts[bar] = OPEN if chosen and bar in chosen else CLOSE
    return undecided[0] if chosen is None else None


def _choose(texts: list[str], bars: list[int], undecided: list[int], opening: int) -> tuple[int, ...] | None:
    readings: dict[int, list[tuple[int, ...]]] = {}
    for opens in combinations(undecided, opening):
        doubled = _doubled(bars, {bar for bar in bars if texts[bar] == OPEN or bar in opens})
        if doubled is not None:
            readings.setdefault(doubled, []).append(opens)
    best = readings[min(readings)] if readings else [()]
    return best[0] if len(best) == 1 else None


def _doubled(bars: list[int], opens: set[int]) -> int | None:
    """How many bars hold nothing but bars; None where the bars do not pair or hold nothing."""
    stack: list[int] = []
    partner: dict[int, int] = {}
    for bar in bars:
        if bar in opens:
            stack.append(bar)
        elif not stack or stack[-1] == bar - 1:
            return None
        else:
            partner[stack.pop()] = bar
    return None if stack else sum(partner.get(bar + 1, -1) == stop - 1 for bar, stop in partner.items())
