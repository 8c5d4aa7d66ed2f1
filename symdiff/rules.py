"""The calculus: one row per derivative rule.

A row gives one partial per operand; a partial may use the output ``y``. The chain rule is nowhere in the table: the
sweeps of ``differentiator`` apply it. Rows compute with handles; the one kind there is stands for a node of a graph. A partial that has no closed form is None. Imports ``operators`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symdiff import operators as op
from symdiff.errors import fault
from symdiff.operators import (
    Exact,
    Operator,
    Power,
    Product,
    Quotient,
    absolute,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    exp,
    heaviside,
    log,
    polygamma,
    sech,
    sign,
    sin,
    tan,
    tanh,
)

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Rule:
    """One derivative rule: ``partials(y, *operands)`` for the output y of ``operator``.

    ``active`` narrows the row to the operands that depend on the variable; None stands for any.
    """

    name: str
    operator: Operator
    partials: Callable[..., tuple[Any, ...]]
    active: tuple[bool, ...] | None = None


def _others(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per factor the product of the others, in linear time: what stands before it times what stands after it."""
    before: list[Any] = [1]
    for factor in u[:-1]:
        before.append(before[-1] * factor)
    after: Any = 1
    result = []
    for factor, ahead in zip(reversed(u), reversed(before), strict=True):
        result.append(ahead * after)
        after = factor * after
    return tuple(reversed(result))


