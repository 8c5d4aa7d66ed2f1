"""Lines of bytes: ends, byte-order mark, lines passed over, and the bound on their length."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.batch.lines import Line, Reader


def read(parts: list[bytes], *, longest: int = 1000, comments: bool = True) -> list[Line]:
    """The lines of a pipe into which each part is written as soon as the one before has been read."""
    source, target = os.pipe()
    reader = Reader(source, longest, comments=comments)
    lines: list[Line] = []
    try:
        for part in parts:
            os.write(target, part)
            lines += reader.take()
        os.close(target)
        while not reader.ended:
            lines += reader.take()
    finally:
        os.close(source)
    return lines


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"", []),
        (b"\n\n", []),
        (b"x", [(1, b"x")]),
        (b"x\n", [(1, b"x")]),
        (b"x\r\ny\r\n", [(1, b"x"), (2, b"y")]),
        (b"x\n\n# note\n \t\ny", [(1, b"x"), (5, b"y")]),
        (b"\xef\xbb\xbfx\ny", [(1, b"x"), (2, b"y")]),
        (b"\xef\xbb\xbf# note\nx", [(2, b"x")]),
        (b" # no note\n", [(1, b" # no note")]),
        (b"a\x00b\n\xff\n", [(1, b"a\x00b"), (2, b"\xff")]),
    ],
)
def test_content(content: bytes, lines: list[tuple[int, bytes]]) -> None:
    assert [(line.number, line.raw) for line in read([content] if content else [])] == lines


def test_comments_can_be_off() -> None:
    assert read([b"# x\n"], comments=False) == [Line(1, b"# x")]


def test_long_line_is_cut_and_marked() -> None:
    assert read([b"x" * 600, b"x" * 600 + b"\nshort\n"]) == [Line(1, b"x" * 1000, whole=False), Line(2, b"short")]


def test_line_of_the_longest_length_is_whole() -> None:
    assert read([b"x" * 1000 + b"\n"]) == [Line(1, b"x" * 1000)]


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8))
def test_parts_do_not_matter(parts: list[bytes]) -> None:
    assert read(parts) == read([b"".join(parts)] if parts else [])
