"""A derivative against numeric differences of its formula at a point: the verb that the pipeline calls.

What the differences leave open, or call wrong, is asked of the enclosure of the true derivative before anything is said. Where f has
a derivative and its printed form has no value, the value comes from the definition. Imports ``differences`` and below, and, where
they are needed, ``truths`` and ``ball_samples``, and so flint.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from math import inf, isfinite

from symdiff.annotations import TYPE_CHECKING
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.kinks import Slopes, kinks_at
from symdiff.evaluator.differences.methods import METHODS, Estimate, Method
from symdiff.evaluator.differences.samples import Formula, Samples, more_digits
from symdiff.evaluator.differences.stencil import curvature
from symdiff.evaluator.values.at_points import Evaluated, values_of
from symdiff.evaluator.verdicts.compare import compare
from symdiff.evaluator.verdicts.settled import Check, defined_above, settled
from symdiff.graph import Graph
from symdiff.status import Status, together

if TYPE_CHECKING:
    from symdiff.evaluator.truths.definitions import Definition
    from symdiff.evaluator.truths.lines import Line

_SHARP = 1e-5
"""Where no estimate in doubles is this good, relative, the samples are taken again with more digits."""


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
    definitions: Mapping[str, Definition] | None = None,
) -> tuple[Evaluated | Undefined, dict[str, Check]]:
    """The value of f at a point, and each of its derivatives by a variable against numeric estimates.

    ``rigorous``: with bounds that are proved, where balls can prove them. ``definitions``: what the derivatives are, where f is
    itself the derivative of something.
    """
    roots = (f, *derivatives.values())
    in_doubles = DoubleRun(Program(graph, (*roots, *point.values()), point))
    value, *symbolic = values_of(in_doubles, roots)
    if isinstance(value, Undefined) and not value.exists:
        gone = Check(value, (), (), Status.UNDEFINED, value.reason, value.node)
        return value, {
            name: defined_above(graph, (definitions or {}).get(name), f, point, gone) for name in derivatives
        }
    formula = Formula(graph, f, point, in_doubles=in_doubles)
    line = None
    if rigorous:
        from symdiff.evaluator.truths.lines import Line  # imports flint

        line = Line(graph, f, point)
    results = {}
    for variable, found in zip(derivatives, symbolic, strict=True):
        derivative = derivatives[variable]
        checked = _check(formula, graph, f, derivative, variable, found, value, point, methods, step, line)
        if checked.verdict is not Status.AGREE:
            definition = (definitions or {}).get(variable) or _partial(f, variable)
            checked = settled(graph, definition, derivative, point, checked, given=step is not None)
        results[variable] = checked
    return value, results


def _check(
    formula: Formula,
    graph: Graph,
    f: int,
    derivative: int,
    variable: str,
    symbolic: Evaluated | Undefined,
    value: Evaluated | Undefined,
    point: Point,
    methods: Sequence[Method],
    step: float | None,
    line: Line | None,
) -> Check:
    kinks = kinks_at(graph, f, variable, point, formula.in_doubles)
    note, node = None, None
    if kinks:
        sides = _slopes(graph, f, variable, point, kinks[0], formula)
        if not sides.meet:
            return Check(symbolic, (), (), Status.UNDEFINED, f"not smooth here; {sides.words}", sides.node)
        note = "a kink of the formula, but the slopes on both sides agree within their bounds"
        if isinstance(symbolic, Evaluated) and not sides.allow(symbolic.value, symbolic.bound):
            # Branches meet here, and the one that holds at this point alone says nothing of the slope.
            reason = "the derivative by branches does not hold where they meet"
            if sides.left is not None and _tends(graph, derivative, variable, point, sides):
                note, node = f"{reason}; the value comes from the definition", sides.node
                symbolic = Evaluated(sides.left, sides.bound)
            else:
                symbolic = Undefined(sides.node, f"{reason}; {sides.words}", exists=True)
    if isinstance(symbolic, Undefined):
        if symbolic.exists:
            return Check(symbolic, (), (), Status.INCONCLUSIVE, symbolic.reason, symbolic.node)
        sides = _slopes(graph, f, variable, point, symbolic.node, formula)
        if not sides.meet or sides.left is None:
            return Check(symbolic, (), (), Status.UNDEFINED, f"{symbolic.reason}; {sides.words}", symbolic.node)
        note, node = f"{symbolic.reason} in the printed form; the value comes from the definition", symbolic.node
        symbolic = Evaluated(sides.left, sides.bound)
    try:
        samples = Samples(formula, variable, across=bool(kinks))
    except UnclearError as trouble:
        nowhere = tuple(Estimate(method.name, None, step, inf, inf, 0, trouble.reason) for method in methods)
        return Check(
            symbolic, nowhere, (Status.INCONCLUSIVE,) * len(nowhere), Status.INCONCLUSIVE, note, node, node is not None
        )
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
    return judged(samples, symbolic, value, estimates, note, node)


def _partial(f: int, variable: str) -> Definition:
    from symdiff.evaluator.truths.definitions import Partials

    return Partials(((None, f, (variable,)),))


def _slopes(graph: Graph, f: int, variable: str, point: Point, node: int, formula: Formula) -> Slopes:
    from symdiff.evaluator.truths.one_sided import slopes  # imports flint

    return slopes(graph, f, variable, point, node, formula)


def _tends(graph: Graph, derivative: int, variable: str, point: Point, sides: Slopes) -> bool:
    """Whether a derivative in its printed form tends to the slope of f from both sides: it is right around the point."""
    from symdiff.evaluator.truths.one_sided import limits  # imports flint

    return all(
        limit is not None and sides.allow(limit.value, limit.bound)
        for limit in limits(graph, derivative, variable, point)
    )


def corner_at(graph: Graph, root: int, variable: str, point: Point) -> Slopes | None:
    """The slopes on both sides where a formula has a corner or a jump along a variable; None where it has none."""
    kinks = kinks_at(graph, root, variable, point)
    sides = _slopes(graph, root, variable, point, kinks[0], Formula(graph, root, point)) if kinks else None
    return None if sides is None or sides.meet else sides


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
    node: int | None = None,
) -> Check:
    """A symbolic value against estimates from samples of a formula with this value.

    ``node``: what has no value in the printed form, where the symbolic value comes from the definition.
    """
    scale = _scale(samples, symbolic, value, estimates)
    verdicts = tuple(compare(symbolic, found, scale) for found in estimates)
    return Check(symbolic, tuple(estimates), verdicts, together(verdicts), note, node, node is not None)


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
        with suppress(OverflowError, ZeroDivisionError):  # beyond the range of doubles
            scale = max([scale, *(size * curvature(samples, e.step) for e in estimates if e.value is not None)])
            centre = samples.at(samples.centre)
            if centre is not None:
                scale = max(scale, float(centre[1]) / samples.unit / size)
    return scale if isfinite(scale) else 0.0
