"""The forward sweep: the derivative by one variable, with its steps.

The derivative is the root step's result; the explanation is the steps. Imports ``binders``, ``reading``, ``rows``, ``graph`` and ``rules``.
"""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.annotations import Final
from symdiff.differentiator.binders import partials_of
from symdiff.differentiator.reading import Reading, read
from symdiff.differentiator.rows import script_of
from symdiff.frozen import Frozen
from symdiff.graph import Expression, Graph
from symdiff.graph.heads import Multiple, Product, Quotient, Sum, log, piecewise
from symdiff.rules.table import CONSTANT, IDENTITY, Rule

_OPENED: Final = 3
"""The most terms that a further factor is multiplied into; more would make a nest of products grow faster than its depth."""
_MULTIPLYING: Final = frozenset((Multiple, Product, Quotient))


class Step(Frozen):
    """One use of a rule. ``partials`` are nodes (None for an operand that does not depend on the variable)."""

    node: int
    rule: Rule
    operands: tuple[int, ...]
    partials: tuple[int | None, ...]
    result: int
    below: tuple[int, ...]
    """Positions of the steps of the operands."""


def forward(graph: Graph, root: int, name: str) -> int:
    """The derivative of a node by a symbol: canonical, not yet tidied."""
    return sweep(graph, root, name, read(graph, [root], (name,)))[root]


def forward_steps(graph: Graph, root: int, name: str) -> list[Step]:
    """The steps to the derivative of a node, the root's step last. The variable, and a constant in a sum, have a step too."""
    readings = read(graph, [root], (name,))
    results = sweep(graph, root, name, readings)
    variable = graph.symbol(name)
    steps: list[Step] = []
    position: dict[int, int] = {}

    def leaf(node: int) -> None:
        if node not in position:
            rule, result = (IDENTITY, graph.one) if node == variable else (CONSTANT, graph.zero)
            position[node] = len(steps)
            steps.append(Step(node, rule, (), (), result, ()))

    for reading in readings:
        shown = [
            operand
            for operand, active in zip(reading.operands, reading.active, strict=True)
            if active or reading.rule.operator is Sum
        ]
        for operand in shown:
            leaf(operand)
        position[reading.node] = len(steps)
        below = tuple(dict.fromkeys(position[operand] for operand in shown))
        partials = partial_nodes(graph, reading)
        steps.append(Step(reading.node, reading.rule, reading.operands, tuple(partials), results[reading.node], below))
    leaf(root)
    return steps


def sweep(graph: Graph, root: int, name: str, readings: Sequence[Reading]) -> dict[int, int]:
    """The derivative of every node that is read. The one place where the chain rule stands in this direction.

    The readings may be by further names, which stand still. A choice is differentiated branch by branch, so that a branch that is not taken multiplies nothing.
    """
    derivatives: dict[int, int] = {graph.symbol(name): graph.one}
    # The terms of derivatives of products, which a further factor is multiplied into as if all were one product.
    opened: dict[int, list[int]] = {}
    for reading in readings:
        rule, operands, active = reading.rule, reading.operands, reading.active
        operator = reading.operator
        if operator is piecewise:
            derivatives[reading.node] = graph.collect_pieces(
                [part if position % 2 else derivatives.get(part, graph.zero) for position, part in enumerate(operands)]
            )
            continue
        if rule.of_logarithm is not None:
            shares = rule.of_logarithm(*[Expression(graph, operand) for operand in operands])
            inner = [
                graph.times(share.node, derivatives.get(operand, graph.zero))
                for share, operand in zip(shares, operands, strict=True)
            ]
            derivatives[reading.node] = graph.times(reading.node, total(graph, inner))
            continue
        multiplies = operator in _MULTIPLYING
        opens = multiplies or operator is log
        terms = []
        partials = partial_nodes(graph, reading)
        for position, operand in enumerate(operands):
            partial = partials[position]
            if partial is not None and active[position]:
                derivative = derivatives.get(operand, graph.zero)
                if opens and derivative in opened:
                    terms += [graph.times(partial, term) for term in opened[derivative]]
                else:
                    terms.append(graph.times(partial, derivative))
        result = derivatives[reading.node] = total(graph, terms)
        if multiplies and 1 < len(terms) <= _OPENED:
            opened[result] = terms
    derivatives.setdefault(root, graph.zero)
    return derivatives


def partial_nodes(graph: Graph, reading: Reading) -> list[int | None]:
    """The partials of a reading as canonical nodes."""
    rule, operator, operands = reading.rule, reading.operator, reading.operands
    found: list[int | None] = []
    if operator is Sum:
        found += [graph.one] * len(operands)
        return found
    if operator.binding is not None:
        return partials_of(graph, reading.node, reading.active, forward)
    script = script_of(rule.partials, len(operands))
    if script is not None:
        return script.played(graph, reading.node, operands)
    handles = [Expression(graph, operand) for operand in operands]
    for partial in rule.partials(Expression(graph, reading.node), *handles):
        if type(partial) is Expression:
            found.append(partial.node)
        else:
            found.append(None if partial is None else graph.number(partial))
    if len(found) != len(operands):
        raise ValueError(f"the row {rule.name!r} gives {len(found)} partials for {len(operands)} operands")
    return found


def total(graph: Graph, terms: Sequence[int]) -> int:
    """The sum of canonical terms as one node, zeros dropped."""
    zero = graph.zero
    if zero in terms:
        terms = [term for term in terms if term != zero]
    if len(terms) > 2:
        return graph.intern(Sum, tuple(terms))
    if not terms:
        return zero
    return terms[0] if len(terms) == 1 else graph.plus(terms[0], terms[1])
