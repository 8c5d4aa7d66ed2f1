"""``symdiff.batch.answers``: the one function that any engine can run, from rows to records."""

from __future__ import annotations

import json
import pickle
import threading
from pathlib import Path
from typing import Any

import pytest

from symdiff.batch import Options, Problem, Settings, answers, table
from symdiff.reports.table import typed

jsonschema = pytest.importorskip("jsonschema")
PLAIN = Settings()
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))


def texts(rows: list[Any], settings: Settings = PLAIN) -> list[str]:
    return [record.text.rstrip("\n") for record in answers(rows, settings)]


def test_rows_are_texts_or_mappings() -> None:
    rows = ["x**2", {"expr": "x*y", "wrt": ["y"]}, {"expr": "x**3", "order": 2, "note": object()}, {"f": "x"}, ""]
    assert texts(rows) == [
        "2*x",
        "x",
        "6*x",
        "# error[bad-record]: there is no 'expr'",
        "# error[empty]: there is no formula in the text",
    ]


def test_what_a_row_is_silent_about_is_asked_of_all() -> None:
    assert texts(["x*y", {"expr": "x*y", "wrt": "x"}], Settings(asked=Problem("", wrt=(("y",),)))) == ["x", "y"]


def test_numbers_and_ids() -> None:
    found = [json.loads(text) for text in texts(["x", {"expr": "x", "id": "a"}], Settings(format="json"))]
    assert [record["id"] for record in found] == [1, "a"]


def test_a_table_has_a_row_for_each_check() -> None:
    settings = Settings(format="table", options=Options(methods=("central",)))
    rows = [{"expr": "x**2", "at.x": 0.5}, {"expr": "sine(x)", "id": "b"}, {"expr": "-x"}]
    found = list(table(answers(rows, settings), settings))
    assert [tuple(row) for row in found] == [typed(settings)] * 3
    assert [(row["id"], row["value"], row["symbolic"], row["expression"], row["code"]) for row in found] == [
        (1, 0.25, 1.0, None, None),
        ("b", None, None, None, "unknown-function"),
        (3, None, None, "-1", None),
    ]


def test_settings_and_records_travel() -> None:
    settings = Settings(format="table", options=Options(digits=20), asked=Problem("", at=({"x": "1"},)))
    assert pickle.loads(pickle.dumps(settings)) == settings
    (record,) = answers(["x**2"], settings)
    assert pickle.loads(pickle.dumps(record)).text == record.text


def test_it_runs_in_any_thread() -> None:
    found: list[list[str]] = []
    thread = threading.Thread(target=lambda: found.append(texts(["x**2", "sine(x)"])))
    thread.start()
    thread.join()
    assert found == [["2*x", "# error[unknown-function]: there is no function named 'sine'"]]


def test_records_come_as_they_are_asked_for() -> None:
    def rows():
        yield "x**2"
        raise RuntimeError("the rows ended")

    found = answers(rows(), Settings())
    assert next(found).text == "2*x\n"
    with pytest.raises(RuntimeError, match="the rows ended"):
        next(found)


@pytest.mark.parametrize(
    ("row", "field", "text"),
    [
        ({"expr": "x*", "at.x": 1}, None, None),
        ({"expr": "x", "at.x": "1+*"}, "at.x", "1+*"),
        ({"expr": "x", "at": "x=sine(2)"}, "at.x", "sine(2)"),
        ({"expr": "x", "expected": "2*+"}, "expected", "2*+"),
        ({"expr": "x*y", "expected": {"x": "y", "y": "sine(x)"}}, "expected.y", "sine(x)"),
        ({"expr": "u"}, "let.u", "cosine(t)"),
    ],
)
def test_a_span_says_which_text_it_points_into(row: dict[str, Any], field: str | None, text: str | None) -> None:
    let = (("u", "cosine(t)"),) if row["expr"] == "u" else ()
    (line,) = texts([row], Settings(format="json", asked=Problem("", let=let)))
    record = json.loads(line)
    jsonschema.validate(record, SCHEMA)
    assert (record["error"].get("field"), record["error"].get("text")) == (field, text)
    start, stop = record["error"]["span"]
    assert 0 <= start <= stop <= len(text or record["source"])
