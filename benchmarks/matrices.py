# ruff: noqa: N803 - matrices are capitals
"""The textbook identities of matrix calculus beside JAX: gradients compared, and the time of the NumPy code against JAX's compiled ones.

    pip install jax numpy
    OPENBLAS_NUM_THREADS=1 XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1" python benchmarks/matrices.py

Prints a row for each identity at n = 200: the largest relative difference of the gradients, both times (the least of many), and their
ratio, ours over theirs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "matrices")]

from identities import IDENTITIES  # noqa: E402

from symdiff.matrices.answers import answered, asked  # noqa: E402
from symdiff.matrices.programs import programmed  # noqa: E402

N = 200


def functions() -> dict[str, Callable[..., Any]]:
    """The identities as people write them for JAX, arguments in alphabetical order."""
    import jax.numpy as jnp

    return {
        "a'*x": lambda a, x: a @ x,
        "x'*A*x": lambda A, x: x @ A @ x,
        "w'*A*w": lambda A, w: w @ A @ w,
        "norm(A*x - b)^2": lambda A, b, x: jnp.sum((A @ x - b) ** 2),
        "norm(A*x - b)": lambda A, b, x: jnp.linalg.norm(A @ x - b),
        "logdet(X)": lambda X: jnp.linalg.slogdet(X)[1],
        "det(X)": jnp.linalg.det,
        "1/det(X)": lambda X: 1 / jnp.linalg.det(X),
        "tr(X) + tr(X^2)": lambda X: jnp.trace(X) + jnp.trace(X @ X),
        "tr(A*X^3)": lambda A, X: jnp.trace(A @ X @ X @ X),
        "tr(A*inv(X)*B)": lambda A, B, X: jnp.trace(A @ jnp.linalg.inv(X) @ B),
        "a'*inv(X)*b": lambda X, a, b: a @ jnp.linalg.inv(X) @ b,
        "tr(A*X*B*X'*C)": lambda A, B, C, X: jnp.trace(A @ X @ B @ X.T @ C),
        "norm(X, fro)": jnp.linalg.norm,
        "norm(X - U*V', fro)^2": lambda U, V, X: jnp.sum((X - U @ V.T) ** 2),
        "a'*(A.*X.*B)*b": lambda A, B, X, a, b: a @ (A * X * B) @ b,
        "tr((A.*X)'*B)": lambda A, B, X: jnp.trace((A * X).T @ B),
        "vec(X)'*kron(A, B)*vec(X)": lambda A, B, X: jnp.trace(X.T @ B @ X @ A.T),
        "tr(kron(A, X))": lambda A, X: jnp.trace(A) * jnp.trace(X),
        "x'*A*x/(x'*x)": lambda A, x: x @ A @ x / (x @ x),
        "log(sum(exp(x)))": lambda x: jnp.log(jnp.sum(jnp.exp(x))),
        "softmax(x)": lambda x: jnp.exp(x) / jnp.sum(jnp.exp(x)),
        "-(logdet(S) + (x - mu)'*inv(S)*(x - mu))/2": lambda S, mu, x: (
            -(jnp.linalg.slogdet(S)[1] + (x - mu) @ jnp.linalg.inv(S) @ (x - mu)) / 2
        ),
        "sqrt((x - mu)'*inv(S)*(x - mu))": lambda S, mu, x: jnp.sqrt((x - mu) @ jnp.linalg.inv(S) @ (x - mu)),
    }


def least(call: Callable[[], Any], many: int = 40) -> float:
    """The least time of many calls, in seconds."""
    call()
    times = []
    for _ in range(many):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return min(times)


def arguments(found: Any) -> dict[str, Any]:
    """Random entries of the names of an answer; matrices are far from singular ones."""
    chance = np.random.default_rng(0)
    made: dict[str, Any] = {}
    for each in found.question.names:
        if str(each.shape[1]) == "1":
            made[each.name] = chance.standard_normal(N)
        else:
            matrix = chance.standard_normal((N, N)) / N**0.5 + 1.5 * np.eye(N)
            made[each.name] = matrix @ matrix.T + np.eye(N) if each.properties else matrix
    return dict(sorted(made.items()))


def main() -> None:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    theirs = functions()
    for source, wrt, shapes, _ in IDENTITIES:
        found = answered(asked(source, wrt, tuple(shapes.split())))
        space: dict[str, Any] = {}
        exec(programmed(found, "numpy"), space)
        ours = space["f"]
        given = arguments(found)
        place = list(given).index(wrt)
        vector = source == "softmax(x)"
        make = jax.jacrev if vector else jax.value_and_grad
        compiled = jax.jit(make(theirs[source], place))
        numbers, arrays = list(given.values()), [jnp.asarray(each) for each in given.values()]
        true = np.asarray(compiled(*arrays) if vector else compiled(*arrays)[1])
        apart = np.max(np.abs(ours(*numbers)[1] - (true.T if vector else true))) / np.max(np.abs(true))
        own = least(lambda ours=ours, numbers=numbers: ours(*numbers))
        other = least(lambda compiled=compiled, arrays=arrays: jax.block_until_ready(compiled(*arrays)))
        print(f"{source:45} {wrt:3} {apart:8.1e} {own * 1e6:9.1f} {other * 1e6:9.1f} {own / other:6.2f}")


if __name__ == "__main__":
    main()
