"""Commands of formulas, given a Python function: along the path that it takes at the point."""

from __future__ import annotations

import pytest

DAMPED = """
import math
def f(x):
    return x * math.exp(-x) if x > 0 else 0.0
def g(e, x):
    return e * x**2
def h(v):
    return v[0] * v[1]
"""
ALONG = "note: the formula is that of the path taken at x=1, and holds only near it: while x > 0\n"


@pytest.mark.parametrize(
    ("words", "formula"),
    [
        ("tangent {} --at 1", "x*exp(-x)"),
        ("taylor {} --at 1 --order 2", "x*exp(-x)"),
        ("sweep {} --at 1 --steps 1e-2:1e-4:3", "x*exp(-x)"),
        ("plot {} --at 1 -o -", "x*exp(-x)"),
    ],
)
def test_commands_of_formulas_take_the_path_of_a_function_at_the_point(within, tmp_path, words, formula) -> None:
    (tmp_path / "damped.py").write_text(DAMPED, encoding="utf-8")
    status, out, err = within(*words.format(f"{tmp_path}/damped.py:f").split())
    assert (status, err) == (0, ALONG)
    assert within(*words.format(formula).split())[:2] == (0, out)


def test_an_argument_of_a_function_is_a_variable_whatever_its_name(within, tmp_path) -> None:
    (tmp_path / "damped.py").write_text(DAMPED, encoding="utf-8")
    found = within("tangent", f"{tmp_path}/damped.py:g", "--at", "e=2,x=3")
    note = (
        "note: the formula is that of the path taken at e=2, x=3; no comparison of its variables was made on the way\n"
    )
    assert found == (0, "tangent\ty = 9*e + 12*x - 36\nnormal\t(e, x, y) = (2, 3, 18) + t*(9, 12, -1)\n", note)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        ("tangent {}:f --at 1 --at 2", "'tangent' takes the formula that a Python function computes at one point", "add one --at"),
        ("plot {}:f -o -", "'plot' takes the formula that a Python function computes at one point", "add one --at"),
        ("taylor {}:h --at [1,2]", "'taylor' takes Python functions of numbers at one point", "for example --at x=1,y=2"),
        ("taylor {}:f --at x=1:2:3", "'taylor' takes Python functions of numbers at one point", "for example --at x=1,y=2"),
    ],
)  # fmt: skip
def test_where_there_is_no_one_path(within, tmp_path, words: str, message: str, hint: str) -> None:
    (tmp_path / "damped.py").write_text(DAMPED, encoding="utf-8")
    found = within(*words.format(tmp_path / "damped.py").split())
    assert found == (2, "", f"error[usage]: {message}\nhint: {hint}\n")
