"""Integrals, sums and products as nodes: functions of their ends and of what their template leaves free.

Two that differ in no more than the letter of the bound variable have one row, and so are one node. Imports ``store``, ``heads`` and
``operators``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.annotations import Any, Final
from symdiff.frozen import Frozen
from symdiff.graph.heads import Number, Symbol
from symdiff.graph.store import Store
from symdiff.operators import Binder, Binding, Operator

_ULPS: Final = 64.0
"""Of a quadrature in doubles."""
_HIDDEN: Final = "\0"
"""In names of symbols that nobody can write."""


class Bound(Frozen):
    """An integral, sum or product with its template in terms of nodes of the graph."""

    binder: Binder
    name: str
    """Of the bound variable: none that stands free in the body."""
    body: int
    lower: int | None
    upper: int | None
    ends: tuple[int | None, int]
    """As in ``Binding``."""

    def is_plain(self, graph: Store) -> bool:
        """Whether it is the antiderivative in terms of its own variable."""
        return (
            self.ends[0] is None
            and self.upper is not None
            and graph.heads[self.upper] is Symbol
            and graph.operands[self.upper][0] == self.name
        )


def bound_variable(graph: Store, name: str, scope: int) -> int:
    """The symbol of a variable until it is bound."""
    return graph.symbol(f"{name}{_HIDDEN}{scope}")


def bind(
    graph: Store,
    binder: Binder,
    body: int,
    variable: int,
    name: str,
    ends: tuple[tuple[int, ...] | int | None, tuple[int, ...] | int],
    given: Mapping[int, int] | None = None,
) -> int:
    """The node of a body in which a symbol is bound. ``given``: nodes for symbols of the body."""
    code, parameters = _template(graph, body, variable)
    lower, upper = ends
    kinds = (0 if isinstance(lower, tuple) else lower, 0 if isinstance(upper, tuple) else upper)
    row = _row(graph, Binding(binder, code, kinds, name, len(parameters)))
    operands = [end[0] for end in ends if isinstance(end, tuple)]
    operands += [parameter if given is None else given.get(parameter, parameter) for parameter in parameters]
    return graph.intern(row, tuple(operands))


def _row(graph: Store, binding: Binding) -> Operator:
    """The one row of a graph for a template."""
    key = (binding.binder, binding.ends, binding.code)
    row = graph.rows.get(key)
    if row is None:
        count = binding.finite + binding.parameters
        row = Operator(binding.binder.name, arity=(count, count), ulps=_ULPS, cancels=_always, binding=binding)
        graph.rows[key] = row
    return row


def _always(*operands: float) -> bool:
    """Values are right to so many digits of 1, where they are smaller."""
    return True


def _template(graph: Store, body: int, variable: int) -> tuple[tuple[tuple[Operator, tuple[Any, ...]], ...], list[int]]:
    """The nodes of a body in an order that rests on nothing but its form, and its other symbols."""
    heads, operands, below = graph.heads, graph.operands, graph.below
    code: list[tuple[Operator, tuple[Any, ...]]] = []
    places: dict[int, int] = {}
    parameters: list[int] = []
    stack = [body]
    while stack:
        node = stack[-1]
        waiting = [] if node in places else [operand for operand in below[node] if operand not in places]
        if waiting:
            waiting.reverse()
            stack += waiting
            continue
        stack.pop()
        if node in places:
            continue
        head = heads[node]
        own = operands[node]
        if head is Symbol:
            if node == variable:
                own = (-1,)
            else:
                own = (len(parameters),)
                parameters.append(node)
        elif head is Number:
            own = (own[0], type(own[0]).__name__)
        elif below[node]:
            own = tuple([places[operand] for operand in own])
        places[node] = len(code)
        code.append((head, own))
    return tuple(code), parameters


def filled(graph: Store, binding: Binding, variable: int, parameters: Sequence[int]) -> int:
    """The template's body with nodes for its variable and its parameters, as typed."""
    made: list[int] = []
    for head, own in binding.code:
        if head is Symbol:
            made.append(variable if own[0] < 0 else parameters[own[0]])
        elif head is Number:
            made.append(graph.number(own[0]))
        elif head.arity == (0, 0):
            made.append(graph.intern(head, own))
        else:
            if head.binding is not None:
                head = _row(graph, head.binding)  # noqa: PLW2901
            made.append(graph.intern(head, tuple([made[place] for place in own])))
    return made[-1]


def replaced(graph: Store, root: int, given: Mapping[int, int]) -> int:
    """A node with others in place of some of its symbols, as typed. What it binds has no free name, so none is captured."""
    made: dict[int, int] = dict(given)
    for node in graph.reachable((root,)):
        own = graph.below[node]
        if node not in made:
            operands = tuple([made[operand] for operand in own])
            made[node] = node if operands == own else graph.intern(graph.heads[node], operands)
    return made[root]


def parameters_of(graph: Store, node: int) -> tuple[int, ...]:
    """The operands that are no ends."""
    return tuple(graph.operands[node][graph.heads[node].binding.finite :])


def bound(graph: Store, node: int, taken: Sequence[str] = ()) -> Bound:
    """What a node binds, with a letter for its variable that is free in none of its parameters and not ``taken``."""
    binding: Binding = graph.heads[node].binding
    operands = graph.operands[node]
    finite = list(operands[: binding.finite])
    parameters = operands[binding.finite :]
    free = {*graph.symbols(parameters), *taken}
    name, count = binding.name, 0
    while name in free:
        count += 1
        name = f"{binding.name}_{count}"
    lower = finite.pop(0) if binding.ends[0] == 0 else None
    upper = finite.pop(0) if binding.ends[1] == 0 else None
    body = filled(graph, binding, graph.symbol(name), parameters)
    return Bound(binding.binder, name, body, lower, upper, binding.ends)


def occurs(binding: Binding) -> bool:
    """Whether the bound variable stands in the template at all."""
    return any(head is Symbol and own[0] < 0 for head, own in binding.code)


def secret(graph: Store, label: str) -> int:
    """A symbol that no text has."""
    return graph.symbol(f"{_HIDDEN}{label}")


__all__ = ["Bound", "bind", "bound", "bound_variable", "filled", "occurs", "parameters_of", "replaced", "secret"]
