"""Report: what symdiff found out about one formula, as plain picklable values.

Every format prints this and nothing else. Numbers are floats; a number that is not finite or does not exist is None,
with the reason in ``note``. Imports ``errors``, ``status`` and the kinds of ``problems``.
"""

from __future__ import annotations

from collections.abc import Iterable

from symdiff.annotations import Any
from symdiff.errors import Diagnostic
from symdiff.frozen import Frozen
from symdiff.problems.kinds import MatrixReport
from symdiff.status import Status, worst

Value = float | str | None
"""A printed number: a float, text where ``--digits`` asked for more, None where there is none."""


class StepReport(Frozen):
    """One step of a derivation. ``operands`` are the ids of the steps it rests on.

    Formulas are texts; in the process that made them, each with its node (``notation.formula.Formula``).
    """

    id: int
    rule: str
    statement: str
    """The rule in general: ``d/dx (u*v) = v*du/dx + u*dv/dx``."""
    expression: str
    wrt: str
    partials: tuple[str, ...]
    """One per operand of the rule, empty for an operand that does not depend on ``wrt``."""
    result: str
    operands: tuple[int, ...]
    inputs: tuple[tuple[str, str], ...] = ()
    """The rule's operands: each with its name in ``statement`` and its text here. The step stands for itself without."""
    short: str = ""
    """The result in terms of the derivation's named parts, where there are any."""
    name: str = ""
    """What ``expression`` is called in this derivation, where it has a name."""
    factors: tuple[str, ...] = ()
    """What the operands' derivatives are multiplied by in this rule's own form, where that is not ``partials``."""
    before: str = ""
    over: str = ""
    """What stands before the sum of these terms, and what it stands over."""
    applied: str = ""
    """The rule with the operands' derivatives put in, before anything is collected."""
    lines: tuple[str, ...] = ()
    """Equations between the rule and the result."""

    @property
    def shown(self) -> str:
        """The result as it is written in a derivation."""
        return self.short or self.result


class DerivativeReport(Frozen):
    """One derivative. ``wrt`` repeats a name for higher orders; ``expression`` is None where it is too long, with a note."""

    wrt: tuple[str, ...]
    expression: str | None
    note: str | None = None
    steps: tuple[StepReport, ...] | None = None
    let: tuple[tuple[str, str], ...] | None = None
    """With ``--shared``: the repeated subexpressions, each in terms of earlier ones; those of a matrix with its first entry."""
    name: str = ""
    """What it is called where ``wrt`` does not say it: ``df2/dx``, ``div F``, ``dy/dx``."""
    cell: tuple[int, int] | None = None
    """Row and column in the report's ``matrix``, from 0."""
    parts: tuple[tuple[str, str], ...] = ()
    """Names that a long derivation gives to parts of the formula that it repeats, each in terms of earlier ones."""
    depth: int | None = None
    """How many levels of the derivation are to be shown; None for all."""


class EstimateReport(Frozen):
    """One numeric estimate; ``error`` is its distance from the symbolic value, ``bound`` what its method allows."""

    method: str
    value: Value
    step: float | None
    error: float | None
    bound: float | None
    verdict: Status
    note: str | None = None
    rigorous: bool = False
    """Whether all of the bound is proved."""


class CertificateReport(Frozen):
    """The true derivative at a point, enclosed; ``enclosure`` and ``symbolic`` are ends as decimal text, rounded outward.

    Without an enclosure, ``note`` says why there is none.
    """

    verdict: Status
    at: dict[str, str]
    """The point as it was certified: exact numbers."""
    enclosure: tuple[str, str] | None
    symbolic: tuple[str, str] | None
    """Of the value of the printed derivative."""
    digits: int | None
    """So many significant digits of the printed derivative's value are right; None where it is 0 or nothing is certain."""
    note: str | None = None


