"""Derivatives along a curve that an equation gives: the samples follow it, the other variable solved for by Newton's method.

Imports ``check``, ``samples``, ``kinks`` and below.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Point, Run
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.evaluator.check import Check, judged
from symdiff.evaluator.estimates import estimate
from symdiff.evaluator.kinks import between, kinks_at
from symdiff.evaluator.methods import Estimate, Method
from symdiff.evaluator.samples import Formula, Samples, fraction
from symdiff.evaluator.values import Evaluated, value_at, values_at
from symdiff.frozen import frozen, replace
from symdiff.graph import Graph
from symdiff.status import Status

_BITS = 166
_ROUNDS = 60
"""Newton steps: from a point on the curve a handful suffices."""
_NEAR = 1e-6
"""A point farther than this from the curve, relative, is not taken for a rounded point of it."""


@frozen
class Curve:
    """Where ``equation`` is 0: as one name moves, ``solved`` follows."""

    equation: int
    solved: str
    slope: int
    """The derivative of the equation by ``solved``: where it is 0 the tangent is vertical."""
    across: int
    """What is 0 too where the curve has no tangent at all."""
    words: tuple[str, str]
    """What ``slope`` and ``across`` are called."""


def check_along(
    graph: Graph,
    curve: Curve,
    formula: int,
    derivative: int,
    variable: str,
    point: Point,
    methods: Sequence[Method],
    step: float | None = None,
) -> Check:
    """The derivative of a formula by a variable along a curve, against numeric estimates."""
    residual, slope, across, value, symbolic = values_at(
        graph, (curve.equation, curve.slope, curve.across, formula, derivative), point
    )
    for found, node in ((residual, curve.equation), (value, formula)):
        if isinstance(found, Undefined):
            status = Status.INCONCLUSIVE if found.exists else Status.UNDEFINED
            return Check(found, (), (), status, found.reason, node)
    if isinstance(slope, Evaluated) and slope.value == 0:
        upright = isinstance(across, Evaluated) and across.value != 0
        rest = ": the tangent is vertical" if upright else f" and {curve.words[1]} too: the formula gives no tangent"
        return _undefined(symbolic, f"{curve.words[0]} = 0 here{rest}")
    names = (variable, curve.solved)
    kinks = [
        node for root in (curve.equation, formula) for name in names for node in kinks_at(graph, root, name, point)
    ]
    samples = CurveSamples(graph, curve, formula, variable, point, across=bool(kinks))
    away = _away(graph, curve, residual, samples, derivative, point)
    if isinstance(away, str):
        return _undefined(symbolic, away)
    if kinks:
        sides = between(samples, kinks[0])
        if not sides.meet:
            return _undefined(symbolic, f"not smooth here; {sides.words}", sides.node)
    if isinstance(symbolic, Undefined):
        status = Status.INCONCLUSIVE if symbolic.exists else Status.UNDEFINED
        return Check(symbolic, (), (), status, symbolic.reason, symbolic.node)
    note, allowance = away
    estimates = [_widened(estimate(samples, method, step), allowance) for method in methods]
    return judged(samples, symbolic, value, estimates, note)


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


class CurveSamples(Samples):
    """The values of a formula at points of a curve, in 50 digits."""

    __slots__ = ("_curve", "_other", "foot")

    def __init__(
        self, graph: Graph, curve: Curve, formula: int, variable: str, point: Point, *, across: bool = False
    ) -> None:
        self._curve = curve
        self.foot: Any = None
        """The solved variable where the curve passes the point; None where Newton's method finds no such place."""
        roots = Formula(graph, formula, point, Multiprecision(_BITS), besides=(curve.equation, curve.slope))
        self._other = roots.program.symbols.get(curve.solved)
        super().__init__(roots, variable, across=False)
        self._kinks = [] if across else self._kinks
        moving = {slot for slot in (self._slot, self._other) if slot is not None}
        self._steps = roots.program.dependents(*moving)
        self._known.clear()
        self.closed = None
        centre = self._solved(self.centre)
        self.foot = None if centre is None else centre[0]
        self.at(self.centre)

    def _evaluate(self, place: Any) -> tuple[Any, Any] | None:
        found = self._solved(place)
        if found is None:
            self.closed = "the curve has no point near"
            return None
        run = self._run(place, found)
        root = self._formula.program.slots[self._formula.root]
        if root in run.gaps:
            self.closed = run.gaps[root].cause
            return None
        result: tuple[Any, Any] = run.values[root]
        return result

    def _solved(self, place: Any) -> tuple[Any, Any] | None:
        """The solved variable where the other one has this value, and a bound on its error."""
        formula, curve = self._formula, self._curve
        program, unit = formula.program, formula.arithmetic.unit
        if self._other is None:
            return None
        value = formula.found(self._other)[0]
        for _ in range(_ROUNDS):
            run = self._run(place, (value, 0 * unit))
            equation, slope = program.slots[curve.equation], program.slots[curve.slope]
            if equation in run.gaps or slope in run.gaps:
                return None
            (height, rounding), (steepness, _) = run.values[equation], run.values[slope]
            if not steepness:
                return None
            move = height / steepness
            if abs(move) <= 16 * unit * abs(value) or abs(height) <= 4 * rounding:
                return value, 2 * (abs(move) + rounding / abs(steepness))
            value -= move
        return None

    def _run(self, place: Any, solved: tuple[Any, Any]) -> Run:
        formula = self._formula
        program, base = formula.program, formula.run
        run = Run(base.values.copy(), base.gaps.copy())
        known: dict[int, Fraction] | None = {}
        for slot, pair in ((self._slot, (place, 0 * formula.arithmetic.unit)), (self._other, solved)):
            if slot is not None:
                run.gaps.pop(slot, None)
                run.values[slot] = pair
                known = None if known is None or pair[1] else {**known, slot: fraction(pair[0])}
        for step in self._steps if run.gaps else ():
            run.gaps.pop(step[1], None)
        exact = ExactValues(program.constants, ()) if known is None else program.exact(lambda: known)
        program.resume(formula.arithmetic, run, self._steps, exact)
        return run
