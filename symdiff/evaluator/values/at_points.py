"""The values of formulas at a point: floats that are right to 1e-13 or better, digits on demand, or a reason.

Doubles come first; what their running bound does not vouch for is computed again in balls, and what has none, or is wanted
sharper, in mpmath with more and more digits.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from symdiff.annotations import Any
from symdiff.errors import fault
from symdiff.evaluator.arithmetic.double_run import DoubleRun
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.interpreter import Gap
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Point, Program
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.arithmetic.running_error import Real
from symdiff.frozen import Frozen
from symdiff.graph import Graph
from symdiff.operators import Exact

SHARPNESS = 10**13
"""A printed float is right to one part in this many."""
_PRECISIONS = (120, 240, 480, 960, 2000)
"""Bits, where doubles do not suffice. A value that 2,000 bits cannot tell from 0 counts as 0."""
_MOST_BITS = 1 << 17
_FEW = 4
"""Up to so many values are looked at one by one for whether they are rational; of more, what they share is looked at once."""
_SMALLEST = 2.0**-1022
"""The least normal double: below it a float has fewer digits, and 0 is as good."""


class Evaluated(Frozen):
    """A value that lies within ``bound`` of the true one."""

    value: float
    bound: float


def value_at(graph: Graph, node: int, point: Point) -> Evaluated | Undefined:
    """The value of a typed or canonical node at a point, right to 1e-13 relative or better."""
    return values_at(graph, (node,), point)[0]


def values_at(graph: Graph, roots: Sequence[int], point: Point) -> list[Evaluated | Undefined]:
    """The values of several nodes at one point; what they share is computed once."""
    return values_of(DoubleRun(Program(graph, roots, point)), roots) if roots else []


def values_at_each(
    graph: Graph, roots: Sequence[int], points: Iterable[Mapping[str, Exact]]
) -> Iterator[list[Evaluated | Undefined]]:
    """The values of several nodes at many points, each of which gives every name a rational value."""
    program = Program(graph, roots, None)
    in_doubles = None
    for point in points:
        program.move(point)
        in_doubles = DoubleRun(program, in_doubles)
        yield values_of(in_doubles, roots)


def values_of(in_doubles: DoubleRun, roots: Sequence[int]) -> list[Evaluated | Undefined]:
    """The values of several nodes of a program."""
    return [_rounded(root, found) for root, found in zip(roots, _enclosed(in_doubles, roots), strict=True)]


def digits_at(graph: Graph, node: int, point: Point, digits: int) -> str | Undefined:
    """The value as decimal text of so many significant digits, all right.

    Raises SymdiffError ``precision`` where they cannot be guaranteed.
    """
    if digits * 4 > _MOST_BITS:
        raise fault("precision", f"no more than {_MOST_BITS // 4:,} digits can be asked for")
    found: Any = _certain(graph, node, point, digits)
    if found is None:
        found = enclose(graph, (node,), point, 10 ** (digits + 10), 4 * digits + 60)[0]
        if isinstance(found, Undefined):
            if found.exists:
                raise fault("precision", f"{digits} digits of this value cannot be guaranteed: {found.reason}")
            return found
    return digits_of(found[0], found[1], digits)


def digits_of(value: Any, bound: Any, digits: int) -> str:
    """A number, rational or of mpmath, that lies within a bound of the true one, as decimal text of so many right digits.

    Raises SymdiffError ``precision``.
    """
    import mpmath

    context = mpmath.MPContext()
    context.prec = 4 * digits + 80
    number, error = (
        context.mpf(each.numerator) / each.denominator if isinstance(each, Fraction) else context.convert(each)
        for each in (value, bound)
    )
    if not number:
        return "0"
    if not error <= abs(number) * context.mpf(10) ** -digits:
        raise fault("precision", f"{digits} digits of this value cannot be guaranteed")
    return str(context.nstr(number, digits, strip_zeros=False, min_fixed=-5, max_fixed=digits))


def _certain(graph: Graph, node: int, point: Point, digits: int) -> tuple[Fraction, Fraction] | None:
    """A value and its bound by balls, narrow enough for so many digits; None where they are not."""
    from symdiff.evaluator.values.enclosures import enclosure  # imports flint

    found = enclosure(graph, node, point, 4 * digits + 60)
    if isinstance(found, Undefined) or found[1] * 10 ** (digits + 10) > abs(found[0]):
        return None
    return found


def enclose(
    graph: Graph, roots: Sequence[int], point: Point, sharpness: int = SHARPNESS, bits: int = 53
) -> list[Real | Undefined]:
    """Per root a value whose bound is at most its size over ``sharpness``, by as many bits as it takes, ``bits`` at least.

    What is not that good at the last precision comes with the bound it has; a value that vanishes below its bound there
    is exactly 0 by convention.
    """
    return _enclosed(DoubleRun(Program(graph, roots, point)), roots, sharpness, bits)


def _enclosed(
    in_doubles: DoubleRun, roots: Sequence[int], sharpness: int = SHARPNESS, bits: int = 53
) -> list[Real | Undefined]:
    program = in_doubles.program
    results: dict[int, Real | Undefined] = {}
    if bits <= 53:
        unsettled = []
        for root in roots:
            found = _settled(root, in_doubles.found(root), sharpness)
            if found is None:
                unsettled.append(root)
            else:
                results[root] = found
        exact = program.exact()
        for root in unsettled:
            few = len(unsettled) <= _FEW
            rational = program.rational(root) if few else exact(program.slots[root])
            if rational is not None:
                results[root] = _from_exact(root, rational)
    rest = [root for root in dict.fromkeys(roots) if root not in results]
    if rest and bits <= 53 and sharpness == SHARPNESS:
        from symdiff.evaluator.values.enclosures import floats  # imports flint

        results.update(floats(program, rest, sharpness))
        rest = [root for root in rest if root not in results]
    ladder = [precision for precision in _PRECISIONS if precision >= bits] or [bits, 2 * bits, 4 * bits]
    for precision in ladder if rest else ():
        last = precision == ladder[-1]
        arithmetic, needed = Multiprecision(precision), program.part(rest)
        run = program.run(arithmetic, final=last, needed=needed)
        for root in rest:
            found = _settled(root, run.found(program.slots[root]), sharpness, last=last)
            if found is not None:
                results[root] = found
        rest = [root for root in rest if root not in results]
        if not rest:
            break
    return [results[root] for root in roots]


def _settled(root: int, found: Real | Gap, sharpness: int, *, last: bool = False) -> Real | Undefined | None:
    """What is said of a root, None where more bits should be tried."""
    if isinstance(found, Gap):
        return found.cause if found.certain else None
    value, bound = found
    size = abs(value)
    if bound * sharpness <= size or (type(value) is float and size + bound < _SMALLEST):
        return value, bound
    if not last:
        return None
    if bound - bound != 0:
        return Undefined(root, "not one digit is certain with 2,000 bits", exists=True)
    return 0 * value if size <= bound else value, bound


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
        return Evaluated(value + 0.0, bound)  # not -0.0
    result = float(value)
    if math.isinf(result):
        return _overflow(root, int(value.context.floor(value.context.log10(abs(value)))))
    return Evaluated(result + 0.0, (float(bound) + 2.0**-53 * abs(result)) * (1 + 2.0**-50))


def _overflow(root: int, exponent: int) -> Undefined:
    return Undefined(root, f"overflow: about 1e{exponent}", exists=True)
