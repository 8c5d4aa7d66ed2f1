"""The one way through: open, derive, check, report. Read this file first.

Only this file joins what ``problems`` open, what ``answers`` find, and the report. Imports those rooms and what is below them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from time import perf_counter

from symdiff.annotations import TYPE_CHECKING, Any
from symdiff.answers.checks import examine, stood_in
from symdiff.answers.derivatives import derived, write_out
from symdiff.answers.expected import expected_of
from symdiff.budget import budget
from symdiff.errors import Diagnostic, SymdiffError
from symdiff.frozen import replace
from symdiff.problems import matrix
from symdiff.problems.opening import Opened, opened
from symdiff.problems.problem import Options, Problem, related
from symdiff.reports.report import ExpectedReport, Report

if TYPE_CHECKING:
    from symdiff.evaluator.truths.convergence import PointSweep
    from symdiff.reports.expansions import Expansion
    from symdiff.reports.tangents import Tangent

MEMORY = "lower --max-nodes, or raise the --max-memory SIZE of a batch"
"""What helps a formula that needs more memory than there is."""


def solve(problem: Problem | str, options: Options = Options()) -> Report:  # noqa: B008 - frozen
    """Everything that is asked about one formula, or a text alone. Never raises for a bad one: the report's ``error`` says what is wrong.

    Raises TypeError for what is neither.
    """
    if isinstance(problem, str):
        problem = Problem(problem)
    if not isinstance(problem, Problem):
        raise TypeError(f"a Problem or a formula's text is needed here, not {type(problem).__name__!r}")
    return attempted(problem, options, lambda: answered(opened(problem, options), options))


def judged(
    formula: str,
    candidate: str,
    options: Options = Options(),  # noqa: B008 - frozen
    relation: str = "derivative",
    **asked: Any,
) -> ExpectedReport:
    """The verdict on a candidate for what a formula's derivative is, or in another ``relation`` to it: one of ``RELATIONS``.

    ``asked``: further fields of the problem, as ``wrt=(("x",),)``, ``assume=("a > 0",)``, ``at``, ``variables``, ``order``.
    Raises SymdiffError where one of them cannot be read, or the time is up.
    """
    report = solve(Problem(**{**related(relation, formula, candidate), **asked}), options)
    if report.error is not None:
        raise SymdiffError(report.error)
    assert report.expected is not None
    return report.expected


def attempted(problem: Problem, options: Options, work: Callable[[], Report]) -> Report:
    """The report that the work gives within the time budget, or one with its error."""
    start = perf_counter()
    _allow_digits(options.limits.max_digits)
    try:
        with budget(options.timeout):
            return replace(work(), seconds=perf_counter() - start)
    except SymdiffError as error:
        diagnostic = error.diagnostic
    except RecursionError:
        diagnostic = Diagnostic("too-deep", "the formula is nested too deeply", hint="lower its nesting")
    except MemoryError:
        diagnostic = Diagnostic("memory", "there was not enough memory", hint=MEMORY)
    source = ", ".join((problem.source, *problem.others))
    return Report(source=source, id=problem.id, kind=problem.kind, error=diagnostic, seconds=perf_counter() - start)


def answered(found: Opened, options: Options) -> Report:
    """What is asked of an opened problem. Raises SymdiffError."""
    problem, task = found.problem, found.task
    entries = derived(found, options)
    expected = expected_of(found, entries, options)
    points = found.points(entries, expected.nodes)
    checked = examine(task.graph, task.roots, entries, points, options)
    written = found.spoken(entries) if problem.kind != "same" else []
    derivatives = write_out(task.graph, written, found.definitions, problem, options)
    judgement = expected.judged(points)
    return Report(  # by place: to hand over so many names takes a fifteenth of a short line
        ", ".join((problem.source, *problem.others)),
        problem.id,
        problem.kind,
        tuple(task.variables),
        derivatives,
        checked,
        judgement,
        None,  # no error
        0.0,  # seconds
        tuple(sorted(found.names.variables | found.otherwise)),
        found.functions,
        (problem.source, *problem.others) if problem.others else (),
        matrix(task),
        tuple(dict.fromkeys((*found.notes, *expected.notes, *stood_in(task.graph, checked)))),
        found.scope.forms(found.names, {entry.wrt: entry.node for entry in entries}),
    )


def swept(problem: Problem, options: Options, steps: Sequence[float]) -> tuple[Report, tuple[PointSweep, ...]]:
    """The certified report of a problem, and the sweeps of its derivatives over steps; none where the report has an error."""
    from symdiff.answers import convergence

    sweeps: tuple[PointSweep, ...] = ()

    def work() -> Report:
        nonlocal sweeps
        found = opened(problem, options)
        report = answered(found, replace(options, certify=True, step=None))
        sweeps = convergence.swept(found, options, steps)
        return report

    report = attempted(problem, options, work)
    return report, () if report.error is not None else sweeps


def with_tangents(problem: Problem, options: Options) -> tuple[Report, tuple[Tangent, ...]]:
    """The report of a problem with points, and the tangents there; none where the report has an error."""
    from symdiff.answers import tangents

    drawn: tuple[Tangent, ...] = ()

    def work() -> Report:
        nonlocal drawn
        found = opened(problem, options)
        report = answered(found, options)
        entries = derived(found, options)
        drawn = tangents.tangents(found, entries, found.points(entries), report)
        return report

    report = attempted(problem, options, work)
    return report, () if report.error is not None else drawn


def with_expansions(
    problem: Problem, options: Options, order: int, on: tuple[str, str] | None
) -> tuple[Report, tuple[Expansion, ...]]:
    """The report of a formula, and its Taylor polynomials at the problem's points; none where the report has an error."""
    from symdiff.answers import expansions

    found: tuple[Expansion, ...] = ()

    def work() -> Report:
        nonlocal found
        formula = opened(problem, options)
        found = expansions.expansions(formula, order, on)
        return answered(formula.asking(at=()), options)

    report = attempted(problem, options, work)
    return report, () if report.error is not None else found


def _allow_digits(digits: int) -> None:
    """Let Python write the numbers that a raised digit bound admits; it refuses more than 4,300 digits by itself."""
    allowed = sys.get_int_max_str_digits()
    if 0 < allowed < digits + 1:
        sys.set_int_max_str_digits(digits + 1)
