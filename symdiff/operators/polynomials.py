"""Orthogonal polynomials of whole degree, a row each. Imports ``row`` and ``domains``."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.operators.domains import whole
from symdiff.operators.row import Domain, Exact, Operator


def _by_recurrence(step: Callable[..., Any]) -> Callable[..., Exact | None]:
    """The exact value from 1 and 0, degrees 0 and -1; ``step`` takes k, the values of degrees k and k - 1, and the operands."""

    def exact(n: Exact, *operands: Exact) -> Exact | None:
        if not (whole(n) and -1 <= n <= 64):
            return None
        value, before = Fraction(n >= 0), Fraction(0)
        for k in range(int(n)):
            value, before = step(k, value, before, *operands), value
        return value

    return exact


def _of_degree(name: str) -> Callable[..., Any]:
    """mpmath's function, which is told what counts as 0."""
    return lambda ctx, n, *operands: getattr(ctx, name)(int(n), *operands, zeroprec=3 * ctx.prec)


def _spacing(n: Any, *operands: Any) -> Any:
    return 0.0625 / (1 + n) ** 2


def _cancels(n: Any, *operands: Any) -> bool:
    return bool(n > 0)


_STEPS: dict[str, Callable[..., Any]] = {
    "legendre": lambda k, p, q, x: ((2 * k + 1) * x * p - k * q) / (k + 1),
    "chebyshevt": lambda k, p, q, x: (2 if k else 1) * x * p - q,
    "chebyshevu": lambda k, p, q, x: 2 * x * p - q,
    "gegenbauer": lambda k, p, q, a, x: (2 * (k + a) * x * p - (k + 2 * a - 1) * q) / (k + 1),
    "hermite": lambda k, p, q, x: 2 * x * p - 2 * k * q,
    "laguerre": lambda k, p, q, x: ((2 * k + 1 - x) * p - k * q) / (k + 1),
    "assoc_laguerre": lambda k, p, q, a, x: ((2 * k + 1 + a - x) * p - (k + a) * q) / (k + 1),
}
"""Of each polynomial, its value of degree k + 1: a function of k, the values of degrees k and k - 1, and the other operands."""

_DEGREE = Domain("u = 0, 1, 2, ...", lambda u, *_: u >= 0 and whole(u))
# The derivative of a polynomial of degree 0 is one of degree -1, which is 0.
_DEGREE_BELOW = Domain("u = -1, 0, 1, 2, ...", lambda u, *_: u >= -1 and whole(u))
_INSIDE = ((4.0, 4.0), (-0.9, 0.9))

legendre = Operator("legendre", None, None, ("LegendreP", "legendre_p", "eval_legendre"), arity=(2, 2), mpmath=_of_degree("legendre"), domain=_DEGREE, exact=_by_recurrence(_STEPS["legendre"]), sample=_INSIDE, cancels=_cancels, steady=_spacing, flint="legendre_p", recurrence=_STEPS["legendre"], symbol="P", indexed=True)
chebyshevt = Operator("chebyshevt", None, None, ("ChebyshevT", "chebyshev_t", "eval_chebyt"), arity=(2, 2), mpmath=_of_degree("chebyt"), domain=_DEGREE, exact=_by_recurrence(_STEPS["chebyshevt"]), sample=_INSIDE, cancels=_cancels, steady=_spacing, flint="chebyshev_t", recurrence=_STEPS["chebyshevt"], symbol="T", indexed=True)
chebyshevu = Operator("chebyshevu", None, None, ("ChebyshevU", "chebyshev_u", "eval_chebyu"), arity=(2, 2), mpmath=_of_degree("chebyu"), domain=_DEGREE_BELOW, exact=_by_recurrence(_STEPS["chebyshevu"]), sample=_INSIDE, cancels=_cancels, steady=_spacing, flint="chebyshev_u", recurrence=_STEPS["chebyshevu"], symbol="U", indexed=True)
gegenbauer = Operator("gegenbauer", None, None, ("GegenbauerC", "eval_gegenbauer", "ultraspherical"), arity=(3, 3), mpmath=_of_degree("gegenbauer"), domain=_DEGREE_BELOW, exact=_by_recurrence(_STEPS["gegenbauer"]), sample=((4.0, 4.0), (1.5, 1.5), (-0.9, 0.9)), cancels=_cancels, steady=_spacing, recurrence=_STEPS["gegenbauer"])
hermite = Operator("hermite", None, None, ("HermiteH", "eval_hermite"), arity=(2, 2), mpmath=_of_degree("hermite"), domain=_DEGREE, exact=_by_recurrence(_STEPS["hermite"]), sample=_INSIDE, cancels=_cancels, steady=_spacing, flint="hermite_h", recurrence=_STEPS["hermite"], symbol="H", indexed=True)
laguerre = Operator("laguerre", None, None, ("LaguerreL", "eval_laguerre"), arity=(2, 2), mpmath=lambda ctx, n, x: _of_degree("laguerre")(ctx, n, 0, x), domain=_DEGREE, exact=_by_recurrence(_STEPS["laguerre"]), sample=((4.0, 4.0), (0.2, 6.0)), cancels=_cancels, steady=_spacing, flint="laguerre_l", recurrence=_STEPS["laguerre"], symbol="L", indexed=True)
assoc_laguerre = Operator("assoc_laguerre", None, None, ("gen_laguerre", "eval_genlaguerre"), arity=(3, 3), mpmath=_of_degree("laguerre"), domain=_DEGREE_BELOW, exact=_by_recurrence(_STEPS["assoc_laguerre"]), sample=((4.0, 4.0), (1.5, 1.5), (0.2, 6.0)), cancels=_cancels, steady=_spacing, recurrence=_STEPS["assoc_laguerre"])
