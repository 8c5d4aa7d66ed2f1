"""Works that are timed inside a process: WORK SIDE SIZE prints the seconds of the best of five.

    python benchmarks/inside.py gradient symdiff 400

The start-up of the libraries does not count here, and the work is made anew for each measurement.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
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


def points_symdiff(count: int) -> Any:
    import numpy as np

    from symdiff import tabulate

    x = np.linspace(0, 1, count)
    return [tabulate(text, {"x": x}) for text in POINTS]


def points_numpy(count: int) -> Any:
    """What a careful person writes: each shared part once."""
    import numpy as np

    x = np.linspace(0, 1, count)
    sine, square = np.sin(x), x * x
    bell = np.exp(-square / 2)
    first = sine * bell, (np.cos(x) - x * sine) * bell
    bottom = 1 + square
    top = x * square - 2 * x + 1
    inverse = 1 / (bottom * bottom)
    second = top * inverse, (3 * square - 2) * inverse - 4 * x * top * inverse / bottom
    root, logarithm = np.sqrt(bottom), np.log(bottom)
    third = root * logarithm, x * (logarithm + 2) / root
    grown, quarter = np.exp(sine), np.exp(x / 4)
    cosine = np.cos(quarter)
    fourth = grown * cosine, grown * (np.cos(x) * cosine - quarter * np.sin(quarter) / 4)
    falling = np.exp(-3 * x)
    share = 1 / (1 + falling)
    bent = np.tanh(x)
    fifth = share + bent * bent, 3 * falling * share * share + 2 * bent * (1 - bent * bent)
    return first, second, third, fourth, fifth


def points_numexpr(count: int) -> Any:
    import numexpr
    import numpy as np

    from symdiff import derivative

    numexpr.set_num_threads(1)
    x = np.linspace(0, 1, count)
    texts = [str(text).replace("sech(x)", "(1/cosh(x))") for f in POINTS for text in (f, derivative(f))]
    return [numexpr.evaluate(text, {"x": x}) for text in texts]


WORKS: dict[str, Callable[[int], Any]] = {
    f"{work}-{side}": globals()[f"{work}_{side}"]
    for work, sides in {
        "gradient": ("symdiff", "symengine", "casadi"),
        "hessian": ("symdiff", "casadi"),
        "points": ("symdiff", "numpy", "numexpr"),
    }.items()
    for side in sides
}


def main() -> None:
    work, side, size = sys.argv[1:]
    function = WORKS[f"{work}-{side}"]
    function(min(int(size), 20))
    best = float("inf")
    for _ in range(5):
        begin = time.perf_counter()
        function(int(size))
        best = min(best, time.perf_counter() - begin)
    print(best)


if __name__ == "__main__":
    main()
