"""Elementary functions, a row each: exponential and logarithm, circular and hyperbolic functions and their inverses.

Imports ``row`` and ``domains``.
"""

from __future__ import annotations

import cmath
import math

from symdiff.annotations import Any
from symdiff.operators.domains import (
    NONZERO,
    OPEN_UNIT,
    OUTSIDE_OPEN_UNIT,
    OUTSIDE_UNIT,
    POSITIVE,
    UNIT,
    anywhere,
    one_at,
    sixteenth,
    zero_at,
)
from symdiff.operators.row import Domain, Kink, Operator


def _acot(u: float) -> float:
    return math.atan(1 / u) if u else math.pi / 2


def _coth(u: float) -> float:
    return 1 / math.tanh(u)


def _csch(u: float) -> float:
    return 1 / math.sinh(u) if abs(u) < 700 else math.copysign(2 * math.exp(-abs(u)), u)


def _sech(u: float) -> float:
    return 1 / math.cosh(u) if abs(u) < 700 else 2 * math.exp(-abs(u))


# The inverses of reciprocals avoid 1/u, whose rounding the steep ends at +-1 would magnify.
def _asec(u: float) -> float:
    angle = math.atan(math.sqrt((abs(u) - 1) * (abs(u) + 1)))
    return angle if u > 0 else math.pi - angle


def _atan2(u: float, v: float) -> float:
    """Of a zero without a sign: that of -x, where x is 0, is not below the cut."""
    return math.atan2(u + 0.0, v)


def _acsc(u: float) -> float:
    return math.copysign(math.atan2(1, math.sqrt(abs(u) - 1) * math.sqrt(abs(u) + 1)), u)


def _acoth(u: float) -> float:
    return math.copysign(math.log1p(2 / (abs(u) - 1)) / 2, u)


def _asech(u: float) -> float:
    return math.asinh(math.sqrt((1 - u) * (1 + u)) / u)


def _precise_asec(ctx: Any, u: Any) -> Any:
    angle = ctx.atan(ctx.sqrt((abs(u) - 1) * (abs(u) + 1)))
    return angle if u > 0 else ctx.pi - angle


def _precise_acoth(ctx: Any, u: Any) -> Any:
    return ctx.sign(u) * ctx.log1p(2 / (abs(u) - 1)) / 2


def _precise_asech(ctx: Any, u: Any) -> Any:
    return ctx.asinh(ctx.sqrt((1 - u) * (1 + u)) / u)


exp = Operator("exp", math.exp, cmath.exp, exact=one_at(0), growing=True, numpy="exp", flint="exp", series="exp", germ="germ_arithmetic:exponential", instruction="exp", code={"c": "exp"}, coq="exp", undo="log", identity="functions:exp", latex_by_sympy=True)
log = Operator("log", math.log, cmath.log, ("ln",), domain=POSITIVE, exact=zero_at(1), sample=((0.1, 9.0),), numpy="log", flint="log", series="log", germ="germ_arithmetic:logarithm", instruction="log", code={"c": "log"}, coq="ln", undo="exp", identity="functions:log", latex_by_sympy=True)
real_root = Operator(
    "real_root", lambda u, n: math.copysign(abs(u) ** (1 / n), u), arity=(2, 2), sample=((0.3, 4.0), (3.0, 3.0)),
    mpmath=lambda ctx, u, n: -ctx.root(-u, int(n)) if u.real < 0 else ctx.root(u, int(n)),
    domain=Domain("v odd; for v < 0, u != 0", lambda u, n: n % 2 == 1 and (n > 0 or u != 0)),
    ulps=256.0,  # 1/n is rounded: abs(log(u))/3 half-units at most, and abs(log(u)) < 745 for doubles
    flint="ball_functions:real_root", series="series_functions:real_root", germ="germ_functions:real_root", sympy="classes:RealRoot", coq="root", identity="functions:real_root", latex_by_sympy=True,
)  # fmt: skip
"""The real root of odd degree n, negative for a negative operand; n is an integer literal."""

