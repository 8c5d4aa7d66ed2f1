"""The table of checks, for CSV and for plain text with points. Imports ``report`` and ``plain``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from symdiff.reports.plain import expression, failure
from symdiff.reports.report import CheckReport, DerivativeReport, PointReport, Report, Value

HEADER = ("id", "wrt", "at", "value", "symbolic", "method", "estimate", "step", "error", "bound", "verdict")


def rows(report: Report) -> Iterator[tuple[str, ...]]:
    """A row per point, variable and method, each with the cells of HEADER.

    Without points a row per derivative, its text under ``symbolic``; a failed formula has its error under ``verdict``;
    the answer to a candidate derivative is a row of the method ``expected``.
    """
    name = "" if report.id is None else str(report.id)
    if report.error is not None:
        yield _row(name, verdict=failure(report.error).removeprefix("# "))
        return
    if not report.points:
        for derivative in report.derivatives:
            yield _row(_id(name, report, derivative), wrt=",".join(derivative.wrt), symbolic=expression(derivative))
    for point in report.points:
        yield from _point(name, report, point)
    if report.expected is not None:
        yield _row(name, method="expected", verdict=report.expected.verdict)


def _id(name: str, report: Report, part: DerivativeReport | CheckReport) -> str:
    """The formula's id; of several formulas in a matrix, the number of the one that the row is about."""
    return str(part.cell[0] + 1) if part.cell is not None and report.kind == "jacobian" else name


def _point(name: str, report: Report, point: PointReport) -> Iterator[tuple[str, ...]]:
    at = ";".join(f"{variable}={text}" for variable, text in point.at.items())
    value = _cell(point.value) if point.values is None else ";".join(map(_cell, point.values))
    if not point.checks:
        yield _row(name, at=at, value=value)
    for check in point.checks:
        if check.cell is not None and point.values is not None:
            value = _cell(point.values[check.cell[0]])
        for cells in _check(check):
            yield _row(_id(name, report, check), at=at, value=value, **cells)


def _check(check: CheckReport) -> Iterator[dict[str, str]]:
    cells = {"wrt": ",".join(check.wrt), "symbolic": _cell(check.symbolic)}
    if not check.estimates:
        yield {**cells, "verdict": check.verdict}
    for estimate in check.estimates:
        yield {
            **cells,
            "method": estimate.method,
            "estimate": _cell(estimate.value),
            "step": _cell(estimate.step),
            "error": _cell(estimate.error),
            "bound": _cell(estimate.bound),
            "verdict": estimate.verdict,
        }


def _row(name: str, **cells: str) -> tuple[str, ...]:
    return (name, *(str(cells.get(column, "")) for column in HEADER[1:]))


def _cell(value: Value) -> str:
    """A number as the shortest text that reads back as the same float; nothing where there is none."""
    return value if isinstance(value, str) else "" if value is None else repr(value)


def join(cells: Sequence[str], separator: str) -> str:
    """The cells as one line: quoted as CSV needs for commas, on one line each for tabs."""
    if separator == "\t":
        return "\t".join(re.sub(r"[\t\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+", " ", cell) for cell in cells)
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=separator).writerow(cells)
    return buffer.getvalue().removesuffix("\r\n")
