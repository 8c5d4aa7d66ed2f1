"""Matrices of numbers at a point, of formulas and of Python functions that run there."""

from __future__ import annotations

import math
from typing import Any

import pytest
import sympy

import symdiff
from symdiff import SymdiffError


def several(x: Any, y: Any) -> Any:
    return [x * y, math.sin(x) + y]


def wave(x: Any, y: Any) -> Any:
    return math.sin(x) * y


@pytest.mark.parametrize("what", [several, ["x*y", "sin(x) + y"]])
def test_a_jacobian_at_a_point(what: Any) -> None:
    found = symdiff.jacobian(what, at={"x": 1, "y": 2})
    assert found == sympy.Matrix([[2.0, 1.0], [math.cos(1), 1.0]])
    assert symdiff.jacobian(what, "y", at={"x": 1, "y": 2}) == sympy.Matrix([[1.0], [1.0]])


@pytest.mark.parametrize("what", [wave, "sin(x)*y"])
def test_a_hessian_at_a_point(what: Any) -> None:
    found = symdiff.hessian(what, at={"x": 1, "y": 2})
    expected = sympy.Matrix([[-2 * math.sin(1), math.cos(1)], [math.cos(1), 0.0]])
    assert max(abs(cell) for cell in found - expected) < 1e-15


def test_one_formula_has_a_matrix_of_one_row() -> None:
    assert symdiff.jacobian("x*y", at={"x": 1, "y": 2}) == sympy.Matrix([[2.0, 1.0]])


REFUSED = [
    (lambda: symdiff.hessian(lambda x: abs(x) + 0, at=0), "error[bad-point]: there is no derivative by x, x at x = 0: the derivative by x jumps by 1 at the point"),
    (lambda: symdiff.hessian("abs(x)", at=0), "error[bad-point]: there is no derivative by x, x at x = 0: abs(x): not smooth here; slope on the left: -1, on the right: 1"),
    (lambda: symdiff.jacobian([], at=1), 'error[bad-argument]: a Jacobian\'s formulas are a list\nhint: jacobian(["x*y", "x + y"]), by some names: jacobian([...], "x")'),
    (lambda: symdiff.jacobian([wave, wave], at=(1, 2)), "error[bad-argument]: functions do not run beside one another\nhint: give one function that returns all of them"),
    (lambda: symdiff.hessian(several, at=(1, 2)), "error[python-function]: 'several' returns a 'list' at the point\nhint: it must return one number; of a function that returns several: symdiff jacobian"),
    (lambda: symdiff.jacobian("x*y", "x+y"), 'error[bad-argument]: a Jacobian\'s formulas are a list\nhint: jacobian(["x*y", "x + y"]), by some names: jacobian([...], "x")'),
    (lambda: symdiff.derivative("x^2", "x+1"), "error[usage]: 'x+1' is not a name of a variable\nhint: a name is letters, digits and '_', a letter first"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "message"), REFUSED)
def test_what_is_refused(asked: Any, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        asked()
    assert str(caught.value) == message


@pytest.mark.parametrize("text", ["[x*y, x + y]", " [x*y,x + y] "])
def test_a_jacobian_reads_a_list_as_the_command_does(text: str) -> None:
    assert symdiff.jacobian(text) == symdiff.jacobian(["x*y", "x + y"])
    assert symdiff.jacobian(text, "y") == symdiff.jacobian(["x*y", "x + y"], "y")
    assert symdiff.jacobian(text, at={"x": 2, "y": 3}) == symdiff.jacobian(["x*y", "x + y"], at={"x": 2, "y": 3})
