"""Calls of numbers alone: what they give is a number of the code, also where a double holds only what is made of it."""

from __future__ import annotations

import pytest

import symdiff


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("x + exp(1000)/exp(999)", "out[0] = x + 2.718281828459045;"),
        ("x + exp(-1000)/exp(-999)", "out[0] = x + 0.36787944117144233;"),
        ("x + tanh(exp(1000))", "out[0] = x + 1.0;"),
        ("x*(-2)^70", "out[0] = 1.1805916207174113e+21*x;"),
        ("x*(-2)^71", "out[0] = -2.3611832414348226e+21*x;"),
        ("x + acosh(sin(1))", "out[0] = x + NAN;"),
        ("x + (-8)^(1/3)", "out[0] = x + NAN;"),
        # No ball of the precision tells these.
        ("x + sin(10^300)", "out[0] = x + sin(1e+300);"),
        ("x + exp(-10^300)", "out[0] = x + exp(-1e+300);"),
    ],
)
def test_calls_of_numbers(formula: str, line: str) -> None:
    assert f"    {line}\n" in symdiff.code(formula)


@pytest.mark.parametrize("formula", ["exp(1000)*x", "x + sinh(exp(10))", "x + 1/exp(10^300)"])
def test_numbers_that_no_double_holds(formula: str) -> None:
    with pytest.raises(symdiff.SymdiffError) as caught:
        symdiff.code(formula)
    assert caught.value.diagnostic.message == "the formula has a number beyond the largest double"


@pytest.mark.parametrize(
    ("formula", "line", "told"),
    [
        ("x + exp(-1000)", "out[0] = x + 0.0;", "5.07596e-435 is 0 here"),
        ("x - 1e-400", "out[0] = x - 0.0;", "1e-400 is 0 here"),
        ("1e-400", "out[0] = 0.0;", "1e-400 is 0 here"),
        ("x*1e-310", "out[0] = 1e-310*x;", "1e-310 is 9.9999999999999694e-311 here"),
    ],
)
def test_numbers_next_to_0_that_are_added(formula: str, line: str, told: str) -> None:
    text = symdiff.code(formula)
    assert f"    {line}\n" in text
    assert f"// the number {told}, the nearest double\n" in text


def test_a_number_that_doubles_hold_is_not_told() -> None:
    assert "the number" not in symdiff.code("x + 2^(-1074)")


@pytest.mark.parametrize(
    "formula",
    ["x*1e-400", "1e-400*x + 1e-400", "min(x, 1e-400)", "Piecewise((1, x >= 1e-400), (x, True))", "x*1e-200*1e-200"],
)
def test_numbers_next_to_0_that_are_more_than_added(formula: str) -> None:
    """As a factor or at a border 0 would be another formula: 1e-400*x is 1e-100 where x is 1e300."""
    with pytest.raises(symdiff.SymdiffError) as caught:
        symdiff.code(formula)
    assert caught.value.diagnostic.message == "the formula has a number below the smallest double"
