"""A derivative against numeric differences of its formula at a point: the verb that the pipeline calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from symdiff.evaluator.arithmetic.calculation import Calculation
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.kinks import kinks_at, slopes
from symdiff.evaluator.differences.methods import METHODS, Estimate, Method
from symdiff.evaluator.differences.samples import Formula, Samples, more_digits
from symdiff.evaluator.differences.stencil import curvature
from symdiff.evaluator.values.at_points import Evaluated, values_of
from symdiff.evaluator.verdicts.compare import compare
from symdiff.frozen import frozen
from symdiff.graph import Graph
from symdiff.status import Status, together

if TYPE_CHECKING:
    from symdiff.evaluator.truths.lines import Line

_SHARP = 1e-5
"""Where no estimate in doubles is this good, relative, the samples are taken again with more digits."""


@frozen
class Check:
    """One derivative at one point. ``node`` is the subexpression responsible where the verdict is undefined."""

    symbolic: Evaluated | Undefined
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Status, ...]
    """One per estimate."""
    verdict: Status
    note: str | None = None
    node: int | None = None


def check(
    graph: Graph,
    f: int,
    derivative: int,
    variable: str,
    point: Point,
    methods: Sequence[Method] = METHODS[:2],
    step: float | None = None,
) -> Check:
    """One derivative of f against its numeric estimates."""
    return check_all(graph, f, {variable: derivative}, point, methods, step)[1][variable]


def check_all(
    graph: Graph,
    f: int,
    derivatives: Mapping[str, int],
    point: Point,
    methods: Sequence[Method] = METHODS[:2],
    step: float | None = None,
    *,
    rigorous: bool = False,
) -> tuple[Evaluated | Undefined, dict[str, Check]]:
    """The value of f at a point, and each of its derivatives by a variable against numeric estimates.

    ``rigorous``: with bounds that are proved, where balls can prove them.
    """
    roots = (f, *derivatives.values())
    calculation = Calculation(Program(graph, (*roots, *point.values()), point))
    value, *symbolic = values_of(calculation, roots)
    if isinstance(value, Undefined) and not value.exists:
        gone = Check(value, (), (), Status.UNDEFINED, value.reason, value.node)
        return value, dict.fromkeys(derivatives, gone)
    formula = Formula(graph, f, point, calculation=calculation)
    line = None
    if rigorous:
        from symdiff.evaluator.truths.lines import Line  # imports flint

        line = Line(graph, f, point)
    results = {}
    for variable, found in zip(derivatives, symbolic, strict=True):
        results[variable] = _check(formula, graph, f, variable, found, value, point, methods, step, line)
    return value, results


def _check(
    formula: Formula,
    graph: Graph,
    f: int,
    variable: str,
    symbolic: Evaluated | Undefined,
    value: Evaluated | Undefined,
    point: Point,
    methods: Sequence[Method],
    step: float | None,
    line: Line | None,
) -> Check:
    kinks = kinks_at(graph, f, variable, point, formula.calculation)
    note = None
    if kinks:
        sides = slopes(formula, variable, kinks[0])
        if not sides.meet:
            return Check(symbolic, (), (), Status.UNDEFINED, f"not smooth here; {sides.words}", sides.node)
        note = "a kink of the formula, but the slopes on both sides agree within their bounds"
        if isinstance(symbolic, Evaluated) and not sides.allow(symbolic.value, symbolic.bound):
            # Branches meet here, and the one that holds at this point alone says nothing of the slope.
            reason = f"the derivative by branches does not hold where they meet; {sides.words}"
            symbolic = Undefined(sides.node, reason, exists=True)
    if isinstance(symbolic, Undefined):
        if symbolic.exists:
            return Check(symbolic, (), (), Status.INCONCLUSIVE, symbolic.reason, symbolic.node)
        sides = slopes(formula, variable, symbolic.node)
        return Check(symbolic, (), (), Status.UNDEFINED, f"{symbolic.reason}; {sides.words}", symbolic.node)
    samples = Samples(formula, variable, across=bool(kinks))
    estimates = [estimate(samples, method, step) for method in methods]
    if step is None and not _sharp(estimates, symbolic):
        exact, again = _again(formula, variable, point, methods, across=bool(kinks))
        if min(e.bound for e in again) < min(e.bound for e in estimates):
            estimates = again
            note = note or "sampled with 50 digits, doubles cancel here"
            samples = exact
    if line is not None:
        from symdiff.evaluator.truths.bounds import bounded

        estimates = [bounded(line, variable, samples, found, fixed=step is not None) for found in estimates]
    return judged(samples, symbolic, value, estimates, note)


def _again(
    formula: Formula, variable: str, point: Point, methods: Sequence[Method], *, across: bool
) -> tuple[Samples, list[Estimate]]:
    """Samples with more digits, and the estimates from them."""
    from symdiff.evaluator.differences.ball_samples import sharper  # imports flint

    with suppress(UnclearError):
        sharp = sharper(formula, variable)
        if sharp is not None:
            return sharp, [estimate(sharp, method) for method in methods]
    exact = Samples(more_digits(formula, point), variable, across=across)
    return exact, [estimate(exact, method) for method in methods]


def judged(
    samples: Samples,
    symbolic: Evaluated,
    value: Evaluated | Undefined,
    estimates: Sequence[Estimate],
    note: str | None,
) -> Check:
    """A symbolic value against estimates from samples of a formula with this value."""
    scale = _scale(samples, symbolic, value, estimates)
    verdicts = tuple(compare(symbolic, found, scale) for found in estimates)
    return Check(symbolic, tuple(estimates), verdicts, together(verdicts), note, None)


def _sharp(estimates: Iterable[Estimate], symbolic: Evaluated) -> bool:
    """Whether some estimate would show an error in the fourth digit. A derivative of 0 has no digits."""
    return any(
        e.value is not None and e.bound <= _SHARP * max(abs(symbolic.value), abs(e.value)) for e in estimates
    ) or (symbolic.value == 0 and any(e.value is not None and e.bound <= _SHARP for e in estimates))


def _scale(samples: Samples, symbolic: Evaluated, value: Evaluated | Undefined, estimates: Iterable[Estimate]) -> float:
    """The size that the derivative could have at the point.

    At a stationary point that is judged by the curvature, and by the size of what cancels inside f: a sample's rounding
    bound is about the unit roundoff of that.
    """
    size = max(1.0, abs(float(samples.centre)))
    scale = abs(symbolic.value)
    if isinstance(value, Evaluated):
        scale = max(scale, abs(value.value) / size)
    if symbolic.value == 0:
        scale = max([scale, *(size * curvature(samples, e.step) for e in estimates if e.value is not None)])
        centre = samples.at(samples.centre)
        if centre is not None:
            scale = max(scale, float(centre[1]) / samples.unit / size)
    return scale
