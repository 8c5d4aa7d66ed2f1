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

    __slots__ = ("_base", "_beside", "_later", "_own", "_program", "_steps", "root")

    def __init__(self, graph: Graph, root: int, point: Point | None, beside: Sequence[int] = ()) -> None:
        """``beside``: nodes whose values are asked for too; what they share with the formula is computed once.

        Without a point it waits for ``move``.
        """
        self.root = root
        names = [graph.symbol(name) for name in graph.symbols((root, *beside))] if point is None else point.values()
        self._program = Program(graph, (root, *beside, *names), point)
        self._base: dict[int, Run] = {}
        self._steps: dict[tuple[int, ...], tuple[list[Step], list[Step]]] = {}
        self._own: list[Step] = self._program.steps
        self._later: dict[int, list[Step]] = {}
        """Of each node beside, the steps that no node before it needs."""
        if beside:
            done = self._program.part((root, *names))
            self._own = [step for step in self._program.steps if done[step[1]]]
            for node in dict.fromkeys(beside):  # the difference may be the candidate: of twice a function, itself
                needed = self._program.part((node,))
                self._later[node] = [step for step in self._program.steps if needed[step[1]] and not done[step[1]]]
                for step in self._later[node]:
                    done[step[1]] = 1
        self._beside: dict[int, set[int]] = {}
        """By the number of bits, the nodes beside whose values are there."""

    def move(self, values: Mapping[str, Exact]) -> None:
        """Go to another point, of rational numbers."""
        self._program.move(values)
        self._base.clear()
        self._beside.clear()

    def found(self, bits: int, node: int | None = None) -> Any:
        """The ball of the formula at the point, or of a node beside it; or its gap. Those beside are asked for in order."""
        run = self._values(bits)
        if node is None:
            return run.found(self._program.slots[self.root])
        there = self._beside.setdefault(bits, set())
        for other, steps in self._later.items():
            if other not in there:
                there.add(other)
                with precision(bits):
                    self._program.resume(SERIES_BALLS, run, steps, self._program.exact())
            if other == node:
                break
        return run.found(self._program.slots[node])

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

    def value(self, name: str, place: Exact, bits: int, reach: Exact = 0) -> Any:
        """The ball of the formula where one name has another value, or those within ``reach``; the reason where there is none."""
        program = self._program
        slot = program.symbols.get(name)
        with precision(bits):
            base = self._values(bits)
            run = Run(base.values.copy(), base.gaps.copy())
            if slot is not None:
                self._resume(run, {slot: ball(place) if not reach else ball(place - reach).union(ball(place + reach))})
        root = program.slots[self.root]
        return run.gaps[root].cause if root in run.gaps else run.values[root]

    def is_smooth(self, box: Mapping[str, tuple[Exact, Exact]], bits: int) -> bool:
        """Whether it is known that the formula has a value and a derivative for all numbers in these ranges of its names."""
        program = self._program
        slot = program.slots[self.root]
        with precision(bits, 2):
            base = self._values(bits)
            run = Run(base.values.copy(), base.gaps.copy())
            given = {
                program.symbols[name]: arb_series([ball(low).union(ball(high)), 1], 2)
                for name, (low, high) in box.items()
                if name in program.symbols
            }
            if given:
                self._resume(run, given)
            if slot in run.gaps:
                return False
            value = run.values[slot]
            if not isinstance(value, arb_series):
                return bool(value.is_finite())
            return bool(value.prec >= 2 and value[0].is_finite() and value[1].is_finite())

    def _resume(self, run: Run, given: Mapping[int, Any]) -> None:
        """Carry out what some symbols enter, with these values in their slots."""
        program = self._program
        key = tuple(sorted(given))
        if key not in self._steps:
            moved = {*key, *(step[1] for step in program.dependents(*key))}
            fixed = [step for step in program.steps if step[1] not in moved]
            self._steps[key] = [step for step in self._own if step[1] in moved and step[1] not in given], fixed
        steps, fixed = self._steps[key]
        for slot in (*given, *(step[1] for step in steps)) if run.gaps else ():
            run.gaps.pop(slot, None)
        for slot, value in given.items():
            run.values[slot] = value
        still = {slot: value for slot, value in program.given.items() if slot not in given}
        program.resume(SERIES_BALLS, run, steps, ExactValues(program.constants, fixed, lambda: still))

    def _values(self, bits: int) -> Run:
        """What holds at the point itself."""
        if bits not in self._base:
            program = self._program
            with precision(bits):
                run = self._base[bits] = program.start(SERIES_BALLS)
                program.resume(SERIES_BALLS, run, self._own, program.exact())
        return self._base[bits]


def _ball(value: Any) -> Any:
    return value if isinstance(value, arb) else ball(value)


def _too_short(node: int) -> Undefined:
    return Undefined(node, "the series has fewer terms than are needed", exists=True)
