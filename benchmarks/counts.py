"""Operation counts that no noise disturbs: operand slots, nodes, calls of Python functions, memory a line.

    python benchmarks/counts.py            the table
    python benchmarks/counts.py --check    fails where a count has grown past the one in counts.json
    python benchmarks/counts.py --write    writes counts.json, after a change that means to change them

Calls are counted by the interpreter's profiler, so they are the same on every machine with the same minor version of Python; the
check allows 2% for another version, and 15% for memory.
"""

from __future__ import annotations

import argparse
import json
import sys
import tracemalloc
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

from symdiff.differentiator import derive, gradient, reverse
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

KEPT = Path(__file__).with_name("counts.json")
ROOM = {"bytes": 1.15}
FORMULAS = (
    "-1/3*(4-sin(2*x))**(3/2)",
    "x**3*exp(-x**2/2)/(1+x)**2 + log(x)*sqrt(1+x**2)",
    "atan((1-x)/(1+x)) + 3/8*x - 1/4*cos(x)*sin(x) - 1/4*cos(x)**3*sin(x)",
    "2/3*sqrt(a+b*x)**3/b**2*(3*a-2*b*x)*log(c*x**n) - x*(a*e+(a+b*x)*log(x)**2)/(a*b*(d+e*x))",
    "1/2*(x*(7*x**2-2*x+9)/(x**4+3*x**2+1) + tanh(x)**2)**5",
)
"""The kinds of formulas that published tables hold, of 30 to 90 characters."""


def calls(work: Callable[[], Any]) -> int:
    """How many Python functions a piece of work calls, after one run that fills the caches."""
    work()
    count = 0

    def seen(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
    return count


def batch() -> None:
    for text in FORMULAS:
        solve(Problem(text, wrt=(("x",),)), Options())


def checked() -> None:
    for text in FORMULAS:
        point = dict.fromkeys("abcden", "0.75") | {"x": "1.5"}
        solve(Problem(text, wrt=(("x",),), at=(point,)), Options(text=False))


def peak() -> int:
    """The most memory in use while one of the formulas is solved, per formula."""
    batch()
    tracemalloc.start()
    try:
        batch()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def built(text: str) -> tuple[Graph, int]:
    graph = Graph()
    return graph, parse(text, GraphBuilder(graph))


def product_slots(n: int) -> int:
    """Operand slots of the value and every partial of x1*...*xn."""
    names = [f"x{i}" for i in range(1, n + 1)]
    graph, root = built("*".join(names))
    reverse(graph, root, names)
    return graph.slots


def tidied_slots(n: int) -> int:
    names = [f"x{i}" for i in range(1, n + 1)]
    graph, root = built("*".join(names))
    gradient(graph, root, names)
    return graph.slots


def nested_slots(depth: int) -> int:
    graph, _ = built("x")
    builder = GraphBuilder(graph)
    node = graph.symbol("x")
    from symdiff.operators import sin

    for _ in range(depth):
        node = builder.product((builder.call(sin, (node,)), node))
    derive(graph, node, ("x",))
    return graph.slots


def order_slots(order: int) -> int:
    graph, root = built("sin(x)*exp(x**2)/(1+x**2)")
    derive(graph, root, ("x",) * order)
    return graph.slots


def printed(order: int) -> int:
    graph, root = built("sin(x)*exp(x**2)/(1+x**2)")
    return len(write(graph, derive(graph, root, ("x",) * order)))


def counts() -> Iterable[tuple[str, int]]:
    yield "calls, five formulas, derivatives", calls(batch)
    yield "calls, five formulas, checked at a point", calls(checked)
    yield "bytes at the peak, five formulas", peak()
    for n in (50, 400, 2000):
        yield f"slots, x1*...*x{n} and its gradient", product_slots(n)
        yield f"slots, the same tidied, n = {n}", tidied_slots(n)
    for depth in (8, 1000, 2000):
        yield f"slots, e = sin(e)*e, depth {depth}", nested_slots(depth)
    for order in (1, 2, 4, 6):
        yield f"slots, order {order} of sin(x)*exp(x**2)/(1+x**2)", order_slots(order)
    for order in (1, 2, 4):
        yield f"characters printed, order {order}", printed(order)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    found = dict(counts())
    kept: dict[str, int] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    grown = []
    for name, count in found.items():
        room = next((room for kind, room in ROOM.items() if name.startswith(kind)), 1.02)
        grew = count > kept.get(name, 0) * room
        grown += [name] if grew else []
        print(f"{name:56}{count:>10,}{kept.get(name, 0):>12,}{'  GROWN' if grew and options.check else ''}")
    if options.write:
        KEPT.write_text(json.dumps(found, indent=2) + "\n")
    return int(options.check and bool(grown))


if __name__ == "__main__":
    sys.exit(main())
