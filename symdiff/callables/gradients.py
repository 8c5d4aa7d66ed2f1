"""A gradient, or a Jacobian, against the values of the Python function that it is said to belong to.

There is no formula, so a sample's error is the noise measured in the function's own values, and every bound is an estimate.
Imports ``comparison``, ``jumps``, ``noise``, ``values``, ``taylor``, the evaluator's methods and ``reports.report``.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Sequence

from symdiff.callables import noise
from symdiff.callables.arguments import Place
from symdiff.callables.comparison import ONE_SIDED, SLIGHT, Comparison, Level, Way, joined, wider
from symdiff.callables.jumps import NEAR, Jump, jumps
from symdiff.callables.loader import Loaded
from symdiff.callables.taylor import taylor_remainder
from symdiff.callables.values import UNIT_ROUNDOFF, Given, Line, Values, counted, direction_of, size_of
from symdiff.evaluator import Evaluated, Method, Status, worst
from symdiff.frozen import replace
from symdiff.reports.report import CheckReport, EstimateReport, ExpectedReport, PointReport, Report, TaylorReport

_WRONG = 1.5
"""The Taylor remainder of a right gradient shrinks with order 2 (or more), that of a wrong one with order 1."""
_RANDOM = "v is a random direction"
_GLANCE = 2.0**-17
"""The step of a glance, in sizes of the point: close to where a central difference errs least."""
_CLOSE = 1e-6
"""What two values that are so close to the claim, relative, confirm."""
_UNDERFLOWING = 2.0**53 * sys.float_info.min
"""Values below it may have lost digits, or all, as doubles that are too small."""
_CLEAR = 8.0
"""A jump stands so many times above the noise."""

Rows = Sequence[Sequence[Evaluated]]
"""What is claimed: a row for each output, a slope in it for each coordinate."""


class Examination:
    """A claim at one point, compared bit by bit: ``checks`` holds what is known, also where time runs out on the way."""

    def __init__(
        self,
        values: Values,
        claim: Rows,
        methods: Sequence[Method],
        step: float | None,
        *,
        names: Sequence[str] | None = None,
        given: Given | None = None,
        direction: bool = False,
    ) -> None:
        """``names``: the coordinates that the claim is about, all of them without. ``given``: where it comes from.

        ``direction``: the claim is compared along the random direction alone.
        """
        self._values = values
        self._place = values.place
        self._claim = claim
        self._methods = methods
        self._step = step
        self._names = self._place.names if names is None else tuple(names)
        self._whole = names is None
        self._given = given
        self._glances = direction
        self.checks: list[CheckReport] = []
        self._across: list[CheckReport] = []
        self._levels: list[Level] = []
        self._taylor: TaylorReport | None = None
        self.wanted = 0
        """How many comparisons there will be."""

    def run(self) -> None:
        """Compare everything: along the random direction first, which tells most, then column by column."""
        values, place = self._values, self._place
        if values.centre is None:
            self.checks = [
                CheckReport((name,), None, (), Status.UNDEFINED, f"the function has no value here: {values.gap}")
                for name in self._names
            ]
            return
        outputs = range(len(values.centre))
        direction = direction_of(place)
        line = values.along(direction)
        across = self._whole and (len(place.names) > 1 or self._glances)
        self.wanted = len(outputs) * (across + (0 if self._glances else len(self._names)))
        steep = [self._steepness(row) for row in self._claim]
        suspicious = [False for _ in outputs]
        seen = [self._glance(index, line, direction, steep[index]) if self._glances else None for index in outputs]
        if None not in seen:
            self._across += [each for each in seen if each is not None]
            return
        self._levels = self._measured(line, values.centre)
        for index in outputs if across else ():
            glance = seen[index]
            if glance is None:
                suspicious[index] = self._compare_across(index, line.output(index), direction, SLIGHT * steep[index])
            else:
                self._across.append(glance)
        if self._glances:
            self._expand(line, direction)
            return
        if self._whole:
            self._expand(line, direction)
        for column, name in enumerate(self._names):
            self._compare_along(column, name, steep, suspicious)

    @property
    def known(self) -> int:
        """How many comparisons were made."""
        return len(self.checks) + len(self._across)

    def report(self) -> PointReport:
        """What is known."""
        values, place = self._values, self._place
        if values.centre is None:
            return PointReport(place.texts, None, tuple(self.checks), values.gap)
        checks, across = list(self.checks), list(self._across)
        taylor = self._taylor
        last = across or checks
        if taylor is not None and taylor.order is not None and taylor.order < _WRONG and last and values.scalar:
            one = last[-1]
            if one.verdict is Status.AGREE:
                why = f"the Taylor remainder shrinks with order {taylor.order:.2f} only"
                last[-1] = replace(one, verdict=Status.INCONCLUSIVE, note=joined(one.note, why))
        return PointReport(
            place.texts,
            values.centre[0] if values.scalar else None,
            (*checks, *across),
            None,
            values=None if values.scalar else values.centre,
            taylor=taylor,
            noise=max((level.wide for level in self._levels), default=None),
        )

    def _measured(self, line: Line, centre: Sequence[float]) -> list[Level]:
        """The noise and the size of each output.

        What is below the least normal double, of a function that is claimed to have a slope, may have been lost on the way.
        """
        levels = noise.measured(line.at) or [noise.Noise() for _ in centre]
        around = [found for t in (0.0, noise.WIDTH, -noise.WIDTH) if (found := line.at(t)) is not None]
        found_levels = []
        for index, (level, value) in enumerate(zip(levels, centre, strict=True)):
            size = max((abs(found[index]) for found in around if math.isfinite(found[index])), default=0.0)
            lost = (
                sys.float_info.min if size < _UNDERFLOWING and any(each.value for each in self._claim[index]) else 0.0
            )
            found_levels.append(Level(noise.LIKELY * level.wide + lost, noise.LIKELY * level.fine + lost, size, value))
        return found_levels

    def _steepness(self, row: Sequence[Evaluated]) -> float:
        """The size of the slopes of an output, each over the size of its coordinate."""
        places = self._place.names
        sizes = [size_of(self._place.values[places.index(name)]) for name in self._names] if not self._whole else None
        scales = sizes or [size_of(x) for x in self._place.values]
        return math.hypot(
            *(each.value * size for each, size in zip(row, scales, strict=True) if math.isfinite(each.value))
        )

    def _called(self, output: int, name: str) -> str:
        return "" if self._values.scalar else f"df{output + 1}/d{name}"

    def _compare_along(self, column: int, name: str, steep: Sequence[float], suspicious: Sequence[bool]) -> None:
        values, place = self._values, self._place
        assert values.centre is not None
        index = place.names.index(name)
        x = place.values[index]
        size = size_of(x)
        line = values.beside(index)
        reports: list[CheckReport] = []
        doubtful: dict[tuple[int, int], Comparison] = {}
        for output, centre in enumerate(values.centre):
            one, level = line.output(output), self._levels[output]
            cell = None if values.scalar else (output, column)
            way = Way(x, size, max(abs(x), 1.0), (name,), self._called(output, name), cell)

            def look(
                noise: float, one: Callable[[float], float | None] = one, centre: float = centre
            ) -> Sequence[Jump]:
                return jumps(lambda t: one(x + t), centre, size, _CLEAR * noise, min(2 * abs(x), NEAR))

            doubt = suspicious[output] or len(place.names) == 1
            found = Comparison(way, one, values.why, level, self._methods, self._step, look, suspicious=doubt)
            reports.append(found.judged(self._claim[output][column], SLIGHT * steep[output] / size))
            if reports[-1].verdict in (Status.DISAGREE, Status.INCONCLUSIVE):
                doubtful[output, column] = found
        if self._given is not None and doubtful:
            for (output, _), noise_of in self._given.noise(tuple(doubtful)).items():
                claim = wider(self._claim[output][column], noise_of)
                reports[output] = doubtful[output, column].judged(claim, SLIGHT * steep[output] / size)
        self.checks += reports

    def _slope(self, output: int, direction: Sequence[float]) -> Evaluated:
        """What the claim says of the slope along a direction."""
        row = self._claim[output]
        return Evaluated(
            math.fsum(each.value * v for each, v in zip(row, direction, strict=True)),
            math.fsum(
                (each.bound + 2 * UNIT_ROUNDOFF * abs(each.value)) * abs(v)
                for each, v in zip(row, direction, strict=True)
            ),
        )

    def _astray(self, output: int) -> float:
        """What the rounding of the coordinates makes of a value beside the point."""
        row = self._claim[output]
        return UNIT_ROUNDOFF * math.fsum(
            abs(each.value * x) for each, x in zip(row, self._place.values, strict=True) if math.isfinite(each.value)
        )

    def _compare_across(
        self, output: int, one: Callable[[float], float | None], direction: Sequence[float], least: float
    ) -> bool:
        """Compare along the random direction; whether there is a jump close by."""
        if not all(math.isfinite(each.value) for each in self._claim[output]):
            return False
        level = self._levels[output]
        level = replace(level, wide=level.wide + self._astray(output))
        way = Way(0.0, 1.0, 1.0, ("v",), self._called(output, "v") or "df/dv")

        def look(noise: float) -> Sequence[Jump]:
            return jumps(one, level.centre, 1.0, _CLEAR * noise)

        found = Comparison(way, one, self._values.why, level, self._methods, self._step, look, suspicious=True)
        slope = self._slope(output, direction)
        report = found.judged(slope, least)
        if self._given is not None and report.verdict in (Status.DISAGREE, Status.INCONCLUSIVE):
            report = found.judged(wider(slope, self._given.slope_noise(output, direction)), least)
        self._across.append(replace(report, note=joined(_RANDOM, report.note)))
        return bool(found.jumps)

    def _glance(self, output: int, line: Line, direction: Sequence[float], steep: float) -> CheckReport | None:
        """A slope along the direction that two values confirm; None where more has to be looked at."""
        slope = self._slope(output, direction)
        centre = self._values.centre
        ahead, behind = line.at(_GLANCE), line.at(-_GLANCE)
        if centre is None or ahead is None or behind is None or not math.isfinite(slope.value):
            return None
        right, left = ahead[output], behind[output]
        found = (right - left) / (2 * _GLANCE)
        scale = max(abs(slope.value), SLIGHT * steep)
        summed = max(1.0, math.sqrt(len(direction)) / 4)  # a sum of so many terms is rounded about so often
        rounding = summed * (2 * UNIT_ROUNDOFF * (abs(right) + abs(left)) + self._astray(output)) / _GLANCE
        allowed = _CLOSE * scale + rounding + slope.bound
        bend = abs(right + left - 2 * centre[output]) / _GLANCE
        if not (abs(found - slope.value) <= allowed <= 1e-3 * scale and bend <= 1e-3 * scale):
            return None
        told = EstimateReport("central", found, _GLANCE, abs(found - slope.value), allowed, Status.AGREE)
        note = f"{_RANDOM}; two values beside the point"
        return CheckReport(("v",), slope.value, (told,), Status.AGREE, note, self._called(output, "v") or "df/dv")

    def _expand(self, line: Line, direction: Sequence[float]) -> None:
        """Taylor's remainder, where there is one output."""
        values = self._values
        if not values.scalar or not all(math.isfinite(each.value) for each in self._claim[0]):
            return
        assert values.centre is not None
        level = self._levels[0].wide + self._astray(0)
        slope = self._slope(0, direction)
        self._taylor = taylor_remainder(values.centre[0], line.output(0), slope, level)
        if self._given is not None and self._taylor.order is not None and self._taylor.order < _WRONG:
            slope = wider(slope, self._given.slope_noise(0, direction))
            self._taylor = taylor_remainder(values.centre[0], line.output(0), slope, level)


