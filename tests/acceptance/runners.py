"""Published derivatives as code, compiled or loaded and run by the tools of each language, against their 25-digit values.

``python tests/acceptance/runners.py [LANGUAGE...]`` runs every row in every language whose tools are here, and prints the table of
``docs/code.md``. ``SYMDIFF_PEERS`` names a Python that has SciPy, JAX and PyTorch, where this one has not. ``--lossy`` first lists the rows
whose published form keeps its digits and whose code does not.
"""

from __future__ import annotations

import collections
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

from symdiff.answers.derivatives import derived
from symdiff.answers.programs import language_named, programmed
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.program import Program
from symdiff.languages.table import ROWS
from symdiff.problems.opening import Opened, opened
from symdiff.problems.problem import Options, Problem

FILES = ("rubi", "feynman", "special", "optim", "peers")
ORDERS = 8
"""The evaluator's bound is for its own order of operations; powers by squares and sums in another order round a few times more."""
LOSSY = 1e-13
"""A relative error that a form has which does not keep its digits."""
PEERS = os.environ.get("SYMDIFF_PEERS", sys.executable)


@dataclass(frozen=True)
class Case:
    """A published row as a function of a language."""

    row: dict[str, Any]
    name: str
    text: str
    point: tuple[float, ...]
    """In the order of the arguments."""

    @property
    def count(self) -> int:
        """Of the outputs."""
        return 1 + len(self.row["wrt"])


def asked(row: dict[str, Any]) -> Opened:
    problem = Problem(
        row["expr"], wrt=tuple((name,) for name in row["wrt"]), variables=tuple(row["vars"]), order=row.get("order", 1)
    )
    return opened(problem, Options())


def cases(
    published: Callable[[str], list[dict[str, Any]]],
    language: str,
    share: int = 1,
    refused: collections.Counter[str] | None = None,
) -> Iterator[Case]:
    """Every row, or each of a share; refusals are counted by what they say."""
    for file in FILES:
        for number, row in enumerate(published(file)[::share]):
            if set(row["value"]) != set(row["wrt"]) or not set(row["vars"]) <= set(row["point"]):
                continue
            name = f"{file}_{number}"
            try:
                found = asked(row)
                made = programmed(found, Options(), language_named(language), name=name)
            except SymdiffError as error:
                if error.diagnostic.code == "no-code":
                    if refused is not None:
                        refused[error.diagnostic.message] += 1
                    continue
                raise
            yield Case(row, name, made.text, tuple(float(row["point"][each]) for each in made.variables))


@cache
def _bounds(text: str) -> dict[str, float]:
    """What doubles may lose in the forms that the code computes, by the evaluator's running bound."""
    row = json.loads(text)
    found = asked(row)
    graph = found.task.graph
    place = {name: graph.number(Fraction(value)) for name, value in row["point"].items()}
    entries = derived(found, Options())
    program = DoubleRun(Program(graph, [entry.node for entry in entries], place))
    result = {}
    for entry in entries:
        real = program.found(entry.node)
        result[entry.wrt[0]] = float(real[1]) if isinstance(real, tuple) else math.inf
    return result


def is_right(case: Case, name: str, value: float) -> bool:
    want = float(case.row["value"][name])
    allowed = 1e-14 * abs(want) + ORDERS * _bounds(json.dumps(case.row))[name]
    return math.isclose(value, want, rel_tol=0, abs_tol=allowed)


def wrong(found: list[Case], values: list[float]) -> list[tuple[str, str, float, str]]:
    """What is not within its bound, of the outputs of all functions in turn."""
    position = 0
    result = []
    for case in found:
        # The value of the formula comes first, and has no published number.
        for name, value in zip(case.row["wrt"], values[position + 1 : position + case.count], strict=True):
            if not is_right(case, name, value):
                result.append((case.row["id"], name, value, case.row["value"][name]))
        position += case.count
    assert position == len(values)
    return result


def lossy(found: list[Case], values: list[float]) -> list[tuple[float, str, str, str]]:
    """Outputs whose relative error is above ``LOSSY`` where the published form's is not near it, with the row and its formula."""
    position = 0
    result = []
    for case in found:
        if case.row.get("fp64_relerr", 1.0) < LOSSY / 10:
            for name, value in zip(case.row["wrt"], values[position + 1 : position + case.count], strict=True):
                want = Fraction(case.row["value"][name])
                error = math.inf if not math.isfinite(value) else float(abs(Fraction(value) - want) / (abs(want) or 1))
                if error > LOSSY:
                    result.append((error, case.row["id"], name, case.row["expr"]))
        position += case.count
    return sorted(result, reverse=True)


