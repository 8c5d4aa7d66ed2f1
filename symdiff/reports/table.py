"""The table of answers: for CSV, for plain text with points, and with typed cells for files that have types. Imports ``report`` and ``plain``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from symdiff.annotations import Any
from symdiff.errors import visible
from symdiff.reports.plain import expression, failure
from symdiff.reports.report import CheckReport, DerivativeReport, PointReport, Report, Value
from symdiff.reports.settings import Settings

HEADER = ("id", "wrt", "at", "value", "symbolic", "method", "estimate", "step", "error", "bound", "verdict")
NUMBERS = ("value", "symbolic", "estimate", "step", "error", "bound")
"""The columns of numbers."""
_FORMULA = r"[=+\-@\t\r＝＋－＠]"
"""What a cell begins with that a spreadsheet takes for a formula."""
_NUMBER = r"(?a:[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)"
_BREAKS = r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+"
"""What would end a cell or a line."""

Row = Mapping[str, Any]
"""Cells by column, numbers as such; ``at`` is the point by name, ``expression`` a derivative's text, ``failure`` an error's."""


def header(settings: Settings) -> str:
    """The names of the columns."""
    return join(columns(settings), ",") + "\n"


def text(report: Report, settings: Settings, kept: str = "") -> str:
    """The rows of a report, as CSV."""
    return lines(report, settings, kept, ",")


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """The rows as text, each with the cells of HEADER.

    Without points a row per derivative, its text under ``symbolic``; a failed formula has its error under ``verdict``;
    the answer to a candidate derivative is a row of the method ``expected``.
    """
    for row in cells(report):
        yield tuple(_text(row, column) for column in HEADER)


def cells(report: Report) -> Iterator[Row]:
    """A row per point, variable and method."""
    name = report.id
    if report.error is not None:
        yield {"id": name, "failure": failure(report.error).removeprefix("# ")}
        return
    if not report.points:
        for derivative in report.derivatives:
            yield {
                "id": _id(report, derivative),
                "wrt": ",".join(derivative.wrt),
                "expression": expression(derivative),
            }
    for point in report.points:
        yield from _point(report, point)
    if report.expected is not None:
        yield {"id": name, "method": "expected", "verdict": str(report.expected.verdict)}


def _id(report: Report, part: DerivativeReport | CheckReport) -> str | int | None:
    """The formula's id; of several formulas in a matrix, the number of the one that the row is about."""
    return part.cell[0] + 1 if part.cell is not None and report.kind == "jacobian" else report.id


def _point(report: Report, point: PointReport) -> Iterator[Row]:
    value: Any = point.value if point.values is None else ";".join(map(_cell, point.values))
    if not point.checks:
        yield {"id": report.id, "at": point.at, "value": value}
    for check in point.checks:
        if check.cell is not None and point.values is not None:
            value = point.values[check.cell[0]]
        for found in _check(check):
            yield {"id": _id(report, check), "at": point.at, "value": value, **found}


def _check(check: CheckReport) -> Iterator[Row]:
    common = {"wrt": ",".join(check.wrt), "symbolic": check.symbolic}
    if not check.estimates:
        yield {**common, "verdict": str(check.verdict)}
    for estimate in check.estimates:
        yield {
            **common,
            "method": estimate.method,
            "estimate": estimate.value,
            "step": estimate.step,
            "error": estimate.error,
            "bound": estimate.bound,
            "verdict": str(estimate.verdict),
        }


def columns(settings: Settings) -> tuple[str, ...]:
    """The header of a table as text. A kept column that has the name of another is called ``keep.NAME``."""
    own = HEADER
    if settings.wide is not None:
        place = HEADER.index("at")
        points = (*(f"at.{name}" for name in settings.wide), *(("at",) if settings.rest else ()))
        own = ("id", "source", *HEADER[1:place], *points, *HEADER[place + 1 :])
    return (*own, *_kept_names(settings, own))


def _kept_names(settings: Settings, own: Sequence[str]) -> list[str]:
    return [f"keep.{name}" if name.lower() in own else name for name in settings.kept]


