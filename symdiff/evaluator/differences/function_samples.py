"""Samples of a function of Python along a line. Imports ``samples`` and ``frozen``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symdiff.evaluator.differences.samples import UNIT_ROUNDOFF, Samples
from symdiff.frozen import Frozen


class End(Frozen):
    """A place where samples end though the function may go on, and why."""

    place: float
    reason: str


class LineSamples(Samples):
    """The values of a function that is no formula along one line, each with its noise."""

    __slots__ = ("_ends", "_function", "_noise", "_reason")

    def __init__(
        self,
        function: Callable[[float], float | None],
        reason: Callable[[], str | None],
        centre: float,
        noise: float,
        unit: float,
        ends: tuple[End, End] | None = None,
    ) -> None:
        """``reason``: why the function's last value is None. ``ends``: the first places left and right that are not looked at."""
        self._function = function
        self._reason = reason
        self._noise = noise
        self._ends = ends
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
        return LineSamples(self._function, self._reason, self.centre, noise, unit, self._ends)

    def _evaluate(self, place: Any) -> tuple[Any, Any] | None:
        if self._ends is not None:
            for end, outside in zip(
                self._ends, (place <= self._ends[0].place, place >= self._ends[1].place), strict=True
            ):
                if outside:
                    self.closed = end.reason
                    return None
        value = self._function(float(place))
        if value is None:
            self.closed = self._reason()
            return None
        return value, self._noise + 2 * UNIT_ROUNDOFF * abs(value)
