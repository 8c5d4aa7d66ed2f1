"""Curves with their tangents as SVG, written here: what ``plots`` draws by matplotlib, where there is none.

A picture for the function and one for its derivative, each readable on a narrow screen. Colours are those of classes, which the
page's style sets in light and dark; without one, lines are of the text's colour. Imports ``plots`` for its types.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from symdiff.figures.labels import shown
from symdiff.figures.plots import Panel, Touch, limits
from symdiff.figures.sampling import Branches, Jump, Span
from symdiff.frozen import Frozen

WIDE, TALL = 400, 260
_LEFT, _RIGHT, _TOP, _BELOW = 58, 12, 10, 24
"""Room beside the picture, for the numbers on its edges."""
_TICKS = 5


class Frame(Frozen):
    """A rectangle of the plane on the paper."""

    x: Span
    y: Span

    def across(self, x: float) -> float:
        low, high = self.x
        return _LEFT + (x - low) / (high - low) * (WIDE - _LEFT - _RIGHT)

    def down(self, y: float) -> float:
        low, high = self.y
        return _TOP + (high - y) / (high - low) * (TALL - _TOP - _BELOW)


def pictures(panel: Panel) -> tuple[str, str]:
    """The function with its tangents, and its derivative; each an SVG element."""
    touches = [touch for *_, own in panel.curves for touch in own]
    drawn = []
    for title, graphs, heights in (
        ("function", [found.function for _, found, _ in panel.curves], [touch.y for touch in touches]),
        ("derivative", [found.derivative for _, found, _ in panel.curves], [touch.slope for touch in touches]),
    ):
        frame = Frame(panel.span, limits(graphs, heights))
        first = title == "function"
        marks = [
            *(_curve(frame, graph, k) for k, graph in enumerate(graphs, 1)),
            *(_tangent(frame, touch) for touch in touches if first),
            *(_circles(frame, jump, first=first) for _, found, _ in panel.curves for jump in found.jumps),
            *(_diamond(frame, *kink) for _, found, _ in panel.curves for kink in found.kinks if first),
            *(_dot(frame, touch.x, height, "point") for touch, height in zip(touches, heights, strict=True)),
        ]
        drawn.append(_paper(frame, marks, _said(panel, touches, title)))
    return drawn[0], drawn[1]


def ticks(span: Span) -> list[float]:
    """Round numbers in a range: multiples of 1, 2 or 5 times a power of ten."""
    low, high = span
    rough = (high - low) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]


def _paper(frame: Frame, marks: Sequence[str], said: str) -> str:
    left, right, top, below = _LEFT, WIDE - _RIGHT, _TOP, TALL - _BELOW
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {TALL}" role="img" aria-label="{escape(said)}" ',
            'fill="none" stroke="currentColor" stroke-linejoin="round" stroke-linecap="round">',
            f"<title>{escape(said)}</title>",
            *_edges(frame),
            f'<svg x="{left}" y="{top}" width="{right - left}" height="{below - top}" ',
            f'viewBox="{left} {top} {right - left} {below - top}">',
            *marks,
            "</svg></svg>",
        )
    )


def _edges(frame: Frame) -> Iterator[str]:
    """The frame, a line at each round number, and its numeral, with a minus sign that is one."""
    right, below = WIDE - _RIGHT, TALL - _BELOW
    for x in ticks(frame.x):
        at = frame.across(x)
        kind = "axis" if x == 0 else "grid"
        yield f'<path class="{kind}" d="M{at:.1f} {_TOP}V{below}"/>'
        yield _label(at, TALL - 7, "middle", x)
    for y in ticks(frame.y):
        at = frame.down(y)
        kind = "axis" if y == 0 else "grid"
        yield f'<path class="{kind}" d="M{_LEFT} {at:.1f}H{right}"/>'
        yield _label(_LEFT - 6, at + 4, "end", y)
    yield f'<path class="edge" d="M{_LEFT} {_TOP}H{right}V{below}H{_LEFT}Z"/>'


def _label(x: float, y: float, anchor: str, value: float) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="12" fill="currentColor" stroke="none">{shown(value, 5)}</text>'


def _curve(frame: Frame, graph: Branches, number: int) -> str:
    path = []
    for xs, ys in graph.pieces:
        places = (f"{frame.across(x):.1f} {_held(frame.down(y)):.1f}" for x, y in zip(xs, ys, strict=True))
        path.append("M" + "L".join(places))
    return f'<path class="curve curve{number}" stroke-width="2" d="{"".join(path)}"/>'


def _held(y: float) -> float:
    """Beyond the picture by no more than its height: what is cut off there need not be told exactly."""
    return min(max(y, -TALL), 2.0 * TALL)


def _tangent(frame: Frame, touch: Touch) -> str:
    ends = [(x, touch.y + touch.slope * (x - touch.x)) for x in frame.x]
    (x1, y1), (x2, y2) = ((frame.across(x), frame.down(y)) for x, y in ends)
    return f'<path class="tangent" stroke-dasharray="6 4" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>'


def _circles(frame: Frame, jump: Jump, *, first: bool) -> str:
    """Filled where a piece ends in the value, open where it does not; of a slope there is none."""
    ends = jump.circles(frame.y[1] - frame.y[0]) if first else tuple((slope, False) for slope in jump.slopes)
    return "".join(_dot(frame, jump.x, end, "end" if filled else "open") for end, filled in ends)


def _dot(frame: Frame, x: float, y: float, kind: str) -> str:
    inside = "none" if kind == "open" else "currentColor"
    return f'<circle class="{kind}" cx="{frame.across(x):.1f}" cy="{frame.down(y):.1f}" r="4" fill="{inside}"/>'


def _diamond(frame: Frame, x: float, y: float) -> str:
    at, down = frame.across(x), frame.down(y)
    return f'<path class="kink" d="M{at:.1f} {down - 5:.1f}l5 5l-5 5l-5 -5Z"/>'


def _said(panel: Panel, touches: Sequence[Touch], title: str) -> str:
    """The picture in words."""
    names = ", ".join(name for name, _, _ in panel.curves)
    low, high = (shown(end, 5) for end in panel.span)
    what = names if title == "function" else f"The derivative of {names} by {panel.variable}"
    said = f"{what}, for {panel.variable} from {low} to {high}{panel.where}"
    spots = (
        f"slope {shown(touch.slope)} at ({shown(touch.x)}, {shown(touch.y)})"
        if title == "function"
        else f"{shown(touch.slope)} at {panel.variable} = {shown(touch.x)}"
        for touch in touches
    )
    return "; ".join([said, *spots])
