"""A gradient against the values of the Python function that it is said to belong to.

There is no formula, so a sample's error is the noise measured in the function's own values, and every bound is an estimate.
Imports ``arguments``, ``noise``, the evaluator's methods and ``reports.report``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from symdiff.callables import noise
from symdiff.callables.arguments import Place
from symdiff.callables.loader import Loaded
from symdiff.callables.taylor import taylor_remainder
from symdiff.callables.values import UNIT_ROUNDOFF, Values, counted, direction_of, size_of
from symdiff.evaluator import Evaluated, Method, Status, compare, together, worst
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.function_samples import LineSamples
from symdiff.evaluator.differences.kinks import Slopes, between
from symdiff.evaluator.differences.methods import Estimate
from symdiff.evaluator.differences.stencil import curvature
from symdiff.frozen import frozen, replace
from symdiff.reports.report import CheckReport, EstimateReport, PointReport

_ROUGHEST = 1e-3
"""Steps are chosen as if no function had more noise than this, relative."""
_SLIGHT = 1e-3
"""A component is judged by the size of the whole gradient, times this, where it is smaller itself."""
_ZERO = 1e-12
"""A component smaller than this, relative to what it could be, is a zero with rounding errors."""
_TOLERANCE = 5e-7
"""Functions that iterate or sum until they are good enough have slopes of their own; what differs by less than this part of
the scale is not called wrong, since no formula says what was meant."""
_APART = 4.0
"""How many times their bound the slopes on both sides must differ to be a kink."""


@frozen
class Sizes:
    """What every line of a check is judged by: the noise close to the point, the same relative, and the function's size."""

    noise: float
    unit: float
    height: float


def examined(
    loaded: Loaded,
    place: Place,
    given: Sequence[Evaluated],
    methods: Sequence[Method],
    step: float | None,
    *,
    names: Sequence[str] | None = None,
) -> PointReport:
    """A gradient at a place against the function's differences: each component, and a random direction.

    Or the components by some ``names`` alone.
    """
    chosen = place.names if names is None else names
    values = Values(loaded, place)
    if values.centre is None:
        gone = tuple(
            CheckReport((name,), None, (), Status.UNDEFINED, f"the function has no value here: {values.gap}")
            for name in chosen
        )
        return PointReport(place.texts, None, gone, values.gap)
    direction = direction_of(place)
    line = values.along(direction)

    def sample(t: float) -> tuple[float] | None:
        found = line(t)
        return None if found is None else (found,)

    measured = (noise.measured(sample) or [noise.Noise()])[0]
    level, fine = noise.LIKELY * measured.wide, noise.LIKELY * measured.fine
    height = max(abs(found) for t in (0.0, noise.WIDTH, -noise.WIDTH) if (found := line(t)) is not None)
    unit = min(max(UNIT_ROUNDOFF, level / height if height else 0.0), _ROUGHEST)
    sizes = Sizes(fine, min(max(UNIT_ROUNDOFF, fine / height if height else 0.0), _ROUGHEST), abs(values.centre))
    sized = [(each, place.values[place.names.index(name)]) for name, each in zip(chosen, given, strict=True)]
    gradient = math.hypot(*(each.value * size_of(x) for each, x in sized if math.isfinite(each.value)))
    checks = []
    for name, each in zip(chosen, given, strict=True):
        index = place.names.index(name)
        x = place.values[index]
        samples = LineSamples(values.beside(index), values.why, x, level, unit)
        scale = _SLIGHT * gradient / size_of(x)
        checks.append(_check((name,), "", samples, each, scale, max(abs(x), 1.0), sizes, methods, step))
    taylor = None
    if names is None and all(math.isfinite(each.value) for each in given):
        slope = Evaluated(
            math.fsum(each.value * v for each, v in zip(given, direction, strict=True)),
            math.fsum(
                (each.bound + 2 * UNIT_ROUNDOFF * abs(each.value)) * abs(v)
                for each, v in zip(given, direction, strict=True)
            ),
        )
        astray = UNIT_ROUNDOFF * math.fsum(abs(each.value * x) for each, x in zip(given, place.values, strict=True))
        taylor = taylor_remainder(values.centre, line, slope, level + astray)
        if len(given) > 1:
            samples = LineSamples(line, values.why, 0.0, level + astray, unit)
            across = _check(("v",), "df/dv", samples, slope, _SLIGHT * gradient, 1.0, sizes, methods, step)
            checks.append(replace(across, note=_joined("v is a random direction", across.note)))
        last = checks[-1]
        if taylor.order is not None and taylor.order < _WRONG and last.verdict is Status.AGREE:
            why = f"the Taylor remainder shrinks with order {taylor.order:.2f} only"
            checks[-1] = replace(last, verdict=Status.INCONCLUSIVE, note=_joined(last.note, why))
    return PointReport(place.texts, values.centre, tuple(checks), None, taylor=taylor, noise=level)


