"""JSON: one object per formula and line, as ``docs/report.schema.json`` describes it. Imports ``report`` and ``errors``."""

from __future__ import annotations

import json
import math
import re
from typing import Any

from symdiff.errors import Diagnostic
from symdiff.problems.kinds import MatrixReport
from symdiff.reports.report import (
    CertificateReport,
    CheckReport,
    DerivativeReport,
    EstimateReport,
    PointReport,
    Report,
    StepReport,
    TaylorReport,
    Value,
)
from symdiff.reports.settings import Settings

SCHEMA = 1
"""Raised when a reader of the old records would misread the new ones."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)


def text(report: Report, settings: Settings, kept: str = "") -> str:
    """The record, whatever the settings say of lines and tables."""
    return record(report, kept)


def record(report: Report, kept: str = "") -> str:
    """The report as one line of ASCII, with ``kept``, a JSON object, under ``keep``.

    Lone surrogates, which no JSON reader is sure to accept, become U+FFFD.
    """
    expected = report.expected
    text = _ENCODER.encode(
        {
            "schema": SCHEMA,
            "kind": report.kind,
            "id": report.id,
            "source": report.source,
            **({"sources": report.sources} if report.sources else {}),
            "variables": report.variables,
            **({"notes": report.notes} if report.notes else {}),
            **({} if report.matrix is None else {"matrix": _matrix(report.matrix)}),
            "derivatives": [] if report.error else [_derivative(derivative) for derivative in report.derivatives],
            **({"vectors": dict(report.vectors)} if report.vectors else {}),
            "points": [_point(point) for point in report.points],
            "expected": None
            if expected is None
            else {
                "verdict": expected.verdict,
                "how": expected.how,
                "witness": expected.witness,
                "note": expected.note,
                "mistake": expected.mistake,
                **({"assuming": expected.assuming} if expected.assuming else {}),
                **({} if expected.points is None else {"points": expected.points}),
                **({} if expected.pieces is None else {"pieces": expected.pieces}),
                **({"where": expected.where} if expected.where else {}),
                **({"unlisted": expected.unlisted} if expected.unlisted else {}),
            },
            "verdict": report.verdict,
            "error": None if report.error is None else _error(report.error),
            "seconds": round(report.seconds, 6),
        }
    )
    if kept:
        text = f'{text[:-1]}, "keep": {kept}}}'
    return text if text.isascii() else re.sub(r"[^\x00-\x7f]", _escape, text)


def _escape(match: re.Match[str]) -> str:
    char = match[0]
    return r"\ufffd" if 0xD800 <= ord(char) <= 0xDFFF else json.dumps(char)[1:-1]


def _derivative(derivative: DerivativeReport) -> dict[str, Any]:
    result = _place(derivative)
    result["wrt"] = derivative.wrt
    result["expression"] = derivative.expression
    if derivative.note is not None:
        result["note"] = derivative.note
    if derivative.steps is not None:
        result["steps"] = [_step(step) for step in derivative.steps]
        if derivative.parts:
            result["parts"] = derivative.parts
    if derivative.let is not None:
        result["let"] = derivative.let
    return result


def _matrix(matrix: MatrixReport) -> dict[str, Any]:
    return {"rows": matrix.rows, "columns": matrix.columns}


def _place(part: DerivativeReport | CheckReport) -> dict[str, Any]:
    result: dict[str, Any] = {}
    if part.name:
        result["name"] = part.name
    if part.cell is not None:
        result["cell"] = part.cell
    return result


def _step(step: StepReport) -> dict[str, Any]:
    return {
        "id": step.id,
        "rule": step.rule,
        "expression": f"{step.name} = {step.expression}" if step.name else step.expression,
        "wrt": step.wrt,
        "partials": [partial or None for partial in step.partials],
        "result": step.result,
        "operands": step.operands,
    }


def _point(point: PointReport) -> dict[str, Any]:
    result: dict[str, Any] = {"at": point.at, "value": _number(point.value)}
    if point.values is not None:
        result["values"] = [_number(value) for value in point.values]
    if point.note is not None:
        result["note"] = point.note
    if point.noise is not None:
        result["noise"] = _number(point.noise)
    if point.taylor is not None:
        result["taylor"] = _taylor(point.taylor)
    result["checks"] = [_check(check) for check in point.checks]
    return result


def _taylor(taylor: TaylorReport) -> dict[str, Any]:
    return {
        "order": taylor.order,
        "steps": taylor.steps,
        "remainders": [_number(remainder) for remainder in taylor.remainders],
        "floors": [_number(floor) for floor in taylor.floors],
    }


def _check(check: CheckReport) -> dict[str, Any]:
    result = _place(check)
    result["wrt"] = check.wrt
    result["symbolic"] = _number(check.symbolic)
    if check.note is not None:
        result["note"] = check.note
    result["estimates"] = [_estimate(estimate) for estimate in check.estimates]
    if check.allowed is not None:
        result["allowed"] = {"difference": check.allowed[0], "from": check.allowed[1]}
    if check.certificate is not None:
        result["certified"] = _certificate(check.certificate)
    result["verdict"] = check.verdict
    return result


def _estimate(estimate: EstimateReport) -> dict[str, Any]:
    result: dict[str, Any] = {
        "method": estimate.method,
        "value": _number(estimate.value),
        "step": _number(estimate.step),
        "error": _number(estimate.error),
        "bound": _number(estimate.bound),
    }
    if estimate.rigorous:
        result["rigorous"] = True
    if estimate.note is not None:
        result["note"] = estimate.note
    return result


def _certificate(found: CertificateReport) -> dict[str, Any]:
    return {
        "verdict": found.verdict,
        "at": found.at,
        "enclosure": found.enclosure,
        "symbolic": found.symbolic,
        "digits": found.digits,
        **_note(found.note),
    }


def _error(diagnostic: Diagnostic) -> dict[str, Any]:
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "span": None if span is None else [span.start, span.stop],
        "hint": diagnostic.hint,
        **({"field": diagnostic.field, "text": diagnostic.source} if diagnostic.field else {}),
    }


def _note(note: str | None) -> dict[str, str]:
    return {} if note is None else {"note": note}


def _number(value: Value) -> Value:
    return None if isinstance(value, float) and not math.isfinite(value) else value
