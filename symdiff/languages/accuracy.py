"""How exact a function of doubles is over a box: bounds that are proved, and the worst found. Imports ``analysis`` and ``machine``.

Each piece of the box is run through the instructions once; pieces whose bound is far above that of a point are split. What is
assumed: IEEE 754 arithmetic (an operation that is fused with the next one rounds once less), library functions within the units
of ``libm``, and no number above the largest.
"""

from __future__ import annotations

import heapq
import itertools
import math
import random
from collections.abc import Callable, Iterator, Sequence
from decimal import ROUND_DOWN, ROUND_UP, Context
from typing import Final

from symdiff.budget import heed_signals
from symdiff.frozen import Frozen
from symdiff.languages.analysis import NONE, Analysis, Piece
from symdiff.languages.lowering import Lowering
from symdiff.languages.machine import DOUBLE, SINGLE, Kind, computed, errors_at, narrowed, needed, precise

MOST_WORK: Final = 400_000
"""Instructions that are run over pieces, all in all."""
MOST_PIECES: Final = 2_000
ENOUGH: Final = 1.15
"""A piece is split while its bound is more than so many times the largest that a point has."""
DEEPEST: Final = 24
"""How often a side is halved."""
_TRIED: Final = 12
"""Points that are tried in each of the worst pieces."""
_WORST: Final = 24


class Error(Frozen):
    """Of one output, absolute or relative: the bound, the worst found, where, and the pieces that have no bound."""

    bound: float
    """Infinite where no piece has one."""
    found: float
    at: tuple[float, ...]
    open: tuple[Piece, ...]
    """Where nothing is claimed, neighbours as one."""
    normal: bool
    """Whether it holds only where no step underflows."""


class Accuracy(Frozen):
    """How exact each output is over a box of the variables."""

    variables: tuple[str, ...]

    box: Piece
    absolute: tuple[Error, ...]
    relative: tuple[Error, ...]
    pieces: int
    kind: Kind


def accuracy(
    lowering: Lowering, outputs: Sequence[int], variables: Sequence[str], box: Piece, kind: Kind = DOUBLE,
    spelled: Callable[[str], bool] = lambda _: True,
) -> Accuracy:  # fmt: skip
    """The largest errors of instructions over a box of the variables, as computed in numbers of a kind.

    ``spelled`` says whether a language calls its library for a function of C; others have no bound.
    """
    with precise(64):
        analysis = Analysis(lowering, outputs, variables, kind, spelled)
        pieces = _split(analysis, box, len(outputs))
    found = _searched(lowering, outputs, variables, pieces, kind)
    absolute, relative = (
        tuple(_error(pieces, number, which, found[number][which], box) for number in range(len(outputs)))
        for which in (0, 1)
    )
    return Accuracy(tuple(variables), box, absolute, relative, len(pieces), kind)


_LISTED: Final = 3
"""Pieces without a bound that are told one by one."""


def told(found: Accuracy) -> list[str]:
    """Lines that say what an accuracy is, for people: bounds rounded up, and what was found rounded down."""
    names, kind = found.variables, found.kind
    over = f" over {_where(names, found.box)}" if names else ""
    lines = [
        f"accuracy of {kind.name}{over}: bounds that hold on each of {found.pieces} piece{'' if found.pieces == 1 else 's'}, and the worst found;",
        "library functions are taken to round as the GNU C library's manual lists",
    ]
    if any(each.normal and each.bound < NONE for each in found.relative):
        lines.append(f"bounds of relative errors hold where no step is below {kind.normal:.1e} without being 0")
    for number, pair in enumerate(zip(found.absolute, found.relative, strict=True)):
        texts = []
        for word, each in zip(("absolute", "relative"), pair, strict=True):
            text = (
                f"{word} error <= {_shown(each.bound, ROUND_UP)}"
                if each.bound < NONE
                else f"{word} error without a bound"
            )
            if each.found >= 0:
                place = ", ".join(f"{name}={value!r}" for name, value in zip(names, each.at, strict=True))
                text += f" (found {_shown(each.found, ROUND_DOWN)}{f' at {place}' if place else ''})"
            texts.append(text)
        lines += [f"output {number}: {text}" for text in texts]
    left: dict[tuple[Piece, ...], list[str]] = {}
    for number, pair in enumerate(zip(found.absolute, found.relative, strict=True)):
        for word, each in zip(("absolute", "relative"), pair, strict=True):
            if each.open and each.bound < NONE:
                left.setdefault(each.open, []).append(f"{number} ({word})")
    for pieces, which in left.items():
        lines += [f"no bound of output {', '.join(which)} where", *_listed(names, pieces)]
    return lines


