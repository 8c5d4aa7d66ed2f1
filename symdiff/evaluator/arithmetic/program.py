"""An expression graph as a flat list of steps, run over any arithmetic.

A ``Program`` is compiled once for some roots and run many times: at the point itself in doubles, then where they do not
suffice in more digits, and at the points around it. Imports ``interpreter`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from symdiff.annotations import Any
from symdiff.errors import fault
from symdiff.evaluator.arithmetic.interpreter import Gap, Run, interpret
from symdiff.evaluator.arithmetic.protocol import (
    BRANCH,
    CALL,
    COPY,
    LOGIC,
    POWER,
    PRODUCT,
    RELATION,
    SUM,
    Arithmetic,
    Step,
    Undefined,
)
from symdiff.evaluator.arithmetic.rationals import ExactValues, exact_step, rational_value
from symdiff.graph import Graph
from symdiff.operators import (
    CONDITIONS,
    RELATIONS,
    Constant,
    Exact,
    Number,
    Operator,
    Power,
    Product,
    Sum,
    Symbol,
    Truth,
    exp,
    piecewise,
)

Point = Mapping[str, int]
"""The value of each symbol: the typed node of a constant expression (``1.0``, ``pi/2``) in the same graph."""


class Program:
    """A graph's nodes below some roots as steps in order. Divisions are read out of products, and E**u as exp(u)."""

    __slots__ = ("constants", "given", "graph", "kinked", "leaves", "nodes", "slots", "steps", "symbols")

    def __init__(self, graph: Graph, roots: Iterable[int], point: Point | None) -> None:
        """Without a point the steps wait for ``move``, which gives every name a rational value, again and again."""
        self.graph = graph
        below, names = _below(graph, roots)
        for name in names:
            if point is not None and name not in point:
                raise fault("missing-value", f"the point gives no value to {name!r}")
        fixed, free = _below(graph, [] if point is None else [point[name] for name in names])
        if free:
            raise fault("bad-point", f"the value of a variable may not depend on {min(free)!r}")
        self.nodes = sorted(fixed) + sorted(below - fixed)
        self.slots = {node: slot for slot, node in enumerate(self.nodes)}
        """The slot of each node."""
        self.symbols = {name: self.slots[node] for name, node in names.items()}
        self.leaves: list[tuple[int, Operator, Any]] = []
        self.steps: list[Step] = []
        self.constants: dict[int, Exact] = {}
        """The rational values of the slots that no symbol enters."""
        self.given: dict[int, Exact] = {}
        """The values of the names' slots that ``move`` gave."""
        constants = self.constants
        self.kinked = False
        """Whether any of its functions has kinks."""
        heads, operands = graph.heads, graph.operands
        for slot, node in enumerate(self.nodes):
            head = heads[node]
            if head is Number or head is Constant or head is Truth:
                self.leaves.append((slot, head, operands[node][0]))
                if head is not Constant:
                    constants[slot] = operands[node][0]
            elif head is Symbol:
                if point is not None:
                    self.steps.append((COPY, slot, (self.slots[point[operands[node][0]]],), None))
            else:
                if head.kink is not None:
                    self.kinked = True
                step = self._step(slot, head, operands[node])
                self.steps.append(step)
                arguments = step[2]  # none of an integral over the whole line without other names
                if head is piecewise or (arguments and arguments[0] in constants and arguments[-1] in constants):
                    value = exact_step(step, constants)
                    if value is not None:
                        constants[slot] = value

    def move(self, values: Mapping[str, Exact]) -> None:
        """Give the names of a program without a point these values."""
        self.given = {slot: values[name] for name, slot in self.symbols.items()}

    def _step(self, slot: int, head: Operator, operands: tuple[int, ...]) -> Step:
        graph, slots = self.graph, self.slots
        if head is Product:
            negated = operands[0] == graph.minus_one
            factors = operands[1:] if negated else operands
            divisors = [_divisor(graph, factor) for factor in factors]
            arguments = tuple(
                slots[factor if divisor is None else divisor] for factor, divisor in zip(factors, divisors, strict=True)
            )
            return PRODUCT, slot, arguments, (negated, tuple(divisor is not None for divisor in divisors))
        arguments = tuple(slots[operand] for operand in operands)
        if head is Sum:
            return SUM, slot, arguments, None
        if head is Power:
            if _is_e(graph, operands[0]):
                return CALL, slot, arguments[1:], exp
            value = graph.value(operands[1])
            if value is None:
                value = self.constants.get(arguments[1]) or None  # only a literal 0 makes 0**0 a 1
            return POWER, slot, arguments, value
        if head in RELATIONS:
            return RELATION, slot, arguments, head
        if head is piecewise:
            return BRANCH, slot, arguments, None
        return LOGIC if head in CONDITIONS else CALL, slot, arguments, head

    def exact(self, given: Callable[[], Mapping[int, Exact]] | None = None) -> ExactValues:
        """The rational values at the point, or where ``given`` replaces those of some slots."""
        if self.given and given is None:
            return ExactValues(self.constants, self.steps, lambda: self.given)
        return ExactValues(self.constants, self.steps, given)

    def rational(self, node: int) -> Exact | None:
        """The rational value of a node at the point, if there is one."""
        return rational_value({**self.constants, **self.given}, self.steps, self.slots[node])

    def part(self, roots: Iterable[int]) -> bytearray:
        """Per slot 1 where one of the nodes needs it."""
        needed = bytearray(len(self.nodes))
        for root in roots:
            needed[self.slots[root]] = 1
        for _, slot, arguments, _ in reversed(self.steps):
            if needed[slot]:
                for argument in arguments:
                    needed[argument] = 1
        return needed

    def start(self, arithmetic: Arithmetic, needed: bytearray | None = None) -> Run:
        """A run with its leaves in place, those of the slots ``needed``."""
        run = Run([None] * len(self.nodes), {})
        for slot, head, value in self.leaves:
            if needed is not None and not needed[slot]:
                continue
            try:
                if head is Truth:
                    run.values[slot] = value
                else:
                    run.values[slot] = arithmetic.number(value) if head is Number else arithmetic.constant(value)
            except OverflowError:
                run.gaps[slot] = Gap(Undefined(self.nodes[slot], "overflow", exists=True), False)
        for slot, value in self.given.items():
            run.values[slot] = arithmetic.number(value)
        return run

    def run(self, arithmetic: Arithmetic, *, final: bool = False, needed: bytearray | None = None) -> Run:
        """Every value, or those of the slots ``needed``. ``final``: what is still unclear counts as what it cannot be told from."""
        run = self.start(arithmetic, needed)
        steps = self.steps if needed is None else [step for step in self.steps if needed[step[1]]]
        self.resume(arithmetic, run, steps, self.exact(), final=final)
        return run

    def resume(
        self, arithmetic: Arithmetic, run: Run, steps: Iterable[Step], exact: ExactValues, *, final: bool = False
    ) -> None:
        """Carry out some steps on the values of a run."""
        interpret(arithmetic, run, self.nodes, steps, exact, final=final)

    def dependents(self, *slots: int) -> list[Step]:
        """The steps that the slots' values enter, themselves not included."""
        reached = set(slots)
        result = []
        for step in self.steps:
            if not reached.isdisjoint(step[2]):
                reached.add(step[1])
                result.append(step)
        return result


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
