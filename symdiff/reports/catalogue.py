"""Catalogues, as of rules, methods and error codes: rows of text under named columns, in each format. Imports ``table``."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from symdiff.frozen import Frozen
from symdiff.reports.canvas import drawn
from symdiff.reports.table import join

if TYPE_CHECKING:
    from rich.console import Console


class Catalogue(Frozen):
    """Rows of text under named columns; ``kind`` says of what."""

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def plain(table: Catalogue, *, width: int | None, colour: bool) -> str:
    """A table with tabs between the cells."""
    return _joined(table, "\t")


def as_csv(table: Catalogue, *, width: int | None, colour: bool) -> str:
    return _joined(table, ",")


def _joined(table: Catalogue, separator: str) -> str:
    return "".join(join(row, separator) + "\n" for row in (table.columns, *table.rows))


def as_json(table: Catalogue, *, width: int | None, colour: bool) -> str:
    """One object with the rows under the table's kind."""
    found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    return json.dumps({"schema": 1, "kind": table.kind, table.kind: found}) + "\n"


def rich(table: Catalogue, *, width: int | None, colour: bool) -> str:
    """A table as a terminal shows it."""
    return drawn(partial(_draw, table), width=width, colour=colour)


def _draw(table: Catalogue, console: Console) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    drawing = RichTable(*table.columns, box=None, pad_edge=False, header_style="bold")
    for row in table.rows:
        drawing.add_row(*(Text(cell, overflow="fold") for cell in row))
    console.print(drawing)
