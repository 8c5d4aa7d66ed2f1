"""Whether two formulas have equal values at a point. Imports ``values``."""

from __future__ import annotations

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.values.at_points import Evaluated, enclose, values_at
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.status import Status


class Equality(Frozen):
    """Whether two formulas have the same value at a point, with both values."""

    verdict: Status
    first: Evaluated | Undefined
    second: Evaluated | Undefined


def equal_values(graph: Graph, a: int, b: int, point: Point) -> Equality:
    """Whether two nodes have the same value at a point, to 30 digits, within their bounds."""
    first, second = values_at(graph, (a, b), point)
    if isinstance(first, Undefined) or isinstance(second, Undefined):
        gaps = [found for found in (first, second) if isinstance(found, Undefined)]
        status = Status.INCONCLUSIVE if all(gap.exists for gap in gaps) else Status.UNDEFINED
        return Equality(status, first, second)
    if abs(first.value - second.value) > 4 * (first.bound + second.bound):
        return Equality(Status.DISAGREE, first, second)
    left, right = enclose(graph, (a, b), point, 10**30, 120)
    if isinstance(left, Undefined) or isinstance(right, Undefined):
        return Equality(Status.INCONCLUSIVE, first, second)
    (u, du), (v, dv) = left, right
    apart, allowed = abs(u - v), du + dv
    if apart > allowed:
        return Equality(Status.DISAGREE, first, second)
    sharp = allowed <= 1e-20 * max(abs(u), abs(v)) or (u == 0 and v == 0)
    return Equality(Status.AGREE if sharp else Status.INCONCLUSIVE, first, second)
