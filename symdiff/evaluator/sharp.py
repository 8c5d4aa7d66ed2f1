"""The instructions of ``tape`` in mpmath's numbers: values to the last bit as ``Multiprecision`` has them, bounds as doubles.

A bound needs no more digits than a double has: the rounding of the bounds is covered as in ``reals``. What is beyond
their range, near an edge or not plain is left to the interpreter. Values are mpmath's raw numbers (sign, mantissa,
exponent, bits), which saves the making of objects. Imports ``tape`` and below; mpmath when it is first needed.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from symdiff.evaluator.arithmetic import Multiprecision
from symdiff.evaluator.program import Program
from symdiff.evaluator.steps import NoValueError, Step
from symdiff.evaluator.tape import (
    ANY_CALL,
    COPY_STEP,
    COS,
    EXP,
    FUNCTION,
    LOG,
    NEGATIVE,
    OVER,
    PLUS,
    POWER_STEP,
    PRODUCT_STEP,
    RECIPROCAL,
    SIN,
    SUM_STEP,
    TIMES,
    UP,
    WHOLE_POWER,
    Instruction,
    instructions,
)
from symdiff.operators import Number, Truth

Raw = tuple[int, int, int, int]

_RANGE: Final = 250
"""Values beyond 2**250, or nearer to 0 than 2**-250, have bounds whose products doubles might not hold."""

_LONGEST: Final = 1000
"""Mantissas of more bits are no doubles before they are shifted."""


class Sharp:
    """Values, bounds and sizes (absolute values as doubles) by slot."""

    __slots__ = ("_arithmetic", "bounds", "sizes", "values")

    def __init__(self, arithmetic: Multiprecision, values: list[Any], bounds: list[float], sizes: list[float]) -> None:
        self._arithmetic = arithmetic
        self.values = values
        self.bounds = bounds
        self.sizes = sizes

    def copy(self) -> Sharp:
        return Sharp(self._arithmetic, self.values.copy(), self.bounds.copy(), self.sizes.copy())

    def put(self, slot: int, value: Raw, bound: float) -> bool:
        """A value in its slot; False where doubles do not hold its size."""
        size = _size(value)
        self.values[slot], self.bounds[slot], self.sizes[slot] = value, bound, size
        return size >= 0

    def found(self, slot: int) -> tuple[Any, Any]:
        """A value and its bound as mpmath's objects."""
        return self._arithmetic.made(self.values[slot]), self._arithmetic.of(self.bounds[slot])

    def play(self, code: list[Instruction]) -> bool:
        """Carry out instructions; False where one of them is left to the interpreter."""
        try:
            return _play(code, self, self._arithmetic)
        except (NoValueError, OverflowError, ValueError, ZeroDivisionError):
            return False


class SharpTrack:
    """As ``tape.Track``."""

    __slots__ = ("_code", "_sharp")

    def __init__(self, code: list[Instruction], sharp: Sharp) -> None:
        self._code = code
        self._sharp = sharp

    def moved(self, slot: int, place: Any) -> bool:
        return self._sharp.put(slot, place._mpf_, 0.0) and self._sharp.play(self._code)

    def value(self, slot: int) -> Any:
        return self._sharp.found(slot)[0]

    def found(self, slot: int) -> tuple[Any, Any]:
        return self._sharp.found(slot)


def played(program: Program, arithmetic: Multiprecision, needed: bytearray) -> Sharp | None:
    """The needed slots of a program; None where they are left to the interpreter."""
    code = instructions([step for step in program.steps if needed[step[1]]])
    if code is None:
        return None
    count = len(needed)
    sharp = Sharp(arithmetic, [None] * count, [0.0] * count, [0.0] * count)
    for slot, head, value in program.leaves:
        if needed[slot]:
            if head is Truth:
                return None
            found, bound = arithmetic.number(value) if head is Number else arithmetic.constant(value)
            if not sharp.put(slot, found._mpf_, float(bound)):
                return None
    return sharp if sharp.play(code) else None


def track(sharp: Sharp, steps: Sequence[Step]) -> SharpTrack | None:
    code = instructions(steps)
    return None if code is None else SharpTrack(code, sharp.copy())


def _size(value: Raw) -> float:
    """The absolute value as a double, -1 where it is none of the range."""
    _, mantissa, exponent, bits = value
    if not mantissa:
        return 0.0 if not exponent else -1.0
    if bits > _LONGEST:
        return -1.0
    return math.ldexp(mantissa, exponent) if -_RANGE < exponent + bits < _RANGE else -1.0


def _signed(value: Raw) -> float:
    """A number as a double. Raises OverflowError where its mantissa is none."""
    size = math.ldexp(value[1], value[2])
    return -size if value[0] else size


