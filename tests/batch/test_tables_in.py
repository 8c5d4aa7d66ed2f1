"""Tables as input: which column is which field, rows that cannot be read, suffixes and compression; a whole message for each error."""

from __future__ import annotations

import csv
import gzip
import io
import json
import lzma
import os
import sqlite3
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.batch.columns import Columns, line_of
from symdiff.batch.compression import COMPRESSIONS
from symdiff.batch.delimited import DelimitedReader
from symdiff.batch.inputs import INPUTS, Source, input_kind, reading
from symdiff.batch.lines import Line, Reader
from symdiff.batch.records import problem
from symdiff.errors import SymdiffError
from symdiff.problems.problem import Problem


def rows(path: Path, kind: str | None = None, **how: Any) -> list[Line]:
    with reading(Source(str(path), 10_000, **how), input_kind(str(path), kind)) as reader:
        found: list[Line] = []
        while not reader.ended:
            found += reader.take()
        return found


def table(folder: Path, content: str | bytes, name: str = "table.csv", **how: Any) -> list[Line]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return rows(path, **how)


def asked(line: Line) -> Problem:
    return problem(line, Problem(""), jsonl=True)


def failure(line: Line) -> str:
    with pytest.raises(SymdiffError) as caught:
        asked(line)
    return str(caught.value)


def test_every_column(tmp_path: Path) -> None:
    (line,) = table(
        tmp_path,
        'note,id,expr,wrt,order,at,vars,vectors,expected,functions,let,let.w,assume\n-,a,x*y,x;y,2,"x=0.10;y=pi/2",e f,z=3,"{""x"": ""y""}",g,u=x^2; v=u,3,x > 0;y > 0\n',
    )
    assert (line.number, line.kept) == (2, "")
    assert asked(line) == Problem(
        "x*y",
        "a",
        (("x",), ("y",)),
        2,
        ("x=0.10,y=pi/2",),
        ("e", "f"),
        expected={"x": "y"},
        vectors=(("z", 3),),
        functions=("g",),
        let=(("u", "x^2"), ("v", "u"), ("w", "3")),
        assume=("x > 0", "y > 0"),
    )


@pytest.mark.parametrize(
    ("header", "row", "field", "meaning"),
    [
        ("wrt", "x", "wrt", (("x",),)),
        ("wrt", "x y", "wrt", (("x",), ("y",))),
        ("wrt", '"x,x"', "wrt", (("x", "x"),)),
        ("wrt", '"[[""x"",""y""]]"', "wrt", (("x", "y"),)),
        ("wrt", "", "wrt", ()),
        ("order", "2.0", "order", 2),
        ("order", "", "order", 1),
        ("id", "007", "id", "007"),
        ("id", "", "id", 2),
        ("at", "1.5", "at", ("1.5",)),
        ("at", '"[{""x"": 0.10}, {""x"": 2}]"', "at", ({"x": "0.10"}, {"x": "2"})),
        ("at", "x=0:1:3", "at", ("x=0:1:3",)),
        ("at.x", "0.1000000000000000055511151231257827", "at", ({"x": "0.1000000000000000055511151231257827"},)),
        ("at.x", "", "at", ()),
        ("expected", "2*x", "expected", "2*x"),
        ("expected", "0", "expected", "0"),
        ("expected.x", "y", "expected", {"x": "y"}),
    ],
)
def test_a_cell_of_each_column(tmp_path: Path, header: str, row: str, field: str, meaning: object) -> None:
    (line,) = table(tmp_path, f"expr,{header}\nx*y,{row}\n")
    assert getattr(asked(line), field) == meaning


