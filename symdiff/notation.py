"""The plain notation: a node of a graph as text that symdiff and sympy both read back to something equal.

Owns the order of terms and factors, parentheses and numerals. A loop, so depth does not matter, and bounded by
``limits.max_output``. Imports ``graph``, ``operators``, ``limits`` and ``errors``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import Any

from symdiff.errors import SymdiffError, fault
from symdiff.graph import Decimal, Graph
from symdiff.operators import Constant, Exact, Number, Power, Product, Sum, Symbol, real_root

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
"""How tightly a text holds together."""

HALF = Fraction(1, 2)

_HIDDEN_CONSTANTS = {"E": "exp(1)", "pi": "acos(-1)", "EulerGamma": "(-digamma(1))", "GoldenRatio": "(1/2 + sqrt(5)/2)"}
"""How a constant is written where a variable has its name."""

Piece = str | tuple[int, int]
"""A text, or a node with the least tightness that needs no parentheses."""


def write(
    graph: Graph, node: int, *, arranged: bool = True, names: Mapping[int, str] | None = None, tightness: int = SUM
) -> str:
    """The text of a node.

    ``arranged`` sorts the terms and factors of a canonical node as people write them; a typed node is written in its own
    order. ``names`` gives nodes that are written by name. Raises SymdiffError ``too-large-output``.
    """
    return Writer(graph, arranged=arranged, names=names).write(node, tightness)


class Writer:
    """Writes nodes of one graph, remembering the order of their parts."""

    __slots__ = ("_arranged", "_factor_keys", "_graph", "_hidden", "_term_keys", "names")

    def __init__(self, graph: Graph, *, arranged: bool = True, names: Mapping[int, str] | None = None) -> None:
        self._graph = graph
        self._arranged = arranged
        self._term_keys: dict[int, tuple[Any, ...]] = {}
        self._factor_keys: dict[int, tuple[Any, ...]] = {}
        self._hidden = {name: text for name, text in _HIDDEN_CONSTANTS.items() if graph.has_symbol(name)}
        self.names = names or {}

    def write(self, node: int, tightness: int = SUM) -> str:
        room = self._graph.limits.max_output
        if self._least_length(node) > room:
            raise too_large(room)
        texts: list[str] = []
        stack: list[Iterator[Piece]] = [iter([(node, tightness)])]
        while stack:
            for piece in stack[-1]:
                if type(piece) is str:
                    texts.append(piece)
                else:
                    inner, needed = piece
                    held, pieces = self._pieces(inner)
                    stack.append(iter(["(", *pieces, ")"] if held < needed else pieces))
                    break
            else:
                stack.pop()
        text = "".join(texts)
        if len(text) > room:
            raise too_large(room)
        return text

    def _least_length(self, node: int) -> int:
        """A lower bound of the text's length, in the size of the graph and not of the text: names and signs alone."""
        graph = self._graph
        heads, operands = graph.heads, graph.operands
        length: dict[int, int] = {}
        for part in graph.reachable([node]):
            if heads[part].arity == (0, 0) or part in self.names:
                length[part] = 1
            else:
                brackets = 0 if heads[part] in (Sum, Product, Power) else len(heads[part].name) + 2
                length[part] = brackets + len(operands[part]) - 1 + sum([length[operand] for operand in operands[part]])
        return length[node]

    def _pieces(self, node: int) -> tuple[int, list[Piece]]:
        """How tightly a node's text holds together, and its pieces."""
        if node in self.names:
            return ATOM, [self.names[node]]
        head, operands = self._graph.heads[node], self._graph.operands[node]
        if head is Symbol:
            return ATOM, [operands[0]]
        if head is Number:
            return numeral(operands[0])
        if head is Sum:
            return SUM, self._sum(operands)
        if head is Product:
            return PRODUCT, self._product(operands)
        if head is Power:
            return self._power(*operands)
        if head is Constant:
            return ATOM, [self._hidden.get(operands[0], operands[0])]
        if head is real_root:
            return self._real_root(*operands)
        pieces: list[Piece] = [head.name, "("]
        for position, operand in enumerate(operands):
            if position:
                pieces.append(", ")
            pieces.append((operand, SUM))
        pieces.append(")")
        return ATOM, pieces

    def _sum(self, terms: tuple[int, ...]) -> list[Piece]:
        graph = self._graph
        if self._arranged:
            terms = tuple(sorted(terms, key=self._term_key))
            if len(terms) == 2 and graph.is_negative(terms[0]) and not graph.is_negative(terms[1]):
                terms = (terms[1], terms[0])
        pieces: list[Piece] = []
        for term in terms:
            if pieces and term not in self.names and graph.is_negative(term):
                pieces.append(" - ")
                pieces += self._negated(term)
            else:
                if pieces:
                    pieces.append(" + ")
                pieces.append((term, PRODUCT))
        return pieces

    def _negated(self, term: int) -> list[Piece]:
        """A term that is written with a leading minus, without it."""
        value = self._graph.value(term)
        return numeral(-value)[1] if value is not None else self._product(self._graph.operands[term], sign=-1)

    def _product(self, factors: tuple[int, ...], sign: int = 1) -> list[Piece]:
        """Factors above and below one line; a typed product keeps its own order and writes each division where it stood."""
        above: list[Piece] = []
        below: list[Piece] = []
        value = None if factors[0] in self.names else self._graph.value(factors[0])
        if value is not None:
            factors = factors[1:]
            negative = value < 0
            value = -value if negative else value
            if negative and sign > 0:
                above.append("-")
            if self._arranged and type(value) is Fraction:
                below += ["*", str(value.denominator)]
                value = value.numerator
            if value != 1 or not (self._arranged or negative):
                held, text = numeral(value)
                above += ["*", *(text if held == ATOM else ["(", *text, ")"])]
        if self._arranged:
            factors = tuple(sorted(factors, key=self._factor_key))
        for factor in factors:
            inverse = self._inverse(factor)
            if inverse is None:
                above += ["*", (factor, POWER)]
            elif self._arranged:
                below += ["*", *inverse]
            else:
                above += ["/", *inverse] if above and above != ["-"] else ["*", "1", "/", *inverse]
        minus: list[Piece] = ["-"] if above[:1] == ["-"] else []
        top = above[len(minus) + 1 :] or ["1"]
        if not below:
            return minus + top
        return [*minus, *top, "/", *(below[1:] if below.count("*") == 1 else ["(", *below[1:], ")"])]

    def _inverse(self, factor: int) -> list[Piece] | None:
        """What a factor is one over, as it is written under the line; None for a factor that stands above it."""
        if factor in self.names or self._graph.heads[factor] is not Power:
            return None
        base, exponent = self._graph.operands[factor]
        value = None if exponent in self.names else self._graph.value(exponent)
        if value is None or value >= 0 or (not self._arranged and value != -1):
            return None
        return self._raised(base, -value)[1]

    def _power(self, base: int, exponent: int) -> tuple[int, list[Piece]]:
        value = None if exponent in self.names else self._graph.value(exponent)
        if value is None:
            return POWER, [(base, ATOM), "**", (exponent, POWER)]
        if value < 0 and (self._arranged or value == -1):
            return PRODUCT, ["1/", *self._raised(base, -value)[1]]
        return self._raised(base, value)

    def _raised(self, base: int, value: Exact) -> tuple[int, list[Piece]]:
        """A power with a number as exponent."""
        if value == 1:
            return POWER, [(base, POWER)]
        if value == HALF and type(value) is Fraction:
            return ATOM, ["sqrt(", (base, SUM), ")"]
        held, text = numeral(value)
        return POWER, [(base, ATOM), "**", *(text if held == ATOM else ["(", *text, ")"])]

    def _real_root(self, u: int, degree: int) -> tuple[int, list[Piece]]:
        """Spelled out for sympy, whose own roots are the principal ones."""
        n = self._graph.value(degree)
        if n is None:
            return ATOM, ["root(", (u, SUM), ", ", (degree, SUM), ")"]
        operator = "*" if n > 0 else "/"
        return PRODUCT, ["sign(", (u, SUM), ")", operator, "abs(", (u, SUM), f")**(1/{abs(n)})"]

    # The order in which people write: descending powers, alphabetical, then what is not a power of a symbol.

    def _term_key(self, node: int) -> tuple[Any, ...]:
        key = self._term_keys.get(node)
        if key is None:
            key = self._term_keys[node] = self._new_term_key(node)
        return key

    def _new_term_key(self, node: int) -> tuple[Any, ...]:
        heads, operands = self._graph.heads, self._graph.operands
        if heads[node] is Number:
            return (0, 2, (), node)
        monomial: list[tuple[str, Exact]] = []
        degree: Exact = 0
        kind = 0
        for factor in operands[node] if heads[node] is Product else (node,):
            name, exponent = self._monomial(factor)
            degree += exponent
            if name:
                monomial.append((name, -exponent))
            elif heads[factor] is Sum:
                kind = 1
                degree += max(self._simple_degree(term) for term in operands[factor])
            elif heads[factor] is not Number and heads[factor] is not Constant:
                kind = 1
        monomial.sort()
        return (-degree, kind, tuple(monomial), node)

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
        return sum(self._monomial(factor)[1] for factor in factors)

    def _factor_key(self, node: int) -> tuple[Any, ...]:
        key = self._factor_keys.get(node)
        if key is None:
            key = self._factor_keys[node] = self._new_factor_key(node)
        return key

    def _new_factor_key(self, node: int) -> tuple[Any, ...]:
        heads, operands = self._graph.heads, self._graph.operands
        head, base, plain = heads[node], node, True
        if head is Power:
            base, exponent = operands[node]
            head, plain = heads[base], heads[exponent] is Number
        if head is Number or head is Constant:
            return (0 if plain else 3, "", node)
        if head is Symbol:
            return (1 if plain else 2, operands[base][0], node)
        return (4 if head is Sum or head is Product else 5, "", node)


