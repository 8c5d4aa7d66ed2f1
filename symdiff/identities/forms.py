"""Nodes of the graph as ratios of kernels, one row per function, with the conditions under which they are real. Imports ``kernels``.

A row gives the function in terms of kernels. What it needs to be real is written beside it as *signs*: ratios that are 1 or more
than 0 there. A function without a row is a kernel of its own, real wherever its row of the vocabulary says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff import operators as op
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.identities.field import Ratio, UnprovenError
from symdiff.identities.kernels import Kernels, number_of
from symdiff.operators import FUNCTIONS, RELATIONS, Operator

_HALF = Fraction(1, 2)
_STEADY = frozenset(("sign", "floor", "ceiling"))
"""Kernels that are constant between jumps."""
_POLES = frozenset((op.tan, op.cot, op.sec, op.csc))
"""Functions without a value at separate places alone."""
_MOST_DEGREES = 40
_MOST_SHIFTS = 20
"""Whole steps that a recurrence is taken."""


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
            elif head is op.Sum or head is op.Product or head in _POLES or self._everywhere(head):
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
        row = _BOUNDS.get(head) if len(parts) == 1 else None
        if node in self.ratios or (row is None and power is None):
            self.ratio(node)
            return self.needs[node]
        operand = self.ratio(parts[0])
        if operand.num.is_zero() and head in (op.Power, op.log):
            raise UnprovenError("a power or a logarithm of 0")
        self._now = []
        if row is None:
            self.above(operand)
        else:
            row(self, operand)
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
        row = ROWS.get(head)
        if row is not None:
            return row(self, *parts)
        if head.domain is not None:
            self._now.append(Domain(head, parts))
        return self.own(head, *parts)

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
                elif kind not in _STEADY and any(self._moves(part) for part in data if isinstance(part, Ratio)):
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


Row = Callable[..., Ratio]


def _over(f: Forms, a: Ratio, b: Ratio) -> Ratio:
    return f.field.over(a, b)


def _sin(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.sine_and_cosine(u)[0]


def _cos(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.sine_and_cosine(u)[1]


def _tan(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.tangent(u)


def _hyperbolic(f: Forms, u: Ratio) -> tuple[Ratio, Ratio]:
    """Twice sinh and twice cosh."""
    up = f.kernels.exp(u)
    down = f.field.inverse(up)
    return f.field.minus(up, down), f.field.plus(up, down)


def _sinh(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_hyperbolic(f, u)[0], _HALF)


def _cosh(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_hyperbolic(f, u)[1], _HALF)


def _tanh(f: Forms, u: Ratio) -> Ratio:
    return f.field.over(*_hyperbolic(f, u))


def _inverse(f: Forms, u: Ratio) -> Ratio:
    return f.field.inverse(u)


def _log(f: Forms, u: Ratio) -> Ratio:
    f.above(u)
    return f.kernels.log(u)


def _of_square(f: Forms, u: Ratio, square: int, number: int) -> Ratio:
    """square*u**2 + number."""
    return f.field.plus(f.field.scaled(f.field.power(u, 2), square), f.number(number))


def _asin(f: Forms, u: Ratio) -> Ratio:
    _within_one(f, u)
    return f.own(op.asin, u)


def _within_one(f: Forms, u: Ratio) -> None:
    f.above(f.field.minus(f.field.one, u), f.field.plus(f.field.one, u))


def _acos(f: Forms, u: Ratio) -> Ratio:
    return f.field.minus(f.field.scaled(f.kernels.constant("pi"), _HALF), _asin(f, u))


def _asinh(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.log(f.field.plus(u, f.kernels.root(_of_square(f, u, 1, 1), _HALF)))


def _acosh(f: Forms, u: Ratio) -> Ratio:
    below, above = f.field.minus(u, f.field.one), f.field.plus(u, f.field.one)
    f.above(below, above)
    return f.kernels.log(f.field.plus(u, f.kernels.root(_of_square(f, u, 1, -1), _HALF)))


def _atanh(f: Forms, u: Ratio) -> Ratio:
    _within_one(f, u)
    return _half_log(f, u)


def _acoth(f: Forms, u: Ratio) -> Ratio:
    f.above(_of_square(f, u, 1, -1))
    return _half_log(f, u)


def _half_log(f: Forms, u: Ratio) -> Ratio:
    """The logarithm of abs((u + 1)/(u - 1)), halved."""
    up, down = (f.kernels.log(f.field.plus(u, f.number(one))) for one in (1, -1))
    return f.field.scaled(f.field.minus(up, down), _HALF)


def _real_root(f: Forms, u: Ratio, n: Ratio) -> Ratio:
    degree = number_of(n)
    if degree is None or u.num.is_zero():
        raise UnprovenError("a root of this degree")
    return f.field.times(f.kernels.sign(u), f.kernels.root(u, 1 / degree))


def _absolute(f: Forms, u: Ratio) -> Ratio:
    return f.kernels.absolute(u)


def _sign(f: Forms, u: Ratio) -> Ratio:
    return f.field.zero if u.num.is_zero() else f.kernels.sign(u)


def _heaviside(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(f.field.plus(_sign(f, u), f.field.one), _HALF)


def _extreme(sign: int) -> Row:
    """Max for 1 and Min for -1: the sum and the distance, halved."""

    def form(f: Forms, *parts: Ratio) -> Ratio:
        result = parts[0]
        for part in parts[1:]:
            apart = f.field.scaled(f.kernels.absolute(f.field.minus(result, part)), sign)
            result = f.field.scaled(f.field.total((result, part, apart)), _HALF)
        return result

    return form


def _shifted(f: Forms, u: Ratio) -> tuple[Ratio, int]:
    """A part and a whole number whose sum it is: the number is what stands alone in it."""
    field = f.field
    if not u.den.is_constant():
        return u, 0
    alone = [Fraction(int(c), int(u.den.leading_coefficient())) for m, c in u.num.terms() if not any(m)]
    steps = alone[0].numerator // alone[0].denominator if alone else 0
    if abs(steps) > _MOST_SHIFTS:
        steps = 0
    return field.minus(u, field.number(steps)), steps


def _gamma(f: Forms, u: Ratio) -> Ratio:
    """gamma(u + n) is gamma(u)*u*(u + 1)*..."""
    base, steps = _shifted(f, u)
    if base.num.is_zero():
        base, steps = f.field.one, steps - 1
        if steps < 0:
            raise UnprovenError("a pole of the gamma function")
    field = f.field
    value = field.one if base.num.is_one() and base.den.is_one() else f.own(op.gamma, base)
    for k in range(abs(steps)):
        step = field.plus(base, f.number(k if steps > 0 else -k - 1))
        value = field.times(value, step) if steps > 0 else field.over(value, step)
    return value


def _plus_one(f: Forms, u: Ratio) -> Ratio:
    return f.field.plus(u, f.field.one)


def _binomial(f: Forms, n: Ratio, k: Ratio) -> Ratio:
    return _over(f, _falling(f, n, k), _gamma(f, _plus_one(f, k)))


def _falling(f: Forms, u: Ratio, k: Ratio) -> Ratio:
    return _over(f, _gamma(f, _plus_one(f, u)), _gamma(f, _plus_one(f, f.field.minus(u, k))))


def _rising(f: Forms, u: Ratio, k: Ratio) -> Ratio:
    return _over(f, _gamma(f, f.field.plus(u, k)), _gamma(f, u))


def _beta(f: Forms, u: Ratio, v: Ratio) -> Ratio:
    return _over(f, f.field.times(_gamma(f, u), _gamma(f, v)), _gamma(f, f.field.plus(u, v)))


def _polygamma(f: Forms, n: Ratio, u: Ratio) -> Ratio:
    """polygamma(n, u + 1) is polygamma(n, u) + (-1)**n*n!/u**(n + 1)."""
    order = number_of(n)
    base, steps = _shifted(f, u)
    if order is None or order.denominator != 1 or not 0 <= order <= _MOST_SHIFTS:
        return f.own(op.polygamma, n, u)
    if base.num.is_zero():
        base, steps = f.field.one, steps - 1
    m, field = int(order), f.field
    factor = (-1) ** m
    for k in range(1, m + 1):
        factor *= k
    terms = [f.own(op.polygamma, n, base)]
    for k in range(abs(steps)):
        step = field.plus(base, f.number(k if steps > 0 else -k - 1))
        terms.append(field.scaled(field.power(step, -m - 1), factor if steps > 0 else -factor))
    return field.total(terms)


def _expint(f: Forms, n: Ratio, u: Ratio) -> Ratio:
    """n*E(n + 1, u) is exp(-u) - u*E(n, u); E(0, u) is exp(-u)/u, and E(1, u) is -Ei(-u) where it is real."""
    order, field = number_of(n), f.field
    base, steps = _shifted(f, n)
    if order is None or order.denominator != 1 or order > 0:
        f.above(u)
    minus = field.scaled(u, -1)
    down = f.kernels.exp(minus)
    if base.num.is_zero() and steps > 0:
        base, steps, value = field.one, steps - 1, field.scaled(f.own(op.Ei, minus), -1)
    else:
        value = field.over(down, u) if base.num.is_zero() else f.own(op.expint, base, u)
    for k in range(abs(steps)):
        if steps > 0:
            value = field.over(field.minus(down, field.times(u, value)), field.plus(base, f.number(k)))
        else:
            value = field.over(field.minus(down, field.times(field.plus(base, f.number(-k - 1)), value)), u)
    return value


def _upper_gamma(f: Forms, a: Ratio, u: Ratio) -> Ratio:
    """Of whole orders from 1: gamma(1, u) is exp(-u), gamma(a + 1, u) is a*gamma(a, u) + u**a*exp(-u)."""
    order, field = number_of(a), f.field
    if order is None or order.denominator != 1 or not 1 <= order <= _MOST_SHIFTS:
        f._now.append(Domain(op.uppergamma, (a, u)))
        return f.own(op.uppergamma, a, u)
    down = f.kernels.exp(field.scaled(u, -1))
    value = down
    for k in range(1, int(order)):
        value = field.plus(field.scaled(value, k), field.times(field.power(u, k), down))
    return value


def _of_recurrence(row: Operator) -> Row:
    """A polynomial of whole degree."""

    def form(f: Forms, n: Ratio, *operands: Ratio) -> Ratio:
        degree = number_of(n)
        if degree is None:
            f._now.append(Domain(row, (n, *operands)))
            return f.own(row, n, *operands)
        if degree.denominator != 1 or not -1 <= degree <= _MOST_DEGREES:
            raise UnprovenError("a polynomial of this degree")
        assert row.recurrence is not None
        made = [_Value(f, operand) for operand in operands]
        value, before = _Value(f, f.number(int(degree >= 0))), _Value(f, f.field.zero)
        for k in range(int(degree)):
            value, before = row.recurrence(k, value, before, *made), value
        return value.ratio

    return form


class _Value:
    """A ratio with arithmetic, for the recurrences."""

    __slots__ = ("forms", "ratio")

    def __init__(self, forms: Forms, ratio: Ratio) -> None:
        self.forms, self.ratio = forms, ratio

    def _of(self, other: Any) -> Ratio:
        return other.ratio if isinstance(other, _Value) else self.forms.number(other)

    def __add__(self, other: Any) -> _Value:
        return _Value(self.forms, self.forms.field.plus(self.ratio, self._of(other)))

    __radd__ = __add__

    def __sub__(self, other: Any) -> _Value:
        return _Value(self.forms, self.forms.field.minus(self.ratio, self._of(other)))

    def __rsub__(self, other: Any) -> _Value:
        return _Value(self.forms, self.forms.field.minus(self._of(other), self.ratio))

    def __mul__(self, other: Any) -> _Value:
        return _Value(self.forms, self.forms.field.times(self.ratio, self._of(other)))

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> _Value:
        return _Value(self.forms, self.forms.field.over(self.ratio, self._of(other)))


def _bessel(row: Operator, sides: int) -> Row:
    """Of the orders m and m + 1 with 0 <= m < 1, or of what stands without a whole number in the order.

    f(n + 1) is 2*n/u*f(n) - sides*f(n - 1); for I and K the signs differ.
    """

    def form(f: Forms, n: Ratio, u: Ratio) -> Ratio:
        order, field = number_of(n), f.field
        if order is None or order.denominator != 1 or row in (op.bessely, op.besselk):
            f.above(u)
        base, steps = _shifted(f, n)
        first, second = (f.own(row, field.plus(base, f.number(k)), u) for k in (0, 1))
        for k in range(abs(steps)):
            m = field.plus(base, f.number(k + 1 if steps > 0 else -k))
            turn = field.over(field.scaled(m, 2 * _TURNS[row][0]), u)
            if steps > 0:
                first, second = second, field.plus(field.times(turn, second), field.scaled(first, sides))
            else:
                back = field.plus(field.scaled(field.times(turn, first), -sides), field.scaled(second, sides))
                first, second = back, first
        return first

    return form


_TURNS = {op.besselj: (1, -1), op.bessely: (1, -1), op.besseli: (-1, 1), op.besselk: (1, 1)}
"""f(n + 1) is a*2*n/u*f(n) + b*f(n - 1)."""


def _plain(*signs: Callable[[Forms, tuple[Ratio, ...]], Ratio]) -> Callable[[Operator], Row]:
    """A kernel of its own that is real where some ratios are above 0."""

    def of(row: Operator) -> Row:
        def form(f: Forms, *operands: Ratio) -> Ratio:
            for sign in signs:
                f.above(sign(f, operands))
            return f.own(row, *operands)

        return form

    return of


_everywhere = _plain()
_last_above = _plain(lambda f, u: u[-1])
_last_below_one = _plain(lambda f, u: f.field.minus(f.field.one, u[-1]))
_inside = _plain(lambda f, u: f.field.minus(f.field.one, u[0]), lambda f, u: f.field.plus(f.field.one, u[0]))


def _spherical(row: Operator, first: Row, second: Row) -> Row:
    """f(n + 1) is (2*n + 1)/u*f(n) - f(n - 1), from orders 0 and 1."""

    def form(f: Forms, n: Ratio, u: Ratio) -> Ratio:
        order = number_of(n)
        if order is None or order.denominator != 1 or not 0 <= order <= _MOST_SHIFTS:
            f._now.append(Domain(row, (n, u)))
            return f.own(row, n, u)
        value, after, field = first(f, u), second(f, u), f.field
        for k in range(int(order)):
            step = field.over(field.scaled(after, 2 * k + 3), u)
            value, after = after, field.minus(step, value)
        return value

    return form


def _over_square(f: Forms, u: Ratio, top: Ratio) -> Ratio:
    return f.field.over(top, f.field.power(u, 2))


def _j0(f: Forms, u: Ratio) -> Ratio:
    return _over(f, _sin(f, u), u)


def _j1(f: Forms, u: Ratio) -> Ratio:
    return f.field.minus(_over_square(f, u, _sin(f, u)), _over(f, _cos(f, u), u))


def _y0(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(_over(f, _cos(f, u), u), -1)


def _y1(f: Forms, u: Ratio) -> Ratio:
    return f.field.scaled(f.field.plus(_over_square(f, u, _cos(f, u)), _over(f, _sin(f, u), u)), -1)


def _zeta(f: Forms, *operands: Ratio) -> Ratio:
    f.above(*operands[1:])
    return f.own(op.zeta, *operands)


def _lambert(f: Forms, u: Ratio, *branch: Ratio) -> Ratio:
    f._now.append(Domain(op.LambertW, (u, *branch)))
    return f.kernels.atom("LambertW", u, *branch)


_BOUNDS: Mapping[Operator, Callable[[Forms, Ratio], None]] = {
    op.log: Forms.above,
    op.asin: _within_one,
    op.acos: _within_one,
    op.atanh: _within_one,
}
"""Per function of one operand what it needs, by itself."""

ROWS: dict[Operator, Row] = {
    op.exp: lambda f, u: f.kernels.exp(u),
    op.log: _log,
    op.sin: _sin,
    op.cos: _cos,
    op.tan: _tan,
    op.cot: lambda f, u: _inverse(f, _tan(f, u)),
    op.sec: lambda f, u: _inverse(f, _cos(f, u)),
    op.csc: lambda f, u: _inverse(f, _sin(f, u)),
    op.sinh: _sinh,
    op.cosh: _cosh,
    op.tanh: _tanh,
    op.coth: lambda f, u: _inverse(f, _tanh(f, u)),
    op.sech: lambda f, u: _inverse(f, _cosh(f, u)),
    op.csch: lambda f, u: _inverse(f, _sinh(f, u)),
    op.asin: _asin,
    op.acos: _acos,
    op.atan: lambda f, u: f.own(op.atan, u),
    op.acot: lambda f, u: f.own(op.atan, _inverse(f, u)),
    op.asec: lambda f, u: _acos(f, _inverse(f, u)),
    op.acsc: lambda f, u: _asin(f, _inverse(f, u)),
    op.asinh: _asinh,
    op.acosh: _acosh,
    op.atanh: _atanh,
    op.acoth: _acoth,
    op.asech: lambda f, u: _acosh(f, _inverse(f, u)),
    op.acsch: lambda f, u: _asinh(f, _inverse(f, u)),
    op.real_root: _real_root,
    op.absolute: _absolute,
    op.sign: _sign,
    op.heaviside: _heaviside,
    op.maximum: _extreme(1),
    op.minimum: _extreme(-1),
    op.gamma: _gamma,
    op.factorial: lambda f, u: _gamma(f, _plus_one(f, u)),
    op.binomial: _binomial,
    op.falling_factorial: _falling,
    op.rising_factorial: _rising,
    op.beta: _beta,
    op.polygamma: _polygamma,
    op.expint: _expint,
    op.uppergamma: _upper_gamma,
    op.sinc: _j0,
    op.jn: _spherical(op.jn, _j0, _j1),
    op.yn: _spherical(op.yn, _y0, _y1),
    op.zeta: _zeta,
    op.erfc: lambda f, u: f.field.minus(f.field.one, f.own(op.erf, u)),
    op.LambertW: _lambert,
    **{row: _everywhere(row) for row in (op.erf, op.erfi, op.Si, op.Shi, op.Ei, op.fresnels, op.fresnelc, op.airyai, op.airybi, op.airyaiprime, op.airybiprime, op.atan2)},
    **{row: _last_above(row) for row in (op.loggamma, op.Ci, op.Chi, op.li)},
    **{row: _last_below_one(row) for row in (op.elliptic_k, op.elliptic_e, op.elliptic_f, op.polylog)},
    op.erfinv: _inside(op.erfinv),
    **{row: _bessel(row, sides) for row, (_, sides) in _TURNS.items()},
    **{row: _of_recurrence(row) for row in FUNCTIONS if row.recurrence is not None},
}  # fmt: skip
"""Each function in terms of kernels."""
