"""The rules of integrals, sums and products, which hold for any template: Leibniz's rule, and term by term.

A row that was made for one integral is a function of its ends and its parameters, and the sweeps treat it as such. Imports ``tidy``,
``rules``, ``graph`` and ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symdiff.annotations import Final
from symdiff.differentiator.tidy import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.graph.binders import bind, filled, replaced, secret
from symdiff.graph.heads import Number, Product, Sum
from symdiff.operators import (
    BINDERS,
    INTEGRAL,
    MULTIPLICATION,
    RELATIONS,
    SUMMATION,
    Binder,
    Binding,
    Family,
    Operator,
    atan2,
    piecewise,
)
from symdiff.rules.table import Rule, of_unknown

Derivative = Callable[[Graph, int, str], int]
_VARIABLE: Final = "variable"
_OTHER: Final = "other"
_STILL: Final = frozenset((atan2,))
"""Functions that jump on a half of an axis."""
_OF_FACTOR: Final = "j"
"""The letter of the sum that the product rule makes."""


def _told(binder: Binder) -> Rule:
    arity = (3, 4)
    row = Operator(binder.name, aliases=binder.aliases, arity=arity, binding=Binding(binder, (), (0, 0), "t", 0))
    return Rule(binder.rule, row, lambda y, *u: (None,) * len(u))


def told() -> tuple[Rule, ...]:
    """A rule for each binder, of no template, and that of unknown functions: to tell of."""
    unknown = of_unknown(Family("f").row((0, 0)), (True, True))
    return (*[_told(binder) for binder in BINDERS], replace(unknown, active=None))


def rule_of(row: Operator, active: tuple[bool, ...]) -> Rule | None:
    """The rule of a row that was made for one integral, sum or product; None where an end of a sum moves."""
    binding: Binding = row.binding
    if binding.binder.whole and any(active[: binding.finite]):
        return None
    return Rule(binding.binder.rule, row, lambda y, *u: (None,) * len(u), active)


def partials_of(graph: Graph, node: int, active: tuple[bool, ...], derivative: Derivative) -> list[int | None]:
    """The partials of an integral, sum or product by the operands that move.

    By its ends an integral's are its integrand there; by a parameter they are the integral of the integrand's derivative, under the same bounds.
    """
    row = graph.heads[node]
    operands = graph.operands[node]
    binding: Binding = row.binding
    ends, parameters = operands[: binding.finite], operands[binding.finite :]
    found: list[int | None] = []
    lower_at = 0 if binding.ends[0] == 0 else -1
    for position, end in enumerate(ends):
        if not active[position]:
            found.append(None)
            continue
        value = filled(graph, binding, end, parameters)
        found.append(graph.times(graph.minus_one, value) if position == lower_at else value)
    variable = secret(graph, _VARIABLE + str(node))
    symbols = [secret(graph, f"{position} {node}") for position in range(len(parameters))]
    body = filled(graph, binding, variable, symbols)
    given = dict(zip(symbols, parameters, strict=True))
    for position, symbol in enumerate(symbols):
        if not active[binding.finite + position]:
            found.append(None)
            continue
        if binding.binder is INTEGRAL:
            _refuse_moving_jumps(graph, body, variable, symbol)
        slope = derivative(graph, body, graph.operands[symbol][0])
        slope = tidy(graph, [slope])[slope]
        found.append(_term_by_term(graph, binding, ends, body, slope, variable, given))
    return found


def _refuse_moving_jumps(graph: Graph, body: int, variable: int, symbol: int) -> None:
    """Raises SymdiffError where an integrand jumps at a place that moves with a parameter: what the jump adds is in no partial of it."""
    both = {variable, symbol}
    held: dict[int, frozenset[int]] = {}
    joined = set()
    for node in graph.reachable([body]):
        held[node] = frozenset(both.intersection([node])).union(*[held[each] for each in graph.below[node]])
        if graph.heads[node] is piecewise and _joins(graph, node):
            joined.add(graph.operands[node][1])
    for node, names in held.items():
        row = graph.heads[node]
        if row is atan2 and _turns(graph, node, held):
            raise _moving_jump()
        if row.kink is None or not row.kink.jump or len(names) < 2 or node in joined or row in _STILL:
            continue
        (*_, part) = graph.operands[node]
        at_zero = row.arity == (1, 1) and not row.kink.at(1)  # where one of the operand's factors is
        parts = graph.operands[part] if at_zero and graph.heads[part] is Product else graph.operands[node]
        if row in RELATIONS or any(len(held[each]) == 2 for each in parts):
            raise _moving_jump()


def _moving_jump() -> SymdiffError:
    return fault(
        "no-derivative",
        "the integrand jumps at a place that moves, which Leibniz's rule leaves out",
        hint="split the integral at that place",
    )


def _turns(graph: Graph, node: int, held: Mapping[int, frozenset[int]]) -> bool:
    """Whether the half-line where atan2 jumps may be met at a place that moves: where its first operand, or a factor of it, is 0."""
    above, beside = graph.operands[node]
    if graph.heads[beside] is Number and graph.operands[beside][0] > 0:
        return False
    parts = graph.operands[above] if graph.heads[above] is Product else (above,)
    return any(len(held[each]) == 2 for each in parts)


def _joins(graph: Graph, node: int) -> bool:
    """Whether the values of two pieces are the same where the condition between them turns."""
    pieces = graph.operands[node]
    if len(pieces) != 4 or graph.heads[pieces[1]] not in RELATIONS:
        return False
    from symdiff.identities import prove  # imports flint

    first, second = graph.operands[pieces[1]]
    apart = graph.plus(first, graph.times(graph.minus_one, second))
    return prove(graph, (pieces[0], pieces[2]), pieces[0], pieces[2], zero=apart) is not None


def _term_by_term(
    graph: Graph, binding: Binding, ends: tuple[int, ...], body: int, slope: int, variable: int, given: dict[int, int]
) -> int:
    """The binding of a slope in place of the body, in terms of the operands."""
    if slope == graph.zero:
        return slope
    own = list(ends)
    lower = (own.pop(0),) if binding.ends[0] == 0 else binding.ends[0]
    upper = (own.pop(0),) if binding.ends[1] == 0 else binding.ends[1]
    binder = binding.binder
    if binder is MULTIPLICATION:
        other = secret(graph, _OTHER + graph.operands[variable][0])
        factor = replaced(graph, body, {variable: other})
        before = (graph.intern(Sum, (variable, graph.minus_one)),)
        after = (graph.intern(Sum, (variable, graph.one)),)
        left = bind(graph, binder, factor, other, binding.name, (lower, before))
        right = bind(graph, binder, factor, other, binding.name, (after, upper))
        term = graph.intern(Product, (left, slope, right))
        slope = tidy(graph, [term])[term]
        name = _OF_FACTOR if binding.name != _OF_FACTOR else binding.name + "_1"
        return bind(graph, SUMMATION, slope, variable, name, (lower, upper), given)
    return bind(graph, binder, slope, variable, binding.name, (lower, upper), given)


__all__ = ["partials_of", "rule_of", "told"]
