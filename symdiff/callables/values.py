"""Values of a function of Python at a place and along lines through it, and the scale of a place.

Imports ``loader``, ``arguments`` and ``noise``.
"""

from __future__ import annotations

import math
import random
from array import array
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from symdiff.callables import noise
from symdiff.callables.arguments import Place, flattened, number
from symdiff.callables.loader import Loaded, failure, guarded
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen

_SEED = 0
UNIT_ROUNDOFF = 2.0**-53
Numbers = tuple[float, ...]
"""What a function returned: one number, or those of an array in order."""


class Values:
    """A function of the user's at the coordinates of a place; what it returns is one number or an array of numbers."""

    def __init__(self, loaded: Loaded, place: Place) -> None:
        self.loaded = loaded
        self.place = place
        self.gap: str | None = None
        """Why the last call gave no number."""
        self.scalar = True
        with guarded(self.path):
            found = place.call(loaded.function, place.values)
        self._count: int | None = None
        self.centre = self._numbers(found)
        if self.centre is not None:
            self._count = len(self.centre)

    @property
    def path(self) -> Path:
        return Path(self.loaded.target.path).resolve()

    def why(self) -> str | None:
        return self.gap

    def at(self, values: Sequence[float]) -> Numbers | None:
        """The values, None where there are none."""
        found = attempted(self.loaded, self.place, values)
        if isinstance(found, Gap):
            self.gap = found.reason
            return None
        return self._numbers(found)

    def along(self, direction: Sequence[float]) -> Line:
        """The values on the line through the place."""
        start = self.place.values
        return Line(self, lambda t: [x + t * v for x, v in zip(start, direction, strict=True)])

    def beside(self, index: int) -> Line:
        """The values with one coordinate replaced."""
        before, after = self.place.values[:index], self.place.values[index + 1 :]
        return Line(self, lambda value: (*before, value, *after))

    def _numbers(self, found: Any) -> Numbers | None:
        value = number(found)
        if value is not None:
            if math.isfinite(value) and self._count in (None, 1):
                return (value,)
            self.gap = f"the value is {value}" if self._count in (None, 1) else "the value is one number here"
            return None
        if isinstance(found, complex) or getattr(getattr(found, "dtype", None), "kind", "") == "c":
            self.gap = "the value is complex"
            return None
        several = None if isinstance(found, Mapping) else flattened(found, self.place)
        if not several:
            what = "None" if found is None else f"a '{type(found).__name__}'"
            raise fault(
                "python-function",
                f"'{self.loaded.name}' returns {what} at the point",
                hint="it must return a number, or an array of numbers",
            )
        if self._count is None:
            self.scalar = False
        elif len(several) != self._count:
            self.gap = f"it returns {counted(len(several), 'number')} here"
            return None
        return tuple(several)


class Line:
    """The values of a function on a line, each computed once for all outputs."""

    def __init__(self, values: Values, move: Callable[[float], Sequence[float]]) -> None:
        self._values = values
        self._move = move
        self._known: dict[float, Numbers | None] = {}

    def at(self, t: float) -> Numbers | None:
        if t not in self._known:
            self._known[t] = self._values.at(self._move(t))
        return self._known[t]

    def output(self, index: int) -> Callable[[float], float | None]:
        """One of the outputs along the line."""

        def value(t: float) -> float | None:
            found = self.at(t)
            if found is None or math.isfinite(found[index]):
                return None if found is None else found[index]
            self._values.gap = f"the value is {found[index]}"
            return None

        return value


class Gap(Frozen):
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


class Given:
    """What a gradient function says at a place: a row for each output of the function, a number in it for each coordinate."""

    def __init__(self, loaded: Loaded, place: Place, outputs: int | None = None) -> None:
        """``outputs``: how many numbers the function returns as an array; None where it returns one number. Raises SymdiffError."""
        self._loaded = loaded
        self._place = place
        self._outputs = outputs
        with guarded(Path(loaded.target.path).resolve()):
            found = place.call(loaded.function, place.values)
        self.rows = self._read(found)
        self._known: dict[float, array[float] | None] = {}
        self._direction = direction_of(place)

    def noise(self, entries: Sequence[tuple[int, int]]) -> dict[tuple[int, int], float]:
        """By how much some entries may be beside a smooth function, told from their values along the random direction."""
        width = len(self._place.names)
        levels = noise.measured(self._moved, [row * width + column for row, column in entries])
        return {entry: noise.LIKELY * level.wide for entry, level in zip(entries, levels, strict=False)}

    def slope_noise(self, row: int, direction: Sequence[float]) -> float:
        """The same of a row's slope along a direction."""
        width = len(self._place.names)

        def sample(t: float) -> tuple[float] | None:
            found = self._moved(t)
            part = None if found is None else found[row * width : (row + 1) * width]
            return None if part is None else (math.fsum(a * v for a, v in zip(part, direction, strict=True)),)

        return sum(noise.LIKELY * level.wide for level in noise.measured(sample))

    def _moved(self, t: float) -> array[float] | None:
        """Every entry at a place on the random direction."""
        if t not in self._known:
            moved = [x + t * v for x, v in zip(self._place.values, self._direction, strict=True)]
            found = attempted(self._loaded, self._place, moved)
            try:
                rows = None if isinstance(found, Gap) else self._read(found)
            except SymdiffError:  # another shape than at the point
                rows = None
            self._known[t] = None if rows is None else array("d", (entry for row in rows for entry in row))
        return self._known[t]

    def _read(self, found: Any) -> list[list[float]]:
        place, name = self._place, self._loaded.name
        width, height = len(place.names), self._outputs or 1
        blocks = None if self._outputs is None else self._blocks(found)
        if blocks is not None:
            return blocks
        values = flattened(found, place)
        if values is None:
            raise fault(
                "python-function",
                f"'{name}' returns None"
                if found is None
                else f"'{name}' returns a '{type(found).__name__}' that does not hold numbers",
                hint="a gradient is a number, a sequence of numbers or a numpy array",
            )
        if len(values) != width * height:
            outputs = "" if self._outputs is None else f", and the function {counted(height, 'value')}"
            hint = f"one component for each of {', '.join(place.names[:4])}{', ...' if width > 4 else ''}"
            raise fault(
                "python-function",
                f"'{name}' returns {counted(len(values), 'number')}, and the point has {counted(width, 'coordinate')}{outputs}",
                hint=hint if self._outputs is None else f"a matrix of {height} rows and {width} columns",
            )
        return [values[row * width : (row + 1) * width] for row in range(height)]

    def _blocks(self, found: Any) -> list[list[float]] | None:
        """The rows of a matrix that is given as a part for each parameter; None where it is given by rows, as it is in doubt."""
        place, height = self._place, self._outputs or 1
        named = isinstance(found, Mapping)
        parts = [found.get(name) for name, _ in place.parameters] if named else found
        widths = [length or 1 for _, length in place.parameters]
        if not isinstance(parts, tuple | list) or len(parts) != len(widths):
            return None
        flat = [flattened(part, place) or [] for part in parts]
        if not named and len(flat) == height and all(len(part) == len(place.names) for part in flat):
            return None
        if any(len(part) != height * width for part, width in zip(flat, widths, strict=True)):
            return None
        return [
            [each for part, width in zip(flat, widths, strict=True) for each in part[row * width : (row + 1) * width]]
            for row in range(height)
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
