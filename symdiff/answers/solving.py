"""Where a formula has a given value, along one of its names: by undoing one function after the other, by the zeros of polynomials, by a scan.

What is found serves to choose points, and proves nothing. Imports ``inverses``, the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise, product
from math import floor, isfinite, log2
from typing import Any

from flint import arb, fmpq, fmpq_poly

from symdiff import operators as op
from symdiff.answers.inverses import TURNS, Periodic, undoing
from symdiff.evaluator.arithmetic.balls import Balls, ball, precision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.values.intervals import fraction
from symdiff.graph import Graph
from symdiff.operators import Exact, Operator

BITS = 400
"""Of what is solved for: borders may be as near to one another as a part in 10**100."""
_MOST_POLYNOMIALS = 16
_MOST_DEGREES = 60
_MOST_SCANNED, _MOST_SCANS = 3, 24
"""Nodes that are scanned, and the levels in all that are looked for."""
_GRID = sorted(
    {sign * Fraction(2) ** k for sign in (-1, 1) for k in range(-30, 31, 2)} | {Fraction(k, 2) for k in range(-15, 16)}
)
_HALVINGS = 60
_FEW_STEPS = 9
"""After which values between two places are smaller than at them, but beside a pole."""
_MOST_CHANGES = 16
"""Changes of sign that one scan pursues, the nearest to 0 first."""
_MOST_DIPS, _VERTICES = 3, 8
"""Places where a scanned value comes near to 0 and turns that are looked into, and steps to the turn of each."""
_SECANTS = 8
_MOST_TURNS = 1e12
_TOLD = 1e3
"""Below it fractions with denominators up to 10**6 are further apart than doubles are from what they round."""

Sample = tuple[Fraction, float]
"""A place, and how much the value there is above the level."""


class Solver:
    """The places along a line through a point at which nodes have given values."""

    __slots__ = (
        "_exact",
        "_graph",
        "_holds",
        "_line",
        "_made",
        "_name",
        "_nodes",
        "_program",
        "_run",
        "_sampled",
        "_scans",
        "near",
    )

    def __init__(self, graph: Graph, roots: Sequence[int], name: str, values: Mapping[str, Fraction]) -> None:
        self._graph = graph
        self._name = name
        self._nodes = {other: graph.number(value) for other, value in values.items()}
        with precision(BITS):
            self._program = Program(graph, roots, self._nodes)
            self._run = self._program.run(Balls())
        self._exact = self._program.exact()
        self._holds: set[int] = set()
        for node in graph.reachable(roots):
            if graph.heads[node] is op.Symbol:
                if graph.operands[node][0] == name:
                    self._holds.add(node)
            elif not self._holds.isdisjoint(graph.below[node]):
                self._holds.add(node)
        self._scans = 0
        self._sampled: dict[int, list[tuple[Fraction, Any]]] = {}
        """The nodes that were scanned, and their balls on the grid."""
        self.near: tuple[Fraction, ...] = ()
        """Values of the name whose turns of periodic functions are looked at too."""
        self._line: dict[int, Line] = {}
        self._made: dict[int, list[Any]] = {}
        """The polynomials that nodes are, made once."""

    def contains(self, node: int) -> bool:
        """Whether a node depends on the name."""
        return node in self._holds

    def solutions(self, node: int, level: Any) -> list[Fraction]:
        """Values of the name at which the node has this one, as far as they are found."""
        found: list[Fraction] = []
        with precision(BITS):
            for each in self._solve(node, arb(level) if isinstance(level, arb) else ball(level)):
                if each.is_finite():
                    try:
                        middle, radius = fraction(each)
                    except UnclearError:
                        continue
                    if radius <= abs(middle) / 10**30 or radius < Fraction(1, 10**60):
                        found.append(_short(middle, radius))
        return found

    def line_through(self, node: int, levels: Sequence[Fraction]) -> list[Fraction] | None:
        """Where a polynomial of the first degree has these values, exactly; None for what is no such thing."""
        found = self._polynomials(node)
        if len(found) != 1 or found[0].degree() != 1:
            return None
        start, slope = (Fraction(*_ratio(found[0][k])) for k in (0, 1))
        return [(level - start) / slope for level in levels]

    def _solve(self, root: int, level: Any) -> Iterator[Any]:
        heads, operands = self._graph.heads, self._graph.operands
        stack = [(root, level)]
        while stack and len(stack) < 200:
            node, value = stack.pop()
            head = heads[node]
            if head is op.Symbol:
                yield value
                continue
            polynomials = self._polynomials(node)
            if polynomials:
                yield from self._zeros(polynomials, value)
                continue
            parts = operands[node]
            moving = [part for part in parts if part in self._holds]
            more: list[tuple[int, Any]] | None = None
            if head.selects:
                more = [(part, value) for part in moving]
            elif head is op.piecewise:
                more = [(part, value) for part in parts[::2] if part in self._holds]
            elif head is op.Product and value.contains(0):
                more = [(part, value) for part in moving if not self._divides(part)]
            elif len(moving) == 1:
                more = self._undone(head, parts, moving[0], value)
            if more is None:
                yield from self._scanned(node, value)
            else:
                stack += more

    def _divides(self, node: int) -> bool:
        return self._graph.heads[node] is op.Power and self._graph.operands[node][1] == self._graph.minus_one

    def _fixed(self, node: int) -> Any:
        """The ball of a part without the name, None where it has none."""
        slot = self._program.slots.get(node)
        return None if slot is None or slot in self._run.gaps else self._run.values[slot]

    def _undone(self, head: Operator, parts: Sequence[int], moving: int, value: Any) -> list[tuple[int, Any]] | None:
        """What the one part with the name must be, where the function has a value."""
        if head in (op.Sum, op.Product):
            for part in parts:
                if part != moving:
                    fixed = self._fixed_factor(part) if head is op.Product else self._fixed(part)
                    if fixed is None or (head is op.Product and fixed.contains(0)):
                        return []
                    value = value / fixed if head is op.Product else value - fixed
            return [(moving, value)]
        if head is op.Power:
            return self._base_or_exponent(parts, moving, value)
        if head is op.real_root:
            degree = self._graph.value(parts[1])
            return [(moving, value ** int(degree))] if degree is not None else []
        undo = undoing(head)
        if undo is None or len(parts) != 1:
            return None
        found = undo(value, self._turns(moving, undo)) if isinstance(undo, Periodic) else undo(value)
        return [(moving, each) for each in found if each.is_finite()]

    def _turns(self, node: int, row: Periodic) -> list[int]:
        """The turns near 0, and those of an operand at the values that are near something else."""
        turns = dict.fromkeys(TURNS)
        for place in self.near:
            found = self._at(node, place)
            if isinstance(found, arb) and abs(found) < _MOST_TURNS:
                turn = round(float(found.mid()) / (row.period * 3.141592653589793))
                turns |= dict.fromkeys((turn - 1, turn, turn + 1))
        return list(turns)

    def _sharpened(self, node: int, level: Any, place: Fraction) -> Fraction:
        """A zero of node - level that is known to the digits of a double, to many more where the secant through two points leads there."""
        last, here = place, place + (abs(place) or Fraction(1)) / 10**15
        before = self._at(node, last, BITS)
        for _ in range(_SECANTS):
            now = self._at(node, here, BITS)
            if not (isinstance(now, arb) and isinstance(before, arb)) or (now - before).contains(0):
                break
            try:
                with precision(BITS):
                    step = (now - level) * ball(here - last) / (now - before)
                    last, before, here = here, now, fraction((ball(here) - step).mid())[0]
            except UnclearError:
                break
        return here if abs(here - place) <= (abs(place) or Fraction(1)) / 10**10 else place

    def _at(self, node: int, place: Exact, bits: int = 64) -> Any:
        """The ball of a node at a value of the name."""
        if node not in self._line:
            self._line[node] = Line(self._graph, node, self._nodes)
        return self._line[node].value(self._name, place, bits)

    def _fixed_factor(self, node: int) -> Any:
        found = self._fixed(node)
        if found is None and self._divides(node):
            below = self._fixed(self._graph.operands[node][0])
            return None if below is None or below.contains(0) else 1 / below
        return found

    def _base_or_exponent(self, parts: Sequence[int], moving: int, value: Any) -> list[tuple[int, Any]]:
        base, exponent = parts
        if moving == exponent:
            fixed = self._fixed(base)
            if fixed is None or not fixed > 0 or not value > 0 or (fixed - 1).contains(0):
                return []
            return [(moving, value.log() / fixed.log())]
        power = self._graph.value(exponent)
        if value.contains(0):
            return [(moving, arb(0))] if power is None or power > 0 else []
        fixed = self._fixed(exponent)
        if fixed is None or fixed.contains(0):
            return []
        root = abs(value) ** (1 / fixed)
        if power is not None and power.denominator == 1:
            if power % 2:
                return [(moving, root if value > 0 else -root)]
            return [(moving, root), (moving, -root)] if value > 0 else []
        return [(moving, root)] if value > 0 else []

    # Polynomials.

    def _polynomials(self, root: int) -> list[Any]:
        """The polynomials in the name that a node is, one for each choice of sides of its kinks; none where it is no polynomial."""
        made = self._made
        if root not in made:
            for node in self._graph.reachable([root]):
                if node not in made:
                    made[node] = self._pieces(node, made) if node in self._holds else self._number(node)
        return made[root]

    def _number(self, node: int) -> list[Any]:
        slot = self._program.slots.get(node)
        value = self._graph.value(node) if slot is None else self._exact(slot)
        return [] if value is None or isinstance(value, bool) else [_constant(value)]

    def _pieces(self, node: int, made: Mapping[int, list[Any]]) -> list[Any]:
        head, parts = self._graph.heads[node], self._graph.operands[node]
        if head is op.Symbol:
            return [fmpq_poly([0, 1])]
        if head is op.Power:
            power = self._graph.value(parts[1])
            if power is None or power.denominator != 1 or not 0 < power <= _MOST_DEGREES:
                return []
            return [each ** int(power) for each in made[parts[0]] if each.degree() * power <= _MOST_DEGREES]
        choices = [made.get(part, []) for part in parts]
        if head is op.absolute:
            return [sign * each for each in choices[0] for sign in (1, -1)]
        if head.selects:
            return [each for choice in choices for each in choice][:_MOST_POLYNOMIALS]
        if head not in (op.Sum, op.Product):
            return []
        count = 1
        for choice in choices:
            count *= len(choice)
        if not 0 < count <= _MOST_POLYNOMIALS:
            return []
        found = []
        for combination in product(*choices):
            value = combination[0]
            for each in combination[1:]:
                value = value + each if head is op.Sum else value * each
                if value.degree() > _MOST_DEGREES:
                    return []
            found.append(value)
        return found

    def _zeros(self, polynomials: Sequence[Any], value: Any) -> Iterator[Any]:
        try:
            level = fmpq(*fraction(value)[0].as_integer_ratio())
        except UnclearError:
            return
        for each in polynomials:
            line = each - level
            if line.degree() == 1:
                yield ball(Fraction(*_ratio(-line[0] / line[1])))
            elif line.degree() > 1:
                for root, _ in line.numer().complex_roots():
                    if root.imag.is_zero():
                        yield root.real

    # A scan.

    def _scanned(self, node: int, level: Any) -> Iterator[Any]:
        """Where the sign of node - level changes on a grid of all sizes, or between three of its places where the middle one is nearest to 0."""
        self._scans += 1
        if self._scans > _MOST_SCANS:
            return
        if node not in self._sampled:
            if len(self._sampled) == _MOST_SCANNED:
                return
            found = [(place, self._at(node, place)) for place in _GRID]
            self._sampled[node] = [(place, value) for place, value in found if isinstance(value, arb)]
        sampled = self._sampled[node]

        def above(place: Exact) -> float:
            """How much the node is above the level, 0 where that is not told."""
            found = self._at(node, place)
            if not isinstance(found, arb):
                return 0.0
            apart = found - level
            return 0.0 if apart.contains(0) else float(apart)

        values = [(place, float(value - level)) for place, value in sampled if not (value - level).contains(0)]
        changes = [(low, high) for low, high in pairwise(values) if (low[1] < 0) is not (high[1] < 0)]
        dips = [ends for ends in zip(values, values[1:], values[2:], strict=False) if _dips(*ends)]
        dips.sort(key=lambda ends: abs(ends[1][0]))
        for low, middle, high in dips[:_MOST_DIPS]:
            beyond = _beyond(above, low, middle, high)
            if beyond is not None:
                changes += [(low, beyond), (beyond, high)]
        changes.sort(key=lambda ends: max(abs(place) for place, _ in ends))
        for low, high in changes[:_MOST_CHANGES]:
            inside = _enclosed(above, low, high)
            if inside is not None:
                yield ball(self._sharpened(node, level, inside))


def _dips(low: Sample, middle: Sample, high: Sample) -> bool:
    """Whether three values have one sign, and the middle one is nearest to 0."""
    return (low[1] < 0) is (middle[1] < 0) is (high[1] < 0) and abs(middle[1]) < min(abs(low[1]), abs(high[1]))


def _beyond(above: Callable[[Exact], float], low: Sample, middle: Sample, high: Sample) -> Sample | None:
    """A place between three at which the sign is another one, where the vertices of parabolas lead to it."""
    for _ in range(_VERTICES):
        left, right = float(middle[0] - low[0]), float(high[0] - middle[0])
        fall, rise = middle[1] - low[1], high[1] - middle[1]
        bend = 2 * (left * rise - right * fall)
        step = -(left * left * rise + right * right * fall) / bend if bend else 0.0
        if not step or not -left < step < right:
            return None
        place = middle[0] + Fraction(step)
        found = place, above(place)
        if found[1] and (found[1] < 0) is not (middle[1] < 0):
            return found
        if not found[1]:
            return None
        if abs(found[1]) >= abs(middle[1]):
            low, high = (low, found) if step > 0 else (found, high)
        else:
            low, middle, high = (middle, found, high) if step > 0 else (low, found, middle)
    return None


def _enclosed(above: Callable[[Exact], float], low: Sample, high: Sample) -> Fraction | None:
    """Where a sign changes between two places, to about the digits of a double: by secants, and by halves where these are slow.

    None at a pole, beside which values grow.
    """
    (left, first), (right, last) = low, high
    largest = max(abs(first), abs(last))
    narrow = (right - left) / 2**_HALVINGS
    grain = 2 ** (_HALVINGS + 4 - floor(log2(right - left)))
    for turn in range(_HALVINGS):
        part = first / (first - last) if turn % 3 < 2 and isfinite(first - last) else 0.5
        place = Fraction(round((left + (right - left) * Fraction(part)) * grain), grain)
        if not left < place < right:
            place = (left + right) / 2
        found = above(place)
        if not found:
            return place
        if turn >= _FEW_STEPS and abs(found) > largest:
            return None
        if (found < 0) is (first < 0):
            left, first, last = place, found, last / 2  # what stays counts less from one time to the next
        else:
            right, last, first = place, found, first / 2
        if right - left <= narrow:
            break
    return (left + right) / 2


def _constant(value: Exact) -> Any:
    return fmpq_poly([fmpq(value.numerator, value.denominator)])


def _ratio(value: Any) -> tuple[int, int]:
    return int(value.p), int(value.q)


def _short(middle: Fraction, radius: Fraction) -> Fraction:
    """The simplest number of a ball, where that is simple; else its middle."""
    if not radius:
        return middle
    try:
        about = float(middle)
    except OverflowError:
        return middle
    # Simple numbers of this size lie so far apart that a double tells which one is near, in a fraction of the time.
    near = (Fraction(about) if abs(about) < _TOLD else middle).limit_denominator(10**6)
    return near if abs(near - middle) <= radius else middle
