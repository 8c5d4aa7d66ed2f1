"""Generated code: what it gives is what the expressions are, in every language that is there; products are ordered, inverses solves.

NumPy is there always, JAX, PyTorch and Octave where they are installed; nothing here runs Julia.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from identities import BOOK, IDENTITIES, MORE
from test_published import rows as matrices
from test_published import shapes, texts

from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.matrices.answers import answered, asked, scalars
from symdiff.matrices.checks import floats
from symdiff.matrices.instances import complete
from symdiff.matrices.programs import programmed
from symdiff.matrices.targets import TARGETS
from symdiff.matrices.values import Values

np = pytest.importorskip("numpy")

ROWS = [*IDENTITIES, *[row for row in (*MORE, *BOOK) if "expm" not in row[0]]]
SIZES = {"m": 5, "n": 4, "p": 2, "q": 2, "r": 2}


def instance(
    source: str, wrt: str, shapes: str
) -> tuple[Any, dict[str, list[list[float]]], list[list[float]], list[list[float]]]:
    """An answer, entries of its names, and the values of function and derivative there."""
    found = answered(asked(source, wrt, tuple(shapes.split())))
    letters = {letter for each in found.question.names for size in each.shape for letter in size.letters}
    chosen = {letter: number for letter, number in SIZES.items() if letter in letters}
    points = {"j": [[3]]} if "j" in scalars(found) else {}
    for seed in range(3, 12):
        made = complete(found.question.names, scalars(found), points, chosen, seed)  # type: ignore[arg-type]
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


ARRAYS: dict[str, tuple[str, Callable[[Any, Any], Any]]] = {
    "numpy": ("numpy", lambda module, entries: module.array(entries)),
    "jax": ("jax.numpy", lambda module, entries: module.asarray(np.array(entries), dtype="float64")),
    "torch": ("torch", lambda module, entries: module.tensor(entries, dtype=module.float64)),
}
"""The languages that run in Python: their module, and how it makes an array of doubles."""


def module_of(language: str) -> Any:
    module = pytest.importorskip(ARRAYS[language][0], reason=f"{language} is not installed")
    if language == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return module


def held(language: str, module: Any, source: str, wrt: str, shapes: str) -> None:
    """Run the code in a language that Python runs; hold value and derivative against those of the expressions."""
    found, entries, value, derivative = instance(source, wrt, shapes)
    text = programmed(found, language)
    if "scipy" in text.replace("jax.scipy", ""):
        pytest.importorskip("scipy", reason="the code asks SciPy to factor a matrix once")
    space: dict[str, Any] = {}
    exec(text, space)
    vectors = {each.name for each in found.question.names if str(each.shape[1]) == "1"}
    make = ARRAYS[language][1]
    arguments = []
    for name, rows in sorted(entries.items()):
        if name == "j":
            arguments.append(int(rows[0][0]))
        elif name in vectors:
            arguments.append(make(module, [row[0] for row in rows]))
        else:
            arguments.append(make(module, rows if len(rows) > 1 or len(rows[0]) > 1 else rows[0][0]))
    for ours, true in zip(space["f"](*arguments), (value, derivative), strict=True):
        expected = np.array(true)
        np.testing.assert_allclose(
            np.asarray(ours).reshape(expected.shape), expected, rtol=1e-9, atol=1e-9, err_msg=f"{source}\n{text}"
        )


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), ROWS, ids=[f"{row[0]} by {row[1]}" for row in ROWS])
@pytest.mark.parametrize("language", ARRAYS)
def test_in_python(language: str, source: str, wrt: str, shapes: str, printed: str) -> None:
    held(language, module_of(language), source, wrt, shapes)


@pytest.mark.parametrize("language", ARRAYS)
def test_published_rows_in_python(language: str, published: Callable[[str], list[dict[str, Any]]]) -> None:
    module = module_of(language)
    for source, wrt, declared in published_rows(published):
        held(language, module, source, wrt, declared)


def published_rows(published: Callable[[str], list[dict[str, Any]]]) -> list[tuple[str, str, str]]:
    """The published matrix expressions with their variable and declarations; j is a scalar."""
    made = []
    for row in matrices(published):
        expression, expected = texts(row)
        made.append((expression, row["wrt"], " ".join(shapes(expression, expected, row["wrt"]))))
    return made


def ran_in_octave(folder: Path, questions: Sequence[tuple[str, str, str]]) -> str:
    """What Octave prints: a line for each value that is not that of the expressions, and that it came to the end."""
    lines = []
    for number, (source, wrt, declared) in enumerate(questions):
        found, entries, value, derivative = instance(source, wrt, declared)
        (folder / f"f{number}.m").write_text(programmed(found, "matlab", name=f"f{number}"))
        arguments = ", ".join(_octave(rows) for _, rows in sorted(entries.items()))
        lines.append(f"[v, d] = f{number}({arguments});")
        for name, true in (("v", value), ("d", derivative)):
            lines.append(
                f"w = {_octave(true)}; if any(size({name}) != size(w)) || max(abs({name}(:) - w(:))) > 1e-8*(1 + max(abs(w(:))));"
                f" printf('{number} {name}\\n'); end"
            )
    (folder / "run.m").write_text("\n".join([*lines, "printf('done\\n');"]))
    done = subprocess.run(
        ["octave", "--no-gui", "--quiet", "run.m"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr * (not done.stdout.endswith("done\n"))


@pytest.mark.skipif(shutil.which("octave") is None, reason="Octave is not installed")
def test_octave(tmp_path: Path) -> None:
    assert ran_in_octave(tmp_path, [row[:3] for row in ROWS]) == "done\n"


@pytest.mark.skipif(shutil.which("octave") is None, reason="Octave is not installed")
def test_published_rows_in_octave(tmp_path: Path, published: Callable[[str], list[dict[str, Any]]]) -> None:
    assert ran_in_octave(tmp_path, published_rows(published)) == "done\n"


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


def test_a_power_is_transposed_as_a_whole() -> None:
    """In Julia a transpose binds before a power does."""
    text = programmed(answered(asked("tr(X^j)", "X", ("X=n,n",))), "julia")
    assert text.splitlines()[-2:] == ["    return tr(X^j), j*(X^(j - 1))'", "end"]


@pytest.mark.parametrize("target", TARGETS, ids=lambda row: row.name)
def test_every_language_writes_every_identity(target: Any) -> None:
    for source, wrt, declared, _ in IDENTITIES:
        text = programmed(answered(asked(source, wrt, tuple(declared.split()))), target.name)
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
