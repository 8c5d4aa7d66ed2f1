"""What is drawn of a problem: its panels and maps, with the points, ranges and tangents asked for.

Imports ``problems``, ``answers`` and the files of this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from symdiff.errors import fault
from symdiff.figures.labels import shown
from symdiff.frozen import Frozen, replace
from symdiff.parser import canonical
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options
from symdiff.status import Status

_MOST_POINTS = 12


@dataclass(slots=True)
class Found:
    """The panels, and what the checks at the points say."""

    panels: list[Any] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    verdicts: list[Status] = field(default_factory=list)


class Place(Frozen):
    """A point: its coordinates, and per formula the value and the slopes that exist there."""

    coordinates: dict[str, float]
    values: tuple[float | None, ...]
    slopes: tuple[dict[str, float], ...]


def panels(read: Opened, options: Options, span: str | None) -> Found:
    """What is to be drawn of an opened problem. Raises SymdiffError."""
    problem = read.problem
    variables = read.task.graph.symbols(read.task.roots) or ["x"]
    wrt = [canonical(name) for names in problem.wrt for name in names] or variables
    for name in wrt:
        if name not in variables:
            raise fault("usage", f"no formula has the variable '{name}'", hint=f"the variables: {', '.join(variables)}")
    if set(variables) - set(wrt if len(wrt) < 3 else ()) and len(variables) > 1 and not problem.at:
        example = ",".join(f"{name}=1" for name in variables)
        raise fault("usage", f"a plot of {len(variables)} variables needs a point", hint=f"for example --at {example}")
    result = Found(notes=list(read.notes))
    places = list(_places(read, options, variables, wrt, result))
    ranges = _ranges(span, wrt) if span else {}
    (_maps if len(wrt) == 2 else _curves)(read.task, places, wrt, ranges, result)
    return result


def _places(read: Opened, options: Options, variables: list[str], wrt: list[str], result: Found) -> Iterator[Place]:
    """The points with what the evaluator says of each formula there."""
    from symdiff.answers.checks import examine
    from symdiff.evaluator import Evaluated, value_at
    from symdiff.problems import KINDS
    from symdiff.problems.points import expand

    problem, task, graph = read.problem, read.task, read.task.graph
    sources = problem.source, *problem.others
    for count, place in enumerate(expand(problem.at, variables, read.builder, options.limits, read.lengths), 1):
        if count > _MOST_POINTS:
            raise fault("usage", f"at most {_MOST_POINTS} tangents are drawn", hint="give fewer points")
        coordinates = {}
        for name, node in place.nodes.items():
            value = value_at(graph, node, {})
            if not isinstance(value, Evaluated):
                raise fault("usage", f"the point has no float for '{name}'", hint="give a finite number")
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
    from symdiff.figures import pointwise, sampling

    fixed = {**dict.fromkeys(task.graph.symbols(task.roots), 1.0), **(places[0].coordinates if places else {})}
    at = [place.coordinates[name] for place in places]
    if not _has_numpy():
        return pointwise.span(pointwise.height(task.graph, task.roots[0], name, fixed), at)
    from symdiff.evaluator.values.over_arrays import values_over

    return sampling.span(lambda x: values_over(task.graph, task.roots[0], [], {**fixed, name: x})[0], at)


def _has_numpy() -> bool:
    return find_spec("numpy") is not None


def _sources(task: Any) -> Iterator[tuple[int, str, int]]:
    """Each formula with its number, its text and its node."""
    texts = (task.problem.source, *task.problem.others)
    return ((k, text, root) for k, (text, root) in enumerate(zip(texts, task.roots, strict=True)))


def _curves(task: Any, places: Sequence[Place], wrt: Sequence[str], ranges: Ranges, result: Found) -> None:
    """A panel per variable: each formula along it, through the first point."""
    from symdiff.figures import pointwise, sampling
    from symdiff.figures.plots import Panel, Touch

    curve = sampling.curve if _has_numpy() else pointwise.curve
    fixed = places[0].coordinates if places else {}
    on_curve = places if len(fixed) < 2 else places[:1]
    for name in wrt:
        rest = {other: value for other, value in fixed.items() if other != name}
        ends = ranges.get(name) or _span(task, name, places)
        curves = []
        drawn: list[Touch] = []
        for k, source, root in _sources(task):
            touches = [
                Touch(place.coordinates[name], value, place.slopes[k][name])
                for place in on_curve
                if (value := place.values[k]) is not None and name in place.slopes[k]
            ]
            touches = [each for each in touches if not any(map(each.is_along, drawn))]
            drawn += touches
            curves.append((source, curve(task.graph, root, name, rest, ends), tuple(touches)))
            if not curves[-1][1].function.pieces:
                result.notes.append(f"{source} has no curve between {ends[0]:g} and {ends[1]:g}")
        where = "".join(f", {other} = {shown(value)}" for other, value in rest.items())
        result.panels.append(Panel(name, ends, tuple(curves), where))


def _maps(task: Any, places: Sequence[Place], wrt: Sequence[str], ranges: Ranges, result: Found) -> None:
    """A map per formula."""
    from symdiff.figures import surfaces
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
        found = surfaces.surface(task.graph, root, (first, second), (spans[0], spans[1]), rest)
        if not found.low <= found.high:
            result.notes.append(f"{source} has no value in this rectangle")
        where = "".join(f", {other} = {shown(value)}" for other, value in rest.items())
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
            raise fault("usage", f"--range names '{name.strip()}', which is not drawn", hint=f"drawn: {', '.join(wrt)}")
        found[name.strip()] = _ends(ends, text)
    return found


def _ends(text: str, whole: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        ends = float(low), float(high)
    except ValueError:
        ends = 0.0, 0.0
    if not (ends[0] < ends[1] and ends[1] - ends[0] < float("inf")):
        raise fault("usage", f"--range must be A:B with A below B, not '{whole}'", hint="for example --range -5:5")
    return ends