def ran(words: list[str], folder: Path) -> list[float]:
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return [float(line.replace("Infinity", "inf").replace("Inf", "inf")) for line in done.stdout.split()]


def in_c(found: list[Case], folder: Path, compiler: str, suffix: str) -> list[float]:
    calls = []
    for case in found:
        numbers = "".join(f"{value!r}, " for value in case.point)
        calls.append(
            f'  {{ double out[{case.count}]; {case.name}({numbers}out); for (int k = 0; k < {case.count}; k++) printf("%.17g\\n", out[k]); }}'
        )
    text = "#include <stdio.h>\n" + "".join(case.text for case in found)
    text += "using namespace symdiff;\n" if suffix == "cpp" else ""
    (folder / f"all.{suffix}").write_text(text + "int main(void) {\n" + "\n".join(calls) + "\n}\n", encoding="utf-8")
    ran([compiler, "-O1", "-Wall", "-Wextra", "-Werror", f"all.{suffix}", "-o", "all", "-lm"], folder)
    return ran(["./all"], folder)


def in_python(found: list[Case], folder: Path, start: str = "", given: str = "{}", taken: str = "each") -> list[float]:
    text = "".join(case.text for case in found)
    calls = [f"for each in {case.name}({_numbers(case, given)}): print(repr(float({taken})))" for case in found]
    (folder / "all.py").write_text(start + text + "\n".join(calls) + "\n", encoding="utf-8")
    return ran([PEERS if start else sys.executable, "-W", "ignore", "all.py"], folder)


def in_numpy(found: list[Case], folder: Path) -> list[float]:
    """Over arrays: each number must come out for the last of two points."""
    return in_python(found, folder, "import numpy as np\n", "np.array([1.0, {}])", "np.broadcast_to(each, 2)[1]")


def in_jax(found: list[Case], folder: Path) -> list[float]:
    """Traced and compiled, a share of the rows; the rest as they are."""
    start = 'import jax\nimport jax.numpy as jnp\njax.config.update("jax_enable_x64", True)\n'
    values = in_python(found, folder, start, "jnp.array([1.0, {}])", "jnp.broadcast_to(each, 2)[1]")
    some = found[::20]
    text = start + "".join(case.text for case in some)
    calls = [f"for each in jax.jit({case.name})({_numbers(case, '{}')}): print(repr(float(each)))" for case in some]
    (folder / "traced.py").write_text(text + "\n".join(calls) + "\n", encoding="utf-8")
    traced = iter(ran([PEERS, "-W", "ignore", "traced.py"], folder))
    position = 0
    for number, case in enumerate(found):
        for value in values[position : position + case.count] if number % 20 == 0 else ():
            again = next(traced)
            assert math.isclose(value, again, rel_tol=1e-9, abs_tol=1e-9) or math.isnan(value + again), case.text
        position += case.count
    return values


def in_torch(found: list[Case], folder: Path) -> list[float]:
    start = "import torch\ntorch.set_default_dtype(torch.float64)\n"
    return in_python(
        found, folder, start, "torch.tensor([1.0, {}])", "torch.broadcast_to(torch.as_tensor(each), (2,))[1]"
    )


def in_javascript(found: list[Case], folder: Path) -> list[float]:
    text = "".join(case.text for case in found)
    calls = [f"for (const each of {case.name}({_numbers(case)})) console.log(String(each))" for case in found]
    (folder / "all.mjs").write_text(text + "\n".join(calls) + "\n", encoding="utf-8")
    return ran(["node", "all.mjs"], folder)


def in_rust(found: list[Case], folder: Path) -> list[float]:
    text = "".join(case.text for case in found)
    calls = [
        f'    for each in &{case.name}({_numbers(case, "({}_f64)")}) {{ println!("{{}}", each); }}' for case in found
    ]
    (folder / "all.rs").write_text(text + "fn main() {\n" + "\n".join(calls) + "\n}\n", encoding="utf-8")
    ran(["rustc", "-Awarnings", "all.rs", "-o", "all"], folder)
    return ran(["./all"], folder)


