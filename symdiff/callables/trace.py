"""A function of Python traced at a point: its formulas and the decisions it took. Imports ``numbers`` and ``stand_ins``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from symdiff.callables.arguments import Place
from symdiff.callables.loader import Loaded, failure
from symdiff.callables.numbers import OUTSIDE, Recording, Traced
from symdiff.callables.recording import Decision
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import GraphBuilder


class Trace(Frozen):
    """The formulas along the path that a function takes at a point: one, or those of an array in order."""

    nodes: tuple[int, ...]
    values: tuple[float, ...]
    decisions: tuple[Decision, ...]


def traced(loaded: Loaded, place: Place, builder: GraphBuilder, *, several: bool = False) -> Trace:
    """Run a function with traced numbers; ``several``: it may return an array. Raises SymdiffError ``untraceable`` and ``python-function``."""
    from symdiff.callables.stand_ins import as_array, standing_in

    file = Path(loaded.target.path).resolve()
    path = Recording(builder, file)
    numbers = [Traced(path, builder.symbol(name), x) for name, x in zip(place.names, place.values, strict=True)]
    positional, named = place.arguments(numbers, traced=True)
    arguments = [as_array(each) for each in positional]
    try:
        with standing_in(loaded.module):
            result = loaded.function(*arguments, **{name: as_array(each) for name, each in named.items()})
    except SymdiffError:
        raise path.error or fault("untraceable", "the trace ended early") from None
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a user's code
        if path.error is not None:
            raise path.error from None
        raise _explained(error, file) from None
    if path.error is not None:
        raise path.error
    parts = _parts(result) if several else [result.item() if getattr(result, "size", 0) == 1 else result]
    found = [None if isinstance(part, bool) else path.number(part) for part in parts]
    known = [each for each in found if each is not None]
    if not known or len(known) < len(found):
        what = "None" if result is None else f"a '{type(result).__name__}'"
        hint = (
            "it must return numbers"
            if several
            else "it must return one number; of a function that returns several: symdiff jacobian"
        )
        raise fault("python-function", f"'{loaded.name}' returns {what} at the point", hint=hint)
    return Trace(tuple(each.node for each in known), tuple(each.value for each in known), tuple(path.decisions))


def _parts(result: Any) -> list[Any]:
    """The numbers of what a function returns, in order; what is no array is its only part."""
    if hasattr(result, "ravel"):
        return list(result.ravel())
    if isinstance(result, list | tuple):
        return [part for each in result for part in _parts(each)]
    return [result]


def _explained(error: BaseException, file: Path) -> SymdiffError:
    """The error for an exception in a trace: a type that does not fit is what cannot be traced."""
    found = failure(error, file)
    if isinstance(error, TypeError | AttributeError) and ("raced" in str(error) or "ufunc" in str(error)):
        told = found.diagnostic
        return fault("untraceable", told.message, source=told.source, span=told.span, hint=OUTSIDE)
    return found
