"""The functions of power series whose coefficients are balls.

No derivative rule is used: flint's series and the defining relations of the functions (recurrences, integrals, differential
equations) give them, so a wrong row of the rules cannot hide here. Imports ``balls`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import comb, factorial, prod
from typing import Any

from flint import acb, arb, arb_series

from symdiff import operators as op
from symdiff.evaluator.arithmetic.ball_functions import BALLS, MOST_DEGREES, real
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.operators import RECURRENCES, Operator


def _named(name: str) -> Callable[[Any], Any]:
    return lambda u: getattr(u, name)()


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


def _sinh(u: Any) -> Any:
    return (u.exp() - (-u).exp()) / 2


def _cosh(u: Any) -> Any:
    return (u.exp() + (-u).exp()) / 2


def _quotient(top: Any, bottom: Any) -> Any:
    if bottom[0].contains(0):
        raise UnclearError("division by zero")
    return top / bottom


def _inverse(u: Any) -> Any:
    return _quotient(arb_series([1], u.prec), u)


def _tanh(u: Any) -> Any:
    return 1 - _quotient(arb_series([2], u.prec), (2 * u).exp() + 1)


def _by_slope(row: Operator, slope: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A function by its value at the start and the integral of its slope."""
    return lambda u: _integrated(BALLS[row](u[0]), slope(u), u)


def _asinh(u: Any) -> Any:
    return _by_slope(op.asinh, lambda u: (1 + u * u).rsqrt())(u)


def _acosh(u: Any) -> Any:
    return _by_slope(op.acosh, lambda u: (u - 1).rsqrt() * (u + 1).rsqrt())(u)


def _atanh(u: Any) -> Any:
    return _by_slope(op.atanh, lambda u: _inverse(1 - u * u))(u)


def _gamma(u: Any) -> Any:
    return _inverse(u.rgamma())


def _polygamma(n: Any, u: Any) -> Any:
    order = _whole(n)
    values = (BALLS[op.polygamma](arb(order + k), u[0]) / factorial(k) for k in range(u.prec))
    return _composed(u, list(values))


def _bessel(name: str, below: int, above: int) -> Callable[[Any, Any], Any]:
    """Functions whose derivative is half of ``below`` times that of order n - 1 plus ``above`` times that of order n + 1."""

    def series(n: Any, u: Any) -> Any:
        function = getattr(u[0], name)
        orders = {shift: function(n + shift) for shift in range(1 - u.prec, u.prec)}
        return _composed(
            u,
            [
                sum((comb(k, i) * below ** (k - i) * above**i * orders[2 * i - k] for i in range(k + 1)), arb(0))
                / (2**k * factorial(k))
                for k in range(u.prec)
            ],
        )

    return series


def _spherical_first(n: Any, u: Any) -> Any:
    """u**n/(2*n + 1)!! * 0F1(; n + 3/2; -u**2/4), on either side of 0 and at it."""
    order = _whole(n)
    if order < 0:
        raise NoValueError("a spherical Bessel function of this order has no series", exists=True)
    return u**order * _zero_f_one(arb(order) + arb("1.5"), -u * u / 4) / prod(range(1, 2 * order + 2, 2))


def _spherical_second(n: Any, u: Any) -> Any:
    if u[0] < 0:
        return (-1) ** (_whole(n) + 1) * _spherical_second(n, -u)
    return (arb.pi() / 2 * _inverse(u)).sqrt() * SERIES[op.bessely](_fixed(n) + arb("0.5"), u)


def _zero_f_one(b: Any, u: Any) -> Any:
    """The hypergeometric function 0F1(; b; u), whose derivatives are functions of its own kind."""
    rising = [prod((b + i for i in range(k)), start=arb(1)) for k in range(u.prec)]
    return _composed(u, [u[0].hypgeom_0f1(b + k) / (rising[k] * factorial(k)) for k in range(u.prec)])


