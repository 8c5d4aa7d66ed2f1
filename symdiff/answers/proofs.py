"""A problem's derivatives as theorems for Coq, in one file, and Coq's word on each.

Imports ``problems``, ``proofs`` and ``derivatives``.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from symdiff import __version__
from symdiff.answers.derivatives import derived
from symdiff.differentiator import factored
from symdiff.errors import visible
from symdiff.evaluator.arithmetic.protocol import Undefined
from symdiff.evaluator.values.enclosures import enclosure
from symdiff.evaluator.values.intervals import Interval, decimal_ends
from symdiff.frozen import Frozen, replace
from symdiff.notation.writer import write
from symdiff.problems.opening import Opened
from symdiff.problems.points import Point
from symdiff.problems.problem import Options
from symdiff.proofs.coq import INTERVALS, checked, checker, has_intervals
from symdiff.proofs.equality import UnprovenError
from symdiff.proofs.terms import BeyondError
from symdiff.proofs.theorem import INTERVAL, Theorem, at_point, comment, lemmas, theorem

WORST_FIRST: Final = ("rejected", "beyond", "not checked", "not proved", "raw", "proved")
"""What may be said of a formula's proof: *raw* where Coq accepts the theorem of the lemmas' own form and not that of the printed one, *not proved* where the tactic
finds no proof of a value's interval."""
_NOT_EQUAL: Final = "coqc does not accept the proof that the two are equal"


class Proof(Frozen):
    """The theorems of one formula, in order; ``missing`` says of which derivative there is none, and why."""

    source: str
    theorems: tuple[Theorem, ...]
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def text(self) -> str:
        """Comments and theorems, without the lemmas."""
        return "\n\n".join(
            (f"(* {comment(visible(' '.join(self.source.split())))} *)", *(each.text for each in self.theorems))
        )

    @property
    def unprinted(self) -> tuple[tuple[str, str], ...]:
        """The theorems of the raw form, each with the reason."""
        return tuple((f"derivative_of_{each.name}", each.reason) for each in self.theorems if each.reason)


class Judged(Frozen):
    """Proofs as Coq accepts them, in the order in which they were given, and its words.

    ``status`` is by theorem; ``note`` says what Coq does not accept, or why it was not asked.
    """

    proofs: tuple[Proof, ...]
    text: str
    status: dict[str, str]
    assumptions: tuple[str, ...] = ()
    note: str = ""

    def of(self, proof: Proof) -> str:
        """What is said of one formula, by its proof as it was given: the worst of its theorems."""
        return worst({self.status[each.name] for each in proof.theorems} | ({"beyond"} if proof.missing else set()))


def proved(found: Opened, options: Options, source: str, name: str = "f") -> Proof:
    """The theorems of an opened problem: of higher orders, one for each step from one derivative to the next.

    Raises SymdiffError where there is no derivative.
    """
    task = found.task
    graph = task.graph
    entries = derived(found, options)
    theorems: list[Theorem] = []
    missing: list[tuple[str, str]] = []
    (root,) = task.roots
    for number, entry in enumerate(entries):
        label = name if len(entries) == 1 else f"{name}_{number + 1}"
        below = [factored(graph, task.derive(root, entry.wrt[:k])) for k in range(1, len(entry.wrt))]
        stages = [root, *below, factored(graph, entry.node)]
        for k, variable in enumerate(entry.wrt):
            stage = label if k == 0 else f"{label}_order_{k}"
            what = "".join(f"d/d{each} " for each in reversed(entry.wrt[: k + 1]))
            remark = f"(* {comment(what)}of {comment(write(graph, root, arranged=False))}\n   is {comment(write(graph, stages[k + 1]))} *)"
            try:
                made = theorem(graph, stages[k], variable, stages[k + 1], stage, remark=remark, arranged=k > 0)
            except (BeyondError, UnprovenError) as error:
                missing.append((what.strip(), error.reason))
                break
            theorems.append(made)
        else:
            last = theorems[-1]
            for count, point in enumerate(found.points([entry]), 1):
                at = ", ".join(f"{symbol} = {text}" for symbol, text in point.at.items())
                try:
                    ends = _ends(found, entry.node, point)
                    theorems.append(at_point(graph, last, point.nodes, ends, count))
                except (BeyondError, UnprovenError) as error:
                    missing.append((f"the value at {at}", error.reason))
    return Proof(source, tuple(theorems), tuple(missing))


def _ends(found: Opened, node: int, point: Point) -> tuple[str, str]:
    """Decimal numbers on both sides of the derivative's value, a little apart even where it is a short one."""
    value = enclosure(found.task.graph, node, point.nodes)
    if isinstance(value, Undefined):
        raise UnprovenError(f"no interval is known to hold it: {value.reason}")
    middle, radius = value
    return decimal_ends(Interval(middle, radius + Fraction(abs(middle) or 1) / 10**15), 17)


