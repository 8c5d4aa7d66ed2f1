"""A candidate against the true value of what it stands for, at a point: by balls, and by values where there are none.

Balls that share no point prove a difference, however small it is. Imports ``truths``, ``equality`` and ``values``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Decimal, localcontext
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.truths.definitions import Definition
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.truths.truths import Truths
from symdiff.evaluator.values.at_points import value_at
from symdiff.evaluator.values.intervals import fraction, nearest
from symdiff.evaluator.verdicts.equality import equal_values
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.operators import INTEGRAL
from symdiff.status import Status


class _Depth(Frozen):
    """How many bits a comparison takes."""

    ladder: tuple[int, ...]
    """More where fewer leave the balls wide."""
    deep: int
    """Of a comparison in depth, where balls agree in three quarters of them."""
    nothing: int
    """Below 2**-nothing, with the last bits, what may be 0 counts as 0 beside 0."""


_DEPTH = _Depth((256, 1024, 4096), 2048, 2000)
"""In depth 460 decimal digits."""
_OF_INTEGRALS = _Depth((256, 640), 512, 300)
"""An enclosure of an integral takes more values of its integrand with each bit, and each takes longer."""
_SAME = 210
"""Balls that overlap are narrow where they agree in so many bits, 63 decimal digits."""


class Comparison(Frozen):
    """What was found at a point. ``verdict`` is None where what the candidate stands for has no value itself.

    UNDEFINED: the candidate has none, though the truth has.
    """

    verdict: Status | None
    rigorous: bool = False
    """Whether enclosures show it."""
    truth: float | str | None = None
    theirs: float | str | None = None


_OUTSIDE = Comparison(None)


class Judge:
    """A candidate node beside a definition of what it should be; ``node`` is the same by the rule table."""

    __slots__ = ("_candidate", "_definition", "_depth", "_difference", "_graph", "_lines", "_node", "_roots", "closely")

    def __init__(
        self,
        graph: Graph,
        definition: Definition,
        roots: Sequence[int],
        node: int,
        candidate: int,
        difference: int | None,
    ) -> None:
        """``difference``: the node less the candidate in short, which has a value where both have one; None where there is none."""
        self._graph = graph
        self._definition = definition
        self._roots = roots
        self._node = node
        held = graph.reachable((*roots, candidate)) if graph.rows else ()
        integrals = any(
            row.binding is not None and row.binding.binder is INTEGRAL for row in map(graph.heads.__getitem__, held)
        )
        self._depth = _OF_INTEGRALS if integrals else _DEPTH
        self._candidate = candidate
        self._difference = None if difference == graph.zero else difference
        self.closely = True
        """Whether values that look the same are told apart by their difference in short."""
        self._lines: dict[int, Line] = {}
        """The formulas, compiled once for all rational points; the first with the candidate and the difference beside it."""

    def at(self, point: Point, *, deep: bool = False) -> Comparison:
        """The comparison at a point that gives every name a value. ``deep``: to hundreds of digits, for what differs by less than 10**-60."""
        depth = self._depth
        lines = self._moved(point)
        truths = Truths(self._graph, self._definition, point, lines)
        for root in self._roots:
            gap = truths.gap(root, depth.ladder[0])
            if gap is not None and not (gap.certain and gap.cause.exists):
                if (
                    depth is _OF_INTEGRALS and not gap.certain
                ):  # balls do not hold sin(t)/t at 0, where quadratures have no trouble
                    return self._by_values(Undefined(root, gap.cause.reason, True), point)
                return _OUTSIDE  # no value, or none that is told from what has none
        ball = self._balls(point, lines)
        truth: Any = None
        theirs: Any = None
        for bits in (depth.deep,) if deep else depth.ladder:
            truth = truths.ball(bits)
            if isinstance(truth, Undefined):
                return self._by_values(truth, point)
            theirs = ball(self._candidate, bits)
            if truths.assumed:  # it would be no proof
                reason = Undefined(self._node, "what cannot be told from 0 was taken for 0", True)
                found = self._by_values(reason, point)
                likely = not isinstance(theirs, Undefined) and truth.overlaps(theirs)
                return Comparison(Status.INCONCLUSIVE) if likely and found.verdict is Status.DISAGREE else found
            if isinstance(theirs, Undefined):
                break
            if not truth.overlaps(theirs):
                return _apart(truth, theirs)
            if _close(
                truth,
                theirs,
                depth.deep * 3 // 4 if deep else _SAME,
                depth.nothing if bits == depth.ladder[-1] else None,
            ):
                return self._closer(truth, theirs, ball, bits)
        if isinstance(theirs, Undefined):
            return self._without_ball(truth, theirs, point)
        return Comparison(Status.INCONCLUSIVE)

    def _moved(self, point: Point) -> dict[int, Line]:
        """The formulas at a point, where its numbers are rational; none where they are not."""
        values = {}
        for name, node in point.items():
            value = self._graph.value(node)
            if value is None:
                return {}
            values[name] = value
        if not self._lines:
            beside = (self._candidate,) if self._difference is None else (self._candidate, self._difference)
            for root in self._roots:
                self._lines[root] = Line(self._graph, root, None, () if self._lines else beside)
        for line in self._lines.values():
            line.move(values)
        return self._lines

    def _balls(self, point: Point, lines: Mapping[int, Line]) -> Callable[[int, int], Any]:
        """What gives the ball of the candidate's or the difference's value by so many bits; Undefined where there is none."""
        if lines:
            line = lines[self._roots[0]]
            return lambda node, bits: _cause(line.found(bits, node))

        def ball(node: int, bits: int) -> Any:
            program = Program(self._graph, (node,), point)
            with precision(bits):
                return _cause(program.run(Balls()).found(program.slots[node]))

        return ball

    def _closer(self, truth: Any, theirs: Any, ball: Callable[[int, int], Any], bits: int) -> Comparison:
        """The short difference may be told from 0 where the two values, far larger, look the same.

        It is of what the rule table says, which at a kink need not be the truth.
        """
        if self.closely and self._difference is not None:
            apart = ball(self._difference, bits)
            if not isinstance(apart, Undefined) and not apart.contains(0):
                with precision(bits):
                    if apart.overlaps(truth - theirs):
                        return _apart(truth, theirs, apart)
        return Comparison(Status.AGREE, True)

    def _by_values(self, truth: Undefined, point: Point) -> Comparison:
        """Where there is no enclosure of the truth: by the rule table's result, to 30 digits, if the formula has a value."""
        if not truth.exists:
            return _OUTSIDE
        for root in self._roots:
            if isinstance(value_at(self._graph, root, point), Undefined):
                return _OUTSIDE
        equality = equal_values(self._graph, self._candidate, self._node, point)
        if isinstance(equality.second, Undefined):
            return _OUTSIDE if not equality.second.exists else Comparison(Status.INCONCLUSIVE)
        ours = equality.second.value
        if isinstance(equality.first, Undefined):
            status = Status.INCONCLUSIVE if equality.first.exists else Status.UNDEFINED
            return Comparison(status, False, ours)
        return Comparison(equality.verdict, False, ours, equality.first.value)

    def _unclear(self, node: int, point: Point) -> bool:
        """Whether a node has a ball of more bits, or none as an operand's is so wide that this says nothing: large terms cancelled."""
        if node < 0:
            return False
        operands = self._graph.operands[node]
        program = Program(self._graph, (node, *operands), point)
        with precision(_DEPTH.deep):
            run = program.run(Balls())
        if not isinstance(run.found(program.slots[node]), Gap):
            return True
        for operand in operands:
            found = run.found(program.slots[operand])
            if isinstance(found, Gap):
                return not found.certain and self._unclear(operand, point)
            if isinstance(found, arb) and found.rad() > arb(2) ** -_SAME:
                return True
        return False

    def _without_ball(self, truth: Any, gap: Undefined, point: Point) -> Comparison:
        """Where the candidate has no ball: it may have no value, or one by other means."""
        value = value_at(self._graph, self._candidate, point)
        ours, width = float(truth.mid()), float(truth.rad())
        if isinstance(value, Undefined):
            # Balls this narrow lie outside of a domain where their middle does, unless they are on its border.
            exists = (value.exists and gap.exists) or self._unclear(gap.node, point)
            return Comparison(Status.INCONCLUSIVE if exists else Status.UNDEFINED, False, _shown(truth))
        if abs(value.value - ours) > 4 * (value.bound + width) + 2.0**-50 * abs(ours):
            return Comparison(Status.DISAGREE, False, ours, value.value)
        equality = equal_values(self._graph, self._candidate, self._node, point)
        return Comparison(equality.verdict, False, ours, value.value)


