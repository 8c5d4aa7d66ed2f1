"""The interpreter: an expression graph as a flat list of steps, run over any arithmetic.

A ``Program`` is compiled once for some roots and run many times: at the point itself in doubles, then where they do not
suffice in more digits, and at the points around it. A subexpression without a value is a result with a reason and a
node, never an exception. What the interpreter cannot decide in floats (is this operand 0?) it decides by exact rational
arithmetic where it can. Imports ``graph``, ``operators`` and ``errors``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from symdiff.errors import fault
from symdiff.graph import Graph, _exact_power
from symdiff.operators import Constant, Exact, Number, Operator, Power, Product, Sum, Symbol, exp

Point = Mapping[str, int]
"""The value of each symbol: the typed node of a constant expression (``1.0``, ``pi/2``) in the same graph."""

_EXACT_BITS = 4096
"""Rational values with more bits than this are not pursued."""

_SUM, _PRODUCT, _POWER, _CALL, _COPY = range(5)
Step = tuple[int, int, tuple[int, ...], Any]
"""Kind, slot of the result, slots of the operands, and what else the kind needs."""


@dataclass(frozen=True, slots=True)
class Undefined:
    """Why there is no number, and the node responsible. ``exists``: the number does, but not within our means."""

    node: int
    reason: str
    exists: bool = False


class NoValueError(Exception):
    """Raised by an arithmetic where an operation certainly has no value; the interpreter makes it a result."""

    def __init__(self, reason: str, exists: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.exists = exists


class UnclearError(NoValueError):
    """Raised by an arithmetic that cannot tell: the operands' bounds leave both answers open."""


class Arithmetic(Protocol):
    """A number type as the interpreter sees it. Values are opaque to it."""

    def number(self, value: Exact) -> Any: ...
    def constant(self, name: str) -> Any: ...
    def total(self, terms: list[Any]) -> Any: ...
    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        """``shape``: whether the result is negated, and per factor whether it divides."""

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        """``exact`` is the exponent's exact value where it is known."""

    def call(self, row: Operator, operands: list[Any]) -> Any: ...
    def settled(self, value: Any) -> Any:
        """The whole number that the value cannot be told from, if there is one, else the value."""


@dataclass(slots=True)
class Run:
    """What one run found: ``values`` by slot, and ``gaps``, the reasons of the slots that have none."""

    values: list[Any]
    gaps: dict[int, Gap]


@dataclass(frozen=True, slots=True)
class Gap:
    """Why a slot has no value; ``certain`` unless another arithmetic may find one."""

    cause: Undefined
    certain: bool


