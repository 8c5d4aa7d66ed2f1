"""Gradients of Python functions: right ones agree, wrong ones do not, and noise is nobody's fault."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable

import pytest

from symdiff import check_gradient
from symdiff.callables.gradients import judged
from symdiff.errors import SymdiffError
from symdiff.evaluator import Status

SMOOTH: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "exp": (math.exp, math.exp),
    "sin": (math.sin, math.cos),
    "fast": (lambda x: math.sin(50 * x), lambda x: 50 * math.cos(50 * x)),
    "large": (lambda x: 1e8 + 1e6 * x * x, lambda x: 2e6 * x),
    "tiny": (lambda x: 1e-20 * math.sin(x), lambda x: 1e-20 * math.cos(x)),
    "cancels": (lambda x: (x + 1e4) - 1e4 + x * x, lambda x: 1 + 2 * x),
    "kinks nearby": (lambda x: max(0, x - 0.3) + max(0, 0.8 - x) ** 2 + x * x, lambda x: (x > 0.3) - 2 * (0.8 - x) * (x < 0.8) + 2 * x),
}  # fmt: skip
POINTS = ("0.7", "2.5", "-1.3", "0.01", "7.25")


@pytest.mark.parametrize("at", POINTS)
@pytest.mark.parametrize("name", SMOOTH)
def test_right_agrees_and_planted_errors_do_not(compare, name: str, at: str) -> None:
    f, gradient = SMOOTH[name]
    right = compare(f, gradient, at)
    assert right.checks[0].verdict is Status.AGREE
    assert right.taylor.order is None or right.taylor.order > 1.7
    for error in (1e-2, 1e-4, 1e-6, -1e-6):
        wrong = compare(f, lambda x, error=error: gradient(x) * (1 + error), at)
        assert wrong.checks[0].verdict is Status.DISAGREE, error


@pytest.mark.parametrize("error", [1e-2, 1e-5])
def test_the_taylor_remainder_of_a_wrong_gradient_has_order_1(compare, error: float) -> None:
    assert compare(math.exp, lambda x: math.exp(x) * (1 + error), "1").taylor.order == pytest.approx(1, abs=0.15)
    assert compare(math.exp, math.exp, "1").taylor.order == pytest.approx(2, abs=0.05)


def single(x: float) -> float:
    found: float = struct.unpack("f", struct.pack("f", x))[0]
    return found


def fixed_point(tolerance: float) -> Callable[[float], float]:
    def f(x: float) -> float:
        y = 0.0
        for _ in range(500):
            y, last = 0.9 * math.cos(y * x), y
            if abs(y - last) <= tolerance:
                break
        return y

    return f


def fixed_point_slope(x: float) -> float:
    y = fixed_point(1e-15)(x)
    return -0.9 * math.sin(x * y) * y / (1 + 0.9 * x * math.sin(x * y))


def bisection(x: float) -> float:
    low, high = 0.0, 10.0
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if middle**3 < x else (low, middle)
    return low


NOISY: dict[str, tuple[Callable[[float], float], Callable[[float], float]]] = {
    "single precision": (lambda x: single(math.sin(single(x))), math.cos),
    "single precision, cancelling": (lambda x: single(single(x) ** 2 + 100) - 100, lambda x: 2 * x),
    "rounded": (lambda x: round(math.exp(x), 6), math.exp),
    "bisection": (bisection, lambda x: x ** (-2 / 3) / 3),
    "fixed point": (fixed_point(1e-6), fixed_point_slope),
    "fixed point, rougher": (fixed_point(1e-4), fixed_point_slope),
}


@pytest.mark.parametrize("at", ["0.7", "0.9096", "1.0", "1.2"])
@pytest.mark.parametrize("name", NOISY)
def test_noise_raises_no_alarm(compare, name: str, at: str) -> None:
    f, gradient = NOISY[name]
    point = compare(f, gradient, at)
    assert point.checks[0].verdict in (Status.AGREE, Status.INCONCLUSIVE), point.checks[0].note
    assert point.noise > 1e-9
    wrong = compare(f, lambda x: -gradient(x), at)
    assert wrong.checks[0].verdict is Status.DISAGREE


def test_the_gradient_may_be_noisy_too(compare) -> None:
    assert compare(math.exp, lambda x: single(math.exp(x)), "0.7").checks[0].verdict is Status.AGREE


def test_every_component_and_a_random_direction(compare) -> None:
    def f(x) -> float:
        return math.fsum(math.sin(k * each) for k, each in enumerate(x, 1))

    def gradient(x) -> list[float]:
        return [k * math.cos(k * each) for k, each in enumerate(x, 1)]

    at = "[" + ",".join(f"{0.1 * k:g}" for k in range(1, 31)) + "]"
    right = compare(f, gradient, at)
    assert [check.wrt for check in right.checks] == [*((f"x[{k}]",) for k in range(30)), ("v",)]
    assert {check.verdict for check in right.checks} == {Status.AGREE}

    def wrong(x) -> list[float]:
        found = gradient(x)
        return [*found[:17], found[17] + 1e-3, *found[18:]]

    checks = compare(f, wrong, at).checks
    assert [check.wrt[0] for check in checks if check.verdict is Status.DISAGREE] == ["x[17]", "v"]
    assert compare(f, wrong, at) == compare(f, wrong, at), "the direction is the same in every run"


def test_exact_zeros_agree(compare) -> None:
    point = compare(lambda x, y, z: (x - 1) ** 2 + 3.0, lambda x, y, z: (2 * (x - 1), 0, 0), "x=1,y=5,z=0")
    assert {check.verdict for check in point.checks} == {Status.AGREE}
    assert compare(lambda x: 0.0, lambda x: 0.0, "1").checks[0].verdict is Status.AGREE
    assert compare(math.sin, math.cos, "pi/2").checks[0].verdict is Status.AGREE


@pytest.mark.parametrize("claim", [0.0, 1.0, -1.0])
def test_a_kink_is_undefined_with_both_slopes(compare, claim: float) -> None:
    (check,) = compare(abs, lambda x: claim, "0").checks
    assert check.verdict is Status.UNDEFINED
    assert check.note == "not smooth here; slope on the left: -1, on the right: 1"


def test_a_function_that_ends_at_the_point(compare) -> None:
    (check,) = compare(lambda x: math.sqrt(x) ** 3, lambda x: 1.5 * math.sqrt(x), "1e-3").checks
    assert check.verdict is Status.AGREE
    (check,) = compare(lambda x: x * math.sqrt(1 - x) ** 4, lambda x: (1 - x) ** 2 - 2 * x * (1 - x), "1").checks
    assert check.verdict is Status.AGREE
    assert "on the other side: ValueError" in check.estimates[0].note


def test_no_value_at_the_point_is_undefined(compare) -> None:
    (check,) = compare(lambda x: math.nan, lambda x: 1.0, "1").checks
    assert (check.verdict, check.note) == (Status.UNDEFINED, "the function has no value here: the value is nan")
    (check,) = compare(math.sin, lambda x: math.nan, "1").checks
    assert (check.verdict, check.note) == (Status.UNDEFINED, "the gradient function gives nan")


def test_a_given_step_is_used(compare) -> None:
    (check,) = compare(lambda x: x**3, lambda x: 3 * x * x, "1", step=0.125).checks
    assert [estimate.step for estimate in check.estimates] == [0.125, 0.125]
    assert [estimate.value for estimate in check.estimates] == [3.390625, 3.015625]


@pytest.mark.parametrize(
    ("at", "gradient"),
    [
        ("w=[1,2],b=3", lambda w, b: ([2 * w[0] * b, 2 * w[1] * b], w[0] ** 2 + w[1] ** 2)),
        ("w=[1,2],b=3", lambda w, b: {"b": w[0] ** 2 + w[1] ** 2, "w": [2 * w[0] * b, 2 * w[1] * b]}),
        ("w=[1,2]", lambda w: [4 * w[0], 4 * w[1]]),
        ("[1,2]", lambda w: [4 * w[0], 4 * w[1]]),
    ],
)
def test_arrays_numbers_and_defaults(compare, at: str, gradient) -> None:
    def f(w, b=2.0) -> float:
        found: float = b * (w[0] ** 2 + w[1] ** 2)
        return found

    assert {check.verdict for check in compare(f, gradient, at).checks} == {Status.AGREE}


def test_numpy_values(compare) -> None:
    np = pytest.importorskip("numpy")
    point = compare(lambda x: np.sum(np.exp(-x) * x**2), lambda x: (2 * x - x**2) * np.exp(-x), "[1,2,3]")
    assert {check.verdict for check in point.checks} == {Status.AGREE}


REFUSED = [
    ("1", lambda x: (1.0, 2.0), "returns 2 numbers, and the point has 1 coordinate"),
    ("1", lambda x: "1", "returns a 'str' that does not hold numbers"),
    ("1", lambda x: None, "returns None"),
    ("y=1", lambda x: 1.0, "has no parameter 'y'"),
    ("1,2", lambda x: 1.0, "the point '1,2' is not one value"),
    ("x=[]", lambda x: 1.0, "'x=[]' is not NAME=VALUE"),
    ("x=[0:1:3]", lambda x: 1.0, "a range cannot stand in the vector"),
]


@pytest.mark.parametrize(("at", "gradient", "message"), REFUSED)
def test_refusal(compare, at: str, gradient, message: str) -> None:
    with pytest.raises(SymdiffError, match=message.replace("[", r"\[").replace("]", r"\]")):
        compare(lambda x: x**2, gradient, at)


def test_the_witness_of_a_wrong_gradient(compare) -> None:
    verdict, witness, note = judged([compare(lambda x, y: x * y, lambda x, y: (y, -x), "x=2,y=3")])
    assert verdict is Status.DISAGREE
    assert (witness["wrt"], witness["expected"]) == (["y"], -2.0)
    assert witness["derivative"] == pytest.approx(2)
    assert note.startswith("1 of 3 comparisons within the allowed difference")


@pytest.mark.parametrize("at", [1e-160, 1e-200, -1e-300])
def test_values_that_are_lost_below_the_least_double_prove_nothing(at: float) -> None:
    assert check_gradient(lambda x: x * x, lambda x: 2 * x, at=at).verdict is Status.INCONCLUSIVE
    assert check_gradient(lambda x: x, lambda x: 1.0, at=at).verdict is Status.AGREE


def test_a_scale_beyond_the_range_of_doubles_hides_nothing(compare) -> None:
    assert compare(lambda x: 1e308 * x, lambda x: 1.0, "1").checks[0].verdict is Status.DISAGREE
    assert compare(lambda x: 1e308 * x, lambda x: 1e308, "1").checks[0].verdict is Status.AGREE
