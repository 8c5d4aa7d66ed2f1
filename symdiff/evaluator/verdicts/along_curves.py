"""Derivatives along a curve that an equation gives: the samples follow it, the other variable solved for by Newton's method.

Imports ``check``, ``samples``, ``kinks`` and below.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.curve_samples import Curve, CurveSamples
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.kinks import between, kinks_at
from symdiff.evaluator.differences.methods import Estimate, Method
from symdiff.evaluator.differences.samples import fraction
from symdiff.evaluator.truths.definitions import Definition
from symdiff.evaluator.values.at_points import Evaluated, value_at, values_at
from symdiff.evaluator.verdicts.check import judged
from symdiff.evaluator.verdicts.settled import Check, settled
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.evaluator.truths.tangents import Tangents

_STRAIGHT = 1e-9
"""A slope farther than this from that of the tangent, relative, is another one."""
_TURN = 1e-12
"""The slope of a tangent that is found among directions is right to this part."""
_NEAR = 1e-6
"""A point farther than this from the curve, relative, is not taken for a rounded point of it."""


def check_along(
    graph: Graph,
    curve: Curve,
    formula: int,
    derivative: int,
    variable: str,
    point: Point,
    methods: Sequence[Method],
    step: float | None = None,
    definition: Definition | None = None,
) -> Check:
    """The derivative of a formula by a variable along a curve, against numeric estimates.

    ``definition``: what the derivative is, for what the estimates leave open or call wrong.
    """
    found = _check(graph, curve, formula, derivative, variable, point, methods, step)
    if definition is None or found.verdict is Status.AGREE:
        return found
    return settled(graph, definition, derivative, point, found, given=step is not None)


def _check(
    graph: Graph,
    curve: Curve,
    formula: int,
    derivative: int,
    variable: str,
    point: Point,
    methods: Sequence[Method],
    step: float | None,
) -> Check:
    residual, slope, across, value, symbolic = values_at(
        graph, (curve.equation, curve.slope, curve.across, formula, derivative), point
    )
    for found, node in ((residual, curve.equation), (value, formula)):
        if isinstance(found, Undefined):
            status = Status.INCONCLUSIVE if found.exists else Status.UNDEFINED
            known = symbolic if found.exists and isinstance(residual, Evaluated) else found
            return Check(known, (), (), status, found.reason, node)
    names = (variable, curve.solved)
    kinks = [
        node for root in (curve.equation, formula) for name in names for node in kinks_at(graph, root, name, point)
    ]
    assert isinstance(residual, Evaluated)
    if kinks and formula == graph.symbol(curve.solved) and abs(residual.value) <= residual.bound:
        corner = _corner(graph, curve, variable, symbolic, kinks[0], point)
        if corner is not None:
            return corner
    if isinstance(slope, Evaluated) and slope.value == 0:
        upright = isinstance(across, Evaluated) and across.value != 0
        rest = ": the tangent is vertical" if upright else f" and {curve.words[1]} too: the formula gives no tangent"
        return _undefined(symbolic, f"{curve.words[0]} = 0 here{rest}")
    samples = CurveSamples(graph, curve, formula, variable, point, across=bool(kinks))
    away = _away(graph, curve, residual, samples, derivative, point)
    if isinstance(away, str):
        return _undefined(symbolic, away)
    if kinks:
        sides = between(samples, kinks[0])
        if not sides.meet:
            return _undefined(symbolic, f"not smooth here; {sides.words}", sides.node)
    gone: int | None = None
    if isinstance(symbolic, Undefined):
        line = None if symbolic.exists else _tangents(graph, curve, formula, variable, point)
        if line is None or not line.smooth or not line.directions[0][0]:
            status = Status.INCONCLUSIVE if symbolic.exists else Status.UNDEFINED
            rest = "" if line is None else "; the tangent is vertical" if line.smooth else f"; {line.words}"
            return Check(symbolic, (), (), status, symbolic.reason + rest, symbolic.node)
        run, rise = line.directions[0]
        away = f"{symbolic.reason} in the printed form; the value is the slope of the tangent", away[1]
        gone, symbolic = symbolic.node, Evaluated(rise / run + 0.0, _TURN * max(1.0, abs(rise / run)))
    note, allowance = away
    estimates = [_widened(estimate(samples, method, step), allowance) for method in methods]
    return judged(samples, symbolic, value, estimates, note, gone)


def _corner(
    graph: Graph, curve: Curve, variable: str, symbolic: Evaluated | Undefined, node: int, point: Point
) -> Check | None:
    """What is said where the equation has a kink, by the curve's tangents on both sides of it; None where they say no more."""
    found = _tangents(graph, curve, graph.symbol(curve.solved), variable, point)
    if found is None:
        return None
    if not found.smooth:
        return _undefined(symbolic, f"not smooth here; {found.words}", node)
    run, rise = found.directions[0]
    if not run:
        return _undefined(symbolic, "the tangent is vertical", node)
    if isinstance(symbolic, Evaluated) and abs(symbolic.value - rise / run) > _STRAIGHT * max(1.0, abs(rise / run)):
        reason = f"the derivative by branches does not hold where they meet; the slope is {rise / run:.6g}"
        return Check(Undefined(node, reason, exists=True), (), (), Status.INCONCLUSIVE, reason, node)
    return None


def _tangents(graph: Graph, curve: Curve, formula: int, variable: str, point: Point) -> Tangents | None:
    """The tangents on both sides of a point of the curve, where they are what the derivative is about, and known."""
    if formula != graph.symbol(curve.solved):
        return None
    from symdiff.evaluator.truths.tangents import tangents  # imports flint

    return tangents(graph, curve.equation, (variable, curve.solved), point)


def _widened(found: Estimate, allowance: float) -> Estimate:
    """An estimate in 50 digits as a double, whose bound knows of the last digit, and of what else is to be allowed."""
    bound = found.bound + allowance + 2.0**-53 * abs(found.value or 0.0)
    return replace(found, bound=bound, truncation=found.truncation + allowance)


def _undefined(symbolic: Evaluated | Undefined, why: str, node: int | None = None) -> Check:
    return Check(symbolic, (), (), Status.UNDEFINED, why, node)


def _away(
    graph: Graph,
    curve: Curve,
    residual: Evaluated | Undefined,
    samples: CurveSamples,
    derivative: int,
    point: Point,
) -> tuple[str | None, float] | str:
    """What it matters that a point lies beside the curve: a note and an allowance, or why it is none of its points."""
    assert isinstance(residual, Evaluated)
    if abs(residual.value) <= residual.bound:
        return None, 0.0
    words = f"left side minus right side is {residual.value:.6g} there"
    there = samples.foot
    if there is None:
        return f"the point is not on the curve: {words}"
    given = value_at(graph, point[curve.solved], point)
    assert isinstance(given, Evaluated)
    if abs(float(there) - given.value) > _NEAR * max(1.0, abs(given.value)):
        return f"the point is not on the curve: {words}, and the curve passes at {curve.solved} = {float(there):.10g}"
    beside = {**point, curve.solved: graph.number(fraction(there))}
    here, on_it = value_at(graph, derivative, point), value_at(graph, derivative, beside)
    if isinstance(here, Undefined) or isinstance(on_it, Undefined):
        return None, 0.0
    return f"the point lies beside the curve: {words}", abs(here.value - on_it.value) + here.bound + on_it.bound
