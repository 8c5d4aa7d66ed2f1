"""Products, powers and functions of doubles with their bounds, for the instructions of ``tape``.

The bounds are those that ``running_error`` derives, bit for bit. What is not plain (an operand at the edge of a domain, a pole)
raises NoValueError and is left to it. Written so that mypyc makes it C: the pairs are no objects then. Imports ``protocol``.
"""

from __future__ import annotations

import math

from symdiff.annotations import Any, Final
from symdiff.evaluator.arithmetic.protocol import NoValueError

UNIT: Final = 2.0**-53
TINY: Final = 2.0**-1060
UP: Final = 1 + 2.0**-28
"""Covers the rounding of the bounds."""
_TWO_UNITS: Final = 2.0**-52
_POWER_NOISE: Final = 2.0 * UNIT
_NEARLY_ONE: Final = 1 + 4 * UNIT

FUNCTION: Final = 11
"""The instruction for any row's function of one operand; those above it are one function each."""
EXP: Final = 12
LOG: Final = 13
SIN: Final = 14
COS: Final = 15
NAMED: Final = {"exp": EXP, "log": LOG, "sin": SIN, "cos": COS}
"""The instructions that rows name."""

Pair = tuple[float, float]
"""A value and a bound on its absolute error."""


def product(
    values: list[float], bounds: list[float], factors: tuple[int, ...], divides: tuple[bool, ...], negated: bool
) -> Pair:
    """The product of the slots ``factors``, some of which divide."""
    value = 1.0
    bound = 0.0
    for i in range(len(factors)):
        factor: int = factors[i]
        v = values[factor]
        e = bounds[factor]
        if divides[i]:
            room: float = abs(v) - e
            if not room > 0:
                raise NoValueError("division by zero")
            value = value / v
            bound = (bound + abs(value) * e) / room + UNIT * abs(value) + TINY
        elif i == 0:
            value = v
            bound = e
        else:
            size: float = abs(value)
            value = value * v
            bound = size * e + (abs(v) + e) * bound + UNIT * abs(value) + TINY
    return -value if negated else value, bound * UP


def whole_power(u: float, e: float, v: float, inverse: bool) -> Pair:
    """u**v for a whole v, which is negative if ``inverse``; u is known to within e."""
    if inverse and u - e <= 0 <= u + e:
        raise NoValueError("division by zero")
    if not u and not e:
        return 0.0, 0.0
    value = math.pow(u, v)
    size = abs(u)
    move = 1.0
    if size > e:
        move = abs(v) * (e / (size - e)) if e else 0.0
    if move < 0.25:
        return value, (abs(value) * (move + move * move + _POWER_NOISE) + TINY) * UP
    if v > 0:
        return value, (math.pow(size + e, v) * _NEARLY_ONE + abs(value) + TINY) * UP
    return value, math.inf


def power(u: float, e: float, v: float, g: float, positive: bool) -> Pair:
    """u**v of numbers known to within e and g; ``positive``: v is surely above 0."""
    if u - e > 0:
        value = math.sqrt(u) if v == 0.5 and not g else math.pow(u, v)
        spread = e / (u - e) if e else 0.0
        move = abs(v) * spread
        if g:
            move = move + g * (abs(math.log(u)) + spread)
        if move < 0.25:
            return value, (value * (move + move * move + _POWER_NOISE) + TINY) * UP
        if v > 0 and not g:
            return value, (math.pow(u + e, v) * _NEARLY_ONE + value + TINY) * UP
        return value, math.inf
    if positive and not u and not e:
        return 0.0, 0.0
    raise NoValueError("a power of a number that may be 0 or less")


def function(op: int, u: float, e: float, extra: Any) -> Pair:
    """A function of u, known to within e, by its own values at the ends of the interval."""
    reach: float = e + _TWO_UNITS * abs(u) + TINY
    high = low = 0.0
    steady: float = math.inf
    turns = False
    if op == LOG:
        if not u - e > 0:
            raise NoValueError("log(u) needs u > 0")
        value = math.log(u)
        noise: float = _TWO_UNITS * abs(value)
        if e:
            high = math.log(u + reach)
            low = math.log(u - reach)
    elif op == EXP:
        value = math.exp(u)
        noise = _TWO_UNITS * value
        if e:
            high = math.exp(u + reach)
            low = math.exp(u - reach)
    elif op == SIN:
        value = math.sin(u)
        noise = _TWO_UNITS * abs(value)
        steady = 0.0625
        turns = True
        if e:
            high = math.sin(u + reach)
            low = math.sin(u - reach)
    elif op == COS:
        value = math.cos(u)
        noise = _TWO_UNITS * abs(value)
        steady = 0.0625
        turns = True
        if e:
            high = math.cos(u + reach)
            low = math.cos(u - reach)
    else:
        real, ulps, cancels, steadiness, holds, _ = extra
        if holds is not None and (not holds(u) or (e and (e - e != 0 or not holds(u - reach) or not holds(u + reach)))):
            raise NoValueError("an operand outside of the domain, or near its edge")
        if holds is not None and e and reach > 0.5:  # wide enough for a hole of a domain, which all lie about 0
            for whole in (-1.0, 0.0, 1.0):
                if abs(u - whole) < reach and not holds(whole):
                    raise NoValueError("an operand that may be outside of the domain")
        value = real(u)
        size: float = abs(value)
        if cancels is not None and size < 1 and cancels(u):
            size = 1.0
        noise = ulps * size
        if steadiness is not None:
            steady = steadiness(u)
            turns = True
        if e and e <= steady:
            high = real(u + reach)
            low = real(u - reach)
    if not e:
        return value, (noise + TINY) * UP
    if not e <= steady:
        return value, math.inf
    high = high - value
    low = low - value
    if turns and abs(value) * reach > 0.25 and (high + value) * (low + value) < 0:
        raise NoValueError("a pole")
    spread = max(abs(high), abs(low))
    if (high < 0) == (low < 0):
        spread = 2 * spread
    return value, (spread + 2 * noise + noise + TINY) * UP
