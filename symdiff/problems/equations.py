"""The formulas of a problem, read as its kind needs them. Imports ``entry``, ``points`` for the commas, and the parser's names."""

from __future__ import annotations

import re
from collections.abc import Callable

from symdiff.errors import fault
from symdiff.graph import GraphBuilder
from symdiff.parser import canonical, is_name
from symdiff.problems.entry import Task
from symdiff.problems.points import split
from symdiff.problems.problem import Options, Problem


def task(problem: Problem, options: Options, builder: GraphBuilder, read: Callable[[str], int]) -> Task:
    """The task of a problem; ``read`` makes a typed node of a text."""
    sources = (problem.source, *problem.others)
    if problem.kind == "implicit":
        roots = tuple(difference(builder, *map(read, sides(source))) for source in sources)
    else:
        roots = tuple(map(read, sources))
    return Task(builder.graph, roots, problem, options, _components(problem, read))


_EQUALS = r"(?<![<>!=])==?(?!=)"
_HEAD = r"\s*[^\W\d]\w*\s*(?:\([\w\s,]*\)\s*)?"


def is_curve(text: str) -> bool:
    """Whether a text is an equation of a curve, and no ``y = ...`` or ``f(x) = ...``, which is a formula with its name."""
    parts = re.split(_EQUALS, text)
    return len(parts) == 2 and not re.fullmatch(_HEAD, parts[0])


def sides(text: str) -> tuple[str, str]:
    """The two sides of an equation."""
    parts = re.split(_EQUALS, text)
    if len(parts) != 2:
        count = "no" if len(parts) == 1 else "more than one"
        formula = text.strip() if len(text) < 60 and len(parts) == 1 else "x**2 + y**2"
        raise fault("syntax", f"an equation is needed, and the text has {count} '='", hint=f"write {formula} = 0")
    return parts[0], parts[1]


def difference(builder: GraphBuilder, left: int, right: int) -> int:
    """F - G of the equation F = G."""
    return left if builder.exact.get(right) == 0 else builder.sum((left, builder.product((builder.number(-1), right))))


def _components(problem: Problem, read: Callable[[str], int]) -> tuple[tuple[str, int], ...]:
    """The components of --along, each with its name or none."""
    if problem.kind != "directional":
        return ()
    if not problem.along:
        raise fault("usage", "a directional derivative needs a direction", hint="for example --along x=1,y=2")
    components = []
    for part in split(problem.along):
        name, equals, text = part.rpartition("=")
        label = canonical(name.strip())
        if equals and not is_name(label):
            raise fault("usage", f"{part.strip()!r} is not NAME=VALUE", hint="for example --along x=1,y=2")
        components.append((label, read(text)))
    return tuple(components)
