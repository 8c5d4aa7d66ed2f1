"""Parquet: rows in by row groups, and the table of answers out, both in flat memory. Imports pyarrow when first used.

Threads of Arrow are not used: workers are forked from the process that reads.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from symdiff.batch.columns import EXPR, Columns
from symdiff.batch.lines import Line
from symdiff.errors import fault

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
        raise fault("missing-extra", "Parquet files need pyarrow", hint="pip install 'symdiff-cli[parquet]'") from None
    return pa, pq


class ParquetReader:
    """The rows of a Parquet file as lines, numbered from 1."""

    def __init__(self, file: io.FileIO, *, column: str = EXPR, keep: bool = False) -> None:
        pa, pq = arrow()
        if not file.seekable():
            raise fault(
                "unreadable", "a Parquet file is read from its end, not from a pipe", hint="save it as a file first"
            )
        self._broken = (pa.ArrowException, OSError, ValueError)
        self._descriptor = file.fileno()
        try:
            self._file = pq.ParquetFile(pa.PythonFile(file, mode="r"), buffer_size=_BUFFER, pre_buffer=False)
            schema = self._file.schema_arrow
            self.columns = Columns(schema.names, column, keep=keep)
            places = self.columns.places
            self.kinds: Mapping[str, Any] = {name: schema.field(name).type for name in self.columns.kept}
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
        try:
            batch = next(self._batches, None)
        except self._broken as error:
            raise fault(
                "unreadable", f"the Parquet file cannot be read from row {self._done + 1} on: {_reason(error)}"
            ) from None
        if batch is None:
            self.ended = True
            return []
        cells: list[Sequence[Any]] = [()] * self._width
        for place, name in zip(self._places, batch.schema.names, strict=True):
            cells[place] = _values(batch.column(name))
        lines = [
            self.columns.line(self._done + row + 1, [column[row] if column else None for column in cells])
            for row in range(batch.num_rows)
        ]
        self._done += batch.num_rows
        return lines


def _values(column: Any) -> list[Any]:
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError:  # one cell must not cost the others their answers
        values = column.cast("binary").to_pylist()
    return values


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
