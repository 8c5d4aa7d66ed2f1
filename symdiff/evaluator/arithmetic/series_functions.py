"""The functions of power series whose coefficients are balls that are more than a method of flint's; rows name them.

No derivative rule is used: flint's series and the defining relations of the functions (recurrences, integrals, differential
equations) give them, so a wrong row of the rules cannot hide here. Imports ``ball_functions`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from flint import acb, arb, arb_series

from symdiff.evaluator.arithmetic import ball_functions as balls
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.operators import Operator


@lru_cache(maxsize=1024)
def series_function(row: Operator) -> Callable[..., Any] | None:
    """The function of power series that a row names. None: it has no certificate; its operands may still be constants."""
    if row.binding is not None:
        return balls.of_binding("along", row)
    if row.series == "" and row.recurrence is not None:
        return _polynomial(row.recurrence)
    return balls.form_named(row.series, arb_series, row.arity[0] == 1)


def start_of(u: Any) -> Any:
    return u[0] if isinstance(u, arb_series) else u


def _fixed(value: Any) -> Any:
    """An operand by which there is no series."""
    if isinstance(value, arb_series):
        raise NoValueError("no series of balls is known by this operand", exists=True)
    return value


def _whole(value: Any) -> int:
    found = balls.whole_in(_fixed(value))
    if found is None:
        raise NoValueError("no series of balls is known for an order that is not whole", exists=True)
    return found


def _composed(u: Any, coefficients: Sequence[Any]) -> Any:
    """The series of a function of u from the function's own coefficients at the start of u."""
    return arb_series(coefficients, u.prec)(_moving_part(u))


def _moving_part(u: Any) -> Any:
    """The series without its start, which minus itself is not 0 as a ball."""
    return arb_series([0, *list(u.coeffs())[1:]], u.prec)


def _integrated(value: Any, slope: Any, u: Any) -> Any:
    """The series that starts at a value and has the derivative slope*u'."""
    return arb_series([value], u.prec) + _cut((slope * u.derivative()).integral(), u.prec)


def _cut(u: Any, terms: int) -> Any:
    return arb_series(list(u.coeffs())[:terms], terms)


def _quotient(top: Any, bottom: Any) -> Any:
    if bottom[0].contains(0):
        raise UnclearError("division by zero")
    return top / bottom


def _inverse(u: Any) -> Any:
    return _quotient(arb_series([1], u.prec), u)


def _series_of(u: Any, k: Any, value: Any) -> Any:
    """A value as a series of the length of those that it goes with."""
    terms = (u if isinstance(u, arb_series) else k).prec
    return value if isinstance(value, arb_series) else arb_series([value], terms)


def _polynomial(step: Callable[..., Any]) -> Callable[..., Any]:
    """A polynomial of whole degree from those of the two degrees below; ``step``: from degrees k and k - 1 to k + 1."""

    def series(n: Any, *operands: Any) -> Any:
        degree = _whole(n)
        if degree > balls.MOST_DEGREES:
            raise NoValueError("a polynomial of this degree is not expanded", exists=True)
        terms = next(operand.prec for operand in operands if isinstance(operand, arb_series))
        value, before = arb_series([degree >= 0], terms), arb_series([0], terms)
        for k in range(degree):
            value, before = step(k, value, before, *operands), value
        return value

    return series


# Elementary functions.


def real_root(u: Any, n: Any) -> Any:
    degree = _whole(_fixed(n))
    if not (u[0] > 0 or u[0] < 0):
        raise UnclearError("the ball lies across 0")
    size = ((u if u[0] > 0 else -u).log() / degree).exp()
    return size if u[0] > 0 else -size


def tan(u: Any) -> Any:
    return _quotient(u.sin(), u.cos())


def cot(u: Any) -> Any:
    return _quotient(u.cos(), u.sin())


def sec(u: Any) -> Any:
    return _inverse(u.cos())


def csc(u: Any) -> Any:
    return _inverse(u.sin())


def acot(u: Any) -> Any:
    return _inverse(u).atan()


def asec(u: Any) -> Any:
    return _inverse(u).acos()


def acsc(u: Any) -> Any:
    return _inverse(u).asin()


def atan2(y: Any, x: Any) -> Any:
    below, beside = start_of(y), start_of(x)
    if beside > 0:
        return _series_of(y, x, y / x).atan()
    if below > 0 or below < 0:
        half = arb.pi() / 2 if below > 0 else -arb.pi() / 2
        return half - _series_of(x, y, x / y).atan()
    raise UnclearError("the ball lies across a kink")


def sinh(u: Any) -> Any:
    return (u.exp() - (-u).exp()) / 2


def cosh(u: Any) -> Any:
    return (u.exp() + (-u).exp()) / 2


def tanh(u: Any) -> Any:
    return 1 - _quotient(arb_series([2], u.prec), (2 * u).exp() + 1)


def coth(u: Any) -> Any:
    return _quotient(cosh(u), sinh(u))


