"""Points where values and verdicts are hard to find: far out, near 0, where the printed form is 0/0, and at the ends of domains."""

from __future__ import annotations

import math

import pytest

from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report


def _solved(text: str, at: str, wrt: str | None = None, kind: str = "diff") -> Report:
    report = solve(Problem(text, wrt=((wrt,),) if wrt else (), at=(at,), kind=kind))
    assert report.error is None, report.error
    return report


AGREE = [
    # Beyond or near the range of doubles.
    ("x**2", "1e155", 2e155),
    ("x**3", "1e103", 3e206),
    ("log(x)", "1e-160", 1e160),
    ("sqrt(x)", "1e-300", 5e149),
    ("x + 1", "1e-250", 1.0),
    ("1/x", "1e-150", -1e300),
    ("sin(x)", "1e400", -0.054049970102390585),
    ("cos(x)", "-1e350", None),
    ("sec(2*x)", "1e300", 0.7452317051524305),
    ("exp(x)", "1e-400", 1.0),
    # Where steps in proportion to x skip what the function does.
    ("x**2 + sin(x)", "1e6", 2000000.9367521275),
    ("x**4 + sin(1000*x)", "1000", 4000000936.7521276),
    ("Si(x)", "1e15", 8.582727931702359e-16),
    ("sinc(x)", "1e300", -1.6821444437424508e-301),
    ("li(x)", "1 + 1e-30", 1e30),
    ("lowergamma(2, x)", "0", 0.0),
    ("polylog(1/2, x)", "-1", 0.3801048126096841),
    ("polygamma(2, x)", "-1e-30", 6e120),
    ("binomial(4.6, x)", "1e30", None),
    ("binomial(4.6, x)", "9.57789e57", None),
]


@pytest.mark.parametrize(("text", "at", "value"), AGREE)
def test_the_float_range_is_no_border(text: str, at: str, value: float | None) -> None:
    (check,) = _solved(text, at).points[0].checks
    assert check.verdict == "agree"
    if value is not None:
        assert check.symbolic == pytest.approx(value, rel=1e-13)


PRINTED = [
    ("sqrt(x**4)", "0", 1, 0.0),
    ("cbrt(x)**3", "0", 1, 1.0),
    ("cbrt(x)**4", "0", 1, 0.0),
    ("x*cbrt(x)", "0", 1, 0.0),
    ("root(x, 5)**7", "0", 1, 0.0),
    ("sqrt(sin(x)**4)", "pi", 1, 0.0),
    ("sqrt(x**4)", "0", 2, 2.0),
    ("cbrt(x)**6", "0", 2, 2.0),
    ("sqrt(sin(x)**4)", "pi", 2, 2.0),
]


@pytest.mark.parametrize(("text", "at", "order", "value"), PRINTED)
def test_the_printed_form_has_the_value_that_the_definition_has(text: str, at: str, order: int, value: float) -> None:
    (check,) = solve(Problem(text, order=order, at=(at,))).points[0].checks
    assert (check.verdict, check.symbolic) == ("agree", pytest.approx(value, rel=1e-15, abs=1e-300))
    assert "definition" not in (check.note or "")


DEFINED = [
    ("Shi(x)", "x", "0", 1.0),
    ("elliptic_k(x)", "x", "0", 0.39269908169872414),
    ("elliptic_e(x)", "x", "0", -0.39269908169872414),
    ("polylog(2, x)", "x", "0", 1.0),
    ("x**y", "y", "x=0,y=1/2", 0.0),
    ("sqrt((a*x)**2 + (a*y)**2)", "a", "a=1,x=0,y=0", 0.0),
    ("sqrt(max(0, x**2 - z**2))", "x", "x=1,z=2", 0.0),
    ("binomial(5, x)", "x", "6", -1 / 6),
    ("zeta(u, v)", "v", "u=0,v=3/2", -1.0),
]


@pytest.mark.parametrize(("text", "wrt", "at", "value"), DEFINED)
def test_where_the_printed_form_has_no_value_the_definition_has(text: str, wrt: str, at: str, value: float) -> None:
    (check,) = _solved(text, at, wrt).points[0].checks
    assert check.verdict == "agree"
    assert check.symbolic == pytest.approx(value, rel=1e-15, abs=1e-300)
    assert check.note is not None
    assert check.note.endswith("in the printed form; the value comes from the definition")


