"""The program with functions that nobody knows, made at run time: a row and a rule each, before anything else is loaded.

``bowl`` has values; ``dish`` names a power series, enclosures and LaTeX too, ``cup`` what proofs and border points ask for, ``flat`` no values but those of floats, and ``bare``
nothing at all. Reads command lines as JSON from
standard input and answers with a list of exit status, standard output and standard error; then what the Python verbs say.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import sys

from symdiff import operators as op
from symdiff.operators import Operator, sin
from symdiff.rules import table
from symdiff.rules.table import Rule

bowl = Operator(
    "bowl",
    lambda u: 1 - math.cos(u),
    mpmath=lambda ctx, u: 1 - ctx.cos(u),
    parity=1,
    exact=lambda u: 0 if u == 0 else None,
)
dish = Operator(
    "dish", mpmath=lambda ctx, u, v: v * (1 - ctx.cos(u)), arity=(2, 2), latex=r"\operatorname{di}", aliases=("di",),
    flint=lambda u, v: v * (1 - u.cos()), series=lambda u, v: v * (1 - u.cos()),
)  # fmt: skip
cup = Operator(
    "cup",
    lambda u: 1 - math.cos(u),
    mpmath=lambda ctx, u: 1 - ctx.cos(u),
    flint=lambda u: 1 - u.cos(),
    undo=lambda value: ((1 - value).acos(), -(1 - value).acos()),
    identity=lambda f, u: f.field.minus(f.field.one, f.kernels.sine_and_cosine(u)[1]),
)
flat = Operator("flat", lambda u: 1 - math.cos(u))
bare = Operator("bare")
rows = (
    Rule("bowl", bowl, lambda y, u: (sin(u),)),
    Rule("dish", dish, lambda y, u, v: (v * sin(u), bowl(u))),
    Rule("cup", cup, lambda y, u: (sin(u),)),
    Rule("flat", flat, lambda y, u: (sin(u),)),
    Rule("bare", bare, lambda y, u: (y * u,)),
)

op.FUNCTIONS = (*op.FUNCTIONS, bowl, dish, cup, flat, bare)
table.RULES = (*table.RULES, *rows)
table.ANY.update({rule.operator: rule for rule in rows})


def ran(words: list[str]) -> tuple[int, str, str]:
    from symdiff.cli import main

    out, error = io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
        status = main(words)
        out.flush()
    return int(status), out.buffer.getvalue().decode(), error.getvalue()


def verbs() -> dict[str, str]:
    import numpy as np
    import sympy

    import symdiff

    x, y = sympy.symbols("x y")
    tree = symdiff.parse("x*bowl(x)")
    grid = np.linspace(-2, 2, 9)
    tabulated = symdiff.tabulate("bowl(x)", {"x": grid})
    head = symdiff.parse("dish(x, y)").func
    return {
        "derivative": str(symdiff.derivative("x*bowl(x)")),
        "of a tree": str(symdiff.derivative(tree)),
        "gradient": str(symdiff.gradient("dish(x, y)")),
        "hessian": str(symdiff.hessian("dish(x, y)")),
        "by sympy": str(head(x**2, y).diff(x) + head(x, y).diff(y)),
        "evalf": str(head(1, 2).evalf(40)),
        "subs": str(symdiff.parse("bowl(x)").subs(x, sympy.Rational(1, 3)).evalf(30)),
        "at 0": str(symdiff.derivative("bowl(0)*x + bowl(-x)", "x")),
        "compare": str(symdiff.compare("bowl(x)", 1.5).verdict),
        "values": str(bool(np.array_equal(tabulated.value, [1 - math.cos(u) for u in grid]))),
        "slopes": str(bool(np.allclose(tabulated.derivatives["x"], np.sin(grid), rtol=1e-15))),
    }


if __name__ == "__main__":
    json.dump([*map(ran, json.load(sys.stdin)), verbs()], sys.stdout)
