"""The loops that people write with other libraries: a file of JSON lines in, a derivative a line out.

python benchmarks/peers/loops.py NAME FILE
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any


def rows(path: str) -> Iterator[tuple[str, list[str], str, dict[str, float]]]:
    with Path(path).open() as lines:
        for line in lines:
            row = json.loads(line)
            yield row["expr"], row["vars"], row["wrt"][0], row.get("at", {})


def sympy_diff(path: str) -> None:
    from sympy import Symbol, diff
    from sympy.parsing.sympy_parser import parse_expr

    for text, names, by, _ in rows(path):
        symbols = {name: Symbol(name) for name in names}
        print(str(diff(parse_expr(text, local_dict=symbols), symbols[by])))


def sympy_checked(path: str) -> None:
    """As above, with lambdify and one central difference."""
    from sympy import Symbol, diff, lambdify
    from sympy.parsing.sympy_parser import parse_expr

    for text, names, by, at in rows(path):
        symbols = {name: Symbol(name) for name in names}
        f = parse_expr(text, local_dict=symbols)
        derivative = diff(f, symbols[by])
        order = list(symbols.values())
        value, slope = lambdify(order, f, "math"), lambdify(order, derivative, "math")
        point = [float(at[name]) for name in names]
        place = names.index(by)
        h = 6e-6 * max(1.0, abs(point[place]))
        high, low = list(point), list(point)
        high[place] += h
        low[place] -= h
        try:
            numbers = slope(*point), (value(*high) - value(*low)) / (2 * h)
        except (ValueError, OverflowError, ZeroDivisionError, TypeError, NameError) as error:
            numbers = (error,)
        print(derivative, *numbers)


def symengine_diff(path: str) -> None:
    import symengine

    for text, _, by, _ in rows(path):
        print(str(symengine.diff(symengine.sympify(text), symengine.Symbol(by))))


LOOPS: dict[str, Callable[[str], Any]] = {
    "sympy": sympy_diff,
    "sympy-checked": sympy_checked,
    "symengine": symengine_diff,
}

if __name__ == "__main__":
    sys.setrecursionlimit(20000)
    LOOPS[sys.argv[1]](sys.argv[2])
