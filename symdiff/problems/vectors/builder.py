"""Vector variables: formulas over them as formulas of their components, and gradients in vector form.

A vector is a tuple of scalar nodes. Sums, products, powers and functions go component by component; ``dot``, ``sum`` and
their likes make a scalar. Everything behind the parser sees components alone, named ``x[0]``, ``x[1]``, ...; the vector form of
a gradient is found in its components' texts, and shown only where it reads back to the same nodes.
Imports ``graph`` and ``operators``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import GraphBuilder
from symdiff.operators import Exact, Operator

LONGEST = 100_000
COMPONENT = re.compile(r"(.+)\[(\d+)\]").fullmatch
ELEMENTWISE = (
    "the formula is a vector: its value is shown as the sum, and each derivative is that of the component alone"
)


class Vector(Frozen):
    """The nodes of the components."""

    nodes: tuple[int, ...]


def component_name(name: str, index: int) -> str:
    return f"{name}[{index}]"


class VectorBuilder:
    """A builder of typed nodes that knows vectors: each of their components goes to that of scalars."""

    __slots__ = ("graph", "lengths", "reductions", "scalars")

    def __init__(self, scalars: GraphBuilder, lengths: Mapping[str, int]) -> None:
        self.scalars = scalars
        self.graph = scalars.graph
        self.lengths = lengths
        self.reductions: dict[int, tuple[str, tuple[Vector, ...]]] = {}
        """What made a scalar of vectors: the node, with the function's name and its operands."""

    def number(self, value: Exact) -> int:
        return self.scalars.number(value)

    def symbol(self, name: str) -> int:
        return self.scalars.symbol(name)

    def constant(self, name: str) -> int:
        return self.scalars.constant(name)

    def truth(self, value: bool) -> int:
        return self.scalars.truth(value)

    def declared(self, name: str) -> Vector:
        return Vector(tuple(self.graph.symbol(component_name(name, i)) for i in range(self.lengths[name])))

    def component(self, name: str, index: int) -> int:
        """Raises SymdiffError ``bad-argument`` past the last component."""
        if index >= self.lengths[name]:
            last = self.lengths[name] - 1
            raise fault(
                "bad-argument", f"{name}[{index}] is past the last component", hint=f"the last is {name}[{last}]"
            )
        return self.graph.symbol(component_name(name, index))

    def vector(self, parts: tuple[Any, ...]) -> Vector:
        """A vector written out: ``[1, 2*x, 3]``."""
        if any(isinstance(part, Vector) for part in parts):
            raise fault("bad-argument", "the components of a vector are numbers", hint="write [1, 2, 3]")
        return Vector(parts)

    # Component by component.

    def sum(self, terms: tuple[Any, ...]) -> Any:
        return self._each(self.scalars.sum, terms)

    def product(self, factors: tuple[Any, ...]) -> Any:
        return self._each(self.scalars.product, factors)

    def power(self, base: Any, exponent: Any) -> Any:
        return self._each(lambda operands: self.scalars.power(*operands), (base, exponent))

    def call(self, operator: Operator, operands: tuple[Any, ...]) -> Any:
        if len(operands) == 1 and isinstance(operands[0], Vector) and operator.selects:
            return self.scalars.call(operator, operands[0].nodes)
        return self._each(lambda parts: self.scalars.call(operator, parts), operands)

    def variable(self, name: str, scope: int) -> Any:
        return self.scalars.variable(name, scope)

    def bind(self, binder: Any, body: Any, variable: Any, name: str, ends: tuple[Any, Any]) -> Any:
        if any(isinstance(end[0], Vector) for end in ends if isinstance(end, tuple)):
            raise fault("bad-argument", f"a bound of {binder.words} is a vector", hint="give a number")
        return self._each(lambda parts: self.scalars.bind(binder, parts[0], variable, name, ends), (body,))

    def _each(self, build: Callable[[tuple[int, ...]], int], operands: tuple[Any, ...]) -> Any:
        lengths = {len(operand.nodes) for operand in operands if isinstance(operand, Vector)}
        if not lengths:
            return build(operands)
        if len(lengths) > 1:
            raise _unequal(lengths)
        return Vector(
            tuple(
                build(tuple(operand.nodes[i] if isinstance(operand, Vector) else operand for operand in operands))
                for i in range(*lengths)
            )
        )

    # Functions that make a scalar.

    def dot(self, first: Any, second: Any) -> int:
        a, b = self._vectors("dot", first, second)
        if len(a.nodes) != len(b.nodes):
            raise _unequal({len(a.nodes), len(b.nodes)})
        pairs = tuple(self.scalars.product(pair) for pair in zip(a.nodes, b.nodes, strict=True))
        return self._reduced("dot", (a, b), _chain(self.scalars.sum, pairs))

    def total(self, operand: Any) -> int:
        (a,) = self._vectors("sum", operand)
        return self._reduced("sum", (a,), _chain(self.scalars.sum, a.nodes))

    def mean(self, operand: Any) -> int:
        (a,) = self._vectors("mean", operand)
        return self.scalars.product((self.number(Fraction(1, len(a.nodes))), self.total(a)))

    def prod(self, operand: Any) -> int:
        (a,) = self._vectors("prod", operand)
        return self._reduced("prod", (a,), _chain(self.scalars.product, a.nodes))

    def norm(self, operand: Any) -> int:
        (a,) = self._vectors("norm", operand)
        return self.scalars.power(self.dot(a, a), self.number(Fraction(1, 2)))

    def cross(self, first: Any, second: Any) -> Vector:
        a, b = self._vectors("cross", first, second)
        if {len(a.nodes), len(b.nodes)} != {3}:
            raise fault("bad-argument", "cross takes two vectors of three components", hint="--vector x=3")

        def turned(i: int, j: int) -> int:
            other = self.scalars.product((self.number(-1), a.nodes[j], b.nodes[i]))
            return self.scalars.sum((self.scalars.product((a.nodes[i], b.nodes[j])), other))

        return Vector((turned(1, 2), turned(2, 0), turned(0, 1)))

    def ones(self, length: Any) -> Vector:
        return Vector((self.number(1),) * self._length("ones", length))

    def zeros(self, length: Any) -> Vector:
        return Vector((self.number(0),) * self._length("zeros", length))

    def _length(self, name: str, node: Any) -> int:
        value = self.scalars.exact.get(node) if isinstance(node, int) else None
        if value is None or value.denominator != 1 or not 1 <= value <= LONGEST:
            raise fault("bad-argument", f"{name} takes a number of components", hint=f"write {name}(4)")
        return int(value)

    def _reduced(self, name: str, operands: tuple[Vector, ...], node: int) -> int:
        self.reductions[node] = (name, operands)
        return node

    def _vectors(self, name: str, *operands: Any) -> list[Vector]:
        if not all(isinstance(operand, Vector) for operand in operands):
            several = "vectors" if len(operands) > 1 else "a vector"
            raise fault("bad-argument", f"{name} takes {several}", hint="declare one: --vector x=4")
        return list(operands)

    def elementwise(self, vector: Vector) -> int:
        """The scalar whose gradient has the derivatives of a vector's components, each by its own variables.

        Raises SymdiffError ``bad-argument`` where a component has variables of another.
        """
        for position, node in enumerate(vector.nodes):
            for name in self.graph.symbols([node]):
                found = COMPONENT(name)
                if found is not None and found[1] in self.lengths and int(found[2]) != position:
                    raise fault(
                        "bad-argument",
                        f"the formula is a vector, and its component {position} depends on {name}",
                        hint="differentiate a scalar: sum(...), dot(...) or one component",
                    )
        return _chain(self.scalars.sum, vector.nodes)


def _chain(build: Callable[[tuple[int, ...]], int], nodes: tuple[int, ...]) -> int:
    return nodes[0] if len(nodes) == 1 else build(nodes)


def _unequal(lengths: Iterable[int]) -> SymdiffError:
    low, high = sorted(lengths)[:2]
    return fault("bad-argument", f"vectors of {low} and {high} components do not go together", hint="make them as long")