def _expint(n: Any, u: Any) -> Any:
    return _composed(u, [(-1) ** k * BALLS[op.expint](n - k, u[0]) / factorial(k) for k in range(u.prec)])


def _hurwitz(s: Any, u: Any) -> Any:
    """s*(s + 1)*...*(s + k - 1)*zeta(s + k, u), in which a factor that is 0 meets the pole of zeta, whose residue is 1."""
    coefficients = []
    for k in range(u.prec):
        pole = (s + k - 1).is_zero() and k > 0
        rising = prod((s + i for i in range(k - pole)), start=arb(1))
        coefficients.append((-1) ** k * rising * (1 if pole else (s + k).zeta(u[0])) / factorial(k))
    return _composed(u, coefficients)


def _zeta(s: Any, *a: Any) -> Any:
    if not a or not isinstance(a[0], arb_series):
        return s.zeta(*a)
    return _hurwitz(_fixed(s), a[0])


def _polylog(s: Any, u: Any) -> Any:
    """By u*Li_s'(u) = Li_{s-1}(u), as often as there are terms; at 0 by the sum of u**k/k**s."""
    if u[0].is_zero():
        return _composed(u, [arb(0), *(arb(k) ** -s for k in range(1, u.prec))])
    found = arb_series([u[0].polylog(s - u.prec + 1)], u.prec)
    slope = _inverse(u)
    for k in range(u.prec - 2, -1, -1):
        found = _integrated(u[0].polylog(s - k), found * slope, u)
    return found


def _erfinv(u: Any) -> Any:
    """By w' = sqrt(pi)/2*exp(w**2): each round of the integral gives one more coefficient."""
    start = BALLS[op.erfinv](u[0])
    found = arb_series([start], u.prec)
    for _ in range(u.prec - 1):
        found = _integrated(start, (found * found).exp() * (arb.pi().sqrt() / 2), u)
    return found


def _lambert(u: Any, *branch: Any) -> Any:
    return u.lambertw(int(_whole(branch[0])) if branch else 0)


def _elliptic_k(u: Any) -> Any:
    return _elliptic(u)[0]


def _elliptic(u: Any) -> tuple[Any, Any]:
    """K and E together satisfy K' = (E - (1 - m)*K)/(2*m*(1 - m)) and E' = (E - K)/(2*m), a round for each coefficient.

    At 0 they are hypergeometric: pi/2 times the sums of c_n*m**n and c_n/(1 - 2*n)*m**n with c_n = (binomial(2*n, n)/4**n)**2.
    """
    if u[0].is_zero():
        terms = [arb.pi() / 2 * comb(2 * n, n) ** 2 / 16**n for n in range(u.prec)]
        return _composed(u, terms), _composed(u, [each / (1 - 2 * n) for n, each in enumerate(terms)])
    first, second = (real(function(acb(u[0]))) for function in (acb.elliptic_k, acb.elliptic_e))
    k, e = arb_series([first], u.prec), arb_series([second], u.prec)
    double, rest = _inverse(2 * u), 1 - u
    for _ in range(u.prec - 1):
        slopes = (e - rest * k) * double * _inverse(rest), (e - k) * double
        k, e = _integrated(first, slopes[0], u), _integrated(second, slopes[1], u)
    return k, e


def _elliptic_f(u: Any, m: Any) -> Any:
    root = (1 - _fixed(m) * u.sin() ** 2).rsqrt()
    return _integrated(real(acb.elliptic_f(acb(u[0]), acb(m))), root, u)


def _elliptic_e(u: Any, *m: Any) -> Any:
    if not m:
        return _elliptic(u)[1]
    root = (1 - _fixed(m[0]) * u.sin() ** 2).sqrt()
    return _integrated(real(acb.elliptic_e_inc(acb(u[0]), acb(m[0]))), root, u)


def _upper(s: Any, u: Any) -> Any:
    return arb_series.gamma_upper(_fixed(s), u)


