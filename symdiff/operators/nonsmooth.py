"""Functions that are not smooth everywhere, a row each. Imports ``row`` and ``domains``."""

from __future__ import annotations

import math
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.operators.domains import whole
from symdiff.operators.row import Kink, Operator


def _sign(u: float) -> float:
    return float((u > 0) - (u < 0))


def _step(u: float) -> float:
    return (_sign(u) + 1) / 2


def _step_of(u: Any) -> Any:
    return u - u % 1  # mpmath has no //


def _tie(*values: Any) -> bool:
    """Whether the largest value is reached twice."""
    return values.count(max(values)) > 1


def _tie_low(*values: Any) -> bool:
    return values.count(min(values)) > 1


absolute = Operator("abs", abs, None, ("Abs", "fabs"), sympy="Abs", mpmath="fabs", kink=Kink("u = 0", lambda u: u == 0), exact=abs, parity=1, sample=((0.3, 3.0),), ulps=0.0, numpy="absolute", flint="__abs__", series="series_functions:absolute", germ="germ_functions:absolute", fences="||", code={"c": "fabs"}, coq="Rabs", undo="inverses:absolute", identity="functions:absolute", latex_by_sympy=True)
sign = Operator("sign", _sign, None, ("sgn", "signum"), kink=Kink("u = 0", lambda u: u == 0, jump=True), exact=lambda u: (u > 0) - (u < 0), parity=-1, sample=((0.3, 3.0),), ulps=0.0, numpy="sign", flint="ball_functions:sign", series="series_functions:sign", germ="germ_functions:signum", coq="sgn", undo="inverses:jump", identity="functions:sign", stepped=True, latex_by_sympy=True)
floor = Operator("floor", lambda u: float(math.floor(u)), None, kink=Kink("u an integer", whole, jump=True, side=_step_of), exact=math.floor, sample=((0.1, 0.9),), ulps=0.0, numpy="floor", flint="ball_functions:floor", series="series_functions:floor", germ="germ_functions:floor", fences="⌊⌋", code={"c": "floor"}, undo="inverses:floor", stepped=True, latex_by_sympy=True)
ceiling = Operator("ceiling", lambda u: float(math.ceil(u)), None, ("ceil",), mpmath="ceil", kink=Kink("u an integer", whole, jump=True, side=_step_of), exact=math.ceil, sample=((0.1, 0.9),), ulps=0.0, numpy="ceil", flint="ball_functions:ceiling", series="series_functions:ceiling", germ="germ_functions:ceiling", fences="⌈⌉", code={"c": "ceil"}, undo="inverses:ceiling", stepped=True, latex_by_sympy=True)
maximum = Operator("Max", max, None, ("max", "maximum"), arity=(1, None), mpmath=lambda ctx, *u: max(u), kink=Kink("the largest operand is reached twice", _tie, side=lambda *u: u.index(max(u))), exact=lambda *u: max(u), sample=((1.0, 2.0), (3.0, 4.0)), ulps=0.0, numpy="maximum", flint="ball_functions:maximum", series="series_functions:maximum", germ="germ_functions:maximum", selects=True, symbol="max", identity="functions:maximum", latex_by_sympy=True)
minimum = Operator("Min", min, None, ("min", "minimum"), arity=(1, None), mpmath=lambda ctx, *u: min(u), kink=Kink("the least operand is reached twice", _tie_low, side=lambda *u: u.index(min(u))), exact=lambda *u: min(u), sample=((1.0, 2.0), (3.0, 4.0)), ulps=0.0, numpy="minimum", flint="ball_functions:minimum", series="series_functions:minimum", germ="germ_functions:minimum", selects=True, symbol="min", identity="functions:minimum", latex_by_sympy=True)
heaviside = Operator("Heaviside", _step, None, ("heaviside",), mpmath=lambda ctx, u: (ctx.sign(u) + 1) / 2, kink=Kink("u = 0", lambda u: u == 0, jump=True), exact=lambda u: Fraction((u > 0) - (u < 0) + 1, 2), sample=((0.3, 3.0),), ulps=0.0, flint="ball_functions:heaviside", series="series_functions:heaviside", germ="germ_functions:heaviside", value_at_zero=True, symbol="θ", undo="inverses:jump", identity="functions:heaviside")
