"""Special functions, a row each: gamma and zeta functions, error functions, integrals. Imports ``row`` and ``domains``.

Names are sympy's; what Maxima, Mathematica and SciPy call them are aliases where the arguments are the same.
"""

from __future__ import annotations

import cmath
import math
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.operators.domains import NO_POLE, NONZERO, OPEN_UNIT, POSITIVE, one_at, sixteenth, wave, whole, zero_at
from symdiff.operators.row import Domain, Exact, Operator

_MOST_BITS = 1 << 16
"""No more room than this is made for what cancels."""


def _small_factorial(u: Exact) -> Exact | None:
    return math.factorial(int(u)) if u.denominator == 1 and 0 <= u <= 1000 else None


def _factorial_digits(u: Exact) -> float:
    try:
        return math.lgamma(float(u) + 1) / math.log(10) if u > 1 else 1.0
    except OverflowError:
        return math.inf


def _small_gamma(u: Exact) -> Exact | None:
    return _small_factorial(u - 1)


def _log_gamma(u: float) -> float:
    if u <= 0:
        raise ValueError
    return math.lgamma(u)


def _sinc(u: float) -> float:
    return math.sin(u) / u if u else 1.0


def _room(ctx: Any, bits: Any) -> Any:
    """So many bits more, for what cancels."""
    if bits > _MOST_BITS:
        raise OverflowError
    return ctx.workprec(ctx.prec + max(0, int(bits)))


_CLOSE, _POLES = 2.0**-10, 64
"""Beside a pole what is left of a function without it is so much smaller that nothing cancels; poles that are stepped over."""


def _polygamma(ctx: Any, n: Any, u: Any) -> Any:
    """Left of 0 with room for what cancels: terms as large as those of the nearest pole. Close to it that term stands alone."""
    if u > 0:
        return ctx.psi(int(n), u)
    pole = ctx.nint(u)
    beside = u - pole
    if abs(beside) < _CLOSE and pole >= -_POLES:
        poles = sum(1 / (beside - k) ** (int(n) + 1) for k in range(int(-pole) + 1))
        return ctx.psi(int(n), 1 + beside) - (-1) ** int(n) * ctx.factorial(n) * poles
    largest = ctx.factorial(n) / abs(beside) ** (n + 1)
    with _room(ctx, ctx.mag(largest)):
        return ctx.psi(int(n), u)


def _zeta(ctx: Any, s: Any, a: Any = 1) -> Any:
    """Right of 1, where mpmath's error is relative to 1, with room for the size of the value."""
    with _room(ctx, (s - 1) * ctx.mag(a) if s > 1 and a > 1 else 0):
        return ctx.zeta(s, a)


def _rising(u: Any, k: Any) -> Any:
    """``steady`` of the rising factorial, whose poles are those of gamma(u + k)."""
    after = (u + k) % 1
    return 0.0625 if u + k > 1 or (k >= 0 and whole(k)) else min(0.0625, after / 2, (1 - after) / 2)


def _above_branch(u: Any) -> bool:
    """Whether u >= -1/E, of which the float is below it."""
    return bool(u >= -1 / u.context.e if hasattr(u, "context") else u > -0.36787944117144233)


def _ordered(s: Any, u: Any) -> Any:
    """``steady`` of a polylogarithm: those of negative order have zeros that crowd towards 0."""
    return math.inf if s >= 0 else 0.0625 * abs(u) / (1 - s)


def _steps_from(u: Exact, k: Exact, step: int) -> Exact | None:
    """u*(u + step)*... of k factors."""
    return math.prod(u + step * i for i in range(int(k))) if whole(k) and 0 <= k <= 100 else None


def _small_binomial(u: Exact, k: Exact) -> Exact | None:
    steps = _steps_from(u, k, -1)
    return None if steps is None else Fraction(steps, math.factorial(int(k)))


# Gamma and zeta functions.

