"""Files that are made of whole answers: tables with types, and compressed ones. A row for each kind of table.

Answers are written as lines first, as to any file, so that nothing is lost and a batch goes on where it ended. When they are
complete they are made into the table, beside the file that it takes the place of, or in one transaction. Imports
``compression``, ``parquet`` and ``sqlite``.
"""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from symdiff.batch.compression import Compression, compression
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.reports.settings import Settings
from symdiff.reports.table import NUMBERS, typed

Finish = Callable[[Path], None]
"""Makes the file of the complete lines, which it leaves where they are. Raises SymdiffError ``unreadable``."""
Rows = Callable[[], Iterator[list[Any]]]
"""Reads the rows, from the first on each time."""


class Table(Frozen):
    """The columns of a table of answers, each with its kind: ``text``, ``number``, ``whole``, or ``any`` for one that has what came in."""

    columns: tuple[tuple[str, str], ...]
    kinds: Mapping[str, Any]
    """Of columns of the kind ``any``, where the input has types: those of Arrow."""


class Output(Frozen):
    """A kind of file that a table of answers is made into."""

    name: str
    pattern: re.Pattern[str]
    ready: Callable[[str], None]
    """Raises SymdiffError where such a file could not be made; asked before there are answers."""
    there: Callable[[str], bool]
    """Whether it has been made."""
    make: Callable[[str, Table, Rows], None]
    """Is given where, the table and its rows."""


def _parquet(path: str, table: Table, rows: Rows) -> None:
    from symdiff.batch.parquet import write

    with beside(path) as file:
        write(file, table.columns, table.kinds, rows)


def _parquet_ready(_: str) -> None:
    from symdiff.batch.parquet import arrow

    arrow()


def _is_file(path: str) -> bool:
    return Path(path).is_file()


def _sqlite_there(path: str) -> bool:
    from symdiff.batch.sqlite import there

    return there(path)


def _sqlite_ready(path: str) -> None:
    from symdiff.batch.sqlite import look

    look(path)


def _sqlite(path: str, table: Table, rows: Rows) -> None:
    from symdiff.batch.sqlite import write

    write(path, table.columns, rows())


OUTPUTS = (
    Output("parquet", re.compile(r".+\.(parquet|pq)", re.IGNORECASE | re.DOTALL), _parquet_ready, _is_file, _parquet),
    Output(
        "sqlite",
        re.compile(r".+\.(sqlite|sqlite3|db)(:.*)?", re.IGNORECASE | re.DOTALL),
        _sqlite_ready,
        _sqlite_there,
        _sqlite,
    ),
)


def table_output(path: str | None) -> Output | None:
    """The kind of table that a file of this name is, if it is one."""
    return next((row for row in OUTPUTS if path and row.pattern.fullmatch(path)), None)


def made(path: str) -> bool:
    """Whether the file, or the table, of this name is there."""
    row = table_output(path)
    return (row.there if row is not None else _is_file)(path)


def finisher(path: str | None, settings: Settings, kinds: Mapping[str, Any]) -> Finish | None:
    """What makes the file of this name when its lines are complete; None where they are the file.

    ``kinds`` are the types of the input's columns, where it has types. Raises SymdiffError where the file cannot be made.
    """
    row = table_output(path)
    way = compression(path) if path else None
    if path is None or (row is None and way is None):
        return None
    if row is not None:
        row.ready(path)
        make, table = row.make, _table(settings, kinds)
        return lambda part: make(path, table, partial(_rows, part))
    assert way is not None
    packing = way
    packing.packed(io.BytesIO()).close()
    return lambda part: _packed(part, path, packing)


def _table(settings: Settings, kinds: Mapping[str, Any]) -> Table:
    names = typed(settings)
    own = len(names) - len(settings.kept)
    numbers = "text" if settings.options.digits else "number"

    def kind(name: str) -> str:
        if name == "id":
            return "any" if settings.jsonl else "whole"
        return numbers if name in NUMBERS else "number" if name.startswith("at.") else "text"

    columns = [(name, kind(name)) for name in names[:own]] + [(name, "any") for name in names[own:]]
    stay = dict(zip(names[own:], settings.kept, strict=True))
    found = {name: kinds.get(stay.get(name, name)) for name, of in columns if of == "any"}
    return Table(tuple(columns), found)


def _rows(part: Path) -> Iterator[list[Any]]:
    with part.open("rb") as file:
        for line in file:
            yield from json.loads(line)["rows"]


def _packed(part: Path, path: str, way: Compression) -> None:
    import shutil

    with part.open("rb") as lines, beside(path) as file:
        packed = way.packed(file)
        shutil.copyfileobj(lines, packed, 1 << 20)
        packed.close()


@contextmanager
def beside(path: str) -> Iterator[IO[bytes]]:
    """A file beside the one of this name, which it takes the place of when it is whole."""
    target = Path(path).resolve()
    made = target.with_name(f".{target.name}.{os.getpid()}.new")
    try:
        with made.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            made.chmod(target.stat().st_mode & 0o777)
        made.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from None
    finally:
        with suppress(OSError):
            made.unlink(missing_ok=True)


def _unwritable(path: str, error: OSError) -> SymdiffError:
    return fault("unreadable", f"cannot write '{path}': {error.strerror or error}")
