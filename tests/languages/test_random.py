"""Formulas by chance over the table of operators: what C and NumPy compute is within the stated bound of the evaluator's values."""

from __future__ import annotations

import math
import random
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest

from symdiff.answers.derivatives import derived
from symdiff.answers.programs import language_named, programmed
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.program import Program
from symdiff.operators import FUNCTIONS
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

COUNT = 150
PLACE = {"x": "0.8125", "y": "1.6875"}
OF_ONE = [row.name for row in FUNCTIONS if row.arity == (1, 1)]
OF_TWO = [
    "{} + {}",
    "{} - {}",
    "({})*({})",
    "({})/({})",
    "max({}, {})",
    "min({}, {})",
    "mod({}, {})",
    "atan2({}, {})",
    "hypot({}, {})",
]


def formula(chance: random.Random, depth: int) -> str:
    """A formula of operators by chance."""
    if not depth or chance.random() < 0.1:
        return chance.choice(["x", "y", "x", "y", "2", "0.3", "pi", "7/3"])
    below = [formula(chance, depth - 1) for _ in range(2)]
    way = chance.random()
    if way < 0.4:
        return f"{chance.choice(OF_ONE)}({below[0]})"
    if way < 0.5:
        return f"({below[0]})^{chance.choice(['2', '3', '(-1)', '(1/2)', '(2/3)', '5'])}"
    if way < 0.55:
        return f"Piecewise(({below[0]}, x < {below[1]}), ({below[1]}, True))"
    return chance.choice(OF_TWO).format(*below)


def cases(language: str) -> list[tuple[str, str, list[tuple[float, float]]]]:
    """Formulas with their code, and of each output the evaluator's value and what it may be off by; nan and no bound are passed over."""
    chance = random.Random(11)
    found = []
    box = ",".join(f"{name}={value}" for name, value in PLACE.items())
    while len(found) < COUNT:
        text = formula(chance, chance.randint(1, 4))
        try:
            problem = opened(Problem(text, wrt=(("x",), ("y",))), Options())
        except SymdiffError as error:
            assert error.diagnostic.code != "internal", text
            continue
        variables = problem.task.graph.symbols(problem.task.roots)
        part = ",".join(each for each in box.split(",") if each[0] in variables)
        try:
            made = programmed(problem, Options(), language_named(language), name=f"f{len(found)}", box=part or None)
        except SymdiffError as error:
            assert error.diagnostic.code != "internal", text
            continue
        graph = problem.task.graph
        place = {name: graph.number(Fraction(value)) for name, value in PLACE.items()}
        nodes = [*problem.task.roots, *(entry.node for entry in derived(problem, Options()))]
        calculation = DoubleRun(Program(graph, nodes, place))
        allowed = [float(each) for each in re.findall(r"absolute error <= (\S+)", made.text)]
        stated = re.findall(r"output (\d+): absolute error <= (\S+)", made.text)
        bounds = {int(number): float(bound) for number, bound in stated}
        wanted = []
        for number, node in enumerate(nodes):
            value = calculation.found(node)
            known = isinstance(value, tuple) and number in bounds
            wanted.append((float(value[0]), bounds[number] + float(value[1])) if known else (math.nan, math.inf))
        assert len(allowed) == len(bounds)
        if variables == ["x", "y"]:
            found.append((text, made.text, wanted))
    return found


def compare(found: list[tuple[str, str, list[tuple[float, float]]]], values: list[float]) -> None:
    position = compared = 0
    for text, _, wanted in found:
        for number, (value, allowed) in enumerate(wanted):
            got = values[position]
            position += 1
            if allowed < math.inf:
                assert abs(got - value) <= allowed, (text, number, got, value, allowed)
                compared += 1
    assert position == len(values)
    assert compared > position // 2


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not here")
def test_c(tmp_path: Path) -> None:
    found = cases("c")
    calls = "".join(
        f'{{ double out[3]; f{k}(0.8125, 1.6875, out); for (int k = 0; k < 3; k++) printf("%a\\n", out[k]); }}\n'
        for k in range(len(found))
    )
    text = "#include <stdio.h>\n" + "".join(code for _, code, _ in found) + f"int main(void) {{\n{calls}}}\n"
    (tmp_path / "all.c").write_text(text, encoding="utf-8")
    subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "all.c", "-o", "all", "-lm"], cwd=tmp_path, check=True)
    done = subprocess.run(["./all"], cwd=tmp_path, capture_output=True, text=True, check=True)
    compare(found, [float.fromhex(line) for line in done.stdout.split()])


def test_numpy() -> None:
    numpy = pytest.importorskip("numpy")
    found = [case for case in cases("numpy") if "scipy" not in case[1]]
    values = []
    for number, (_, code, _) in enumerate(found):
        there: dict[str, object] = {}
        exec(code, there)
        function = next(there[name] for name in there if re.fullmatch(r"f\d+", name))
        assert callable(function), number
        with numpy.errstate(all="ignore"):
            values += [float(each) for each in function(0.8125, 1.6875)]
    compare(found, values)
