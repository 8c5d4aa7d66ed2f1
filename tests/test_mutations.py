"""A wrong rule or a wrong constructor cannot pass: each is falsified in turn, and a certificate says *disagree*.

The true derivative comes from power series of the typed formula, which use neither.
"""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from symdiff import operators as op
from symdiff.budget import budget
from symdiff.differentiator import derive
from symdiff.errors import SymdiffError
from symdiff.evaluator import Partials, Status
from symdiff.evaluator.verdicts.certificate import certify
from symdiff.graph import Expression, Graph, GraphBuilder, canonical, choices, store
from symdiff.operators import Sum
from symdiff.parser import parse
from symdiff.rules import table as rules
from symdiff.rules.table import RULES, Rule

WRITTEN: dict[str, dict[int, str]] = {
    "constant": {},
    "identity": {},
    "sum": {},
    "constant multiple": {1: "3*sin(x)"},
    "product": dict.fromkeys(range(3), "sin(x)*exp(x)*log(x)"),
    "quotient": dict.fromkeys(range(2), "sin(x)/(2 + exp(x))"),
    "power": {0: "sin(x)**3"},
    "exponential": {1: "3**sin(x)"},
    "logarithmic differentiation": dict.fromkeys(range(2), "sin(x)**exp(x)"),
    "piecewise": {},
    "maximum": {0: "Max(x, 1/2)", 1: "Max(1/2, x)"},
    "minimum": {0: "Min(x, 2)", 1: "Min(2, x)"},
}
"""Formulas for rules that need a certain one, by the position of the operand that decides there.

Leaves have nothing that could be wrong; the sweeps add the terms of a sum and keep branches without asking a row.
"""


def verdict(graph: Graph, node: int, point: dict[str, int], names: tuple[str, ...] = ("x",)) -> Status | None:
    """Of the derivative that the rules and constructors give; None where there is no certificate or no derivative."""
    try:
        result = derive(graph, node, names)
    except SymdiffError:
        return None
    found = certify(graph, Partials(((None, node, names),)), result, point)
    return None if found.truth is None else found.verdict


def formula(rule: Rule, position: int) -> tuple[Graph, int, dict[str, int]] | None:
    """A typed formula that the rule differentiates by an operand, at a point inside its sample."""
    graph = Graph()
    if rule.name in WRITTEN:
        text = WRITTEN[rule.name].get(position)
        return None if text is None else (graph, parse(text, GraphBuilder(graph)), {"x": graph.number(Fraction(7, 8))})
    row = rule.operator
    count = 2 if row.arity[1] is None else row.arity[0] if rule.active is None else len(rule.active)
    if position >= count:
        if rule.active is not None or row.arity[1] is None or position >= row.arity[1]:
            return None
        count = position + 1
    samples = (row.sample * count)[:count]
    places = [Fraction(low) + Fraction(5, 8) * (Fraction(high) - Fraction(low)) for low, high in samples]
    varies = rule.active or tuple(k == position for k in range(count))
    operands = []
    for place, active in zip(places, varies, strict=True):
        moved = graph.intern(Sum, (graph.symbol("x"), graph.number(place - places[position])))
        operands.append((moved if place != places[position] else graph.symbol("x")) if active else graph.number(place))
    return graph, graph.intern(row, tuple(operands)), {"x": graph.number(places[position])}


def halves(partial: Any) -> Any:
    """The partial without its first term, where it is a sum."""
    graph = partial.graph
    rest = graph.operands[partial.node][1:]
    return Expression(graph, rest[0] if len(rest) == 1 else graph.intern(Sum, rest))


MUTANTS: dict[str, Callable[[Any], Any]] = {
    "sign": lambda partial: -partial,
    "factor": lambda partial: 2 * partial,
    "term": halves,
    "zero": lambda partial: 1,
}


def applies(kind: str, partial: Any) -> bool:
    zero = partial == 0 if isinstance(partial, int) else partial.node == partial.graph.zero
    if kind == "zero" or zero:
        return kind == "zero" and zero
    return kind != "term" or (not isinstance(partial, int) and partial.graph.heads[partial.node] is Sum)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name}, {rule.operator.name}")