def lines(report: Report, settings: Settings, kept: str, separator: str) -> str:
    """The rows of a report, with what stays beside them, each with its end."""
    names = columns(settings)
    own = names[: len(names) - len(settings.kept)]
    beside = [visible(_word(value)) for value in _beside(settings, kept)]
    text = []
    for row in cells(report):
        found = [_text({**row, "source": report.source}, column, settings.wide) for column in own]
        safe = [neutral(cell) for cell in (*found, *beside)] if settings.spreadsheet else [*found, *beside]
        text.append(join(safe, separator) + "\n")
    return "".join(text)


def _beside(settings: Settings, kept: str) -> list[Any]:
    if not settings.kept:
        return []
    import json  # few tables need it

    found = json.loads(kept) if kept else {}
    return [found.get(name) for name in settings.kept] if settings.columns else [found or None]


def _word(value: Any) -> str:
    """A kept cell as text."""
    if value is None or isinstance(value, str):
        return value or ""
    import json  # few tables need it

    return json.dumps(value, ensure_ascii=False)


def neutral(cell: str) -> str:
    """The cell so that a spreadsheet takes it for text: an apostrophe before what would begin a formula. Numbers are numbers."""
    return "'" + cell if re.match(_FORMULA, cell) and not re.fullmatch(_NUMBER, cell) else cell


def _text(row: Row, column: str, wide: Sequence[str] | None = None) -> str:
    """The cell of a column as text; ``wide`` are the variables that have a column of their own."""
    match column:
        case "at":
            at: Mapping[str, str] = row.get("at", {})
            return ";".join(f"{visible(name)}={value}" for name, value in at.items() if name not in (wide or ()))
        case "symbolic" if "expression" in row:
            return str(row["expression"])
        case "verdict" if "failure" in row:
            return str(row["failure"])
        case "source":
            return visible(" ".join(str(row[column]).split("\n")))
    if column.startswith("at."):
        return str(row.get("at", {}).get(column[3:], ""))
    value = row.get(column)
    return visible(value) if isinstance(value, str) else _cell(value)


def _cell(value: Value) -> str:
    """A number as the shortest text that reads back as the same float; nothing where there is none."""
    return value if isinstance(value, str) else "" if value is None else repr(value)


def join(cells: Sequence[str], separator: str) -> str:
    """The cells as one line: quoted as CSV needs for commas, on one line each for tabs."""
    if separator == "\t":
        return "\t".join(cell if cell.isprintable() else re.sub(_BREAKS, " ", cell) for cell in cells)
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerow(cells)
    return buffer.getvalue().removesuffix("\r\n")


def typed(settings: Settings) -> tuple[str, ...]:
    """The columns of a table with types."""
    points: tuple[str, ...] = ("at",)
    if settings.wide is not None:
        points = (*(f"at.{name}" for name in settings.wide), *(("at",) if settings.rest else ()))
    own = (
        "id", "source", "wrt", *points, "value", "expression", "symbolic", "method",
        "estimate", "step", "error", "bound", "verdict", "code", "message",
    )  # fmt: skip
    return (*own, *_kept_names(settings, own))


def typed_rows(report: Report, settings: Settings, kept: str) -> Iterator[tuple[Any, ...]]:
    """The rows with the cells of ``typed``: numbers as floats (as text with ``--digits``), nothing as None."""
    names = typed(settings)
    own = names[: len(names) - len(settings.kept)]
    beside = _beside(settings, kept)
    error = report.error
    for row in cells(report):
        at: Mapping[str, str] = row.get("at", {})
        numbers = {name: _float(at[name]) for name in settings.wide or () if name in at}
        rest = [f"{name}={value}" for name, value in at.items() if numbers.get(name) is None]
        found = {
            **row,
            "source": report.source,
            "value": None if _of_several(row, settings) else row.get("value"),
            "at": ";".join(rest) or None,
            **{f"at.{name}": number for name, number in numbers.items()},
            "code": error.code if error else None,
            "message": error.message if error else None,
        }
        yield (*(found.get(column) for column in own), *beside)


def _of_several(row: Row, settings: Settings) -> bool:
    """Whether the value is those of several formulas, which no cell of a number holds."""
    return isinstance(row.get("value"), str) and settings.options.digits is None


def _float(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def journal(report: Report, settings: Settings, kept: str) -> str:
    """The rows of a typed table as one line of JSON, which ``batch.outputs`` makes the table of."""
    error = None if report.error is None else {"code": report.error.code}
    found = {"id": report.id, "error": error, "rows": list(typed_rows(report, settings, kept))}
    import json  # few tables need it

    return json.dumps(found, allow_nan=False)
