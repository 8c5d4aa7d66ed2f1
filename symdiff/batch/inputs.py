"""The kinds of input: a row for each, with its suffixes and how it is opened. Imports ``lines``, ``compression``, and a kind's file when it is opened."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext

from symdiff.batch.columns import EXPR
from symdiff.batch.compression import Unpacked, bare, compression
from symdiff.batch.lines import Lines, Reader, opened
from symdiff.errors import fault
from symdiff.frozen import Frozen


class Source(Frozen):
    """What is to be read, and how. ``path`` is ``-`` for standard input."""

    path: str
    longest: int
    """Bytes of a line that are kept."""
    column: str = EXPR
    """Of the formula, where there are columns."""
    keep: bool = False
    """Whether columns that are no field of a record stay beside the answer."""
    query: str | None = None


class Input(Frozen):
    """A kind of input. ``records``: its lines are records and no bare formulas; ``columns``: they come from columns that have names."""

    name: str
    suffixes: tuple[str, ...]
    records: bool
    columns: bool
    reader: Callable[[Source, io.FileIO], Lines] | None
    """Of an open file; None for what is no file of bytes."""


def _text(source: Source, file: io.FileIO) -> Lines:
    return Reader(file.fileno(), source.longest, comments=True, blocks=_blocks(source, file))


def _jsonl(source: Source, file: io.FileIO) -> Lines:
    return Reader(file.fileno(), source.longest, comments=False, blocks=_blocks(source, file))


def _delimited(separator: str) -> Callable[[Source, io.FileIO], Lines]:
    def reader(source: Source, file: io.FileIO) -> Lines:
        from symdiff.batch.delimited import DelimitedReader

        lines = Reader(file.fileno(), source.longest, comments=False, blocks=_blocks(source, file), verbatim=True)
        return DelimitedReader(lines, separator, source.longest, column=source.column, keep=source.keep)

    return reader


def _parquet(source: Source, file: io.FileIO) -> Lines:
    from symdiff.batch.parquet import ParquetReader

    return ParquetReader(file, column=source.column, keep=source.keep)


def _blocks(source: Source, file: io.FileIO) -> Unpacked | None:
    way = compression(source.path)
    return None if way is None else Unpacked(file, way)


INPUTS = (
    Input("text", (), False, False, _text),
    Input("jsonl", (".jsonl", ".ndjson"), True, False, _jsonl),
    Input("csv", (".csv",), True, True, _delimited(",")),
    Input("tsv", (".tsv", ".tab"), True, True, _delimited("\t")),
    Input("parquet", (".parquet", ".pq"), True, True, _parquet),
    Input("sqlite", (".sqlite", ".sqlite3", ".db"), True, True, None),
)
_BY_NAME = {row.name: row for row in INPUTS}


def input_kind(path: str, name: str | None = None) -> Input:
    """The kind of a file: the one of this name, else by the file's suffix, that of a compression aside."""
    if name is not None:
        return _BY_NAME[name]
    lower = bare(path).lower()
    return next((row for row in INPUTS if row.suffixes and lower.endswith(row.suffixes)), INPUTS[0])


@contextmanager
def reading(source: Source, kind: Input) -> Iterator[Lines]:
    """The lines of an input while they are read. Raises SymdiffError ``unreadable`` and ``no-column``."""
    if kind.reader is None:
        from symdiff.batch.sqlite import SqliteReader

        if source.path == "-":
            raise fault("unreadable", "a database cannot be read from a pipe", hint="name its file")
        rows = SqliteReader(source.path, source.query, column=source.column, keep=source.keep)
        with closing(rows):
            yield rows
        return
    with nullcontext(_standard_input()) if source.path == "-" else opened(source.path) as file:
        yield kind.reader(source, file)


def _standard_input() -> io.FileIO:
    if sys.stdin is None:
        raise fault("unreadable", "standard input is closed")
    return io.FileIO(sys.stdin.fileno(), closefd=False)
