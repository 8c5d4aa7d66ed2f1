"""What people call by a name: the softmax of a vector and the sigmoid of each entry, for the text of a result. Imports ``algebra``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symdiff.matrices.algebra import Algebra
from symdiff.matrices.nodes import Node, reachable
from symdiff.matrices.sizes import SCALAR
from symdiff.matrices.writing import Plain

_MOST_NODES = 400

Pairs = list[tuple[Node, Node]]
"""The factors of an elementwise product, with their exponents."""


def named(algebra: Algebra, node: Node) -> Node:
    """A node with ``exp(u)/sum(exp(u))`` as softmax(u) and ``1./(1 + exp(-u))`` as sigmoid(u), where that is shorter.

    It is for writing alone: nodes of the operation ``named`` have no values and no rules. What they are written as reads again.
    """
    order = reachable(node)
    if len(order) > _MOST_NODES or not any(each.operation == "call" and each.extra == "exp" for each in order):
        return node
    naming = _Naming(algebra)
    known: dict[Node, Node] = {}
    for each in order:
        operands = tuple(known[operand] for operand in each.operands)
        made = (
            each
            if operands == each.operands
            else algebra.nodes.intern(each.operation, operands, each.extra, each.shape)
        )
        known[each] = naming.of(made)
    writer = Plain()
    return min(node, known[node], key=lambda each: len(writer.text(each)))


class _Naming:
    def __init__(self, algebra: Algebra) -> None:
        self.algebra = algebra

    def of(self, node: Node) -> Node:
        """A node whose parts have their names already."""
        algebra = self.algebra
        if node.operation == "hadamard":
            factors = _factors(node)
            found = self._sigmoids(factors, node)
            if found is not None:
                return self.of(algebra.hadamard(found, node.shape))
            below = self._total(node) if node.scalar else None
            for place, (base, exponent) in enumerate(factors):
                made = None if below is None or exponent is not algebra.one else self._absorbed(base, below)
                if below is not None and made is not None:
                    factors[place] = (made, exponent)
                    return self.of(algebra.hadamard([*factors, (algebra.total(below), algebra.one)], SCALAR))
        if node.operation == "sum":
            return self._complement(node)
        if node.operation == "scale":
            scalar, core = node.operands
            below = self._total(scalar)
            made = None if below is None else self._absorbed(core, below)
            if below is not None and made is not None:
                rest = algebra.hadamard([(scalar, algebra.one), (algebra.total(below), algebra.one)], SCALAR)
                return self.of(algebra.scale(rest, made))
        return node

    def _complement(self, node: Node) -> Node:
        """A sum with sigmoid(-u) - 1 as -sigmoid(u)."""
        algebra = self.algebra
        terms = algebra.terms(node)
        for value, core in terms if len(terms) > 2 else ():
            one = algebra.ones(node.shape)
            if core.operation == "named" and core.extra == "sigmoid" and (-value, one) in terms:
                other = self._call("sigmoid", algebra.negative(core.operands[0]))
                rest = [pair for pair in terms if pair not in ((value, core), (-value, one))]
                return algebra.add([*rest, (-value, other)])
        return node

    def _call(self, name: str, node: Node) -> Node:
        return self.algebra.nodes.intern("named", (node,), name, node.shape)

    def _total(self, scalar: Node) -> Node | None:
        """The exponentials of a vector over whose sum a scalar is."""
        if scalar.operation != "hadamard":
            return None
        for base, exponent in _factors(scalar):
            inner = base.operands[0] if base.operation == "total" else None
            whole = self.algebra.whole(exponent)
            if inner is not None and whole is not None and whole < 0 and _exponential(inner):
                return inner
        return None

    def _absorbed(self, node: Node, raised: Node) -> Node | None:
        """A node with one factor exp(u) as softmax(u), in each term of a sum; None where it has none."""
        algebra, kind = self.algebra, node.operation
        if node is raised:
            return self._call("softmax", raised.operands[0])
        if kind in ("diag", "transpose"):
            inner = self._absorbed(node.operands[0], raised)
            return None if inner is None else algebra.make(kind, [inner], node.shape)
        if kind == "scale":
            inner = self._absorbed(node.operands[1], raised)
            return None if inner is None else algebra.scale(node.operands[0], inner)
        if kind == "sum":
            terms = [self._absorbed(each, raised) for each in node.operands]
            coefficients: Any = node.extra
            found = [(value, each) for value, each in zip(coefficients, terms, strict=True) if each is not None]
            return algebra.add(found) if len(found) == len(terms) else None
        if kind == "chain":
            links = self._first(node.operands, raised)
            return None if links is None else algebra.multiply(links)
        if kind == "hadamard":
            factors = _factors(node)
            for place, (base, exponent) in enumerate(factors):
                made = self._absorbed(base, raised) if exponent is algebra.one else None
                if made is not None:
                    factors[place] = (made, exponent)
                    return algebra.hadamard(factors, node.shape)
        return None

    def _first(self, links: Sequence[Node], raised: Node) -> list[Node] | None:
        for place, each in enumerate(links):
            made = self._absorbed(each, raised)
            if made is not None:
                return [*links[:place], made, *links[place + 1 :]]
        return None

    def _sigmoids(self, pairs: Pairs, node: Node) -> Pairs | None:
        """The factors with 1 + exp(v) below as sigmoids; None where there is none."""
        algebra = self.algebra
        for place, (base, exponent) in enumerate(pairs):
            whole = algebra.whole(exponent)
            raised = self._one_more(base)
            if raised is None or whole is None or whole > -1:
                continue
            inner = raised.operands[0]
            same = next((at for at, pair in enumerate(pairs) if pair == (raised, algebra.number(-whole))), None)
            if same is not None:
                rest = [pair for at, pair in enumerate(pairs) if at not in (place, same)]
                return [*rest, (self._call("sigmoid", inner), algebra.number(-whole))]
            if whole < -2:
                continue
            above = next((at for at, pair in enumerate(pairs) if pair == (raised, algebra.one)), None)
            rest = [pair for at, pair in enumerate(pairs) if at not in (place, above)]
            if whole == -1:
                return [
                    *rest,
                    (self._call("sigmoid", algebra.negative(inner) if above is None else inner), algebra.one),
                ]
            if above is not None:
                shorter = min(inner, algebra.negative(inner), key=lambda each: len(Plain().text(each)))
                found = self._call("sigmoid", shorter)
                other = algebra.add([(1, algebra.ones(node.shape)), (-1, found)])
                return [*rest, (found, algebra.one), (other, algebra.one)]
        return None

    def _one_more(self, node: Node) -> Node | None:
        """exp(v) of the sum exp(v) + 1."""
        if node.operation != "sum" or node.extra != (1, 1):
            return None
        first, last = node.operands
        for raised, other in ((first, last), (last, first)):
            if _exponential(raised) and (other is self.algebra.one or other.operation == "ones"):
                return raised
        return None


def _factors(node: Node) -> Pairs:
    many = len(node.operands) // 2
    return list(zip(node.operands[:many], node.operands[many:], strict=True))


def _exponential(node: Node) -> bool:
    return node.operation == "call" and node.extra == "exp"


__all__ = ["named"]
