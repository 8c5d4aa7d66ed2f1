"""From a problem's texts to the nodes of one graph, once: names, definitions, requests, formulas. Imports ``parser`` and this room."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symdiff import problems as calculus
from symdiff.errors import fault
from symdiff.frozen import frozen, replace
from symdiff.graph import Graph, GraphBuilder
from symdiff.operators import Builder
from symdiff.parser import Names, canonical, is_name, parse, read
from symdiff.problems.problem import Options, Problem

if TYPE_CHECKING:
    from symdiff.parser.requests import Request


@frozen
class Opened:
    """A problem whose texts are read: the one way from text to graph, for answers and for pictures."""

    problem: Problem
    task: calculus.Task
    builder: GraphBuilder
    reader: Builder[Any]
    """The builder of the formulas: of scalars, or one that knows vectors."""
    names: Names
    lengths: Mapping[str, int]
    """Of the vectors."""
    notes: tuple[str, ...]
    otherwise: frozenset[str]
    """What was found to be a variable."""


def opened(problem: Problem, options: Options) -> Opened:
    """The formulas of a problem as nodes of one graph. Raises SymdiffError."""
    builder = GraphBuilder(Graph(options.limits))
    reader: Builder[Any] = builder
    lengths: dict[str, int] = {}
    if problem.vectors:
        from symdiff.problems.vectors.builder import VectorBuilder  # few problems have vectors
        from symdiff.problems.vectors.names import by_components, lengths_of

        taken = (*problem.variables, *(label for label, _ in problem.let))
        lengths = lengths_of(problem.vectors, map(canonical, taken))
        problem = by_components(problem, lengths)
        reader = VectorBuilder(builder, lengths)
        if options.syntax == "auto":  # a bracket after a name is an index here, and no sign of another syntax
            options = replace(options, syntax="plain")
    names = _names(problem, options, reader)
    notes: dict[str, None] = {}
    otherwise: set[str] = set()
    requests: list[Request] = []

    def formula(text: str) -> int:
        found = read(text, reader, names=names, limits=options.limits, syntax=options.syntax)
        notes.update(dict.fromkeys(found.notes))
        otherwise.update(found.variables)
        if found.request is not None:
            requests.append(found.request)
        return _scalar(found.node, reader, problem, notes)

    task = calculus.task(problem, options, builder, formula)
    for request in requests:
        problem = _asked(problem, request)
        task = replace(task, problem=problem)
        names = replace(names, variables=names.variables | request.names)
    return Opened(problem, task, builder, reader, names, lengths, tuple(notes), frozenset(otherwise))


def _scalar(node: Any, builder: Builder[Any], problem: Problem, notes: dict[str, None]) -> int:
    """The node that is differentiated; a vector's components are differentiated each by its own variables."""
    if isinstance(node, int):
        return node
    from symdiff.problems.vectors.builder import ELEMENTWISE, VectorBuilder

    assert isinstance(builder, VectorBuilder)
    if problem.kind != "diff":
        raise fault("bad-argument", "a scalar is needed here, not a vector", hint="sum(...), dot(...) or a component")
    notes[ELEMENTWISE] = None
    return builder.elementwise(node)


def _asked(problem: Problem, request: Request) -> Problem:
    """The problem with what its text asks. Raises SymdiffError ``usage`` where the options ask for something else."""
    if not request.asks:
        by = () if problem.wrt or problem.others else tuple((name,) for name in request.arguments)
        return replace(problem, wrt=by or problem.wrt)
    if problem.kind != "diff" or problem.others:
        raise fault("usage", "the text asks for a derivative of its own", hint="give the formula alone")
    if problem.wrt and request.wrt and problem.wrt != (request.wrt,):
        given, asked = (", ".join(names) for names in ((name for by in problem.wrt for name in by), request.wrt))
        raise fault(
            "usage", f"the text asks for the derivative by {asked}, and --wrt by {given}", hint="leave out --wrt"
        )
    if problem.order > 1 and (request.order > 1 or len(request.wrt) > 1):
        raise fault("usage", "the text says which order it asks for, and --order too", hint="leave out --order")
    wrt = (request.wrt,) if request.wrt else problem.wrt
    return replace(problem, wrt=wrt, order=problem.order * request.order)


def _names(problem: Problem, options: Options, builder: Builder[Any]) -> Names:
    """What names mean in this problem: a variable to differentiate by is a variable, and definitions build on one another."""
    by = (name for wrt in problem.wrt for name in wrt if not (problem.vectors and "[" in name))
    dependent = (problem.dependent,) if problem.dependent else ()
    variables = frozenset(map(_name, (*problem.variables, *by, *dependent)))
    names = Names(variables)
    if problem.vectors:
        from symdiff.problems.vectors.builder import VectorBuilder
        from symdiff.problems.vectors.names import with_vectors

        assert isinstance(builder, VectorBuilder)
        names = with_vectors(names, builder)
    if not problem.let:
        return names
    definitions: dict[str, Any] = dict(names.definitions)
    for label, text in problem.let:
        name = _name(label)
        if name in variables:
            raise fault("definition", f"{name!r} is defined by --let and also a variable", hint="use another name")
        scope = replace(names, definitions=dict(definitions))
        definitions[name] = parse(text, builder, names=scope, limits=options.limits, syntax=options.syntax)
    return replace(names, definitions=definitions)


def _name(text: str) -> str:
    """A name as the parser knows it. Raises SymdiffError ``usage`` where it is none."""
    name = canonical(text)
    if not is_name(name):
        raise fault(
            "usage", f"{text!r} is not a name of a variable", hint="a name is letters, digits and '_', a letter first"
        )
    return name
