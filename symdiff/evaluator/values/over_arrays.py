"""Formulas over arrays of points, in doubles: the interpreter in blocks that stay in the processor's cache.

What is computed here has no bound: that is what the other number types are for. Where a formula has no value, or no
derivative, there is nan. numpy is imported when it is first needed, and is an extra. Imports ``program`` and below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symdiff.errors import fault
from symdiff.evaluator.arithmetic.arrays import Arrays, load_numpy
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import CALL, RELATION, Step
from symdiff.graph import Graph
from symdiff.operators import RELATIONS, Operator

BLOCK = 16384
"""Points at a time: eight intermediate results of so many doubles are a megabyte, and the interpreter costs a microsecond a step."""


def values_over(
    graph: Graph, f: int, derivatives: Sequence[tuple[str, int]], at: Mapping[str, Any]
) -> tuple[Any, list[Any]]:
    """The values of a typed formula, and of its derivatives by a variable each, over arrays of one length.

    nan where the formula has no value, and in a derivative where it has a kink in that variable. Raises SymdiffError
    ``missing-value`` for a variable without an array, and ``missing-extra`` without numpy.
    """
    np = load_numpy()
    arrays = {
        name: np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=float), _shape(np, at)).ravel())
        for name, values in at.items()
    }
    roots = [f, *(node for _, node in derivatives)]
    program = Program(graph, roots, dict.fromkeys(at, graph.zero))
    sweeps = [_Sweep(program, Arrays(np, poles=poles)) for poles in (False, True)]
    kinks = _kinks(program, f, [name for name, _ in derivatives])
    count = len(next(iter(arrays.values()), ()))
    results = np.empty((len(roots), count))
    for start in range(0, count, BLOCK):
        block = {name: values[start : start + BLOCK] for name, values in arrays.items()}
        try:
            with np.errstate(divide="raise", invalid="ignore", over="ignore", under="ignore"):
                values = sweeps[0].values(block)
        except FloatingPointError:  # a pole: infinite parts count as undefined
            with np.errstate(all="ignore"):
                values = sweeps[1].values(block)
        part = results[:, start : start + BLOCK]
        gaps = False
        for position, (row, root) in enumerate(zip(part, roots, strict=True)):
            found = values[program.slots[root]]
            row[:] = np.nan if found is None else found
            # A sum is not finite where a term is not; it may overflow by itself, and then the terms are looked at.
            if not np.isfinite(row.sum()):
                row[~np.isfinite(row)] = np.nan
                gaps = gaps or position == 0
        for row, found in zip(part[1:], kinks, strict=True):
            for operator, operands in found:
                _blank(np, row, operator, [values[operand] for operand in operands])
        if gaps:
            part[1:, np.isnan(part[0])] = np.nan
    shaped = results.reshape(len(roots), *_shape(np, at))
    return shaped[0], list(shaped[1:])


def _shape(np: Any, at: Mapping[str, Any]) -> tuple[int, ...]:
    try:
        return tuple(np.broadcast_shapes(*(np.shape(values) for values in at.values())))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(values)}" for name, values in at.items())
        raise fault("bad-point", f"the arrays have shapes that do not fit together: {shapes}") from None


class _Sweep:
    """A program with what no variable enters computed once."""

    __slots__ = ("_arithmetic", "_base", "_exact", "_program", "_steps")

    def __init__(self, program: Program, arithmetic: Arrays) -> None:
        self._program = program
        self._arithmetic = arithmetic
        varying = set(program.symbols.values())
        fixed: list[Step] = []
        self._steps: list[Step] = []
        for step in program.steps:
            if step[1] in program.symbols.values():
                continue
            if varying.isdisjoint(step[2]):
                fixed.append(step)
            else:
                varying.add(step[1])
                self._steps.append(step)
        self._exact = program.exact()
        self._base = program.start(arithmetic)
        with arithmetic.numpy.errstate(all="ignore"):
            program.resume(arithmetic, self._base, fixed, self._exact)

    def values(self, block: Mapping[str, Any]) -> list[Any]:
        """Per slot the values at a block of points; None where no point has one."""
        run = type(self._base)(self._base.values.copy(), self._base.gaps.copy())
        for name, slot in self._program.symbols.items():
            run.values[slot] = block[name]
        self._program.resume(self._arithmetic, run, self._steps, self._exact)
        for slot in run.gaps:
            run.values[slot] = None
        return run.values


_Kinked = list[tuple[Operator, tuple[int, ...]]]


def _kinks(program: Program, f: int, names: Sequence[str]) -> list[_Kinked]:
    """Per variable the functions with kinks that it enters in the formula itself, with the slots of their operands."""
    graph = program.graph
    below = {program.slots[node] for node in graph.reachable((f,)) if node in program.slots}
    found: list[_Kinked] = []
    for name in names:
        slot = program.symbols.get(name)
        steps = [] if slot is None else program.dependents(slot)
        found.append([
            (step[3], step[2])
            for step in steps
            if step[0] in (CALL, RELATION) and step[1] in below and step[3].kink is not None
        ])  # fmt: skip
    return found


def _blank(np: Any, row: Any, operator: Operator, operands: list[Any]) -> None:
    """nan where the operands lie on a kink: kinks are at whole numbers, or where two operands meet."""
    if any(operand is None for operand in operands):
        return
    arrays = np.broadcast_arrays(*operands, row)[:-1]
    if operator in RELATIONS or operator.selects:
        near = np.zeros(row.shape, dtype=bool)
        for i, first in enumerate(arrays):
            for second in arrays[:i]:
                near |= first == second
    else:
        near = arrays[0] == np.rint(arrays[0])
    assert operator.kink is not None
    for place in np.flatnonzero(near):
        if operator.kink.at(*(float(values[place]) for values in arrays)):
            row[place] = np.nan
