"""Curves of a formula along one variable, and surfaces over two: samples, where they break, and where they have kinks.

The values are the evaluator's arrays. Two neighbouring samples that are far apart are looked at closer and closer: what
stays apart is a jump or a pole and never becomes a stroke. Needs numpy. Imports the differentiator and the evaluator.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from symdiff.differentiator import derive
from symdiff.evaluator.arithmetic.arrays import load_numpy
from symdiff.evaluator.values.over_arrays import values_over
from symdiff.frozen import Frozen
from symdiff.graph import Graph

SAMPLES = 1_500
_CLOSER = 36
"""Halvings of an interval before what is still apart counts as a jump."""
_SETTLED = 4
"""An interval over which the heights differ by this part of what they did has no jump."""
_APART = 0.01
"""Of the height of the picture: samples closer than this are joined unseen."""
_MOST_JUMPS = 24
"""More are drawn as gaps alone."""
_PERCENTS = (25, 75), (10, 90)
"""The middle part of the values; the wider one where the other has no height."""
_ROOM = 2.0
"""Near a pole values are shown up to this beyond the middle part, in units of that."""
_SAME = 0.01
"""Of the height of the picture: ends as near to the value as this are the value."""
_DIGITS = 7
"""Of a range, to which a place in it is told."""
_RESOLVED = 0.2
"""Of the height beyond the middle part: where a sample differs from its neighbours by less, there is a peak and no pole."""


class Branches(Frozen):
    """A graph in pieces, each a run of x and of y; ``low`` and ``high`` bound what is worth showing."""

    pieces: tuple[tuple[Any, Any], ...]
    low: float
    high: float


class Jump(Frozen):
    """A place where a formula jumps or its slope does: the ends of the pieces beside it, and the value there, if any."""

    x: float
    ends: tuple[float, ...]
    """Of the formula on either side, where it jumps."""
    value: float | None
    slopes: tuple[float, ...]

    def circles(self, height: float) -> tuple[tuple[float, bool], ...]:
        """The ends of the formula, and whether each is its value: as near to it as a hundredth of the picture's height.

        A value apart from both ends has a place of its own.
        """
        ends = tuple((end, self.value is not None and abs(end - self.value) <= _SAME * height) for end in self.ends)
        apart = self.ends and self.value is not None and not any(same for _, same in ends)
        return (*ends, (self.value, True)) if apart and self.value is not None else ends


class Curve(Frozen):
    """A formula along a variable, its derivative, and the places where it is continuous and its slope jumps."""

    function: Branches
    derivative: Branches
    kinks: tuple[tuple[float, float], ...]
    jumps: tuple[Jump, ...] = ()


def curve(graph: Graph, root: int, name: str, fixed: Mapping[str, float], span: tuple[float, float]) -> Curve:
    """The curve of a formula over a range; ``fixed`` holds the values of the other variables."""
    np = load_numpy()
    derivative = derive(graph, root, (name,))

    def values(x: Any) -> Any:
        found, slopes = values_over(graph, root, [(name, derivative)], {**fixed, name: x})
        return np.array([found, slopes[0]])

    low, high = span
    # Off the round numbers, where kinks and poles are.
    shares = np.linspace(0, 1, SAMPLES)
    shares[1:-1] += (2**0.5 - 1) / SAMPLES / 2
    x = low + (high - low) * shares
    y = values(x)
    places = [_breaks(np, x, row, lambda at, k=k: values(at)[k]) for k, row in enumerate(y)]  # type: ignore[misc]
    bounds = [bounds_of(np, row) for row in y]
    # Where the formula jumps it has no slope, though slopes on both sides may be the same.
    function, slope = (
        Branches(tuple(_pieces(np, x, row, broken, bound)), *bound)
        for row, broken, bound in zip(y, (places[0], {**places[0], **places[1]}), bounds, strict=True)
    )
    jumps = places[1]
    tall = bounds[1][1] - bounds[1][0]
    at = [
        place
        for k, place in jumps.items()
        if k not in places[0]
        and np.isfinite(y[0][k : k + 2]).all()
        and np.abs(y[1][k : k + 2] - sum(bounds[1]) / 2).max() <= tall
    ]
    heights = values(np.array(at))[0] if at else []
    kinks = tuple((float(a), float(b)) for a, b in zip(at, heights, strict=True) if np.isfinite(b))
    return Curve(function, slope, kinks, tuple(_jumps(np, y, places, bounds, values, span)))


def short_place(place: float, span: Span) -> float:
    """A place that halving found, as the decimal that it comes from where that is short: to so many digits of the range."""
    return round(float(place), _DIGITS - math.floor(math.log10(span[1] - span[0]))) + 0.0


def _jumps(
    np: Any, y: Any, places: Sequence[Mapping[int, float]], bounds: Sequence[Span], values: Any, span: Span
) -> Iterator[Jump]:
    """What is at the ends of pieces, unless they are so many that nobody tells them apart, or run out of the picture."""
    broken = sorted({**places[1], **places[0]}.items())
    if not 0 < len(broken) <= _MOST_JUMPS:
        return
    short = [short_place(place, span) for _, place in broken]
    for (k, _), place, value in zip(broken, short, values(np.array(short))[0], strict=True):
        ends = _within(np, y[0][k : k + 2], bounds[0]) if k in places[0] else ()
        slopes = _within(np, y[1][k : k + 2], bounds[1])
        if ends or slopes:
            yield Jump(place, ends, float(value) if np.isfinite(value) else None, slopes)


def _within(np: Any, ends: Any, bounds: tuple[float, float]) -> tuple[float, ...]:
    """Both ends, where the curve comes to them and does not leave the picture."""
    low, high = bounds
    shown = np.isfinite(ends).all() and (ends >= low).all() and (ends <= high).all()
    return tuple(float(each) for each in ends) if shown else ()


def _breaks(np: Any, x: Any, y: Any, values: Callable[[Any], Any]) -> dict[int, float]:
    """The intervals, by their first sample, over which the values jump, each with the place."""
    low, high = bounds_of(np, y)
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.abs(np.diff(y))
        wide = np.flatnonzero(steps > _APART * (high - low))
    apart, places = torn_apart(np, (x[wide], x[wide + 1]), (y[wide], y[wide + 1]), lambda middle, _: values(middle))
    return {int(k): float(place) for k, place in zip(wide[apart], places[apart], strict=True)}


def torn_apart(
    np: Any, ends: tuple[Any, Any], heights: tuple[Any, Any], values: Callable[[Any, Any], Any]
) -> tuple[Any, Any]:
    """Which intervals keep a jump however close one looks, and where it is; ``values`` is told which intervals are asked for."""
    (left, right), (below, above) = (tuple(map(np.array, each)) for each in (ends, heights))
    with np.errstate(invalid="ignore", over="ignore"):
        first = np.abs(above - below)
        looked = np.arange(len(left))
        for _ in range(_CLOSER):
            looked = looked[~(np.abs(above - below)[looked] < first[looked] / _SETTLED)]
            if not len(looked):
                break
            middle = (left[looked] + right[looked]) / 2
            between = values(middle, looked)
            lower = ~(np.abs(above[looked] - between) >= np.abs(between - below[looked]))  # a gap counts as a jump
            right[looked], above[looked] = (
                np.where(lower, middle, right[looked]),
                np.where(lower, between, above[looked]),
            )
            left[looked], below[looked] = np.where(lower, left[looked], middle), np.where(lower, below[looked], between)
        return ~(np.abs(above - below) < first / 2), (left + right) / 2


def bounds_of(np: Any, y: Any) -> tuple[float, float]:
    """The least and the largest value worth showing: near a pole not all."""
    finite = y[np.isfinite(y)]
    if not len(finite):
        return 0.0, 1.0
    for percent in _PERCENTS:
        low, high = (float(each) for each in np.percentile(finite, percent))
        if high > low:
            break
    room = _ROOM * (high - low)
    least, most = float(finite.min()), float(finite.max())
    with np.errstate(invalid="ignore", over="ignore"):
        steps = np.nan_to_num(np.abs(np.diff(y)), nan=np.inf)
        beside = np.maximum(np.append(steps, 0), np.append(0, steps))  # the larger step to a neighbour
        pole_below = most > least and bool((beside[y == least] > (low - least) * _RESOLVED).any())
        pole_above = most > least and bool((beside[y == most] > (most - high) * _RESOLVED).any())
    return (
        low - room if pole_below and least < low - room else least,
        high + room if pole_above and most > high + room else most,
    )


def _pieces(np: Any, x: Any, y: Any, broken: Mapping[int, float], bounds: tuple[float, float]) -> list[tuple[Any, Any]]:
    """The runs of samples without a gap or a break; what is far outside of the picture is left out."""
    low, high = bounds
    room = 2 * (high - low) + 1e-9 * max(abs(low), abs(high))
    with np.errstate(invalid="ignore", over="ignore"):
        shown = np.isfinite(y) & (y >= low - room) & (y <= high + room)
    ends = sorted({*(k + 1 for k in broken), *(np.flatnonzero(np.diff(shown)) + 1).tolist()})
    runs = zip([0, *ends], [*ends, len(x)], strict=True)
    return [(x[start:stop], y[start:stop]) for start, stop in runs if shown[start] and stop - start > 1]


Span = tuple[float, float]


def span(values: Callable[[Any], Any], points: Sequence[float]) -> tuple[float, float]:
    """A range to show: about the points as wide as they are large, with the nearest roots; without points about 0."""
    np = load_numpy()
    middle = (min(points) + max(points)) / 2 if points else 0.0
    size = max((abs(point) for point in points), default=0.0)
    half = 5.0 if not points else max((max(points) - min(points)), 10 * size if 0 < size < 0.01 else max(3.0, size))
    x = np.linspace(middle - 2 * half, middle + 2 * half, 400)
    y = values(x)
    low, high = middle - half, middle + half
    with np.errstate(invalid="ignore", over="ignore"):
        roots = x[np.flatnonzero(y[:-1] * y[1:] < 0)]
    if points:
        low = min([low, *(roots[roots < middle][-1:] - 0.1 * half).tolist()])
        high = max([high, *(roots[roots > middle][:1] + 0.1 * half).tolist()])
    return low, high