def _steps(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per operand of a maximum, the product of the unit steps of its lead over each other operand."""
    return tuple(_product([heaviside(mine - other) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def _steps_down(y: Any, *u: Any) -> tuple[Any, ...]:
    return tuple(_product([heaviside(other - mine) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def _product(factors: list[Any]) -> Any:
    result: Any = 1
    for factor in factors:
        result = factor * result
    return result


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


_bessel_j, _bessel_y = _bessel(op.besselj, -1), _bessel(op.bessely, -1)
_bessel_i, _bessel_k = _bessel(op.besseli, 1), _bessel(op.besselk, 1)


def _expint(n: Any, u: Any) -> Any:
    return exp(-u) / u if _exact(n) == 0 else op.expint(n, u)


def _polylog(s: Any, u: Any) -> Any:
    order = _exact(s)
    if order == 0:
        return u / (1 - u)
    return -log(1 - u) if order == 1 else op.polylog(s, u)


def _whole(row: Operator, n: Any) -> Any:
    """The order of a function that has whole orders only. Raises SymdiffError ``undefined`` for another number."""
    order = _exact(n)
    if order is not None and row.domain is not None and not row.domain.holds(order, 1):
        raise fault(
            "undefined",
            f"{row.name}({order}, ...) is undefined: it needs {row.domain.words}",
            hint="the formula has no value anywhere",
        )
    return n


def _below(row: Operator, of: Operator, n: Any, *operands: Any) -> Any:
    """A polynomial of degree n - 1, written out where it is 0, a constant or linear."""
    degree = _exact(_whole(of, n))
    if degree in (0, 1, 2) and row.exact is not None:
        return row.exact(degree - 1, *operands)
    return row(n - 1, *operands)


def _spherical(row: Operator) -> Callable[..., tuple[Any, ...]]:
    return lambda y, n, u: (None, (_whole(row, n) * row(n - 1, u) - (n + 1) * row(n + 1, u)) / (2 * n + 1))


_FEW = 8
"""A product of at most so many steps is differentiated factor by factor, which holds at its zeros too."""


def _stepped(u: Any, k: Any, step: int, otherwise: Callable[[], Any]) -> Any:
    """The derivative by u of u*(u + step)*... of k factors."""
    count = _exact(k)
    if count is None or not 0 <= count <= _FEW or count.denominator != 1:
        return otherwise()
    factors = [u + step * i for i in range(int(count))]
    return sum(_others(None, *factors)) if factors else 0


def _binomial(y: Any, u: Any, k: Any) -> tuple[Any, ...]:
    rest = polygamma(0, u - k + 1)
    count = _exact(k)
    by_u = _stepped(u, k, -1, lambda: y * (polygamma(0, u + 1) - rest))
    if count is not None and 0 <= count <= _FEW and count.denominator == 1:
        by_u = by_u / math.factorial(int(count))
    return by_u, y * (rest - polygamma(0, k + 1))


def _elliptic_f(y: Any, u: Any, m: Any) -> tuple[Any, ...]:
    root = (1 - m * sin(u) ** 2) ** HALF
    by_m = op.elliptic_e(u, m) / (2 * m * (1 - m)) - y / (2 * m) - sin(2 * u) / (4 * (1 - m) * root)
    return 1 / root, by_m


def _guards(y: Any, *parts: Any) -> tuple[Any, ...]:
    """Per value of a choice 1 where its condition is the first to hold and 0 elsewhere; nothing by a condition."""
    result: list[Any] = []
    before: list[Any] = []
    for condition in parts[1::2]:
        first = op.And(condition, *(op.Not(other) for other in before)) if before else condition
        result += (op.piecewise(1, first, 0, op.Not(first)), None)
        before.append(condition)
    return tuple(result)


CONSTANT = Rule("constant", op.Constant, lambda y: ())
IDENTITY = Rule("identity", op.Symbol, lambda y: ())

RULES: tuple[Rule, ...] = (
    CONSTANT,
    IDENTITY,
    Rule("sum", op.Sum, lambda y, *u: (1,) * len(u)),
    Rule("constant multiple", op.Multiple, lambda y, c, u: (None, c), active=(False, True)),
    Rule("product", Product, _others),
    Rule("quotient", Quotient, lambda y, u, v: (1 / v, -y / v)),
    Rule("power", Power, lambda y, u, n: (n * u ** (n - 1), None), active=(True, False)),
    Rule("exponential", Power, lambda y, a, u: (None, y * log(a)), active=(False, True)),
    Rule("general power", Power, lambda y, u, v: (v * u ** (v - 1), y * log(u)), active=(True, True)),
    Rule("natural exponential", exp, lambda y, u: (y,)),
    Rule("logarithm", log, lambda y, u: (1 / u,)),
    Rule("real root", op.real_root, lambda y, u, n: (1 / (n * absolute(u) ** (1 - 1 / n)), None), active=(True, False)),
    Rule("sine", sin, lambda y, u: (cos(u),)),
    Rule("cosine", cos, lambda y, u: (-sin(u),)),
    Rule("tangent", tan, lambda y, u: (1 + y**2,)),
    Rule("cotangent", cot, lambda y, u: (-1 - y**2,)),
    Rule("secant", op.sec, lambda y, u: (y * tan(u),)),
    Rule("cosecant", csc, lambda y, u: (-y * cot(u),)),
    Rule("arcsine", op.asin, lambda y, u: (1 / (1 - u**2) ** HALF,)),
    Rule("arccosine", op.acos, lambda y, u: (-1 / (1 - u**2) ** HALF,)),
    Rule("arctangent", op.atan, lambda y, u: (1 / (1 + u**2),)),
    Rule("arccotangent", op.acot, lambda y, u: (-1 / (1 + u**2),)),
    Rule("arcsecant", op.asec, lambda y, u: (1 / (absolute(u) * (u**2 - 1) ** HALF),)),
    Rule("arccosecant", op.acsc, lambda y, u: (-1 / (absolute(u) * (u**2 - 1) ** HALF),)),
    Rule("two-argument arctangent", op.atan2, lambda y, u, v: (v / (u**2 + v**2), -u / (u**2 + v**2))),
    Rule("hyperbolic sine", op.sinh, lambda y, u: (cosh(u),)),
    Rule("hyperbolic cosine", cosh, lambda y, u: (op.sinh(u),)),
    # sech(u)**2 and not 1 - tanh(u)**2: the difference is 0 in doubles from u = 20 on
    Rule("hyperbolic tangent", tanh, lambda y, u: (sech(u) ** 2,)),
    Rule("hyperbolic cotangent", coth, lambda y, u: (-(csch(u) ** 2),)),
    Rule("hyperbolic secant", sech, lambda y, u: (-y * tanh(u),)),
    Rule("hyperbolic cosecant", csch, lambda y, u: (-y * coth(u),)),
    Rule("inverse hyperbolic sine", op.asinh, lambda y, u: (1 / (1 + u**2) ** HALF,)),
    Rule("inverse hyperbolic cosine", op.acosh, lambda y, u: (1 / (u**2 - 1) ** HALF,)),
    Rule("inverse hyperbolic tangent", op.atanh, lambda y, u: (1 / (1 - u**2),)),
    Rule("inverse hyperbolic cotangent", op.acoth, lambda y, u: (1 / (1 - u**2),)),
    Rule("inverse hyperbolic secant", op.asech, lambda y, u: (-1 / (u * (1 - u**2) ** HALF),)),
    Rule("inverse hyperbolic cosecant", op.acsch, lambda y, u: (-1 / (absolute(u) * (1 + u**2) ** HALF),)),
    Rule("absolute value", absolute, lambda y, u: (sign(u),)),
    Rule("piecewise", op.piecewise, _guards),
    Rule("sign", sign, lambda y, u: (0,)),
    Rule("floor", op.floor, lambda y, u: (0,)),
    Rule("ceiling", op.ceiling, lambda y, u: (0,)),
    Rule("maximum", op.maximum, _steps),
    Rule("minimum", op.minimum, _steps_down),
    Rule("unit step", heaviside, lambda y, u: (0,)),
    Rule("factorial", op.factorial, lambda y, u: (y * polygamma(0, u + 1),)),
    Rule("gamma function", op.gamma, lambda y, u: (y * polygamma(0, u),)),
    Rule("log-gamma function", op.loggamma, lambda y, u: (polygamma(0, u),)),
    Rule(
        "polygamma function",
        polygamma,
        lambda y, n, u: (None, polygamma(_whole(polygamma, n) + 1, u)),
        active=(False, True),
    ),
    Rule(
        "upper incomplete gamma function",
        op.uppergamma,
        lambda y, a, u: (None, -(u ** (a - 1)) * exp(-u)),
        active=(False, True),
    ),
    Rule(
        "lower incomplete gamma function",
        op.lowergamma,
        lambda y, a, u: (None, u ** (a - 1) * exp(-u)),
        active=(False, True),
    ),
    Rule(
        "beta function",
        op.beta,
        lambda y, u, v: (y * (polygamma(0, u) - polygamma(0, u + v)), y * (polygamma(0, v) - polygamma(0, u + v))),
    ),
    Rule("binomial coefficient", op.binomial, _binomial),
    Rule(
        "rising factorial",
        op.rising_factorial,
        lambda y, u, k: (
            _stepped(u, k, 1, lambda: y * (polygamma(0, u + k) - polygamma(0, u))),
            y * polygamma(0, u + k),
        ),
    ),
    Rule(
        "falling factorial",
        op.falling_factorial,
        lambda y, u, k: (
            _stepped(u, k, -1, lambda: y * (polygamma(0, u + 1) - polygamma(0, u - k + 1))),
            y * polygamma(0, u - k + 1),
        ),
    ),
    Rule("Hurwitz zeta function", op.zeta, lambda y, s, u: (None, -s * op.zeta(s + 1, u)), active=(False, True)),
    Rule("polylogarithm", op.polylog, lambda y, s, u: (None, _polylog(s - 1, u) / u), active=(False, True)),
    Rule("error function", op.erf, lambda y, u: (2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("complementary error function", op.erfc, lambda y, u: (-2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("imaginary error function", op.erfi, lambda y, u: (2 * exp(u**2) / u.constant("pi") ** HALF,)),
    Rule("inverse error function", op.erfinv, lambda y, u: (u.constant("pi") ** HALF * exp(y**2) / 2,)),
    Rule("sinc", op.sinc, lambda y, u: (-op.jn(1, u),)),
    Rule("exponential integral", op.Ei, lambda y, u: (exp(u) / u,)),
    Rule(
        "generalized exponential integral", op.expint, lambda y, n, u: (None, -_expint(n - 1, u)), active=(False, True)
    ),
    Rule("logarithmic integral", op.li, lambda y, u: (1 / log(u),)),
    Rule("sine integral", op.Si, lambda y, u: (op.sinc(u),)),
    Rule("cosine integral", op.Ci, lambda y, u: (cos(u) / u,)),
    Rule("hyperbolic sine integral", op.Shi, lambda y, u: (op.sinh(u) / u,)),
    Rule("hyperbolic cosine integral", op.Chi, lambda y, u: (cosh(u) / u,)),
    Rule("Fresnel sine integral", op.fresnels, lambda y, u: (sin(u.constant("pi") * u**2 / 2),)),
    Rule("Fresnel cosine integral", op.fresnelc, lambda y, u: (cos(u.constant("pi") * u**2 / 2),)),
    Rule(
        "complete elliptic integral, first kind",
        op.elliptic_k,
        lambda y, u: ((op.elliptic_e(u) - (1 - u) * y) / (2 * u * (1 - u)),),
    ),
    Rule(
        "complete elliptic integral, second kind",
        op.elliptic_e,
        lambda y, u: ((y - op.elliptic_k(u)) / (2 * u),),
        active=(True,),
    ),
    Rule("elliptic integral, first kind", op.elliptic_f, _elliptic_f),
    Rule(
        "elliptic integral, second kind, by the angle",
        op.elliptic_e,
        lambda y, u, m: ((1 - m * sin(u) ** 2) ** HALF, None),
        active=(True, False),
    ),
    Rule(
        "elliptic integral, second kind, by the parameter",
        op.elliptic_e,
        lambda y, u, m: (None, (y - op.elliptic_f(u, m)) / (2 * m)),
        active=(False, True),
    ),
    Rule(
        "elliptic integral, second kind",
        op.elliptic_e,
        lambda y, u, m: ((1 - m * sin(u) ** 2) ** HALF, (y - op.elliptic_f(u, m)) / (2 * m)),
        active=(True, True),
    ),
    # by exp(-y) and not y/u, which is 0/0 at u = 0
    Rule("Lambert function", op.LambertW, lambda y, u: (exp(-y) / (1 + y),), active=(True,)),
    Rule(
        "branch of the Lambert function", op.LambertW, lambda y, u, k: (exp(-y) / (1 + y), None), active=(True, False)
    ),
    Rule(
        "Bessel function, first kind",
        op.besselj,
        lambda y, n, u: (None, (_bessel_j(n - 1, u) - _bessel_j(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "Bessel function, second kind",
        op.bessely,
        lambda y, n, u: (None, (_bessel_y(n - 1, u) - _bessel_y(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "modified Bessel function, first kind",
        op.besseli,
        lambda y, n, u: (None, (_bessel_i(n - 1, u) + _bessel_i(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "modified Bessel function, second kind",
        op.besselk,
        lambda y, n, u: (None, -(_bessel_k(n - 1, u) + _bessel_k(n + 1, u)) / 2),
        active=(False, True),
    ),
    # by two neighbours and not by y/u, which is 0/0 at u = 0
    Rule("spherical Bessel function, first kind", op.jn, _spherical(op.jn), active=(False, True)),
    Rule("spherical Bessel function, second kind", op.yn, _spherical(op.yn), active=(False, True)),
    Rule("Airy function Ai", op.airyai, lambda y, u: (op.airyaiprime(u),)),
    Rule("Airy function Bi", op.airybi, lambda y, u: (op.airybiprime(u),)),
    Rule("derivative of the Airy function Ai", op.airyaiprime, lambda y, u: (u * op.airyai(u),)),
    Rule("derivative of the Airy function Bi", op.airybiprime, lambda y, u: (u * op.airybi(u),)),
    # by polynomials of lower degree and not by quotients, which are 0/0 at u = 1
    Rule(
        "Legendre polynomial",
        op.legendre,
        lambda y, n, u: (None, _below(op.gegenbauer, op.legendre, n, Fraction(3, 2), u)),
        active=(False, True),
    ),
    Rule(
        "Chebyshev polynomial, first kind",
        op.chebyshevt,
        lambda y, n, u: (None, n * _below(op.chebyshevu, op.chebyshevt, n, u)),
        active=(False, True),
    ),
    Rule(
        "Chebyshev polynomial, second kind",
        op.chebyshevu,
        lambda y, n, u: (None, 2 * _below(op.gegenbauer, op.chebyshevu, n, 2, u)),
        active=(False, True),
    ),
    Rule(
        "Gegenbauer polynomial",
        op.gegenbauer,
        lambda y, n, a, u: (None, None, 2 * a * _below(op.gegenbauer, op.gegenbauer, n, a + 1, u)),
        active=(False, False, True),
    ),
    Rule(
        "Hermite polynomial",
        op.hermite,
        lambda y, n, u: (None, 2 * n * _below(op.hermite, op.hermite, n, u)),
        active=(False, True),
    ),
    Rule(
        "Laguerre polynomial",
        op.laguerre,
        lambda y, n, u: (None, -_below(op.assoc_laguerre, op.laguerre, n, 1, u)),
        active=(False, True),
    ),
    Rule(
        "associated Laguerre polynomial",
        op.assoc_laguerre,
        lambda y, n, a, u: (None, None, -_below(op.assoc_laguerre, op.assoc_laguerre, n, a + 1, u)),
        active=(False, False, True),
    ),
)

_ANY = {rule.operator: rule for rule in RULES if rule.active is None}
_NARROW = {(rule.operator, rule.active): rule for rule in RULES if rule.active is not None}


def rule_for(operator: Operator, active: tuple[bool, ...]) -> Rule | None:
    """The row for an operator whose operands depend on the variable as ``active`` says; None where there is none."""
    return _ANY.get(operator) or _NARROW.get((operator, active))
