"""``symdiff plot``: functions with their tangents and derivatives. Imports ``pipeline``, ``sampling`` and ``figures``."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

from symdiff.batch.answer import Record
from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.declared import Argument, Option
from symdiff.cli.options import CHECK, OUTPUT, Bounds, Check, Detail, Names, Printing
from symdiff.cli.run import Asked, Outcome
from symdiff.cli.words import listed, usage
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import frozen, replace
from symdiff.problem import Options, Problem
from symdiff.status import Status

_MOST_POINTS = 12


def plot(
    question: Names,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...")] = None,
    at: Annotated[
        list[str] | None,
        Option(
            "--at", "-a", metavar="POINT", rich_help_panel=CHECK, help="Tangents there: 1.0, or x=1,y=2. Repeatable."
        ),
    ] = None,
    span: Annotated[
        str | None,
        Option(
            "--range",
            metavar="A:B",
            rich_help_panel=CHECK,
            help="The range to draw: -5:5, or x=-5:5,y=0:1. Default: chosen.",
        ),
    ] = None,
    errors: Annotated[
        bool,
        Option(
            "--errors",
            rich_help_panel=CHECK,
            help="Instead: the error of numeric methods against the step, as 'symdiff sweep' finds it.",
        ),
    ] = False,
    method: Annotated[
        list[str] | None,
        Option(
            "--method",
            "-m",
            metavar="NAME",
            rich_help_panel=CHECK,
            help="Of --errors: a method; repeatable. Default: forward, central and 5-point.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        Option(
            "--output",
            "-o",
            metavar="FILE",
            rich_help_panel=OUTPUT,
            help="Draw to FILE: .svg, .png or .pdf; '-' is SVG on standard output. Default: characters on the terminal.",
        ),
    ] = None,
) -> int:
    """Functions with their tangents at points, and beside them their derivatives.

    Several EXPRs share the picture. By two variables: contours, gradients, and the tangent plane's contour at each point. By
    more, each has a row of its own, through the first point. Needs the extra 'plot'.
    """
    from symdiff.figures import characters, plots

    if not expressions:
        raise usage("there is nothing to plot", hint='for example symdiff plot "x**2" --at 1 -o plot.svg')
    path = None if output == "-" else output
    shown = screen(sys.stdout if output is None else None)
    form = Path(path).suffix.removeprefix(".").lower() if path else "svg"
    if form not in plots.FORMATS:
        raise usage(f"the end of '{path}' is no format of a plot", hint=f"end it with {listed(plots.FORMATS, 'or')}")
    if output is None and shown.width is None:
        raise usage("there is no terminal to plot on", hint="-o plot.svg, or -o - for SVG on standard output")
    if not shown.width:
        plots.ready()
    if errors:
        return _draw_errors(question, Check(at=at or [], method=method or []), bounds, expressions, output, form)
    if method:
        raise usage("--method is for --errors", hint="add --errors, or leave out --method")
    first, *others = expressions
    problem = Problem(
        source=first,
        others=tuple(others),
        kind="plot",
        wrt=tuple((name,) for name in dict.fromkeys(question.wrt)),
        at=tuple(at or ()),
        variables=tuple(dict.fromkeys(question.var)),
        vectors=tuple(question.vector),
        let=tuple(question.let),
    )
    seconds = None if bounds.timeout == float("inf") else bounds.timeout
    with budget(seconds):
        found = panels(problem, Options(syntax=question.syntax, timeout=seconds, limits=bounds.limits), span)
        picture = characters.text(found.panels, shown.width) if shown.width else plots.figure(found.panels, form)
    with written(path) as sink:
        sink.write(picture)
    for note in found.notes:
        say(f"note: {note}")
    outcome = Outcome()
    for verdict in found.verdicts:
        outcome.add(Record(1, "", verdict=verdict), failure=ExitStatus.FAILED)
    return outcome.status


def _draw_errors(
    question: Names, check: Check, bounds: Bounds, expressions: Sequence[str], output: str | None, form: str
) -> int:
    """The plot of ``--errors``: what the sweep finds."""
    from symdiff.answers.convergence import swept
    from symdiff.figures import characters, plots
    from symdiff.figures.errors import METHODS, STEPS, ErrorChart, trials

    if len(expressions) > 1:
        raise usage("--errors is about one formula", hint="give one EXPR")
    if not check.at:
        raise usage("errors are at a point", hint="for example --at 1, or --at x=1,y=2")
    check = replace(check, method=check.method or list(METHODS))
    settings = Asked(question, check, Detail(), Printing(output=output), bounds).settings(inputs=1)
    problem = replace(settings.asked, source=expressions[0])
    with budget(settings.options.timeout):
        report, found = swept(problem, settings.options, STEPS)
        if report.error is not None:
            raise SymdiffError(report.error)
        charts = [ErrorChart(problem.source, each) for each in found if any(map(trials, each.sweeps))]
        for each in found:
            if each.note or not any(map(trials, each.sweeps)):
                say(f"note: by {each.wrt[0]}: {each.note or 'no step shows an error'}")
        picture = None
        if charts:
            picture = (
                characters.text(charts, settings.width)
                if output is None and settings.width
                else plots.figure(charts, form)
            )
    if picture is not None:
        with written(None if output == "-" else output) as sink:
            sink.write(picture)
    outcome = Outcome()
    outcome.add(Record(1, "", verdict=report.verdict), failure=ExitStatus.FAILED)
    return outcome.status


@dataclass(slots=True)
class Found:
    """The panels, and what the checks at the points say."""

    panels: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdicts: list[Status] = field(default_factory=list)


@frozen
class Place:
    """A point: its coordinates, and per formula the value and the slopes that exist there."""

    coordinates: dict[str, float]
    values: tuple[float | None, ...]
    slopes: tuple[dict[str, float], ...]


def panels(problem: Problem, options: Options, span: str | None) -> Found:
    """What is to be drawn. Raises SymdiffError."""
    from symdiff.parser import canonical
    from symdiff.pipeline import opened

    read = opened(problem, options)
    variables = read.task.graph.symbols(read.task.roots) or ["x"]
    wrt = [canonical(name) for names in problem.wrt for name in names] or variables
    for name in wrt:
        if name not in variables:
            raise usage(f"no formula has the variable '{name}'", hint=f"the variables: {', '.join(variables)}")
    if set(variables) - set(wrt if len(wrt) < 3 else ()) and len(variables) > 1 and not problem.at:
        example = ",".join(f"{name}=1" for name in variables)
        raise usage(f"a plot of {len(variables)} variables needs a point", hint=f"for example --at {example}")
    result = Found(notes=list(read.notes))
    places = list(_places(read, problem, options, variables, wrt, result))
    ranges = _ranges(span, wrt) if span else {}
    (_maps if len(wrt) == 2 else _curves)(read.task, places, wrt, ranges, result)
    return result


def _places(
    read: Any, problem: Problem, options: Options, variables: list[str], wrt: list[str], result: Found
) -> Iterator[Place]:
    """The points with what the evaluator says of each formula there."""
    from symdiff.answers.checks import examine
    from symdiff.calculus import KINDS
    from symdiff.evaluator import Evaluated, value_at
    from symdiff.points import expand

    task, graph = read.task, read.task.graph
    sources = problem.source, *problem.others
    for count, place in enumerate(expand(problem.at, variables, read.builder, options.limits, read.lengths), 1):
        if count > _MOST_POINTS:
            raise usage(f"at most {_MOST_POINTS} tangents are drawn", hint="give fewer points")
        coordinates = {}
        for name, node in place.nodes.items():
            value = value_at(graph, node, {})
            if not isinstance(value, Evaluated):
                raise usage(f"the point has no float for '{name}'", hint="give a finite number")
            coordinates[name] = value.value
        values: list[float | None] = []
        slopes: list[dict[str, float]] = []
        for source, root in zip(sources, task.roots, strict=True):
            asked = replace(task, roots=(root,), problem=replace(problem, wrt=tuple((name,) for name in wrt)))
            report = examine(graph, (root,), KINDS["diff"](asked), [place], options)[0]
            values.append(report.value if isinstance(report.value, float) else None)
            slopes.append({})
            for check in report.checks:
                result.verdicts.append(check.verdict)
                if values[-1] is not None and isinstance(check.symbolic, float):
                    slopes[-1][check.wrt[0]] = check.symbolic
                else:
                    where = ", ".join(f"{key}={text}" for key, text in place.at.items())
                    result.notes.append(f"no tangent of {source} at {where}: {check.note}")
        yield Place(coordinates, tuple(values), tuple(slopes))


def _span(task: Any, name: str, places: Sequence[Place]) -> tuple[float, float]:
    """A range along one variable that shows the points."""
    from symdiff import sampling
    from symdiff.evaluator.values.over_arrays import values_over

    fixed = {**dict.fromkeys(task.graph.symbols(task.roots), 1.0), **(places[0].coordinates if places else {})}
    return sampling.span(
        lambda x: values_over(task.graph, task.roots[0], [], {**fixed, name: x})[0],
        [place.coordinates[name] for place in places],
    )


def _sources(task: Any) -> Iterator[tuple[int, str, int]]:
    """Each formula with its number, its text and its node."""
    texts = (task.problem.source, *task.problem.others)
    return ((k, text, root) for k, (text, root) in enumerate(zip(texts, task.roots, strict=True)))


def _curves(task: Any, places: Sequence[Place], wrt: Sequence[str], ranges: Ranges, result: Found) -> None:
    """A panel per variable: each formula along it, through the first point."""
    from symdiff import sampling
    from symdiff.figures.plots import Panel, Touch

    fixed = places[0].coordinates if places else {}
    on_curve = places if len(fixed) < 2 else places[:1]
    for name in wrt:
        rest = {other: value for other, value in fixed.items() if other != name}
        ends = ranges.get(name) or _span(task, name, places)
        curves = []
        for k, source, root in _sources(task):
            touches = tuple(
                Touch(place.coordinates[name], value, place.slopes[k][name])
                for place in on_curve
                if (value := place.values[k]) is not None and name in place.slopes[k]
            )
            curves.append((source, sampling.curve(task.graph, root, name, rest, ends), touches))
            if not curves[-1][1].function.pieces:
                result.notes.append(f"{source} has no curve between {ends[0]:g} and {ends[1]:g}")
        where = "".join(f", {other} = {value:.6g}" for other, value in rest.items())
        result.panels.append(Panel(name, ends, tuple(curves), where))


def _maps(task: Any, places: Sequence[Place], wrt: Sequence[str], ranges: Ranges, result: Found) -> None:
    """A map per formula."""
    from symdiff import sampling
    from symdiff.figures.maps import Map, Spot

    first, second = wrt
    rest = {name: value for name, value in (places[0].coordinates if places else {}).items() if name not in wrt}
    spans = tuple(ranges.get(name) or _span(task, name, places) for name in (first, second))
    for k, source, root in _sources(task):
        spots = tuple(
            Spot(
                place.coordinates[first],
                place.coordinates[second],
                value,
                (place.slopes[k][first], place.slopes[k][second]),
            )
            for place in (places if not rest else places[:1])
            if (value := place.values[k]) is not None and len(place.slopes[k]) == 2
        )
        found = sampling.surface(task.graph, root, (first, second), (spans[0], spans[1]), rest)
        if not found.low <= found.high:
            result.notes.append(f"{source} has no value in this rectangle")
        where = "".join(f", {other} = {value:.6g}" for other, value in rest.items())
        result.panels.append(Map(source + where, (first, second), (spans[0], spans[1]), found, spots))


Ranges = Mapping[str, tuple[float, float]]


def _ranges(text: str, wrt: Sequence[str]) -> Ranges:
    """``-5:5`` for every variable, or ``x=-5:5,y=0:1``."""
    if "=" not in text:
        return dict.fromkeys(wrt, _ends(text, text))
    found = {}
    for part in text.split(","):
        name, _, ends = part.partition("=")
        if name.strip() not in wrt:
            raise usage(f"--range names '{name.strip()}', which is not drawn", hint=f"drawn: {', '.join(wrt)}")
        found[name.strip()] = _ends(ends, text)
    return found


def _ends(text: str, whole: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = 0.0, 0.0
    if not (ends[0] < ends[1] and ends[1] - ends[0] < float("inf")):
        raise usage(f"--range must be A:B with A below B, not '{whole}'", hint="for example --range -5:5")
    return ends
