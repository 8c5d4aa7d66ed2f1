"""Nodes of the graph as ratios of kernels, with the conditions under which they are real. Imports ``kernels``.

The row of a function names what it is in terms of kernels, a function of ``functions``; else it is a kernel of its own. Where it is real
its domain says, in terms of *signs*, ratios that are above 0 there, or as a condition on its operands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from symdiff import operators as op
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.identities.field import Ratio, UnprovenError
from symdiff.identities.kernels import Kernels, number_of
from symdiff.operators import FUNCTIONS, RELATIONS, Operator

_HALF = Fraction(1, 2)
_STEPPED = frozenset(row.name for row in FUNCTIONS if row.stepped)
"""Kernels that are constant between jumps."""
_MOST_DEGREES = 40


class Sign(Frozen):
    """Under ``guard`` (1 or 0 by the signs in it) this must be 1: the sign of something, a ratio of signs."""

    value: Ratio
    guard: Ratio | None = None


class Whole(Frozen):
    """Under ``guard`` the exponent must be whole wherever this sign is -1."""

    sign: Ratio
    exponent: Ratio
    guard: Ratio | None = None


class Domain(Frozen):
    """Under ``guard`` the operands must be in the domain of a function."""

    row: Operator
    operands: tuple[Ratio, ...]
    guard: Ratio | None = None


Condition = Sign | Whole | Domain


class Forms:
    """The ratios of a graph's nodes, made once each, and what each needs."""

    def __init__(self, graph: Graph, kernels: Kernels, names: Iterable[str] = ()) -> None:
        """``names``: those that are differentiated by."""
        self.graph = graph
        self._names = frozenset(names)
        self.kernels = kernels
        self.field = kernels.field
        self.ratios: dict[int, Ratio] = {}
        self.needs: dict[int, dict[int, Condition]] = {}
        """Of each node its conditions, by their place in ``conditions``."""
        self._made: dict[Any, Condition] = {}

    def ratio(self, root: int) -> Ratio:
        """The node as a ratio. Raises UnprovenError, and FinerError where it is to begin again."""
        heads = self.graph.heads
        for node in self.graph.reachable([root]):
            if node in self.ratios or heads[node] in op.CONDITIONS:
                continue
            self._now: list[Condition] = []
            operands = self.graph.operands[node]
            self.ratios[node] = self._form(heads[node], operands)
            found: dict[int, Condition] = {}
            if heads[node] is not op.piecewise:
                below = [self.needs[operand] for operand in self.graph.below[node] if self.needs.get(operand)]
                found = max(below, key=len, default=found)
                if not all(each is found or each.keys() <= found.keys() for each in below):
                    found = {key: each for one in below for key, each in one.items()}
            if self._now:
                found = found | {id(each): each for each in map(self._once, self._now)}
            self.needs[node] = found  # shared with what needs no more, and never changed
        return self.ratios[root]

    def conditions(self, roots: Iterable[int]) -> dict[int, Condition]:
        """What some nodes need, without the values of those of which nothing else is needed: arc tangents, logarithms, roots."""
        heads, operands, graph = self.graph.heads, self.graph.operands, self.graph
        stack, seen, bounded = list(roots), set(roots), []
        while stack:
            node = stack.pop()
            head = heads[node]
            below: Sequence[int] = ()
            if head is op.Power:
                exponent = graph.value(operands[node][1])
                if exponent is not None and exponent.denominator == 1:
                    below = operands[node][:1]
                elif heads[operands[node][0]] is op.Constant:
                    below = operands[node][1:]
            elif head is op.Sum or head is op.Product or head.poles or self._everywhere(head):
                below = operands[node]
            if not below and head.arity != (0, 0):
                bounded.append(node)
            for each in below:
                if each not in seen:
                    seen.add(each)
                    stack.append(each)
        found: dict[int, Condition] = {}
        for node in sorted(bounded):
            found |= self._bounds(node)
        return found

    def _everywhere(self, head: Operator) -> bool:
        """Whether a function has a value wherever its operands have, and breaks off nowhere."""
        return head.arity != (0, 0) and head.domain is None and head.kink is None and head in FUNCTIONS

    def _bounds(self, node: int) -> dict[int, Condition]:
        """What a node needs to be real."""
        head, parts = self.graph.heads[node], self.graph.operands[node]
        power = self.graph.value(parts[1]) if head is op.Power else None
        above = head.domain.above if head.domain is not None and len(parts) == 1 else None
        if node in self.ratios or (above is None and power is None):
            self.ratio(node)
            return self.needs[node]
        operand = self.ratio(parts[0])
        if operand.num.is_zero() and (head.domain is None or not head.domain.holds(0)):
            raise UnprovenError(f"{head.name} of 0")
        self._now = []
        if above is None:
            self.above(operand)
        else:
            self._inside(head, operand)
        return self.needs[parts[0]] | {id(each): each for each in map(self._once, self._now)}

    def _once(self, condition: Condition) -> Condition:
        """The one condition that says the same."""
        key: tuple[Any, ...]
        guard = None if condition.guard is None else condition.guard.key
        if isinstance(condition, Sign):
            key = "sign", condition.value.key, guard
        elif isinstance(condition, Whole):
            key = "whole", condition.sign.key, condition.exponent.key, guard
        else:
            key = condition.row.name, tuple(operand.key for operand in condition.operands), guard
        return self._made.setdefault(key, condition)

    def _form(self, head: Operator, operands: Sequence[Any]) -> Ratio:
        if head is op.Number:
            return self.field.number(operands[0])
        if head is op.Symbol:
            return self.kernels.symbol(operands[0])
        if head is op.Constant:
            return self._constant(operands[0])
        if head is op.piecewise:
            return self._pieces(operands)
        parts = [self.ratios[operand] for operand in operands]
        if head is op.Sum:
            return self.field.total(parts)
        if head is op.Product:
            return self.field.product(parts)
        if head is op.Power:
            return self._power(*parts)
        return self.call(head, *parts)

    def call(self, head: Operator, *parts: Ratio) -> Ratio:
        """A function of ratios."""
        if head.recurrence is not None and head.identity == "":
            return self._polynomial(head, *parts)
        form = _form_named(head)
        if head.domain is not None and head.domain.above is not None:
            self._inside(head, *parts)
        elif head.domain is not None and form is None:
            self.in_domain(head, *parts)
        return self.own(head, *parts) if form is None else form(self, *parts)

    def _inside(self, head: Operator, *parts: Ratio) -> None:
        """Say that operands must be in the domain of a function, which is told in terms of what is above 0."""
        assert head.domain is not None
        assert head.domain.above is not None
        self.above(*(each.ratio for each in head.domain.above(*(Value(self, part) for part in parts))))

    def in_domain(self, head: Operator, *parts: Ratio) -> None:
        """Say that operands must be in the domain of a function."""
        self._now.append(Domain(head, parts))

    def _polynomial(self, head: Operator, n: Ratio, *operands: Ratio) -> Ratio:
        """A polynomial, of whole degree where that is known."""
        degree = number_of(n)
        if degree is None:
            self.in_domain(head, n, *operands)
            return self.own(head, n, *operands)
        if degree.denominator != 1 or not -1 <= degree <= _MOST_DEGREES:
            raise UnprovenError("a polynomial of this degree")
        assert head.recurrence is not None
        made = [Value(self, operand) for operand in operands]
        value, before = Value(self, self.number(int(degree >= 0))), Value(self, self.field.zero)
        for k in range(int(degree)):
            value, before = head.recurrence(k, value, before, *made), value
        return value.ratio

    def own(self, head: Operator, *parts: Ratio) -> Ratio:
        """A kernel of its own; for an even or odd function the operand's first coefficient is above 0."""
        if head.parity and len(parts) == 1 and not parts[0].num.is_zero() and parts[0].num.leading_coefficient() < 0:
            return self.field.scaled(self.kernels.atom(head.name, self.field.scaled(parts[0], -1)), head.parity)
        return self.kernels.atom(head.name, *parts)

    def above(self, *parts: Ratio) -> None:
        """Say that these must be above 0."""
        for part in parts:
            if not part.num.is_zero():
                sign = self.kernels.sign(part)
                if not (sign.num.is_one() and sign.den.is_one()):
                    self._now.append(Sign(sign))

    def number(self, value: int | Fraction) -> Ratio:
        return self.field.number(value)

    def _constant(self, name: str) -> Ratio:
        if name == "E":
            return self.kernels.exp(self.field.one)
        if name == "GoldenRatio":
            root = self.kernels.root(self.number(5), _HALF)
            return self.field.scaled(self.field.plus(self.field.one, root), _HALF)
        return self.kernels.constant(name)

    def _moves(self, ratio: Ratio) -> bool:
        """Whether something that changes steadily with a name that is differentiated by is in a ratio."""
        for poly in (ratio.num, ratio.den):
            for place, degree in enumerate(poly.degrees()):
                if not degree:
                    continue
                kind, data = self.kernels.kinds[place]
                if kind == "symbol":
                    if data[0] in self._names:
                        return True
                elif kind not in _STEPPED and any(self._moves(part) for part in data if isinstance(part, Ratio)):
                    return True
        return False

    def _power(self, base: Ratio, exponent: Ratio) -> Ratio:
        if base.num.is_zero():
            raise UnprovenError("a power of 0")
        fixed = number_of(exponent)
        if fixed is not None and fixed.denominator != 1:
            self.above(base)
        elif fixed is None:
            sign = self.kernels.sign(base)
            if not sign.num.is_one() and self.kernels.trusting and self._moves(exponent):
                # Below 0 there are values at separate places alone, and no derivative.
                self._now.append(Sign(sign))
                return self.kernels.exp(self.field.times(exponent, self.kernels.log(base)))
            if not sign.num.is_one():
                self._now.append(Whole(sign, exponent))
        return self.kernels.power(base, exponent)

    # Conditionals: 1 and 0 in terms of signs.

    def _pieces(self, parts: Sequence[int]) -> Ratio:
        field = self.field
        rest, total = field.one, []
        for value, condition in zip(parts[::2], parts[1::2], strict=True):
            chosen = field.times(rest, self.holds(condition))
            if not chosen.num.is_zero():
                total.append(field.times(chosen, self.ratios[value]))
                self._guarded(self.needs[value].values(), chosen)
            self._guarded(self._of_condition(condition), rest)
            rest = field.minus(rest, chosen)
            if rest.num.is_zero():
                return field.total(total)
        self._now.append(Sign(field.minus(field.one, field.scaled(rest, 2))))  # rest is 0
        return field.total(total)

    def _guarded(self, conditions: Iterable[Condition], guard: Ratio) -> None:
        for each in conditions:
            both = guard if each.guard is None else self.field.times(guard, each.guard)
            if isinstance(each, Sign):
                self._now.append(Sign(each.value, both))
            elif isinstance(each, Whole):
                self._now.append(Whole(each.sign, each.exponent, both))
            else:
                self._now.append(Domain(each.row, each.operands, both))

    def _of_condition(self, condition: int) -> list[Condition]:
        """What the operands of comparisons need."""
        found: dict[int, Condition] = {}
        for node in self.graph.reachable([condition]):
            if self.graph.heads[node] in RELATIONS:
                for operand in self.graph.operands[node]:
                    found |= self.needs[operand]
        return list(found.values())

    def holds(self, condition: int) -> Ratio:
        """1 where a condition holds and 0 where it does not, but for where two sides are equal."""
        field, heads, operands = self.field, self.graph.heads, self.graph.operands
        known: dict[int, Ratio] = {}
        for node in self.graph.reachable([condition]):
            head = heads[node]
            if head not in op.CONDITIONS:
                continue
            if head is op.Truth:
                known[node] = field.number(int(operands[node][0]))
            elif head in RELATIONS:
                first, second = (self.ratios[operand] for operand in operands[node])
                known[node] = self._relation(head, field.minus(first, second))
            elif head is op.Not:
                known[node] = field.minus(field.one, known[operands[node][0]])
            else:
                parts = [known[operand] for operand in operands[node]]
                if head is op.Or:
                    parts = [field.minus(field.one, part) for part in parts]
                both = field.product(parts)
                known[node] = field.minus(field.one, both) if head is op.Or else both
        return known[condition]

    def _relation(self, head: Operator, apart: Ratio) -> Ratio:
        assert head.real is not None
        if apart.num.is_zero():
            return self.number(int(head.real(0, 0)))
        below, above = int(head.real(-1, 0)), int(head.real(1, 0))
        if below == above:
            return self.number(above)
        sign = self.kernels.sign(apart)
        return self.field.scaled(self.field.plus(self.field.one, self.field.scaled(sign, above - below)), _HALF)


