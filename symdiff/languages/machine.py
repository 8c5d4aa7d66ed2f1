"""What a machine computes at a point, and what is exact there, by balls of as many digits as that takes. Imports ``lowering`` and ``libm``."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

from symdiff.frozen import Frozen
from symdiff.languages.libm import FUNCTIONS, of_numbers
from symdiff.languages.lowering import Instruction, Lowering

_LEAST_BITS: Final = 128
_MOST_BITS: Final = 4096


class Kind(Frozen):
    """A kind of floating-point numbers."""

    name: str
    unit: float
    """Its unit roundoff."""
    least: float
    """The least positive number, which bounds what an underflow loses."""
    normal: float
    """The least number of full precision."""
    largest: float


DOUBLE: Final = Kind("doubles", 2.0**-53, 2.0**-1074, 2.0**-1022, 1.7976931348623157e308)
SINGLE: Final = Kind("numbers of 32 bits", 2.0**-24, 2.0**-149, 2.0**-126, 3.4028234663852886e38)


def needed(lowering: Lowering, outputs: Sequence[int]) -> list[int]:
    """The instructions that outputs need, operands first."""
    wanted = set(outputs)
    for number in range(len(lowering.instructions) - 1, -1, -1):
        if number in wanted:
            wanted.update(lowering.instructions[number].operands)
    return sorted(wanted)


def exact_number(each: Instruction) -> Fraction:
    """What a number stands for."""
    return Fraction(each.number) if each.exact is None else each.exact


def narrowed(value: float) -> float:
    """The nearest number of 32 bits."""
    try:
        return float(struct.unpack("f", struct.pack("f", value))[0])
    except OverflowError:
        return math.copysign(math.inf, value)


_MACHINE: Final[Mapping[str, Callable[..., float]]] = {
    **{
        name: getattr(math, name)
        for name in FUNCTIONS
        if hasattr(math, name)
    },
    "tgamma": math.gamma, "atan2": lambda y, x: math.atan2(y + 0.0, x), "pow": math.pow, "fabs": math.fabs, "fmax": max, "fmin": min, "floor": lambda x: float(math.floor(x)),
    "ceil": lambda x: float(math.ceil(x)), "sign": lambda x: float((x > 0) - (x < 0)),
}  # fmt: skip
_RELATIONS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": lambda x, y: x < y, "<=": lambda x, y: x <= y, ">": lambda x, y: x > y, ">=": lambda x, y: x >= y,
    "==": lambda x, y: x == y, "!=": lambda x, y: x != y,
}  # fmt: skip
_OPERATIONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "add": lambda x, y: x + y, "subtract": lambda x, y: x - y, "multiply": lambda x, y: x * y, "divide": lambda x, y: x / y,
}  # fmt: skip


def computed(lowering: Lowering, order: Sequence[int], point: Mapping[str, float], kind: Kind) -> dict[int, Any]:
    """What a machine computes at a point; not a number where a function has no value."""
    rounded: Callable[[float], float] = narrowed if kind is SINGLE else float
    values: dict[int, Any] = {}
    for number in order:
        each = lowering.instructions[number]
        below = [values[operand] for operand in each.operands]
        try:
            match each.kind:
                case "variable":
                    values[number] = point[each.name]
                case "number":
                    values[number] = rounded(each.number)
                case "truth":
                    values[number] = bool(each.number)
                case "call":
                    values[number] = rounded(_MACHINE[each.name](*below))
                case _:
                    found = _plain(each, below)
                    values[number] = rounded(found) if isinstance(found, float) else found
        except (ValueError, ArithmeticError, KeyError):
            values[number] = math.nan
    return values


def _plain(each: Instruction, below: Sequence[Any]) -> Any:
    """An instruction that is no leaf and no call, of machine numbers or balls."""
    match each.kind:
        case "negate":
            return -below[0]
        case "choose":
            return below[1] if below[0] else below[2]
        case "compare":
            return bool(_RELATIONS[each.name](*below))
        case "and":
            return all(below)
        case "or":
            return any(below)
        case "not":
            return not below[0]
    return _OPERATIONS[each.kind](*below)


def exactly(lowering: Lowering, order: Sequence[int], point: Mapping[str, float]) -> dict[int, Any]:
    """The exact value of each instruction at a point as a ball, at flint's precision of the moment; None where it has none."""
    from flint import arb, fmpq

    values: dict[int, Any] = {}
    for number in order:
        each = lowering.instructions[number]
        below = [values[operand] for operand in each.operands]
        value: Any = None
        try:
            match each.kind:
                case "variable":
                    value = arb(point[each.name])
                case "number":
                    exact = exact_number(each) if math.isfinite(each.number) else None
                    value = None if exact is None else arb(fmpq(exact.numerator, exact.denominator))
                case "truth":
                    value = bool(each.number)
                case "call" if None not in below:
                    value = _called(each.name, below)
                case "choose":
                    value = None if below[0] is None else below[1] if below[0] else below[2]
                case "compare" if None not in below:
                    apart = below[0] - below[1]
                    told = apart > 0 or apart < 0 or apart.is_zero()
                    value = _RELATIONS[each.name](int(apart > 0) - int(apart < 0), 0) if told else None
                case _ if None not in below:
                    value = _plain(each, below)
        except (ValueError, ArithmeticError):
            value = None
        values[number] = value if value is None or isinstance(value, bool) or value.is_finite() else None
    return values


def _called(name: str, below: list[Any]) -> Any:
    match name:
        case "sign":
            value = below[0]
            return (
                type(value)(1 if value > 0 else -1 if value < 0 else 0)
                if not value.contains(0) or value.is_zero()
                else None
            )
        case "floor" | "ceil":
            found = below[0].floor() if name == "floor" else below[0].ceil()
            return found if found.is_exact() else None
    if name == "pow" and not below[0] > 0 and below[1].is_integer():
        return below[0] ** below[1]
    return of_numbers(name, below)


def errors_at(
    lowering: Lowering,
    order: Sequence[int],
    outputs: Sequence[int],
    place: Mapping[str, float],
    machine: Mapping[int, Any],
) -> Iterator[tuple[float | None, float | None]]:
    """The absolute and relative errors of the outputs at a point; None where they are not known."""
    bits = _LEAST_BITS
    known: dict[int, tuple[float | None, float | None]] = {}
    while len(known) < len(outputs) and bits <= _MOST_BITS:
        with precise(bits):
            exact = exactly(lowering, order, place)
            for number, output in enumerate(outputs):
                if number in known:
                    continue
                value, got = exact[output], machine[output]
                if value is None or not math.isfinite(got):
                    if value is None and bits * 2 <= _MOST_BITS:
                        continue
                    known[number] = None, None
                elif value.is_zero():
                    known[number] = abs(got), 0.0 if got == 0 else None
                elif value.rel_accuracy_bits() >= 64 or bits * 2 > _MOST_BITS:
                    away = abs(value - got)
                    known[number] = float(away.mid()), float((away / abs(value)).mid())
        bits *= 2
    for number in range(len(outputs)):
        yield known.get(number, (None, None))


@contextmanager
def precise(bits: int) -> Iterator[None]:
    """So many bits for flint's balls, in here."""
    from flint import ctx

    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before