def _listed(names: Sequence[str], pieces: Sequence[Piece]) -> list[str]:
    lines = [f"  {_where(names, piece)}" for piece in pieces[:_LISTED]]
    rest = pieces[_LISTED:]
    if rest:
        hull = tuple(
            (min(piece[k][0] for piece in rest), max(piece[k][1] for piece in rest)) for k in range(len(names))
        )
        lines.append(f"  and on {len(rest)} more pieces within {_where(names, hull)}")
    return lines


def _where(names: Sequence[str], piece: Piece) -> str:
    return ", ".join(f"{low!r} <= {name} <= {high!r}" for name, (low, high) in zip(names, piece, strict=True))


def _shown(value: float, way: str) -> str:
    """Three digits."""
    return f"{Context(3, way).create_decimal(value):.2e}" if value else "0"


Found = tuple[Piece, list[tuple[float, float, bool]]]
"""A piece with the errors of each output, and whether a step may underflow."""


def _error(
    pieces: Sequence[Found], number: int, which: int, worst: tuple[float, tuple[float, ...]], box: Piece
) -> Error:
    bounds = [found[number][which] for _, found in pieces]
    have = [bound for bound in bounds if bound < NONE]
    left = [piece for (piece, _), bound in zip(pieces, bounds, strict=True) if bound == NONE]
    normal = any(found[number][2] for _, found in pieces)
    return Error(max(have, default=NONE), *worst, tuple(_joined(left)), normal and which == 1)


def _joined(pieces: Sequence[Piece]) -> list[Piece]:
    """Neighbours that have a side in common as one piece."""
    left = sorted(pieces)
    for side in reversed(range(len(left[0]) if left else 0)):
        left.sort(key=lambda piece: (*piece[:side], *piece[side + 1 :], piece[side]))
        made: list[Piece] = []
        for piece in left:
            last = made[-1] if made else None
            alike = last is not None and last[:side] == piece[:side] and last[side + 1 :] == piece[side + 1 :]
            if last is not None and alike and last[side][1] == piece[side][0]:
                made[-1] = (*last[:side], (last[side][0], piece[side][1]), *last[side + 1 :])
            else:
                made.append(piece)
        left = made
    return sorted(left)


