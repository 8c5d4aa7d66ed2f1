"""The steps of a derivation as text, with names for the parts that it writes again and again.

Imports the differentiator, ``notation``, ``problems`` and ``reports.report``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from symdiff.differentiator import derive, forward_steps, operand_names, read, statement, tidy
from symdiff.graph import Graph
from symdiff.notation.writer import Writer
from symdiff.problems import Entry
from symdiff.reports.report import StepReport

_MANY_STEPS = 8
"""Steps from which a derivation is long."""


_LONG_PART, _OFTEN = 12, 3
"""Characters of a part that is worth a name, and how many steps below the first would write it."""


def named_parts(graph: Graph, entry: Entry, definitions: Mapping[str, int]) -> dict[str, int]:
    """Names for the long parts that a long derivation would write again and again, operands first."""
    roots = list(dict.fromkeys(root for root, _ in entry.terms))
    known = set(definitions.values())
    wanted = {name for _, names in entry.terms for name in names}
    readings = [reading.node for name in wanted for reading in read(graph, roots, (name,))]
    if len(readings) < _MANY_STEPS:
        return {}
    writer = Writer(graph, arranged=False, names={node: name for name, node in definitions.items()})
    found: dict[str, int] = {}
    number = 0
    for node in _repeated(graph, set(readings) - set(roots) - known, readings):
        if len(writer.write(node)) < _LONG_PART:
            continue
        number += 1
        while graph.has_symbol(f"p{number}") or f"p{number}" in definitions:
            number += 1
        found[f"p{number}"] = node
        writer.name(node, f"p{number}")
    return found


def _repeated(graph: Graph, nodes: set[int], readings: Sequence[int]) -> list[int]:
    """The nodes whose text stands in the texts of at least so many steps that a name saves writing, operands first.

    A step's text holds its node and all below it, so each step above a node counts.
    """
    heads, operands = graph.heads, graph.operands
    above: dict[int, int] = dict.fromkeys(nodes, 0)
    counts: dict[int, int] = {}
    for node in reversed(graph.reachable(readings)):
        count = counts.get(node, 0) + (node in nodes)
        if node in above:
            above[node] = count
        if heads[node].arity != (0, 0):
            for operand in operands[node]:
                counts[operand] = min(_OFTEN, counts.get(operand, 0) + count)
    return [node for node in sorted(nodes) if above[node] >= _OFTEN]


def written_parts(
    graph: Graph, parts: Mapping[str, int], definitions: Mapping[str, int]
) -> tuple[tuple[str, str], ...]:
    """Named parts with their texts in terms of the others."""
    if not parts:
        return ()
    names = {node: name for name, node in (*definitions.items(), *parts.items())}
    writer = Writer(graph, arranged=False, names=names)
    return tuple((name, writer.defined(node)) for name, node in parts.items())


def explain(
    graph: Graph,
    entry: Entry,
    definitions: Mapping[str, int],
    parts: Mapping[str, int],
    shown: Callable[[int], int],
) -> tuple[StepReport, ...]:
    """The derivation of an entry: its terms one after the other, each by the symbols in turn, a root's step last.

    Results are written as ``shown`` makes them; one that is differentiated further is left as it is. What ``definitions`` or ``parts`` name is written by its name, so that the chain through it shows; but results are
    written out, and those in terms of ``parts`` stand beside them.
    """
    reports: list[StepReport] = []
    last: list[StepReport] = []
    for root, wrt in entry.terms:
        node = root
        for position, name in enumerate(wrt, 1):
            as_shown = shown if position == len(wrt) else int
            reports += _steps(graph, node, name, definitions, parts, len(reports), as_shown)
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
                result=writer.formula(shown(entry.node)),
                operands=tuple(dict.fromkeys(step.id for step in last)),
                inputs=tuple(zip(entry.composition.terms, (step.result for step in last), strict=True)),
            )
        )
    return tuple(reports)


def _steps(
    graph: Graph,
    root: int,
    name: str,
    definitions: Mapping[str, int],
    parts: Mapping[str, int],
    start: int,
    shown: Callable[[int], int],
) -> list[StepReport]:
    """The steps of one differentiation; ids count from ``start``."""
    definitions = {**definitions, **parts}
    steps = forward_steps(graph, root, name)
    wanted = [node for step in steps for node in (step.result, *step.partials) if node is not None]
    tidied = tidy(graph, [*wanted, *definitions.values()])
    names = {node: label for label, node in definitions.items()}
    typed = Writer(graph, arranged=False, names=names)
    partials = Writer(graph, names={tidied[node]: label for node, label in names.items()})
    results = Writer(graph)
    named = {tidied[node]: label for label, node in parts.items() if graph.heads[tidied[node]].arity != (0, 0)}
    shorter = Writer(graph, names=named)
    reports = []
    for position, step in enumerate(steps):
        label = names.get(step.node)
        labels = operand_names(step.rule, len(step.operands))
        result = shown(tidied[step.result])
        reports.append(
            StepReport(
                id=start + position,
                rule=step.rule.name,
                statement=statement(step.rule),
                expression=typed.defined(step.node) if label else typed.formula(step.node),
                wrt=name,
                partials=tuple("" if node is None else partials.formula(tidied[node]) for node in step.partials),
                result=results.formula(result),
                operands=tuple(start + below for below in step.below),
                inputs=tuple(zip(labels, map(typed.formula, step.operands), strict=True)),
                short=shorter.formula(result) if named else "",
                name=label or "",
            )
        )
    return reports
