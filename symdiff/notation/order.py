"""The order in which people write terms and factors. Imports ``graph`` and ``operators``."""

from __future__ import annotations

from symdiff.annotations import Any
from symdiff.graph import Graph
from symdiff.graph.exact import added, negated
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol
from symdiff.operators import Exact


class Order:
    """Descending powers, alphabetical, then what is not a power of a symbol; of canonical nodes of one graph.

    What a node is sorted by it remembers: a key ends with its node.
    """

    __slots__ = ("_factor_keys", "_graph", "_term_keys")

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._term_keys: dict[int, tuple[Any, ...]] = {}
        self._factor_keys: dict[int, tuple[Any, ...]] = {}

    def terms(self, terms: tuple[int, ...]) -> tuple[int, ...]:
        """The terms of a sum in order; of two, one without a minus stands first."""
        graph, known = self._graph, self._term_keys
        keys: list[tuple[Any, ...]] = []
        for term in terms:
            key = known.get(term)
            if key is None:
                key = known[term] = self._term_key(term)
            keys.append(key)
        keys.sort()
        terms = tuple([key[3] for key in keys])
        if len(terms) == 2 and graph.is_negative(terms[0]) and not graph.is_negative(terms[1]):
            return (terms[1], terms[0])
        return terms

    def factors(self, factors: tuple[int, ...]) -> tuple[int, ...]:
        """The factors of a product in order, its number left out."""
        known = self._factor_keys
        keys: list[tuple[Any, ...]] = []
        for factor in factors:
            key = known.get(factor)
            if key is None:
                key = known[factor] = self._factor_key(factor)
            keys.append(key)
        keys.sort()
        return tuple([key[2] for key in keys])

    def _term_key(self, node: int) -> tuple[Any, ...]:
        heads, operands = self._graph.heads, self._graph.operands
        if heads[node] is Number:
            return (0, 2, (), node)
        monomial: list[tuple[str, Exact]] = []
        degree: Exact = 0
        kind = 0
        for factor in operands[node] if heads[node] is Product else (node,):
            head = heads[factor]
            if head is Symbol:
                degree = added(degree, 1)
                monomial.append((operands[factor][0], -1))
            elif head is Power:
                name, exponent = self._monomial(factor)
                if name:
                    degree = added(degree, exponent)
                    monomial.append((name, negated(exponent)))
                else:
                    kind = 1
            elif head is Sum:
                kind = 1
                degree = added(degree, max([self._simple_degree(term) for term in operands[factor]]))
            elif head is not Number and head is not Constant:
                kind = 1
        monomial.sort()
        return (negated(degree), kind, tuple(monomial), node)

    def _monomial(self, factor: int) -> tuple[str, Exact]:
        """The name and exponent of a power of a symbol; no name and degree 0 for anything else."""
        heads, operands = self._graph.heads, self._graph.operands
        exponent: Exact | None = 1
        if heads[factor] is Power:
            factor, power = operands[factor]
            exponent = self._graph.value(power)
        if heads[factor] is not Symbol or exponent is None:
            return "", 0
        return operands[factor][0], exponent

    def _simple_degree(self, term: int) -> Exact:
        """The degree of a term without a look inside its brackets."""
        factors = self._graph.operands[term] if self._graph.heads[term] is Product else (term,)
        degree: Exact = 0
        for factor in factors:
            degree = added(degree, self._monomial(factor)[1])
        return degree

    def _factor_key(self, node: int) -> tuple[Any, ...]:
        heads, operands = self._graph.heads, self._graph.operands
        head, base, plain = heads[node], node, True
        if head is Power:
            base, exponent = operands[node]
            head, plain = heads[base], heads[exponent] is Number
        if head is Number or head is Constant:
            return (0 if plain else 3, "", node)
        if head is Symbol:
            return (1 if plain else 2, operands[base][0], node)
        if head.unknown is not None:
            return (5, head.name, node)
        return (4 if head is Sum or head is Product else 5, "", node)