def _lower(s: Any, u: Any) -> Any:
    return arb_series.gamma_lower(_fixed(s), u)


def _factorial(u: Any) -> Any:
    return _gamma(u + 1)


def _rising(u: Any, k: Any) -> Any:
    return _gamma(_series_of(u, k, u + k)) * _reciprocal_gamma(u)


def _falling(u: Any, k: Any) -> Any:
    return _gamma(_series_of(u, k, u + 1)) * _reciprocal_gamma(u - k + 1)


def _series_of(u: Any, k: Any, value: Any) -> Any:
    """A value as a series of the length of those that it goes with."""
    terms = (u if isinstance(u, arb_series) else k).prec
    return value if isinstance(value, arb_series) else arb_series([value], terms)


def _reciprocal_gamma(u: Any) -> Any:
    return u.rgamma()


def _beta(u: Any, v: Any) -> Any:
    return _gamma(_series_of(v, u, u)) * _gamma(_series_of(u, v, v)) * _reciprocal_gamma(u + v)


def _polynomial(step: Callable[..., Any]) -> Callable[..., Any]:
    """A polynomial of whole degree from those of the two degrees below; ``step``: from degrees k and k - 1 to k + 1."""

    def series(n: Any, *operands: Any) -> Any:
        degree = _whole(n)
        if degree > MOST_DEGREES:
            raise NoValueError("a polynomial of this degree is not expanded", exists=True)
        terms = next(operand.prec for operand in operands if isinstance(operand, arb_series))
        value, before = arb_series([degree >= 0], terms), arb_series([0], terms)
        for k in range(degree):
            value, before = step(k, value, before, *operands), value
        return value

    return series


def _constant_part(row: Operator) -> Callable[[Any], Any]:
    """A function that is constant around the ball; ``BALLS`` refuses one that lies across a jump."""

    def series(u: Any) -> Any:
        if u[0].contains_integer() if row in (op.floor, op.ceiling) else u[0].contains(0):
            raise UnclearError("the ball lies across a kink")
        return arb_series([BALLS[row](u[0])], u.prec)

    return series


def _absolute(u: Any) -> Any:
    if u[0] > 0 or u[0] < 0:
        return u if u[0] > 0 else -u
    raise UnclearError("the ball lies across a kink")


def _extreme(larger: bool) -> Callable[..., Any]:
    def series(*operands: Any) -> Any:
        chosen = operands[0]
        for operand in operands[1:]:
            apart = start_of(operand) - start_of(chosen)
            if not (apart > 0 or apart < 0):
                raise UnclearError("the ball lies across a kink")
            if (apart > 0) is larger:
                chosen = operand
        return chosen

    return series


def _atan2(y: Any, x: Any) -> Any:
    below, beside = start_of(y), start_of(x)
    if beside > 0:
        return _series_of(y, x, _quotient_of(y, x)).atan()
    if below > 0 or below < 0:
        half = arb.pi() / 2 if below > 0 else -arb.pi() / 2
        return half - _series_of(x, y, _quotient_of(x, y)).atan()
    raise UnclearError("the ball lies across a kink")


def _quotient_of(top: Any, bottom: Any) -> Any:
    return top / bottom


def _real_root(u: Any, n: Any) -> Any:
    degree = _whole(_fixed(n))
    if not (u[0] > 0 or u[0] < 0):
        raise UnclearError("the ball lies across 0")
    size = ((u if u[0] > 0 else -u).log() / degree).exp()
    return size if u[0] > 0 else -size


def start_of(u: Any) -> Any:
    return u[0] if isinstance(u, arb_series) else u


def _fixed(value: Any) -> Any:
    """An operand by which there is no series."""
    if isinstance(value, arb_series):
        raise NoValueError("no series of balls is known by this operand", exists=True)
    return value