factorial = Operator("factorial", lambda u: math.gamma(u + 1), None, ("fact",), domain=Domain("u other than -1, -2, ...", lambda u: u > -1 or not whole(u)), exact=_small_factorial, sample=((0.2, 5.0),), ulps=2048.0, steady=sixteenth, growing=True, flint="ball_functions:factorial", series="series_functions:factorial", germ="germ_functions:factorial", digits=_factorial_digits, identity="functions:factorial", latex_by_sympy=True)
gamma = Operator("gamma", math.gamma, None, ("Gamma", "Γ"), domain=NO_POLE, exact=_small_gamma, sample=((0.2, 5.0),), ulps=32.0, bare="variable", steady=sixteenth, growing=True, flint="gamma", series="series_functions:gamma", germ="germ_functions:gamma", digits=_factorial_digits, symbol="Γ", code={"c": "tgamma"}, identity="functions:gamma", latex_by_sympy=True)
loggamma = Operator("loggamma", _log_gamma, None, ("lgamma", "gammaln", "lngamma", "log_gamma"), domain=POSITIVE, sample=((0.2, 5.0),), ulps=32.0, cancels=lambda u: 0.5 < u < 3, flint="lgamma", series="lgamma", germ="germ_functions:loggamma", code={"c": "lgamma"})
polygamma = Operator("polygamma", None, None, ("PolyGamma",), arity=(2, 2), mpmath=_polygamma, domain=Domain("u = 0, 1, 2, ... and v other than 0, -1, -2, ...", lambda u, v: u >= 0 and whole(u) and (v > 0 or not whole(v))), sample=((0.0, 0.0), (0.2, 5.0)), cancels=lambda n, u: n == 0 or u < 0, steady=sixteenth, flint="ball_functions:polygamma", series="series_functions:polygamma", germ="germ_functions:polygamma", identity="functions:polygamma")
uppergamma = Operator("uppergamma", None, None, ("gamma_incomplete",), arity=(2, 2), mpmath="gammainc", domain=Domain("v > 0, or v = 0 < u, or u = 1, 2, 3, ...", lambda u, v: v > 0 or (u > 0 and (v == 0 or whole(u)))), sample=((2.5, 2.5), (0.3, 4.0)), growing=True, flint="gamma_upper", series="series_functions:uppergamma", germ="germ_functions:uppergamma", identity="functions:uppergamma")
lowergamma = Operator("lowergamma", None, None, ("gamma_incomplete_lower",), arity=(2, 2), mpmath=lambda ctx, a, u: ctx.gammainc(a, 0, u), domain=Domain("u > 0, and v >= 0 or u a whole number", lambda u, v: u > 0 and (v >= 0 or whole(u))), sample=((2.5, 2.5), (0.3, 4.0)), growing=True, flint="gamma_lower", series="series_functions:lowergamma", germ="germ_functions:lowergamma")
beta = Operator("beta", None, None, ("Beta",), arity=(2, 2), domain=Domain("u and v other than 0, -1, -2, ...", lambda u, v: (u > 0 or not whole(u)) and (v > 0 or not whole(v))), sample=((0.3, 4.0), (0.3, 4.0)), bare="variable", steady=sixteenth, growing=True, flint="ball_functions:beta", series="series_functions:beta", symbol="Β", identity="functions:beta")
binomial = Operator("binomial", None, None, ("binom", "choose", "comb", "combinations", "nCr"), arity=(2, 2), domain=Domain("u other than -1, -2, ..., or v a whole number", lambda u, v: u > -1 or not whole(u) or whole(v)), exact=_small_binomial, sample=((3.2, 6.0), (0.4, 2.6)), steady=sixteenth, growing=True, flint="ball_functions:binomial", series="series_functions:binomial", identity="functions:binomial", latex_by_sympy=True)
rising_factorial = Operator("RisingFactorial", None, None, ("rf", "Pochhammer", "pochhammer", "poch"), arity=(2, 2), mpmath="rf", domain=Domain("u + v other than 0, -1, -2, ..., or v = 0, 1, 2, ...", lambda u, v: u + v > 0 or not whole(u + v) or (v >= 0 and whole(v))), exact=lambda u, k: _steps_from(u, k, 1), sample=((0.4, 3.0), (0.4, 3.0)), steady=_rising, growing=True, flint="ball_functions:rising_factorial", series="series_functions:rising_factorial", identity="functions:rising_factorial")
falling_factorial = Operator("FallingFactorial", None, None, ("ff", "FactorialPower"), arity=(2, 2), mpmath="ff", domain=Domain("u other than -1, -2, ..., or v = 0, 1, 2, ...", lambda u, v: u > -1 or not whole(u) or (v >= 0 and whole(v))), exact=lambda u, k: _steps_from(u, k, -1), sample=((3.2, 6.0), (0.4, 2.6)), steady=sixteenth, growing=True, flint="ball_functions:falling_factorial", series="series_functions:falling_factorial", identity="functions:falling_factorial")
zeta = Operator("zeta", None, None, arity=(1, 2), mpmath=_zeta, domain=Domain("u != 1, and v > 0 if it is given", lambda u, v=1: u != 1 and v > 0, above=lambda u, *v: v), sample=((3.0, 3.0), (0.4, 3.0)), bare="variable", cancels=lambda s, a=1: s < 1, steady=sixteenth, growing=True, flint="ball_functions:zeta", series="series_functions:zeta", symbol="ζ", waves=True)
polylog = Operator("polylog", None, None, ("PolyLog",), arity=(2, 2), domain=Domain("v < 1, or v = 1 < u", lambda u, v: v < 1 or (v == 1 and u > 1), above=lambda u, v: (1 - v,)), exact=lambda s, u: 0 if u == 0 else None, sample=((3.0, 3.0), (-2.0, 0.9)), cancels=lambda s, u: s < 0, steady=_ordered, flint="polylog", series="series_functions:polylog", germ="germ_functions:polylog", symbol="Li", indexed=True)

