"""Derivatives at a point as numbers, of formulas and of Python functions along the path that they take there.

Imports ``checks``, ``texts``, ``callables``, the pipeline and what is below it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from symdiff.api.checks import loaded
from symdiff.api.texts import functions_in, names_in, point_of, text_of
from symdiff.callables.arguments import place_of
from symdiff.callables.paths import differentiated
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator.differences.methods import method_named
from symdiff.frozen import replace
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import CheckReport, Report

_CENTRAL = method_named("central")


def slopes(expression: Any, wrt: Sequence[str], order: int, at: Any, limits: Limits) -> dict[str, float]:
    """The derivatives by name at a point, right as every printed value is.

    Raises SymdiffError, ``bad-point`` too where there is no derivative: it says why.
    """
    if _runs(expression):
        if order != 1:
            raise fault("bad-argument", f"a function that runs has no formula of order {order}", hint="give text")
        report = _run(expression, wrt, at, limits)
    else:
        report = solve(problem_at(expression, at, wrt, order=order), Options(limits=limits))
    return {check.wrt[0]: value for check, value in _values(report)}


def matrix(kind: str, expressions: Sequence[Any], wrt: Sequence[str], at: Any, limits: Limits) -> list[list[float]]:
    """The rows of a Jacobian or a Hessian at a point. Raises SymdiffError, ``bad-point`` too where there is no derivative."""
    first, *others = expressions
    if others and any(map(_runs, expressions)):
        raise fault(
            "bad-argument", "functions do not run beside one another", hint="give one function that returns all of them"
        )
    if _runs(first):
        report = _run(first, wrt, at, limits, kind=kind)
    else:
        more = tuple(map(text_of, others))
        report = solve(problem_at(first, at, wrt, kind=kind, others=more), Options(limits=limits))
    found = {check.cell: value for check, value in _values(report)}
    assert report.matrix is not None
    rows, columns = (range(len(names)) for names in (report.matrix.rows, report.matrix.columns))
    return [[found.get((row, column), 0.0) for column in columns] for row in rows]


def _runs(expression: Any) -> bool:
    return callable(expression) and not hasattr(expression, "free_symbols")


def _values(report: Report) -> Iterator[tuple[CheckReport, float]]:
    if report.error is not None:
        raise SymdiffError(report.error)
    (point,) = report.points
    for check in point.checks:
        if not isinstance(check.symbolic, float):
            place = ", ".join(f"{name} = {value}" for name, value in point.at.items())
            reason = check.note or point.note or "the formula has no value"
            raise fault("bad-point", f"there is no derivative by {', '.join(check.wrt)} at {place}: {reason}")
        yield check, check.symbolic


def problem_at(
    expression: Any, at: Any, wrt: Sequence[str] = (), functions: Sequence[str] = (), **fields: Any
) -> Problem:
    """A formula, text or an expression, at a point: a number, text, or values by name."""
    by = tuple((name,) for name in wrt)
    return Problem(
        text_of(expression),
        at=(point_of(at),),
        wrt=by,
        variables=tuple(names_in(expression)),
        functions=tuple(dict.fromkeys((*functions, *functions_in(expression)))),
        **fields,
    )


def _run(function: Any, wrt: Sequence[str], at: Any, limits: Limits, kind: str = "diff") -> Report:
    program = loaded(function)
    module = sys.modules.get(getattr(function, "__module__", None) or "")
    if module is not None:  # whose math and numpy are followed
        program = replace(program, module=module)
    place = place_of(program, at)
    builder = GraphBuilder(Graph(limits))
    values = zip(place.names, place.values, strict=True)
    place = replace(place, nodes={name: builder.graph.number(Fraction(value)) for name, value in values})
    assert _CENTRAL is not None
    problem = Problem(program.name, wrt=tuple((name,) for name in wrt), kind=kind)
    return differentiated(program, place, builder, [_CENTRAL], problem, Options(limits=limits))
