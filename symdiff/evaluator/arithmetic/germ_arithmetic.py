"""The arithmetic of germs: powers, logarithms, exponentials and the functions of the table, on one side of a point.

No derivative rule is used. Where an expansion needs exponents that are not whole, ``RamifiedError`` says by how much s is too coarse.
Imports ``germs``, ``balls`` and ``series_functions``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from flint import arb, arb_series

from symdiff.evaluator.arithmetic.ball_functions import form_named, whole_in
from symdiff.evaluator.arithmetic.balls import Balls, ball, place_of
from symdiff.evaluator.arithmetic.binder_values import template_of
from symdiff.evaluator.arithmetic.germs import (
    Germ,
    RamifiedError,
    difference,
    lasting,
    lead,
    moved,
    settled,
    sign,
    start,
    vanishes,
)
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.evaluator.arithmetic.series_functions import series_function
from symdiff.operators import Exact, Operator

_MOST_DENOMINATOR = 24
"""Exponents of the base that are fractions of more are not expanded."""
_FEW = 16
"""Powers of what a logarithm may lead are products of so many factors at most."""
_BALLS = Balls()


def inverse(value: Any) -> Any:
    if not isinstance(value, Germ):
        if value.contains(0):
            raise (NoValueError if value.is_zero() else UnclearError)("division by zero")
        return 1 / value
    low, first = lead(value)
    rest = _scaled(value, -low, first)
    found = composed([(-1) ** k for k in range(len(value.plain))], rest)
    return Germ(found.low - low, [each / first for each in found.plain], [each / first for each in found.logs])


def _scaled(value: Germ, shift: int, first: Any) -> Germ:
    """value*s**shift/first - 1, of a germ with that lead."""
    plain = [arb(0), *(each / first for each in value.plain[1:])]
    return Germ(value.low + shift, plain, [each / first for each in value.logs])


def composed(coefficients: Sequence[Any], rest: Any) -> Any:
    """A power series at a germ that tends to 0, by Horner's scheme; what follows the last coefficient is in the rest."""
    if not isinstance(rest, Germ):
        return coefficients[0] if isinstance(coefficients[0], arb) else arb(coefficients[0])
    if not rest.plain:
        return lasting(arb(coefficients[0]), rest.order)
    if rest.low <= 0:
        raise UnclearError("the expansion does not start at 0", exists=True)
    if not rest.logs:
        order = rest.order
        inner = arb_series([rest.at(k)[0] for k in range(order)], order)
        outer = arb_series([arb(each) for each in coefficients], order)
        found = outer(inner)
        known = min(order, rest.low * len(coefficients))
        return Germ(0, [found[k] for k in range(known)])
    value = lasting(arb(coefficients[-1]), rest.order)
    for each in reversed(coefficients[:-1]):
        value = rest * value + arb(each)
    return value.cut(rest.low * len(coefficients))


def applied(row: Operator, operands: Sequence[Any]) -> Any:
    """A function that has a power series at the starts of its operands."""
    germs = [each for each in operands if isinstance(each, Germ)]
    starts = [start(each) for each in operands]
    order = min(each.order for each in germs)
    function = series_function(row)
    if function is None:
        raise NoValueError(f"{row.name} has no series of balls", exists=True)
    if any(each.logs for each in germs):
        if len(germs) > 1:
            raise UnclearError(f"{row.name}: logarithms in several operands", exists=True)
        series = [
            arb_series([each, 1], order) if g in germs else each for g, each in zip(operands, starts, strict=True)
        ]
        found = _checked(function(*series), order)
        return composed([found[k] for k in range(order)], moved(germs[0]))
    series = [
        arb_series([at, *(g.at(k)[0] for k in range(1, order))], order) if isinstance(g, Germ) else at
        for g, at in zip(operands, starts, strict=True)
    ]
    found = _checked(function(*series), order)
    return Germ(0, [found[k] for k in range(order)])


def _checked(found: Any, order: int) -> Any:
    if not isinstance(found, arb_series):
        return arb_series([found], order)
    if found.prec < order or not all(each.is_finite() for each in found.coeffs()):
        raise UnclearError("the series has fewer terms than are needed", exists=True)
    return found


def raised(base: Any, exponent: Exact) -> Any:
    """A rational power."""
    if not isinstance(base, Germ):
        return _BALLS.power(settled(base), ball(exponent), exponent)
    if exponent == 0:
        return arb(1)
    if exponent.denominator == 1 and 1 < exponent <= _FEW and base.logs:
        value = base
        for _ in range(int(exponent) - 1):
            value = value * base
        return value
    if exponent > 0 and not base.plain and exponent.denominator % 2:
        return Germ(ceil(base.low * exponent), ())
    low, first = lead(base)
    if exponent.denominator > 1 and first < 0:
        raise NoValueError("u**v with u < 0 needs a whole v")
    shift = low * Fraction(exponent)
    if shift.denominator > 1:
        raise RamifiedError(shift.denominator)
    count = len(base.plain)
    coefficients = [arb(1)]
    for k in range(1, count):
        coefficients.append(coefficients[-1] * ball((exponent - k + 1) / Fraction(k)))
    found = composed(coefficients, _scaled(base, -low, first))
    height = first ** int(exponent) if exponent.denominator == 1 else first ** ball(exponent)
    return Germ(found.low + int(shift), [each * height for each in found.plain], [each * height for each in found.logs])


