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

_LADDER = (BITS, 2048)
_LEAST = 2.0**-1010
"""Nearer to 0 a double has few digits."""
_GRAIN = 5e-324
"""What a bound loses where it is smaller than doubles of all digits."""


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
    """The values of those nodes whose balls are at most their size over ``sharpness`` wide, as floats with bounds.

    A ball that is wider is asked for again with more bits: next to a zero the digits in front are lost.
    """
    results: dict[int, Real] = {}
    for bits in _LADDER:
        with precision(bits):
            run = program.run(Balls(), needed=program.part(nodes))
            wide = []
            for node in nodes:
                found = run.found(program.slots[node])
                if isinstance(found, Gap):
                    continue
                value, radius = float(found.mid()), float(found.rad())
                size = abs(value)
                if radius * sharpness > size:
                    wide.append(node)
                elif _LEAST < size < 1 / LEAST:
                    results[node] = value, (radius + UNIT_ROUNDOFF * size) * (1 + 2.0**-50) + _GRAIN
        nodes = wide
        if not nodes:
            break
    return results