class Program:
    """A graph's nodes below some roots as steps in order. Divisions are read out of products, and E**u as exp(u)."""

    __slots__ = ("graph", "leaves", "nodes", "slots", "steps", "symbols")

    def __init__(self, graph: Graph, roots: Iterable[int], point: Point) -> None:
        self.graph = graph
        below, names = _below(graph, roots)
        for name in names:
            if name not in point:
                raise fault("missing-value", f"the point gives no value to {name!r}")
        fixed, free = _below(graph, [point[name] for name in names])
        if free:
            raise fault("bad-point", f"the value of a variable may not depend on {min(free)!r}")
        self.nodes = sorted(fixed) + sorted(below - fixed)
        self.slots = {node: slot for slot, node in enumerate(self.nodes)}
        """The slot of each node."""
        self.symbols = {name: self.slots[node] for name, node in names.items()}
        self.leaves: list[tuple[int, Operator, Any]] = []
        self.steps: list[Step] = []
        heads, operands = graph.heads, graph.operands
        for slot, node in enumerate(self.nodes):
            head = heads[node]
            if head is Number or head is Constant:
                self.leaves.append((slot, head, operands[node][0]))
            elif head is Symbol:
                self.steps.append((_COPY, slot, (self.slots[point[operands[node][0]]],), None))
            else:
                self.steps.append(self._step(slot, head, operands[node]))

    def _step(self, slot: int, head: Operator, operands: tuple[int, ...]) -> Step:
        graph, slots = self.graph, self.slots
        if head is Product:
            negated = operands[0] == graph.minus_one
            factors = operands[1:] if negated else operands
            divisors = [_divisor(graph, factor) for factor in factors]
            arguments = tuple(
                slots[factor if divisor is None else divisor] for factor, divisor in zip(factors, divisors, strict=True)
            )
            return _PRODUCT, slot, arguments, (negated, tuple(divisor is not None for divisor in divisors))
        arguments = tuple(slots[operand] for operand in operands)
        if head is Sum:
            return _SUM, slot, arguments, None
        if head is Power:
            if _is_e(graph, operands[0]):
                return _CALL, slot, arguments[1:], exp
            value = graph.value(operands[1])
            if value is None and graph.heads[operands[1]] is not Symbol:
                value = ExactValues(self)(arguments[1]) if not graph.symbols([operands[1]]) else None
                value = None if value == 0 else value  # only a literal 0 makes 0**0 a 1
            return _POWER, slot, arguments, value
        return _CALL, slot, arguments, head

    def start(self, arithmetic: Arithmetic) -> Run:
        """A run with its leaves in place."""
        run = Run([None] * len(self.nodes), {})
        for slot, head, value in self.leaves:
            try:
                run.values[slot] = arithmetic.number(value) if head is Number else arithmetic.constant(value)
            except OverflowError:
                run.gaps[slot] = Gap(Undefined(self.nodes[slot], "overflow", exists=True), False)
        return run

    def run(self, arithmetic: Arithmetic, *, final: bool = False) -> Run:
        """Every value. ``final``: what is still unclear counts as what it cannot be told from."""
        run = self.start(arithmetic)
        self.resume(arithmetic, run, self.steps, ExactValues(self), final=final)
        return run

    def resume(
        self, arithmetic: Arithmetic, run: Run, steps: Iterable[Step], exact: ExactValues, *, final: bool = False
    ) -> None:
        """Carry out some steps on the values of a run."""
        values, gaps = run.values, run.gaps
        total, product, power, call = arithmetic.total, arithmetic.product, arithmetic.power, arithmetic.call
        for kind, slot, arguments, extra in steps:
            if gaps and not gaps.keys().isdisjoint(arguments):
                found = [gaps[argument] for argument in arguments if argument in gaps]
                gaps[slot] = next((gap for gap in found if gap.certain), found[0])
                continue
            try:
                if kind == _SUM:
                    values[slot] = total([values[argument] for argument in arguments])
                elif kind == _PRODUCT:
                    values[slot] = product([values[argument] for argument in arguments], extra)
                elif kind == _POWER:
                    values[slot] = power(values[arguments[0]], values[arguments[1]], extra)
                elif kind == _CALL:
                    values[slot] = call(extra, [values[argument] for argument in arguments])
                else:
                    values[slot] = values[arguments[0]]
            except (NoValueError, OverflowError, ValueError, ZeroDivisionError) as trouble:
                self._settle(arithmetic, run, (kind, slot, arguments, extra), exact, final, trouble)

    def _settle(
        self, arithmetic: Arithmetic, run: Run, step: Step, exact: ExactValues, final: bool, trouble: Exception
    ) -> None:
        """Try a step again with exact operands, and at last with those that the operands cannot be told from."""
        kind, slot, arguments, extra = step
        if isinstance(trouble, UnclearError):
            for attempt in range(1 + final):
                known = [exact(argument) for argument in arguments]
                try:
                    operands = [
                        arithmetic.number(value) if value is not None
                        else arithmetic.settled(run.values[argument]) if attempt
                        else run.values[argument]
                        for argument, value in zip(arguments, known, strict=True)
                    ]  # fmt: skip
                    if kind == _POWER:
                        if extra is None and known == [0, 0]:
                            raise NoValueError("0**0 with an exponent that is not the number 0")
                        run.values[slot] = arithmetic.power(
                            operands[0], operands[1], known[1] if extra is None else extra
                        )
                    elif kind == _PRODUCT:
                        run.values[slot] = arithmetic.product(operands, extra)
                    else:
                        run.values[slot] = arithmetic.call(extra, operands)
                    return
                except (NoValueError, OverflowError, ValueError, ZeroDivisionError) as again:
                    trouble = again
        run.gaps[slot] = _gap(self.nodes[slot], trouble, final)

    def dependents(self, slot: int) -> list[Step]:
        """The steps that a slot's value enters, itself not included."""
        reached = {slot}
        result = []
        for step in self.steps:
            if not reached.isdisjoint(step[2]):
                reached.add(step[1])
                result.append(step)
        return result


