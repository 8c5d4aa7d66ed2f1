"""Borders inside functions with steps: ``x - floor(x) = 1 - 1/10**9`` holds close below each whole number.

Between two places where the steps inside a node jump, each has one value. With these as numbers, the node is solved as any other is.
Imports ``solving``, the evaluator and ``graph``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from symdiff.answers.solving import Solver
from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.evaluator.values.intervals import fraction
from symdiff.graph import Graph

_MOST = 12
"""Plateaus in which borders are solved for, the nearest to the start first."""
_BITS = 256


def steps_inside(graph: Graph, node: int) -> tuple[int, ...]:
    """The functions with steps below a node; none where all of it is one."""
    found = [each for each in graph.reachable([node]) if graph.heads[each].stepped and graph.symbols([each])]
    return () if node in found else tuple(found)


def replaced(graph: Graph, root: int, changed: Mapping[int, int]) -> int:
    """A node with others in the place of some below it."""
    made = dict(changed)
    for node in graph.reachable((root,)):
        if node not in made:
            head = graph.heads[node]
            below = graph.operands[node] if head.arity != (0, 0) else ()
            parts = tuple(made[operand] for operand in below)
            made[node] = node if not below or parts == below else graph.intern(head, parts)
    return made[root]


def solved_between(
    graph: Graph,
    borders: Sequence[tuple[int, Sequence[object]]],
    name: str,
    base: Mapping[str, Fraction],
    ends: Iterable[Fraction],
) -> Iterator[Fraction]:
    """Values of a name at which nodes with steps inside have given values, in the intervals between some ends that are nearest to 0.

    ``borders``: the nodes, and the values of each.
    """
    steps = tuple(dict.fromkeys(step for node, _ in borders for step in steps_inside(graph, node)))
    program = Program(graph, steps, None)
    seen = set()
    for low, high in sorted(pairwise(sorted(ends)), key=lambda ends: abs(ends[0] + ends[1]))[: 2 * _MOST]:
        values = _values(program, steps, {**base, name: (low + high) / 2})
        if values is None or values in seen:
            continue
        seen.add(values)
        numbers = {step: graph.number(value) for step, value in zip(steps, values, strict=True)}
        put = [(replaced(graph, node, numbers), levels) for node, levels in borders]
        solver = Solver(graph, [node for node, _ in put], name, base)
        for node, levels in put:
            if solver.contains(node):
                for level in levels:
                    yield from (place for place in solver.solutions(node, level) if low <= place <= high)
        if len(seen) == _MOST:
            return


def _values(program: Program, steps: Sequence[int], point: Mapping[str, Fraction]) -> tuple[Fraction, ...] | None:
    """The values of functions with steps at a point, None where one is not told."""
    program.move(point)
    with precision(_BITS):
        run = program.run(Balls())
    found = []
    for step in steps:
        slot = program.slots[step]
        if slot in run.gaps:
            return None
        try:
            middle, radius = fraction(run.values[slot])
        except UnclearError:
            return None
        if radius:
            return None
        found.append(middle)
    return tuple(found)
