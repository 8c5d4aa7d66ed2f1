"""Points in pieces that several borders make together, and that no line through a few points need cross: by ascent, and in the plane by columns.

A piece is told by the signs of its borders. Two names with polynomials for borders have *columns*: between two neighbours of the places where
borders meet, turn or end, the borders lie over one another in one order, so that a line through each column crosses all pieces. Elsewhere a
piece is looked for by ascent: the least of the *margins*, by which a point is on the right side of some borders, is made greater. What is found
serves to choose points, and proves nothing. Imports the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import nlargest
from itertools import combinations, pairwise, product
from math import inf, isfinite, isnan, nan
from statistics import median
from typing import Any

from flint import Ordering, fmpq, fmpq_poly, fmpz_mpoly_ctx

from symdiff import operators as op
from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import CALL, UnclearError
from symdiff.evaluator.arithmetic.tape import instructions, play
from symdiff.evaluator.values.intervals import fraction
from symdiff.graph import Graph
from symdiff.operators import CONDITIONS

_MOST_CURVES, _MOST_DEGREES, _MOST_CROSSINGS = 14, 8, 40
"""Polynomials whose arrangement is made, the degree of each, and that of what tells where two of them meet."""
_BITS = 200
_STARTS, _CLIMBS = 3, 150
"""Starts of each ascent, and steps with each simplex."""
_SIZES = (0.25, 2.0**-7, 2.0**-13)
"""How large the simplexes of an ascent are at first, relative to the point: each begins where the last one ended."""
_AGAIN = 8
"""Points that one counts as, of which the tape has no value and the program is asked again."""
_WORK, _SPECIAL = 600_000, 4_000
"""Steps of programs that all ascents of a question may take, and how many of them a function counts that doubles alone have not."""

Values = dict[str, Fraction]
Side = tuple[int, float, int]
"""The number of a border, a level of it, and 1 for above it or -1 for below it."""


# Columns.


def curves(graph: Graph, nodes: Iterable[int], names: Sequence[str]) -> list[Any] | None:
    """The polynomials in two names of which each node is 0 where it is; None where one is no polynomial, or there are too many.

    Numbers that are not rational are taken to many digits.
    """
    context = fmpz_mpoly_ctx.get(list(names), Ordering.lex)
    made: dict[int, list[tuple[Any, int]] | None] = {}
    found: dict[str, Any] = {}
    for node in nodes:
        parts = _polynomials(graph, node, context, names, made)
        if parts is None:
            return None
        for part, _ in parts:
            for factor, _ in part.factor_squarefree()[1] if part else ():
                found.setdefault(str(factor), factor)
        if len(found) > _MOST_CURVES:
            return None
    return list(found.values())


def _polynomials(graph: Graph, root: int, context: Any, names: Sequence[str], made: dict[int, Any]) -> Any:
    """The polynomials over whole numbers that a node is, one for each side of its kinks; None where it is none."""
    heads = graph.heads
    for node in graph.reachable([root]):
        if node in made:
            continue
        head, parts = heads[node], graph.operands[node]
        made[node] = None
        if not graph.symbols([node]):
            value = _number(graph, node)
            made[node] = None if value is None else [(context.constant(value.numerator), value.denominator)]
            continue
        if head is op.Symbol:
            made[node] = [(context.gens()[names.index(parts[0])], 1)]
            continue
        power = graph.value(parts[1]) if head is op.Power else None
        below = [made[part] for part in (parts[:1] if head is op.Power else parts)]
        if None in below:
            continue
        if power is not None and power.denominator == 1 and 0 < power <= _MOST_DEGREES:
            made[node] = [(each ** int(power), under ** int(power)) for each, under in below[0]]
        elif head is op.absolute:
            made[node] = [(sign * each, under) for each, under in below[0] for sign in (1, -1)]
        elif head is op.maximum or head is op.minimum:
            made[node] = [each for part in below for each in part]
        elif head in (op.Sum, op.Product):
            made[node] = [_joined(head is op.Sum, chosen) for chosen in product(*below)]
        if made[node] is not None and (
            len(made[node]) > _MOST_CURVES or any(each.total_degree() > _MOST_DEGREES for each, _ in made[node])
        ):
            made[node] = None
    return made[root]


def _joined(added: bool, parts: Sequence[tuple[Any, int]]) -> tuple[Any, int]:
    top, bottom = parts[0]
    for each, under in parts[1:]:
        top, bottom = (top * under + each * bottom if added else top * each), bottom * under
    return top, bottom


def _number(graph: Graph, node: int) -> Fraction | None:
    with precision(_BITS):
        program = Program(graph, [node], {})
        exact = program.rational(node)
        found = program.run(Balls()).found(program.slots[node])
    if exact is not None:
        return Fraction(exact)
    try:
        return fraction(found)[0].limit_denominator(1 << 60)
    except (AttributeError, TypeError, UnclearError):
        return None


def columns(found: Sequence[Any], names: Sequence[str]) -> list[Values] | None:
    """A point in each piece of the plane that no curve crosses; None where that is too much work."""
    first, second = names
    places: set[Fraction] = set()
    for critical in _critical(found, second):
        if critical is None or critical.total_degree() > _MOST_CROSSINGS:
            return None
        places.update(_zeros(critical, second, Fraction(0)))
    points = []
    for place in _between(sorted(places)):
        crossed: set[Fraction] = set()
        for curve in found:
            crossed.update(_zeros(curve, first, place))
        points += [{first: place, second: other} for other in _between(sorted(crossed))]
    return points


def _critical(found: Sequence[Any], second: str) -> Iterator[Any]:
    """Polynomials in the first name that are 0 where curves meet, turn back, or go to infinity."""
    for curve in found:
        if curve.degrees()[1] == 0:
            yield curve
            continue
        yield _leading(curve)
        if curve.degrees()[1] > 1:
            yield curve.discriminant(second)
    for one, other in combinations([curve for curve in found if curve.degrees()[1]], 2):
        degrees = one.total_degree() * other.total_degree()
        yield one.resultant(other, second) if degrees <= _MOST_CROSSINGS else None


def _leading(curve: Any) -> Any:
    """The coefficient of the highest power of the second name."""
    context, most = curve.context(), curve.degrees()[1]
    return context.from_dict(
        {(monomial[0], 0): factor for monomial, factor in curve.to_dict().items() if monomial[1] == most}
    )


def _zeros(curve: Any, name: str, place: Fraction) -> list[Fraction]:
    """The real zeros of a curve along the line where a name has a value, in the other name; to many digits."""
    which = 0 if str(curve.context().names()[0]) == name else 1
    terms: dict[int, Fraction] = {}
    for monomial, factor in curve.to_dict().items():
        power = monomial[1 - which]
        terms[power] = terms.get(power, Fraction(0)) + int(factor) * place ** int(monomial[which])
    coefficients = [terms.get(power, Fraction(0)) for power in range(max(terms, default=0) + 1)]
    line = fmpq_poly([fmpq(each.numerator, each.denominator) for each in coefficients])
    if line.degree() < 1:
        return []
    with precision(_BITS):
        roots: Any = line.numer().complex_roots()
        return [fraction(root.real)[0] for root, _ in roots if root.imag.is_zero()]


def _between(ends: Sequence[Fraction]) -> list[Fraction]:
    """A value in each interval between ends, and beyond them."""
    if not ends:
        return [Fraction(0)]
    inside = [_simple(low, high) for low, high in pairwise(ends)]
    return [_simple(ends[0] - 2, ends[0]), *inside, _simple(ends[-1], ends[-1] + 2)]


def _simple(low: Fraction, high: Fraction) -> Fraction:
    """A short number in the middle third of an interval."""
    middle, unit = (low + high) / 2, Fraction(1)
    if high == low:
        return low
    while unit > (high - low) / 6:
        unit /= 8
    return round(middle / unit) * unit


# Ascent.


class Margins:
    """The values of some nodes in doubles, at points given by name; nan of those that conditions stand in."""

    def __init__(self, graph: Graph, nodes: Sequence[int]) -> None:
        plain = [
            node for node in nodes
            if not any(graph.heads[each] is op.piecewise or graph.heads[each] in CONDITIONS for each in graph.reachable([node]))
        ]  # fmt: skip
        self._program = program = Program(graph, plain, None)
        self._code = instructions(program.steps)
        run = program.start(DOUBLES)
        self._code = None if run.gaps else self._code
        self._leaves = [(slot, run.values[slot]) for slot, _, _ in program.leaves if slot not in run.gaps]
        self._slots = [program.slots[node] if node in plain else -1 for node in nodes]
        self._symbols = program.symbols
        rare = sum(step[0] == CALL and step[3].real is None for step in program.steps)
        self.left = _WORK // (len(program.steps) + 1 + _SPECIAL * rare + (0 if self._code else 20 * len(program.steps)))
        """How many points may still be asked for."""

    def at(self, point: Mapping[str, float]) -> list[float]:
        """The value of each node, nan where it has none in doubles."""
        self.left -= 1
        program = self._program
        if self._code is not None:
            values, bounds = [0.0] * len(program.nodes), [0.0] * len(program.nodes)
            for slot, (value, bound) in self._leaves:
                values[slot], bounds[slot] = value, bound
            for name, slot in self._symbols.items():
                values[slot] = point[name]
            if play(self._code, values, bounds):
                return [values[slot] if slot >= 0 else nan for slot in self._slots]
            self.left -= _AGAIN
        program.move({name: Fraction(point[name]) for name in self._symbols})
        run = program.run(DOUBLES)
        return [nan if slot < 0 or slot in run.gaps else run.values[slot][0] for slot in self._slots]


def reached(
    margins: Margins, starts: Sequence[Mapping[str, float]], wanted: Iterable[Sequence[Side]]
) -> Iterator[dict[str, float]]:
    """A point on all of the wanted sides of some borders at once, for each that one is found for."""
    starts = [start for start in starts if all(map(isfinite, start.values()))]
    known = [(start, margins.at(start)) for start in starts[: margins.left // 2]]
    for sides in wanted:
        if margins.left <= 0 or not known:
            return
        scales = [_size(value[k] - level for _, value in known) for k, level, _ in sides]

        def least(values: Sequence[float], sides: Sequence[Side] = sides, scales: Sequence[float] = scales) -> float:
            found = min(
                sign * (values[k] - level) / scale for (k, level, sign), scale in zip(sides, scales, strict=True)
            )
            return -inf if isnan(found) else found

        margins.left -= len(known) // 4
        ranked = nlargest(_STARTS, known, key=lambda each: least(each[1]))
        if least(ranked[0][1]) > 0:
            yield dict(ranked[0][0])
            continue
        for start, values in ranked:
            if least(values) == -inf:
                break
            found = _climbed(margins, least, start)
            if found is not None:
                known.append((found, margins.at(found)))
                yield found
                break


def _size(values: Iterable[float]) -> float:
    """What is usual among some values."""
    found = [abs(value) for value in values if isfinite(value) and value]
    return median(found) if found else 1.0


def _climbed(
    margins: Margins, least: Callable[[Sequence[float]], float], start: Mapping[str, float]
) -> dict[str, float] | None:
    """A point where the least margin is above 0, by moving a simplex up from a start; None where it does not get there."""
    names = list(start)

    def height(point: Mapping[str, float]) -> float:
        return least(margins.at(point))

    best = list(start.values())
    for part in _SIZES:
        corners = [
            best,
            *(
                [each + (abs(each) or 1.0) * part * (k == place) for k, each in enumerate(best)]
                for place in range(len(names))
            ),
        ]
        simplex = sorted(
            ((height(dict(zip(names, corner, strict=True))), corner) for corner in corners), key=lambda each: -each[0]
        )
        found = _moved_up(lambda point: height(dict(zip(names, point, strict=True))), simplex)
        if found[0] > 0:
            return dict(zip(names, found[1], strict=True))
        best = found[1]
    return None


def _moved_up(
    height: Callable[[Sequence[float]], float], simplex: list[tuple[float, list[float]]]
) -> tuple[float, list[float]]:
    """The highest corner of a simplex after some moves, or the first that is above 0."""
    count = len(simplex) - 1
    for _ in range(_CLIMBS):
        if simplex[0][0] > 0:
            break
        lowest, worst = simplex[-1]
        middle = [sum(point[k] for _, point in simplex[:-1]) / count for k in range(count)]

        def moved(by: float, middle: Sequence[float] = middle, worst: Sequence[float] = worst) -> Any:
            point = [m + by * (m - w) for m, w in zip(middle, worst, strict=True)]
            return height(point), point

        there = moved(1.0)
        if there[0] > simplex[0][0]:
            beyond = moved(2.0)
            simplex[-1] = max(there, beyond, key=lambda each: each[0])
        elif there[0] > simplex[-2][0]:
            simplex[-1] = there
        else:
            inside = moved(0.5 if there[0] > lowest else -0.5)
            if inside[0] > max(lowest, there[0]):
                simplex[-1] = inside
            else:
                best = simplex[0][1]
                simplex = [simplex[0]] + [
                    (height(point), point)
                    for point in ([(b + p) / 2 for b, p in zip(best, each, strict=True)] for _, each in simplex[1:])
                ]
        simplex.sort(key=lambda each: -each[0])
    return simplex[0]
