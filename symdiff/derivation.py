"""Derivatives as text, with their steps and shared parts. Imports ``calculus`` and below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.calculus import Entry
from symdiff.differentiator import derive, forward_steps, operand_names, statement, tidy
from symdiff.errors import SymdiffError
from symdiff.graph import Graph
from symdiff.notation import Writer, shared_parts
from symdiff.problem import Options, Problem
from symdiff.reports.report import DerivativeReport, StepReport


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
    for group in apart:
        let, note = None, None
        texts: Sequence[str | None] = [None] * len(group)
        steps: list[tuple[StepReport, ...] | None] = [None] * len(group)
        try:
            nodes = [entry.node for entry in group]
            if options.shared:
                let, texts = share(graph, nodes, graph.symbols(nodes))
            elif options.text:
                texts = [writer.write(node) for node in nodes]
            if options.explain:
                steps = [explain(graph, entry, definitions) if entry.terms else None for entry in group]
        except SymdiffError as error:
            if error.diagnostic.code != "too-large-output" or not problem.at:
                raise
            note = error.diagnostic.message
        for position, (entry, text, derivation) in enumerate(zip(group, texts, steps, strict=True)):
            shown = None if position else let
            reports.append(
                DerivativeReport(entry.wrt, text, note or entry.note, derivation, shown, entry.name, entry.cell)
            )
    return tuple(reports)


def explain(graph: Graph, entry: Entry, definitions: Mapping[str, int]) -> tuple[StepReport, ...]:
    """The derivation of an entry: its terms one after the other, each by the symbols in turn, a root's step last.

    A part that ``definitions`` names is written by its name, so that the chain through it shows.
    """
    reports: list[StepReport] = []
    last: list[StepReport] = []
    for root, wrt in entry.terms:
        node = root
        for name in wrt:
            reports += _steps(graph, node, name, definitions, len(reports))
            node = derive(graph, node, (name,))
        last.append(reports[-1])
    if entry.composition is not None:
        writer = Writer(graph)
        reports.append(
            StepReport(
                id=len(reports),
                rule=entry.composition.rule,
                statement=entry.composition.statement,
                expression=entry.name,
                wrt="",
                partials=(),
                result=writer.write(entry.node),
                operands=tuple(dict.fromkeys(step.id for step in last)),
                inputs=tuple(zip(entry.composition.terms, (step.result for step in last), strict=True)),
            )
        )
    return tuple(reports)


def _steps(graph: Graph, root: int, name: str, definitions: Mapping[str, int], start: int) -> list[StepReport]:
    """The steps of one differentiation; ids count from ``start``."""
    steps = forward_steps(graph, root, name)
    wanted = [node for step in steps for node in (step.result, *step.partials) if node is not None]
    tidied = tidy(graph, [*wanted, *definitions.values()])
    names = {node: label for label, node in definitions.items()}
    typed = Writer(graph, arranged=False, names=names)
    partials = Writer(graph, names={tidied[node]: label for node, label in names.items()})
    results = Writer(graph)
    reports = []
    for position, step in enumerate(steps):
        label = names.get(step.node)
        labels = operand_names(step.rule, len(step.operands))
        reports.append(
            StepReport(
                id=start + position,
                rule=step.rule.name,
                statement=statement(step.rule),
                expression=f"{label} = {typed.definition(step.node)}" if label else typed.write(step.node),
                wrt=name,
                partials=tuple("" if node is None else partials.write(tidied[node]) for node in step.partials),
                result=results.write(tidied[step.result]),
                operands=tuple(start + below for below in step.below),
                inputs=tuple(zip(labels, map(typed.write, step.operands), strict=True)),
            )
        )
    return reports


def share(graph: Graph, roots: Sequence[int], taken: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Definitions ``t1``, ``t2``, ... of the parts that the roots use more than once, and the roots in terms of them.

    Names in ``taken`` are passed over.
    """
    writer = Writer(graph)
    definitions = []
    number = 0
    for node in shared_parts(graph, roots):
        number += 1
        while f"t{number}" in taken:
            number += 1
        definitions.append((f"t{number}", writer.write(node)))
        writer.name(node, f"t{number}")
    return tuple(definitions), [writer.write(root) for root in roots]
