"""The Python verb of Taylor polynomials. Imports ``slopes`` and ``pipeline``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.api.slopes import problem_at
from symdiff.api.texts import name_of
from symdiff.budget import heeding
from symdiff.errors import SymdiffError, fault
from symdiff.pipeline import with_expansions
from symdiff.problems.problem import Options
from symdiff.reports.expansions import Expansion


@heeding
def taylor(
    expression: Any,
    *wrt: Any,
    at: str | float | Mapping[str, str | float],
    order: int = 3,
    on: tuple[str | float, str | float] | None = None,
    functions: Sequence[str] = (),
) -> Expansion:
    """The Taylor polynomial of a formula, text or an expression of sympy, at a point, of an ``order`` from 1 on, by the names or by every variable.

    Of several variables the order is at most 3. ``at``: a number, or text as of ``--at``, or one of both per name. ``on``: the ends
    of an interval that holds the point, with one variable; the remainder is bounded there. ``functions``: the names of unknown functions. The polynomial is None, with a
    note, where the function is not smooth enough. Raises SymdiffError ``usage``, ``bad-point``, ``missing-value``, and what
    reading the formula raises.

    >>> found = taylor("cos(x)", at=0, order=4, on=(-1, 1))
    >>> found.polynomial
    '1 - x**2/2 + x**4/24'
    >>> found.remainder.bound
    '0.00702'
    """
    if type(order) is not int or order < 1:
        raise fault("bad-argument", f"the order must be a whole number from 1 on, not {order!r}")
    problem = problem_at(expression, at, tuple(map(name_of, wrt)), functions=tuple(functions))
    ends = None if on is None else (str(on[0]), str(on[1]))
    report, found = with_expansions(problem, Options(), order, ends)
    if report.error is not None:
        raise SymdiffError(report.error)
    return found[0]
