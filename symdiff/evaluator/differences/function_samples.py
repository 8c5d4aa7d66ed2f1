"""Samples of a function of Python along a line. Imports ``samples``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symdiff.evaluator.differences.samples import UNIT_ROUNDOFF, Samples


class LineSamples(Samples):
    """The values of a function that is no formula along one line, each with its noise."""

    __slots__ = ("_function", "_noise", "_reason")

    def __init__(
        self,
        function: Callable[[float], float | None],
        reason: Callable[[], str | None],
        centre: float,
        noise: float,
        unit: float,
    ) -> None:
        """``reason``: why the function's last value is None."""
        self._function = function
        self._reason = reason
        self._noise = noise
        self.unit = unit
        self.exact = False
        self._known = {}
        self.count = 0
        self.closed = None
        self.centre = centre
        self.drift = 0.0
        self.at(centre)

    def imaginary(self, step: float, *, exact: bool = True) -> Any:
        return "no formula says that a Python function is analytic"

    def with_noise(self, noise: float, unit: float) -> LineSamples:
        """The same samples with another noise."""
        return LineSamples(self._function, self._reason, self.centre, noise, unit)

    def _evaluate(self, place: Any) -> tuple[Any, Any] | None:
        value = self._function(float(place))
        if value is None:
            self.closed = self._reason()
            return None
        return value, self._noise + 2 * UNIT_ROUNDOFF * abs(value)
