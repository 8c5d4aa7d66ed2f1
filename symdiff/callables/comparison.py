"""One slope that a gradient function claims, against the values of its function along one line.

A jump at the point has no slope, whatever one side says; close to one, and where only one side settles, nothing is agreed.
Imports ``jumps``, ``values``, the evaluator's differences and ``reports.report``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from symdiff.callables.jumps import Jump
from symdiff.callables.values import UNIT_ROUNDOFF
from symdiff.evaluator import Evaluated, Method, Status, compare, together
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.function_samples import End, LineSamples
from symdiff.evaluator.differences.kinks import between
from symdiff.evaluator.differences.methods import Estimate
from symdiff.evaluator.differences.stencil import curvature
from symdiff.frozen import Frozen, replace
from symdiff.reports.report import CheckReport, EstimateReport

SLIGHT = 1e-3
"""A component is judged by the size of the whole gradient, times this, where it is smaller itself."""
_ROUGHEST = 1e-3
"""Steps are chosen as if no function had more noise than this, relative."""
_ZERO = 1e-12
"""A component smaller than this, relative to what it could be, is a zero with rounding errors."""
_TOLERANCE = 5e-7
"""Functions that iterate or sum until they are good enough have slopes of their own; what differs by less than this part of
the scale is not called wrong, since no formula says what was meant."""
_APART = 4.0
"""How many times their bound the slopes on both sides must differ to be a kink."""
_COARSE = 2.0**-22
"""Noise of more than this part of the values is that of a staircase, whose steps have a slope of their own: usually 0."""
ONE_SIDED = "one-sided"
"""How the note begins on a slope at the end of a domain."""
_BESIDE = 2.0**-30
"""How far from the point, in its size, a side is asked whether it has values at all."""
_OWN = 0.25
"""A step that takes the samples farther than this part of the point's size is told of."""
_FARTHEST = 16.0
"""No step that is chosen takes them farther than so many sizes."""


class Level(Frozen):
    """What the lines of one output are judged by: its noise in the neighbourhood and close by, and its size."""

    wide: float = 0.0
    fine: float = 0.0
    height: float = 0.0
    """The largest value near the point."""
    centre: float = 0.0

    def unit(self, level: float) -> float:
        """A noise as a unit roundoff."""
        return min(max(UNIT_ROUNDOFF, level / self.height if self.height else 0.0), _ROUGHEST)


class Way(Frozen):
    """A line through the point: its place on it, its own size there, the size that slopes are judged by, and what is called so."""

    place: float
    size: float
    reach: float
    wrt: tuple[str, ...]
    name: str = ""
    cell: tuple[int, int] | None = None


