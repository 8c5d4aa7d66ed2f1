"""One-sided expansions as numbers: what a formula is just beside a point, on one side of it, in ball arithmetic.

With x = a + s**d or x = a - s**d and s > 0 small, roots and cusps are series in s, and logarithms add one symbol: a *germ* is a sum
of ``(c + k*L)*s**e`` with L = log(s), whole exponents that may be negative, balls for the coefficients, and a rest that is
O(s**order) but for powers of L. Imports ``ball_functions`` and ``protocol``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, arb_series, ctx

from symdiff.evaluator.arithmetic.ball_functions import whole_in
from symdiff.evaluator.arithmetic.protocol import UnclearError


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
            other = lasting(other, self.order)
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


def lasting(value: Any, order: int) -> Germ:
    """A number as a germ that is known up to an order."""
    return Germ(0, [value] + [arb(0)] * (order - 1)) if order > 0 else Germ(order, ())


class Assumptions:
    """How often a number that could not be told from another was taken for it: what rests on none is proved."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


ASSUMPTIONS = Assumptions()


def vanishes(number: Any) -> bool:
    """Whether a ball is 0, or all of half its digits say so. Raises UnclearError where a wider one cannot be told from 0."""
    if number.is_zero():
        return True
    if not number.contains(0):
        return False
    if not _narrow(number):
        raise UnclearError("a coefficient cannot be told from 0", exists=True)
    ASSUMPTIONS.count += 1
    return True


def _narrow(number: Any) -> bool:
    return bool(number.is_finite() and number.rad() <= arb(2) ** (-ctx.prec // 2))


def settled(number: Any) -> Any:
    """The whole number that a ball cannot be told from, or the ball."""
    if number.is_exact() or not number.contains_integer():
        return number
    whole = whole_in(number)
    if whole is None or not _narrow(number - whole):
        return number
    ASSUMPTIONS.count += 1
    return arb(whole)


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


def difference(first: Any, second: Any) -> Any:
    if not isinstance(second, Germ):
        return first + -second if isinstance(first, Germ) else first - second
    return -second + first
