"""Plots in characters: curves and contours in dots of Braille, eight to a character, tangents and points in letters.

Imports ``plots`` and ``maps``.

The library for this changed its whole interface between two versions; a raster is shorter than either.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Sequence
from math import atan2, ceil, floor, isnan, log10, pi
from string import ascii_lowercase
from textwrap import wrap

from symdiff.figures import errors
from symdiff.figures.maps import Map
from symdiff.figures.plots import Panel, limits
from symdiff.figures.sampling import Branches

_HEIGHT = 15
_MAP = 22
"""Lines of a curve, and of a map."""
_ARROWS = "\u2192\u2197\u2191\u2196\u2190\u2199\u2193\u2198"
_MARGIN = 10
_TICKS_UP, _TICKS_ACROSS = 5, 7
"""The most ticks of an axis."""
_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of the dots of a Braille character, by row and column."""
_BRAILLE = 0x2800


class _Raster:
    """A canvas of characters over a rectangle of the plane."""

    def __init__(self, width: int, x: tuple[float, float], y: tuple[float, float], height: int = _HEIGHT) -> None:
        self.width, self.height, self.x, self.y = width, height, x, y
        self.bits = [[0] * width for _ in range(height)]
        self.letters: dict[tuple[int, int], str] = {}

    def place(self, x: float, y: float, across: int, down: int) -> tuple[int, int]:
        """Column and row on a grid that is so many cells wide and high."""
        (left, right), (low, high) = self.x, self.y
        return int((x - left) / (right - left) * (across - 1) + 0.5), int((high - y) / (high - low) * (down - 1) + 0.5)

    def piece(self, xs: Sequence[float], ys: Sequence[float]) -> None:
        """A run of samples as a line."""
        across, down = 2 * self.width, 4 * self.height
        before: tuple[int, int] | None = None
        for x, y in zip(xs, ys, strict=True):
            column, row = self.place(x, y, across, down)
            row = max(-1, min(row, down))
            start = row if before is None or column - before[0] > 1 else before[1]
            for each in range(min(start, row), max(start, row) + 1):
                if 0 <= each < down:
                    self.bits[each // 4][column // 2] |= _DOTS[each % 4][column % 2]
            before = column, row

    def letter(self, x: float, y: float, char: str) -> None:
        column, row = self.place(x, y, self.width, self.height)
        if 0 <= row < self.height:
            self.letters[row, column] = char

    def lines(self) -> list[str]:
        """The rows, with ticks at round numbers before and below, and a line where the height is 0."""
        beside = {self.place(self.x[0], tick, self.width, self.height)[1]: tick for tick in ticks(*self.y, _TICKS_UP)}
        below = {
            self.place(tick, self.y[0], self.width, self.height)[0]: tick for tick in ticks(*self.x, _TICKS_ACROSS)
        }
        rows = []
        for k, bits in enumerate(self.bits):
            empty = "-" if beside.get(k) == 0 else " "
            cells = (
                self.letters.get((k, column)) or (chr(_BRAILLE + dots) if dots else empty)
                for column, dots in enumerate(bits)
            )
            label, edge = (f"{beside[k]:.6g}", "+") if k in beside else ("", "|")
            rows.append(f"{label:>{_MARGIN - 2}} {edge}{''.join(cells)}".rstrip())
        rows.append(" " * (_MARGIN - 1) + "+" + "".join("+" if k in below else "-" for k in range(self.width)))
        row = ""
        for column, tick in sorted(below.items()):
            label = f"{tick:.6g}"
            start = min(max(_MARGIN + column - len(label) // 2, 0), _MARGIN + self.width - len(label))
            if not row or start > len(row):
                row = row.ljust(start) + label
        rows.append(row)
        return rows


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many round numbers from ``low`` to ``high``: multiples of 1, 2 or 5 times a power of ten."""
    step = next(
        size * 10.0**power
        for power in range(floor(log10((high - low) / most)), 400)
        for size in (1, 2, 5)
        if (high - low) / (size * 10.0**power) < most
    )
    first = ceil(low / step - 1e-9)
    return [float(f"{k * step:.12g}") for k in range(first, floor(high / step + 1e-9) + 1)]


def text(panels: Sequence[Panel | Map | errors.ErrorChart], width: int) -> str:
    """The panels one below the other, each no wider than so many columns: the function, then its derivative; or a map."""
    rows: list[str] = []
    for panel in panels:
        if isinstance(panel, Map):
            rows += _map(panel, width)
            continue
        if isinstance(panel, errors.ErrorChart):
            rows += _errors(panel, width)
            continue
        names = ", ".join(name for name, _, _ in panel.curves)
        touches = [touch for *_, own in panel.curves for touch in own]
        for title, graphs, heights in (
            (names, [found.function for _, found, _ in panel.curves], [touch.y for touch in touches]),
            (f"d/d{panel.variable}", [found.derivative for _, found, _ in panel.curves], [t.slope for t in touches]),
        ):
            raster = _drawn(panel, graphs, heights, width)
            for touch, height in zip(touches, heights, strict=True):
                if title == names:
                    _tangent(raster, touch.x, touch.y, touch.slope)
                raster.letter(touch.x, height, "O")
            if title == names:
                for _, found, _ in panel.curves:
                    for x, y in found.kinks:
                        raster.letter(x, y, "K")
            rows += [(title + panel.where)[:width], *raster.lines(), ""]
        rows += [f"O  slope {touch.slope:.6g} at ({touch.x:.6g}, {touch.y:.6g})"[:width] for touch in touches]
        rows += ["K  kink"] if any(found.kinks for _, found, _ in panel.curves) else []
    return "\n".join(rows) + "\n"


def _map(chart: Map, width: int) -> list[str]:
    """Contours in dots, the gradient's direction in arrows, the tangent plane's contour in points."""
    raster = _Raster(max(10, width - _MARGIN), *chart.spans, height=_MAP)
    across, down = 2 * raster.width, 4 * _MAP
    heights = chart.surface.heights[::-1]
    rows, columns = ([int(k * (len(heights) - 1) / (count - 1)) for k in range(count)] for count in (down, across))
    cells = [
        [None if isnan(h) else bisect(chart.surface.levels, h) for h in heights[row][columns].tolist()] for row in rows
    ]
    for row in range(down - 1):
        for column in range(across - 1):
            here, right, below = cells[row][column], cells[row][column + 1], cells[row + 1][column]
            if here is not None and ((right is not None and right != here) or (below is not None and below != here)):
                raster.bits[row // 4][column // 2] |= _DOTS[row % 4][column % 2]
    (left, right_end), (low, high) = chart.spans
    for k, (x, y, up_x, up_y) in enumerate(chart.arrows()):
        if k % 2 == 0:
            turn = atan2((up_y - y) / (high - low), (up_x - x) / (right_end - left))
            raster.letter(x, y, _ARROWS[round(turn / (pi / 4)) % 8])
    notes = []
    for spot in chart.spots:
        ends = chart.tangent(spot)
        if ends is not None:
            (x, y), (to, top) = ends
            for step in range(0, 4001, 8):
                at, up = x + (to - x) * step / 4000, y + (top - y) * step / 4000
                if left <= at <= right_end and low <= up <= high:
                    raster.letter(at, up, ".")
    for spot in chart.spots:
        raster.letter(spot.x, spot.y, "O")
        slopes = ", ".join(f"{slope:.6g}" for slope in spot.slopes)
        notes.append(f"O  value {spot.value:.6g}, gradient ({slopes}) at ({spot.x:.6g}, {spot.y:.6g})"[:width])
    levels = ", ".join(f"{level:.6g}" for level in chart.surface.levels)
    notes += [f"contours: {levels}"[:width], f"across: {chart.variables[0]}; up: {chart.variables[1]}"[:width], ""]
    return [chart.name[:width], *raster.lines(), "", *notes]


def _errors(chart: errors.ErrorChart, width: int) -> list[str]:
    """Errors in letters, a letter for each method; the model's straight lines in dots."""
    steps = [trial.step for sweep in chart.found.sweeps for trial in sweep.trials]
    low, high = chart.heights()
    raster = _Raster(max(10, width - _MARGIN), (log10(min(steps)), log10(max(steps))), (log10(low), log10(high)), _MAP)
    notes = []
    for sweep, letter in zip(chart.found.sweeps, ascii_lowercase, strict=False):
        for ends in errors.predictions(sweep).values():
            (right, up), (left, down) = ((log10(step), log10(error)) for step, error in ends)
            shares = [k / (2 * raster.width) for k in range(2 * raster.width + 1)]
            line = [(left + share * (right - left), down + share * (up - down)) for share in shares]
            shown = [(x, y) for x, y in line if log10(low) < y < log10(high)]
            raster.piece([x for x, _ in shown], [y for _, y in shown])
        for step, error in errors.trials(sweep):
            raster.letter(log10(step), log10(error), letter)
        if sweep.predicted is not None:
            step, error = sweep.predicted
            raster.letter(log10(step), log10(error), "*")
        notes.append(f"{letter}  {errors.words(sweep, '-')}"[:width])
    scale = "logarithms to base 10 of the error (up) and the step (across); * the best step predicted"
    return [chart.title[:width], *raster.lines(), "", *notes, *wrap(scale, width), ""]


def _drawn(panel: Panel, graphs: Sequence[Branches], heights: Sequence[float], width: int) -> _Raster:
    raster = _Raster(max(10, width - _MARGIN), panel.span, limits(graphs, heights))
    for branches in graphs:
        for xs, ys in branches.pieces:
            raster.piece(list(map(float, xs)), list(map(float, ys)))
    return raster


def _tangent(raster: _Raster, x: float, y: float, slope: float) -> None:
    left, right = raster.x
    for column in range(0, raster.width, 2):
        at = left + (right - left) * column / (raster.width - 1)
        raster.letter(at, y + slope * (at - x), ".")
