"""Every refusal of the parser, by its whole message."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from symdiff.errors import CODES, SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.parser import SYNTAXES, parse, parse_number
from symdiff.parser.recognition import syntax_named

MESSAGES = (Path(__file__).parent / "refusals.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
"""A message a paragraph; its second line is the text that was refused."""


@pytest.mark.parametrize("message", MESSAGES, ids=[ascii(message.splitlines()[1][2:]) for message in MESSAGES])
def test_refusal(refusal: Callable[..., str], message: str) -> None:
    assert refusal(message.splitlines()[1][2:]) == message
    assert message[len("error[") :].split("]", maxsplit=1)[0] in CODES


@pytest.mark.parametrize("text", ["", "  \n", "\ufeff", "# only a comment", "#" * 1000])
def test_nothing_is_no_formula(refusal: Callable[..., str], text: str) -> None:
    assert refusal(text) == "error[empty]: there is no formula in the text"


@pytest.mark.parametrize(
    ("text", "first", "excerpt", "caret"),
    [
        ("x\ny", "error[syntax]: the end of the line cannot stand in a formula", r"x\ny", " ^^"),
        ("\0", "error[unknown-character]: the character U+0000 has no meaning in a formula", r"\u{0}", "^^^^^"),
        ("x\f", "error[unknown-character]: the character U+000C has no meaning in a formula", r"x\u{c}", " ^^^^^"),
        (
            "x\u202e",
            "error[unknown-character]: RIGHT-TO-LEFT OVERRIDE (U+202E) has no meaning in a formula",
            r"x\u{202e}",
            " ^^^^^^^^",
        ),
    ],
)
def test_what_does_not_print_is_spelled_out(
    refusal: Callable[..., str], text: str, first: str, excerpt: str, caret: str
) -> None:
    assert refusal(text).splitlines()[:3] == [first, "  " + excerpt, "  " + caret]


def test_a_long_text_is_refused_before_it_is_read(refusal: Callable[..., str]) -> None:
    message = "error[too-long]: the text has 11 characters, more than 10\nhint: raise the bound with --max-length"
    assert refusal("x" * 11, limits=Limits(max_length=10)) == message


@pytest.mark.parametrize(
    "text",
    ["((((x))))", "sin(sin(sin(sin(x))))", "sin cos tan sin x", "x^x^x^x^x", "√√√√x", "||||x||||", "(" * 1000],
)
def test_nesting_is_bounded(read: Callable[..., object], refusal: Callable[..., str], text: str) -> None:
    message = refusal(text, limits=Limits(max_depth=3))
    assert message.startswith("error[too-deep]: the nesting is deeper than 3\n")
    assert message.endswith("\nhint: raise the bound with --max-depth")
    if "x" in text:
        read(text, limits=Limits(max_depth=4))


@pytest.mark.parametrize("text", ["1" * 11, "0." + "1" * 11, "1e10", "1e-11", "1e" + "9" * 1000])
def test_a_number_of_many_digits_is_refused_before_it_is_computed(refusal: Callable[..., str], text: str) -> None:
    message = refusal("x + " + text, limits=Limits(max_digits=10))
    assert message.startswith("error[too-many-digits]: this number has more than 10 digits\n  x + " + text[:10])
    assert message.endswith("\nhint: raise the bound with --max-digits")


@pytest.mark.parametrize(
    ("text", "marked"),
    [("x + 10**4001 + y", "10**4001"), ("x*factorial(2000)", "factorial(2000)"), ("a+b+c+d+e+f", "a+b+c+d+e+f")],
)
def test_what_a_builder_refuses_gets_its_place(text: str, marked: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        parse(text, GraphBuilder(Graph(Limits(max_nodes=10))))
    diagnostic = caught.value.diagnostic
    assert diagnostic.source == text
    assert diagnostic.span is not None
    assert text[diagnostic.span.start : diagnostic.span.stop] == marked


def test_a_long_name_is_shortened_in_a_message(refusal: Callable[..., str]) -> None:
    message = refusal("x" * 100_000 + "(2)")
    assert message.splitlines()[0] == f"error[unknown-function]: there is no function named '{'x' * 37}...'"
    assert len(message) < 500


def test_an_unknown_syntax_is_refused() -> None:
    with pytest.raises(SymdiffError) as caught:
        syntax_named("basic")
    assert str(caught.value) == "error[usage]: there is no syntax named 'basic'\nhint: the syntaxes are " + ", ".join(
        SYNTAXES
    )


def test_a_number_alone_is_refused_without_a_place() -> None:
    with pytest.raises(SymdiffError) as caught:
        parse_number("two")
    assert str(caught.value) == "error[malformed-number]: 'two' is not a number"
