"""The enclosed partials of an entry, by its definition: partials, totals, quotients and implicit slopes.

Imports ``lines``, ``sides``, ``definitions`` and ``values.intervals``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import comb, factorial
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.balls import ball, precision
from symdiff.evaluator.arithmetic.germs import ASSUMPTIONS
from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.truths.definitions import Definition, Implicit, Parametric, Partials, Total
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.truths.sides import Sides
from symdiff.evaluator.values.intervals import Interval, fraction
from symdiff.graph import Graph

_MOST_LINES = 256
"""A mixed derivative needs a line for each combination of signs."""


class Truths:
    """The enclosures of what a definition says, at a point; formulas are compiled once."""

    __slots__ = ("_definition", "_graph", "_lines", "_point", "_slopes", "assumed", "sided")

    def __init__(
        self, graph: Graph, definition: Definition, point: Point, lines: Mapping[int, Line] | None = None
    ) -> None:
        """``lines``: of formulas that are compiled already, at the point."""
        self._graph = graph
        self._definition = definition
        self._point = point
        self._lines: dict[int, Line] = dict(lines or {})
        self._slopes: dict[tuple[int, int, str], Any] = {}
        self.sided = True
        """Whether what has no power series is expanded on both sides."""
        self.assumed = False
        """Whether a number was taken for what it cannot be told from, so that nothing is proved."""

    def at(self, bits: int) -> Interval | Undefined:
        """The ball of the true derivative with so many bits, in rational numbers."""
        found = self.ball(bits)
        if isinstance(found, Undefined):
            return found
        try:
            return Interval(*fraction(found))
        except UnclearError as trouble:
            return Undefined(-1, trouble.reason, exists=True)

    def ball(self, bits: int) -> Any:
        """The ball of the true derivative with so many bits; Undefined where there is none that is bounded."""
        definition = self._definition
        if isinstance(definition, Partials):
            found = self._sum(definition, bits)
        elif isinstance(definition, Total):
            found = self._total(definition, bits)
        elif isinstance(definition, Implicit):
            found = self._implicit(definition, bits)
        else:
            found = self._parametric(definition, bits)
        if isinstance(found, Undefined):
            return found
        if not found.is_finite():
            return Undefined(-1, "the ball is not bounded", exists=True)
        return found

    def gap(self, root: int, bits: int) -> Gap | None:
        """Why a formula has no ball at the point, None where it has one."""
        found = self._line(root).found(bits)
        return found if isinstance(found, Gap) else None

    def scale(self, bits: int) -> Fraction:
        """The size that the derivative could have: of the formula over that of the point."""
        definition = self._definition
        if not isinstance(definition, Partials):
            return Fraction(1)
        largest = Fraction(0)
        for _, root, names in definition.terms:
            line = self._line(root)
            value = line.coefficients({}, 1, bits)
            starts = [line.start(name, bits) for name in names]
            try:
                size = max([Fraction(1), *(abs(fraction(start)[0]) for start in starts if start is not None)])
                if not isinstance(value, Undefined):
                    largest = max(largest, abs(fraction(value[0])[0]) / size)
            except UnclearError:
                continue
        return largest

    def _line(self, root: int) -> Line:
        if root not in self._lines:
            self._lines[root] = Line(self._graph, root, self._point)
        return self._lines[root]

    def _sum(self, definition: Partials, bits: int) -> Any:
        total = arb(0)
        for factor, root, names in definition.terms:
            found = partial(self._line(root), names, bits)
            if isinstance(found, Undefined):
                beside = self._beside(root, names) if self.sided and len(set(names)) == 1 else None
                if beside is None:
                    return found
                found = beside
            if factor is not None:
                weight = self._line(factor).coefficients({}, 1, bits)
                if isinstance(weight, Undefined):
                    return weight
                with precision(bits):
                    found = found * weight[0]
            with precision(bits):
                total = total + found
        return total

    def _beside(self, root: int, names: Sequence[str]) -> Any:
        """The derivative of a formula without a power series that both sides say; a slope where it ends, the one side that there is."""
        key = root, len(names), names[0]
        if key not in self._slopes:
            before = ASSUMPTIONS.count
            sides = Sides(self._graph, root, names[0], self._point)
            self._slopes[key] = sides.slope() if len(names) == 1 else sides.derivative(len(names))
            self.assumed = self.assumed or ASSUMPTIONS.count > before
        return self._slopes[key]

    def _total(self, definition: Total, bits: int) -> Any:
        """A derivative along lines of what the names move, each other name along its own Taylor polynomial.

        A rate that no term of the derivative has is taken as 0: what it adds cancels in the sum over the lines.
        """
        rates: dict[str, dict[tuple[str, ...], Any]] = {}
        for moved, named in definition.rates.items():
            for by, rate in named.items():
                node = self._point.get(rate)
                if node is None:
                    return Undefined(definition.formula, f"{rate} is not given", exists=True)
                found = self._line(node).coefficients({}, 1, bits)
                if isinstance(found, Undefined):
                    return found
                rates.setdefault(moved, {})[by] = found[0]

        def others(direction: Mapping[str, int]) -> dict[str, list[Any]]:
            series = {moved: [arb(0)] * len(definition.names) for moved in rates}
            for moved, balls in rates.items():
                for by, rate in balls.items():
                    weight = Fraction(1)
                    for name, count in Counter(by).items():
                        weight *= Fraction(direction.get(name, 0) ** count, factorial(count))
                    series[moved][len(by) - 1] += rate * ball(weight)
            return series

        return partial(self._line(definition.formula), definition.names, bits, others)

    def _implicit(self, definition: Implicit, bits: int) -> Any:
        """y(x + t) coefficient by coefficient: what is left of the equation at order k is cancelled by y_k*F_y."""
        line, x, y = self._line(definition.equation), definition.name, definition.dependent
        across = line.coefficients({y: (1,)}, 2, bits)
        if isinstance(across, Undefined):
            return across
        if across[1].contains(0):
            return Undefined(definition.equation, "the curve may have a vertical tangent here", exists=True)
        slopes: list[Any] = []
        for k in range(1, definition.order + 1):
            left = line.coefficients({x: (1,), y: (*slopes, 0)}, k + 1, bits)
            if isinstance(left, Undefined):
                return left
            with precision(bits):
                slopes.append(-left[k] / across[1])
        with precision(bits):
            return slopes[-1] * factorial(definition.order)

    def _parametric(self, definition: Parametric, bits: int) -> Any:
        """The series of y divided by that of x, each differentiated, as often as the order says."""
        terms = definition.order + 1
        found = [
            self._line(root).coefficients({definition.name: (1,)}, terms, bits) for root in (definition.x, definition.y)
        ]
        for coefficients in found:
            if isinstance(coefficients, Undefined):
                return coefficients
        run, rise = found
        assert not isinstance(run, Undefined)
        assert not isinstance(rise, Undefined)
        with precision(bits):
            steps = _derived(run)
            if steps[0].contains(0):
                return Undefined(definition.x, "the curve may have a vertical tangent here", exists=True)
            for _ in range(definition.order):
                rise = _divided(_derived(rise), steps)
            return rise[0]


def _derived(coefficients: Sequence[Any]) -> list[Any]:
    return [k * each for k, each in enumerate(coefficients)][1:]


def _divided(top: Sequence[Any], bottom: Sequence[Any]) -> list[Any]:
    """The coefficients of the quotient of two series, as many as the first has."""
    result: list[Any] = []
    for k, each in enumerate(top):
        rest = each - sum((result[i] * bottom[k - i] for i in range(k)), arb(0))
        result.append(rest / bottom[0])
    return result


def partial(
    line: Line,
    names: Sequence[str],
    bits: int,
    others: Callable[[Mapping[str, int]], Mapping[str, Sequence[Any]]] = lambda _: {},
) -> Any:
    """The ball of a partial derivative, of any order and mixed; ``others``: the coefficients of what else moves along a line.

    A mixed one is a sum of derivatives along lines: 2**n times it is the sum over all signs e of prod(e) times the n-th
    coefficient of f(p + t*(e_1*v_1 + ... + e_n*v_n)); what differs in order alone is counted at once.
    """
    order, counts = len(names), Counter(names)
    if len(counts) == 1:
        with precision(bits):
            rest = others({names[0]: 1})
        found = line.coefficients({names[0]: (1,), **rest}, order + 1, bits)
        with precision(bits):
            return found if isinstance(found, Undefined) else found[order] * factorial(order)
    combinations = list(_signed(counts))
    if len(combinations) > _MOST_LINES:
        return Undefined(line.root, f"{len(combinations)} lines would be needed", exists=True)
    total = arb(0)
    for weight, direction in combinations:
        with precision(bits):
            rest = others(direction)
        straight = {name: (step,) for name, step in direction.items() if step}
        found = line.coefficients({**straight, **rest}, order + 1, bits)
        if isinstance(found, Undefined):
            return found
        with precision(bits):
            total = total + weight * found[order]
    with precision(bits):
        return total / 2**order


def _signed(counts: Mapping[str, int]) -> Iterator[tuple[int, dict[str, int]]]:
    """The directions of all choices of signs, each with how often it comes, its sign included."""
    for flipped in product(*(range(count + 1) for count in counts.values())):
        weight = 1
        for times, count in zip(flipped, counts.values(), strict=True):
            weight *= (-1) ** times * comb(count, times)
        yield weight, {name: count - 2 * times for (name, count), times in zip(counts.items(), flipped, strict=True)}
