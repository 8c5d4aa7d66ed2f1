"""Checks: derivatives that are right, wrong, undecidable and undefined."""

from __future__ import annotations

import pytest

from symdiff.evaluator import (
    Check,
    Evaluated,
    Status,
    Undefined,
    check,
    check_all,
    method_named,
    together,
    worst,
)
from symdiff.evaluator.verdicts.equality import equal_values


def _check(workspace, f: str, derivative: str, at: str) -> Check:
    return check(workspace.graph, workspace.node(f), workspace.node(derivative), "x", workspace.point(x=at))


RIGHT = [
    ("x**2 + x + 1", "2*x + 1", "1"),
    ("x**2", "2*x", "0"),
    ("x**4", "4*x**3", "0"),
    ("5", "0", "1"),
    ("0*x", "0", "1"),
    ("asin(-x) + asin(x)", "0", "0.5"),
    ("sin(x)**2 + cos(x)**2", "0", "1"),
    ("1/cosh(x)**2", "-2*tanh(x)/cosh(x)**2", "0"),
    ("tanh(x)", "1/cosh(x)**2", "20"),
    ("sin(1000000*x)", "1000000*cos(1000000*x)", "1"),
    ("log(x)", "1/x", "1e-9"),
    ("x**2.5", "2.5*x**1.5", "0"),
    ("cosh(x) - exp(x)/2", "sinh(x) - exp(x)/2", "20"),
    ("x**100/1e300", "x**99/1e298", "1000"),
    ("abs(x)", "sign(x)", "-1e-9"),
    ("floor(x)", "0", "2.5"),
    ("polygamma(0, x)", "polygamma(1, x)", "1.5"),
    ("exp(x) - exp(x)*(1 - 1e-18)", "exp(x)*1e-18", "1"),
]


@pytest.mark.parametrize(("f", "derivative", "at"), RIGHT)
def test_a_right_derivative_agrees(workspace, f: str, derivative: str, at: str) -> None:
    assert _check(workspace, f, derivative, at).verdict is Status.AGREE


@pytest.mark.parametrize(("f", "derivative", "at"), [row for row in RIGHT if row[1] != "0" and row[2] != "0"])
def test_an_error_in_the_fourth_digit_is_found(workspace, f: str, derivative: str, at: str) -> None:
    assert _check(workspace, f, f"1.0001*({derivative})", at).verdict is Status.DISAGREE


@pytest.mark.parametrize(("f", "at"), [("x", "1"), ("sin(x)", "0"), ("1 + 1e-3*x", "1")])
def test_a_derivative_is_not_silently_zero(workspace, f: str, at: str) -> None:
    assert _check(workspace, f, "0", at).verdict is Status.DISAGREE


KINKS = [
    ("abs(x)", "sign(x)", "0", "not smooth here; slope on the left: -1, on the right: 1", "abs(x)"),
    ("3*abs(2*x - 1) + x", "6*sign(2*x - 1) + 1", "1/2", "not smooth here; slope on the left: -5, on the right: 7", "abs(2*x - 1)"),
    ("abs(sin(x))", "sign(sin(x))*cos(x)", "pi", "not smooth here; slope on the left: -1, on the right: 1", "abs(sin(x))"),
    ("max(x, 0)", "Heaviside(x)", "0", "not smooth here; slope on the left: 0, on the right: 1", "max(x, 0)"),
    ("min(x, x**2)", "1", "1", "not smooth here; slope on the left: 2, on the right: 1", "min(x, x**2)"),
    ("floor(x)", "0", "2", "not smooth here; slope on the left: none (a jump), on the right: 0", "floor(x)"),
    ("floor(3*x)", "0", "1/3", "not smooth here; slope on the left: none (a jump), on the right: 0", "floor(3*x)"),
    ("ceil(x)", "0", "2", "not smooth here; slope on the left: 0, on the right: none (a jump)", "ceil(x)"),
    ("sign(x)", "0", "0", "not smooth here; slope on the left: none (a jump), on the right: none (a jump)", "sign(x)"),
    ("Heaviside(x)", "0", "0", "not smooth here; slope on the left: none (a jump), on the right: none (a jump)", "Heaviside(x)"),
    ("sqrt(x**2)", "x/sqrt(x**2)", "0", "division by zero; slope on the left: -1, on the right: 1", "x/sqrt(x**2)"),
    ("sqrt(x)", "1/(2*sqrt(x))", "0", "division by zero; slope on the left: none (no values there), on the right: inf (a vertical tangent)", "1/(2*sqrt(x))"),
]  # fmt: skip