def _play(code: list[Instruction], sharp: Sharp, arithmetic: Multiprecision) -> bool:
    from mpmath.libmp import (
        from_float,
        fzero,
        mpf_add,
        mpf_cos,
        mpf_div,
        mpf_exp,
        mpf_log,
        mpf_mul,
        mpf_neg,
        mpf_pow,
        mpf_rdiv_int,
        mpf_sin,
        mpf_sqrt,
        mpf_sub,
    )

    functions = {EXP: mpf_exp, LOG: mpf_log, SIN: mpf_sin, COS: mpf_cos}
    values, bounds, sizes = sharp.values, sharp.bounds, sharp.sizes
    prec = arithmetic.bits
    unit = 2.0**-arithmetic.precision
    bound: float
    for op, out, a, b, extra in code:
        if op == TIMES:
            value = mpf_mul(values[a], values[b], prec, "n")
            size = _size(value)
            e: float = bounds[b]
            bound = (sizes[a] * e + (sizes[b] + e) * bounds[a] + unit * size) * UP
        elif op in (PLUS, SUM_STEP):
            value = values[a]
            bound = bounds[a]
            rounding = 0.0
            for term in (b,) if op == PLUS else extra:
                value = mpf_add(value, values[term], prec, "n")
                bound += bounds[term]
                size = _size(value)
                if size < 0:
                    return False
                rounding += size
            bound = (bound + unit * rounding) * UP
        elif op in (PRODUCT_STEP, OVER):
            factors, divides = ((a, b), (False, True)) if op == OVER else extra
            value = None
            size = 1.0
            bound = 0.0
            for factor, divide in zip(factors, divides, strict=True):
                other = sizes[factor]
                e = bounds[factor]
                if divide:
                    if not other > 2 * e:
                        return False
                    value = (
                        mpf_rdiv_int(1, values[factor], prec, "n")
                        if value is None
                        else mpf_div(value, values[factor], prec, "n")
                    )
                    size = _size(value)
                    bound = (bound + size * e) / (other - e) + unit * size
                elif value is None:
                    value = values[factor]
                    size = other
                    bound = e
                else:
                    before = size
                    value = mpf_mul(value, values[factor], prec, "n")
                    size = _size(value)
                    bound = before * e + (other + e) * bound + unit * size
                if size < 0:
                    return False
            if op == PRODUCT_STEP and b:
                value = mpf_neg(value)
            bound *= UP
        elif op in (WHOLE_POWER, POWER_STEP):
            base, exponent = values[a], values[b]
            u = sizes[a]
            d: float = bounds[a]
            v = sizes[b]
            g: float = bounds[b]
            if not u > 2 * d or (op == POWER_STEP and base[0]) or (op == WHOLE_POWER and g):
                if u or d or op != WHOLE_POWER or extra:
                    return False
                value = fzero
                bound = 0.0
            else:
                value = (
                    mpf_sqrt(base, prec, "n")
                    if v == 0.5 and not g and not exponent[0]
                    else mpf_pow(base, exponent, prec, "n")
                )
                size = _size(value)
                spread = d / (u - d)
                move = v * spread
                if g:  # the logarithm errs by 2**-53 where the base is near 1
                    move += g * (abs(math.log(u)) + 2.0**-52 + spread)
                if not move < 0.25:
                    return False
                bound = (size * (move + move * move + 2.0 * unit)) * UP
        elif op in functions:
            operand = values[a]
            u = sizes[a]
            d = bounds[a]
            if op == LOG and (operand[0] or not u > 2 * d):
                return False
            function = functions[op]
            value = function(operand, prec, "n")
            size = _size(value)
            noise = 2.0 * unit * size
            bound = (noise) * UP
            if d:
                reach = d + 2 * unit * u
                if reach > 2.0**-8:
                    return False
                ends = from_float(reach)
                high = _signed(mpf_sub(function(mpf_add(operand, ends, prec, "n"), prec, "n"), value, prec, "n"))
                low = _signed(mpf_sub(function(mpf_sub(operand, ends, prec, "n"), prec, "n"), value, prec, "n"))
                spread = max(abs(high), abs(low)) * (2 if (high < 0) == (low < 0) else 1) + 2 * noise
                bound = (spread + noise) * UP
        elif op == NEGATIVE:
            value = mpf_neg(values[a])
            bound = bounds[a] * UP
        elif op == RECIPROCAL:
            u = sizes[a]
            d = bounds[a]
            if not u > 2 * d:
                return False
            value = mpf_rdiv_int(1, values[a], prec, "n")
            size = _size(value)
            bound = (size * d / (u - d) + unit * size) * UP
        elif op == COPY_STEP:
            value = values[a]
            bound = bounds[a]
        else:
            row, operands = (extra[5], (a,)) if op == FUNCTION else extra
            assert op in (FUNCTION, ANY_CALL)
            found, error = arithmetic.call(row, [sharp.found(operand) for operand in operands])
            value = found._mpf_
            bound = float(error)
        if not bound < math.inf or not sharp.put(out, value, bound):
            return False
    return True
