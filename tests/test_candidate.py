"""Candidate derivatives: proved, equal in value, wrong with a witness, or beyond comparison."""

from __future__ import annotations

import re

import pytest

from symdiff.pipeline import solve
from symdiff.problems.problem import Problem
from symdiff.reports.report import ExpectedReport, Report
from symdiff.status import Status


def solved(text: str, expected: object, **asked: object) -> Report:
    return solve(Problem(text, expected=expected, **asked))  # type: ignore[arg-type]


def judged(text: str, expected: object, **asked: object) -> ExpectedReport:
    report = solved(text, expected, **asked)
    assert report.error is None, report.error
    assert report.expected is not None
    return report.expected


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("x**2 + x + 1", "2*x + 1"),
        ("x**2 + x + 1", "1 + x + x"),
        ("x**3", "3*x*x"),
        ("sin(x)*x", "sin(x) + cos(x)*x"),
        ("log(x)", "x**-1"),
        ("5", "0"),
        ("1/x", "-1/x**2"),
    ],
)
def test_the_same_expression_is_proved(text: str, candidate: str) -> None:
    found = judged(text, candidate)
    assert (found.verdict, found.how, found.witness) == (Status.AGREE, "proved", None)


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("tan(x)", "1/cos(x)**2"),
        ("sin(x)**2", "sin(2*x)"),
        ("(x+1)**3", "3*x**2 + 6*x + 3"),
        ("atan(x)", "cos(atan(x))**2"),
        ("sqrt(x)/x", "-1/(2*x**1.5)"),
    ],
)
@pytest.mark.parametrize("at", [(), ("0.75",), ("0.75", "2")])
def test_the_same_in_other_clothes_is_proved(text: str, candidate: str, at: tuple[str, ...]) -> None:
    found = judged(text, candidate, at=at)
    assert (found.verdict, found.how, found.witness) == (Status.AGREE, "proved", None)
    assert found.points is not None and found.points >= 5 * len(at)


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("x**2", "2*x + 1"),
        ("sin(x)", "-cos(x)"),
        ("x**2", "2*x*(1 + 1e-15)"),
        ("x**2", "x**2"),
        ("log(x)", "1/(x + 1e-12)"),
        ("tan(x)", "1/cos(x)**2 + 1e-18"),
    ],
)
def test_a_wrong_candidate_has_a_witness(text: str, candidate: str) -> None:
    found = judged(text, candidate)
    assert (found.verdict, found.how) == (Status.DISAGREE, "proved")
    assert found.witness is not None
    assert found.witness.keys() == {"at", "derivative", "expected"}
    # The witness can be checked: both formulas have these values there.
    at = found.witness["at"]
    assert isinstance(at, dict)
    point = solve(Problem(text, at=(at,))).points[0]
    value = solve(Problem(candidate, wrt=(("x",),), at=(at,))).points[0].value
    # Values are right to 1e-13; what differs by less is told apart by the digits of the witness.
    assert point.checks[0].symbolic == pytest.approx(float(str(found.witness["derivative"])), rel=1e-13)
    assert value == pytest.approx(float(str(found.witness["expected"])), rel=1e-13)
    assert found.witness["derivative"] != found.witness["expected"]


@pytest.mark.parametrize(
    ("candidate", "verdict"), [("1", Status.AGREE), ("2", Status.DISAGREE), ("sign(x)**2", Status.DISAGREE)]
)
def test_where_branches_meet_a_candidate_is_held_against_the_definition(candidate: str, verdict: Status) -> None:
    """The printed form is 0 at 0, and the slope is 1."""
    report = solved("abs(x)*sign(x)", candidate, at=({"x": "0"},))
    assert report.verdict is verdict
    (found,) = report.points[0].checks
    assert found.verdict is Status.AGREE and found.symbolic == 1.0
    assert report.expected is not None and "sign" not in (report.expected.mistake or "")


def test_a_meeting_at_the_given_point_is_no_agreement() -> None:
    """x**2 and x**3 - x + ... meet at 2: the points near by tell them apart."""
    found = judged("x**2", "4 + 3*(x - 2)", at=("2",))
    assert found.verdict is Status.DISAGREE
    assert found.witness is not None and found.witness["at"] != {"x": "2"}


def test_a_witness_in_several_variables() -> None:
    found = judged("x*y", {"x": "y", "y": "x + y/1000"})
    assert found.verdict is Status.DISAGREE
    assert found.witness is not None and set(found.witness["at"]) <= {"x", "y"}  # type: ignore[call-overload]


def test_one_wrong_partial_of_several_is_enough() -> None:
    assert judged("x*y", {"x": "y", "y": "x"}).verdict is Status.AGREE
    assert judged("x*y", {"x": "y", "y": "2*x"}).verdict is Status.DISAGREE
    assert judged("x*y", {"y": "2*x"}).verdict is Status.DISAGREE


