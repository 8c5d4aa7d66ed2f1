"""The whole rule table in one loop: statement against sympy, value against a 50-digit difference, forward against reverse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy

from symdiff import operators as op
from symdiff.differentiator import forward, reverse, rule_for, tidy
from symdiff.differentiator.statement import statement
from symdiff.graph import Expression, Graph
from symdiff.operators import Multiple, Operator, Power, Product, Quotient, Sum
from symdiff.rules import table as rules
from symdiff.rules.table import CONSTANT, IDENTITY, RULES, Rule
from symdiff.trees.from_graph import graph_to_tree

ROWS = [rule for rule in RULES if rule not in (CONSTANT, IDENTITY) and rule.operator is not op.piecewise]
"""The row of conditionals has operands that are no numbers; ``test_conditions`` tests it."""
NAMES = ("u", "v", "w")


def built(graph: Graph, rule: Rule) -> int:
    """The rule's left side in the symbols u, v and w; a number stands for an operand whose range is one number."""
    u, v, _ = symbols = [graph.symbol(name) for name in NAMES]
    operator = rule.operator
    if operator is Multiple:
        return graph.intern(Product, (graph.number(3), v))
    if operator is Quotient:
        return graph.intern(Product, (u, graph.intern(Power, (v, graph.minus_one))))
    if operator is Power:
        base = u if rule.active is None or rule.active[0] else graph.number(Fraction(7, 5))
        exponent = v if rule.active is None or rule.active[1] else graph.number(Fraction(5, 2))
        return graph.intern(operator, (base, exponent))
    count = len(rule.active) if rule.active else 2 if operator.arity[1] is None else operator.arity[0]
    operands = symbols[:count]
    for position, (low, high) in enumerate(operator.sample[:count]):
        if low == high:
            operands[position] = graph.number(Fraction(low))
    return graph.intern(operator, tuple(operands))


def sample(operator: Operator) -> dict[str, mpmath.mpf]:
    ranges = operator.sample if operator.name.isidentifier() else ((0.5, 2.5), (0.4, 1.9))
    return {name: mpmath.mpf(3 * low + 5 * high) / 8 for name, (low, high) in zip(NAMES, ranges, strict=False)}


def as_number(tree: sympy.Expr, point: dict[str, mpmath.mpf]) -> mpmath.mpf:
    values = {sympy.Symbol(name): sympy.Float(value, 60) for name, value in point.items()}
    return mpmath.mpf(str(tree.evalf(50, subs=values)))


@pytest.mark.parametrize("rule", ROWS, ids=lambda rule: rule.name)
def test_row(rule: Rule) -> None:
    graph = Graph()
    root = built(graph, rule)
    tree = graph_to_tree(graph, root, evaluate=True)
    point = sample(rule.operator)
    backward = reverse(graph, root, NAMES)
    for name in graph.symbols([root]):
        node = forward(graph, root, name)
        result = graph_to_tree(graph, tidy(graph, [node])[node], evaluate=True)
        others = graph_to_tree(graph, tidy(graph, [backward[name]])[backward[name]], evaluate=True)
        with mpmath.workdps(50):
            ours = as_number(result, point)
            # central difference: truncation h**2/6*f''' and rounding 1e-50/h balance near h = 1e-16, leaving about 1e-32
            h = mpmath.mpf(10) ** -16
            ends = [as_number(tree, point | {name: point[name] + step}) for step in (h, -h)]
            difference = (ends[0] - ends[1]) / (2 * h)
            assert abs(ours - difference) <= mpmath.mpf(10) ** -28 * max(1, abs(ours))
            assert abs(ours - as_number(others, point)) <= mpmath.mpf(10) ** -45 * max(1, abs(ours))
            real = {symbol: sympy.Symbol(str(symbol), real=True) for symbol in tree.free_symbols}
            theirs = tree.subs(real).diff(real[sympy.Symbol(name)]).subs({new: old for old, new in real.items()})
            if theirs.has(sympy.Derivative):  # sympy leaves floor and ceiling alone; the difference above has spoken
                continue
            assert abs(ours - as_number(theirs, point)) <= mpmath.mpf(10) ** -45 * max(1, abs(ours))


def test_every_function_has_a_rule() -> None:
    for operator in op.FUNCTIONS:
        low, high = operator.arity
        patterns = [
            tuple(position == k for position in range(count))
            for count in range(low, (low if high is None else high) + 1)
            for k in range(count)
        ]
        assert any(rule_for(operator, pattern) for pattern in patterns), operator


def test_no_partial_of_an_operand_that_may_vary_is_left_out() -> None:
    """The sweeps pass over a partial that is None, so a row that has one must say that its operand is constant."""
    for rule in ROWS:
        graph = Graph()
        count = len(rule.active) if rule.active else 2 if rule.operator.arity[1] is None else rule.operator.arity[0]
        handles = [Expression(graph, graph.symbol(f"u{k}")) for k in range(count)]
        partials = rule.partials(Expression(graph, graph.symbol("y")), *handles)
        active = rule.active or (True,) * count
        assert [partial is not None for partial, varies in zip(partials, active, strict=True) if varies] == [
            True
        ] * sum(active), rule.name


def test_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("sum", "d/dx (u + v) = du/dx + dv/dx"),
        ("constant multiple", "d/dx (c*u) = c * du/dx"),
        ("product", "d/dx (u*v) = v * du/dx + u * dv/dx"),
        ("quotient", "d/dx (u/v) = (v * du/dx - u * dv/dx)/v**2"),
        ("power", "d/dx (u**n) = n*u**(n - 1) * du/dx"),
        ("exponential", "d/dx (a**u) = a**u*log(a) * du/dx"),
        ("logarithmic differentiation", "d/dx (u**v) = u**v * (v/u * du/dx + log(u) * dv/dx)"),
        ("tangent", "d/dx tan(u) = sec(u)**2 * du/dx"),
        ("hyperbolic tangent", "d/dx tanh(u) = sech(u)**2 * du/dx"),
        ("constant", "d/dx c = 0"),
        ("identity", "d/dx x = 1"),
        ("sign", "d/dx sign(u) = 0"),
        (
            "piecewise",
            "d/dx Piecewise((u1, c1), (u2, c2)) = Piecewise((1, c1), (0, True)) * du1/dx"
            " + Piecewise((1, c2 & ~c1), (0, True)) * du2/dx",
        ),
    ],
)
def test_statement_is_computed_from_the_row(name: str, text: str) -> None:
    assert statement(next(rule for rule in RULES if rule.name == name)) == text


def test_a_sum_has_no_narrow_rows() -> None:
    assert rule_for(Sum, (True, False)) is rule_for(Sum, (False, True))


@pytest.mark.parametrize(
    "sweep", [lambda graph, node: forward(graph, node, "x"), lambda graph, node: reverse(graph, node, ["x"])]
)
@pytest.mark.parametrize("partials", [lambda y, u: (), lambda y, u: (y, None)])
def test_a_row_gives_a_partial_for_each_operand(
    sweep: Callable[[Graph, int], Any], partials: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules.ANY, op.exp, replace(rules.ANY[op.exp], partials=partials))
    graph = Graph()
    with pytest.raises(ValueError, match="the row 'natural exponential' gives [02] partials for 1 operands"):
        sweep(graph, graph.intern(op.exp, (graph.symbol("x"),)))
