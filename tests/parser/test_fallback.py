"""Texts that plain formulas refuse for what they mean are not read as another language's."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import SYNTAXES, read


@pytest.mark.parametrize(
    ("text", "message"),
    [("root(x, 0)", "there is no root of degree 0")],
)
def test_a_wrong_operand_is_no_other_language(text: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        read(text, GraphBuilder(Graph()))
    assert caught.value.diagnostic.code == "bad-argument"
    assert caught.value.diagnostic.message == message


CONDITIONAL = {
    "if (x>0) x else -x": "r",
    "if x>0 then x else -x": "maxima",
    "if x>0 {x} else {-x}": "rust",
    "x>0 ? x : -x": "c",
}


@pytest.mark.parametrize("text", CONDITIONAL)
def test_a_conditional_is_read_as_the_language_that_writes_it_so(text: str) -> None:
    note = f"read with --syntax {CONDITIONAL[text]}, for the plain syntax refuses it"
    assert read(text, GraphBuilder(Graph())).notes == (note,)


@pytest.mark.parametrize("syntax", SYNTAXES)
@pytest.mark.parametrize("text", ["0b12", "0bda", "0o9", "0o8", "0x", "0b", "0xz", "0b1.5", "0o", "0_", "1__0"])
def test_a_digit_that_a_base_lacks_is_no_number_there(text: str, syntax: str) -> None:
    with suppress(SymdiffError):  # a product where letters may stand behind numbers, else refused
        read(text, GraphBuilder(Graph()), syntax=syntax)


@pytest.mark.parametrize("syntax", ["auto", "latex", "python", "c"])
@pytest.mark.parametrize("unit", ["1", "1.", "_", "1e", "1 ", "x!A1", "a_", "2D"])
def test_patterns_pass_over_a_text_once(unit: str, syntax: str) -> None:
    """The time for a text of the same kind twice as long is about twice as much, not four times: the best of three, side by side."""

    def seconds(size: int) -> float:
        found = []
        for _ in range(3):
            began = time.process_time()
            with suppress(SymdiffError):
                read(unit * (size // len(unit)), GraphBuilder(Graph()), syntax=syntax)
            found.append(time.process_time() - began)
        return min(found)

    assert seconds(32_000) < 3 * seconds(16_000) + 0.1


_CUTS = 250
"""Texts for each syntax: a published one without its end, its beginning or a piece, or with a piece of another inside."""


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_a_text_that_was_cut_is_read_or_refused(published: Callable[[str], list[Any]], syntax: str) -> None:
    draw = random.Random(syntax)
    texts = [
        row["text"]
        for row in (*published("pasted"), *published("syntaxes"))
        if len(row.get("text", "")) in range(1, 150)
    ]
    for _ in range(_CUTS):
        text, other = draw.choice(texts), draw.choice(texts)
        first, last = sorted((draw.randrange(len(text) + 1), draw.randrange(len(text) + 1)))
        begin = draw.randrange(len(other))
        piece = other[begin : begin + draw.randint(1, 12)]
        for cut in (text[:last], text[first:], text[:first] + text[last:], text[:first] + piece + text[first:]):
            with suppress(SymdiffError):
                read(cut, GraphBuilder(Graph()), syntax=syntax)
