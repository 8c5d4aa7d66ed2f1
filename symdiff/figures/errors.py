"""The error of numeric methods against the step, on logarithmic axes, with what the model predicts. Imports the evaluator's sweeps.

Nothing is computed here: the trials and the model are the sweep's.
"""

from __future__ import annotations

from itertools import cycle
from typing import Any

from symdiff.evaluator.truths.convergence import PointSweep, Sweep
from symdiff.figures.labels import MINUS, shown
from symdiff.frozen import Frozen

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000", "#56B4E9")
MARKERS = ("o", "s", "^", "D", "v", "P")
STEPS = tuple(10 ** (-1 - k / 4) for k in range(57))
"""Four to a decade, from 0.1 to 1e-15."""
METHODS = ("forward", "central", "5-point")
"""Where none are asked for: orders 1, 2 and 4."""
_UNIT = 2.0**-53
_WIDE = 75
"""Characters of a title."""


class ErrorChart(Frozen):
    """The sweeps of one derivative at one point."""

    name: str
    found: PointSweep

    @property
    def title(self) -> str:
        """What is drawn: a derivative and where, as far as there is room for it."""
        where = " at " + ", ".join(f"{name} = {text}" for name, text in self.found.at.items())
        rate = f"error of d/d{' d'.join(self.found.wrt)}"
        said = (f"{rate} ({self.name}){where}", f"{rate} (f){where}", f"{rate} (f)")
        return next((title for title in said if len(title) <= _WIDE), rate)

    @property
    def floor(self) -> float | None:
        """The unit roundoff of the derivative: no double is surely closer."""
        return abs(self.found.truth) * _UNIT if self.found.truth else None

    def heights(self) -> tuple[float, float]:
        """The least and the largest error to show."""
        errors = [error for sweep in self.found.sweeps for _, error in trials(sweep)]
        low = min([*errors, *([self.floor] if self.floor else [])], default=1e-16)
        high = max(errors, default=1.0)
        return low / 3, max(high, low * 10) * 3


def trials(sweep: Sweep) -> list[tuple[float, float]]:
    """The steps with their errors, without those that have no place on a logarithmic axis."""
    return [(trial.step, trial.error) for trial in sweep.trials if trial.error]


def predictions(sweep: Sweep) -> dict[str, list[tuple[float, float]]]:
    """The two parts of the model, each as a straight line over the steps: slopes of the method's order and of -1."""
    steps = [trial.step for trial in sweep.trials]
    if not steps:
        return {}
    ends, found = (max(steps), min(steps)), {}
    if sweep.truncation:
        found["truncation"] = [(step, sweep.truncation * step**sweep.method.order) for step in ends]
    if sweep.rounding:
        found["rounding"] = [(step, sweep.rounding / step) for step in ends]
    return {part: line for part, line in found.items() if all(error > 0 for _, error in line)}


def words(sweep: Sweep, minus: str = MINUS) -> str:
    """A method with its best step, predicted and seen."""
    text = f"{sweep.method.name} (order {sweep.method.order})"
    predicted, best = sweep.predicted, sweep.best
    if predicted is not None:
        text += f": best step predicted {shown(predicted[0], 2, minus=minus)}"
    return (
        text if best is None else f"{text}{',' if predicted else ': best step'} seen {shown(best.step, 2, minus=minus)}"
    )


def draw(axes: Any, chart: ErrorChart, number: int) -> None:
    """One chart on matplotlib's axes."""
    for sweep, colour, marker in zip(chart.found.sweeps, cycle(COLOURS), cycle(MARKERS), strict=False):
        own = f"{sweep.method.name}-{number}"
        seen = trials(sweep)
        axes.plot(
            [step for step, _ in seen], [error for _, error in seen], marker=marker, markersize=5, linewidth=0.8,
            color=colour, markerfacecolor="white", label=words(sweep).replace(": ", ":\n"), gid=f"errors-{own}",
        )  # fmt: skip
        for part, style in ("truncation", "--"), ("rounding", ":"):
            line = predictions(sweep).get(part, [])
            axes.plot(
                *zip(*line, strict=True), style, color=colour, linewidth=1.6, gid=f"{part}-{own}"
            ) if line else None
        if sweep.predicted is not None:
            axes.plot(*[[each] for each in sweep.predicted], "*", color=colour, markersize=17, markeredgecolor="black", gid=f"predicted-{own}", zorder=5)  # fmt: skip
        if sweep.best is not None and sweep.best.error:
            axes.plot(
                [sweep.best.step], [sweep.best.error], marker, color=colour, markersize=11, markeredgecolor="black",
                gid=f"best-{own}", zorder=4,
            )  # fmt: skip
    if chart.floor:
        axes.axhline(chart.floor, color="#555555", linewidth=1.2, linestyle="-.", gid=f"floor-{number}")
    keys: list[tuple[str, dict[str, Any]]] = [
        ("predicted truncation: slope is the order", {"linestyle": "--"}),
        (f"predicted rounding, at most: slope {MINUS}1", {"linestyle": ":"}),
        ("best step predicted", {"marker": "*", "linestyle": "none", "markersize": 15}),
        ("best step seen", {"marker": "o", "linestyle": "none", "markersize": 10}),
    ]
    if chart.floor:
        keys.append((f"noise floor {shown(chart.floor, 2)}: the\nderivative's own rounding", {"linestyle": "-."}))
    for label, look in keys:
        axes.plot([], [], color="#555555", label=label, **look)
    axes.set(title=chart.title if len(chart.title) <= 60 else chart.title[:57] + "...", xlabel="step h", ylabel="error")
    axes.set(xscale="log", yscale="log", ylim=chart.heights())
    axes.title.set_parse_math(False)
    axes.grid(visible=True, which="major", color="#dddddd", linewidth=0.8)
    legend = axes.legend(fontsize=11, loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, labelspacing=0.9)
    for text in legend.get_texts():
        text.set_parse_math(False)
