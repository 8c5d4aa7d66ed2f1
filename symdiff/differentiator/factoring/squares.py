"""Sums in which squares of functions meet: ``a*sec(x)**2 - a`` is ``a*tan(x)**2``. Imports ``terms`` and ``operators``.

Both sides of each line of the table have values at the same points.
"""

from __future__ import annotations

from collections.abc import Callable

from symdiff import operators as op
from symdiff.annotations import Final
from symdiff.differentiator.factoring.terms import ONE, Powers, Terms, add_to, times
from symdiff.graph.exact import multiplied, negated
from symdiff.operators import Operator

SQUARES: Final[dict[Operator, tuple[int, int, Operator]]] = {
    op.sin: (-1, -1, op.cos),
    op.cos: (-1, -1, op.sin),
    op.tan: (1, 1, op.sec),
    op.sec: (-1, 1, op.tan),
    op.cot: (1, 1, op.csc),
    op.csc: (-1, 1, op.cot),
    op.sinh: (1, 1, op.cosh),
    op.cosh: (-1, 1, op.sinh),
    op.tanh: (-1, -1, op.sech),
    op.sech: (-1, -1, op.tanh),
    op.coth: (-1, 1, op.csch),
    op.csch: (1, 1, op.coth),
}
"""Per function f a number n, a sign s and a function g with ``f(u)**2 + n = s*g(u)**2``."""


def meet(terms: Terms, head: Callable[[int], Operator], called: Callable[[Operator, int], int]) -> bool:
    """Replace pairs of terms that are a square with its number, or two squares with their sum, while there are any.

    ``called`` gives the node of another function of a node's operand. Says whether anything was replaced.
    """
    changed = False
    looking = len(terms) > 1
    rows: set[Operator] = set()
    """The heads among the terms, once they are asked for."""
    while looking:
        looking = False
        for powers, number in list(terms.items()):
            for base, exponent in powers:
                row = SQUARES.get(head(base)) if exponent >= 2 * ONE and exponent % ONE == 0 else None
                if row is None:
                    continue
                missing, sign, other = row
                rest: Powers = times(powers, ((base, -2 * ONE),))
                partner = terms.get(rest)
                if not rows:
                    rows = {head(each) for factors in terms for each, _ in factors}
                if partner is not None and partner == multiplied(missing, number):
                    made = times(rest, ((called(other, base), 2 * ONE),))
                    rows.add(other)
                    factor = number if sign > 0 else negated(number)
                    gone = rest
                else:
                    if other not in rows:
                        continue
                    gone = times(rest, ((called(other, base), 2 * ONE),))
                    partner = terms.get(gone)
                    if partner is None or partner != multiplied(-sign, number):
                        continue
                    made = rest
                    factor = multiplied(-missing, number)
                del terms[powers], terms[gone]
                add_to(terms, made, factor)
                changed = looking = True
                break
            if looking:
                break
    return changed
