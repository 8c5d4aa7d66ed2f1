"""Derivatives of fields: divergence, curl, Laplacian and directional derivative, in Cartesian coordinates. Imports ``entry``.

Each is the derivative at h = 0 of one formula in which the coordinates are moved by h, and that formula's differences
check it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from symdiff import differentiator
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Partials
from symdiff.graph import Expression
from symdiff.problems.entry import Composition, Entry, Probe, Task, displaced

SPACE = ("x", "y", "z")


def divergence(task: Task) -> list[Entry]:
    """The sum of each component's derivative by its own coordinate."""
    names = coordinates(task)
    terms = [(root, (name,)) for root, name in zip(task.roots, names, strict=True)]
    rates = tuple(f"dF{k}/d{name}" for k, name in enumerate(names, 1))
    made = Composition("divergence", f"div F = {' + '.join(rates)}", rates)
    node = task.total([task.derive(root, wrt) for root, wrt in terms])
    probe, definition = _probe(task, terms), _sum(terms)
    return [
        Entry(tuple(names), node, task.roots, probe, tuple(terms), "div F", composition=made, definition=definition)
    ]


def curl(task: Task) -> list[Entry]:
    """The three components of the rotation of a field of three components."""
    if len(task.roots) != 3:
        raise fault(
            "usage",
            f"the curl needs three components, not {len(task.roots)}",
            hint='of a field in the plane, give 0 as the third: symdiff vector curl "-y" "x" 0',
        )
    names = coordinates(task)
    entries = []
    for first, name in enumerate(names):
        second, third = (first + 1) % 3, (first + 2) % 3
        terms = ((task.roots[third], (names[second],)), (task.roots[second], (names[third],)))
        rates = (f"dF{third + 1}/d{names[second]}", f"dF{second + 1}/d{names[third]}")
        title = f"(curl F)_{name}"
        made = Composition("curl", f"{title} = {rates[0]} - {rates[1]}", rates)
        add, subtract = (task.derive(*term) for term in terms)
        node = task.total([add, task.graph.times(task.graph.minus_one, subtract)])
        probe = _probe(task, terms[:1], terms[1:])
        definition = _sum(terms[:1], terms[1:], task.graph.minus_one)
        entries.append(Entry((name,), node, task.roots, probe, terms, title, composition=made, definition=definition))
    return entries


def laplacian(task: Task) -> list[Entry]:
    """The sum of the second derivatives by each coordinate, checked against differences of the gradient."""
    (root,) = single(task)
    names = task.wrt or task.variables or ["x"]
    first = task.gradient(root, names)
    second = [(first[name], (name,)) for name in names]
    rates = tuple(f"d2f/d{name}2" for name in names)
    made = Composition("Laplacian", f"lap f = {' + '.join(rates)}", rates)
    return [
        Entry(
            tuple(names),
            task.total([task.derive(node, wrt) for node, wrt in second]),
            task.roots,
            _probe(task, second, note="differences of the gradient"),
            tuple((root, (name, name)) for name in names),
            "lap f",
            composition=made,
            definition=_sum([(root, (name, name)) for name in names]),
        )
    ]


def directional(task: Task) -> list[Entry]:
    """The derivative along a direction: the gradient times its components, divided by its length only if asked."""
    (root,) = single(task)
    direction = _direction(task)
    names = tuple(direction)
    rates = tuple(f"df/d{name}" for name in names)
    products = " + ".join(f"v{k}*{rate}" for k, rate in enumerate(rates, 1))
    first = task.gradient(root, names)
    node = task.total([task.graph.times(direction[name], first[name]) for name in names])
    h = task.fresh("h")
    probe = Probe(displaced(task.graph, root, direction, h), h, given={h: task.graph.zero}) if task.checked else None
    terms = tuple((root, (name,)) for name in names)
    made = Composition("directional derivative", f"D_v f = {products}", rates)
    square = _square(task, direction)
    lengthy = not task.problem.unit and square != task.graph.one
    note = "the direction is used as given, whatever its length; --unit divides by it" if lengthy else None
    sums = Partials(tuple((direction[name], root, (name,)) for name in names))
    return [Entry(names, node, (root,), probe, terms, "D_v f", composition=made, note=note, definition=sums)]


