"""SQLite: the rows of a query in, and the table of answers out, through the standard library. Imports ``columns`` and ``lines``."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
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
        return f"select * from {_quoted(names[0])}"  # noqa: S608 - the name is quoted

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


_OURS = {"id", "source", "expression", "verdict"}
"""Columns by which a table of answers is known: no other table is replaced."""


def write(path: str, columns: Sequence[tuple[str, str]], rows: Iterator[list[Any]]) -> None:
    """Write ``FILE.db:TABLE`` in one transaction: the older table stays until the new one is complete.

    Raises SymdiffError ``unreadable``.
    """
    import sqlite3

    file, table = place(path)
    there = Path(file).exists()
    written = False
    try:
        link = sqlite3.connect(file, isolation_level=None)
        try:
            link.execute("begin immediate")
            _make(link, table, columns)
            marks = ", ".join("?" * len(columns))
            link.executemany(f"insert into {_quoted(table)} values ({marks})", map(_stored, rows))  # noqa: S608 - quoted
            link.execute("commit")
            written = True
        finally:
            link.close()
    except sqlite3.Error as error:
        raise fault("unreadable", f"cannot write '{path}': {error}") from None
    finally:
        if not (there or written):
            Path(file).unlink(missing_ok=True)


def look(path: str) -> None:
    """Raise SymdiffError where the table could not be written."""
    there(path)


def there(path: str) -> bool:
    """Whether the table is there. Raises SymdiffError where it is another's, or its file no database."""
    import sqlite3

    file, table = place(path)
    if not Path(file).exists():
        return False
    try:
        link = sqlite3.connect(f"{Path(file).resolve().as_uri()}?mode=ro", uri=True)
        try:
            return _refuse_other(link, table)
        finally:
            link.close()
    except sqlite3.Error as error:
        raise fault("unreadable", f"cannot write '{path}': {error}") from None


def place(path: str) -> tuple[str, str]:
    """File and table of ``FILE.db:TABLE``; without a table, ``answers``. Raises SymdiffError ``usage``."""
    match = re.fullmatch(r"(.+\.(?:sqlite3?|db))(?::(.*))?", path, re.IGNORECASE | re.DOTALL)
    assert match is not None
    table = "answers" if match[2] is None else match[2]
    if not re.fullmatch(r"\w+", table) or table.lower().startswith("sqlite_"):
        raise fault("usage", f"{table!r} is no name of a table", hint=f"for example -o {match[1]}:answers")
    return match[1], table


def _refuse_other(link: Any, table: str) -> bool:
    """Whether a table of answers of this name is there. Raises SymdiffError for one that is no table of answers."""
    older = {str(name) for _, name, *_ in link.execute(f"pragma table_info({_quoted(table)})")}
    if older and not older >= _OURS:
        raise fault(
            "unreadable", f"the table {table!r} is there and holds no answers of symdiff", hint="name another table"
        )
    return bool(older)


def _make(link: Any, table: str, columns: Sequence[tuple[str, str]]) -> None:
    _refuse_other(link, table)
    kinds = {"text": " text", "number": " real", "whole": " integer", "any": ""}
    fields = ", ".join(_quoted(name) + kinds[kind] for name, kind in columns)
    link.execute(f"drop table if exists {_quoted(table)}")
    link.execute(f"create table {_quoted(table)} ({fields})")


def _stored(row: list[Any]) -> list[Any]:
    return [
        json.dumps(cell) if isinstance(cell, list | dict) or (isinstance(cell, int) and abs(cell) >= 2**63) else cell
        for cell in row
    ]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
