"""The functions of germs that are more than power series: at branch points, at poles, and on one side of kinks. Rows name them.

By defining relations and identities, never by a derivative rule. Imports ``germs`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import factorial as factorial_of
from typing import Any

from flint import arb

from symdiff import operators as op
from symdiff.evaluator.arithmetic.ball_functions import MOST_DEGREES, whole_in
from symdiff.evaluator.arithmetic.germ_arithmetic import (
    applied,
    composed,
    exponential,
    inverse,
    logarithm,
    raised,
    regular,
)
from symdiff.evaluator.arithmetic.germs import Germ, difference, lead, moved, settled, sign, start
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.operators import Operator

_HALF = Fraction(1, 2)


def _is(value: Any, number: int) -> bool:
    return bool(settled(value) == number)


def _whole(value: Any) -> int:
    found = whole_in(settled(value))
    if found is None:
        raise ValueError("no whole number")
    return found


def _plus(a: Any, b: Any) -> Any:
    return a + b if isinstance(a, Germ) or not isinstance(b, Germ) else b + a


def _times(a: Any, b: Any) -> Any:
    return a * b if isinstance(a, Germ) or not isinstance(b, Germ) else b * a


def _infinite(u: Any) -> bool:
    return isinstance(u, Germ) and u.low < 0 and bool(u.plain)


def real_root(u: Any, n: Any) -> Any:
    degree = _whole(n)
    side = sign(u)
    size = raised(u if side > 0 else -u, Fraction(1, degree))
    return size if side > 0 else -size


def absolute(u: Any) -> Any:
    return u if sign(u) > 0 else -u


def signum(u: Any) -> Any:
    return arb(sign(u))


def heaviside(u: Any) -> Any:
    return (arb(sign(u)) + 1) / 2


def floor(u: Any) -> Any:
    here = start(u)
    if not here.is_integer():
        return here.floor()
    return here if sign(moved(u)) >= 0 else here - 1


def ceiling(u: Any) -> Any:
    return -floor(-u)


def maximum(*operands: Any) -> Any:
    return _extreme(operands, larger=True)


def minimum(*operands: Any) -> Any:
    return _extreme(operands, larger=False)


def _extreme(operands: Sequence[Any], *, larger: bool) -> Any:
    chosen = operands[0]
    for operand in operands[1:]:
        apart = difference(operand, chosen)
        if isinstance(apart, Germ) and not apart.plain:
            chosen = chosen.cut(apart.order) if isinstance(chosen, Germ) else chosen
        elif (sign(apart) > 0) is larger:
            chosen = operand
    return chosen


def sin(u: Any) -> Any:
    return Germ(0, ()) if _infinite(u) else regular(op.sin, [u])  # it stays bounded, whatever its operand does


def cos(u: Any) -> Any:
    return Germ(0, ()) if _infinite(u) else regular(op.cos, [u])


def tan(u: Any) -> Any:
    return _times(regular(op.sin, [u]), inverse(regular(op.cos, [u])))


def cot(u: Any) -> Any:
    return _times(regular(op.cos, [u]), inverse(regular(op.sin, [u])))


def sec(u: Any) -> Any:
    return inverse(regular(op.cos, [u]))


def csc(u: Any) -> Any:
    return inverse(regular(op.sin, [u]))


def asin(u: Any) -> Any:
    return difference(arb.pi() / 2, acos(u)) if _at_ends(u) else regular(op.asin, [u])


def acos(u: Any) -> Any:
    """2*asin(sqrt((1 - u)/2)) at 1, and pi less that of -u at -1."""
    if not _at_ends(u):
        return regular(op.acos, [u])
    if _is(start(u), -1):
        return difference(arb.pi(), acos(-u))
    return _times(arb(2), regular(op.asin, [raised(_times(difference(arb(1), u), arb("0.5")), _HALF)]))


def asec(u: Any) -> Any:
    return acos(inverse(u))


def acsc(u: Any) -> Any:
    return asin(inverse(u))


def _at_ends(u: Any) -> bool:
    if _infinite(u):
        raise NoValueError("the operand is outside of -1 <= u <= 1")
    return _is(start(u), 1) or _is(start(u), -1)


def acosh(u: Any) -> Any:
    """2*asinh(sqrt((u - 1)/2)) at 1, and the logarithm of u + sqrt(u**2 - 1) where u grows."""
    if _infinite(u):
        return logarithm(_plus(u, raised(_plus(_times(u, u), arb(-1)), _HALF)))
    if not _is(start(u), 1):
        return regular(op.acosh, [u])
    return _times(arb(2), regular(op.asinh, [raised(_times(_plus(u, arb(-1)), arb("0.5")), _HALF)]))


def asinh(u: Any) -> Any:
    if not _infinite(u):
        return regular(op.asinh, [u])
    if sign(u) < 0:
        return -asinh(-u)
    return logarithm(_plus(u, raised(_plus(_times(u, u), arb(1)), _HALF)))


def atanh(u: Any) -> Any:
    if not _at_ends(u):
        return regular(op.atanh, [u])
    return _times(difference(logarithm(_plus(u, arb(1))), logarithm(difference(arb(1), u))), arb("0.5"))


def acoth(u: Any) -> Any:
    return atanh(inverse(u))


def asech(u: Any) -> Any:
    return acosh(inverse(u))


def acsch(u: Any) -> Any:
    return asinh(inverse(u))


def atan(u: Any) -> Any:
    if not _infinite(u):
        return regular(op.atan, [u])
    return difference(arb.pi() / 2 * sign(u), regular(op.atan, [inverse(u)]))


def acot(u: Any) -> Any:
    """The arc tangent of 1/u, which jumps at 0."""
    if _infinite(u):
        return regular(op.atan, [inverse(u)])
    if not _is(start(u), 0):
        return regular(op.acot, [u])
    return difference(arb.pi() / 2 * sign(u), regular(op.atan, [u]))


def tanh(u: Any) -> Any:
    """1 - 2/(exp(2*u) + 1) far out."""
    if not _infinite(u):
        return regular(op.tanh, [u])
    if sign(u) < 0:
        return -tanh(-u)
    small = exponential(_times(u, arb(-2)))
    return difference(arb(1), _times(_times(small, inverse(_plus(small, arb(1)))), arb(2)))


def erf(u: Any) -> Any:
    """Within exp(-u**2) of its limits far out."""
    if not _infinite(u):
        return regular(op.erf, [u])
    return _plus(exponential(-_times(u, u)), arb(sign(u)))


def erfc(u: Any) -> Any:
    return difference(arb(1), erf(u)) if _infinite(u) else regular(op.erfc, [u])


def _hyperbolic(parity: int) -> Callable[[Any], Any]:
    def found(u: Any) -> Any:
        up, down = exponential(u), exponential(-u)
        return _times(_plus(up, _times(down, arb(parity))), arb("0.5"))

    return found


sinh, cosh = _hyperbolic(-1), _hyperbolic(1)


def coth(u: Any) -> Any:
    return inverse(tanh(u))


def sech(u: Any) -> Any:
    return inverse(cosh(u))


def csch(u: Any) -> Any:
    return inverse(sinh(u))


def atan2(y: Any, x: Any) -> Any:
    """By the arc tangent of the quotient of which the larger is below, and by the sides on which the operands lie."""
    side, above = sign(x), sign(y)
    if not (side or above):
        raise NoValueError("atan2(u, v) needs u != 0 or v != 0")
    if side and (not above or _size(y) >= _size(x)):
        found = atan(_times(y, inverse(x)))
        return found if side > 0 else _plus(found, arb.pi() * (1 if above >= 0 else -1))
    return difference(arb.pi() / 2 * above, atan(_times(x, inverse(y))))


def _size(value: Any) -> int:
    return lead(value)[0]


def LambertW(u: Any, *branch: Any) -> Any:
    """At the branch point by the series in p = sqrt(2*(e*u + 1)), whose coefficients follow from w*exp(w) = u."""
    other = bool(branch) and _whole(branch[0]) == -1
    here = _plus(_times(u, arb.const_e()), arb(1))
    if not _is(start(here), 0):
        return regular(op.LambertW, [u, *branch])
    p = raised(_times(here, arb(2)), _HALF)
    return composed(_branch(max(2, len(p.plain))), -p if other else p)


def _branch(count: int) -> list[Any]:
    """The coefficients of w = -1 + p - p**2/3 + ...: Corless and others, On the Lambert W function, (4.22) to (4.24)."""
    mu, alpha = [Fraction(-1), Fraction(1)], [Fraction(2), Fraction(-1)]
    for k in range(2, count):
        alpha.append(sum((mu[j] * mu[k + 1 - j] for j in range(2, k)), Fraction(0)))
        mu.append(Fraction(k - 1, k + 1) * (mu[k - 2] / 2 + alpha[k - 2] / 4) - alpha[k] / 2 - mu[k - 1] / (k + 1))
    return [arb(each.numerator) / each.denominator for each in mu[:count]]


def gamma(u: Any) -> Any:
    """One over the reciprocal, which has no poles."""
    here = start(u)
    if not (isinstance(u, Germ) and here.is_integer() and here <= 0):
        return regular(op.gamma, [u])
    return inverse(_reciprocal_gamma(u))


def factorial(u: Any) -> Any:
    return gamma(_plus(u, arb(1)))


def _reciprocal_gamma(u: Any) -> Any:
    """1/gamma(u) = u*(u + 1)*...*(u + n - 1)/gamma(u + n), at 0, -1, -2, ..."""
    shift = 1 - _whole(start(u))
    if shift > MOST_DEGREES:
        raise UnclearError("a pole of gamma that is too far out", exists=True)
    value = inverse(regular(op.gamma, [_plus(u, arb(shift))]))
    for k in range(shift):
        value = _times(value, _plus(u, arb(k)))
    return value


def loggamma(u: Any) -> Any:
    """The logarithm of gamma at 0."""
    return logarithm(gamma(u)) if _is(start(u), 0) else regular(op.loggamma, [u])


def polygamma(n: Any, u: Any) -> Any:
    """At the poles from the value right of them: each step to the right adds n!/u**(n + 1), with a sign."""
    here = start(u)
    if isinstance(n, Germ) or not (isinstance(u, Germ) and here.is_integer() and here <= 0):
        return regular(op.polygamma, [n, u])
    order, shift = _whole(n), 1 - _whole(here)
    if shift > MOST_DEGREES:
        raise UnclearError("a pole of polygamma that is too far out", exists=True)
    value = regular(op.polygamma, [n, _plus(u, arb(shift))])
    for k in range(shift):
        step = raised(_plus(u, arb(k)), -order - 1)
        value = _plus(value, _times(step, arb((-1) ** (order + 1) * factorial_of(order))))
    return value


def _with_logarithm(row: Operator, terms: Callable[[int], Any]) -> Callable[[Any], Any]:
    """A function that is EulerGamma + log(abs(u)) and a power series at 0, whose coefficients from u on are ``terms``."""

    def found(u: Any) -> Any:
        if not _is(start(u), 0):
            return regular(row, [u])
        if row.domain is not None and not row.domain.holds(sign(u)):
            raise NoValueError(f"{row.name}(u) is not real here")
        entire = composed([arb.const_euler(), *(terms(k) for k in range(1, u.order + 1))], u)
        return _plus(entire, logarithm(absolute(u)))

    return found


Ei = _with_logarithm(op.Ei, lambda k: 1 / (arb(k) * factorial_of(k)))
Ci = _with_logarithm(op.Ci, lambda k: arb(0) if k % 2 else (-1) ** (k // 2) / (arb(k) * factorial_of(k)))
Chi = _with_logarithm(op.Chi, lambda k: arb(0) if k % 2 else 1 / (arb(k) * factorial_of(k)))


def li(u: Any) -> Any:
    return Ei(logarithm(u)) if _is(start(u), 1) else regular(op.li, [u])


def lowergamma(s: Any, u: Any) -> Any:
    """u**s times the sum of (-u)**k/(k!*(s + k)), at 0."""
    if isinstance(s, Germ) or not _is(start(u), 0):
        return regular(op.lowergamma, [s, u])
    coefficients = [1 / arb(s)]
    factorial = arb(1)
    for k in range(1, u.order + 1):
        factorial = factorial * k
        coefficients.append((-1) ** k / (factorial * (s + k)))
    return _times(_power(u, s), composed(coefficients, u))


def uppergamma(s: Any, u: Any) -> Any:
    if isinstance(s, Germ) or not _is(start(u), 0) or not s > 0:
        return regular(op.uppergamma, [s, u])
    return difference(arb(s).gamma(), lowergamma(s, u))


def _power(base: Any, exponent: Any) -> Any:
    found = settled(exponent)
    if found.is_integer():
        return raised(base, _whole(found))
    return exponential(_times(logarithm(base), exponent))


def _bessel(row: Operator, parity: int) -> Callable[[Any, Any], Any]:
    """(u/2)**n/gamma(n + 1) times 0F1(; n + 1; parity*u**2/4), at 0 and for orders that are not whole and negative."""

    def found(n: Any, u: Any) -> Any:
        if isinstance(n, Germ) or not isinstance(u, Germ) or not _is(start(u), 0):
            return regular(row, [n, u])
        order = settled(n)
        if order.is_integer():
            return applied(row, [order, u])
        coefficients, term = [], 1 / (order + 1).gamma()
        for k in range(u.order + 1):
            coefficients.append(term)
            term = term * parity / ((k + 1) * (order + k + 1))
        half = _times(u, arb("0.5"))
        return _times(_power(half, order), composed(coefficients, _times(half, half)))

    return found


besselj = _bessel(op.besselj, -1)
besseli = _bessel(op.besseli, 1)


def polylog(s: Any, u: Any) -> Any:
    """At 1, for order 2, by Euler's reflection: Li2(u) + Li2(1 - u) = pi**2/6 - log(u)*log(1 - u)."""
    if isinstance(s, Germ) or not (isinstance(u, Germ) and _is(start(u), 1) and _is(s, 2)):
        return regular(op.polylog, [s, u])
    other = difference(arb(1), u)
    known = difference(arb.pi() ** 2 / 6, _times(logarithm(u), logarithm(other)))
    return difference(known, applied(op.polylog, [arb(2), other]))


