"""Sweeps over steps, as tables and as JSON. Imports ``convergence``, ``json_report`` and ``table``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from symdiff.evaluator.truths.convergence import PointSweep, Sweep, Trial
from symdiff.reports.canvas import drawn
from symdiff.reports.json_report import record
from symdiff.reports.report import Report
from symdiff.reports.table import join

if TYPE_CHECKING:
    from rich.console import Console

HEADER = ("wrt", "at", "method", "step", "estimate", "error", "bound", "order", "larger")
"""``order`` is observed, from the step before; ``larger`` names the larger part of the error that the model predicts."""


def rich(report: Report, found: Sequence[PointSweep], *, width: int | None, colour: bool) -> str:
    """The tables as a terminal shows them."""
    return drawn(partial(draw, report, found), width=width, colour=colour)


def plain(report: Report, found: Sequence[PointSweep], *, width: int | None, colour: bool) -> str:
    """A row per derivative, point, method and step, the cells of HEADER, with tabs between them."""
    return table(found, "\t")


def as_csv(report: Report, found: Sequence[PointSweep], *, width: int | None, colour: bool) -> str:
    """The same rows as CSV."""
    return table(found, ",")


def table(found: Sequence[PointSweep], separator: str) -> str:
    """A row per derivative, point, method and step, the cells of HEADER."""
    return "".join(join(row, separator) + "\n" for row in (HEADER, *_rows(found)))


def _rows(found: Sequence[PointSweep]) -> Iterator[tuple[str, ...]]:
    for place in found:
        at = ";".join(f"{name}={text}" for name, text in place.at.items())
        for sweep in place.sweeps:
            for trial in sweep.trials:
                numbers = (trial.step, trial.value, trial.error, trial.bound, trial.order)
                cells = ("" if number is None else repr(number) for number in numbers)
                yield (",".join(place.wrt), at, sweep.method.name, *cells, _larger(sweep, trial))


def _larger(sweep: Sweep, trial: Trial) -> str:
    rounds = sweep.rounds(trial.step)
    return "" if rounds is None else "rounding" if rounds else "truncation"


def summary(sweep: Sweep) -> str:
    """The best step, as the model predicts it and as it was seen."""
    best = sweep.best
    seen = "" if best is None else f"; best seen {best.step:.3g}, error {best.error:.3g}"
    if sweep.predicted is None:
        none = "no truncation error: the longest step is best" if sweep.truncation == 0.0 else "no step is predicted"
        return f"{sweep.method.name}: {none}{seen}"
    step, error = sweep.predicted
    return f"{sweep.method.name}: rounding takes over below {step:.3g}, error there at most {error:.3g}{seen}"


def as_json(report: Report, found: Sequence[PointSweep], *, width: int | None = None, colour: bool = False) -> str:
    """The record of the report with ``sweeps``, as one line."""
    envelope = json.loads(record(report))
    envelope["sweeps"] = [
        {
            "wrt": place.wrt,
            "at": place.at,
            "derivative": place.truth,
            **({} if place.note is None else {"note": place.note}),
            "methods": [_method(sweep) for sweep in place.sweeps],
        }
        for place in found
    ]
    return json.dumps(envelope) + "\n"


def _method(sweep: Sweep) -> dict[str, Any]:
    best, predicted = sweep.best, sweep.predicted
    return {
        "method": sweep.method.name,
        "order": sweep.method.order,
        "predicted": None if predicted is None else {"step": predicted[0], "error": predicted[1]},
        "best": None if best is None else {"step": best.step, "error": best.error},
        "trials": [
            {
                "step": trial.step,
                "value": trial.value,
                "error": trial.error,
                "bound": trial.bound,
                "rigorous": trial.rigorous,
                "order": trial.order,
                **({} if trial.note is None else {"note": trial.note}),
            }
            for trial in sweep.trials
        ],
    }


def draw(report: Report, found: Sequence[PointSweep], console: Console) -> None:
    """The tables, one per derivative, point and method, each with its best step below."""
    from rich.table import Table
    from rich.text import Text

    for number, place in enumerate(found):
        at = ", ".join(f"{name} = {text}" for name, text in place.at.items())
        truth = "unknown: " + (place.note or "") if place.truth is None else repr(place.truth)
        console.print(Text(f"{chr(10) if number else ''}df/d{','.join(place.wrt)} at {at}: {truth}"))
        for sweep in place.sweeps:
            console.print(Text(f"\n{sweep.method.name}: {sweep.method.formula}", style="bold"))
            grid = Table("h", "estimate", "error", "bound", "order", box=None, pad_edge=False, header_style="bold")
            for trial in sweep.trials:
                fade = "dim" if sweep.rounds(trial.step) else ""
                value = trial.note or "" if trial.value is None else f"{trial.value:#.11g}"
                sizes = (f"{size:.2e}" if size is not None else "" for size in (trial.error, trial.bound))
                order = "" if trial.order is None else f"{trial.order:.2f}"
                grid.add_row(*(Text(cell) for cell in (f"{trial.step:.3g}", value, *sizes, order)), style=fade)
            console.print(grid)
            console.print(Text(summary(sweep), style="dim"))
    for note in dict.fromkeys(check.note for point in report.points for check in point.checks if check.note):
        console.print(Text(note))