sin = Operator("sin", math.sin, cmath.sin, ("sen",), exact=zero_at(0), parity=-1, steady=sixteenth, dominated="imag", numpy="sin", flint="sin", series="sin", germ="germ_functions:sin", angle=True, instruction="sin", inverse="asin", complement="cos", code={"c": "sin"}, coq="sin", undo="inverses:sin", identity="functions:sin", waves=True, latex_by_sympy=True)
cos = Operator("cos", math.cos, cmath.cos, exact=one_at(0), parity=1, steady=sixteenth, dominated="imag", numpy="cos", flint="cos", series="cos", germ="germ_functions:cos", angle=True, instruction="cos", inverse="acos", complement="sin", code={"c": "cos"}, coq="cos", undo="inverses:cos", identity="functions:cos", waves=True, latex_by_sympy=True)
tan = Operator("tan", math.tan, cmath.tan, ("tg",), exact=zero_at(0), parity=-1, sample=((-1.4, 1.4),), steady=sixteenth, numpy="tan", flint="tan", series="series_functions:tan", germ="germ_functions:tan", angle=True, inverse="atan", code={"c": "tan"}, coq="tan", undo="inverses:tan", identity="functions:tan", poles=True, waves=True, latex_by_sympy=True)
cot = Operator("cot", lambda u: 1 / math.tan(u), lambda u: 1 / cmath.tan(u), ("ctg", "cotan", "cotg"), domain=NONZERO, parity=-1, sample=((0.2, 2.9),), ulps=4.0, steady=sixteenth, numpy="1/tan", flint="cot", series="series_functions:cot", germ="germ_functions:cot", angle=True, inverse="acot", coq="cot", undo="inverses:cot", identity="functions:cot", poles=True, waves=True, latex_by_sympy=True)
sec = Operator("sec", lambda u: 1 / math.cos(u), lambda u: 1 / cmath.cos(u), exact=one_at(0), parity=1, sample=((-1.4, 1.4),), ulps=4.0, steady=sixteenth, numpy="1/cos", flint="sec", series="series_functions:sec", germ="germ_functions:sec", angle=True, inverse="asec", coq="sec", undo="inverses:sec", identity="functions:sec", poles=True, waves=True, latex_by_sympy=True)
csc = Operator("csc", lambda u: 1 / math.sin(u), lambda u: 1 / cmath.sin(u), ("cosec",), domain=NONZERO, parity=-1, sample=((0.2, 2.9),), ulps=4.0, steady=sixteenth, numpy="1/sin", flint="csc", series="series_functions:csc", germ="germ_functions:csc", angle=True, inverse="acsc", coq="csc", undo="inverses:csc", identity="functions:csc", poles=True, waves=True, latex_by_sympy=True)

asin = Operator("asin", math.asin, cmath.asin, ("arcsin", "arsin"), domain=UNIT, exact=zero_at(0), parity=-1, sample=((-0.9, 0.9),), numpy="arcsin", flint="asin", series="asin", germ="germ_functions:asin", code={"c": "asin"}, coq="asin", undo="sin", latex_by_sympy=True)
acos = Operator("acos", math.acos, cmath.acos, ("arccos", "arcos"), domain=UNIT, exact=zero_at(1), sample=((-0.9, 0.9),), numpy="arccos", flint="acos", series="acos", germ="germ_functions:acos", code={"c": "acos"}, coq="acos", undo="cos", identity="functions:acos", latex_by_sympy=True)
atan = Operator("atan", math.atan, cmath.atan, ("arctan", "arctg", "atg"), exact=zero_at(0), parity=-1, numpy="arctan", flint="atan", series="atan", germ="germ_functions:atan", code={"c": "atan"}, coq="atan", undo="tan", saturates=True, latex_by_sympy=True)
acot = Operator("acot", _acot, lambda u: cmath.atan(1 / u), ("arccot", "arcctg", "arcctan", "actg"), mpmath=lambda ctx, u: ctx.atan(1 / u) if u else ctx.pi / 2, kink=Kink("u = 0", lambda u: u == 0, jump=True), sample=((0.2, 3.0),), ulps=4.0, flint="ball_functions:acot", series="series_functions:acot", germ="germ_functions:acot", coq="acot", identity="functions:acot", saturates=True, latex_by_sympy=True)
asec = Operator("asec", _asec, lambda u: cmath.acos(1 / u), ("arcsec",), mpmath=_precise_asec, domain=OUTSIDE_UNIT, exact=zero_at(1), sample=((1.2, 4.0),), ulps=8.0, flint="ball_functions:asec", series="series_functions:asec", germ="germ_functions:asec", coq="asec", identity="functions:asec", latex_by_sympy=True)
acsc = Operator("acsc", _acsc, lambda u: cmath.asin(1 / u), ("arccsc", "arccosec"), domain=OUTSIDE_UNIT, parity=-1, sample=((1.2, 4.0),), ulps=8.0, flint="ball_functions:acsc", series="series_functions:acsc", germ="germ_functions:acsc", coq="acsc", identity="functions:acsc", latex_by_sympy=True)
atan2 = Operator("atan2", _atan2, None, ("arctan2",), arity=(2, 2), domain=Domain("u != 0 or v != 0", lambda u, v: u != 0 or v != 0, above=anywhere), kink=Kink("u = 0 and v < 0", lambda u, v: u == 0 and v < 0, jump=True, side=lambda u, v: v < 0 and u < 0), sample=((0.3, 3.0), (0.3, 3.0)), flint="ball_functions:atan2", series="series_functions:atan2", germ="germ_functions:atan2", code={"c": "atan2"})

