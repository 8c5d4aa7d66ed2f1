"""Functions of the user's Python files: ``symdiff check FILE.py:f --grad FILE.py:df``. Imports ``callables`` and ``batch.answer``.

The commands for formulas hand over words that name a function; see ``named``.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, TypeVar

from symdiff.batch.answer import recorded
from symdiff.cli.console import output, say, screen
from symdiff.cli.options import Bounds, Check, Printing
from symdiff.cli.run import Asked, Outcome, methods_named
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import replace
from symdiff.problems.problem import Options, Problem
from symdiff.reports.formats import header
from symdiff.reports.plain import rate
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.callables.arguments import Place
    from symdiff.callables.gradients import Examination
    from symdiff.callables.loader import Loaded, Target
    from symdiff.limits import Limits

Found = TypeVar("Found")
_PATIENCE = 2.0
"""Seconds beyond the time budget after which a function that cannot be interrupted ends the program."""
_LONGEST = 300
"""Characters of a derivative that stands beside the table, which has its values."""
_MOST_ROWS = 20
"""Coordinates up to which ``auto`` shows a gradient as a table on a terminal."""


def functions(words: Sequence[str], asked: Asked, kind: str = "diff") -> int | None:
    """What ``differentiate`` gives, where a word names a function; None where all are formulas."""
    if any(".py:" in word for word in words) and any(named(word) for word in words):
        return differentiate(words, asked, kind)
    return None


def differentiate(words: Sequence[str], asked: Asked, kind: str = "diff") -> int:
    """The derivatives of functions along the paths that they take at the points of ``--at``; each has its Jacobian or Hessian."""
    functions = [of for word in words if (of := named(word)) is not None]
    if len(functions) < len(words):
        other = next(word for word in words if named(word) is None)
        raise usage(f"functions and formulas do not go together: '{other}'", hint="give them apart")
    problem, options = _fitting(asked)
    if not asked.check.at:
        raise usage("a Python function is differentiated at a point", hint="add --at x=1,y=2, or --at x=[1,2,3]")

    def found() -> list[Report]:
        from symdiff.callables.arguments import places
        from symdiff.callables.loader import load
        from symdiff.callables.paths import differentiated
        from symdiff.evaluator import method_named
        from symdiff.graph import Graph, GraphBuilder

        rows = [row for name in options.methods if (row := method_named(name)) is not None]
        reports = []
        for word, of in zip(words, functions, strict=True):
            function = load(of)
            for text in asked.check.at:
                builder = GraphBuilder(Graph(options.limits))
                for place in places(function, [text], builder, options.limits):
                    given = replace(problem, source=word, kind=kind)
                    reports.append(differentiated(function, place, builder, rows, given, options))
        return reports

    first = replace(problem, source=words[0], kind=kind)
    return _answered(found, first, asked.check, asked.printing, asked.bounds, explain=options.explain)


def _fitting(asked: Asked) -> tuple[Problem, Options]:
    """What is asked of formulas, where a function of Python can answer it. Raises SymdiffError ``usage``."""
    settings = asked.settings(inputs=1, word=True)
    problem, options = settings.asked, replace(settings.options, text=True)
    unfit = {
        "--let": problem.let,
        "--var": problem.variables,
        "--function": problem.functions,
        "--vector": problem.vectors,
        "--depends": problem.depends,
        "--mixed": any(len(names) > 1 for names in problem.wrt),
        "--order": problem.order > 1,
        "--syntax": options.syntax != "auto",
        "--letters": options.letters,
        "--simplify full": options.simplify == "full",
        "--digits": options.digits,
    }
    for option, given in unfit.items():
        if given:
            raise usage(f"'{option}' does not go with a Python function")
    return problem, options


def named(word: str) -> Target | None:
    """The function of a file that a word names, None where it names none."""
    if ".py:" not in word:
        return None
    from symdiff.callables.loader import target

    return target(word)


def as_formulas(
    command: str, words: Sequence[str], at: Sequence[str], bounds: Bounds
) -> tuple[list[str], tuple[str, ...]]:
    """The words, where one names a Python function the formula of the path that it takes at the point; and the functions' arguments.

    Raises SymdiffError, ``usage`` where there is not one point, or an argument is an array.
    """
    if not any(map(named, words)):
        return list(words), ()
    if len(at) != 1:
        raise usage(f"'{command}' takes the formula that a Python function computes at one point", hint="add one --at")
    told: dict[str, None] = {}
    names: dict[str, None] = {}

    def found() -> list[str]:
        from symdiff.callables.arguments import places
        from symdiff.callables.loader import load
        from symdiff.callables.paths import formula_along
        from symdiff.graph import Graph, GraphBuilder

        texts = []
        for word in words:
            if (of := named(word)) is None:
                texts.append(word)
                continue
            builder = GraphBuilder(Graph(bounds.limits))
            function = load(of)
            place, *others = places(function, [at[0]], builder, bounds.limits)
            if others or not all(name.isidentifier() for name in place.names):
                raise usage(
                    f"'{command}' takes Python functions of numbers at one point", hint="for example --at x=1,y=2"
                )
            text, note = formula_along(function, place, builder)
            texts.append(text)
            told[note] = None
            names.update(dict.fromkeys(place.names))
        return texts

    formulas = list(_run(found, bounds))
    for note in told:
        say(f"note: {note}")
    return formulas, tuple(names)


def check_function(
    word: str, gradient: str | None, check: Check, printing: Printing, bounds: Bounds, *, direction: bool = False
) -> int:
    """Compare a function and its gradient at the points of ``--at``; ``direction``: along one random direction alone."""
    of = named(word)
    assert of is not None
    if gradient is None:
        raise usage("a Python function is checked against its gradient", hint=f"add --grad {of.path}:NAME")
    by = named(gradient)
    if by is None:
        raise usage(f"--grad must be FILE.py:NAME, not '{gradient}'", hint=f"for example --grad {of.path}:df")
    if not check.at:
        raise usage("a gradient is checked at points", hint="add --at x=1,y=2, or --at x=[1,2,3] for an array")
    methods = methods_named(check.method) or Options().methods
    begun: list[Examination] = []

    def found() -> list[Report]:
        from symdiff.callables.gradients import examination
        from symdiff.callables.loader import load
        from symdiff.evaluator import method_named

        rows = [row for name in methods if (row := method_named(name)) is not None]
        function, slope = load(of), load(by)
        for place in _places(function, check.at, bounds.limits):
            begun.append(examination(function, slope, place, rows, check.step, direction=direction))
            begun[-1].run()
        return so_far(None)

    def so_far(late: str | None) -> list[Report]:
        from symdiff.callables.gradients import answer

        return [answer(word, begun, late)] if any(each.known for each in begun) else []

    return _answered(found, Problem(word, kind="check", at=tuple(check.at)), check, printing, bounds, so_far=so_far)


def _places(function: Loaded, points: Sequence[str], limits: Limits) -> Iterator[Place]:
    """The points of a check: as text, or as what FILE.py:NAME holds or returns."""
    from symdiff.callables.arguments import place_of, places
    from symdiff.callables.loader import load_value
    from symdiff.graph import Graph, GraphBuilder

    builder = GraphBuilder(Graph(limits))
    for text in points:
        of = named(text)
        if of is None:
            yield from places(function, [text], builder, limits)
        else:
            yield place_of(function, load_value(of))


def _answered(
    found: Callable[[], Sequence[Report]],
    asked: Problem,
    check: Check,
    printing: Printing,
    bounds: Bounds,
    *,
    explain: bool = False,
    so_far: Callable[[str | None], list[Report]] | None = None,
) -> int:
    """Write the reports that a run of the user's code comes to; ``so_far`` gives what is known when time has run out."""
    settings = _settings(asked, printing, explain=explain)
    if check.digits is not None:
        raise usage("'--digits' does not go with a Python function", hint="its values are floats")
    start = perf_counter()
    try:
        reports = list(_run(found, bounds))
    except SymdiffError as error:
        timed_out = error.diagnostic.code == "time-out"
        reports = so_far(error.diagnostic.message) if timed_out and so_far is not None else []
        if not reports:
            if settings.format != "json":
                raise
            # A span is in a line of the file, and the record has no place for that.
            plain = replace(error.diagnostic, span=None)
            reports = [Report(source=asked.source, kind=asked.kind, error=plain)]
        say(str(error))
    seconds = perf_counter() - start
    rows = sum(len(point.checks) for report in reports for point in report.points)
    if printing.format == "auto" and settings.format == "rich" and rows > _MOST_ROWS * len(reports):
        settings = replace(settings, format="plain")
    outcome = Outcome(exit_zero=check.exit_zero)
    with output(printing.output) as sink:
        heading = header(settings)
        for number, report in enumerate(reports, 1):
            record = recorded(replace(report, seconds=seconds), settings, number)
            outcome.add(record, failure=ExitStatus.FAILED)
            sink.write(heading + record.text)
            heading = ""
            for words in record.notes:
                say(words)
            if settings.tabular:
                for derivative in report.derivatives:
                    if derivative.expression is not None and len(derivative.expression) <= _LONGEST:
                        say(f"note: {rate(derivative)} = {derivative.expression}")
                for point in report.points:
                    place = ", ".join(f"{name}={value}" for name, value in list(point.at.items())[:4])
                    more = ", ..." if len(point.at) > 4 else ""
                    if point.note:
                        say(f"note: at {place}{more}: {point.note}")
                if report.expected is not None and record.verdict is Status.AGREE:
                    say(f"note: the gradient: agree: {report.expected.note}")
    return outcome.status