def _whole(value: Any) -> int:
    found = _fixed(value).unique_fmpz()
    if found is None:
        raise NoValueError("no series of balls is known for an order that is not whole", exists=True)
    return int(found)


def _of_reciprocal(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda u: function(_inverse(u))


SERIES: dict[Operator, Callable[..., Any]] = {
    **{row: _named(row.name) for row in (op.exp, op.log, op.sin, op.cos, op.asin, op.acos, op.atan, op.erf, op.erfc, op.erfi)},
    op.tan: lambda u: _quotient(u.sin(), u.cos()),
    op.cot: lambda u: _quotient(u.cos(), u.sin()),
    op.sec: lambda u: _inverse(u.cos()),
    op.csc: lambda u: _inverse(u.sin()),
    op.acot: _of_reciprocal(_named("atan")),
    op.asec: _of_reciprocal(_named("acos")),
    op.acsc: _of_reciprocal(_named("asin")),
    op.sinh: _sinh,
    op.cosh: _cosh,
    op.tanh: _tanh,
    op.coth: lambda u: _quotient(_cosh(u), _sinh(u)),
    op.sech: lambda u: _inverse(_cosh(u)),
    op.csch: lambda u: _inverse(_sinh(u)),
    op.asinh: _asinh,
    op.acosh: _acosh,
    op.atanh: _atanh,
    op.acoth: _of_reciprocal(_atanh),
    op.asech: _of_reciprocal(_acosh),
    op.acsch: _of_reciprocal(_asinh),
    op.atan2: _atan2,
    op.real_root: _real_root,
    op.absolute: _absolute,
    op.sign: _constant_part(op.sign),
    op.heaviside: _constant_part(op.heaviside),
    op.floor: _constant_part(op.floor),
    op.ceiling: _constant_part(op.ceiling),
    op.maximum: _extreme(larger=True),
    op.minimum: _extreme(larger=False),
    op.gamma: _gamma,
    op.factorial: _factorial,
    op.loggamma: _named("lgamma"),
    op.polygamma: _polygamma,
    op.beta: _beta,
    op.binomial: lambda u, k: _falling(u, k) * _reciprocal_gamma(k + 1),
    op.rising_factorial: _rising,
    op.falling_factorial: _falling,
    op.zeta: _zeta,
    op.polylog: lambda s, u: _polylog(_fixed(s), u),
    op.uppergamma: _upper,
    op.lowergamma: _lower,
    op.erfinv: _erfinv,
    op.sinc: lambda u: _spherical_first(arb(0), u),
    op.Ei: _named("ei"),
    op.li: _named("li"),
    op.Si: _named("si"),
    op.Ci: _named("ci"),
    op.Shi: _named("shi"),
    op.Chi: _named("chi"),
    op.expint: lambda n, u: _expint(_fixed(n), u),
    op.fresnels: _named("fresnel_s"),
    op.fresnelc: _named("fresnel_c"),
    op.LambertW: _lambert,
    op.elliptic_k: _elliptic_k,
    op.elliptic_f: _elliptic_f,
    op.elliptic_e: _elliptic_e,
    op.besselj: lambda n, u: _bessel("bessel_j", 1, -1)(_fixed(n), u),
    op.bessely: lambda n, u: _bessel("bessel_y", 1, -1)(_fixed(n), u),
    op.besseli: lambda n, u: _bessel("bessel_i", 1, 1)(_fixed(n), u),
    op.besselk: lambda n, u: _bessel("bessel_k", -1, -1)(_fixed(n), u),
    op.jn: _spherical_first,
    op.yn: _spherical_second,
    op.airyai: _named("airy_ai"),
    op.airybi: _named("airy_bi"),
    op.airyaiprime: _named("airy_ai_prime"),
    op.airybiprime: _named("airy_bi_prime"),
    **{row: _polynomial(step) for row, step in RECURRENCES.items()},
}  # fmt: skip
"""The series of the functions. A row that is not here has no certificate; its operands may still be constants."""
