"""Infinite sums of powers of one linear polynomial in the index, of logarithms of it beside them, and with alternating signs: by Hurwitz's zeta function.

The exponent and the polynomial's coefficients are balls, or power series of balls by a parameter: zeta is a series by its exponent, and its derivatives by the
place are zeta again. Imports ``balls``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import comb
from typing import Any

from flint import acb, acb_series, arb, arb_series, ctx, fmpq

from symdiff.evaluator.arithmetic.balls import precision


def start_of(value: Any) -> Any:
    return value[0] if isinstance(value, arb_series) else value


def ball(number: Fraction) -> Any:
    return arb(fmpq(number.numerator, number.denominator))


def by_zeta(
    slope: Any,
    start: Any,
    exponent: Any,
    logs: int,
    turns: tuple[int, int],
    first: int,
    most: int,
    value_at: Callable[[int], Any],
    factor: Any,
) -> Any:
    """The sum of ``factor * (-1)**(turns[0]*k + turns[1]) * (slope*k + start)**-exponent * log(slope*k + start)**logs`` from an index on; None where it is not known.

    Terms whose polynomial is not above 0, fewer than ``most``, are taken from ``value_at``.
    """
    if not start_of(slope) > 0:
        return None
    alternates = turns[0] % 2 == 1
    if not start_of(exponent) > (0 if alternates else 1):
        return None
    total: Any = arb(0)
    k = first
    while not start_of(start) + k * start_of(slope) > 0:
        if k - first == most:
            return None
        total = total + value_at(k)
        k += 1
    sign = -1 if (turns[0] * k + turns[1]) % 2 else 1
    count = max([each.prec for each in (slope, start, exponent) if isinstance(each, arb_series)], default=1)
    place = k + start / slope
    scale = slope.log() if logs else arb(0)
    sums = [_powers(exponent, place, j, count, alternates=alternates) for j in range(logs + 1)]
    found: Any = arb(0)
    for j, each in enumerate(sums):
        found = found + comb(logs, j) * scale ** (logs - j) * each if j < logs else found + each
    return total + sign * factor * (-exponent * slope.log()).exp() * found


def _powers(exponent: Any, place: Any, logs: int, count: int, *, alternates: bool) -> Any:
    """The sum over k from 0 on of ``(place + k)**-exponent * log(place + k)**logs``, the first of it with the sign of ``(-1)**k`` where signs alternate."""
    middle, at = start_of(exponent), start_of(place)
    beside, moved = exponent - middle, place - at
    total: Any = arb(0)
    weight: Any = arb(1)
    for j in range(count):
        values = _zeta(middle + j, at, count + logs, alternates=alternates)
        for i in range(j):  # d/dplace
            values = [(middle + i) * value + (values[n - 1] if n else 0) for n, value in enumerate(values)]
        inner: Any = arb(0)
        power: Any = arb(1)
        for n in range(count):
            rising = 1
            for i in range(logs):
                rising *= n + logs - i
            inner = inner + rising * values[n + logs] * power
            if not isinstance(beside, arb_series):
                break
            power = power * beside
        total = total + weight * inner
        if not isinstance(moved, arb_series):
            break
        weight = weight * -moved / (j + 1)
    return -total if logs % 2 else total


def _zeta(exponent: Any, place: Any, count: int, *, alternates: bool) -> list[Any]:
    """The coefficients of Hurwitz's zeta by its exponent, or of that with alternating signs."""

    def series(at: Any) -> Any:
        # The pole at 1 falls out of the difference of two.
        return acb_series([acb(exponent), acb(1)], count).zeta(acb(at), deflate=alternates)

    with precision(ctx.prec, count):  # series are cut at so many terms
        if alternates:
            halves = (acb_series([acb(exponent), acb(1)], count) * -acb(2).log()).exp()
            found = (series(place / 2) - series((place + 1) / 2)) * halves
        else:
            found = series(place)
    assert found.prec >= count
    return [found[n].real for n in range(count)]


def powers_from(s: Fraction, place: Fraction, *, alternates: bool = False) -> Any:
    """The sum of ``(place + k)**-s`` over k from 0 on, by Hurwitz's zeta; of ``(-1)**k`` times that where signs alternate."""
    if not alternates:
        return acb(ball(s)).zeta(acb(ball(place))).real
    if s == 1:
        return (ball((place + 1) / 2).digamma() - ball(place / 2).digamma()) / 2
    return arb(2) ** -ball(s) * (powers_from(s, place / 2) - powers_from(s, (place + 1) / 2))


__all__ = ["ball", "by_zeta", "powers_from", "start_of"]
