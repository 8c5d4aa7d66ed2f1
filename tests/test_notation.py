"""The plain notation: what is printed is read again, by symdiff and by sympy, as the same expression."""

from __future__ import annotations

from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given
from sympy.parsing.sympy_parser import parse_expr, rationalize, standard_transformations

from symdiff import operators as op
from symdiff.differentiator import derive, forward, reverse, tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, value_at
from symdiff.evaluator.values.at_points import digits_at
from symdiff.evaluator.verdicts.equality import equal_values
from symdiff.graph import Decimal, Graph, GraphBuilder
from symdiff.graph.sharing import shared_parts
from symdiff.limits import Limits
from symdiff.notation.numerals import decimal_text
from symdiff.notation.writer import Writer, write
from symdiff.operators import Sum, sin
from symdiff.parser import Names, parse
from tests.growing import POINT, Shape, expressions, planted

SPELLED_OUT = {op.real_root}
"""Functions that are printed in terms of others, for sympy; the text means the same and is not the same node."""
AS_TYPED = expressions(tuple(row for row in op.FUNCTIONS if row not in SPELLED_OUT))
SMALL = expressions(most=6)
REFUSED = {"too-many-digits", "undefined"}
"""What is no formula although it is well-formed: a tower of whole numbers, and ``x/(0*x)``."""


def grown(shape: Shape) -> tuple[GraphBuilder, int]:
    builder = GraphBuilder(Graph())
    try:
        return builder, planted(shape, builder)
    except SymdiffError as error:
        assert error.diagnostic.code in REFUSED
        assume(False)
        raise


def point(graph: Graph) -> dict[str, int]:
    return {name: graph.number(value) for name, value in POINT.items()}


# What was typed.


@given(AS_TYPED)
def test_a_typed_text_is_read_as_the_node_it_was_written_from(shape: Shape) -> None:
    builder, node = grown(shape)
    text = write(builder.graph, node, arranged=False)
    again = parse(text, builder)
    # A sign before a number alone is read as part of the number, so one reading may be needed to settle.
    settled = write(builder.graph, again, arranged=False)
    assert parse(settled, builder) == again
    assert settled == text or "-" in text
    assert equal_values(builder.graph, node, again, point(builder.graph)).verdict != "disagree"


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "-x",
        "x - y",
        "x - (y - z)",
        "x - y*z - 2",
        "2*3*x",
        "-2*x",
        "x/y/z",
        "x/(y*z)",
        "1/x*y",
        "x*1/y",
        "1/(2*x)",
        "x/x",
        "9**9",
        "(x**y)**z",
        "x**y**z",
        "x**(-2)",
        "x**(1/3)",
        "-x**2",
        "(-x)**2",
        "2**(-x)",
        "sqrt(x)**2",
        "sqrt(x**2)",
        "0.10*x",
        "1.5e-30*x",
        "sin(x)**2 + cos(x)**2",
        "atan2(y, x)",
        "Max(x, y, 2)",
        "x*(y + 1)*(z - 1)",
        "(x + 1)/(x - 1)",
        "factorial(x)**2",
        "log(x)/log(2)",
    ],
)
def test_a_text_comes_back(text: str) -> None:
    builder = GraphBuilder(Graph())
    node = parse(text, builder)
    written = write(builder.graph, node, arranged=False)
    assert written.replace("0.10", "0.1") == text.replace("0.10", "0.1")
    assert parse(written, builder) == node


# Results.


@given(AS_TYPED)
def test_a_result_is_read_as_the_node_it_was_written_from(shape: Shape) -> None:
    builder, node = grown(shape)
    graph = builder.graph
    for result in results(graph, node):
        again = parse(write(graph, result), builder)
        assert tidy(graph, [again])[again] == result, write(graph, result)


@given(SMALL)
def test_tidying_keeps_the_value(shape: Shape) -> None:
    builder, node = grown(shape)
    graph = builder.graph
    assume(isinstance(value_at(graph, node, point(graph)), Evaluated))
    tidied = tidy(graph, [node])[node]
    assert isinstance(value_at(graph, tidied, point(graph)), Evaluated)
    assert equal_values(graph, node, tidied, point(graph)).verdict != "disagree"


@given(SMALL)
def test_the_sweeps_agree(shape: Shape) -> None:
    """Forward and reverse give the same value for each variable, or none."""
    builder, node = grown(shape)
    graph = builder.graph
    names = graph.symbols([node])
    backward = reverse(graph, node, names)
    for name in names:
        ahead = forward(graph, node, name)
        assert equal_values(graph, ahead, backward[name], point(graph)).verdict != "disagree"


