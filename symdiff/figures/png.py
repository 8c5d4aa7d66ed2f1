"""The layout of a trace as PNG, through matplotlib. Imports ``layout`` and ``svg``."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from symdiff.answers.trace import Trace
from symdiff.errors import fault, missing_extra
from symdiff.figures.layout import FONT, SMALL, Layout, layout
from symdiff.figures.svg import colour
from symdiff.reports.report import Report

_DOTS = 144  # per inch: two for each unit of the layout
_POINT = 72
_LARGEST = 30_000  # dots of a side; matplotlib refuses 65,536


def drawn(trace: Trace, report: Report, *, width: int | None, colour: bool) -> bytes:
    """The graph of a trace. Raises SymdiffError ``missing-extra`` without matplotlib."""
    return png(layout(trace))


def png(picture: Layout) -> bytes:
    """The picture, two dots for each unit. Raises SymdiffError ``missing-extra`` without matplotlib."""
    if 2 * max(picture.width, picture.height) > _LARGEST:
        raise fault("too-large-output", "the graph is too large for a PNG", hint="-o graph.svg has no such bound")
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
        from matplotlib.patches import FancyBboxPatch, PathPatch
        from matplotlib.path import Path
    except ImportError:
        raise missing_extra("PNG needs matplotlib", "plot", ", or -o graph.svg") from None
    figure = Figure(figsize=(picture.width / _POINT, picture.height / _POINT), dpi=_DOTS)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, picture.width), ylim=(picture.height, 0))
    axes.axis("off")
    words: dict[str, Any] = {"family": "DejaVu Sans Mono", "ha": "center", "parse_math": False}
    for line in picture.lines:
        points, codes = [line.points[0]], [Path.MOVETO]
        for k, (to, down) in enumerate(line.points[1:]):
            x, y = points[-1]
            middle = (x + to) / 2
            points += [(to, down)] if k % 2 else [(middle, y), (middle, down), (to, down)]
            codes += [Path.LINETO] if k % 2 else [Path.CURVE4] * 3
        axes.add_patch(PathPatch(Path(points, codes), fill=False, edgecolor="#555555"))
        axes.annotate(
            "",
            line.points[-1],
            (line.points[-1][0] - 8, line.points[-1][1]),
            arrowprops={"arrowstyle": "-|>", "color": "#555555"},
        )
        back = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.text(*line.at, line.label, size=SMALL, va="center", bbox=back, **words)
    for box in picture.boxes:
        left, top = box.x - box.width / 2, box.y - box.height / 2
        axes.add_patch(
            FancyBboxPatch(
                (left, top),
                box.width,
                box.height,
                boxstyle="round,pad=0,rounding_size=5",
                facecolor="#f7f7f7",
                edgecolor="black",
                zorder=2,
            )
        )
        for k, text in enumerate(box.lines):
            axes.text(
                box.x,
                top + 13 + 17 * k,
                text,
                size=FONT,
                va="center",
                color=colour(box, k),
                weight="bold" if k == 0 else "normal",
                zorder=3,
                **words,
            )
    paper = BytesIO()
    figure.savefig(paper, format="png", metadata={"Software": None})
    return paper.getvalue()