class CheckReport(Frozen):
    """One derivative at one point: the symbolic value against the numeric estimates."""

    wrt: tuple[str, ...]
    symbolic: Value
    estimates: tuple[EstimateReport, ...]
    verdict: Status
    note: str | None = None
    name: str = ""
    cell: tuple[int, int] | None = None
    certificate: CertificateReport | None = None
    """With ``--certify``."""
    allowed: tuple[float, str] | None = None
    """The difference from the true derivative that the verdict allows, and the method whose bound it is."""
    defined: bool = False
    """Whether the value comes from the definition, as the printed form has none."""

    @property
    def uncertified(self) -> str | None:
        """Why there is no certificate though one was asked for; None where there is one, or none was."""
        found = self.certificate
        return None if found is None or found.verdict is not Status.INCONCLUSIVE else f"not certified: {found.note}"


class TaylorReport(Frozen):
    """What is left of a function of Python beside its value and its slope at a point, along a line.

    It shrinks with the ``order``-th power of the step: 2 where the slope is right, 1 where it is wrong, None where all is noise.
    """

    order: float | None
    steps: tuple[float, ...]
    remainders: tuple[float, ...]
    floors: tuple[float, ...]
    """What the noise of the values makes of it at each step."""


class PointReport(Frozen):
    """One point; ``at`` maps each name to the text of its value."""

    at: dict[str, str]
    value: Value
    checks: tuple[CheckReport, ...]
    note: str | None = None
    values: tuple[Value, ...] | None = None
    """Of several formulas the value of each; ``value`` is None then."""
    taylor: TaylorReport | None = None
    noise: float | None = None
    """What was measured of a Python function's values: by how much they may be beside a smooth function."""


class ExpectedReport(Frozen):
    """The answer to a candidate. ``how`` is "proved" or "sampled": by a proof, or at points."""

    verdict: Status
    how: str
    witness: dict[str, object] | None = None
    """Of a disagreement, where it shows: ``at``, and the values ``derivative`` and ``expected``, None where there is none."""
    note: str | None = None
    """The kind of the proof, and what else is to be said."""
    mistake: str | None = None
    """The common mistake that gives exactly the candidate."""
    assuming: tuple[str, ...] = ()
    """The conditions under which it is said."""
    pieces: int | None = None
    """The pieces of the domain in which the points of an agreement lie."""
    points: int | None = None
    """The points at which both have the same value."""
    where: tuple[str, ...] = ()
    """The pieces, as far as there are few."""
    unlisted: tuple[str, ...] = ()
    """Parts of the formulas with so many pieces that these were sampled."""


class Report(Frozen):
    """Everything about one formula. Where ``error`` is set there are no derivatives."""

    source: str
    id: str | int | None = None
    kind: str = "diff"
    variables: tuple[str, ...] = ()
    derivatives: tuple[DerivativeReport, ...] = ()
    points: tuple[PointReport, ...] = ()
    expected: ExpectedReport | None = None
    error: Diagnostic | None = None
    seconds: float = 0.0
    declared: tuple[str, ...] = ()
    """Names that the user declared to be variables; a reader of the printed text needs them."""
    functions: tuple[str, ...] = ()
    """Unknown functions in the formulas; a reader of the printed text needs them."""
    sources: tuple[str, ...] = ()
    """Where there are several formulas, each of them."""
    matrix: MatrixReport | None = None
    notes: tuple[str, ...] = ()
    """What the user should know about how the text was read."""

    vectors: tuple[tuple[str, str | None], ...] = ()
    """The gradient by each vector as a formula of vectors; None where there is none."""

    def _repr_latex_(self) -> str | None:
        from symdiff.reports.display import shown_latex

        return shown_latex(self)

    def _repr_html_(self) -> str:
        from symdiff.reports.display import shown_html

        return shown_html(self)

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        """What IPython shows as text: without it, the printer of tuples, which frozen values are."""
        printer.text(self._repr_mimebundle_(include={"text/plain"})["text/plain"])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        from symdiff.reports.display import bundle

        return bundle(self, include, exclude)

    @property
    def verdict(self) -> Status | None:
        """The worst verdict inside, ``expected`` included; None where nothing was checked."""
        return worst(self._verdicts())

    def _verdicts(self) -> Iterable[Status]:
        for point in self.points:
            for check in point.checks:
                yield check.verdict
        if self.expected is not None:
            yield self.expected.verdict
