"""The other syntaxes: refusals by their whole message, notes, and what a request asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse, read
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem

MESSAGES = (Path(__file__).parent / "syntaxes.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")
"""As ``refusals.txt``, of texts whose syntax is recognised."""


@pytest.mark.parametrize("message", MESSAGES, ids=[ascii(message.splitlines()[1][2:]) for message in MESSAGES])
def test_refusal(message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        parse(message.splitlines()[1][2:], GraphBuilder(Graph()))
    assert str(caught.value) == message


SINX = "'sinx' is read as one variable; for sin of x write sin(x), for the variable say --var sinx"
NOTES = {
    "sinx": (SINX,),
    "xe": ("'xe' is read as one variable; for the product write x*e, for the variable say --var xe",),
    "speed": (),
    "Log[e]": ("in Mathematica 'e' is a variable; the constant is E",),
    "%e^pi": ("in Maxima 'pi' is a variable; the constant is %pi",),
    r"ab\cdot 2": (r"in LaTeX letters side by side are a product: 'ab' is a*b; one name is \mathrm{ab}",),
    "D(x)": ("D(...) is read as the derivative; for the product write D*(...)",),
    "D*(x)": (),
}


@pytest.mark.parametrize("text", NOTES)
def test_what_could_be_meant_otherwise_is_said(text: str) -> None:
    assert read(text, GraphBuilder(Graph())).notes == NOTES[text]


def test_a_declared_name_needs_no_note() -> None:
    assert read("sinx", GraphBuilder(Graph()), names=Names(frozenset(["sinx"]))).notes == ()


REQUESTS = {
    "f(x) = a*x^2": [(("x",), "2*a*x")],
    "f(x, y) = x*y": [(("x",), "y"), (("y",), "x")],
    "y = x^2": [(("x",), "2*x")],
    "d/dx (x^2*y)": [(("x",), "2*x*y")],
    "d²/dx² x^3": [(("x", "x"), "6*x")],
    "∂/∂x x*y": [(("x",), "y")],
    "diff(x^3, x, 2)": [(("x", "x"), "6*x")],
    "diff(x*y, x, y)": [(("x", "y"), "1")],
    "diff(e^2, e)": [(("e",), "2*e")],
    "D[x^3, {x, 2}]": [(("x", "x"), "6*x")],
    "(x^3)''": [(("x", "x"), "6*x")],
    "sin(x)'": [(("x",), "cos(x)")],
    r"\frac{d^{2}}{dx^{2}} x^3": [(("x", "x"), "6*x")],
    r"\frac{\partial (x^2 y)}{\partial x}": [(("x",), "2*x*y")],
    "d/dx": [(("d",), "1/dx"), (("dx",), "-d/dx**2")],
}


@pytest.mark.parametrize("text", REQUESTS)
def test_a_request_means_what_it_says(text: str) -> None:
    report = solve(Problem(text))
    assert [(each.wrt, each.expression) for each in report.derivatives] == REQUESTS[text]
    assert report.source == text


def test_options_that_ask_for_something_else_are_refused() -> None:
    by = solve(Problem("diff(x^2, x)", wrt=(("y",),))).error
    order = solve(Problem("diff(x^2, x, 2)", order=2)).error
    inner = solve(Problem("sin(u)", let=(("u", "diff(x, x)"),))).error
    assert str(by) == "error[usage]: the text asks for the derivative by x, and --wrt by y\nhint: leave out --wrt"
    assert str(order) == "error[usage]: the text says which order it asks for, and --order too\nhint: leave out --order"
    assert inner is not None
    assert inner.message == "a formula is expected here, not a request for a derivative"
