"""Special functions, a row each. Imports ``row`` and ``domains``."""

from __future__ import annotations

import cmath
import math

from symdiff.operators.domains import NO_POLE, POSITIVE, one_at, sixteenth, whole, zero_at
from symdiff.operators.row import Domain, Exact, Operator


def _small_factorial(u: Exact) -> Exact | None:
    return math.factorial(int(u)) if u.denominator == 1 and 0 <= u <= 1000 else None


def _small_gamma(u: Exact) -> Exact | None:
    return _small_factorial(u - 1)


def _log_gamma(u: float) -> float:
    if u <= 0:
        raise ValueError
    return math.lgamma(u)


def _sinc(u: float) -> float:
    return math.sin(u) / u if u else 1.0


factorial = Operator("factorial", lambda u: math.gamma(u + 1), None, ("fact",), domain=Domain("u other than -1, -2, ...", lambda u: u > -1 or not whole(u)), exact=_small_factorial, sample=((0.2, 5.0),), ulps=2048.0, steady=sixteenth, growing=True)
gamma = Operator("gamma", math.gamma, None, ("Gamma", "Γ"), domain=NO_POLE, exact=_small_gamma, sample=((0.2, 5.0),), ulps=32.0, bare="variable", steady=sixteenth, growing=True)
loggamma = Operator("loggamma", _log_gamma, None, ("lgamma", "gammaln", "lngamma"), domain=POSITIVE, sample=((0.2, 5.0),), ulps=32.0, cancels=lambda u: 0.5 < u < 3)
polygamma = Operator("polygamma", None, None, arity=(2, 2), mpmath=lambda ctx, n, u: ctx.psi(int(n), u), domain=Domain("u = 0, 1, 2, ... and v is not 0, -1, -2, ...", lambda u, v: u >= 0 and whole(u) and (v > 0 or not whole(v))), sample=((0.0, 0.0), (0.2, 5.0)), cancels=lambda n, u: n == 0 or u < 0, steady=sixteenth)
erf = Operator("erf", math.erf, None, exact=zero_at(0), parity=-1, ulps=8.0)
erfc = Operator("erfc", math.erfc, None, exact=one_at(0), ulps=8.0)
sinc = Operator("sinc", _sinc, lambda u: cmath.sin(u) / u if u else 1 + 0j, exact=one_at(0), parity=1, sample=((0.3, 3.0),), ulps=4.0, steady=sixteenth)
