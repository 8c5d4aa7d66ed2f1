"""The steps of a derivation as text, with names for the parts that it writes again and again.

Imports the differentiator, ``notation``, ``problems`` and ``reports.report``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain, count

from symdiff.answers.logarithmic import logarithm_of
from symdiff.differentiator import Step, derive, forward_steps, read, tidy
from symdiff.differentiator.statement import operand_names, statement
from symdiff.frozen import replace
from symdiff.graph import Expression, Graph
from symdiff.graph.heads import Product, Sum, absolute, log
from symdiff.notation.writer import Writer
from symdiff.problems import Entry
from symdiff.reports.explain import as_divisor, is_sum, without_minus
from symdiff.reports.report import StepReport

_MANY_STEPS = 8
"""Steps from which a derivation is long."""


_LONG_PART, _OFTEN = 12, 3
"""Characters of a part that is worth a name, and how many steps below the first would write it."""


def named_parts(graph: Graph, entry: Entry, definitions: Mapping[str, int]) -> dict[str, int]:
    """Names for the long parts that a long derivation would write again and again, operands first."""
    roots = list(dict.fromkeys(root for root, _ in entry.terms))
    if _by_logarithm(graph, entry, definitions) is not None:
        return {}
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
    logarithm = _by_logarithm(graph, entry, definitions)
    if logarithm is not None:
        return _logarithmic(graph, entry, logarithm, shown)
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
                lines=entry.composition.lines,
            )
        )
    return tuple(reports)


def _by_logarithm(graph: Graph, entry: Entry, definitions: Mapping[str, int]) -> int | None:
    """The logarithm of an entry's formula where its derivation goes that way: a first derivative of one formula."""
    if entry.composition is not None or len(entry.terms) != 1 or definitions or len(entry.terms[0][1]) != 1:
        return None
    root, (name,) = entry.terms[0]
    return logarithm_of(graph, root, name)


def _logarithmic(graph: Graph, entry: Entry, logarithm: int, shown: Callable[[int], int]) -> tuple[StepReport, ...]:
    """The derivation by the logarithm: both sides of ``log(abs(y)) = ...`` differentiated, and multiplied by y."""
    root, (name,) = entry.terms[0]
    steps = _steps(graph, logarithm, name, {}, {}, 0, shown)
    letters = chain(("y", "f", "g", "w"), (f"y{number}" for number in count(1)))
    y = next(letter for letter in letters if not graph.has_symbol(letter))
    writer = Writer(graph, arranged=False)
    text, rate = writer.formula(root), f"d{y}/d{name}"
    sides = steps[-1].shown
    rule = StepReport(
        id=len(steps),
        rule="logarithmic differentiation",
        statement=f"{rate} = {y} * d/d{name} log(abs({y}))",
        expression=rate,
        wrt="",
        partials=(),
        result=Writer(graph).formula(shown(entry.node)),
        operands=(steps[-1].id,),
        inputs=((y, text),),
        applied=f"{text}*({sides})" if is_sum(sides) else f"{text}*{sides}",
        lines=(f"log(abs({y})) = {writer.formula(logarithm)}", f"1/{y}*{rate} = {sides}"),
    )
    return (*steps, rule)


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
    steps = _without_absolute_values(graph, forward_steps(graph, root, name), definitions.values())
    wanted = [node for step in steps for node in (step.result, *step.partials) if node is not None]
    tidied = tidy(graph, [*wanted, *definitions.values()])
    names = {node: label for label, node in definitions.items()}
    typed = Writer(graph, arranged=False, names=names)
    partials = Writer(graph, names={tidied[node]: label for node, label in names.items()})
    results = Writer(graph)
    named = {tidied[node]: label for label, node in parts.items() if graph.heads[tidied[node]].arity != (0, 0)}
    shorter = Writer(graph, names=named)
    reports: list[StepReport] = []
    made: dict[int, StepReport] = {}
    for position, step in enumerate(steps):
        label = names.get(step.node)
        labels = operand_names(step.rule, len(step.operands))
        result = shown(tidied[step.result])
        factors, before, over = _form(graph, step)
        report = StepReport(
            id=start + position,
            rule=step.rule.name,
            statement=_OF_ABSOLUTE if _is_of_absolute(graph, step) else statement(step.rule),
            expression=typed.defined(step.node) if label else typed.formula(step.node),
            wrt=name,
            partials=tuple("" if node is None else partials.formula(tidied[node]) for node in step.partials),
            result=results.formula(result),
            operands=tuple(start + below for below in step.below),
            inputs=tuple(zip(labels, map(typed.formula, step.operands), strict=True)),
            short=shorter.formula(result) if named else "",
            name=label or "",
            factors=tuple("" if node is None else partials.formula(node) for node in factors),
            before=typed.formula(step.node) if before else "",
            over="" if over is None else partials.formula(over),
        )
        report = replace(report, applied=_applied(report, step, made, name))
        reports.append(report)
        made[step.node] = report
    return reports