def _elliptic_complete(row: Operator) -> Callable[..., Any]:
    """K and E at 1, by their expansions in the complementary parameter: Abramowitz and Stegun, 17.3.29 to 17.3.36."""

    def found(u: Any, *m: Any) -> Any:
        if m or not (isinstance(u, Germ) and _is(start(u), 1)):
            return regular(row, [u, *m])
        rest = difference(arb(1), u)
        if sign(rest) < 0:
            raise NoValueError(f"{row.name}(u) needs u < 1")
        count = rest.order + 1
        logs, plain = _complementary(row, count)
        nome = difference(arb(16).log(), logarithm(rest))
        return _plus(_times(_times(nome, composed(logs, rest)), arb("0.5")), composed(plain, rest))

    return found


def _complementary(row: Operator, count: int) -> tuple[list[Any], list[Any]]:
    """The coefficients of log(16/m1)/2 and of 1 in powers of m1, by the hypergeometric terms of K and E."""
    logs, plain = [], []
    factor, digammas = Fraction(1), Fraction(0)
    if row is op.elliptic_k:
        for n in range(count):
            logs.append(factor)
            plain.append(-factor * digammas)
            factor *= Fraction(2 * n + 1, 2 * n + 2) ** 2
            digammas += 2 * (Fraction(1, 2 * n + 1) - Fraction(1, 2 * n + 2))
    else:
        logs, plain = [Fraction(0)], [Fraction(1)]
        factor, digammas = Fraction(1, 2), Fraction(0)
        for n in range(1, count):
            digammas_here = digammas + Fraction(1, (2 * n - 1) * 2 * n)
            logs.append(factor)
            plain.append(-factor * digammas_here)
            digammas += 2 * Fraction(1, (2 * n - 1) * 2 * n)
            factor *= Fraction(2 * n - 1, 2 * n) * Fraction(2 * n + 1, 2 * n + 2)
    as_balls = [[arb(each.numerator) / each.denominator for each in part] for part in (logs, plain)]
    return as_balls[0], as_balls[1]


elliptic_k = _elliptic_complete(op.elliptic_k)
elliptic_e = _elliptic_complete(op.elliptic_e)
