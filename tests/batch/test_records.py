"""Lines to problems: what a JSON Lines record may hold, and the whole message where it does not."""

from __future__ import annotations

import pytest

from symdiff.batch.lines import Line
from symdiff.batch.records import problem
from symdiff.errors import SymdiffError
from symdiff.problems.problem import Problem

ASKED = Problem("", wrt=(("x",),), order=2, at=("1.0",), variables=("e",), let=(("u", "x"),))


def read(text: str | bytes, *, jsonl: bool = True, asked: Problem = ASKED) -> Problem:
    raw = text if isinstance(text, bytes) else text.encode()
    return problem(Line(7, raw), asked, jsonl=jsonl)


def test_options_of_the_run_hold_where_the_line_is_silent() -> None:
    assert read('{"expr": "x**2"}') == Problem("x**2", 7, (("x",),), 2, ("1.0",), ("e",), (("u", "x"),))


def test_every_field() -> None:
    record = (
        '{"expr": "x*y", "id": "a", "wrt": ["x", ["x", "y"]], "order": 3, "at": {"x": 0.10, "y": 1e-3},'
        ' "vars": ["pi"], "expected": {"x": "y"}, "more": [1]}'
    )
    assert read(record) == Problem(
        "x*y", "a", (("x",), ("x", "y")), 3, ({"x": "0.10", "y": "1e-3"},), ("pi",), (("u", "x"),), {"x": "y"},
        unread=("more",),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value", "attribute", "meaning"),
    [
        ("at", '[{"x": 1}, {"x": "pi/2"}]', "at", ({"x": "1"}, {"x": "pi/2"})),
        ("at", "[]", "at", ()),
        ("at", "null", "at", ("1.0",)),
        ("at", '{"x": 0.1000000000000000055511151231257827}', "at", ({"x": "0.1000000000000000055511151231257827"},)),
        ("id", "12", "id", 12),
        ("id", "-1.5", "id", "-1.5"),
        ("id", "null", "id", 7),
        ("wrt", "[]", "wrt", ()),
        ("expected", "0", "expected", "0"),
        ("expected", '"2*x"', "expected", "2*x"),
        ("functions", '["g"]', "functions", ("g",)),
        ("let", '{"v": "u^2", "q(t)": 2}', "let", (("u", "x"), ("v", "u^2"), ("q(t)", "2"))),
        ("let", '{"v": "1", " u ": "3"}', "let", (("v", "1"), ("u", "3"))),
        ("let", "null", "let", (("u", "x"),)),
    ],
)
def test_field(field: str, value: str, attribute: str, meaning: object) -> None:
    assert getattr(read(f'{{"expr": "x", "{field}": {value}}}'), attribute) == meaning


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x**2", "not JSON: Expecting value at position 1"),
        ("[1]", "an object is expected, not a list"),
        ("3", "an object is expected, not 3"),
        ("null", "an object is expected, not null"),
        ("{}", "there is no 'expr'"),
        ('{"expr": null}', "'expr' is null"),
        ('{"expr": 5}', "'expr' must be text, not 5"),
        ('{"expr": "x", "order": 0}', "'order' must be a whole number from 1 on, not 0"),
        ('{"expr": "x", "order": true}', "'order' must be a whole number from 1 on, not true"),
        ('{"expr": "x", "order": 1.0}', "'order' must be a whole number from 1 on, not 1.0"),
        ('{"expr": "x", "wrt": "x"}', "'wrt' must be a list of names, not 'x'"),
        ('{"expr": "x", "wrt": [1]}', "'wrt' must be text, not 1"),
        ('{"expr": "x", "wrt": [["x", 2]]}', "'wrt' must be a list of names, not a list"),
        ('{"expr": "x", "at": 1.0}', "'at' must be an object of values by name, or a list of them, not 1.0"),
        ('{"expr": "x", "at": {"x": []}}', "'at.x' must be a number, not a list"),
        ('{"expr": "x", "at": {"x": NaN}}', "not JSON: NaN is not a number"),
        ('{"expr": "x", "let": "u=x"}', "'let' must be an object of formulas by name, not 'u=x'"),
        ('{"expr": "x", "let": {"u": null}}', "'let.u' must be a formula, not null"),
        ('{"expr": "x", "functions": "g"}', "'functions' must be a list of names, not 'g'"),
        ('{"expr": "x", "vars": {}}', "'vars' must be a list of names, not an object"),
        ('{"expr": "x", "expected": []}', "'expected' must be a formula, or an object of formulas by variable, not a list"),
        ('{"expr": "x", "id": []}', "'id' must be text or a number, not a list"),
        ("[" * 100_000, "not a record: nested too deep"),
    ],
)  # fmt: skip
def test_wrong_record(text: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        read(text)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.message) == ("bad-record", message)


def test_plain_line_is_the_formula() -> None:
    assert read(" x**2 ", jsonl=False, asked=Problem("")) == Problem(" x**2 ", 7)


def test_bytes_that_are_not_text() -> None:
    with pytest.raises(SymdiffError) as caught:
        read(b"x\xff", jsonl=False)
    assert str(caught.value) == "error[encoding]: the line is not UTF-8 text: byte 0xff at position 2"


def test_utf16_is_recognised() -> None:
    with pytest.raises(SymdiffError, match="save it as UTF-8"):
        problem(Line(1, "x**2".encode("utf-16")), ASKED, jsonl=False)


def test_line_that_was_cut() -> None:
    with pytest.raises(SymdiffError, match="--max-length"):
        problem(Line(1, b"x", whole=False), ASKED, jsonl=False)
