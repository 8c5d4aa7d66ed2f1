"""CSV and TSV: rows of cells with a header. Quoting is that of the standard library's reader. Imports ``lines`` and ``columns``."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator

from symdiff.batch.columns import EXPR, Columns
from symdiff.batch.lines import Line, Passing, Reader
from symdiff.errors import Diagnostic, fault

_OTHER = ";"
"""Between cells where a comma separates decimals: spreadsheets of half the world write it."""


class _Open(Exception):
    """A row does not end: its quotes are never closed, or not within the bound on its length."""


class DelimitedReader(Passing):
    """The rows after the header as lines; each has the number of the line it begins at.

    ``lines`` are verbatim ones. A row whose quotes never close costs its first line alone: the lines after it are read again.
    Raises SymdiffError ``unreadable`` and ``no-column`` for a header that is none.
    """

    def __init__(self, lines: Reader, separator: str, longest: int, *, column: str = EXPR, keep: bool = False) -> None:
        super().__init__(lines)
        self._separator = separator
        self._longest = longest
        self._waiting: deque[Line] = deque()
        self._row: list[Line] = []
        csv.field_size_limit(max(csv.field_size_limit(), 2 * longest))
        self._cells = self._begun()
        self.columns = self._header(column, keep)

    @property
    def ended(self) -> bool:
        return self._lines.ended and not self._waiting

    def take(self) -> list[Line]:
        """The rows that one read completes, and the rest of one that is cut by it."""
        if not self._waiting:
            self._waiting.extend(self._lines.take())
        found: list[Line] = []
        while self._waiting:
            line = self._next()
            if line is not None:
                found.append(line)
        return found

    def _next(self) -> Line | None:
        """The next row; None where it is blank."""
        cells, wrong = self._read()
        first = self._row[0]
        if wrong is not None:
            return Line(first.number, first.raw, fault=wrong)
        if not any(cell.strip() for cell in cells):
            return None
        if any(cells[self._width :]):
            words = f"the row has {len(cells)} cells, and the header {self._width}"
            return Line(
                first.number, first.raw, fault=Diagnostic("bad-record", words, hint="quote a cell with a separator")
            )
        return self.columns.line(first.number, cells)

    def _read(self) -> tuple[list[str], Diagnostic | None]:
        """The cells of the next row, or what is wrong with it."""
        self._row = []
        try:
            return next(self._cells), None
        except _Open:
            self._waiting.extendleft(reversed(self._row[1:]))
            wrong = Diagnostic(
                "bad-record", "a quote is opened and never closed", hint='a quote in a cell is doubled: ""'
            )
        except csv.Error:
            wrong = Diagnostic("bad-record", "a carriage return stands outside quotes")
        if not all(line.whole for line in self._row):
            wrong = Diagnostic("too-long", "the line is too long to be read", hint="raise the bound with --max-length")
        self._cells = self._begun()
        return [], wrong

    def _begun(self) -> Iterator[list[str]]:
        return csv.reader(self._texts(), delimiter=self._separator)

    def _texts(self) -> Iterator[str]:
        """The physical lines that the standard reader asks for: a second one only where a quote is open."""
        size = 0
        while True:
            while not self._waiting:
                if self._lines.ended:
                    if self._row:
                        raise _Open
                    return
                self._waiting.extend(self._lines.take())
            line = self._waiting.popleft()
            size = len(line.raw) + (size if self._row else 0)
            self._row.append(line)
            if size > self._longest or not line.whole:
                raise _Open
            yield line.raw.decode(errors="surrogateescape") + "\n"

    def _header(self, column: str, keep: bool) -> Columns:
        cells = self._first()
        if match := re.fullmatch(rb"sep=(.)\r?", self._row[0].raw):  # what Excel writes for itself
            self._separator = match[1].decode("latin-1")
            self._cells = self._begun()
            cells = self._first()
        others = [cell.strip() for cell in cells[0].split(_OTHER)] if len(cells) == 1 else []
        if self._separator == "," and column not in cells and column in others:
            self._separator = _OTHER
            self._waiting.appendleft(self._row[0])
            self._cells = self._begun()
            cells = self._first()
        self._width = len(cells)
        return Columns([cell.strip() for cell in cells], column, keep=keep)

    def _first(self) -> list[str]:
        """The cells of the first row that is not blank."""
        while True:
            while not self._waiting:
                if self._lines.ended:
                    raise fault("unreadable", "the table has no header", hint="its first line names the columns")
                self._waiting.extend(self._lines.take())
            cells, wrong = self._read()
            if wrong is not None:
                raise fault("unreadable", f"the header cannot be read: {wrong.message}", hint=wrong.hint)
            if self._row[0].raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                raise fault("unreadable", "the table looks like UTF-16", hint="save it as UTF-8")
            if any(cell.strip() for cell in cells):
                return cells
