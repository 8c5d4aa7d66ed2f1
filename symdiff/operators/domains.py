"""Domains and exact values that several rows share. Imports ``row``."""

from __future__ import annotations

from collections.abc import Callable

from symdiff.annotations import Any
from symdiff.operators.row import Domain, Exact


def zero_at(point: int) -> Callable[[Exact], Exact | None]:
    return lambda u: 0 if u == point else None


def one_at(point: int) -> Callable[[Exact], Exact | None]:
    return lambda u: 1 if u == point else None


def sixteenth(*operands: Any) -> float:
    """``Operator.steady`` of a function whose extrema and poles are 1 apart or more."""
    return 0.0625


def wave(u: Any) -> Any:
    """The same of one that oscillates the faster the larger its operand is."""
    return 0.0625 / (1 + abs(u))


def whole(value: Any) -> bool:
    return bool(value % 1 == 0)


def anywhere(*operands: Any) -> tuple[Any, ...]:
    """``Domain.above`` of what is everything but separate places."""
    return ()


def _within_one(u: Any) -> tuple[Any, ...]:
    return 1 - u, 1 + u


POSITIVE = Domain("u > 0", lambda u: u > 0, above=lambda u: (u,))
NONZERO = Domain("u != 0", lambda u: u != 0, above=anywhere)
UNIT = Domain("-1 <= u <= 1", lambda u: -1 <= u <= 1, above=_within_one)
OPEN_UNIT = Domain("-1 < u < 1", lambda u: -1 < u < 1, above=_within_one)
OUTSIDE_UNIT = Domain("u <= -1 or u >= 1", lambda u: abs(u) >= 1, above=lambda u: _within_one(1 / u))
OUTSIDE_OPEN_UNIT = Domain("u < -1 or u > 1", lambda u: abs(u) > 1, above=lambda u: (u * u - 1,))
NO_POLE = Domain("u other than 0, -1, -2, ...", lambda u: u > 0 or not whole(u))
