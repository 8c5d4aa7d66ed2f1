"""The rows of rules, written down once: what is played makes the same nodes in the same order as the row itself."""

from __future__ import annotations

from inspect import Parameter, signature

import pytest

from symdiff.differentiator.rows import script_of
from symdiff.graph import Expression, Graph
from symdiff.rules.table import RULES, Rule

ROWS = [rule for rule in RULES if rule.operator.arity[1] != 0]


def operands_of(rule: Rule) -> int:
    """As many as the row takes, and three where it takes any number."""
    kinds = [parameter.kind for parameter in signature(rule.partials).parameters.values()]
    return 3 if Parameter.VAR_POSITIONAL in kinds else len(kinds) - 1


def opened(rule: Rule) -> tuple[Graph, list[int]]:
    """A graph with the output, which stands for any node, and the operands of a row."""
    graph = Graph()
    return graph, [graph.symbol(name) for name in ("y", "u", "v", "w", "z", "s", "t")[: 1 + operands_of(rule)]]


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.name)
def test_a_script_does_what_its_row_does(rule: Rule) -> None:
    script = script_of(rule.partials, operands_of(rule))
    if script is None:  # its row looks at values
        return
    called, nodes = opened(rule)
    found = [
        partial.node if isinstance(partial, Expression) else None if partial is None else called.number(partial)
        for partial in rule.partials(*[Expression(called, node) for node in nodes])
    ]
    played, again = opened(rule)
    assert script.played(played, again[0], tuple(again[1:])) == found
    assert (played.heads, played.operands) == (called.heads, called.operands)


def test_few_rows_look_at_values() -> None:
    without = [rule.name for rule in ROWS if script_of(rule.partials, operands_of(rule)) is None]
    assert "exponential" in without
    assert len(without) < len(ROWS) / 4, without


def test_a_script_is_for_a_number_of_operands() -> None:
    product = next(rule for rule in RULES if rule.name == "product")
    for count in (2, 3, 4):
        graph = Graph()
        nodes = [graph.symbol(f"x{place}") for place in range(count)]
        script = script_of(product.partials, count)
        assert script is not None
        assert len(script.played(graph, graph.zero, tuple(nodes))) == count
