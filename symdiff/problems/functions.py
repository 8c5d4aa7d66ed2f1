"""Functions that ``--let "f(t) = t^2*sin(t)"`` defines: what an application is, and its derivatives. Imports the differentiator, ``graph`` and ``parser``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from symdiff import differentiator
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.graph.binders import replaced, secret
from symdiff.limits import Limits
from symdiff.notation.writer import Writer
from symdiff.operators import Orders, notation
from symdiff.parser import Names, canonical, is_name, parse
from symdiff.parser.unknown import function


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
