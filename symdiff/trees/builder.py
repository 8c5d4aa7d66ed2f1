"""The builder that makes trees of sympy, unevaluated, as they are typed. Imports ``heads`` and ``unknown``."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import sympy
from mpmath.libmp import dps_to_prec, from_rational
from sympy.core.operations import LatticeOp
from sympy.functions.elementary.piecewise import ExprCondPair

from symdiff import operators as op
from symdiff.graph import Decimal
from symdiff.operators import Exact, Operator
from symdiff.trees.heads import CONSTANT_TREES, HEADS, Tree, pieces, value_at_zero
from symdiff.trees.unknown import applied


class TreeBuilder:
    """The parser's builder of raw sympy trees: nothing is evaluated, not even ``2*3`` or ``9**9**9``."""

    __slots__ = ()

    def number(self, value: Exact) -> Tree:
        if isinstance(value, Decimal):
            return _float(value)
        return (
            sympy.Integer(value.numerator)
            if value.denominator == 1
            else sympy.Rational(value.numerator, value.denominator)
        )

    def symbol(self, name: str) -> Tree:
        return sympy.Symbol(name)

    def constant(self, name: str) -> Tree:
        return CONSTANT_TREES[name]

    def truth(self, value: bool) -> Tree:
        return sympy.true if value else sympy.false

    def sum(self, terms: tuple[Tree, ...]) -> Tree:
        return sympy.Add._from_args(terms, True)

    def product(self, factors: tuple[Tree, ...]) -> Tree:
        return sympy.Mul._from_args(factors, True)

    def power(self, base: Tree, exponent: Tree) -> Tree:
        tree = sympy.Expr.__new__(sympy.Pow, base, exponent)
        tree.is_commutative = True
        return tree

    def call(self, operator: Operator, operands: tuple[Tree, ...]) -> Tree:
        if operator.unknown is not None:
            return applied(operator.unknown, operands)
        if operator.value_at_zero:
            operands = (*operands, value_at_zero(operator))
        elif operator is op.piecewise:
            operands = tuple(sympy.Basic.__new__(ExprCondPair, *piece) for piece in pieces(operands))
        head = HEADS[operator]
        tree = sympy.Expr.__new__(head, *operands)
        if issubclass(head, LatticeOp):
            # A deep tree cannot be hashed; only an enclosing one of its kind would read the set.
            with suppress(RecursionError):
                tree._argset = frozenset(operands)
        return tree

    def variable(self, name: str, scope: int) -> Tree:
        return sympy.Symbol(name)

    def bind(self, binder: op.Binder, body: Tree, variable: Tree, name: str, ends: tuple[Any, Any]) -> Tree:
        lower, upper = ends
        limits = [variable]
        if lower is None and not (isinstance(upper, tuple) and upper[0] == sympy.Symbol(name)):
            limits += upper
        elif lower is not None:
            limits += [end[0] if isinstance(end, tuple) else sympy.oo if end > 0 else -sympy.oo for end in ends]
        tree = sympy.Expr.__new__(getattr(sympy, binder.name))
        tree._args = (body, sympy.Tuple(*limits))
        tree.is_commutative = True
        return tree


def _float(value: Decimal) -> Tree:
    """A sympy Float of so many digits that its text is the decimal's."""
    numerator, denominator = value.numerator, value.denominator
    places = max(_exponent(denominator, 2), _exponent(denominator, 5))
    digits = abs(numerator) * 10**places // denominator
    while digits and digits % 10 == 0:
        digits //= 10
    precision = dps_to_prec(max(15, digits.bit_length() * 30103 // 100000 + 1))
    return sympy.Float._new(from_rational(numerator, denominator, precision, "n"), precision, zero=False)


def _exponent(value: int, prime: int) -> int:
    count = 0
    while value % prime == 0:
        value //= prime
        count += 1
    return count