def examination(
    function: Loaded,
    gradient: Loaded,
    place: Place,
    methods: Sequence[Method],
    step: float | None = None,
    *,
    direction: bool = False,
) -> Examination:
    """A function and its gradient at a place, both called there once. Raises SymdiffError."""
    values = Values(function, place)
    outputs = None if values.scalar or values.centre is None else len(values.centre)
    given = Given(gradient, place, outputs)
    claim = [[Evaluated(each, 2 * UNIT_ROUNDOFF * abs(each)) for each in row] for row in given.rows]
    return Examination(values, claim, methods, step, given=given, direction=direction)


def answer(source: str, begun: Sequence[Examination], late: str | None = None) -> Report:
    """The report on a gradient at all points; ``late`` says why it is not all that there is to know."""
    points = [each.report() for each in begun]
    verdict, witness, note = judged(points)
    if late is not None:
        verdict = Status.INCONCLUSIVE if verdict is Status.AGREE else verdict
        known, wanted = (sum(each) for each in zip(*((one.known, one.wanted) for one in begun), strict=True))
        note = f"{late}; {known} of {wanted} comparisons were made; {note}"
    return Report(
        source=source,
        kind="check",
        variables=tuple(dict.fromkeys(name for point in points for name in point.at)),
        points=tuple(replace(point, note=point.note or summary(point) or None) for point in points),
        expected=ExpectedReport(verdict, "numeric", witness, note),
    )


