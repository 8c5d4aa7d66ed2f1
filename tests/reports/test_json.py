"""JSON records: the contract's envelope, valid by the published schema, and always one line of ASCII."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.reports.json_report import record
from symdiff.reports.report import Report
from tests.reports import made

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
REPORTS = [value for value in vars(made).values() if isinstance(value, Report)]


def test_the_whole_envelope() -> None:
    assert record(made.CHECKED) == (
        '{"schema": 1, "kind": "diff", "id": 7, "source": "x**2+x+1", "variables": ["x"], '
        '"derivatives": [{"wrt": ["x"], "expression": "2*x + 1"}], '
        '"points": [{"at": {"x": "1.0"}, "value": 3.0, "checks": [{"wrt": ["x"], "symbolic": 3.0, "estimates": ['
        '{"method": "forward", "value": 3.000000014901161, "step": 1.4901161193847656e-08, "error": 1.4901161e-08, "bound": 4.6e-08}, '
        '{"method": "central", "value": 2.9999999999988987, "step": 6.055454452393343e-06, "error": 1.1013e-12, "bound": 9.9e-11}], '
        '"verdict": "agree"}]}], "expected": null, "verdict": "agree", "error": null, "seconds": 0.0011}'
    )


def test_a_failure() -> None:
    found = json.loads(record(made.FAILED))
    assert found["error"] == {
        "code": "unknown-function",
        "message": "there is no function named 'sine\n'",
        "span": [0, 4],
        "hint": "did you mean 'sin'?",
    }
    assert found["derivatives"] == []
    assert found["verdict"] is None


def test_steps_and_shared_parts() -> None:
    (derivative,) = json.loads(record(made.EXPLAINED))["derivatives"]
    assert derivative["steps"][2] == {
        "id": 1,
        "rule": "power",
        "expression": "sin(x)**2",
        "wrt": "x",
        "partials": ["2*sin(x)", None],
        "result": "2*sin(x)*cos(x)",
        "operands": [0],
    }
    (derivative,) = json.loads(record(made.SHARED))["derivatives"]
    assert derivative["let"] == [["t1", "x**2"], ["t2", "sin(t1)"]]


def test_the_worst_verdict_is_the_outer_one() -> None:
    assert json.loads(record(made.EXPECTED))["verdict"] == "disagree"
    assert json.loads(record(made.UNDEFINED))["verdict"] == "undefined"


@pytest.mark.parametrize("report", REPORTS)
def test_records_are_valid_by_the_schema(report: Report) -> None:
    validator = jsonschema.Draft202012Validator(SCHEMA)
    validator.check_schema(SCHEMA)
    validator.validate(json.loads(record(report)))


@pytest.mark.parametrize(
    "change", [{"schema": 2}, {"verdict": "fine"}, {"points": None}, {"derivatives": [{"wrt": []}]}, {"seconds": -1}]
)
def test_the_schema_refuses_what_is_no_record(change: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(json.loads(record(made.CHECKED)) | change, SCHEMA)


def test_numbers_that_are_not_finite_are_null() -> None:
    point = replace(made.CHECKED.points[0], value=float("nan"), note="why")
    found = json.loads(record(replace(made.CHECKED, points=(point,))))["points"][0]
    assert (found["value"], found["note"]) == (None, "why")


@given(st.text(alphabet=st.characters(exclude_categories=())))
def test_any_text_is_one_line_of_ascii_that_reads_back(source: str) -> None:
    text = record(Report(source))
    assert text.isascii()
    assert len(text.splitlines()) == 1
    expected = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in source)
    assert json.loads(text)["source"] == expected
