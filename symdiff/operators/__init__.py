"""The vocabulary: one row per operator or function, in files by kind.

A row says what a function is: how it is written, its arity, its sympy head, how to evaluate it, its real domain, where
it is not smooth. What its derivative is stands in ``rules/table.py``. To add a function is to add a row here and one there.
Imports nothing of symdiff; libraries are named as strings, resolved by the file that uses them.
"""

from __future__ import annotations

from types import ModuleType

from symdiff.operators import bessel, elementary, nonsmooth, polynomials, special
from symdiff.operators.bessel import *
from symdiff.operators.binders import *
from symdiff.operators.conditions import *
from symdiff.operators.constants import *
from symdiff.operators.elementary import *
from symdiff.operators.forms import *
from symdiff.operators.nonsmooth import *
from symdiff.operators.polynomials import *
from symdiff.operators.row import *
from symdiff.operators.special import *
from symdiff.operators.unknown import *


def _rows(kind: ModuleType) -> list[Operator]:
    return [row for row in vars(kind).values() if isinstance(row, Operator) and row.arity != (0, 0)]


SPECIAL: tuple[Operator, ...] = tuple(row for kind in (special, bessel, polynomials) for row in _rows(kind))
"""Every function that is not elementary."""
FUNCTIONS: tuple[Operator, ...] = (*_rows(elementary), *_rows(nonsmooth), *SPECIAL)
"""Every function, in the order of its file."""