# Error functions and integrals of elementary functions.

erf = Operator("erf", math.erf, None, exact=zero_at(0), parity=-1, ulps=8.0, flint="erf", series="erf", germ="germ_functions:erf", code={"c": "erf"}, undo="erfinv", saturates=True)
erfc = Operator("erfc", math.erfc, None, exact=one_at(0), ulps=8.0, flint="erfc", series="erfc", germ="germ_functions:erfc", code={"c": "erfc"}, identity="functions:erfc", saturates=True)
erfi = Operator("erfi", None, None, exact=zero_at(0), parity=-1, sample=((-2.0, 2.0),), growing=True, flint="erfi", series="erfi")
erfinv = Operator("erfinv", None, None, ("InverseErf", "inverse_erf"), domain=OPEN_UNIT, exact=zero_at(0), parity=-1, sample=((-0.9, 0.9),), flint="erfinv", series="series_functions:erfinv")
sinc = Operator("sinc", _sinc, lambda u: cmath.sin(u) / u if u else 1 + 0j, exact=one_at(0), parity=1, sample=((0.3, 3.0),), ulps=4.0, dominated="imag", steady=sixteenth, flint="sinc", series="series_functions:sinc", identity="functions:sinc", waves=True, saturates=True)
Ei = Operator("Ei", None, None, ("expi", "ExpIntegralEi", "expintegral_ei"), mpmath="ei", domain=NONZERO, sample=((0.5, 3.0),), bare="variable", cancels=lambda u: u > 0, growing=True, flint="ei", series="ei", germ="germ_functions:Ei")
expint = Operator("expint", None, None, ("expn", "ExpIntegralE", "expintegral_e"), arity=(2, 2), domain=Domain("v > 0, or u = 0, -1, -2, ... and v != 0", lambda u, v: v > 0 or (u <= 0 and v != 0 and whole(u))), sample=((2.0, 2.0), (0.3, 3.0)), growing=True, flint="expint", series="series_functions:expint", symbol="E", indexed=True, identity="functions:expint")
li = Operator("li", None, None, ("LogIntegral", "expintegral_li"), domain=Domain("u > 0 and u != 1", lambda u: u > 0 and u != 1, above=lambda u: (u,)), sample=((1.3, 5.0),), bare="variable", cancels=lambda u: u > 1, flint="li", series="li", germ="germ_functions:li")
Si = Operator("Si", None, None, ("SinIntegral", "expintegral_si"), mpmath="si", exact=zero_at(0), parity=-1, bare="variable", steady=sixteenth, flint="si", series="si", waves=True, saturates=True)
Ci = Operator("Ci", None, None, ("CosIntegral", "expintegral_ci"), mpmath="ci", domain=POSITIVE, sample=((0.3, 5.0),), bare="variable", cancels=lambda u: True, steady=sixteenth, flint="ci", series="ci", germ="germ_functions:Ci", waves=True)
Shi = Operator("Shi", None, None, ("SinhIntegral", "expintegral_shi"), mpmath="shi", exact=zero_at(0), parity=-1, bare="variable", growing=True, flint="shi", series="shi")
Chi = Operator("Chi", None, None, ("CoshIntegral", "expintegral_chi"), mpmath="chi", domain=POSITIVE, sample=((0.7, 4.0),), bare="variable", cancels=lambda u: u < 1, growing=True, flint="chi", series="chi", germ="germ_functions:Chi")
fresnels = Operator("fresnels", None, None, ("FresnelS", "fresnel_s"), exact=zero_at(0), parity=-1, steady=wave, flint="fresnel_s", series="fresnel_s", waves=True)
fresnelc = Operator("fresnelc", None, None, ("FresnelC", "fresnel_c"), exact=zero_at(0), parity=-1, steady=wave, flint="fresnel_c", series="fresnel_c", waves=True)

