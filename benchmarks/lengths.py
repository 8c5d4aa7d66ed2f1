"""How long derivatives are as text: operators and calls in ours and in sympy's, on published formulas.

    python benchmarks/lengths.py [--worst N] [FILE ...]

Both texts are counted the same way, as the trees that Python reads them as: each binary or unary operator and each call is one.
"""

from __future__ import annotations

import argparse
import ast
import json
import math
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import sympy
from sympy.parsing.sympy_parser import parse_expr

from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

CASES = Path(os.environ.get("SYMDIFF_CASES") or Path(__file__).parents[2] / "shared" / "cases")


def operations(text: str) -> int:
    """Operators and calls of a formula's text."""
    return sum(isinstance(node, ast.BinOp | ast.UnaryOp | ast.Call) for node in ast.walk(ast.parse(text, mode="eval")))


def pairs(rows: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str, str, str]]:
    """Per row and variable: id, formula, our derivative and sympy's."""
    for row in rows:
        symbols = {name: sympy.Symbol(name) for name in row["vars"]}
        formula = parse_expr(row["expr"], local_dict=symbols)
        order = row.get("order", 1)
        problem = Problem(
            row["expr"], wrt=tuple((name,) for name in row["wrt"]), order=order, variables=tuple(row["vars"])
        )
        report = solve(problem, Options())
        for name, derivative in zip(row["wrt"], report.derivatives, strict=True):
            yield row["id"], row["expr"], derivative.expression or "", str(sympy.diff(formula, symbols[name], order))


def ratio(ours: str, theirs: str) -> float:
    """Our operations over theirs; a result without any counts as one."""
    return max(1, operations(ours)) / max(1, operations(theirs))


def published(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", default=["rubi", "peers"])
    parser.add_argument("--worst", type=int, default=0, help="show so many of the longest in proportion")
    options = parser.parse_args()
    found = [
        (ratio(ours, theirs), key, text, ours, theirs)
        for name in options.files
        for key, text, ours, theirs in pairs(published(name))
        if "Derivative" not in theirs
    ]
    mean = math.exp(sum(math.log(each[0]) for each in found) / len(found))
    over = sum(each[0] > 2 for each in found)
    print(f"{len(found)} derivatives: geometric mean of the ratio {mean:.4f}, over 2: {over} ({over / len(found):.2%})")
    for each in sorted(found, reverse=True)[: options.worst]:
        print(f"{each[0]:.2f} {each[1]}\n  f  {each[2]}\n  us {each[3]}\n  sp {each[4]}")


if __name__ == "__main__":
    main()
