"""Generated code: what it gives is what the expressions are, in NumPy and in Octave; its products are ordered, its inverses solves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from identities import IDENTITIES, MORE

from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.matrices.answers import answered, asked, scalars
from symdiff.matrices.checks import floats
from symdiff.matrices.instances import complete
from symdiff.matrices.programs import TARGETS, programmed
from symdiff.matrices.values import Values

np = pytest.importorskip("numpy")

ROWS = [*IDENTITIES, *[row for row in MORE if "^j" not in row[0] and "expm" not in row[0]]]
SIZES = {"m": 5, "n": 4, "p": 2, "q": 2, "r": 2}


def instance(
    source: str, wrt: str, shapes: str
) -> tuple[Any, dict[str, list[list[float]]], list[list[float]], list[list[float]]]:
    """An answer, entries of its names, and the values of function and derivative there."""
    found = answered(asked(source, wrt, tuple(shapes.split())))
    letters = {letter for each in found.question.names for size in each.shape for letter in size.letters}
    chosen = {letter: number for letter, number in SIZES.items() if letter in letters}
    for seed in range(3, 12):
        made = complete(found.question.names, scalars(found), {}, chosen, seed)
        with precision(160):
            balls = {name: [[ball(entry) for entry in row] for row in rows] for name, rows in made.entries.items()}
            values = Values(balls, made.sizes)
            try:
                value, derivative = floats(values.of(found.typed)), floats(values.of(found.node))
            except SymdiffError:
                continue
        break
    return (
        found,
        {name: [[float(e) for e in row] for row in rows] for name, rows in made.entries.items()},
        value,
        derivative,
    )


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), ROWS, ids=[f"{row[0]} by {row[1]}" for row in ROWS])
def test_numpy(source: str, wrt: str, shapes: str, printed: str) -> None:
    found, entries, value, derivative = instance(source, wrt, shapes)
    text = programmed(found, "numpy")
    if "scipy" in text:
        pytest.importorskip("scipy", reason="the code asks SciPy to factor a matrix once")
    space: dict[str, Any] = {}
    exec(text, space)
    vectors = {each.name for each in found.question.names if str(each.shape[1]) == "1"}
    arguments = [
        np.array(rows)[:, 0] if name in vectors else np.array(rows) if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]
        for name, rows in sorted(entries.items())
    ]
    for ours, true in zip(space["f"](*arguments), (value, derivative), strict=True):
        expected = np.array(true)
        np.testing.assert_allclose(np.asarray(ours).reshape(expected.shape), expected, rtol=1e-9, atol=1e-9)


@pytest.mark.skipif(shutil.which("octave") is None, reason="Octave is not installed")
def test_octave(tmp_path: Path) -> None:
    lines = []
    for number, (source, wrt, shapes, _) in enumerate(ROWS):
        found, entries, value, derivative = instance(source, wrt, shapes)
        (tmp_path / f"f{number}.m").write_text(programmed(found, "matlab", name=f"f{number}"))
        arguments = ", ".join(_octave(rows) for _, rows in sorted(entries.items()))
        lines.append(f"[v, d] = f{number}({arguments});")
        for name, true in (("v", value), ("d", derivative)):
            lines.append(
                f"w = {_octave(true)}; if any(size({name}) != size(w)) || max(abs({name}(:) - w(:))) > 1e-8*(1 + max(abs(w(:))));"
                f" printf('{number} {name}\\n'); end"
            )
    (tmp_path / "all.m").write_text("\n".join(lines))
    done = subprocess.run(
        ["octave", "--no-gui", "--quiet", "all.m"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("", 0), done.stdout + done.stderr[-500:]


def _octave(rows: list[list[float]]) -> str:
    return "[" + ";".join(",".join(map(repr, row)) for row in rows) + "]"


CODE = (
    ("norm(A*x - b)^2", "x", "A=m,n x=n b=m", ["t1 = A @ x - b", "return t1 @ t1, 2*(A.T @ t1)"]),
    ("(A*x - b)'*(A*x - b)", "x", "A=m,n x=n b=m", ["t1 = A @ x - b", "return t1 @ t1, 2*(A.T @ t1)"]),
    ("x'*A*x", "x", "A=n,n x=n", ["t1 = A @ x", "return x @ t1, t1 + A.T @ x"]),
    ("u*v'*w", "u", "u=n v=n w=n", ["n = u.shape[0]", "t1 = v @ w", "return t1*u, t1*np.eye(n)"]),
    ("tr(A*B)", "A", "A=m,n B=n,m", ["return np.sum(A*B.T), B.T"]),
    ("tr(A'*B)", "A", "A=m,n B=m,n", ["return np.sum(A*B), B"]),
    ("tr(X^2)", "X", "X=n,n", ["return np.sum(X*X.T), 2*X.T"]),
    ("a'*(A*B*C*x)", "x", "a=n A=n,n B=n,n C=n,n x=n", ["return a @ (A @ (B @ (C @ x))), C.T @ (B.T @ (A.T @ a))"]),
    # a product that the derivative has as well is done once
    (
        "tr(A*X*B*X'*C)", "X", "A=p,m X=m,n B=n,n C=m,p",
        ["t1 = A.T @ (C.T @ (X @ B.T))", "return np.sum(X*t1), t1 + C @ (A @ (X @ B))"],
    ),
    # no Kronecker product is built where it meets a vector
    (
        "x'*kron(A, B)*c", "x", "A=m,n B=p,q x=m*p c=n*q",
        ["n = A.shape[1]", "q = B.shape[1]", "t1 = np.ravel((B @ (np.reshape(c, (n, q)).T @ A.T)).T)", "return x @ t1, t1"],
    ),
    # a difference serves both ways round
    (
        "norm(X - U*V', fro)^2", "U", "X=m,n U=m,r V=n,r",
        ["t1 = X - U @ V.T", "return np.vdot(t1, t1), -2*(t1 @ V)"],
    ),
    # one factorization serves all that is asked of a matrix; one solution needs none
    ("sqrt(x'*inv(S)*x)", "x", "S=n,n,pd x=n", ["t1 = np.linalg.solve(S, x)", "t2 = np.sqrt(x @ t1)", "return t2, t1/t2"]),
    (
        "a'*inv(X)*b", "b", "X=n,n a=n b=n",
        [
            "t1 = scipy.linalg.lu_factor(X)",
            "return a @ scipy.linalg.lu_solve(t1, b), scipy.linalg.lu_solve(t1, a, trans=1)",
        ],
    ),
    (
        "det(X)", "X", "X=n,n",
        [
            "n = X.shape[0]", "t1 = scipy.linalg.lu_factor(X)",
            "t2 = (-1)**np.sum(t1[1] != np.arange(t1[1].size))*np.prod(np.diag(t1[0]))",
            "return t2, t2*scipy.linalg.lu_solve(t1, np.eye(n)).T",
        ],
    ),
    (
        "logdet(S) + x'*inv(S)*x", "x", "S=n,n,pd x=n",
        [
            "t1 = scipy.linalg.cho_factor(S)", "t2 = scipy.linalg.cho_solve(t1, x)",
            "return 2*np.sum(np.log(np.diag(t1[0]))) + x @ t2, 2*t2",
        ],
    ),
)  # fmt: skip


@pytest.mark.parametrize(("source", "wrt", "shapes", "lines"), CODE, ids=[f"{row[0]} by {row[1]}" for row in CODE])
def test_products_are_ordered_and_inverses_are_solves(source: str, wrt: str, shapes: str, lines: list[str]) -> None:
    text = programmed(answered(asked(source, wrt, tuple(shapes.split()))), "numpy")
    assert [line.strip() for line in text.split("def f(")[1].splitlines()[1:]] == lines


@pytest.mark.parametrize("target", TARGETS, ids=lambda row: row.name)
def test_every_language_writes_every_identity(target: Any) -> None:
    for source, wrt, shapes, _ in IDENTITIES:
        text = programmed(answered(asked(source, wrt, tuple(shapes.split()))), target.name)
        assert "{" not in text.replace("Matrix{Float64}", "")


def test_what_a_language_lacks_is_an_error() -> None:
    found = answered(asked("sum(gamma(x))", "x", ("x=n",)))
    with pytest.raises(SymdiffError) as refused:
        programmed(found, "torch")
    assert str(refused.value) == (
        "error[no-code]: torch has no function that computes gamma of arrays\nhint: choose another --language"
    )
    with pytest.raises(SymdiffError) as refused:
        programmed(found, "c")
    assert str(refused.value) == (
        "error[no-code]: matrix expressions are not written in c\nhint: numpy, jax, torch, julia, matlab"
    )
