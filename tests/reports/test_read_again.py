"""What is printed is read again: LaTeX, plain text, JSON and the one-line pretty form come back equal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, reject, settings

from symdiff.differentiator.tidy import tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator.values.at_points import Evaluated, value_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem
from symdiff.reports.json_report import record
from symdiff.reports.latex import in_latex
from symdiff.reports.pretty import text as pretty
from tests.growing import POINT, Shape, expressions, planted


def _texts(row: Any) -> Iterator[str]:
    yield row["expr"]
    expected = row.get("expected")
    yield from [expected] if isinstance(expected, str) else (expected or {}).values()


def _value(builder: GraphBuilder, node: int, point: Any) -> float:
    found = value_at(builder.graph, node, {name: builder.number(value) for name, value in point.items()})
    return found.value if isinstance(found, Evaluated) else math.nan


def _same(builder: GraphBuilder, first: int, second: int, point: Any) -> bool:
    if first == second:
        return True
    left, right = _value(builder, first, point), _value(builder, second, point)
    return math.isclose(left, right, rel_tol=1e-12) or (math.isnan(left) and math.isnan(right))


@pytest.mark.parametrize("name", ["special", "peers", "optim", "feynman", "matrix", "rubi"])
def test_latex_of_published_formulas_is_read_again(published: Callable[[str], Any], name: str) -> None:
    from fractions import Fraction

    for row in published(name)[:: 4 if name == "rubi" else 1]:
        names = Names(frozenset(row["vars"]))
        point = {each: Fraction(value) for each, value in row["point"].items()}
        for text in _texts(row):
            builder = GraphBuilder(Graph())
            want = parse(text, builder, names=names, syntax="plain")
            got = parse(in_latex(text, names), builder, names=names, syntax="latex")
            assert _same(builder, got, want, point), (row["id"], text)


@pytest.mark.parametrize("name", ["peers", "feynman"])
def test_reports_of_published_formulas_are_read_again(published: Callable[[str], Any], name: str) -> None:
    for row in published(name):
        report = solve(Problem(row["expr"], variables=tuple(row["vars"])))
        for given_, told in zip(json.loads(record(report))["derivatives"], report.derivatives, strict=True):
            names = Names(frozenset(row["vars"]))
            builder = GraphBuilder(Graph())
            assert told.expression is not None
            assert parse(given_["expression"], builder, names=names) == parse(told.expression, builder, names=names)


@settings(max_examples=60, deadline=None)
@given(expressions(most=8, conditional=True))
def test_formulas_come_back_from_latex_and_plain_text(shape: Shape) -> None:
    builder = GraphBuilder(Graph())
    try:
        node = planted(shape, builder)
    except SymdiffError as error:
        assert error.diagnostic.code in ("undefined", "too-many-digits")
        reject()
    names = Names(frozenset(POINT))
    text = write(builder.graph, node, arranged=False)
    assert _same(builder, parse(text, builder, names=names, syntax="plain"), node, POINT), text
    try:
        latex = in_latex(text, names)
    except SymdiffError as error:
        assert error.diagnostic.code == "too-large-output"
        return
    assert _same(builder, parse(latex, builder, names=names, syntax="latex"), node, POINT), latex


@pytest.mark.parametrize(
    "text", ["2*x", "x + y", "x*y", "sqrt(x)", "abs(x)", "floor(x)", "pi*x", "x_1 + x[0]", "alpha*x"]
)
def test_pretty_forms_of_one_line_are_read_again(text: str) -> None:
    report = solve(Problem(f"({text})*t", wrt=(("t",),)))
    shown = pretty(report)
    builder = GraphBuilder(Graph())
    assert "\n" not in shown
    names = Names(given=frozenset(builder.graph.symbols([parse(text, builder)])))
    first, second = parse(shown, builder, names=names), parse(text, builder, names=names)
    tidied = tidy(builder.graph, [first, second])
    assert tidied[first] == tidied[second], shown
