"""The sympy class of each operator row, and the row of each class. Imports ``operators``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import sympy
from sympy import S
from sympy.printing.pretty.stringpict import prettyForm

from symdiff import operators as op
from symdiff.operators import Operator, Power, Product, Sum

Tree = Any
"""A sympy expression; sympy has no types of its own."""


class RealRoot(sympy.Function):  # type: ignore[misc]
    """The real root of odd degree n, which sympy has no head for; evaluated it is ``sign(u)*Abs(u)**(1/n)``."""

    nargs = 2

    @classmethod
    def eval(cls, u: Tree, n: Tree) -> Tree:
        return _signed_root(u, n)

    def fdiff(self, argindex: int = 1) -> Tree:
        u, n = self.args
        if argindex != 1:
            raise sympy.core.function.ArgumentIndexError(self, argindex)
        return sympy.Abs(u) ** (1 / n - 1) / n

    def _eval_rewrite_as_Pow(self, u: Tree, n: Tree, **options: Any) -> Tree:
        return _signed_root(u, n)

    def _eval_evalf(self, prec: int) -> Tree:
        return _signed_root(*self.args)._eval_evalf(prec)

    def _eval_is_extended_real(self) -> bool | None:
        answer: bool | None = self.args[0].is_extended_real
        return answer

    # The printers' hooks. Other text is in brackets, since a printer takes a function for an atom.

    def _sympystr(self, printer: Any) -> str:
        u, n = printer._print(self.args[0]), self.args[1]
        text = f"sign({u})*Abs({u})**(1/{n})" if n.p > 0 else f"sign({u})*Abs({u})**(-1/{-n})"
        return text if printer._print_level == 1 else f"({text})"

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        u, n = printer._print(self.args[0]), self.args[1]
        text = rf"\sqrt[{n}]{{{u}}}" if n.p > 0 else rf"\frac{{1}}{{\sqrt[{-n}]{{{u}}}}}"
        return text if exp is None else rf"\left({text}\right)^{{{exp}}}"

    def _pretty(self, printer: Any) -> Any:
        u, n = self.args
        root = printer._print_nth_root(u, abs(n))
        return root if n.p > 0 else prettyForm("1") / root


def _signed_root(u: Tree, n: Tree) -> Tree:
    return sympy.sign(u) * sympy.Abs(u) ** (S.One / n)


HEADS: Final[dict[Operator, Any]] = {
    row: RealRoot if row is op.real_root else getattr(sympy, row.sympy or row.name)
    for row in (Sum, Product, Power, *op.FUNCTIONS, *op.RELATIONS, op.And, op.Or, op.Not, op.piecewise)
}


ROWS: Final[dict[Any, Operator]] = {head: row for row, head in HEADS.items()}


CONSTANT_TREES: Final[dict[str, Any]] = {row.name: getattr(sympy, row.sympy) for row in op.CONSTANTS}


CONSTANT_NAMES: Final[dict[Any, str]] = {type(tree): name for name, tree in CONSTANT_TREES.items()}


LATTICES = frozenset((op.maximum, op.minimum, op.And, op.Or))


def pieces(parts: Sequence[Tree]) -> list[tuple[Tree, Tree]]:
    """Values and conditions in turn as pairs."""
    return list(zip(parts[::2], parts[1::2], strict=True))
