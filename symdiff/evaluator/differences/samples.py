"""A formula along one variable: its values around a point, each with its rounding bound, computed once.

Only the steps that the variable enters are run again. A sample that has no value, or that lies across a kink of the
formula, is None, and ``closed`` says why. Imports ``program``, ``arithmetic`` and below.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.complex import SHARP_COMPLEX, ComplexNumbers
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.interpreter import Gap, Run
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import Step, UnclearError, Undefined
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.evaluator.arithmetic.running_error import Reals
from symdiff.evaluator.arithmetic.tape import Track
from symdiff.graph import Graph
from symdiff.operators import Operator

UNIT_ROUNDOFF = 2.0**-53
DIGITS = 166
"""Bits where doubles cancel: 50 decimal digits."""
BEYOND = "beyond the range of doubles"
"""What is said of points, steps and estimates that no double is near."""
_UNKNOWN = object()
_SAME = 1e-3
"""A complex value so near the real one is of the same branch, even where the step is large."""


class Formula:
    """A formula at a point, run once: what the samples along each of its variables share."""

    __slots__ = ("_run", "arithmetic", "in_doubles", "needed", "program", "root")

    def __init__(
        self,
        graph: Graph,
        root: int,
        point: Point,
        arithmetic: Reals = DOUBLES,
        besides: Sequence[int] = (),
        in_doubles: DoubleRun | None = None,
    ) -> None:
        """``besides``: further nodes that samples need. ``in_doubles``: of a program that holds all these nodes already."""
        self.arithmetic = arithmetic
        self.root = root
        roots = (root, *besides, *point.values())
        program = Program(graph, roots, point) if in_doubles is None else in_doubles.program
        self.program = program
        self.needed = program.part(roots)
        """The slots that the samples need."""
        self.in_doubles = in_doubles or DoubleRun(program) if arithmetic is DOUBLES else in_doubles
        self._run: Run | None = None

    @property
    def run(self) -> Run:
        """The values at the point as the interpreter has them."""
        if self._run is None:
            if self.arithmetic is DOUBLES and self.in_doubles is not None:
                self._run = self.in_doubles.run
            else:
                self._run = self.program.run(self.arithmetic, needed=self.needed)
        return self._run

    def found(self, slot: int) -> Any:
        """A value with its bound, or a gap."""
        in_doubles = self.in_doubles
        if in_doubles is not None and in_doubles.values and self.arithmetic is DOUBLES:
            return in_doubles.values[slot], in_doubles.bounds[slot]
        return self.run.found(slot)

    def track(self, steps: Sequence[Step]) -> Track | None:
        """Some steps to run again and again, None where they are left to the interpreter."""
        if self.in_doubles is None or self.arithmetic is not DOUBLES:
            return None
        return self.in_doubles.track(steps, self.needed)


class Samples:
    """The values of a formula at points along one variable."""

    __slots__ = (
        "_formula",
        "_kinks",
        "_known",
        "_root",
        "_side",
        "_slot",
        "_steps",
        "_track",
        "centre",
        "closed",
        "count",
        "drift",
        "exact",
        "unit",
    )

    def __init__(self, formula: Formula, variable: str, *, across: bool = False) -> None:
        """``across``: the samples may lie across a kink, as they must when the point is one.

        Raises UnclearError for a point that no number of the arithmetic is near.
        """
        self._formula = formula
        program, needed = formula.program, formula.needed
        self._root = program.slots[formula.root]
        self._slot = program.symbols.get(variable)
        self._steps: list[Step] = (
            [] if self._slot is None else [step for step in program.dependents(self._slot) if needed[step[1]]]
        )
        self._kinks: list[tuple[Operator, tuple[int, ...]]] = []
        if program.kinked and not across:
            self._kinks = [(row, step[2]) for step in self._steps if (row := _kinked(step)) is not None]
        self._known: dict[Any, Any] = {}
        self.unit = float(formula.arithmetic.unit)
        """The unit roundoff of the samples."""
        self.exact = False
        """Whether what is made of the samples is not rounded."""
        self._side: list[Any] | None = None
        self.count = 0
        """How often the formula was evaluated."""
        self.closed: Undefined | str | None = None
        """Why the last sample without a value has none."""
        found = formula.found(self._slot) if self._slot is not None else formula.arithmetic.number(0)
        if isinstance(found, Gap):
            raise UnclearError(BEYOND, exists=True)
        centre, drift = found
        self.centre = centre
        self.drift = drift
        """The distance of the true point from the number that stands for it."""
        self._track = formula.track(self._steps)
        """The steps as instructions, where they can be."""
        if across and not isinstance(here := formula.found(self._root), Gap):
            self._known[centre] = here  # of the true point, which is the kink
        elif self._track is not None and not drift:
            self.count = 1  # the run at the point was this sample
            self._known[centre] = self._judged(self._track)
        else:
            self.at(centre)

    def at(self, place: Any) -> Any:
        """The value and its bound where the variable has this value."""
        found = self._known.get(place, _UNKNOWN)
        if found is _UNKNOWN:
            self.count += 1
            found = self._known[place] = self._evaluate(place)
        return found

    def exactly(self, number: Any) -> Any:
        """A step as a number that goes with the places."""
        return number

    def imaginary(self, step: float, *, exact: bool = True) -> Any:
        """The imaginary part of f(x + i*step) over the step, in 50 digits or in doubles; the reason where there is none."""
        formula = self._formula
        arithmetic = SHARP_COMPLEX if exact else ComplexNumbers()
        self.count += 1
        for kinked in self._steps:
            row = _kinked(kinked)
            if row is not None:
                return f"{row.name} is not analytic"
        if self._slot is None:
            return 0.0
        program = formula.program
        run = program.run(arithmetic, needed=formula.needed)
        place = run.values[self._slot] if self._slot not in run.gaps else None
        if place is None:
            return run.gaps[self._slot].cause.reason
        for after in self._steps:
            run.gaps.pop(after[1], None)
        run.values[self._slot] = arithmetic.moved(place, step)
        program.resume(arithmetic, run, self._steps, ExactValues(program.constants, ()))
        root = program.slots[formula.root]
        if root in run.gaps:
            return run.gaps[root].cause.reason
        value, centre = run.values[root], self.at(self.centre)
        if centre is None or abs(float(value.real) - float(centre[0])) > _SAME * abs(float(centre[0])) + float(
            centre[1]
        ):
            return "the complex function is another one here: a root or power has another branch"
        return value.imag / step

    def _judged(self, track: Track) -> tuple[Any, Any] | None:
        """What the track says of the root, unless a kink lies between it and the first sample."""
        if self._kinks:
            value = track.value
            if not self._same_side([_side(row, [value(each) for each in slots]) for row, slots in self._kinks]):
                return None
        found: tuple[Any, Any] = track.found(self._root)
        return found

    def _same_side(self, side: list[Any]) -> bool:
        if self._side is None:
            self._side = side
        elif side != self._side:
            self.closed = "a kink lies"
            return False
        return True

    def _evaluate(self, place: Any) -> tuple[Any, Any] | None:
        formula = self._formula
        track = self._track
        if track is not None and (self._slot is None or track.moved(self._slot, place)):
            return self._judged(track)
        program, arithmetic, base = formula.program, formula.arithmetic, formula.run
        run = Run(base.values.copy(), base.gaps.copy())
        if self._slot is not None:
            run.gaps.pop(self._slot, None)
            for step in self._steps if run.gaps else ():
                run.gaps.pop(step[1], None)
            slot = self._slot
            run.values[slot] = (place, 0 * arithmetic.unit)
            program.resume(arithmetic, run, self._steps, program.exact(lambda: {slot: fraction(place)}))
        root = self._root
        if root in run.gaps:
            self.closed = run.gaps[root].cause
            return None
        if self._kinks:
            side = [
                None  # a part that no branch taken here needs
                if not run.gaps.keys().isdisjoint(arguments)
                else _side(row, [run.values[argument][0] for argument in arguments])
                for row, arguments in self._kinks
            ]
            if not self._same_side(side):
                return None
        found: tuple[Any, Any] = run.values[root]
        return found


def _kinked(step: Step) -> Operator | None:
    row = step[3]
    return row if isinstance(row, Operator) and row.kink is not None else None


def _side(row: Operator, values: list[Any]) -> Any:
    """On which smooth piece of a function its operands lie."""
    assert row.kink is not None
    return row.kink.side(*values)


def fraction(place: Any) -> Fraction:
    """The exact value of a float, an mpmath number or a rational one of flint."""
    if isinstance(place, float):
        return Fraction(place)
    if not hasattr(place, "_mpf_"):
        return Fraction(int(place.p), int(place.q))
    sign, mantissa, exponent, _ = place._mpf_
    whole = Fraction(-int(mantissa) if sign else int(mantissa))
    return whole * Fraction(2) ** int(exponent)


def more_digits(formula: Formula, point: Point) -> Formula:
    """The formula in 50 decimal digits of mpmath, for points where doubles cancel."""
    program = formula.program
    return Formula(program.graph, formula.root, point, Multiprecision(DIGITS), in_doubles=formula.in_doubles)
