"""Common mistakes are named: each wrong derivative below is what one of them leads to."""

from __future__ import annotations

import pytest

from symdiff.evaluator import Status
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem


def mistake(text: str, candidate: str, *wrt: str) -> str | None:
    report = solve(Problem(text, expected=candidate, wrt=tuple((name,) for name in wrt)))
    assert report.expected is not None, report.error
    assert report.expected.verdict is Status.DISAGREE
    return report.expected.mistake


@pytest.mark.parametrize(
    ("text", "candidate", "words"),
    [
        ("sin(x**2)", "cos(x**2)", "the inner derivative of x**2, which is 2*x, is missing"),
        ("log(sin(x))", "1/sin(x)", "the inner derivative of sin(x), which is cos(x), is missing"),
        ("sin(x**2)", "-2*x*cos(x**2)", "the sign is wrong"),
        ("x + cos(x)", "1 + sin(x)", "the derivative of cos(x) has the wrong sign"),
        ("x**3", "x**4/4", "it is an antiderivative: its own derivative is the formula"),
        ("x**3", "x**3", "it is the formula itself, not differentiated"),
        ("x**3", "6*x", "it is the second derivative"),
        ("x**3", "3*x**3", "the exponent of x**3 is not one less"),
        ("x**3 + x", "x**2 + 1", "the exponent of x**3 is not a factor"),
        ("2**x", "x*2**(x - 1)", "the power rule does not hold for 2**x, whose exponent varies"),
        ("x**x", "x*x**(x - 1)", "the power rule does not hold for x**x, whose exponent varies"),
        ("x**sin(x)", "sin(x)*x**(sin(x) - 1)", "the power rule does not hold for x**sin(x), whose exponent varies"),
        ("2**x + x", "2**x + 1", "the factor log(2) is missing"),
        ("x*sin(x)", "cos(x)", "the derivative of x*sin(x) is not that of each factor multiplied"),
        ("sin(x)/x", "cos(x)", "the derivative of sin(x)/x is not that of each factor multiplied"),
        ("sin(x)", "pi/180*cos(pi*x/180)", "angles are taken as degrees"),
        ("sin(x)", "pi/180*cos(x)", "it is the derivative times pi/180: the angle is in degrees"),
        ("x**2 + sin(x)", "2*x", "the term cos(x) is missing"),
        ("exp(3*x)", "6*exp(3*x)", "it is the derivative times 2"),
        ("exp(3*x)", "exp(3*x)*sqrt(2)", "it is the derivative times a constant, about 0.471405"),
        ("x**2", "2*x + 1", "it is the derivative plus 1"),
        ("2**x", "0.693147*2**x", "they differ by no more than 3e-07 of the derivative: is a number rounded?"),
    ],
)
def test_the_mistake_is_named(text: str, candidate: str, words: str) -> None:
    assert mistake(text, candidate) == words


def test_the_power_rule_is_named_before_the_derivative_by_the_base() -> None:
    assert mistake("a**x", "x*a**(x - 1)", "x") == "the power rule does not hold for a**x, whose exponent varies"


def test_the_derivative_by_another_variable() -> None:
    assert mistake("x**2*y", "x**2", "x") == "it is the derivative by y"


@pytest.mark.parametrize("candidate", ["2*x*sin(x)", "gamma(x)", "x - 1/x"])
def test_what_is_no_common_mistake_has_no_name(candidate: str) -> None:
    assert mistake("x**2", candidate) is None


def test_a_function_with_two_branches_is_looked_at_on_both() -> None:
    """On the right of 0 alone, 1 would be the derivative of abs(x)."""
    report = solve(Problem("abs(x)", expected="1"))
    assert report.expected is not None
    assert report.expected.verdict is Status.DISAGREE
    assert report.expected.witness is not None
    assert str(report.expected.witness["at"]["x"]).startswith("-")  # type: ignore[index]


def test_a_value_that_vanishes_in_doubles_is_no_mistake() -> None:
    """The derivative of erf(1000*x) is 0 in doubles nearly everywhere, and so is what a wrong sign makes of it."""
    assert mistake("erf(1000*x)", "0") is None
