"""Tables of answers with types, and compressed answers: what they hold, that the older file stays, and every refusal."""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest

from symdiff.batch import parquet
from symdiff.batch.inputs import Source, input_kind, reading
from symdiff.batch.outputs import OUTPUTS, finisher, table_output
from symdiff.cli.app import run
from symdiff.cli.run import by_name
from symdiff.errors import SymdiffError
from symdiff.problems.problem import Options
from symdiff.reports.settings import Settings
from symdiff.reports.table import NUMBERS, typed

TABLE = Settings(format="table", jsonl=True)


def test_files_by_name() -> None:
    assert {name: getattr(table_output(name), "name", None) for name in ("a.parquet", "a.PQ", "a.db", "a.db:t", "a.sqlite3:x")} == {
        "a.parquet": "parquet", "a.PQ": "parquet", "a.db": "sqlite", "a.db:t": "sqlite", "a.sqlite3:x": "sqlite",
    }  # fmt: skip
    assert {table_output(name) for name in (None, "a", "a.csv", "a.db.csv", "a.parquet.gz", ".db")} == {None}
    assert finisher("a.csv", TABLE, {}) is None


def made(path: Path, rows: list[list[Any]], settings: Settings = TABLE, kinds: Any = None) -> None:
    part = path.parent / "part"
    part.write_text("".join(json.dumps({"rows": [row]}) + "\n" for row in rows))
    finish = finisher(str(path), settings, kinds or {})
    assert finish is not None
    finish(part)


def row(settings: Settings = TABLE, **cells: Any) -> list[Any]:
    return [cells.get(name) for name in typed(settings)]


@pytest.fixture
def pq() -> Any:
    return pytest.importorskip("pyarrow.parquet", reason="the extra parquet")


def test_types_of_parquet(tmp_path: Path, pq: Any) -> None:
    made(tmp_path / "a.parquet", [row(id="a", value=0.1, at="x=1"), row(id=2, code="syntax")])
    table = pq.read_table(tmp_path / "a.parquet")
    assert {name: str(table.schema.field(name).type) for name in typed(TABLE)} == {
        name: "double" if name in NUMBERS else "string" for name in typed(TABLE)
    }
    assert table.column("id").to_pylist() == ["a", "2"]
    assert table.column("value").to_pylist() == [0.1, None]


