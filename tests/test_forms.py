"""What holds for compiled files as for plain ones: budgets, depth, and every answer to the last character.

Python looks for signals and counts the depth of calls only in code that it interprets.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import symdiff.notation.writer
from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.graph.heads import Power, Product
from symdiff.limits import Limits
from symdiff.notation.writer import write
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem

ROOT = Path(__file__).parents[1]
COMPILED = not symdiff.notation.writer.__file__.endswith(".py")
WIDE = Limits(max_depth=10**6, max_nodes=10**9, max_output=10**9)
"""Bounds that leave only the time budget to end long work."""
LONG_WORK = f"""
import sys, time
from symdiff.limits import Limits
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

text = sys.stdin.read()
began = time.process_time()
report = solve(Problem(text), Options(timeout=float(sys.argv[1]), limits={WIDE!r}))
print(report.error and report.error.code, time.process_time() - began)
"""


@pytest.mark.parametrize("seconds", [0.1, 0.4])
@pytest.mark.parametrize(
    "text",
    [
        "sin(" * 10_000 + "x" + ")" * 10_000,  # the text of the derivative has 10,000 factors, the longest of 40,000 characters
        "(" * 5_000 + "x" + "+1)**2" * 5_000,
        "1/(1+" * 5_000 + "x" + ")" * 5_000,
        "*".join(f"(x**2+{i}*x+1)" for i in range(5_000)),
        "+".join(f"sin({i}*x)" for i in range(100_000)),
        "(" * 500_000 + "x" + ")" * 500_000,
    ],
    ids=["calls", "powers", "quotients", "product", "sum", "brackets"],
)  # fmt: skip
def test_long_work_ends_with_its_budget(text: str, seconds: float) -> None:
    """In a process of its own: this one's garbage collector goes through all that the tests have made.

    Two budgets, for each ends in other work: what is late by a second heeds nothing.
    """
    command = [sys.executable, "-c", LONG_WORK, str(seconds)]
    run = subprocess.run(command, input=text, stdout=subprocess.PIPE, text=True, check=True)
    code, taken = run.stdout.split()
    assert code == "time-out"
    assert float(taken) < seconds + 1.4


@pytest.mark.parametrize("text", ["sin({})", "{}**x", "x/({})", "if(x<1,{},2)"])
def test_deep_formulas_are_read_and_written(text: str) -> None:
    before, after = text.split("{}")
    deep = before * 40_000 + "x" + after * 40_000
    graph = Graph(WIDE)
    assert write(graph, parse(deep, GraphBuilder(graph), limits=WIDE))


def nested(graph: Graph, depth: int) -> int:
    """Products within products that are too long to be flattened."""
    node = graph.symbol("x")
    others = [graph.symbol(f"a{k}") for k in range(9)]
    for _ in range(depth):
        node = graph.intern(Product, (node, *others))
    return node


@pytest.mark.parametrize("depth", [20, 20_000])
def test_powers_within_powers_are_made_or_refused(depth: int) -> None:
    graph = Graph(WIDE)
    cubes = graph.symbol("x")
    for _ in range(depth):
        cubes = graph.intern(Power, (cubes, graph.number(3)))
    made: list[Callable[[], int]] = [
        lambda: graph.collect_power(nested(graph, depth), graph.number(2)),
        lambda: graph.collect_product([nested(graph, depth)] * 2),
        lambda: graph.collect_power(cubes, graph.number(3)),
    ]
    for make in made:
        if depth < 100:
            assert make() < len(graph.heads)
        else:
            with pytest.raises((RecursionError, SymdiffError)):
                make()
    assert graph.collect_power(nested(graph, 20), graph.number(2)) < len(graph.heads)  # after the refusals too


@pytest.mark.skipif(not COMPILED, reason="the plain files are tested")
@pytest.mark.parametrize("name", ["rubi", "special", "peers", "feynman", "optim", "matrix"])
def test_both_forms_answer_alike(published: Callable[[str], Any], name: str, tmp_path: Path) -> None:
    file = tmp_path / "lines.jsonl"
    with file.open("w", encoding="utf-8") as stream:
        rows = published(name)
        for row in rows[:: 1 + len(rows) // 100]:
            asked = {key: row[key] for key in ("id", "expr", "vars", "wrt")}
            stream.write(json.dumps({**asked, "at": row["point"], "expected": row["expected"]}) + "\n")
    found = []
    for folder in (ROOT, Path(symdiff.__file__).parents[1]):
        done = subprocess.run(
            [sys.executable, "-m", "symdiff", "batch", str(file), "-f", "json", "--jobs", "1"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        records = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(records) == len(file.read_text().splitlines())
        for record in records:
            del record["seconds"]
        found.append([json.dumps(record) for record in records])
    for plain, compiled in zip(*found, strict=True):
        assert plain == compiled


def test_vectors_have_a_builder_of_their_own() -> None:
    """A plain class that is made from a compiled one cannot have instances."""
    report = solve(Problem("dot(x, x)", vectors=(("x", 3),)))
    assert report.error is None