@pytest.mark.parametrize(
    ("text", "at", "value"),
    [
        ("Shi(x)", "0", 0.0),
        ("elliptic_k(x)", "0", 9 / 64 * math.pi),
    ],
)
def test_so_it_is_with_higher_orders(text: str, at: str, value: float) -> None:
    (check,) = solve(Problem(text, order=2, at=(at,))).points[0].checks
    assert (check.verdict, check.symbolic) == ("agree", pytest.approx(value, rel=1e-15))
    assert check.note is not None
    assert "the value comes from the definition" in check.note


@pytest.mark.parametrize(
    "text", ["x*abs(x)", "sqrt(x**6)/x", "cbrt(x)**4", "Piecewise((x**3*sin(1/x), x != 0), (0, True))"]
)
def test_a_second_derivative_that_does_not_exist_has_no_value(text: str) -> None:
    assert solve(Problem(text, order=2, at=("0",))).verdict in ("undefined", "inconclusive")


def test_digits_of_a_value_by_the_definition_are_right() -> None:
    report = solve(Problem("elliptic_k(x)", at=("0",)), Options(digits=40))
    assert report.points[0].checks[0].symbolic == "0.3926990816987241548078304229099378605246"
    assert solve(Problem("sqrt(x**4)", at=("0",)), Options(digits=40)).points[0].checks[0].symbolic == "0"


UNDEFINED = [
    ("sin(x)/x", "0", "sin(x)/x: division by zero; removable: f tends to 1; with that value the slope is 0"),
    ("(exp(x)-1)/x", "0", "(exp(x) - 1)/x: division by zero; removable: f tends to 1; with that value the slope is 0.5"),
    ("x**3/(x**2+y**2)", "x=0,y=0", "x**3/(x**2 + y**2): division by zero; along x f tends to 0; with that value the slope is 1"),
    ("acos(x)**2", "1", "the derivative: 1/sqrt(1 - x**2): division by zero; slope on the left: -2, on the right: none (no values there)"),
    ("x**(1+x)", "0", "the derivative: (x + 1)/x: division by zero; slope on the left: none (no values there), on the right: 1"),
    ("sqrt(x)", "0", "the derivative: 1/sqrt(x): division by zero; slope on the left: none (no values there), on the right: inf (a vertical tangent)"),
    ("floor(x)", "1e300", "floor(x): not smooth here; slope on the left: none (a jump), on the right: 0"),
    ("ceil(x)", "-1e400", "ceiling(x): not smooth here; slope on the left: 0, on the right: none (a jump)"),
    ("round(2*x)", "1e300 + 1/4", "floor(2*x + 1/2): not smooth here; slope on the left: none (a jump), on the right: 0"),
    ("floor(x)", "1e16", "floor(x): not smooth here; slope on the left: none (a jump), on the right: 0"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "at", "note"), UNDEFINED)
def test_what_is_there_instead_is_told(text: str, at: str, note: str) -> None:
    check, *_ = _solved(text, at).points[0].checks
    assert check.verdict == "undefined"
    assert check.symbolic is None
    assert check.note == note


def test_a_power_of_zero_has_a_value_where_the_exponent_is_positive() -> None:
    for at in ("0.375", "1", "pi"):
        report = _solved("0**(2**x + x**3 + 2)", at)
        assert report.points[0].value == 0.0
        assert report.points[0].checks[0].verdict == "agree"
        assert report.points[0].checks[0].symbolic == 0.0


def test_the_branch_point_of_lambert_is_a_point() -> None:
    report = _solved("LambertW(x)", "-1/e")
    (check,) = report.points[0].checks
    assert report.points[0].value == -1.0
    assert check.verdict == "undefined"
    assert check.note is not None
    assert check.note.endswith("slope on the left: none (no values there), on the right: inf (a vertical tangent)")
    assert _solved("(1 + LambertW(x, -1))**2", "-1/e").verdict == "agree"


WRONG_BY_MPMATH = [
    ("binomial(x, 2)", "1e45", 5e89, 1e45),
    ("binomial(x, 2)", "1e50", 5e99, 1e50),
    ("FallingFactorial(x, 3)", "1e60", 1e180, 3e120),
    ("RisingFactorial(x, 3)", "1e60", 1e180, 3e120),
]


@pytest.mark.parametrize(("text", "at", "value", "slope"), WRONG_BY_MPMATH)
def test_special_functions_far_out_are_those_of_balls(text: str, at: str, value: float, slope: float) -> None:
    report = _solved(text, at)
    assert report.points[0].value == pytest.approx(value, rel=1e-14)
    assert report.points[0].checks[0].symbolic == pytest.approx(slope, rel=1e-14)
    assert report.verdict == "agree"
