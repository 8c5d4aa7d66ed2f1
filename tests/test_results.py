"""Results as people write them: what is printed, that it has the values of what it stands for, and no smaller domain."""

from __future__ import annotations

import pytest

from symdiff.differentiator import derive_raw, factored
from symdiff.differentiator.factoring.squares import SQUARES
from symdiff.evaluator.values.at_points import digits_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import Operator
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

PRINTED = [
    # Signs and absolute values.
    ("ln|x|", "x", "1/x"),
    ("ln|x^2 + 1|", "x", "2*x/(x**2 + 1)"),
    ("ln|sin(x)|", "x", "cos(x)/sin(x)"),
    ("ln|cos(3*x)|", "x", "-3*sin(3*x)/cos(3*x)"),
    ("ln|sec(x) + tan(x)|", "x", "sec(x)"),
    ("|x|^2", "x", "2*x"),
    ("|x|^3", "x", "3*x*abs(x)"),
    ("x*|x|", "x", "2*abs(x)"),
    ("|x|/x^2", "x", "-1/(x*abs(x))"),
    ("|3*x|", "x", "3*sign(x)"),
    ("sqrt(x^2)", "x", "x/abs(x)"),
    ("sqrt((x - 1)^2)", "x", "(x - 1)/abs(x - 1)"),
    ("(x^2)^(3/2)", "x", "3*x*abs(x)"),
    # Brackets multiplied out, or gathered, where that is shorter.
    ("x^2*(x - 1)", "x", "3*x**2 - 2*x"),
    ("(x - 1)*(x - 2)*(x - 3)", "x", "3*x**2 - 12*x + 11"),
    ("(x^2 + y^2 - 2*x)^2 + x/4", "x", "4*(x**2 + y**2 - 2*x)*(x - 1) + 1/4"),
    ("a^2*sin(x) + b^2*sin(x) + x", "x", "(a**2 + b**2)*cos(x) + 1"),
    # Lines in lines, and numbers that cancel.
    ("sqrt(4x^2 + 4x)", "x", "(2*x + 1)/sqrt(x**2 + x)"),
    ("arctan(x/a)", "x", "a/(a**2 + x**2)"),
    ("arctan(x/a)", "a", "-x/(a**2 + x**2)"),
    ("arctan(x/2)", "x", "2/(x**2 + 4)"),
    ("2*atan(y/x)", "y", "2*x/(x**2 + y**2)"),
    ("arcsin(x/3)", "x", "1/sqrt(9 - x**2)"),
    ("asinh(x/sqrt(5))", "x", "1/sqrt(x**2 + 5)"),
    ("atan((1 - x)/(1 + x))", "x", "-1/(x**2 + 1)"),
    ("asec(x) - acos(1/x)", "x", "0"),
    ("x*sqrt(2/5)/sqrt(10)", "x", "1/5"),
    ("x*sqrt(2/pi)*sqrt(2*pi)", "x", "2"),
    ("(x - u*t)/sqrt(1 - u**2/c**2)", "u", "(u*x/c**2 - t)/(1 - u**2/c**2)**(3/2)"),
    # Logarithms and exponentials, and what undoes one another.
    ("log(r^n*exp(-r*S))", "r", "n/r - S"),
    ("exp(2*log(x))", "x", "2*x"),
    ("sin(asin(x))", "x", "1"),
    # Squares that meet.
    ("tan(x)", "x", "sec(x)**2"),
    ("cot(x)", "x", "-csc(x)**2"),
    ("a*tan(x) - a*x", "x", "a*tan(x)**2"),
    ("a*tan(x)^3/3 - a*tan(x) + a*x", "x", "a*tan(x)**4"),
    ("x/2 - sin(x)*cos(x)/2", "x", "sin(x)**2"),
    ("sin(x)*cos(x)", "x", "cos(x)**2 - sin(x)**2"),
    # Roots.
    ("cbrt(x)", "x", "1/(3*cbrt(x)**2)"),
    ("x*cbrt(x)", "x", "4*cbrt(x)/3"),
    ("cbrt(8)*x", "x", "2"),
    ("root(-32, 5)*x^2", "x", "-4*x"),
    ("cbrt(27/8)*x + cbrt(0)*x", "x", "3/2"),
    ("cbrt(9)*x", "x", "cbrt(9)"),
    ("root(x, 5)", "x", "1/(5*real_root(x, 5)**4)"),
    # Planck's law by T.
    ("2*h*c^2/(w^5*(exp(h*c/(w*k*T)) - 1))", "T", "2*c**3*h**2*exp(c*h/(T*k*w))/(T**2*k*w**6*(exp(c*h/(T*k*w)) - 1)**2)"),
]  # fmt: skip
POINTS = (("7/5", "3/7", "5/4", "9/8"), ("-7/3", "5/7", "-3/4", "2"), ("1/3", "-11/7", "2", "-5/3"))


@pytest.mark.parametrize(("text", "name", "result"), PRINTED)
def test_what_is_printed(text: str, name: str, result: str) -> None:
    (derivative,) = solve(Problem(text, wrt=((name,),)), Options()).derivatives
    assert derivative.expression == result


@pytest.mark.parametrize(("text", "name", "result"), PRINTED)
def test_it_has_the_values_of_what_the_rules_give(text: str, name: str, result: str) -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    root = parse(text, builder)
    raw, printed = derive_raw(graph, root, (name,)), parse(result, builder)
    compared = 0
    for numbers in POINTS:
        names = dict.fromkeys(graph.symbols([root, printed]))
        point = {each: parse(numbers[k % len(numbers)], builder) for k, each in enumerate(names)}
        value = digits_at(graph, raw, point, 20)
        if isinstance(value, str):
            assert digits_at(graph, printed, point, 20) == value
            compared += 1
    assert compared


@pytest.mark.parametrize("text", [text for text, _, _ in PRINTED])
def test_a_partial_of_a_gradient_is_as_short_as_alone(text: str) -> None:
    gradient = solve(Problem(text), Options()).derivatives
    for derivative in gradient:
        (alone,) = solve(Problem(text, wrt=(derivative.wrt,)), Options()).derivatives
        assert len(derivative.expression or "") == len(alone.expression or "")


@pytest.mark.parametrize("row", SQUARES, ids=lambda row: row.name)
@pytest.mark.parametrize("at", ["3/7", "-5/4"])
def test_the_squares_of_the_table(row: Operator, at: str) -> None:
    number, sign, other = SQUARES[row]
    graph = Graph()
    builder = GraphBuilder(graph)
    left = parse(f"{row.name}({at})**2 + {number}", builder)
    right = parse(f"{sign}*{other.name}({at})**2", builder)
    assert digits_at(graph, left, {}, 20) == digits_at(graph, right, {}, 20)


@pytest.mark.parametrize(
    "text", ["(x^2 - 1)^3*sin(x)", "x*cbrt(x)", "ln|x|", "tan(x)^2", "exp(2*x)/(1 + exp(x))", "x^2*(x - 1)"]
)
def test_full_simplification_is_no_longer(text: str) -> None:
    lengths = [
        len(solve(Problem(text), Options(simplify=how)).derivatives[0].expression or "") for how in ("light", "full")
    ]
    assert lengths[1] <= lengths[0]


def test_what_stays_as_it_is() -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    for text in (
        "x/(x**2 + 1)",
        "sqrt(1 - x**2)/x",
        "exp(-x)/(1 + exp(-x))**2",
        "2*(x + 1)*sin(x)",
        "a*(1 - x**2/a**2)**(3/2)",
    ):
        node = parse(text, builder)
        assert factored(graph, node) == node, write(graph, node)