def in_fortran(found: list[Case], folder: Path) -> list[float]:
    most = max(case.count for case in found)
    calls = []
    for case in found:
        numbers = "".join(f"{value!r}_real64, &\n    " for value in case.point)
        calls += [f"  call {case.name}({numbers}out)", f"  write(*, '(es25.17e3)') out(1:{case.count})"]
    lines = ["program all", "  use, intrinsic :: iso_fortran_env, only: real64", "  use formulas", "  implicit none"]
    lines += [f"  real(real64) :: out({most})", *calls, "end program all"]
    module = "module formulas\ncontains\n" + "".join(case.text for case in found) + "end module formulas\n"
    (folder / "all.f90").write_text(module + "\n".join(lines) + "\n", encoding="utf-8")
    ran(["gfortran", "-std=f2008", "-O1", "-Wall", "-Wno-unused-dummy-argument", "all.f90", "-o", "all"], folder)
    return ran(["./all"], folder)


def in_octave(found: list[Case], folder: Path) -> list[float]:
    for case in found:
        (folder / f"{case.name}.m").write_text(case.text, encoding="utf-8")
    calls = [f'printf("%.17g\\n", {case.name}({_numbers(case)}));' for case in found]
    (folder / "all_of_them.m").write_text("\n".join(calls) + "\n", encoding="utf-8")
    return ran(["octave", "--no-gui", "--norc", "--quiet", "all_of_them.m"], folder)


def in_r(found: list[Case], folder: Path) -> list[float]:
    calls = [f'cat(sprintf("%.17g\\n", {case.name}({_numbers(case)})), sep="")' for case in found]
    (folder / "all.R").write_text("".join(case.text for case in found) + "\n".join(calls) + "\n", encoding="utf-8")
    return ran(["Rscript", "--vanilla", "all.R"], folder)


def _numbers(case: Case, given: str = "{}") -> str:
    return ", ".join(given.format(repr(value)) for value in case.point)


RUNNERS: dict[str, tuple[str, str, Callable[[list[Case], Path], list[float]]]] = {
    "c": ("gcc", "", lambda found, folder: in_c(found, folder, "gcc", "c")),
    "c++": ("g++", "", lambda found, folder: in_c(found, folder, "g++", "cpp")),
    "python": (sys.executable, "", in_python),
    "numpy": (PEERS, "scipy", in_numpy),
    "jax": (PEERS, "jax", in_jax),
    "torch": (PEERS, "torch", in_torch),
    "javascript": ("node", "", in_javascript),
    "rust": ("rustc", "", in_rust),
    "matlab": ("octave", "", in_octave),
    "r": ("Rscript", "", in_r),
    "fortran": ("gfortran", "", in_fortran),
}
"""By language its tool, the Python package that it needs, and what runs all functions for all their outputs."""


def missing(language: str) -> str:
    """What is not here to run a language; empty where nothing is missing."""
    if language not in RUNNERS:
        return "a tool"
    tool, module, _ = RUNNERS[language]
    if shutil.which(tool) is None:
        return tool
    if module and subprocess.run([tool, "-c", f"import {module}"], capture_output=True, check=False).returncode:
        return module
    return ""


def main(languages: list[str]) -> None:
    listed = "--lossy" in languages
    languages = [name for name in languages if name != "--lossy"]
    folder = Path(os.environ.get("SYMDIFF_CASES", "../shared/cases"))

    @cache
    def published(file: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (folder / f"{file}.jsonl").read_text(encoding="utf-8").splitlines()]

    print(
        "| language | run by | functions | outputs compared | wrong | refused |\n| --- | --- | ---: | ---: | ---: | --- |"
    )
    for language in languages or [row.name for row in ROWS]:
        refused: collections.Counter[str] = collections.Counter()
        found = list(cases(published, language, refused=refused))
        reasons = collections.Counter(
            {re.sub(r"there is no code for (.*) in .*", r"\1", key): n for key, n in refused.items()}
        )
        told = f"{sum(refused.values())}: " + ", ".join(f"{name} {count}" for name, count in reasons.most_common())
        lacks = missing(language)
        if lacks:
            print(f"| `{language}` | not run: no {lacks} here | {len(found)} | | | {told} |", flush=True)
            continue
        tool, module, run = RUNNERS[language]
        with tempfile.TemporaryDirectory() as place:
            try:
                values = run(found, Path(place))
                failed = wrong(found, values)
            except AssertionError as error:
                print(f"| `{language}` | FAILED: {str(error)[-1500:]} |", flush=True)
                continue
        outputs = sum(case.count - 1 for case in found)
        print(
            f"| `{language}` | {module or Path(tool).name} | {len(found)} | {outputs} | {len(failed)} | {told} |",
            flush=True,
        )
        for each in [*failed, *(lossy(found, values) if listed else [])]:
            print(*each, file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
