"""The plain notation: a node of a graph as text that symdiff and sympy both read back to something equal.

Owns signs, lines of division and parentheses. A loop, so depth does not matter, and bounded by
``limits.max_output``. Imports ``formula``, ``order``, ``numerals``, ``graph``, ``operators`` and ``errors``.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symdiff.annotations import Any, Final
from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.graph.binders import bound
from symdiff.graph.exact import is_below_zero, negated, over_line
from symdiff.graph.heads import And, Constant, Not, Number, Or, Power, Product, Sum, Symbol, Truth, piecewise, real_root
from symdiff.notation.formula import Formula, formula
from symdiff.notation.numerals import ATOM, POWER, PRODUCT, SUM, numeral
from symdiff.notation.order import Order
from symdiff.operators import CONDITIONS, Equal, Exact, Operator, Unequal

_HIDDEN_CONSTANTS: Final = {
    "E": "exp(1)",
    "pi": "acos(-1)",
    "EulerGamma": "(-digamma(1))",
    "GoldenRatio": "(1/2 + sqrt(5)/2)",
}
"""How a constant is written where a variable has its name."""


class Rope(Frozen):
    """A long text in parts, so that no part is copied into what it is a part of; ``size`` in characters."""

    parts: tuple[Text, ...]
    size: int


Text = str | Rope

_CHOOSING: Final = CONDITIONS | {piecewise}
_MANY: Final = 5_000
"""Nodes from which a text is measured before it is composed."""
_LONG: Final = 256
"""Characters from which a text is kept as a rope."""


def write(graph: Graph, node: int, *, arranged: bool = True, tightness: int = SUM) -> str:
    """The text of a node.

    ``arranged`` sorts the terms and factors of a canonical node as people write them; a typed node is written in its own
    order. Raises SymdiffError ``too-large-output``, before the text is built.
    """
    return Writer(graph, arranged=arranged).write(node, tightness)


class Writer:
    """Writes nodes of one graph; what it wrote once it remembers. Nodes in ``names`` are written by name.

    All texts together keep ``limits.max_output``; past it SymdiffError ``too-large-output``, before a text is built.
    """

    __slots__ = ("_arranged", "_graph", "_hidden", "_names", "_order", "_room", "_texts")

    def __init__(self, graph: Graph, *, arranged: bool = True, names: Mapping[int, str] | None = None) -> None:
        self._graph = graph
        self._arranged = arranged
        self._room = graph.limits.max_output
        self._order = Order(graph)
        self._hidden = {name: text for name, text in _HIDDEN_CONSTANTS.items() if graph.has_symbol(name)}
        self._names: dict[int, str] = {}
        self._texts: dict[int, tuple[int, Text]] = {}
        for node, name in (names or {}).items():
            self.name(node, name)

    def name(self, node: int, name: str) -> None:
        """From now on write the node by a name."""
        self._names[node] = name
        self._texts[node] = (ATOM, name)

    def write(self, node: int, tightness: int = SUM) -> str:
        """The node's text, in parentheses where it holds together less than ``tightness``."""
        self._prepare(node)
        return self._flat(self._held(node, tightness))

    def formula(self, node: int) -> Formula:
        """The text of ``write`` with its node."""
        return formula(self.write(node), self._graph, node, arranged=self._arranged, names=self._names)

    def defined(self, node: int) -> Formula:
        """The text of ``definition`` with its node."""
        text = self.definition(node)
        return formula(text, self._graph, node, arranged=self._arranged, names=self._names, defined=True)

    def definition(self, node: int) -> str:
        """The text of a node that has a name, in terms of the others."""
        self._prepare(*self._graph.below[node])
        return self._flat(self._compose(node)[1])

    def _flat(self, text: Text) -> str:
        self._room -= len(text) if isinstance(text, str) else text.size
        if self._room < 0:
            raise too_large(self._graph.limits.max_output)
        if isinstance(text, str):
            return text
        pieces: list[str] = []
        stack: list[Text] = [text]
        while stack:
            part = stack.pop()
            if isinstance(part, str):
                pieces.append(part)
                if not len(pieces) & 4095:
                    heed_signals()
            else:
                stack.extend(reversed(part.parts))
        heed_signals()  # what is joined may be as long as memory allows
        whole = "".join(pieces)
        heed_signals()
        return whole

    def _prepare(self, *nodes: int) -> None:
        """Compose the texts of what stands below some nodes, operands first."""
        texts, below = self._texts, self._graph.below
        found = {node for node in nodes if node not in texts}
        order = list(found)
        for node in order:  # it grows meanwhile
            for operand in below[node]:
                if operand not in found and operand not in texts:
                    found.add(operand)
                    order.append(operand)
        order.sort()
        if len(order) > _MANY:
            self._refuse(order)
        for node in order:
            if not node & 1023:
                heed_signals()
            texts[node] = self._compose(node)

    def _refuse(self, order: list[int]) -> None:
        """Raise at once for what is too large by names and signs alone, which costs less than to compose it."""
        heads, operands = self._graph.heads, self._graph.operands
        least: dict[int, int] = {}
        for node in order:
            head = heads[node]
            if head.arity == (0, 0):
                least[node] = 1
            else:
                brackets = 0 if head in (Sum, Product, Power) else len(head.name) + 2
                least[node] = brackets + len(operands[node]) - 1 + sum([least.get(part, 1) for part in operands[node]])
        if least[order[-1]] > self._room:
            raise too_large(self._graph.limits.max_output)

    def _held(self, node: int, tightness: int) -> Text:
        held, text = self._texts[node]
        return text if held >= tightness else _join(["(", text, ")"])

    def _compose(self, node: int) -> tuple[int, Text]:
        """How tightly a node's text holds together, and the text, from those of its operands."""
        head, operands = self._graph.heads[node], self._graph.operands[node]
        if head is Symbol:
            return ATOM, operands[0]
        if head is Number:
            return numeral(operands[0])
        if head is Sum:
            return SUM, self._sum(operands)
        if head is Product:
            return PRODUCT, self._product(operands)
        if head is Power:
            return self._power(operands[0], operands[1])
        if head is Constant:
            return ATOM, self._hidden.get(operands[0], operands[0])
        if head is real_root:
            return self._real_root(operands[0], operands[1])
        if head in _CHOOSING:
            return self._choice(head, operands)
        if head.binding is not None:
            return ATOM, self._bound(node)
        parts: list[Text] = [head.name, "("]
        for operand in operands:
            parts += (self._texts[operand][1], ", ")
        parts[-1] = ")"
        return ATOM, _join(parts)

    def _bound(self, node: int) -> Text:
        """What binds a variable, as sympy writes it: ``Integral(sin(t), (t, 0, x))``, without ends ``Integral(sin(x), x)``."""
        found = bound(self._graph, node)
        self._prepare(found.body)
        parts: list[Text] = [found.binder.name, "(", self._texts[found.body][1], ", "]
        if found.is_plain(self._graph):
            return _join([*parts, found.name, ")"])
        parts += ("(", found.name)
        for end, node_of in zip(found.ends, (found.lower, found.upper), strict=True):
            if node_of is not None:
                parts += (", ", self._texts[node_of][1])
            elif end is not None:
                parts += (", ", "oo" if end > 0 else "-oo")
        return _join([*parts, "))"])

    def _choice(self, head: Operator, operands: tuple[Any, ...]) -> tuple[int, Text]:
        """Conditions and choices by them, as sympy writes them."""
        if head is Truth:
            return ATOM, str(operands[0])
        if head is Not:
            return ATOM, _join(["~", self._held(operands[0], ATOM)])
        if head is And or head is Or:
            parts: list[Text] = []
            for operand in operands:
                parts += (f" {head.name} ", self._held(operand, ATOM))
            return SUM, _join(parts[1:])
        texts = [self._texts[operand][1] for operand in operands]
        if head is piecewise:
            parts = ["Piecewise("]
            for value, condition in zip(texts[::2], texts[1::2], strict=True):
                parts += ("(", value, ", ", condition, ")", ", ")
            return ATOM, _join([*parts[:-1], ")"])
        if head is Equal or head is Unequal:
            return ATOM, _join(["Eq(" if head is Equal else "Ne(", texts[0], ", ", texts[1], ")"])
        return SUM, _join([texts[0], f" {head.name} ", texts[1]])

    def _sum(self, terms: tuple[int, ...]) -> Text:
        graph = self._graph
        if self._arranged:
            terms = self._order.terms(terms)
        parts: list[Text] = [self._held(terms[0], PRODUCT)]
        for term in terms[1:]:
            if graph.is_negative(term) and term not in self._names:
                parts += (" - ", self._negated(term))
            else:
                parts += (" + ", self._held(term, PRODUCT))
        return _join(parts)

    def _negated(self, term: int) -> Text:
        """A term that is written with a leading minus, without it."""
        value = self._graph.value(term)
        return numeral(negated(value))[1] if value is not None else self._product(self._graph.operands[term], sign=-1)

    def _product(self, factors: tuple[int, ...], sign: int = 1) -> Text:
        """Factors above and below one line; a typed product keeps its own order and writes each division where it stood."""
        above: list[Text] = []
        below: list[Text] = []
        minus = ""
        value = None if factors[0] in self._names else self._graph.value(factors[0])
        if value is not None:
            factors = factors[1:]
            negative = is_below_zero(value)
            if self._arranged and type(value) is Fraction:
                value, bottom = over_line(value)
                below += ("*", str(bottom))
            if negative:
                value = negated(value)
                minus = "-" if sign > 0 else ""
            if value != 1 or not (self._arranged or negative):
                held, text = numeral(value)
                above += ("*", text if held == ATOM else f"({text})")
        if self._arranged and len(factors) > 1:
            factors = self._order.factors(factors)
        heads = self._graph.heads
        for factor in factors:
            inverse = self._inverse(factor) if heads[factor] is Power else None
            if inverse is None:
                above += ("*", self._held(factor, POWER))
            elif self._arranged:
                below += ("*", inverse)
            else:
                above += ("/", inverse) if above else ("*", "1", "/", inverse)
        top: list[Text] = above[1:] or ["1"]
        if not below:
            return _join([minus, *top])
        if len(below) == 2:
            return _join([minus, *top, "/", below[1]])
        return _join([minus, *top, "/(", *below[1:], ")"])

    def _inverse(self, factor: int) -> Text | None:
        """What a power is one over, as it is written under the line; None for one that stands above it."""
        if factor in self._names:
            return None
        base, exponent = self._graph.operands[factor]
        value = None if exponent in self._names else self._graph.value(exponent)
        if value is None or not is_below_zero(value) or (not self._arranged and value != -1):
            return None
        return self._raised(base, negated(value))[1]

    def _power(self, base: int, exponent: int) -> tuple[int, Text]:
        value = None if exponent in self._names else self._graph.value(exponent)
        if value is None:
            return POWER, _join([self._held(base, ATOM), "**", self._held(exponent, POWER)])
        top, bottom = over_line(value)
        if top == bottom:  # only a typed power has this exponent
            return POWER, _join([self._held(base, ATOM), "**1"])
        if top < 0 and (self._arranged or top == -bottom):
            return PRODUCT, _join(["1/", self._raised(base, negated(value))[1]])
        return self._raised(base, value)

    def _raised(self, base: int, value: Exact) -> tuple[int, Text]:
        """A power with a number as exponent."""
        top, bottom = over_line(value)
        if bottom == 2 and top == 1 and type(value) is Fraction:
            return ATOM, _join(["sqrt(", self._texts[base][1], ")"])
        if top == bottom:
            return POWER, self._held(base, POWER)
        held, text = numeral(value)
        return POWER, _join([self._held(base, ATOM), "**", text if held == ATOM else f"({text})"])

    def _real_root(self, u: int, degree: int) -> tuple[int, Text]:
        text = self._texts[u][1]
        if self._graph.value(degree) == 3:
            return ATOM, _join(["cbrt(", text, ")"])
        return ATOM, _join(["real_root(", text, ", ", self._texts[degree][1], ")"])


def too_large(bound: int) -> SymdiffError:
    """The error for a text past the output bound."""
    return fault(
        "too-large-output",
        f"the result is longer than {bound:,} characters",
        hint="--shared prints repeated parts once; --max-output raises the bound",
    )


def _join(parts: list[Text]) -> Text:
    """The parts as one text: a string while it is short."""
    try:
        text = "".join(parts)  # type: ignore[arg-type]
    except TypeError:
        return Rope(tuple(parts), sum([len(part) if isinstance(part, str) else part.size for part in parts]))
    return text if len(text) <= _LONG else Rope((text,), len(text))