sinh = Operator("sinh", math.sinh, cmath.sinh, ("sh",), exact=zero_at(0), parity=-1, ulps=8.0, growing=True, dominated="real", numpy="sinh", flint="sinh", series="series_functions:sinh", germ="germ_functions:sinh", inverse="asinh", code={"c": "sinh"}, coq="sinh", undo="asinh", identity="functions:sinh", latex_by_sympy=True)
cosh = Operator("cosh", math.cosh, cmath.cosh, ("ch",), exact=one_at(0), parity=1, ulps=8.0, growing=True, dominated="real", numpy="cosh", flint="cosh", series="series_functions:cosh", germ="germ_functions:cosh", inverse="acosh", code={"c": "cosh"}, coq="cosh", undo="inverses:cosh", identity="functions:cosh", latex_by_sympy=True)
tanh = Operator("tanh", math.tanh, cmath.tanh, ("th",), exact=zero_at(0), parity=-1, ulps=8.0, numpy="tanh", flint="tanh", series="series_functions:tanh", germ="germ_functions:tanh", inverse="atanh", complement="sech", code={"c": "tanh"}, coq="tanh", undo="atanh", identity="functions:tanh", saturates=True, latex_by_sympy=True)
coth = Operator("coth", _coth, lambda u: 1 / cmath.tanh(u), ("cth", "cotanh"), domain=NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0, numpy="1/tanh", flint="coth", series="series_functions:coth", germ="germ_functions:coth", undo="inverses:coth", inverse="acoth", coq="coth", identity="functions:coth", saturates=True, latex_by_sympy=True)
sech = Operator("sech", _sech, lambda u: 1 / cmath.cosh(u), exact=one_at(0), parity=1, ulps=12.0, growing=True, numpy="1/cosh", flint="sech", series="series_functions:sech", germ="germ_functions:sech", undo="inverses:sech", inverse="asech", complement="tanh", coq="sech", identity="functions:sech", saturates=True, latex_by_sympy=True)
csch = Operator("csch", _csch, lambda u: 1 / cmath.sinh(u), ("cosech",), domain=NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0, growing=True, numpy="1/sinh", flint="csch", series="series_functions:csch", germ="germ_functions:csch", undo="inverses:csch", inverse="acsch", coq="csch", identity="functions:csch", saturates=True, latex_by_sympy=True)

asinh = Operator("asinh", math.asinh, cmath.asinh, ("arcsinh", "arsinh", "argsinh", "arsh"), exact=zero_at(0), parity=-1, ulps=8.0, numpy="arcsinh", flint="asinh", series="series_functions:asinh", germ="germ_functions:asinh", code={"c": "asinh"}, coq="arcsinh", undo="sinh", identity="functions:asinh", saturates=True, latex_by_sympy=True)
acosh = Operator("acosh", math.acosh, cmath.acosh, ("arccosh", "arcosh", "argcosh", "arch"), domain=Domain("u >= 1", lambda u: u >= 1, above=lambda u: (u - 1, u + 1)), exact=zero_at(1), sample=((1.2, 5.0),), ulps=8.0, numpy="arccosh", flint="acosh", series="series_functions:acosh", germ="germ_functions:acosh", code={"c": "acosh"}, coq="acosh", undo="cosh", identity="functions:acosh", latex_by_sympy=True)
atanh = Operator("atanh", math.atanh, cmath.atanh, ("arctanh", "artanh", "argtanh", "arth"), domain=OPEN_UNIT, exact=zero_at(0), parity=-1, sample=((-0.9, 0.9),), ulps=8.0, numpy="arctanh", flint="atanh", series="series_functions:atanh", germ="germ_functions:atanh", code={"c": "atanh"}, coq="atanh", undo="tanh", identity="functions:atanh", latex_by_sympy=True)
acoth = Operator("acoth", _acoth, lambda u: cmath.atanh(1 / u), ("arccoth", "arcoth", "arcth"), mpmath=_precise_acoth, domain=OUTSIDE_OPEN_UNIT, parity=-1, sample=((1.2, 4.0),), ulps=8.0, flint="ball_functions:acoth", series="series_functions:acoth", germ="germ_functions:acoth", coq="acoth", identity="functions:acoth", latex_by_sympy=True)
asech = Operator("asech", _asech, lambda u: cmath.acosh(1 / u), ("arcsech", "arsech"), mpmath=_precise_asech, domain=Domain("0 < u <= 1", lambda u: 0 < u <= 1, above=lambda u: (1 / u - 1, 1 / u + 1)), exact=zero_at(1), sample=((0.2, 0.9),), ulps=12.0, flint="ball_functions:asech", series="series_functions:asech", germ="germ_functions:asech", coq="asech", identity="functions:asech", latex_by_sympy=True)
acsch = Operator("acsch", lambda u: math.asinh(1 / u), lambda u: cmath.asinh(1 / u), ("arccsch", "arcsch"), domain=NONZERO, parity=-1, sample=((0.2, 3.0),), ulps=12.0, flint="ball_functions:acsch", series="series_functions:acsch", germ="germ_functions:acsch", coq="acsch", identity="functions:acsch", latex_by_sympy=True)
