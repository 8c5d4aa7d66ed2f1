"""Derivatives at an instance held against differences, and against the power series of the formula. Imports ``values`` and below.

Each entry of the variable is moved alone. Samples are balls of 160 bits, so what rounding does is known and small; the truncation error
of a difference is estimated from a second and a third difference. A certificate is the coefficient of t where the entry moves by t: it
comes from the formula as it was typed, and asks no derivative rule.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, cast

from flint import arb, arb_series

from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.frozen import Frozen
from symdiff.matrices.derivatives import Derivative
from symdiff.matrices.instances import Entries, Instance
from symdiff.matrices.nodes import Node
from symdiff.matrices.values import Rows, Values
from symdiff.status import Status, worst

BITS = 160
_STEPS = {"forward": 2.0**-40, "central": 2.0**-26}
METHODS = tuple(_STEPS)
_SPARE = 8.0
_ROUNDING = 2.0**-50
MOST_ENTRIES = 900
_MOST_WORK = 300_000
_KINK = 1e-6
"""What the slopes on both sides differ by, relative to 1 or to the derivative, at a kink."""


class Estimate(Frozen):
    """What a difference gives, with its step and a bound on its error."""

    method: str
    value: float
    step: float
    error: float
    bound: float


class Entry(Frozen):
    """A derivative of one entry by one entry: places from 1 on, in the function and in the variable."""

    of: tuple[int, int]
    by: tuple[int, int]
    symbolic: float | None
    estimates: tuple[Estimate, ...]
    verdict: Status
    digits: int | None = None
    """Certified decimal digits; None where there is no certificate."""
    note: str | None = None


class Checked(Frozen):
    """The value of the function, the derivative as printed, the entries, and what they say together."""

    value: list[list[float]]
    derivative: list[list[float]] | None
    entries: tuple[Entry, ...]
    verdict: Status
    certified: int
    note: str | None = None


def _balls(entries: Entries) -> Rows:
    return [[ball(entry) for entry in row] for row in entries]


def floats(rows: Rows) -> list[list[float]]:
    return [[float(entry.mid()) for entry in row] for row in rows]


def checked(
    typed: Node,
    derivative: Derivative,
    by: str,
    instance: Instance,
    sides: tuple[bool, ...],
    *,
    certify: bool,
    methods: Sequence[str] = METHODS,
) -> Checked:
    """The check of a derivative at an instance, entry by entry.

    ``sides`` are those of the function and the variable that have an index; the derivative has its rows along the function.
    Raises SymdiffError ``undefined`` where the function has no value there.
    """
    given = sum(len(entries) * len(entries[0]) for entries in instance.entries.values())
    moved = len(instance.entries[by]) * len(instance.entries[by][0])
    if given * moved > _MOST_WORK:
        raise fault(
            "too-many-nodes", f"the check moves {moved:,} entries of the variable among {given:,}, which is too much work",
            hint="choose a smaller --size",
        )  # fmt: skip
    with precision(BITS):
        balls = {name: _balls(entries) for name, entries in instance.entries.items()}
        value = Values(balls, instance.sizes).of(typed)
        rows, columns = len(balls[by]), len(balls[by][0])
        many = rows * columns * len(value) * len(value[0])
        if many > MOST_ENTRIES:
            raise fault(
                "too-many-nodes", f"the derivative has {many:,} entries here, more than the {MOST_ENTRIES} that are checked",
                hint="choose a smaller --size",
            )  # fmt: skip
        found = _Derivative(derivative, Values(balls, instance.sizes), value, (rows, columns), sides)
        entries: list[Entry] = []
        note = None
        for k in range(rows):
            for line in range(columns):
                heed_signals()
                samples = _samples(typed, balls, instance.sizes, by, (k, line))
                series = None
                if certify:
                    try:
                        series = _series(typed, balls, instance.sizes, by, (k, line))
                    except SymdiffError as trouble:
                        note = f"not certified: {trouble.diagnostic.message}"
                for i in range(len(value)):
                    for j in range(len(value[0])):
                        true = None if series is None else _slope(series[i][j])
                        entries.append(_entry(found, samples, true, (i, j), (k, line), methods))
    printed = found.printed
    verdict = worst(entry.verdict for entry in entries) or Status.INCONCLUSIVE
    certified = sum(entry.digits is not None for entry in entries)
    return Checked(
        floats(value), None if printed is None else floats(printed), tuple(entries), verdict, certified, note
    )


class _Derivative:
    """The entries of a derivative, whatever form it has."""

    def __init__(
        self, derivative: Derivative, values: Values, value: Rows, shape: tuple[int, int], sides: tuple[bool, ...]
    ) -> None:
        self.derivative = derivative
        self.values = values
        self.value = value
        self.shape = shape
        self.sides = sides
        self.printed: Rows | None = None
        self.trouble: SymdiffError | None = None
        """Why the derivative has no value, where the function has one."""
        if derivative.node is not None:
            try:
                self.printed = values.of(derivative.node)
            except SymdiffError as trouble:
                if trouble.diagnostic.code != "undefined":
                    raise
                self.trouble = trouble

    def at(self, of: tuple[int, int], by: tuple[int, int]) -> Any:
        if self.trouble is not None:
            raise self.trouble
        (i, j), (k, line) = of, by
        rows, columns = len(self.value), len(self.value[0])
        if self.printed is not None:
            if self.derivative.stacked:
                return self.printed[j * rows + i][line * self.shape[0] + k]
            if rows == columns == 1:
                return self.printed[k][line]
            if self.shape == (1, 1):
                return self.printed[i][j]
            return self.printed[max(i, j)][max(k, line)]
        sizes = self.derivative.sizes
        places = iter([at for at, count in zip((i, j, k, line), self.sides, strict=True) if count])
        free = {index: next(places) for index in self.derivative.free}
        found: Any = arb(0)
        for term in self.derivative.terms:
            found = found + self.values.term(term, free, sizes)
        return found


def _moved(balls: Mapping[str, Rows], by: str, at: tuple[int, int], change: Any) -> dict[str, Rows]:
    rows = [list(row) for row in balls[by]]
    rows[at[0]][at[1]] = rows[at[0]][at[1]] + change
    return {**balls, by: rows}


def _samples(
    typed: Node, balls: Mapping[str, Rows], sizes: Mapping[str, int], by: str, at: tuple[int, int]
) -> dict[tuple[str, int], Rows | None]:
    """The function at multiples of each method's step; None where it has no value."""
    found: dict[tuple[str, int], Rows | None] = {}
    for method, step in _STEPS.items():
        for multiple in (-2, -1, 0, 1, 2):
            try:
                found[method, multiple] = Values(_moved(balls, by, at, arb(step) * multiple), sizes).of(typed)
            except SymdiffError as trouble:
                if trouble.diagnostic.code != "undefined":
                    raise
                found[method, multiple] = None
    return found


