"""The steps of a formula for doubles alone: small instructions over a list of values and a list of bounds.

Every value and every bound is bit for bit that of ``Reals``, whose derivations hold here too; what is not plain (a step that
has no value, or whose operands leave it open) is left to ``Reals`` and the interpreter. Written so that mypyc makes it C.
Imports ``arithmetic`` and below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final

from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.protocol import CALL, COPY, POWER, PRODUCT, SUM, NoValueError, Step

Instruction = tuple[int, int, int, int, Any]
"""Operation, slot of the result, slots of two operands, and what else the operation needs."""

_UNIT: Final = 2.0**-53
_TWO_UNITS: Final = 2.0**-52
_TINY: Final = 2.0**-1060
UP: Final = 1 + 2.0**-28
"""Covers the rounding of the bounds, as in ``reals``."""

_POWER_NOISE: Final = 2.0 * _UNIT
_NEARLY_ONE: Final = 1 + 4 * _UNIT

TIMES: Final = 0
PLUS: Final = 1
WHOLE_POWER: Final = 2
SUM_STEP: Final = 3
PRODUCT_STEP: Final = 4
OVER: Final = 5
POWER_STEP: Final = 6
NEGATIVE: Final = 7
RECIPROCAL: Final = 8
COPY_STEP: Final = 9
ANY_CALL: Final = 10
FUNCTION: Final = 11
EXP: Final = 12
LOG: Final = 13
SIN: Final = 14
COS: Final = 15

_NAMED: Final = {"exp": EXP, "log": LOG, "sin": SIN, "cos": COS}
"""The instructions that rows name."""


def instructions(steps: Iterable[Step]) -> list[Instruction] | None:
    """Steps as instructions; None where there is one, such as a condition, that has none."""
    code: list[Instruction] = []
    for kind, slot, arguments, extra in steps:
        count = len(arguments)
        if kind == PRODUCT:
            negated, divides = extra
            if count == 1:
                if not divides[0]:
                    code.append((NEGATIVE, slot, arguments[0], 0, None))
                    continue
                if not negated:
                    code.append((RECIPROCAL, slot, arguments[0], 0, None))
                    continue
            elif count == 2 and not negated and not divides[0]:
                code.append((OVER if divides[1] else TIMES, slot, arguments[0], arguments[1], None))
                continue
            code.append((PRODUCT_STEP, slot, count, 1 if negated else 0, (arguments, divides)))
        elif kind == SUM:
            if count == 2:
                code.append((PLUS, slot, arguments[0], arguments[1], None))
            else:
                code.append((SUM_STEP, slot, arguments[0], 0, arguments[1:]))
        elif kind == POWER:
            if extra is not None and extra.denominator == 1:
                if not extra:
                    return None
                code.append((WHOLE_POWER, slot, arguments[0], arguments[1], extra < 0))
            else:
                code.append((POWER_STEP, slot, arguments[0], arguments[1], extra is not None and extra > 0))
        elif kind == CALL:
            if extra.instruction:
                code.append((_NAMED[extra.instruction], slot, arguments[0], 0, None))
            elif extra.arity[1] != 1 or extra.real is None or (extra.kink is not None and extra.kink.jump):
                code.append((ANY_CALL, slot, 0, 0, (extra, arguments)))
            else:
                holds = None if extra.domain is None else extra.domain.holds
                row = (extra.real, extra.ulps * _UNIT, extra.cancels, extra.steady, holds, extra)
                code.append((FUNCTION, slot, arguments[0], 0, row))
        elif kind == COPY:
            code.append((COPY_STEP, slot, arguments[0], 0, None))
        else:
            return None
    return code


class Track:
    """The instructions of some steps, with the lists that they run on."""

    __slots__ = ("_bounds", "_code", "_values")

    def __init__(self, code: list[Instruction], values: list[float], bounds: list[float]) -> None:
        self._code = code
        self._values = values
        self._bounds = bounds

    def moved(self, slot: int, place: float) -> bool:
        """Run with a slot at a place; False where a step is left to the interpreter."""
        self._values[slot] = place
        self._bounds[slot] = 0.0
        return play(self._code, self._values, self._bounds)

    def value(self, slot: int) -> Any:
        return self._values[slot]

    def found(self, slot: int) -> tuple[Any, Any]:
        """A value and its bound."""
        return self._values[slot], self._bounds[slot]


def play(code: list[Instruction], values: list[float], bounds: list[float]) -> bool:
    """Carry out the instructions; False where one of them is left to the interpreter."""
    try:
        return _play(code, values, bounds)
    except (NoValueError, OverflowError, ValueError, ZeroDivisionError):
        return False


def _play(code: list[Instruction], values: list[float], bounds: list[float]) -> bool:
    value: float
    bound: float
    high: float
    low: float
    for op, out, a, b, extra in code:
        if op == TIMES:
            u: float = values[a]
            v: float = values[b]
            e: float = bounds[b]
            value = u * v
            bound = (abs(u) * e + (abs(v) + e) * bounds[a] + _UNIT * abs(value) + _TINY) * UP
        elif op == PLUS:
            value = values[a] + values[b]
            bound = (bounds[a] + bounds[b] + _UNIT * abs(value)) * UP
        elif op == WHOLE_POWER:
            u = values[a]
            e = bounds[a]
            v = values[b]
            size: float = abs(u)
            if bounds[b] or (extra and u - e <= 0 <= u + e):  # an exponent of more than 53 bits; a division by zero
                return False
            value = math.pow(u, v)
            if size > e:
                move: float = abs(v) * (e / (size - e)) if e else 0.0
            else:
                move = 1.0
            if move < 0.25:
                bound = (abs(value) * (move + move * move + _POWER_NOISE) + _TINY) * UP
            elif v > 0:
                bound = (math.pow(size + e, v) * _NEARLY_ONE + abs(value) + _TINY) * UP
            else:
                bound = math.inf
            if not u and not e:
                value = 0.0
                bound = 0.0
        elif op == SUM_STEP:
            value = values[a]
            bound = bounds[a]
            rounding: float = 0.0
            for term in extra:
                value += values[term]
                bound += bounds[term]
                rounding += abs(value)
            bound = (bound + _UNIT * rounding) * UP
        elif op == PRODUCT_STEP:
            factors, divides = extra
            value = 1.0
            bound = 0.0
            for i in range(a):
                factor: int = factors[i]
                v = values[factor]
                e = bounds[factor]
                if divides[i]:
                    room: float = abs(v) - e
                    if not room > 0:
                        return False
                    value = value / v
                    bound = (bound + abs(value) * e) / room + _UNIT * abs(value) + _TINY
                elif i == 0:
                    value = v
                    bound = e
                else:
                    size = abs(value)
                    value = value * v
                    bound = size * e + (abs(v) + e) * bound + _UNIT * abs(value) + _TINY
            if b:
                value = -value
            bound = bound * UP
        elif op == OVER:
            v = values[b]
            e = bounds[b]
            room = abs(v) - e
            if not room > 0:
                return False
            value = values[a] / v
            bound = ((bounds[a] + abs(value) * e) / room + _UNIT * abs(value) + _TINY) * UP
        elif op == POWER_STEP:
            u = values[a]
            e = bounds[a]
            v = values[b]
            g: float = bounds[b]
            if u - e > 0:
                value = math.sqrt(u) if v == 0.5 and not g else math.pow(u, v)
                spread: float = e / (u - e) if e else 0.0
                move = abs(v) * spread
                if g:
                    move = move + g * (abs(math.log(u)) + spread)
                if move < 0.25:
                    bound = (value * (move + move * move + _POWER_NOISE) + _TINY) * UP
                elif v > 0 and not g:
                    bound = (math.pow(u + e, v) * _NEARLY_ONE + value + _TINY) * UP
                else:
                    bound = math.inf
            elif extra and not u and not e:  # a positive power of 0
                value = 0.0
                bound = 0.0
            else:
                return False
        elif op >= FUNCTION:
            u = values[a]
            e = bounds[a]
            reach: float = e + _TWO_UNITS * abs(u) + _TINY
            high = low = 0.0
            steady: float = math.inf
            turns = False
            if op == LOG:
                if not u - e > 0:
                    return False
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
                function, ulps, cancels, steadiness, holds, _ = extra
                if holds is not None and (
                    not holds(u) or (e and (e - e != 0 or not holds(u - reach) or not holds(u + reach)))
                ):
                    return False
                value = function(u)
                size = abs(value)
                if cancels is not None and size < 1 and cancels(u):
                    size = 1.0
                noise = ulps * size
                if steadiness is not None:
                    steady = steadiness(u)
                    turns = True
                if e and e <= steady:
                    high = function(u + reach)
                    low = function(u - reach)
            if not e:
                bound = (noise + _TINY) * UP
            elif not e <= steady:
                bound = math.inf
            else:
                high = high - value
                low = low - value
                if turns and abs(value) * reach > 0.25 and (high + value) * (low + value) < 0:
                    return False  # a pole
                spread = max(abs(high), abs(low))
                if (high < 0) == (low < 0):
                    spread = 2 * spread
                bound = (spread + 2 * noise + noise + _TINY) * UP
        elif op == NEGATIVE:
            value = -values[a]
            bound = bounds[a] * UP
        elif op == RECIPROCAL:
            v = values[a]
            e = bounds[a]
            room = abs(v) - e
            if not room > 0:
                return False
            value = 1.0 / v
            bound = (abs(value) * e / room + _UNIT * abs(value) + _TINY) * UP
        elif op == COPY_STEP:
            value = values[a]
            bound = bounds[a]
        else:
            row, operands = extra
            found = DOUBLES.call(row, [(values[operand], bounds[operand]) for operand in operands])
            value = float(found[0])
            bound = found[1]
        if value - value != 0:
            return False
        values[out] = value
        bounds[out] = bound
    return True
