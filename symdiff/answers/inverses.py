"""What an operand may be where a function of it has a value: rows of the vocabulary name these functions of balls. Imports ``operators``.

What they give serves to choose points, and proves nothing: of a periodic function they give a few turns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import import_module
from typing import Any, Final

from flint import arb

from symdiff.frozen import Frozen
from symdiff.operators import Operator

TURNS: Final = (0, -1, 1, -2, 2, 5, -7)
"""Whole turns of a periodic function that are looked at."""

Undo = Callable[..., Sequence[Any]]


@cache
def undoing(row: Operator) -> Undo | None:
    """The function from a value to operands that a row names; None where it names none."""
    if not isinstance(row.undo, str):
        return row.undo
    if row.undo == "":
        return None
    file, _, name = row.undo.rpartition(":")
    if file != "":
        return getattr(import_module(f"symdiff.answers.{file}"), name)  # type: ignore[no-any-return]
    method = getattr(arb, name)
    return lambda value: (method(value),)


class Periodic(Frozen):
    """The solutions in one turn, of a period that is so many times pi."""

    first: Callable[[Any], Any]
    second: Callable[[Any], Any]
    period: int

    def __call__(self, value: Any, turns: Iterable[int] = TURNS) -> list[Any]:
        """Those in the turns that are looked at."""
        return [each(value) + self.period * turn * arb.pi() for turn in turns for each in (self.first, self.second)]


def _unit(value: Any) -> Any:
    """1 or -1 where a value cannot be told from it: there functions turn, and beyond their inverses have no value."""
    return next((arb(end) for end in (1, -1) if value.contains(end)), value)


def absolute(value: Any) -> Sequence[Any]:
    return value, -value


sin = Periodic(lambda c: _unit(c).asin(), lambda c: arb.pi() - _unit(c).asin(), 2)
cos = Periodic(lambda c: _unit(c).acos(), lambda c: -_unit(c).acos(), 2)
tan = Periodic(lambda c: c.atan(), lambda c: c.atan(), 1)
cot = Periodic(lambda c: arb.pi() / 2 - c.atan(), lambda c: arb.pi() / 2 - c.atan(), 1)
sec = Periodic(lambda c: _unit(1 / c).acos(), lambda c: -_unit(1 / c).acos(), 2)
csc = Periodic(lambda c: _unit(1 / c).asin(), lambda c: arb.pi() - _unit(1 / c).asin(), 2)


def cosh(value: Any) -> Sequence[Any]:
    return _unit(value).acosh(), -_unit(value).acosh()


def sech(value: Any) -> Sequence[Any]:
    return cosh(1 / value)


def csch(value: Any) -> Sequence[Any]:
    return ((1 / value).asinh(),)


def coth(value: Any) -> Sequence[Any]:
    return ((1 / value).atanh(),)


def jump(value: Any) -> Sequence[Any]:
    """Of what jumps at 0, whatever the value."""
    return (arb(0),)


def floor(value: Any) -> Sequence[Any]:
    return value, value + 1


def ceiling(value: Any) -> Sequence[Any]:
    return value - 1, value


def LambertW(value: Any) -> Sequence[Any]:
    return (value * value.exp(),)
