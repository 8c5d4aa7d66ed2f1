"""What is handed over in Python and is no formula, name or point: each verb says what it wants."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sympy

import symdiff
from symdiff import SymdiffError

numpy = pytest.importorskip("numpy")

FORMULA = "error[bad-argument]: a formula is needed here, not {}\nhint: give text or a sympy expression"
NAME = "error[bad-argument]: a name or a symbol is needed to differentiate by, not {}"
POINT = (
    "error[bad-argument]: a point is a number, text, or numbers by name, not {}\n"
    "hint: over arrays: tabulate(formula, array)"
)
VERBS = {
    "code": symdiff.code,
    "compiled": symdiff.compiled,
    "derivative": symdiff.derivative,
    "gradient": symdiff.gradient,
    "hessian": symdiff.hessian,
    "laplacian": symdiff.laplacian,
    "parse": symdiff.parse,
    "prove": symdiff.prove,
    "check": lambda what: symdiff.check(what, "1"),
    "compare": lambda what: symdiff.compare(what, 1),
    "matrix": lambda what: symdiff.matrix(what, "x"),
    "tabulate": lambda what: symdiff.tabulate(what, {"x": [1.0]}),
    "taylor": lambda what: symdiff.taylor(what, at=0),
}
BY = {
    "code": symdiff.code,
    "compiled": symdiff.compiled,
    "derivative": symdiff.derivative,
    "gradient": symdiff.gradient,
    "hessian": symdiff.hessian,
    "prove": symdiff.prove,
    "compare": lambda what, name: symdiff.compare(what, 1, wrt=[name]),
    "matrix": symdiff.matrix,
    "tabulate": lambda what, name: symdiff.tabulate(what, {"x": [1.0]}, [name]),
    "taylor": lambda what, name: symdiff.taylor(what, name, at=0),
}


def message(run: Any, *words: Any, **named: Any) -> str:
    with pytest.raises(SymdiffError) as caught:
        run(*words, **named)
    return str(caught.value)


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_no_formula(verb: str) -> None:
    for what, kind in ((None, "None"), ({}, "a 'dict'"), (numpy.array([1.0, 2.0]), "a 'ndarray'")):
        assert message(VERBS[verb], what) == FORMULA.format(kind)


@pytest.mark.parametrize("verb", BY)
def test_what_is_no_name(verb: str) -> None:
    for what, kind in ((None, "None"), (3, "a 'int'"), (["x"], "a 'list'")):
        assert message(BY[verb], "x**2", what) == NAME.format(kind)


@pytest.mark.parametrize("verb", ["compare", "derivative", "gradient", "hessian", "jacobian", "taylor"])
def test_what_is_no_point(verb: str) -> None:
    for what, kind in (([0, 1], "a 'list'"), ((0.0,), "a 'tuple'"), (object(), "a 'object'")):
        assert message(getattr(symdiff, verb), "x**2", at=what) == POINT.format(kind)
    inside = "error[bad-argument]: a value at a point is a number or text, not None"
    assert message(getattr(symdiff, verb), "x**2", at={"x": None}) == inside
    several = (
        "error[bad-point]: 'x' is one number, and the point gives it a list\n"
        "hint: for several points repeat --at, or x=0:1:11; tabulate takes arrays in Python"
    )
    assert message(getattr(symdiff, verb), "x**2", at={"x": [0, 1]}) == several


@pytest.mark.parametrize(
    "at", [3, 3.0, "3", "6/2", Fraction(3), Decimal(3), sympy.Integer(3), {"x": 3}, {sympy.Symbol("x"): "3"}]
)
def test_what_is_a_point(at: Any) -> None:
    assert symdiff.derivative("x**2", at=at) == symdiff.compare("x**2", at).points[0].checks[0].symbolic == 6.0


def test_arrays_in_points_are_components() -> None:
    assert symdiff.gradient("x[0]*x[1]", at={"x": numpy.array([2.0, 3.0])}) == {"x[0]": 3.0, "x[1]": 2.0}
    assert symdiff.derivative("x**2", at=numpy.array(3.0)) == symdiff.derivative("x**2", at=numpy.float64(3)) == 6.0


def test_expressions_of_sympy_are_formulas_of_code_and_theorems() -> None:
    x, e = sympy.symbols("x e")
    assert symdiff.code(e * x, x, language="python") == symdiff.code("k*x", "x", language="python").replace("k", "e")
    assert symdiff.prove(x**2, x).text == symdiff.prove("x**2", "x").text
    assert symdiff.tabulate(x**2, [3.0]).derivatives["x"] == [6.0]


OTHERS = [
    (lambda: symdiff.tabulate("x", {"x": ["a"]}), "error[bad-argument]: the values of 'x' are not all numbers: could not convert string to float: 'a'"),
    (lambda: symdiff.directional("x*y", 3), "error[bad-argument]: a direction is its components, not a 'int'\nhint: [3, 4] or {\"x\": 3, \"y\": 4}"),
    (lambda: symdiff.matrix("x'*x", "x", ["n"]), "error[bad-argument]: the shapes are given by name, not in a 'list'\nhint: for example {\"x\": ...}"),
    (lambda: symdiff.matrix("x'*x", "x", {"x": "n"}, size=3), "error[bad-argument]: the sizes are given by name, not in a 'int'\nhint: for example {\"x\": ...}"),
    (lambda: symdiff.jacobian("[x], [y]"), 'error[syntax]: a comma stands only between the arguments of a function\n  [x], [y]\n     ^\nhint: several formulas are the rows of a Jacobian: symdiff jacobian "[x*y, x + y]"'),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "expected"), OTHERS)
def test_what_else_is_refused(asked: Any, expected: str) -> None:
    assert message(asked) == expected


def test_brackets_that_only_group_make_no_list() -> None:
    assert symdiff.jacobian("[x] + [y]") == sympy.Matrix([[1, 1]])
    assert symdiff.jacobian("[[x] + y, [x]*y]") == sympy.Matrix([[1, 1], [sympy.Symbol("y"), sympy.Symbol("x")]])
