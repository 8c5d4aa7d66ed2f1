"""Frozen values behave as frozen dataclasses do."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest

from symdiff.errors import Diagnostic, Span
from symdiff.frozen import Frozen, field, replace
from symdiff.problems.problem import Options, Problem


class Pair(Frozen):
    left: int
    right: str = "r"
    items: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f"{self.left}{self.right}"


class Triple(Pair):
    third: float = 3.0


class One(Frozen):
    only: tuple[int, ...]


class Nothing(Frozen):
    pass


class Late(Frozen):
    first: int = 1
    last: str = field(kw_only=True)


@dataclasses.dataclass(frozen=True, slots=True)
class Model:
    left: int
    right: str = "r"
    items: list[int] = dataclasses.field(default_factory=list)


def test_annotations_may_be_made_when_they_are_asked_for() -> None:
    own = {"right": "r", "__annotate_func__": lambda form: {"left": int, "right": str}}  # a body in Python 3.14
    made: Any = type(Frozen)("Made", (Frozen,), own)
    assert repr(made(1)) == "Made(left=1, right='r')"


WRONG: list[Callable[[Any], Any]] = [
    lambda kind: kind(),
    lambda kind: kind(1, "a", [], 4),
    lambda kind: kind(1, left=2),
    lambda kind: kind(1, none=2),
    lambda kind: replace(kind(1), none=2),
]


@pytest.mark.parametrize("kind", [Pair, Model])
@pytest.mark.parametrize("call", WRONG)
def test_wrong_calls_fail_alike(kind: type, call: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        call(kind)


@pytest.mark.parametrize("kind", [Pair, Model])
@pytest.mark.parametrize("change", [lambda value: setattr(value, "left", 2), lambda value: delattr(value, "left")])
def test_values_never_change(kind: type, change: Callable[[Any], None]) -> None:
    value = kind(1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        change(value)
    assert value.left == 1
    with pytest.raises((AttributeError, TypeError)):
        value.none = 1


def test_a_late_field_is_needed() -> None:
    assert Late(last="a") == Late(1, last="a") != Late(2, last="a")
    assert str(inspect.signature(Late)) == "(first: 'int' = 1, *, last: 'str') -> None"
    with pytest.raises(TypeError):
        Late(1)  # type: ignore[call-arg]


def test_defaults_are_made_anew() -> None:
    assert Pair(1).items == []
    assert Pair(1).items is not Pair(1).items


def test_equality_and_hash_are_those_of_the_fields_and_the_class() -> None:
    assert Pair(1, items=[2]) == Pair(1, "r", [2]) != Pair(1)
    assert Pair(1) != Triple(1)
    assert Pair(1) != (1, "r", [])
    assert hash(Span(1, 2)) == hash(Span(1, 2))
    assert len({One((1,)), One((1,)), One((2,))}) == 2
    with pytest.raises(TypeError):
        hash(Pair(1))


def test_a_value_is_no_tuple_to_those_who_compare_and_ask() -> None:
    assert not Pair(1) == (1, "r", [])  # noqa: SIM201
    assert bool(Nothing())
    assert Nothing() == Nothing() != ()


def test_an_extension_has_the_fields_before_its_own() -> None:
    assert Triple(1, "a", [], 4.0) == Triple(1, "a", third=4.0)
    assert Triple(1).text == "1r"
    assert repr(Triple(1)) == "Triple(left=1, right='r', items=[], third=3.0)"
    assert repr(One(())) == "One(only=())"


@pytest.mark.parametrize(
    "value", [Triple(1, "b", [2]), One((1,)), Problem("x"), Diagnostic("usage", "m", span=Span(0, 1))]
)
def test_values_are_copied_and_sent(value: Any) -> None:
    assert pickle.loads(pickle.dumps(value)) == value == copy.deepcopy(value)


def test_replacement() -> None:
    assert replace(Triple(1), left=2, third=1.0) == Triple(2, third=1.0)
    assert replace(Model(1), left=2) == Model(2)
    assert dataclasses.replace(Triple(1), left=2) == Triple(2)


def test_patterns_by_position() -> None:
    match Pair(1, "a"):
        case Pair(left, right):
            assert (left, right) == (1, "a")


def test_dataclasses_knows_them() -> None:
    assert dataclasses.asdict(Pair(1)) == dataclasses.asdict(Model(1))
    assert inspect.signature(Pair) == inspect.signature(Model)
    assert [found.name for found in dataclasses.fields(Triple)] == ["left", "right", "items", "third"]
    assert dataclasses.is_dataclass(Options)
    assert dataclasses.asdict(Options())["limits"]["max_depth"] == Options().limits.max_depth
