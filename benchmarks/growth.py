"""How cost grows with the size of the work: seconds and operand slots, which no noise disturbs.

    python benchmarks/growth.py [--json FILE]

Every family doubles its size; a doubling may cost at most ``MOST`` times as much. Sums and products of 100,000 terms are read
from text and differentiated; ``e = sin(e)*e`` is built as a graph, because its text is exponential.
"""

from __future__ import annotations

import argparse
import gc
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations, pairwise
from pathlib import Path

from inside import rosenbrock

from symdiff.differentiator import derive, gradient, reverse
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import Product, Sum, sin
from symdiff.parser import parse

MOST = 2.3
RUNS = 7


@dataclass(frozen=True, slots=True)
class Family:
    """Works of one kind by size; each gives the graph that it filled."""

    name: str
    sizes: Sequence[int]
    work: Callable[[int], Graph]
    linear: bool = True
    """Whether a doubling must not cost more than ``MOST`` times as much."""


@dataclass(frozen=True, slots=True)
class Grown:
    name: str
    sizes: list[int]
    seconds: list[float]
    slots: list[int]
    linear: bool


def _parsed(text: str) -> tuple[Graph, int]:
    graph = Graph()
    return graph, parse(text, GraphBuilder(graph))


def _names(n: int) -> list[str]:
    return [f"x{i}" for i in range(1, n + 1)]


def product(n: int) -> Graph:
    """x1*...*xn with all its partials, as the reverse sweep leaves them."""
    graph, root = _parsed("*".join(_names(n)))
    reverse(graph, root, _names(n))
    return graph


def tidied(n: int) -> Graph:
    """The same with every partial tidied."""
    graph, root = _parsed("*".join(_names(n)))
    gradient(graph, root, _names(n))
    return graph


def nested(depth: int) -> Graph:
    graph = Graph()
    builder = GraphBuilder(graph)
    node = graph.symbol("x")
    for _ in range(depth):
        node = builder.product((builder.call(sin, (node,)), node))
    derive(graph, node, ("x",))
    return graph


def _derived(text: str) -> Graph:
    graph, root = _parsed(text)
    derive(graph, root, ("x",))
    return graph


def flat_sum(n: int) -> Graph:
    return _derived(" + ".join(f"a{i}*x" for i in range(n)))


def flat_product(n: int) -> Graph:
    return _derived("*".join(f"(x + a{i})" for i in range(n)))


def _left_deep(n: int, product: bool) -> Graph:
    graph = Graph()
    builder = GraphBuilder(graph)
    x = graph.symbol("x")
    node = x
    for i in range(n):
        leaf = builder.sum((x, graph.symbol(f"a{i}")))
        node = builder.product((node, leaf)) if product else builder.sum((node, leaf))
    derive(graph, node, ("x",))
    return graph


def left_sum(n: int) -> Graph:
    return _left_deep(n, product=False)


def left_product(n: int) -> Graph:
    return _left_deep(n, product=True)


def order(n: int) -> Graph:
    graph, root = _parsed("sin(x)*exp(x**2)/(1+x**2)")
    derive(graph, root, ("x",) * n)
    return graph


FAMILIES = (
    Family("gradient of x1*...*xn", (500, 1000, 2000, 4000), product),
    Family("the same, tidied", (500, 1000, 2000, 4000), tidied),
    Family("e = sin(e)*e, depth n", (1250, 2500, 5000, 10_000), nested),
    Family("flat sum of n terms", (12_500, 25_000, 50_000, 100_000), flat_sum),
    Family("flat product of n terms", (12_500, 25_000, 50_000, 100_000), flat_product),
    Family("left-deep sum of n terms", (12_500, 25_000, 50_000, 100_000), left_sum),
    Family("left-deep product of n terms", (12_500, 25_000, 50_000, 100_000), left_product),
    Family("order n of sin(x)*exp(x**2)/(1+x**2)", (2, 4, 8, 16, 30), order, linear=False),
)


