"""Functions of arrays that return arrays, column by column; and one random direction in place of many columns."""

from __future__ import annotations

import math

import pytest

from symdiff.errors import SymdiffError
from symdiff.status import Status

np = pytest.importorskip("numpy")


def f(x):
    return np.array([math.sin(x[0]) * x[1], x[0] ** 2, math.exp(x[2]) * x[0], 3.0])


def jacobian(x):
    return np.array([
        [math.cos(x[0]) * x[1], math.sin(x[0]), 0],
        [2 * x[0], 0, 0],
        [math.exp(x[2]), 0, math.exp(x[2]) * x[0]],
        [0, 0, 0],
    ])  # fmt: skip


def test_a_jacobian_by_columns(compare) -> None:
    point = compare(f, jacobian, "[1,2,0.5]")
    assert {check.verdict for check in point.checks} == {Status.AGREE}
    names = [f"df{row}/dx[{column}]" for column in range(3) for row in range(1, 5)]
    assert [check.name for check in point.checks] == [*names, *(f"df{row}/dv" for row in range(1, 5))]
    assert point.checks[5].cell == (1, 1)
    assert (point.value, len(point.values)) == (None, 4)


def test_a_wrong_entry_is_told(compare) -> None:
    def wrong(x):
        found = jacobian(x)
        found[2, 2] *= 1.001
        return found

    point = compare(f, wrong, "[1,2,0.5]")
    assert [check.name for check in point.checks if check.verdict is Status.DISAGREE] == ["df3/dx[2]", "df3/dv"]


def test_each_column_costs_the_function_once_for_all_outputs(compare) -> None:
    calls = 0

    def counting(x):
        nonlocal calls
        calls += 1
        return np.concatenate([f(x)] * 5)

    compare(lambda x: counting(x)[0], lambda x: jacobian(x)[0], "[1,2,0.5]")
    one, calls = calls, 0
    compare(counting, lambda x: np.concatenate([jacobian(x)] * 5), "[1,2,0.5]")
    assert calls < 3 * one, "20 outputs; those that need other steps have values of their own"


@pytest.mark.parametrize(
    "given",
    [
        lambda w, b: [[b, 0, w[0]], [0, b, w[1]]],
        lambda w, b: ([b, 0, w[0]], [0, b, w[1]]),
        lambda w, b: np.array([[b, 0, w[0]], [0, b, w[1]]]),
        lambda w, b: {"b": w, "w": [[b, 0], [0, b]]},
        lambda w, b: (np.array([[b, 0], [0, b]]), np.array(w)),
    ],
    ids=["rows", "tuples", "array", "by name", "by parameter"],
)
def test_ways_to_give_a_jacobian(compare, given) -> None:
    point = compare(lambda w, b: [b * w[0], b * w[1]], given, "w=[1,2],b=3")
    assert {check.verdict for check in point.checks} == {Status.AGREE}, point


@pytest.mark.parametrize(
    ("of", "gradient", "message"),
    [
        (f, lambda x: [1.0, 2.0], "returns 2 numbers, and the point has 3 coordinates, and the function 4 values"),
        (f, lambda x: "no", "returns a 'str' that does not hold numbers"),
        (lambda x: "no", jacobian, "returns a 'str' at the point"),
        (lambda x: {"a": 1.0}, jacobian, "returns a 'dict' at the point"),
        (lambda x: [], jacobian, "returns a 'list' at the point"),
    ],
)
def test_refusals(compare, of, gradient, message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        compare(of, gradient, "[1,2,0.5]")


def test_a_jump_of_one_output(compare) -> None:
    point = compare(lambda x, y: [math.floor(x) + y, x * y], lambda x, y: [[0, 1], [y, x]], "x=1,y=2")
    assert [check.verdict for check in point.checks] == [
        Status.UNDEFINED, Status.AGREE, Status.AGREE, Status.AGREE, Status.UNDEFINED, Status.AGREE,
    ]  # fmt: skip


def at(n: int) -> str:
    return "[" + ",".join(f"{0.1 + 0.013 * k:g}" for k in range(n)) + "]"


class Counted:
    def __init__(self, f) -> None:
        self.f = f
        self.calls = 0

    def __call__(self, x):
        self.calls += 1
        return self.f(x)


def wave(x):
    return float(np.sum(np.sin(x) * x))


def wave_gradient(x):
    return np.cos(x) * x + np.sin(x)


def test_many_parameters_cost_the_function_a_few_calls_each(compare) -> None:
    calls = {}
    for n in (40, 200):
        function, gradient = Counted(wave), Counted(wave_gradient)
        assert {check.verdict for check in compare(function, gradient, at(n)).checks} == {Status.AGREE}
        calls[n] = function.calls
        assert gradient.calls == 1, "the noise of a gradient that agrees does not matter"
        wrong = Counted(lambda x: -wave_gradient(x))
        compare(function, wrong, at(n))
        assert wrong.calls < 200, "all components are measured together"
    assert calls[200] <= 5 * calls[40]


def test_a_direction_costs_two_calls_beside_the_point(compare) -> None:
    function, gradient = Counted(wave), Counted(wave_gradient)
    (check,) = compare(function, gradient, at(1000), direction=True).checks
    assert (check.verdict, check.wrt) == (Status.AGREE, ("v",))
    assert (function.calls, gradient.calls) == (3, 1)
    assert check.note == "v is a random direction; two values beside the point"


@pytest.mark.parametrize("astray", [1e-3, -1.0, 1e3])
def test_a_direction_finds_one_wrong_component_of_a_thousand(compare, astray: float) -> None:
    def wrong(x):
        found = wave_gradient(x)
        found[617] += astray
        return found

    (check,) = compare(wave, wrong, at(1000), direction=True).checks
    assert check.verdict is Status.DISAGREE
    assert check == compare(wave, wrong, at(1000), direction=True).checks[0], "the same direction in every run"


@pytest.mark.parametrize(
    ("f", "gradient", "point", "verdict"),
    [
        (lambda x: abs(x[0]) + abs(x[1]), lambda x: [0, 0], "[0,0]", Status.UNDEFINED),
        (lambda x: math.floor(x[0]) + x[1], lambda x: [0, 1], "[1,2]", Status.UNDEFINED),
        (lambda x: x[0] ** 2, lambda x: [2 * x[0]], "[3]", Status.AGREE),
        (lambda x: [x[0] * x[1], x[0]], lambda x: [[x[1], x[0]], [1, 0]], "[1,2]", Status.AGREE),
        (lambda x: 1.0, lambda x: [0, 0], "[1,2]", Status.AGREE),
    ],
)
def test_a_direction_is_no_shorter_way_past_a_kink(compare, f, gradient, point: str, verdict: Status) -> None:
    assert {check.verdict for check in compare(f, gradient, point, direction=True).checks} == {verdict}
