"""SQLite: the rows of a query in, and the table of answers out, through the standard library. Imports ``columns`` and ``lines``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from symdiff.batch.columns import EXPR, Columns
from symdiff.batch.lines import Line, opened
from symdiff.errors import SymdiffError, fault

_ROWS = 500


class SqliteReader:
    """The rows of a query over a database as lines, numbered from 1. The database is only read, whatever the query says."""

    def __init__(self, path: str, query: str | None, *, column: str = EXPR, keep: bool = False) -> None:
        import sqlite3

        self._broken = sqlite3.Error
        opened(
            path
        ).close()  # what is wrong is said in the words of other files; open beside SQLite it would end SQLite's locks
        self._descriptor = os.open(os.devnull, os.O_RDONLY)  # always readable
        try:
            self._link = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
            self._link.text_factory = lambda text: text.decode(errors="surrogateescape")
            self._link.set_authorizer(_only_reads)
            self._rows = self._link.execute(self._whole_table() if query is None else query)
            if self._rows.description is None:
                raise fault("unreadable", "the query gives no rows", hint="--query takes a SELECT")
            self.columns = Columns([name for name, *_ in self._rows.description], column, keep=keep)
        except SymdiffError:
            self.close()
            raise
        except (self._broken, sqlite3.Warning, ValueError) as error:
            self.close()
            raise self._unreadable(error) from None
        self._done = 0
        self.bytes_read = 0
        self.ended = False

    def _whole_table(self) -> str:
        """The query for the one table of a database."""
        names = [
            str(name)
            for (name,) in self._link.execute(
                "select name from sqlite_schema where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"
            )
        ]
        if len(names) != 1:
            listed = ", ".join(repr(name) for name in names[:20]) or "none"
            raise fault(
                "unreadable",
                f"the database has more than one table or none: {listed}",
                hint="say what to read with --query",
            )
        quoted = names[0].replace('"', '""')
        return f'select * from "{quoted}"'  # noqa: S608 - the name is quoted

    @property
    def size(self) -> int | None:
        return None

    def fileno(self) -> int:
        return self._descriptor

    def take(self) -> list[Line]:
        try:
            rows: list[Any] = self._rows.fetchmany(_ROWS)
        except self._broken as error:
            raise self._unreadable(error, f" from row {self._done + 1} on") from None
        self.ended = not rows
        lines = [self.columns.line(self._done + place, row) for place, row in enumerate(rows, 1)]
        self._done += len(rows)
        return lines

    def close(self) -> None:
        """Let go of the database."""
        if hasattr(self, "_link"):
            self._link.close()
        os.close(self._descriptor)

    def _unreadable(self, error: Exception, where: str = "") -> SymdiffError:
        words = str(error)
        if "not authorized" in words or "prohibited" in words:
            return fault("unreadable", "the query does more than read", hint="--query takes a SELECT")
        return fault("unreadable", f"the query cannot be answered{where}: {words}")


def _only_reads(action: int, *_: Any) -> int:
    import sqlite3

    reads = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
    return sqlite3.SQLITE_OK if action in reads else sqlite3.SQLITE_DENY