def test_no_rows_and_row_groups(tmp_path: Path, pq: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made(tmp_path / "a.parquet", [])
    assert pq.read_table(tmp_path / "a.parquet").num_rows == 0
    monkeypatch.setattr(parquet, "_GROUP_ROWS", 3)
    made(tmp_path / "a.parquet", [row(id=number) for number in range(7)])
    file = pq.ParquetFile(tmp_path / "a.parquet")
    assert (file.num_row_groups, file.read().column("id").to_pylist()) == (3, list(range(7)))


def test_digits_are_text(tmp_path: Path, pq: Any) -> None:
    made(
        tmp_path / "a.parquet",
        [row(value="0.10000000000000000000001")],
        Settings(options=Options(digits=23), format="table"),
    )
    assert pq.read_table(tmp_path / "a.parquet").column("value").to_pylist() == ["0.10000000000000000000001"]


@pytest.mark.parametrize(
    ("cells", "kind", "found"),
    [
        ([1, None], "int64", [1, None]),
        ([1, 0.5], "double", [1.0, 0.5]),
        ([True, False], "bool", [True, False]),
        ([1, "a"], "string", ["1", "a"]),
        ([2**70, 1], "string", [str(2**70), "1"]),
        ([[1], {"a": 2}], "string", ["[1]", '{"a": 2}']),
        ([None, None], "string", [None, None]),
    ],
)
def test_columns_that_stay_have_the_type_of_their_cells(
    tmp_path: Path, pq: Any, cells: list[Any], kind: str, found: list[Any]
) -> None:
    settings = Settings(format="table", jsonl=True, kept=("price",))
    made(tmp_path / "a.parquet", [row(settings, price=cell) for cell in cells], settings)
    column = pq.read_table(tmp_path / "a.parquet").column("price")
    assert (str(column.type), column.to_pylist()) == (kind, found)


def test_parquet_to_parquet_keeps_types(run: Any, tmp_path: Path, pq: Any) -> None:
    import pyarrow as pa

    columns = {
        "expr": pa.array(["x**2", None, "sine(x)", "-x"]),
        "id": pa.array([10, 20, None, 40], pa.int32()),
        "at.x": pa.array([0.1, 1.0, 2.0, float("nan")]),
        "day": pa.array([0, 1, None, 3], pa.date32()),
        "time": pa.array([0, 1, 2, 3], pa.timestamp("ms", tz="UTC")),
        "nano": pa.array([0, 1, None, 3], pa.timestamp("ns")),
        "span": pa.array([0, 1, None, 3], pa.duration("s")),
        "half": pa.array([0.5, 1, None, 3], pa.float32()),
        "price": pa.array(["1.10", "2.20", None, "4.40"]).cast(pa.decimal128(5, 2)),
        "list": pa.array([[1, 2], [], None, [3]], pa.list_(pa.int64())),
        "blob": pa.array([b"a", b"\xff", None, b""]),
    }
    table = pa.table(columns)
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=2)
    status, out, err = run(
        "batch", str(tmp_path / "in.parquet"), "-o", str(tmp_path / "out.parquet"), "--keep", "--wide", "-m", "central"
    )
    assert (status, out) == (1, ""), err
    assert "4 done, 2 failed" in err
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.column("id").to_pylist() == [10, 20, 3, 40]
    assert found.column("at.x").to_pylist() == [0.1, None, None, None]
    assert found.column("symbolic").to_pylist() == [0.2, None, None, None]
    assert found.column("expression").to_pylist() == [None, None, None, "-1"]
    assert found.column("code").to_pylist() == [None, "bad-record", "unknown-function", None]
    assert found.column("message").to_pylist()[1:3] == ["'expr' is null", "there is no function named 'sine'"]
    for name in ("id", "day", "time", "nano", "span", "half", "price", "list"):
        assert found.schema.field(name).type == table.schema.field(name).type
    for name in ("day", "time", "nano", "span", "half", "price", "list"):
        assert found.column(name).equals(table.column(name))
    assert found.column("blob").to_pylist() == ["a", "\\xff", None, ""]


def test_only_the_columns_that_are_needed_are_read(tmp_path: Path, pq: Any) -> None:
    import pyarrow as pa

    pq.write_table(pa.table({"note": ["a"], "expr": ["x"], "at.x": [1]}), tmp_path / "a.parquet")
    with reading(Source(str(tmp_path / "a.parquet"), 1000), input_kind("a.parquet")) as reader:
        assert [line.raw for line in reader.take()] == [b'{"expr":"x","at":{"x":1}}']
        assert reader.take() == []
        assert reader.ended


def test_text_that_is_not_utf8_costs_its_row_alone(tmp_path: Path, pq: Any) -> None:
    import pyarrow as pa

    texts = pa.array([b"x", b"x\xff", b"y"]).view(pa.string())
    pq.write_table(pa.table({"expr": texts}), tmp_path / "a.parquet")
    with reading(Source(str(tmp_path / "a.parquet"), 1000), input_kind("a.parquet")) as reader:
        lines = reader.take()
    assert [str(line.fault or "") for line in lines] == ["", "error[encoding]: 'expr' is not UTF-8 text: byte 0xff", ""]


def test_a_parquet_file_that_is_broken(tmp_path: Path, pq: Any) -> None:
    import pyarrow as pa

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"expr": [f"x**{number}" for number in range(5000)]}), path, compression="none")
    content = path.read_bytes()
    for broken in (b"", b"expr\nx\n", content[:-1], content[:100]):
        path.write_bytes(broken)
        refused = pytest.raises(SymdiffError, match="the input is not a Parquet file that can be read")
        with refused, reading(Source(str(path), 1000), input_kind("a.parquet")):
            pass


