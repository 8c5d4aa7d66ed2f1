"""Rows of a table as records: which column is which field of a record, and which columns stay beside the answer.

A row becomes a line with one JSON record, so that nothing behind the readers knows of tables. Imports ``lines`` and ``errors``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symdiff.batch.lines import Line
from symdiff.errors import Diagnostic, SymdiffError, fault

EXPR = "expr"
"""The column of the formula where none is named, and the field that it is."""


class Columns:
    """The columns of a table by name, read as the fields of records.

    ``column`` is the formula's. With ``keep``, the columns that are no field stay beside the answer. Raises SymdiffError
    ``no-column`` where the formula's column is missing or a field has two.
    """

    def __init__(self, names: Sequence[str], column: str = EXPR, *, keep: bool = False) -> None:
        if column not in names:
            listed = ", ".join(repr(name) for name in names[:20]) or "none"
            raise fault(
                "no-column",
                f"there is no column {column!r} for the formula; the columns are: {listed}",
                hint="name the formula's column with --column",
            )
        self._fields: list[tuple[int, str, Callable[[Any], Any]]] = []
        self._parts: list[tuple[int, str, str]] = []
        self._kept: list[tuple[int, str]] = []
        for place, name in enumerate(names):
            field, dot, part = name.partition(".")
            if name == column or (name in _FIELDS and name != EXPR):
                self._once(names, name)
                self._fields.append(
                    (place, EXPR if name == column else name, _FIELDS[EXPR if name == column else name])
                )
            elif dot and part and field in _PARTED:
                self._once(names, name)
                self._parts.append((place, field, part))
            elif keep and name:
                self._once(names, name)
                self._kept.append((place, name))

    @staticmethod
    def _once(names: Sequence[str], name: str) -> None:
        if list(names).count(name) > 1:
            raise fault("no-column", f"there are two columns {name!r}", hint="give each a name of its own")

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of the columns that stay."""
        return tuple(name for _, name in self._kept)

    def has(self, field: str) -> bool:
        """Whether there is a column of this field."""
        return any(name == field for _, name, _ in self._fields)

    @property
    def points(self) -> tuple[str, ...]:
        """The variables that have a column of their values."""
        return tuple(part for _, field, part in self._parts if field == "at")

    @property
    def places(self) -> tuple[int, ...]:
        """Where the columns are that are read at all."""
        listed = (self._fields, self._parts, self._kept)
        return tuple(sorted(int(row[0]) for rows in listed for row in rows))

    def line(self, number: int, cells: Sequence[Any]) -> Line:
        """The row of this number as a line. A row may be short: what is not there is empty."""
        kept = (
            _ENCODE({name: _whole_text(plain(_cell(cells, place))) for place, name in self._kept}) if self._kept else ""
        )
        try:
            record = self._record(cells)
            if record[EXPR] is not None:
                return Line(number, _ENCODE(record).encode(), kept=kept)
            wrong = Diagnostic("bad-record", f"'{EXPR}' is null")
        except SymdiffError as error:
            wrong = error.diagnostic
        except UnicodeEncodeError:
            wrong = self._not_text(cells)
        return Line(number, self._stub(cells), fault=wrong, kept=kept)

    def _stub(self, cells: Sequence[Any]) -> bytes:
        """What is left of a row that fails: its formula and its id."""
        found = {
            field: _whole_text(plain(_cell(cells, place))) for place, field, _ in self._fields if field in (EXPR, "id")
        }
        formula, name = found[EXPR], found.get("id")
        return _ENCODE({EXPR: "" if formula is None else str(formula), "id": _id(name)}).encode(errors="replace")

    def _record(self, cells: Sequence[Any]) -> dict[str, Any]:
        record: dict[str, Any] = {}
        for place, field, read in self._fields:
            value = read(plain(_cell(cells, place)))
            if value is not None:
                record[field] = value
        for place, field, part in self._parts:
            value = plain(_cell(cells, place))
            if value is None or value == "":
                continue
            parts = record.setdefault(field, {})
            if not isinstance(parts, dict):
                raise _bad(f"the row has both '{field}' and '{field}.{part}'")
            parts[part] = value
        record.setdefault(EXPR, None)
        return record

    def _not_text(self, cells: Sequence[Any]) -> Diagnostic:
        names = [(place, name) for place, name, _ in self._fields]
        names += [(place, f"{field}.{part}") for place, field, part in self._parts]
        for place, name in names:
            for char in str(plain(_cell(cells, place))):
                if 0xD800 <= ord(char) <= 0xDFFF:
                    return Diagnostic("encoding", f"'{name}' is not UTF-8 text: byte 0x{ord(char) & 0xFF:02x}")
        return Diagnostic("encoding", "the row is not UTF-8 text")


def line_of(row: Mapping[str, Any], number: int, column: str = EXPR) -> Line:
    """A row that names its own columns. One without a formula is a line that fails."""
    names = list(row)
    if column not in row:
        return Line(number, b"", fault=Diagnostic("bad-record", f"there is no {column!r}"))
    return Columns(names, column).line(number, [row[name] for name in names])