def sech(u: Any) -> Any:
    return _inverse(cosh(u))


def csch(u: Any) -> Any:
    return _inverse(sinh(u))


def asinh(u: Any) -> Any:
    return _integrated(u[0].asinh(), (1 + u * u).rsqrt(), u)


def acosh(u: Any) -> Any:
    return _integrated(u[0].acosh(), (u - 1).rsqrt() * (u + 1).rsqrt(), u)


def atanh(u: Any) -> Any:
    return _integrated(u[0].atanh(), _inverse(1 - u * u), u)


def acoth(u: Any) -> Any:
    return atanh(_inverse(u))


def asech(u: Any) -> Any:
    return acosh(_inverse(u))


def acsch(u: Any) -> Any:
    return asinh(_inverse(u))


# Functions with kinks, away from them.


def absolute(u: Any) -> Any:
    if u[0] > 0 or u[0] < 0:
        return u if u[0] > 0 else -u
    raise UnclearError("the ball lies across a kink")


def sign(u: Any) -> Any:
    return _constant_part(balls.sign, u, u[0].contains(0))


def heaviside(u: Any) -> Any:
    return _constant_part(balls.heaviside, u, u[0].contains(0))


def floor(u: Any) -> Any:
    return _constant_part(balls.floor, u, u[0].contains_integer())


def ceiling(u: Any) -> Any:
    return _constant_part(balls.ceiling, u, u[0].contains_integer())


def _constant_part(function: Callable[[Any], Any], u: Any, across: bool) -> Any:
    """A function that is constant around the ball, if that does not lie across a jump."""
    if across:
        raise UnclearError("the ball lies across a kink")
    return arb_series([function(u[0])], u.prec)


def maximum(*operands: Any) -> Any:
    return _extreme(operands, larger=True)


def minimum(*operands: Any) -> Any:
    return _extreme(operands, larger=False)


def _extreme(operands: Sequence[Any], *, larger: bool) -> Any:
    chosen = operands[0]
    for operand in operands[1:]:
        apart = start_of(operand) - start_of(chosen)
        if not (apart > 0 or apart < 0):
            raise UnclearError("the ball lies across a kink")
        if (apart > 0) is larger:
            chosen = operand
    return chosen


# Gamma and zeta functions.


def gamma(u: Any) -> Any:
    return _inverse(u.rgamma())


def factorial(u: Any) -> Any:
    return gamma(u + 1)


def polygamma(n: Any, u: Any) -> Any:
    order = _whole(n)
    return _composed(u, [balls.polygamma(arb(order + k), u[0]) / math.factorial(k) for k in range(u.prec)])


def beta(u: Any, v: Any) -> Any:
    return gamma(_series_of(v, u, u)) * gamma(_series_of(u, v, v)) * (u + v).rgamma()


def binomial(u: Any, k: Any) -> Any:
    return falling_factorial(u, k) * (k + 1).rgamma()


def rising_factorial(u: Any, k: Any) -> Any:
    factors = None if isinstance(k, arb_series) else balls.few(k)
    if factors is not None:
        return math.prod((u + i for i in range(factors)), start=arb_series([1], u.prec))
    return gamma(_series_of(u, k, u + k)) * u.rgamma()


def falling_factorial(u: Any, k: Any) -> Any:
    factors = None if isinstance(k, arb_series) else balls.few(k)
    if factors is not None:
        return math.prod((u - i for i in range(factors)), start=arb_series([1], u.prec))
    return gamma(_series_of(u, k, u + 1)) * (u - k + 1).rgamma()


def uppergamma(s: Any, u: Any) -> Any:
    return arb_series.gamma_upper(_fixed(s), u)


def lowergamma(s: Any, u: Any) -> Any:
    return arb_series.gamma_lower(_fixed(s), u)


def zeta(s: Any, *a: Any) -> Any:
    if not a or not isinstance(a[0], arb_series):
        return s.zeta(*a)
    return _hurwitz(_fixed(s), a[0])


def _hurwitz(s: Any, u: Any) -> Any:
    """s*(s + 1)*...*(s + k - 1)*zeta(s + k, u), in which a factor that is 0 meets the pole of zeta, whose residue is 1."""
    coefficients = []
    for k in range(u.prec):
        pole = (s + k - 1).is_zero() and k > 0
        rising = math.prod((s + i for i in range(k - pole)), start=arb(1))
        coefficients.append((-1) ** k * rising * (1 if pole else (s + k).zeta(u[0])) / math.factorial(k))
    return _composed(u, coefficients)


def polylog(s: Any, u: Any) -> Any:
    """By u*Li_s'(u) = Li_{s-1}(u), as often as there are terms; at 0 by the sum of u**k/k**s."""
    order = _fixed(s)
    if u[0].is_zero():
        return _composed(u, [arb(0), *(arb(k) ** -order for k in range(1, u.prec))])
    found = arb_series([u[0].polylog(order - u.prec + 1)], u.prec)
    slope = _inverse(u)
    for k in range(u.prec - 2, -1, -1):
        found = _integrated(u[0].polylog(order - k), found * slope, u)
    return found


