"""A formula just beside a point: its limit and its slope on each side, from its own expansion, never from the rule table.

This is what the definition of a derivative says where the printed form has no value (0/0), at the ends of domains, at kinks, jumps
and vertical tangents. Numbers that cannot be told from 0 with 512 bits count as 0, as everywhere. Imports ``germs`` and
below.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from math import factorial, inf
from operator import sub
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.balls import precision
from symdiff.evaluator.arithmetic.germ_arithmetic import GERMS
from symdiff.evaluator.arithmetic.germs import Germ, RamifiedError, difference, settled, vanishes
from symdiff.evaluator.arithmetic.interpreter import Gap, Run
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import CALL, UnclearError
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.frozen import Frozen
from symdiff.graph import Graph

_BITS = 512
_EXACT = 64
_LONGEST = 1 << 14
"""Points may be that many bits long for as many to be added."""
_TERMS = (6, 16, 40)
"""Coefficients beyond that of the slope: more where those before them cancel."""
_MOST_TERMS = 256
_FINEST = 120
"""Roots of the distance to the point beyond this degree are not expanded."""


class Kind(Enum):
    """What a formula does on one side of a point."""

    SLOPE = "a slope"
    VERTICAL = "a vertical tangent"
    JUMP = "a jump"
    POLE = "no finite limit"
    OUTSIDE = "no values"
    UNKNOWN = "not known"


class Side(Frozen):
    """One side: ``limit`` is a ball where there is a finite one, ``slope`` too; of a vertical tangent it is an infinity."""

    kind: Kind
    limit: Any = None
    slope: Any = None


class Sides:
    """The sides of a formula along a variable at a point, or along lines on which several move; compiled once."""

    __slots__ = ("_base", "_bits", "_endless", "_program", "_root", "_slots", "_steps")

    def __init__(self, graph: Graph, root: int, variables: str | Sequence[str], point: Point) -> None:
        self._program = program = Program(graph, (root, *point.values()), point)
        self._root = program.slots[root]
        names = (variables,) if isinstance(variables, str) else variables
        self._slots = [program.symbols.get(name) for name in names]
        self._steps = program.dependents(*(slot for slot in self._slots if slot is not None))
        self._bits = _BITS
        self._endless = False
        """Whether a function turned without end in the last expansion."""
        with precision(self._bits):
            self._base = program.run(GERMS)
            sizes = [_length(self._base.found(slot)) for slot in program.symbols.values()]
        if max(sizes, default=0) > _EXACT:  # so that large numbers are as exact
            self._bits += max(sizes)
            with precision(self._bits):
                self._base = program.run(GERMS)

    def here(self) -> Any:
        """The ball of the value at the point itself, or the gap."""
        found = self._base.found(self._root)
        if isinstance(found, Gap):
            return found
        with precision(self._bits, _MOST_TERMS):
            return settled(found)

    def side(self, direction: int) -> Side:
        """What is right of the point, or with -1 left of it."""
        side = self.along((direction,))
        with precision(self._bits):
            return side if side.slope is None else Side(side.kind, side.limit, side.slope * direction)

    def along(self, rates: Sequence[float]) -> Side:
        """What is beside the point in a direction; the slope is that by the distance, in lengths of the direction."""
        with precision(self._bits, _MOST_TERMS):
            try:
                found = self._expansion(rates)
                return found if isinstance(found, Side) else self._read(*found)
            except UnclearError:
                return Side(Kind.UNKNOWN)

    def slope(self) -> Any:
        """The ball of the slope that both sides have, or the one on which there are values; None where there is none."""
        left, right = self.side(-1), self.side(1)
        if left.kind is right.kind is Kind.SLOPE:
            return left.slope if self.meet(left, right) else None
        ends = [side.slope for side in (left, right) if side.kind is Kind.SLOPE]
        return ends[0] if ends and Kind.OUTSIDE in (left.kind, right.kind) else None

    def derivative(self, order: int) -> Any:
        """The ball of the derivative of an order, from the expansions on both sides, which may be differentiated term by term.

        None where they differ or do not reach so far, and where a function turns without end beside the point: then they may not be.
        """
        with precision(self._bits, _MOST_TERMS):
            try:
                left, right = (self._derivatives(direction, order) for direction in (-1, 1))
                if left is None or right is None or not all(map(vanishes, map(sub, left, right))):
                    return None
            except UnclearError:
                return None
            return left[-1] * factorial(order)

    def _derivatives(self, direction: int, order: int) -> list[Any] | None:
        """The value and the coefficients of whole powers of the distance to the right, on one side, where there are no others."""
        found = self._expansion((direction,), order)
        if isinstance(found, Side) or self._endless:
            return None
        germ, finest = found
        if not isinstance(germ, Germ):
            return [germ, *[arb(0)] * order]
        here = self.here()
        if (
            germ.low < 0
            or germ.order <= finest * order
            or (not isinstance(here, Gap) and not vanishes(germ.at(0)[0] - here))
        ):
            return None
        coefficients = []
        for k in range(finest * order + 1):
            plain, log = germ.at(k)
            if not vanishes(log) or (k % finest and not vanishes(plain)):
                return None
            if k % finest == 0:
                coefficients.append(plain * direction ** (k // finest))
        return coefficients

    def meet(self, left: Side, right: Side) -> bool:
        """Whether both sides have the same slope."""
        return self.same(left.slope, right.slope)

    def same(self, first: Any, second: Any) -> bool:
        """Whether two balls cannot be told apart."""
        with precision(self._bits):
            try:
                return vanishes(first - second)
            except UnclearError:
                return False

    def _expansion(self, rates: Sequence[float], order: int = 1) -> Side | tuple[Any, int]:
        finest, found = 1, None
        for more in _TERMS:
            while finest <= _FINEST:
                try:
                    found = self._run(rates, finest, finest * order + more)
                    break
                except RamifiedError as trouble:
                    finest *= trouble.factor
            if found is None:
                return Side(Kind.UNKNOWN)
            if isinstance(found, Gap):
                certain = found.certain and not found.cause.exists
                return Side(Kind.OUTSIDE if certain else Kind.UNKNOWN)
            if not isinstance(found, Germ) or found.order > finest * order or found.low < 0:
                break
        return found, finest

    def _run(self, rates: Sequence[float], finest: int, terms: int) -> Any:
        program = self._program
        run = Run(self._base.values.copy(), self._base.gaps.copy())
        moving = [(slot, rate) for slot, rate in zip(self._slots, rates, strict=True) if slot is not None and rate]
        for slot, _ in moving:
            if slot in run.gaps:
                return run.gaps[slot]
        for _, slot, *_ in self._steps:
            run.gaps.pop(slot, None)
        for slot, rate in moving:
            coefficients = [settled(run.values[slot])] + [arb(0)] * (terms - 1)
            coefficients[finest] = arb(rate)
            run.values[slot] = Germ(0, coefficients)
        program.resume(GERMS, run, self._steps, ExactValues(program.constants, ()))
        self._endless = any(
            row.steady is not None and isinstance(run.values[operands[-1]], Germ) and run.values[operands[-1]].low < 0
            for kind, _, operands, row in self._steps
            if kind == CALL
        )
        return run.found(self._root)

    def _read(self, germ: Any, finest: int) -> Side:
        here = self.here()
        if not isinstance(germ, Germ):
            limit, slope = germ, arb(0)
        else:
            if germ.order <= 0 and not germ.plain:
                return Side(Kind.UNKNOWN)
            if germ.low < 0 or not vanishes(germ.at(0)[1]):
                return Side(Kind.POLE)
            limit, slope = germ.at(0)[0], None
        if not isinstance(here, Gap) and not vanishes(difference(limit, here)):
            return Side(Kind.JUMP, limit)
        if slope is not None:
            return Side(Kind.SLOPE, limit, slope)
        for k in range(1, min(finest + 1, germ.order)):
            plain, log = germ.at(k)
            if not vanishes(log):
                return Side(Kind.VERTICAL, limit, -inf if log > 0 else inf)
            if k == finest:
                return Side(Kind.SLOPE, limit, plain)
            if not vanishes(plain):
                return Side(Kind.VERTICAL, limit, inf if plain > 0 else -inf)
        return Side(Kind.UNKNOWN, limit)


def _length(found: Any) -> int:
    """The bits of a ball before the binary point."""
    if isinstance(found, Gap) or not found.is_finite():
        return 0
    mantissa, exponent = found.mid().man_exp()
    return min(_LONGEST, max(0, int(exponent) + int(mantissa).bit_length()))