def file_of(proofs: Iterable[Proof], heading: str) -> str:
    """A file that Coq checks by itself: the lemmas, the theorems, and what they rest on."""
    proofs = tuple(proofs)
    made = [each for proof in proofs for each in proof.theorems]
    parts = [f"(* {comment(heading)} *)\n\n{lemmas()}"]
    if any(each.of_value for each in made):
        parts.append(INTERVAL)
    parts += [proof.text for proof in proofs]
    for of_value, whole in ((False, "all_of_them"), (True, "all_values")):
        names = [f"derivative_of_{each.name}" for each in made if each.of_value == of_value]
        if not names:
            continue
        parts.append(
            f"Print Assumptions {names[0]}."
            if len(names) == 1
            # Not a tuple, whose type says that of each again for all before it: 828 of them took Coq three minutes.
            else f"Definition {whole} : True :=\n"
            + "".join(f"  let _ := @{each} in\n" for each in names)
            + f"  I.\nPrint Assumptions {whole}."
        )
    return "\n\n".join(parts) + "\n"


def reasons(proof: Proof) -> list[str]:
    """What there is no proof of, and what is proved of the raw form alone, each with the reason."""
    return [
        *(f"beyond the lemmas: {what}: {reason}" for what, reason in proof.missing),
        *(
            f"{what} is of the raw form, which was not proved equal to the printed one: {reason}"
            for what, reason in proof.unprinted
        ),
    ]


def worst(statuses: Iterable[str]) -> str:
    """The first of them in the order of ``WORST_FIRST``."""
    said = set(statuses)
    return next((status for status in WORST_FIRST if status in said), WORST_FIRST[-1])


def judged(proofs: Sequence[Proof], seconds: float | None, *, check: bool) -> Judged:
    """Proofs in one file, as ``coqc`` accepts it where it is to ``check``.

    Where it does not accept that the raw form is the printed one, the theorem of the raw form takes its place: nothing is
    said against the derivative then. *rejected*, and left out, is a theorem whose very steps Coq does not accept.
    """
    values = any(made.of_value for proof in proofs for made in proof.theorems)
    heading = f"symdiff {__version__}: needs Coq's standard library {'and the library Interval' if values else 'alone'}"
    if check and values and checker() and not has_intervals():
        check, lacking = False, f"the Debian package {INTERVALS} is not there, which values at points need"
    else:
        lacking = ""
    if not check or not any(proof.theorems for proof in proofs):
        unasked = {made.name: "not checked" for proof in proofs for made in proof.theorems}
        note = lacking or ("coqc was not asked (--check)" if checker() else "")
        return Judged(tuple(proofs), file_of(proofs, heading), unasked, note=note)
    ends = None if seconds is None else time.monotonic() + seconds
    status: dict[str, str] = {}
    note = ""
    while True:
        text = file_of(proofs, heading)
        standing = [made for proof in proofs for made in proof.theorems]
        left = None if ends is None else max(ends - time.monotonic(), 0.1)
        verdict = checked(text, left)
        if verdict.status != "rejected":
            for made in standing:
                status[made.name] = verdict.status if verdict.status != "proved" or not made.reason else "raw"
            return Judged(tuple(proofs), text, status, verdict.assumptions, verdict.note or note)
        note = verdict.note
        refused = _at(text, standing, verdict.line)
        if refused is None:
            return Judged(
                tuple(proofs), text, status | {each.name: "rejected" for each in standing}, verdict.assumptions, note
            )
        instead = () if refused.raw is None else (replace(refused.raw, reason=f"{_NOT_EQUAL}: {note}"),)
        if not instead:
            status[refused.name] = "not proved" if refused.of_value else "rejected"
        proofs = [_with(proof, refused, instead) for proof in proofs]
        if not any(proof.theorems for proof in proofs):
            return Judged(tuple(proofs), file_of(proofs, heading), status, (), note)


def _with(proof: Proof, old: Theorem, new: tuple[Theorem, ...]) -> Proof:
    """A proof with other theorems in one's place."""
    if old not in proof.theorems:
        return proof
    place = proof.theorems.index(old)
    return replace(proof, theorems=proof.theorems[:place] + new + proof.theorems[place + 1 :])


def _at(text: str, standing: Sequence[Theorem], line: int | None) -> Theorem | None:
    """The theorem in whose text a line of the file stands."""
    place, first = 0, 1
    for made in standing:
        start = text.index(made.text, place)
        first += text.count("\n", place, start)
        if line is not None and first <= line <= first + made.text.count("\n"):
            return made
        place = start
    return None
