"""Sweeps over steps for the derivatives of a problem at its points, as the command, the pictures and the pages show them.

Imports ``problems`` and the evaluator.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite

from symdiff.errors import fault
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.methods import METHODS, method_named
from symdiff.evaluator.truths.convergence import STEPS, PointSweep, sweep_steps, true_slope
from symdiff.evaluator.values.intervals import nearest
from symdiff.graph import alphabetical
from symdiff.problems import KINDS
from symdiff.problems.opening import Opened
from symdiff.problems.points import expand
from symdiff.problems.problem import Options


def swept(found: Opened, options: Options, steps: Sequence[float] = STEPS) -> tuple[PointSweep, ...]:
    """The sweeps of an opened problem: one per point and derivative that differences check.

    Raises SymdiffError ``usage`` for derivatives of higher order.
    """
    problem, task = found.problem, found.task
    if problem.order > 1 or any(len(wrt) > 1 for wrt in problem.wrt):
        raise fault(
            "usage", "a sweep is of first derivatives", hint="sweep the derivative itself: symdiff EXPR, then its text"
        )
    methods = [method_named(name) or METHODS[0] for name in options.methods]
    entries = [entry for entry in KINDS[problem.kind](task) if entry.probe is not None]
    wanted = sorted({*task.variables, *(name for entry in entries for name in entry.wrt)}, key=alphabetical)
    results = []
    for point in expand(problem.at, wanted, found.builder, options.limits, found.lengths):
        for entry in entries:
            probe = entry.probe
            assert probe is not None
            truth = true_slope(task.graph, probe.formula, probe.variable, point.nodes)
            note = truth.reason if isinstance(truth, Undefined) else None
            value: Fraction | None = None if isinstance(truth, Undefined) else truth
            sweeps = sweep_steps(task.graph, probe.formula, probe.variable, point.nodes, value, methods, steps)
            shown = None if value is None else nearest(value)
            if shown is not None and not isfinite(shown):
                shown, note = None, "it is beyond the largest double"
            results.append(PointSweep(entry.wrt, point.at, shown, sweeps, note))
    return tuple(results)