def _series(typed: Node, balls: Mapping[str, Rows], sizes: Mapping[str, int], by: str, at: tuple[int, int]) -> Rows:
    return Values(_moved(balls, by, at, arb_series([0, 1])), sizes).of(typed)


def _slope(value: Any) -> Any:
    return value[1] if isinstance(value, arb_series) else arb(0)


def _entry(
    found: _Derivative,
    samples: Mapping[tuple[str, int], Rows | None],
    true: Any,
    of: tuple[int, int],
    by: tuple[int, int],
    methods: Sequence[str],
) -> Entry:
    i, j = of
    places = (i + 1, j + 1), (by[0] + 1, by[1] + 1)
    try:
        symbolic = found.at(of, by)
    except SymdiffError as trouble:
        return Entry(*places, None, (), Status.UNDEFINED, None, trouble.diagnostic.message)
    shown = float(symbolic.mid())
    if not math.isfinite(shown):
        return Entry(*places, None, (), Status.INCONCLUSIVE, None, "the derivative is too large for a double here")
    estimates = []
    verdicts = []
    for method in methods:
        step = _STEPS[method]
        values = [None if (rows := samples[method, multiple]) is None else rows[i][j] for multiple in (-2, -1, 0, 1, 2)]
        if any(value is None for value in values):
            continue
        low2, low, here, high, high2 = cast("list[Any]", values)
        h = arb(step)
        if method == "forward":
            estimate, bound = (high - here) / h, abs((high - 2 * here + low) / h) / 2
        else:
            estimate, bound = (high - low) / (2 * h), abs((high2 - 2 * high + 2 * low - low2) / h) / 12
        allowed = _SPARE * _most(bound) + _most(estimate - estimate.mid()) + _ROUNDING * abs(shown)
        error = float(abs(symbolic - estimate).mid())
        estimates.append(Estimate(method, float(estimate.mid()), step, error, allowed))
        scale = max(1.0, abs(shown))
        verdicts.append(
            Status.AGREE if error <= allowed <= 1e-4 * scale
            else Status.DISAGREE if error > 1000 * allowed + 1e-9 * scale and allowed <= 1e-4 * scale
            else Status.INCONCLUSIVE
        )  # fmt: skip
    verdict = worst(verdicts) if verdicts else Status.INCONCLUSIVE
    assert verdict is not None
    sides = _sides(samples, (i, j), max(1.0, abs(shown)))
    if sides is not None:
        low, high = sides
        return Entry(
            *places,
            None,
            tuple(estimates),
            Status.UNDEFINED,
            None,
            f"the slopes on both sides are {low:g} and {high:g}",
        )
    digits = None
    if true is not None:
        if not true.overlaps(symbolic):
            verdict = Status.DISAGREE
        else:
            digits = _digits(true, symbolic)
            verdict = Status.AGREE
    return Entry(*places, shown, tuple(estimates), verdict, digits)


def _sides(
    samples: Mapping[tuple[str, int], Rows | None], at: tuple[int, int], scale: float
) -> tuple[float, float] | None:
    """The slopes on both sides where they differ, and by no less at the smaller step: there a curvature would have gone."""
    gaps = []
    slopes: tuple[float, float] = (0.0, 0.0)
    for method in ("central", "forward"):
        rows = [samples[method, multiple] for multiple in (-1, 0, 1)]
        if any(each is None for each in rows):
            return None
        low, here, high = [cast("Rows", each)[at[0]][at[1]] for each in rows]
        h = arb(_STEPS[method])
        slopes = float(((here - low) / h).mid()), float(((high - here) / h).mid())
        gaps.append(abs(slopes[1] - slopes[0]))
    return slopes if gaps[1] > _KINK * scale and gaps[1] > gaps[0] / 2 else None


def _most(number: Any) -> float:
    return float(abs(number).upper())


def _digits(true: Any, symbolic: Any) -> int:
    apart = _most(true - symbolic)
    size = _most(true) or 1.0
    return 40 if apart == 0 else max(0, min(40, int(-math.log10(apart / size)))) if apart < size else 0
