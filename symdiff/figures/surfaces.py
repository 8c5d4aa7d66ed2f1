"""Surfaces over two variables: samples, cliffs and levels. Imports ``sampling``, the evaluator and the differentiator."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from symdiff.differentiator import derive
from symdiff.evaluator.arithmetic.arrays import load_numpy
from symdiff.evaluator.values.over_arrays import values_over
from symdiff.figures.sampling import Span, bounds_of, torn_apart
from symdiff.frozen import Frozen
from symdiff.graph import Graph

GRID = 161
"""Samples of a surface along each variable."""


_ARROWS = 13


_CONTOURS = 10


_STEEP = 0.05
"""Of the height: neighbours on a surface closer than this are joined unseen."""


class Surface(Frozen):
    """A formula over two variables: heights by row (the second variable) and column, nan in a gap and beside a jump."""

    x: Any
    y: Any
    heights: Any
    levels: tuple[float, ...]
    """Heights of the contours that are in the picture, a round step apart."""
    arrows: tuple[tuple[float, float, float, float], ...]
    """The gradient on a coarse grid: two coordinates and two partials."""
    low: float
    high: float
    """The least and the largest height that is shown; nan where there is none."""


def surface(
    graph: Graph, root: int, names: tuple[str, str], spans: tuple[Span, Span], fixed: Mapping[str, float]
) -> Surface:
    """The surface of a formula over a rectangle; ``fixed`` holds the values of the other variables."""
    np = load_numpy()

    def values(across: Any, up: Any) -> Any:
        return values_over(graph, root, [], {**fixed, names[0]: across, names[1]: up})[0]

    # Off the round numbers, where kinks and poles are.
    shares = np.linspace(0, 1, GRID)
    shares[1:-1] += (2**0.5 - 1) / GRID / 2
    x, y = (low + (high - low) * shares for low, high in spans)
    heights = values(x[None, :], y[:, None])
    low, high = bounds_of(np, heights.ravel())
    apart = (
        _cliffs(np, x, y, heights, high - low, values)
        | _cliffs(np, y, x, heights.T, high - low, lambda v, u: values(u, v)).T
    )
    with np.errstate(invalid="ignore", over="ignore"):
        far = (heights > high + (high - low)) | (heights < low - (high - low))
    coarse = (np.arange(_ARROWS) + 0.5) / _ARROWS
    at = [each.ravel() for each in np.meshgrid(*(a + (b - a) * coarse for a, b in spans))]
    slopes = values_over(
        graph,
        root,
        [(name, derive(graph, root, (name,))) for name in names],
        {**fixed, **dict(zip(names, at, strict=True))},
    )[1]
    arrows = tuple(tuple(map(float, each)) for each in zip(*at, *slopes, strict=True) if np.isfinite(each).all())
    shown = np.where(apart | far, np.nan, heights)
    some = bool(np.isfinite(shown).any())
    least, most = (float(np.nanmin(shown)), float(np.nanmax(shown))) if some else (math.nan, math.nan)
    levels = tuple(level for level in _levels(low, high) if least < level < most)
    return Surface(x, y, shown, levels, arrows, least, most)  # type: ignore[arg-type]


def _cliffs(np: Any, x: Any, y: Any, heights: Any, tall: float, values: Callable[[Any, Any], Any]) -> Any:
    """The samples beside a jump along the rows."""
    with np.errstate(invalid="ignore", over="ignore"):
        row, column = np.nonzero(np.abs(np.diff(heights, axis=1)) > _STEEP * tall)
    ends, sides = (x[column], x[column + 1]), (heights[row, column], heights[row, column + 1])
    apart, _ = torn_apart(np, ends, sides, lambda middle, which: values(middle, y[row[which]]))
    found = np.zeros(heights.shape, dtype=bool)
    found[row[apart], column[apart]] = True
    return found


def _levels(low: float, high: float) -> list[float]:
    """Round numbers between two, about as many as there are contours."""
    raw = (high - low) / _CONTOURS
    if not (raw > 0 and math.isfinite(raw)):
        return [low]
    unit = 10.0 ** math.floor(math.log10(raw))
    step = unit * min((1, 2, 2.5, 5, 10), key=lambda each: abs(math.log(each * unit / raw)))
    return [step * k for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
