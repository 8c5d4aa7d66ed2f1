"""Functions that stand in for unknown ones, so that a statement about every function can be checked by values.

Each is a constant and two waves, ``c + a*sin(p*u + q*v + r) + ...``: smooth everywhere, with values of its own range, and with partial
derivatives of any order that are told here and asked of no rule. Of the pool the first ``MANY`` at which the formula has a value are
looked at: where it holds a logarithm or a root, those with values in its domain. Imports ``problems``, the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from symdiff.evaluator import Definition, Implicit, Parametric, Partials, Total
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.graph.binders import bind, filled, secret
from symdiff.notation.writer import write
from symdiff.operators import Operator, Or, Orders, Product, Sum, Unequal, Unknown, cos, sin
from symdiff.problems import Entry, Probe

MANY: Final = 3
"""Stand-ins that a point is looked at with."""


class Shape(Frozen):
    """Where the values of a stand-in lie."""

    middle: Fraction
    reach: tuple[Fraction, Fraction]
    """The sizes of its waves."""


POOL: Final = (
    Shape(Fraction(1, 8), (Fraction(1), Fraction(1, 2))),
    Shape(Fraction(1, 2), (Fraction(1, 4), Fraction(1, 8))),
    Shape(Fraction(-2), (Fraction(1, 2), Fraction(1, 4))),
    Shape(Fraction(2), (Fraction(1, 2), Fraction(1, 4))),
    Shape(Fraction(1, 2), (Fraction(1, 5), Fraction(1, 10))),
    Shape(Fraction(9, 4), (Fraction(3, 4), Fraction(1, 3))),
    Shape(Fraction(-1, 3), (Fraction(1, 4), Fraction(1, 8))),
)
"""Both signs, inside (0, 1), below -1, above 1, and three more for formulas that leave few of these a value."""
_PRIMES: Final = (29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107, 109, 113)
_PART: Final = 64
"""Frequencies and phases are primes over this: exact in doubles, and in no simple ratio."""


class StandIns:
    """One stand-in for each unknown function of a graph, by the order of their names."""

    def __init__(self, graph: Graph, turn: int) -> None:
        self.graph = graph
        self.turn = turn
        self.names = unknown_in(graph)
        self._made: dict[int, int] = {}
        self._calls = 0

    @property
    def label(self) -> str:
        return f"stand-in {self.turn + 1}"

    def node(self, node: int) -> int:
        """The node with the stand-ins in place of what they stand for, and otherwise as it was built."""
        graph, made = self.graph, self._made
        heads, below = graph.heads, graph.below
        for each in graph.reachable([node]):
            if each in made:
                continue
            operands = tuple([made[operand] for operand in below[each]])
            head = heads[each]
            if head.unknown is not None:
                made[each] = self._value(head.unknown, operands)
            elif head.binding is not None:
                made[each] = self._bound(head, operands)
            else:
                made[each] = each if operands == below[each] else graph.intern(head, operands)
        return made[node]

    def formula(self, name: str) -> tuple[str, str]:
        """The stand-in of a name as a definition: ``f(u)`` and its formula."""
        count = self.graph.rows[name].count or 1
        free = [letter for letter in "uvwtsrpqabc" if letter not in self.names]
        letters = free[:count] if count <= len(free) else [f"{free[0]}{k}" for k in range(1, count + 1)]
        unknown = self.graph.rows[name].row((0,) * count).unknown
        value = self._value(unknown, tuple(map(self.graph.symbol, letters)))
        return f"{name}({', '.join(letters)})", write(self.graph, value, arranged=False)

    def entry(self, entry: Entry) -> Entry:
        """The entry of the formulas with the stand-ins in place: its derivative is not derived again."""
        return replace(
            entry,
            node=self.node(entry.node),
            roots=tuple(map(self.node, entry.roots)),
            probe=None if entry.probe is None else self._probe(entry.probe),
            definition=self._definition(entry.definition),
        )

    def _probe(self, probe: Probe) -> Probe:
        curve = probe.curve
        if curve is not None:
            curve = replace(
                curve,
                equation=self.node(curve.equation),
                slope=self.node(curve.slope),
                across=self.node(curve.across),
            )
        return replace(
            probe,
            formula=self.node(probe.formula),
            given={name: self.node(node) for name, node in probe.given.items()},
            curve=curve,
            smooth=tuple((self.node(node), name) for node, name in probe.smooth),
        )

    def _definition(self, definition: Definition) -> Definition:
        if isinstance(definition, Partials):
            return Partials(
                tuple(
                    (None if factor is None else self.node(factor), self.node(formula), names)
                    for factor, formula, names in definition.terms
                )
            )
        if isinstance(definition, Total):
            return replace(definition, formula=self.node(definition.formula))
        if isinstance(definition, Implicit):
            return replace(definition, equation=self.node(definition.equation))
        assert isinstance(definition, Parametric)
        return replace(definition, x=self.node(definition.x), y=self.node(definition.y))

    def _bound(self, row: Operator, operands: tuple[int, ...]) -> int:
        """An integral or a sum, whose template may hold what is unknown."""
        graph, binding = self.graph, row.binding
        if not any(head.unknown is not None or head.binding is not None for head, _ in binding.code):
            return graph.intern(row, operands)
        self._calls += 1
        mark = f"{self.turn} {self._calls} stands in"
        variable = secret(graph, mark)
        symbols = [secret(graph, f"{mark} {place}") for place in range(len(operands) - binding.finite)]
        body = self.node(filled(graph, binding, variable, symbols))
        ends = list(operands[: binding.finite])
        lower = (ends.pop(0),) if binding.ends[0] == 0 else binding.ends[0]
        upper = (ends.pop(0),) if binding.ends[1] == 0 else binding.ends[1]
        given = dict(zip(symbols, operands[binding.finite :], strict=True))
        return bind(graph, binding.binder, body, variable, binding.name, (lower, upper), given)

    def _value(self, unknown: Unknown, operands: tuple[int, ...]) -> int:
        """The partial derivative of a stand-in of some orders: waves with a factor for each, a quarter of a turn ahead."""
        graph, shape = self.graph, POOL[self.turn]
        place = self.names.index(unknown.name)
        order = sum(unknown.orders)
        terms = [] if order else [self._number(shape.middle)]
        for wave, reach in enumerate(shape.reach):
            rates = [self._prime(place, wave, operand + 1) for operand in range(len(operands))]
            turns = [
                graph.intern(Product, (graph.number(rate), operand))
                for rate, operand in zip(rates, operands, strict=True)
            ]
            angle = graph.intern(Sum, (*turns, graph.number(self._prime(place, wave, 0))))
            size = reach * _product(rates, unknown.orders) * (-1 if order % 4 > 1 else 1)
            wave_of = graph.intern(cos if order % 2 else sin, (angle,))
            terms.append(wave_of if size == 1 else graph.intern(Product, (self._number(size), wave_of)))
        return graph.intern(Sum, tuple(terms))

    def _number(self, value: Fraction) -> int:
        return self.graph.number(value.numerator if value.denominator == 1 else value)

    def _prime(self, place: int, wave: int, operand: int) -> Fraction:
        return Fraction(_PRIMES[(5 * place + 9 * wave + 2 * operand + 11 * self.turn) % len(_PRIMES)], _PART)


class Values:
    """The values of unknown functions and of their derivatives as names of their own: any numbers at all are those of some function."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._made: dict[int, int] = {}
        self._called: dict[str, dict[tuple[int, ...], None]] = {}

    def node(self, node: int) -> int | None:
        """The node with a name in place of each value; None where an integral or a sum has unknown functions inside."""
        graph, made = self.graph, self._made
        for each in graph.reachable([node]):
            if each in made:
                continue
            head = graph.heads[each]
            operands = tuple([made[operand] for operand in graph.below[each]])
            if head.unknown is not None:
                self._called.setdefault(head.unknown.name, {})[operands] = None
                made[each] = graph.symbol(write(graph, each))
            elif head.binding is not None and has_unknown(graph, [each]):
                return None
            else:
                made[each] = each if operands == graph.below[each] else graph.intern(head, operands)
        return made[node]

    @property
    def apart(self) -> tuple[int, ...]:
        """Conditions under which the names stand for values at places that differ, and so do not depend on each other."""
        graph = self.graph
        found = []
        for places in self._called.values():
            for first, second in combinations(places, 2):
                differ = [graph.intern(Unequal, pair) for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
                found.append(differ[0] if len(differ) == 1 else graph.intern(Or, tuple(differ)))
        return tuple(found)


def _product(rates: Sequence[Fraction], orders: Orders) -> Fraction:
    found = Fraction(1)
    for rate, order in zip(rates, orders, strict=True):
        found *= rate**order
    return found


def unknown_in(graph: Graph) -> list[str]:
    """The names of the unknown functions of a graph, in order."""
    return sorted(name for name in graph.rows if isinstance(name, str))


def has_unknown(graph: Graph, nodes: Iterable[int]) -> bool:
    """Whether an unknown function stands below some nodes, or in what is bound there."""
    heads = {graph.heads[node] for node in graph.reachable(nodes)}
    while heads:
        if any(head.unknown is not None for head in heads):
            return True
        heads = {head for row in heads if row.binding is not None for head, _ in row.binding.code}
    return False


def told(stand_ins: StandIns) -> str:
    """What stands for what, in words."""
    return " and ".join(f"{label} = {text}" for label, text in map(stand_ins.formula, stand_ins.names))


def note(names: Sequence[str], count: int) -> str:
    """What a report says of them."""
    words = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"checked with {count} stand-in{'s' if count > 1 else ''} for {words}"


__all__ = ["MANY", "POOL", "StandIns", "Values", "has_unknown", "note", "told", "unknown_in"]