class ExactValues:
    """The rational values of a program's slots, None where there is none; worked out on demand, in order, once."""

    __slots__ = ("_given", "_known", "_program")

    def __init__(self, program: Program, given: Callable[[], Mapping[int, Exact]] | None = None) -> None:
        self._program = program
        self._given = given
        self._known: dict[int, Exact | None] | None = None

    def __call__(self, slot: int) -> Exact | None:
        if self._known is None:
            self._known = self._all()
        return self._known.get(slot)

    def _all(self) -> dict[int, Exact | None]:
        given = self._given() if self._given else {}
        known: dict[int, Exact | None] = {slot: value for slot, head, value in self._program.leaves if head is Number}
        known.update(given)
        for kind, slot, arguments, extra in self._program.steps:
            if slot not in given:
                operands = [known.get(argument) for argument in arguments]
                if None not in operands:
                    value = _exact(kind, operands, extra)
                    if value is not None and _bits(value) <= _EXACT_BITS:
                        known[slot] = value
        return known


def _exact(kind: int, operands: Sequence[Any], extra: Any) -> Exact | None:
    if kind == _SUM:
        return _bounded(sum(operands[:1]), operands[1:], lambda a, b: a + b)
    if kind == _PRODUCT:
        negated, divides = extra
        factors = []
        for value, divide in zip(operands, divides, strict=True):
            if divide and not value:
                return None
            factors.append(1 / Fraction(value) if divide else value)
        return _bounded(-1 if negated else 1, factors, lambda a, b: a * b)
    if kind == _POWER:
        base, exponent = operands
        if exponent == 0:
            return 1 if base or extra == 0 else None
        if base == 0:
            return 0 if exponent > 0 else None
        return _exact_power(base, exponent, _EXACT_BITS)
    if kind == _COPY:
        return operands[0]  # type: ignore[no-any-return]
    row: Operator = extra
    if row.exact is None or (row.domain is not None and not row.domain.holds(*operands)):
        return None
    return row.exact(*operands)


def _bounded(start: Exact, operands: Iterable[Exact], join: Callable[[Exact, Exact], Exact]) -> Exact | None:
    """The operands joined from the left, None as soon as the result is too long."""
    for operand in operands:
        start = join(start, operand)
        if _bits(start) > _EXACT_BITS:
            return None
    return start


def _bits(value: Exact) -> int:
    return value.numerator.bit_length() + value.denominator.bit_length()


def _below(graph: Graph, roots: Iterable[int]) -> tuple[set[int], dict[str, int]]:
    """The nodes that the roots' steps need, and the symbols among them."""
    heads, operands = graph.heads, graph.operands
    seen = set(roots)
    stack = list(seen)
    names = {}
    while stack:
        node = stack.pop()
        head = heads[node]
        if head is Symbol:
            names[operands[node][0]] = node
        elif head.arity != (0, 0):
            below: Iterable[int] = operands[node]
            if head is Product:
                below = [factor if (divisor := _divisor(graph, factor)) is None else divisor for factor in below]
            for operand in below:
                if operand not in seen:
                    seen.add(operand)
                    stack.append(operand)
    return seen, names


def _divisor(graph: Graph, factor: int) -> int | None:
    """What a factor divides by, None where it multiplies."""
    if graph.heads[factor] is Power:
        base, exponent = graph.operands[factor]
        if exponent == graph.minus_one:
            return int(base)
    return None


def _is_e(graph: Graph, node: int) -> bool:
    return graph.heads[node] is Constant and graph.operands[node][0] == "E"


def _gap(node: int, trouble: Exception, final: bool) -> Gap:
    if isinstance(trouble, NoValueError):
        return Gap(Undefined(node, trouble.reason, trouble.exists), final or not isinstance(trouble, UnclearError))
    reason = "division by zero" if isinstance(trouble, ZeroDivisionError) else "overflow"
    return Gap(Undefined(node, reason, exists=isinstance(trouble, OverflowError)), final)
