"""The one way through: parse, differentiate, evaluate, report. Read this file first.

Only this file joins the parser, the differentiator and the evaluator; they never import one another.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import perf_counter
from typing import TYPE_CHECKING

from symdiff import problems as calculus
from symdiff.answers.checks import examine
from symdiff.answers.derivatives import write_out
from symdiff.budget import budget
from symdiff.differentiator import tidy
from symdiff.errors import Diagnostic, SymdiffError
from symdiff.frozen import replace
from symdiff.graph import Graph, alphabetical
from symdiff.problems.opening import opened
from symdiff.problems.points import Point, expand
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report

if TYPE_CHECKING:
    pass

_SIMPLIFY = 60.0  # seconds for sympy where the run has no budget


def solve(problem: Problem, options: Options = Options()) -> Report:  # noqa: B008 - frozen
    """Everything that is asked about one formula. Never raises for a bad one: the report's ``error`` says what is wrong."""
    start = perf_counter()
    _allow_digits(options.limits.max_digits)
    try:
        with budget(options.timeout):
            return _solve(problem, options, start)
    except SymdiffError as error:
        diagnostic = error.diagnostic
    except RecursionError:
        diagnostic = Diagnostic("too-deep", "the formula is nested too deeply", hint="lower its nesting")
    except MemoryError:
        diagnostic = Diagnostic("too-many-nodes", "memory ran out", hint="lower --max-nodes")
    seconds = perf_counter() - start
    return Report(source=_source(problem), id=problem.id, kind=problem.kind, error=diagnostic, seconds=seconds)


def _allow_digits(digits: int) -> None:
    """Let Python write the numbers that a raised digit bound admits; it refuses more than 4,300 digits by itself."""
    allowed = sys.get_int_max_str_digits()
    if 0 < allowed < digits + 1:
        sys.set_int_max_str_digits(digits + 1)


def _source(problem: Problem) -> str:
    return ", ".join((problem.source, *problem.others))


def _solve(problem: Problem, options: Options, start: float) -> Report:
    found = opened(problem, options)
    problem, task, builder, names, lengths = found.problem, found.task, found.builder, found.names, found.lengths
    graph = task.graph
    entries = calculus.KINDS[problem.kind](task)
    if any(entry.node == graph.zero for entry in entries):
        _refuse_nowhere_defined(graph, task.roots)
    if options.simplify == "full":
        from symdiff.answers.simplification import shorten

        seconds = (options.timeout or _SIMPLIFY) / (2 * max(1, len(entries)))
        entries = [replace(entry, node=shorten(graph, entry.node, seconds)) for entry in entries]
    definitions = {name: node for name, node in names.definitions.items() if isinstance(node, int)}
    written = write_out(graph, entries, definitions, problem, options)
    derivatives = {entry.wrt: entry.node for entry in entries}
    forms: tuple[tuple[str, str | None], ...] = ()
    if lengths:
        from symdiff.problems.vectors.builder import VectorBuilder
        from symdiff.problems.vectors.forms import forms as vector_forms

        assert isinstance(found.reader, VectorBuilder)
        forms = tuple(vector_forms(found.reader, names, derivatives).items())
    candidates: dict[tuple[str, ...], int] = {}
    if problem.expected is not None:
        from symdiff.answers.candidates import parse_candidates

        candidates = parse_candidates(problem, builder, names, list(derivatives), options)

    # A partial derivative is at a point that has a value for its name, even if the formula does not contain it.
    variables = tuple(task.variables)
    points: list[Point] = []
    if problem.at:
        plain = problem.kind == "diff" and not problem.depends
        by = {name for wrt in derivatives for name in wrt} if plain else set()
        needed = {*variables, *by, *task.needed(entries), *graph.symbols(candidates.values())}
        points = list(expand(problem.at, sorted(needed, key=alphabetical), builder, options.limits, lengths))
    examined = examine(graph, task.roots, entries, points, options)
    expected = None
    if candidates:
        from symdiff.answers.candidates import judge

        expected = judge(builder, entries, candidates, points, options)
    return Report(
        source=_source(problem),
        id=problem.id,
        kind=problem.kind,
        variables=variables,
        derivatives=written,
        points=examined,
        expected=expected,
        declared=tuple(sorted(names.variables | found.otherwise)),
        notes=found.notes,
        sources=(problem.source, *problem.others) if problem.others else (),
        matrix=calculus.matrix(task),
        vectors=forms,
        seconds=perf_counter() - start,
    )


def _refuse_nowhere_defined(graph: Graph, roots: Sequence[int]) -> None:
    """Raise SymdiffError ``undefined`` for a formula such as 1/(2*x - 2*x), whose derivative comes out as 0.

    A branch of a conditional may be undefined where it is not taken.
    """
    for root in roots:
        if not graph.has_choice(root):
            try:
                tidy(graph, [root])
            except SymdiffError as error:
                if error.diagnostic.code == "undefined":
                    raise
