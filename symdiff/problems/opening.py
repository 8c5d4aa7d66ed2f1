"""From a problem's texts to the nodes of one graph, once: names, definitions, requests, formulas. Imports ``parser`` and this room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symdiff.annotations import TYPE_CHECKING, Any
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.graph import GraphBuilder, alphabetical
from symdiff.graph.binders import replaced
from symdiff.operators import Builder
from symdiff.parser import Names, canonical, is_variable, parse, read
from symdiff.parser.names import CONSTANT_NAMES
from symdiff.problems import Entry, Task
from symdiff.problems.equations import task as task_of
from symdiff.problems.points import Point, expand, given
from symdiff.problems.problem import Options, Problem
from symdiff.problems.scope import Scope

if TYPE_CHECKING:
    from symdiff.parser.requests import Request


class Opened(Frozen):
    """A problem whose texts are read: the one way from text to graph, for answers and for pictures."""

    problem: Problem
    task: Task
    scope: Scope
    names: Names
    notes: tuple[str, ...]
    otherwise: frozenset[str]
    """What was found to be a variable."""
    dependences: tuple[Any, ...] = ()
    """The names that are written with what they depend on."""

    @property
    def builder(self) -> GraphBuilder:
        return self.scope.scalars

    @property
    def lengths(self) -> Mapping[str, int]:
        """Of the vectors."""
        return self.scope.lengths

    def asking(self, **changes: Any) -> Opened:
        """The same formulas, asked otherwise: fields of the problem, but for its texts and what its names mean."""
        problem = replace(self.problem, **changes)
        return replace(self, problem=problem, task=replace(self.task, problem=problem))

    @property
    def definitions(self) -> dict[str, int]:
        """The nodes of the definitions by name; those of vectors are none."""
        return {name: node for name, node in self.names.definitions.items() if isinstance(node, int)}

    def spoken(self, entries: list[Entry]) -> list[Entry]:
        """The entries as they are written: with ``y(x)`` for y where the formula has it."""
        for each in self.dependences:
            given = each.spoken(self.task.graph, [entry.node for entry in entries])
            entries = [replace(entry, node=replaced(self.task.graph, entry.node, given)) for entry in entries]
        return entries

    @property
    def functions(self) -> tuple[str, ...]:
        """The names of the functions that are unknown or defined."""
        if not (self.task.graph.rows or self.names.functions):  # as in most formulas
            return ()
        unknown = (name for name in self.task.graph.rows if isinstance(name, str))
        own = (name for name, function in self.names.functions.items() if function.family is not None)
        return tuple(sorted({*unknown, *own}))

    def points(self, entries: Iterable[Entry], more: Iterable[int] = ()) -> list[Point]:
        """The problem's points, each with a value for every name that the entries, or the nodes ``more``, need.

        A partial derivative is at a point that has a value for its name, even if the formula does not contain it.
        Raises SymdiffError for a point that lacks one.
        """
        problem, task, entries = self.problem, self.task, list(entries)
        if not problem.at:
            return []
        plain = problem.kind == "diff" and not problem.depends
        by = {name for entry in entries for name in entry.wrt} if plain else set()
        needed = {*task.variables, *by, *task.needed(entries), *task.graph.symbols(more)}
        limits = self.scope.options.limits
        return list(expand(problem.at, sorted(needed, key=alphabetical), self.builder, limits, self.lengths))


def opened(problem: Problem, options: Options) -> Opened:
    """The formulas of a problem as nodes of one graph. Raises SymdiffError."""
    if problem.vectors:
        from symdiff.problems.vectors.scope import VectorScope  # few problems have vectors

        scope: Scope = VectorScope(problem, options)
    else:
        scope = Scope(problem, options)
    problem, options, builder = scope.problem, scope.options, scope.builder
    written: dict[str, Any] = {}
    if problem.depends or (problem.kind == "implicit" and "(" in problem.source):
        from symdiff.problems.functions import dependences  # few problems have any

        written = dependences(problem)
        if written and problem.kind == "implicit":
            ((name, own),) = written.items()
            problem = replace(problem, dependent=name, wrt=problem.wrt or ((own.by[0],),))
            scope.problem = problem
    applications: dict[str, int] = {}
    names = _names(problem, options, builder, scope.names, applications)
    if written:
        from symdiff.parser.unknown import function

        own_functions = {name: replace(function(own), is_letter=True) for name, own in written.items()}
        functions = {**names.functions, **own_functions}
        names = replace(names, functions=functions, variables=names.variables.difference(written))
    notes: dict[str, None] = {}
    otherwise: set[str] = set()
    requests: list[Request] = []

    def formula(text: str) -> int:
        nonlocal names
        reads = read
        if problem.antiderivative:
            from symdiff.parser.answers import read_answer as reads

        try:
            found = reads(text, builder, names=names, limits=options.limits, syntax=options.syntax)
        except SymdiffError as error:
            if problem.kind != "same":
                raise
            from symdiff.parser.answers import read_answer  # the key of an answer may be written like one

            try:
                found = read_answer(text, builder, names=names, limits=options.limits, syntax=options.syntax)
            except SymdiffError:
                raise error from None
        notes.update(dict.fromkeys(found.notes))
        otherwise.update(found.variables)
        if problem.others and isinstance(found.node, int):  # what stands alone in one formula does so in all
            names = replace(names, given=names.given | set(scope.scalars.graph.symbols([found.node])))
        if found.request is not None:
            requests.append(found.request)
        return scope.scalar(found.node, notes)

    task = task_of(problem, options, scope.scalars, formula)
    for request in requests:
        problem = _asked(problem, request)
        task = replace(task, problem=problem)
        names = replace(names, variables=names.variables | request.names)
    if scope.scalars.graph.rows:
        _refuse_bound(problem, task)
        _refuse_both(task)
    if applications:
        names = replace(names, definitions={**names.definitions, **applications})
    return Opened(problem, task, scope, names, tuple(notes), frozenset(otherwise), tuple(written.values()))


def _refuse_bound(problem: Problem, task: Task) -> None:
    """Raise SymdiffError ``bound-variable`` where a name to differentiate by is that of a bound variable and of nothing else."""
    graph = task.graph
    free = set(graph.symbols(task.roots))
    heads = [graph.heads[node] for node in graph.reachable(task.roots)]
    own = {head.binding.name: head.binding.binder for head in heads if head.binding is not None}
    for name in (name for wrt in problem.wrt for name in wrt):
        if name in own and name not in free:
            raise fault(
                "bound-variable",
                f"{name!r} is the variable of {own[name].words}, and nothing else has this name",
                hint=f"differentiate by {min(free, key=alphabetical)}" if free else "the formula is a constant",
            )


def _asked(problem: Problem, request: Request) -> Problem:
    """The problem with what its text asks. Raises SymdiffError ``usage`` where the options ask for something else."""
    by = () if problem.wrt or problem.others else tuple((name,) for name in request.arguments)
    if not request.asks:
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
    wrt = (request.wrt,) if request.wrt else by or problem.wrt
    return replace(problem, wrt=wrt, order=problem.order * request.order)


def _names(
    problem: Problem, options: Options, builder: Builder[Any], known: Names, applications: dict[str, int]
) -> Names:
    """What names mean in this problem: a variable to differentiate by is a variable, and definitions build on one another.

    ``applications`` takes the nodes of all applications of functions that are defined, by their texts.
    """
    by = (name for wrt in problem.wrt for name in wrt if not (problem.vectors and "[" in name))
    dependent = (problem.dependent,) if problem.dependent else ()
    variables = frozenset(map(variable_name, (*problem.variables, *by, *dependent)))
    values = given(problem.at) if problem.at else known.given
    names = Names(variables, known.definitions, known.functions, known.vectors, values, known.letters)
    if problem.functions:
        names = _with_functions(names, problem)
    if not problem.let:
        return names
    definitions: dict[str, Any] = dict(names.definitions)
    for label, text in problem.let:
        if "(" in label:
            from symdiff.problems.functions import defined  # few definitions are functions

            scope = replace(names, definitions=dict(definitions))
            names = defined(label, text, scope, builder, applications, options.limits, options.syntax)
            continue
        name = variable_name(label)
        if name in variables or name in names.functions:
            raise fault("definition", f"{name!r} is defined by --let and also a variable", hint="use another name")
        scope = replace(names, definitions=dict(definitions))
        try:
            definitions[name] = parse(text, builder, names=scope, limits=options.limits, syntax=options.syntax)
        except SymdiffError as error:
            raise error.of(f"let.{name}") from None
    return replace(names, definitions=definitions)


def _with_functions(names: Names, problem: Problem) -> Names:
    """The names with the unknown functions among them."""
    from symdiff.parser.unknown import declared  # few problems have any

    functions = tuple(dict.fromkeys(map(variable_name, problem.functions)))
    for name in functions:
        others = {"a variable": names.variables, "a constant": CONSTANT_NAMES, "a vector": names.vectors}
        for other, known in others.items():
            if name in known:
                raise fault("usage", f"{name!r} is an unknown function and also {other}", hint="use another name")
    return declared(names, functions)


def _refuse_both(task: Task) -> None:
    """Raise SymdiffError ``ambiguous`` where a letter is an unknown function in one text and a variable in another."""
    graph = task.graph
    for name in graph.rows:
        if isinstance(name, str) and name in graph.symbols(task.roots):
            raise fault(
                "ambiguous",
                f"'{name}' is an unknown function in one place and a variable in another",
                hint=f"use another name, or say --var {name} to multiply",
            )


def variable_name(text: str) -> str:
    """A name as the parser knows it. Raises SymdiffError ``usage`` where it is none."""
    name = canonical(text)
    if not is_variable(name):
        raise fault(
            "usage", f"{text!r} is not a name of a variable", hint="a name is letters, digits and '_', a letter first"
        )
    return name
