"""The values of formulas at a point: floats that are right to 1e-13 or better, digits on demand, or a reason.

Doubles come first; what their running bound does not vouch for is computed again with more and more digits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from symdiff.errors import fault
from symdiff.evaluator.arithmetic import DOUBLES, Multiprecision, Real, Reals
from symdiff.evaluator.program import ExactValues, Point, Program, Undefined
from symdiff.graph import Graph
from symdiff.operators import Exact

RELATIVE = 1e-13
"""What a printed float is right to, relative."""
_PRECISIONS = (120, 240, 480, 960, 2000)
"""Bits, where doubles do not suffice. A value that 2,000 bits cannot tell from 0 counts as 0."""
_MOST_BITS = 1 << 17


@dataclass(frozen=True, slots=True)
class Evaluated:
    """A value that lies within ``bound`` of the true one."""

    value: float
    bound: float


def value_at(graph: Graph, node: int, point: Point) -> Evaluated | Undefined:
    """The value of a typed or canonical node at a point, right to 1e-13 relative or better."""
    return values_at(graph, (node,), point)[0]


def values_at(graph: Graph, roots: Sequence[int], point: Point) -> list[Evaluated | Undefined]:
    """The values of several nodes at one point; what they share is computed once."""
    return [_rounded(root, found) for root, found in zip(roots, enclose(graph, roots, point, RELATIVE), strict=True)]


def digits_at(graph: Graph, node: int, point: Point, digits: int) -> str | Undefined:
    """The value as decimal text, right to so many significant digits. Raises SymdiffError ``precision`` where it cannot be."""
    if digits * 4 > _MOST_BITS:
        raise fault("precision", f"no more than {_MOST_BITS // 4:,} digits can be asked for")
    found = enclose(graph, (node,), point, 10.0**-300 if digits > 290 else 10.0 ** -(digits + 10), 4 * digits + 60)[0]
    if isinstance(found, Undefined):
        return found
    import mpmath

    context = mpmath.MPContext()
    context.prec = 4 * digits + 80
    value, bound = (context.convert(part) for part in found)
    if not value:
        return "0"
    if not bound <= abs(value) * context.mpf(10) ** -digits:
        raise fault("precision", f"{digits} digits of this value cannot be guaranteed")
    return str(context.nstr(value, digits, strip_zeros=False, min_fixed=-5, max_fixed=digits))


def enclose(
    graph: Graph, roots: Sequence[int], point: Point, relative: float, bits: int = 53
) -> list[Real | Undefined]:
    """Per root a value with a bound of at most ``relative`` times its size, by as many bits as it takes, ``bits`` at least.

    A value that vanishes below its bound at the last precision is exactly 0 by convention.
    """
    results: dict[int, Real | Undefined] = {}
    open_roots = list(dict.fromkeys(roots))
    ladder: list[Reals] = [DOUBLES] if bits <= 53 else []
    precisions = [p for p in _PRECISIONS if p >= bits] or [bits, 2 * bits]
    for last, precision in zip([False] * len(precisions) + [True], [0, *precisions] if ladder else precisions, strict=False):
        last = precision == precisions[-1]
        arithmetic = Multiprecision(precision) if precision else DOUBLES
        program = Program(graph, open_roots, point)
        run = program.run(arithmetic, final=last)
        exact = ExactValues(program)
        rest = []
        for root in open_roots:
            slot = program.slots[root]
            gap = run.gaps.get(slot)
            if gap is not None:
                if gap.certain:
                    results[root] = gap.cause
                else:
                    rest.append(root)
                continue
            value, bound = run.values[slot]
            size = abs(value)
            if bound <= relative * size or (not precision and size + bound < 2.0**-1022):
                results[root] = value, bound
            elif (rational := exact(slot)) is not None and not precision and relative >= RELATIVE:
                results[root] = _from_exact(root, rational)
            elif not last:
                rest.append(root)
            elif size <= bound and bound - bound == 0:
                results[root] = (0 * value, bound)
            elif bound - bound == 0:
                results[root] = value, bound
            else:
                results[root] = Undefined(root, "no digit is certain with 2,000 bits", exists=True)
        open_roots = rest
        if not open_roots:
            break
    return [results[root] for root in roots]


def _from_exact(root: int, value: Exact) -> Real | Undefined:
    try:
        return DOUBLES.number(value)
    except OverflowError:
        return _overflow(root, len(str(abs(int(value)))) - 1)


def _rounded(root: int, found: Real | Undefined) -> Evaluated | Undefined:
    """An enclosure as floats."""
    if isinstance(found, Undefined):
        return found
    value, bound = found
    if type(value) is float:
        return Evaluated(value, bound)
    result = float(value)
    if math.isinf(result):
        return _overflow(root, int(value.context.floor(value.context.log10(abs(value)))))
    return Evaluated(result, (float(bound) + 2.0**-53 * abs(result)) * (1 + 2.0**-50))


def _overflow(root: int, exponent: int) -> Undefined:
    return Undefined(root, f"overflow: about 1e{exponent}", exists=True)
