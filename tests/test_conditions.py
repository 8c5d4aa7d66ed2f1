"""Conditionals: how they are read and written, their derivatives, and what is said where branches meet."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from sympy.parsing.sympy_parser import parse_expr

from symdiff import SymdiffError, derivative, tabulate
from symdiff.differentiator import derive, forward, reverse
from symdiff.errors import SymdiffError as Fault
from symdiff.evaluator import Evaluated, check, values_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import cos, exp, sin, sinh
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem
from symdiff.trees.builder import TreeBuilder
from symdiff.trees.from_graph import graph_to_tree
from symdiff.trees.to_graph import tree_to_graph
from tests.growing import POINT, Shape, expressions, planted


def built(text: str) -> tuple[Graph, int]:
    graph = Graph()
    return graph, parse(text, GraphBuilder(graph))


def read(text: str) -> str:
    graph, root = built(text)
    return write(graph, root, arranged=False)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("Piecewise((x, x < 1), (2, True))", "Piecewise((x, x < 1), (2, True))"),
        ("piecewise((x, x<=1), (2, x>3))", "Piecewise((x, x <= 1), (2, x > 3))"),
        ("Piecewise((x, x < 1), 2)", "Piecewise((x, x < 1), (2, True))"),
        ("Piecewise((x, x < 1), (x + 1)*2)", "Piecewise((x, x < 1), ((x + 1)*2, True))"),
        ("Piecewise((x, x < 1), (2, otherwise))", "Piecewise((x, x < 1), (2, True))"),
        ("if(x < 1, x, 2)", "Piecewise((x, x < 1), (2, True))"),
        ("if(x < 1, x)", "Piecewise((x, x < 1))"),
        ("IF(x = 1, x, 2)", "Piecewise((x, Eq(x, 1)), (2, True))"),
        ("where(x >= y, x, y)", "Piecewise((x, x >= y), (y, True))"),
        ("2if(x<1, x, 2)^2", "2*Piecewise((x, x < 1), (2, True))**2"),
        ("if(0 < x < 1, x, 2)", "Piecewise((x, (0 < x) & (x < 1)), (2, True))"),
        ("if(0 < x and x < 1 or y == 2, x, 2)", "Piecewise((x, ((0 < x) & (x < 1)) | Eq(y, 2)), (2, True))"),
        ("if((0 < x) & ((x < 1) | (y != 2)), x, 2)", "Piecewise((x, (0 < x) & ((x < 1) | Ne(y, 2))), (2, True))"),
        ("if(x < 1 && y < 2, x, 2)", "Piecewise((x, (x < 1) & (y < 2)), (2, True))"),
        ("if(not x < 1, x, 2)", "Piecewise((x, ~(x < 1)), (2, True))"),
        ("if(~(x < 1), x, 2)", "Piecewise((x, ~(x < 1)), (2, True))"),
        ("if(And(x < 1, Or(Ne(x, 2), Gt(x, 3))), x, 2)", "Piecewise((x, (x < 1) & (Ne(x, 2) | (x > 3))), (2, True))"),
        ("if((x + 1)*2 < (y), x, 2)", "Piecewise((x, (x + 1)*2 < y), (2, True))"),
        ("if((x < 1), x, 2)", "Piecewise((x, x < 1), (2, True))"),
        ("if(|x| < 1, |x|, 2)", "Piecewise((abs(x), abs(x) < 1), (2, True))"),
        ("if((|x| < 1) | (|x| > 3), |x|, 2)", "Piecewise((abs(x), (abs(x) < 1) | (abs(x) > 3)), (2, True))"),
        ("if(x ≤ 1 and x ≠ 0, x, 2)", "Piecewise((x, (x <= 1) & Ne(x, 0)), (2, True))"),
        ("if(True, x, 2)", "Piecewise((x, True), (2, True))"),
        ("if(x < 1, if(y < 1, x, y), 2)", "Piecewise((Piecewise((x, y < 1), (y, True)), x < 1), (2, True))"),
    ],
)
def test_readings(text: str, meaning: str) -> None:
    assert read(text) == meaning
    assert read(meaning) == meaning


@pytest.mark.parametrize(
    "message",
    [
        """error[syntax]: a condition is needed here
  if(x, 1, 2)
     ^
