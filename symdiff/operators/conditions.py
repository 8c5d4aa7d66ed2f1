"""Conditions, and the function that chooses by them. A condition is true or false and never stands for a number.

Imports ``row``.
"""

from __future__ import annotations

import operator as python

from symdiff.annotations import Any
from symdiff.operators.row import Kink, Operator

Truth = Operator("truth", arity=(0, 0))
"""The leaf of what is always true, or never: its operand is a bool."""


def _relation(name: str, sympy: str, holds: Any) -> Operator:
    """A comparison; where both sides are equal a branch may change, so that is its kink."""
    return Operator(name, real=holds, arity=(2, 2), sympy=sympy, kink=Kink("u = v", lambda u, v: u == v, jump=True, side=lambda u, v: (u > v) - (u < v)))


Less = _relation("<", "StrictLessThan", python.lt)
LessEqual = _relation("<=", "LessThan", python.le)
Greater = _relation(">", "StrictGreaterThan", python.gt)
GreaterEqual = _relation(">=", "GreaterThan", python.ge)
Equal = _relation("==", "Equality", python.eq)
Unequal = _relation("!=", "Unequality", python.ne)
And = Operator("&", arity=(2, None), sympy="And")
Or = Operator("|", arity=(2, None), sympy="Or")
Not = Operator("~", sympy="Not")

piecewise = Operator("Piecewise", arity=(2, None), aliases=("piecewise",), latex_by_sympy=True)
"""Value, condition, value, condition, ...: the first condition that holds chooses. Undefined where none does."""

RELATIONS = (Less, LessEqual, Greater, GreaterEqual, Equal, Unequal)
CONDITIONS = frozenset((Truth, *RELATIONS, And, Or, Not))
"""The heads of conditions."""
