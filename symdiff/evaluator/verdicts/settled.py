"""A check, and what the enclosure of the true derivative says of one that is open.

Imports ``at_points`` and ``methods``, and where it is needed ``truths`` and ``certificate``, and so flint.
"""

from __future__ import annotations

from symdiff.annotations import TYPE_CHECKING
from symdiff.evaluator.arithmetic.program import Point
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.differences.methods import Estimate
from symdiff.evaluator.values.at_points import Evaluated
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.status import Status

if TYPE_CHECKING:
    from symdiff.evaluator.truths.definitions import Definition

_BITS = 512
"""For values that come from the definition."""


class Check(Frozen):
    """One derivative at one point. ``node`` is the subexpression responsible where the verdict is undefined."""

    symbolic: Evaluated | Undefined
    estimates: tuple[Estimate, ...]
    verdicts: tuple[Status, ...]
    """One per estimate."""
    verdict: Status
    note: str | None = None
    node: int | None = None
    defined: bool = False
    """Whether the value comes from the definition, as the printed form has none; ``node`` is what has none there."""


def settled(
    graph: Graph, definition: Definition, derivative: int, point: Point, found: Check, *, given: bool = False
) -> Check:
    """A check that does not agree, with what the enclosure of the true derivative says.

    It alone says that a derivative is wrong; differences may skip what the function does between two samples. ``given``: the
    step was, and then differences that say nothing are an answer.
    """
    if (
        isinstance(found.symbolic, Undefined)
        or found.verdict is Status.UNDEFINED
        or (given and found.verdict is not Status.DISAGREE)
    ):
        return found
    from symdiff.evaluator.verdicts.certificate import certify, enclosed  # imports flint

    certificate = certify(graph, definition, derivative, point, found.symbolic)
    row = enclosed(certificate)
    certain = row is not None and certificate.verdict is not Status.INCONCLUSIVE
    verdicts = found.verdicts
    if certificate.verdict is not Status.DISAGREE:
        verdicts = tuple(Status.INCONCLUSIVE if each is Status.DISAGREE else each for each in verdicts)
    note = found.note
    if not certain and found.verdict is Status.DISAGREE:
        why = f"the differences miss it, but nothing encloses the true derivative: {certificate.note}"
        note = f"{note}; {why}" if note else why
    if certain and row is not None:
        return replace(
            found,
            estimates=(*found.estimates, row),
            verdicts=(*verdicts, certificate.verdict),
            verdict=certificate.verdict,
            note=note,
        )
    return replace(found, verdicts=verdicts, verdict=Status.INCONCLUSIVE, note=note)


def defined_above(graph: Graph, definition: Definition | None, f: int, point: Point, gone: Check) -> Check:
    """The check of a derivative of order two or more whose lower one has no value in its printed form, by the definition."""
    from symdiff.evaluator.truths.definitions import Partials

    if not isinstance(definition, Partials) or any(root == f for _, root, _ in definition.terms):
        return gone
    from symdiff.evaluator.truths.truths import Truths  # imports flint
    from symdiff.evaluator.verdicts.certificate import Certificate, enclosed

    truths = Truths(graph, definition, point)
    truth = truths.at(_BITS)
    if isinstance(truth, Undefined):
        return gone
    row = enclosed(Certificate(Status.AGREE, truth, None, assumed=truths.assumed))
    if row is None or row.value is None:
        return gone
    note = f"{gone.note} in the printed form of the lower derivative; the value comes from the definition"
    return Check(Evaluated(row.value, row.bound), (row,), (Status.AGREE,), Status.AGREE, note, gone.node, defined=True)