# Elliptic integrals of the parameter m, the square of the modulus, and the inverse of u*exp(u).

elliptic_k = Operator("elliptic_k", None, None, ("EllipticK", "ellipk", "elliptic_kc"), mpmath="ellipk", domain=Domain("u < 1", lambda u: u < 1, above=lambda u: (1 - u,)), sample=((0.2, 0.9),), flint="ball_functions:elliptic_k", series="series_functions:elliptic_k", germ="germ_functions:elliptic_k")
elliptic_f = Operator("elliptic_f", None, None, ("EllipticF", "ellipkinc", "ellipf"), arity=(2, 2), mpmath="ellipf", domain=Domain("v < 1", lambda u, v: v < 1, above=lambda u, v: (1 - v,)), sample=((0.2, 1.4), (0.2, 0.9)), flint="ball_functions:elliptic_f", series="series_functions:elliptic_f")
elliptic_e = Operator("elliptic_e", None, None, ("EllipticE", "ellipe", "ellipeinc", "elliptic_ec"), arity=(1, 2), mpmath="ellipe", domain=Domain("the last argument <= 1", lambda *u: u[-1] <= 1, above=lambda *u: (1 - u[-1],)), sample=((0.2, 0.9), (0.2, 0.9)), flint="ball_functions:elliptic_e", series="series_functions:elliptic_e", germ="germ_functions:elliptic_e")
LambertW = Operator("LambertW", None, None, ("lambert_w",), arity=(1, 2), mpmath=lambda ctx, u, k=0: ctx.lambertw(u, int(k)), domain=Domain("u >= -1/E, and for v = -1 (the other branch) u < 0", lambda u, v=0: _above_branch(u) and (v == 0 or (v == -1 and u < 0)), edge=("E", -1)), exact=lambda u, k=0: 0 if u == 0 == k else None, sample=((-0.3, 3.0), (0.0, 0.0)), flint="ball_functions:LambertW", series="series_functions:LambertW", germ="germ_functions:LambertW", undo="inverses:LambertW")
