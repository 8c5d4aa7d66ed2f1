"""Certificates: the true derivative at a point as a ball, by power series of the formula itself, against the symbolic result.

Two balls that share no point prove an error. Where both are narrow and overlap, the result is right to so many digits.
Imports ``series`` and below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal
from fractions import Fraction
from itertools import product
from math import comb, factorial, floor, inf, isfinite, log10
from typing import Any

from flint import arb

from symdiff.evaluator.arithmetic.balls import ball, enclosure, fraction, precision
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.definitions import Definition, Implicit, Parametric, Partials, Total
from symdiff.evaluator.expansion import Line
from symdiff.evaluator.values import Evaluated
from symdiff.frozen import frozen
from symdiff.graph import Graph
from symdiff.status import Status

_LADDER = (128, 512, 2048)
"""Bits: more where fewer leave the balls wide, or both hold 0."""
DIGITS = 15
"""Balls are narrow where they agree to so many digits, or to so small a part of the size that the derivative could have."""
_NOTHING = Fraction(1, 10**300)
"""Numbers closer than this, which is hardly a double, are not told apart where both may be 0."""
_EXACT = Context(prec=4096, Emax=MAX_EMAX, Emin=MIN_EMIN)
_MOST_LINES = 256
"""A mixed derivative needs a line for each combination of signs."""


@frozen
class Interval:
    """A ball of real numbers."""

    middle: Fraction
    radius: Fraction

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        return self.middle - self.radius, self.middle + self.radius

    def apart(self, other: Interval) -> bool:
        """Whether no number lies in both."""
        return abs(self.middle - other.middle) > self.radius + other.radius

    def reach(self, other: Interval) -> Fraction:
        """The largest distance between a number of this ball and one of the other."""
        return abs(self.middle - other.middle) + self.radius + other.radius


@frozen
class Certificate:
    """What balls say of a derivative at a point: ``truth`` holds the true one, ``symbolic`` the value of the result."""

    verdict: Status
    truth: Interval | None
    symbolic: Interval | None
    digits: int | None = None
    """To so many both agree; None where they are 0, or one of them is missing."""
    note: str | None = None


def certify(
    graph: Graph, definition: Definition, result: int, point: Point, value: Evaluated | Undefined | None = None
) -> Certificate:
    """The certificate of a result node at a point.

    ``value`` stands for the result where it has no ball: a number with a bound on its error.
    """
    truths = Truths(graph, definition, point)
    found = None
    for bits in _LADDER:
        truth = truths.at(bits)
        if isinstance(truth, Undefined):
            return found or Certificate(Status.INCONCLUSIVE, None, None, note=truth.reason)
        symbolic = _symbolic(graph, result, point, bits, value)
        found = _compared(truth, symbolic, truths.scale(bits))
        if found.verdict is Status.DISAGREE or found.digits is not None or (truth.radius == 0 and symbolic == truth):
            break
    assert found is not None
    return found


def _symbolic(
    graph: Graph, result: int, point: Point, bits: int, value: Evaluated | Undefined | None
) -> Interval | None:
    found = enclosure(graph, result, point, bits)
    if not isinstance(found, Undefined):
        return Interval(*found)
    if isinstance(value, Evaluated) and isfinite(value.bound):
        return Interval(Fraction(value.value), Fraction(value.bound))
    return None


def _compared(truth: Interval, symbolic: Interval | None, scale: Fraction) -> Certificate:
    if symbolic is None:
        return Certificate(Status.INCONCLUSIVE, truth, None, note="the result has no ball here")
    if truth.apart(symbolic):
        return Certificate(
            Status.DISAGREE, truth, symbolic, note="the true derivative lies elsewhere, proved with balls"
        )
    size, reach = max(abs(truth.middle), abs(symbolic.middle)), truth.reach(symbolic)
    digits = _digits(reach, size)
    if digits is not None and digits >= DIGITS:
        return Certificate(Status.AGREE, truth, symbolic, digits)
    if reach * 10**DIGITS <= scale or reach < _NOTHING:
        return Certificate(Status.AGREE, truth, symbolic, note=f"0 to within {nearest(reach):.1g}")
    return Certificate(Status.INCONCLUSIVE, truth, symbolic, note="the balls are too wide to tell")


def _digits(error: Fraction, size: Fraction) -> int | None:
    """How many decimal digits are right; None for none, and where the size is 0."""
    if size <= error:
        return None
    if error == 0:
        return floor(_LADDER[0] * log10(2))
    ratio = size / error
    return floor((ratio.numerator.bit_length() - ratio.denominator.bit_length() - 1) * log10(2))


class Truths:
    """The enclosures of what a definition says, at a point; formulas are compiled once."""

    __slots__ = ("_definition", "_graph", "_lines", "_point")

    def __init__(self, graph: Graph, definition: Definition, point: Point) -> None:
        self._graph = graph
        self._definition = definition
        self._point = point
        self._lines: dict[int, Line] = {}

    def at(self, bits: int) -> Interval | Undefined:
        """The ball of the true derivative with so many bits."""
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
        try:
            return Interval(*fraction(found))
        except UnclearError as trouble:
            return Undefined(-1, trouble.reason, exists=True)

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
                return found
            if factor is not None:
                weight = self._line(factor).coefficients({}, 1, bits)
                if isinstance(weight, Undefined):
                    return weight
                with precision(bits):
                    found = found * weight[0]
            with precision(bits):
                total = total + found
        return total

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


def nearest(number: Fraction) -> float:
    """The double nearest to the number; infinite beyond the largest."""
    try:
        return float(number)
    except OverflowError:
        return inf if number > 0 else -inf


def decimal_ends(interval: Interval, most: int = 40) -> tuple[str, str]:
    """The ends as decimal text, rounded outward to one digit beyond what they agree in, ``most`` digits at most."""
    low, high = interval.ends
    size = max(abs(low), abs(high))
    if size == 0:
        return "0", "0"
    lead = _exponent(size)
    places = most if low == high else min(most, max(2, lead - _exponent(high - low) + 2))
    unit = Fraction(10) ** (lead - places + 1)
    return _scientific(floor(low / unit), unit), _scientific(-floor(-high / unit), unit)


def _exponent(number: Fraction) -> int:
    """The decimal exponent of the leading digit."""
    guess = floor((number.numerator.bit_length() - number.denominator.bit_length()) * log10(2))
    while number >= Fraction(10) ** (guess + 1):
        guess += 1
    while number < Fraction(10) ** guess:
        guess -= 1
    return guess


def _scientific(count: int, unit: Fraction) -> str:
    """So many units, a power of ten, as text."""
    exponent = _exponent(unit)
    return str(Decimal(count).scaleb(exponent, _EXACT).normalize(_EXACT))