hint: write a comparison, such as x < 1, or True""",
        """error[argument-count]: if takes a condition and two values
  if(x < 1)
  ^^^^^^^^^
hint: write if(x < 1, x, 1)""",
        """error[argument-count]: if takes a condition and two values
  if(x < 1, 1, 2, 3)
  ^^^^^^^^^^^^^^^""",
        """error[unbalanced]: '(' is never closed: its partner ')' is missing
  if(x < 1, 2
    ^""",
        """error[syntax]: a value without a condition is the last one
  Piecewise(x, 2)
             ^
hint: write (value, condition)""",
        """error[missing-argument]: the function Piecewise has no argument
  Piecewise()
  ^^^^^^^^^
hint: write Piecewise(...); if it is a variable, declare it with --var Piecewise""",
        """error[argument-count]: Eq takes 2 arguments, but 1 are given
  if(Eq(x), 1, 2)
     ^^^^^""",
        """error[reserved-name]: 'and' is a word of programs, not of formulas
  x and y
    ^^^""",
        """error[syntax]: '<' cannot stand in a formula
  x < 1
    ^
hint: a comparison stands only in a condition: if(x < 1, x, 2)""",
        """error[syntax]: '<' cannot stand in a formula
  2 + (x < 1) y
         ^
hint: a comparison stands only in a condition: if(x < 1, x, 2)""",
    ],
)
def test_refusals(message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        built(message.splitlines()[1][2:])
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("Piecewise((x**2, x < 1), (2*x - 1, True))", "Piecewise((2*x, x < 1), (2, True))"),
        ("if(x < 0, -x, x)", "Piecewise((-1, x < 0), (1, True))"),
        ("if(x < 0, 1, 2)", "0"),
        ("if(y < 0, x, sin(x))", "Piecewise((1, y < 0), (cos(x), True))"),
        ("3*if(x < 0, x**2, x) + x", "3*Piecewise((2*x, x < 0), (1, True)) + 1"),
        ("if(1 < 2, x**2, x)", "2*x"),
        ("if(x < 0 and 2 < 1, x**2, x)", "1"),
        ("if(x < x, x**2, x**3)", "3*x**2"),
        ("Piecewise((x**2, x < 0))", "Piecewise((2*x, x < 0))"),
    ],
)
def test_derivatives(text: str, result: str) -> None:
    graph, root = built(text)
    assert write(graph, derive(graph, root, ("x",))) == result


def verdict(text: str, at: str, order: int = 1) -> tuple[str, float | None, str]:
    report = solve(Problem(text, wrt=(("x",),), order=order, at=({"x": at},)))
    assert report.error is None
    (found,) = report.points[0].checks
    value = None if found.symbolic is None else float(found.symbolic)
    return str(found.verdict), value, found.note or ""


@pytest.mark.parametrize(
    ("text", "at", "status", "value", "words"),
    [
        ("Piecewise((x**2, x < 1), (2*x - 1, True))", "1", "agree", 2, "a kink of the formula, but the slopes on both sides agree"),
        ("Piecewise((x, x < 0), (2*x, True))", "0", "undefined", None, "x < 0: not smooth here; slope on the left: 1, on the right: 2"),
        ("Piecewise((x, x < 0), (x + 1, True))", "0", "undefined", None, "x < 0: not smooth here; slope on the left: none (a jump), on the right: 1"),
        ("Piecewise((sqrt(x), x > 0), (0, True))", "-1", "agree", 0, ""),
        ("Piecewise((log(x), x > 0), (x**2, True))", "-3", "agree", -6, ""),
        ("if(x < 2 and log(x) < 5, x**2, 1)", "3/2", "agree", 3, ""),
        ("if(x > 0 and log(x) < 5, x**2, x)", "-1", "agree", 1, ""),
        ("if(x < 0 or sqrt(x) < 5, x**2, 1)", "-1", "agree", -2, ""),
        ("Piecewise((x**2, x < 0))", "1", "undefined", None, "no condition of Piecewise holds"),
        ("Piecewise(((exp(x) - 1)/x, x != 0), (1, True))", "0", "agree", 0.5, "does not hold where they meet; the value comes from the definition"),
        ("if(sqrt(2)**2*x < 2*x + 1, x**2, 1)", "3", "agree", 6, ""),
        ("if(sqrt(2)**2 == 2, x**2, 1)", "3", "inconclusive", 6, ""),
        ("if(pi < 22/7, x**2, 1)", "3", "agree", 6, ""),
        ("if(pi == 22/7, 1, x**2)", "3", "agree", 6, ""),
        ("if(x == 1, 1, x)", "1", "agree", 1, "does not hold where they meet; the value comes from the definition"),
        ("abs(x)*sign(x)", "0", "agree", 1, "does not hold where they meet; the value comes from the definition"),
        ("x*sign(x)**2", "0", "agree", 1, "does not hold where they meet; the value comes from the definition"),
        ("max(x, -x)*sign(x)", "0", "agree", 1, "does not hold where they meet; the value comes from the definition"),
        ("if(x > 0, x, 0) + if(x < 0, x, 0)", "0", "agree", 1, "does not hold where they meet; the value comes from the definition"),
        ("x*sign(x)", "0", "undefined", None, "slope on the left: -1, on the right: 1"),
        ("if(x*10 <= 3, x**2, 0.6*x - 0.09)", "0.3", "agree", 0.6, "a kink"),
        ("abs(x)**3", "0", "agree", 0, ""),
        ("max(x, 0)**2", "0", "agree", 0, ""),
        ("log(abs(x))", "-2", "agree", -0.5, ""),
        ("sqrt(x**2)", "-3", "agree", -1, ""),
        ("mod(x, 3)", "7.5", "agree", 1, ""),
        ("mod(x, 0.3)", "0.9", "undefined", None, "floor(x/0.3): not smooth here"),
        ("frac(x)", "-1.2", "agree", 1, ""),
        ("round(x)", "7.5", "undefined", None, "floor(x + 1/2): not smooth here"),
        ("round(x)", "7", "agree", 0, ""),
        ("trunc(x)", "0", "agree", 0, ""),
        ("trunc(x)", "-2", "undefined", None, "floor(abs(x)): not smooth here"),
    ],
)  # fmt: skip
def test_points(text: str, at: str, status: str, value: float | None, words: str) -> None:
    found = verdict(text, at)
    assert found[0] == status
    assert found[1] == pytest.approx(value, rel=1e-13) if value is not None else found[1] is None
    assert words in found[2]


def test_a_second_derivative_breaks_where_the_first_bends() -> None:
    status, value, note = verdict("Piecewise((x**2, x < 1), (2*x - 1, True))", "1", order=2)
    assert (status, value) == ("undefined", None)
    assert "slope on the left: 2, on the right: 0" in note
    assert verdict("Piecewise((x**2, x < 1), (2*x - 1, True))", "1/2", order=2)[:2] == ("agree", 2)


def test_the_values_of_rounding_functions() -> None:
    for text, values in {
        "mod(x, 3)": {-1: 2, 7: 1, Fraction(-9, 2): Fraction(3, 2)},
        "frac(x)": {Fraction(-1, 4): Fraction(3, 4)},
        "round(x)": {Fraction(5, 2): 3, Fraction(-5, 2): -2, Fraction(12, 5): 2},
        "trunc(x)": {Fraction(-5, 2): -2, Fraction(5, 2): 2},
    }.items():
        graph, root = built(text)
        for place, value in values.items():
            (found,) = values_at(graph, (root,), {"x": graph.number(place)})
            assert isinstance(found, Evaluated)
            assert found.value == float(value), (text, place)


def test_sympy_reads_what_is_printed_and_back() -> None:
    texts = [
        "Piecewise((x, x < 1), (2, True))",
        "Piecewise((x, (x < 1) & Ne(y, 2) | (x > 5)), (y, ~((x < 3) & (y > 1))), (1, True))",
    ]
    for text in texts:
        graph, root = built(text)
        printed = write(graph, root)
        tree = parse_expr(printed)
        assert tree == graph_to_tree(graph, root, evaluate=True)
        for x, y in ((0, 0), (4, 2), (7, 2), (2, 2)):
            (found,) = values_at(graph, (root,), {"x": graph.number(x), "y": graph.number(y)})
            assert isinstance(found, Evaluated)
            assert float(tree.subs({"x": x, "y": y})) == found.value
        raw = parse(text, TreeBuilder())
        again = Graph()
        assert write(again, tree_to_graph(raw, GraphBuilder(again)), arranged=False) == write(
            graph, root, arranged=False
        )


def test_sympy_expressions_go_in_and_out() -> None:
    x = sympy.Symbol("x")
    assert derivative(sympy.Piecewise((x**2, x < 1), (2 * x - 1, True))) == sympy.Piecewise((2 * x, x < 1), (2, True))


def test_arrays_choose_point_by_point() -> None:
    found = tabulate("Piecewise((x**2, x < 1), (log(x - 10), x > 20), (x, ~(x > 3)))", {"x": [-1.0, 1.0, 2.0, 5.0]})
    assert found.value[:3].tolist() == [1, 1, 2]
    assert found.value[3] != found.value[3]
    assert found.derivatives["x"][[0, 2]].tolist() == [-2, 1]
    assert found.derivatives["x"][1] != found.derivatives["x"][1]


def test_deep_conditionals() -> None:
    text = "x"
    for k in range(2000):
        text = f"if(x < {k}, {k}*x, {text})"
    graph, root = built(text)
    (found,) = values_at(graph, (derive(graph, root, ("x",)),), {"x": graph.number(Fraction(1, 2))})
    assert found == Evaluated(1999.0, 0.0)


SMOOTH = (sin, cos, exp, sinh)


@given(expressions(SMOOTH, conditional=True))
def test_grown_conditionals(shape: Shape) -> None:
    """Both sweeps and the numeric differences agree, and the printed derivative reads back."""
    graph = Graph()
    builder = GraphBuilder(graph)
    try:
        root = planted(shape, builder)
    except Fault:
        return
    point = {name: graph.number(value) for name, value in POINT.items()}
    backward = reverse(graph, root, list(POINT))
    for name in graph.symbols([root]):
        node = forward(graph, root, name)
        first, second = values_at(graph, (node, backward[name]), point)
        if isinstance(first, Evaluated) and isinstance(second, Evaluated):
            assert abs(first.value - second.value) <= 1e-12 * max(1, abs(first.value)) + first.bound + second.bound
        try:
            tidied = derive(graph, root, (name,))
        except Fault:
            continue
        assert str(check(graph, root, tidied, name, point).verdict) != "disagree"
        printed = write(graph, tidied)
        again = parse(printed, builder)
        one, other = values_at(graph, (tidied, again), point)
        if isinstance(one, Evaluated) and isinstance(other, Evaluated):
            assert abs(one.value - other.value) <= one.bound + other.bound
            assert _sympy_value(printed) == pytest.approx(one.value, rel=1e-9, abs=1e-9)


def _sympy_value(text: str) -> Any:
    names = {name: sympy.Symbol(name) for name in POINT}
    tree = parse_expr(text, local_dict=names)
    return float(
        tree.subs(
            {names[name]: sympy.Rational(value.numerator, value.denominator) for name, value in POINT.items()}
        ).evalf(30)
    )
