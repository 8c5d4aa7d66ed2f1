"""Real numbers with a running error bound, over any type that has arithmetic operators.

A real value is a pair ``(value, bound)``: the true value lies within ``bound`` of ``value``. The bounds are those of
standard running error analysis (Higham, *Accuracy and Stability of Numerical Algorithms*, section 3.3). A function is
bounded by its own values at the ends of its operand's interval, not by the rule table's partials: what checks the
rules must not rest on them. Imports ``protocol`` and ``operators``.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from symdiff.annotations import Any, ClassVar
from symdiff.evaluator.arithmetic.protocol import NoValueError, UnclearError
from symdiff.operators import CONSTANTS, INTEGRAL, Exact, Operator

Real = tuple[Any, Any]
"""A value and a bound on its absolute error."""

_UP = 1 + 2.0**-28
"""Covers the rounding of the bounds themselves: up to 2**23 operations of relative error 2**-53 and their products."""
_POWER_ULPS = 2.0
"""glibc's pow errs by less than one unit in the last place, two half-units."""


class Reals:
    """Real numbers with bounds, over any type with arithmetic operators; ``unit`` is its unit roundoff."""

    __slots__ = ("tiny", "unit")
    pointwise: ClassVar[bool] = False

    def __init__(self, unit: Any, tiny: Any) -> None:
        self.unit = unit
        self.tiny = tiny
        """Absolute error of a result that underflows."""

    # What a number type adds.

    def number(self, value: Exact) -> Real:
        raise NotImplementedError

    def constant(self, name: str) -> Real:
        raise NotImplementedError

    def function(self, row: Operator) -> Callable[..., Any]:
        """The row's function; it raises ValueError where it is not real."""
        raise NotImplementedError

    def nearest(self, value: Any) -> Any:
        """The whole number next to a value; the value itself where that is far too large to be written out."""
        raise NotImplementedError

    def root(self, value: Any) -> Any:
        """The square root."""
        raise NotImplementedError

    def logarithm(self, value: Any) -> Any:
        raise NotImplementedError

    # What all share.

    def total(self, terms: list[Real]) -> Real:
        value, bound = terms[0]
        rounding = 0 * bound if bound - bound == 0 else 0.0
        for term, error in terms[1:]:
            value = value + term
            bound = bound + error
            rounding = rounding + abs(value)
        return _finite(value), (bound + self.unit * rounding) * _UP

    def product(self, factors: list[Real], shape: tuple[bool, tuple[bool, ...]]) -> Real:
        negated, divides = shape
        unit, tiny = self.unit, self.tiny
        value: Any = None
        bound: Any = 0.0
        for (factor, error), divide in zip(factors, divides, strict=True):
            if divide:
                room = abs(factor) - error
                if not room > 0:
                    raise (UnclearError if error else NoValueError)("division by zero")
                value = 1 / factor if value is None else value / factor
                bound = (bound + abs(value) * error) / room + unit * abs(value) + tiny
            elif value is None:
                value, bound = factor, error
            else:
                before = abs(value)
                value = value * factor
                bound = before * error + (abs(factor) + error) * bound + unit * abs(value) + tiny
        return _finite(-value if negated else value), bound * _UP

    def power(self, base: Real, exponent: Real, exact: Exact | None) -> Real:
        b, d = base
        v, g = exponent
        if exact == 0:
            return self.number(1)
        if not b - d > 0:
            if (
                exact is None and b == 0 and d == 0 and abs(v) > g
            ):  # the sign of the exponent is known, if not its value
                if v < 0:
                    raise NoValueError("division by zero")
                return self.number(0)
            self._power_domain(b, d, exact, literal=g == 0)
            if b == 0 and d == 0:
                return self.number(0)
        value = self.root(b) if v == 0.5 and g == 0 else self.raised(b, v)
        size = abs(value)
        # With b' within d of b and v' within g of v, log(b'**v') moves by at most
        # abs(v)*r + g*(abs(log b) + r), r = d/(abs(b) - d), since abs(log(1 + s)) <= abs(s)/(1 - abs(s)).
        if abs(b) > d:
            spread = d / (abs(b) - d) if d else d
            move = abs(v) * spread + (g * (abs(self.logarithm(abs(b))) + spread) if g else 0)
            if move < 0.25:  # exp(move) - 1 <= move + move**2 up to there
                return _finite(value), (size * (move + move * move + _POWER_ULPS * self.unit) + self.tiny) * _UP
        if v > 0 and g == 0:
            return value, (self.raised(abs(b) + d, v) * (1 + 4 * self.unit) + size + self.tiny) * _UP
        return value, math.inf

    def raised(self, base: Any, exponent: Any) -> Any:
        return base**exponent

    def _power_domain(self, b: Any, d: Any, exact: Exact | None, literal: bool) -> None:
        """Raise where a base that may be 0 or less has no power, or may have none."""
        if exact is None:
            raise UnclearError("u**v with u <= 0 needs a whole v, or u = 0 < v")
        if b == 0 and d == 0:
            if exact < 0:
                raise NoValueError("division by zero")
        elif exact.denominator != 1:
            raise (NoValueError if b + d < 0 else UnclearError)("u**v with u < 0 needs a whole v")
        elif exact < 0 and b + d >= 0:
            raise UnclearError("division by zero")

    def call(self, row: Operator, operands: list[Real]) -> Real:
        if row.selects and row.real is not None:
            bounds = [bound for _, bound in operands]
            choose: Any = row.real  # compiled, a number of many digits would be made a float on its way
            return choose(value for value, _ in operands), max(bounds)
        if row.domain is not None or (row.kink is not None and row.kink.jump):
            self._call_domain(row, operands)
        if row.binding is not None and row.binding.binder is not INTEGRAL:
            operands = self._with_whole_bounds(row, operands)
        function = self.function(row)
        values = [value for value, _ in operands]
        try:
            value = function(*values)
        except ValueError:
            raise UnclearError(f"{row.name} has no value here") from None
        size = abs(value)
        cancels = row.cancels is not None and row.cancels(*values)
        noise = row.ulps * self.unit * (max(size, 1) if cancels else size)
        steady = math.inf if row.steady is None else row.steady(*values)
        spread: Any = 0.0
        moved = 0
        for i, (operand, bound) in enumerate(operands):
            if not bound:
                continue
            if not bound <= steady:
                return _finite(value), math.inf
            moved += 1
            reach = self._reach(operand, bound)
            try:
                high = function(*values[:i], operand + reach, *values[i + 1 :]) - value
                low = function(*values[:i], operand - reach, *values[i + 1 :]) - value
            except (ValueError, OverflowError, ZeroDivisionError):
                if row.domain is not None and self.settled((operand, reach)) != (operand, reach):
                    raise UnclearError(_needs(row, len(operands))) from None
                return _finite(value), math.inf
            above, below = abs(high), abs(low)
            if size * reach > 0.25 and (high + value) * (low + value) < 0 and row.steady is not None:
                raise UnclearError(f"{row.name}(u) has a pole here")
            # An extremum inside is within the larger end's difference if it is quadratic; twice that is safe.
            turning = 2 if (high < 0) == (low < 0) else 1
            spread = spread + turning * max(above, below) + 2 * noise
        # Several operands moved at once: the mixed second-order part is below the first-order one.
        return _finite(value), ((2 if moved > 1 else 1) * spread + noise + self.tiny) * _UP

    def _with_whole_bounds(self, row: Operator, operands: list[Real]) -> list[Real]:
        """The operands of a sum or product, its bounds being the one whole number that each can be."""
        result = list(operands)
        for i in range(row.binding.ends.count(0)):
            value, bound = operands[i]
            if bound and bound < 0.25:
                whole = int(value + (0.5 if value > 0 else -0.5))
                if abs(value - whole) <= bound:
                    result[i] = self.number(whole)
        return result

    def relation(self, row: Operator, first: Real, second: Real, *, final: bool = False) -> bool:
        """Whether a comparison holds, where the bounds leave no doubt."""
        (u, du), (v, dv) = first, second
        apart = u - v
        doubt = (du + dv + self.unit * abs(apart)) * _UP if du or dv else 0
        assert row.real is not None
        if abs(apart) > doubt or (apart == 0 and not doubt):
            return bool(row.real(u, v))
        if final and doubt - doubt == 0:
            return bool(row.real(0, 0))
        raise UnclearError("the two sides of a comparison cannot be told apart", exists=True)

    def _reach(self, value: Any, bound: Any) -> Any:
        """A distance from a value at which its ends, rounded, lie outside its bound."""
        return bound + 2 * self.unit * abs(value) + self.tiny

    def _call_domain(self, row: Operator, operands: list[Real]) -> None:
        """Raise where the operands lie outside the domain, or may: its edges, and the jumps, are at whole numbers."""
        values = [value for value, _ in operands]
        domain, kink = row.domain, row.kink
        inside = domain is None or domain.holds(*values)
        if any(bound for _, bound in operands):
            snapped = list(values)
            places = [snapped]
            for i, (value, bound) in enumerate(operands):
                if bound:
                    if bound - bound != 0:
                        raise UnclearError(f"{row.name}: no digit of its operand is certain")
                    reach = self._reach(value, bound)
                    ends = [value - reach, value + reach]
                    if reach > 0.5:  # wide enough for a hole of a domain, which all lie about 0
                        ends += [whole for whole in (-1, 0, 1) if abs(value - whole) < reach]
                    places += [[*values[:i], end, *values[i + 1 :]] for end in ends]
                    near = self.nearest(value)
                    if abs(value - near) <= bound:
                        snapped[i] = near
            if domain is not None and any(domain.holds(*place) != inside for place in places):
                raise UnclearError(_needs(row, len(operands)))
            if kink is not None and kink.jump and kink.at(*snapped):
                raise UnclearError(f"{row.name} jumps here")
        if not inside:  # among numbers farther apart than 1 all may be whole
            far = any(bound > 0.5 for _, bound in operands)
            raise (UnclearError if far else NoValueError)(_needs(row, len(operands)))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        raise NotImplementedError

    def settled(self, value: Real) -> Real:
        near = self.nearest(value[0])
        return self.number(near) if isinstance(near, int) and abs(value[0] - near) <= value[1] else value


def _needs(row: Operator, count: int) -> str:
    names = "uvw"[:count]
    assert row.domain is not None
    return f"{row.name}({', '.join(names)}) needs {row.domain.words}"


def _finite(value: Any) -> Any:
    """The value, unless it is an infinity or nan."""
    if value - value == 0:
        return value
    raise UnclearError("overflow", exists=True)


CONSTANT_VALUES = {row.name: row for row in CONSTANTS}
