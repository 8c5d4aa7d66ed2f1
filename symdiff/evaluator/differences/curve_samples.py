"""Samples along a curve that an equation defines, each found by Newton's iteration. Imports ``samples``."""

from __future__ import annotations

from fractions import Fraction

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.interpreter import Run
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.evaluator.differences.samples import Formula, Samples, fraction
from symdiff.frozen import Frozen
from symdiff.graph import Graph

_BITS = 166


_ROUNDS = 60
"""Newton steps: from a point on the curve a handful suffices."""


class Curve(Frozen):
    """Where ``equation`` is 0: as one name moves, ``solved`` follows."""

    equation: int
    solved: str
    slope: int
    """The derivative of the equation by ``solved``: where it is 0 the tangent is vertical."""
    across: int
    """What is 0 too where the curve has no tangent at all."""
    words: tuple[str, str]
    """What ``slope`` and ``across`` are called."""


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
