"""The Python verb of matrix calculus. Imports ``matrices``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from symdiff.api.texts import kind_of, name_of, text_of
from symdiff.budget import heeding
from symdiff.errors import fault, visible
from symdiff.frozen import Frozen
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.matrices.answers import answered, asked, explained, instance_checked, latex
from symdiff.matrices.programs import programmed


class MatrixDerivative(Frozen):
    """A derivative in matrix form; ``text`` parses again, ``latex`` is None where there is no matrix form."""

    text: str
    latex: str | None
    shape: tuple[str, str]
    """Rows and columns, as numbers and letters."""
    notes: tuple[str, ...] = ()
    steps: tuple[tuple[str, str, str, str], ...] = ()
    """Rule, its statement, the part of the formula, what the sweep found there."""
    verdict: str | None = None
    """Of the check at an instance: agree, disagree, inconclusive or undefined; None without one."""
    value: list[list[float]] | None = None
    derivative: list[list[float]] | None = None

    def __str__(self) -> str:
        return self.text

    def _repr_latex_(self) -> str | None:
        return None if self.latex is None else rf"$\displaystyle {self.latex}$"


@heeding
def matrix(
    expression: str,
    wrt: str,
    shapes: Mapping[str, str | Sequence[Any]] | None = None,
    *,
    order: int = 1,
    layout: str = "denominator",
    syntax: str = "auto",
    at: Mapping[str, Any] | None = None,
    size: Mapping[str, int] | None = None,
    seed: int = 1,
    certify: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> MatrixDerivative:
    """The derivative of a matrix expression in matrix form.

    expression: text as MATLAB, NumPy, LaTeX or Mathematica has it.
    wrt: the scalar, vector or matrix to differentiate by.
    shapes: by name, ``"m,n"``, ``"n"`` for a column, ``"n,n,symmetric"``, or a sequence of the same. Other names are scalars.
    order: 2 gives the Hessian of a scalar.
    layout: ``denominator``, where a gradient has the shape of its variable, or ``numerator``.
    at, size, seed: an instance for the check: entries by name (nested lists or arrays), sizes by letter, what is drawn at random.
    certify: enclose the true derivative of each entry, too.

    Raises SymdiffError ``shape`` where shapes do not fit, ``no-derivative`` where no rule has the derivative, and what reading raises.

    >>> str(matrix("norm(A*x - b)^2", "x", {"A": "m,n", "x": "n", "b": "m"}))
    "2*A'*(A*x - b)"
    >>> matrix("x'*A*x", "x", {"A": ("n", "n", "symmetric"), "x": "n"}, size={"n": 3}).verdict
    'agree'
    """
    if layout not in ("denominator", "numerator") or order not in (1, 2):
        raise fault("usage", "layout is denominator or numerator, order 1 or 2")
    texts = _declarations({} if shapes is None else shapes)
    found = answered(
        asked(text_of(expression), name_of(wrt), texts, order=order, layout=layout, syntax=syntax, limits=limits)
    )
    check = None
    points = [f"{name}={_literal(value)}" for name, value in _by_name("values", {} if at is None else at)]
    letters = [f"{letter}={number}" for letter, number in _by_name("sizes", {} if size is None else size)]
    if points or letters:
        check = instance_checked(found, points, letters, seed, certify=certify)
    rows, columns = found.shape
    return MatrixDerivative(
        found.text,
        None if found.node is None else latex(found),
        (str(rows), str(columns)),
        found.notes,
        tuple(explained(found)),
        None if check is None else check.verdict.value,
        None if check is None else check.value,
        None if check is None else check.derivative,
    )


def matrix_code(
    expression: str,
    wrt: str,
    shapes: Mapping[str, str | Sequence[Any]],
    language: str,
    *,
    name: str = "f",
    order: int = 1,
) -> str:
    """A function of the value and the derivative of a matrix expression in a language of arrays, for ``code``."""
    if not name.isidentifier() or not name.isascii():
        raise fault(
            "usage", f"'{visible(name)}' is not the name of a function", hint="letters, digits and '_', a letter first"
        )
    return programmed(
        answered(asked(text_of(expression), name_of(wrt), _declarations(shapes), order=order)), language, name=name
    )


def _declarations(shapes: Mapping[str, str | Sequence[Any]]) -> tuple[str, ...]:
    return tuple(
        f"{name}={shape if isinstance(shape, str | int) else ','.join(map(str, shape))}"
        for name, shape in _by_name("shapes", shapes)
    )


def _by_name(what: str, given: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    if not isinstance(given, Mapping):
        raise fault(
            "bad-argument", f"the {what} are given by name, not in {kind_of(given)}", hint='for example {"x": ...}'
        )
    return given.items()


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return value
    rows = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(rows, Sequence):
        return repr(rows)
    if rows and isinstance(rows[0], Sequence):
        return "[[" + "],[".join(",".join(map(repr, row)) for row in rows) + "]]"
    return "[" + ",".join(map(repr, rows)) + "]"
