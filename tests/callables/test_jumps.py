"""A jump is found at the point and next to it, and nothing agrees there; staircases are right on their steps."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

import pytest

from symdiff.callables.jumps import jumps
from symdiff.status import Status

Function = Callable[[float], float]

JUMPS: dict[str, tuple[Function, float, Function]] = {
    "floor(x)+x": (lambda x: math.floor(x) + x, 1.0, lambda x: 1.0),
    "a step": (lambda x: 1.0 if x >= 0 else 0.0, 0.0, lambda x: 0.0),
    "a step, open": (lambda x: 1.0 if x > 0 else 0.0, 0.0, lambda x: 0.0),
    "two parabolas": (lambda x: x * x if x < 1 else x * x + 1, 1.0, lambda x: 2 * x),
    "x%1": (lambda x: x % 1, 3.0, lambda x: 1.0),
    "copysign": (lambda x: math.copysign(1.0, x), 0.0, lambda x: 0.0),
    "round to tenths": (lambda x: math.floor(10 * x) / 10, 1.5, lambda x: 0.0),
    "ceil, far": (lambda x: float(math.ceil(x)), 1e6, lambda x: 0.0),
    "small beside a slope": (lambda x: math.floor(x) + 1e8 * x, 10.0, lambda x: 1e8),
    "one value astray": (lambda x: 5.0 if x == 2 else x, 2.0, lambda x: 1.0),
    "exp, then more": (lambda x: math.exp(x) + (1e-3 if x > 0.5 else 0.0), 0.5, math.exp),
    "negative": (lambda x: x * x + (x < -4), -4.0, lambda x: 2 * x),
}
BESIDE = (0.0, 1e-15, -1e-15, 1e-12, -1e-12, 1e-9, -1e-9, 1e-7, -1e-7)


@pytest.mark.parametrize("name", JUMPS)
def test_a_jump_is_never_agreement(compare, name: str) -> None:
    f, at, slope = JUMPS[name]
    for away in BESIDE if name != "one value astray" else (0.0,):
        place = at + away * max(abs(at), 1.0)
        (check,) = compare(f, slope, repr(place)).checks
        assert check.verdict in (Status.UNDEFINED, Status.INCONCLUSIVE), (place, check)
        assert "f jumps by " in check.note or "steps of a staircase" in check.note
        if not away:
            assert check.verdict is Status.UNDEFINED
            assert check.note.endswith("at the point")
        (check,) = compare(f, lambda x: 3 * slope(x) + 1e9, repr(place)).checks
        assert check.verdict is not Status.AGREE


def test_a_jump_of_one_coordinate_among_several(compare) -> None:
    point = compare(lambda x, y: math.floor(x) + y * y, lambda x, y: (0.0, 2 * y), "x=1,y=2")
    assert [check.verdict for check in point.checks] == [Status.UNDEFINED, Status.AGREE, Status.UNDEFINED]
    point = compare(lambda x, y: math.floor(x) - math.floor(y), lambda x, y: (0.0, 0.0), "x=1,y=1")
    assert {check.verdict for check in point.checks[:2]} == {Status.UNDEFINED}, "along v the jumps could cancel"


STAIRS: dict[str, tuple[Function, float]] = {
    "floor": (math.floor, 1.8),
    "ceil": (math.ceil, -3.4),
    "tenths": (lambda x: math.floor(10 * x) / 10, 1.83),
    "two digits": (lambda x: round(x, 2), 1.003),
    "six digits": (lambda x: round(math.exp(x), 6), 0.7),
    "thousands": (lambda x: float(x // 1000), 2.5e6 + 500),
    "a table": (lambda x: [1.0, 4.0, 9.0, 16.0][int(x)], 2.6),
}


@pytest.mark.parametrize("name", STAIRS)
def test_zero_is_the_gradient_of_a_staircase(compare, name: str) -> None:
    f, at = STAIRS[name]
    (check,) = compare(f, lambda x: 0.0, repr(at)).checks
    assert check.verdict in (Status.AGREE, Status.INCONCLUSIVE), check
    (check,) = compare(f, lambda x: -1e7, repr(at)).checks
    assert check.verdict is Status.DISAGREE


def test_a_long_step_is_told(compare) -> None:
    (check,) = compare(lambda x: math.floor(10 * x) / 10, lambda x: 1.0, "1.83").checks
    assert all(each.step < 16 * 1.83 for each in check.estimates)
    assert check.estimates[1].note == "the step is as large as the point's own scale"
    (check,) = compare(math.sin, math.cos, "1.83", step=2.0).checks
    assert check.estimates[0].note == "the step is as large as the point's own scale"


def test_one_side_that_settles_is_not_enough(compare) -> None:
    (check,) = compare(lambda x: 0.0 if x >= 0 else math.sqrt(-x), lambda x: 0.0, "0").checks
    assert (check.verdict, check.note) == (
        Status.INCONCLUSIVE,
        "only one side settles; slope on the left: none, on the right: 0",
    )


def single(x: float) -> float:
    found: float = struct.unpack("f", struct.pack("f", x))[0]
    return found


@pytest.mark.parametrize(
    ("f", "at"),
    [
        (math.sin, 1.0),
        (math.exp, 700.0),
        (lambda x: math.tanh(1e6 * x), 0.0),
        (lambda x: math.sqrt(abs(x)), 0.0),
        (abs, 0.0),
        (lambda x: single(math.sin(single(x))), 0.7),
        (lambda x: (1 + x) - 1, 1e-9),
        (lambda x: math.sin(1e8 * x), 1.0),
    ],
)
def test_what_is_steep_or_rough_does_not_jump(f: Function, at: float) -> None:
    assert jumps(lambda t: f(at + t), f(at), max(abs(at), min(1.0, 1024 * at)) or 1.0, 1e-6) == ()


def test_the_nearest_jump_on_each_side() -> None:
    def f(t: float) -> float:
        return 2.0 * (t >= 3e-9) + 7.0 * (t >= 5e-9) - 1.0 * (t < -1e-7)

    right, left = jumps(f, 0.0, 1.0, 0.0)
    assert (right.distance, right.height) == (pytest.approx(3e-9), 2.0)
    assert (left.distance, left.height) == (pytest.approx(-1e-7), 1.0)
    assert right.words == "f jumps by 2 at 3e-09 to the right of the point"


def test_no_values_no_jumps() -> None:
    assert jumps(lambda t: None if t > 0 else t, 0.0, 1.0, 0.0) == ()
