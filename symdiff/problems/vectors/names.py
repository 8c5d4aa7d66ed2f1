"""What vectors add to the names of a problem, and a problem told by its components. Imports ``parser`` and ``builder``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from symdiff.errors import fault
from symdiff.frozen import replace
from symdiff.operators import CONSTANTS
from symdiff.parser import Names, canonical, is_name
from symdiff.parser.names import Function, Reading
from symdiff.problems.problem import Problem
from symdiff.problems.vectors.builder import COMPONENT, LONGEST, VectorBuilder, component_name


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
        names,
        definitions={**vectors, **names.definitions},
        functions={**_FUNCTIONS, **names.functions},
        vectors=frozenset(builder.lengths),
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
        found = COMPONENT(name)
        if found is not None and not (found[1] in lengths and int(found[2]) < lengths[found[1]]):
            raise fault("usage", f"there is no component {name!r}", hint="indices count from 0: --vector x=4 -w 'x[3]'")
    return replace(problem, wrt=tuple(by))
