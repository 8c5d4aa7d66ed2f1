"""How the work grows: operand slots of gradients, nested and long formulas, and high orders. Counts, no times but one."""

from __future__ import annotations

import importlib.util
import time
from pathlib import Path
from typing import Any

import pytest
import sympy

from symdiff.answers.derivatives import share
from symdiff.differentiator import derive, gradient, reverse
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.operators import sin
from symdiff.parser import parse

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
LONG = Limits(max_nodes=50_000_000)


def _load(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def built(text: str) -> tuple[Graph, int]:
    graph = Graph(LONG)
    return graph, parse(text, GraphBuilder(graph), limits=LONG)


@pytest.mark.parametrize("n", [50, 400, 2000])
def test_value_and_gradient_of_a_product(n: int) -> None:
    """At most four operations a factor, a node of k operands being k - 1 operations; Baur and Strassen's bound is five."""
    names = [f"x{i}" for i in range(1, n + 1)]
    graph, root = built("*".join(names))
    partials = reverse(graph, root, names)
    nodes = graph.reachable([root, *partials.values()])
    operations = sum(len(graph.operands[node]) - 1 for node in nodes if graph.heads[node].arity != (0, 0))
    assert operations <= 4 * n
    assert graph.slots <= 8 * n


def slots_of_gradient(n: int) -> int:
    names = [f"x{i}" for i in range(1, n + 1)]
    graph, root = built("*".join(names))
    gradient(graph, root, names)
    return graph.slots


def slots_of_nest(depth: int) -> int:
    graph = Graph(LONG)
    builder = GraphBuilder(graph)
    node = graph.symbol("x")
    for _ in range(depth):
        node = builder.product((builder.call(sin, (node,)), node))
    derive(graph, node, ("x",))
    return graph.slots


def slots_of_sum(n: int) -> int:
    graph, root = built(" + ".join(f"{k}*x**{k % 7}" for k in range(1, n + 1)))
    derive(graph, root, ("x",))
    return graph.slots


def slots_of_left_deep_sum(n: int) -> int:
    graph, root = built("(" * n + "x" + "".join(f" + sin({k}*x))" for k in range(1, n + 1)))
    derive(graph, root, ("x",))
    return graph.slots


def slots_of_equal_factors(n: int) -> int:
    graph, root = built("*".join(["sin(x)"] * n))
    derive(graph, root, ("x",))
    return graph.slots


@pytest.mark.parametrize(
    ("slots", "first", "last"),
    [
        (slots_of_gradient, 250, 4000),
        (slots_of_nest, 8, 8192),
        (slots_of_sum, 6250, 100_000),
        (slots_of_left_deep_sum, 1250, 10_000),
        (slots_of_equal_factors, 6250, 100_000),
    ],
)
def test_slots_are_linear(slots: Any, first: int, last: int) -> None:
    """At most 2.3 times as many for twice the size."""
    before = slots(first)
    size = 2 * first
    while size <= last:
        now = slots(size)
        assert now <= 2.3 * before, size
        before, size = now, 2 * size


SWELLING = "sin(x)*exp(x**2)/(1+x**2)"


@pytest.mark.parametrize("order", [4, 6, 8])
@pytest.mark.parametrize(
    "text",
    [
        SWELLING,
        "exp(x**2)*cos(x)",
        "exp(-x**2)*sin(3*x)/(1+x)",
        "1/(1+x**2)",
        "sin(x)**5",
        "x**x",
        "tan(x)",
        "sqrt(1+x**2)",
    ],
)
def test_high_orders_do_not_swell(text: str, order: int) -> None:
    """Printed with --shared, at most as many operations as sympy's own derivative."""
    operations = _load("lengths").operations
    graph, root = built(text)
    definitions, (result,) = share(graph, [derive(graph, root, ("x",) * order)], ["x"])
    ours = sum(operations(part) for _, part in definitions) + operations(result)
    assert ours <= operations(str(sympy.diff(sympy.sympify(text), sympy.Symbol("x"), order)))


@pytest.mark.usefixtures("own_heap")
def test_slots_are_polynomial_in_the_order() -> None:
    """The derivative of order n has terms x**i*(1 + x**2)**-j*sin or cos: no more than n**2 of them, each n times."""
    slots = {}
    for order in (8, 15, 30):
        graph, root = built(SWELLING)
        began = time.process_time()
        derive(graph, root, ("x",) * order)
        slots[order] = graph.slots
    assert slots[15] <= 2**3.5 * slots[8]
    assert slots[30] <= 2**3.5 * slots[15]
    assert time.process_time() - began <= 2.0
