"""Hostile and broken text: refused or answered with an ordinary message, in bounded time and memory, without a trace."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from symdiff.errors import CODES, SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem

Row = dict[str, Any]
Command = Callable[..., Any]

ANSWERS = {"accept", "accept-bounded"}
REFUSALS = {"error"}
EITHER = {"bounded", "error-or-defined-result", "error-or-bounded", "accept-as-asin-or-error"}
AS_A_WORD = 2000
"""Shorter texts than this are given as a word of the command line too."""


def text_of(row: Row) -> str:
    """The text itself, or what the file's own generator, which is trusted, makes of it."""
    text: str = row["text"] if "text" in row else eval(row["generator"])
    assert len(text) == row.get("length", len(text)), row["id"]
    return text


def is_ordinary(err: str) -> bool:
    """One diagnostic of a known code, and no traceback."""
    found = re.match(r"error\[([a-z-]+)\]: \S", err)
    return found is not None and found[1] in CODES.keys() - {"internal"} and "Traceback" not in err


def test_the_file_says_nothing_new(published: Callable[[str], list[Row]]) -> None:
    assert {row["expect"] for row in published("hostile")} <= ANSWERS | REFUSALS | EITHER


def test_every_text_is_settled_by_the_library(published: Callable[[str], list[Row]]) -> None:
    """In this process: a report with an error of a known code or with a derivative, never an exception."""
    wrong = {}
    for row in published("hostile"):
        text = text_of(row)
        if len(text) > AS_A_WORD:
            continue
        report = solve(Problem(text))
        if report.error is not None and report.error.code not in CODES.keys() - {"internal", "time-out", "worker"}:
            wrong[row["id"]] = report.error.code
        if report.error is None and row["expect"] in REFUSALS:
            wrong[row["id"]] = report.derivatives
        if report.error is not None and row["expect"] in ANSWERS:
            wrong[row["id"]] = report.error
    assert wrong == {}


def test_every_text_as_a_line_of_a_batch(published: Callable[[str], list[Row]], command: Command) -> None:
    """All short ones in one file: each has its record, in its place, and none touches its neighbours."""
    rows = [row for row in published("hostile") if len(text_of(row)) <= AS_A_WORD]
    lines = [json.dumps({"id": row["id"], "expr": text_of(row)}) for row in rows]
    run = command("batch", "-", "--input", "jsonl", "-f", "json", stdin="".join(line + "\n" for line in lines))
    assert run.status == 1
    assert "Traceback" not in run.err and "pwned" not in run.err.replace("echo pwned", "").replace("touch pwned", "")
    records = [json.loads(line) for line in run.out.splitlines()]
    assert [found["id"] for found in records] == [row["id"] for row in rows]
    for row, found in zip(rows, records, strict=True):
        error = found["error"]
        assert (error is None) != (found["derivatives"] == []), row["id"]
        assert error is not None or row["expect"] not in REFUSALS, row["id"]
        assert error is None or row["expect"] not in ANSWERS, row["id"]
        if error is not None:
            assert error["code"] in CODES.keys() - {"internal", "time-out", "worker"}, row["id"]
            assert found["seconds"] <= 10
    assert run.within_promise(), (run.busy, run.peak)


def cannot_be_a_word(text: str) -> bool:
    return "\0" in text or "\n" in text


@pytest.mark.parametrize("part", range(4))
def test_every_text_as_a_word(published: Callable[[str], list[Row]], command: Command, part: int) -> None:
    """As a user would type it. What no command line can hold comes as a record instead."""
    for row in published("hostile")[part::4]:
        text = text_of(row)
        if len(text) <= AS_A_WORD and not cannot_be_a_word(text):
            run = command("diff", "--", text, timeout=20)
        else:
            run = command("batch", "-", "--input", "jsonl", stdin=json.dumps({"expr": text}), timeout=60)
        told = (row["id"], run.status, run.err[:300])
        assert run.within_promise(), (row["id"], run.busy, run.peak)
        assert "Traceback" not in run.err + run.out, told
        if row["expect"] in REFUSALS:
            assert run.status != 0, told
        if row["expect"] in ANSWERS:
            assert run.status == 0 and run.out, told
        if len(text) <= AS_A_WORD and not cannot_be_a_word(text):
            if run.status:
                assert run.status == 2 and run.out == "" and is_ordinary(run.err), told
            else:
                assert run.out and all(line.startswith("note: ") for line in run.err.splitlines()), told
        elif run.status:
            assert run.status == 1 and is_ordinary(run.err.removeprefix("line 1: ")), told


CODE = [
    "__import__('math').pi",
    "print('read')",
    "import math",
    "x = print('read')",
    "().__class__",
    "x.diff(x)",
    "str(1)",
]


@pytest.mark.parametrize("text", CODE)
def test_no_door_to_python_in_any_place(
    text: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Formula, definition, point and candidate are all read by the same parser."""
    monkeypatch.chdir(tmp_path)
    for problem in (
        Problem(text),
        Problem("u*x", let=(("u", text),)),
        Problem("x", at=({"x": text},)),
        Problem("x", at=(text,)),
        Problem("x**2", expected=text),
    ):
        report = solve(problem)
        assert report.error is not None and report.error.code in CODES.keys() - {"internal", "time-out"}
    assert list(tmp_path.iterdir()) == []
    assert capsys.readouterr() == ("", "")


def test_markup_stays_text() -> None:
    with pytest.raises(SymdiffError) as caught:
        parse("[red]x[/red]", GraphBuilder(Graph()))
    assert "[red]" in str(caught.value)
