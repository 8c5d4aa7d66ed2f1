"""Values enclosed in balls: as rational intervals, and as doubles with their bounds. Imports ``arithmetic`` and ``intervals``."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from symdiff.evaluator.arithmetic.balls import BITS, LEAST, UNIT_ROUNDOFF, Balls, precision
from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import UnclearError, Undefined
from symdiff.evaluator.arithmetic.running_error import Real
from symdiff.evaluator.values.intervals import fraction
from symdiff.graph import Graph


def enclosure(graph: Graph, node: int, point: Point, bits: int = BITS) -> tuple[Fraction, Fraction] | Undefined:
    """A midpoint and a radius: the node's true value at the point lies within the radius of the midpoint, rigorously.

    The radius is what ``bits`` bits leave; more of them make it less. Where no ball can be said to hold the value, the reason.
    """
    with precision(bits):
        program = Program(graph, (node,), point)
        run = program.run(Balls())
        slot = program.slots[node]
        if slot in run.gaps:
            return run.gaps[slot].cause
        try:
            return fraction(run.values[slot])
        except UnclearError as trouble:
            return Undefined(node, trouble.reason, exists=True)


def floats(program: Program, nodes: Sequence[int], sharpness: int) -> dict[int, Real]:
    """The values of those nodes whose balls are at most their size over ``sharpness`` wide, as floats with bounds."""
    with precision(BITS):
        run = program.run(Balls(), needed=program.part(nodes))
        results: dict[int, Real] = {}
        for node in nodes:
            found = run.found(program.slots[node])
            if not isinstance(found, Gap):
                value, radius = float(found.mid()), float(found.rad())
                size = abs(value)
                if radius * sharpness <= size and LEAST < size < 1 / LEAST:
                    results[node] = value, (radius + UNIT_ROUNDOFF * size) * (1 + 2.0**-50)
        return results
