"""An answer in matrix form as text: plain, in words for a terminal, LaTeX, JSON. Rows of ``reports/formats.py`` name these writers.

Each takes an answer, its check at an instance or None, and whether the rules are told. Imports ``answers`` and ``checks``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from symdiff.matrices.answers import Answer, explained
from symdiff.matrices.answers import latex as in_latex
from symdiff.matrices.checks import Checked

_COLUMNS = ("of", "by", "symbolic", "method", "estimate", "step", "error", "bound", "verdict")


def plain(found: Answer, check: Checked | None, explain: bool) -> str:
    """The derivative; with an instance the table of its entries."""
    return _lines(_plain(found, check, explain))


def rich(found: Answer, check: Checked | None, explain: bool) -> str:
    """The answer in words, for a terminal."""
    return _lines(_told(found, check, explain))


def latex(found: Answer, check: Checked | None, explain: bool) -> str:
    return in_latex(found) + "\n"


def as_json(found: Answer, check: Checked | None, explain: bool) -> str:
    """The record, in a line."""
    question = found.question
    derivative: dict[str, Any] = {
        "wrt": [question.wrt] * question.order,
        "expression": found.text,
        "form": "index" if found.node is None else "matrix",
        "shape": None if found.node is None else [str(size) for size in found.shape],
        "layout": question.layout,
        "notes": list(found.notes),
    }
    if explain:
        names = ("rule", "statement", "expression", "result")
        derivative["steps"] = [dict(zip(names, step, strict=True)) for step in explained(found)]
    points = []
    if check is not None:
        entries = [
            {
                "of": entry.of, "by": entry.by, "symbolic": entry.symbolic, "certified_digits": entry.digits,
                "estimates": [
                    {"method": e.method, "value": e.value, "step": e.step, "error": e.error, "bound": e.bound} for e in entry.estimates
                ],
                "verdict": entry.verdict.value, "note": entry.note,
            }
            for entry in check.entries
        ]  # fmt: skip
        points.append({"value": check.value, "derivative": check.derivative, "entries": entries, "note": check.note})
    verdict = None if check is None else check.verdict.value
    record = {
        "schema": 1, "kind": "matrix", "id": None, "source": question.source, "derivatives": [derivative], "points": points,
        "verdict": verdict, "error": None,
    }  # fmt: skip
    return json.dumps(record) + "\n"


def _lines(lines: Iterator[str]) -> str:
    return "".join(line + "\n" for line in lines)


def _plain(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    if check is None or explain:
        yield found.text
    if explain:
        yield from _steps(found)
    if check is not None:
        certified = any(entry.digits is not None for entry in check.entries)
        yield "\t".join([*_COLUMNS, "certified"] if certified else _COLUMNS)
        for entry in check.entries:
            places = [",".join(map(str, place)) for place in (entry.of, entry.by)]
            for each in entry.estimates or (None,):
                numbers = (
                    ("", "", "", "", "")
                    if each is None
                    else (each.method, each.value, each.step, each.error, each.bound)
                )
                cells = [*places, entry.symbolic, *numbers, entry.verdict.value, *[entry.digits] * certified]
                yield "\t".join("" if cell is None else str(cell) for cell in cells)


def _told(found: Answer, check: Checked | None, explain: bool) -> Iterator[str]:
    question = found.question
    rows, columns = found.shape
    yield f"d/d{question.wrt} {' '.join(question.source.split())}"
    yield f"  = {found.text}"
    if found.node is not None:
        yield f"  {rows} x {columns}"
    for note in found.notes:
        yield f"  note: {note}"
    if explain:
        yield from _steps(found)
    if check is not None:
        yield ""
        yield "value:"
        yield from _aligned(check.value)
        if check.derivative is not None:
            yield "derivative:"
            yield from _aligned(check.derivative)
        yield _summary(check)
        if check.note:
            yield f"note: {check.note}"


def _summary(check: Checked) -> str:
    errors: dict[str, float] = {}
    for entry in check.entries:
        for each in entry.estimates:
            errors[each.method] = max(errors.get(each.method, 0.0), each.error)
    told = ", ".join(f"{method} off by at most {error:.1e}" for method, error in errors.items())
    certified = f"; {check.certified} certified" if check.certified else ""
    many = len(check.entries)
    return f"{many} {'entry' if many == 1 else 'entries'}: {check.verdict.value} ({told}{certified})"


def _aligned(rows: list[list[float]]) -> Iterator[str]:
    cells = [[f"{entry:.10g}" for entry in row] for row in rows]
    width = max(len(cell) for row in cells for cell in row)
    for row in cells:
        yield "  " + "  ".join(cell.rjust(width) for cell in row)


def _steps(found: Answer) -> Iterator[str]:
    for number, (rule, statement, part, adjoint) in enumerate(explained(found), 1):
        yield f"{number}. {rule}: {statement}"
        yield f"   {part}"
        yield f"   -> {adjoint}"