@pytest.mark.parametrize(
    ("header", "row", "message"),
    [
        ("expr,order", "x,two", "error[bad-record]: 'order' must be a whole number from 1 on, not 'two'"),
        (
            "expr,wrt",
            'x,"x,y"',
            "error[bad-record]: 'wrt' is 'x,y': a derivative by each name, or one by all in turn?\n"
            'hint: write x;y for one by each, [["x", "y"]] for one by all in turn',
        ),
        ("expr,wrt", "x,[x", "error[bad-record]: '[x' is not JSON"),
        ("expr,at,at.x", "x,1,1", "error[bad-record]: the row has both 'at' and 'at.x'"),
        (
            "expr,id",
            "max(x,y),1,2",
            "error[bad-record]: the row has 4 cells, and the header 2\nhint: quote a cell with a separator",
        ),
        ("expr,id", "x\rz,1", "error[bad-record]: a carriage return stands outside quotes"),
        (
            "expr,id",
            '"x,1',
            'error[bad-record]: a quote is opened and never closed\nhint: a quote in a cell is doubled: ""',
        ),
        ("expr,id", "x\udcff,1", "error[encoding]: 'expr' is not UTF-8 text: byte 0xff"),
        ("expr,id", "x,\udcfe", "error[encoding]: 'id' is not UTF-8 text: byte 0xfe"),
        (
            "expr,id",
            "x" * 20_000,
            "error[too-long]: the line is too long to be read\nhint: raise the bound with --max-length",
        ),
    ],
)
def test_a_bad_row_fails_alone(tmp_path: Path, header: str, row: str, message: str) -> None:
    found = table(tmp_path, f"{header}\ny\n{row}\nz\nw\n".encode(errors="surrogateescape"))
    assert [line.number for line in found] == [2, 3, 4, 5]
    assert failure(found[1]) == message
    assert [asked(found[place]).source for place in (0, 2, 3)] == ["y", "z", "w"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "error[unreadable]: the table has no header\nhint: its first line names the columns"),
        (
            "a,b\n1,2\n",
            "error[no-column]: there is no column 'expr' for the formula; the columns are: 'a', 'b'\n"
            "hint: name the formula's column with --column",
        ),
        ("expr,id,id\n", "error[no-column]: there are two columns 'id'\nhint: give each a name of its own"),
        ("expr\nx\n".encode("utf-16"), "error[unreadable]: the table looks like UTF-16\nhint: save it as UTF-8"),
        (
            "ex\rpr\n",
            "error[unreadable]: the header cannot be read: a carriage return stands outside quotes",
        ),
    ],
)
def test_a_header_that_is_none(tmp_path: Path, content: str | bytes, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        table(tmp_path, content)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("content", "numbers"),
    [
        ("expr\n", []),
        ("\ufeffexpr\r\nx\r\n", [2]),
        ("\n\nexpr,id\n\nx,1\n,,\n  ,\ny", [5, 8]),
        ('expr,id\n"max(x,\ny)",1\nx', [2, 4]),
        ("sep=;\r\nexpr;id\r\nx;1\r\n", [3]),
        ("id;expr\n1;max(x,y)\n", [2]),
        ("id,expr\n1\n", [2]),
    ],
)
def test_ways_to_write_a_table(tmp_path: Path, content: str, numbers: list[int]) -> None:
    assert [line.number for line in table(tmp_path, content)] == numbers


