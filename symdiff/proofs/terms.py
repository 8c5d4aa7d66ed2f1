"""Formulas as Coq's standard library writes them: an interned store of terms, made from nodes of the graph.

A term's id is greater than its operands' ids, so passes are loops. Imports ``graph``, ``operators`` and ``notation``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, Final

from symdiff import operators as op
from symdiff.graph import Graph
from symdiff.notation.order import Order

MOST_CHARACTERS: Final = 200_000
"""The longest formula that is written out."""
_SUM, _PRODUCT, _SIGN, _POWER, _CALL, _ATOM = 50, 40, 35, 30, 10, 0
"""Coq's levels: the less, the tighter."""
_MOST_POWER: Final = 200
"""The greatest exponent that is a natural number in Coq, where it is counted in ones."""


class BeyondError(Exception):
    """What no lemma speaks of; ``reason`` names the function or what else it is."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Terms:
    """The store. A head is num, int (a whole number of either sign), var, const, add, sub, opp, mul, div, inv, pow, rpow, sqrt or app.

    Operands are ids, but for numbers, names, and the exponent of pow.
    """

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.operands: list[tuple[Any, ...]] = []
        self.below: list[tuple[int, ...]] = []
        self._index: dict[tuple[str, tuple[Any, ...]], int] = {}
        self._texts: list[tuple[int, str] | None] = []

    def make(self, head: str, *operands: Any) -> int:
        key = (head, operands)
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.heads)
            self.heads.append(head)
            self.operands.append(operands)
            below: tuple[int, ...] = ()
            if head in ("add", "sub", "mul", "div", "rpow"):
                below = operands
            elif head in ("opp", "inv", "sqrt", "pow"):
                below = operands[:1]
            elif head == "app":
                below = operands[1:]
            self.below.append(below)
            self._texts.append(None)
        return found

    def number(self, value: int | Fraction) -> int:
        value = Fraction(value)
        size = self.make("num", abs(value))
        return self.make("opp", size) if value < 0 else size

    def value(self, term: int) -> Fraction | None:
        """The value of a number."""
        if self.heads[term] == "num":
            found: Fraction = self.operands[term][0]
            return found
        if self.heads[term] == "opp":
            inside = self.value(self.operands[term][0])
            return None if inside is None else -inside
        return None

    def reachable(self, roots: Iterable[int]) -> list[int]:
        found = set(roots)
        waiting = list(found)
        while waiting:
            for part in self.below[waiting.pop()]:
                if part not in found:
                    found.add(part)
                    waiting.append(part)
        return sorted(found)

    def text(self, term: int, level: int = _SUM) -> str:
        """The term as Coq reads it."""
        for each in self.reachable([term]):
            if self._texts[each] is None:
                made = self._written(each)
                if len(made[1]) > MOST_CHARACTERS:
                    raise BeyondError("the formula written out is too long")
                self._texts[each] = made
        return self._held(term, level)

    def atom(self, term: int) -> str:
        """The term as an argument."""
        return self.text(term, _ATOM)

    def _held(self, term: int, level: int) -> str:
        made = self._texts[term]
        assert made is not None
        return made[1] if made[0] <= level else f"({made[1]})"

    def _written(self, term: int) -> tuple[int, str]:
        head, operands, held = self.heads[term], self.operands[term], self._held
        if head == "num":
            value: Fraction = operands[0]
            if value.denominator == 1:
                return _ATOM, str(value.numerator)
            return _PRODUCT, f"{value.numerator} / {value.denominator}"
        if head in ("var", "const"):
            return _ATOM, operands[0]
        if head == "add":
            return _SUM, f"{held(operands[0], _SUM)} + {held(operands[1], _PRODUCT)}"
        if head == "sub":
            return _SUM, f"{held(operands[0], _SUM)} - {held(operands[1], _PRODUCT)}"
        if head == "mul":
            return _PRODUCT, f"{held(operands[0], _PRODUCT)} * {held(operands[1], _SIGN)}"
        if head == "div":
            return _PRODUCT, f"{held(operands[0], _PRODUCT)} / {held(operands[1], _POWER)}"
        if head == "opp":
            return _SIGN, f"- {held(operands[0], _POWER)}"
        if head == "inv":
            return _SIGN, f"/ {held(operands[0], _POWER)}"
        if head == "pow":
            return _POWER, f"{held(operands[0], _ATOM)} ^ {operands[1]}"
        if head == "rpow":
            return _CALL, f"Rpower {held(operands[0], _ATOM)} {held(operands[1], _ATOM)}"
        if head == "sqrt":
            return _CALL, f"sqrt {held(operands[0], _ATOM)}"
        if head == "int":
            return _CALL, f"IZR ({operands[0]})"
        return _CALL, " ".join((operands[0], *(held(each, _ATOM) for each in operands[1:])))

    def plus(self, a: int, b: int) -> int:
        return self.make("add", a, b)

    def times(self, a: int, b: int) -> int:
        return self.make("mul", a, b)

    def app(self, name: str, *operands: int) -> int:
        return self.make("app", name, *operands)


def names_of(symbols: Iterable[str], taken: frozenset[str]) -> dict[str, str]:
    """A Coq name for each symbol: its own where that is a plain word that means nothing else there."""
    found: dict[str, str] = {}
    used: set[str] = set()
    for symbol in symbols:
        plain = symbol if symbol.isascii() and symbol.isidentifier() and symbol[0].islower() else ""
        if not plain or plain in taken or plain in used:
            plain = "v_" + "".join(c if c.isascii() and c.isalnum() else "_" for c in symbol)
        name, count = plain, 1
        while name in used or name in taken:
            count += 1
            name = f"{plain}_{count}"
        used.add(name)
        found[symbol] = name
    return found


class Reader:
    """Nodes of a graph as terms. Raises BeyondError for what the lemmas do not speak of."""

    def __init__(self, graph: Graph, terms: Terms, names: Mapping[str, str], *, arranged: bool = False) -> None:
        self.graph = graph
        self.terms = terms
        self.names = names
        self.order = Order(graph) if arranged else None
        self._made: dict[int, int] = {}

    def term(self, root: int) -> int:
        for node in self.graph.reachable([root]):
            if node not in self._made:
                self._made[node] = self._read(node)
        return self._made[root]

    def _read(self, node: int) -> int:
        graph, terms, made = self.graph, self.terms, self._made
        head, operands = graph.heads[node], graph.operands[node]
        if head is op.Number:
            return terms.number(operands[0])
        if head is op.Symbol:
            return terms.make("var", self.names[operands[0]])
        if head is op.Constant:
            return self._constant(operands[0])
        if head is op.Sum:
            return self._sum(self.order.terms(operands) if self.order else operands)
        if head is op.Product:
            return self._product(operands)
        if head is op.Power:
            return self._power(*operands)
        if head is op.real_root:
            degree = graph.value(operands[1])
            if degree is None or degree.denominator != 1 or degree <= 0:
                raise BeyondError("real_root")
            return terms.app("root", made[operands[1]], made[operands[0]])
        if not head.coq:
            raise BeyondError(head.name)
        return terms.app(head.coq, *[made[operand] for operand in operands])

    def _constant(self, name: str) -> int:
        terms = self.terms
        if name == "pi":
            return terms.make("const", "PI")
        if name == "E":
            return terms.app("exp", terms.number(1))
        if name == "GoldenRatio":
            root = terms.make("sqrt", terms.number(5))
            return terms.make("div", terms.plus(terms.number(1), root), terms.number(2))
        raise BeyondError(name)

    def _sum(self, operands: tuple[int, ...]) -> int:
        result = self._made[operands[0]]
        for operand in operands[1:]:
            if self.graph.is_negative(operand):
                result = self.terms.make("sub", result, self._positive(operand))
            else:
                result = self.terms.plus(result, self._made[operand])
        return result

    def _positive(self, node: int) -> int:
        """A negative number or product without its sign."""
        value = self.graph.value(node)
        if value is not None:
            return self.terms.number(abs(Fraction(value)))
        return self._product(self.graph.operands[node], signed=False)

    def _product(self, factors: tuple[int, ...], *, signed: bool = True) -> int:
        """Factors over factors."""
        graph, terms = self.graph, self.terms
        first = graph.value(factors[0])
        negative = first is not None and first < 0
        if first is not None:
            factors = factors[1:]
        if self.order:
            factors = self.order.factors(factors)
        above = [] if first is None or abs(first) == 1 else [terms.number(abs(Fraction(first)))]
        below = []
        for factor in factors:
            exponent = graph.value(graph.operands[factor][1]) if graph.heads[factor] is op.Power else None
            if exponent is not None and exponent < 0:
                below.append(self._raised(graph.operands[factor][0], -Fraction(exponent)))
            else:
                above.append(self._made[factor])
        top = self._chain(above) if above else terms.number(1)
        result = terms.make("div", top, self._chain(below)) if below else top
        return terms.make("opp", result) if negative and signed else result

    def _chain(self, factors: list[int]) -> int:
        result = factors[0]
        for factor in factors[1:]:
            result = self.terms.times(result, factor)
        return result

    def _power(self, base: int, exponent: int) -> int:
        value = self.graph.value(exponent)
        if value is None:
            if self.graph.heads[base] is op.Constant and self.graph.operands[base][0] == "E":
                return self.terms.app("exp", self._made[exponent])
            return self.terms.make("rpow", self._made[base], self._made[exponent])
        if value < 0:
            return self.terms.make("div", self.terms.number(1), self._raised(base, -Fraction(value)))
        return self._raised(base, Fraction(value))

    def _raised(self, base: int, exponent: Fraction) -> int:
        terms, under = self.terms, self._made[base]
        if self.graph.heads[base] is op.Constant and self.graph.operands[base][0] == "E":
            return terms.app("exp", terms.number(exponent))
        if exponent == 1:
            return under
        if exponent.denominator == 1 and exponent <= _MOST_POWER:
            return terms.make("pow", under, exponent.numerator)
        if exponent.denominator == 1:
            raise BeyondError(f"the power of exponent {exponent}")
        if exponent == Fraction(1, 2):
            return terms.make("sqrt", under)
        return terms.make("rpow", under, terms.number(exponent))
