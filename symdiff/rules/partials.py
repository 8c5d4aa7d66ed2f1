"""Partials that are longer than a line, and calls of special functions in simpler terms where their order is a number.

They compute with handles, as the rows of ``rules`` do. Imports ``operators`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from symdiff import operators as op
from symdiff.annotations import Any
from symdiff.errors import fault
from symdiff.operators import Exact, Operator, exp, heaviside, log, polygamma, sin


def others(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per factor the product of the others, in 3n - 6 products and no long chains: what is outside of a pair, times the other of the pair."""
    levels = [list(u)]
    while len(levels[-1]) > 2:
        row = levels[-1]
        levels.append([row[k] * row[k + 1] if k + 1 < len(row) else row[k] for k in range(0, len(row), 2)])
    outside: list[Any] = levels[-1][::-1] if len(u) > 1 else [1]
    for row in reversed(levels[:-1]):
        outside = [outside[k // 2] * row[k ^ 1] if k ^ 1 < len(row) else outside[k // 2] for k in range(len(row))]
    return tuple(outside)


def steps(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per operand of a maximum, the product of the unit steps of its lead over each other operand."""
    return tuple(_product([heaviside(mine - other) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def steps_down(y: Any, *u: Any) -> tuple[Any, ...]:
    return tuple(_product([heaviside(other - mine) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def _product(factors: list[Any]) -> Any:
    result: Any = 1
    for factor in factors:
        result = factor * result
    return result


def guards(y: Any, *parts: Any) -> tuple[Any, ...]:
    """Per value of a choice 1 where its condition is the first to hold and 0 elsewhere; nothing by a condition."""
    result: list[Any] = []
    before: list[Any] = []
    for condition in parts[1::2]:
        first = op.And(condition, *(op.Not(other) for other in before)) if before else condition
        result += (op.piecewise(1, first, 0, op.Not(first)), None)
        before.append(condition)
    return tuple(result)


def _exact(operand: Any) -> Exact | None:
    return operand if isinstance(operand, int | Fraction) else operand.exact


# Calls of special functions, in simpler terms where the order is a number for which there are such.


def _bessel(row: Operator, sign: int) -> Callable[[Any, Any], Any]:
    """A Bessel function whose order -n is its order n, times ``sign`` if n is odd."""

    def call(n: Any, u: Any) -> Any:
        order = _exact(n)
        if order is None or order >= 0 or order.denominator != 1:
            return row(n, u)
        return row(-order, u) if order % 2 == 0 else sign * row(-order, u)

    return call


bessel_j, bessel_y = _bessel(op.besselj, -1), _bessel(op.bessely, -1)
bessel_i, bessel_k = _bessel(op.besseli, 1), _bessel(op.besselk, 1)


def expint(n: Any, u: Any) -> Any:
    return exp(-u) / u if _exact(n) == 0 else op.expint(n, u)


def polylog(s: Any, u: Any) -> Any:
    order = _exact(s)
    if order == 0:
        return u / (1 - u)
    return -log(1 - u) if order == 1 else op.polylog(s, u)


def whole(row: Operator, n: Any) -> Any:
    """The order of a function that has whole orders only. Raises SymdiffError ``undefined`` for another number."""
    order = _exact(n)
    if order is not None and row.domain is not None and not row.domain.holds(order, 1):
        raise fault(
            "undefined",
            f"{row.name}({order}, ...) is undefined: it needs {row.domain.words}",
            hint="the formula has no value anywhere",
        )
    return n


def below(row: Operator, of: Operator, n: Any, *operands: Any) -> Any:
    """A polynomial of degree n - 1, written out where it is 0, a constant or linear."""
    degree = _exact(whole(of, n))
    if degree in (0, 1, 2) and row.exact is not None:
        return row.exact(degree - 1, *operands)
    return row(n - 1, *operands)


def spherical(row: Operator) -> Callable[..., tuple[Any, ...]]:
    return lambda y, n, u: (None, (whole(row, n) * row(n - 1, u) - (n + 1) * row(n + 1, u)) / (2 * n + 1))


_FEW = 8
"""A product of at most so many steps is differentiated factor by factor, which holds at its zeros too."""


def stepped(u: Any, k: Any, step: int, otherwise: Callable[[], Any]) -> Any:
    """The derivative by u of u*(u + step)*... of k factors."""
    count = _exact(k)
    if count is None or not 0 <= count <= _FEW or count.denominator != 1:
        return otherwise()
    factors = [u + step * i for i in range(int(count))]
    return sum(others(None, *factors)) if factors else 0


def binomial(y: Any, u: Any, k: Any) -> tuple[Any, ...]:
    rest = polygamma(0, u - k + 1)
    count = _exact(k)
    by_u = stepped(u, k, -1, lambda: y * (polygamma(0, u + 1) - rest))
    if count is not None and 0 <= count <= _FEW and count.denominator == 1:
        by_u = by_u / math.factorial(int(count))
    return by_u, y * (rest - polygamma(0, k + 1))


def elliptic_f(y: Any, u: Any, m: Any) -> tuple[Any, ...]:
    root = (1 - m * sin(u) ** 2) ** Fraction(1, 2)
    by_m = op.elliptic_e(u, m) / (2 * m * (1 - m)) - y / (2 * m) - sin(2 * u) / (4 * (1 - m) * root)
    return 1 / root, by_m
