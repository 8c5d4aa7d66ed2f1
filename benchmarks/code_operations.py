"""Operations of generated code, ours beside those of CasADi, sympy and symengine, on the same formulas in one run.

``SYMDIFF_CASES=FOLDER PYTHONPATH=. python benchmarks/code_operations.py [cases] [pbe] [partials] [large]`` in an environment with the three.
Operations are what each prints: additions, products, quotients, calls and signs of ours, ``count_ops`` of sympy's ``cse``, instructions of a
CasADi function other than inputs, outputs and constants.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from collections.abc import Sequence
from itertools import combinations_with_replacement, pairwise
from pathlib import Path

import casadi
import symengine
import sympy

from symdiff.answers.programs import Outputs, language_named, programmed
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

FOLDER = Path(os.environ.get("SYMDIFF_CASES", "../shared/cases"))
PBE = (
    "n*(ec + g*log(1 + b/g*t2*(1 + A*t2)/(1 + A*t2 + A^2*t2^2)))",
    (
        ("rs", "(3/(4*pi*n))^(1/3)"),
        ("ec", "-2*0.0310907*(1 + 0.2137*rs)*log(1 + 1/(2*0.0310907*(7.5957*sqrt(rs) + 3.5876*rs + 1.6382*rs^(3/2) + 0.49294*rs^2)))"),
        ("g", "(1 - log(2))/pi^2"),
        ("b", "0.06672455060314922"),
        ("t2", "s*pi/(16*(3*pi^2)^(1/3)*n^(7/3))"),
        ("A", "b/g/(exp(-ec/g) - 1)"),
    ),
)  # fmt: skip
"""The correlation energy of Perdew, Burke and Ernzerhof, unpolarised, per volume: of the density n and the squared gradient s."""


def pbe_tree() -> sympy.Expr:
    """The same as sympy's tree."""
    n, s = sympy.symbols("n s", positive=True)
    found = {"n": n, "s": s, "pi": sympy.pi, "log": sympy.log, "exp": sympy.exp, "sqrt": sympy.sqrt}
    for name, text in PBE[1]:
        found[name] = sympy.sympify(text.replace("^", "**"), locals=found)
    return sympy.sympify(PBE[0].replace("^", "**"), locals=found)


def ours(problem: Problem, *, values: bool = True, every: bool = False, sparse: bool = False) -> int:
    found = opened(problem, Options())
    outputs = Outputs(values=values, every=every, sparse=sparse)
    return programmed(found, Options(), language_named("c"), outputs=outputs).operations


def by_sympy(outputs: list[sympy.Expr]) -> int:
    shared, last = sympy.cse(outputs)
    return sum(sympy.count_ops(each) for _, each in shared) + sum(sympy.count_ops(each) for each in last)


def powers_of(outputs: list[sympy.Expr]) -> int:
    """What ``by_sympy`` counts too few where whole powers are the products that they take by squares."""
    shared, last = sympy.cse(outputs)
    powers = [each.exp for tree in [*(value for _, value in shared), *last] for each in tree.atoms(sympy.Pow)]
    sizes = [abs(int(exponent)) for exponent in powers if exponent.is_Integer and abs(exponent) > 1]
    return sum(size.bit_length() + size.bit_count() - 3 for size in sizes)


def by_symengine(outputs: list[sympy.Expr]) -> int:
    shared, last = symengine.cse([symengine.sympify(each) for each in outputs])
    return sum(sympy.count_ops(sympy.sympify(each)) for each in [*(value for _, value in shared), *last])


def casadi_function(formula: sympy.Expr, variables: Sequence[sympy.Symbol], hessian: bool = False) -> casadi.Function:
    """Value and gradient, or the Hessian alone, as CasADi differentiates them."""
    names = [casadi.SX.sym(str(each)) for each in variables]
    functions = {
        "Abs": casadi.fabs, "sign": casadi.sign, "erf": casadi.erf, "exp": casadi.exp, "log": casadi.log, "sqrt": casadi.sqrt,
        **{name: getattr(casadi, name) for name in ("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh")}, "Max": casadi.fmax, "Min": casadi.fmin,
    }  # fmt: skip
    value = casadi.SX(sympy.lambdify(variables, formula, modules=[functions, "math"])(*names))
    every = casadi.vertcat(*names)
    outputs = [casadi.hessian(value, every)[0]] if hessian else [value, casadi.gradient(value, every)]
    return casadi.Function("f", [every], outputs, {"cse": True})


