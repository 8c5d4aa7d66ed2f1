"""Vector variables: formulas over them as formulas of their components, and gradients in vector form.

A vector is a tuple of scalar nodes. Sums, products, powers and functions go component by component; ``dot``, ``sum`` and
their likes make a scalar. Everything behind the parser sees components alone, named ``x[0]``, ``x[1]``, ...; the vector form of
a gradient is found in its components' texts, and shown only where it reads back to the same nodes.
Imports the parser, ``notation``, ``graph``, the differentiator's tidying and ``problem``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import frozen, replace
from symdiff.graph import GraphBuilder
from symdiff.notation.numerals import PRODUCT, SUM
from symdiff.notation.writer import Writer
from symdiff.operators import CONSTANTS, Exact, Operator, maximum, minimum
from symdiff.parser import Names, canonical, is_name, parse
from symdiff.parser.names import Function, Reading
from symdiff.problems.problem import Problem

LONGEST = 100_000
_COMPONENT = re.compile(r"(.+)\[(\d+)\]").fullmatch
ELEMENTWISE = (
    "the formula is a vector: its value is shown as the sum, and each derivative is that of the component alone"
)


@frozen
class Vector:
    """The nodes of the components."""

    nodes: tuple[int, ...]


def component_name(name: str, index: int) -> str:
    return f"{name}[{index}]"


def lengths_of(declared: Iterable[tuple[str, int]], taken: Iterable[str]) -> dict[str, int]:
    """The lengths by name. Raises SymdiffError ``usage`` for what is no name, no length, or declared twice."""
    taken = set(taken)
    lengths: dict[str, int] = {}
    for written, length in declared:
        name = canonical(written)
        if not is_name(name) or name in {row.name for row in CONSTANTS}:
            raise fault("usage", f"{written!r} cannot be the name of a vector", hint="for example --vector x=4")
        if name in taken:
            raise fault("usage", f"{name!r} is a vector and also a variable or a definition", hint="use another name")
        if not 1 <= length <= LONGEST:
            raise fault("usage", f"a vector has 1 to {LONGEST:,} components, not {length}", hint=f"--vector {name}=4")
        if lengths.setdefault(name, length) != length:
            raise fault("usage", f"the vector {name!r} has two lengths: {lengths[name]} and {length}", hint="give one")
    return lengths


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
        if len(operands) == 1 and isinstance(operands[0], Vector) and operator in (maximum, minimum):
            return self.scalars.call(operator, operands[0].nodes)
        return self._each(lambda parts: self.scalars.call(operator, parts), operands)

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
                found = _COMPONENT(name)
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


_FUNCTIONS = {
    name: Function(
        name, (Reading(count, count, lambda build, *operands, method=method: method(build, *operands)),), None
    )
    for name, count, method in (
        ("dot", 2, VectorBuilder.dot),
        ("sum", 1, VectorBuilder.total),
        ("mean", 1, VectorBuilder.mean),
        ("prod", 1, VectorBuilder.prod),
        ("norm", 1, VectorBuilder.norm),
        ("cross", 2, VectorBuilder.cross),
        ("ones", 1, VectorBuilder.ones),
        ("zeros", 1, VectorBuilder.zeros),
    )
}


def with_vectors(names: Names, builder: VectorBuilder) -> Names:
    """The names with the vectors and their functions among them."""
    vectors = {name: builder.declared(name) for name in builder.lengths}
    return replace(
        names, definitions={**vectors, **names.definitions}, functions=_FUNCTIONS, vectors=frozenset(builder.lengths)
    )


def by_components(problem: Problem, lengths: Mapping[str, int]) -> Problem:
    """The problem with the components of a vector in the place of its name in ``wrt``."""
    by: list[tuple[str, ...]] = []
    for wrt in problem.wrt:
        vectors = [name for name in wrt if canonical(name) in lengths]
        if len(wrt) > 1 and vectors:
            hint = f"name components: -w '{vectors[0]}[0]' -w '{vectors[0]}[1]' --mixed"
            raise fault("usage", f"a mixed derivative is by scalars, and {vectors[0]!r} is a vector", hint=hint)
        name = canonical(wrt[0])
        by += [(component_name(name, i),) for i in range(lengths[name])] if vectors else [wrt]
    for name in (name for wrt in by for name in wrt):
        found = _COMPONENT(name)
        if found is not None and not (found[1] in lengths and int(found[2]) < lengths[found[1]]):
            raise fault("usage", f"there is no component {name!r}", hint="indices count from 0: --vector x=4 -w 'x[3]'")
    return replace(problem, wrt=tuple(by))


def forms(builder: VectorBuilder, names: Names, derivatives: Mapping[tuple[str, ...], int]) -> dict[str, str | None]:
    """By vector whose components are all differentiated by, its gradient as a formula of vectors; None where there is none."""
    found: dict[str, str | None] = {}
    reductions = _named_reductions(builder)
    for name, length in builder.lengths.items():
        wanted = [(component_name(name, i),) for i in range(length)]
        if all(wrt in derivatives for wrt in wanted):
            found[name] = _form(builder, names, [derivatives[wrt] for wrt in wanted], reductions)
    return found


def _form(builder: VectorBuilder, names: Names, nodes: Sequence[int], reductions: Mapping[int, str]) -> str | None:
    graph = builder.graph
    length = len(nodes)
    if len(set(nodes)) == 1:
        factor = Writer(graph, names=reductions).write(nodes[0], PRODUCT)
        form = {"1": f"ones({length})", "0": f"zeros({length})"}.get(factor, f"{factor}*ones({length})")
    else:
        common = _common_text(builder, nodes, reductions, arranged=True)
        if common is None:
            return None
        form = common
    try:
        again = parse(form, builder, names=names)
    except SymdiffError:
        return None
    if not isinstance(again, Vector) or len(again.nodes) != length:
        return None
    tidied = tidy(graph, again.nodes)
    return form if [tidied[node] for node in again.nodes] == list(nodes) else None


def _named_reductions(builder: VectorBuilder) -> dict[int, str]:
    """The tidied nodes of ``dot(x, x)`` and its likes, with that text; a part of the typed formula is written in its own order."""
    typed: dict[int, str] = {}
    for node, (name, operands) in builder.reductions.items():
        texts = [_common_text(builder, operand.nodes, typed, arranged=False) for operand in operands]
        if None not in texts:
            typed[node] = f"{name}({', '.join(map(str, texts))})"
    tidied = tidy(builder.graph, typed)
    return {tidied[node]: text for node, text in typed.items()}


def _common_text(
    builder: VectorBuilder, nodes: Sequence[int], reductions: Mapping[int, str], *, arranged: bool
) -> str | None:
    """The text that every component has when the vectors' components of its index are written as the vectors themselves."""
    graph = builder.graph
    common: str | None = None
    for index, node in enumerate(nodes):
        own = {
            graph.symbol(component_name(name, index)): name for name, n in builder.lengths.items() if n == len(nodes)
        }
        text = Writer(graph, arranged=arranged, names={**reductions, **own}).write(node, SUM)
        if common is not None and text != common:
            return None
        common = text
    return common
