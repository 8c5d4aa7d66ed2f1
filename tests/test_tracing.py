"""Traces: values, tangents, adjoints and partials of every step, and the pictures that are made of them."""

from __future__ import annotations

import json
import math
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from symdiff.answers import trace as tracing
from symdiff.answers.trace import Trace, traced
from symdiff.errors import SymdiffError
from symdiff.figures.layout import layout
from symdiff.figures.programs import dot, mermaid
from symdiff.figures.svg import svg
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

SCHEMA: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "docs" / "report.schema.json").read_text(encoding="utf-8")
)
BAYDIN = ("log(x1)+x1*x2-sin(x2)", "x1=2,x2=5")


def traced_at(source: str, at: str, *wrt: str) -> Trace:
    return traced(
        opened(Problem(source, kind="graph", wrt=tuple((name,) for name in wrt), at=(at,)), Options()), Options()
    )


@pytest.mark.parametrize(
    ("source", "at", "adjoints", "partials"),
    [
        ("x*y", "x=2,y=3", {"x": 3.0, "y": 2.0}, {"x": ("y", 3.0), "y": ("x", 2.0)}),
        ("x+y", "x=2,y=3", {"x": 1.0, "y": 1.0}, {"x": ("1", 1.0), "y": ("1", 1.0)}),
        ("x-y", "x=2,y=3", {"x": 1.0, "y": -1.0}, {"x": ("1", 1.0), "v1": ("1", 1.0)}),
        ("x/y", "x=2,y=4", {"x": 0.25, "y": -0.125}, {"x": ("1/y", 0.25), "y": ("-x/y**2", -0.125)}),
        (
            "x**y",
            "x=2,y=3",
            {"x": 12.0, "y": 8 * math.log(2)},
            {"x": ("y*x**(y - 1)", 12.0), "y": ("x**y*log(x)", 8 * math.log(2))},
        ),
        ("x*x", "3", {"x": 6.0}, {"x": ("2*x", 6.0)}),
        ("2*x", "3", {"x": 2.0}, {"x": ("2", 2.0)}),
        ("x", "3", {"x": 1.0}, {}),
        ("v1*v2", "v1=2,v2=3", {"v1": 3.0, "v2": 2.0}, {"v1": ("v2", 3.0), "v2": ("v1", 2.0)}),
        ("x*abs(x)", "0", {"x": 0.0}, {"x": ("v1", 0.0), "v1": ("x", 0.0)}),
        ("Piecewise((log(x), x > 0), (x**2, True))", "-1", {"x": -2.0, "v1": 0.0, "v2": 1.0}, None),
        ("exp(x)/exp(x)", "1000", {"x": 0.0}, None),
    ],
)
def test_adjoints_and_partials(
    source: str, at: str, adjoints: dict[str, float], partials: dict[str, Any] | None
) -> None:
    found = traced_at(source, at)
    values = {node.id: node.adjoint for node in found.nodes}
    assert {name: values[name] for name in adjoints} == adjoints
    if partials is not None:
        assert {edge.operand: (edge.partial, edge.value) for edge in found.nodes[-1].edges} == partials


def test_the_example_of_the_textbooks() -> None:
    found = traced_at(*BAYDIN, "x1", "x2")
    assert [(node.id, node.step) for node in found.nodes] == [
        ("x1", "x1"),
        ("x2", "x2"),
        ("v1", "log(x1)"),
        ("v2", "x1*x2"),
        ("v3", "sin(x2)"),
        ("v4", "-v3"),
        ("v5", "v1 + v2 + v4"),
    ]
    assert [round(node.value or 0, 3) for node in found.nodes] == [2, 5, 0.693, 10, -0.959, 0.959, 11.652]
    assert found.nodes[-1].tangents == pytest.approx((5.5, 1.716337814536774), rel=1e-13)
    assert [node.adjoint for node in found.nodes] == [5.5, pytest.approx(1.716337814536774, rel=1e-13), 1, 1, -1, 1, 1]


def test_a_kink_and_a_pole_have_no_numbers_where_they_matter() -> None:
    kink = {node.id: (node.value, node.tangents, node.adjoint) for node in traced_at("abs(x)+x*y", "x=0,y=1").nodes}
    assert kink["v1"] == (0.0, (None,), 1.0)
    assert kink["x"] == (0.0, (1.0,), None)
    assert kink["y"] == (1.0, (0.0,), 0.0)
    pole = traced_at("y + log(x)", "x=0,y=1")
    assert [(node.value, node.adjoint) for node in pole.nodes] == [(0.0, None), (1.0, None), (None, None), (None, None)]


def test_adjoints_that_are_not_the_gradient_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "adjoints", lambda graph, root, readings: {graph.symbol("x"): graph.number(7)})
    with pytest.raises(SymdiffError, match="the graph gives 7.0 for the derivative by 'x', and the gradient 3.0"):
        traced_at("x*y", "x=2,y=3")


def test_a_graph_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(SymdiffError, match="the graph has 1,202 nodes; at most 1,000 are drawn"):
        traced_at("+".join(f"sin({k}*x)" for k in range(2, 602)), "1")


def test_the_picture_shows_every_number_and_no_box_covers_another() -> None:
    found = traced_at(*BAYDIN)
    picture = layout(found)
    text = svg(picture, "f")
    assert text == svg(layout(traced_at(*BAYDIN)), "f")
    root = ET.fromstring(text)
    shown = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    for words in (
        "v5 = v1 + v2 + v4",
        "value 11.6521",
        "d/dx1 5.5",
        "adjoint 1.71634",
        "cos(x2) = 0.283662",
        "−1",
        "v4 = −v3",
    ):
        assert words in shown
    for k, a in enumerate(picture.boxes):
        assert a.width / 2 < a.x < picture.width - a.width / 2
        assert a.height / 2 < a.y < picture.height - a.height / 2
        for b in picture.boxes[:k]:
            assert abs(a.x - b.x) >= (a.width + b.width) / 2 or abs(a.y - b.y) >= (a.height + b.height) / 2
        for line in picture.lines:
            for x, y in line.points[1:-1]:
                assert not (abs(x - a.x) < a.width / 2 and abs(y - a.y) < a.height / 2)


def test_graph_programs() -> None:
    found = traced_at("x*y", "x=2,y=3")
    assert '  "x" -> "v1" [label="y = 3"];\n' in dot(found)
    assert '  "v1" [label="v1 = x*y\\nvalue 6\\nd/dx 3\\nadjoint 1"];\n' in dot(found)
    assert '  n0 -->|"y = 3"| n2\n' in mermaid(found)
    assert '  n2["v1 = x#42;y<br/>value 6<br/>d/dx 3<br/>adjoint 1"]\n' in mermaid(found)


def test_records_are_valid_by_the_schema() -> None:
    from symdiff.figures.programs import as_json
    from symdiff.reports.report import Report

    found = traced_at("y + log(x)", "x=0,y=1")
    record = json.loads(as_json(found, Report(source=found.source, kind="graph", points=(found.point,))))
    jsonschema.validate(record, SCHEMA)
    assert record["verdict"] == "undefined"
    assert record["nodes"][-1]["operands"] == ["y", "v1"]


def test_the_picture_of_the_documentation_is_what_the_command_draws() -> None:
    found = traced_at("log(x1) + x1*x2 - sin(x2)", "x1=2,x2=5", "x1", "x2")
    text = (Path(__file__).parents[1] / "docs" / "pictures" / "graph.svg").read_text(encoding="utf-8")
    assert svg(layout(found), f"The graph of {found.source}") == text
