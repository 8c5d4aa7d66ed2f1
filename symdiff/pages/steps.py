"""The error of numeric methods as the step shrinks, as tables of a page. Imports ``document``, ``reports`` and the evaluator's rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symdiff.evaluator.truths.convergence import PointSweep, Sweep
from symdiff.pages.document import paragraph, table, text
from symdiff.reports.sweeps import summary

_MOST = 4
"""Derivatives whose tables are there."""


def sections(found: Sequence[PointSweep]) -> Iterator[str]:
    """A table per derivative and method."""
    for place in found[:_MOST]:
        at = ", ".join(f"{name} = {value}" for name, value in place.at.items())
        rate = f"df/d{','.join(place.wrt)} at {at}"
        truth = f"unknown: {place.note}" if place.truth is None else f"{place.truth!r}, enclosed with proof"
        yield paragraph(text(f"{rate}: {truth}."))
        for sweep in place.sweeps:
            yield _table(sweep)
            yield paragraph(text(f"{summary(sweep)}."), "quiet")
    if len(found) > _MOST:
        yield paragraph(f"The first {_MOST} of {len(found)} derivatives are shown; symdiff sweep shows each.", "quiet")


def _table(sweep: Sweep) -> str:
    rows = []
    for trial in sweep.trials:
        value = trial.note or "" if trial.value is None else repr(trial.value)
        sizes = ("" if size is None else f"{size:.2e}" for size in (trial.error, trial.bound))
        order = "" if trial.order is None else f"{trial.order:.2f}"
        rounds = sweep.rounds(trial.step)
        larger = "" if rounds is None else "rounding" if rounds else "truncation"
        rows.append((f"{trial.step:.3g}", *map(text, (value, *sizes, order, larger))))
    heads = ("step", "estimate", "error", "bound", "order", "larger part")
    return table(f"{sweep.method.name}: {sweep.method.formula}", heads, rows, numbers=(1, 2, 3, 4))