def too_large(bound: int) -> SymdiffError:
    """The error for a text past the output bound."""
    return fault(
        "too-large-output",
        f"the result is longer than {bound:,} characters",
        hint="--shared prints repeated parts once; --max-output raises the bound",
    )


def numeral(value: Exact) -> tuple[int, list[Piece]]:
    """How tightly a number's text holds together, and the text: ``3``, ``-2``, ``1/2``, ``9.81``, ``1.5e-30``."""
    if value.denominator == 1:
        text = str(value.numerator)
    elif type(value) is Decimal:
        text = decimal_text(value)
    else:
        return PRODUCT, [f"{value.numerator}/{value.denominator}"]
    return (PRODUCT if value < 0 else ATOM), [text]


def decimal_text(value: Exact) -> str:
    """The decimal expansion of a rational that has a finite one, shortened by an exponent where that is much shorter."""
    places = 0
    numerator, denominator = value.numerator, value.denominator
    while denominator != 1:
        numerator *= 10
        places += 1
        common = gcd(numerator, denominator)
        numerator //= common
        denominator //= common
    digits = str(abs(numerator))
    sign = "-" if numerator < 0 else ""
    if places <= len(digits) + 6:
        digits = digits.rjust(places + 1, "0")
        return sign + digits[: len(digits) - places] + ("." + digits[len(digits) - places :] if places else "")
    fraction = digits[1:].rstrip("0")
    return f"{sign}{digits[0]}{'.' + fraction if fraction else ''}e{len(digits) - 1 - places}"


def shared_parts(graph: Graph, roots: Iterable[int]) -> list[int]:
    """The nodes below the roots that are used more than once and are worth a name, operands first."""
    heads, operands = graph.heads, graph.operands
    uses: dict[int, int] = {}
    order = graph.reachable(roots)
    for node in order:
        if heads[node].arity != (0, 0):
            for operand in operands[node]:
                uses[operand] = uses.get(operand, 0) + 1
    return [node for node in order if uses.get(node, 0) > 1 and heads[node].arity != (0, 0)]
