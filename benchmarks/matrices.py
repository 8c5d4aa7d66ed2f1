# ruff: noqa: N803 - matrices are capitals
"""The textbook identities of matrix calculus beside JAX, autograd and sympy: derivatives compared, and the time of the NumPy code.

    pip install jax autograd sympy numpy scipy
    OPENBLAS_NUM_THREADS=1 XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" python benchmarks/matrices.py

Prints a row for each identity: the largest relative difference of our derivative from JAX's at n = 200, the times of value and derivative
of our NumPy code, JAX's compiled one (doubles, waited for) and autograd's in microseconds, and the ratio of ours to JAX's. Calls take
turns, and of each the least time counts. What autograd and sympy's matrix expressions find is held against JAX: autograd at n = 200,
sympy at n = 3.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "matrices")]

from identities import IDENTITIES  # noqa: E402

from symdiff.matrices.answers import answered, asked  # noqa: E402
from symdiff.matrices.programs import programmed  # noqa: E402

N = 200
ROUNDS = 60


def functions(xp: Any) -> dict[str, Callable[..., Any]]:
    """The identities as people write them for JAX and autograd, arguments in alphabetical order."""
    return {
        "a'*x": lambda a, x: a @ x,
        "x'*A*x": lambda A, x: x @ A @ x,
        "w'*A*w": lambda A, w: w @ A @ w,
        "norm(A*x - b)^2": lambda A, b, x: xp.sum((A @ x - b) ** 2),
        "norm(A*x - b)": lambda A, b, x: xp.linalg.norm(A @ x - b),
        "logdet(X)": lambda X: xp.linalg.slogdet(X)[1],
        "det(X)": xp.linalg.det,
        "1/det(X)": lambda X: 1 / xp.linalg.det(X),
        "tr(X) + tr(X^2)": lambda X: xp.trace(X) + xp.trace(X @ X),
        "tr(A*X^3)": lambda A, X: xp.trace(A @ X @ X @ X),
        "tr(A*inv(X)*B)": lambda A, B, X: xp.trace(A @ xp.linalg.inv(X) @ B),
        "a'*inv(X)*b": lambda X, a, b: a @ xp.linalg.inv(X) @ b,
        "tr(A*X*B*X'*C)": lambda A, B, C, X: xp.trace(A @ X @ B @ X.T @ C),
        "norm(X, fro)": xp.linalg.norm,
        "norm(X - U*V', fro)^2": lambda U, V, X: xp.sum((X - U @ V.T) ** 2),
        "a'*(A.*X.*B)*b": lambda A, B, X, a, b: a @ (A * X * B) @ b,
        "tr((A.*X)'*B)": lambda A, B, X: xp.trace((A * X).T @ B),
        "vec(X)'*kron(A, B)*vec(X)": lambda A, B, X: xp.trace(X.T @ B @ X @ A.T),
        "tr(kron(A, X))": lambda A, X: xp.trace(A) * xp.trace(X),
        "x'*A*x/(x'*x)": lambda A, x: x @ A @ x / (x @ x),
        "log(sum(exp(x)))": lambda x: xp.log(xp.sum(xp.exp(x))),
        "softmax(x)": lambda x: xp.exp(x) / xp.sum(xp.exp(x)),
        "-(logdet(S) + (x - mu)'*inv(S)*(x - mu))/2": lambda S, mu, x: (
            -(xp.linalg.slogdet(S)[1] + (x - mu) @ xp.linalg.inv(S) @ (x - mu)) / 2
        ),
        "sqrt((x - mu)'*inv(S)*(x - mu))": lambda S, mu, x: xp.sqrt((x - mu) @ xp.linalg.inv(S) @ (x - mu)),
    }


def expressions() -> dict[str, Callable[..., Any]]:
    """The identities as sympy's matrix expressions."""
    import sympy as sp

    def quadratic(S: Any, d: Any) -> Any:
        return (d.T * S.inv() * d)[0, 0]

    return {
        "a'*x": lambda a, x: a.T * x,
        "x'*A*x": lambda A, x: x.T * A * x,
        "w'*A*w": lambda A, w: w.T * A * w,
        "norm(A*x - b)^2": lambda A, b, x: (A * x - b).T * (A * x - b),
        "norm(A*x - b)": lambda A, b, x: sp.sqrt(((A * x - b).T * (A * x - b))[0, 0]),
        "logdet(X)": lambda X: sp.log(sp.Determinant(X)),
        "det(X)": sp.Determinant,
        "1/det(X)": lambda X: 1 / sp.Determinant(X),
        "tr(X) + tr(X^2)": lambda X: sp.Trace(X) + sp.Trace(X**2),
        "tr(A*X^3)": lambda A, X: sp.Trace(A * X**3),
        "tr(A*inv(X)*B)": lambda A, B, X: sp.Trace(A * X.inv() * B),
        "a'*inv(X)*b": lambda X, a, b: a.T * X.inv() * b,
        "tr(A*X*B*X'*C)": lambda A, B, C, X: sp.Trace(A * X * B * X.T * C),
        "norm(X, fro)": lambda X: sp.sqrt(sp.Trace(X.T * X)),
        "norm(X - U*V', fro)^2": lambda U, V, X: sp.Trace((X - U * V.T) * (X - U * V.T).T),
        "a'*(A.*X.*B)*b": lambda A, B, X, a, b: a.T * sp.HadamardProduct(A, X, B) * b,
        "tr((A.*X)'*B)": lambda A, B, X: sp.Trace(sp.HadamardProduct(A, X).T * B),
        "vec(X)'*kron(A, B)*vec(X)": lambda A, B, X: sp.Trace(X.T * B * X * A.T),
        "tr(kron(A, X))": lambda A, X: sp.Trace(sp.KroneckerProduct(A, X)),
        "x'*A*x/(x'*x)": lambda A, x: (x.T * A * x)[0, 0] / (x.T * x)[0, 0],
        "log(sum(exp(x)))": lambda x: sp.log((sp.OneMatrix(1, x.shape[0]) * x.applyfunc(sp.exp))[0, 0]),
        "softmax(x)": lambda x: x.applyfunc(sp.exp) / (sp.OneMatrix(1, x.shape[0]) * x.applyfunc(sp.exp))[0, 0],
        "-(logdet(S) + (x - mu)'*inv(S)*(x - mu))/2": lambda S, mu, x: (
            -(sp.log(sp.Determinant(S)) + quadratic(S, x - mu)) / 2
        ),
        "sqrt((x - mu)'*inv(S)*(x - mu))": lambda S, mu, x: sp.sqrt(quadratic(S, x - mu)),
    }


