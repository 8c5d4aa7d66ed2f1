"""The steps of a formula for doubles alone: small instructions over a list of values and a list of bounds.

Every value and every bound is bit for bit that of ``Reals``, whose derivations hold here too; what is not plain (a step that
has no value, or whose operands leave it open) is left to ``Reals`` and the interpreter. Written so that mypyc makes it C.
Imports ``tape_functions``, ``doubles`` and below.
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.annotations import Any, Final
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.protocol import CALL, COPY, POWER, PRODUCT, SUM, NoValueError, Step
from symdiff.evaluator.arithmetic.tape_functions import (
    FUNCTION,
    NAMED,
    TINY,
    UNIT,
    UP,
    function,
    power,
    product,
    whole_power,
)

Instruction = tuple[int, int, int, int, Any]
"""Operation, slot of the result, slots of two operands, and what else the operation needs."""

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
                code.append((NAMED[extra.instruction], slot, arguments[0], 0, None))
            elif extra.arity[1] != 1 or extra.real is None or (extra.kink is not None and extra.kink.jump):
                code.append((ANY_CALL, slot, 0, 0, (extra, arguments)))
            else:
                holds = None if extra.domain is None else extra.domain.holds
                row = (extra.real, extra.ulps * UNIT, extra.cancels, extra.steady, holds, extra)
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
    for op, out, a, b, extra in code:
        if op == TIMES:
            u: float = values[a]
            v: float = values[b]
            e: float = bounds[b]
            value = u * v
            bound = (abs(u) * e + (abs(v) + e) * bounds[a] + UNIT * abs(value) + TINY) * UP
        elif op == PLUS:
            value = values[a] + values[b]
            bound = (bounds[a] + bounds[b] + UNIT * abs(value)) * UP
        elif op == WHOLE_POWER:
            if bounds[b]:  # an exponent of more than 53 bits
                return False
            value, bound = whole_power(values[a], bounds[a], values[b], extra)
        elif op == SUM_STEP:
            value = values[a]
            bound = bounds[a]
            rounding: float = 0.0
            for term in extra:
                value += values[term]
                bound += bounds[term]
                rounding += abs(value)
            bound = (bound + UNIT * rounding) * UP
        elif op == PRODUCT_STEP:
            factors, divides = extra
            value, bound = product(values, bounds, factors, divides, b == 1)
        elif op == OVER:
            v = values[b]
            e = bounds[b]
            room: float = abs(v) - e
            if not room > 0:
                return False
            value = values[a] / v
            bound = ((bounds[a] + abs(value) * e) / room + UNIT * abs(value) + TINY) * UP
        elif op == POWER_STEP:
            value, bound = power(values[a], bounds[a], values[b], bounds[b], extra)
        elif op >= FUNCTION:
            value, bound = function(op, values[a], bounds[a], extra)
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
            bound = (abs(value) * e / room + UNIT * abs(value) + TINY) * UP
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
