"""The error of numeric methods as the step shrinks: what each gives, errs and bounds, and where rounding takes over.

Imports ``bounds``, ``methods`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.kinks import kinks_at
from symdiff.evaluator.differences.methods import Method
from symdiff.evaluator.differences.samples import Formula, Samples
from symdiff.evaluator.differences.stencil import difference
from symdiff.evaluator.truths.bounds import Bounds
from symdiff.evaluator.truths.definitions import Partials
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.truths.truths import Truths
from symdiff.evaluator.values.intervals import fraction, nearest
from symdiff.frozen import Frozen
from symdiff.graph import Graph

STEPS = tuple(float(f"1e-{k}") for k in range(1, 16))
_BITS = 256


class Trial(Frozen):
    """One step of one method. ``value`` is None where a sample has none, and ``note`` says why."""

    step: float
    value: float | None
    error: float | None
    """The distance from the true derivative."""
    bound: float | None
    """What the error may be at most; with proof if ``rigorous``."""
    rigorous: bool
    order: float | None
    """The observed order: the slope of the error's logarithm against the step's, from the trial before."""
    note: str | None = None


class Sweep(Frozen):
    """The trials of one method, longest step first, and its model: truncation*h**order + rounding/h."""

    method: Method
    trials: tuple[Trial, ...]
    truncation: float | None
    """None where the derivative that it takes is unknown."""
    rounding: float | None

    @property
    def predicted(self) -> tuple[float, float] | None:
        """The step that makes the model least, and its error there; None where no truncation error is to be seen."""
        order, truncation, rounding = self.method.order, self.truncation, self.rounding
        if not truncation or not rounding:
            return None
        try:
            step = float((rounding / (order * truncation)) ** (1 / (order + 1)))
            return (step, truncation * step**order + rounding / step) if 0 < step < math.inf else None
        except (OverflowError, ZeroDivisionError):  # beyond the range of doubles
            return None

    def rounds(self, step: float) -> bool | None:
        """Whether rounding is the larger part of the model at a step; None where there is no model."""
        if self.truncation is None or self.rounding is None:
            return None
        if not self.truncation or not self.rounding:
            return bool(self.rounding)
        order = self.method.order  # by logarithms: a step may be as long or short as doubles are
        return math.log(self.rounding) - math.log(step) > math.log(self.truncation) + order * math.log(step)

    @property
    def best(self) -> Trial | None:
        """The trial with the least error, of several the longest."""
        known = [trial for trial in self.trials if trial.error is not None]
        return min(known, key=lambda trial: (trial.error, -trial.step), default=None)


class PointSweep(Frozen):
    """The sweeps of every method for one derivative at one point."""

    wrt: tuple[str, ...]
    at: dict[str, str]
    truth: float | None
    """The true derivative, None where it could not be enclosed."""
    sweeps: tuple[Sweep, ...]
    note: str | None = None


def true_slope(graph: Graph, root: int, variable: str, point: Point) -> Fraction | Undefined:
    """The middle of the ball of the derivative, 30 digits and more of which are right, or so many places."""
    truths = Truths(graph, Partials(((None, root, (variable,)),)), point)
    for bits in (_BITS, 8 * _BITS):
        found = truths.at(bits)
        if not isinstance(found, Undefined) and found.radius * 10**30 <= max(abs(found.middle), Fraction(1, 10**30)):
            return found.middle
    return found if isinstance(found, Undefined) else Undefined(root, "the ball is too wide to tell", exists=True)


def sweep_steps(
    graph: Graph,
    root: int,
    variable: str,
    point: Point,
    truth: Fraction | None,
    methods: Sequence[Method],
    steps: Sequence[float] = STEPS,
) -> tuple[Sweep, ...]:
    """Each method at each step, in doubles, the formula evaluated in the order in which it was typed."""
    line = Line(graph, root, point)
    at_kink = bool(kinks_at(graph, root, variable, point))  # then only samples across the kink show what methods say
    try:
        samples = Samples(Formula(graph, root, point), variable, across=at_kink)
    except UnclearError as trouble:
        nowhere = tuple(Trial(step, None, None, None, False, None, trouble.reason) for step in steps)
        return tuple(Sweep(method, nowhere, None, None) for method in methods)
    bounds = None if at_kink else Bounds(line, variable, samples)
    return tuple(_sweep(method, samples, bounds, line, variable, truth, steps) for method in methods)


def _sweep(
    method: Method,
    samples: Samples,
    bounds: Bounds | None,
    line: Line,
    variable: str,
    truth: Fraction | None,
    steps: Sequence[float],
) -> Sweep:
    trials: list[Trial] = []
    for step in steps:
        trials.append(_trial(method, samples, bounds, truth, step, trials[-1] if trials else None))
    if method.imaginary:
        return Sweep(method, tuple(trials), None, None)
    found = line.coefficients({variable: (1,)}, method.order + 2, _BITS)
    centre = samples.at(samples.centre)
    size = None if isinstance(found, Undefined) else _size(found[method.order + 1])
    truncation = None if size is None else size * float(method.truncation * math.factorial(method.order + 1))
    return Sweep(
        method, tuple(trials), truncation, None if centre is None else float(method.rounding) * float(centre[1])
    )


def _size(found: Any) -> float:
    try:
        return abs(nearest(fraction(found)[0]))
    except UnclearError:
        return math.inf


def _trial(
    method: Method, samples: Samples, bounds: Bounds | None, truth: Fraction | None, step: float, before: Trial | None
) -> Trial:
    found = estimate(samples, method, step)
    if found.value is None or not math.isfinite(found.value):
        return Trial(step, None, None, None, False, None, found.note)
    value, bound, rigorous = found.value, math.inf if bounds is None else found.bound, False
    try:
        plain = None if method.imaginary else difference(samples, method, step)
    except (OverflowError, ZeroDivisionError):
        plain = None
    proved = None if plain is None or bounds is None else bounds.of(method, plain)
    if proved is not None:
        bound, rigorous = proved.total, True
    error = None if truth is None else nearest(abs(Fraction(value) - truth))
    error = error if error is not None and math.isfinite(error) else None
    order = None
    if error and before is not None and before.error and before.step != step:
        order = math.log(before.error / error) / math.log(before.step / step)
    return Trial(step, value, error, bound if math.isfinite(bound) else None, rigorous, order, found.note)
