"""Curves of a formula along one variable, sampled point by point: what ``sampling`` does by numpy, where there is none.

Fewer samples, and the evaluator's own values, each right to its last digits. Imports ``sampling`` for its types, the
differentiator and the evaluator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from statistics import quantiles

from symdiff.budget import heed_signals
from symdiff.differentiator import derive
from symdiff.evaluator.values.at_points import Evaluated, values_at
from symdiff.figures.sampling import Branches, Curve, Jump, Span, short_place
from symdiff.graph import Graph

_SAMPLES = 220
_CLOSER = 30
"""Halvings of an interval before what is still apart counts as a jump."""
_SETTLED = 4
"""An interval over which the heights differ by this part of what they did has no jump."""
_APART = 0.02
"""Of the height of the picture: samples closer than this are joined unseen."""
_MOST = 60
"""Intervals that are looked at closer, the steepest ones."""
_ROOM = 2.0
"""Near a pole values are shown up to this beyond the middle half, in units of that."""
_SPAN_SAMPLES = 80

Heights = tuple[float, ...]
"""The values of a formula and its derivative, nan where there is none."""


def curve(graph: Graph, root: int, name: str, fixed: Mapping[str, float], span: Span) -> Curve:
    """The curve of a formula over a range; ``fixed`` holds the values of the other variables."""
    values = _values(graph, (root, derive(graph, root, (name,))), name, fixed)
    low, high = span
    # Off the round numbers, where kinks and poles are.
    inner = (low + (high - low) * (k + 2**0.5 - 1) / (_SAMPLES - 1) for k in range(1, _SAMPLES - 1))
    x = [low, *inner, high]
    y = list(zip(*map(values, x), strict=True))
    bounds = [_bounds(row) for row in y]
    broken = [_breaks(x, row, bounds[k], _part(values, k)) for k, row in enumerate(y)]
    torn = {**broken[1], **broken[0]}
    function, slope = (
        Branches(tuple(_pieces(x, row, places, bound)), *bound)
        for row, places, bound in zip(y, (broken[0], torn), bounds, strict=True)
    )
    return Curve(
        function,
        slope,
        tuple(_kinks(y, broken, bounds, values)),
        tuple(_jumps(y, broken, bounds, values, span)),
    )


def span(values: Callable[[float], float], points: Sequence[float]) -> Span:
    """A range to show: about the points as wide as they are large, with the nearest roots; without points about 0."""
    middle = (min(points) + max(points)) / 2 if points else 0.0
    size = max((abs(point) for point in points), default=0.0)
    half = 5.0 if not points else max((max(points) - min(points)), 10 * size if 0 < size < 0.01 else max(3.0, size))
    low, high = middle - half, middle + half
    if points:
        x = [middle + half * (4 * k / (_SPAN_SAMPLES - 1) - 2) for k in range(_SPAN_SAMPLES)]
        y = [values(each) for each in x]
        roots = [a for a, left, right in zip(x, y, y[1:], strict=False) if left * right < 0]
        low = min([low, *[root - 0.1 * half for root in roots if root < middle][-1:]])
        high = max([high, *[root + 0.1 * half for root in roots if root > middle][:1]])
    return low, high


def _part(values: Callable[[float], Heights], k: int) -> Callable[[float], float]:
    return lambda x: values(x)[k]


def height(graph: Graph, root: int, name: str, fixed: Mapping[str, float]) -> Callable[[float], float]:
    """The values of a formula along a variable, nan where there is none."""
    values = _values(graph, (root,), name, fixed)
    return lambda x: values(x)[0]


def _values(graph: Graph, roots: Sequence[int], name: str, fixed: Mapping[str, float]) -> Callable[[float], Heights]:
    rest = {each: graph.number(Fraction(value)) for each, value in fixed.items() if each != name}

    def values(x: float) -> Heights:
        heed_signals()
        found = values_at(graph, roots, {**rest, name: graph.number(Fraction(x))})
        heights = tuple(each.value if isinstance(each, Evaluated) else math.nan for each in found)
        return (math.nan,) * len(heights) if math.isnan(heights[0]) else heights

    return values


def _bounds(y: Sequence[float]) -> tuple[float, float]:
    """The least and the largest value worth showing: near a pole not all."""
    finite = sorted(each for each in y if math.isfinite(each))
    if len(finite) < 2:
        return (finite[0] - 1, finite[0] + 1) if finite else (0.0, 1.0)
    least, most = finite[0], finite[-1]
    for cut in (4, 10):
        low, *_, high = quantiles(finite, n=cut, method="inclusive")
        if high > low:
            break
    room = _ROOM * (high - low)
    beside = [abs(b - a) for a, b in pairwise(y)]
    steps = [
        max(math.inf if math.isnan(d) else d for d in pair) for pair in zip([0.0, *beside], [*beside, 0.0], strict=True)
    ]

    def is_pole(end: float, beyond: float) -> bool:
        return most > least and any(step > beyond * 0.2 for each, step in zip(y, steps, strict=True) if each == end)

    return (
        low - room if least < low - room and is_pole(least, low - least) else least,
        high + room if most > high + room and is_pole(most, most - high) else most,
    )


def _breaks(x: Sequence[float], y: Sequence[float], bounds: Span, value: Callable[[float], float]) -> dict[int, float]:
    """The intervals, by their first sample, over which the values jump, each with the place."""
    steps = [abs(b - a) for a, b in pairwise(y)]
    wide = sorted((-step, k) for k, step in enumerate(steps) if step > _APART * (bounds[1] - bounds[0]))
    found = {}
    for step, k in wide[:_MOST]:
        place = _torn(x[k], x[k + 1], y[k], y[k + 1], -step, value)
        if place is not None:
            found[k] = place
    return found


def _torn(
    left: float, right: float, below: float, above: float, first: float, value: Callable[[float], float]
) -> float | None:
    """Where an interval keeps a jump however close one looks; None where it does not. A gap counts as a jump."""
    for _ in range(_CLOSER):
        if abs(above - below) < first / _SETTLED:
            return None
        middle = (left + right) / 2
        between = value(middle)
        if abs(above - between) >= abs(between - below):
            left, below = middle, between
        else:
            right, above = middle, between
    return None if abs(above - below) < first / 2 else (left + right) / 2


def _kinks(
    y: Sequence[Sequence[float]],
    broken: Sequence[Mapping[int, float]],
    bounds: Sequence[Span],
    values: Callable[[float], Heights],
) -> Iterator[tuple[float, float]]:
    """Places where the formula is continuous and its slope jumps."""
    low, high = bounds[1]
    for k, place in broken[1].items():
        beside = y[1][k : k + 2]
        if k not in broken[0] and max(abs(each - (low + high) / 2) for each in beside) <= high - low:
            found = values(place)[0]
            if math.isfinite(found):
                yield place, found


def _jumps(
    y: Sequence[Sequence[float]],
    broken: Sequence[Mapping[int, float]],
    bounds: Sequence[Span],
    values: Callable[[float], Heights],
    span: Span,
) -> Iterator[Jump]:
    """What is at the ends of pieces, where they do not run out of the picture."""
    for k, place in sorted({**broken[1], **broken[0]}.items()):
        ends = _within(y[0][k : k + 2], bounds[0]) if k in broken[0] else ()
        slopes = _within(y[1][k : k + 2], bounds[1])
        if ends or slopes:
            exact = short_place(place, span)
            value = values(exact)[0]
            yield Jump(exact, ends, value if math.isfinite(value) else None, slopes)


def _within(ends: Sequence[float], bounds: Span) -> Heights:
    """Both ends, where the curve comes to them and does not leave the picture."""
    low, high = bounds
    return tuple(ends) if all(low <= end <= high for end in ends) else ()


def _pieces(
    x: Sequence[float], y: Sequence[float], broken: Mapping[int, float], bounds: Span
) -> Iterator[tuple[list[float], list[float]]]:
    """The runs of samples without a gap or a break; what is far outside of the picture is left out."""
    low, high = bounds
    room = 2 * (high - low) + 1e-9 * max(abs(low), abs(high))
    run: tuple[list[float], list[float]] = ([], [])
    for k, (a, b) in enumerate(zip(x, y, strict=True)):
        shown = low - room <= b <= high + room
        if shown:
            run[0].append(a)
            run[1].append(b)
        if (not shown or k in broken) and run[0]:
            if len(run[0]) > 1:
                yield run
            run = ([], [])
    if len(run[0]) > 1:
        yield run