def test_a_falsified_rule_is_disproved(rule: Rule, monkeypatch: pytest.MonkeyPatch) -> None:
    disproved = certain = 0
    for position in range(3):
        for kind, mutate in MUTANTS.items():
            applied = False

            def wrong(original: Callable[..., tuple[Any, ...]]) -> Callable[..., tuple[Any, ...]]:
                def partials(*operands: Any) -> tuple[Any, ...]:
                    nonlocal applied
                    found = list(original(*operands))
                    if position < len(found) and found[position] is not None and applies(kind, found[position]):  # noqa: B023
                        applied = True
                        found[position] = mutate(found[position])  # noqa: B023
                    return tuple(found)

                return partials

            made = formula(rule, position)
            if made is None or (rule.active is not None and position < len(rule.active) and not rule.active[position]):
                continue
            truth = verdict(*made)
            if truth is None:
                continue
            assert truth is Status.AGREE, (position, kind)
            certain += 1
            logarithm = None if rule.of_logarithm is None else wrong(rule.of_logarithm)
            false = replace(rule, partials=wrong(rule.partials), of_logarithm=logarithm)
            with monkeypatch.context() as patch:
                if rule.active is None:
                    patch.setitem(rules.ANY, rule.operator, false)
                else:
                    patch.setitem(rules.NARROW, (rule.operator, rule.active), false)
                made = formula(rule, position)
                assert made is not None
                found = verdict(*made)
            if applied:
                assert found is Status.DISAGREE, (position, kind)
                disproved += 1
    assert disproved or not certain, "no mutant was tried"


def test_every_head_that_is_no_function_has_a_formula() -> None:
    functions = set(op.FUNCTIONS)
    assert {rule.name for rule in RULES if rule.operator not in functions} <= set(WRITTEN)


def altered(method: Callable[..., Any], old: str, new: str) -> Callable[..., Any]:
    """A method whose source has one text in place of another; it must stand there once."""
    source = textwrap.dedent(inspect.getsource(method))
    assert source.count(old) == 1, (method.__qualname__, old, source.count(old))
    namespace: dict[str, Any] = dict(vars(inspect.getmodule(method)))
    exec(compile(source.replace(old, new), "<mutant>", "exec"), namespace)
    found: Callable[..., Any] = namespace[method.__name__]
    return found


FORMULAS = [
    ("x**2 + 3*x + 2*x", "1/2"),
    ("(x + 1)*(x + 2)*(2*x + 3)", "1/2"),
    ("x**3*sqrt(x)", "1/3"),
    ("x**5/x**2 + 1/x**3", "1/2"),
    ("(x**2)**3*(x**3)**2", "1/2"),
    ("sqrt(4*x)*cbrt(x)", "1/2"),
    ("sqrt(x**2 + 1)", "1/2"),
    ("abs(x)**4", "-1/2"),
    ("sin(-x) + cos(-2*x)", "1/2"),
    ("tan(x)**2 + tanh(x)**3", "1/2"),
    ("exp(2*x)*exp(3*x)", "1/2"),
    ("exp(x)**3", "1/2"),
    ("log(exp(3*x))*exp(log(x + 1))", "1/2"),
    ("log(x)/log(2)", "1/2"),
    ("2**x*3**x", "1/2"),
    ("x**x", "1/2"),
    ("(2*x)**(3/2)*8**(1/2)", "1/2"),
    ("asin(x)*acos(x)", "1/3"),
    ("atan(3*x)/(1 + x**2)", "1/2"),
    ("x*y/sqrt(x*y)", "1/2"),
    ("(x*y)**3/(x**2*y)", "1/2"),
    ("(x*y)**(1/2)*x*y", "1/2"),
    ("x**n*x", "1/2"),
    ("E**x*E**(2*x)", "1/2"),
    ("(x - 1)**2*(1 - x)", "1/2"),
    ("Piecewise((x**2, x < 1), (x**3, x < 2), (x, True))", "3/2"),
    ("Piecewise((x**2, Not(x < 1)), (x**3, True))", "1/2"),
    ("Max(x, 1/4)*Min(x, 3/4)", "1/2"),
    ("erf(x)*gamma(x + 1)", "1/2"),
    ("besselj(2, x)*besselj(3, x)", "3/2"),
    ("sin(x)**1", "1/2"),
    ("2**(5/2)*x**2", "1/2"),
    ("x*cos(0) + x**2*exp(0)", "1/2"),
    ("Piecewise((x**2, 1 > 2), (x**3, True))", "1/2"),
    ("x*y*(x*y)**(3/2)", "1/2"),
    ("x**2*y**2/(x*y)**(3/2)", "1/2"),
]
"""Formulas in x, y and n, with the value of x; y is 3/2 and n is 5/2."""

