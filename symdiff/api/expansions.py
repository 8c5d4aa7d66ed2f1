"""The Python verb of Taylor polynomials. Imports ``pipeline``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.budget import heeding
from symdiff.errors import SymdiffError
from symdiff.pipeline import with_expansions
from symdiff.problems.problem import Options, PointText, Problem
from symdiff.reports.expansions import Expansion


@heeding
def taylor(
    expression: str,
    *wrt: str,
    at: str | float | PointText,
    order: int = 3,
    on: tuple[str | float, str | float] | None = None,
    functions: Sequence[str] = (),
) -> Expansion:
    """The Taylor polynomial of a formula at a point, of an ``order`` from 1 on, by the names or by every variable.

    Of several variables the order is at most 3. ``at``: a number, or text as of ``--at``, or a text per name. ``on``: the ends
    of an interval that holds the point, with one variable; the remainder is bounded there. ``functions``: the names of unknown functions. The polynomial is None, with a
    note, where the function is not smooth enough. Raises SymdiffError ``usage``, ``bad-point``, ``missing-value``, and what
    reading the formula raises.

    >>> found = taylor("cos(x)", at=0, order=4, on=(-1, 1))
    >>> found.polynomial
    '1 - x**2/2 + x**4/24'
    >>> found.remainder.bound
    '0.00702'
    """
    place = at if not isinstance(at, int | float) else repr(at)
    problem = Problem(expression, wrt=tuple((name,) for name in wrt), at=(place,), functions=tuple(functions))
    ends = None if on is None else (str(on[0]), str(on[1]))
    report, found = with_expansions(problem, Options(), order, ends)
    if report.error is not None:
        raise SymdiffError(report.error)
    return found[0]