def _split(analysis: Analysis, box: Piece, outputs: int) -> list[Found]:
    """The pieces of the box with their bounds: the worst is halved until no bound is far above what points have.

    Pieces without a bound, and those with the largest, are halved in turn.
    """
    floors = [[0.0, 0.0] for _ in range(outputs)]
    order = itertools.count()
    waiting: list[tuple[float, int, tuple[int, ...], Found]] = []
    without: list[tuple[int, int, tuple[int, ...], Found]] = []
    done: list[Found] = []

    def excess(found: Found) -> float:
        worst = 0.0
        for bounds, floor in zip(found[1], floors, strict=True):
            for which in (0, 1):
                bound, least = bounds[which], floor[which]
                if bound < NONE and bound > max(least * ENOUGH, analysis.kind.normal):
                    worst = max(worst, bound / least if least else 1e300)
        return worst

    def add(piece: Piece, depths: tuple[int, ...]) -> None:
        found = (piece, analysis.run(piece))
        middle = tuple((_middle(*ends),) * 2 for ends in piece)
        for bounds, floor in zip(analysis.run(middle), floors, strict=True):
            for which in (0, 1):
                if floor[which] < bounds[which] < NONE:
                    floor[which] = bounds[which]
        open_ = any(
            bound == NONE
            for bounds, lost in zip(found[1], analysis.lost, strict=True)
            for bound in bounds[:2]
            if not lost
        )
        if open_ and min(depths, default=DEEPEST) < DEEPEST:
            heapq.heappush(without, (sum(depths), next(order), depths, found))
        elif not open_:
            heapq.heappush(waiting, (-excess(found), next(order), depths, found))
        else:
            done.append(found)

    most = max(1, min(MOST_PIECES, MOST_WORK // (2 * max(1, analysis.size))))
    add(box, (0,) * len(box))
    count = 1
    while count < most and (waiting or without):
        heed_signals()
        if without and (count % 2 or not waiting):
            _, _, depths, found = heapq.heappop(without)
        else:
            _, _, depths, found = heapq.heappop(waiting)
            if excess(found) <= ENOUGH:
                done.append(found)
                continue
        halves = _halved(found[0], depths)
        if halves is None:
            done.append(found)
            continue
        for piece, deeper in halves:
            add(piece, deeper)
        count += 1
    return [*done, *(each[-1] for each in waiting), *(each[-1] for each in without)]


def _halved(piece: Piece, depths: tuple[int, ...]) -> list[tuple[Piece, tuple[int, ...]]] | None:
    """Two halves by the side that was halved the least; None where no double is between its ends."""
    for side in sorted(range(len(piece)), key=lambda k: depths[k]):
        low, high = piece[side]
        middle = _middle(low, high)
        if low < middle < high:
            deeper = (*depths[:side], depths[side] + 1, *depths[side + 1 :])
            return [((*piece[:side], ends, *piece[side + 1 :]), deeper) for ends in ((low, middle), (middle, high))]
    return None


def _middle(low: float, high: float) -> float:
    """Between two doubles: of the same sign and far from one another, by their ratio."""
    if low == -high or low + high == 0:
        return 0.0
    if low > 0 and high > 4 * low:
        return math.sqrt(low) * math.sqrt(high)
    if high < 0 and low < 4 * high:
        return -math.sqrt(-low) * math.sqrt(-high)
    return low / 2 + high / 2


Worst = list[tuple[tuple[float, tuple[float, ...]], tuple[float, tuple[float, ...]]]]


def _searched(
    lowering: Lowering, outputs: Sequence[int], variables: Sequence[str], pieces: Sequence[Found], kind: Kind
) -> Worst:
    """The largest errors found, absolute and relative, of each output, at points of the worst pieces."""
    order = needed(lowering, outputs)
    worst: list[list[tuple[float, tuple[float, ...]]]] = [[(-1.0, ()), (-1.0, ())] for _ in outputs]
    for point, bounds in _candidates(pieces, len(outputs), kind):
        heed_signals()
        place = dict(zip(variables, point, strict=True))
        machine = computed(lowering, order, place, kind)
        under = any(0 < abs(value) < kind.normal for value in machine.values())
        for number, errors in enumerate(errors_at(lowering, order, outputs, place, machine)):
            for which, error in enumerate(errors[: 1 if under else 2]):
                if error is not None and error > worst[number][which][0] and bounds[number][which] < NONE:
                    worst[number][which] = error, point
    return [(first, second) for first, second in worst]


def _candidates(
    pieces: Sequence[Found], outputs: int, kind: Kind
) -> Iterator[tuple[tuple[float, ...], list[tuple[float, float, bool]]]]:
    """Points in the pieces of the largest bounds, by chance but the same each time, with the bounds there."""
    chance = random.Random(1)  # noqa: S311 - no secret
    rounded: Callable[[float], float] = narrowed if kind is SINGLE else float
    chosen: dict[Piece, list[tuple[float, float, bool]]] = {}
    for number in range(outputs):
        for which in (0, 1):
            have = [each for each in pieces if each[1][number][which] < NONE]
            chosen |= heapq.nlargest(max(1, _WORST // outputs), have, key=lambda each: each[1][number][which])
    for piece, bounds in chosen.items():
        yield tuple(rounded(_middle(*ends)) for ends in piece), bounds
        for _ in range(_TRIED):
            yield tuple(min(max(rounded(chance.uniform(*ends)), ends[0]), ends[1]) for ends in piece), bounds
