"""Common factors: what is taken out of printed results, that it keeps their values, and what stays as it is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings

from symdiff.differentiator import derive, factored, tidy
from symdiff.differentiator.factoring.length import MOST, Lengths
from symdiff.differentiator.factoring.opened import Opening
from symdiff.differentiator.factoring.terms import Terms, add_to
from symdiff.errors import SymdiffError
from symdiff.evaluator.values.at_points import digits_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import FUNCTIONS
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from tests.growing import POINT, Shape, expressions, planted


def shown(text: str, order: int = 1, **options: str) -> str | None:
    return solve(Problem(text, wrt=(("x",),), order=order), Options(**options)).derivatives[0].expression  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("x**2*exp(x)", "x*(x + 2)*exp(x)"),
        ("x*exp(-x)", "(1 - x)*exp(-x)"),
        ("exp(x)/x", "(x - 1)*exp(x)/x**2"),
        ("exp(x)/(1 + exp(x))", "exp(x)/(exp(x) + 1)**2"),
        ("exp(-x)*cos(2*x)", "-(cos(2*x) + 2*sin(2*x))*exp(-x)"),
        ("x/(x + 1)", "1/(x + 1)**2"),
        ("(x**2 - 1)/(x**2 + 1)", "4*x/(x**2 + 1)**2"),
        ("(x**2 + x)/(x**2 + 1)", "(-x**2 + 2*x + 1)/(x**2 + 1)**2"),
        ("(a*x + b)/(c*x + d)", "(a*d - b*c)/(c*x + d)**2"),
        ("(x + 1)**3*(x - 2)**4", "(x - 2)**3*(x + 1)**2*(7*x - 2)"),
        ("x*sqrt(1 + x**2)", "(2*x**2 + 1)/sqrt(x**2 + 1)"),
        ("x/sqrt(1 + x**2)", "1/(x**2 + 1)**(3/2)"),
        ("log(x)/sqrt(x)", "(2 - log(x))/(2*x**(3/2))"),
        ("log(x)/x", "(1 - log(x))/x**2"),
        ("0.5*x*exp(x)", "(0.5*x + 0.5)*exp(x)"),
        ("c*(k*x + d)*sqrt(c*d**2 + 2*c*d*k*x + c*k**2*x**2)/(2*k)", "c*sqrt(c*k**2*x**2 + 2*c*d*k*x + c*d**2)"),
        # Names above and below a line cancel, also out of the brackets; but not under a root, where a point could lose its value.
        ("x**2/(x**2 + a*x)", "a/(a + x)**2"),
        ("1/(x**3*(x**2 + x))", "-(5*x + 4)/(x**5*(x + 1)**2)"),
        ("c/x**5/(exp(k/x) - 1)", "c*(k*exp(k/x) - 5*x*(exp(k/x) - 1))/(x**7*(exp(k/x) - 1)**2)"),
        ("log(x)/(x**3 + x**2)", "(x - (3*x + 2)*log(x) + 1)/(x**3*(x + 1)**2)"),
        ("1/(x**3*(1 + exp(x)))**2", "-2*((x + 3)*exp(x) + 3)/(x**7*(exp(x) + 1)**3)"),
        (
            "acoth(a*x)*x/(c*sqrt(c + d*x**2)) - atanh(a*sqrt(c + d*x**2)/sqrt(a**2*c + d))/(c*sqrt(a**2*c + d))",
            "acoth(a*x)/(d*x**2 + c)**(3/2)",
        ),
        ("sqrt(x**4 + x**2)", "(2*x**3 + x)/sqrt(x**4 + x**2)"),
        # No longer, and no more in common than names: as it was.
        ("sin(x)/x", "cos(x)/x - sin(x)/x**2"),
        ("x**3 + x**2", "3*x**2 + 2*x"),
        ("x**2*sin(x)", "x**2*cos(x) + 2*x*sin(x)"),
        ("1/x - 1/x**2", "2/x**3 - 1/x**2"),
        ("sin(x*exp(x))", "(x + 1)*exp(x)*cos(x*exp(x))"),
    ],
)
def test_what_is_taken_out(text: str, result: str) -> None:
    assert shown(text) == result


def test_without_simplification_nothing_is_taken_out() -> None:
    assert shown("x*exp(x)", simplify="none") == "x*exp(x) + exp(x)"


def test_a_high_order_is_one_fraction() -> None:
    assert shown("sin(x)*exp(x**2)/(1 + x**2)", 2) == (
        "((4*x**6 + x**4 + 4*x**2 - 1)*sin(x) + 4*x**3*(x**2 + 1)*cos(x))*exp(x**2)/(x**2 + 1)**3"
    )


@pytest.mark.parametrize("order", [1, 2])
def test_the_steps_end_in_what_is_printed(order: int) -> None:
    problem = Problem("x**2*exp(x)/(1 + x)", order=order)
    (derivative,) = solve(problem, Options(explain=True)).derivatives
    root = next(step for step in reversed(derivative.steps or ()) if step.expression.endswith("/(1 + x)") or order > 1)
    results = [step.result for step in derivative.steps or ()]
    assert derivative.expression in results
    assert order > 1 or root.result == derivative.expression


@given(expressions(FUNCTIONS, 9))
@settings(max_examples=150, deadline=None)
def test_values_stay_and_the_text_is_read_back(shape: Shape) -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    try:
        node = derive(graph, planted(shape, builder), ("x",))
    except SymdiffError:
        return
    product = factored(graph, node)
    if product == node:
        return
    point = {name: builder.number(value) for name, value in POINT.items()}
    again = parse(write(graph, product), builder)
    values = [digits_at(graph, each, point, 20) for each in (node, product, again)]
    if isinstance(values[0], str):
        assert values[0] == values[1] == values[2]


def test_a_product_of_sums_that_is_long_stays_closed() -> None:
    text = "*".join(f"(x + a{k})" for k in range(30)) + "*exp(x)"
    graph = Graph()
    builder = GraphBuilder(graph)
    node = derive(graph, parse(text, builder), ("x",))
    before = graph.slots
    factored(graph, node)
    assert graph.slots - before <= before


def test_work_is_linear_in_the_terms() -> None:
    slots = []
    for count in (200, 400):
        graph = Graph()
        builder = GraphBuilder(graph)
        text = " + ".join(f"x**{k}*exp(x)" for k in range(2, count))
        node = tidy(graph, [root := parse(text, builder)])[root]
        before = graph.slots
        factored(graph, node)
        slots.append(graph.slots - before)
    assert slots[1] <= 2.3 * slots[0]
    assert Fraction(slots[1], 400) < 10


@pytest.mark.parametrize(
    "text", ["(x + 1)*(x - 1) + (x + 2)*(x + 3)", "(a + b)*(a - b) + (b - a)*(b + a) + x", "x*(x + 1)**3 + 1"]
)
def test_a_sum_is_multiplied_out_no_further_than_it_can_be_used(text: str) -> None:
    graph = Graph()
    node = tidy(graph, [root := parse(text, GraphBuilder(graph))])[root]
    opening = Opening(graph)
    terms: Terms = {}
    for part in graph.below[node]:
        number, powers = opening.split(part)
        add_to(terms, powers, number)
    whole = opening.multiplied_out(terms, 1000)
    assert whole is not None
    for most in range(12):
        found = opening.multiplied_out(terms, 1000, most)
        assert found == whole or (found is None and len(whole) > most)
    assert opening.multiplied_out(terms, 1000, 0) is None or not whole


@pytest.mark.parametrize(
    "text", ["x**2*exp(x) + 2*x*exp(x)", "-6*a*x - 4*b*sqrt(x)", "x/3 - y**(-2)/6 + 5", "2.5*x - exp(-x)"]
)
def test_a_form_is_measured_no_further_than_to_a_limit(text: str) -> None:
    graph = Graph()
    node = tidy(graph, [root := parse(text, GraphBuilder(graph))])[root]
    opening, lengths = Opening(graph), Lengths(graph)
    terms: Terms = {}
    for part in graph.below[node]:
        number, powers = opening.split(part)
        add_to(terms, powers, number)
    whole, by = lengths.printed((), terms, 1, MOST)
    assert 0 < whole <= lengths.length(node)
    for limit in range(2 * whole):
        assert lengths.printed((), terms, 1, limit) == (whole, by) or whole >= limit
        assert lengths.printed((), terms, 1, limit)[0] >= min(whole, limit)