@given(SMALL)
def test_sympy_reads_the_same_value(shape: Shape) -> None:
    """Formula, result and derivative, each as it is printed: sympy computes what symdiff does, to 20 digits."""
    builder, node = grown(shape)
    graph = builder.graph
    symbols = {name: sympy.Symbol(name) for name in POINT}
    where = {symbols[name]: sympy.Rational(value.numerator, value.denominator) for name, value in POINT.items()}
    for wanted, arranged in ((node, False), *((result, True) for result in results(graph, node))):
        try:
            value = digits_at(graph, wanted, point(graph), 25)
        except SymdiffError as error:
            assert error.diagnostic.code == "precision"
            continue
        if not isinstance(value, str) or abs(_exponent(value)) > 200:
            continue
        text = write(graph, wanted, arranged=arranged)
        tree = parse_expr(text, local_dict=symbols, transformations=(*standard_transformations, rationalize))
        assert tree.free_symbols <= set(symbols.values())
        theirs = tree.subs(where).evalf(40)
        ours = sympy.Float(value, 40)
        assert abs(theirs - ours) <= abs(ours) * 1e-20 or (not ours and abs(theirs) < 1e-30), (text, theirs, ours)


def results(graph: Graph, node: int) -> tuple[int, ...]:
    """What tidying makes of a node and of its derivative, where it has any value at all."""
    try:
        return tidy(graph, [node])[node], derive(graph, node, ["x"])
    except SymdiffError as error:
        assert error.diagnostic.code in REFUSED
        return ()


def _exponent(value: str) -> int:
    return int(value.partition("e")[2] or 0)


@pytest.mark.parametrize(
    "text",
    [
        "x/(sqrt(x**2)*sqrt(x**2))",
        "(x**2)**(1/2)*x*sqrt(x**2)",
        "exp(x)*exp(-x)*x**y*x**(-y)",
        "(x*y)**(z + 1)*x**(z - 1)*x**(-z)/y",
    ],
)
def test_tidying_leaves_nothing_to_tidy(text: str) -> None:
    graph, node = built(text)
    assert tidy(graph, [node])[node] == node, write(graph, node)


# Single texts.


def built(text: str, *variables: str) -> tuple[Graph, int]:
    graph = Graph()
    root = parse(text, GraphBuilder(graph), names=Names(frozenset(variables)))
    return graph, tidy(graph, [root])[root]


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("1+x", "x + 1"),
        ("3-2x+x^2", "x**2 - 2*x + 3"),
        ("-x+1", "1 - x"),
        ("y*x*2", "2*x*y"),
        ("x/2", "x/2"),
        ("3x/4", "3*x/4"),
        ("0.75x", "0.75*x"),
        ("x/(y*z)", "x/(y*z)"),
        ("x^-1", "1/x"),
        ("x^(1/2)", "sqrt(x)"),
        ("x^-0.5", "1/x**0.5"),
        ("2^-x", "2**(-x)"),
        ("(x+1)/(x-1)", "(x + 1)/(x - 1)"),
        ("exp(1)", "E"),
        ("-(x+y)", "-(x + y)"),
        ("2(x+y)", "2*(x + y)"),
        ("cbrt(x)", "cbrt(x)"),
        ("root(x, 5)", "real_root(x, 5)"),
        ("root(x, -3)", "real_root(x, -3)"),
        ("1e-30", "1e-30"),
        ("b*x+a*x", "a*x + b*x"),
        ("sin(x)cos(x)x", "x*sin(x)*cos(x)"),
    ],
)
def test_the_order_people_write(typed: str, printed: str) -> None:
    graph, node = built(typed)
    assert write(graph, node) == printed


@pytest.mark.parametrize(
    ("text", "variables", "printed"),
    [
        ("E*x", ["E"], "E*x"),
        ("exp(1)*E", ["E"], "exp(1)*E"),
        ("π*pi", ["pi"], "acos(-1)*pi"),
        ("e*x", ["e"], "e*x"),
    ],
)
def test_a_constant_whose_name_is_a_variable_is_spelled_out(text: str, variables: list[str], printed: str) -> None:
    graph, node = built(text, *variables)
    assert write(graph, node) == printed


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal(981, 100), "9.81"),
        (Decimal(-1, 2), "-0.5"),
        (Decimal(1, 10**30), "1e-30"),
        (Decimal(123, 10**40), "1.23e-38"),
        (Fraction(7), "7"),
        (Fraction(1, 1024), "0.0009765625"),
    ],
)
def test_decimals(value: Fraction, text: str) -> None:
    assert decimal_text(value) == text
    assert Fraction(text) == value


def test_a_text_past_the_bound_is_refused_however_short() -> None:
    graph = Graph(Limits(max_output=10))
    root = parse("sin(x)*cos(x)*exp(x)", GraphBuilder(graph))
    with pytest.raises(SymdiffError) as caught:
        write(graph, root)
    assert str(caught.value) == (
        "error[too-large-output]: the result is longer than 10 characters\n"
        "hint: --shared prints repeated parts once; --max-output raises the bound"
    )


def test_a_text_past_the_bound_is_refused_before_it_is_built() -> None:
    graph = Graph()
    node = graph.symbol("x")
    for _ in range(200):  # 2**200 characters
        node = graph.intern(Sum, (node, graph.intern(sin, (node,))))
    with pytest.raises(SymdiffError):
        write(graph, node)


def test_named_nodes_are_written_by_name() -> None:
    graph = Graph()
    root = parse("sin(x**2) + x**2", GraphBuilder(graph))
    (square,) = shared_parts(graph, [root])
    writer = Writer(graph, names={square: "t1"})
    assert writer.write(root) == "t1 + sin(t1)"
    assert writer.definition(square) == "x**2"
