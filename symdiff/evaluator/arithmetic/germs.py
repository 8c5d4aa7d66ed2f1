"""One-sided expansions as numbers: what a formula is just beside a point, on one side of it, in ball arithmetic.

With x = a + s**d or x = a - s**d and s > 0 small, roots and cusps are series in s, and logarithms add one symbol: a *germ* is a sum
of ``(c + k*L)*s**e`` with L = log(s), whole exponents that may be negative, balls for the coefficients, and a rest that is
O(s**order) but for powers of L. Where an expansion needs exponents that are not whole, ``RamifiedError`` says by how much s is too
coarse. No derivative rule is used. Imports ``balls``, ``series_functions`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from flint import arb, arb_series, ctx

from symdiff.evaluator.arithmetic.ball_functions import form_named, whole_in
from symdiff.evaluator.arithmetic.balls import Balls, ball, place_of
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.evaluator.arithmetic.series_functions import series_function
from symdiff.operators import Exact, Operator

_MOST_DENOMINATOR = 24
"""Exponents of the base that are fractions of more are not expanded."""
_FEW = 16
"""Powers of what a logarithm may lead are products of so many factors at most."""
_BALLS = Balls()


class RamifiedError(Exception):
    """Raised where exponents are multiples of 1 over ``factor``."""

    def __init__(self, factor: int) -> None:
        super().__init__()
        self.factor = factor


class Germ:
    """Coefficients from the exponent ``low`` on, without and with L; beyond them nothing is known."""

    __slots__ = ("logs", "low", "plain")

    def __init__(self, low: int, plain: Sequence[Any], logs: Sequence[Any] = ()) -> None:
        """``logs``: as many as ``plain``, or none. What cannot be told from 0 at the start is dropped."""
        zeros = 0
        has_logs = any(not vanishes(each) for each in logs)
        while zeros < len(plain) and vanishes(plain[zeros]) and not (has_logs and not vanishes(logs[zeros])):
            zeros += 1
        self.low = low + zeros
        self.plain = list(plain[zeros:])
        self.logs = list(logs[zeros:]) if has_logs else []

    @property
    def order(self) -> int:
        return self.low + len(self.plain)

    def at(self, exponent: int) -> tuple[Any, Any]:
        """The coefficients of an exponent below the order."""
        k = exponent - self.low
        if k < 0:
            return arb(0), arb(0)
        return self.plain[k], self.logs[k] if self.logs else arb(0)

    def cut(self, order: int) -> Germ:
        kept = max(0, order - self.low)
        return Germ(min(self.low, order), self.plain[:kept], self.logs[:kept])

    def __neg__(self) -> Germ:
        return Germ(self.low, [-each for each in self.plain], [-each for each in self.logs])

    def __add__(self, other: Any) -> Germ:
        if not isinstance(other, Germ):
            other = _lasting(other, self.order)
        order, low = min(self.order, other.order), min(self.low, other.low)
        both = range(min(low, order), order)
        return Germ(
            min(low, order),
            [self.at(k)[0] + other.at(k)[0] for k in both],
            [self.at(k)[1] + other.at(k)[1] for k in both] if self.logs or other.logs else (),
        )

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, Germ):
            if other.is_zero():
                return other
            return Germ(self.low, [each * other for each in self.plain], [each * other for each in self.logs])
        low = self.low + other.low
        count = min(len(self.plain), len(other.plain))
        plain = _times(self.plain, other.plain, count)
        if not (self.logs or other.logs):
            return Germ(low, plain)
        if self.logs and other.logs:  # L**2 is part of the rest
            count = min(count, _first(self.logs) + _first(other.logs))
        logs = [arb(0)] * count
        for a, b in ((self.plain, other.logs), (self.logs, other.plain)):
            logs = [x + y for x, y in zip(logs, _times(a, b, count), strict=True)] if a and b else logs
        return Germ(low, plain[:count], logs)


def _first(coefficients: Sequence[Any]) -> int:
    return next(k for k, each in enumerate(coefficients) if not vanishes(each))


def _times(a: Sequence[Any], b: Sequence[Any], count: int) -> list[Any]:
    if not count:
        return []
    product = arb_series(a[:count], count) * arb_series(b[:count], count)
    return [product[k] for k in range(count)]


def _lasting(value: Any, order: int) -> Germ:
    """A number as a germ that is known up to an order."""
    return Germ(0, [value] + [arb(0)] * (order - 1)) if order > 0 else Germ(order, ())


def vanishes(number: Any) -> bool:
    """Whether a ball is 0, or all of half its digits say so. Raises UnclearError where a wider one cannot be told from 0."""
    if number.is_zero():
        return True
    if not number.contains(0):
        return False
    if not _narrow(number):
        raise UnclearError("a coefficient cannot be told from 0", exists=True)
    return True


def _narrow(number: Any) -> bool:
    return bool(number.is_finite() and number.rad() <= arb(2) ** (-ctx.prec // 2))


def settled(number: Any) -> Any:
    """The whole number that a ball cannot be told from, or the ball."""
    if number.is_exact() or not number.contains_integer():
        return number
    whole = whole_in(number)
    return arb(whole) if whole is not None and _narrow(number - whole) else number


def lead(value: Any) -> tuple[int, Any]:
    """The least exponent and its coefficient, which is not 0 and without L. Raises UnclearError where they are not known."""
    if not isinstance(value, Germ):
        return 0, value
    if not value.plain:
        raise UnclearError("all known coefficients are 0", exists=True)
    if value.logs and not vanishes(value.logs[0]):
        raise UnclearError("a logarithm leads", exists=True)
    return value.low, value.plain[0]


def sign(value: Any) -> int:
    """On this side: 1, -1, or 0 for a number that is 0."""
    if not isinstance(value, Germ):
        return 0 if vanishes(value) else 1 if value > 0 else -1
    if not value.plain:
        raise UnclearError("all known coefficients are 0", exists=True)
    if value.logs and not vanishes(value.logs[0]):  # L is below 0 and outweighs every number
        return -1 if value.logs[0] > 0 else 1
    return 1 if value.plain[0] > 0 else -1


def start(value: Any) -> Any:
    """The limit at the point. Raises UnclearError where there is none that is known."""
    if not isinstance(value, Germ):
        return settled(value)
    if value.order <= 0:
        raise UnclearError("the limit is not known", exists=True)
    plain, log = value.at(0)
    if value.low < 0 or not vanishes(log):
        raise UnclearError("the limit is not finite", exists=True)
    return settled(plain)


def moved(value: Any) -> Any:
    """The germ without its start; a number that does not move has 0."""
    return value + -start(value) if isinstance(value, Germ) else arb(0)


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
        return _lasting(arb(coefficients[0]), rest.order)
    if rest.low <= 0:
        raise UnclearError("the expansion does not start at 0", exists=True)
    if not rest.logs:
        order = rest.order
        inner = arb_series([rest.at(k)[0] for k in range(order)], order)
        outer = arb_series([arb(each) for each in coefficients], order)
        found = outer(inner)
        known = min(order, rest.low * len(coefficients))
        return Germ(0, [found[k] for k in range(known)])
    value = _lasting(arb(coefficients[-1]), rest.order)
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
    rest = value + _lasting(-constant, value.order)
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
        return bool(row.real(sign(difference(first, second)), 0))

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
    return applied(row, operands)


def difference(first: Any, second: Any) -> Any:
    if not isinstance(second, Germ):
        return first + -second if isinstance(first, Germ) else first - second
    return -second + first


def _product(a: Any, b: Any) -> Any:
    return a * b if isinstance(a, Germ) or not isinstance(b, Germ) else b * a


GERMS = Germs()
