"""Parquet: rows in by row groups, and the table of answers out, both in flat memory. Imports pyarrow when first used.

Threads of Arrow are not used: workers are forked from the process that reads.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Any

from symdiff.batch.columns import EXPR, Columns
from symdiff.batch.lines import Line
from symdiff.errors import fault, missing_extra

_ROWS = 500
"""Of a batch that is read at a time."""
_BUFFER = 1 << 18
"""Bytes of a column that are read at a time."""


def arrow() -> Any:
    """The libraries ``pyarrow`` and ``pyarrow.parquet``. Raises SymdiffError ``missing-extra``."""
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise missing_extra("Parquet files need pyarrow", "parquet") from None
    return pa, pq


class ParquetReader:
    """The rows of a Parquet file as lines, numbered from 1."""

    def __init__(self, file: io.FileIO, *, column: str = EXPR, keep: bool = False) -> None:
        pa, pq = arrow()
        if not file.seekable():
            raise fault(
                "unreadable", "a Parquet file is read from its end, not from a pipe", hint="save it as a file first"
            )
        self._arrow = pa
        self._broken = (pa.ArrowException, OSError, ValueError)
        self._descriptor = file.fileno()
        try:
            self._file = pq.ParquetFile(pa.PythonFile(file, mode="r"), buffer_size=_BUFFER, pre_buffer=False)
            schema = self._file.schema_arrow
            self.columns = Columns(schema.names, column, keep=keep)
            places = self.columns.places
            types = {name: schema.field(name).type for name in schema.names if schema.names.count(name) == 1}
            self.kinds: Mapping[str, Any] = {name: kind for name, kind in types.items() if _comes_back(pa.types, kind)}
            self._width = len(schema.names)
            self._places = places
            self._batches: Iterator[Any] = self._file.iter_batches(
                _ROWS, columns=[schema.names[place] for place in places], use_threads=False
            )
        except self._broken as error:
            raise fault("unreadable", f"the input is not a Parquet file that can be read: {_reason(error)}") from None
        self._rows = self._file.metadata.num_rows
        self._done = 0
        self.ended = False

    @property
    def size(self) -> int | None:
        return os.fstat(self._descriptor).st_size

    @property
    def bytes_read(self) -> int:
        return int((self.size or 0) * self._done / max(1, self._rows))

    def fileno(self) -> int:
        return self._descriptor

    def take(self) -> list[Line]:
        cells: list[Sequence[Any]] = [()] * self._width
        try:
            batch = next(self._batches, None)
            if batch is None:
                self.ended = True
                return []
            for place, name in zip(self._places, batch.schema.names, strict=True):
                cells[place] = _values(self._arrow, batch.column(name))
        except self._broken as error:
            where = f"from row {self._done + 1} on"
            raise fault("unreadable", f"the Parquet file cannot be read {where}: {_reason(error)}") from None
        lines = [
            self.columns.line(self._done + row + 1, [column[row] if column else None for column in cells])
            for row in range(batch.num_rows)
        ]
        self._done += batch.num_rows
        return lines


def _comes_back(types: Any, kind: Any) -> bool:
    """Whether cells of this type come through JSON, or text of Arrow's, as they were."""
    if types.is_list(kind):
        kind = kind.value_type
    elif _by_text(types, kind):
        return True
    plain = (
        types.is_boolean,
        types.is_integer,
        types.is_float32,
        types.is_float64,
        types.is_string,
        types.is_large_string,
    )
    return any(is_one(kind) for is_one in plain)


def _by_text(types: Any, kind: Any) -> bool:
    """Whether cells are handed on as Arrow writes them: Python's own types would lose digits."""
    return bool(types.is_temporal(kind) or types.is_decimal(kind))


def _values(pa: Any, column: Any) -> list[Any]:
    kind = column.type
    if _by_text(pa.types, kind):
        column = column.cast(pa.int64() if pa.types.is_duration(kind) else pa.string())
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # one cell must not cost the others their answers
        values = column.cast(pa.binary()).to_pylist()
    return values


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


_GROUP_ROWS, _GROUP_CHARACTERS = 50_000, 1 << 24
"""The most that a row group holds: as many rows, or rows of as many characters."""


def write(
    file: IO[bytes],
    columns: Sequence[tuple[str, str]],
    kinds: Mapping[str, Any],
    rows: Callable[[], Iterator[list[Any]]],
) -> None:
    """Write a table of columns, each of its kind: ``text``, ``number``, ``whole``, or ``any``.

    The last is the one of ``kinds``, or what all ``rows`` show.
    """
    pa, pq = arrow()
    known = {"text": pa.string(), "number": pa.float64(), "whole": pa.int64()}
    types = [known.get(kind, kinds.get(name)) for name, kind in columns]
    if None in types:
        types = [kind or found for kind, found in zip(types, _found(pa, rows(), len(columns)), strict=True)]
    schema = pa.schema([(name, kind) for (name, _), kind in zip(columns, types, strict=True)])
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(rows()):
            cells = list(zip(*group, strict=True)) or [()] * len(columns)
            arrays = [_array(pa, column, kind) for column, kind in zip(cells, types, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _found(pa: Any, rows: Iterator[list[Any]], width: int) -> list[Any]:
    """The type that holds each column's cells as they are."""
    found: list[set[type]] = [set() for _ in range(width)]
    for row in rows:
        for place, cell in enumerate(row):
            if cell is not None:
                large = isinstance(cell, int) and not -(2**63) <= cell < 2**63
                found[place].add(str if large else type(cell))
    single = {bool: pa.bool_(), int: pa.int64(), float: pa.float64()}
    return [
        pa.float64()
        if types == {int, float}
        else single.get(next(iter(types)), pa.string())
        if len(types) == 1
        else pa.string()
        for types in found
    ]


def _groups(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    """Row groups; one without rows where there are none at all."""
    group: list[list[Any]] = []
    size, some = 0, False
    for row in rows:
        group.append(row)
        size += sum(len(cell) for cell in row if isinstance(cell, str))
        if len(group) >= _GROUP_ROWS or size >= _GROUP_CHARACTERS:
            yield group
            group, size, some = [], 0, True
    if group or not some:
        yield group


def _array(pa: Any, cells: Sequence[Any], kind: Any) -> Any:
    """Cells as they came through JSON, in the type of their column."""
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return pa.array([cell if cell is None or isinstance(cell, str) else json.dumps(cell) for cell in cells], kind)
    try:
        return pa.array(cells, kind)
    except (pa.ArrowException, TypeError, ValueError, OverflowError):
        texts = [cell if cell is None or isinstance(cell, str) else json.dumps(cell) for cell in cells]
        return pa.array(texts, pa.string()).cast(kind)
