"""Formulas as Python hands them over: expressions with their symbols, functions that are traced, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import sympy
from sympy.abc import p, q, t, x, y, z

import symdiff
from symdiff import (
    SymdiffError,
    curl,
    derivative,
    directional,
    divergence,
    gradient,
    hessian,
    implicit,
    jacobian,
    laplacian,
    parametric,
)

REAL = sympy.Symbol("x", real=True)
POSITIVE = sympy.Symbol("p", positive=True)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (lambda: derivative(lambda x: x**3), 3 * x**2),
        (lambda: derivative(lambda x, n=3: x**n), 3 * x**2),
        (lambda: derivative(lambda x, y: x * y, "y"), x),
        (lambda: derivative(lambda e: e**2), 2 * sympy.Symbol("e")),
        (lambda: derivative(lambda x: sympy.Max(x, 0) * 2.5, x).subs(x, 3), 2.5),
        (lambda: derivative(lambda x: 7, "x"), 0),
        (lambda: derivative(5, "x"), 0),
        (lambda: derivative(lambda x: symdiff.parse("sin(x)")), sympy.cos(x)),
        (lambda: gradient(lambda y, x: x * y), {"y": x, "x": y}),
        (lambda: jacobian(lambda y, x: [x * y, x]), sympy.Matrix([[x, y], [0, 1]])),
        (lambda: jacobian(["x*y", lambda z: z**2]), sympy.Matrix([[0], [2 * z]])),
        (lambda: jacobian([x * y, "y"], y, "x"), sympy.Matrix([[x, y], [1, 0]])),
        (lambda: jacobian(sympy.Matrix([x * y, y])), sympy.Matrix([[y, x], [0, 1]])),
        (lambda: jacobian("x*y"), sympy.Matrix([[y, x]])),
        (lambda: hessian(lambda y, x: x**2 * y), sympy.Matrix([[0, 2 * x], [2 * x, 2 * y]])),
        (lambda: hessian("x**2*y", "y"), sympy.Matrix([[0]])),
        (lambda: directional("x*y", [1, 2]), 2 * x + y),
        (lambda: directional("x*y", {y: 1}), x),
        (lambda: directional(lambda y, x: x**2 * y, (1, 0)), x**2),
        (lambda: directional(x * y, {"x": sympy.sqrt(2), "y": Fraction(1, 3)}), x / 3 + sympy.sqrt(2) * y),
        (lambda: directional("x*y", [p, q], "x", "y"), p * y + q * x),
        (lambda: directional(x**2, [Decimal("0.5")]), x),
        (lambda: divergence(lambda x, y: (x**2, x * y)), 3 * x),
        (lambda: curl([-y, x, 0]), sympy.Matrix([0, 0, 2])),
        (lambda: laplacian("p**2*x", "p"), 2 * x),
        (lambda: implicit("x**2 + y**2 = 1"), -x / y),
        (lambda: implicit(sympy.Eq(x**2 + y**2, 1), y, x), -x / y),
        (lambda: implicit(x**2 + y**2 - 1, x, y), -y / x),
        (lambda: implicit(lambda x, y: x**2 + y**2 - 1), -x / y),
        (lambda: implicit("x**2 + y**2 = 1", order=2), -(x**2) / y**3 - 1 / y),
        (lambda: parametric(t**2, "t**3"), 3 * t / 2),
        (lambda: parametric(lambda t: t**2, lambda t: t**3, order=2), 3 / (4 * t)),
        (lambda: derivative("x*y", "x", depends=["y(x)"], order=2), sympy.Symbol("d2y_dx2") * x + 2 * sympy.Symbol("dy_dx")),
    ],
)  # fmt: skip
def test_what_goes_in_and_comes_out(found: Callable[[], Any], expected: Any) -> None:
    assert found() == expected


@pytest.mark.parametrize(
    "found",
    [
        lambda: derivative(REAL**2, REAL),
        lambda: derivative(REAL**2, "x"),
        lambda: derivative("x**2", REAL),
        lambda: derivative(lambda x: x**2, REAL),
        lambda: gradient(REAL**2 * POSITIVE)["p"],
        lambda: hessian(REAL**3)[0],
        lambda: jacobian(["x**2"], REAL)[0],
        lambda: directional(REAL**2, [1]),
        lambda: implicit(sympy.Eq(REAL**2 + POSITIVE**2, 1), POSITIVE, REAL).subs(POSITIVE, 1),
        lambda: parametric(REAL, REAL**2, REAL),
    ],
)
def test_the_symbols_that_come_back_are_those_that_were_given(found: Callable[[], Any]) -> None:
    assert found().free_symbols == {REAL}


def test_assumptions_are_used_by_sympy_alone() -> None:
    assert derivative(sympy.log(POSITIVE**2), POSITIVE) == 2 / POSITIVE


def branch(x: Any) -> Any:
    return x if x > 0 else -x


def nothing(x: Any) -> None:
    return None


def endless(x: Any) -> Any:
    return endless(x + 1)


FLOATS = "computes with floats where it is given a symbol: "
REMEDY = "\nhint: with at=..., a point, it is run there as it is; for a formula use sympy.sin in place of math.sin or numpy.sin"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: derivative(lambda x: 2 * math.sin(x)), f"the function '<lambda>' {FLOATS}Cannot convert expression to float{REMEDY}"),
        (lambda: derivative(branch),
         "the function 'branch' branches on the value of a variable, which a symbol does not have\n"
         "hint: write the branches as sympy.Piecewise((a, condition), (b, True)), or with Abs, Max and Min"),
        (lambda: derivative(nothing), "the function 'nothing' returns nothing\nhint: return the expression"),
        (lambda: derivative(lambda x: {}[x]), "the function '<lambda>' fails with symbols: KeyError: x"),
        (lambda: derivative(lambda *a: a), "the function '<lambda>' has the parameter '*a', which names no variable\n"
         "hint: a function of named variables: lambda x, y: ..."),
        (lambda: derivative(lambda x: (x, x)), "one formula is needed here, not 2\nhint: return one expression"),
        (lambda: derivative(lambda x: x > 1), "a formula is needed here, not the condition x > 1\nhint: implicit takes equations"),
        (lambda: derivative(sympy.Eq(x, y), x), "a formula is needed here, not the condition Eq(x, y)\nhint: implicit takes equations"),
        (lambda: derivative(None), "a formula is needed here, not None\nhint: give text or a sympy expression"),
        (lambda: derivative(object()), "a formula is needed here, not a 'object'\nhint: give text or a sympy expression"),
        (lambda: derivative(sympy.sin), "a formula is needed here, not a 'FunctionClass'\nhint: give text or a sympy expression"),
        (lambda: derivative("x", 3), "a name or a symbol is needed to differentiate by, not a 'int'"),
        (lambda: derivative(REAL + x, x), "two different symbols are both named 'x'\nhint: rename one, or give both the same assumptions"),
        (lambda: jacobian([]), 'a Jacobian\'s formulas are a list\nhint: jacobian(["x*y", "x + y"]), by some names: jacobian([...], "x")'),
    ],
)  # fmt: skip
def test_refusals(call: Callable[[], Any], message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        call()
    assert str(caught.value) == f"error[bad-argument]: {message}"


def test_numpy_is_named_in_the_remedy() -> None:
    numpy = pytest.importorskip("numpy")
    with pytest.raises(SymdiffError) as caught:
        derivative(numpy.sin)
    assert str(caught.value).endswith(REMEDY)


def test_an_endless_function_is_an_ordinary_error() -> None:
    with pytest.raises(SymdiffError, match="the function 'endless' fails with symbols: RecursionError"):
        derivative(endless)


def test_an_equation_as_text_needs_its_sign() -> None:
    with pytest.raises(SymdiffError, match="an equation is needed, and the text has no '='"):
        implicit("x**2 + y**2")
