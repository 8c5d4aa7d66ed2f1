"""Ball arithmetic: enclosures of values that are rigorous, by python-flint.

A ball holds the true value, whatever was rounded on the way. flint's precision is global to the process, so it is set for one
evaluation and put back. Imports ``program`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from symdiff import operators as op
from symdiff.evaluator.program import Gap, Point, Program
from symdiff.evaluator.reals import Real
from symdiff.evaluator.steps import NoValueError, UnclearError, Undefined
from symdiff.graph import Graph
from symdiff.operators import RECURRENCES, Exact, Operator

BITS = 128
_UNIT = 2.0**-53
_LEAST = 2.0**-900
"""Balls nearer to 0, or beyond the inverse, are no floats here: those hold the size and the radius of what lies between."""
MOST_DEGREES = 200
"""Polynomials of a higher degree are not expanded."""

_CONSTANTS: dict[str, Callable[[], Any]] = {
    "pi": arb.pi,
    "E": arb.const_e,
    "EulerGamma": arb.const_euler,
    "Catalan": arb.const_catalan,
    "GoldenRatio": lambda: (1 + arb(5).sqrt()) / 2,
}


def _named(name: str, *more: Any) -> Callable[..., Any]:
    return lambda u: getattr(u, name)(*more)


def _ordered(name: str) -> Callable[..., Any]:
    """A function whose order is its first operand here and its argument in flint."""
    return lambda n, u: getattr(u, name)(n)


def _reciprocal(name: str) -> Callable[..., Any]:
    """The inverse of a reciprocal: ``asec(u)`` is ``acos(1/u)``."""
    return lambda u: getattr(1 / u, name)()


def _complex(name: str) -> Callable[..., Any]:
    """A real function that flint has for complex balls alone."""
    return lambda u: real(getattr(acb(u), name)())


def real(value: Any) -> Any:
    """The real part of a complex ball that holds a real number."""
    return value.real if value.imag.contains(0) else arb.nan()


def _polynomial(row: Operator, n: Any, *operands: Any) -> Any:
    degree = int(n.unique_fmpz())
    if degree > MOST_DEGREES:
        return arb.nan()
    value, before = arb(degree >= 0), arb(0)
    for k in range(degree):
        value, before = RECURRENCES[row](k, value, before, *operands), value
    return value


def _spherical(function: Callable[[Any, Any], Any], n: Any, u: Any, parity: int) -> Any:
    """A spherical Bessel function of whole order: left of 0 it is even or odd; there the first kind is that of sinc at 0."""
    if u < 0:
        return (-1) ** (int(n.unique_fmpz()) + parity) * _spherical(function, n, -u, parity)
    if u.is_zero() and parity == 0:
        return arb(n.is_zero())
    return (arb.pi() / (2 * u)).sqrt() * function(u, n + arb("0.5"))


def _falling(u: Any, k: Any) -> Any:
    return (u + 1).gamma() * (u - k + 1).rgamma()


def _sided(value: Callable[[Any], Any], *, whole: bool) -> Callable[[Any], Any]:
    """A function that is constant or smooth between its kinks, at 0 or at whole numbers; balls across one say nothing."""

    def found(u: Any) -> Any:
        if (u.contains_integer() if whole else u.contains(0)) and not u.is_exact():
            raise UnclearError("the ball lies across a kink")
        return value(u)

    return found


def _root(u: Any, n: Any) -> Any:
    degree = int(n.unique_fmpz())
    if degree < 0:
        return 1 / _root(u, -n)
    if u > 0 or u == 0:
        return u.root(degree)
    if u < 0:
        return -((-u).root(degree))
    raise UnclearError("the ball lies across 0")


def _step(u: Any) -> Any:
    return (u.sgn() + 1) / 2


BALLS: dict[Operator, Callable[..., Any]] = {
    **{
        row: _named(row.name)
        for row in (
            op.exp, op.log, op.sin, op.cos, op.tan, op.cot, op.sec, op.csc, op.asin, op.acos, op.atan, op.sinh, op.cosh, op.tanh,
            op.coth, op.sech, op.csch, op.asinh, op.acosh, op.atanh, op.gamma, op.erf, op.erfc, op.erfi, op.erfinv, op.sinc, op.li,
        )
    },
    op.real_root: _root,
    op.acot: lambda u: (1 / u).atan(),
    op.asec: _reciprocal("acos"),
    op.acsc: _reciprocal("asin"),
    op.acoth: _reciprocal("atanh"),
    op.asech: _reciprocal("acosh"),
    op.acsch: _reciprocal("asinh"),
    op.atan2: arb.atan2,
    op.absolute: abs,
    op.sign: _sided(lambda u: u.sgn(), whole=False),
    op.heaviside: _sided(_step, whole=False),
    op.floor: _sided(lambda u: u.floor(), whole=True),
    op.ceiling: _sided(lambda u: u.ceil(), whole=True),
    op.maximum: lambda *u: _extreme(arb.max, u),
    op.minimum: lambda *u: _extreme(arb.min, u),
    op.factorial: lambda u: (u + 1).gamma(),
    op.loggamma: _named("lgamma"),
    op.polygamma: lambda n, u: u.digamma() if n == 0 else (-1) ** (int(n.unique_fmpz()) + 1) * (n + 1).gamma() * (n + 1).zeta(u),
    op.Ei: _named("ei"),
    op.expint: _ordered("expint"),
    op.Si: _named("si"),
    op.Ci: _named("ci"),
    op.Shi: _named("shi"),
    op.Chi: _named("chi"),
    op.fresnels: _named("fresnel_s"),
    op.fresnelc: _named("fresnel_c"),
    op.elliptic_k: _complex("elliptic_k"),
    op.zeta: lambda s, *a: s.zeta(*a),
    op.polylog: _ordered("polylog"),
    op.uppergamma: lambda s, u: u.gamma_upper(s),
    op.lowergamma: lambda s, u: u.gamma_lower(s),
    op.beta: lambda u, v: u.gamma() * v.gamma() * (u + v).rgamma(),
    op.besselj: _ordered("bessel_j"),
    op.bessely: _ordered("bessel_y"),
    op.besseli: _ordered("bessel_i"),
    op.besselk: _ordered("bessel_k"),
    op.airyai: _named("airy_ai"),
    op.airybi: _named("airy_bi"),
    op.airyaiprime: lambda u: u.airy_ai(derivative=1),
    op.airybiprime: lambda u: u.airy_bi(derivative=1),
    op.legendre: _ordered("legendre_p"),
    op.chebyshevt: _ordered("chebyshev_t"),
    op.chebyshevu: _ordered("chebyshev_u"),
    op.hermite: _ordered("hermite_h"),
    op.laguerre: _ordered("laguerre_l"),
    op.gegenbauer: lambda n, a, u: _polynomial(op.gegenbauer, n, a, u),
    op.assoc_laguerre: lambda n, a, u: _polynomial(op.assoc_laguerre, n, a, u),
    op.jn: lambda n, u: _spherical(arb.bessel_j, n, u, 0),
    op.yn: lambda n, u: _spherical(arb.bessel_y, n, u, 1),
    op.binomial: lambda u, k: _falling(u, k) * (k + 1).rgamma(),
    op.rising_factorial: lambda u, k: (u + k).gamma() * u.rgamma(),
    op.falling_factorial: _falling,
    op.LambertW: lambda u, *branch: u.lambertw(*(int(each.unique_fmpz()) for each in branch)),
    op.elliptic_f: lambda u, m: real(acb.elliptic_f(acb(u), acb(m))),
    op.elliptic_e: lambda u, *m: real(acb.elliptic_e_inc(acb(u), acb(*m)) if m else acb(u).elliptic_e()),
}  # fmt: skip
"""The functions that flint encloses. A row that is not here has values by the other arithmetics, and no ball."""


def _extreme(choose: Callable[[Any, Any], Any], operands: tuple[Any, ...]) -> Any:
    found = operands[0]
    for operand in operands[1:]:
        found = choose(found, operand)
    return found


class Balls:
    """Real balls; a ball that is not finite is no value."""

    __slots__ = ()
    pointwise = False

    def number(self, value: Exact) -> Any:
        return ball(value)

    def constant(self, name: str) -> Any:
        return _CONSTANTS[name]()

    def total(self, terms: list[Any]) -> Any:
        return _finite(sum(terms[1:], terms[0]))

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value = arb(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            if divide and factor.contains(0):
                raise (NoValueError if factor.is_zero() else UnclearError)("division by zero")
            value = value / factor if divide else value * factor
        return _finite(value)

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact is not None and exact.denominator == 1:
            if exact < 0 and base.contains(0):
                raise (NoValueError if base.is_zero() else UnclearError)("division by zero")
            return _finite(base ** int(exact)) if exact else arb(1)
        if base > 0:
            return _finite(base.sqrt() if exact == Fraction(1, 2) else base**exponent)
        if base.is_zero() and exponent > 0:
            return arb(0)
        raise (NoValueError if base < 0 and exact is not None else UnclearError)("u**v with u < 0 needs a whole v")

    def call(self, row: Operator, operands: list[Any]) -> Any:
        function = BALLS.get(row)
        if function is None:
            raise NoValueError(f"{row.name} has no enclosure", exists=True)
        if row.domain is not None and not row.domain.holds(*(float(operand.mid()) for operand in operands)):
            raise UnclearError(f"{row.name} may have no value here")  # flint has values where the rows have none
        try:
            return _finite(function(*operands))
        except (ValueError, ZeroDivisionError):
            raise UnclearError(f"{row.name} has no ball here", exists=True) from None

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> bool:
        apart = first - second
        if not (apart > 0 or apart < 0 or apart.is_zero()):
            raise UnclearError("the two sides of a comparison cannot be told apart", exists=True)
        assert row.real is not None
        return bool(row.real(int(apart > 0) - int(apart < 0), 0))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        raise NotImplementedError

    def settled(self, value: Any) -> Any:
        return value


def _finite(value: Any) -> Any:
    if value.is_finite():
        return value
    raise UnclearError("the ball is not bounded", exists=True)


def ball(value: Exact) -> Any:
    """The ball of a rational number at the precision of the moment."""
    return arb(fmpq(value.numerator, value.denominator))


@contextmanager
def precision(bits: int, terms: int = 2) -> Iterator[None]:
    """So many bits for balls and so many terms for series, in here."""
    before = ctx.prec, ctx.cap
    ctx.prec, ctx.cap = bits, terms
    try:
        yield
    finally:
        ctx.prec, ctx.cap = before


def enclosure(graph: Graph, node: int, point: Point, bits: int = BITS) -> tuple[Fraction, Fraction] | Undefined:
    """A midpoint and a radius: the node's true value at the point lies within the radius of the midpoint, rigorously.

    The radius is what ``bits`` bits leave; more of them make it less. Where no ball can be said to hold the value, the reason.
    """
    with precision(bits):
        program = Program(graph, (node,), point)
        run = program.run(Balls())
        slot = program.slots[node]
        if slot in run.gaps:
            return run.gaps[slot].cause
        try:
            return fraction(run.values[slot])
        except UnclearError as trouble:
            return Undefined(node, trouble.reason, exists=True)


def floats(program: Program, nodes: Sequence[int], sharpness: int) -> dict[int, Real]:
    """The values of those nodes whose balls are at most their size over ``sharpness`` wide, as floats with bounds."""
    with precision(BITS):
        run = program.run(Balls(), needed=program.part(nodes))
        results: dict[int, Real] = {}
        for node in nodes:
            found = run.found(program.slots[node])
            if not isinstance(found, Gap):
                value, radius = float(found.mid()), float(found.rad())
                size = abs(value)
                if radius * sharpness <= size and _LEAST < size < 1 / _LEAST:
                    results[node] = value, (radius + _UNIT * size) * (1 + 2.0**-50)
        return results


_RANGE = 1 << 16
"""Numbers beyond 2**_RANGE are not written out, and those nearer to 0 than 2**-_RANGE are a ball around 0."""


def fraction(found: Any) -> tuple[Fraction, Fraction]:
    """The midpoint and the radius of a ball. Raises UnclearError for numbers that would fill the memory."""
    middle, lost = _written(found.mid())
    radius, more = _written(found.rad())
    return middle, radius + lost + more


def _written(number: Any) -> tuple[Fraction, Fraction]:
    """An exact number, and what is lost where it is taken for 0."""
    mantissa, exponent = number.man_exp()
    if exponent > _RANGE:
        raise UnclearError("the number is too large to be written out", exists=True)
    if exponent < -_RANGE:
        size = int(exponent) + int(mantissa).bit_length()
        if size > -_RANGE // 2:
            raise UnclearError("the number is too long to be written out", exists=True)
        return Fraction(0), Fraction(1, 1 << _RANGE // 2)
    shift = int(exponent)
    return Fraction(int(mantissa) << shift) if shift >= 0 else Fraction(int(mantissa), 1 << -shift), Fraction(0)
