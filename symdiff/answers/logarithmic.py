"""Products that are shorter to differentiate by their logarithm, ``log(abs(y))``, as a sum of logarithms. Imports ``graph``."""

from __future__ import annotations

from fractions import Fraction
from typing import Final, final

from symdiff.graph import Graph
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, absolute, exp, log, real_root

_MANY: Final = 4
"""Factors that vary, some of them below a line, from which the logarithm is the shorter way; with a variable power, one fewer."""
_MOST: Final = 40
"""Factors from which nobody follows a derivation by hand."""


def logarithm_of(graph: Graph, root: int, name: str) -> int | None:
    """``log(abs(root))`` as the sum of the logarithms of its factors; None where the rules of products are as short.

    It has the values of the logarithm wherever the root has a value that is not 0.
    """
    factors = _Factors(graph, name)
    factors.take(root, Fraction(1), signed=True)
    if len(factors.terms) > _MOST or factors.varying < _MANY - factors.variable_power:
        return None
    if not (factors.variable_power or factors.below):
        return None
    return graph.intern(Sum, tuple(factors.terms))


@final
class _Factors:
    """The factors of a product: a term of the logarithm each, and how many of them vary."""

    def __init__(self, graph: Graph, name: str) -> None:
        self.graph = graph
        self.name = name
        self.terms: list[int] = []
        self.varying = 0
        self.variable_power = False
        """Whether base and exponent of a factor vary."""
        self.below = False

    def take(self, node: int, power: Fraction, *, signed: bool) -> None:
        """A factor to a power; ``signed`` says that it may be negative."""
        graph = self.graph
        head, operands = graph.heads[node], graph.operands[node]
        if head is Product:
            for operand in operands:
                self.take(operand, power, signed=True)
            return
        if head is Power and graph.heads[operands[1]] is Number:
            exponent = Fraction(graph.operands[operands[1]][0])
            self.take(operands[0], power * exponent, signed=exponent.denominator == 1)
            return
        if head is real_root and graph.heads[operands[1]] is Number:
            self.take(operands[0], power / Fraction(graph.operands[operands[1]][0]), signed=signed)
            return
        varies = self._varies(node)
        self.varying += varies
        self.below = self.below or (varies and power < 0)
        if head is exp:
            parts = [operands[0]]
        elif head is Power:
            self.variable_power = self.variable_power or (self._varies(operands[0]) and self._varies(operands[1]))
            is_exponential = graph.heads[operands[0]] is Constant and operands[0] == graph.constant("E")
            parts = [operands[1]] if is_exponential else [operands[1], self._logarithm(operands[0], signed=False)]
        elif node == graph.one:
            return
        else:
            parts = [self._logarithm(node, signed=signed)]
        if power.numerator != 1:
            parts.insert(0, graph.number(power.numerator))
        if power.denominator != 1:
            parts.append(graph.intern(Power, (graph.number(power.denominator), graph.minus_one)))
        self.terms.append(parts[0] if len(parts) == 1 else graph.intern(Product, tuple(parts)))

    def _logarithm(self, node: int, *, signed: bool) -> int:
        graph = self.graph
        value = graph.value(node)
        if value is not None and value < 0:
            return graph.intern(log, (graph.number(-value),))
        positive = value is not None or graph.heads[node] is Constant
        return graph.intern(log, (graph.intern(absolute, (node,)) if signed and not positive else node,))

    def _varies(self, node: int) -> bool:
        return self.name in self.graph.symbols([node])
