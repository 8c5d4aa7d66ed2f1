"""A candidate derivative against ours: proved equal, or compared as numbers. Imports the parser, differentiator and evaluator."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from symdiff.differentiator import tidy
from symdiff.errors import fault
from symdiff.evaluator import Equality, Evaluated, Undefined, equal_values, value_at, worst
from symdiff.evaluator.verdict import Status
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation import decimal_text
from symdiff.parser import Names, parse
from symdiff.points import Point
from symdiff.problem import Options, Problem
from symdiff.reports.report import ExpectedReport
from symdiff.spread import spread

Orders = Mapping[tuple[str, ...], int]
"""A node by the names that are differentiated by, in order."""

_NEAR = (Fraction(0), Fraction(1, 64), Fraction(-1, 128))
"""A given point is compared at itself and at two points near by, relative: two formulas may meet at one point by chance."""
_ENOUGH = 5
"""Points of the common domain that are compared where none are given."""


def parse_candidates(
    problem: Problem, builder: GraphBuilder, names: Names, derivatives: Orders, options: Options
) -> dict[tuple[str, ...], int]:
    """The typed node of each candidate of the problem, by what it is a candidate for."""
    texts = _candidates(problem, derivatives)
    return {
        wrt: parse(text, builder, names=names, limits=options.limits, syntax=options.syntax)
        for wrt, text in texts.items()
    }


def judge(
    builder: GraphBuilder, derivatives: Orders, candidates: Orders, root: int, points: Sequence[Point]
) -> ExpectedReport | None:
    """The answer to the candidates, the worst where there are several; None where there are none."""
    answers = [_answer(builder, derivatives[wrt], node, root, points) for wrt, node in candidates.items()]
    if not answers:
        return None
    verdict = worst(answer.verdict for answer in answers)
    answers = [answer for answer in answers if answer.verdict is verdict]
    return next((answer for answer in answers if answer.how != "proved"), answers[0])


def _candidates(problem: Problem, derivatives: Orders) -> dict[tuple[str, ...], str]:
    expected = problem.expected
    if expected is None:
        return {}
    if isinstance(expected, str):
        if len(derivatives) > 1:
            names = ", ".join(",".join(wrt) for wrt in derivatives)
            raise fault(
                "unknown-variable",
                f"one candidate is given for several derivatives: {names}",
                hint="give an object by variable",
            )
        return dict.fromkeys(derivatives, expected)
    by_name = {",".join(wrt): wrt for wrt in derivatives} | {wrt[0]: wrt for wrt in derivatives if len(set(wrt)) == 1}
    for name in expected:
        if name not in by_name:
            raise fault("unknown-variable", f"a candidate is given for {name!r}, which is not differentiated by")
    return {by_name[name]: text for name, text in expected.items()}


def _answer(
    builder: GraphBuilder, derivative: int, candidate: int, root: int, points: Sequence[Point]
) -> ExpectedReport:
    graph = builder.graph
    difference = graph.plus(derivative, graph.times(graph.minus_one, candidate))
    tidied = tidy(graph, [difference, candidate, derivative])
    if tidied[difference] == graph.zero or tidied[candidate] == tidied[derivative]:
        return ExpectedReport(Status.AGREE, "proved")
    seen: list[Status] = []
    for at, nodes in _places(builder, [root, derivative, candidate], points):
        if isinstance(value_at(graph, root, nodes), Undefined):
            continue  # outside the domain of the formula itself
        equality = equal_values(graph, candidate, derivative, nodes)
        if equality.verdict is Status.DISAGREE:
            return ExpectedReport(Status.DISAGREE, "numeric", _witness(at, equality))
        seen.append(equality.verdict)
        if not points and seen.count(Status.AGREE) == _ENOUGH:
            break
    agreed = seen.count(Status.AGREE)
    if points and seen and seen[0] is not Status.AGREE:
        return ExpectedReport(seen[0], "numeric", None, "the values at the point cannot be compared")
    if not agreed:
        status = Status.UNDEFINED if points else Status.INCONCLUSIVE
        return ExpectedReport(status, "numeric", None, "no point was found where both are defined")
    return ExpectedReport(Status.AGREE, "numeric", None, f"equal to 20 digits at {agreed} points")


def _witness(at: Mapping[str, str], equality: Equality) -> dict[str, object]:
    ours, theirs = equality.second, equality.first
    return {
        "at": dict(at),
        "derivative": ours.value if isinstance(ours, Evaluated) else None,
        "expected": theirs.value if isinstance(theirs, Evaluated) else None,
    }


def _places(
    builder: GraphBuilder, roots: Sequence[int], points: Sequence[Point]
) -> Iterator[tuple[dict[str, str], dict[str, int]]]:
    """Points to compare at: the given ones and their neighbours, or else a fixed spread of small fractions."""
    graph = builder.graph
    names = graph.symbols(roots)
    if points:
        for point in points:
            for near in _NEAR:
                yield (
                    {name: text if not near else f"({text})*{1 + near}" for name, text in point.at.items()},
                    {name: _moved(graph, node, near) for name, node in point.nodes.items()},
                )
        return
    for values in spread(names):
        yield (
            {name: decimal_text(value) for name, value in values.items()},
            {name: builder.number(value) for name, value in values.items()},
        )


def _moved(graph: Graph, node: int, near: Fraction) -> int:
    return node if not near else graph.times(graph.number(1 + near), node)
