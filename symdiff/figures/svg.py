"""The layout of a trace as SVG: text as text, the same bytes for the same trace. Imports ``layout``."""

from __future__ import annotations

from html import escape

from symdiff.answers.trace import Trace
from symdiff.figures.layout import FONT, SMALL, Box, Layout, Line, layout
from symdiff.reports.report import Report

_WIDE = 0.61
"""The width of a letter of a fixed pitch, in units of its size."""
COLOURS = ("#000000", "#0072B2", "#A84A00")
"""Of values, tangents and adjoints, from the palette of Okabe and Ito, the last darker: letters need a contrast of 4.5. The words say the same."""


def drawn(trace: Trace, report: Report, *, width: int | None, colour: bool) -> str:
    """The graph of a trace."""
    return svg(layout(trace), f"The graph of {trace.source}")


def svg(picture: Layout, name: str) -> str:
    """The picture as one SVG element; ``name`` is its title."""
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {picture.width:.0f} {picture.height:.0f}" '
            f'width="{picture.width:.0f}" height="{picture.height:.0f}" role="img" font-family="monospace">'
        ),
        f"<title>{escape(name)}</title>",
        (
            '<defs><marker id="arrow" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="7" markerHeight="7" '
            'orient="auto"><path d="M0,0 L10,5 L0,10 z" fill="#555555"/></marker></defs>'
        ),
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        *map(_edge, picture.lines),
        *map(_label, picture.lines),
        *map(_box, picture.boxes),
        "</svg>",
        "",
    ]
    return "\n".join(parts)


def _edge(line: Line) -> str:
    (x, y), *rest = line.points
    path = f"M{x:.1f},{y:.1f}"
    for k, (to, down) in enumerate(rest):
        middle = (x + to) / 2
        path += (
            f" L{to:.1f},{down:.1f}" if k % 2 else f" C{middle:.1f},{y:.1f} {middle:.1f},{down:.1f} {to:.1f},{down:.1f}"
        )
        x, y = to, down
    return f'<path class="edge" d="{path}" fill="none" stroke="#555555" marker-end="url(#arrow)"/>'


def _label(line: Line) -> str:
    x, y = line.at
    width = SMALL * _WIDE * len(line.label) + 6
    return (  # the edge is covered by the ground and not by the letters' outline alone, which leaves it between words
        f'<rect x="{x - width / 2:.1f}" y="{y - SMALL / 2 - 1:.1f}" width="{width:.1f}" height="{SMALL + 2:.1f}" fill="#ffffff"/>'
        f'<text class="partial" x="{x:.1f}" y="{y + SMALL / 3:.1f}" font-size="{SMALL}" text-anchor="middle" '
        f">{escape(line.label)}</text>"
    )


def _box(box: Box) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    rows = []
    for k, text in enumerate(box.lines):
        weight = ' font-weight="bold"' if k == 0 else ""
        rows.append(
            f'<text x="{box.x:.1f}" y="{top + 18 + 17 * k:.1f}" font-size="{FONT}" text-anchor="middle"{weight} '
            f'fill="{colour(box, k)}">{escape(text)}</text>'
        )
    return (
        f'<g class="node"><title>{escape(box.full)}</title><rect x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" '
        f'height="{box.height:.1f}" rx="5" fill="#f7f7f7" stroke="#000000"/>{"".join(rows)}</g>'
    )


def colour(box: Box, row: int) -> str:
    """The colour of a row of a box: the title and the value, then tangents, and the adjoint last."""
    return COLOURS[2] if row == len(box.lines) - 1 else COLOURS[1] if row > 1 else COLOURS[0]
