"""Samples in 50 decimal digits, by balls: exact rational middles, and radii that bound their errors.

What has no ball (a row that flint does not have, an operand at an edge, a kink) is left to mpmath. Imports ``balls``, and so
flint, ``samples`` and below; imported where doubles did not suffice.
"""

from __future__ import annotations

from typing import Any, Final

from flint import arb, fmpq, fmpz

from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.interpreter import Run
from symdiff.evaluator.arithmetic.protocol import CALL, UnclearError
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.evaluator.differences.samples import DIGITS, Formula, Samples

_POINT: Final = DIGITS + 16
"""Bits at the point: some more than the choice of a step counts with."""
_SAMPLE: Final = DIGITS + 20
"""Bits at a sample: they hold its place exactly, which lies up to a few times as far from 0."""
_RANGE: Final = 4096
"""Numbers that need longer powers of 2 are left to mpmath."""


def sharper(formula: Formula, variable: str) -> SharpSamples | None:
    """A formula's samples in balls; None where they are left to mpmath."""
    program = formula.program
    slot = program.symbols.get(variable)
    if program.kinked or slot is None:
        return None
    with precision(_POINT):
        run = program.run(Balls(), needed=formula.needed)
    return None if run.gaps else SharpSamples(formula, slot, run)


class SharpSamples(Samples):
    """Samples that are rational numbers, as their places are, so that nothing is rounded in what is made of them.

    Raises UnclearError where a sample has no ball, or one that says nothing.
    """

    __slots__ = ("_grid", "_run", "_turning", "_variable")

    def __init__(self, formula: Formula, slot: int, run: Run) -> None:
        program = formula.program
        self._formula = formula
        self._root = program.slots[formula.root]
        self._slot = slot
        self._steps = [step for step in program.dependents(slot) if formula.needed[step[1]]]
        self._run = run
        self._variable = slot
        self._turning = [(row.steady, step[2]) for step in self._steps if step[0] == CALL and (row := step[3]).steady]
        """How far the operands of functions that turn may move before their values show nothing of it, and which."""
        self._known = {}
        self.unit = 2.0**-DIGITS
        self.exact = True
        self.closed = None
        self.count = 0
        self.centre, self.drift = _rationals(run.values[slot])
        size = self.centre.p.bit_length() - self.centre.q.bit_length()
        self._grid = _power_of_two(size - DIGITS) if self.centre else None
        self.at(self.centre)

    def exactly(self, number: Any) -> Any:
        """A step that places of so many bits can be apart, so that samples are taken where they are meant to be."""
        if not isinstance(number, float):
            return number
        exact = fmpq(*number.as_integer_ratio())
        return exact if self._grid is None else (exact / self._grid).floor() * self._grid

    def _evaluate(self, place: Any) -> tuple[Any, Any]:
        run, program = self._run, self._formula.program
        with precision(_SAMPLE):
            run.values[self._variable] = arb(place)
            program.resume(Balls(), run, self._steps, ExactValues(program.constants, ()))
            if run.gaps:
                raise UnclearError("a sample has no ball")
            for steady, operands in self._turning:
                balls = [run.values[operand] for operand in operands]
                if any(float(ball.rad()) > steady(*(float(each.mid()) for each in balls)) for ball in balls):
                    raise UnclearError("a sample is lost in its rounding")
            return _rationals(run.values[self._root])


def _rationals(ball: Any) -> tuple[Any, Any]:
    """The middle and the radius of a ball."""
    return _rational(ball.mid()), _rational(ball.rad())


def _rational(number: Any) -> Any:
    mantissa, exponent = number.man_exp()
    if abs(exponent) > _RANGE:
        raise UnclearError("a sample is too large or too small for a ball")
    return mantissa * _power_of_two(exponent)


def _power_of_two(exponent: Any) -> Any:
    power = fmpz(1) << abs(exponent)
    return fmpq(power) if exponent >= 0 else fmpq(1, power)
