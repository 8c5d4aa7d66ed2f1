"""The noise of a function is told from its values: neither a smooth function nor a kink has any."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from symdiff.callables.noise import Noise, level, measured


def noise(f: Callable[[float], float], x: float) -> Noise:
    return measured(lambda t: (f(x + t),))[0]


@pytest.mark.parametrize("size", [1e-14, 1e-8, 1e-3])
def test_random_noise_is_seen_in_its_size(size: float) -> None:
    draw = random.Random(7)
    found = noise(lambda x: math.exp(x) * (1 + size * draw.uniform(-1, 1)), 1.0)
    deviation = math.e * size / math.sqrt(3)
    assert 0.2 * deviation < found.wide < 5 * deviation


@pytest.mark.parametrize(
    "f", [math.exp, math.sin, lambda x: 1 / (1 + x * x), lambda x: math.sin(20 * x), lambda x: x**7]
)
def test_a_smooth_function_has_its_rounding_only(f: Callable[[float], float]) -> None:
    assert noise(f, 0.7).wide <= 4e-15 * max(1.0, abs(f(0.7)))


@pytest.mark.parametrize("kink", [0.7, 0.7001, 0.75, 0.9])
def test_a_kink_is_no_noise(kink: float) -> None:
    assert noise(lambda x: 5 + x * x + abs(x - kink), 0.7).wide < 1e-14


@pytest.mark.parametrize("jump", [0.70001, 0.72, 0.9])
def test_a_jump_is_noise_though_the_function_is_smooth_on_both_sides(jump: float) -> None:
    found = noise(lambda x: math.exp(x) + 1e-7 * (x > jump), 0.7)
    assert 1e-9 < found.wide < 1e-7


@pytest.mark.parametrize("digits", [3, 6, 9])
def test_a_staircase_has_the_noise_of_its_steps(digits: int) -> None:
    found = noise(lambda x: round(math.exp(x), digits), 0.7)
    assert 0.1 * 10.0**-digits < found.wide < 10.0**-digits


def test_a_constant_has_none() -> None:
    assert noise(lambda x: 3.0, 0.7) == Noise(0.0, 0.0)
    assert level([2.0] * 7) is None


def test_a_function_that_ends_nearby_is_measured_closer() -> None:
    found = measured(lambda t: None if t > 0.01 else (math.sqrt(1 - t) + 1e-9 * math.sin(1e13 * t),))[0]
    assert 1e-10 < found.wide < 1e-8