def logarithm(value: Any) -> Any:
    if not isinstance(value, Germ):
        if not value > 0:
            raise (NoValueError if value <= 0 else UnclearError)("log(u) needs u > 0")
        return value.log()
    low, first = lead(value)
    if first < 0:
        raise NoValueError("log(u) needs u > 0")
    count = len(value.plain)
    found = composed([arb(0), *(arb((-1) ** (k + 1)) / k for k in range(1, count))], _scaled(value, -low, first))
    found = found + first.log()
    return found + Germ(0, [arb(0)] * max(0, found.order), [arb(low)] + [arb(0)] * (found.order - 1)) if low else found


def exponential(value: Any) -> Any:
    if not isinstance(value, Germ):
        return value.exp()
    if value.low < 0 and (value.order <= 0 or value.plain):
        if sign(value) < 0:
            return Germ(len(value.plain) + abs(value.low) * 8, ())  # smaller than every power
        raise UnclearError("the limit is not finite", exists=True)
    if value.order <= 0:
        raise UnclearError("the limit is not known", exists=True)
    constant, log = value.at(0)
    power = rational(log)
    if power.denominator > 1:
        raise RamifiedError(power.denominator)
    rest = value + lasting(-constant, value.order)
    if power:
        rest = rest + Germ(0, [arb(0)] * value.order, [-log] + [arb(0)] * (value.order - 1))
    coefficients = [arb(1)]
    for k in range(1, max(1, value.order)):
        coefficients.append(coefficients[-1] / k)
    found = composed(coefficients, rest)
    return found * constant.exp() * Germ(int(power), [arb(1)] + [arb(0)] * found.order)


def rational(number: Any) -> Fraction:
    """The fraction of small denominator that a ball cannot be told from."""
    for denominator in range(1, _MOST_DENOMINATOR + 1):
        found = settled(number * denominator)
        whole = whole_in(found) if found.is_integer() else None
        if whole is not None:
            return Fraction(whole, denominator)
    raise UnclearError("a power of the distance that is no fraction", exists=True)


@cache
def germ_function(row: Operator) -> Callable[..., Any] | None:
    """The function of germs that a row names; None where its power series is all that is known."""
    return form_named(row.germ, Germ, row.arity[0] == 1)


class Germs:
    """The arithmetic: germs, and balls for what does not move."""

    __slots__ = ()
    pointwise = False

    def number(self, value: Exact) -> Any:
        return _BALLS.number(value)

    def constant(self, name: str) -> Any:
        return _BALLS.constant(name)

    def total(self, terms: list[Any]) -> Any:
        value = terms[0]
        for term in terms[1:]:
            value = term + value if isinstance(term, Germ) else value + term
        return value

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value: Any = arb(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            other = inverse(factor) if divide else factor
            value = other * value if isinstance(other, Germ) else value * other
        return value

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact is not None:
            return raised(base, exact)
        if not isinstance(base, Germ) and vanishes(base):
            if sign(exponent) <= 0:
                raise NoValueError("u**v with u = 0 needs v > 0")
            return arb(0)
        return exponential(_product(exponent, logarithm(base)))

    def call(self, row: Operator, operands: list[Any]) -> Any:
        own = germ_function(row) if any(isinstance(operand, Germ) for operand in operands) else None
        try:
            return regular(row, operands) if own is None else own(*operands)
        except (ValueError, ZeroDivisionError, TypeError, AttributeError, KeyError, StopIteration):
            raise UnclearError(f"{row.name} has no expansion here", exists=True) from None

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> bool:
        assert row.real is not None
        apart = difference(first, second)
        if not isinstance(apart, Germ) and apart.contains(0) and not apart.is_zero():
            raise UnclearError("the two sides of a comparison cannot be told apart", exists=True)
        return bool(row.real(sign(apart), 0))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        raise NotImplementedError

    def settled(self, value: Any) -> Any:
        return value


def regular(row: Operator, operands: Sequence[Any]) -> Any:
    """A function where it has a power series, or of numbers that do not move."""
    if not any(isinstance(operand, Germ) for operand in operands):
        return _BALLS.call(row, [settled(operand) for operand in operands])
    if row.domain is not None and not row.domain.holds(*(place_of(start(operand)) for operand in operands)):
        raise UnclearError(f"{row.name} may have no value here", exists=True)
    if row.binding is not None and template_of(row).unsmooth:
        raise UnclearError("no enclosure of the integral was found", exists=True)
    return applied(row, operands)


def _product(a: Any, b: Any) -> Any:
    return a * b if isinstance(a, Germ) or not isinstance(b, Germ) else b * a


GERMS = Germs()
