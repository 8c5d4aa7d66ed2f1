"""A candidate derivative against the true one: by balls at points of the domain, by proof, or by values alone.

Imports the parser, the differentiator, the evaluator, ``calculus`` and ``mistakes``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import chain, zip_longest

from symdiff.answers import mistakes
from symdiff.answers.test_points import spread
from symdiff.differentiator import tidy
from symdiff.errors import fault
from symdiff.evaluator import Evaluated, Undefined, equal_values, value_at, worst
from symdiff.frozen import frozen
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.numerals import decimal_text
from symdiff.parser import Names, parse
from symdiff.problems import Entry
from symdiff.problems.points import Point
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import ExpectedReport
from symdiff.status import Status

Wrt = tuple[str, ...]
"""The names that are differentiated by, in order."""

_NEAR = (Fraction(0), Fraction(1, 64), Fraction(-1, 128))
"""A given point is compared at itself and at two points near by, relative: two formulas may meet at one point by chance."""
_ENOUGH = 8
"""Points of the common domain that are compared where none are given: as many with negative coordinates as without."""
_PROOF = 5.0
"""Seconds for sympy to prove an equality."""


def parse_candidates(
    problem: Problem, builder: GraphBuilder, names: Names, derivatives: Sequence[Wrt], options: Options
) -> dict[Wrt, int]:
    """The typed node of each candidate of the problem, by what it is a candidate for."""
    texts = _candidates(problem, derivatives)
    return {
        wrt: parse(text, builder, names=names, limits=options.limits, syntax=options.syntax)
        for wrt, text in texts.items()
    }


def judge(
    builder: GraphBuilder,
    entries: Sequence[Entry],
    candidates: Mapping[Wrt, int],
    points: Sequence[Point],
    options: Options,
) -> ExpectedReport | None:
    """The answer to the candidates, the worst where there are several; None where there are none."""
    by_wrt = {entry.wrt: entry for entry in entries}
    answers = [_answer(builder, by_wrt[wrt], node, points, options) for wrt, node in candidates.items()]
    if not answers:
        return None
    verdict = worst(answer.verdict for answer in answers)
    answers = [answer for answer in answers if answer.verdict is verdict]
    return min(answers, key=lambda answer: ("numeric", "certified", "proved").index(answer.how))


def _candidates(problem: Problem, derivatives: Sequence[Wrt]) -> dict[Wrt, str]:
    expected = problem.expected
    if expected is None:
        return {}
    if isinstance(expected, str):
        expected = (expected,)
    if isinstance(expected, tuple):
        if len(expected) == len(derivatives):
            return dict(zip(derivatives, expected, strict=True))
        names = ", ".join(",".join(wrt) for wrt in derivatives)
        count = "one candidate is" if len(expected) == 1 else f"{len(expected)} candidates are"
        several = "several derivatives" if len(derivatives) > 1 else "one derivative"
        raise fault(
            "unknown-variable",
            f"{count} given for {several}: {names}",
            hint="give one for each, in this order, or choose with --wrt",
        )
    by_name = {",".join(wrt): wrt for wrt in derivatives} | {wrt[0]: wrt for wrt in derivatives if len(set(wrt)) == 1}
    for name in expected:
        if name not in by_name:
            raise fault("unknown-variable", f"a candidate is given for {name!r}, which is not differentiated by")
    return {by_name[name]: text for name, text in expected.items()}


@frozen
class _Comparison:
    """A candidate at one point. The values are None where they are undefined."""

    verdict: Status
    how: str
    ours: float | str | None = None
    theirs: float | str | None = None


def _answer(
    builder: GraphBuilder, entry: Entry, candidate: int, points: Sequence[Point], options: Options
) -> ExpectedReport:
    """Points first where all is asked for: a rule that is wrong would prove what rests on it."""
    graph = builder.graph
    same = _same(graph, entry.node, candidate)
    if same and not options.certify:
        return ExpectedReport(Status.AGREE, "proved")
    (root,) = entry.roots
    seen: list[_Comparison] = []
    agreed: list[str] = []
    for at, nodes in _places(builder, [root, entry.node, candidate], points):
        if isinstance(value_at(graph, root, nodes), Undefined):
            continue  # outside the domain of the formula itself
        found = _compared(graph, entry, candidate, nodes)
        if found.verdict is Status.DISAGREE:
            witness: dict[str, object] = {"at": at, "derivative": found.ours, "expected": found.theirs}
            return ExpectedReport(Status.DISAGREE, found.how, witness, _named(builder, entry, candidate, points))
        seen.append(found)
        if found.verdict is Status.AGREE:
            agreed.append(found.how)
        if not points and len(agreed) == _ENOUGH:
            break
    certain = [how for how in agreed if how == "certified"]
    if same or (options.prove and _proved(graph, entry.node, candidate, options)):
        return ExpectedReport(Status.AGREE, "proved", None, f"certified at {len(certain)} points" if certain else None)
    if points and seen and seen[0].verdict is not Status.AGREE:
        return ExpectedReport(seen[0].verdict, "numeric", None, "the values at the point cannot be compared")
    if not agreed:
        status = Status.UNDEFINED if points else Status.INCONCLUSIVE
        return ExpectedReport(status, "numeric", None, "no point was found where both are defined")
    if len(certain) == len(agreed):
        return ExpectedReport(Status.AGREE, "certified", None, f"certified at {len(agreed)} points")
    return ExpectedReport(Status.AGREE, "numeric", None, f"equal to 20 digits at {len(agreed)} points")


def _same(graph: Graph, derivative: int, candidate: int) -> bool:
    difference = graph.plus(derivative, graph.times(graph.minus_one, candidate))
    tidied = tidy(graph, [difference, candidate, derivative])
    return tidied[difference] == graph.zero or tidied[candidate] == tidied[derivative]


def _proved(graph: Graph, derivative: int, candidate: int, options: Options) -> bool:
    """Whether sympy finds the difference to be 0, in the time that there is for it."""
    from symdiff.answers.simplification import vanishes  # imports sympy

    return vanishes(graph, derivative, candidate, min(_PROOF, (options.timeout or _PROOF) / 4))


def _compared(graph: Graph, entry: Entry, candidate: int, nodes: Mapping[str, int]) -> _Comparison:
    """By balls where they can tell, else by values that are right to 30 digits."""
    from symdiff.evaluator.values.intervals import decimal_ends, nearest  # imports flint
    from symdiff.evaluator.verdicts.certificate import certify  # imports flint

    found = certify(graph, entry.definition, candidate, nodes)
    if found.verdict is not Status.INCONCLUSIVE:
        assert found.truth is not None
        assert found.symbolic is not None
        both = found.truth, found.symbolic
        floats = [nearest(each.middle) for each in both]
        # Where doubles are the same, decimal digits tell them apart.
        shown = floats if floats[0] != floats[1] else [decimal_ends(each)[0] for each in both]
        return _Comparison(found.verdict, "certified", *shown)
    equality = equal_values(graph, candidate, entry.node, nodes)
    ours_, theirs_ = (each.value if isinstance(each, Evaluated) else None for each in (equality.second, equality.first))
    return _Comparison(equality.verdict, "numeric", ours_, theirs_)


def _named(builder: GraphBuilder, entry: Entry, candidate: int, points: Sequence[Point]) -> str | None:
    """The mistake that was made, where it is a common one."""
    if len(entry.wrt) > 1:
        return None
    (root,) = entry.roots
    places = [nodes for _, nodes in _places(builder, [root, entry.node, candidate], points)]
    return mistakes.named(builder.graph, root, entry.wrt[0], entry.node, candidate, places)


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
    found = list(spread(names))
    above = [values for values in found if min(values.values(), default=0) >= 0]
    below = [values for values in found if min(values.values(), default=0) < 0]
    for values in chain.from_iterable(zip_longest(above, below)):
        if values is not None:
            yield (
                {name: decimal_text(value) for name, value in values.items()},
                {name: builder.number(value) for name, value in values.items()},
            )


def _moved(graph: Graph, node: int, near: Fraction) -> int:
    return node if not near else graph.times(graph.number(1 + near), node)
