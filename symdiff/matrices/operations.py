"""The operations on matrices, a row each: how it is written, its shape, its partials in index form, its rule in words, its code.

A partial is Einstein's sum. With Y = op(U, V), ``"V:lj I:ik"`` says that dY[i,j]/dU[k,l] = V[l,j] * delta[i,k]; letters that are
neither of Y nor of the operand are summed over. ``W`` is what the row derives, such as an elementwise slope. The index form is that of
Laue, Mitterreiter and Giesen (2018, 2020). What an elementwise function's slope is stands in ``rules/table.py``.
Imports ``entries``, ``algebra`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdiff.frozen import Frozen
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.entries import slope
from symdiff.matrices.nodes import Node
from symdiff.matrices.sizes import ONE, SCALAR, Shape, told

Factors = tuple[tuple[Node | None, str], ...]
"""Nodes with their letters; None is the identity."""


class Partial(Frozen):
    """A term of the partial of Y by an operand: a scalar times factors; ``of`` and ``by`` are the letters of Y and of the operand."""

    scalar: Node | None
    factors: Factors
    of: tuple[str, str] = ("i", "j")
    by: tuple[str, str] = ("k", "l")


Derived = Callable[[Algebra, Node], Mapping[str, Node]]


class Operation(Frozen):
    """A row. ``partials`` takes the algebra, the node and the operand's place."""

    name: str
    rule: str = ""
    """The rule's name."""
    statement: str = ""
    """The rule as the tables of matrix calculus have it: the gradient of a scalar with the adjoint G of the result."""
    partials: Callable[[Algebra, Node, int], list[Partial]] | None = None
    words: tuple[str, ...] = ()
    """The names of a function, the first one is printed."""
    shape: Callable[[Sequence[Shape]], Shape | str] | None = None
    """The shape of the result, or what is wrong."""
    arity: int = 1
    latex: str = ""
    """With {0} and {1} for the operands."""
    code: Mapping[str, str] = {}
    """By language, with {0} and {1} for the operands."""


def index_form(
    *texts: str, derived: Derived | None = None, of: tuple[str, str] = ("i", "j"), by: tuple[tuple[str, str], ...] = ()
) -> Callable[[Algebra, Node, int], list[Partial]]:
    """The partials of a row from their texts, one an operand."""

    def partials(algebra: Algebra, y: Node, place: int) -> list[Partial]:
        nodes: dict[str, Node | None] = {"I": None, "Y": y, **dict(zip("UV", y.operands, strict=False))}
        if derived is not None:
            nodes.update(derived(algebra, y))
        words = texts[place].split()
        negative = words[0] == "-"
        factors = tuple((nodes[word[0]], word[2:]) for word in words[negative:])
        return [Partial(algebra.number(-1) if negative else None, factors, of, by[place] if by else ("k", "l"))]

    return partials


