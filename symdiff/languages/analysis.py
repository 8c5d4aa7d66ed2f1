"""Instructions over a piece of a box, in intervals with bounds on rounding errors. Imports ``lowering`` and ``libm``.

Of each instruction there is the range of its exact value, and by running error analysis (Higham, *Accuracy and Stability of Numerical
Algorithms*, section 3.3) bounds on the absolute and the relative error of what a machine computes there. Ends of ranges are doubles
rounded outward, those of functions the ends of arb's balls.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from symdiff.languages.libm import FUNCTIONS, POWER_UNITS
from symdiff.languages.lowering import Instruction, Lowering
from symdiff.languages.machine import DOUBLE, Kind, exact_number, narrowed, needed

_UP: Final = 1 + 2.0**-48
"""Covers the rounding of the bounds' own arithmetic, a few operations each."""
NONE: Final = math.inf

Piece = tuple[tuple[float, float], ...]
"""A range of each variable."""
State = tuple[float, float, float, float, bool]
"""Of an instruction: the ends of its exact value's range, bounds on the absolute and relative error, and whether it may have underflown."""


class Analysis:
    """The instructions that outputs need, run over pieces."""

    def __init__(
        self, lowering: Lowering, outputs: Sequence[int], variables: Sequence[str], kind: Kind, spelled: Callable[[str], bool],
    ) -> None:  # fmt: skip
        from flint import arb

        self.kind = kind
        self.ball = arb
        self.outputs = outputs
        self.place = {name: k for k, name in enumerate(variables)}
        self.order = needed(lowering, outputs)
        self.size = len(self.order)
        self.steps: list[tuple[int, Instruction]] = [(number, lowering.instructions[number]) for number in self.order]
        self.instructions = lowering.instructions
        self.fixed = {number: self._number(each) for number, each in self.steps if each.kind == "number"}
        self.halves = {number for number in self.fixed if self._is_power_of_two(lowering.instructions[number].number)}
        self.spelled = spelled
        self.lost = self._lost()
        """Of the outputs, those that rest on a function without a bound."""

    def _lost(self) -> list[bool]:
        lost: dict[int, bool] = {}
        for number, each in self.steps:
            known = each.name in _EXACT or (self.spelled(each.name) and (each.name == "pow" or each.name in FUNCTIONS))
            lost[number] = (each.kind == "call" and not known) or any(lost[operand] for operand in each.operands)
        return [lost[output] for output in self.outputs]

    def _is_power_of_two(self, value: float) -> bool:
        return math.isfinite(value) and abs(math.frexp(value)[0]) == 0.5

    def _number(self, each: Instruction) -> State:
        if math.isnan(each.number):
            return -NONE, NONE, NONE, NONE, False
        machine = each.number if self.kind is DOUBLE else narrowed(each.number)
        if not math.isfinite(machine):
            return -NONE, NONE, NONE, NONE, False
        exact = exact_number(each)
        away = abs(Fraction(machine) - exact)
        if not away:
            return machine, machine, 0.0, 0.0, False
        low, high = _outward(exact)
        absolute = _above(away)
        return low, high, absolute, absolute / min(abs(low), abs(high)) * _UP, False

    def run(self, piece: Piece) -> list[tuple[float, float, bool]]:
        """The errors of each output over a piece, infinite where there is no bound, and whether a step may underflow."""
        states: dict[int, Any] = {}
        for number, each in self.steps:
            match each.kind:
                case "variable":
                    low, high = piece[self.place[each.name]]
                    states[number] = (low, high, 0.0, 0.0, False)
                case "number":
                    states[number] = self.fixed[number]
                case "add" | "subtract" | "multiply" | "divide":
                    states[number] = self._operation(each, states)
                case "negate":
                    low, high, absolute, relative, under = states[each.operands[0]]
                    states[number] = (-high, -low, absolute, relative, under)
                case "call":
                    states[number] = self._call(each.name, [states[operand] for operand in each.operands])
                case "choose":
                    condition, *cases = self._taken(each, states)
                    compared = self.instructions[condition]
                    if compared.kind == "compare" and compared.name in _LARGER and list(compared.operands) == cases:
                        states[number] = _EXACT[_LARGER[compared.name]](*(states[operand] for operand in cases))
                    else:
                        states[number] = _chosen(states[condition], *(states[operand] for operand in cases))
                case "truth":
                    states[number] = bool(each.number), True
                case "compare":
                    states[number] = _compared(each.name, *(states[operand] for operand in each.operands))
                case _:
                    states[number] = _joint(each.kind, [states[operand] for operand in each.operands])
        found = []
        for output in self.outputs:
            low, high, absolute, relative, under = states[output]
            if high - low == NONE or not max(-low, high) < self.kind.largest:
                absolute = relative = NONE
            found.append((absolute, relative, under))
        return found

    def _taken(self, each: Instruction, states: Mapping[int, Any]) -> tuple[int, ...]:
        """The operands of a choice; the last case alone, where that has the opposite condition and both compare numbers."""
        condition, first, second = each.operands
        other = self.instructions[second]
        if other.kind == "choose" and math.isnan(self.instructions[other.operands[2]].number):
            compared = [condition, other.operands[0]]
            for number in compared:
                its = self.instructions[number]
                if its.kind in ("and", "or", "not"):
                    compared += its.operands
            sides = [
                self.instructions[number].operands for number in compared if self.instructions[number].kind == "compare"
            ]
            opposite = {frozenset(pair) for pair in sides[: len(sides) // 2]} == {frozenset(pair) for pair in sides}
            if opposite and all(states[side][2] < NONE for pair in sides for side in pair):
                return condition, first, other.operands[1]
        return each.operands

    def _operation(self, each: Instruction, states: Mapping[int, Any]) -> State:
        kind, operands = each.kind, each.operands
        unit, least = self.kind.unit, self.kind.least
        first, second = states[operands[0]], states[operands[1]]
        a, b, ea, ra, ua = first
        c, d, ec, rc, uc = second
        under = ua or uc
        relative = NONE
        if kind in {"add", "subtract"}:
            if kind == "subtract":
                c, d = -d, -c
            low, high = _down(a + c), _up(b + d)
            moved = ea + ec
            if (a >= 0 and c >= 0) or (b <= 0 and d <= 0):
                relative = max(ra, rc)
            elif not moved:
                relative = 0.0
            size = max(-low, high)
            # What is exact has no error: adding 0, or two numbers apart by a factor of at most 2 (Sterbenz).
            exact = (a == b == 0 or c == d == 0) or (not moved and _near(a, b, -d, -c))
            own = 0.0 if exact else unit
            absolute = (moved + own * (size + moved)) * _UP
            relative = (relative + own * (1 + relative)) * _UP
            return self._settled(low, high, absolute, relative, under)
        square = operands[0] == operands[1] and kind == "multiply"
        if kind == "multiply":
            low, high = _square(a, b) if square else _times(a, b, c, d)
            moved = max(-a, b) * ec + max(-c, d) * ea + ea * ec
            relative = (ra + rc + ra * rc) * _UP
        else:
            room = (c if c > 0 else -d if d < 0 else 0.0) - ec * _UP
            if not room > 0:
                return -NONE, NONE, NONE, NONE, False
            low, high = _over(a, b, c, d)
            moved = (ea + max(-low, high) * ec) / room * _UP
            relative = (ra + rc) / (1 - rc) * _UP if rc < 1 else NONE
        halves = [operand for operand in operands if operand in self.halves]
        exact = operands[1] in halves or (kind == "multiply" and bool(halves))
        own = 0.0 if exact else unit
        size = max(-low, high)
        if moved != moved:  # noqa: PLR0124 - not a number: 0 times infinity
            moved = NONE
        absolute = (moved + own * (size + moved)) * _UP
        if relative != relative:  # noqa: PLR0124
            relative = NONE
        relative = (relative + own * (1 + relative)) * _UP
        if (a == b == 0 and not ea) or (c == d == 0 and not ec):
            return 0.0, 0.0, 0.0, 0.0, under
        normal = self.kind.normal
        # What is exact loses nothing where it does not become less.
        grows = exact and kind == "multiply" and any(abs(states[each][0]) >= 1 for each in halves)
        if not (low > normal or high < -normal or grows):
            under = True
            absolute += least
        return self._settled(low, high, absolute, relative, under)

    def _settled(self, low: float, high: float, absolute: float, relative: float, under: bool) -> State:
        """Each error by the other, and none where the machine's number may be beyond the largest."""
        if not (low == low and high == high and absolute == absolute and relative == relative):  # noqa: PLR0124
            return -NONE, NONE, NONE, NONE, under
        size = max(-low, high)
        least = low if low > 0 else -high if high < 0 else 0.0
        if not under and relative * size * _UP < absolute:
            absolute = relative * size * _UP
        if least and absolute / least * _UP < relative:
            relative = absolute / least * _UP
        if not size + absolute < self.kind.largest:
            absolute = relative = NONE
        return low, high, absolute, relative, under

    def _call(self, name: str, operands: list[Any]) -> State:
        none = -NONE, NONE, NONE, NONE, False
        if any(each[2] == NONE for each in operands):
            return none
        if name in _EXACT:
            return _EXACT[name](*operands)
        if not self.spelled(name):
            return none
        if name == "pow":
            return self._power(*operands)
        row = FUNCTIONS.get(name)
        if row is None:
            return none
        if name == "atan2":
            (a, b, ea, _, _), (c, _, ec, _, _) = operands
            # Beside the cut an error may change the sign.
            if (ea or ec) and c - ec <= 0 and a - ea <= 0 <= b + ea:
                return none
        low, high = self._values(row, operands)
        moved = 0.0
        reached = [self._wide(a, b, e) for a, b, e, _, _ in operands]
        for slope, (_, _, error, _, _) in zip(row.slopes, operands, strict=True):
            if error:
                moved += error * self._size(slope, reached)
        unit = 2 * row.units * self.kind.unit
        size = max(-low, high)
        absolute = (moved + unit * (size + moved)) * _UP
        relative = NONE
        before = max(each[3] for each in operands)
        under = any(each[4] for each in operands)
        if name == "exp":
            relative = math.expm1(min(moved and operands[0][2], 600.0)) if operands[0][2] < 600 else NONE
        elif name == "log" and before < 0.5:
            # abs(log(1 + r)) is at most abs(r)/(1 - abs(r)), wherever the operand is.
            if not under:
                absolute = min(absolute, (before / (1 - before) * (1 + unit) + unit * size) * _UP)
        elif row.tame or name == "hypot" or not moved:
            relative = before if moved else 0.0
            if row.units and name == "sqrt" and before < 0.5:
                relative = before / 2 * (1 + before)
            elif name == "cbrt" and before < 0.5:
                relative = before / 3 * (1 + before)
        relative = (relative + unit * (1 + relative)) * _UP
        normal = self.kind.normal
        if not (low > normal or high < -normal) and name not in _NEVER_UNDER:
            under = True
            absolute += self.kind.least
        return self._settled(low, high, absolute, relative, under)

    def _values(self, row: Any, operands: list[Any]) -> tuple[float, float]:
        """The range of a function: by its ends where it only rises or falls, else over the whole ball."""
        try:
            if row.rises:
                low, high = operands[0][:2]
                ends = _ends(row.value(self.ball(low))), _ends(row.value(self.ball(high)))
                if row.rises < 0:
                    ends = ends[1], ends[0]
                return ends[0][0], ends[1][1]
            return _ends(row.value(*(self._wide(a, b, 0.0) for a, b, _, _, _ in operands)))
        except (ValueError, ZeroDivisionError):
            return -NONE, NONE

    def _wide(self, low: float, high: float, error: float) -> Any:
        """The ball of all that the exact value and the machine's may be."""
        if not (high - low < NONE and error < NONE):
            return self.ball(0, NONE)
        return self.ball(_down(low - error)).union(self.ball(_up(high + error)))

    def _size(self, slope: Callable[..., Any], reached: list[Any]) -> float:
        try:
            low, high = _ends(slope(*reached))
        except (ValueError, ZeroDivisionError):
            return NONE
        return max(-low, high)

    def _power(self, base: Any, exponent: Any) -> State:
        """``pow``: of a positive base by its logarithm, of others with whole numbers that are fixed."""
        none = -NONE, NONE, NONE, NONE, False
        a, b, ea, ra, ua = base
        c, d, ec, _rc, uc = exponent
        ball = self.ball
        unit = 2 * POWER_UNITS * self.kind.unit
        fixed = c == d and not ec
        under = ua or uc
        if not a - ea > 0:
            if not (fixed and c == int(c) and c > 0):
                if a == 0 and not ea and fixed and c > 0:
                    low, high = 0.0, _ends(ball(b) ** ball(c))[1]
                    return self._settled(low, high, (unit * high + self.kind.least) * _UP, unit, True)
                return none
            size = _ends(ball(max(-a, b)) ** ball(c))[1] if max(-a, b) else 0.0
            reach = _ends(ball(max(-a, b) + ea) ** ball(c - 1))[1]
            low = 0.0 if c % 2 == 0 else -size if a < 0 else 0.0
            moved = ea * c * reach
            relative = math.expm1(-c * math.log1p(-ra)) if ra < 0.5 else NONE
            relative = (relative + unit * (1 + relative)) * _UP
            return self._settled(low, size, (moved + unit * (size + moved) + self.kind.least) * _UP, relative, True)
        corners = [_ends(ball(x) ** ball(y)) for x in (a, b) for y in (c, d)]
        low, high = min(corner[0] for corner in corners), max(corner[1] for corner in corners)
        # What holds only where nothing underflows bounds no absolute error.
        ra = min(NONE if under else ra, ea / a * _UP) if a else ra
        # The logarithm of the result moves by at most abs(y)*log of the base's change, and the exponent's change times log(x).
        if not ra < 0.5:
            return low, high, NONE, NONE, under
        logs = [_ends(ball(x).log()) for x in (_down(a - ea), _up(b + ea))]
        spread = max(-logs[0][0], logs[1][1])
        move = (-math.log1p(-ra) * max(-c, d) + ec * spread) * _UP
        relative = math.expm1(move) if move < 600 else NONE
        relative = (relative + unit * (1 + relative)) * _UP
        absolute = relative * high * _UP
        if not low > self.kind.normal:
            under = True
        return self._settled(low, high, absolute + self.kind.least, relative, under)


_NEVER_UNDER: Final = frozenset(("sqrt", "cbrt", "acos", "cos", "cosh", "hypot", "log", "sin", "tan", "atan", "asin", "sinh", "tanh", "asinh", "atanh", "expm1", "log1p", "erf"))  # fmt: skip
"""Functions that are below the least number of full precision only where their operand is, or by as much as their own error."""


def _up(value: float) -> float:
    return math.nextafter(value, NONE)


def _down(value: float) -> float:
    return math.nextafter(value, -NONE)


def _above(value: Fraction) -> float:
    try:
        return _up(float(value))
    except OverflowError:
        return NONE


def _outward(value: Fraction) -> tuple[float, float]:
    try:
        near = float(value)
    except OverflowError:
        return (1.7976931348623157e308, NONE) if value > 0 else (-NONE, -1.7976931348623157e308)
    return (near, near) if near == value else (_down(near), _up(near))


def _ends(ball: Any) -> tuple[float, float]:
    """Doubles on both sides of a ball."""
    if not ball.is_finite():
        return -NONE, NONE
    return _down(float(ball.lower())), _up(float(ball.upper()))


def _times(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    ends = a * c, a * d, b * c, b * d
    if not all(end == end for end in ends):  # noqa: PLR0124 - not a number: 0 times infinity
        return -NONE, NONE
    return _rounded(ends, _side(a, b) * _side(c, d))


def _side(low: float, high: float) -> int:
    """1 where no number of a range is negative, -1 where none is positive, else 0."""
    return 1 if low >= 0 else -1 if high <= 0 else 0


def _rounded(ends: Sequence[float], side: int) -> tuple[float, float]:
    """The least and the largest of computed ends, rounded outward, but not across 0 to a side where nothing is."""
    low, high = _down(min(ends)), _up(max(ends))
    return max(low, 0.0) if side > 0 else low, min(high, 0.0) if side < 0 else high


def _square(a: float, b: float) -> tuple[float, float]:
    if a >= 0:
        return max(0.0, _down(a * a)), _up(b * b)
    if b <= 0:
        return max(0.0, _down(b * b)), _up(a * a)
    return 0.0, _up(max(a * a, b * b))


def _over(a: float, b: float, c: float, d: float) -> tuple[float, float]:
    ends = a / c, a / d, b / c, b / d
    if not all(end == end for end in ends):  # noqa: PLR0124
        return -NONE, NONE
    return _rounded(ends, _side(a, b) * _side(c, d))


def _near(a: float, b: float, c: float, d: float) -> bool:
    """Whether any two numbers of two ranges are within a factor of 2, so that their difference is a machine's number."""
    if b < 0 and d < 0:
        a, b, c, d = -b, -a, -d, -c
    return a > 0 and c > 0 and b <= 2 * c and d <= 2 * a


def _chosen(condition: tuple[bool | None, bool], first: State, second: State) -> State:
    """What a choice gives: one of the two, or what holds of both, and their distance where the machine may take the other one."""
    truth, sure = condition
    if truth is not None:
        return first if truth else second
    low, high = min(first[0], second[0]), max(first[1], second[1])
    absolute, relative = max(first[2], second[2]), max(first[3], second[3])
    under = first[4] or second[4]
    if sure:
        return low, high, absolute, relative, under
    absolute = (absolute + (high - low)) * _UP
    least = low if low > 0 else -high if high < 0 else 0.0
    return low, high, absolute, absolute / least * _UP if least else NONE, under


def _compared(relation: str, first: State, second: State) -> tuple[bool | None, bool]:
    """Whether a comparison holds, None where it does for some; and whether the machine decides as it should."""
    a, b, ea, _, _ = first
    c, d, ec, _, _ = second
    if not (ea < NONE and ec < NONE):
        return None, False
    # A number that is not off by all of its size is on its side of 0.
    if c == d == ec == 0 and _sided(first):
        ea = 0.0
    if a == b == ea == 0 and _sided(second):
        ec = 0.0
    exact = not ea and not ec
    low, high = _down(a - ea) if ea else a, _up(b + ea) if ea else b
    least, most = _down(c - ec) if ec else c, _up(d + ec) if ec else d
    if relation in ("<", "<=", ">", ">="):
        if relation[0] == ">":
            low, high, least, most = least, most, low, high
        if high < least or (high == least and relation in ("<=", ">=")):
            return True, True
        if low > most or (low == most and relation in ("<", ">")):
            return False, True
        return None, exact
    if high < least or low > most:
        return relation == "!=", True
    if exact and a == b == c == d:
        return relation == "==", True
    return None, exact


def _joint(kind: str, truths: list[tuple[bool | None, bool]]) -> tuple[bool | None, bool]:
    values = [truth for truth, _ in truths]
    if kind == "not":
        return (None if values[0] is None else not values[0]), truths[0][1]
    decides = kind == "or"
    if decides in values:
        return decides, True
    return (None if None in values else not decides), all(sure for _, sure in truths)


def _sided(x: State) -> bool:
    """Whether the machine's number has the sign of the exact one, and is 0 where that is."""
    return x[3] < 1 and not x[4]


def _sign(x: State) -> State:
    a, b, error, _, under = x
    low, high = (a > 0) - (a < 0), (b > 0) - (b < 0)
    if not error or _sided(x) or a > error or b < -error:
        return float(low), float(high), 0.0, 0.0, under
    return -1.0, 1.0, 2.0, NONE, under


def _size(x: State) -> State:
    a, b, absolute, relative, under = x
    low = a if a > 0 else -b if b < 0 else 0.0
    return low, max(-a, b), absolute, relative, under


def _whole(rounded: Callable[[float], float]) -> Callable[[State], State]:
    def made(x: State) -> State:
        a, b, error, _, under = x
        if not (abs(a) < 2.0**52 and abs(b) < 2.0**52 and error < 2.0**52):
            return -NONE, NONE, NONE, NONE, under
        low, high = float(rounded(a)), float(rounded(b))
        if not error or rounded(_down(a - error)) == rounded(_up(b + error)):
            return low, high, 0.0, 0.0, under
        return low, high, error + 1, NONE, under

    return made


def _extreme(choose: Callable[[float, float], float]) -> Callable[[State, State], State]:
    def made(x: State, y: State) -> State:
        return choose(x[0], y[0]), choose(x[1], y[1]), max(x[2], y[2]), max(x[3], y[3]), x[4] or y[4]

    return made


_EXACT: Final[Mapping[str, Callable[..., State]]] = {
    "sign": _sign, "fabs": _size, "floor": _whole(math.floor), "ceil": _whole(math.ceil), "fmax": _extreme(max), "fmin": _extreme(min),
}  # fmt: skip
"""Functions that never round."""
_LARGER: Final = {">": "fmax", "<": "fmin"}
"""What a choice of the two sides of a comparison is."""
