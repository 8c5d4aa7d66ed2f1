"""Formulas over arrays of points, in doubles: the interpreter in blocks that stay in the processor's cache.

What is computed here has no bound: that is what the other number types are for. Where a formula has no value, or no
derivative, there is nan. numpy is imported when it is first needed, and is an extra. Imports ``program`` and below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

from symdiff import operators as op
from symdiff.errors import fault
from symdiff.evaluator.arithmetic import DOUBLES
from symdiff.evaluator.program import Program
from symdiff.evaluator.steps import BRANCH, CALL, RELATION, Step
from symdiff.graph import Graph
from symdiff.operators import CONSTANTS, RELATIONS, And, Exact, Not, Operator, maximum, minimum

BLOCK = 16384
"""Points at a time: eight intermediate results of so many doubles are a megabyte, and the interpreter costs a microsecond a step."""
_CONSTANTS = {row.name: row.value for row in CONSTANTS}
_WHOLE_POWERS = 16
"""Whole exponents up to this are products by repeated squaring, whose relative error is below their number of half-units."""
_FUNCTIONS = {
    **{row: row.name for row in (op.exp, op.log, op.sin, op.cos, op.tan, op.sinh, op.cosh, op.tanh, op.sign, op.floor)},
    op.asin: "arcsin",
    op.acos: "arccos",
    op.atan: "arctan",
    op.asinh: "arcsinh",
    op.acosh: "arccosh",
    op.atanh: "arctanh",
    op.absolute: "absolute",
    op.ceiling: "ceil",
    op.maximum: "maximum",
    op.minimum: "minimum",
}
"""What numpy has; every other row is computed point by point."""
_RECIPROCALS = {op.sec: "cos", op.csc: "sin", op.cot: "tan", op.sech: "cosh", op.csch: "sinh", op.coth: "tanh"}


def load_numpy() -> Any:
    """The library. Raises SymdiffError ``missing-extra``."""
    try:
        import numpy as np
    except ImportError:
        raise fault("missing-extra", "arrays of points need numpy", hint="pip install 'symdiff-cli[arrays]'") from None
    return np


class Arrays:
    """Arrays of doubles, or a float where a part is the same at all points. ``poles``: look for them in every step."""

    __slots__ = ("numpy", "poles")
    pointwise = True

    def __init__(self, numpy: Any, *, poles: bool) -> None:
        self.numpy = numpy
        self.poles = poles

    def number(self, value: Exact) -> Any:
        return self.numpy.float64(float(value))

    def constant(self, name: str) -> Any:
        return self.numpy.float64(_CONSTANTS[name])

    def total(self, terms: list[Any]) -> Any:
        value = terms[0] + terms[1]
        for term in terms[2:]:
            value = value + term
        return value

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value: Any = None
        for factor, divide in zip(factors, divides, strict=True):
            if divide:
                value = (1.0 if value is None else value) / self._without(factor, factor == 0 if self.poles else None)
            else:
                value = factor if value is None else value * factor
        return -value if negated else value

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact == 0:
            return self.number(1)
        if exact is None:
            return self._without(self.numpy.power(base, exponent), (base == 0) & ~(exponent > 0))
        if exact < 0 and self.poles:
            base = self._without(base, base == 0)
        whole, half = _parts(exact)
        if whole is None or abs(whole) > _WHOLE_POWERS:
            return self.numpy.power(base, exponent)
        root = self.numpy.sqrt(base) if half else None
        size = abs(whole)
        value: Any = root
        square = base
        while size:
            if size & 1:
                value = square if value is None else value * square
            size >>= 1
            if size:
                square = square * square
        return 1.0 / value if exact < 0 else value

    def call(self, row: Operator, operands: list[Any]) -> Any:
        name = _FUNCTIONS.get(row)
        if name is not None:
            function = getattr(self.numpy, name)
            # Only a maximum and a minimum take any number of operands, and numpy's take two.
            several = row is maximum or row is minimum
            value = reduce(function, operands) if several else function(*operands)
        elif row in _RECIPROCALS:
            value = 1.0 / getattr(self.numpy, _RECIPROCALS[row])(operands[0])
        else:
            return _pointwise(self.numpy, DOUBLES.function(row), row)(*operands).astype(float)
        if self.poles and row.domain is not None:
            return self._without(value, self.numpy.isinf(value) & self.numpy.isfinite(operands[0]))
        return value

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> Any:
        """1.0 where a comparison holds, 0.0 where not, nan where a side has no value."""
        assert row.real is not None
        holds: Any = row.real(first, second)
        return self._without(holds.astype(float), self.numpy.isnan(first + second))

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        np = self.numpy
        known = [np.nan if operand is None else operand for operand in operands]
        if row is Not:
            return 1.0 - known[0]
        if kind == BRANCH:
            value: Any = np.float64(np.nan)
            for piece, condition in reversed(list(zip(known[::2], known[1::2], strict=True))):
                value = np.where(condition == 1, piece, np.where(np.isnan(condition), np.nan, value))
            return value
        value = known[0]
        for condition in known[1:]:
            value = np.where(value == (row is And), condition, value)
        return value

    def settled(self, value: Any) -> Any:
        return value

    def _without(self, value: Any, places: Any) -> Any:
        return (
            value if places is None or not self.numpy.any(places) else self.numpy.where(places, self.numpy.nan, value)
        )


def _parts(exact: Exact | None) -> tuple[int | None, bool]:
    """A multiple of 1/2 as its whole part, towards 0, and whether a half is left."""
    if exact is None or Fraction(exact).denominator > 2:
        return None, False
    doubled = abs(int(2 * exact))
    return doubled // 2, bool(doubled % 2)


@lru_cache(maxsize=64)
def _pointwise_of(numpy: Any, function: Callable[..., Any], row: Operator, count: int) -> Any:
    def value(*operands: float) -> float:
        with suppress(ValueError, ZeroDivisionError):
            if row.domain is None or row.domain.holds(*operands):
                with suppress(OverflowError):
                    return float(function(*operands))
                return float("inf")
        return float("nan")

    return numpy.frompyfunc(value, count, 1)


def _pointwise(numpy: Any, function: Callable[..., Any], row: Operator) -> Any:
    return lambda *operands: numpy.asarray(_pointwise_of(numpy, function, row, len(operands))(*operands))


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
    if operator in RELATIONS or operator is maximum or operator is minimum:
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
