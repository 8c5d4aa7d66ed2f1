"""The functions of balls, by operator: flint's own, and those composed of them. Imports ``operators``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import acb, arb

from symdiff import operators as op
from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.operators import RECURRENCES, Operator

MOST_DEGREES = 200
"""Polynomials of a higher degree are not expanded."""


def _named(name: str, *more: Any) -> Callable[..., Any]:
    return lambda u: getattr(u, name)(*more)


def _ordered(name: str) -> Callable[..., Any]:
    """A function whose order is its first operand here and its argument in flint."""
    return lambda n, u: getattr(u, name)(n)


def _reciprocal(name: str) -> Callable[..., Any]:
    """The inverse of a reciprocal: ``asec(u)`` is ``acos(1/u)``."""
    return lambda u: getattr(1 / u, name)()


def _complex(name: str) -> Callable[..., Any]:
    """A real function that flint has for complex balls alone."""
    return lambda u: real(getattr(acb(u), name)())


def real(value: Any) -> Any:
    """The real part of a complex ball that holds a real number."""
    return value.real if value.imag.contains(0) else arb.nan()


def _polynomial(row: Operator, n: Any, *operands: Any) -> Any:
    degree = int(n.unique_fmpz())
    if degree > MOST_DEGREES:
        return arb.nan()
    value, before = arb(degree >= 0), arb(0)
    for k in range(degree):
        value, before = RECURRENCES[row](k, value, before, *operands), value
    return value


def _spherical(function: Callable[[Any, Any], Any], n: Any, u: Any, parity: int) -> Any:
    """A spherical Bessel function of whole order: left of 0 it is even or odd; there the first kind is that of sinc at 0."""
    if u < 0:
        return (-1) ** (int(n.unique_fmpz()) + parity) * _spherical(function, n, -u, parity)
    if u.is_zero() and parity == 0:
        return arb(n.is_zero())
    return (arb.pi() / (2 * u)).sqrt() * function(u, n + arb("0.5"))


def _falling(u: Any, k: Any) -> Any:
    return (u + 1).gamma() * (u - k + 1).rgamma()


def _sided(value: Callable[[Any], Any], *, whole: bool) -> Callable[[Any], Any]:
    """A function that is constant or smooth between its kinks, at 0 or at whole numbers; balls across one say nothing."""

    def found(u: Any) -> Any:
        if (u.contains_integer() if whole else u.contains(0)) and not u.is_exact():
            raise UnclearError("the ball lies across a kink")
        return value(u)

    return found


def _root(u: Any, n: Any) -> Any:
    degree = int(n.unique_fmpz())
    if degree < 0:
        return 1 / _root(u, -n)
    if u > 0 or u == 0:
        return u.root(degree)
    if u < 0:
        return -((-u).root(degree))
    raise UnclearError("the ball lies across 0")


def _step(u: Any) -> Any:
    return (u.sgn() + 1) / 2


BALLS: dict[Operator, Callable[..., Any]] = {
    **{
        row: _named(row.name)
        for row in (
            op.exp, op.log, op.sin, op.cos, op.tan, op.cot, op.sec, op.csc, op.asin, op.acos, op.atan, op.sinh, op.cosh, op.tanh,
            op.coth, op.sech, op.csch, op.asinh, op.acosh, op.atanh, op.gamma, op.erf, op.erfc, op.erfi, op.erfinv, op.sinc, op.li,
        )
    },
    op.real_root: _root,
    op.acot: lambda u: arb.pi() / 2 if u.is_zero() else (1 / u).atan(),
    op.asec: _reciprocal("acos"),
    op.acsc: _reciprocal("asin"),
    op.acoth: _reciprocal("atanh"),
    op.asech: _reciprocal("acosh"),
    op.acsch: _reciprocal("asinh"),
    op.atan2: arb.atan2,
    op.absolute: abs,
    op.sign: _sided(lambda u: u.sgn(), whole=False),
    op.heaviside: _sided(_step, whole=False),
    op.floor: _sided(lambda u: u.floor(), whole=True),
    op.ceiling: _sided(lambda u: u.ceil(), whole=True),
    op.maximum: lambda *u: _extreme(arb.max, u),
    op.minimum: lambda *u: _extreme(arb.min, u),
    op.factorial: lambda u: (u + 1).gamma(),
    op.loggamma: _named("lgamma"),
    op.polygamma: lambda n, u: u.digamma() if n == 0 else (-1) ** (int(n.unique_fmpz()) + 1) * (n + 1).gamma() * (n + 1).zeta(u),
    op.Ei: _named("ei"),
    op.expint: _ordered("expint"),
    op.Si: _named("si"),
    op.Ci: _named("ci"),
    op.Shi: _named("shi"),
    op.Chi: _named("chi"),
    op.fresnels: _named("fresnel_s"),
    op.fresnelc: _named("fresnel_c"),
    op.elliptic_k: _complex("elliptic_k"),
    op.zeta: lambda s, *a: s.zeta(*a),
    op.polylog: _ordered("polylog"),
    op.uppergamma: lambda s, u: u.gamma_upper(s),
    op.lowergamma: lambda s, u: u.gamma_lower(s),
    op.beta: lambda u, v: u.gamma() * v.gamma() * (u + v).rgamma(),
    op.besselj: _ordered("bessel_j"),
    op.bessely: _ordered("bessel_y"),
    op.besseli: _ordered("bessel_i"),
    op.besselk: _ordered("bessel_k"),
    op.airyai: _named("airy_ai"),
    op.airybi: _named("airy_bi"),
    op.airyaiprime: lambda u: u.airy_ai(derivative=1),
    op.airybiprime: lambda u: u.airy_bi(derivative=1),
    op.legendre: _ordered("legendre_p"),
    op.chebyshevt: _ordered("chebyshev_t"),
    op.chebyshevu: _ordered("chebyshev_u"),
    op.hermite: _ordered("hermite_h"),
    op.laguerre: _ordered("laguerre_l"),
    op.gegenbauer: lambda n, a, u: _polynomial(op.gegenbauer, n, a, u),
    op.assoc_laguerre: lambda n, a, u: _polynomial(op.assoc_laguerre, n, a, u),
    op.jn: lambda n, u: _spherical(arb.bessel_j, n, u, 0),
    op.yn: lambda n, u: _spherical(arb.bessel_y, n, u, 1),
    op.binomial: lambda u, k: _falling(u, k) * (k + 1).rgamma(),
    op.rising_factorial: lambda u, k: (u + k).gamma() * u.rgamma(),
    op.falling_factorial: _falling,
    op.LambertW: lambda u, *branch: u.lambertw(*(int(each.unique_fmpz()) for each in branch)),
    op.elliptic_f: lambda u, m: real(acb.elliptic_f(acb(u), acb(m))),
    op.elliptic_e: lambda u, *m: real(acb.elliptic_e_inc(acb(u), acb(*m)) if m else acb(u).elliptic_e()),
}  # fmt: skip
"""The functions that flint encloses. A row that is not here has values by the other arithmetics, and no ball."""


def _extreme(choose: Callable[[Any, Any], Any], operands: tuple[Any, ...]) -> Any:
    found = operands[0]
    for operand in operands[1:]:
        found = choose(found, operand)
    return found
