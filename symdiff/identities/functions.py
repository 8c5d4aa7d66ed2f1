"""Functions in terms of kernels: rows of the vocabulary name them. Imports ``forms``.

Each takes what makes the form and the ratios of the operands. What the domain of the row says is asked for already; what a function needs beyond
that, it asks for itself.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from symdiff import operators as op
from symdiff.identities.field import Ratio, UnprovenError
from symdiff.identities.forms import Forms
from symdiff.identities.kernels import number_of
from symdiff.operators import Operator

_HALF: Final = Fraction(1, 2)
_MOST_SHIFTS: Final = 20
"""Whole steps that a recurrence is taken."""

Form = Callable[..., Ratio]


def exp(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.exp(u)


def log(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.log(u)


def _over(f: Forms, a: Ratio, b: Ratio) -> Ratio:
    return f.field.over(a, b)


def sin(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.sine_and_cosine(u)[0]


def cos(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.sine_and_cosine(u)[1]


def tan(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.tangent(u)


def _hyperbolic(f: Forms, u: Ratio) -> tuple[Ratio, Ratio]:
    """Twice sinh and twice cosh."""
    up = f.kernels.exp(u)
    down = f.field.inverse(up)
    return f.field.minus(up, down), f.field.plus(up, down)


def sinh(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_hyperbolic(f, u)[0], _HALF)


def cosh(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_hyperbolic(f, u)[1], _HALF)


def tanh(f: Forms, u: Ratio) -> Ratio:
    return f.field.over(*_hyperbolic(f, u))


def _inverse(f: Forms, u: Ratio) -> Ratio:
    return f.field.inverse(u)


def cot(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, tan(f, u))


def sec(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, cos(f, u))


def csc(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, sin(f, u))


def coth(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, tanh(f, u))


def sech(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, cosh(f, u))


def csch(f: Forms, u: Ratio) -> Ratio:
    return _inverse(f, sinh(f, u))


def _of_square(f: Forms, u: Ratio, number: int) -> Ratio:
    """u**2 + number."""
    return f.field.plus(f.field.power(u, 2), f.number(number))


def acos(f: Forms, u: Ratio) -> Ratio:
    return f.field.minus(f.field.scaled(f.kernels.constant("pi"), _HALF), f.own(op.asin, u))


def acot(f: Forms, u: Ratio) -> Ratio:
    return f.own(op.atan, _inverse(f, u))


def asec(f: Forms, u: Ratio) -> Ratio:
    return acos(f, _inverse(f, u))


def acsc(f: Forms, u: Ratio) -> Ratio:
    return f.own(op.asin, _inverse(f, u))


def asinh(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.log(f.field.plus(u, f.kernels.root(_of_square(f, u, 1), _HALF)))


def acosh(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.log(f.field.plus(u, f.kernels.root(_of_square(f, u, -1), _HALF)))


def atanh(f: Forms, u: Ratio) -> Ratio:
    """The logarithm of abs((u + 1)/(u - 1)), halved."""
    up, down = (f.kernels.log(f.field.plus(u, f.number(one))) for one in (1, -1))
    return f.field.scaled(f.field.minus(up, down), _HALF)


acoth = atanh


def asech(f: Forms, u: Ratio) -> Ratio:
    return acosh(f, _inverse(f, u))


def acsch(f: Forms, u: Ratio) -> Ratio:
    return asinh(f, _inverse(f, u))


def real_root(f: Forms, u: Ratio, n: Ratio) -> Ratio:
    degree = number_of(n)
    if degree is None or u.num.is_zero():
        raise UnprovenError("a root of this degree")
    return f.field.times(f.kernels.sign(u), f.kernels.root(u, 1 / degree))


def absolute(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.absolute(u)


def sign(f: Forms, u: Ratio) -> Ratio:
    return f.field.zero if u.num.is_zero() else f.kernels.sign(u)


def heaviside(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(f.field.plus(sign(f, u), f.field.one), _HALF)


def _extreme(sign: int) -> Form:
    """Max for 1 and Min for -1: the sum and the distance, halved."""

    def form(f: Forms, *parts: Ratio) -> Ratio:
        result = parts[0]
        for part in parts[1:]:
            apart = f.field.scaled(f.kernels.absolute(f.field.minus(result, part)), sign)
            result = f.field.scaled(f.field.total((result, part, apart)), _HALF)
        return result

    return form


maximum = _extreme(1)
minimum = _extreme(-1)


def _shifted(f: Forms, u: Ratio) -> tuple[Ratio, int]:
    """A part and a whole number whose sum it is: the number is what stands alone in it."""
    field = f.field
    if not u.den.is_constant():
        return u, 0
    alone = [Fraction(int(c), int(u.den.leading_coefficient())) for m, c in u.num.terms() if not any(m)]
    steps = alone[0].numerator // alone[0].denominator if alone else 0
    if abs(steps) > _MOST_SHIFTS:
        steps = 0
    return field.minus(u, field.number(steps)), steps


def gamma(f: Forms, u: Ratio) -> Ratio:
    """gamma(u + n) is gamma(u)*u*(u + 1)*..."""
    base, steps = _shifted(f, u)
    if base.num.is_zero():
        base, steps = f.field.one, steps - 1
        if steps < 0:
            raise UnprovenError("a pole of the gamma function")
    field = f.field
    value = field.one if base.num.is_one() and base.den.is_one() else f.own(op.gamma, base)
    for k in range(abs(steps)):
        step = field.plus(base, f.number(k if steps > 0 else -k - 1))
        value = field.times(value, step) if steps > 0 else field.over(value, step)
    return value


def _plus_one(f: Forms, u: Ratio) -> Ratio:
    return f.field.plus(u, f.field.one)


def factorial(f: Forms, u: Ratio) -> Ratio:
    return gamma(f, _plus_one(f, u))


def erfc(f: Forms, u: Ratio) -> Ratio:
    return f.field.minus(f.field.one, f.own(op.erf, u))


def binomial(f: Forms, n: Ratio, k: Ratio) -> Ratio:
    return _over(f, falling_factorial(f, n, k), gamma(f, _plus_one(f, k)))


def falling_factorial(f: Forms, u: Ratio, k: Ratio) -> Ratio:
    return _over(f, gamma(f, _plus_one(f, u)), gamma(f, _plus_one(f, f.field.minus(u, k))))


def rising_factorial(f: Forms, u: Ratio, k: Ratio) -> Ratio:
    return _over(f, gamma(f, f.field.plus(u, k)), gamma(f, u))


def beta(f: Forms, u: Ratio, v: Ratio) -> Ratio:
    return _over(f, f.field.times(gamma(f, u), gamma(f, v)), gamma(f, f.field.plus(u, v)))


def polygamma(f: Forms, n: Ratio, u: Ratio) -> Ratio:
    """polygamma(n, u + 1) is polygamma(n, u) + (-1)**n*n!/u**(n + 1)."""
    order = number_of(n)
    base, steps = _shifted(f, u)
    if order is None or order.denominator != 1 or not 0 <= order <= _MOST_SHIFTS:
        return f.own(op.polygamma, n, u)
    if base.num.is_zero():
        base, steps = f.field.one, steps - 1
    m, field = int(order), f.field
    factor = (-1) ** m
    for k in range(1, m + 1):
        factor *= k
    terms = [f.own(op.polygamma, n, base)]
    for k in range(abs(steps)):
        step = field.plus(base, f.number(k if steps > 0 else -k - 1))
        terms.append(field.scaled(field.power(step, -m - 1), factor if steps > 0 else -factor))
    return field.total(terms)


def expint(f: Forms, n: Ratio, u: Ratio) -> Ratio:
    """n*E(n + 1, u) is exp(-u) - u*E(n, u); E(0, u) is exp(-u)/u, and E(1, u) is -Ei(-u) where it is real."""
    order, field = number_of(n), f.field
    base, steps = _shifted(f, n)
    if order is None or order.denominator != 1 or order > 0:
        f.above(u)
    minus = field.scaled(u, -1)
    down = f.kernels.exp(minus)
    if base.num.is_zero() and steps > 0:
        base, steps, value = field.one, steps - 1, field.scaled(f.own(op.Ei, minus), -1)
    else:
        value = field.over(down, u) if base.num.is_zero() else f.own(op.expint, base, u)
    for k in range(abs(steps)):
        if steps > 0:
            value = field.over(field.minus(down, field.times(u, value)), field.plus(base, f.number(k)))
        else:
            value = field.over(field.minus(down, field.times(field.plus(base, f.number(-k - 1)), value)), u)
    return value


def uppergamma(f: Forms, a: Ratio, u: Ratio) -> Ratio:
    """Of whole orders from 1: gamma(1, u) is exp(-u), gamma(a + 1, u) is a*gamma(a, u) + u**a*exp(-u)."""
    order, field = number_of(a), f.field
    if order is None or order.denominator != 1 or not 1 <= order <= _MOST_SHIFTS:
        f.in_domain(op.uppergamma, a, u)
        return f.own(op.uppergamma, a, u)
    down = f.kernels.exp(field.scaled(u, -1))
    value = down
    for k in range(1, int(order)):
        value = field.plus(field.scaled(value, k), field.times(field.power(u, k), down))
    return value


def _spherical(row: Operator, first: Form, second: Form) -> Form:
    """f(n + 1) is (2*n + 1)/u*f(n) - f(n - 1), from orders 0 and 1."""

    def form(f: Forms, n: Ratio, u: Ratio) -> Ratio:
        order = number_of(n)
        if order is None or order.denominator != 1 or not 0 <= order <= _MOST_SHIFTS:
            f.in_domain(row, n, u)
            return f.own(row, n, u)
        value, after, field = first(f, u), second(f, u), f.field
        for k in range(int(order)):
            step = field.over(field.scaled(after, 2 * k + 3), u)
            value, after = after, field.minus(step, value)
        return value

    return form


def _over_square(f: Forms, u: Ratio, top: Ratio) -> Ratio:
    return f.field.over(top, f.field.power(u, 2))


def sinc(f: Forms, u: Ratio) -> Ratio:
    return _over(f, sin(f, u), u)


def _j1(f: Forms, u: Ratio) -> Ratio:
    return f.field.minus(_over_square(f, u, sin(f, u)), _over(f, cos(f, u), u))


def _y0(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_over(f, cos(f, u), u), -1)


def _y1(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(f.field.plus(_over_square(f, u, cos(f, u)), _over(f, sin(f, u), u)), -1)


def _bessel(row: Operator, turns: int, sides: int) -> Form:
    """Of the orders m and m + 1 with 0 <= m < 1, or of what stands without a whole number in the order.

    f(n + 1) is turns*2*n/u*f(n) + sides*f(n - 1).
    """

    def form(f: Forms, n: Ratio, u: Ratio) -> Ratio:
        order, field = number_of(n), f.field
        if order is None or order.denominator != 1:
            f.above(u)
        base, steps = _shifted(f, n)
        first, second = (f.own(row, field.plus(base, f.number(k)), u) for k in (0, 1))
        for k in range(abs(steps)):
            m = field.plus(base, f.number(k + 1 if steps > 0 else -k))
            turn = field.over(field.scaled(m, 2 * turns), u)
            if steps > 0:
                first, second = second, field.plus(field.times(turn, second), field.scaled(first, sides))
            else:
                back = field.plus(field.scaled(field.times(turn, first), -sides), field.scaled(second, sides))
                first, second = back, first
        return first

    return form


jn = _spherical(op.jn, sinc, _j1)
yn = _spherical(op.yn, _y0, _y1)
besselj = _bessel(op.besselj, 1, -1)
bessely = _bessel(op.bessely, 1, -1)
besseli = _bessel(op.besseli, -1, 1)
besselk = _bessel(op.besselk, 1, 1)
