"""``symdiff rules``, ``methods`` and ``errors``: the tables of the program, as rows of text.

Imports the tables, each when it is asked for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Annotated

from symdiff.cli.console import output, screen
from symdiff.cli.declared import Argument
from symdiff.cli.options import Printing
from symdiff.cli.words import suggestion, usage
from symdiff.errors import CODES, ExitStatus
from symdiff.frozen import frozen
from symdiff.reports.canvas import drawn

if TYPE_CHECKING:
    from rich.console import Console

    from symdiff.rules.table import Rule

DRAWABLE = ("auto", "rich", "plain", "json", "csv")


@frozen
class Table:
    """Rows of text under named columns."""

    kind: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def rules(
    printing: Printing,
    name: Annotated[str | None, Argument(metavar="[NAME]")] = None,
) -> int:
    """The derivative rules; or all about NAME, a rule or a function (tangent, tan): domain, an example, a plot."""
    from symdiff.differentiator import statement
    from symdiff.rules.table import RULES

    if name is None:
        rows = [(rule.name, rule.operator.name, statement(rule)) for rule in RULES]
        return _show(Table("rules", ("rule", "function", "statement"), rows), printing)
    from symdiff.cli import rulebook

    return rulebook.show(_rules_named(name, RULES), printing)


def methods(printing: Printing) -> int:
    """The numeric methods that check a derivative."""
    from symdiff.evaluator.differences.methods import METHODS

    rows = [(method.name, str(method.order), method.formula, method.needs) for method in METHODS]
    return _show(Table("methods", ("method", "order", "formula", "needs"), rows), printing)


def errors(
    printing: Printing,
    code: Annotated[str | None, Argument(metavar="[CODE]")] = None,
) -> int:
    """The error codes and what they mean."""
    if code is not None and code not in CODES:
        raise usage(f"there is no error code '{code}'", hint=suggestion(code, CODES) or "'symdiff errors' lists them")
    rows = [(known, meaning) for known, meaning in CODES.items() if code in (None, known)]
    return _show(Table("errors", ("code", "meaning"), rows), printing)


def _rules_named(name: str, known: Iterable[Rule]) -> list[Rule]:
    """The rule of that name, else the rules of the function of that name."""
    wanted = name.strip().lower()
    by_name = [rule for rule in known if rule.name.lower() == wanted]
    by_function = [rule for rule in known if name in (rule.operator.name, *rule.operator.aliases)]
    if not by_name and not by_function:
        names = [word for rule in known for word in (rule.name, rule.operator.name, *rule.operator.aliases)]
        raise usage(f"there is no rule '{name}'", hint=suggestion(wanted, names) or "'symdiff rules' lists them")
    return by_name or by_function


def _show(table: Table, printing: Printing) -> ExitStatus:
    if printing.format not in DRAWABLE:
        raise usage(f"a table has no format '{printing.format}'", hint="choose rich, plain, json or csv")
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    form = printing.format if printing.format != "auto" else "rich" if shown.terminal else "plain"
    with output(printing.output) as sink:
        if form == "json":
            rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
            sink.write(json.dumps({"schema": 1, "kind": table.kind, table.kind: rows}) + "\n")
        elif form == "rich":
            sink.write(drawn(partial(_draw, table), width=shown.width, colour=shown.colour))
        else:
            from symdiff.reports.table import join

            separator = "," if form == "csv" else "\t"
            sink.write("".join(join(row, separator) + "\n" for row in (table.columns, *table.rows)))
    return ExitStatus.DONE


def _draw(table: Table, console: Console) -> None:
    from rich.table import Table as RichTable
    from rich.text import Text

    drawing = RichTable(*table.columns, box=None, pad_edge=False, header_style="bold")
    for row in table.rows:
        drawing.add_row(*(Text(cell, overflow="fold") for cell in row))
    console.print(drawing)
