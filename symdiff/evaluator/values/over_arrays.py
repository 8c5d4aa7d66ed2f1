"""Formulas over arrays of points, in doubles: the interpreter in blocks that stay in the processor's cache.

What is computed here has no bound: that is what the other number types are for. They are asked where terms cancel or doubles
overflow on the way, at a bounded number of points. Where a formula has no value, or no derivative, there is nan. numpy is imported
when it is first needed, and is an extra. Imports ``at_points``, ``program`` and below.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.errors import fault
from symdiff.evaluator.arithmetic.arrays import EXPM1, LOG1P, Arrays, load_numpy
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.protocol import CALL, RELATION, SUM, Step
from symdiff.evaluator.values.at_points import Evaluated, values_at_each
from symdiff.graph import Graph
from symdiff.operators import RELATIONS, Operator, exp, log

MOST_AGAIN = 1024
"""Points at which doubles keep few digits, or overflow on the way, and whose values are therefore computed again one by one."""
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
        name: np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=float), shape_of(np, at)).ravel())
        for name, values in at.items()
    }
    roots = [f, *(node for _, node in derivatives)]
    program = Program(graph, roots, dict.fromkeys(at, graph.zero))
    slots = [program.slots[root] for root in roots]
    sweeps = [_Sweep(program, Arrays(np, poles=poles)) for poles in (False, True)]
    kinks = _kinks(program, f, [name for name, _ in derivatives])
    count = len(next(iter(arrays.values()), ()))
    results = np.empty((len(roots), count))
    again: list[int] = []
    corners: list[tuple[int, int]] = []
    for start in range(0, count, BLOCK):
        block = {name: values[start : start + BLOCK] for name, values in arrays.items()}
        part = results[:, start : start + BLOCK]
        values, doubtful = _swept(np, sweeps, block)
        gaps = False
        for row, slot in zip(part, slots, strict=True):
            found = values[slot]
            row[:] = np.nan if found is None else found
            # A sum is not finite where a term is not; it may overflow by itself, and then the terms are looked at.
            if not np.isfinite(row.sum()):
                row[~np.isfinite(row)] = np.nan
                gaps = True
        if gaps or sweeps[0].overflowed:
            doubtful = doubtful | _lengthened(np, sweeps[1], block, part, slots, values)
        if gaps:
            part[1:, np.isnan(part[0])] = np.nan
        if doubtful is not False:
            again += (start + np.flatnonzero(np.broadcast_to(doubtful, part[0].shape))).tolist()
        for k, kinked in enumerate(kinks, 1):
            for operator, operands in kinked:
                places = _on_kink(np, part[k].shape, operator, [values[operand] for operand in operands])
                corners += [(k, start + place) for place in places]
    places = [place for place in again[:MOST_AGAIN] if all(np.isfinite(each[place]) for each in arrays.values())]
    points = ({name: Fraction(float(each[place])) for name, each in arrays.items()} for place in places)
    for place, found in zip(places, values_at_each(graph, roots, points), strict=True):
        for row, known in zip(results, found, strict=True):
            row[place] = known.value if isinstance(known, Evaluated) else np.nan
        results[1:, place][np.isnan(results[0, place])] = np.nan
    for k, place in corners:
        results[k, place] = np.nan
    shaped = results.reshape(len(roots), *shape_of(np, at))
    return shaped[0], list(shaped[1:])


def _swept(np: Any, sweeps: Sequence[_Sweep], block: Mapping[str, Any]) -> tuple[list[Any], Any]:
    """Per slot the values at a block of points, and where they keep few digits."""
    first, careful = sweeps
    first.overflowed = False
    note = first.note
    try:
        with np.errstate(divide="raise", invalid="ignore", over="call", under="ignore", call=note):
            return first.values(block)
    except FloatingPointError:  # a pole: infinite parts count as undefined
        with np.errstate(divide="ignore", invalid="ignore", over="call", under="ignore", call=note):
            return careful.values(block)


def _lengthened(
    np: Any, sweep: _Sweep, block: Mapping[str, Any], part: Any, slots: Sequence[int], values: Sequence[Any]
) -> Any:
    """Fill in what long doubles say where doubles overflow; True where they are not long enough either."""
    shape = part[0].shape
    wanted = np.isnan(part).any(axis=0)
    for value in values:
        if value is not None:
            wanted |= np.isinf(value)
    places = np.flatnonzero(wanted)
    long = {name: np.broadcast_to(each, shape)[places].astype(np.longdouble) for name, each in block.items()}
    beyond = np.zeros(len(places), dtype=bool)
    with np.errstate(all="ignore"):
        sharper, _ = sweep.values(long)
        for value in sharper:
            if value is not None:
                beyond |= np.isinf(value)
        for row, slot in zip(part, slots, strict=True):
            found = np.broadcast_to(np.nan if sharper[slot] is None else sharper[slot], places.shape).astype(float)
            known = np.isfinite(found)
            row[places[known]] = found[known]
    for value in long.values():
        beyond &= np.isfinite(value)
    result = np.zeros(shape, dtype=bool)
    result[places[beyond]] = True
    return result


def shape_of(np: Any, at: Mapping[str, Any]) -> tuple[int, ...]:
    """The common shape of arrays. Raises SymdiffError ``bad-point``."""
    try:
        return tuple(np.broadcast_shapes(*(np.shape(values) for values in at.values())))
    except ValueError:
        shapes = ", ".join(f"{name} {np.shape(values)}" for name, values in at.items())
        raise fault("bad-point", f"the arrays have shapes that do not fit together: {shapes}") from None


class _Sweep:
    """A program with what no variable enters computed once."""

    __slots__ = ("_arithmetic", "_base", "_exact", "_program", "_steps", "overflowed")

    def __init__(self, program: Program, arithmetic: Arrays) -> None:
        self._program = program
        self.overflowed = False
        self._arithmetic = arithmetic
        varying = set(program.symbols.values())
        fixed: list[Step] = []
        self._steps: list[Step] = []
        for step in _with_digits(program):
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

    def note(self, *_: Any) -> None:
        """What numpy calls where numbers grow beyond doubles."""
        self.overflowed = True

    def values(self, block: Mapping[str, Any]) -> tuple[list[Any], Any]:
        """Per slot the values at a block of points, None where no point has one; and where they keep few digits."""
        self._arithmetic.doubtful, self._arithmetic.given = False, tuple(block.values())
        run = type(self._base)(self._base.values.copy(), self._base.gaps.copy())
        for name, slot in self._program.symbols.items():
            run.values[slot] = block[name]
        self._program.resume(self._arithmetic, run, self._steps, self._exact)
        for slot in run.gaps:
            run.values[slot] = None
        return run.values, self._arithmetic.doubtful


def _with_digits(program: Program) -> list[Step]:
    """The steps, with exp(u) - 1 and log(1 + u) as one of them each."""
    made = {step[1]: step for step in program.steps}
    found: list[Step] = []
    for step in program.steps:
        kind, slot, operands, row = step
        whole = made.get(operands[0]) if kind == CALL and row is log else step
        other = _beside(program, whole, 1 if whole is not step else -1) if whole is not None else None
        if kind == CALL and row is log and other is not None:
            found.append((CALL, slot, (other, operands[0]), LOG1P))
        elif kind == SUM and other is not None and made.get(other, step)[0] == CALL and made[other][3] is exp:
            found.append((CALL, slot, (*made[other][2], other), EXPM1))
        else:
            found.append(step)
    return found


def _beside(program: Program, step: Step, number: int) -> int | None:
    """The slot of the other term, where a step adds a term to this number."""
    kind, _, operands, _ = step
    if kind != SUM or len(operands) != 2:
        return None
    first, second = (program.constants.get(operand) == number for operand in operands)
    return operands[1] if first else operands[0] if second else None


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


def _on_kink(np: Any, shape: tuple[int, ...], operator: Operator, operands: list[Any]) -> list[int]:
    """The places at which the operands lie on a kink: kinks are at whole numbers, or where two operands meet."""
    if any(operand is None for operand in operands):
        return []
    arrays = [np.broadcast_to(operand, shape) for operand in operands]
    if operator in RELATIONS or operator.selects:
        near = np.zeros(shape, dtype=bool)
        for i, first in enumerate(arrays):
            for second in arrays[:i]:
                near |= first == second
    else:
        near = arrays[0] == np.rint(arrays[0])
    assert operator.kink is not None
    return [
        place
        for place in np.flatnonzero(near).tolist()
        if operator.kink.at(*(float(values[place]) for values in arrays))
    ]