def test_parquet_needs_its_extra(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("a.parquet", "b.pq"):
        with pytest.raises(SymdiffError) as caught:
            finisher(name, TABLE, {})
        assert str(caught.value) == (
            "error[missing-extra]: Parquet files need pyarrow\nhint: pip install 'symdiff-cli[parquet]'"
        )


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.jsonl"
    path.write_text('{"expr": "x**2", "id": 7, "at": {"x": 0.5}}\n{"expr": "sine(x)", "id": "b"}\n{"expr": "-x"}\n')
    return path


def answers(path: Path, table: str = "answers") -> list[Any]:
    with sqlite3.connect(path) as link:
        return link.execute(
            f'select id, source, wrt, at, value, expression, method, verdict, code from "{table}"'
        ).fetchall()


def test_a_table_of_sqlite(run: Any, tmp_path: Path, lines: Path) -> None:
    assert run("batch", str(lines), "-o", f"{tmp_path}/r.db:results", "-m", "central")[:2] == (1, "")
    expected = [
        (7, "x**2", "x", "x=0.5", 0.25, None, "central", "agree", None),
        ("b", "sine(x)", None, None, None, None, None, None, "unknown-function"),
        (3, "-x", "x", None, None, "-1", None, None, None),
    ]
    assert answers(tmp_path / "r.db", "results") == expected
    run("batch", str(lines), "-o", f"{tmp_path}/r.db", "-m", "central")
    assert answers(tmp_path / "r.db") == answers(tmp_path / "r.db", "results") == expected


def test_answers_back_into_the_database_they_came_from(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    with sqlite3.connect(path) as link:
        link.execute("create table formulas (expr)")
        link.executemany("insert into formulas values (?)", [(f"x**{number}",) for number in range(2, 2000)])
    link.close()
    assert run("batch", str(path), "-o", f"{path}:answers", "--jobs", "2")[:2] == (0, "")
    assert [row[5] for row in answers(path)][:3] == ["2*x", "3*x**2", "4*x**3"]
    assert len(answers(path)) == 1998


def test_a_complete_table_is_left_alone(run: Any, tmp_path: Path, lines: Path) -> None:
    for name in ("r.db:results", "a.parquet", "a.jsonl.gz"):
        words = ("batch", str(lines), "-o", f"{tmp_path}/{name}", "--resume")
        assert run(*words)[0] == 1
        before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
        assert run(*words) == (0, "", f"note: '{tmp_path}/{name}' is complete, and left as it is\n")
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_table_of_somebody_else_stays(run: Any, tmp_path: Path, lines: Path) -> None:
    path = tmp_path / "r.db"
    with sqlite3.connect(path) as link:
        link.execute("create table users (id, name)")
        link.execute("insert into users values (1, 'a')")
    link.close()
    before = path.read_bytes()
    message = "the table 'users' is there and holds no answers of symdiff\nhint: name another table"
    assert run("batch", str(lines), "-o", f"{path}:users") == (2, "", f"error[unreadable]: {message}\n")
    assert path.read_bytes() == before


def test_an_older_table_stays_until_the_new_one_is_complete(tmp_path: Path) -> None:
    path = tmp_path / "r.db"
    made(path, [row(id=1, source="x")])
    before = answers(path)
    finish = finisher(str(path), TABLE, {})
    assert finish is not None
    part = tmp_path / "part"
    part.write_text(json.dumps({"rows": [row(id=2)]}) + "\n{")  # what no run leaves behind
    with pytest.raises(ValueError, match="property name"):
        finish(part)
    assert answers(path) == before
    parquets = tmp_path / "a.parquet"
    parquets.write_text("older")
    finish = finisher(str(parquets), TABLE, {"id": None})
    assert finish is not None
    with pytest.raises(ValueError, match="property name"):
        finish(part)
    assert parquets.read_text() == "older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.parquet", "part", "r.db"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("r.db:a b", "error[usage]: 'a b' is no name of a table\nhint: for example -o {}/r.db:answers\n"),
        ("r.db:", "error[usage]: '' is no name of a table\nhint: for example -o {}/r.db:answers\n"),
        ("r.db:sqlite_x", "error[usage]: 'sqlite_x' is no name of a table\nhint: for example -o {}/r.db:answers\n"),
    ],
)
def test_names_that_are_none(run: Any, tmp_path: Path, lines: Path, name: str, message: str) -> None:
    assert run("batch", str(lines), "-o", f"{tmp_path}/{name}") == (2, "", message.format(tmp_path))


