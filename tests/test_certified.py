"""--certify: enclosures in the report, bounds that are proved, and verdicts that rest on them."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symdiff import problems as calculus
from symdiff.answers import derivatives
from symdiff.answers.convergence import swept
from symdiff.evaluator import Status
from symdiff.pipeline import solve
from symdiff.problems import Entry
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem
from symdiff.reports.json_report import record
from symdiff.reports.report import CheckReport
from symdiff.reports.sweeps import as_json

CERTIFY = Options(certify=True)


def checks(text: str, at: str, **more: Any) -> list[CheckReport]:
    report = solve(Problem(text, at=(at,), **more), CERTIFY)
    assert report.error is None
    return list(report.points[0].checks)


@pytest.mark.parametrize(
    ("text", "more", "at"),
    [
        ("sin(x)*exp(y)/z", {}, "x=0.1,y=2,z=pi"),
        ("x**x", {"order": 3}, "1/7"),
        ("x**2*y**3", {"kind": "hessian"}, "x=2,y=3"),
        ("x*y", {"kind": "jacobian", "others": ("x/y",)}, "x=2,y=3"),
        ("x*y*z", {"kind": "curl", "others": ("x**2", "y*z")}, "x=1,y=2,z=3"),
        ("x**2*y", {"kind": "directional", "along": "x=1,y=sqrt(2)"}, "x=1,y=2"),
        ("x**2 + y**2 = 25", {"kind": "implicit", "order": 2}, "x=3,y=4"),
        ("cos(t)", {"kind": "parametric", "others": ("sin(t)",), "order": 2}, "1"),
        ("x*y**2", {"depends": ("y(x)",)}, "x=1,y=2,dy_dx=1/3"),
        ("y*exp(dy_dx)", {"depends": ("y(x)",), "wrt": (("x", "x"),)}, "y=1,dy_dx=2,d2y_dx2=3,d3y_dx3=pi"),
    ],
)
def test_every_kind_is_certified(text: str, more: dict[str, Any], at: str) -> None:
    for check in checks(text, at, **more):
        assert check.certificate is not None
        assert check.certificate.verdict is check.verdict is Status.AGREE
        assert check.certificate.digits is None or check.certificate.digits >= 30
        assert check.certificate.enclosure is not None
        low, high = map(Fraction, check.certificate.enclosure)
        assert isinstance(check.symbolic, float)
        assert low <= high
        assert abs(Fraction(check.symbolic) - low) <= abs(low) / 10**13


def test_the_bounds_of_the_estimates_are_proved() -> None:
    """The true derivative of sin at 0.1 lies within each bound; that of the forward difference is nearly reached."""
    (check,) = checks("sin(x)", "0.1")
    assert check.certificate is not None
    assert check.certificate.enclosure is not None
    low, high = map(Fraction, check.certificate.enclosure)
    assert all(estimate.rigorous for estimate in check.estimates)
    for estimate in check.estimates:
        assert isinstance(estimate.value, float)
        assert estimate.bound is not None
        assert max(abs(Fraction(estimate.value) - end) for end in (low, high)) <= Fraction(estimate.bound) + (
            high - low
        )


def test_the_allowed_difference_has_an_origin() -> None:
    """The least bound that supports the verdict: of the sharper method, or of the enclosure."""
    (check,) = solve(Problem("sin(x)", at=("1",))).points[0].checks
    forward, central = check.estimates
    assert check.allowed == (central.bound, "central")
    assert forward.bound is not None
    assert check.allowed[0] < forward.bound
    (check,) = checks("sin(x)", "1")
    assert check.allowed == (check.estimates[-1].bound, "certified")
    (check,) = solve(Problem("abs(x)", at=("0",))).points[0].checks
    assert check.allowed is None


def test_the_point_is_the_decimal_number() -> None:
    """0.1 is a tenth, not the double near it, which is 5.6e-18 more: its square has the derivative 0.2 to 37 digits."""
    (check,) = checks("x**2", "0.1")
    assert check.certificate is not None
    assert check.certificate.at == {"x": "0.1"}
    assert check.certificate.enclosure is not None
    low, high = map(Fraction, check.certificate.enclosure)
    assert low <= Fraction(1, 5) <= high < Fraction(1, 5) + Fraction(1, 10**35)


def test_a_wrong_derivative_is_disproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of one part in 10**12, which no difference in doubles could show."""
    kinds = dict(calculus.KINDS)

    def falsified(task: calculus.Task) -> list[Entry]:
        graph = task.graph
        wrong = graph.number(1 + Fraction(1, 10**12))
        return [replace(entry, node=graph.times(wrong, entry.node)) for entry in kinds["diff"](task)]

    monkeypatch.setattr(derivatives, "KINDS", {**kinds, "diff": falsified})
    plain = solve(Problem("exp(sin(x))", at=("1",)))
    assert plain.verdict is Status.AGREE
    report = solve(Problem("exp(sin(x))", at=("1",)), CERTIFY)
    assert report.verdict is Status.DISAGREE
    certified = json.loads(record(report))["points"][0]["checks"][0]["certified"]
    assert certified["note"] == "the true derivative lies elsewhere, proved with balls"
    assert certified["digits"] is None


