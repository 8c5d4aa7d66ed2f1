"""What functions of matrices are called in any of the syntaxes, and what each becomes.

Elementwise functions have their names in the rows of ``operators``, operations on matrices in those of ``operations``; here are
the other names that tools have, a row each. Imports ``fitting``, ``tokens`` and below, ``operators``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.frozen import replace
from symdiff.matrices.fitting import Fitting, Read
from symdiff.matrices.nodes import Node
from symdiff.matrices.operations import WORDS
from symdiff.matrices.sizes import ONE, SCALAR, Size, told
from symdiff.matrices.tokens import Token
from symdiff.operators import FUNCTIONS, Operator

_ELEMENTWISE: dict[str, Operator] = {}
for _row in FUNCTIONS:
    for _word in (_row.name, *_row.aliases):
        _ELEMENTWISE.setdefault(_word, _row)


def is_function(name: str) -> bool:
    """Whether a name is one of a function here, in any syntax."""
    return name in _FORMS or name in WORDS or name in _ELEMENTWISE


def called(
    fitting: Fitting, name: str, arguments: Sequence[Read], start: int, stop: int, place: Token | None = None
) -> Read:
    """A function by its name in any of the syntaxes. Raises SymdiffError: ``unknown-function``, ``argument-count``, ``shape``."""
    short = name.rsplit(".", maxsplit=1)[-1]
    arguments = list(arguments)
    for key in (short, short.lower(), re.sub(r"(?<=[a-z])(?=[A-Z])", "_", short).lower()):
        if key in _FORMS:
            many, form = _FORMS[key]
            if len(arguments) not in many:
                raise fitting.count(short, len(arguments), many, start, stop)
            return replace(form(fitting, arguments, start, stop), start=start, stop=stop)
        if key in WORDS:
            row = WORDS[key]
            if len(arguments) != row.arity:
                raise fitting.count(short, len(arguments), (row.arity,), start, stop)
            if key == "diag" and arguments[0].node.shape[1] != ONE:
                row = WORDS["diagonal"]
            return fitting.operation(row, [fitting.known(each) for each in arguments], start, stop)
    for key in (short, short.lower(), short.replace("arc", "a")):
        if key in _ELEMENTWISE:
            return fitting.elementwise(_ELEMENTWISE[key], arguments, start, stop)
    span = (start, stop) if place is None else (place.start, place.stop)
    raise fitting.fault(
        "unknown-function",
        f"there is no function '{name}' of matrices",
        *span,
        "symdiff rules lists those of numbers; docs/matrices.md the others",
    )


Form = Callable[[Fitting, list[Read], int, int], Read]


def _identity(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    size = fitting.size(arguments[0])
    if size == ONE:
        return Read(fitting.number(1), start, stop)
    return Read(fitting.make("identity", (), None, (size, size)), start, stop)


def _filled(name: str, number: int) -> Form:
    def form(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
        sizes = [fitting.size(each) for each in arguments]
        shape = (sizes[0], sizes[1] if len(sizes) > 1 else ONE)
        return Read(fitting.number(number) if shape == SCALAR else fitting.make(name, (), None, shape), start, stop)

    return form


def _norm(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    kind = str(arguments[1].node.extra) if len(arguments) > 1 else "2"
    vector = ONE in arguments[0].node.shape
    if len(arguments) == 1 and not vector and fitting.syntax.star == "entries":
        kind = "fro"
    names = {"2": "norm2", "1": "norm1", "fro": "normfro", "F": "normfro", "Frobenius": "normfro"}
    if kind not in names:
        raise fitting.fault("bad-argument", f"there is no norm '{kind}' here", start, stop, "2, 1 or fro")
    if kind == "1" and not vector:
        raise fitting.fault(
            "shape",
            f"norm(X, 1) of a matrix of {told(arguments[0].node.shape)} is no sum",
            start,
            stop,
            "the sum of all entries is sum(abs(X))",
        )
    return fitting.operation(WORDS[names[kind]], arguments[:1], start, stop)


def _times(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = fitting.product(found, each)
    return found


def _dot(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    first, last = arguments
    if first.node.shape == last.node.shape and first.node.shape[1] == ONE and not first.node.scalar:
        return fitting.product(fitting.transposed(first, first.stop), last)
    return fitting.product(first, last)


def _hadamard(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = fitting.entries(found, each, 1)
    return found


def _added(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = fitting.sum(found, each, 1)
    return found


def _softmax(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    raised = called(fitting, "exp", arguments, start, stop)
    return fitting.divided(raised, called(fitting, "sum", [raised], start, stop))


def _logsumexp(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    total = called(fitting, "sum", [called(fitting, "exp", arguments, start, stop)], start, stop)
    return called(fitting, "log", [total], start, stop)


def _one(fitting: Fitting, read: Read) -> Read:
    return replace(read, node=fitting.number(1))


def _sigmoid(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    (u,) = arguments
    negative = replace(u, node=fitting.make("sum", (u.node,), (-1,), u.node.shape))
    below = fitting.sum(_one(fitting, u), called(fitting, "exp", [negative], start, stop), 1)
    return fitting.entries(_one(fitting, u), below, -1)


def _softplus(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    (u,) = arguments
    return called(
        fitting, "log", [fitting.sum(_one(fitting, u), called(fitting, "exp", [u], start, stop), 1)], start, stop
    )


def _relu(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    return called(fitting, "max", [replace(arguments[0], node=fitting.number(0)), arguments[0]], start, stop)


def _sqrt(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    return fitting.raised(arguments[0], _half(fitting, arguments[0]))


def _half(fitting: Fitting, read: Read) -> Read:
    return replace(read, node=fitting.number(Fraction(1, 2)))


def _square(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    return fitting.raised(arguments[0], replace(arguments[0], node=fitting.number(2)))


def _sumsq(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    return called(fitting, "sum", [_square(fitting, arguments, start, stop)], start, stop)


def _outer(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    return fitting.product(arguments[0], fitting.transposed(arguments[1], arguments[1].stop))


def _quadratic(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    x, matrix = arguments
    return fitting.product(fitting.product(fitting.transposed(x, x.stop), matrix), x)


def _along(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> bool | None:
    """Whether sums run along the rows, ``sum(X, 2)`` or ``np.sum(X, axis=1)``, or down the columns; None for all entries."""
    if len(arguments) == 1:
        return None
    first = 0 if fitting.syntax.name == "numpy" else 1
    value: Any = fitting.folded(arguments[1].node).extra
    if value not in (first, first + 1):
        raise fitting.fault("bad-argument", f"a sum is along axis {first} or {first + 1}", start, stop)
    return bool(value == first + 1)


def _total(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    inner, along = arguments[0], _along(fitting, arguments, start, stop)
    rows, columns = inner.node.shape
    if along is None or inner.node.scalar:
        return fitting.operation(WORDS["total"], [fitting.known(inner)], start, stop)
    if along:
        return fitting.product(inner, replace(inner, node=_ones(fitting, columns, ONE)))
    found = fitting.product(replace(inner, node=_ones(fitting, ONE, rows)), inner)
    return (
        fitting.transposed(found, stop) if fitting.syntax.name == "numpy" else found
    )  # one axis there is a column here


def _ones(fitting: Fitting, rows: Size, columns: Size) -> Node:
    return fitting.number(1) if rows == columns == ONE else fitting.make("ones", (), None, (rows, columns))


def _mean(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    along = _along(fitting, arguments, start, stop)
    rows, columns = arguments[0].node.shape
    size = rows.times(columns) if along is None else columns if along else rows
    many: Read = replace(arguments[0], node=_size_node(fitting, size))
    return fitting.divided(_total(fitting, arguments, start, stop), many)


def _size_node(fitting: Fitting, size: Size) -> Node:
    found = fitting.number(size.number)
    for letter in size.letters:
        symbol = fitting.make("symbol", (), letter, SCALAR)
        found = fitting.make("hadamard", (found, symbol, fitting.number(1), fitting.number(1)), None, SCALAR)
    return found


def _reshape(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    shape = (fitting.size(arguments[1]), fitting.size(arguments[2]))
    have = arguments[0].node.shape
    if have != (shape[1].times(shape[0]), ONE):
        raise fitting.fault(
            "shape",
            f"reshape makes {told(shape)} of a column of {shape[1].times(shape[0])}, not of {told(have)}",
            start,
            stop,
        )
    return Read(fitting.make("reshape", (arguments[0].node,), None, shape), start, stop)


def _rational(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    found = fitting.divided(*arguments)
    return replace(found, node=fitting.folded(found.node))


def _raised_form(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    base, exponent = arguments
    exponent = replace(exponent, node=fitting.folded(exponent.node))
    if base.node.scalar or not fitting.known(base).node.square:
        return fitting.power(base, exponent)
    return Read(fitting.make("power", (base.node, exponent.node), None, base.node.shape), start, stop)


def _inverted(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    (base,) = arguments
    if not base.node.square:
        raise fitting.fault("shape", f"inv needs a square matrix, not one of {told(base.node.shape)}", start, stop)
    if base.node.scalar or base.identity:
        return fitting.power(base, replace(base, node=fitting.number(-1))) if not base.identity else base
    return Read(fitting.make("power", (base.node, fitting.number(-1)), None, base.node.shape), start, stop)


def _slogdet(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    if [token.text for token in fitting.tokens[fitting.at : fitting.at + 3]] != ["[", "1", "]"]:
        raise fitting.fault("bad-argument", "slogdet is a pair: its second part is slogdet(X)[1]", start, stop)
    fitting.at += 3
    return fitting.operation(WORDS["logdet"], [fitting.known(arguments[0])], start, stop)


def _logarithm(fitting: Fitting, arguments: list[Read], start: int, stop: int) -> Read:
    (inner,) = arguments
    if inner.node.operation == "det":
        return Read(fitting.make("logdet", inner.node.operands, None, SCALAR), start, stop)
    return fitting.elementwise(_ELEMENTWISE["log"], arguments, start, stop)


_FORMS: Mapping[str, tuple[Sequence[int], Form]] = {
    **dict.fromkeys(("I", "eye", "identity", "identity_matrix"), ((1,), _identity)),
    **dict.fromkeys(("ones", "one_matrix", "vector1"), ((1, 2), _filled("ones", 1))),
    **dict.fromkeys(("zeros", "zero_matrix"), ((1, 2), _filled("zero", 0))),
    **dict.fromkeys(("inv", "inverse"), ((1,), _inverted)),
    "norm": ((1, 2), _norm),
    **dict.fromkeys(("normF", "norm_f"), ((1,), lambda r, a, s, e: r.operation(WORDS["normfro"], a, s, e))),
    **dict.fromkeys(("matmul", "mat_mul", "multi_dot", "times"), (range(1, 100), _times)),
    **dict.fromkeys(("mat_add", "add"), (range(1, 100), _added)),
    **dict.fromkeys(("dot", "inner", "vdot"), ((2,), _dot)),
    **dict.fromkeys(("hadamard", "hadamard_product", "multiply"), (range(1, 100), _hadamard)),
    **dict.fromkeys(("matpow", "mat_pow", "matrix_power", "pow"), ((2,), _raised_form)),
    **dict.fromkeys(("kronecker_product", "kronecker"), ((2,), lambda r, a, s, e: r.operation(WORDS["kron"], a, s, e))),
    **dict.fromkeys(("log_det", "logdetpsd"), ((1,), lambda r, a, s, e: r.operation(WORDS["logdet"], a, s, e))),
    "slogdet": ((1,), _slogdet),
    **dict.fromkeys(("matrix_exp", "mexp"), ((1,), lambda r, a, s, e: r.operation(WORDS["expm"], a, s, e))),
    **dict.fromkeys(
        ("solve", "linear_solve"),
        ((2,), lambda r, a, s, e: r.product(_inverted(r, a[:1], a[0].start, a[0].stop), a[1])),
    ),
    **dict.fromkeys(("ln", "log"), ((1,), _logarithm)),
    **dict.fromkeys(("diagonal_matrix", "diagm"), ((1,), lambda r, a, s, e: r.operation(WORDS["diag"], a, s, e))),
    "softmax": ((1,), _softmax),
    **dict.fromkeys(("logsumexp", "lse", "log_sum_exp"), ((1,), _logsumexp)),
    **dict.fromkeys(("sigmoid", "logistic", "expit"), ((1,), _sigmoid)),
    "softplus": ((1,), _softplus),
    "relu": ((1,), _relu),
    "sqrt": ((1,), _sqrt),
    "square": ((1,), _square),
    **dict.fromkeys(("sumsq", "sum_square", "sum_squares"), ((1,), _sumsq)),
    "outer": ((2,), _outer),
    "quad_form": ((2,), _quadratic),
    **dict.fromkeys(("sum", "total"), ((1, 2), _total)),
    "mean": ((1, 2), _mean),
    "reshape": ((3,), _reshape),
    "rational": ((2,), _rational),
}