def grow(family: Family) -> Grown:
    """The best seconds of some runs of each size in turn, and the slots."""
    best = dict.fromkeys(family.sizes, float("inf"))
    slots = dict.fromkeys(family.sizes, 0)
    for _ in range(RUNS):
        for size in family.sizes:
            gc.collect()
            begin = time.perf_counter()
            graph = family.work(size)
            best[size] = min(best[size], time.perf_counter() - begin)
            slots[size] = graph.slots
            del graph
    return Grown(family.name, list(family.sizes), list(best.values()), list(slots.values()), family.linear)


def ratios(values: Sequence[float]) -> list[float]:
    """What each doubling costs."""
    return [after / before for before, after in pairwise(values)]


def against_sympy(orders: Sequence[int] = (4, 6, 8)) -> dict[int, tuple[int, int]]:
    """Printed operations of derivatives of order n, ours and ``sympy.diff``'s."""
    from lengths import operations
    from sympy import diff, sympify

    text = "sin(x)*exp(x**2)/(1+x**2)"
    found = {}
    for n in orders:
        graph, root = _parsed(text)
        ours = write(graph, derive(graph, root, ("x",) * n))
        found[n] = operations(ours), operations(str(diff(sympify(text), "x", n)))
    return found


def operations(graph: Graph, roots: Sequence[int]) -> int:
    """Operations of two operands, powers and calls, each shared one counted once."""
    count = 0
    for node in graph.reachable(roots):
        if graph.below[node]:
            head = graph.heads[node]
            count += len(graph.below[node]) - 1 if head is Sum or head is Product else 1
    return count


BOUNDED = {
    "x1*...*x400": "*".join(_names(400)),
    "Rosenbrock, 100 variables": rosenbrock(100),
    "log(sum of exp(xi)), 100 terms": "log(" + " + ".join(f"exp({name})" for name in _names(100)) + ")",
    "sum of sin(xi*xj), 20 variables": " + ".join(f"sin({a}*{b})" for a, b in combinations(_names(20), 2)),
    "tanh of a linear form, 200 variables": "tanh(" + " + ".join(f"w{i}*{n}" for i, n in enumerate(_names(200))) + ")",
}


def bound() -> dict[str, tuple[int, int, int]]:
    """Per formula the operations of the value alone, of value and gradient as the reverse sweep leaves them, and tidied."""
    found = {}
    for name, text in BOUNDED.items():
        graph, root = _parsed(text)
        names = [each for each in graph.symbols([root]) if each.startswith("x")]
        raw = operations(graph, [root, *reverse(graph, root, names).values()])
        tidy = operations(graph, [root, *gradient(graph, root, names).values()])
        found[name] = operations(graph, [root]), raw, tidy
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    results = []
    for family in FAMILIES:
        found = grow(family)
        results.append(asdict(found))
        print(f"\n{found.name}\n{'n':>10}{'seconds':>10}{'ratio':>8}{'slots':>12}{'ratio':>8}")
        times, sizes = [0.0, *ratios(found.seconds)], [0.0, *ratios(found.slots)]
        for n, seconds, time_ratio, slots, slot_ratio in zip(
            found.sizes, found.seconds, times, found.slots, sizes, strict=True
        ):
            print(f"{n:>10,}{seconds:>10.4f}{time_ratio:>8.2f}{slots:>12,}{slot_ratio:>8.2f}", flush=True)
    printed = against_sympy()
    for n, (ours, theirs) in printed.items():
        print(f"order {n}: {ours} operations printed, sympy.diff {theirs}")
    bounds = bound()
    for name, (alone, raw, tidy) in bounds.items():
        print(
            f"{name}: value {alone} operations, with the gradient {raw} ({raw / alone:.2f}), tidied {tidy / alone:.2f}"
        )
    if options.json:
        kept = {"families": results, "orders": printed, "bound": bounds}
        options.json.write_text(json.dumps(kept, indent=2) + "\n")


if __name__ == "__main__":
    main()