cells = st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=8)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=8), st.integers(1, 40), st.sampled_from(",\t"))
def test_rows_of_the_standard_writer_come_back_however_they_are_cut(
    written: list[list[str]], size: int, separator: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([["expr", "note"], *written])
    content = text.getvalue().encode()
    pieces = [content[place : place + size] for place in range(0, len(content), size)]

    class Blocks:
        def read1(self, size: int, /) -> bytes:
            return pieces.pop(0) if pieces else b""

    with Path(os.devnull).open("rb") as nothing:
        lines = Reader(nothing.fileno(), 10_000, comments=False, blocks=Blocks(), verbatim=True)
        reader = DelimitedReader(lines, separator, 10_000, keep=True)
        found: list[Line] = []
        while not reader.ended:
            found += reader.take()
    wanted = [row for row in written if any(cell.strip() for cell in row)]
    assert [(json.loads(line.raw).get("expr"), json.loads(line.kept)["note"]) for line in found] == [
        (formula, note) for formula, note in wanted
    ]


@pytest.mark.parametrize("row", [row for row in INPUTS if row.suffixes], ids=lambda row: row.name)
def test_a_kind_is_known_by_its_suffix(row: Any) -> None:
    for suffix in row.suffixes:
        assert input_kind(f"a{suffix}") is input_kind(f"A{suffix.upper()}") is row
        assert input_kind(f"a{suffix}.gz") is row
    assert input_kind("x", row.name) is row


def test_the_kind_of_other_names_is_text() -> None:
    assert {input_kind(name).name for name in ("-", "a", "a.txt", "a.gz", ".", "a.csv.txt")} == {"text"}


@pytest.mark.parametrize("way", COMPRESSIONS, ids=lambda way: way.name)
def test_compressed_inputs(tmp_path: Path, way: Any) -> None:
    if way.name == "zstd" and not any(find_spec(place) for place in ("backports", "compression")):
        with pytest.raises(SymdiffError) as caught:
            table(tmp_path, b"", f"a.csv{way.suffix}")
        assert str(caught.value) == (
            "error[missing-extra]: files that end in .zst need zstd\nhint: pip install 'symdiff-cli[zstd]'"
        )
        return
    target = io.BytesIO()
    packed = way.packed(target)
    packed.write(b"expr\nx\ny\n")
    packed.close()
    content = target.getvalue()
    assert [asked(line).source for line in table(tmp_path, content, f"a.csv{way.suffix}")] == ["x", "y"]
    assert [line.raw for line in table(tmp_path, content, f"a.txt{way.suffix}")] == [b"expr", b"x", b"y"]
    for broken in (content[:-3], content[:1], b"expr\nx\n", content + b"more"):
        with pytest.raises(SymdiffError, match=f"the input is not {way.name} throughout"):
            table(tmp_path, broken, f"a.csv{way.suffix}")


def test_what_unpacks_to_much_is_read_a_block_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "long.txt.gz"
    path.write_bytes(gzip.compress(b"x" * 50_000_000 + b"\ny\n"))
    with reading(Source(str(path), 1000), input_kind(str(path))) as reader:
        found: list[Line] = []
        while not reader.ended:
            found += reader.take()
    assert [(len(line.raw), line.whole) for line in found] == [(1000, False), (1, True)]


def test_lzma_of_two_streams(tmp_path: Path) -> None:
    content = lzma.compress(b"expr\nx\n") + lzma.compress(b"y\n")
    assert [asked(line).source for line in table(tmp_path, content, "a.csv.xz")] == ["x", "y"]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "formulas.db"
    with sqlite3.connect(path) as link:
        link.execute('create table formulas (expr text, id integer, "at.x" real, price)')
        link.executemany(
            "insert into formulas values (?, ?, ?, ?)",
            [("x**2", 7, 0.1, 3), ("x", None, None, "a"), (3, 8, 1.0, None), (None, 9, 1, 1), (b"x\xff", 10, 1, 1)],
        )
    link.close()
    return path


def test_sqlite(database: Path) -> None:
    found = rows(database, keep=True)
    assert [line.number for line in found] == [1, 2, 3, 4, 5]
    assert asked(found[0]) == Problem("x**2", 7, at=({"x": "0.1"},))
    assert (asked(found[1]).id, asked(found[2]).source) == (2, "3")
    assert [json.loads(line.kept) for line in found[:2]] == [{"price": 3}, {"price": "a"}]
    assert failure(found[3]) == "error[bad-record]: 'expr' is null"
    assert failure(found[4]) == "error[encoding]: 'expr' is not UTF-8 text: byte 0xff"


def test_a_query_names_the_columns(database: Path) -> None:
    found = rows(database, query="select expr as f, id from formulas where id = 7", column="f")
    assert [(asked(line).source, asked(line).id) for line in found] == [("x**2", 7)]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("delete from formulas", "error[unreadable]: the query does more than read\nhint: --query takes a SELECT"),
        ("attach 'other.db' as o", "error[unreadable]: the query does more than read\nhint: --query takes a SELECT"),
        ("pragma user_version = 5", "error[unreadable]: the query does more than read\nhint: --query takes a SELECT"),
        ("selec", 'error[unreadable]: the query cannot be answered: near "selec": syntax error'),
        ("select * from f", "error[unreadable]: the query cannot be answered: no such table: f"),
        ("", "error[unreadable]: the query gives no rows\nhint: --query takes a SELECT"),
    ],
)
def test_a_query_that_is_none(database: Path, query: str, message: str) -> None:
    before = database.read_bytes()
    with pytest.raises(SymdiffError) as caught:
        rows(database, query=query)
    assert str(caught.value) == message
    assert database.read_bytes() == before


def test_a_database_of_several_tables_needs_a_query(database: Path) -> None:
    with sqlite3.connect(database) as link:
        link.execute("create table other (expr)")
    link.close()
    with pytest.raises(SymdiffError) as caught:
        rows(database)
    assert str(caught.value) == (
        "error[unreadable]: the database has more than one table or none: 'formulas', 'other'\n"
        "hint: say what to read with --query"
    )


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(SymdiffError, match="the query cannot be answered: file is not a database"):
        table(tmp_path, "x\n" * 1000, "a.db")
    with pytest.raises(SymdiffError, match=r"cannot read '.*missing.db': No such file"):
        rows(tmp_path / "missing.db")


def test_rows_of_mappings() -> None:
    assert asked(line_of({"expr": "x", "at.x": 0.5, "id": 3.0, "more": object()}, 9)) == Problem(
        "x", 3, at=({"x": "0.5"},)
    )
    assert asked(line_of({"expr": "x", "at.x": float("nan"), "id": None}, 9)) == Problem("x", 9)
    assert failure(line_of({"f": "x"}, 1)) == "error[bad-record]: there is no 'expr'"


def test_kept_columns_are_those_that_are_no_field() -> None:
    columns = Columns(["f", "expr", "at.x", "id", "price", ""], "f", keep=True)
    assert (columns.kept, columns.points, columns.places) == (("expr", "price"), ("x",), (0, 1, 2, 3, 4))
