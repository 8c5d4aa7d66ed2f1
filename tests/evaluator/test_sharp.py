"""Samples in balls: rational, where they are meant to be, and refused where a ball says nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.evaluator.differences.ball_samples import SharpSamples, sharper
from symdiff.evaluator.differences.estimates import estimate
from symdiff.evaluator.differences.methods import METHODS
from symdiff.evaluator.differences.samples import DIGITS, Formula, Samples, fraction, more_digits
from symdiff.evaluator.differences.stencil import difference
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

FORMULAS = [
    ("(1 - cos(x))/x**2", "1e-7"),
    ("tan(x) - x", "1e-9"),
    ("sqrt(1 + x) - sqrt(1 - x) - x", "0.001"),
    ("x**3*sin(1/x)", "pi/7"),
    ("exp(x) - 1 - x - x**2/2", "2**-20"),
    ("log(1 + x)**2", "1e-12"),
]


def formula(workspace: Any, text: str, at: str) -> Formula:
    return Formula(workspace.graph, workspace.node(text), workspace.point(x=at))


def sharp(workspace: Any, text: str, at: str) -> SharpSamples:
    samples = sharper(formula(workspace, text, at), "x")
    assert samples is not None
    return samples


@pytest.mark.parametrize(("text", "at"), FORMULAS)
def test_samples_hold_the_values_of_more_digits(workspace: Any, text: str, at: str) -> None:
    samples = sharp(workspace, text, at)
    for offset in (-2, -1, 0, 1, 3):
        place = samples.centre + offset * samples.exactly(1e-10)
        value, bound = samples.at(place)
        node = workspace.builder.number(fraction(place))
        program = Formula(workspace.graph, workspace.node(text), {"x": node}).program
        precise, rest = program.run(Multiprecision(600)).found(program.slots[workspace.node(text)])
        assert abs(fraction(value) - fraction(precise)) <= fraction(bound) + fraction(rest)
        assert fraction(bound) < abs(fraction(value)) / 10**20


@pytest.mark.parametrize(("text", "at"), FORMULAS)
@pytest.mark.parametrize("method", METHODS[:3], ids=lambda method: method.name)
def test_estimates_are_those_of_mpmath_and_no_worse(workspace: Any, text: str, at: str, method: Any) -> None:
    ours = formula(workspace, text, at)
    by_balls = estimate(sharp(workspace, text, at), method)
    by_mpmath = estimate(Samples(more_digits(ours, workspace.point(x=at)), "x"), method)
    assert by_balls.value is not None
    assert by_mpmath.value is not None
    assert abs(by_balls.value - by_mpmath.value) <= by_balls.bound + by_mpmath.bound
    assert by_balls.bound <= by_mpmath.bound


def test_nothing_is_rounded_between_samples(workspace: Any) -> None:
    """A polynomial's difference is exact but for its samples: of (x**2) it is 2*x + h."""
    samples = sharp(workspace, "x**2", "1/3")
    found = difference(samples, METHODS[0], 2.0**-30)
    assert found is not None
    step, exact = fraction(found.step), Fraction(2, 3)
    assert abs(fraction(found.value) - (exact + step)) <= Fraction(1, 2**100)
    assert found.rounding < 2.0**-100


def test_samples_lie_where_so_many_bits_can_be(workspace: Any) -> None:
    """Far from 0 a step is rounded to what places of 50 digits can be apart; one that is shorter is none."""
    samples = sharp(workspace, "x", "1e60")
    step = fraction(samples.exactly(1e30 / 3))
    assert step.denominator == 1
    assert abs(step - Fraction(1e30 / 3)) < 2 ** (200 - DIGITS)
    assert not samples.exactly(1e-3)
    assert difference(samples, METHODS[0], 1e-3) is None


def test_a_sample_lost_in_its_rounding_is_refused(workspace: Any) -> None:
    """cos(x**2) has turned 1e100 times on the way to 1e50: x**2 in 186 bits says nothing of where it stands."""
    with pytest.raises(UnclearError):
        sharper(formula(workspace, "cos(x**2/3)", "1e50"), "x")


@pytest.mark.parametrize(("text", "at"), [("abs(x)*sin(x)", "1e-9"), ("expint(2, x)", "0"), ("log(x - 1)", "1")])
def test_what_has_no_ball_is_left_to_mpmath(workspace: Any, text: str, at: str) -> None:
    assert sharper(formula(workspace, text, at), "x") is None


@pytest.mark.parametrize("certify", [False, True])
@pytest.mark.parametrize(("text", "at"), FORMULAS)
def test_the_verdict_where_doubles_cancel(text: str, at: str, certify: bool) -> None:
    report = solve(Problem(text, at=(at,)), Options(certify=certify))
    assert report.error is None
    assert report.verdict == "agree"