def test_a_table_has_a_format_of_its_own(run: Any, tmp_path: Path, lines: Path) -> None:
    name = f"{tmp_path}/a.parquet"
    assert run("batch", str(lines), "-o", name, "-f", "csv") == (
        2,
        "",
        f"error[usage]: '{name}' is a table of its own kind (parquet)\nhint: leave out --format\n",
    )


def test_compressed_answers(run: Any, tmp_path: Path, lines: Path) -> None:
    name = tmp_path / "out.csv.gz"
    name.write_text("older")
    assert run("batch", str(lines), "-o", str(name), "-f", "csv", "-m", "central")[:2] == (1, "")
    plain = run("batch", str(lines), "-f", "csv", "-m", "central")[1]
    assert gzip.decompress(name.read_bytes()).decode() == plain
    first = name.read_bytes()
    run("batch", str(lines), "-o", str(name), "-f", "csv", "-m", "central")
    assert name.read_bytes() == first
    assert run("batch", str(name), "--input", "text", "-o", str(tmp_path / "again.txt.xz"))[0] == 1


def test_kinds_have_names_of_their_own() -> None:
    assert len({row.name for row in OUTPUTS}) == len(OUTPUTS)


@pytest.mark.parametrize("words", [["-o", "{}"], ["-o", "{}?"], ["--summary", "{}"], ["--report", "{}"]])
def test_the_input_is_never_replaced(tmp_path: Path, words: list[str]) -> None:
    lines = tmp_path / "in.txt"
    lines.write_text("x\n")
    path = str(lines) if "?" not in words[-1] else f"{tmp_path}/../{tmp_path.name}/in.txt"
    with pytest.raises(SymdiffError) as caught:
        run(["batch", str(lines), "-o", str(tmp_path / "out"), *(word.rstrip("?").format(path) for word in words)])
    assert str(caught.value) == f"error[usage]: '{path}' is the input, and would be replaced\nhint: name another file"
    assert lines.read_text() == "x\n"
    assert [path.name for path in tmp_path.iterdir()] == ["in.txt"]
    (tmp_path / "link.txt").symlink_to(lines)
    with pytest.raises(SymdiffError, match="is the input"):
        run(["batch", str(lines), "-o", str(tmp_path / "link.txt")])


def test_answers_may_be_a_table_beside_those_of_the_input(tmp_path: Path) -> None:
    path = tmp_path / "all.db"
    with sqlite3.connect(path) as link:
        link.execute("create table formulas (id, expr)")
        link.execute("insert into formulas values (1, 'x**2')")
    link.close()
    assert run(["batch", str(path), "--query", "select * from formulas", "-o", str(path)]) == 0
    with sqlite3.connect(path) as link:
        assert link.execute("select expression from answers").fetchall() == [("2*x",)]
    link.close()


@pytest.mark.parametrize(
    ("name", "kinds", "form"),
    [
        ("a.json", ("plain", "json"), "json"),
        ("A.JSONL.gz", ("plain", "json"), "json"),
        ("d.csv/a", ("plain", "csv"), None),
        ("a.csv", ("plain", "csv"), "csv"),
        ("a.csv", ("plain", "json"), None),
        ("a.tex", ("latex",), "latex"),
        ("a.txt", ("plain", "csv"), None),
        ("csv", ("plain", "csv"), None),
        (None, ("plain",), None),
    ],
)
def test_the_end_of_a_name_says_the_format(name: str | None, kinds: tuple[str, ...], form: str | None) -> None:
    assert by_name(name, kinds) == form


@pytest.mark.parametrize("words", [["x**2"], ["tangent", "x**2", "--at", "1"], ["check", "x**2", "2*x"]])
def test_a_file_that_holds_no_text_is_not_made(within, tmp_path, words: list[str]) -> None:
    message = "error[usage]: these answers are text, which a file '.pdf' does not hold\nhint: symdiff plot and symdiff graph draw, symdiff report makes a page\n"
    assert within(*words, "-o", str(tmp_path / "a.pdf")) == (2, "", message)
    assert within(*words, "-o", str(tmp_path / "a.json")) == (0, "", "")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["source"] == "x**2"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
