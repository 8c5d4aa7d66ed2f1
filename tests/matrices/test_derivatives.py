"""Textbook identities: what is printed, that entries agree with differences and enclosures, and that what is printed reads again."""

from __future__ import annotations

import pytest
from flint import arb
from identities import BOOK, IDENTITIES, MORE

from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.limits import DEFAULT_LIMITS
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.answers import Answer, answered, asked, instance_checked, latex, scalars
from symdiff.matrices.instances import complete
from symdiff.matrices.nodes import Node, Nodes
from symdiff.matrices.reading import read
from symdiff.matrices.tidying import rebuilt
from symdiff.matrices.values import Values
from symdiff.status import Status

ROWS = [*IDENTITIES, *MORE, *BOOK]
IDS = [f"{row[0]} by {row[1]}" for row in ROWS]


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), ROWS, ids=IDS)
def test_printed(source: str, wrt: str, shapes: str, printed: str) -> None:
    assert answered(asked(source, wrt, tuple(shapes.split()))).text == printed


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), ROWS, ids=IDS)
def test_every_entry_agrees(source: str, wrt: str, shapes: str, printed: str) -> None:
    found = answered(asked(source, wrt, tuple(shapes.split())))
    for seed in (1, 2, 3):
        check = instance_checked(found, ["j=3"] * ("j" in source), [], seed, certify=True)
        assert check.verdict is Status.AGREE
        if "expm" not in source:
            assert check.certified == len(check.entries)
            assert min(entry.digits or 0 for entry in check.entries) >= 30


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), ROWS, ids=IDS)
def test_what_is_printed_reads_again(source: str, wrt: str, shapes: str, printed: str) -> None:
    question = asked(source, wrt, tuple(shapes.split()))
    found = answered(question)
    for text, syntax in ((found.text, "plain"), (latex(found), "latex")):
        algebra = Algebra(Nodes(question.names))
        again = rebuilt(read(text, algebra.nodes, syntax=syntax, limits=DEFAULT_LIMITS), algebra)
        assert found.node is not None
        apart = algebra.add([(1, again), (-1, rebuilt(found.node, algebra))])
        assert algebra.is_zero(apart) or vanishes(apart, found), text


def vanishes(node: Node, found: Answer) -> bool:
    """Whether a node is 0 at random entries, to 40 digits: where a name such as softmax stands for a part."""
    assert "softmax(" in found.text or "sigmoid(" in found.text
    letters = {letter for each in found.question.names for size in each.shape for letter in size.letters}
    made = complete(found.question.names, scalars(found), {}, dict.fromkeys(letters, 3), 1)
    with precision(200):
        balls = {name: [[ball(entry) for entry in row] for row in rows] for name, rows in made.entries.items()}
        return all(abs(entry) < arb(1e-40) for row in Values(balls, made.sizes).of(node) for entry in row)


def test_a_wrong_derivative_disagrees() -> None:
    """The check can fail: the derivative of another function is held against this one."""
    right = answered(asked("x'*A*x", "x", ("x=n", "A=n,n")))
    wrong = answered(asked("x'*A*x + a'*x/100", "x", ("x=n", "A=n,n", "a=n")))
    mixed = type(right)(*[getattr(wrong if name == "typed" else right, name) for name in right.__match_args__])
    mixed = type(right)(
        *[wrong.question if name == "question" else getattr(mixed, name) for name in right.__match_args__]
    )
    for certify in (False, True):
        assert instance_checked(mixed, [], ["n=3"], 1, certify=certify).verdict is Status.DISAGREE


HESSIANS = (
    ("x'*A*x", "x", "A=n,n x=n", "A + A'"),
    ("norm(A*x - b)^2", "x", "A=m,n x=n b=m", "2*A'*A"),
    ("norm(x)", "x", "x=n", "I(n)/norm(x) - x*x'/norm(x)^3"),
    ("sum(log(1 + exp(X*w)))", "w", "X=m,n w=n", "X'*(diag(sigmoid(X*w)) - diag(sigmoid(X*w).^2))*X"),
    ("log(1 + exp(a'*x))", "x", "a=n x=n", "sigmoid(a'*x)*(1 - sigmoid(a'*x))*a*a'"),
    ("log(sum(exp(x)))", "x", "x=n", "diag(softmax(x)) - softmax(x)*softmax(x)'"),
)


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), HESSIANS)
def test_hessian(source: str, wrt: str, shapes: str, printed: str) -> None:
    found = answered(asked(source, wrt, tuple(shapes.split()), order=2))
    assert found.text == printed
    assert instance_checked(found, [], [], 1, certify=True).verdict is Status.AGREE


def test_layout() -> None:
    shapes = ("A=m,n", "x=n")
    assert answered(asked("A*x", "x", shapes)).text == "A'"
    assert answered(asked("A*x", "x", shapes, layout="numerator")).text == "A"
    assert answered(asked("sum(A*x)", "x", shapes, layout="numerator")).text == "ones(1, m)*A"


