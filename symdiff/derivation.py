"""Steps and shared parts of a result as text. Imports the differentiator, ``notation`` and ``reports.report``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.differentiator import Step, derive, forward_steps, operand_names, statement, tidy
from symdiff.graph import Graph
from symdiff.notation import PRODUCT, Writer, shared_parts
from symdiff.reports.report import StepReport


def explain(graph: Graph, root: int, wrt: Sequence[str], definitions: Mapping[str, int]) -> tuple[StepReport, ...]:
    """The derivation of a node by the symbols in turn, the root's step last.

    A part that ``definitions`` names is written by its name, so that the chain through it shows.
    """
    reports: list[StepReport] = []
    for name in wrt:
        reports += _steps(graph, root, name, definitions, len(reports))
        root = derive(graph, root, (name,))
    return tuple(reports)


def _steps(graph: Graph, root: int, name: str, definitions: Mapping[str, int], start: int) -> list[StepReport]:
    """The steps of one differentiation; ids count from ``start``."""
    steps = forward_steps(graph, root, name)
    wanted = [node for step in steps for node in (step.result, *step.partials) if node is not None]
    tidied = tidy(graph, [*wanted, *definitions.values()])
    names = {node: label for label, node in definitions.items()}
    canonical_names = {tidied[node]: label for node, label in names.items()}
    results = Writer(graph)
    partials = Writer(graph, names=canonical_names)
    reports = []
    for position, step in enumerate(steps):
        label = names.get(step.node)
        others = {node: text for node, text in names.items() if node != step.node}
        expression = Writer(graph, arranged=False, names=others).write(step.node)
        reports.append(
            StepReport(
                id=start + position,
                rule=step.rule.name,
                statement=statement(step.rule),
                expression=f"{label} = {expression}" if label else expression,
                wrt=name,
                partials=tuple("" if node is None else partials.write(tidied[node]) for node in step.partials),
                result=results.write(tidied[step.result]),
                operands=tuple(start + below for below in step.below),
                inputs=_inputs(step, Writer(graph, arranged=False, names=names)),
            )
        )
    return reports


def _inputs(step: Step, writer: Writer) -> tuple[tuple[str, str], ...]:
    """What stands for each operand of the rule in this use of it."""
    labels = operand_names(step.rule, len(step.operands))
    return tuple((label, writer.write(node)) for label, node in zip(labels, step.operands, strict=True))


def share(graph: Graph, roots: Sequence[int], taken: Sequence[str]) -> tuple[tuple[tuple[str, str], ...], list[str]]:
    """Definitions ``t1``, ``t2``, ... of the parts that the roots use more than once, and the roots in terms of them.

    Names in ``taken`` are passed over.
    """
    names: dict[int, str] = {}
    writer = Writer(graph, names=names)
    definitions = []
    number = 0
    for node in shared_parts(graph, roots):
        text = writer.write(node, PRODUCT - 1)
        number += 1
        while f"t{number}" in taken:
            number += 1
        names[node] = f"t{number}"
        definitions.append((names[node], text))
    return tuple(definitions), [writer.write(root) for root in roots]