class Value:
    """A ratio with arithmetic, for what rows say of operands."""

    __slots__ = ("forms", "ratio")

    def __init__(self, forms: Forms, ratio: Ratio) -> None:
        self.forms, self.ratio = forms, ratio

    def _of(self, other: Any) -> Ratio:
        return other.ratio if isinstance(other, Value) else self.forms.number(other)

    def __add__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.plus(self.ratio, self._of(other)))

    def __radd__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.plus(self._of(other), self.ratio))

    def __sub__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.minus(self.ratio, self._of(other)))

    def __rsub__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.minus(self._of(other), self.ratio))

    def __mul__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.times(self.ratio, self._of(other)))

    def __rmul__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.times(self._of(other), self.ratio))

    def __truediv__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.over(self.ratio, self._of(other)))

    def __rtruediv__(self, other: Any) -> Value:
        return Value(self.forms, self.forms.field.over(self._of(other), self.ratio))


@cache
def _form_named(row: Operator) -> Callable[..., Ratio] | None:
    """The function in terms of kernels that a row names; None where it is a kernel of its own."""
    if not isinstance(row.identity, str):
        return row.identity
    if row.identity == "":
        return None
    file, _, name = row.identity.rpartition(":")
    return getattr(import_module(f"symdiff.identities.{file}"), name)  # type: ignore[no-any-return]