@pytest.mark.parametrize(
    "text",
    ["y, x", "(y, x)", "[y; x]", "{y, x}", r"\nabla f = \langle y, x \rangle", r"$\left(y, x\right)$.", r"\boxed{\begin{pmatrix} y \\ x \end{pmatrix}}"],
)  # fmt: skip
def test_one_answer_may_be_the_whole_gradient(text: str) -> None:
    assert judged("x*y", text).how == "proved"
    assert judged("x**2*y", text).verdict is Status.DISAGREE


def test_a_function_of_two_operands_is_no_gradient() -> None:
    error = solved("x*y", "atan2(y, x)").error
    assert error is not None and error.message == "one candidate is given for several derivatives: x, y"
    assert judged("atan2(y, x)", "-y/(x**2 + y**2), x/(x**2 + y**2)").how == "proved"


def test_a_derivative_far_below_the_doubles_is_told_in_digits() -> None:
    found = judged("erf(1000*x)", "0")
    assert found.witness is not None
    assert re.fullmatch(r"[1-9]\.[0-9]+e-[0-9]{4,}", str(found.witness["derivative"]))


def test_candidates_for_higher_and_mixed_derivatives() -> None:
    assert judged("x**4", "12*x**2", order=2).how == "proved"
    assert judged("x**4", {"x": "12*x**2"}, order=2).how == "proved"
    assert judged("x**2*y**3", "6*x*y**2", wrt=(("x", "y"),)).how == "proved"
    assert judged("x**2*y**3", {"x,y": "6*x*y**2"}, wrt=(("x", "y"),)).how == "proved"
    assert judged("x**2*y**3", "6*x*y", wrt=(("x", "y"),)).verdict is Status.DISAGREE


def test_a_candidate_may_use_a_definition() -> None:
    assert judged("sin(u)", "2*x*cos(u)", let=(("u", "x**2"),)).how == "proved"


def test_a_candidate_with_a_variable_of_its_own_is_wrong() -> None:
    assert judged("x**2", "2*x + c").verdict is Status.DISAGREE


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("log(-1 - x**2)", "x"),  # the formula itself exists nowhere
        ("sqrt(-1 - x**2)", "1/x"),
    ],
)
def test_without_a_common_domain_nothing_is_said(text: str, candidate: str) -> None:
    found = judged(text, candidate)
    assert found.verdict is Status.INCONCLUSIVE
    assert found.note == "no point was found where both are known to have a value"


@pytest.mark.parametrize(
    ("text", "candidate", "at"),
    [
        ("x**3", "3*x**2*(sin(sqrt(x))**2 + cos(sqrt(x))**2)", ("-1",)),
        ("x**2", "2*sqrt(x)**2", ()),
        ("x**3", "3*x**2*sqrt(x)**2/x", ()),
        ("log(x - 1000)", "log(-x - 1000)", ()),
        ("x**2/2", "exp(log(x))", ()),
        ("x**2", "2*x + 0*asin(x/1000)", ()),
        ("x**2", "2*x + 0*acoth((x + 9.8e8)/0.9e-9)", ()),
    ],
)
def test_a_candidate_without_a_value_on_an_interval_is_wrong(text: str, candidate: str, at: tuple[str, ...]) -> None:
    found = judged(text, candidate, at=at)
    assert (found.verdict, found.note) == (Status.DISAGREE, "the candidate has no value there")
    assert found.witness is not None and found.witness["expected"] is None


@pytest.mark.parametrize(
    ("text", "candidate"),
    [("log(-x)", "-1/abs(x)"), ("log(x - 2)", "1/abs(x - 2)"), ("acosh(x)", "1/sqrt(abs(x**2 - 1))")],
)
def test_candidates_are_compared_where_the_formula_exists(text: str, candidate: str) -> None:
    """The short derivative has values beyond the formula's domain; they count for nothing."""
    found = judged(text, candidate)
    assert (found.verdict, found.how) == (Status.AGREE, "proved")


@pytest.mark.parametrize(
    ("expected", "code", "message"),
    [
        ("2*x", "unknown-variable", "one candidate is given for several derivatives: x, y"),
        ({"z": "1"}, "unknown-variable", "a candidate is given for 'z', which is not differentiated by"),
        ({"x": "sine(x)"}, "unknown-function", "there is no function named 'sine'"),
        ({"x": ""}, "empty", "the answer has no formula"),
    ],
)
def test_what_is_no_candidate_is_an_error(expected: object, code: str, message: str) -> None:
    error = solved("x*y", expected).error
    assert error is not None
    assert (error.code, error.message) == (code, message)
