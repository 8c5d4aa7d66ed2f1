"""The page of what other programs make of a text says what symdiff reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from symdiff.errors import SymdiffError
from symdiff.parser import read
from symdiff.parser.agreement import Canonical

PAGE = (Path(__file__).parents[2] / "docs" / "languages.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip().strip("`") for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| `") and line.count(" | ") == 5
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: ascii(row[0] + " " + row[4]))
def test_a_row_is_read_as_the_page_says(row: list[str]) -> None:
    text, _, _, _, syntax, plain = row
    builder = Canonical()
    if plain == "refused":
        with pytest.raises(SymdiffError):
            read(text, builder, syntax=syntax)
        return
    found, expected = read(text, builder, syntax=syntax).node, read(plain, builder, syntax="plain").node
    assert found == expected, f"{builder.text(found)} is not {builder.text(expected)}"


def test_the_page_has_rows() -> None:
    assert len(ROWS) >= 12
