"""The derivatives of an opened problem, and as text with their steps and shared parts. Imports ``problems`` and below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.differentiator import factored, tidy
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.notation.writer import Writer
from symdiff.problems import KINDS, Entry
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import DerivativeReport, StepReport

_SIMPLIFY = 60.0
"""Seconds for sympy where the run has no budget."""


def derived(found: Opened, options: Options) -> list[Entry]:
    """The entries of an opened problem, as short as ``--simplify`` asks. Raises SymdiffError."""
    task = found.task if found.task.options is options else replace(found.task, options=options)
    entries = KINDS[found.problem.kind](task)
    if any(entry.node == task.graph.zero for entry in entries):
        _refuse_nowhere_defined(task.graph, task.roots)
    if options.simplify == "full":
        from symdiff.answers.simplification import shorten

        seconds = (options.timeout or _SIMPLIFY) / (2 * max(1, len(entries)))
        entries = [replace(entry, node=shorten(task.graph, entry.node, seconds)) for entry in entries]
    return entries


def _refuse_nowhere_defined(graph: Graph, roots: Sequence[int]) -> None:
    """Raise SymdiffError ``undefined`` for a formula such as 1/(2*x - 2*x), whose derivative comes out as 0.

    A branch of a conditional may be undefined where it is not taken.
    """
    for root in roots:
        if not graph.has_choice(root):
            try:
                tidy(graph, [root])
            except SymdiffError as error:
                if error.diagnostic.code == "undefined":
                    raise


def write_out(
    graph: Graph,
    entries: Sequence[Entry],
    definitions: Mapping[str, int],
    problem: Problem,
    options: Options,
) -> tuple[DerivativeReport, ...]:
    """The derivatives as text, with their steps and shared parts where these are asked for.

    A text past ``--max-output`` is left out with a note where values are asked for too; otherwise it is the error.
    """
    # What stands in one matrix, or makes up one vector, shares its parts.
    apart = [[entry] for entry in entries] if problem.kind == "diff" else [list(entries)]
    reports: list[DerivativeReport] = []
    writer = Writer(graph)

    def shown(node: int) -> int:
        return node if options.simplify == "none" else factored(graph, node)

    for group in apart:
        let, note = None, None
        texts: Sequence[str | None] = [None] * len(group)
        steps: list[tuple[StepReport, ...] | None] = [None] * len(group)
        told: list[tuple[tuple[str, str], ...]] = [()] * len(group)
        try:
            nodes = [entry.node for entry in group]
            if options.shared:
                let, texts = share(graph, nodes, graph.symbols(nodes))
            elif options.text:
                texts = [writer.formula(shown(node)) for node in nodes]
            if options.explain:
                from symdiff.answers.steps import explain, named_parts, written_parts

                parts = [named_parts(graph, entry, definitions) if entry.terms else {} for entry in group]
                told = [written_parts(graph, named, definitions) for named in parts]
                steps = [
                    explain(graph, entry, definitions, named, shown) if entry.terms else None
                    for entry, named in zip(group, parts, strict=True)
                ]
        except SymdiffError as error:
            if error.diagnostic.code != "too-large-output" or not problem.at:
                raise
            note = error.diagnostic.message
        for position, (entry, text, derivation) in enumerate(zip(group, texts, steps, strict=True)):
            reports.append(
                DerivativeReport(
                    entry.wrt,
                    text,
                    note or entry.note,
                    derivation,
                    None if position else let,
                    entry.name,
                    entry.cell,
                    told[position],
                    options.depth,
                )
            )
    return tuple(reports)


def share(graph: Graph, roots: Sequence[int], taken: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Definitions ``t1``, ``t2``, ... of the parts that the roots use more than once, and the roots in terms of them.

    Names in ``taken`` are passed over.
    """
    from symdiff.graph.sharing import shared_parts  # few answers are shared

    writer = Writer(graph)
    definitions = []
    number = 0
    for node in shared_parts(graph, roots):
        number += 1
        while f"t{number}" in taken:
            number += 1
        definitions.append((f"t{number}", writer.formula(node)))
        writer.name(node, f"t{number}")
    return tuple(definitions), [writer.formula(root) for root in roots]
