"""The node store: interning, canonical construction, bounds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from symdiff import operators as op
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.graph import Decimal, Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.notation.writer import write
from symdiff.operators import Power, Product, Sum


@pytest.fixture
def graph() -> Graph:
    return Graph()


def test_equal_expressions_are_one_node(graph: Graph) -> None:
    x, y = graph.symbol("x"), graph.symbol("y")
    assert graph.intern(Sum, (x, y)) == graph.intern(Sum, (x, y))
    assert graph.intern(Sum, (x, y)) != graph.intern(Sum, (y, x))


def test_equal_fractions_are_one_node_whatever_object_holds_them(graph: Graph) -> None:
    first = graph.number(Fraction(1, 3))
    assert [graph.number(Fraction(number, 3 * number)) for number in range(1, 50)] == [first] * 49
    assert graph.number(Decimal(1, 4)) != graph.number(Fraction(1, 4)) == graph.number(Fraction(2, 8))


def test_operands_come_before_what_is_made_of_them(graph: Graph) -> None:
    x = graph.symbol("x")
    root = graph.intern(Power, (graph.intern(Sum, (x, graph.one)), graph.number(2)))
    order = graph.reachable([root])
    assert order == sorted(order)
    assert order[-1] == root


def test_a_decimal_stays_apart_from_the_equal_fraction(graph: Graph) -> None:
    assert graph.number(Decimal("0.5")) != graph.number(Fraction(1, 2))
    assert write(graph, graph.number(Decimal("0.5"))) == "0.5"
    assert write(graph, graph.number(Fraction(1, 2))) == "1/2"


def test_typed_construction_folds_nothing(graph: Graph) -> None:
    builder = GraphBuilder(graph)
    x = builder.symbol("x")
    root = builder.product((x, builder.power(x, builder.number(-1)), builder.number(1)))
    assert graph.heads[root] is Product
    assert write(graph, root, arranged=False) == "x/x*1"


@pytest.mark.parametrize(
    ("terms", "text"),
    [
        (["x", "x"], "2*x"),
        (["x", 2, "y", 3], "x + y + 5"),
        ([1, -1], "0"),
        ([Fraction(1, 2), Fraction(1, 2)], "1"),
        ([Decimal("0.1"), Decimal("0.2")], "0.3"),
        ([Decimal("0.1"), Fraction(1, 3)], "13/30"),
    ],
)
def test_collect_sum(graph: Graph, terms: list[str | int | Fraction], text: str) -> None:
    nodes = [graph.symbol(term) if isinstance(term, str) else graph.number(term) for term in terms]
    assert write(graph, graph.collect_sum(nodes)) == text


def test_a_number_times_a_sum_is_multiplied_out_inside_a_sum(graph: Graph) -> None:
    x = graph.symbol("x")
    doubled = graph.collect_product((graph.number(2), graph.collect_sum((x, graph.one))))
    assert write(graph, doubled) == "2*(x + 1)"
    assert write(graph, graph.collect_sum((doubled, graph.number(-2)))) == "2*x"


def test_a_decimal_times_a_number_in_a_sum_stays_a_decimal(graph: Graph) -> None:
    inside = graph.intern(Sum, (graph.symbol("x"), graph.minus_one))
    term = graph.intern(Product, (graph.number(Decimal("0.2")), inside))
    assert write(graph, graph.collect_sum([term])) == "0.2*x - 0.2"


@pytest.mark.parametrize(
    ("base", "exponent", "text"),
    [
        (4, Fraction(1, 2), "2"),
        (8, Fraction(1, 2), "2*sqrt(2)"),
        (8, Fraction(2, 3), "4"),
        (Fraction(4, 9), Fraction(-1, 2), "3/2"),
        (2, -3, "1/8"),
        (-1, Fraction(1, 2), "sqrt(-1)"),
        (10, Fraction(1, 2), "sqrt(10)"),
        (2, 10**9, "2**1000000000"),
    ],
)
def test_powers_of_numbers(graph: Graph, base: int | Fraction, exponent: int | Fraction, text: str) -> None:
    expected = text.replace("2*sqrt(2)", "sqrt(8)")
    assert write(graph, graph.collect_power(graph.number(base), graph.number(exponent))) == expected


def test_equal_bases_are_collected(graph: Graph) -> None:
    x, n = graph.symbol("x"), graph.symbol("n")
    lower = graph.collect_power(x, graph.collect_sum((n, graph.minus_one)))
    assert write(graph, graph.collect_product((x, lower))) == "x**n"
    assert write(graph, graph.collect_product((x, x, graph.collect_power(x, graph.number(-3))))) == "1/x"


def test_a_root_of_an_even_power_is_an_absolute_value(graph: Graph) -> None:
    square = graph.collect_power(graph.symbol("x"), graph.number(2))
    assert write(graph, graph.collect_power(square, graph.number(Fraction(1, 2)))) == "abs(x)"


def test_different_exponentials_are_not_merged(graph: Graph) -> None:
    x = graph.symbol("x")
    inner = graph.collect_call(op.exp, (x,))
    outer = graph.collect_call(op.exp, (inner,))
    assert write(graph, graph.collect_product((inner, outer))) == "exp(x)*exp(exp(x))"
    assert write(graph, graph.collect_product((inner, inner, outer))) == "exp(exp(x))*exp(2*x)"


@pytest.mark.parametrize("row", [row for row in op.FUNCTIONS if row.parity], ids=lambda row: row.name)
def test_parity_of_a_row_is_true_of_its_values(row: op.Operator) -> None:
    function = DOUBLES.function(row)
    for point in row.sample[0]:
        middle = (point + sum(row.sample[0])) / 3
        try:
            mirrored = function(-middle)
        except ValueError:
            continue
        assert mirrored == pytest.approx(row.parity * function(middle), rel=1e-14)


def test_a_constant_power_past_the_bound_is_refused_before_it_is_computed(graph: Graph) -> None:
    builder = GraphBuilder(graph)
    nine = builder.number(9)
    with pytest.raises(SymdiffError) as caught:
        builder.power(nine, builder.power(nine, nine))
    assert str(caught.value) == (
        "error[too-many-digits]: an exact number here would have about 369,693,099 digits, more than 4,000\n"
        "hint: raise the bound with --max-digits"
    )


def test_a_factorial_past_the_bound_is_refused(graph: Graph) -> None:
    builder = GraphBuilder(graph)
    with pytest.raises(SymdiffError, match="an exact number here would have about"):
        builder.call(op.factorial, (builder.number(10**10),))
    assert builder.call(op.factorial, (builder.number(900),))


def test_the_node_bound_names_its_option() -> None:
    graph = Graph(Limits(max_nodes=10))
    with pytest.raises(SymdiffError) as caught:
        graph.intern(Sum, tuple(graph.symbol(f"x{k}") for k in range(9)))
    assert str(caught.value) == (
        "error[too-many-nodes]: the expression needs more than 10 operand slots\nhint: raise the bound with --max-nodes"
    )


def test_a_division_by_zero_is_refused_where_it_is_written_and_where_it_arises(graph: Graph) -> None:
    builder = GraphBuilder(graph)
    x = builder.symbol("x")
    message = (
        "error[undefined]: this divides by zero, whatever the variables are\nhint: the formula has no value anywhere"
    )
    with pytest.raises(SymdiffError) as typed:
        builder.product((x, builder.power(builder.number(0), builder.number(-1))))
    with pytest.raises(SymdiffError) as collected:
        graph.collect_power(graph.zero, graph.minus_one)
    assert str(typed.value) == str(collected.value) == message


def test_names_of_constants_give_way_to_variables() -> None:
    graph = Graph()
    builder = GraphBuilder(graph)
    root = builder.product(
        (builder.symbol("E"), builder.call(op.log, (builder.constant("E"),)), builder.constant("pi"))
    )
    assert write(graph, root, arranged=False) == "E*log(exp(1))*pi"
