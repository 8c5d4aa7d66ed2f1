"""The Python verb that writes code. Imports ``answers.programs`` and ``problems``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.answers.programs import language_named, programmed
from symdiff.budget import heeding
from symdiff.errors import fault
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem


@heeding
def code(
    expression: str | Sequence[str],
    *wrt: str,
    language: str = "c",
    name: str = "f",
    array: bool = False,
    hessian: bool = False,
) -> str:
    """A function of the value and the derivatives of a formula in a programming language, as text.

    Outputs: the value, then the derivatives by the names, or by every variable in alphabetical order; several formulas give all
    values and then their Jacobian row by row. Arguments are the variables in alphabetical order, in one array with ``array``.
    Raises SymdiffError ``no-code`` for a function that the language lacks, and what reading the formula raises.

    >>> print(code("x**2", language="javascript"), end="")
    // 2 outputs in 2 operations; rounding errors are not bounded
    export function f(x) {
      return [x*x, 2.0*x];
    }
    """
    texts = [expression] if isinstance(expression, str) else list(expression)
    if not texts:
        raise fault("usage", "there is no formula", hint="for example code('x**2')")
    kind = "diff" if len(texts) == 1 else "jacobian"
    problem = Problem(texts[0], others=tuple(texts[1:]), kind=kind, wrt=tuple((each,) for each in wrt))
    options = Options()
    found = opened(problem, options)
    return programmed(found, options, language_named(language), name=name, array=array, hessian=hessian).text
