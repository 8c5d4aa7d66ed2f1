"""Values of a function of Python at a place, and the scale of a place. Imports ``loader``, ``arguments`` and ``noise``."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from symdiff.callables import noise
from symdiff.callables.arguments import Place, flattened, number
from symdiff.callables.loader import Loaded, failure, guarded
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Evaluated
from symdiff.frozen import frozen

_SEED = 0


UNIT_ROUNDOFF = 2.0**-53


class Values:
    """A function of the user's at the coordinates of a place."""

    def __init__(self, loaded: Loaded, place: Place) -> None:
        self.loaded = loaded
        self.place = place
        self.gap: str | None = None
        """Why the last call gave no number."""
        with guarded(self.path):
            self.centre = self._number(place.call(loaded.function, place.values))

    @property
    def path(self) -> Path:
        return Path(self.loaded.target.path).resolve()

    def why(self) -> str | None:
        return self.gap

    def at(self, values: Sequence[float]) -> float | None:
        """The value, None where there is none."""
        found = attempted(self.loaded, self.place, values)
        if isinstance(found, Gap):
            self.gap = found.reason
            return None
        return self._number(found)

    def along(self, direction: Sequence[float]) -> Callable[[float], float | None]:
        """The values on the line through the place."""
        return lambda t: self.at([x + t * v for x, v in zip(self.place.values, direction, strict=True)])

    def beside(self, index: int) -> Callable[[float], float | None]:
        """The values with one coordinate replaced."""
        before, after = self.place.values[:index], self.place.values[index + 1 :]
        return lambda value: self.at((*before, value, *after))

    def _number(self, found: Any) -> float | None:
        value = number(found)
        if value is not None and math.isfinite(value):
            return value
        if value is None and not (
            isinstance(found, complex) or getattr(getattr(found, "dtype", None), "kind", "") == "c"
        ):
            what = "None" if found is None else f"a '{type(found).__name__}'"
            raise fault(
                "python-function", f"'{self.loaded.name}' returns {what} at the point", hint="it must return one number"
            )
        self.gap = f"the value is {'complex' if value is None else value}"
        return None


@frozen
class Gap:
    """Why a call gave nothing."""

    reason: str


def attempted(loaded: Loaded, place: Place, values: Sequence[float]) -> Any:
    """What a function returns beside its point, or why it has no value there: it may refuse in any way."""
    try:
        return place.call(loaded.function, values)
    except SymdiffError:
        raise
    except Exception as error:  # noqa: BLE001 - a user's function
        return Gap(" ".join(f"{type(error).__name__}: {error}".split()))
    except SystemExit as error:
        raise failure(error, Path(loaded.target.path).resolve()) from None


def given_by(loaded: Loaded, place: Place) -> list[Evaluated]:
    """What a gradient function says at a place, each component with the noise that its own values show. Raises SymdiffError."""
    with guarded(Path(loaded.target.path).resolve()):
        found = place.call(loaded.function, place.values)
    values = flattened(found, place)
    if values is None:
        what = "None" if found is None else f"a '{type(found).__name__}'"
        raise fault(
            "python-function",
            f"'{loaded.name}' returns {what} that does not hold numbers"
            if found is not None
            else f"'{loaded.name}' returns None",
            hint="a gradient is a number, a sequence of numbers or a numpy array",
        )
    if len(values) != len(place.names):
        raise fault(
            "python-function",
            f"'{loaded.name}' returns {counted(len(values), 'number')}, and the point has {counted(len(place.names), 'coordinate')}",
            hint=f"one component for each of {', '.join(place.names[:4])}{', ...' if len(place.names) > 4 else ''}",
        )
    direction = direction_of(place)

    def sample(t: float) -> list[float] | None:
        moved = [x + t * v for x, v in zip(place.values, direction, strict=True)]
        found = attempted(loaded, place, moved)
        return None if isinstance(found, Gap) else flattened(found, place)

    levels = noise.measured(sample)
    return [
        Evaluated(value, noise.LIKELY * level.wide + 2 * UNIT_ROUNDOFF * abs(value))
        for value, level in zip(values, levels or [noise.Noise()] * len(values), strict=True)
    ]


def counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def size_of(x: float) -> float:
    """The scale on which a coordinate is moved, as the methods' steps have it."""
    return max(abs(x), min(1.0, 1024 * abs(x))) or 1.0


def direction_of(place: Place) -> list[float]:
    """A random direction, the same in every run, its components in sizes of the coordinates."""
    draw = random.Random(_SEED)  # noqa: S311 - the same each time
    drawn = [draw.gauss(0.0, 1.0) for _ in place.values]
    length = math.hypot(*drawn) or 1.0
    return [part / length * size_of(x) for part, x in zip(drawn, place.values, strict=True)]
