"""Where the boxes, edges and labels of a trace's picture stand: layers from left to right. Imports ``labels`` and ``programs``.

A step is one layer right of its last operand. An edge over several layers passes each at a place of its own, so that it
crosses no box; the order in a layer is by the mean place of the neighbours (Sugiyama et al., 1981).
"""

from __future__ import annotations

import itertools

from symdiff.answers.trace import Trace
from symdiff.figures.labels import MINUS
from symdiff.figures.programs import label, lines, title
from symdiff.frozen import Frozen

FONT, SMALL = 13, 11
_CHAR = 0.62
"""Width of a monospaced character in units of the font's size."""
_LINE = 17
_PAD = 9
_APART = 26
_LONGEST = 34
_SWEEPS = 8


class Box(Frozen):
    """A node: the centre, the size, and the lines of text, the title first; ``full`` is the whole formula."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    full: str


class Line(Frozen):
    """An edge through some points, with its label and the label's centre."""

    points: tuple[tuple[float, float], ...]
    label: str
    at: tuple[float, float]


class Layout(Frozen):
    """The picture in units of pixels, y downward."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def layout(trace: Trace) -> Layout:
    """The places of everything."""
    level: dict[str, int] = {}
    for node in trace.nodes:
        level[node.id] = 1 + max((level[edge.operand] for edge in node.edges), default=-1)
    layers: list[list[str]] = [[] for _ in range(max(level.values()) + 1)]
    for node in trace.nodes:
        layers[level[node.id]].append(node.id)
    routes: list[list[str]] = []
    neighbours: dict[str, list[str]] = {node.id: [] for node in trace.nodes}
    for node in trace.nodes:
        for count, edge in enumerate(node.edges):
            route = [edge.operand]
            for between in range(level[edge.operand] + 1, level[node.id]):
                place = f"{edge.operand} {node.id} {count} {between}"  # no name of a node has a space
                layers[between].append(place)
                neighbours[place] = []
                route.append(place)
            route.append(node.id)
            routes.append(route)
            for here, there in itertools.pairwise(route):
                neighbours[here].append(there)
                neighbours[there].append(here)
    _arrange(layers, neighbours)
    return _placed(trace, layers, routes)


def _arrange(layers: list[list[str]], neighbours: dict[str, list[str]]) -> None:
    """Sort each layer by the mean place of its neighbours, forward and back in turn."""
    place = {name: k - (len(layer) - 1) / 2 for layer in layers for k, name in enumerate(layer)}
    for sweep in range(_SWEEPS):
        for layer in layers if sweep % 2 else reversed(layers):
            layer.sort(key=lambda name: sum(place[each] for each in neighbours[name]) / max(1, len(neighbours[name])))
            place.update({name: k - (len(layer) - 1) / 2 for k, name in enumerate(layer)})


def _placed(trace: Trace, layers: list[list[str]], routes: list[list[str]]) -> Layout:
    texts = {node.id: tuple(map(_cut, (title(node), *lines(trace, node)))) for node in trace.nodes}
    labels = [_cut(label(edge)) for node in trace.nodes for edge in node.edges]
    tall = _LINE * (3 + len(trace.wrt)) + _PAD
    widths = [
        max((_width(texts[name], FONT) for name in layer if name in texts), default=0) + 2 * _PAD for layer in layers
    ]
    heights = [sum(tall if name in texts else _LINE for name in layer) + _APART * (len(layer) - 1) for layer in layers]
    height = max(heights) + 2 * _APART
    centre: dict[str, tuple[float, float]] = {}
    left = float(_APART)
    level = {name: k for k, layer in enumerate(layers) for name in layer}
    for k, layer in enumerate(layers):
        y = (height - heights[k]) / 2
        for name in layer:
            own = tall if name in texts else _LINE
            centre[name] = (left + widths[k] / 2, y + own / 2)
            y += own + _APART
        first = [text for route, text in zip(routes, labels, strict=True) if level[route[0]] == k]
        left += widths[k] + _width(tuple(first), SMALL) + 2.2 * _APART
    width = centre[layers[-1][0]][0] + widths[-1] / 2 + _APART
    boxes = tuple(
        Box(*centre[node.id], widths[level[node.id]], tall, texts[node.id], f"{node.id} = {node.expression}")
        for node in trace.nodes
    )
    drawn = []
    for route, text in zip(routes, labels, strict=True):
        points: list[tuple[float, float]] = []
        for position, name in enumerate(route):
            (x, y), half = centre[name], widths[level[name]] / 2
            if position:
                points.append((x - half, y))
            if position < len(route) - 1:
                points.append((x + half, y))
        drawn.append((points, text))
    return Layout(width, height, boxes, tuple(_labelled(drawn)))


def _labelled(drawn: list[tuple[list[tuple[float, float]], str]]) -> list[Line]:
    """Labels in the middle of the first gap that an edge crosses, moved down where one would cover another."""
    taken: dict[float, list[float]] = {}
    placed: dict[int, Line] = {}
    middle = [((a[0] + b[0]) / 2, (a[1] + b[1]) / 2) for (a, b, *_), _ in drawn]
    for k in sorted(range(len(drawn)), key=lambda k: middle[k]):
        (x, y), (points, text) = middle[k], drawn[k]
        column = taken.setdefault(round(points[0][0]), [])
        y = max([y, *(other + _LINE for other in column if other + _LINE > y)], default=y)
        column.append(y)
        placed[k] = Line(tuple(points), text, (x, y))
    return [placed[k] for k in range(len(drawn))]


def _width(texts: tuple[str, ...], size: float) -> float:
    return max(map(len, texts), default=0) * size * _CHAR


def _cut(text: str) -> str:
    """The text as the picture has it: with minus signs that are some, and no longer than it has room for."""
    text = text.replace("-", MINUS)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."
