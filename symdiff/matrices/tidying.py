"""The shortest of the forms that a result has: common factors before brackets, a transpose around them. Imports ``writing`` and below."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from symdiff.budget import heed_signals
from symdiff.graph.exact import folded
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.nodes import Node, reachable
from symdiff.matrices.sizes import SCALAR, Shape
from symdiff.matrices.writing import Plain

_MOST_TERMS = 24
_MOST_NODES = 400
_MOST_TRIES = 1500
"""Ways to take out a factor that are tried for one result."""
_DEEPEST = 4
_FOR_IDENTITY = 4
"""An identity that comes from taking out a factor is no gain for a few characters."""


def rebuilt(node: Node, algebra: Algebra, change: Callable[[Node], Node] | None = None) -> Node:
    """A node made again by an algebra, which may know more of its names; ``change`` sees each part that is made."""
    known: dict[Node, Node] = {}
    for each in reachable(node):
        operands = [known[operand] for operand in each.operands]
        made = construct(algebra, each, operands)
        known[each] = made if change is None else change(made)
    return known[node]


def construct(algebra: Algebra, node: Node, operands: list[Node]) -> Node:
    """The canonical node of an operation on operands."""
    kind, extra = node.operation, node.extra
    value: Any = extra
    if kind == "symbol":
        return algebra.symbol(str(extra))
    if kind == "number":
        return algebra.number(value)
    if kind == "constant":
        return algebra.constant(value)
    if kind == "identity":
        return algebra.identity(node.shape[0])
    if kind in ("ones", "zero"):
        return algebra.ones(node.shape) if kind == "ones" else algebra.zero(node.shape)
    if kind == "sum":
        return algebra.add(zip(value, operands, strict=True))
    if kind == "scale":
        return algebra.scale(*operands)
    if kind == "chain":
        return algebra.multiply(operands)
    if kind == "hadamard":
        many = len(operands) // 2
        return algebra.hadamard(zip(operands[:many], operands[many:], strict=True), node.shape)
    if kind == "call":
        return algebra.call(value, operands)
    if kind == "reshape":
        return algebra.reshape(operands[0], node.shape)
    if kind == "power":
        return algebra.power(*operands)
    return algebra.make(kind, operands, node.shape)


def tidied(algebra: Algebra, node: Node) -> Node:
    """The node in the form with the shortest text, where it is of moderate size."""
    if len(reachable(node)) > _MOST_NODES:
        return node
    tidying = _Tidying(algebra, Plain())
    return tidying.shortest(rebuilt(node, algebra, tidying.inner))


class _Tidying:
    def __init__(self, algebra: Algebra, writer: Plain) -> None:
        self.algebra = algebra
        self.writer = writer
        self.tries = _MOST_TRIES
        self.depth = 0

    def shortest(self, node: Node) -> Node:
        """A sum with what its terms have in common before brackets, while that is shorter."""
        node = self._gathered(node)
        turned = self.turned(node, 0)
        return node if turned is None else turned

    def inner(self, node: Node) -> Node:
        """The same for a part of something, which stands in brackets either way."""
        node = self._gathered(node)
        turned = self.turned(node, 1)
        return node if turned is None else turned

    def _length(self, node: Node) -> int:
        text = self.writer.text(node)
        return len(text) + _FOR_IDENTITY * text.count("I(")

    def _gathered(self, node: Node) -> Node:
        while node.operation == "sum" and 1 < len(node.operands) <= _MOST_TERMS:
            heed_signals()
            best, length = node, self._length(node)
            self.depth += 1
            candidates = list(self._factored(node)) if self.depth <= _DEEPEST else []
            self.depth -= 1
            for candidate in candidates:
                now = self._length(candidate)
                if now < length or (now == length and best is node):
                    best, length = candidate, now
            if best is node:
                return node
            node = best
        return node

    def turned(self, node: Node, spare: int) -> Node | None:
        """A sum as the transpose of one, where that is shorter."""
        if node.operation != "sum" or len(node.operands) < 2 or node.scalar:
            return None
        inner = self._gathered(self.algebra.transpose(node))
        made = self.algebra.nodes.intern("transpose", (inner,), None, node.shape)
        return made if self._length(made) < self._length(node) + 2 * spare and inner.operation != "transpose" else None

    def _factored(self, node: Node) -> Iterator[Node]:
        """The ways to take one factor out of some terms of a sum."""
        algebra = self.algebra
        coefficients: Any = node.extra
        terms = list(zip(coefficients, node.operands, strict=True))
        splits: list[dict[Any, tuple[Any, Node]]] = [
            {key: (value, rest) for key, rest in self._splits(core)} for value, core in terms
        ]
        keys = {key for each in splits for key in each}
        for key in sorted(keys, key=lambda key: (key[0], key[1].number)):
            having = [place for place, each in enumerate(splits) if key in each]
            if len(having) < 2:
                continue
            if self.tries <= 0:
                return
            self.tries -= 1
            side, factor = key
            inner = self._gathered(algebra.add([splits[place][key] for place in having]))
            if side == "left":
                product = self._chain([factor, inner])
            elif side == "right":
                product = self._chain([inner, factor])
            elif side == "dot":
                product = algebra.hadamard([(factor, algebra.one), (inner, algebra.one)], node.shape)
            else:
                product = algebra.scale(factor, inner)
            rest = [terms[place] for place in range(len(terms)) if place not in having]
            yield algebra.add([(1, product), *rest])
        common = min(abs(value) for value in coefficients)
        shares = [folded(Fraction(value) / Fraction(common)) for value in coefficients]
        if common != 1 and all(share.denominator == 1 for share in shares):
            inner = algebra.add(zip(shares, node.operands, strict=True))
            yield algebra.nodes.intern("sum", (inner,), (common,), node.shape)

    def _chain(self, links: list[Node]) -> Node:
        return self.algebra.multiply(links)

    def _splits(self, core: Node) -> Iterator[tuple[tuple[str, Node], Node]]:
        """The factors that can be taken out of a term, each with its side, and what is left."""
        algebra = self.algebra
        scalar = None
        if core.operation == "scale":
            scalar, core = core.operands
            yield ("scalar", scalar), core
            if scalar.operation == "hadamard":
                for factor, rest in self._scalars(scalar):
                    yield ("scalar", factor), algebra.scale(rest, core)
        if core.scalar:
            yield ("scalar", core), algebra.one
            if core.operation == "hadamard":
                for factor, rest in self._scalars(core):
                    yield ("scalar", factor), rest
        elif core.operation != "ones":
            links = list(core.operands) if core.operation == "chain" else [core]
            for many in range(1, len(links)):
                left, right = algebra.multiply(links[:many]), algebra.multiply(links[many:])
                yield ("left", left), _scaled(algebra, scalar, right)
                yield ("right", right), _scaled(algebra, scalar, left)
            yield ("left", core), _scaled(algebra, scalar, algebra.identity(core.shape[1]))
            yield ("right", core), _scaled(algebra, scalar, algebra.identity(core.shape[0]))
            if core.operation == "power" and (whole := algebra.whole(core.operands[1])) is not None and abs(whole) > 1:
                base = core.operands[0] if whole > 0 else algebra.inverse(core.operands[0])
                rest = algebra.power(base, algebra.number(abs(whole) - 1))
                yield ("left", base), _scaled(algebra, scalar, rest)
                yield ("right", base), _scaled(algebra, scalar, rest)
            yield ("dot", core), _scaled(algebra, scalar, algebra.ones(core.shape))
            if core.operation == "hadamard":
                for factor, rest in self._scalars(core):
                    yield ("dot", factor), _scaled(algebra, scalar, rest)

    def _scalars(self, node: Node) -> Iterator[tuple[Node, Node]]:
        algebra = self.algebra
        many = len(node.operands) // 2
        pairs = list(zip(node.operands[:many], node.operands[many:], strict=True))
        for place in range(many):
            base, exponent = pairs[place]
            rest = algebra.hadamard(pairs[:place] + pairs[place + 1 :], node.shape)
            yield algebra.hadamard([(base, exponent)], node.shape), rest
            if (whole := algebra.whole(exponent)) is not None and abs(whole) > 1:
                step = algebra.number(1 if whole > 0 else -1)
                lower = algebra.hadamard([(base, algebra.number(whole - (1 if whole > 0 else -1)))], node.shape)
                yield (
                    algebra.hadamard([(base, step)], node.shape),
                    algebra.hadamard([(rest, algebra.one), (lower, algebra.one)], node.shape),
                )


def _scaled(algebra: Algebra, scalar: Node | None, node: Node) -> Node:
    return node if scalar is None else algebra.scale(scalar, node)


__all__ = ["SCALAR", "Shape", "construct", "rebuilt", "tidied"]
