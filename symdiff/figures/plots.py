"""Plots of curves, their tangents and derivatives, of maps and errors: through matplotlib. Imports ``sampling`` and its siblings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib.util import find_spec
from io import BytesIO
from itertools import cycle
from math import isclose
from typing import Any

from symdiff.errors import missing_extra
from symdiff.figures import errors, maps
from symdiff.figures.labels import shown
from symdiff.figures.sampling import Branches, Curve
from symdiff.frozen import Frozen

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
"""Okabe and Ito; in print without colour the line styles and markers tell the curves apart."""
STYLES = ("-", "--", "-.", ":")
_WIDE = 60
_DIGITS = re.compile(rb"(\d+\.\d\d)\d+")


class Touch(Frozen):
    """A point of the curve with the slope of its tangent."""

    x: float
    y: float
    slope: float

    def is_along(self, other: Touch) -> bool:
        """Whether the tangents are one line from one point, for the eye: so do curves touch one another."""
        ends = ((self.x, other.x), (self.y, other.y), (self.slope, other.slope))
        return all(isclose(one, two, rel_tol=1e-9, abs_tol=1e-12) for one, two in ends)


class Panel(Frozen):
    """What is drawn along one variable: curves with their names and tangents."""

    variable: str
    span: tuple[float, float]
    curves: tuple[tuple[str, Curve, tuple[Touch, ...]], ...]
    where: str = ""
    """The values of the other variables."""

    @property
    def entries(self) -> int:
        """How much there is to explain beside the curves."""
        return sum(1 + len(touches) + bool(found.kinks) for _, found, touches in self.curves)


def ready() -> None:
    """Raise SymdiffError ``missing-extra`` where the library for files is missing; it is not imported."""
    if find_spec("matplotlib") is None:
        raise missing_extra("plots need matplotlib", "plot")


def svg(panels: Sequence[Panel | maps.Map | errors.ErrorChart]) -> bytes:
    """The plot as SVG. Raises SymdiffError ``missing-extra``."""
    return figure(panels, "svg")


def png(panels: Sequence[Panel | maps.Map | errors.ErrorChart]) -> bytes:
    """The plot as PNG. Raises SymdiffError ``missing-extra``."""
    return figure(panels, "png")


def pdf(panels: Sequence[Panel | maps.Map | errors.ErrorChart]) -> bytes:
    """The plot as PDF. Raises SymdiffError ``missing-extra``."""
    return figure(panels, "pdf")


def figure(panels: Sequence[Panel | maps.Map | errors.ErrorChart], form: str, *, small: bool = False) -> bytes:
    """The plot as a file of this format, the same bytes for the same plot. Raises SymdiffError ``missing-extra``.

    ``small`` is for pages of many pictures: samples that a straight line would hide are left out, and the panels of
    functions stand at the same places in each, whatever their numbers need.
    """
    ready()
    import matplotlib as mpl
    from matplotlib.figure import Figure

    settings: Any = {
        "svg.fonttype": "none",
        "svg.hashsalt": "symdiff",
        "font.size": 13,
        "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
        "path.simplify": small,
        "path.simplify_threshold": 0.4,
    }
    with mpl.rc_context(settings):
        curves = [panel for panel in panels if isinstance(panel, Panel)]
        charts = [panel for panel in panels if not isinstance(panel, Panel)]
        trials = any(isinstance(panel, errors.ErrorChart) for panel in charts)
        columns = 1 if trials or len(panels) == len(charts) == 1 else 2
        rows = len(curves) + -(-len(charts) // columns)
        wide, tall = 12 if trials or columns > 1 else 8.5, 6.0 if trials else 7.6
        scale = 0.8 if small else 1.0
        below = max((0.15 * panel.entries + 0.3 for panel in curves), default=0.0)
        size = scale * wide, scale * ((4.8 + below) * len(curves) + tall * (rows - len(curves)))
        stands = _places(curves, size[1]) if small and not charts else None
        page = Figure(figsize=size, layout="constrained" if stands is None else None)
        places = page.subplots(rows, columns, squeeze=False, gridspec_kw=stands)
        for axes, panel in zip(places, curves, strict=False):
            _draw(axes[0], axes[1], panel)
        spare = places[len(curves) :].ravel()
        for number, (axes, chart) in enumerate(zip(spare, charts, strict=False), 1):
            if isinstance(chart, maps.Map):
                maps.draw(axes, chart, number)
            else:
                errors.draw(axes, chart, number)
        for axes in spare[len(charts) :]:
            axes.axis("off")
        paper = BytesIO()
        dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}, "png": {"Software": None}}
        page.savefig(paper, format=form, metadata=dates[form], dpi=120)
    drawn = paper.getvalue()
    return _compact(drawn) if small and form == "svg" else drawn


def _places(panels: Sequence[Panel], height: float) -> dict[str, float]:
    """Where panels stand in a picture so many inches high, in parts of it: numbers of six characters and all entries have room."""
    below = 0.62 + 0.25 * max(-(-panel.entries // 2) for panel in panels)
    return {"left": 0.09, "right": 0.98, "top": 1 - 0.3 / height, "bottom": below / height, "wspace": 0.2}


def _compact(svg: bytes) -> bytes:
    """The same picture with places to hundredths of a point and without blanks between elements."""
    shorter = re.sub(rb' (?:d|x|y|transform)="[^"]*"', lambda place: _DIGITS.sub(rb"\1", place[0]), svg)
    return re.sub(rb"\s*\n\s*", b" ", re.sub(rb">\s+<", b"><", shorter)).replace(b'><g id="text', b'>\n<g id="text')


def _draw(left: Any, right: Any, panel: Panel) -> None:
    for number, ((name, found, touches), colour, style) in enumerate(
        zip(panel.curves, cycle(COLOURS), cycle(STYLES), strict=False), 1
    ):
        look = {"color": colour, "linestyle": style, "linewidth": 2.2}
        own = f"{panel.variable}-{number}"
        alone = len(panel.curves) == 1
        called = f"f({panel.variable}) = {name}" if alone else name
        slope = f"f'({panel.variable})" if alone else f"d/d{panel.variable} ({name})"
        _pieces(left, found.function, f"curve-{own}", called, look)
        _pieces(right, found.derivative, f"derivative-{own}", slope, look)
        for k, (x, y) in enumerate(found.kinks, 1):
            left.plot(
                [x], [y], "D", color="black", markerfacecolor="white", markersize=8, gid=f"kink-{own}-{k}", zorder=4
            )
        _ends(left, right, found, colour, own)
        for k, touch in enumerate(touches, 1):
            ends = panel.span
            heights = [touch.y + touch.slope * (x - touch.x) for x in ends]
            left.plot(ends, heights, color="black", linestyle=(0, (5, 3)), linewidth=1.4, gid=f"tangent-{own}-{k}")
            left.plot([touch.x], [touch.y], "o", color="black", markersize=7, gid=f"point-{own}-{k}", zorder=5)
            right.plot([touch.x], [touch.slope], "o", color="black", markersize=7, zorder=5)
            note = f"slope {shown(touch.slope)} at ({shown(touch.x)}, {shown(touch.y)})"
            left.plot([], [], color="black", linestyle=(0, (5, 3)), linewidth=1.4, marker="o", label=note)
        if found.kinks:
            left.plot([], [], "D", color="black", markerfacecolor="white", linestyle="none", label="kink")
    for axes, branches, heights, title in (
        (
            left,
            [found.function for _, found, _ in panel.curves],
            [t.y for *_, own in panel.curves for t in own],
            "function",
        ),
        (
            right,
            [found.derivative for _, found, _ in panel.curves],
            [t.slope for *_, own in panel.curves for t in own],
            "derivative",
        ),
    ):
        axes.set(title=title + panel.where, xlabel=panel.variable, xlim=panel.span, ylim=limits(branches, heights))
        axes.grid(visible=True, color="#dddddd", linewidth=0.8)
        axes.axhline(0, color="#777777", linewidth=0.8, zorder=1)
        # Where they hide no curve.
        below: dict[str, Any] = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.14), "ncols": 2, "frameon": False}
        for text in axes.legend(fontsize=11, **below).get_texts():
            text.set_parse_math(False)


def _ends(left: Any, right: Any, found: Curve, colour: str, own: str) -> None:
    """Filled circles where pieces end in a value of the formula, open ones where they do not; a slope there is none."""
    tall = found.function.high - found.function.low
    for k, jump in enumerate(found.jumps, 1):
        for side, (end, filled) in enumerate(jump.circles(tall), 1):
            _circle(left, jump.x, end, colour, f"end-{own}-{k}-{side}", filled=filled)
        for side, end in enumerate(jump.slopes, 1):
            _circle(right, jump.x, end, colour, f"slope-end-{own}-{k}-{side}", filled=False)


def _circle(axes: Any, x: float, y: float, colour: str, gid: str, *, filled: bool) -> None:
    inside = colour if filled else "white"
    axes.plot([x], [y], "o", color=colour, markerfacecolor=inside, markersize=6, gid=gid, zorder=4)


def _pieces(axes: Any, branches: Branches, gid: str, name: str, look: dict[str, Any]) -> None:
    """Every piece is a line of its own, so that none is joined to another."""
    short = name if len(name) <= _WIDE // 2 else name[: _WIDE // 2 - 3] + "..."
    axes.plot([], [], label=short.removeprefix("_"), **look)
    for number, (x, y) in enumerate(branches.pieces, 1):
        axes.plot(x, y, gid=f"{gid}-{number}", **look)


def limits(branches: Sequence[Branches], heights: Sequence[float]) -> tuple[float, float]:
    """The vertical range that shows some graphs and points."""
    low = min([*(each.low for each in branches), *heights])
    high = max([*(each.high for each in branches), *heights])
    room = 0.06 * (high - low) or max(1.0, 0.1 * abs(high))
    return low - room, high + room