def test_sums_run_along_an_axis() -> None:
    for text, printed in (
        ("sum(log(sum(exp(X), 2)))", "diag(1./(exp(X)*ones(n)))*exp(X)"),
        ("np.sum(np.log(np.sum(np.exp(X), axis=1)))", "diag(1./(exp(X)*ones(n)))*exp(X)"),
        ("np.sum(np.log(np.exp(X).sum(axis=0)))", "exp(X)*diag(1./(exp(X)'*ones(m)))"),
        ("mean(X, 1)*a", "ones(m)*a'/m"),
        ("np.mean(X, axis=0) @ a", "ones(m)*a'/m"),
    ):
        assert answered(asked(text, "X", ("X=m,n", "a=n"))).text == printed


JACOBIANS = (
    ("X*a", "X", "X=m,n a=n", "kron(a', I(m))"),
    ("X'*a", "X", "X=m,n a=m", "kron(I(n), a')"),
    ("inv(X)*a", "X", "X=n,n a=n", "-kron(a'*inv(X)', inv(X))"),
    ("sin(X*a)", "X", "X=m,n a=n", "kron(a', diag(cos(X*a)))"),
    ("x*y'", "x", "x=m y=n", "kron(y, I(m))"),
    ("x*x'", "x", "x=n", "kron(x, I(n)) + kron(I(n), x)"),
    ("kron(x, y)", "x", "x=m y=n", "kron(I(m), y)"),
    ("kron(x, y)", "y", "x=m y=n", "kron(x, I(n))"),
    ("vec(X)", "X", "X=m,n", "I(m*n)"),
    ("vec(A*X*B)", "X", "A=p,m X=m,n B=n,q", "kron(B', A)"),
    ("vec(inv(X))", "X", "X=n,n", "-kron(inv(X)', inv(X))"),
    ("vec(exp(X))", "X", "X=m,n", "diag(vec(exp(X)))"),
)
"""Vectors by matrices, matrices by vectors and stacked columns, in the numerator layout."""


@pytest.mark.parametrize(("source", "wrt", "shapes", "printed"), JACOBIANS)
def test_kronecker_forms(source: str, wrt: str, shapes: str, printed: str) -> None:
    for layout in ("numerator", "denominator"):
        found = answered(asked(source, wrt, tuple(shapes.split()), layout=layout))
        assert found.text == printed or layout == "denominator"
        letters = {letter for each in found.question.names for size in each.shape for letter in size.letters}
        sizes = [f"{letter}={2 + (letter == 'm')}" for letter in letters]
        assert instance_checked(found, [], sizes, 1, certify=True).verdict is Status.AGREE


def test_no_matrix_form_is_said() -> None:
    found = answered(asked("X*X'", "X", ("X=m,n",)))
    assert found.node is None
    assert found.notes == (
        "no matrix form is known: this is the derivative of entry [i,j] of the function by entry [k,l] of X",
    )
    assert instance_checked(found, [], ["m=2,n=3"], 1, certify=True).verdict is Status.AGREE


SYNTAXES = (
    ("np.linalg.slogdet(A + np.outer(x, x))[1]", "(inv(A + x*x') + inv(A + x*x')')*x"),
    ("torch.sum((A @ x).t() @ x)", "(A + A')*x"),
    ("x.T @ A @ x", "(A + A')*x"),
    ("x @ A @ x", "(A + A')*x"),
    ("np.dot(x, A @ x)", "(A + A')*x"),
    ("np.sum(x * (A @ x))", "(A + A')*x"),
    ("x.T*A*x", "(A + A')*x"),
    ("MatMul(x.T, A, x)", "(A + A')*x"),
    ("Transpose[x].A.x", "(A + A')*x"),
    ("x.A.x", "(A + A')*x"),
    (r"x^\top A x", "(A + A')*x"),
    (r"x^{T} A x", "(A + A')*x"),
    (r"\mathbf{x}^{\top} \mathbf{A} \mathbf{x}", "(A + A')*x"),
    ("xᵀ*A*x", "(A + A')*x"),
    ("x^T*A*x", "(A + A')*x"),
    (r"\|A x\|_2^2", "2*A'*A*x"),
    ("np.linalg.norm(A @ x)**2", "2*A'*A*x"),
    ("Norm[A.x]^2", "2*A'*A*x"),
    (r"\frac{1}{2} \lVert A x \rVert^2", "A'*A*x"),
    (r"\left\| \left\| x \right\| A x \right\|^2", "2*(norm(x)^2*A'*A*x + x'*A'*A*x*x)"),
    (r"\log \det (A + x x^\top)", "(inv(A + x*x') + inv(A + x*x')')*x"),
    (r"\operatorname{tr}(x x^\top A)", "(A + A')*x"),
    (r"\mathrm{tr}(A x x^{\top})", "(A + A')*x"),
    ("dot(x, A\\x)", "(inv(A) + inv(A)')*x"),
    ("x'*(A\\x)", "(inv(A) + inv(A)')*x"),
    ("np.linalg.solve(A, x).T @ x", "(inv(A) + inv(A)')*x"),
)


@pytest.mark.parametrize(("source", "printed"), SYNTAXES)
def test_syntaxes(source: str, printed: str) -> None:
    syntax = "mathematica" if source == "x.A.x" else "auto"
    assert answered(asked(source, "x", ("x=n", "A=n,n"), syntax=syntax)).text == printed
