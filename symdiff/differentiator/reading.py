"""A node in textbook terms: ``x/y`` is a quotient and ``3*u`` a constant multiple, though both are stored as products.

Owns the choice of a rule for a node. Imports ``rules``, ``graph``, ``operators`` and ``errors``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from symdiff.annotations import Final, final
from symdiff.differentiator.binders import rule_of
from symdiff.errors import fault
from symdiff.graph import Graph
from symdiff.graph.heads import Multiple, Power, Product, Quotient, Symbol, piecewise
from symdiff.operators import CONDITIONS, Operator
from symdiff.rules.table import ANY, NARROW, Rule, of_unknown


@final
class Reading:
    """A node that depends on a variable, the rule that differentiates it, and the rule's operator and operands.

    ``active`` says of each operand whether it depends on a variable. Not a frozen value, which would stay interpreted.
    """

    __slots__ = ("active", "node", "operands", "operator", "rule")

    def __init__(self, node: int, rule: Rule, operands: tuple[int, ...], active: tuple[bool, ...]) -> None:
        self.node = node
        self.rule = rule
        self.operator = rule.operator
        self.operands = operands
        self.active = active


def rule_for(operator: Operator, active: tuple[bool, ...]) -> Rule | None:
    """The row for an operator whose operands depend on the variable as ``active`` says; None where there is none."""
    found = ANY.get(operator)
    if found is None:
        found = NARROW.get((operator, active))
        if found is None:
            if operator.binding is not None:
                return rule_of(operator, active)
            if operator.unknown is not None:
                return of_unknown(operator, active)
    return found


def read(graph: Graph, roots: Iterable[int], names: Collection[str]) -> list[Reading]:
    """The readings that the derivatives of the roots by ``names`` need, operands before what is made of them.

    Raises SymdiffError ``no-derivative`` where no row fits.
    """
    return _Reader(graph, names).read(list(roots))


class _Reader:
    __slots__ = ("active", "graph", "names", "readings", "seen")

    def __init__(self, graph: Graph, names: Collection[str]) -> None:
        self.graph = graph
        self.names = names
        self.active: set[int] = set()
        self.seen: set[int] = set()
        self.readings: list[Reading] = []

    def read(self, roots: list[int]) -> list[Reading]:
        graph, active = self.graph, self.active
        heads, operands, below = graph.heads, graph.operands, graph.below
        for node in graph.reachable(roots):
            head = heads[node]
            if head is Symbol:
                if operands[node][0] in self.names:
                    active.add(node)
            elif any(operand in active for operand in below[node]):
                active.add(node)
                if head in CONDITIONS:
                    continue
                if head is Product:
                    self._product(node)
                else:
                    self._add(node, head, operands[node])
        needed = set(roots)
        used = []
        for reading in reversed(self.readings):
            if reading.node in needed:
                if reading.rule is _MISSING:
                    raise _no_derivative(graph, reading)
                used.append(reading)
                needed.update(reading.operands)
        used.reverse()
        return used

    def _add(self, node: int, head: Operator, operands: tuple[int, ...]) -> int:
        if node not in self.seen:
            self.seen.add(node)
            self.active.add(node)
            if len(operands) == 2:
                active: tuple[bool, ...] = (operands[0] in self.active, operands[1] in self.active)
            else:
                active = tuple([operand in self.active for operand in operands])
            if head is piecewise:  # nothing by its conditions
                active = tuple([varies and position % 2 == 0 for position, varies in enumerate(active)])
            self.readings.append(Reading(node, rule_for(head, active) or _MISSING, operands, active))
        return node

    def _product(self, node: int) -> None:
        """constant * (numerators / denominators), each of the three a node of its own."""
        graph, active = self.graph, self.active
        constants, numerators, denominators = [], [], []
        for factor in graph.operands[node]:
            if factor not in active:
                constants.append(factor)
            elif graph.heads[factor] is Power and graph.operands[factor][1] == graph.minus_one:
                denominators.append(graph.operands[factor][0])
            else:
                numerators.append(factor)
        if not denominators:
            varying = self._times(numerators)
        else:
            bottom = self._times(denominators)
            inverse = self._add(graph.intern(Power, (bottom, graph.minus_one)), Power, (bottom, graph.minus_one))
            varying = inverse
            if numerators:
                top = self._times(numerators)
                varying = graph.intern(Product, (top, inverse))
                self._add(varying, Quotient, (top, bottom))
        if constants:
            constant = constants[0] if len(constants) == 1 else graph.intern(Product, tuple(constants))
            self._add(node, Multiple, (constant, varying))
        elif varying != node:  # the same factors in another arrangement
            self._add(node, *_same_as(self.readings, varying))

    def _power(self, base: int, count: int) -> int:
        operands = (base, self.graph.number(count))
        return self._add(self.graph.intern(Power, operands), Power, operands)

    def _times(self, factors: list[int]) -> int:
        """The product of some factors; a factor that stands several times is read as a power."""
        if len(factors) > 1 and len(set(factors)) < len(factors):
            counts = Counter(factors)
            factors = [factor if count == 1 else self._power(factor, count) for factor, count in counts.items()]
        if len(factors) == 1:
            return factors[0]
        return self._add(self.graph.intern(Product, tuple(factors)), Product, tuple(factors))


def _same_as(readings: list[Reading], node: int) -> tuple[Operator, tuple[int, ...]]:
    found = next(reading for reading in reversed(readings) if reading.node == node)
    return found.rule.operator, found.operands


_MISSING: Final = Rule("no rule", Symbol, lambda y, *u: (None,) * len(u))


def _no_derivative(graph: Graph, reading: Reading) -> Exception:
    head = graph.heads[reading.node]
    if head.binding is not None:
        return fault(
            "no-derivative",
            f"{head.binding.binder.words} of a whole number of terms has no derivative by its bounds",
            hint="the bounds must not depend on the variable",
        )
    count = len(reading.active)
    alone = [tuple(other == k for other in range(count)) for k in range(count)]
    position = 1 + next(
        (k for k in range(count) if reading.active[k] and rule_for(head, alone[k]) is None), reading.active.index(True)
    )
    ordinal = {1: "first", 2: "second", 3: "third"}.get(position, f"{position}th")
    return fault(
        "no-derivative",
        f"the derivative of '{head.name}' by its {ordinal} argument has no closed form",
        hint=f"the {ordinal} argument of '{head.name}' must not depend on the variable",
    )