def arguments(found: Any, size: int) -> dict[str, Any]:
    """Random entries of the names of an answer; matrices are far from singular ones."""
    chance = np.random.default_rng(0)
    made: dict[str, Any] = {}
    for each in found.question.names:
        if str(each.shape[1]) == "1":
            made[each.name] = chance.standard_normal(size)
        else:
            matrix = chance.standard_normal((size, size)) / size**0.5 + 1.5 * np.eye(size)
            made[each.name] = matrix @ matrix.T + np.eye(size) if each.properties else matrix
    return dict(sorted(made.items()))


def apart(ours: Any, true: Any) -> float:
    return float(np.max(np.abs(np.asarray(ours) - true)) / np.max(np.abs(true)))


def least(calls: dict[str, Callable[[], Any]]) -> dict[str, float]:
    """The least time of each call in seconds; the calls take turns."""
    best = {name: (call(), float("inf"))[1] for name, call in calls.items()}
    for _ in range(ROUNDS):
        for name, call in calls.items():
            for _ in range(3):
                start = time.perf_counter()
                call()
                best[name] = min(best[name], time.perf_counter() - start)
    return best


def found_by_sympy(source: str, wrt: str, names: dict[str, Any], true: Any) -> str:
    """What sympy's derivative is: right, 0, wrong, unevaluated, or the name of an error."""
    import sympy as sp

    n = sp.Symbol("n", positive=True, integer=True)
    symbols = {name: sp.MatrixSymbol(name, n, 1 if value.ndim == 1 else n) for name, value in names.items()}
    try:
        derivative = expressions()[source](*symbols.values()).diff(symbols[wrt])
        if derivative == 0 or derivative.is_zero is True or isinstance(derivative, sp.ZeroMatrix):
            return "0"
        if derivative.has(sp.Derivative):
            return "unevaluated"
        put = derivative.subs(n, 3)
        for name, value in names.items():
            symbol = sp.MatrixSymbol(name, 3, 1 if value.ndim == 1 else 3)
            put = put.subs(symbol, sp.Matrix(value.reshape(3, -1)))
        put = put.doit()
        put = put.as_explicit() if hasattr(put, "as_explicit") else put
        numbers = np.array(sp.Matrix(put).evalf().tolist(), dtype=float).reshape(true.shape)
    except Exception as error:  # noqa: BLE001 - whatever it is, its name is the finding
        return type(error).__name__
    return "right" if apart(numbers, true) < 1e-9 else "wrong"


def main() -> None:
    import autograd
    import autograd.numpy as anp
    import jax
    import jax.numpy as jnp

    warnings.simplefilter("ignore")
    jax.config.update("jax_enable_x64", True)
    print(" ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "jax", "autograd", "sympy")))
    theirs, others = functions(jnp), functions(anp)
    for source, wrt, shapes, _ in IDENTITIES:
        found = answered(asked(source, wrt, tuple(shapes.split())))
        space: dict[str, Any] = {}
        exec(programmed(found, "numpy"), space)
        given = arguments(found, N)
        place = list(given).index(wrt)
        vector = source == "softmax(x)"
        compiled = jax.jit((jax.jacrev if vector else jax.value_and_grad)(theirs[source], place))
        taped = (autograd.jacobian if vector else autograd.value_and_grad)(others[source], place)
        numbers, arrays = list(given.values()), [jnp.asarray(each) for each in given.values()]
        true = np.asarray(compiled(*arrays) if vector else compiled(*arrays)[1])
        error = apart(space["f"](*numbers)[1], true.T if vector else true)
        taught = taped(*numbers) if vector else taped(*numbers)[1]
        times = least(
            {
                "own": lambda space=space, numbers=numbers: space["f"](*numbers),
                "jax": lambda compiled=compiled, arrays=arrays: jax.block_until_ready(compiled(*arrays)),
                "autograd": lambda taped=taped, numbers=numbers: taped(*numbers),
            }
        )
        small = arguments(found, 3)
        exact = (jax.jacrev if vector else jax.grad)(theirs[source], place)(*map(jnp.asarray, small.values()))
        told = found_by_sympy(source, wrt, small, np.asarray(exact))
        own, other, tape = (times[name] * 1e6 for name in ("own", "jax", "autograd"))
        right = "right" if apart(taught, true) < 1e-9 else "wrong"
        print(
            f"{source:43} {wrt:3} {error:8.1e} {own:8.1f} {other:8.1f} {tape:9.1f} {own / other:5.2f} {right:6} {told}"
        )


if __name__ == "__main__":
    main()
