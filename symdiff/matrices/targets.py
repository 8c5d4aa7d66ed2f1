"""The languages of arrays that matrix expressions are written in, a row each; how they spell functions of numbers stands in ``languages``.

Imports ``frozen`` and ``errors``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from symdiff.errors import fault
from symdiff.frozen import Frozen, field


class Factored(Frozen):
    """How a matrix is factored once for all that asks it: {0} is what was made of it, {1} a right side, or the identity."""

    make: str
    solve: str
    turned: str
    """With the transpose."""
    inverse: str
    det: str
    logdet: str


class Target(Frozen):
    """How a language writes what is done with arrays: operands as ``{0}`` and ``{1}``, vectors with one axis, or as columns."""

    name: str
    opening: tuple[str, ...]
    frame: tuple[str, str, str]
    """The head, an assignment, and the end of a function."""
    matrices: str
    """The product of two matrices."""
    column: str
    """A matrix times a vector."""
    row: str
    """A vector as a row times a matrix."""
    dot: str
    outer: str
    turned: str
    solve: str
    inverse: str
    matrix_power: str
    identity: str
    ones: tuple[str, str]
    """Of a vector, and of a matrix."""
    zeros: tuple[str, str]
    size: str
    scaled_rows: str
    """diag(u)*M."""
    scaled_columns: str
    """M*diag(u)."""
    traced: str
    """tr(M*N'), the sum of M.*N."""
    laid: tuple[str, str] = ("{0}", "{0}'")
    """A vector as a column, and as a row, of two axes."""
    flat: str = "vec({0})"
    """A row of two axes as a vector."""
    signs: tuple[str, str, str] = ("*", "/", "**")
    """Product, quotient and power, entry by entry."""
    broadcast: str = ""
    """What stands behind a function's name where it is of each entry."""
    constants: Mapping[str, str] = field(default_factory=dict)
    imports: Mapping[str, str] = field(default_factory=dict)
    squares: str = ""
    """The sum of the squares of a matrix; empty where it is written as such."""
    factors: Factored | None = None
    """Of a matrix that is asked for twice: its determinant, inverse or solutions; None where the language has no such object."""
    positive: Factored | None = None
    """Of one that is declared positive definite."""


PYTHON = ("def {0}({1}):", "    {0} = {1}", "    return {0}, {1}")


def _numpy(name: str, module: str, opening: tuple[str, ...], **others: Any) -> Target:
    """NumPy and what is written like it."""
    made: dict[str, Any] = {
        "matrices": "{0} @ {1}", "column": "{0} @ {1}", "row": "{0} @ {1}", "dot": "{0} @ {1}", "outer": "xp.outer({0}, {1})",
        "turned": "{0}.T", "solve": "xp.linalg.solve({0}, {1})", "inverse": "xp.linalg.inv({0})",
        "matrix_power": "xp.linalg.matrix_power({0}, {1})", "identity": "xp.eye({0})", "ones": ("xp.ones({0})", "xp.ones(({0}, {1}))"),
        "zeros": ("xp.zeros({0})", "xp.zeros(({0}, {1}))"), "size": "{0}.shape[{1}]", "scaled_rows": "{0}[:, None]*{1}",
        "scaled_columns": "{1}*{0}", "traced": "xp.sum({0}*{1})",
        "laid": ("{0}[:, None]", "{0}[None, :]"), "flat": "xp.ravel({0})", "constants": {"pi": "xp.pi", "E": "xp.e"},
    }  # fmt: skip
    return Target(name, opening, PYTHON, **_spelled(made | others, module))


def _spelled(value: Any, module: str) -> Any:
    if isinstance(value, str):
        return re.sub(r"\bxp\.", module + ".", value)
    if isinstance(value, Factored):
        return Factored(*[_spelled(getattr(value, name), module) for name in value.__match_args__])
    if isinstance(value, tuple):
        return tuple(_spelled(each, module) for each in value)
    return {key: _spelled(each, module) for key, each in value.items()}


def _scipy(scipy: str) -> dict[str, Any]:
    """What SciPy factors, and what is written like it."""
    solve = scipy + ".linalg.{0}_solve({{0}}, {{1}}{1})"
    diagonal = "xp.diag({0}[0])"
    return {
        "squares": "xp.vdot({0}, {0})",
        "factors": Factored(
            scipy + ".linalg.lu_factor({0})", solve.format("lu", ""), solve.format("lu", ", trans=1"), solve.format("lu", ""),
            f"(-1)**xp.sum({{0}}[1] != xp.arange({{0}}[1].size))*xp.prod({diagonal})", f"xp.sum(xp.log(xp.abs({diagonal})))",
        ),
        "positive": Factored(
            scipy + ".linalg.cho_factor({0})", solve.format("cho", ""), solve.format("cho", ""), solve.format("cho", ""),
            f"xp.prod({diagonal})**2", f"2*xp.sum(xp.log({diagonal}))",
        ),
    }  # fmt: skip


TARGETS: tuple[Target, ...] = (
    _numpy(
        "numpy", "np", ("import numpy as np",), imports={"scipy.": "import scipy.linalg"}, **_scipy("scipy")
    ),
    _numpy(
        "jax", "jnp", ("import jax.numpy as jnp",), imports={"jax.scipy": "import jax.scipy.linalg"}, **_scipy("jax.scipy")
    ),
    _numpy(
        "torch", "torch", ("import torch",), identity="torch.eye({0}, dtype=torch.float64)",
        ones=("torch.ones({0}, dtype=torch.float64)", "torch.ones({0}, {1}, dtype=torch.float64)"),
        zeros=("torch.zeros({0}, dtype=torch.float64)", "torch.zeros({0}, {1}, dtype=torch.float64)"),
    ),
    Target(
        "julia", ("using LinearAlgebra",), ("function {0}({1})", "    {0} = {1}", "    return {0}, {1}\nend"),
        "{0}*{1}", "{0}*{1}", "{1}'*{0}", "dot({0}, {1})", "{0}*{1}'", "{0}'", "{0} \\ {1}", "inv({0})", "{0}^{1}",
        "Matrix{{Float64}}(I, {0}, {0})", ("ones({0})", "ones({0}, {1})"), ("zeros({0})", "zeros({0}, {1})"), "size({0}, {2})",
        "{0}.*{1}", "{1}.*{0}'", "sum({0}.*{1})", signs=(".*", "./", ".^"), broadcast=".",
        constants={"pi": "pi", "E": "exp(1)"}, squares="dot({0}, {0})",
        factors=Factored("lu({0})", "{0} \\ {1}", "{0}' \\ {1}", "inv({0})", "det({0})", "logabsdet({0})[1]"),
        positive=Factored(
            "cholesky(Symmetric({0}))", "{0} \\ {1}", "{0} \\ {1}", "inv({0})", "det({0})", "logdet({0})"
        ),
    ),
    Target(
        "matlab", (), ("function [value, derivative] = {0}({1})", "  {0} = {1};", "  value = {0};\n  derivative = {1};\nend"),
        "{0}*{1}", "{0}*{1}", "{1}'*{0}", "{0}'*{1}", "{0}*{1}'", "{0}'", "{0} \\ {1}", "inv({0})", "{0}^{1}",
        "eye({0})", ("ones({0}, 1)", "ones({0}, {1})"), ("zeros({0}, 1)", "zeros({0}, {1})"), "size({0}, {2})",
        "{0}.*{1}", "{1}.*{0}'", "sum(sum({0}.*{1}))", flat="{0}'", signs=(".*", "./", ".^"),
        constants={"pi": "pi", "E": "exp(1)"},
    ),
)  # fmt: skip


def target_named(name: str) -> Target:
    """The row of a language. Raises SymdiffError ``no-code`` where it has no arrays here."""
    for row in TARGETS:
        if row.name == name:
            return row
    raise fault(
        "no-code", f"matrix expressions are not written in {name}", hint=f"{', '.join(row.name for row in TARGETS)}"
    )
