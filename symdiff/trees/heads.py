"""The sympy class of each operator row, and the row of each class. Imports ``classes`` and ``operators``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from importlib import import_module
from typing import Any, Final

import sympy
from sympy.core.function import Application

from symdiff import operators as op
from symdiff.operators import Operator, Power, Product, Sum
from symdiff.trees.classes import Tree, made
from symdiff.trees.unknown import applied


class _Heads(dict[Operator, Any]):
    """The class of each row: sympy's, one of ``classes``, or one made when the row is first met."""

    def __missing__(self, row: Operator) -> Any:
        if row.unknown is not None:
            return lambda *operands: applied(row.unknown, operands)
        file, _, name = (row.sympy or row.name).rpartition(":")
        head = getattr(import_module(f"symdiff.trees.{file}") if file else sympy, name, None)
        if not (row.sympy or (isinstance(head, type) and issubclass(head, Application))):
            head = made(row, self)
        self[row] = head
        ROWS[head] = row
        return head


ROWS: Final[dict[Any, Operator]] = {}
HEADS: Final = _Heads()
for _row in (Sum, Product, Power, *op.FUNCTIONS, *op.RELATIONS, op.And, op.Or, op.Not, op.piecewise):
    HEADS[_row]


FORMS: Final[dict[tuple[Any, int], Callable[..., Any]]] = {
    (getattr(sympy, form.sympy), form.arity[0]): form.build for form in op.FORMS if form.sympy
}
"""What sympy has a class for, with so many operands, and the vocabulary builds of others."""


CONSTANT_TREES: Final[dict[str, Any]] = {row.name: getattr(sympy, row.sympy) for row in op.CONSTANTS}


CONSTANT_NAMES: Final[dict[Any, str]] = {type(tree): name for name, tree in CONSTANT_TREES.items()}


def value_at_zero(row: Operator) -> Tree:
    """The operand that sympy's class of a row takes for its value at 0."""
    assert row.exact is not None
    value = Fraction(row.exact(0) or 0)
    return sympy.Rational(value.numerator, value.denominator)


def pieces(parts: Sequence[Tree]) -> list[tuple[Tree, Tree]]:
    """Values and conditions in turn as pairs."""
    return list(zip(parts[::2], parts[1::2], strict=True))


__all__ = ["CONSTANT_NAMES", "CONSTANT_TREES", "FORMS", "HEADS", "ROWS", "Tree", "pieces", "value_at_zero"]
