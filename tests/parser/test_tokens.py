"""Tokens of texts of ASCII, which have patterns of their own."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from symdiff.parser.names import is_name
from symdiff.parser.syntax import NAME, PLAIN, TOKEN
from symdiff.parser.tokens import plain_tokens


@given(st.text("0123456789.eExX_aZ+-*/^(),:=<>! \t#[]|'", max_size=12))
def test_texts_of_ascii_fall_into_the_same_tokens(text: str) -> None:
    assert PLAIN.pattern(text).findall(text) == re.findall(TOKEN, text)


@given(st.text("019.eExXb_aZ+-*/^(), \t\n#", max_size=12))
def test_what_is_read_without_a_pattern_falls_into_the_same_tokens(text: str) -> None:
    found = plain_tokens(text, 0, len(text))
    assert found in (None, re.findall(TOKEN, text))
    if not set(text) - set("0a_+-*/^(), ") and "_" not in text:
        assert found is not None


@given(st.text("09_aZé⁰θΔ₁+ ", max_size=5))
def test_names_of_ascii_are_names(text: str) -> None:
    assert is_name(text) == (re.fullmatch(NAME, text) is not None)