def _sum(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    coefficients: Any = y.extra
    return [Partial(algebra.number(coefficients[place]), ((None, "ik"), (None, "jl")))]


def _scale(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    scalar, matrix = y.operands
    return [Partial(None, ((matrix, "ij"),)) if place == 0 else Partial(scalar, ((None, "ik"), (None, "jl")))]


def _chain(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    before, after = y.operands[:place], y.operands[place + 1 :]
    first = algebra.multiply(before) if before else None
    last = algebra.multiply(after) if after else None
    return [Partial(None, ((first, "ik"), (last, "lj")))]


def _hadamard(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    many = len(y.operands) // 2
    bases, exponents = y.operands[:many], y.operands[many:]
    if place < many:
        lower = [
            (base, algebra.add([(1, exponent), (-1, algebra.one)]) if at == place else exponent)
            for at, (base, exponent) in enumerate(zip(bases, exponents, strict=True))
        ]
        partial = algebra.scale(exponents[place], algebra.hadamard(lower, y.shape))
        return [Partial(None, ((partial, "ij"), (None, "ik"), (None, "jl")))]
    partial = algebra.hadamard([(y, algebra.one), (algebra.call("log", (bases[place - many],)), algebra.one)], y.shape)
    return [Partial(None, ((partial, "ij"),))]


MOST_FACTORS = 64


def _power(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    base, exponent = y.operands
    whole = algebra.whole(exponent)
    assert whole is not None
    assert abs(whole) <= MOST_FACTORS

    def power(number: int) -> Node:
        return algebra.power(base, algebra.number(number))

    if whole > 0:
        pairs = [(power(first), power(whole - 1 - first)) for first in range(whole)]
    else:
        pairs = [(power(-first), power(whole - 1 + first)) for first in range(1, 1 - whole)]
    sign = None if whole > 0 else algebra.number(-1)
    return [Partial(sign, ((left, "ik"), (right, "lj"))) for left, right in pairs]


def _call(algebra: Algebra, y: Node, place: int) -> list[Partial]:
    partial = slope(algebra, y, place)
    if partial is None:
        return []
    if y.operands[place].scalar and not y.scalar:
        return [Partial(None, ((partial, "ij"),))]
    return [Partial(None, ((partial, "ij"), (None, "ik"), (None, "jl")))]


def _same(shapes: Sequence[Shape]) -> Shape | str:
    return shapes[0]


def _square_to(result: Shape | None) -> Callable[[Sequence[Shape]], Shape | str]:
    def shape(shapes: Sequence[Shape]) -> Shape | str:
        if shapes[0][0] != shapes[0][1]:
            return f"needs a square matrix, not one of {told(shapes[0])}"
        return result or shapes[0]

    return shape


def _any_to_scalar(shapes: Sequence[Shape]) -> Shape | str:
    return SCALAR


def _vector_to_scalar(shapes: Sequence[Shape]) -> Shape | str:
    return SCALAR if ONE in shapes[0] else f"is of vectors here, not of a matrix of {told(shapes[0])}: norm(X, fro)"


def _diag(shapes: Sequence[Shape]) -> Shape | str:
    rows, columns = shapes[0]
    return (rows, rows) if columns == ONE else f"makes a matrix of a column, not of {told(shapes[0])}"


def _diagonal(shapes: Sequence[Shape]) -> Shape | str:
    rows, columns = shapes[0]
    return (rows, ONE) if rows == columns else f"needs a square matrix, not one of {told(shapes[0])}"


def _kron(shapes: Sequence[Shape]) -> Shape | str:
    (m, n), (p, q) = shapes
    return m.times(p), n.times(q)


def _vec(shapes: Sequence[Shape]) -> Shape | str:
    return shapes[0][1].times(shapes[0][0]), ONE


def _everywhere(text: str, **more: str) -> Mapping[str, str]:
    """The same text in NumPy, JAX and PyTorch, where a module's name stands for xp."""
    return {
        name: text.replace("xp", module) for name, module in (("numpy", "np"), ("jax", "jnp"), ("torch", "torch"))
    } | more


ROWS: tuple[Operation, ...] = (
    Operation("symbol"),
    Operation("number"),
    Operation("constant"),
    Operation("identity"),
    Operation("ones"),
    Operation("zero"),
    Operation("sum", "sum", "d(U + V) = dU + dV", _sum),
    Operation("scale", "scalar multiple", "d(s*U) = ds*U + s*dU", _scale),
    Operation("chain", "matrix product", "d(U*V) = dU*V + U*dV", _chain),
    Operation("hadamard", "elementwise product and power", "d(U.*V) = dU.*V + U.*dV, d(U.^n) = n*U.^(n - 1).*dU", _hadamard),
    Operation("transpose", "transpose", "d(U') = (dU)'", index_form("I:il I:jk"), ("transpose",), lambda s: (s[0][1], s[0][0])),
    Operation("power", "power and inverse", "d(inv(U)) = -inv(U)*dU*inv(U), d(U^2) = dU*U + U*dU", _power),
    Operation("call", "elementwise function", "d(f(U)) = f'(U).*dU", _call),
    Operation(
        "det", "determinant", "d(det(U)) = det(U)*tr(inv(U)*dU)",
        index_form("W:lk", derived=lambda a, y: {"W": a.scale(y, a.inverse(y.operands[0]))}),
        ("det", "determinant"), _square_to(SCALAR), latex=r"\det\left({0}\right)",
        code=_everywhere("xp.linalg.det({0})", julia="det({0})", matlab="det({0})"),
    ),
    Operation(
        "logdet", "log of the determinant", "d(logdet(U)) = tr(inv(U)*dU)",
        index_form("W:lk", derived=lambda a, y: {"W": a.inverse(y.operands[0])}),
        ("logdet",), _square_to(SCALAR), latex=r"\log\det\left({0}\right)",
        code=_everywhere("xp.linalg.slogdet({0})[1]", julia="logdet({0})", matlab="sum(log(abs(diag(lu({0})))))"),
    ),
    Operation(
        "tr", "trace", "d(tr(U)) = tr(dU)", index_form("I:kl"), ("tr", "trace"), _square_to(SCALAR),
        latex=r"\operatorname{{tr}}\left({0}\right)", code=_everywhere("xp.trace({0})", julia="tr({0})", matlab="trace({0})"),
    ),
    Operation(
        "total", "sum of the entries", "d(sum(U)) = sum(dU)",
        index_form("W:kl", derived=lambda a, y: {"W": a.ones(y.operands[0].shape)}),
        ("sum", "total"), _any_to_scalar, latex=r"\operatorname{{sum}}\left({0}\right)",
        code=_everywhere("xp.sum({0})", julia="sum({0})", matlab="sum(sum({0}))"),
    ),
    Operation(
        "norm2", "length of a vector", "d(norm(u)) = u'*du/norm(u)",
        index_form("W:kl", derived=lambda a, y: {"W": a.scale(a.inverse(y), y.operands[0])}),
        ("norm", "norm2", "vecnorm"), _vector_to_scalar, latex=r"\left\|{0}\right\|_2",
        code=_everywhere("xp.linalg.norm({0})", julia="norm({0})", matlab="norm({0})"),
    ),
    Operation(
        "frobenius", "Frobenius norm", "d(norm(U, fro)) = tr(U'*dU)/norm(U, fro)",
        index_form("W:kl", derived=lambda a, y: {"W": a.scale(a.inverse(y), y.operands[0])}),
        ("normfro", "frobenius"), _any_to_scalar, latex=r"\left\|{0}\right\|_F",
        code=_everywhere("xp.linalg.norm({0})", julia="norm({0})", matlab="norm({0}, 'fro')"),
    ),
    Operation(
        "norm1", "sum of absolute values", "d(norm1(U)) = sum(sign(U).*dU)",
        index_form("W:kl", derived=lambda a, y: {"W": a.call("sign", (y.operands[0],))}),
        ("norm1",), _vector_to_scalar, latex=r"\left\|{0}\right\|_1",
        code=_everywhere("xp.sum(xp.abs({0}))", julia="sum(abs, {0})", matlab="sum(sum(abs({0})))"),
    ),
    Operation(
        "diag", "diagonal matrix", "d(diag(u)) = diag(du)", index_form("I:ij I:ik"), ("diag", "diagm"), _diag,
        latex=r"\operatorname{{diag}}\left({0}\right)",
        code=_everywhere("xp.diag({0})", julia="Diagonal({0})", matlab="diag({0})"),
    ),
    Operation(
        "diagonal", "diagonal of a matrix", "d(diag(U)) = diag(dU)", index_form("I:ik I:il"), ("diag", "diagonal"), _diagonal,
        latex=r"\operatorname{{diag}}\left({0}\right)", code=_everywhere("xp.diag({0})", julia="diag({0})", matlab="diag({0})"),
    ),
    Operation(
        "kron", "Kronecker product", "d(kron(U, V)) = kron(dU, V) + kron(U, dV)",
        index_form("V:pq I:ik I:jl", "U:ij I:pk I:ql", of=("ip", "jq")), ("kron",), _kron, 2, r"\left({0}\right) \otimes \left({1}\right)",
        # PyTorch refuses a transposed factor that was not copied.
        _everywhere("xp.kron({0}, {1})", torch="torch.kron({0}.contiguous(), {1}.contiguous())", julia="kron({0}, {1})", matlab="kron({0}, {1})"),
    ),
    Operation(
        "vec", "columns under one another", "d(vec(U)) = vec(dU)", index_form("I:ik I:jl", of=("ji", "")), ("vec",), _vec,
        latex=r"\operatorname{{vec}}\left({0}\right)",
        code=_everywhere("xp.ravel({0}.T)", julia="vec({0})", matlab="reshape({0}, [], 1)"),
    ),
    Operation(
        "reshape", "columns beside one another", "vec(reshape(u, m, n)) = u", index_form("I:ib I:ja", by=(("ab", ""),)),
        ("reshape",),
        latex=r"\operatorname{{reshape}}\left({0}, {1}, {2}\right)",
        code=_everywhere("xp.reshape({0}, ({2}, {1})).T", julia="reshape({0}, {1}, {2})", matlab="reshape({0}, {1}, {2})"),
    ),
    Operation("expm", "matrix exponential", "d(tr(expm(U))) = tr(expm(U)*dU)", None, ("expm",), _square_to(None), latex=r"\operatorname{{expm}}\left({0}\right)",
        code={"numpy": "scipy.linalg.expm({0})", "jax": "jax.scipy.linalg.expm({0})", "torch": "torch.linalg.matrix_exp({0})",
              "julia": "exp({0})", "matlab": "expm({0})"}),
)  # fmt: skip
TABLE: Mapping[str, Operation] = {row.name: row for row in ROWS}
WORDS: Mapping[str, Operation] = {word: row for row in reversed(ROWS) for word in row.words}
"""The operations by the names of their functions."""