def single(task: Task) -> tuple[int, ...]:
    """The one formula of a kind that takes one."""
    if len(task.roots) > 1:
        raise fault("usage", f"one formula is needed here, not {len(task.roots)}", hint="ask for each by itself")
    return task.roots


def coordinates(task: Task) -> list[str]:
    """A coordinate for each component: the names asked for, x, y and z, or the variables in alphabetical order."""
    count, variables = len(task.roots), task.variables
    if task.wrt:
        if len(task.wrt) != count:
            given = "1 name is" if len(task.wrt) == 1 else f"{len(task.wrt)} names are"
            raise _unequal(count, f"{given} given to differentiate by")
        return task.wrt
    if count <= 3 and set(variables) <= set(SPACE[:count]):
        return list(SPACE[:count])
    if len(variables) == count and not set(variables) & set(SPACE):
        return variables
    raise _unequal(count, f"the variables are {', '.join(variables)}")


def _unequal(count: int, what: str) -> SymdiffError:
    some = "one component has" if count == 1 else f"{count} components have"
    words = " ".join(f"-w {name}" for name in (*SPACE, *(f"x{k}" for k in range(4, count + 1)))[:count])
    return fault("unknown-variable", f"{some} as many coordinates, but {what}", hint=f"name the coordinates: {words}")


def _direction(task: Task) -> dict[str, int]:
    """The components of the direction by name."""
    given = task.along
    names = [name for name, _ in given]
    if not any(names):
        names = task.wrt or task.variables or ["x"]
        if len(names) != len(given):
            raise fault(
                "usage",
                f"the direction has {len(given)} component{'s' * (len(given) > 1)}, but the variables are {', '.join(names)}",
                hint="name them: --along " + ",".join(f"{name}=1" for name in names),
            )
    elif "" in names or len(set(names)) < len(names):
        raise fault("usage", "each component of --along needs one name, or none has one", hint="--along x=1,y=2")
    direction = {name: component for name, (_, component) in zip(names, given, strict=True)}
    return _normalised(task, direction) if task.problem.unit else direction


def _normalised(task: Task, direction: dict[str, int]) -> dict[str, int]:
    graph = task.graph
    square = _square(task, direction)
    if square == graph.zero:
        raise fault("usage", "the direction has length 0 and no unit vector", hint="give another, or leave out --unit")
    length = Expression(graph, square) ** Fraction(1, 2)
    return {name: task.tidied((Expression(graph, each) / length).node) for name, each in direction.items()}


def _square(task: Task, direction: Mapping[str, int]) -> int:
    """The square of the length."""
    graph = task.graph
    squares = [graph.raised(component, graph.number(2)) for component in direction.values()]
    total = differentiator.total(graph, squares)
    return differentiator.tidy(graph, [total])[total]


Terms = Sequence[tuple[int, tuple[str, ...]]]


def _sum(plus: Terms, minus: Terms = (), minus_one: int | None = None) -> Partials:
    """The sum and difference of derivatives."""
    factors = ((terms, factor) for terms, factor in ((plus, None), (minus, minus_one)))
    return Partials(tuple((factor, root, names) for terms, factor in factors for root, names in terms))


def _probe(task: Task, plus: Terms, minus: Terms = (), note: str | None = None) -> Probe | None:
    """The sum and difference of formulas, each moved by h along its own name."""
    if not task.checked:
        return None
    graph, h = task.graph, task.fresh("h")
    moved = Expression(graph, graph.zero)
    for terms, sign in ((plus, 1), (minus, -1)):
        for node, names in terms:
            moved += sign * Expression(graph, displaced(graph, node, dict.fromkeys(names, graph.one), h))
    return Probe(moved.node, h, note, {h: graph.zero})