class Comparison:
    """What the values along a line say of their slope; asked once for a claim, and perhaps again for one with more noise."""

    def __init__(
        self,
        way: Way,
        function: Callable[[float], float | None],
        reason: Callable[[], str | None],
        level: Level,
        methods: Sequence[Method],
        step: float | None,
        look: Callable[[float], Sequence[Jump]] | None,
        *,
        suspicious: bool,
    ) -> None:
        """``look`` finds the jumps close by above a noise; it is asked where values are ``suspicious`` or one side does not settle."""
        self._way = way
        self._look = look
        self._line = function, reason
        self._level = level
        self._methods = methods
        self._step = step
        ends = None if step is not None else (self._end(-_FARTHEST * way.size), self._end(_FARTHEST * way.size))
        samples = LineSamples(function, reason, way.place, level.wide, level.unit(level.wide), ends)
        self._sides = between(samples.with_noise(level.fine, level.unit(level.fine)), 0)
        self.jumps: Sequence[Jump] = ()
        unsettled = self._sides.left is None or self._sides.right is None
        if look is not None and (suspicious or unsettled):
            self.jumps = look(level.fine)
        if ends is not None and self.jumps and not self._jumps_here:
            walls = self._walled(ends, self.jumps)
            samples = LineSamples(function, reason, way.place, level.wide, level.unit(level.wide), walls)
        self._ends = ends
        self._samples = samples
        self._found = [] if self._jumps_here else [estimate(samples, method, step) for method in methods]

    @property
    def _told_jumps(self) -> str:
        return "; ".join(each.words for each in self.jumps)

    @property
    def _jumps_here(self) -> bool:
        return any(not each.distance for each in self.jumps)

    def _end(self, away: float) -> End:
        return End(self._way.place + away, "the scale of the point ends")

    def _walled(self, ends: tuple[End, End], found: Sequence[Jump]) -> tuple[End, End]:
        left, right = ends
        for each in found:
            end = End(self._way.place + each.distance, each.words)
            if each.distance < 0:
                left = end
            else:
                right = end
        return left, right

    def judged(self, given: Evaluated, least: float) -> CheckReport:
        """What is said of a claim; ``least`` is what a small one is judged by."""
        way, sides = self._way, self._sides
        if not math.isfinite(given.value):
            return self._undefined(None, f"the gradient function gives {given.value}")
        if self._jumps_here:
            return self._undefined(None, self._told_jumps)
        if sides.left is not None and sides.right is not None and abs(sides.left - sides.right) > _APART * sides.bound:
            return self._undefined(None, f"not smooth here; {sides.words}")
        found = self._found
        curved = (way.reach * curvature(self._samples, each.step) for each in found if each.step)
        full = max([abs(self._level.centre) / way.reach, least, *filter(math.isfinite, curved)])
        scale = max(abs(given.value), least) if abs(given.value) > _ZERO * full else full
        verdicts = [_compared(given, each, scale) for each in found]
        verdict = together(verdicts)
        note = self._why(verdict, given)
        if verdict is Status.DISAGREE and (closer := self._on_a_stair(given, scale)) not in (None, verdict):
            right = "right" if closer is Status.AGREE else "perhaps right"
            verdict, note = Status.INCONCLUSIVE, f"{right} between the steps of a staircase, not across them: {note}"
        elif verdict is Status.AGREE and (doubt := self._doubt(given, scale, verdicts)):
            verdict, note = Status.INCONCLUSIVE, doubt
        elif verdict is Status.AGREE and (end := self._end_of_domain(verdicts)):
            note = f"{ONE_SIDED}: the function has no value {end} of the point"
        return CheckReport(
            wrt=way.wrt,
            symbolic=given.value,
            estimates=tuple(self._told(each, given, judged) for each, judged in zip(found, verdicts, strict=True)),
            verdict=verdict,
            note=note,
            name=way.name,
            cell=way.cell,
        )

    def _undefined(self, value: float | None, note: str) -> CheckReport:
        way = self._way
        return CheckReport(way.wrt, value, (), Status.UNDEFINED, note, way.name, way.cell)

    def _on_a_stair(self, given: Evaluated, scale: float) -> Status | None:
        """What the slope between two steps of a coarse staircase says; None where the function is none."""
        level = self._level
        if level.wide <= _COARSE * level.height or self._look is None or self._ends is None:
            return None
        walls = self._walled(self._ends, self._look(0.0))
        close = LineSamples(*self._line, self._way.place, 0.0, UNIT_ROUNDOFF, walls)
        return together([compare(given, estimate(close, method, None), scale) for method in self._methods])

    def _doubt(self, given: Evaluated, scale: float, verdicts: Sequence[Status]) -> str | None:
        """Why differences that agree are no agreement."""
        if self.jumps:
            return self._told_jumps
        if self._on_a_stair(given, scale) is Status.DISAGREE:
            return "right across the steps of a staircase, not between them"
        sides = self._sides
        if (
            (sides.left is None) == (sides.right is None)
            or self._both_settle(verdicts)
            or self._end_of_domain(verdicts)
        ):
            return None
        return f"only one side settles; {sides.words}"

    def _end_of_domain(self, verdicts: Sequence[Status]) -> str | None:
        """The side on which the function has no values close by, where nothing that agrees goes across the point."""
        if self._both_settle(verdicts):
            return None
        here, away = self._samples.centre, _BESIDE * self._way.size
        gone = [self._samples.at(here + by) is None for by in (-away, away)]
        return None if gone[0] == gone[1] else "left" if gone[0] else "right"

    def _both_settle(self, verdicts: Sequence[Status]) -> bool:
        """Whether a difference across the point is among those that agree."""
        return any(
            verdict is Status.AGREE and each.used is not None and min(each.used.offsets) < 0 < max(each.used.offsets)
            for each, verdict in zip(self._found, verdicts, strict=True)
        )

    def _why(self, verdict: Status, given: Evaluated) -> str | None:
        """What a verdict that is no agreement rests on."""
        best = min(self._found, key=lambda each: each.bound)
        if verdict is Status.DISAGREE and best.value is not None:
            apart, allowed = abs(best.value - given.value), best.bound + given.bound
            return (
                f"given {given.value:.10g}, {best.method} {best.value:.10g}: {apart:.3g} apart, "
                f"{allowed:.3g} allowed {_origin(best, given)}"
            )
        if verdict is Status.INCONCLUSIVE:
            if self.jumps:
                return self._told_jumps
            if not best.bound < math.inf:
                return f"the differences do not settle; {self._sides.words}"
            return f"the allowed difference {best.bound + given.bound:.3g} is too large to tell {_origin(best, given)}"
        return None

    def _told(self, found: Estimate, given: Evaluated, verdict: Status) -> EstimateReport:
        allowed = found.bound + given.bound
        note = found.note
        farthest = max(map(abs, found.used.offsets)) if found.used is not None else 1
        if found.step is not None and abs(found.step) * farthest > _OWN * self._way.size:
            note = joined(note, "the step is as large as the point's own scale")
        return EstimateReport(
            method=found.method,
            value=found.value,
            step=found.step,
            error=None if found.value is None else abs(found.value - given.value),
            bound=allowed if math.isfinite(allowed) else None,
            verdict=verdict,
            note=note,
        )


def _compared(given: Evaluated, found: Estimate, scale: float) -> Status:
    """What one estimate says; a difference that could be a tolerance inside the function is no disagreement."""
    verdict = compare(given, found, scale)
    if verdict is Status.DISAGREE and found.value is not None and abs(found.value - given.value) < _TOLERANCE * scale:
        return Status.INCONCLUSIVE
    return verdict


def _origin(best: Estimate, given: Evaluated) -> str:
    """Where an allowed difference comes from."""
    rounding = max(0.0, best.bound - best.truncation)
    own = f", the gradient's own noise {given.bound:.2g}" if given.bound > 0.01 * best.bound else ""
    return f"(truncation {best.truncation:.2g}, noise of f over the step {rounding:.2g}{own})"


def joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None


def wider(given: Evaluated, noise: float) -> Evaluated:
    """A claim with the noise that its own values show."""
    return replace(given, bound=given.bound + noise)