def summary(point: PointReport) -> str:
    """The Taylor test and the noise in a sentence."""
    if point.noise is None or any(check.verdict is Status.UNDEFINED for check in point.checks):
        return ""
    level = f"noise of f: {point.noise:.2g}, measured by differences" if point.noise else "no noise of f was seen"
    taylor = point.taylor
    if taylor is None:
        return level
    if taylor.order is None:
        return f"the Taylor remainder is at the noise at every step; {level}"
    meaning = "as of a right gradient" if taylor.order >= _WRONG else "as of a wrong one (a right one has 2)"
    return f"the Taylor remainder shrinks with order {taylor.order:.2f}, {meaning}; {level}"


def judged(points: Sequence[PointReport]) -> tuple[Status, dict[str, object] | None, str]:
    """The verdict on a gradient at all points, a witness where it is wrong, and in a sentence what was allowed."""
    checks = [(point, check) for point in points for check in point.checks]
    verdict = worst(check.verdict for _, check in checks) or Status.INCONCLUSIVE
    agreed = sum(check.verdict is Status.AGREE for _, check in checks)
    note = f"{agreed} of {counted(len(checks), 'comparison')} within the allowed difference"
    if agreed:
        bounds = [best for _, check in checks if check.verdict is Status.AGREE and (best := _least(check)) is not None]
        note += f", which is at most {max(bounds, default=0.0):.2g}"
    ends = [check.note for _, check in checks if check.note is not None and check.note.startswith(ONE_SIDED)]
    note += "".join(f"; {each}" for each in dict.fromkeys(ends))
    note += "; an estimate and no proof: of a Python function there is no formula"
    witness: dict[str, object] | None = None
    for point, check in checks:
        if check.verdict is Status.DISAGREE:
            wrong = [each for each in check.estimates if each.verdict is Status.DISAGREE]
            seen = min(wrong, key=lambda each: each.bound or 0.0)
            witness = {
                "at": dict(point.at),
                "wrt": list(check.wrt),
                "derivative": seen.value,
                "expected": check.symbolic,
            }
            if check.cell is not None:
                witness["name"] = check.name
            break
    return verdict, witness, note


def _least(check: CheckReport) -> float | None:
    agreeing = (e.bound for e in check.estimates if e.bound is not None and e.verdict is Status.AGREE)
    return min(agreeing, default=None)
