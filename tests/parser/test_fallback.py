"""Texts that plain formulas refuse for what they mean are not read as another language's."""

from __future__ import annotations

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import read


@pytest.mark.parametrize(
    ("text", "message"),
    [("root(x, 0)", "there is no root of degree 0")],
)
def test_a_wrong_operand_is_no_other_language(text: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        read(text, GraphBuilder(Graph()))
    assert caught.value.diagnostic.code == "bad-argument"
    assert caught.value.diagnostic.message == message
