"""Certificates: the true derivative at a point as a ball, by power series of the formula itself, against the symbolic result.

Two balls that share no point prove an error. Where both are narrow and overlap, the result is right to so many digits.
Imports ``truths`` and below.
"""

from __future__ import annotations

from fractions import Fraction
from math import floor, isfinite, log10

from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.methods import Estimate
from symdiff.evaluator.truths.definitions import Definition
from symdiff.evaluator.truths.truths import Truths
from symdiff.evaluator.values.at_points import Evaluated
from symdiff.evaluator.values.enclosures import enclosure
from symdiff.evaluator.values.intervals import Interval, above, nearest
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.status import Status

CERTIFIED, EXPANDED = "certified", "expansion"
"""The methods of estimates that are enclosures, and of those that would be if what cannot be told from 0 is 0."""
ASSUMED = "numbers that many digits do not tell from 0 count as 0"
_LADDER = (128, 512, 2048)
"""Bits: more where fewer leave the balls wide, or both hold 0."""
DIGITS = 15
"""Balls are narrow where they agree to so many digits, or to so small a part of the size that the derivative could have."""
_NOTHING = Fraction(1, 10**300)
"""Numbers closer than this, which is hardly a double, are not told apart where both may be 0."""


class Certificate(Frozen):
    """What balls say of a derivative at a point: ``truth`` holds the true one, ``symbolic`` the value of the result."""

    verdict: Status
    truth: Interval | None
    symbolic: Interval | None
    digits: int | None = None
    """To so many both agree; None where they are 0, or one of them is missing."""
    note: str | None = None
    assumed: bool = False
    """Whether numbers that cannot be told from 0 were taken for 0 in it: then it is no proof."""


def certify(
    graph: Graph, definition: Definition, result: int | None, point: Point, value: Evaluated | Undefined | None = None
) -> Certificate:
    """The certificate of a result node at a point; None where the value is not that of the printed form.

    ``value`` stands for the result where it has no ball: a number with a bound on its error.
    """
    truths = Truths(graph, definition, point)
    found, reason = None, ""
    for truths.sided, bits in (*((False, each) for each in _LADDER), (True, _LADDER[-1])):  # a power series first
        if truths.sided and found is not None:
            break
        truth = truths.at(bits)
        if isinstance(truth, Undefined):
            reason = truth.reason
            continue
        symbolic = _symbolic(graph, result, point, bits, value)
        found = _compared(truth, symbolic, truths.scale(bits))
        if found.verdict is Status.DISAGREE or found.digits is not None or (truth.radius == 0 and symbolic == truth):
            break
    if found is None:
        return Certificate(Status.INCONCLUSIVE, None, None, note=reason)
    if not truths.assumed:
        return found
    verdict = Status.INCONCLUSIVE if found.verdict is Status.DISAGREE else found.verdict
    return replace(found, verdict=verdict, note=ASSUMED, assumed=True)


def enclosed(certificate: Certificate) -> Estimate | None:
    """The enclosure as a row beside the estimates; None where there is none, or it is no double."""
    truth = certificate.truth
    if truth is None:
        return None
    value = nearest(truth.middle)
    if not isfinite(value):
        return None
    bound = above(truth.radius + abs(Fraction(value) - truth.middle))
    note = certificate.note or (f"{certificate.digits} digits are right" if certificate.digits else None)
    method = EXPANDED if certificate.assumed else CERTIFIED
    return Estimate(method, value, None, bound, 0.0, 0, note, None, rigorous=not certificate.assumed)


def _symbolic(
    graph: Graph, result: int | None, point: Point, bits: int, value: Evaluated | Undefined | None
) -> Interval | None:
    found = None if result is None else enclosure(graph, result, point, bits)
    if found is not None and not isinstance(found, Undefined):
        return Interval(*found)
    if isinstance(value, Evaluated) and isfinite(value.bound):
        return Interval(Fraction(value.value), Fraction(value.bound))
    return None


def _compared(truth: Interval, symbolic: Interval | None, scale: Fraction) -> Certificate:
    if symbolic is None:
        return Certificate(Status.INCONCLUSIVE, truth, None, note="the result has no ball here")
    if truth.apart(symbolic):
        return Certificate(
            Status.DISAGREE, truth, symbolic, note="the true derivative lies elsewhere, proved with balls"
        )
    size, reach = max(abs(truth.middle), abs(symbolic.middle)), truth.reach(symbolic)
    digits = _digits(reach, size)
    if digits is not None and digits >= DIGITS:
        return Certificate(Status.AGREE, truth, symbolic, digits)
    if reach * 10**DIGITS <= scale or reach < _NOTHING:
        return Certificate(Status.AGREE, truth, symbolic, note=f"0 to within {nearest(reach):.1g}")
    return Certificate(Status.INCONCLUSIVE, truth, symbolic, note="the balls are too wide to tell")


def _digits(error: Fraction, size: Fraction) -> int | None:
    """How many decimal digits are right; None for none, and where the size is 0."""
    if size <= error:
        return None
    if error == 0:
        return floor(_LADDER[0] * log10(2))
    ratio = size / error
    return floor((ratio.numerator.bit_length() - ratio.denominator.bit_length() - 1) * log10(2))
