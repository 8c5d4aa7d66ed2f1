"""Random formulas over every operator: both sweeps against a difference in 60 digits, and the printed text read back.

``SYMDIFF_FORMULAS=20000 python -m pytest tests/acceptance/test_campaign.py -s`` is the long campaign; a run without it draws 500
formulas with a fixed seed.
"""

from __future__ import annotations

import os
from collections import Counter
from fractions import Fraction

from hypothesis import HealthCheck, given, seed, settings

from symdiff.budget import budget
from symdiff.differentiator import derive, forward, reverse
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.arithmetic.running_error import Real
from symdiff.evaluator.values.at_points import enclose
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, parse
from tests.growing import POINT, Shape, expressions, planted

COUNT = int(os.environ.get("SYMDIFF_FORMULAS", "500"))
DIGITS = 10**40
SECONDS = 5.0
_ARITHMETIC = Multiprecision(240)
_outcomes: Counter[str] = Counter()


def value(graph: Graph, root: int, point: dict[str, int]) -> Real | None:
    """The value in 72 digits with its bound."""
    program = Program(graph, (root,), point)
    run = program.run(_ARITHMETIC)
    slot = program.slots[root]
    return None if slot in run.gaps else run.values[slot]


def difference(graph: Graph, root: int, name: str, point: dict[str, int]) -> Real | None:
    """A central difference with its error: that of a step twice as long, and the rounding of both values.

    The error of a central difference falls with the square of its step, so the distance of two of them, one step twice the
    other, is three times the error of the better one.
    """
    found = []
    for h in (Fraction(1, 10**20), Fraction(1, 5 * 10**19)):
        ends = [value(graph, root, point | {name: graph.number(POINT[name] + step)}) for step in (h, -h)]
        if ends[0] is None or ends[1] is None:
            return None
        (high, above), (low, below) = ends
        number = _ARITHMETIC.number(h)[0]
        found.append(((high - low) / (2 * number), (above + below) / (2 * number)))
    (near, noise), (far, further) = found
    return near, abs(near - far) + noise + further


def judged(shape: Shape) -> str:
    """How the comparison of one formula went; an assertion fails where it went wrong."""
    graph = Graph()
    builder = GraphBuilder(graph)
    try:
        root = planted(shape, builder)
        name = (graph.symbols([root]) or ["x"])[0]
        swept, backward, tidied = (
            forward(graph, root, name),
            reverse(graph, root, [name])[name],
            derive(graph, root, [name]),
        )
        printed = write(graph, tidied)
        again = parse(printed, builder, names=Names(frozenset(POINT)))
    except SymdiffError as error:
        return error.diagnostic.code
    point = {each: graph.number(number) for each, number in POINT.items()}
    measured = difference(graph, root, name, point)
    if measured is None:
        return "no value near the point"
    results = enclose(graph, (swept, backward, tidied, again), point, DIGITS, 240)
    numbers = [found for found in results if isinstance(found, tuple)]
    if len(numbers) < len(results):
        return "a derivative without a value"
    estimate, doubt = measured
    scale = max(1, abs(estimate))
    for number, bound in numbers:
        assert abs(number - estimate) <= 2 * doubt + bound, (shape, name, printed, number, estimate)
    return "agreed" if doubt <= scale * 10**-12 else "agreed in fewer digits"


@seed(2026)
@settings(max_examples=COUNT, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(expressions(most=16, conditional=True))
def draw(shape: Shape) -> None:
    try:
        with budget(SECONDS):
            outcome = judged(shape)
    except SymdiffError as error:
        outcome = error.diagnostic.code
    _outcomes[outcome] += 1


def test_random_formulas() -> None:
    _outcomes.clear()
    draw()
    print(dict(_outcomes))
    total = sum(_outcomes.values())
    assert total >= COUNT
    assert _outcomes["agreed"] >= 0.8 * total, _outcomes