def by_casadi(formula: sympy.Expr, variables: Sequence[sympy.Symbol], hessian: bool = False) -> int:
    made = casadi_function(formula, variables, hessian)
    passed = (casadi.OP_INPUT, casadi.OP_OUTPUT, casadi.OP_CONST)
    return sum(made.instruction_id(k) not in passed for k in range(made.n_instructions()))


def cases() -> None:
    """Value and gradient of the published formulas of physics and of optimisation."""
    logs, over, alike, more = [], [], [], []
    for file in ("feynman", "optim"):
        for line in (FOLDER / f"{file}.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            names = {name: sympy.Symbol(name) for name in row["vars"]}
            formula = sympy.sympify(row["expr"], locals=names)
            by = [names[name] for name in row["wrt"]]
            problem = Problem(row["expr"], wrt=tuple((name,) for name in row["wrt"]), variables=tuple(row["vars"]))
            try:
                outputs = [formula, *(formula.diff(each) for each in by)]
                theirs = {"casadi": by_casadi(formula, by), "sympy": by_sympy(outputs)}
            except Exception as error:  # noqa: BLE001 - a formula that a peer cannot take is told and passed over
                print(row["id"], "passed over:", str(error)[:60])
                continue
            count = ours(problem)
            best = min(theirs.values())
            ratio = count / best if best else 1.0 + count
            if best:
                logs.append(math.log(ratio) if count else 0.0)
            if ratio > 1.1:
                over.append((row["id"], count, theirs, "more with powers as products:", powers_of(outputs)))
            print(row["id"], count, theirs, f"{ratio:.2f}")
            # The same once more in one measure: a power is the products that it takes, for sympy too.
            best = min(theirs["casadi"], theirs["sympy"] + powers_of(outputs))
            if best and count:
                alike.append(math.log(count / best))
                if count > 1.1 * best:
                    more.append(row["id"])
    print(f"{len(logs)} formulas: geometric mean {math.exp(sum(logs) / len(logs)):.3f}, over 1.1: {len(over)}", over)
    mean = math.exp(sum(alike) / len(alike))
    print(f"with powers as products: geometric mean {mean:.3f}, over 1.1: {len(more)}", more)


def pbe() -> None:
    """The third partial by the density, alone."""
    tree = pbe_tree()
    third = tree.diff(sympy.Symbol("n", positive=True), 3)
    count = ours(Problem(PBE[0], let=PBE[1], wrt=(("n",),), order=3), values=False)
    print("PBE, third partial by n:", count, "sympy", by_sympy([third]), "symengine", by_symengine([third]))


def partials() -> None:
    """All partials up to order 4."""
    start = time.perf_counter()
    count = ours(Problem(PBE[0], let=PBE[1], order=4), every=True, values=False)
    print("PBE, 14 partials:", count, f"{time.perf_counter() - start:.2f} s", flush=True)
    start = time.perf_counter()
    tree = pbe_tree()
    by = sympy.symbols("n s", positive=True)
    outputs = [tree.diff(*names) for order in range(1, 5) for names in combinations_with_replacement(by, order)]
    print("sympy", by_sympy(outputs), f"{time.perf_counter() - start:.1f} s")


def large() -> None:
    """The Hessian of the Rosenbrock function of 100 variables, and the gradient of x1*...*x400."""
    names = [f"x{k}" for k in range(1, 101)]
    text = " + ".join(f"100*({b} - {a}^2)^2 + (1 - {a})^2" for a, b in pairwise(names))
    formula = sympy.sympify(text.replace("^", "**"), evaluate=False)
    count = ours(Problem(text, kind="hessian"), values=False)
    print("Rosenbrock, Hessian:", count, "casadi", by_casadi(formula, list(map(sympy.Symbol, names)), hessian=True))
    names = [f"x{k}" for k in range(1, 401)]
    product = "*".join(names)
    tree = sympy.Mul(*map(sympy.Symbol, names))
    count = ours(Problem(product))
    print("x1*...*x400, gradient:", count, "casadi", by_casadi(tree, list(map(sympy.Symbol, names))))


if __name__ == "__main__":
    for each in sys.argv[1:] or ["cases", "pbe", "large", "partials"]:
        {"cases": cases, "pbe": pbe, "partials": partials, "large": large}[each]()
