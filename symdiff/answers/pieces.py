"""The pieces that formulas divide their domain into: by conditions, kinks, jumps, ends of domains and poles; and points in each.

A *border* is a node and the values at which something changes. Along each name, through a few points, the borders are
solved for; each interval between two has points inside and close to its ends, on both sides, and far out. Imports ``solving``, ``plateaus``, ``inverses``,
``meetings``, ``test_points``, the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import combinations, islice, pairwise, product, zip_longest
from math import floor, inf, log10, prod
from typing import Any

from flint import arb

from symdiff import operators as op
from symdiff.answers.inverses import Periodic, undoing
from symdiff.answers.meetings import Margins, Side, columns, curves, reached
from symdiff.answers.plateaus import solved_between, steps_inside
from symdiff.answers.solving import BITS, Solver
from symdiff.answers.test_points import Scatter
from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.frozen import Frozen
from symdiff.graph import Expression, Graph, GraphBuilder
from symdiff.notation.numerals import decimal_text
from symdiff.notation.writer import write
from symdiff.operators import CONDITIONS, RELATIONS, Operator

_MOST_ON_CURVE = 3
_MOST_ATTEMPTS, _LEAST_ATTEMPTS = 60, 25
_MOST_SPOTS = 150
"""Points that pieces are looked at with, where a function may be another one in each."""
_MOST_SMOOTH = 24
"""The same where there are no kinks and no conditions: then what holds in a part of a piece holds in all of it."""
_MOST_WORK, _LEAST_SPOTS = 4500, 16
"""Nodes that are evaluated, in all points together; and points that are looked at, however long the formulas are."""
_MOST_BASES = 6
_BASES_WITHIN = 3
"""Points that lines start from, in search of what is assumed."""
_MOST_OF_CURVE = 60
"""Points of a curve that are looked at beside those of a hash."""
_MOST_CORNERS = 64
_MOST_TOGETHER = 4
"""Names that are moved at once, in all combinations of signs."""
_MOST_CURVED = 80
"""Points in pieces of the plane that no line crossed."""
_MOST_STARTS = 100
"""Points of lines that an ascent may start from."""
_MOST_WAVES, _TURNS = 3, 800
"""Waves whose turns are started from, and turns of each, half of them on either side of 0."""
_MOST_NEAR = 6
_MOST_BORDERS = 24
_MOST_SHOWN = 12
_LEVELS = (Fraction(-2), Fraction(-1), Fraction(0), Fraction(1), Fraction(2))
"""Operands at which rows of the vocabulary begin, end or break."""
_SIMPLE = 10**9
"""Borders with larger denominators are near an irrational one, and on none."""
_BESIDE = Fraction(1, 1 << 20)
_TAME = 1e15
"""Beyond it, which of many pieces a point is in is not told."""
with precision(BITS):
    _HALF_PI = arb.pi() / 2
_WHOLE = (0, 1, -1, 2, 3, -2, 7, -9)
_FAR = (Fraction(10**3), Fraction(10**9))
_CLOSE = (Fraction(1, 10**3), Fraction(1, 10**9))
"""Of the width of an interval, from its ends."""
_BETWEEN = Fraction(3, 8)
"""Far out numbers of few digits are whole, where there are poles and jumps: those looked at lie between them."""
_STEEP, _HIGH = 10**5, 4
_NARROW = Fraction(1, 10**20)
"""Of the size of its ends, where a piece is so narrow, what is in it may be as small."""

Place = tuple[int, ...]


class Border(Frozen):
    """Where a node has one of these values something may change; ``endless``: they are but some of many."""

    node: int
    levels: tuple[Fraction, ...]
    endless: str = ""
    """The text of what cannot be listed."""
    turning: bool = False
    """Whether the levels are times pi/2."""
    often: str = ""
    """The text of what may cross its levels again and again."""

    def level(self, count: Fraction) -> Any:
        if not self.turning:
            return count
        with precision(BITS):
            return _HALF_PI * count.numerator / count.denominator


class Spot(Frozen):
    """A point to compare at: its values, as numbers or as they were written, and as nodes, the piece it is in, and whether it was chosen on a border."""

    places: Mapping[str, Fraction | str]
    nodes: Mapping[str, int]
    piece: Place = ()
    border: bool = False

    @property
    def at(self) -> dict[str, str]:
        """The values as texts, which few points are asked for."""
        return {name: each if isinstance(each, str) else text_of(each) for name, each in self.places.items()}


class Pieces:
    """The pieces that some roots make, within what is assumed."""

    def __init__(
        self,
        builder: GraphBuilder,
        roots: Sequence[int],
        assumed: Sequence[int],
        by: Sequence[str] = (),
        curve: tuple[int, str] | None = None,
    ) -> None:
        """``by``: the names by which the formulas are differentiated. The last of the roots is the candidate.

        ``curve``: a node that is 0 at all points, and the name that is solved for.
        """
        self._by = by
        self._curve = curve
        self._equations = [
            (Expression(builder.graph, first) - Expression(builder.graph, second)).node
            for node in _conjuncts(builder.graph, assumed)
            if builder.graph.heads[node] is op.Equal
            for first, second in [builder.graph.operands[node]]
            if builder.graph.symbols([node])
        ]
        """What is 0 where the equations among what is assumed hold."""
        self.builder = builder
        self.graph: Graph = builder.graph
        self.roots = roots
        self.assumed = assumed
        self.names = self.graph.symbols((*roots, *assumed))
        self.scatter = Scatter(*(write(self.graph, root) for root in roots[:1]), *self.names)
        self.size = len(self.graph.reachable(roots))
        self._borders: list[Border] | None = None
        self._stepped: list[tuple[int, list[Any]]] | None = None
        self._program: Program | None = None
        """The borders, compiled once for all points."""
        self._scattered: list[dict[str, Fraction]] = []
        self._walked: list[Mapping[str, Fraction]] = []
        """Some points of lines that were walked along."""
        self._joint: tuple[str, ...] = ()
        """The texts of borders whose meetings were not all found."""

    @property
    def start(self) -> dict[str, Fraction] | None:
        """The first point that was found, None before there is one."""
        return self._scattered[0] if self._scattered else None

    # Points of a hash.

    def scattered(self) -> Iterator[Spot]:
        """Points of usual sizes first, in all combinations of signs; whole ones between them."""
        scatter = Scatter(*(write(self.graph, root) for root in self.roots[-1:]), *self.names)
        if not self.names:
            yield Spot({}, {})
            return
        for attempt in range(max(_LEAST_ATTEMPTS, min(_MOST_ATTEMPTS, _MOST_WORK // self.size))):
            values = scatter.point(self.names, attempt)
            if attempt % 5 == 4:
                values |= scatter.whole(self.names if attempt % 2 else self._orders(), attempt)
            for each in self._equal(values) if self._curve is None else self._on_curve(values, *self._curve):
                spot = self.spot(each)
                if spot is not None:
                    self._scattered.append(each)
                    yield spot
        if self.assumed and not self._scattered:
            yield from self._within()

    def _within(self) -> Iterator[Spot]:
        """Points between the borders of single names, where no other is within what is assumed."""
        own = self._own_values()
        base = self.scatter.point(self.names, 0)
        for corner in self._drawn([range(2 * len(values) + 1) for values in own.values()]) if own else ():
            values = {name: self._among(ends, place) for (name, ends), place in zip(own.items(), corner, strict=True)}
            spot = self.spot({**base, **values})
            if spot is not None:
                self._scattered.append({**base, **values})
                yield spot
        joint = {each for node in self.graph.reachable(self.assumed) for each in self._joined(node)}
        for attempt in range(_BASES_WITHIN if joint and not self._scattered else 0):
            base = self.scatter.point(self.names, attempt)
            for name in self.names:
                solver = Solver(self.graph, [*joint], name, base)
                ends = sorted(
                    {place for node in joint if solver.contains(node) for place in solver.solutions(node, Fraction(0))}
                )
                for place in range(2 * len(ends) + 1) if ends else ():
                    values = {**base, name: self._among(ends, place)}
                    spot = self.spot(values)
                    if spot is not None:
                        self._scattered.append(values)
                        yield spot

    def _joined(self, node: int) -> list[int]:
        """What is 0 on the border of a comparison, where it holds several names."""
        nodes = [border.node for border in self.borders_of(node)] if self.graph.heads[node] in RELATIONS else []
        return [each for each in nodes if len(self.graph.symbols([each])) > 1]

    def _on_curve(self, values: dict[str, Fraction], node: int, name: str) -> list[dict[str, Fraction]]:
        """The points of the curve with these values of the other names, to many more digits than are compared."""
        solver = Solver(self.graph, [node], name, values)
        found = [{**values, name: value} for value in solver.solutions(node, Fraction(0))[:_MOST_ON_CURVE]]
        return [each for each in found if self._vanishes(node, each)]

    def _equal(self, values: dict[str, Fraction], moved: str = "") -> list[dict[str, Fraction]]:
        """A point moved to where the equations among what is assumed hold, by one name for each, not by ``moved`` if another will do."""
        found, kept = [values], {moved}
        for node in self._equations:
            names = self.graph.symbols([node])
            free = [name for name in names if name not in kept] or names
            kept.update(names)
            found = [
                {**each, free[-1]: place}
                for each in found
                for place in Solver(self.graph, [node], free[-1], each).solutions(node, Fraction(0))
            ][:_MOST_ON_CURVE]
        return found

    def _along_curve(self, node: int, dependent: str) -> Iterator[Spot]:
        """Points of the curve on both sides of the borders of each name, and far out."""
        own = self._own_values()
        base = self._scattered[0]
        for name in self.names:
            ends = sorted({*own.get(name, ())})
            places = [self._among(ends, place) for place in range(0, 2 * len(ends) + 1, 2)] if ends else []
            places += [sign * by * (1 + self.scatter.part()) for by in (*_FAR, *_CLOSE) for sign in (1, -1)]
            other = dependent if name != dependent else next((each for each in self.names if each != name), name)
            for value in places:
                for values in self._on_curve({**base, name: value}, node, other):
                    spot = self.spot(values, self.place(values))
                    if spot is not None:
                        yield spot

    def _vanishes(self, node: int, values: Mapping[str, Fraction]) -> bool:
        """Whether a node is 0 at a point, to more digits than are compared of any of its values; where one is 0, exactly."""
        nodes = {name: self.builder.number(value) for name, value in values.items()}
        with precision(400):
            program = Program(self.graph, [node], nodes)
            found = program.run(Balls()).found(program.slots[node])
            if not all(values.values()):
                return bool(program.exact()(program.slots[node]) == 0)
            least = min(1.0, *(abs(_float(value)) for value in values.values()))
            return isinstance(found, arb) and bool(abs(found) < arb(10) ** -90 * least)

    def _orders(self) -> list[str]:
        """The names in exponents, orders and degrees, where many formulas are real for whole numbers alone."""
        graph, found = self.graph, set()
        for node in graph.reachable(self.roots):
            head = graph.heads[node]
            if head is op.Power or (head.domain is not None and len(graph.below[node]) > 1):
                operands = graph.operands[node]
                found.add(operands[1] if head is op.Power else operands[0])
        return graph.symbols(found)

    def spot(self, values: Mapping[str, Fraction], piece: Place = (), *, border: bool = False) -> Spot | None:
        """A point, unless what is assumed does not hold there."""
        nodes = {name: self.builder.number(value) for name, value in values.items()}
        if self.assumed and not self._assumed_at(nodes):
            return None
        return Spot(values, nodes, piece, border)

    def _assumed_at(self, nodes: Mapping[str, int]) -> bool:
        with precision(512):
            program = Program(self.graph, self.assumed, nodes)
            run = program.run(Balls())
        exact = program.exact()
        slots = [program.slots[each] for each in self.assumed]
        return all((slot not in run.gaps and run.values[slot] is True) or exact(slot) is True for slot in slots)

    # Borders.

    @property
    def borders(self) -> list[Border]:
        if self._borders is None:
            found: dict[tuple[int, bool], Border] = {}
            for node in reversed(self.graph.reachable((*self.roots, *self.assumed))):
                if len(found) >= _MOST_BORDERS:
                    break
                for border in self.borders_of(node):
                    if self.graph.symbols([border.node]):
                        key = border.node, border.turning
                        before = found.get(key, border)
                        levels = tuple(sorted({*before.levels, *border.levels}))
                        found[key] = Border(
                            border.node,
                            levels,
                            ", ".join(dict.fromkeys(filter(None, (before.endless, border.endless)))),
                            border.turning,
                            before.often or border.often,
                        )
            self._borders = list(found.values())[:_MOST_BORDERS]
        return self._borders

    @property
    def unlisted(self) -> tuple[str, ...]:
        """What has so many pieces that they cannot be listed."""
        told = (border.endless or border.often for border in self.borders)
        return tuple(dict.fromkeys((*filter(None, told), *self._joint)))[:_MOST_SHOWN]

    def borders_of(self, node: int) -> Iterator[Border]:
        """Where a node, by itself, may change."""
        graph, head, operands = self.graph, self.graph.heads[node], self.graph.operands[node]
        if head is op.Power:
            power = graph.value(operands[1])
            if power is None:
                yield Border(operands[0], (Fraction(0), Fraction(1)))
                yield Border(operands[1], (Fraction(0),))
            else:
                yield Border(operands[0], (Fraction(0),))
        elif head in RELATIONS or head.selects:
            for place, first in enumerate(operands):
                for second in operands[place + 1 : place + 4]:
                    apart = Expression(graph, first) - Expression(graph, second)
                    yield Border(apart.node, (Fraction(0),), often=self._often(node, apart.node))
        elif head.poles:
            yield Border(operands[0], tuple(map(Fraction, _WHOLE)), self.words_of(node), turning=True)
        elif head in CONDITIONS or head in (op.Number, op.Symbol, op.Constant, op.Sum, op.Product, op.piecewise):
            return
        else:
            levels, endless = _levels_of(head)
            for operand in operands:
                often = self._often(node, operand) if head.kink is not None else ""
                if head.saturates and self._steep(operand):
                    levels = tuple(sorted({*levels, Fraction(1), Fraction(-1)}))
                yield Border(operand, levels, self.words_of(node) if endless else "", often=often)

    def _steep(self, node: int) -> bool:
        """Whether there are large or small numbers in a node, or powers that are."""
        graph = self.graph
        for each in graph.reachable([node]):
            value = graph.value(each)
            if value:
                top, bottom = abs(value.numerator), value.denominator
                if top >= _STEEP * bottom or bottom >= _STEEP * top:
                    return True
            if value is None and graph.heads[each] is op.Power:
                power = graph.value(graph.operands[each][1])
                if power is not None and abs(power.numerator) > _HIGH * power.denominator:
                    return True
        return False

    def _often(self, node: int, inside: int) -> str:
        """The text of a node whose operand goes up and down again and again."""
        heads = self.graph.heads
        return self.words_of(node) if any(heads[each].waves for each in self.graph.reachable([inside])) else ""

    def words_of(self, node: int) -> str:
        """The text of a node, cut where it is long."""
        text = write(self.graph, node)
        return text if len(text) <= 40 else text[:37] + "..."

    # Pieces.

    def explored(self) -> Iterator[Spot]:
        """Points inside each piece that is found, close to its borders on both sides, and far out."""
        if not self.names or not self._scattered:
            return
        if self._curve is not None:
            yield from islice(self._along_curve(*self._curve), _MOST_OF_CURVE)
            return
        seen: set[Place] = set()
        yield from self._on_lines(seen)
        if self._jagged():
            yield from self._meeting(seen)

    def _on_lines(self, seen: set[Place]) -> Iterator[Spot]:
        """The points on lines along the names, and what pieces they are in."""
        bases = self._bases()
        count = 0
        most = max(_LEAST_SPOTS, min(_MOST_SPOTS if self._jagged() else _MOST_SMOOTH, _MOST_WORK // self.size))
        yield from self._equalities(bases[0])
        for base in bases[1:]:
            corner = self.spot(base, self.place(base))
            if corner is not None:
                yield corner
        if self._jagged() and 1 < len(self.names) <= _MOST_TOGETHER:
            yield from self._together(bases[0])
        names = self.names if self._jagged() else self._lines()
        walked: set[tuple[str, tuple[Fraction, ...]]] = set()
        while bases and count < most:
            base = bases.pop(0)
            lines = {name: tuple(value for other, value in base.items() if other != name) for name in names}
            new = {name: self._along(name, base) for name, line in lines.items() if (name, line) not in walked}
            walked.update(lines.items())
            for name, value, on_border in _in_turns(new):
                values = {**base, name: value}
                if self._equations:
                    values = next(iter(self._equal(values, name)), values)
                place = self.place(values, exactly=on_border)
                if len(self.names) > 1 and place not in seen and len(bases) < _MOST_BASES:
                    bases.append(values)
                seen.add(place)
                spot = self.spot(values, place, border=on_border)
                if spot is not None:
                    if len(self._walked) < _MOST_STARTS:
                        self._walked.append(values)
                    count += 1
                    yield spot
                if count >= most:
                    return

    def _together(self, base: Mapping[str, Fraction]) -> Iterator[Spot]:
        """Far out in all names at once, with all signs: ``Min(x, y) > 50`` is on no line that one name moves along from near 0."""
        for far in (*_FAR, Fraction(10**15)):
            for signs in product((1, -1), repeat=len(base)):
                values = {name: far * (1 + self.scatter.part()) * sign for name, sign in zip(base, signs, strict=True)}
                spot = self.spot(values, self.place(values))
                if spot is not None:
                    yield spot

    def _equalities(self, base: Mapping[str, Fraction]) -> Iterator[Spot]:
        """Points at which a name is exactly the constant that it is compared with."""
        graph = self.graph
        for node in graph.reachable(self.roots):
            if graph.heads[node] in RELATIONS:
                for name, constant in (graph.operands[node], graph.operands[node][::-1]):
                    if graph.heads[name] is op.Symbol and not graph.symbols([constant]):
                        spot = self.spot(base)
                        if spot is not None:
                            text = graph.operands[name][0]
                            at, nodes = {**spot.at, text: write(graph, constant)}, {**spot.nodes, text: constant}
                            yield Spot(at, nodes, (), border=True)

    def _meeting(self, seen: set[Place]) -> Iterator[Spot]:
        """Points in pieces that were not seen: in each of the plane where its borders are polynomials, else in those that an ascent reaches."""
        graph = self.graph
        joint = [border for border in self.borders if len(graph.symbols([border.node])) > 1]
        bound = any(graph.heads[node].binding is not None for node in graph.reachable(self.roots))
        if bound or not (joint or any(border.often for border in self.borders)):
            return
        if len(self.names) == 2 and not any(border.endless or border.often for border in self.borders):
            levels = [
                (Expression(graph, border.node) - level).node for border in self.borders for level in border.levels
            ]
            found = curves(graph, levels, self.names)
            cells = None if found is None else columns(found, self.names)
            if cells is not None:
                count = 0
                for values in cells:
                    place = self.place(values)
                    if place not in seen:
                        seen.add(place)
                        spot = self.spot(values, place)
                        if spot is not None:
                            yield spot
                            count += 1
                    if count >= _MOST_CURVED:
                        break
                else:
                    return
        self._joint = tuple(self.words_of(border.node) for border in joint)
        margins = Margins(graph, [border.node for border in self.borders])
        for point in reached(margins, self._starts(), self._unseen(seen)):
            spot = self._shortly(point)
            if spot is not None:
                yield spot

    def _shortly(self, point: Mapping[str, float]) -> Spot | None:
        """A point in fewer digits, where it is in the same piece with them."""
        values = {name: Fraction(value) for name, value in point.items()}
        place = self.place(values)
        for digits in (4, 8, 12):
            short = {name: Fraction(f"{value:.{digits}g}") for name, value in point.items()}
            if self.place(short) == place:
                return self.spot(short, place)
        return self.spot(values, place)

    def _unseen(self, seen: set[Place]) -> Iterator[tuple[Side, ...]]:
        """The sides of single borders, of pairs, and of what is joined in one product or condition, that no point was seen on."""
        graph = self.graph
        sides: list[tuple[int, Fraction, int]] = [
            (k, level, count)
            for k, border in enumerate(self.borders)
            if not border.turning
            for count, level in enumerate(border.levels)
        ]
        names = {k: graph.symbols([self.borders[k].node]) for k, _, _ in sides}
        pairs = [
            (one, other)
            for one, other in combinations(
                [side for side in sides if abs(side[1]) <= 1 or not self.borders[side[0]].endless], 2
            )
            if len({*names[one[0]], *names[other[0]]}) > 1
            or (self.borders[one[0]].often and self.borders[other[0]].often)
        ]
        for chosen in (*((side,) for side in sides), *pairs, *self._together_in_one(sides)):
            there = {tuple(_above(place[k], count) for k, _, count in chosen) for place in seen if place}
            for signs in product((1, -1), repeat=len(chosen)):
                if signs not in there:
                    yield tuple((k, float(level), sign) for (k, level, _), sign in zip(chosen, signs, strict=True))

    def _together_in_one(
        self, sides: Sequence[tuple[int, Fraction, int]]
    ) -> Iterator[tuple[tuple[int, Fraction, int], ...]]:
        """The borders of three or four factors, or conditions, of one node."""
        graph = self.graph
        by_node = {self.borders[k].node: (k, level, count) for k, level, count in reversed(sides)}
        for node in graph.reachable(self.roots):
            if graph.heads[node] in (op.Product, op.And, op.Or, op.Sum):
                parts = [border.node for part in graph.operands[node] for border in self.borders_of(part)]
                chosen = tuple(by_node[part] for part in dict.fromkeys(parts) if part in by_node)
                if 2 < len(chosen) <= 4:
                    yield chosen

    def _starts(self) -> list[dict[str, float]]:
        """Where ascents start: at points that were looked at, and where waves turn, for there they meet."""
        graph, heads = self.graph, self.graph.heads
        found = [
            {name: _float(value) for name, value in values.items()}
            for values in (*self._scattered[:24], *self._bases(), *self._walked)
        ]
        base = self._scattered[0]
        waves = [
            (graph.operands[node][0], undo)
            for node in graph.reachable([border.node for border in self.borders])
            if heads[node].waves and isinstance(undo := undoing(heads[node]), Periodic)
        ]
        for name in self.names:
            solver = Solver(graph, [operand for operand, _ in waves], name, base)
            for operand, undo in [each for each in waves if solver.contains(each[0])][:_MOST_WAVES]:
                with precision(BITS):
                    places = [
                        undo.first(arb(end)) + undo.period * turn * arb.pi()
                        for end in (1, -1)
                        for turn in range(-_TURNS // 2, _TURNS // 2)
                    ]
                for value in places:
                    found += [{**found[0], name: float(place)} for place in solver.solutions(operand, value)]
        return found

    def _lines(self) -> list[str]:
        """The names to walk along where nothing is jagged: those differentiated by, in borders of the candidate's own and in what is assumed."""
        graph = self.graph
        shared = set(graph.reachable(self.roots[:-1]))
        own = [node for node in graph.reachable(self.roots[-1:]) if node not in shared]
        borders = [border.node for node in own for border in self.borders_of(node)]
        names = {*self._by, *graph.symbols((*borders, *self.assumed))}
        return [name for name in self.names if name in names] or self.names

    def _jagged(self) -> bool:
        """Whether there are functions with kinks, or conditions."""
        heads = self.graph.heads
        return any(heads[node].kink is not None for node in self.graph.reachable(self.roots))

    def _bases(self) -> list[dict[str, Fraction]]:
        """Points to start from: one; of several names some with other signs, and some where borders of single names meet."""
        if len(self.names) == 1:
            return [dict(values) for values in self._scattered[:1]]
        bases = [dict(values) for values in self._scattered[:3]]
        own = self._own_values()
        count = prod(2 * len(values) + 1 for values in own.values())
        if not own or not self._jagged():
            return bases
        places = [range(2 * len(values) + 1) for values in own.values()]
        inside: list[dict[str, Fraction]] = []
        on_border: list[dict[str, Fraction]] = []
        for corner in product(*places) if count <= _MOST_CORNERS else self._drawn(places):
            chosen = {
                name: self._among(values, place) for (name, values), place in zip(own.items(), corner, strict=True)
            }
            (on_border if any(place % 2 for place in corner) else inside).append({**bases[0], **chosen})
        # Not all lines may be walked along: those through the piece of each corner before those through its ends.
        first, *others = bases
        return [first, *(base for pair in zip_longest(inside, others) for base in pair if base is not None), *on_border]

    def _drawn(self, places: Sequence[range]) -> Iterator[tuple[int, ...]]:
        for _ in range(_MOST_CORNERS):
            yield tuple(place[self.scatter.number(len(place))] for place in places)

    def _among(self, values: Sequence[Fraction], place: int) -> Fraction:
        """One of some values in order, or something between two, below the first or above the last."""
        if place % 2:
            return values[place // 2]
        step = self.scatter.part()
        if place == 0:
            return values[0] - step * (abs(values[0]) or 1)
        if place == 2 * len(values):
            return values[-1] + step * (abs(values[-1]) or 1)
        low, high = values[place // 2 - 1], values[place // 2]
        return low + (high - low) * step

    def _own_values(self) -> dict[str, list[Fraction]]:
        """By name the solutions of the borders that have no other name."""
        found: dict[str, list[Fraction]] = {}
        for border in self.borders:
            names = self.graph.symbols([border.node])
            if len(names) == 1 and len(found.get(names[0], [])) < _MOST_NEAR:
                solver = Solver(self.graph, [border.node], names[0], {names[0]: Fraction(1)})
                for level in border.levels:
                    found.setdefault(names[0], []).extend(solver.solutions(border.node, border.level(level)))
        return {name: sorted(set(values)) for name, values in found.items() if values}

    def _along(self, name: str, base: Mapping[str, Fraction]) -> Iterator[tuple[Fraction, bool]]:
        """Values of a name: in each interval between its borders one inside and some near the ends; the borders themselves."""
        solver = Solver(self.graph, [border.node for border in self.borders], name, base)
        found = self._solutions(solver, self.borders)
        if self._turning and self._jagged():
            solver.near = tuple(sorted(found, key=abs)[-_MOST_NEAR:])
            found |= self._solutions(solver, self._turning)
        if self._nested:
            found.update(solved_between(self.graph, self._nested, name, base, found))
        ends = sorted(found)
        if not ends:
            yield from ((base[name] * factor, False) for factor in (-1, *_FAR, *_CLOSE))
            return
        size = max(abs(ends[0]), abs(ends[-1]), Fraction(1, 10**12)) if any(ends) else Fraction(1)
        gaps = list(pairwise(ends))
        between = _BETWEEN if any(border.endless and not border.turning for border in self.borders) else 0
        for side, end in ((-1, ends[0]), (1, ends[-1])):
            for step in (0, *_FAR):
                yield _beside(end, side * size * (step + self.scatter.part())) + between, False
        # The widest first, for not all may be looked at: of a periodic function there are many that are alike.
        for low, high in sorted(gaps, key=lambda ends: ends[0] - ends[1]):
            narrow = high - low < _NARROW * max(abs(low), abs(high), Fraction(1))
            yield _beside(low, (high - low) * self.scatter.part()), narrow
        for end in ends:
            if end.denominator < _SIMPLE:
                yield end, True
        for part in _CLOSE:
            for low, high in gaps:
                width = (high - low) * part * (1 + self.scatter.part())
                yield _beside(low, width), False
                yield _beside(high, -width), False
            for side, end in ((-1, ends[0]), (1, ends[-1])):
                yield _beside(end, side * (abs(end) or 1) * part * (1 + self.scatter.part())), False

    def _solutions(self, solver: Solver, borders: Sequence[Border]) -> set[Fraction]:
        found: set[Fraction] = set()
        for border in borders:
            if solver.contains(border.node):
                for level in border.levels:
                    found.update(solver.solutions(border.node, border.level(level)))
        return found

    @property
    def _nested(self) -> list[tuple[int, list[Any]]]:
        """The borders with functions with steps inside, and their levels."""
        if self._stepped is None:
            self._stepped = [
                (border.node, [border.level(level) for level in border.levels])
                for border in self.borders
                if steps_inside(self.graph, border.node)
            ]
        return self._stepped

    @property
    def _turning(self) -> list[Border]:
        """The borders with periodic functions inside, of which other turns may be asked for."""
        heads, reachable = self.graph.heads, self.graph.reachable
        return [border for border in self.borders if any(heads[node].angle for node in reachable([border.node]))]

    def place(self, values: Mapping[str, Fraction], *, exactly: bool = False) -> Place:
        """The piece of a point: per border how many levels lie below its value there; ``exactly``: the value may be a level."""
        if self._program is None:
            self._program = Program(self.graph, [border.node for border in self.borders], None)
        program = self._program
        program.move(values)
        with precision(256):
            run = program.run(Balls())
            exact = program.exact() if exactly else None
            return tuple(self._side(program.slots[border.node], border, run, exact) for border in self.borders)

    def _side(self, slot: int, border: Border, run: Any, exact: ExactValues | None) -> int:
        """Twice the levels below the value, and one where it is a level."""
        known = None if exact is None else exact(slot)
        if slot in run.gaps and known is None:
            return -1
        value: Any = run.values[slot] if known is None else known
        if known is None and not value.is_finite():
            return -1
        if border.endless:
            number = _float(value)
            return floor(number / (1.5707963267948966 if border.turning else 1)) if abs(number) < _TAME else 0
        count = 0
        for level in border.levels:
            above = value - level if known is not None else value - arb(level.numerator) / level.denominator
            count += 2 if above > 0 else 1 if known is not None and above == 0 else 0
        return count

    def words(self, places: set[Place]) -> tuple[str, ...]:
        """The pieces as conditions on the borders, those that differ among them."""
        places = {place for place in places if place}
        varying = [k for k, border in enumerate(self.borders) if not border.endless and len({p[k] for p in places}) > 1]
        found = dict.fromkeys(
            ", ".join(self._told(k, place[k]) for k in varying if place[k] >= 0) for place in sorted(places)
        )
        return tuple(text for text in found if text)[:_MOST_SHOWN]

    def on_one_side(self, places: set[Place]) -> tuple[str, ...]:
        """The borders that no two of these pieces lie on different sides of."""
        places = {place for place in places if place}
        found = [border.node for k, border in enumerate(self.borders) if len({place[k] for place in places}) < 2]
        return tuple(map(self.words_of, found))[:_MOST_SHOWN]

    def _told(self, k: int, side: int) -> str:
        """``x < 0``, ``0 < x < 1``."""
        border = self.borders[k]
        levels = border.levels
        text = self.words_of(border.node)
        below, at = divmod(side, 2)
        if at:
            return f"{text} = {text_of(levels[below])}"
        if below == 0:
            return f"{text} < {text_of(levels[0])}"
        if below == len(levels):
            return f"{text} > {text_of(levels[-1])}"
        return f"{text_of(levels[below - 1])} < {text} < {text_of(levels[below])}"


def _in_turns(
    lines: Mapping[str, Iterator[tuple[Fraction, bool]]],
) -> Iterator[tuple[str, Fraction, bool]]:
    """What the lines give, one of each name after the other: none waits for all of another."""
    left = dict(lines)
    while left:
        for name, line in tuple(left.items()):
            found = next(line, None)
            if found is None:
                del left[name]
            else:
                yield name, *found


def _conjuncts(graph: Graph, nodes: Sequence[int]) -> Iterator[int]:
    """The conditions that hold where all of these do."""
    stack = [*nodes]
    while stack:
        node = stack.pop()
        if graph.heads[node] is op.And:
            stack += graph.operands[node]
        else:
            yield node


def _above(side: int, count: int) -> int:
    """1 above the level of this number, -1 below it; 0 at it, and where that is not known."""
    return 0 if side < 0 or side == 2 * count + 1 else 1 if side // 2 > count else -1


def _beside(end: Fraction, by: Fraction) -> Fraction:
    """About as far from an end, as a decimal without needless digits."""
    unit = Fraction(10) ** (floor(log10(by.numerator if by > 0 else -by.numerator) - log10(by.denominator)) - 3)
    return round((end + by) / unit) * unit


def _float(value: Any) -> float:
    """About the value, infinite where it is too large for a double."""
    try:
        return float(value.mid() if isinstance(value, arb) else value)
    except OverflowError:
        return inf


@cache
def _levels_of(head: Operator) -> tuple[tuple[Fraction, ...], bool]:
    """The operands at which a function begins, ends or breaks, and whether it does so at all whole numbers."""
    kink, domain = head.kink, head.domain
    found = [Fraction(0)]
    endless = False
    if head.arity[0] == 1:
        for level in _LEVELS:
            near = [_holds(domain.holds, level + by) for by in (-_BESIDE, 0, _BESIDE)] if domain is not None else [True]
            if len(set(near)) > 1 or (kink is not None and kink.at(level)):
                found.append(level)
    endless = (kink is not None and head.arity[0] == 1 and bool(kink.at(Fraction(5)))) or (
        domain is not None
        and not _holds(domain.holds, *[Fraction(-5)] * head.arity[0])
        and _holds(domain.holds, *[Fraction(-9, 2)] * head.arity[0])
    )
    if endless:
        found += [Fraction(level) for level in _WHOLE]
    return tuple(sorted(set(found))), endless


def _holds(holds: Any, *operands: Fraction) -> bool:
    try:
        return bool(holds(*operands))
    except (TypeError, ValueError, ArithmeticError):
        return True


def text_of(value: Fraction) -> str:
    """A value that parses again: a decimal where it is a short one."""
    if value.denominator == 1 and abs(value) < 10**15:
        return str(value.numerator)
    text = decimal_text(value) if _is_decimal(value.denominator) else ""
    if text and len(text) <= 30:
        return text
    text = f"{value.numerator}/{value.denominator}"
    return text if len(text) <= 60 or not 1e-300 < abs(value) < 1e300 else repr(float(value))


def _is_decimal(denominator: int) -> bool:
    """Whether it has no prime factor but 2 and 5, few of them."""
    return denominator < 10**60 and 10**120 % denominator == 0
