"""A trace as JSON, and as the text of the graph programs DOT and Mermaid. Imports ``trace`` and ``reports``."""

from __future__ import annotations

import json
from typing import Any

from symdiff.answers.trace import Edge, Node, Trace
from symdiff.reports.json_report import record
from symdiff.reports.report import Report


def as_json(trace: Trace, report: Report, *, width: int | None = None, colour: bool = False) -> str:
    """The record of the report with the nodes of the graph."""
    envelope: dict[str, Any] = json.loads(record(report))
    return json.dumps({**envelope, "wrt": trace.wrt, "nodes": [_node(trace, node) for node in trace.nodes]}) + "\n"


def _node(trace: Trace, node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "expression": node.expression,
        "step": node.step,
        "value": node.value,
        "tangent": node.tangents[0] if node.tangents else None,
        "tangents": dict(zip(trace.wrt, node.tangents, strict=True)),
        "adjoint": node.adjoint,
        "operands": [edge.operand for edge in node.edges],
        "partials": [{"expression": edge.partial, "value": edge.value} for edge in node.edges],
    }


def title(node: Node) -> str:
    """``v1 = log(x1)``; a variable by its name."""
    return node.id if node.step == node.id else f"{node.id} = {node.step}"


def lines(trace: Trace, node: Node) -> list[str]:
    """What is written in the box of a node, a line each."""
    return [
        f"value {short(node.value)}",
        *(f"d/d{name} {short(value)}" for name, value in zip(trace.wrt, node.tangents, strict=True)),
        f"adjoint {short(node.adjoint)}",
    ]


def label(edge: Edge) -> str:
    """The partial and its value, once where they are the same."""
    value = short(edge.value)
    return value if value == edge.partial else f"{edge.partial} = {value}"


def short(value: float | None) -> str:
    """A number as pictures have room for it: six digits."""
    return "none" if value is None else f"{value:.6g}"


def dot(trace: Trace, report: Report | None = None, *, width: int | None = None, colour: bool = False) -> str:
    """The graph in the language of Graphviz: ``dot -Tsvg``."""
    boxes = (f"  {_quoted(node.id)} [label={_quoted(*_rows(trace, node))}];" for node in trace.nodes)
    arrows = (
        f"  {_quoted(edge.operand)} -> {_quoted(node.id)} [label={_quoted(label(edge))}];"
        for node in trace.nodes
        for edge in node.edges
    )
    fonts = ('  node [shape=box, fontname="monospace"];', '  edge [fontname="monospace", fontsize=10];')
    return "\n".join(("digraph trace {", "  rankdir=LR;", *fonts, *boxes, *arrows, "}", ""))


def _rows(trace: Trace, node: Node) -> list[str]:
    return [title(node), *lines(trace, node)]


def _quoted(*rows: str) -> str:
    return '"' + "\\n".join(row.replace("\\", "\\\\").replace('"', '\\"') for row in rows) + '"'


def mermaid(trace: Trace, report: Report | None = None, *, width: int | None = None, colour: bool = False) -> str:
    """The graph as Mermaid, which Markdown pages draw."""
    numbers = {node.id: f"n{k}" for k, node in enumerate(trace.nodes)}
    boxes = (f'  {numbers[node.id]}["{"<br/>".join(map(_entities, _rows(trace, node)))}"]' for node in trace.nodes)
    arrows = (
        f'  {numbers[edge.operand]} -->|"{_entities(label(edge))}"| {numbers[node.id]}'
        for node in trace.nodes
        for edge in node.edges
    )
    return "\n".join(("flowchart LR", *boxes, *arrows, ""))


def _entities(text: str) -> str:
    """The text with what Mermaid would read as markup as entities: ``*`` and ``_`` are emphasis there."""
    return "".join(char if char.isalnum() or char in " =.,()+-/" else f"#{ord(char)};" for char in text)
