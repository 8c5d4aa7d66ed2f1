"""What a candidate is at the separate places where it jumps: ``floor(sin(x))`` is 1 where sin(x) is, and beside them 0.

Such places are seldom rational numbers. So the operand of the jump is put as the number that it is there, and what is left is enclosed
around the place. Imports ``pieces``, ``plateaus``, ``solving``, the differentiator's ``tidy``, the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from symdiff.answers.pieces import Border, Pieces, text_of
from symdiff.answers.plateaus import replaced
from symdiff.answers.solving import Solver
from symdiff.differentiator import tidy
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.values.intervals import fraction, nearest
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.notation.writer import write
from symdiff.operators import CONDITIONS, RELATIONS

_MOST = 24
"""Places that are looked at."""
_BITS = 400
_REACH = Fraction(1, 10**28)
"""How near a place is known, relative: twice as far as what is solved for may be off."""
_HIT = Fraction(1, 10**25)


class Isolated(Frozen):
    """A place at which a candidate has another value than the derivative, though it may be right on all sides."""

    at: dict[str, str]
    where: str
    """What holds there."""
    truth: float
    theirs: float


def jumps(graph: Graph, root: int) -> list[int]:
    """The nodes below one that break off: functions with jumps, and comparisons."""
    return [
        node
        for node in graph.reachable((root,))
        if (graph.heads[node].kink is not None and graph.heads[node].kink.jump) or graph.heads[node] in RELATIONS  # type: ignore[union-attr]
    ]


def without_jumps(graph: Graph, first: int, second: int) -> tuple[int, int] | None:
    """Two nodes with a new name for each function with jumps: what holds for all values of the names holds at the jumps too."""
    changed = {}
    for node in (*jumps(graph, first), *jumps(graph, second)):
        if graph.heads[node] in CONDITIONS:
            return None
        if node not in changed:
            name = f"jump_{node}"
            while graph.has_symbol(name):
                name += "_"
            changed[node] = graph.symbol(name)
    return replaced(graph, first, changed), replaced(graph, second, changed)


def isolated(
    pieces: Pieces, roots: Sequence[int], derivative: int, candidate: int, broken: Sequence[int]
) -> Isolated | None:
    """The first place found where a jump gives a candidate a value that the derivative has not.

    ``broken``: the nodes whose jumps are looked at.
    """
    return next(filter(None, islice(_looked_at(pieces, roots, derivative, candidate, broken), _MOST)), None)


def rational_places(pieces: Pieces, broken: Sequence[int]) -> list[Fraction] | None:
    """All values of the one name at which some nodes jump, where they are few and rational; None where they may not be."""
    graph = pieces.graph
    found: list[Fraction] = []
    if len(pieces.names) != 1:
        return None
    (name,) = pieces.names
    for node in (each for root in broken for each in jumps(graph, root)):
        for border in pieces.borders_of(node):
            if not graph.symbols([border.node]):
                continue
            solver = Solver(graph, [border.node], name, {name: Fraction(1)})
            places = None if border.endless or border.turning else solver.line_through(border.node, border.levels)
            if places is None:
                return None
            found += places
    return found


def _looked_at(
    pieces: Pieces, roots: Sequence[int], derivative: int, candidate: int, broken: Sequence[int]
) -> Iterator[Isolated | None]:
    """What is found at each place in turn."""
    graph, base = pieces.graph, pieces.start
    if base is None:
        return
    for node in (each for root in broken for each in jumps(graph, root)):
        for border in pieces.borders_of(node):
            for name in graph.symbols([border.node]):
                solver = Solver(graph, [border.node], name, base)
                for level in border.levels:
                    for place in solver.solutions(border.node, border.level(level)):
                        yield _at(
                            pieces, roots, derivative, candidate, node, border, level, {**base, name: place}, name
                        )


def _put(pieces: Pieces, candidate: int, node: int, level: Fraction) -> dict[int, int]:
    """What stands at a place where a node has a value for the operands of jumps, and for comparisons: a number, or a truth.

    Known are those that differ from the node, or from what it is less, by a number.
    """
    graph, found = pieces.graph, {}
    for jump in jumps(graph, candidate):
        for border in pieces.borders_of(jump):
            for sign in (1, -1):
                apart = graph.plus(border.node, graph.times(graph.number(-sign), node))
                constant = graph.value(tidy(graph, [apart])[apart])
                if constant is None:
                    continue
                value, head = sign * level + constant, graph.heads[jump]
                if head not in RELATIONS:
                    found[border.node] = graph.number(value)
                elif head.real is not None:
                    found[jump] = graph.truth(bool(head.real(value, 0)))
    return found


def _at(
    pieces: Pieces,
    roots: Sequence[int],
    derivative: int,
    candidate: int,
    node: int,
    border: Border,
    level: Fraction,
    values: dict[str, Fraction],
    name: str,
) -> Isolated | None:
    graph = pieces.graph
    spot = pieces.spot(values, border=True)
    if spot is None:
        return None
    head = graph.heads[node]
    put = _put(pieces, candidate, border.node, level)

    def around(part: int, reach: Fraction) -> Any:
        """The ball of a node around the place, None where it has none."""
        found = Line(graph, part, spot.nodes).value(name, values[name], _BITS, reach)
        return None if isinstance(found, Undefined) else found

    reach = _REACH * (abs(values[name]) or 1)
    hit = around(border.node, Fraction(0))
    if border.turning or hit is None or not abs(hit - level.numerator / level.denominator) < float(_HIT):
        return None
    same = tuple(roots) == (derivative,)  # of two functions that are compared, each may jump
    if not same and any(around(root, reach) is None for root in roots):  # it has a jump of its own there
        return None
    ours = around(
        replaced(graph, derivative, _put(pieces, derivative, border.node, level)) if same else derivative, reach
    )
    theirs = around(replaced(graph, candidate, put), reach)
    if ours is None or theirs is None or ours.overlaps(theirs):
        return None
    try:
        shown = nearest(fraction(ours)[0]), nearest(fraction(theirs)[0])
    except UnclearError:
        return None
    words = write(graph, node) if head in RELATIONS else f"{write(graph, border.node)} = {text_of(level)}"
    return Isolated({**spot.at, name: repr(float(values[name]))}, words, *shown)
