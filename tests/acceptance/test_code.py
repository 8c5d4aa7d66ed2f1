"""Generated code, compiled and run: the numbers of published derivatives in every language whose tools are here."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from symdiff.answers.derivatives import derived
from symdiff.answers.programs import language_named, programmed
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.calculation import Calculation
from symdiff.evaluator.arithmetic.program import Program
from symdiff.languages.table import ROWS
from symdiff.languages.writing import Program as Written
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

SHARE = 1 if os.environ.get("SYMDIFF_CODE") else 9
"""Every ninth published row in CI; SYMDIFF_CODE=all takes all."""
Case = tuple[dict[str, Any], Written, list[str]]
ORDERS = 8
"""The evaluator's bound is for its own order of operations; powers by squares and sums in another order round a few times more."""


def made(row: dict[str, Any], language: str, name: str) -> tuple[Written, list[str]] | None:
    """The function of a published row and the names of its arguments; None where the language lacks a function."""
    problem = Problem(row["expr"], wrt=tuple((name,) for name in row["wrt"]), variables=tuple(row["vars"]))
    found = opened(problem, Options())
    try:
        program = programmed(found, Options(), language_named(language), name=name)
    except SymdiffError as error:
        assert error.diagnostic.code == "no-code", row["id"]
        return None
    return program, found.task.graph.symbols(found.task.roots)


def cases(published: Callable[[str], list[dict[str, Any]]], language: str) -> Iterator[Case]:
    for file in ("rubi", "feynman", "special", "optim"):
        for number, row in enumerate(published(file)[::SHARE]):
            found = made(row, language, f"{file}_{number}") if row.get("order", 1) == 1 else None
            if found is not None and sorted(found[1]) == sorted(row["point"]):
                yield row, *found


def point(row: dict[str, Any], names: list[str]) -> list[float]:
    return [float(row["point"][name]) for name in names]


def bounds(row: dict[str, Any]) -> dict[str, float]:
    """What doubles may lose in the forms that the code computes, by the evaluator's running bound."""
    problem = Problem(row["expr"], wrt=tuple((name,) for name in row["wrt"]), variables=tuple(row["vars"]))
    found = opened(problem, Options())
    graph = found.task.graph
    place = {name: graph.number(Fraction(value)) for name, value in row["point"].items()}
    entries = derived(found, Options())
    program = Calculation(Program(graph, [entry.node for entry in entries], place))
    result = {}
    for entry in entries:
        real = program.found(entry.node)
        result[entry.wrt[0]] = float(real[1]) if isinstance(real, tuple) else math.inf
    return result


def tell(row: dict[str, Any], name: str, value: float) -> None:
    want = float(row["value"][name])
    allowed = 1e-14 * abs(want) + ORDERS * bounds(row)[name]
    assert math.isclose(value, want, rel_tol=0, abs_tol=allowed), (row["id"], name, value, want)


def ran(words: list[str], folder: Path) -> str:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def in_c(found: list[Case], folder: Path, compiler: str, suffix: str) -> list[float]:
    calls = []
    for row, program, names in found:
        function = re.search(r"^void (\w+)\(.*double out\[(\d+)\]\)$", program.text, re.MULTILINE)
        assert function is not None
        numbers = "".join(f"{value!r}, " for value in point(row, names))
        calls.append(
            f'  {{ double out[{function[2]}]; {function[1]}({numbers}out); for (int k = 1; k < {function[2]}; k++) printf("%.17g\\n", out[k]); }}'
        )
    text = "#include <stdio.h>\n" + "".join(program.text for _, program, _ in found)
    (folder / f"all.{suffix}").write_text(text + "int main(void) {\n" + "\n".join(calls) + "\n}\n", encoding="utf-8")
    ran([compiler, "-O1", "-Wall", "-Werror", "-Wno-unused", f"all.{suffix}", "-o", "all", "-lm"], folder)
    return [float(line) for line in ran(["./all"], folder).split()]


def in_python(found: list[Case], folder: Path) -> list[float]:
    text = "".join(program.text for _, program, _ in found)
    calls = [
        f"for each in {_function(program)}({_numbers(row, names)})[1:]: print(repr(float(each)))"
        for row, program, names in found
    ]
    (folder / "all.py").write_text(text + "\n".join(calls) + "\n", encoding="utf-8")
    return [float(line) for line in ran([sys.executable, "-W", "ignore", "all.py"], folder).split()]


def in_javascript(found: list[Case], folder: Path) -> list[float]:
    text = "".join(program.text for _, program, _ in found)
    calls = [
        f"for (const each of {_function(program)}({_numbers(row, names)}).slice(1)) console.log(String(each))"
        for row, program, names in found
    ]
    (folder / "all.mjs").write_text(text + "\n".join(calls) + "\n", encoding="utf-8")
    return [float(line.replace("Infinity", "inf")) for line in ran(["node", "all.mjs"], folder).split()]


def in_rust(found: list[Case], folder: Path) -> list[float]:
    text = "".join(program.text for _, program, _ in found)
    calls = []
    for row, program, names in found:
        numbers = ", ".join(f"({value!r}_f64)" for value in point(row, names))
        calls.append(f'    for each in &{_function(program)}({numbers})[1..] {{ println!("{{}}", each); }}')
    (folder / "all.rs").write_text(text + "fn main() {\n" + "\n".join(calls) + "\n}\n", encoding="utf-8")
    ran(["rustc", "-Awarnings", "all.rs", "-o", "all"], folder)
    return [float(line) for line in ran(["./all"], folder).split()]


def _function(program: Written) -> str:
    found = re.search(r"^(?:def|export function|pub fn) (\w+)\(", program.text, re.MULTILINE)
    assert found is not None
    return found[1]


def _numbers(row: dict[str, Any], names: list[str]) -> str:
    return ", ".join(map(repr, point(row, names)))


RUNNERS: dict[str, tuple[str, Callable[[list[Case], Path], list[float]]]] = {
    "c": ("gcc", lambda found, folder: in_c(found, folder, "gcc", "c")),
    "c++": ("g++", lambda found, folder: in_c(found, folder, "g++", "cpp")),
    "python": (sys.executable, in_python),
    "numpy": (sys.executable, in_python),
    "javascript": ("node", in_javascript),
    "rust": ("rustc", in_rust),
}


@pytest.mark.parametrize("language", RUNNERS)
def test_published_derivatives(published, language: str, tmp_path: Path) -> None:
    tool, run = RUNNERS[language]
    if shutil.which(tool) is None:
        pytest.skip(f"{tool} is not here to run {language}")
    if language == "numpy":
        pytest.importorskip("scipy", reason="NumPy has no special functions; SciPy has them")
    found = list(cases(published, language))
    assert len(found) > 60
    asked = [(row, name) for row, _, _ in found for name in row["wrt"]]
    for (row, name), value in zip(asked, run(found, tmp_path), strict=True):
        tell(row, name, value)


@pytest.mark.parametrize("language", [row.name for row in ROWS])
def test_every_language_writes_and_says_what_it_lacks(published, language: str) -> None:
    """Rows are written for all published formulas of physics, the same from run to run; a refusal names function and language."""
    for row in published("feynman"):
        found = made(row, language, "f")
        if found is not None:
            again = made(row, language, "f")
            assert again is not None
            assert json.dumps(found[0].text) == json.dumps(again[0].text)
