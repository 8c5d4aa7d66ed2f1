"""Checks in Python: a line of a test each, with a message that shows what is wrong."""

from __future__ import annotations

import math
import time

import pytest

import symdiff
from symdiff import Status, SymdiffError, check_gradient


def f(x, y):
    return x**2 * math.sin(y)


def df(x, y):
    return 2 * x * math.sin(y), x**2 * math.cos(y)


def wrong(x, y):
    return 2 * x * math.sin(y), x**2 * math.sin(y)


def test_a_right_gradient_is_true() -> None:
    assert check_gradient(f, df, at=(1, 2))
    assert check_gradient(f, df, at={"x": 1, "y": 2.5}, methods=["richardson"])
    assert check_gradient(f, df(1, 2), at=(1, 2)), "numbers in place of a function"
    assert check_gradient(f, df, at=(1, 2), direction=True)
    assert check_gradient(math.sin, math.cos, at=1)


def test_a_wrong_gradient_shows_its_component() -> None:
    found = check_gradient(f, wrong, at=(1, 2))
    assert not found
    assert found.verdict is Status.DISAGREE
    assert repr(found).startswith(
        "disagree at x = 1, y = 2: df/dy: given 0.9092974268, central -0.4161468365: 1.33 apart"
    )
    assert [line.split(": ")[1] for line in str(found).splitlines()] == ["df/dy", "df/dv"]
    assert found.report.expected.witness["wrt"] == ["y"]
    with pytest.raises(AssertionError, match="df/dy: given 0.909"):
        assert check_gradient(f, wrong, at=(1, 2))


def test_a_jump_is_not_true() -> None:
    found = check_gradient(lambda x: math.floor(x) + x, lambda x: 1.0, at=1)
    assert not found
    assert repr(found) == "undefined at x = 1: df/dx: f jumps by 1 at the point"


def test_arrays() -> None:
    np = pytest.importorskip("numpy")
    at = np.linspace(0.1, 3, 7)
    assert check_gradient(lambda x: np.sum(np.sin(x)), np.cos, at)
    assert check_gradient(
        lambda x: np.sin(x) * x[0], lambda x: np.diag(np.cos(x) * x[0]) + np.outer(np.sin(x), np.eye(7)[0]), at
    )
    assert check_gradient(lambda w, b: b * np.sum(w), lambda w, b: (b + 0 * w, np.sum(w)), ([1, 2], 3))
    found = check_gradient(np.sin, lambda x: np.diag(np.cos(x)) * 1.01, at)
    assert repr(found).startswith("disagree at x[0] = 0.1, x[1] = ")
    assert str(found).endswith("more that do not agree")


@pytest.mark.parametrize(
    ("at", "message"),
    [
        (1, "the point has 1 of the 2 values that 'f' needs: x, y"),
        ({"x": 1}, "the point gives no value to 'y'"),
        ({"x": 1, "y": 2, "z": 3}, "'f' has no parameter 'z'"),
        ((1, "a"), "the value of 'y' is no finite number"),
        ((1, math.inf), "the value of 'y' is no finite number"),
        (([], 1), "the value of 'x' is no finite number"),
    ],
)
def test_points_that_do_not_fit(at, message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        check_gradient(f, df, at)


def test_errors_name_the_line() -> None:
    def divides(x):
        return 1 / (x - x)

    with pytest.raises(SymdiffError, match=r"test_checks.py, line \d+, in divides: ZeroDivisionError"):
        check_gradient(divides, [1.0], 1)
    with pytest.raises(SymdiffError, match="there is no method named 'magic'"):
        check_gradient(f, df, (1, 2), methods=["magic"])


def test_time_gives_what_is_known() -> None:
    def slow(x):
        time.sleep(0.002)
        return math.fsum(x)

    found = check_gradient(slow, lambda x: [1.0] * len(x), [0.1] * 300, timeout=0.7)
    assert found.verdict is Status.INCONCLUSIVE
    assert "of 301 comparisons were made" in repr(found)
    assert 0 < len(found.report.points[0].checks) < 301


def test_the_names_are_public() -> None:
    assert {"Check", "check_gradient"} <= set(symdiff.__all__)
