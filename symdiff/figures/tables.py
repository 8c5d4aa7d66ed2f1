"""A trace as the two tables of the textbooks: forward with tangents, and the reverse adjoint trace. Imports ``trace``.

Griewank and Walther, Evaluating Derivatives, 2008; Baydin et al., Automatic differentiation in machine learning, 2018.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from symdiff.answers.trace import Trace
from symdiff.reports.canvas import drawn
from symdiff.reports.report import Report

if TYPE_CHECKING:
    from rich.console import Console

Table = tuple[str, list[tuple[str, ...]]]
"""A title and rows, the first of which has the names of the columns."""


def tables(trace: Trace) -> tuple[Table, Table]:
    """Forward: each step with its value and tangents; reverse: each adjoint from those of the steps that use it."""
    forward = [("node", "formula", "value", *(f"d/d{name}" for name in trace.wrt))]
    uses: dict[str, list[str]] = {node.id: [] for node in trace.nodes}
    for node in trace.nodes:
        formula = "" if node.step == node.id else node.step
        forward.append((node.id, formula, number(node.value), *map(number, node.tangents)))
        for edge in node.edges:
            uses[edge.operand].append(_times(f"{node.id}_bar", edge.partial))
    reverse: list[tuple[str, ...]] = [("adjoint", "formula", "value")]
    for node in reversed(trace.nodes):
        formula = " + ".join(uses[node.id]).replace("+ -", "- ") or ("1" if node is trace.nodes[-1] else "0")
        reverse.append((f"{node.id}_bar", formula, number(node.adjoint)))
    return ("forward evaluation and tangent trace", forward), ("reverse adjoint trace", reverse)


def _times(adjoint: str, partial: str) -> str:
    if partial in ("1", "-1"):
        return partial.replace("1", adjoint)
    return f"{adjoint}*({partial})" if partial.startswith("-") or set(partial) & set(" /") else f"{adjoint}*{partial}"


def number(value: float | None) -> str:
    return "none" if value is None else repr(value)


def rich(trace: Trace, report: Report, *, width: int | None, colour: bool) -> str:
    """The tables as a terminal shows them."""
    return drawn(partial(draw, trace), width=width, colour=colour)


def plain(trace: Trace, report: Report | None = None, *, width: int | None = None, colour: bool = False) -> str:
    """The tables with tabs between the cells and an empty line between the tables."""
    return "\n".join("".join("\t".join(row) + "\n" for row in rows) for _, rows in tables(trace))


def draw(trace: Trace, console: Console) -> None:
    """The tables on a terminal."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    for title, (heading, *rows) in tables(trace):
        table = RichTable(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
        for column, name in enumerate(heading):
            table.add_column(name, justify="right" if column > 1 else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
