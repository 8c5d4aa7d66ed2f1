"""Points where steps in proportion to x are longer than what the function does: no verdict rests on luck there."""

from __future__ import annotations

import random

import pytest

from symdiff.pipeline import solve
from symdiff.problems.problem import Problem


@pytest.mark.parametrize("text", ["sin(x)", "cos(x**2)", "x**2*sin(x)", "sin(x)*exp(-x/1e20)", "tan(x)"])
def test_no_right_derivative_is_called_wrong_far_from_zero(text: str) -> None:
    drawn = random.Random(20261121)
    for _ in range(60):
        place = repr(drawn.uniform(1, 10) * 10 ** drawn.randint(2, 60))
        report = solve(Problem(text, at=(place,)))
        assert report.error is None, place
        assert report.verdict != "disagree", place


def test_a_wrong_derivative_is_still_called_wrong_there() -> None:
    report = solve(Problem("sin(x)", at=("31415.5",), expected="-cos(x)"))
    assert report.expected is not None
    assert report.expected.verdict == "disagree"


@pytest.mark.parametrize("text", ["floor(x)", "ceil(x)*x", "mod(x, 3)"])
@pytest.mark.parametrize("at", ["-1e300", "1e17 + 1/2"])
def test_jumps_are_found_in_many_digits_too(text: str, at: str) -> None:
    report = solve(Problem(text, at=(at,)))
    assert report.error is None
