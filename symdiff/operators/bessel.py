"""Bessel functions of real order, spherical Bessel functions and Airy functions, a row each. Imports ``row`` and ``domains``."""

from __future__ import annotations

from collections.abc import Callable

from symdiff.annotations import Any
from symdiff.operators.domains import sixteenth, wave, whole
from symdiff.operators.row import Domain, Exact, Operator


def _at_zero(n: Exact, u: Exact) -> Exact | None:
    """J and I of order n at 0."""
    return int(n == 0) if u == 0 and (n >= 0 or whole(n)) else None


def _spherical(name: str, sign: int) -> Callable[..., Any]:
    """A spherical function from the one of half-integer order; ``sign`` is its parity at order 0."""

    def function(ctx: Any, n: Any, u: Any) -> Any:
        if not u:
            return ctx.mpf(n == 0)
        value = ctx.sqrt(ctx.pi / (2 * abs(u))) * getattr(ctx, name)(n + ctx.mpf(0.5), abs(u))
        return value if u > 0 else sign * (-1) ** int(n) * value

    return function


def _airy(name: str, derivative: int) -> Callable[..., Any]:
    return lambda ctx, u: getattr(ctx, name)(u, derivative=derivative)


def _turns(n: Any, u: Any) -> bool:
    """Whether a function of order n may be near a zero."""
    return bool(abs(u) > abs(n) or (n < 0 and not whole(n)))


_REGULAR = Domain("v > 0, or v = 0 <= u, or u a whole number", lambda u, v: v > 0 or whole(u) or (v == 0 and u > 0))
_POSITIVE = Domain("v > 0", lambda u, v: v > 0, above=lambda u, v: (v,))
_ORDER = Domain("u = 0, 1, 2, ...", lambda u, v: u >= 0 and whole(u))
_ORDER_NONZERO = Domain("u = 0, 1, 2, ... and v != 0", lambda u, v: u >= 0 and whole(u) and v != 0)
_SAMPLE = ((2.0, 2.0), (0.4, 6.0))

besselj = Operator("besselj", None, None, ("BesselJ", "bessel_j", "jv"), arity=(2, 2), domain=_REGULAR, exact=_at_zero, sample=_SAMPLE, cancels=_turns, steady=sixteenth, flint="bessel_j", series="series_functions:besselj", germ="germ_functions:besselj", symbol="J", indexed=True, identity="functions:besselj", waves=True)
bessely = Operator("bessely", None, None, ("BesselY", "bessel_y", "yv"), arity=(2, 2), domain=_POSITIVE, sample=_SAMPLE, cancels=_turns, steady=sixteenth, flint="bessel_y", series="series_functions:bessely", symbol="Y", indexed=True, identity="functions:bessely", waves=True)
besseli = Operator("besseli", None, None, ("BesselI", "bessel_i", "iv"), arity=(2, 2), mpmath=lambda ctx, n, u: ctx.besseli(abs(n) if whole(n) else n, u), domain=_REGULAR, exact=_at_zero, sample=_SAMPLE, cancels=lambda n, u: n < 0 and not whole(n), steady=sixteenth, growing=True, flint="bessel_i", series="series_functions:besseli", germ="germ_functions:besseli", symbol="I", indexed=True, identity="functions:besseli")
besselk = Operator("besselk", None, None, ("BesselK", "bessel_k", "kv"), arity=(2, 2), mpmath=lambda ctx, n, u: ctx.besselk(abs(n), u), domain=_POSITIVE, sample=_SAMPLE, growing=True, flint="bessel_k", series="series_functions:besselk", symbol="K", indexed=True, identity="functions:besselk")
jn = Operator("jn", None, None, ("spherical_jn", "SphericalBesselJ", "spherical_bessel_j"), arity=(2, 2), mpmath=_spherical("besselj", 1), domain=_ORDER, exact=_at_zero, sample=_SAMPLE, bare="variable", cancels=_turns, steady=sixteenth, flint="ball_functions:jn", series="series_functions:jn", symbol="j", indexed=True, identity="functions:jn")
yn = Operator("yn", None, None, ("spherical_yn", "SphericalBesselY", "spherical_bessel_y"), arity=(2, 2), mpmath=_spherical("bessely", -1), domain=_ORDER_NONZERO, sample=_SAMPLE, bare="variable", cancels=_turns, steady=sixteenth, flint="ball_functions:yn", series="series_functions:yn", symbol="y", indexed=True, identity="functions:yn")
airyai = Operator("airyai", None, None, ("AiryAi", "airy_ai"), steady=wave, growing=True, flint="airy_ai", series="airy_ai", waves=True)
airybi = Operator("airybi", None, None, ("AiryBi", "airy_bi"), steady=wave, growing=True, flint="airy_bi", series="airy_bi", waves=True)
airyaiprime = Operator("airyaiprime", None, None, ("AiryAiPrime", "airy_dai"), mpmath=_airy("airyai", 1), steady=wave, growing=True, flint="ball_functions:airyaiprime", series="airy_ai_prime", waves=True)
airybiprime = Operator("airybiprime", None, None, ("AiryBiPrime", "airy_dbi"), mpmath=_airy("airybi", 1), steady=wave, growing=True, flint="ball_functions:airybiprime", series="airy_bi_prime", waves=True)
