"""What a Python function is called with: its parameters, the coordinates of a point, and the numbers that come back.

Imports ``points`` and what is below.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from symdiff.callables.loader import Loaded
from symdiff.errors import fault
from symdiff.evaluator import Undefined, value_at
from symdiff.frozen import Frozen
from symdiff.graph import GraphBuilder
from symdiff.limits import Limits
from symdiff.problems.points import expand, split

_OPEN = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Place(Frozen):
    """A point of a function: its coordinates in order, each with its name (``x``, ``w[0]``), its text, node and value."""

    parameters: tuple[tuple[str, int | None], ...]
    """The parameters that are given a value, each with its length; None for a number."""
    positional: int
    """How many of them are given by position."""
    texts: dict[str, str]
    nodes: dict[str, int]
    values: tuple[float, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.texts)

    def arguments(self, values: Sequence[Any], *, traced: bool = False) -> tuple[list[Any], dict[str, Any]]:
        """The arguments of a call with these coordinates; arrays are new ones each time."""
        given: list[tuple[str, Any]] = []
        rest = iter(values)
        for name, length in self.parameters:
            part = next(rest) if length is None else _array([next(rest) for _ in range(length)], traced=traced)
            given.append((name, part))
        return [part for _, part in given[: self.positional]], dict(given[self.positional :])

    def call(self, function: Callable[..., Any], values: Sequence[Any]) -> Any:
        positional, named = self.arguments(values)
        return function(*positional, **named)


@cache
def _numpy() -> Any:
    try:
        import numpy as np
    except ImportError:
        return None
    return np


def _array(values: list[Any], *, traced: bool) -> Any:
    """A numpy array, or a list where numpy is not installed."""
    np = _numpy()
    return values if np is None else np.array(values, dtype=object if traced else float)


def places(loaded: Loaded, points: Sequence[str], builder: GraphBuilder, limits: Limits) -> Iterator[Place]:
    """Every point that the texts stand for, as coordinates of the function's parameters. Raises SymdiffError."""
    known = _parameters(loaded)
    for text in points:
        values = _given(text, known, loaded)
        chosen = [name for name, each in known.items() if name in values or each.default is inspect.Parameter.empty]
        lengths = {name: len(split(value[1:-1])) for name, value in values.items() if value.startswith("[")}
        parameters = tuple((name, lengths.get(name)) for name in chosen)
        coordinates = [part for name, length in parameters for part in coordinates_of(name, length)]
        positional = _positional(known, chosen)
        for point in expand((values,), coordinates, builder, limits, lengths):
            numbers = []
            for name in coordinates:
                found = value_at(builder.graph, point.nodes[name], {})
                if isinstance(found, Undefined):
                    raise fault("bad-point", f"the value of {name!r} is none: {found.reason}")
                numbers.append(found.value)
            texts = {name: point.at[name] for name in coordinates}
            yield Place(
                parameters, positional, texts, {name: point.nodes[name] for name in coordinates}, tuple(numbers)
            )


def place_of(loaded: Loaded, at: Any) -> Place:
    """A point given as Python values: of the only parameter needed, one for each needed, or a mapping by name. Raises SymdiffError."""
    known = _parameters(loaded)
    needed = [name for name, each in known.items() if each.default is inspect.Parameter.empty] or list(known)[:1]
    if isinstance(at, Mapping):
        values = {str(name): value for name, value in at.items()}
    elif len(needed) == 1:
        values = {needed[0]: at}
    else:
        parts = list(at) if hasattr(at, "__iter__") and not isinstance(at, str | bytes) else [at]
        if len(parts) != len(needed):
            raise fault(
                "bad-point",
                f"the point has {len(parts)} of the {len(needed)} values that '{loaded.name}' needs: {', '.join(needed)}",
                hint="give one for each, in order, or a dictionary by name",
            )
        values = dict(zip(needed, parts, strict=True))
    for name in (*values, *needed):
        if name not in known:
            raise fault("bad-point", f"'{loaded.name}' has no parameter {name!r}", hint=f"it has {', '.join(known)}")
        if name not in values:
            raise fault("missing-value", f"the point gives no value to {name!r}", hint=f"it needs {', '.join(needed)}")
    chosen = [name for name in known if name in values]
    coordinates: dict[str, float] = {}
    parameters: list[tuple[str, int | None]] = []
    for name in chosen:
        value = values[name]
        length = len(value) if hasattr(value, "__len__") and not isinstance(value, str | bytes | Mapping) else None
        given = [number(each) for each in ([value] if length is None else value)]
        finite = [each for each in given if each is not None and math.isfinite(each)]
        if len(finite) < len(given) or not given:
            raise fault("bad-point", f"the value of {name!r} is no finite number and no array of them")
        parameters.append((name, length))
        coordinates |= dict(zip(coordinates_of(name, length), finite, strict=True))
    texts = {name: repr(value).removesuffix(".0") for name, value in coordinates.items()}
    return Place(tuple(parameters), _positional(known, chosen), texts, {}, tuple(coordinates.values()))


