"""The Python verb that writes code. Imports ``answers.programs``, ``api.matrices`` and ``problems``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.answers.programs import Outputs, language_named, programmed
from symdiff.api.texts import name_of, names_in, text_of
from symdiff.budget import heeding
from symdiff.errors import fault
from symdiff.languages.writing import Program
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem


@heeding
def code(
    expression: str | Sequence[str],
    *wrt: str,
    language: str | None = None,
    name: str = "f",
    shapes: Mapping[str, str | Sequence[Any]] | None = None,
    array: bool = False,
    hessian: bool = False,
    order: int = 1,
    every: bool = False,
    sparse: bool = False,
    single: bool = False,
    accuracy: str | None = None,
    split: int | None = None,
) -> str:
    """A function of the value and the derivatives of a formula in a programming language, as text.

    Outputs: the value, then the derivatives by the names, or by every variable in alphabetical order; several formulas give all
    values and then their Jacobian row by row. ``order`` asks for derivatives of that order, with ``every`` for all partials up to
    it; ``sparse`` leaves out the cells of a matrix that are 0, and ``single`` writes numbers of 32 bits. Arguments are the variables
    in alphabetical order, in one array with ``array``. With ``accuracy``, a box such as ``x=0.1:2,y=1:3``, the heading says how
    large errors are there. ``split``, in C, C++, Fortran, Rust and JavaScript, makes functions of so many statements, which hand
    numbers on in an array that is the last argument. The language is C without another.
    With ``shapes``, as ``matrix`` takes them, the formula is a matrix expression, and the code computes its value and its
    derivative by one name (with ``order=2`` a gradient and the Hessian) over arrays, in numpy without another language.
    Raises SymdiffError ``no-code`` for a function that the language lacks, and what reading the formula raises; with
    ``shapes`` also ``shape`` where they do not fit.

    >>> print(code("x**2", language="javascript"), end="")
    // 2 outputs in 2 operations; rounding errors are not bounded
    export function f(x) {
      return [x*x, 2.0*x];
    }
    >>> print(code("norm(A*x - b)^2", "x", shapes={"A": "m,n", "x": "n", "b": "m"}), end="")
    # A: m x n, b: m x 1, x: n x 1
    # value, and the derivative by x: 2*A'*(A*x - b)
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def f(A, b, x):
        t1 = A @ x - b
        return t1 @ t1, 2*(A.T @ t1)
    """
    if shapes is not None:
        from symdiff.api.matrices import matrix_code

        if (
            not isinstance(expression, str)
            or len(wrt) != 1
            or any((array, hessian, every, sparse, single, accuracy, split))
        ):
            raise fault("usage", "with shapes the code is of one formula and its derivative by one name")
        return matrix_code(expression, wrt[0], shapes, language or "numpy", name=name, order=order)
    return asked_for(
        expression,
        wrt,
        language=language or "c",
        name=name,
        array=array,
        hessian=hessian,
        order=order,
        every=every,
        sparse=sparse,
        single=single,
        accuracy=accuracy,
        split=split,
    ).text


def asked_for(
    expression: str | Sequence[str],
    wrt: Sequence[str],
    *,
    language: str,
    name: str = "f",
    array: bool = False,
    hessian: bool = False,
    order: int = 1,
    every: bool = False,
    sparse: bool = False,
    single: bool = False,
    accuracy: str | None = None,
    split: int | None = None,
) -> Program:
    """What ``code`` takes, as the function that it writes."""
    several = isinstance(expression, Sequence) and not isinstance(expression, str)
    given = list(expression) if several else [expression]
    texts = [text_of(each) for each in given]
    if not texts:
        raise fault("usage", "there is no formula", hint="for example code('x**2')")
    kind = "diff" if len(texts) == 1 else "jacobian"
    if every and (hessian or len(texts) > 1):
        raise fault("usage", "all orders are of one formula, without its Hessian", hint="leave out one")
    if split is not None and split < 1:
        raise fault("usage", f"split is {split}, and no function has less than one statement")
    by = tuple((name_of(each),) for each in wrt)
    names = tuple(dict.fromkeys(name for each in given for name in names_in(each)))
    problem = Problem(texts[0], others=tuple(texts[1:]), kind=kind, wrt=by, order=order, variables=names)
    options = Options()
    found = opened(problem, options)
    row = language_named(language, single=single)
    asked = Outputs(hessian=hessian, every=every, sparse=sparse)
    return programmed(found, options, row, name=name, array=array, outputs=asked, box=accuracy, split=split)