def _cause(found: Any) -> Any:
    return found.cause if isinstance(found, Gap) else found


def _close(truth: Any, theirs: Any, same: int, nothing: int | None) -> bool:
    """Whether two balls that overlap leave no room for a difference that matters. ``nothing``: below 2**-nothing both count as 0."""
    with precision(64):
        reach = arb(max(truth.rad(), theirs.rad()).mid()) * 2
        size = arb(max(abs(truth.mid()), abs(theirs.mid())))
        if reach == 0:
            return True
        if reach * arb(2) ** same <= size:
            return True
        if nothing is None:
            return False
        return bool(abs(truth) < arb(2) ** -nothing and abs(theirs) < arb(2) ** -nothing)


def _apart(truth: Any, theirs: Any, difference: Any = None) -> Comparison:
    """Two values that differ, in digits enough to show it."""
    first, second = _shown(truth), _shown(theirs)
    if first == second:
        first, second = (_digits(each) for each in (truth, theirs))
    if first == second:
        gap = str(_digits(-difference if difference is not None else theirs - truth, 3))
        sign = "" if gap.startswith("-") else "+"
        first, second = str(first), f"{first}{sign}{gap}"
    return Comparison(Status.DISAGREE, True, first, second)


def _shown(found: Any) -> float | str:
    try:
        value = nearest(fraction(found)[0])
    except UnclearError:
        return _digits(found, 15)
    return value + 0.0 if abs(value) < 1e308 and (value or found.is_zero()) else _digits(found, 15)


def _digits(found: Any, most: int = 40) -> str:
    """A ball's middle as decimal text, rounded to nearest."""
    try:
        middle = fraction(found)[0]
        if not middle and not found.is_zero():  # too near to 0 to be written out
            return str(found.mid().str(most, radius=False))
        with localcontext(prec=most, Emax=MAX_EMAX, Emin=MIN_EMIN):
            return str((Decimal(middle.numerator) / Decimal(middle.denominator)).normalize())
    except UnclearError:
        return str(found.mid().str(most, radius=False))
