"""Forms that keep digits: what cancels is gone before it is computed, and small differences are functions of their own."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any

import pytest
from flint import arb, ctx

from symdiff.answers.programs import language_named, programmed
from symdiff.languages.lowering import Lowering
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
    ],
)
@pytest.mark.parametrize("longer", [1.0, 1.5, 9.0])
def test_a_quotient_has_the_value_of_what_it_stands_for(formula: str, longer: float) -> None:
    from symdiff.languages.machine import exactly, needed, precise

    problem = opened(Problem(formula), Options())
    values = []
    with precise(200):
        for cancel in (0.0, longer):
            lowering = Lowering(problem.task.graph)
            outputs = lowering.add(problem.task.roots, cancel=cancel) or lowering.add(problem.task.roots)
            place = {"x": 0.8125, "y": 0.4375}
            values.append(exactly(lowering, needed(lowering, outputs), place)[outputs[0]])
    assert abs(values[0] - values[1]) < 1e-50


def test_numbers_that_are_no_fractions_cancel_as_such() -> None:
    """pi*x + x**2 - pi*x leaves no trace of digits of pi."""
    _, _, text = function("(pi*x + x^2)/x - pi")
    assert "e-" not in text.partition("def")[2]
