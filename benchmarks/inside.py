"""Works that are measured inside a process: WORK SIDE SIZE prints the seconds of the best of five, or a count.

    python benchmarks/inside.py gradient symdiff 400

The start-up of the libraries does not count here, and the work is made anew for each measurement.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from functools import cache
from typing import Any

POINTS = (
    "sin(x)*exp(-x**2/2)",
    "(x**3 - 2*x + 1)/(1 + x**2)**2",
    "sqrt(1 + x**2)*log(1 + x**2)",
    "exp(sin(x))*cos(exp(x/4))",
    "1/(1 + exp(-3*x)) + tanh(x)**2",
)


def gradient_symdiff(n: int) -> Any:
    """From the text to the tidied partials."""
    from symdiff.differentiator import gradient
    from symdiff.graph import Graph, GraphBuilder
    from symdiff.parser import parse

    names = [f"x{i}" for i in range(1, n + 1)]
    graph = Graph()
    return gradient(graph, parse("*".join(names), GraphBuilder(graph)), names)


def gradient_symengine(n: int) -> Any:
    import symengine

    symbols = [symengine.Symbol(f"x{i}") for i in range(1, n + 1)]
    product = symengine.Mul(*symbols)
    return [product.diff(symbol) for symbol in symbols]


def gradient_casadi(n: int) -> Any:
    import casadi

    x = casadi.SX.sym("x", n)
    product = casadi.SX(1)
    for i in range(n):
        product = product * x[i]
    return casadi.gradient(product, x)


def rosenbrock(n: int) -> str:
    return " + ".join(f"100*(x{i + 1} - x{i}**2)**2 + (1 - x{i})**2" for i in range(1, n))


def hessian_symdiff(n: int) -> Any:
    from symdiff import hessian

    return hessian(rosenbrock(n))


def hessian_casadi(n: int) -> Any:
    import casadi

    x = casadi.SX.sym("x", n)
    f = sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(n - 1))
    return casadi.hessian(f, x)


def nonzeros_symdiff(n: int) -> int:
    """Entries of the Hessian, each pair of names once on either side of the diagonal."""
    return _entries("hessian", rosenbrock(n))


def nonzeros_casadi(n: int) -> int:
    return int(hessian_casadi(n)[0].nnz())


def equations(n: int) -> list[str]:
    """Each holds three unknowns of n."""
    return [f"x{i}**2 + sin(x{i % n + 1}) - x{(i + 6) % n + 1}*x{i}" for i in range(1, n + 1)]


def jacobian_symdiff(n: int) -> Any:
    return _solved("jacobian", *equations(n))


def jacobian_casadi(n: int) -> Any:
    import casadi

    x = casadi.SX.sym("x", n)
    rows = [x[i] ** 2 + casadi.sin(x[(i + 1) % n]) - x[(i + 7) % n] * x[i] for i in range(n)]
    return casadi.jacobian(casadi.vertcat(*rows), x)


def filled_symdiff(n: int) -> int:
    return _entries("jacobian", *equations(n))


def filled_casadi(n: int) -> int:
    return int(jacobian_casadi(n).nnz())


def _solved(kind: str, *texts: str) -> Any:
    from symdiff.pipeline import solve
    from symdiff.problems.problem import Options, Problem

    return solve(Problem(texts[0], kind=kind, others=tuple(texts[1:])), Options())


def _entries(kind: str, *texts: str) -> int:
    return sum(derivative.expression != "0" for derivative in _solved(kind, *texts).derivatives)


ORDERED = "sin(x)*exp(x**2)/(1+x**2)"


def printed_symdiff(order: int) -> int:
    from lengths import operations

    return operations(_text(order))


def printed_sympy(order: int) -> int:
    from lengths import operations
    from sympy import diff, sympify

    return operations(str(diff(sympify(ORDERED), "x", order)))


def _text(order: int) -> str:
    from symdiff.pipeline import solve
    from symdiff.problems.problem import Options, Problem

    return solve(Problem(ORDERED, order=order), Options()).derivatives[0].expression or ""


def points_symdiff(number: int) -> Any:
    from symdiff import tabulate

    return tabulate(POINTS[number], {"x": _line()})


def points_numpy(number: int) -> Any:
    """What a careful person writes: each part that the formula and its derivative share once."""
    return BY_HAND[number](_line())


def points_numexpr(number: int) -> Any:
    import numexpr

    numexpr.set_num_threads(1)
    return [numexpr.evaluate(text, {"x": _line()}) for text in _texts(number)]


@cache
def _texts(number: int) -> list[str]:
    """The formula and its derivative, whose making is not measured, as numexpr reads them."""
    from symdiff import derivative

    return [str(each).replace("sech(x)", "(1/cosh(x))") for each in (POINTS[number], derivative(POINTS[number]))]


@cache
def _line() -> Any:
    import numpy as np

    return np.linspace(0, 1, 1_000_001)


def _bell(x: Any) -> Any:
    import numpy as np

    sine, bell = np.sin(x), np.exp(-x * x / 2)
    return sine * bell, (np.cos(x) - x * sine) * bell


def _quotient(x: Any) -> Any:
    square = x * x
    bottom = 1 + square
    top = x * square - 2 * x + 1
    inverse = 1 / (bottom * bottom)
    return top * inverse, (3 * square - 2) * inverse - 4 * x * top * inverse / bottom


def _logarithm(x: Any) -> Any:
    import numpy as np

    bottom = 1 + x * x
    root, logarithm = np.sqrt(bottom), np.log(bottom)
    return root * logarithm, x * (logarithm + 2) / root


def _nested(x: Any) -> Any:
    import numpy as np

    sine, quarter = np.sin(x), np.exp(x / 4)
    grown, cosine = np.exp(sine), np.cos(quarter)
    return grown * cosine, grown * (np.cos(x) * cosine - quarter * np.sin(quarter) / 4)


def _sigmoid(x: Any) -> Any:
    import numpy as np

    falling, bent = np.exp(-3 * x), np.tanh(x)
    share = 1 / (1 + falling)
    return share + bent * bent, 3 * falling * share * share + 2 * bent * (1 - bent * bent)


BY_HAND = (_bell, _quotient, _logarithm, _nested, _sigmoid)


WORKS: dict[str, Callable[[int], Any]] = {
    f"{work}-{side}": globals()[f"{work}_{side}"]
    for work, sides in {
        "gradient": ("symdiff", "symengine", "casadi"),
        "hessian": ("symdiff", "casadi"),
        "nonzeros": ("symdiff", "casadi"),
        "jacobian": ("symdiff", "casadi"),
        "filled": ("symdiff", "casadi"),
        "printed": ("symdiff", "sympy"),
        "points": ("symdiff", "numpy", "numexpr"),
    }.items()
    for side in sides
}


COUNTED = ("nonzeros", "filled", "printed")
"""Works whose result is what is compared, not their time."""


def main() -> None:
    work, side, size = sys.argv[1:]
    function = WORKS[f"{work}-{side}"]
    if work in COUNTED:
        print(function(int(size)))
        return
    function(min(int(size), 20))
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        function(int(size))
        best = min(best, time.perf_counter() - begin)
    print(best)


if __name__ == "__main__":
    main()