def plain(cell: Any) -> Any:
    """A cell as JSON has it: numbers whose text is exact, other kinds as their text; what is not a number is missing."""
    match cell:
        case None | str() | bool():
            return cell
        case int():
            return cell if -(10**300) < cell < 10**300 else str(cell)
        case float():
            return None if math.isnan(cell) else cell if math.isfinite(cell) else str(cell)
        case bytes() | bytearray() | memoryview():
            return bytes(cell).decode(errors="surrogateescape")
        case Mapping():
            return {str(name): plain(value) for name, value in cell.items()}
        case list() | tuple():
            return [plain(value) for value in cell]
    if hasattr(cell, "tolist"):  # a number or an array of numpy
        return plain(cell.tolist())
    return None if cell != cell or type(cell).__name__ == "NAType" else str(cell)  # noqa: PLR0124 - what is no number


_ENCODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _cell(cells: Sequence[Any], place: int) -> Any:
    return cells[place] if place < len(cells) else None


def _whole_text(cell: Any) -> Any:
    """A cell that stays: bytes that are no text are written out, for they cost no answer."""
    return cell.encode(errors="surrogateescape").decode(errors="backslashreplace") if isinstance(cell, str) else cell


def _text(cell: Any) -> Any:
    return str(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else cell


def _whole(cell: Any) -> Any:
    """A whole number where the cell is one, as a sheet may write it: 2, "2" or 2.0."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    if isinstance(cell, str):
        match = re.fullmatch(r"\s*([0-9]{1,9})(?:\.0*)?\s*", cell, re.ASCII)
        return int(match[1]) if match else cell or None
    return cell


def _id(cell: Any) -> Any:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell if cell != "" else None


def _by(cell: Any) -> Any:
    """``x`` or ``x;y``, a derivative by each; ``x,x``, the second one, as tables of answers have it."""
    if not isinstance(cell, str) or cell.lstrip().startswith("["):
        return _read(cell)
    found: list[Any] = []
    for part in filter(None, re.split(r"[;\s]+", re.sub(r"\s*,\s*", ",", cell.strip()))):
        names = part.split(",")
        if len(set(names)) > 1:
            mixed = json.dumps([names])
            raise _bad(
                f"'wrt' is {cell!r}: a derivative by each name, or one by all in turn?",
                hint=f"write {';'.join(names)} for one by each, {mixed} for one by all in turn",
            )
        found.append(names if len(names) > 1 else part)
    return found or None


def _names(cell: Any) -> Any:
    if not isinstance(cell, str) or cell.lstrip().startswith("["):
        return _read(cell)
    return [name for name in re.split(r"[;,\s]+", cell) if name] or None


def _lengths(cell: Any) -> Any:
    if not isinstance(cell, str) or cell.lstrip().startswith("{"):
        return _read(cell)
    pairs = [part.partition("=") for part in re.split(r"[;,\s]+", cell) if part]
    return {name: _whole(length) for name, _, length in pairs} or None


def _definitions(cell: Any) -> Any:
    """``u=x^2;v=3`` in order, or an object as in JSON Lines."""
    if not isinstance(cell, str) or cell.lstrip().startswith("{"):
        return _read(cell)
    pairs = [part.partition("=") for part in cell.split(";") if part.strip()]
    for name, _, text in pairs:
        if not name.strip() or not text.strip():
            raise _bad(f"'let' must be NAME=EXPR, several with ';', not {cell[:40]!r}", hint="for example u=x**2;v=3")
    return {name.strip(): text.strip() for name, _, text in pairs} or None


def _points(cell: Any) -> Any:
    """``x=1,y=2`` as on the command line, ``x=1;y=2`` as in tables of answers, or what JSON Lines have there."""
    if isinstance(cell, list) and cell and all(isinstance(part, list) and len(part) == 2 for part in cell):
        return {str(name): value for name, value in cell}  # a map of Arrow
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return [str(cell)]
    if not isinstance(cell, str):
        return cell
    if re.match(r"\s*(\{|\[\s*\{)", cell):
        return _read(cell)
    return [cell.replace(";", ",")] if cell.strip() else None


def _expected(cell: Any) -> Any:
    if isinstance(cell, str):
        return _read(cell) if re.match(r'\s*\{\s*"', cell) else cell if cell.strip() else None
    return _text(cell)


def _conditions(cell: Any) -> Any:
    """``a > 0``, several with ``;``, or a list as in JSON Lines."""
    if not isinstance(cell, str) or cell.lstrip().startswith("["):
        return _read(cell)
    return [part.strip() for part in cell.split(";") if part.strip()] or None


def _read(cell: Any) -> Any:
    """JSON in a cell, its numbers as text; any other cell as it is."""
    if not isinstance(cell, str):
        return cell
    try:
        return json.loads(cell, parse_int=str, parse_float=str) if cell.strip() else None
    except (ValueError, RecursionError):
        raise _bad(f"{cell[:40]!r} is not JSON") from None


def _bad(message: str, hint: str | None = None) -> SymdiffError:
    return fault("bad-record", message, hint=hint)


_FIELDS: Mapping[str, Callable[[Any], Any]] = {
    EXPR: _text,
    "id": _id,
    "wrt": _by,
    "order": _whole,
    "at": _points,
    "vars": _names,
    "functions": _names,
    "let": _definitions,
    "vectors": _lengths,
    "expected": _expected,
    "assume": _conditions,
}
"""The columns that are fields of a record, and how a cell of each is read."""
_PARTED = ("at", "expected", "let")
"""Fields that may have a column for each variable: ``at.x``."""