CONSTRUCTORS = [
    (store.Store.plus, "added(u, v)", "added(u, -v)"),
    (store.Store.times, "multiplied(u, v)", "u + v"),
    (store.Store.raised, "return self.one", "return self.zero"),
    (canonical.Graph.collect_sum, "added(constant, number)", "added(constant, -number)"),
    (canonical.Graph.collect_sum, "added(like[term], factor)", "added(like[term], -factor)"),
    (canonical.Graph.collect_sum, "factors += [factor] *", "factors += [1] *"),
    (canonical.Graph._one_less_square, "_COMPLEMENTS.get(heads[operands[power][0]])", "heads[operands[power][0]]"),
    (canonical.Graph._scaled, "return term", "return self.one"),
    (canonical.Graph.collect_product, "multiplied(coefficient, number)", "coefficient + number"),
    (canonical.Graph._multiplied, "return factors[0]", "return self.one"),
    (canonical.Graph._regrouped, "added(old, number)", "added(old, -number)"),
    (canonical.Graph._regrouped, "added(numeric.get(factor, 0), 1)", "added(numeric.get(factor, 0), 2)"),
    (canonical.Graph._absorb, "added(own, step)", "added(own, -step)"),
    (canonical.Graph._absorb, "multiplied(-step, exponent)", "multiplied(-2 * step, exponent)"),
    (canonical.Graph._merged, "total = self.collect_sum(exponents)", "total = self.collect_sum(exponents[1:])"),
    (canonical.Graph.collect_power, "(operands[base][0], self._multiplied_out(operands[base][1], exponent))", "(operands[base][0], exponent)"),
    (canonical.Graph.collect_power, "[self._inner_power(factor, exponent) for factor in factors]", "[self._inner_power(factor, exponent) for factor in factors[1:]]"),
    (canonical.Graph.collect_power, "(self.number(root), self._inner_power(rest, exponent))", "(self.number(scale), self._inner_power(rest, exponent))"),
    (canonical.Graph._multiplied_out, "(number, node)", "(node,)"),
    (canonical.Graph._number_power, "n - whole", "n + whole"),
    (canonical.Graph.collect_call, "return self.number(value)", "return self.number(value + 1)"),
    (canonical.Graph.collect_call, "if operator.parity > 0 else", "if operator.parity < 0 else"),
    (choices.Choices.collect_pieces, "while truth and pieces and pieces[-1][0] == value:", "while truth and pieces:"),
]  # fmt: skip
"""Each rule of the constructors with what is wrong about it: a method, a text of its source and what stands for it."""


@pytest.mark.skipif(not canonical.__file__.endswith(".py"), reason="a method of a compiled class cannot be replaced")
@pytest.mark.parametrize(
    ("method", "old", "new"), CONSTRUCTORS, ids=lambda part: getattr(part, "__name__", str(part)[:40])
)
def test_a_falsified_constructor_is_disproved(
    method: Callable[..., Any], old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = next(kind for kind in canonical.Graph.__mro__ if method.__name__ in vars(kind))
    monkeypatch.setattr(owner, method.__name__, altered(method, old, new))
    for text, at in FORMULAS:
        graph = Graph()
        point = {name: graph.number(Fraction(value)) for name, value in (("x", at), ("y", "3/2"), ("n", "5/2"))}
        try:
            with budget(1.0):  # a mutant may never end
                node = parse(text, GraphBuilder(graph))
                if Status.DISAGREE in (verdict(graph, node, point, names) for names in (("x",), ("x", "x"))):
                    return
        except (SymdiffError, RecursionError, ValueError, TypeError, IndexError, KeyError):
            continue  # a mutant that falls over is noticed too, but says nothing
    pytest.fail("no certificate shows the error")


def test_the_formulas_agree_as_they_are() -> None:
    for text, at in FORMULAS:
        graph = Graph()
        point = {name: graph.number(Fraction(value)) for name, value in (("x", at), ("y", "3/2"), ("n", "5/2"))}
        node = parse(text, GraphBuilder(graph))
        for names in (("x",), ("x", "x")):
            assert verdict(graph, node, point, names) is Status.AGREE, (text, names)
