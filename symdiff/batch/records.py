"""Lines to problems: a line of plain text, or one JSON Lines record. What does not fit is a SymdiffError for that line.

Imports ``errors`` and ``problem``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import cache

from symdiff.annotations import TYPE_CHECKING, Any, NoReturn
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.problems.problem import RELATIONS, Problem, related

if TYPE_CHECKING:
    from json import JSONDecoder

    from symdiff.batch.lines import Line


class Number(Frozen):
    """A JSON number as the text it was written as: 0.1 means one tenth."""

    text: str


def problem(line: Line, asked: Problem, *, jsonl: bool) -> Problem:
    """What a line asks; where it says nothing, what the run ``asked``."""
    if line.fault is not None:
        raise SymdiffError(line.fault)
    if not line.whole:
        raise fault("too-long", "the line is too long to be read", hint="raise the bound with --max-length")
    text = _decoded(line)
    if not jsonl:
        return replace(asked, source=text, id=line.number)
    try:
        return _from_record(_record(text), asked, line.number)
    except RecursionError:
        raise _bad("not a record: nested too deep") from None


def kept(line: Line) -> str:
    """What stays beside the answer of a line with a record, as a JSON object: columns of a table, or fields that are none of ours."""
    if line.kept:
        return line.kept
    import json

    try:
        record = json.loads(_decoded(line), parse_float=_float)
        others = {name: value for name, value in record.items() if name not in _FIELDS}
        return json.dumps(others, ensure_ascii=False, allow_nan=False) if others else ""
    except (SymdiffError, ValueError, AttributeError, RecursionError):
        return ""


def _float(text: str) -> float | str:
    value = float(text)
    return value if math.isfinite(value) else text


def _decoded(line: Line) -> str:
    try:
        return line.raw.decode()
    except UnicodeDecodeError as error:
        utf16 = line.number == 1 and line.raw.startswith((b"\xff\xfe", b"\xfe\xff"))
        raise fault(
            "encoding",
            f"the line is not UTF-8 text: byte 0x{line.raw[error.start]:02x} at position {error.start + 1}",
            hint="the file looks like UTF-16: save it as UTF-8" if utf16 else None,
        ) from None


@cache
def _decoder() -> JSONDecoder:
    from json import JSONDecoder

    return JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=_no_constant)


def _record(text: str) -> dict[str, Any]:
    from json import JSONDecodeError  # here, because a one-shot command has no use for it

    try:
        record = _decoder().decode(text)
    except JSONDecodeError as error:
        raise _bad(f"not JSON: {error.msg} at position {error.pos + 1}") from None
    except RecursionError:
        raise _bad("not a record: nested too deep") from None
    if not isinstance(record, dict):
        raise _bad(f"an object is expected, not {_kind(record)}")
    return record


def _from_record(record: dict[str, Any], asked: Problem, number: int) -> Problem:
    if "expr" not in record:
        raise _bad("there is no 'expr'")
    given: dict[str, Any] = {"id": number}
    for key, (field, read) in _FIELDS.items():
        value = record.get(key)
        if value is not None:
            given[field] = read(key, value)
    if "source" not in given:
        raise _bad("'expr' is null")
    if len(record) > len(given) - (record.get("id") is None):  # rarely more than are read
        given["unread"] = tuple(name for name in record if name not in _FIELDS and name not in RELATIONS)
    if "let" in given:  # beside those of the run, in the place of ones with its names
        own = {name for name, _ in given["let"]}
        given["let"] = (*(pair for pair in asked.let if pair[0] not in own), *given["let"])
    asked = replace(asked, **given)
    if asked.antiderivative or record.keys() & set(RELATIONS):
        return replace(asked, **_related(record, asked))
    return asked


def advice(name: str) -> str:
    """What a field of a record that nobody knows may have been meant to be."""
    if name == "mixed":
        return 'a mixed derivative is a list inside "wrt": [["x", "y"]]'
    from difflib import get_close_matches  # only a note needs it

    close = get_close_matches(name.lower(), (*_FIELDS, *RELATIONS), 1, 0.6)
    return f"did you mean '{close[0]}'?" if close else "the fields are " + ", ".join((*_FIELDS, *RELATIONS))


def _related(record: dict[str, Any], asked: Problem) -> dict[str, Any]:
    """The fields of a problem whose candidate is the same function, or an antiderivative."""
    chosen = [key for key in RELATIONS if _flag(key, record.get(key))]
    if len(chosen) > 1:
        raise _bad(f"'{chosen[0]}' and '{chosen[1]}' exclude one another")
    if asked.expected is None or not (chosen or asked.antiderivative):
        return {}
    relation = chosen[0] if chosen else "antiderivative"
    if not isinstance(asked.expected, str):
        raise _bad(f"'{relation}' takes one candidate, as text")
    return {"antiderivative": False, **related(relation, asked.source, asked.expected)}


def _flag(key: str, value: Any) -> bool:
    return value if isinstance(value, bool) or value is None else _wrong(key, "true or false", value)  # type: ignore[return-value]


def _text(key: str, value: Any) -> str:
    return value if isinstance(value, str) else _wrong(key, "text", value)


def _id(key: str, value: Any) -> str | int:
    if isinstance(value, Number):
        return int(value.text) if value.text.lstrip("-").isdigit() and len(value.text) < 20 else value.text
    return value if isinstance(value, str) else _wrong(key, "text or a number", value)


def _order(key: str, value: Any) -> int:
    if isinstance(value, Number) and value.text.isdigit() and len(value.text) < 10 and int(value.text) >= 1:
        return int(value.text)
    _wrong(key, "a whole number from 1 on", value)


def _names(key: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return tuple(value)
    _wrong(key, "a list of names", value)


def _definitions(key: str, value: Any) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        _wrong(key, "an object of formulas by name", value)
    return tuple((name.strip(), _formula(f"{key}.{name}", text)) for name, text in value.items())


def _formula(key: str, value: Any) -> str:
    return (
        value.text
        if isinstance(value, Number)
        else value
        if isinstance(value, str)
        else _wrong(key, "a formula", value)
    )


def _vectors(key: str, value: Any) -> tuple[tuple[str, int], ...]:
    if not isinstance(value, dict):
        _wrong(key, "an object of lengths by name", value)
    return tuple((name, _order(f"{key}.{name}", length)) for name, length in value.items())


def _wrt(key: str, value: Any) -> tuple[tuple[str, ...], ...]:
    if not isinstance(value, list):
        _wrong(key, "a list of names", value)
    return tuple(_names(key, item) if isinstance(item, list) and item else (_text(key, item),) for item in value)


def _points(key: str, value: Any) -> tuple[Mapping[str, str] | str, ...]:
    points = value if isinstance(value, list) else [value]
    return tuple(point if isinstance(point, str) and point else _point(key, point) for point in points)


def _point(key: str, value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        _wrong(key, "an object of values by name, or a list of them", value)
    return {name: _constant(f"{key}.{name}", item) for name, item in value.items()}


def _constant(key: str, value: Any) -> str:
    if isinstance(value, list) and value:
        return f"[{', '.join(_constant(f'{key}[{index}]', item) for index, item in enumerate(value))}]"
    return (
        value.text if isinstance(value, Number) else value if isinstance(value, str) else _wrong(key, "a number", value)
    )


def _expected(key: str, value: Any) -> str | dict[str, str]:
    if isinstance(value, dict):
        return {name: _constant(f"{key}.{name}", item) for name, item in value.items()}
    if isinstance(value, Number | str):
        return _constant(key, value)
    _wrong(key, "a formula, or an object of formulas by variable", value)


def _conditions(key: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, list) and all(isinstance(condition, str) for condition in value):
        return tuple(value)
    return (value,) if isinstance(value, str) else _wrong(key, "a condition, or a list of them", value)


_FIELDS: Mapping[str, tuple[str, Callable[[str, Any], Any]]] = {
    "expr": ("source", _text),
    "id": ("id", _id),
    "wrt": ("wrt", _wrt),
    "order": ("order", _order),
    "at": ("at", _points),
    "vars": ("variables", _names),
    "functions": ("functions", _names),
    "let": ("let", _definitions),
    "vectors": ("vectors", _vectors),
    "expected": ("expected", _expected),
    "assume": ("assume", _conditions),
}
"""The fields of a record: the field of the problem that each is, and how it is read."""


def _kind(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Number():
            return value.text[:40]
        case str():
            return repr(value if len(value) <= 40 else value[:37] + "...")
        case list():
            return "a list"
        case _:
            return "an object"


def _wrong(key: str, wanted: str, value: Any) -> NoReturn:
    raise _bad(f"'{key}' must be {wanted}, not {_kind(value)}")


def _no_constant(name: str) -> NoReturn:
    raise _bad(f"not JSON: {name} is not a number")


def _bad(message: str) -> SymdiffError:
    return fault("bad-record", message)