def _settings(asked: Problem, printing: Printing, *, explain: bool) -> Settings:
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    form = printing.format
    if form == "auto":
        form = "rich" if shown.terminal else "plain"
    if form not in ("rich", "plain", "json", "csv"):
        raise usage(f"'--format {form}' does not go with a Python function", hint="rich, plain, json or csv")
    colour = shown.colour and printing.output is None
    options = Options(explain=explain)
    style = "textbook" if form == "rich" else "plain"
    return Settings(options=options, asked=asked, format=form, word=True, style=style, width=shown.width, colour=colour)


def _run(found: Callable[[], Sequence[Found]], bounds: Bounds) -> Sequence[Found]:
    """Run the user's code within the time budget; what no alarm interrupts ends the program."""
    from symdiff.budget import guards
    from symdiff.callables.loader import supervised
    from symdiff.cli.guard import guard

    if bounds.timeout == float("inf"):
        with supervised(None):
            return found()
    watch = threading.Timer(bounds.timeout + _PATIENCE, _give_up, (bounds.timeout,))
    watch.daemon = True
    watch.start()
    # A thread beside code that holds the interpreter does not run, and what is guarded here may begin with such code.
    end_guard = guard(bounds.timeout, bounds.timeout) if guards else None
    try:
        with supervised(bounds.timeout):
            return found()
    finally:
        watch.cancel()
        if end_guard is not None:
            end_guard()


def _give_up(seconds: float) -> None:
    from symdiff.budget import out_of_time

    say(str(out_of_time(seconds)))
    os._exit(ExitStatus.FAILED)
