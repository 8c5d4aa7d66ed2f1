"""Functions that ``--let "f(t) = t^2*sin(t)"`` defines, and names that are written with what they depend on. Imports ``totals``, the differentiator, ``graph`` and ``parser``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from symdiff import differentiator
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.graph.binders import replaced, secret
from symdiff.limits import Limits
from symdiff.notation.writer import Writer
from symdiff.operators import Family, Orders, notation
from symdiff.parser import Names, canonical, is_name, parse
from symdiff.parser.doubts import FUNCTION_LETTERS
from symdiff.parser.names import function_named
from symdiff.parser.unknown import function
from symdiff.problems.problem import Problem
from symdiff.problems.totals import dependents, of_rate, rate_name


class Defined:
    """A function by its formula. What it is applied to takes the place of its variables, as typed."""

    __slots__ = ("_applications", "_body", "_graph", "_parameters", "_rows", "name")

    def __init__(
        self, name: str, graph: Graph, body: int, parameters: tuple[int, ...], applications: dict[str, int]
    ) -> None:
        """``applications`` takes the nodes of all applications by their texts."""
        self.name = name
        self._graph = graph
        self._body = body
        self._parameters = parameters
        self._applications = applications
        self._rows: dict[Orders, int] = {(0,) * len(parameters): body}

    @property
    def takes(self) -> int:
        """How many operands it takes."""
        return len(self._parameters)

    def apply(self, builder: Any, orders: Orders, operands: tuple[Any, ...]) -> Any:
        """The node of the function, or of its derivative of these orders, at some operands."""
        for operand in operands:
            if not isinstance(operand, int):
                raise fault("bad-argument", f"{self.name} is a function of numbers, not of vectors")
        graph = self._graph
        if orders not in self._rows:
            names = [
                graph.operands[each][0]
                for each, order in zip(self._parameters, orders, strict=True)
                for _ in range(order)
            ]
            self._rows[orders] = differentiator.derive(graph, self._body, names)
        node = replaced(graph, self._rows[orders], dict(zip(self._parameters, operands, strict=True)))
        if not graph.below[node]:
            return node
        writer = Writer(graph, arranged=False, names={made: text for text, made in self._applications.items()})
        shown = ", ".join(writer.write(operand) for operand in operands)
        self._applications[f"{notation(self.name, orders)}({shown})"] = node
        return node


class _Itself:
    """What a function is within its own definition: an error."""

    name = ""
    takes = None

    def __init__(self, name: str) -> None:
        self.name = name

    def apply(self, builder: Any, orders: Orders, operands: tuple[Any, ...]) -> Any:
        raise fault(
            "definition", f"'{self.name}' is defined by itself", hint="a definition may use those that stand before it"
        )


def defined(
    label: str, text: str, names: Names, builder: Any, applications: dict[str, int], limits: Limits, syntax: str
) -> Names:
    """The names with a function among them: ``label`` is ``f(t)``, ``text`` its formula. Raises SymdiffError."""
    name, parameters = _signature(label)
    graph: Graph = builder.graph
    if name in names.variables or name in names.definitions or name in names.functions:
        raise fault("definition", f"{name!r} is defined by --let and also something else", hint="use another name")
    if name in graph.rows:
        raise fault("definition", f"{name!r} stands in a definition before its own", hint="define it first")
    inside = replace(
        names,
        variables=names.variables | {*parameters},
        definitions=_without(names.definitions, parameters),
        functions={**_without(names.functions, parameters), name: function(_Itself(name))},
    )
    try:
        body = parse(text, builder, names=inside, limits=limits, syntax=syntax)
    except SymdiffError as error:
        raise error.of(f"let.{name}") from None
    if not isinstance(body, int):
        raise fault("definition", f"the function {name!r} has vectors as values", hint="define its components")
    own = tuple(secret(graph, f"{name} {place}") for place in range(len(parameters)))
    body = replaced(graph, body, dict(zip(map(graph.symbol, parameters), own, strict=True)))
    found = function(Defined(name, graph, body, own, applications))
    return replace(names, functions={**names.functions, name: found})


def _without(names: Mapping[str, Any], others: tuple[str, ...]) -> dict[str, Any]:
    return {name: meaning for name, meaning in names.items() if name not in others}


def _signature(label: str) -> tuple[str, tuple[str, ...]]:
    """``f(x, y)`` as a name and those of its variables. Raises SymdiffError ``definition``."""
    head, _, rest = label.partition("(")
    name, inside = canonical(head.strip()), rest.strip().removesuffix(")")
    parameters = tuple(canonical(part.strip()) for part in inside.split(","))
    hint = f'for example --let "{name if is_name(name) else "f"}(t) = t^2"'
    if not inside.strip():
        raise fault("definition", f"the function '{label}' has no variable", hint=hint)
    if not rest.strip().endswith(")") or not all(map(is_name, (name, *parameters))):
        raise fault("definition", f"'{label}' is not a function of names", hint=hint)
    if len({name, *parameters}) <= len(parameters):
        raise fault("definition", f"'{label}' has one name twice", hint=hint)
    return name, parameters


class Dependence:
    """A name that depends on others, written with them: ``y(x)`` is what ``y`` is, ``y'(x)`` what ``dy_dx`` is."""

    __slots__ = ("by", "family", "name", "takes")

    def __init__(self, name: str, by: tuple[str, ...]) -> None:
        self.name = name
        self.by = by
        self.family = Family(name)
        self.takes = len(by)

    def apply(self, builder: Any, orders: Orders, operands: tuple[Any, ...]) -> Any:
        """The name, or that of a derivative of it. Raises SymdiffError where the operands are others."""
        graph = builder.graph
        if operands != tuple(map(graph.symbol, self.by)):
            whole = f"{self.name}({', '.join(self.by)})"
            raise fault("bad-argument", f"{self.name} depends on {', '.join(self.by)} alone", hint=f"write {whole}")
        return graph.symbol(self.name if not any(orders) else rate_name(self.name, self._names(orders)))

    def _names(self, orders: Orders) -> list[str]:
        return [name for name, order in zip(self.by, orders, strict=True) for _ in range(order)]

    def spoken(self, graph: Graph, nodes: Iterable[int]) -> dict[int, int]:
        """By each symbol below some nodes that is the name, or a derivative of it, what is written in its place."""
        operands = tuple(map(graph.symbol, self.by))
        found: dict[int, int] = {}
        for symbol in graph.symbols(nodes):
            rate = (symbol, ()) if symbol == self.name else of_rate(symbol, {self.name: self.by})
            if rate is not None:
                orders = tuple(map(rate[1].count, self.by))
                found[graph.symbol(symbol)] = graph.intern(self.family.row(orders), operands)
        return found


def dependences(problem: Problem) -> dict[str, Dependence]:
    """The names of a problem that depend on others and are written with them: of --depends, or the one of an equation."""
    text = " ".join((problem.source, *problem.others))
    if problem.depends:
        return {name: Dependence(name, by) for name, by in dependents(problem).items() if _is_written(name, text)}
    if problem.kind != "implicit":
        return {}
    functions = {*map(canonical, problem.functions)}
    if _IS_BARE(text) is not None:  # y is what depends on the other then
        functions |= FUNCTION_LETTERS
    written = {
        (name, by)
        for name, by in re.findall(r"(?<!\w)([^\W\d_]\w*)'*\(\s*([^\W\d_]\w*)\s*\)", text)
        if function_named(name, called=True) is None
        and problem.dependent in (None, name)
        and canonical(name) not in functions
    }
    if len(written) != 1 or (problem.wrt and problem.wrt != ((next(iter(written))[1],),)):
        return {}
    ((name, by),) = written
    return {name: Dependence(name, (by,))}


_IS_BARE = re.compile(r"(?<!\w)y(?![\w'(]|\s+\()").search


def _is_written(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}\s*['(]", text) is not None
