"""Points where a formula is not smooth: found exactly, and judged by the slopes on both sides.

Imports ``methods``, ``values`` and below.
"""

from __future__ import annotations

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.methods import ONE_SIDED, Estimate
from symdiff.evaluator.differences.samples import Samples
from symdiff.evaluator.values.at_points import Evaluated, value_at, values_at
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.operators import RELATIONS, Exact, Operator, Product, Sum

_WHOLE = 2.0**53
_NEAR = 1e-9
"""Operands closer to a kink than this, relative, are looked at exactly."""


class Slopes(Frozen):
    """The one-sided derivatives at a point, None where there is no finite one; ``meet`` where they are equal within bounds."""

    left: float | None
    right: float | None
    meet: bool
    node: int
    """The subexpression that is not smooth there."""
    bound: float
    """On the error of both together."""
    why: tuple[str, str] = ("", "")
    """Of the sides without a finite slope, what is there instead."""

    def allow(self, value: float, error: float) -> bool:
        """Whether a derivative of this value, known up to an error, is their common value."""
        return self.left is not None and abs(value - self.left) <= 2 * self.bound + error

    @property
    def words(self) -> str:
        left, right = map(_told, (self.left, self.right), self.why)
        return f"slope on the left: {left}, on the right: {right}"


def _told(slope: float | None, why: str) -> str:
    return (why or "none") if slope is None else f"{slope:.6g}"


def kinks_at(graph: Graph, root: int, variable: str, point: Point, in_doubles: DoubleRun | None = None) -> list[int]:
    """The nodes below a root that depend on the variable and have their operands exactly on a kink.

    ``in_doubles``: of a program that holds them all.
    """
    if in_doubles is not None and not in_doubles.program.kinked:
        return []
    nodes = graph.reachable((root,))
    rows = [node for node in nodes if graph.heads[node].kink is not None]
    if not rows:
        return []
    symbol = graph.symbol(variable)
    active = {symbol}
    for node in nodes:
        if graph.heads[node].arity != (0, 0) and not active.isdisjoint(graph.operands[node]):
            active.add(node)
    return [node for node in rows if node in active and _on_kink(graph, node, point)]


def _on_kink(graph: Graph, node: int, point: Point) -> bool:
    row, operands = graph.heads[node], graph.operands[node]
    found = values_at(graph, operands, point)
    values = [operand.value for operand in found if isinstance(operand, Evaluated)]
    if row in RELATIONS or row.selects:
        if len(values) < len(found):
            return False
        if row in RELATIONS:
            return _equal(graph, operands, values, point)
        return _tied(graph, row, operands, values, point)
    assert row.kink is not None
    exact = [_beyond(graph, operand, value, point) for operand, value in zip(operands, found, strict=True)]
    known: list[Any] = [
        where if where is not None else value.value if isinstance(value, Evaluated) else None
        for value, where in zip(found, exact, strict=True)
    ]
    if None in known:
        return False
    whole = [round(value) for value in known]
    close = [
        value == near or (isinstance(value, float) and abs(value - near) <= _NEAR * max(1, abs(near)))
        for value, near in zip(known, whole, strict=True)
    ]
    snapped = [near if is_close else value for value, near, is_close in zip(known, whole, close, strict=True)]
    if not row.kink.at(*snapped):
        return False
    return all(
        _is_whole(graph, operand, near, point)
        for operand, near, is_close in zip(operands, whole, close, strict=True)
        if is_close
    )


def _beyond(graph: Graph, node: int, found: Evaluated | Undefined, point: Point) -> Exact | None:
    """The rational value of a node that doubles do not hold to the last unit; None where there is none, or they do."""
    if isinstance(found, Evaluated) and abs(found.value) < _WHOLE:
        return None
    return Program(graph, (node,), point).rational(node)


def _tied(graph: Graph, row: Operator, operands: tuple[int, ...], values: list[float], point: Point) -> bool:
    """Whether two different operands share the largest (least) value."""
    assert row.real is not None
    top = row.real(values)
    leaders = [
        operand for operand, value in zip(operands, values, strict=True) if abs(value - top) <= _NEAR * max(1, abs(top))
    ]
    return any(
        _vanishes(graph, _difference(graph, leaders[0], other), point) for other in leaders[1:] if other != leaders[0]
    )


def _equal(graph: Graph, operands: tuple[int, ...], values: list[float], point: Point) -> bool:
    """Whether two nodes with these rounded values have exactly the same value."""
    (a, b), (u, v) = operands, values
    return abs(u - v) <= _NEAR * max(1, abs(u)) and _vanishes(graph, _difference(graph, a, b), point)


def _difference(graph: Graph, a: int, b: int) -> int:
    return graph.intern(Sum, (a, graph.intern(Product, (graph.minus_one, b))))


def _is_whole(graph: Graph, node: int, whole: int, point: Point) -> bool:
    """Whether a node's value is exactly a whole number."""
    return _vanishes(graph, graph.intern(Sum, (node, graph.number(-whole))) if whole else node, point)


def _vanishes(graph: Graph, node: int, point: Point) -> bool:
    found = value_at(graph, node, point)
    return isinstance(found, Evaluated) and found.value == 0


def one_sided(samples: Samples, direction: int) -> Estimate:
    """The derivative right of the samples' centre, or with -1 left of it."""
    return estimate(samples, ONE_SIDED if direction > 0 else ONE_SIDED.mirrored())


def between(samples: Samples, node: int) -> Slopes:
    """The derivatives on both sides of the samples' centre, by one-sided differences."""
    right, left = one_sided(samples, 1), one_sided(samples, -1)
    bound = left.bound + right.bound
    if not (is_slope(left) and is_slope(right)):
        ends = [found.value if is_slope(found) else None for found in (left, right)]
        return Slopes(ends[0], ends[1], False, node, bound)
    assert left.value is not None
    assert right.value is not None
    return Slopes(left.value, right.value, abs(left.value - right.value) <= bound, node, bound)


def is_slope(found: Estimate) -> bool:
    """Whether an estimate settled on a value: its error is small against 1 or against the value."""
    return found.value is not None and found.bound <= 1e-3 * max(1.0, abs(found.value))
