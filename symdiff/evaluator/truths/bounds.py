"""Rigorous bounds on the error of a finite difference.

Truncation is bounded by balls over the whole interval of the samples; the rounding of what was computed is measured against
balls of the samples. Imports ``lines``, ``methods`` and below.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.differences.methods import Estimate, Method
from symdiff.evaluator.differences.samples import Samples
from symdiff.evaluator.differences.samples import fraction as exactly
from symdiff.evaluator.differences.stencil import Difference, difference, exact_step
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.values.intervals import fraction, nearest
from symdiff.frozen import Frozen, replace

_BITS = 128
_WIDE = 64
"""Bits for balls that are as wide as the samples lie apart."""
_MOVES = 8
_RATIO = 4
"""A search for the best step makes it so many times longer or shorter."""


class ErrorBound(Frozen):
    """What an estimate may be off, with proof: by its method, and by rounding."""

    truncation: float
    rounding: float

    @property
    def total(self) -> float:
        found = self.truncation + self.rounding
        return math.nextafter(found, math.inf) if self.truncation and self.rounding else found


class Bounds:
    """The bounds of differences of one formula along one variable."""

    __slots__ = ("_line", "_samples", "_start", "_values", "_variable")

    def __init__(self, line: Line, variable: str, samples: Samples) -> None:
        self._line = line
        self._variable = variable
        self._samples = samples
        self._start = line.start(variable, _BITS)
        self._values: dict[Fraction, Any] = {}

    def of(self, method: Method, found: Difference) -> ErrorBound | None:
        """The bound of one difference; None where balls cannot tell, as across a kink."""
        if self._start is None:
            return ErrorBound(0.0, abs(float(found.value)))
        if not math.isfinite(float(found.value)):
            return None
        step, centre = exactly(found.step), exactly(self._samples.centre)
        exact = self._exact(method, centre, step)
        worst = self._derivatives(method, centre, step)
        if exact is None or worst is None:
            return None
        highest, second = worst
        with precision(_BITS):
            drift = abs(ball(centre) - self._start) * second * 2
            truncation = arb(method.truncation.numerator) / method.truncation.denominator
            truncation *= math.factorial(method.order + 1) * abs(ball(step)) ** method.order * highest
            rounding = abs(ball(Fraction(float(found.value))) - exact)
            return ErrorBound(_above(truncation + drift), _above(rounding))

    def best(self, method: Method, found: Estimate) -> Estimate:
        """The estimate at the step, near that of the one given, whose bound is least; the bound in place of the measured one."""
        known: dict[int, tuple[Difference, ErrorBound] | None] = {}
        first = found.step
        assert first is not None

        def at(j: int) -> tuple[Difference, ErrorBound] | None:
            if j not in known:
                step = first if j == 0 else exact_step(self._samples, method, first * float(_RATIO) ** j)
                value = difference(self._samples, method, step)
                bound = None if value is None else self.of(method, value)
                known[j] = None if value is None or bound is None else (value, bound)
            return known[j]

        j = 0
        best = at(0)
        for _ in range(_MOVES):
            j += -1 if best is None or best[1].truncation > best[1].rounding else 1
            if j in known:
                break
            here = at(j)
            if best is not None and (here is None or here[1].total >= best[1].total):
                break
            best = here
        return self._estimate(found, best)

    def given(self, method: Method, found: Estimate) -> Estimate:
        """The estimate at its own step, with the bound."""
        value = difference(self._samples, method, found.step)
        bound = None if value is None else self.of(method, value)
        return self._estimate(found, None if value is None or bound is None else (value, bound))

    def _estimate(self, found: Estimate, best: tuple[Difference, ErrorBound] | None) -> Estimate:
        if best is None:
            return found
        value, bound = best
        return replace(
            found, value=float(value.value), step=float(value.step), bound=bound.total, truncation=0.0, rigorous=True
        )

    def _exact(self, method: Method, centre: Fraction, step: Fraction) -> Any:
        """The difference itself, without rounding, as a ball."""
        total = arb(0)
        for offset, weight in zip(method.offsets, method.weights, strict=True):
            place = centre + offset * step
            if place not in self._values:
                self._values[place] = self._line.value(self._variable, place, _BITS)
            value = self._values[place]
            if isinstance(value, Undefined):
                return None
            with precision(_BITS):
                total = total + ball(weight) * value
        with precision(_BITS):
            return total / ball(step)

    def _derivatives(self, method: Method, centre: Fraction, step: Fraction) -> tuple[Any, Any] | None:
        """The largest coefficient of the order after the method's, and the second, over samples and point together."""
        try:
            middle, radius = fraction(self._start)
        except UnclearError:
            return None
        away = [centre + offset * step - middle for offset in method.offsets]
        reach = min(-radius, *away) - radius, max(radius, *away) + radius
        found = self._line.coefficients({self._variable: (1,)}, method.order + 2, _WIDE, reach)
        if isinstance(found, Undefined):
            return None
        with precision(_WIDE):
            return abs(found[method.order + 1]).abs_upper(), abs(found[2]).abs_upper()


def bounded(line: Line, variable: str, samples: Samples, found: Estimate, *, fixed: bool) -> Estimate:
    """An estimate with a rigorous bound, at its own step or at the best one near it; as it is where balls cannot tell."""
    method = found.used
    if method is None or method.imaginary or found.value is None or found.step is None:
        return found
    bounds = Bounds(line, variable, samples)
    return bounds.given(method, found) if fixed else bounds.best(method, found)


def _above(number: Any) -> float:
    """A float that is not below the ball."""
    try:
        top = sum(fraction(number.abs_upper()), Fraction(0))
    except UnclearError:
        return math.inf
    value = nearest(top)
    return value if value == math.inf or Fraction(value) >= top else math.nextafter(value, math.inf)
