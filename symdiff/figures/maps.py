"""Contours of a function of two variables, its gradient, and the tangent plane's contour. Imports ``sampling``."""

from __future__ import annotations

import math
from typing import Any

from symdiff.figures.labels import shown
from symdiff.figures.sampling import Span
from symdiff.figures.surfaces import Surface
from symdiff.frozen import Frozen

CONTOUR, GRADIENT = "#0072B2", "#D55E00"
_LONGEST = 0.07
"""Of the width of the picture: an arrow where the function is steepest."""
_WIDE = 50
_SQUARE = 3.0
"""Up to this ratio of the ranges a unit is as long in both directions, so that the gradient is at right angles to contours."""


class Spot(Frozen):
    """A point with the value and the gradient there."""

    x: float
    y: float
    value: float
    slopes: tuple[float, float]


class Map(Frozen):
    """What is drawn over two variables."""

    name: str
    variables: tuple[str, str]
    spans: tuple[Span, Span]
    surface: Surface
    spots: tuple[Spot, ...]

    @property
    def square(self) -> bool:
        """Whether both variables have the same unit."""
        wide, tall = (high - low for low, high in self.spans)
        return 1 / _SQUARE <= wide / tall <= _SQUARE

    def arrows(self) -> list[tuple[float, float, float, float]]:
        """Where each arrow begins and ends: longer where it is steeper, by the square root."""
        wide, tall = (high - low for low, high in self.spans)
        steep = sorted(math.hypot(across, up) for *_, across, up in self.surface.arrows)
        most = steep[int(0.95 * (len(steep) - 1))] if steep else 0.0
        found = []
        for x, y, across, up in self.surface.arrows:
            slope = math.hypot(across, up)
            if slope > 0 and most > 0:
                share = _LONGEST * min(1.0, slope / most) ** 0.5 / math.hypot(across / wide, up / tall)
                found.append((x, y, x + share * across, y + share * up))
        return found

    def tangent(self, spot: Spot) -> tuple[tuple[float, float], tuple[float, float]] | None:
        """The ends of the tangent plane's contour through a point, beyond the picture; None where the plane is level."""
        (across, up), (wide, tall) = spot.slopes, (high - low for low, high in self.spans)
        size = math.hypot(across, up)
        if not size:
            return None
        dx, dy = -up / size * 2 * (wide + tall), across / size * 2 * (wide + tall)
        return (spot.x - dx, spot.y - dy), (spot.x + dx, spot.y + dy)


def draw(axes: Any, chart: Map, number: int) -> None:
    """One map on matplotlib's axes."""
    surface = chart.surface
    own = f"{chart.variables[0]}-{chart.variables[1]}-{number}"
    heights = surface.heights
    if surface.levels:
        contours = axes.contour(
            surface.x, surface.y, heights, surface.levels, colors=CONTOUR, linewidths=1.3, linestyles="solid"
        )
        contours.set_gid(f"contours-{own}")
        axes.clabel(contours, fontsize=10, fmt=shown, inline_spacing=4)
    for x, y, to, top in chart.arrows():
        _arrow(axes, (x, y), (to, top), width=1.1, size=9)
    for k, spot in enumerate(chart.spots, 1):
        if surface.low < spot.value < surface.high:
            axes.contour(
                surface.x, surface.y, heights, [spot.value], colors=CONTOUR, linewidths=3.0, linestyles="solid"
            )
        ends = chart.tangent(spot)
        if ends is not None:
            across, up = zip(*ends, strict=True)
            look = {"color": "black", "linestyle": (0, (5, 3)), "linewidth": 1.8}
            axes.plot(across, up, gid=f"tangent-{own}-{k}", zorder=4, **look)
            axes.plot([], [], label="tangent plane's contour", **look) if k == 1 else None
        axes.plot([spot.x], [spot.y], "o", color="black", markersize=8, gid=f"point-{own}-{k}", zorder=6)
        slopes = ", ".join(shown(slope) for slope in spot.slopes)
        note = f"value {shown(spot.value)}, gradient ({slopes}) at ({shown(spot.x)}, {shown(spot.y)})"
        axes.plot([], [], "o", color="black", markersize=8, label=note)
    axes.plot([], [], color=CONTOUR, linewidth=1.3, label="contours")
    axes.plot([], [], color=GRADIENT, linewidth=1.1, marker=">", markersize=6, label="gradient, longer where steeper")
    axes.set(
        title=chart.name if len(chart.name) <= _WIDE else chart.name[: _WIDE - 3] + "...",
        xlabel=chart.variables[0],
        ylabel=chart.variables[1],
        xlim=chart.spans[0],
        ylim=chart.spans[1],
        aspect="equal" if chart.square else "auto",
    )
    axes.title.set_parse_math(False)
    for text in axes.legend(
        fontsize=11, loc="upper center", bbox_to_anchor=(0.5, -0.1), ncols=1, frameon=False
    ).get_texts():
        text.set_parse_math(False)


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float], *, width: float, size: float) -> None:
    look = {
        "arrowstyle": "-|>",
        "color": GRADIENT,
        "linewidth": width,
        "mutation_scale": size,
        "shrinkA": 0,
        "shrinkB": 0,
    }
    axes.annotate("", end, start, arrowprops=look, zorder=3, annotation_clip=True)
