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
