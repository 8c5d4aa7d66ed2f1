"""The fast path reads what the grammar reads: the same nodes, the same messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symdiff.errors import SymdiffError
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import Names
from symdiff.parser.grammar import Parser
from symdiff.parser.syntax import PLAIN
from symdiff.parser.tokens import Tokens
from tests.parser.conftest import Recorder

TEXTS = (
    "1", "-1", "--2", "1/x", "-1/x", "2/x", "x/1/y", "1/-x", "a-b-c", "a*-b", "a/-2", "-2^2", "-x^2", "2^-x", "x^y^z", "x^(y)^2",
    "(x+1)(y-2)z", "2x y", "2xy^2", "xy!", "x!y", "sin(x)cos(y)", "sin(x)^2cos(x)", "sin^2 x", "2(x+1)^2/3", "((((x))))", "f^(2)+1",
    "max(1,x,(2))", "-max(x, -1)^2", "1/(1/(1/x))", "x²y³", "√x y", "|x|y|z|", "exp(-x^2/2)/(2pi)", "x^-1^2", "1/2x", "x 2", "x+", "x*",
    "(x", "x)", "1,2", "x^", "sin", "sin(x", "2/3/4", "1/x/y", "x/2(x+1)", "x^2^", "+", "", "x + + y", "x - - y", "x*+y", "1/1/x",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_chains_read_what_the_grammar_reads(text: str) -> None:
    assert _read(text, chains=True) == _read(text, chains=False)


@pytest.mark.parametrize("depth", range(1, 8))
def test_chains_nest_as_deep_as_the_grammar(depth: int) -> None:
    limits = Limits(max_depth=4)
    text = "(" * depth + "x" + ")" * depth
    assert _read(text, chains=True, limits=limits) == _read(text, chains=False, limits=limits)


@pytest.mark.parametrize("name", ["feynman", "rubi", "peers", "optim"])
def test_chains_read_published_formulas_alike(published: Callable[[str], list[Any]], name: str) -> None:
    for row in published(name):
        names = Names(frozenset(row["vars"]))
        assert _read(row["expr"], chains=True, names=names) == _read(row["expr"], chains=False, names=names), row["id"]


def _read(text: str, *, chains: bool, limits: Limits = DEFAULT_LIMITS, names: Names = Names()) -> Any:  # noqa: B008
    try:
        return Parser(Tokens(text, PLAIN, limits), Recorder(), names, limits, chains=chains).run()
    except SymdiffError as error:
        return str(error)
