"""Forms that keep digits: what cancels is gone before it is computed, and small differences are functions of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from math import isqrt
from typing import Any

import pytest
from flint import arb, ctx

from symdiff.answers.programs import language_named, programmed
from symdiff.languages.lowering import Lowering
from symdiff.languages.quotients import Manner, surd_of
from symdiff.operators import CONSTANTS
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem


def function(formula: str, *, language: str = "python") -> tuple[Callable[..., tuple[float, ...]], int, str]:
    """The value and the derivatives by Python, how many operations they take, and the text."""
    made = programmed(opened(Problem(formula), Options()), Options(), language_named(language))
    there: dict[str, Any] = {}
    if language == "python":
        exec(made.text, there)
    return there.get("f", lambda: ()), made.operations, made.text


@pytest.mark.parametrize(
    ("formula", "place", "slope"),
    [
        ("-x - cot(x) + cot(x)^3/3 - cot(x)^5/5", 1.4, lambda x: x.cot() ** 6),
        ("x - tanh(x) - tanh(x)^3/3", 0.01, lambda x: x.tanh() ** 4),
        ("tan(x)^3/3 - tan(x) + x", 0.01, lambda x: x.tan() ** 4),
        ("atanh(sin(x)) - sin(x)", 0.01, lambda x: x.sin() ** 2 / x.cos()),
        ("2/3*(x - 2)*sqrt(1 + x) - 2/3*(-2)", 1e-7, lambda x: x / (1 + x).sqrt()),
        ("2*sqrt(x) - 2*atan(sqrt(x))", 1e-9, lambda x: x.sqrt() / (1 + x)),
        ("log(1 + x) - x + x^2/2", 1e-5, lambda x: x**2 / (1 + x)),
        # The derivative alone is a quotient; the value keeps its form.
        ("1/sin(x) - 1/(3*sin(x)^3)", 1.5625, lambda x: x.cos() ** 3 / x.sin() ** 4),
        (
            "x - 4*atanh(sin(x)) + 8*cot(x) + 8*csc(x) - tan(x)",
            3.1,
            lambda x: -4 * (x / 2).cos() ** 6 / x.cos() ** 2 / (x / 2).sin() ** 2,
        ),
        (
            "log(x^2 - sqrt(5)*x + 3) + log(x^2 + sqrt(5)*x + 3) - log(9)",
            1e-9,
            lambda x: (4 * x**3 + 2 * x) / (x**4 + x**2 + 9),
        ),
        (
            "x - 3*sin(2*x)/4 - sin(x)*cos(x)^3 + sin(x)^3*cos(x)",
            1.57,
            lambda x: 1 - 3 * (2 * x).cos() / 2 - (4 * x).cos(),
        ),
    ],
)
def test_a_derivative_whose_terms_cancel_keeps_its_digits(
    formula: str, place: float, slope: Callable[[Any], Any]
) -> None:
    found, _, _ = function(formula)
    before, ctx.prec = ctx.prec, 200
    try:
        want = float(slope(arb(place)))
    finally:
        ctx.prec = before
    assert math.isclose(found(place)[1], want, rel_tol=2e-15), found(place)


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("y*(exp(x) - 1)", "math.expm1(x)"),
        ("2 - 2*exp(x)", "math.expm1(x)"),
        ("log(1 + x)*y", "math.log1p(x)"),
        ("log(1 - x*y)", "math.log1p(-"),
    ],
)
def test_functions_that_keep_digits(formula: str, text: str) -> None:
    assert text in function(formula)[2]


def test_a_language_without_them_has_none() -> None:
    assert not re.search("expm1|log1p", function("exp(x) - 1 + log(1 + y)", language="fortran")[2])


@pytest.mark.parametrize(
    "formula",
    [
        "x^2 - y^2",
        "1 - x^2",
        "x^3 + 3*x^2*y + 3*x*y^2 + y^3",
        "sqrt(x) + 1/(1 + sqrt(x))",
        "sin(x)/cos(x) - tan(x)*sin(x)^2",
        "tan(x/2) + sin(x)",
        "pi^2*x - (pi*x)^2",
        "1 - cos(x)",
        "cos(x) - cos(y)",
        "sin(2*x) - sin(x*y)",
        "y*sin(x) + y*sin(3*x)",
        "1/(cos(x) + cos(x - y))",
        "(1 + cosh(x*y))/(1 - cosh(x*y))",
        "sin(x)*cos(x)^3/tan(x)^(3/2) - y*cos(x)",
        "sin(x)^3/sin(x/2) + tan(x/2)*cos(x/2)",
        "x - sqrt(x^2 + y)",
        "(x^2 - sqrt(5)*x + 1)*(x^2 + sqrt(5)*x + 1)",
        "1/(x - sqrt(2)*y) - 1/(sqrt(2)*x - y)",
        "x^3*cos(y)^3 - x*cos(y) + sin(y)*cos(y)^2",
        "sqrt(x + x*y) - y*sqrt(x*(1 + y))",
        "sinh(x)^3 + sinh(x) - y*cosh(x)^2",
    ],
)
@pytest.mark.parametrize("longer", [1.0, 1.5, 9.0])
@pytest.mark.parametrize("cosine", [False, True])
@pytest.mark.parametrize("conjugate", [False, True])
def test_a_quotient_has_the_value_of_what_it_stands_for(
    formula: str, longer: float, cosine: bool, conjugate: bool
) -> None:
    from symdiff.languages.machine import exactly, needed, precise

    problem = opened(Problem(formula), Options())
    values = []
    with precise(200):
        for cancel in (None, Manner(longer, cosine=cosine, conjugate=conjugate)):
            lowering = Lowering(problem.task.graph)
            outputs = lowering.add(problem.task.roots, cancel=cancel) or lowering.add(problem.task.roots)
            place = {"x": 0.8125, "y": 0.4375}
            values.append(exactly(lowering, needed(lowering, outputs), place)[outputs[0]])
    assert abs(values[0] - values[1]) < 1e-50


@pytest.mark.parametrize(
    ("formula", "place", "value"),
    [
        ("1 - cos(x)", 1e-8, lambda x: 2 * (x / 2).sin() ** 2),
        ("(cosh(x) - 1)*y", 1e-8, lambda x: (x / 2).sinh() ** 2),
        ("cos(x) - cos(3*x)", 1e-8, lambda x: 2 * (2 * x).sin() * x.sin()),
        ("1 + cos(x)", math.pi, lambda x: 2 * (x / 2).cos() ** 2),
        ("sqrt(1 + x) - 1", 1e-9, lambda x: x / ((1 + x).sqrt() + 1)),
        ("sqrt(x + 4) - sqrt(4 - x)", 1e-9, lambda x: 2 * x / ((4 + x).sqrt() + (4 - x).sqrt())),
    ],
)
def test_a_value_that_is_a_small_difference_keeps_its_digits(
    formula: str, place: float, value: Callable[[Any], Any]
) -> None:
    found, _, _ = function(formula)
    before, ctx.prec = ctx.prec, 200
    try:
        want = float(value(arb(place)))
    finally:
        ctx.prec = before
    assert math.isclose(found(*(place, 0.5)[: formula.count("y") + 1])[0], want, rel_tol=2e-15)


def test_an_operation_more_must_be_worth_it() -> None:
    """x^2 - 1 loses a few bits beside 1 only, and a gradient of squares is short."""
    assert function("(x^2 - 1)^2 + (y^2 - 2)^2")[1] == 11


def test_numbers_by_square_roots_are_told() -> None:
    """Whole numbers and fractions of few digits beside a root; no other number is taken for one."""
    with_root = {number: Fraction(isqrt(number << 840), 1 << 420) for number in (2, 5, 12)}
    found = surd_of(abs(1 - with_root[5]))
    assert found is not None
    assert (found.plain, found.times, found.under, found.root) == (-1, 1, 5, with_root[5])
    found = surd_of(Fraction(3, 7) + with_root[12])
    assert found is not None
    assert (found.plain, found.times, found.under) == (Fraction(3, 7), 2, 3)
    pi = next(Fraction(row.digits) for row in CONSTANTS if row.name == "pi")
    assert surd_of(pi) is None
    assert surd_of(with_root[2] + with_root[5]) is None
    assert surd_of(Fraction(10**30 + 1, 10**25 + 3)) is None


def test_numbers_that_are_no_fractions_cancel_as_such() -> None:
    """pi*x + x**2 - pi*x leaves no trace of digits of pi."""
    _, _, text = function("(pi*x + x^2)/x - pi")
    assert "e-" not in text.partition("def")[2]