_WRONG = 1.5
"""The Taylor remainder of a right gradient shrinks with order 2 (or more), that of a wrong one with order 1."""


def _joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None


def _check(
    wrt: tuple[str, ...],
    name: str,
    samples: LineSamples,
    given: Evaluated,
    least: float,
    reach: float,
    sizes: Sizes,
    methods: Sequence[Method],
    step: float | None,
) -> CheckReport:
    if not math.isfinite(given.value):
        return CheckReport(wrt, None, (), Status.UNDEFINED, f"the gradient function gives {given.value}", name)
    sides = between(samples.with_noise(sizes.noise, sizes.unit), 0)
    if sides.left is not None and sides.right is not None and abs(sides.left - sides.right) > _APART * sides.bound:
        return CheckReport(wrt, None, (), Status.UNDEFINED, f"not smooth here; {sides.words}", name)
    found = [estimate(samples, method, step) for method in methods]
    full = max([sizes.height / reach, least, *(reach * curvature(samples, e.step) for e in found if e.step)])
    scale = max(abs(given.value), least) if abs(given.value) > _ZERO * full else full
    verdicts = [_compared(given, each, scale) for each in found]
    verdict = together(verdicts)
    return CheckReport(
        wrt=wrt,
        symbolic=given.value,
        estimates=tuple(_estimate(each, given, judged) for each, judged in zip(found, verdicts, strict=True)),
        verdict=verdict,
        note=_why(verdict, found, given, sides, sizes),
        name=name,
    )


def _compared(given: Evaluated, found: Estimate, scale: float) -> Status:
    """What one estimate says; a difference that could be a tolerance inside the function is no disagreement."""
    verdict = compare(given, found, scale)
    if verdict is Status.DISAGREE and found.value is not None and abs(found.value - given.value) < _TOLERANCE * scale:
        return Status.INCONCLUSIVE
    return verdict


def _why(verdict: Status, found: Sequence[Estimate], given: Evaluated, sides: Slopes, sizes: Sizes) -> str | None:
    """What a verdict that is no agreement rests on."""
    best = min(found, key=lambda each: each.bound)
    if verdict is Status.DISAGREE and best.value is not None:
        apart, allowed = abs(best.value - given.value), best.bound + given.bound
        return f"given {given.value:.10g}, {best.method} {best.value:.10g}: {apart:.3g} apart, {allowed:.3g} allowed {_origin(best, given)}"
    if verdict is Status.INCONCLUSIVE:
        if not best.bound < math.inf:
            return f"the differences do not settle; {sides.words}"
        return f"the allowed difference {best.bound + given.bound:.3g} is too large to tell {_origin(best, given)}"
    return None


def _origin(best: Estimate, given: Evaluated) -> str:
    """Where an allowed difference comes from."""
    rounding = max(0.0, best.bound - best.truncation)
    own = f", the gradient's own noise {given.bound:.2g}" if given.bound > 0.01 * best.bound else ""
    return f"(truncation {best.truncation:.2g}, noise of f over the step {rounding:.2g}{own})"


def _estimate(found: Estimate, given: Evaluated, verdict: Status) -> EstimateReport:
    allowed = found.bound + given.bound
    return EstimateReport(
        method=found.method,
        value=found.value,
        step=found.step,
        error=None if found.value is None else abs(found.value - given.value),
        bound=allowed if math.isfinite(allowed) else None,
        verdict=verdict,
        note=found.note,
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
            break
    return verdict, witness, note


def _least(check: CheckReport) -> float | None:
    agreeing = (e.bound for e in check.estimates if e.bound is not None and e.verdict is Status.AGREE)
    return min(agreeing, default=None)