_OF_ABSOLUTE = "d/dx log(abs(u)) = 1/u * du/dx"


def _is_of_absolute(graph: Graph, step: Step) -> bool:
    """Whether a step is one of ``log(abs(u))`` by u."""
    node = step.node
    return graph.heads[node] is log and bool(step.operands) and graph.operands[node][0] != step.operands[0]


def _without_absolute_values(graph: Graph, steps: list[Step], named: Collection[int]) -> list[Step]:
    """The steps with ``log(abs(u))`` differentiated at once, as ``1/u * du/dx``, where nothing else needs ``abs(u)``."""
    used = Counter(below for step in steps for below in step.below)
    at: dict[int, int] = {}
    kept: list[Step] = []
    passed: dict[int, Step] = {}
    for position, each in enumerate(steps):
        step = each
        if position + 1 < len(steps) and graph.heads[step.node] is absolute and step.node not in named:
            above = steps[position + 1]
            if graph.heads[above.node] is log and above.below == (position,) and used[position] == 1:
                passed[position] = step
                continue
        if len(step.below) == 1 and step.below[0] in passed:
            inner = passed[step.below[0]]
            partial = graph.collect_power(inner.operands[0], graph.minus_one)
            step = Step(step.node, step.rule, inner.operands, (partial,), step.result, inner.below)
        at[position] = len(kept)
        kept.append(
            Step(
                step.node,
                step.rule,
                step.operands,
                step.partials,
                step.result,
                tuple([at[below] for below in step.below]),
            )
        )
    return kept


def _form(graph: Graph, step: Step) -> tuple[list[int | None], bool, int | None]:
    """The tidied factors of a rule's own form, where it has one: for terms behind the node, or over another one."""
    operands = [Expression(graph, operand) for operand in step.operands]
    rule = step.rule
    found: list[int | None]
    if rule.of_logarithm is not None:
        found = [share.node for share in rule.of_logarithm(*operands)]
        over = None
    elif rule.over is not None:
        over = rule.over(*operands).node
        found = [None if partial is None else graph.times(partial, over) for partial in step.partials]
    else:
        return [], False, None
    wanted = [node for node in (*found, over) if node is not None]
    tidied = tidy(graph, wanted)
    below = None if over is None else tidied[over]
    return [None if node is None else tidied[node] for node in found], rule.of_logarithm is not None, below


def _applied(report: StepReport, step: Step, made: Mapping[int, StepReport], name: str) -> str:
    """The rule with the operands' derivatives put in."""
    result = ""
    for factor, operand, (_, value) in zip(
        report.factors or report.partials, step.operands, report.inputs, strict=True
    ):
        below = made.get(operand)
        rate = "1" if value == name else below.shown if below is not None else "0"
        if factor in ("", "0") or rate == "0":
            continue
        minus = factor.startswith("-") and not is_sum(factor)
        size = without_minus(factor) if minus else factor
        if size == "1" and not minus and rate.startswith("-") and not is_sum(rate):
            minus, term = True, str(without_minus(rate))
        elif size == "1":
            bare = not minus and step.rule.operator is Sum
            term = f"({rate})" if not bare and (is_sum(rate) or rate.startswith("-")) else str(rate)
        elif rate == "1":
            term = f"({size})" if is_sum(size) else str(size)
            term += "*1" if step.rule.operator is Product or step.rule.over is not None else ""
        else:
            left = f"({size})" if is_sum(size) else str(size)
            term = f"{left}*({rate})" if is_sum(rate) or rate.startswith("-") or "/" in rate else f"{left}*{rate}"
        result += (" - " if minus else " + ") if result else "-" if minus else ""
        result += term
    if not result:
        return ""
    alone = not is_sum(result)
    if report.before:
        before = f"({report.before})" if is_sum(report.before) else report.before
        return f"{before}*{result}" if alone and not result.startswith("-") else f"{before}*({result})"
    if report.over:
        return f"({result})/{as_divisor(report.over)}"
    return result
