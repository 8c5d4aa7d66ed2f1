"""A formula along a line through a point: its Taylor coefficients as balls, at the point or over a whole interval.

At a point the k-th coefficient holds the k-th derivative over k!; over an interval it holds that of every point inside.
Imports ``series`` and below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.evaluator.arithmetic.interpreter import Run
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import Step, Undefined
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.evaluator.arithmetic.series import SERIES_BALLS
from symdiff.graph import Graph
from symdiff.operators import Exact


class Line:
    """A formula along lines through a point, compiled once: its Taylor coefficients as balls, at the point or around it."""

    __slots__ = ("_base", "_program", "_steps", "root")

    def __init__(self, graph: Graph, root: int, point: Point) -> None:
        self.root = root
        self._program = Program(graph, (root, *point.values()), point)
        self._base: dict[int, Run] = {}
        self._steps: dict[tuple[int, ...], tuple[list[Step], list[Step]]] = {}

    def found(self, bits: int) -> Any:
        """The ball of the formula at the point, or its gap."""
        return self._values(bits).found(self._program.slots[self.root])

    def start(self, name: str, bits: int) -> Any:
        """The ball of a name's value at the point; None where the formula does not contain it."""
        slot = self._program.symbols.get(name)
        return None if slot is None else self._values(bits).values[slot]

    def coefficients(
        self, directions: Mapping[str, Sequence[Any]], terms: int, bits: int, reach: tuple[Exact, Exact] = (0, 0)
    ) -> list[Any] | Undefined:
        """The first coefficients of t -> f(p + v*t), for all starts within ``reach`` of t = 0.

        ``directions``: for each name that moves its coefficients after the start, ``(1,)`` for x + t, numbers or balls. With
        a reach they are ``(1,)``.
        """
        program = self._program
        moving = {name: series for name, series in directions.items() if name in program.symbols}
        slot = program.slots[self.root]
        with precision(bits, terms):
            base = self._values(bits)
            run = Run(base.values.copy(), base.gaps.copy())
            low, high = (ball(end) for end in reach)
            given = {}
            for name, series in moving.items():
                place = program.symbols[name]
                if place in run.gaps:
                    return run.gaps[place].cause
                start = run.values[place]
                if reach != (0, 0):
                    start = (start + low).union(start + high)
                given[place] = arb_series([start, *map(_ball, series)], terms)
            if given:
                self._resume(run, given)
            if slot in run.gaps:
                return run.gaps[slot].cause
            value = run.values[slot]
            if not isinstance(value, arb_series):
                return [value] + [arb(0)] * (terms - 1)
            return [value[k] for k in range(terms)] if value.prec >= terms else _too_short(self.root)

    def value(self, name: str, place: Exact, bits: int) -> Any:
        """The ball of the formula where one name has another value; the reason where there is none."""
        program = self._program
        slot = program.symbols.get(name)
        with precision(bits):
            base = self._values(bits)
            run = Run(base.values.copy(), base.gaps.copy())
            if slot is not None:
                self._resume(run, {slot: ball(place)})
        root = program.slots[self.root]
        return run.gaps[root].cause if root in run.gaps else run.values[root]

    def _resume(self, run: Run, given: Mapping[int, Any]) -> None:
        """Carry out what some symbols enter, with these values in their slots."""
        program = self._program
        key = tuple(sorted(given))
        if key not in self._steps:
            steps = program.dependents(*key)
            moved = {*key, *(step[1] for step in steps)}
            self._steps[key] = steps, [step for step in program.steps if step[1] not in moved]
        steps, fixed = self._steps[key]
        for slot in (*given, *(step[1] for step in steps)) if run.gaps else ():
            run.gaps.pop(slot, None)
        for slot, value in given.items():
            run.values[slot] = value
        program.resume(SERIES_BALLS, run, steps, ExactValues(program.constants, fixed))

    def _values(self, bits: int) -> Run:
        """What holds at the point itself."""
        if bits not in self._base:
            with precision(bits):
                self._base[bits] = self._program.run(SERIES_BALLS)
        return self._base[bits]


def _ball(value: Any) -> Any:
    return value if isinstance(value, arb) else ball(value)


def _too_short(node: int) -> Undefined:
    return Undefined(node, "the series has fewer terms than are needed", exists=True)
