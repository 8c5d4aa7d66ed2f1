"""Formulas as textbooks print them: the same formulas, read back; scripts get the plain text."""

from __future__ import annotations

import pytest

from symdiff.differentiator import tidy
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.textbook import Style, style_for
from symdiff.parser import Names, parse
from symdiff.pipeline import solve, with_expansions, with_tangents
from symdiff.problems.problem import Options, Problem
from symdiff.reports import candidates, expansions, plain, tangents, terminal
from symdiff.reports.settings import Settings

TEXTS = [
    ("x**2*cos(x) + 2*x*sin(x)", "x^2·cos(x) + 2·x·sin(x)"),
    ("-2*x*exp(-x**2)", "-2·x·e^(-x^2)"),
    ("exp(x)/x", "e^x/x"),
    ("exp(exp(x))*exp(2)", "e^(e^x)·e^2"),
    ("exp(x)**2 + E**x", "exp(x)^2 + e^x"),
    ("log(x)/(x*log(2))", "ln(x)/(x·ln(2))"),
    ("x**(-n - 1)*(a*x)**(2/3)", "x^(-n - 1)·(a·x)^(2/3)"),
    ("2**x**3", "2^x^3"),
]


@pytest.mark.parametrize(("text", "printed"), TEXTS)
def test_the_spelling_is_read_back_as_the_same_formula(text: str, printed: str) -> None:
    assert Style(ln=True)(text) == printed
    builder = GraphBuilder(Graph())
    graph, nodes = builder.graph, [parse(each, builder) for each in (printed, text)]
    read, meant = (tidy(graph, [node])[node] for node in nodes)
    assert read == meant


def test_a_variable_keeps_its_name() -> None:
    builder = GraphBuilder(Graph())
    names = frozenset({"e"})
    printed = style_for("e*exp(x)", names)("e*exp(x)")
    assert printed == "e·exp(x)"
    assert parse(printed, builder, names=Names(names)) == parse("e*exp(x)", builder, names=Names(names))


@pytest.mark.parametrize(("source", "printed"), [("x*ln(x)", "ln(x) + 1"), ("x*log(x)", "log(x) + 1")])
def test_ln_stays_where_it_was_typed(source: str, printed: str) -> None:
    report = solve(Problem(source), Options())
    assert plain.text(report, Settings(word=True, style="textbook")) == printed
    assert plain.text(report, Settings(word=True)) == "log(x) + 1"


def test_a_long_nest_of_exponentials_is_bounded() -> None:
    deep = "exp(" * 3000 + "x" + ")" * 3000
    assert Style()(deep).count("(") == 3000
    assert Style()("exp(" * 300 + "x" + ")" * 300).count("e^(") > 30


def test_one_notation_in_one_derivation() -> None:
    report = solve(Problem("x^2*e^(-x)"), Options(explain=True))
    for text in (
        plain.text(report, Settings(word=True, style="textbook")),
        terminal.text(report, Settings(word=True, style="textbook", width=100)),
    ):
        assert "**" not in text
        assert "exp(" not in text
        assert "E" not in text
    assert plain.text(report, Settings(word=True)).startswith("x*(2 - x)*exp(-x)\n")


def test_a_terminal_has_one_notation_for_checks_lines_and_notes() -> None:
    """Derivatives, mistakes, tangents, polynomials and the reasons of *undefined*, each beside what a pipe gets."""
    report = solve(Problem("x^2*ln(x)", expected="2*x*ln(x)"), Options(certify=True))
    say = plain.spelled(report, "textbook")
    assert candidates.word(report, say).splitlines()[2] == "  the derivative: x + 2·x·ln(x)"
    assert candidates.word(report).splitlines()[2] == "  the derivative: x + 2*x*log(x)"
    wrong = solve(Problem("x^2*e^x", expected="2*x*e^x"), Options(certify=True))
    mistake = "  perhaps: the derivative of x^2·e^x is not that of each factor multiplied"
    assert candidates.word(wrong, plain.spelled(wrong, "textbook")).splitlines()[3] == mistake
    line, found = with_tangents(Problem("x^3*ln(x)", at=("1",)), Options())
    assert tangents.textbook(line, found, width=80, colour=False) == "tangent\ty = x - 1\nnormal\ty = 1 - x\n"
    line, found = with_tangents(Problem("x^3", at=("2",)), Options())
    assert tangents.textbook(line, found, width=80, colour=False).startswith("tangent\ty = 12·x - 16\n")
    assert tangents.plain(line, found, width=80, colour=False).startswith("tangent\ty = 12*x - 16\n")
    line, polynomial = with_expansions(Problem("exp(2*x)", at=("1",)), Options(), 1, None)
    assert expansions.textbook(line, polynomial, width=80, colour=False).startswith("polynomial\te^2 + 2·(x - 1)·e^2\n")
    assert expansions.plain(line, polynomial, width=80, colour=False).startswith(
        "polynomial\texp(2) + 2*(x - 1)*exp(2)\n"
    )
    outside = solve(Problem("ln(x)", at=("-1",)), Options())
    shown = terminal.text(outside, Settings(word=True, style="textbook", width=100))
    assert "ln(x): ln(u) needs u > 0" in shown and "log" not in shown


def test_a_value_of_many_digits_is_never_cut() -> None:
    report = solve(Problem("erf(x)*gamma(x)", at=("2",)), Options(digits=30))
    lines = terminal.text(report, Settings(word=True, width=80)).splitlines()
    value = str(report.points[0].checks[0].symbolic)
    assert len(value) == 32
    assert lines[3] == f"  df/dx = {value}"
    assert next(line.split()[:2] for line in lines if "agree" in line) == ["df/dx", "above"]
    assert all(len(line.rstrip()) <= 80 for line in lines)
