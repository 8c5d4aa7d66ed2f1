"""Tables as the program reads and writes them: what stays, the wide layout, and cells that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from symdiff.reports.table import neutral

WIDE = "id,source,wrt,at.x,at.y,value,symbolic,method,estimate,step,error,bound,verdict"


def rows(out: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(out)))


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.csv"
    path.write_text('id,expr,at.x,at.y,note\na\x1b[31m,x*y,0.10,2,"b\u202eus"\n=b,-x*y,1,2,=1+1\nc,sine(x),1,,\n')
    return path


def test_a_wide_table(run, sheet: Path) -> None:
    status, out, err = run("batch", str(sheet), "-f", "csv", "--wide", "-m", "central")
    assert (status, out.splitlines()[0]) == (1, WIDE)
    found = rows(out)
    assert [(row["id"], row["source"], row["wrt"], row["at.x"], row["at.y"]) for row in found] == [
        ("a\\u{1b}[31m", "x*y", "x", "0.10", "2"),
        ("a\\u{1b}[31m", "x*y", "y", "0.10", "2"),
        ("=b", "-x*y", "x", "1", "2"),
        ("=b", "-x*y", "y", "1", "2"),
        ("c", "sine(x)", "", "", ""),
    ]
    assert err.startswith("line 4: error[unknown-function]")
    assert run("batch", str(sheet), "-f", "csv")[1].startswith("id,wrt,at,value,symbolic,")


def test_kept_columns_stand_last_and_show_what_they_hold(run, sheet: Path) -> None:
    found = rows(run("batch", str(sheet), "-f", "csv", "--keep", "-m", "central")[1])
    assert [row["note"] for row in found] == ["b\\u{202e}us"] * 2 + ["=1+1"] * 2 + [""]
    out = run("batch", str(sheet), "-f", "json", "--keep")[1]
    assert [json.loads(line)["keep"]["note"] for line in out.splitlines()] == ["b\u202eus", "=1+1", ""]


def test_a_kept_column_with_the_name_of_another(run, tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("expr\tmethod\nx\tby hand\n")
    out = run("batch", str(path), "-f", "csv", "--keep")[1]
    assert out.splitlines() == [f"{','.join(HEADER)},keep.method", "2,x,,,1,,,,,,,by hand"]


HEADER = ("id", "wrt", "at", "value", "symbolic", "method", "estimate", "step", "error", "bound", "verdict")


def test_spreadsheets_run_nothing(run, sheet: Path) -> None:
    out = run("batch", str(sheet), "-f", "csv", "--wide", "--keep", "--spreadsheet", "-m", "central")[1]
    found = rows(out)
    assert [(row["id"], row["source"], row["note"], row["value"]) for row in found[2:4]] == [
        ("'=b", "'-x*y", "'=1+1", "-2.0")
    ] * 2
    assert not any(cell.startswith(("=", "+", "@")) for row in found for cell in row.values())


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"), ("+x", "'+x"), ("-x", "'-x"), ("@a", "'@a"), ("\tx", "'\tx"), ("＝1", "'＝1"),
        ("-1.5e-3", "-1.5e-3"), ("+2", "+2"), ("-1+1", "'-1+1"), ("-.5", "-.5"), ("x=1", "x=1"), ("", ""),
    ],
)  # fmt: skip
def test_neutral_cells(cell: str, safe: str) -> None:
    assert neutral(cell) == safe


def test_fields_of_json_lines_that_stay(run, tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"expr": "x", "price": 1e400, "n": 12345678901234567890}\n{"expr": "x"}\n')
    first, second = run("batch", str(path), "-f", "json", "--keep")[1].splitlines()
    assert json.loads(first)["keep"] == {"price": "1e400", "n": 12345678901234567890}
    assert "keep" not in json.loads(second)
    assert [row["keep"] for row in rows(run("batch", str(path), "-f", "csv", "--keep")[1])] == [
        '{"price": "1e400", "n": 12345678901234567890}',
        "",
    ]


@pytest.mark.parametrize(
    ("words", "stdin", "header"),
    [
        (["x**2", "-a", "1"], "", "id,source,wrt,at.x,value"),
        (["x*y", "x", "-a", "y=1,x=2"], "", "id,source,wrt,at.x,at.y,value"),
        (["x"], "", "id,source,wrt,value"),
        (["-a", "x=1,y=2"], "x*y\nx\n", "id,source,wrt,at.x,at.y,value"),
        (["-a", "1"], "# t\n\nt**2\nx\n", "id,source,wrt,at.t,at.x,at,value"),
    ],
)
def test_the_columns_of_points(run, words: list[str], stdin: str, header: str) -> None:
    out = run(*words, "-f", "csv", "--wide", stdin=stdin)[1]
    assert out.splitlines()[0].startswith(header)


def test_a_variable_that_nobody_foresaw_stays_in_the_column_of_points(run) -> None:
    lines = "x\n" + "# more than is read at a time\n" * 4000 + "z\n"
    out = run("-a", "1", "-f", "csv", "--wide", "-m", "central", stdin=lines)[1]
    assert [(row["at.x"], row["at"]) for row in rows(out)[-2:]] == [("1", ""), ("", "z=1")]


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["x", "--wide"], "--wide lays out a table, and there is none", "add --format csv"),
        (["x", "--spreadsheet"], "--spreadsheet is for tables that spreadsheets open", "add --format csv"),
        (["batch", "-", "--keep"], "--keep has nothing to keep: a line of text is a formula alone", "--input csv, say"),
        (
            ["batch", "-", "--input", "csv", "--keep"],
            "--keep needs an output that has columns or fields",
            "add --format csv or --format json",
        ),
        (["batch", "-", "--query", "select"], "--query is for SQLite databases", "add --input sqlite"),
        (
            ["batch", "-", "--column", "f"],
            "--column names a column, and an input of the kind 'text' has none",
            "--input csv, say",
        ),
    ],
)
def test_usage(run, words: list[str], message: str, hint: str) -> None:
    status, out, err = run(*words, stdin="expr\n")
    assert (status, out) == (2, "")
    assert err.startswith(f"error[usage]: {message}\nhint: {hint}\n")


def test_a_check_reads_tables_too(run, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text("expr,expected\nx**2,2*x\nx**3,2*x\n")
    status, out, _ = run("check", str(path), "-f", "csv")
    assert (status, [row["verdict"] for row in rows(out) if row["method"] == "expected"]) == (1, ["agree", "disagree"])


def test_a_table_through_a_pipe(run) -> None:
    assert run("batch", "-", "--input", "csv", stdin="id,expr\n1,x**2\n")[:2] == (0, "2*x\n")
    status, out, err = run("batch", "-", "--input", "sqlite")
    assert (status, out) == (2, "")
    assert err.startswith("error[unreadable]: a database cannot be read from a pipe\nhint: name its file\n")
