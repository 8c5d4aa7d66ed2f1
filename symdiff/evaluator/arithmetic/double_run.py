"""A program run in doubles: what the values at a point and the samples around it share. Imports ``tape``, ``program`` and below."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.interpreter import Run
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import Step
from symdiff.evaluator.arithmetic.tape import Instruction, Track, instructions, play
from symdiff.operators import Number, Truth


class DoubleRun:
    """A program and what it gives in doubles: by instructions where it can be, else by the interpreter."""

    __slots__ = ("_code", "_run", "bounds", "program", "values")

    def __init__(self, program: Program, before: DoubleRun | None = None) -> None:
        """``before``: a run of the same program at another place, whose instructions serve again."""
        self.program = program
        self.values: list[float] = []
        self.bounds: list[float] = []
        """By slot, where every step is an instruction that could be carried out; empty where the interpreter had to run."""
        self._code: list[Instruction] | None = instructions(program.steps) if before is None else before._code
        """One for each step; None where a step has none."""
        self._run: Run | None = None
        if not self._played():
            self.values, self.bounds = [], []
            self._run = program.run(DOUBLES)

    def _played(self) -> bool:
        program = self.program
        values, bounds = self.values, self.bounds = [0.0] * len(program.nodes), [0.0] * len(program.nodes)
        try:
            for slot, head, value in program.leaves:
                if head is Truth:
                    return False
                values[slot], bounds[slot] = DOUBLES.number(value) if head is Number else DOUBLES.constant(value)
            for slot, value in program.given.items():
                values[slot], bounds[slot] = DOUBLES.number(value)
        except OverflowError:
            return False
        return self._code is not None and play(self._code, values, bounds)

    @property
    def run(self) -> Run:
        """The same as the interpreter has it."""
        if self._run is None:
            self._run = Run(list(zip(self.values, self.bounds, strict=True)), {})
        return self._run

    def found(self, node: int) -> Any:
        """A value and its bound, or a gap."""
        slot = self.program.slots[node]
        return (self.values[slot], self.bounds[slot]) if self.values else self.run.found(slot)

    def track(self, steps: Sequence[Step], needed: bytearray) -> Track | None:
        """Some steps to run again and again; None where they, or the values that they need, are not all plain doubles."""
        if self.values and self._code is not None:
            moved = {step[1] for step in steps}
            part = [instruction for instruction in self._code if instruction[1] in moved]
            return Track(part, self.values.copy(), self.bounds.copy())
        code = instructions(steps)
        if code is None:
            return None
        values, bounds = [0.0] * len(needed), [0.0] * len(needed)
        for slot, pair in enumerate(self.run.values):
            if needed[slot]:
                if type(pair) is not tuple:
                    return None
                values[slot], bounds[slot] = float(pair[0]), pair[1]
        return Track(code, values, bounds)
