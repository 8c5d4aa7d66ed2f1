"""Exact rational values of a program's slots, for what floats cannot decide. Imports ``protocol`` and below."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.protocol import BRANCH, COPY, LOGIC, POWER, PRODUCT, RELATION, SUM, Step
from symdiff.graph import exact_power
from symdiff.operators import And, Exact, Not, Operator

_EXACT_BITS = 4096
"""Rational values with more bits than this are not pursued."""


class ExactValues:
    """The rational values of some steps' slots, None where there is none; worked out on demand, with what they need, once."""

    __slots__ = ("_constants", "_given", "_known", "_steps", "_tried")

    def __init__(
        self,
        constants: Mapping[int, Exact],
        steps: Sequence[Step],
        given: Callable[[], Mapping[int, Exact]] | None = None,
    ) -> None:
        """``given``: values of slots that take the place of what their steps say."""
        self._constants = constants
        self._steps = steps
        self._given = given
        self._known: dict[int, Exact] | None = None
        self._tried: set[int] = set()

    def __call__(self, slot: int) -> Exact | None:
        known = self._known
        if known is None:
            known = self._known = {**self._constants, **(self._given() if self._given else {})}
        if slot not in known and slot not in self._tried:
            needed = {slot}
            below = []
            for step in reversed(self._steps):
                if step[1] in needed and step[1] not in known and step[1] not in self._tried:
                    needed.update(step[2])
                    below.append(step)
            for step in reversed(below):
                self._tried.add(step[1])
                value = exact_step(step, known)
                if value is not None:
                    known[step[1]] = value
        return known.get(slot)


def rational_value(constants: Mapping[int, Exact], steps: Sequence[Step], slot: int) -> Exact | None:
    """The rational value of one slot as ``ExactValues`` has it, given up at the first step below it that has none."""
    needed = {slot}
    below = []
    for step in reversed(steps):
        if step[1] in needed and step[1] not in constants:
            if step[0] == BRANCH:  # not all that it names need have a value
                return ExactValues(constants, steps)(slot)
            needed.update(step[2])
            below.append(step)
    known = dict(constants)
    for step in reversed(below):
        value = exact_step(step, known)
        if value is None:
            return None
        known[step[1]] = value
    return known.get(slot)


def exact_step(step: Step, known: Mapping[int, Exact]) -> Exact | None:
    """The rational value of a step whose operands are known, unless it has none or is too long."""
    kind, _, arguments, extra = step
    if kind == BRANCH:
        for piece, condition in zip(arguments[::2], arguments[1::2], strict=True):
            if known.get(condition, True):
                return known.get(piece) if condition in known else None
        return None
    operands = []
    for argument in arguments:
        operand = known.get(argument)
        if operand is None:
            return None
        operands.append(operand)
    value = _exact(kind, operands, extra)
    return value if value is not None and _bits(value) <= _EXACT_BITS else None


def _exact(kind: int, operands: Sequence[Any], extra: Any) -> Exact | None:
    if kind == SUM:
        return _bounded(sum(operands[:1]), operands[1:], lambda a, b: a + b)
    if kind == PRODUCT:
        negated, divides = extra
        factors = []
        for value, divide in zip(operands, divides, strict=True):
            if divide and not value:
                return None
            factors.append(1 / Fraction(value) if divide else value)
        return _bounded(-1 if negated else 1, factors, lambda a, b: a * b)
    if kind == POWER:
        base, exponent = operands
        if exponent == 0:
            return 1 if base or extra == 0 else None
        if base == 0:
            return 0 if exponent > 0 else None
        return exact_power(base, exponent, _EXACT_BITS)
    if kind == COPY:
        return operands[0]  # type: ignore[no-any-return]
    if kind == LOGIC:
        return not operands[0] if extra is Not else all(operands) if extra is And else any(operands)
    if kind == RELATION:
        return bool(extra.real(*operands))
    row: Operator = extra
    if row.exact is None or (row.domain is not None and not row.domain.holds(*operands)):
        return None
    return row.exact(*operands)


def _bounded(start: Exact, operands: Iterable[Exact], join: Callable[[Exact, Exact], Exact]) -> Exact | None:
    """The operands joined from the left, None as soon as the result is too long."""
    for operand in operands:
        start = join(start, operand)
        if _bits(start) > _EXACT_BITS:
            return None
    return start


def _bits(value: Exact) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()