# Error functions and integrals.


def erfinv(u: Any) -> Any:
    """By w' = sqrt(pi)/2*exp(w**2): each round of the integral gives one more coefficient."""
    start = u[0].erfinv()
    found = arb_series([start], u.prec)
    for _ in range(u.prec - 1):
        found = _integrated(start, (found * found).exp() * (arb.pi().sqrt() / 2), u)
    return found


def sinc(u: Any) -> Any:
    return jn(arb(0), u)


def expint(n: Any, u: Any) -> Any:
    order = _fixed(n)
    return _composed(u, [(-1) ** k * u[0].expint(order - k) / math.factorial(k) for k in range(u.prec)])


def LambertW(u: Any, *branch: Any) -> Any:
    return u.lambertw(_whole(branch[0]) if branch else 0)


def elliptic_k(u: Any) -> Any:
    return _elliptic(u)[0]


def _elliptic(u: Any) -> tuple[Any, Any]:
    """K and E together satisfy K' = (E - (1 - m)*K)/(2*m*(1 - m)) and E' = (E - K)/(2*m), a round for each coefficient.

    At 0 they are hypergeometric: pi/2 times the sums of c_n*m**n and c_n/(1 - 2*n)*m**n with c_n = (binomial(2*n, n)/4**n)**2.
    """
    if u[0].is_zero():
        terms = [arb.pi() / 2 * math.comb(2 * n, n) ** 2 / 16**n for n in range(u.prec)]
        return _composed(u, terms), _composed(u, [each / (1 - 2 * n) for n, each in enumerate(terms)])
    first, second = (balls.real(function(acb(u[0]))) for function in (acb.elliptic_k, acb.elliptic_e))
    k, e = arb_series([first], u.prec), arb_series([second], u.prec)
    double, rest = _inverse(2 * u), 1 - u
    for _ in range(u.prec - 1):
        slopes = (e - rest * k) * double * _inverse(rest), (e - k) * double
        k, e = _integrated(first, slopes[0], u), _integrated(second, slopes[1], u)
    return k, e


def elliptic_f(u: Any, m: Any) -> Any:
    root = (1 - _fixed(m) * u.sin() ** 2).rsqrt()
    return _integrated(balls.elliptic_f(u[0], m), root, u)


def elliptic_e(u: Any, *m: Any) -> Any:
    if not m:
        return _elliptic(u)[1]
    root = (1 - _fixed(m[0]) * u.sin() ** 2).sqrt()
    return _integrated(balls.elliptic_e(u[0], m[0]), root, u)


# Bessel functions.


def besselj(n: Any, u: Any) -> Any:
    return _bessel("bessel_j", 1, -1, n, u)


def bessely(n: Any, u: Any) -> Any:
    return _bessel("bessel_y", 1, -1, n, u)


def besseli(n: Any, u: Any) -> Any:
    return _bessel("bessel_i", 1, 1, n, u)


def besselk(n: Any, u: Any) -> Any:
    return _bessel("bessel_k", -1, -1, n, u)


def _bessel(name: str, below: int, above: int, n: Any, u: Any) -> Any:
    """Functions whose derivative is half of ``below`` times that of order n - 1 plus ``above`` times that of order n + 1."""
    order = _fixed(n)
    function = getattr(u[0], name)
    orders = {shift: function(order + shift) for shift in range(1 - u.prec, u.prec)}
    return _composed(
        u,
        [
            sum((math.comb(k, i) * below ** (k - i) * above**i * orders[2 * i - k] for i in range(k + 1)), arb(0))
            / (2**k * math.factorial(k))
            for k in range(u.prec)
        ],
    )


def jn(n: Any, u: Any) -> Any:
    """u**n/(2*n + 1)!! * 0F1(; n + 3/2; -u**2/4), on either side of 0 and at it."""
    order = _whole(n)
    if order < 0:
        raise NoValueError("a spherical Bessel function of this order has no series", exists=True)
    return u**order * _zero_f_one(arb(order) + arb("1.5"), -u * u / 4) / math.prod(range(1, 2 * order + 2, 2))


def yn(n: Any, u: Any) -> Any:
    if u[0] < 0:
        return (-1) ** (_whole(n) + 1) * yn(n, -u)
    return (arb.pi() / 2 * _inverse(u)).sqrt() * bessely(_fixed(n) + arb("0.5"), u)


def _zero_f_one(b: Any, u: Any) -> Any:
    """The hypergeometric function 0F1(; b; u), whose derivatives are functions of its own kind."""
    rising = [math.prod((b + i for i in range(k)), start=arb(1)) for k in range(u.prec)]
    return _composed(u, [u[0].hypgeom_0f1(b + k) / (rising[k] * math.factorial(k)) for k in range(u.prec)])
