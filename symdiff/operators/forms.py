"""Spellings that stand for a combination of rows. Imports the files of rows."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.frozen import Frozen
from symdiff.operators.elementary import exp, log, real_root
from symdiff.operators.nonsmooth import absolute, floor, sign
from symdiff.operators.polynomials import assoc_laguerre
from symdiff.operators.special import LambertW, erfc, erfi, erfinv, expint, li, polygamma, uppergamma


class Form(Frozen):
    """A spelling that stands for a combination of other rows: ``sqrt(x)`` is ``x**(1/2)``."""

    names: tuple[str, ...]
    arity: tuple[int, int]
    build: Callable[..., Any]
    """Takes the builder and the operands."""
    words: str
    bare: str = ""
    """What the name means without parentheses, as in a row."""
    sympy: str = ""
    """The class of sympy that is this with as many operands, if there is one."""


def _inverse(build: Any, node: Any) -> Any:
    return build.power(node, build.number(-1))


def _log_to_base(build: Any, u: Any, base: Any) -> Any:
    return build.product((build.call(log, (u,)), _inverse(build, build.call(log, (base,)))))


_HALF = Fraction(1, 2)


def _exp(build: Any, u: Any) -> Any:
    return build.call(exp, (u,))


def _plus(build: Any, number: int, u: Any) -> Any:
    return build.sum((u, build.number(number)))


def _minus(build: Any, u: Any) -> Any:
    return build.product((build.number(-1), u))


def _root(build: Any, u: Any) -> Any:
    return build.power(u, build.number(_HALF))


def _square(build: Any, u: Any) -> Any:
    return build.power(u, build.number(2))


def _dawson(build: Any, u: Any) -> Any:
    half = build.product((_root(build, build.constant("pi")), build.number(Fraction(1, 2))))
    return build.product((half, _exp(build, _minus(build, _square(build, u))), build.call(erfi, (u,))))


def _degrees(build: Any, u: Any) -> Any:
    return build.product((build.number(180), u, _inverse(build, build.constant("pi"))))


def _radians(build: Any, u: Any) -> Any:
    return build.product((build.constant("pi"), u, build.number(Fraction(1, 180))))


def _modulus(build: Any, u: Any, v: Any) -> Any:
    whole = build.call(floor, (build.product((u, _inverse(build, v))),))
    return build.sum((u, build.product((build.number(-1), v, whole))))


FORMS: tuple[Form, ...] = (
    Form(("sqrt", "√"), (1, 1), _root, "u**(1/2)"),
    Form(("cbrt", "∛"), (1, 1), lambda b, u: b.call(real_root, (u, b.number(3))), "the real cube root"),
    Form(("pow", "power", "Pow"), (2, 2), lambda b, u, v: b.power(u, v), "u**v"),
    Form(("square",), (1, 1), _square, "u**2"),
    Form(("cube",), (1, 1), lambda b, u: b.power(u, b.number(3)), "u**3"),
    Form(("hypot",), (2, 2), lambda b, u, v: _root(b, b.sum((_square(b, u), _square(b, v)))), "sqrt(u**2 + v**2)"),
    Form(("exp2",), (1, 1), lambda b, u: b.power(b.number(2), u), "2**u"),
    Form(("expm1",), (1, 1), lambda b, u: _plus(b, -1, _exp(b, u)), "exp(u) - 1"),
    Form(("log1p",), (1, 1), lambda b, u: b.call(log, (_plus(b, 1, u),)), "log(u + 1)"),
    Form(("log", "ln"), (2, 2), _log_to_base, "log(u)/log(v): the second argument is the base", sympy="log"),
    Form(("log2", "lb", "log_2"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(2)), "log(u)/log(2)"),
    Form(("log10", "lg", "log_10"), (1, 1), lambda b, u: _log_to_base(b, u, b.number(10)), "log(u)/log(10)"),
    Form(("logistic", "sigmoid", "expit", "LogisticSigmoid"), (1, 1), lambda b, u: _inverse(b, _plus(b, 1, _exp(b, _minus(b, u)))), "1/(exp(-u) + 1)"),
    Form(("logit",), (1, 1), lambda b, u: b.sum((b.call(log, (u,)), _minus(b, b.call(log, (b.sum((b.number(1), _minus(b, u))),))))), "log(u) - log(1 - u)"),
    Form(("softplus",), (1, 1), lambda b, u: b.call(log, (_plus(b, 1, _exp(b, u)),)), "log(exp(u) + 1)"),
    Form(("deg", "degrees", "rad2deg"), (1, 1), _degrees, "180*u/pi, the degrees of an angle in radians"),
    Form(("rad", "radians", "deg2rad"), (1, 1), _radians, "pi*u/180, the radians of an angle in degrees"),
    Form(("mod", "Mod", "modulo"), (2, 2), _modulus, "u - v*floor(u/v): the sign of v"),
    Form(("frac", "fract"), (1, 1), lambda b, u: b.sum((u, b.product((b.number(-1), b.call(floor, (u,)))))), "u - floor(u)"),
    Form(("round",), (1, 1), lambda b, u: b.call(floor, (b.sum((u, b.number(Fraction(1, 2)))),)), "floor(u + 1/2): halves upward"),
    Form(("trunc", "fix"), (1, 1), lambda b, u: b.product((b.call(sign, (u,)), b.call(floor, (b.call(absolute, (u,)),)))), "sign(u)*floor(abs(u)): towards 0"),
    Form(("digamma", "psi"), (1, 1), lambda b, u: b.call(polygamma, (b.number(0), u)), "polygamma(0, u)", sympy="digamma"),
    Form(("trigamma",), (1, 1), lambda b, u: b.call(polygamma, (b.number(1), u)), "polygamma(1, u)", sympy="trigamma"),
    Form(("harmonic", "HarmonicNumber"), (1, 1), lambda b, u: b.sum((b.call(polygamma, (b.number(0), _plus(b, 1, u))), b.constant("EulerGamma"))), "polygamma(0, u + 1) + EulerGamma", sympy="harmonic"),
    Form(("laguerre", "LaguerreL"), (3, 3), lambda b, n, a, u: b.call(assoc_laguerre, (n, a, u)), "assoc_laguerre(u, v, w)"),
    Form(("psi",), (2, 2), lambda b, n, u: b.call(polygamma, (n, u)), "polygamma(u, v)"),
    Form(("Gamma", "gamma"), (2, 2), lambda b, a, u: b.call(uppergamma, (a, u)), "uppergamma(u, v)"),
    Form(("dawsn", "dawson", "DawsonF"), (1, 1), _dawson, "sqrt(pi)/2*exp(-u**2)*erfi(u)"),
    # sympy has the name and no values for it
    Form(("erfcinv", "InverseErfc", "inverse_erfc"), (1, 1), lambda b, u: b.call(erfinv, (b.sum((b.number(1), _minus(b, u))),)), "erfinv(1 - u)", sympy="erfcinv"),
    Form(("erfcx",), (1, 1), lambda b, u: b.product((_exp(b, _square(b, u)), b.call(erfc, (u,)))), "exp(u**2)*erfc(u)"),
    Form(("E1", "exp1", "expintegral_e1"), (1, 1), lambda b, u: b.call(expint, (b.number(1), u)), "expint(1, u)", "variable"),
    Form(("Li",), (1, 1), lambda b, u: b.sum((b.call(li, (u,)), _minus(b, b.call(li, (b.number(2),))))), "li(u) - li(2)", "variable", "Li"),
    Form(("ProductLog",), (1, 1), lambda b, u: b.call(LambertW, (u,)), "LambertW(u)"),
    Form(("ProductLog",), (2, 2), lambda b, k, u: b.call(LambertW, (u, k)), "LambertW(v, u): the branch comes first"),
)
"""Rows by name and number of operands; ``root`` needs the value of its degree and is read by the parser."""
