"""Classes of functions that sympy lacks: one made of any row and its rule, and those that are more than that.

Imports ``rules`` and ``operators``.
"""

from __future__ import annotations

import operator as python
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, ClassVar

import sympy
from mpmath import MPContext
from sympy import S
from sympy.core.function import ArgumentIndexError
from sympy.printing.pretty.stringpict import prettyForm

from symdiff.operators import CONSTANTS, Exact, Operator
from symdiff.rules.table import ANY, NARROW

Tree = Any
"""A sympy expression; sympy has no types of its own."""


def made(row: Operator, heads: Mapping[Operator, Any]) -> Any:
    """The class of a function that sympy lacks; ``heads`` has those of the functions in its derivative."""
    low, high = row.arity
    nargs = tuple(range(low, high + 1)) if high is not None else None
    fields = {"row": row, "heads": heads, "nargs": nargs, "__module__": __name__}
    return type(sympy.Function)(row.name, (_Made,), fields)


class _Made(sympy.Function):  # type: ignore[misc]
    """A function by its row: exact values and parity, values by mpmath, the derivative by its rule, LaTeX by its name."""

    row: ClassVar[Operator]
    heads: ClassVar[Mapping[Operator, Any]]

    @classmethod
    def eval(cls, *operands: Tree) -> Tree:
        row = cls.row
        if row.exact is not None and all(isinstance(operand, sympy.Rational) for operand in operands):
            values = [Fraction(operand.p, operand.q) for operand in operands]
            if row.domain is None or row.domain.holds(*values):
                value = row.exact(*values)
                if value is not None:
                    return sympy.Rational(value.numerator, value.denominator)
        if row.parity and operands[0].could_extract_minus_sign():
            return row.parity * cls(-operands[0])
        return None

    def fdiff(self, argindex: int = 1) -> Tree:
        active = tuple(position == argindex for position in range(1, len(self.args) + 1))
        rule = ANY.get(self.row) or NARROW.get((self.row, active))
        if rule is None or not any(active):
            raise ArgumentIndexError(self, argindex)
        operands = [_Handle(operand, self.heads) for operand in self.args]
        partial = rule.partials(_Handle(self, self.heads), *operands)[argindex - 1]
        if partial is None:
            raise ArgumentIndexError(self, argindex)
        return _tree(partial)

    def _eval_evalf(self, prec: int) -> Tree:
        context = MPContext()
        context.prec = prec + 20
        function = self.row.in_mpmath(context)
        try:
            values = [context.make_mpf(operand._eval_evalf(context.prec)._mpf_) for operand in self.args]
            if self.row.domain is not None and not self.row.domain.holds(*values):
                return None
            if function is not None:
                found = function(*values)
            elif self.row.real is not None and prec <= 53:
                found = context.mpf(self.row.real(*map(float, values)))
            else:
                return None
            return sympy.Expr._from_mpmath(found, prec)
        except (AttributeError, ValueError, ArithmeticError, context.NoConvergence):
            return None  # an operand is no number, or there is no value at it

    def _eval_is_extended_real(self) -> bool | None:
        real = self.row.domain is None and all(operand.is_extended_real for operand in self.args)
        return True if real else None

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        name = self.row.latex or rf"\operatorname{{{printer._deal_with_super_sub(self.row.name)}}}"
        raised = "" if exp is None else f"^{{{exp}}}"
        return rf"{name}{raised}{{\left({', '.join(map(printer._print, self.args))} \right)}}"


class _Handle:
    """A tree that rule rows compute with."""

    __slots__ = ("_heads", "tree")

    def __init__(self, tree: Tree, heads: Mapping[Operator, Any]) -> None:
        self.tree = tree
        self._heads = heads

    def apply(self, operator: Operator, operands: tuple[Any, ...]) -> _Handle:
        return _Handle(self._heads[operator](*map(_tree, operands)), self._heads)

    def constant(self, name: str) -> _Handle:
        return _Handle(getattr(sympy, next(row.sympy for row in CONSTANTS if row.name == name)), self._heads)

    @property
    def exact(self) -> Exact | None:
        return Fraction(self.tree.p, self.tree.q) if isinstance(self.tree, sympy.Rational) else None

    def _with(self, do: Callable[[Tree, Tree], Tree], first: Any, second: Any) -> _Handle:
        return _Handle(do(_tree(first), _tree(second)), self._heads)

    def __add__(self, other: _Handle | Exact) -> _Handle:
        return self._with(python.add, self, other)

    __radd__ = __add__

    def __sub__(self, other: _Handle | Exact) -> _Handle:
        return self._with(python.sub, self, other)

    def __rsub__(self, other: Exact) -> _Handle:
        return self._with(python.sub, other, self)

    def __mul__(self, other: _Handle | Exact) -> _Handle:
        return self._with(python.mul, self, other)

    __rmul__ = __mul__

    def __truediv__(self, other: _Handle | Exact) -> _Handle:
        return self._with(python.truediv, self, other)

    def __rtruediv__(self, other: Exact) -> _Handle:
        return self._with(python.truediv, other, self)

    def __pow__(self, other: _Handle | Exact) -> _Handle:
        return self._with(python.pow, self, other)

    def __neg__(self) -> _Handle:
        return _Handle(-self.tree, self._heads)


def _tree(value: _Handle | Exact) -> Tree:
    return value.tree if isinstance(value, _Handle) else sympy.Rational(value.numerator, value.denominator)


class RealRoot(sympy.Function):  # type: ignore[misc]
    """The real root of odd degree n; evaluated it is ``sign(u)*Abs(u)**(1/n)``."""

    nargs = 2

    @classmethod
    def eval(cls, u: Tree, n: Tree) -> Tree:
        return _signed_root(u, n)

    def fdiff(self, argindex: int = 1) -> Tree:
        u, n = self.args
        if argindex != 1:
            raise ArgumentIndexError(self, argindex)
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
