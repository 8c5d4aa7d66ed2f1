"""``symdiff plot``: functions with their tangents and derivatives. Imports ``pipeline``, ``sampling`` and ``figures``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from typer import Argument, Option

from symdiff.batch.answer import Record
from symdiff.budget import budget
from symdiff.cli.console import output as written
from symdiff.cli.console import say, screen
from symdiff.cli.options import CHECK, OUTPUT, Bounds, Names, spread
from symdiff.cli.run import Outcome
from symdiff.cli.words import listed, usage
from symdiff.errors import ExitStatus
from symdiff.evaluator.verdict import Status
from symdiff.problem import Options, Problem

_MOST_POINTS = 12


@spread
def plot(
    question: Names,
    bounds: Bounds,
    expressions: Annotated[list[str] | None, Argument(metavar="EXPR...", show_default=False)] = None,
    at: Annotated[
        list[str] | None,
        Option(
            "--at", "-a", metavar="POINT", rich_help_panel=CHECK, help="Tangents there: 1.0, or x=1,y=2. Repeatable."
        ),
    ] = None,
    span: Annotated[
        str | None,
        Option(
            "--range", metavar="A:B", rich_help_panel=CHECK, help="The range to draw, such as -5:5. Default: chosen."
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

    Several EXPRs share the picture. Of several variables each has a row of its own, through the first point. Needs the
    extra 'plot'.
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


@dataclass(slots=True)
class Found:
    """The panels, and what the checks at the points say."""

    panels: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdicts: list[Status] = field(default_factory=list)


def panels(problem: Problem, options: Options, span: str | None) -> Found:
    """What is to be drawn. Raises SymdiffError."""
    from symdiff import sampling
    from symdiff.calculus import KINDS
    from symdiff.evaluator import Evaluated, value_at
    from symdiff.evaluator.arrays import values_over
    from symdiff.examination import examine
    from symdiff.figures.plots import Panel, Touch
    from symdiff.parser import canonical
    from symdiff.pipeline import opened
    from symdiff.points import expand

    read = opened(problem, options)
    task, graph = read.task, read.task.graph
    variables = graph.symbols(task.roots) or ["x"]
    wrt = [canonical(name) for names in problem.wrt for name in names] or variables
    for name in wrt:
        if name not in variables:
            raise usage(f"no formula has the variable '{name}'", hint=f"the variables: {', '.join(variables)}")
    if len(variables) > 1 and not problem.at:
        example = ",".join(f"{name}=1" for name in variables)
        raise usage(f"a plot of {len(variables)} variables needs a point", hint=f"for example --at {example}")
    places = []
    for place in expand(problem.at, variables, read.builder, options.limits, read.lengths):
        places.append(place)
        if len(places) > _MOST_POINTS:
            raise usage(f"at most {_MOST_POINTS} tangents are drawn", hint="give fewer points")
    result = Found(notes=list(read.notes))
    sources = problem.source, *problem.others
    touches: dict[tuple[int, str], list[Touch]] = {}
    coordinates: list[dict[str, float]] = []
    for place in places:
        values = {name: value_at(graph, node, {}) for name, node in place.nodes.items()}
        for name, value in values.items():
            if not isinstance(value, Evaluated):
                raise usage(f"the point has no float for '{name}'", hint="give a finite number")
        coordinates.append({name: value.value for name, value in values.items() if isinstance(value, Evaluated)})
        for number, root in enumerate(task.roots):
            asked = replace(task, roots=(root,), problem=replace(problem, wrt=tuple((name,) for name in wrt)))
            report = examine(graph, (root,), KINDS["diff"](asked), [place], options)[0]
            for check in report.checks:
                result.verdicts.append(check.verdict)
                name = check.wrt[0]
                if isinstance(report.value, float) and isinstance(check.symbolic, float):
                    touch = Touch(coordinates[-1][name], report.value, check.symbolic)
                    touches.setdefault((number, name), []).append(touch)
                else:
                    where = ", ".join(f"{key}={text}" for key, text in place.at.items())
                    result.notes.append(f"no tangent of {sources[number]} at {where}: {check.note}")
    fixed = coordinates[0] if coordinates else {}
    for name in wrt:
        rest = {other: value for other, value in fixed.items() if other != name}
        ends = _ends(span) if span else sampling.span(
            lambda x, name=name, rest=rest: values_over(graph, task.roots[0], [], {**rest, name: x})[0],  # type: ignore[misc]
            [each[name] for each in coordinates],
        )  # fmt: skip
        curves = tuple(
            (
                source,
                sampling.curve(graph, root, name, rest, ends),
                tuple(_through(touches.get((k, name), ()), len(variables))),
            )
            for k, (source, root) in enumerate(zip(sources, task.roots, strict=True))
        )
        where = "".join(f", {other} = {value:.6g}" for other, value in rest.items())
        result.panels.append(Panel(name, ends, curves, where))
        for source, found, _ in curves:
            if not found.function.pieces:
                result.notes.append(f"{source} has no curve between {ends[0]:g} and {ends[1]:g}")
    return result


def _through(touches: Sequence[Any], variables: int) -> Sequence[Any]:
    """The points that lie on the curve: of several variables it goes through the first."""
    return touches if variables == 1 else touches[:1]


def _ends(text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = 0.0, 0.0
    if not (ends[0] < ends[1] and ends[1] - ends[0] < float("inf")):
        raise usage(f"--range must be A:B with A below B, not '{text}'", hint="for example --range -5:5")
    return ends