@pytest.mark.parametrize(("f", "derivative", "at", "note", "culprit"), KINKS)
def test_where_there_is_no_derivative_both_sides_are_told(
    workspace, f: str, derivative: str, at: str, note: str, culprit: str
) -> None:
    found = _check(workspace, f, derivative, at)
    assert found.verdict is Status.UNDEFINED
    assert found.note == note
    assert found.node == workspace.node(culprit)


SMOOTH = [
    ("abs(x)**3", "3*x**2*sign(x)", "0"),
    ("x*abs(x)", "2*abs(x)", "0"),
    ("max(x, 0)**2", "2*max(x, 0)*Heaviside(x)", "0"),
    ("floor(x)*(x - 2)**2", "2*floor(x)*(x - 2)", "2"),
    ("max(x, x)", "1", "1"),
    ("abs(y)*x", "abs(y)", "1"),
]


@pytest.mark.parametrize(("f", "derivative", "at"), SMOOTH)
def test_a_kink_that_cancels_has_a_derivative(workspace, f: str, derivative: str, at: str) -> None:
    point = workspace.point(x=at, y="0")
    found = check(workspace.graph, workspace.node(f), workspace.node(derivative), "x", point)
    assert found.verdict is Status.AGREE


@pytest.mark.parametrize(("f", "at"), [("x/x", "0"), ("sqrt(x)**2", "-1"), ("log(x) - log(x)", "-1")])
def test_the_domain_is_that_of_the_formula(workspace, f: str, at: str) -> None:
    value, found = check_all(workspace.graph, workspace.node(f), {"x": workspace.node("0")}, workspace.point(x=at))
    assert isinstance(value, Undefined)
    assert found["x"].verdict is Status.UNDEFINED
    assert found["x"].node == value.node


def test_a_gradient_is_checked_by_every_variable(workspace) -> None:
    point = workspace.point(w1="0.3", x0="2", b1="-1", w2="1.5", b2="0.25", y0="1")
    inner, outer = "(w1*x0 + b1)", "(w2*(w1*x0 + b1) - b2 - y0)"
    derivatives = {
        name: workspace.node(text)
        for name, text in {
            "w1": f"2*{outer}*w2*x0", "b1": f"2*{outer}*w2", "w2": f"2*{outer}*{inner}", "b2": f"-2*{outer}",
        }.items()
    }  # fmt: skip
    value, found = check_all(workspace.graph, workspace.node(f"{outer}**2"), derivatives, point)
    assert isinstance(value, Evaluated)
    assert value.value == pytest.approx((1.5 * (0.3 * 2 - 1) - 0.25 - 1) ** 2, abs=value.bound)
    assert {check.verdict for check in found.values()} == {Status.AGREE}


def test_a_step_too_long_says_nothing(workspace) -> None:
    forward = method_named("forward")
    assert forward is not None
    f, derivative, point = workspace.node("3*x**2 - 4*x"), workspace.node("6*x - 4"), workspace.point(x="1")
    found = check(workspace.graph, f, derivative, "x", point, [forward], 0.1)
    assert found.verdict is Status.INCONCLUSIVE


def test_verdicts_add_up() -> None:
    agree, disagree, inconclusive = Status.AGREE, Status.DISAGREE, Status.INCONCLUSIVE
    assert together([inconclusive, agree]) is agree
    assert together([disagree, agree]) is disagree
    assert together([inconclusive]) is inconclusive
    assert worst([agree, inconclusive]) is inconclusive
    assert worst([]) is None


@pytest.mark.parametrize(
    ("first", "second", "at", "verdict"),
    [
        ("2*sin(x)*cos(x)", "sin(2*x)", "0.7", Status.AGREE),
        ("1 - tanh(x)**2", "1/cosh(x)**2", "20", Status.AGREE),
        ("sin(x)", "sin(x) + 1e-18", "0.7", Status.DISAGREE),
        ("sin(x)", "cos(x)", "0.7", Status.DISAGREE),
        ("sin(x)**2 + cos(x)**2 - 1", "0", "1", Status.AGREE),
        ("x/x", "1", "0", Status.UNDEFINED),
        ("exp(x)", "exp(x)", "1000", Status.INCONCLUSIVE),
    ],
)
def test_equal_values(workspace, first: str, second: str, at: str, verdict: Status) -> None:
    found = equal_values(workspace.graph, workspace.node(first), workspace.node(second), workspace.point(x=at))
    assert found.verdict is verdict


def test_a_step_whose_square_overflows_is_no_crash(workspace) -> None:
    found = check(
        workspace.graph,
        workspace.node("besselj(0, x)"),
        workspace.node("-besselj(1, x)"),
        "x",
        workspace.point(x="10**300"),
    )
    assert found.verdict is Status.AGREE
