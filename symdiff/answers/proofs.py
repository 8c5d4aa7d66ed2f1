"""A problem's derivatives as theorems for Coq, in one file. Imports ``problems``, ``proofs`` and ``derivatives``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.answers.derivatives import derived
from symdiff.differentiator import factored
from symdiff.errors import visible
from symdiff.frozen import Frozen
from symdiff.notation.writer import write
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options
from symdiff.proofs.equality import UnprovenError
from symdiff.proofs.terms import BeyondError
from symdiff.proofs.theorem import Theorem, comment, lemmas, theorem


class Proof(Frozen):
    """The theorems of one formula, in order, and what has none: ``missing`` says of which derivative, and why."""

    theorems: tuple[Theorem, ...]
    missing: tuple[tuple[str, str], ...]
    unprinted: tuple[tuple[str, str], ...]
    """The derivatives whose theorem is of the raw form, each with the reason."""
    text: str
    """Comments and theorems, without the lemmas."""


def proved(found: Opened, options: Options, source: str, name: str = "f") -> Proof:
    """The theorems of an opened problem: of higher orders, one for each step from one derivative to the next.

    Raises SymdiffError where there is no derivative.
    """
    task = found.task
    graph = task.graph
    entries = derived(found, options)
    theorems: list[Theorem] = []
    missing: list[tuple[str, str]] = []
    unprinted: list[tuple[str, str]] = []
    parts = [f"(* {comment(visible(' '.join(source.split())))} *)"]
    (root,) = task.roots
    for number, entry in enumerate(entries):
        label = name if len(entries) == 1 else f"{name}_{number + 1}"
        below = [factored(graph, task.derive(root, entry.wrt[:k])) for k in range(1, len(entry.wrt))]
        stages = [root, *below, factored(graph, entry.node)]
        for k, variable in enumerate(entry.wrt):
            stage = label if k == 0 else f"{label}_order_{k}"
            what = "".join(f"d/d{each} " for each in reversed(entry.wrt[: k + 1]))
            text = f"(* {comment(what)}of {comment(write(graph, root, arranged=False))}\n   is {comment(write(graph, stages[k + 1]))} *)"
            try:
                made, reason = _theorem(found, stages[k], variable, stages[k + 1], stage, arranged=k > 0)
            except (BeyondError, UnprovenError) as error:
                missing.append((what.strip(), error.reason))
                break
            theorems.append(made)
            if reason:
                unprinted.append((what.strip(), reason))
            parts.append(f"{text}\n{made.text}")
    return Proof(tuple(theorems), tuple(missing), tuple(unprinted), "\n\n".join(parts))


def _theorem(
    found: Opened, root: int, variable: str, derivative: int, name: str, *, arranged: bool
) -> tuple[Theorem, str | None]:
    """The theorem of the printed form, or of the raw one with the reason."""
    graph = found.task.graph
    try:
        return theorem(graph, root, variable, derivative, name, arranged=arranged), None
    except UnprovenError as error:
        return theorem(graph, root, variable, derivative, name, form="raw", arranged=arranged), error.reason


def file_of(proofs: Sequence[Proof], heading: str) -> str:
    """A file that Coq checks by itself: the lemmas, the theorems, and what they rest on."""
    names = [f"derivative_of_{made.name}" for proof in proofs for made in proof.theorems]
    parts = [f"(* {comment(heading)} *)\n\n{lemmas()}", *(proof.text for proof in proofs)]
    if names:
        parts.append(
            f"Print Assumptions {names[0]}."
            if len(names) == 1
            else "Definition all_of_them := (\n  "
            + ",\n  ".join(f"@{each}" for each in names)
            + ").\nPrint Assumptions all_of_them."
        )
    return "\n\n".join(parts) + "\n"