@pytest.mark.parametrize(
    ("text", "at", "verdict", "note"),
    [
        ("abs(x)", "0", Status.UNDEFINED, None),
        ("x**pi", "0", Status.INCONCLUSIVE, "a power of a base that is not above 0 has no series"),
        ("elliptic_f(1, x)", "0.5", Status.AGREE, "no series of balls is known by this operand"),
    ],
)
def test_where_balls_cannot_say_the_estimates_do(text: str, at: str, verdict: Status, note: str | None) -> None:
    (check,) = checks(text, at)
    assert check.verdict in (verdict, Status.AGREE if note else verdict)
    if note is not None:
        assert check.certificate is not None
        assert (check.certificate.enclosure, check.certificate.note) == (None, note)


@pytest.mark.parametrize(
    ("wrt", "rates"),
    [
        (("x",), {"dz_dx": "3*cos(3)"}),
        (("x", "x"), {"dz_dx": "3*cos(3)", "d2z_dx2": "-9*sin(3)"}),
        (("x", "t"), {"dz_dx": "3*cos(3)", "dz_dt": "cos(3)", "d2z_dtdx": "cos(3) - 3*sin(3)"}),
        (
            ("x", "t", "x"),
            {
                "dz_dx": "3*cos(3)",
                "dz_dt": "cos(3)",
                "d2z_dx2": "-9*sin(3)",
                "d2z_dtdx": "cos(3) - 3*sin(3)",
                "d3z_dtdx2": "-9*cos(3) - 6*sin(3)",
            },
        ),
    ],
)
def test_a_total_derivative_is_that_of_the_formula_with_the_name_written_out(
    wrt: tuple[str, ...], rates: dict[str, str]
) -> None:
    """Of z = sin(x*t) at x = 1, t = 3; and a rate that is slightly wrong is another derivative."""
    for slip in ("", " + 1e-20"):
        given = {name: text + slip * (name == "dz_dx") for name, text in rates.items()}
        at = ",".join(f"{name}={text}" for name, text in {"x": "1", "t": "3", "z": "sin(3)", **given}.items())
        ends = []
        for text, more, place in (
            ("x**2*exp(t*z)", {"depends": ("z(x,t)",)}, at),
            ("x**2*exp(t*sin(x*t))", {}, "x=1,t=3"),
        ):
            (check,) = checks(text, place, wrt=(wrt,), **more)
            assert check.certificate is not None
            assert check.certificate.verdict is Status.AGREE
            assert check.certificate.enclosure is not None
            ends.append(list(map(Fraction, check.certificate.enclosure)))
        overlap = max(low for low, _ in ends) <= min(high for _, high in ends)
        assert overlap is not bool(slip)


@pytest.mark.parametrize("text", ["1/x", "exp(1/x)", "log(x)**2/x", "x**-3"])
@pytest.mark.parametrize("at", ["1e-300", "-1e-320", "1e300"])
def test_numbers_beyond_doubles_are_no_failure(text: str, at: str) -> None:
    """The enclosure has its own exponents; what no double can hold is left out of the table."""
    report = solve(Problem(text, at=(at,)), CERTIFY)
    assert report.error is None
    json.loads(record(report), parse_constant=pytest.fail)
    found = swept(opened(Problem(text, at=(at,)), Options()), Options())
    json.loads(as_json(report, found), parse_constant=pytest.fail)