def coordinates_of(name: str, length: int | None) -> list[str]:
    return [name] if length is None else [f"{name}[{index}]" for index in range(length)]


def _positional(known: Mapping[str, inspect.Parameter], chosen: Sequence[str]) -> int:
    """How many parameters are given by position: up to the first that keeps its default, or has to be named."""
    positional = 0
    for name, each in known.items():
        if name not in chosen or each.kind is inspect.Parameter.KEYWORD_ONLY:
            break
        positional += 1
    return positional


def _parameters(loaded: Loaded) -> Mapping[str, inspect.Parameter]:
    try:
        signature = inspect.signature(loaded.function)
    except (TypeError, ValueError):
        if getattr(loaded.function, "nin", 0) == 1:  # a universal function of numpy
            return {"x": inspect.Parameter("x", inspect.Parameter.POSITIONAL_ONLY)}
        raise fault(
            "python-function",
            f"the parameters of '{loaded.name}' are not known",
            hint="write a function around it: def g(x): return ...",
        ) from None
    found = {name: each for name, each in signature.parameters.items() if each.kind not in _OPEN}
    if not found:
        raise fault("python-function", f"'{loaded.name}' has no parameters with names, so nothing to differentiate by")
    return found


def _given(text: str, known: Mapping[str, inspect.Parameter], loaded: Loaded) -> dict[str, str]:
    """The values of a point by parameter: ``x=1,y=2``, ``x=[1,2]``; or one bare value of the only parameter needed."""
    parts = [part.strip() for part in split(text)]
    needed = [name for name, each in known.items() if each.default is inspect.Parameter.empty] or list(known)[:1]
    if any("=" not in part for part in parts):
        if len(parts) == len(needed) == 1 and parts[0]:
            return {needed[0]: parts[0]}
        if len(needed) == 1:
            raise fault(
                "bad-point",
                f"the point {text.strip()!r} is not one value",
                hint=f"an array has brackets: --at '[{text}]'",
            )
        raise fault(
            "bad-point",
            f"the point {text.strip()!r} names no parameter, and '{loaded.name}' has {len(needed)}: {', '.join(needed)}",
            hint="write NAME=VALUE, with commas between: --at " + ",".join(f"{name}=1" for name in needed),
        )
    values: dict[str, str] = {}
    for part in parts:
        name, _, value = (piece.strip() for piece in part.partition("="))
        if name not in known:
            raise fault("bad-point", f"'{loaded.name}' has no parameter {name!r}", hint=f"it has {', '.join(known)}")
        if name in values:
            raise fault("bad-point", f"the point gives {name!r} two values", hint="repeat --at for a second point")
        if not value or (value.startswith("[") and not (value.endswith("]") and value[1:-1].strip())):
            raise fault("bad-point", f"{part!r} is not NAME=VALUE", hint=f"a number, or an array: {name}=[1,2,3]")
        values[name] = value
    return values


def number(found: Any) -> float | None:
    """What a function returned as a float; None where that is no real number."""
    if isinstance(found, bool | str | bytes | complex):
        return None
    if hasattr(found, "item") and getattr(found, "size", 0) == 1:
        found = found.item()
        if isinstance(found, bool | complex):
            return None
    try:
        return float(found)
    except OverflowError:
        return math.inf
    except (TypeError, ValueError):
        return None


def flattened(found: Any, place: Place) -> list[float] | None:
    """The numbers that a gradient function returned, in the order of the coordinates; None where one of them is no number."""
    if isinstance(found, Mapping):
        if not all(name in found for name, _ in place.parameters):
            return None
        found = [found[name] for name, _ in place.parameters]
    value = number(found)
    if value is not None:
        return [value]
    if isinstance(found, str | bytes) or not hasattr(found, "__iter__"):
        return None
    if getattr(getattr(found, "dtype", None), "kind", "") in ("f", "i", "u") and hasattr(found, "ravel"):
        return [float(each) for each in found.ravel().tolist()]
    flat: list[float] = []
    for part in found:
        inner = flattened(part, place)
        if inner is None:
            return None
        flat += inner
    return flat
