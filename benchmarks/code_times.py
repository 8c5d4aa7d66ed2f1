"""Run time of generated C, ours beside that of CasADi and of sympy's codegen: value and gradient of the same formulas, in one run.

``SYMDIFF_CASES=FOLDER PYTHONPATH=. python benchmarks/code_times.py [feynman] [large]`` in an environment with both, and ``cc``. Each function stands in a file of
its own, compiled with ``-O2``, and is called 1,000,000 times at two points in turn; makers take turns, and of ``ROUNDS`` rounds the least processor time counts.
``CALLS=N`` calls another number of times.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import casadi
import sympy
from code_operations import FOLDER, casadi_function
from sympy.utilities.codegen import codegen

from symdiff.answers.programs import Outputs, language_named, programmed
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

CALLS = int(os.environ.get("CALLS", "1000000"))
ROUNDS = 7
MAKERS = ("symdiff", "casadi", "sympy")
MAIN = """\
#define _POSIX_C_SOURCE 199309L
#include <stdio.h>
#include <time.h>
%(declared)s
static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec + 1e-9*now.tv_nsec;
}
static const double in[2][%(arguments)d] = {{%(first)s}, {%(second)s}};
static double out[%(outputs)d], w[%(work)d];
int main(void)
{
    double best[%(makers)d];
    for (int k = 0; k < %(makers)d; k++) best[k] = 1e300;
    for (int round = 0; round < %(rounds)d; round++) {
        double start;
%(timed)s
    }
    for (int k = 0; k < %(makers)d; k++) printf("%%.17g\\n", best[k]);
    return 0;
}
"""
TIMED = """\
        start = seconds();
        for (long k = 0; k < %(calls)d; k++) { const double *x = in[k & 1]; %(call)s }
        start = seconds() - start;
        if (start < best[%(maker)d]) best[%(maker)d] = start;
"""


def times(
    problem: Problem, formula: sympy.Expr, by: Sequence[sympy.Symbol], points: Sequence[Sequence[float]], hessian: bool = False, makers: Sequence[str] = MAKERS,
    calls: int = CALLS,
) -> list[float]:  # fmt: skip
    """The least seconds of each maker's function of value and gradient, or of the Hessian alone."""
    names = [str(each) for each in by]
    many = len(names) > 20  # so many arguments stand in an array
    found = opened(problem, Options())
    made = programmed(
        found,
        Options(),
        language_named("c"),
        name="ours",
        array=many,
        outputs=Outputs(values=not hessian, sparse=hessian),
    )
    function = casadi_function(formula, by, hessian)
    places = [f"x[{names.index(each)}]" for each in made.variables]
    calling = {
        "symdiff": "ours(x, out);" if many else f"ours({', '.join([*places, 'out'])});",
        "casadi": "const double *a[1] = {x}; double *r[2] = {out, out + 1}; f(a, r, 0, w, 0);",
        "sympy": f"theirs({', '.join([*(f'x[{k}]' for k in range(len(names)))])}, out);",
    }
    count = len(made.outputs) + 2 * len(names) ** 2 * hessian
    values = [f"double {each}" for each in names]
    declared = [
        f"void ours({'const double*, double*' if many else ', '.join(['double'] * len(places) + ['double*'])});",
        "int f(const double**, double**, long long*, double*, int);",
        f"void theirs({', '.join(values)}, double*);" if "sympy" in makers else "",
    ]
    timed = [TIMED % {"calls": calls, "call": calling[each], "maker": k} for k, each in enumerate(makers)]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "ours.c").write_text(made.text)
        generator = casadi.CodeGenerator("f.c", {"with_header": False})
        generator.add(function)
        generator.generate(f"{folder}/")
        files = ["ours.c", "f.c", "main.c"]
        if "sympy" in makers:
            # Arguments in this order, and no index of ours among them.
            out = sympy.MatrixSymbol("out", 1 + len(by), 1)
            whole = sympy.Eq(out, sympy.Matrix([formula, *(formula.diff(each) for each in by)]))
            ((_, text), _) = codegen(("theirs", whole), "C99", header=False, argument_sequence=[*by, out])
            (Path(folder) / "theirs.c").write_text(text.replace('#include "theirs.h"', ""))
            files.append("theirs.c")
        first, second = (", ".join(map(repr, each)) for each in points)
        (Path(folder) / "main.c").write_text(
            MAIN
            % {
                "declared": "\n".join(declared),
                "arguments": len(names),
                "first": first,
                "second": second,
                "outputs": count,
                "work": 1 + function.sz_w(),
                "makers": len(makers),
                "rounds": ROUNDS,
                "timed": "\n".join(timed),
            }
        )
        subprocess.run(["cc", "-O2", "-std=gnu99", *files, "-o", "run", "-lm"], cwd=folder, check=True)
        done = subprocess.run(["./run"], cwd=folder, check=True, capture_output=True, text=True)
    return [float(each) for each in done.stdout.split()]


def feynman() -> None:
    """The published formulas of physics."""
    logs = []
    for line in (FOLDER / "feynman.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        names = {name: sympy.Symbol(name) for name in row["vars"]}
        formula = sympy.sympify(row["expr"], locals=names)
        by = [names[name] for name in row["wrt"]]
        if set(row["vars"]) != set(row["wrt"]) or set(row["vars"]) - set(row["point"]):
            print(row["id"], "passed over")
            continue
        point = [float(row["point"][name]) for name in row["wrt"]]
        problem = Problem(row["expr"], wrt=tuple((name,) for name in row["wrt"]), variables=tuple(row["vars"]))
        found = times(problem, formula, by, (point, [value * 1.015625 for value in point]))
        ratio = found[0] / min(found[1:])
        logs.append(math.log(ratio))
        print(row["id"], *(f"{1e9 * each / CALLS:.1f}" for each in found), f"{ratio:.2f}", flush=True)
    print(
        f"{len(logs)} formulas: nanoseconds of {', '.join(MAKERS)}; geometric mean {math.exp(sum(logs) / len(logs)):.3f}"
    )


def large() -> None:
    """The Hessian of the Rosenbrock function of 100 variables, and value and gradient of x1*...*x400."""
    names = [f"x{k}" for k in range(1, 101)]
    text = " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in pairwise(names))
    formula = sympy.sympify(text.replace("^", "**"), evaluate=False)
    points = [[1.0 + k / 128 for k in range(100)], [1.5 - k / 256 for k in range(100)]]
    found = times(
        Problem(text, kind="hessian", order=1),
        formula,
        list(map(sympy.Symbol, names)),
        points,
        True,
        MAKERS[:2],
        CALLS // 20,
    )
    print("Rosenbrock, Hessian:", *found, f"{found[0] / found[1]:.2f}", flush=True)
    names = [f"x{k}" for k in range(1, 401)]
    tree = sympy.Mul(*map(sympy.Symbol, names))
    points = [[1.0 + (-1) ** k / 256 for k in range(400)], [1.0 - (-1) ** k / 128 for k in range(400)]]
    found = times(
        Problem("*".join(names), wrt=tuple((name,) for name in names)),
        tree,
        list(map(sympy.Symbol, names)),
        points,
        False,
        MAKERS[:2],
        CALLS // 20,
    )
    print("x1*...*x400, gradient:", *found, f"{found[0] / found[1]:.2f}")


if __name__ == "__main__":
    for each in sys.argv[1:] or ["feynman", "large"]:
        {"feynman": feynman, "large": large}[each]()
