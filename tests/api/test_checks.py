"""Checks in Python: a line of a test each, with a message that shows what is wrong."""

from __future__ import annotations

import math
import re
import time

import pytest
import sympy

import symdiff
from symdiff import Diagnostic, Report, Status, SymdiffError, check, check_gradient
from symdiff.api import checks


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


@pytest.mark.parametrize(
    ("f", "slope", "at", "side"),
    [
        (lambda x: math.acos(x) ** 2, -2.0, 1, "right"),
        (lambda x: x * math.sqrt(x), 0.0, 0, "left"),
        (math.exp, 1.0, 0, ""),
    ],
)
def test_at_the_end_of_a_domain_the_slope_is_said_to_be_one_sided(
    f: object, slope: float, at: float, side: str
) -> None:
    found = check_gradient(f, lambda x: slope, at=at)
    assert found
    said = str(found).partition("; ")[2]
    assert said == (f"one-sided: the function has no value {side} of the point" if side else "")


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
    calls = 0

    def slow(x):
        nonlocal calls
        calls += 1
        if calls > 400:  # some comparisons are made by then
            time.sleep(0.02)
        return math.fsum(x)

    found = check_gradient(slow, lambda x: [1.0] * len(x), [0.1] * 900, timeout=2)
    assert found.verdict is Status.INCONCLUSIVE
    assert "of 901 comparisons were made" in repr(found)
    assert 0 < len(found.report.points[0].checks) < 901


def test_the_names_are_public() -> None:
    assert {"Check", "check", "check_gradient"} <= set(symdiff.__all__)


def test_a_right_candidate_is_true() -> None:
    assert check("x**2", "2*x")
    assert check("x**2", "$f'(x) = 2x$.")
    assert check("x*y", {"x": "y", "y": "x"})
    assert check("x*y", ("y", "x"))
    assert check("x*y**2", "2*y", "x", "y"), "a mixed derivative"
    assert check("x**3", "6*x", order=2)
    assert check("(x+1)**2", "x^2+2x+1", same=True)
    assert check("2*x", "x^2 + C", antiderivative=True)
    assert check("sqrt(a**2)", "a", same=True, assume=["a > 0"])
    assert check("e*x", "x", "e", variables=["e"])
    x = sympy.Symbol("x")
    assert check(sympy.sin(x) ** 2, sympy.sin(2 * x))
    assert check(sympy.sin(x) ** 2, "sin(2x)", x)
    assert check(sympy.Symbol("pi") * x, x, "pi")
    assert check(3, 0)


def test_a_wrong_candidate_shows_a_witness() -> None:
    found = check("x^2", "3x")
    assert found.verdict is Status.DISAGREE
    assert re.fullmatch(r"disagree at x=.*: the derivative is .*, the candidate .*; .*3/2", repr(found))
    assert str(found).splitlines()[1:] == ["the derivative: 2*x"]
    assert not check("2^{-99}", "2^{-98}", same=True)
    with pytest.raises(AssertionError, match="the derivative is"):
        assert check("x^2", "x")


def test_answers_that_cannot_be_read_are_inconclusive() -> None:
    for answer in ("", "2**", "sine(x)", "\\boxed{}", "x^{", "$x^10$", "\\frac{d}{dx} x"):
        found = check("x^2", answer)
        assert (found.verdict, bool(found)) == (Status.INCONCLUSIVE, False)
        assert repr(found).startswith(f"inconclusive: error[{found.report.error.code}]: ")


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        (("sine(x)", "x"), {}, "there is no function named 'sine'"),
        (("x*y", "y"), {}, "one candidate is given for several derivatives: x, y"),
        (("x", "1"), {"assume": ["x >"]}, "the formula ends"),
        (("x", "1"), {"same": True, "antiderivative": True}, "not both"),
        (("x", ("1", "2")), {"same": True}, "one candidate is needed here, not 2"),
        ((None, "1"), {}, "a formula is needed here, not None"),
        (("x", [None]), {}, "a formula is needed here, not None"),
        (("x", "1"), {"at": ["y"]}, "y"),
    ],
)
def test_what_is_asked_wrongly_raises(words, options, message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        check(*words, **options)


def test_a_hard_limit(monkeypatch) -> None:
    assert check("x**2", "2*x", timeout=60)
    assert repr(check("x**2", "2**", timeout=60)).startswith("inconclusive: error[syntax]")
    late = SymdiffError(Diagnostic("time-out", "the time budget of 1 s ran out")).diagnostic
    monkeypatch.setattr(checks, "solve_within", lambda problem, options: Report(source=problem.source, error=late))
    found = check("x**2", "2*x", timeout=1)
    assert (found.verdict, repr(found)) == (
        Status.INCONCLUSIVE, "inconclusive: error[time-out]: the time budget of 1 s ran out",
    )  # fmt: skip
