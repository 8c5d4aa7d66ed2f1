"""Derivations as people read them: in two dimensions, with repeated parts named, with levels folded."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from symdiff.evaluator import Evaluated, value_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.pages.answer import notebook
from symdiff.parser import Names, parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports import explain, json_report, latex
from symdiff.reports.report import Report
from symdiff.reports.terminal import render

LONG = "sin(exp(x**2+1)/(1+x**2))**2*log(1+sqrt(exp(x**2+1)))"


def explained(formula: str, depth: int | None = None, **fields: Any) -> Report:
    return solve(Problem(formula, **fields), Options(explain=True, depth=depth))


def on_terminal(report: Report, width: int = 80) -> str:
    stream = io.StringIO()
    render(report, Console(file=stream, width=width))
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines())


def test_on_a_terminal_formulas_have_two_dimensions() -> None:
    assert (
        on_terminal(explained("x**2*sin(x)"))
        == """\
df/dx = x**2*cos(x) + 2*x*sin(x)
derivation
└── 1. product: d/dx (u*v) = v * du/dx + u * dv/dx
              2
    with u = x , v = sin(x)
         ⎛ 2       ⎞                   2
    d/dx ⎝x ⋅sin(x)⎠ = sin(x)⋅du/dx + x ⋅dv/dx
                                     2
                     = sin(x)⋅2⋅x + x ⋅cos(x)
                        2
                     = x ⋅cos(x) + 2⋅x⋅sin(x)
    ├── 2. power: d/dx (u**n) = n*u**(n - 1) * du/dx
    │        ⎛ 2⎞
    │   d/dx ⎝x ⎠ = 2⋅x
    └── 3. sine: d/dx sin(u) = cos(u) * du/dx
        d/dx sin(x) = cos(x)"""
    )


def test_a_sum_that_is_subtracted_with_its_rate_has_brackets_in_every_notation() -> None:
    """Its own text has them, which do not come through to what is made from its parts."""
    report = explained("(3*x - 1)/(x**2 + 1)")
    assert "((x**2 + 1) * du/dx - (3*x - 1) * dv/dx)/(x**2 + 1)**2" in explain.text(report)
    assert "⎝x  + 1⎠⋅du/dx - (3⋅x - 1)⋅dv/dx\n" in on_terminal(report)
    assert r" - \left(3 x - 1\right) \cdot \frac{dv}{dx}}{" in latex.document(report)
    rate = "<mo>⋅</mo><mfrac><mrow><mi>d</mi><mi>v</mi></mrow>"
    assert f'<mo form="postfix" stretchy="false">)</mo></mrow>{rate}' in notebook(report)


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_nothing_is_broken_inside_a_formula_that_fits(width: int) -> None:
    text = on_terminal(explained(LONG), width)
    assert max(map(len, text.splitlines())) <= width
    if width >= 80:
        open_ = 0
        for (
            line
        ) in text.splitlines():  # one that goes on inside brackets, which are wider than a line, does so at a sign
            if not re.search(r"[⎛⎝⎜⎞⎠⎟]", line):
                assert not open_ or re.match(r"[│ ]*[-+*]", line), line
                open_ += line.count("(") - line.count(")")
        assert not open_


def test_published_derivations_fit_the_terminal(published) -> None:  # type: ignore[no-untyped-def]
    for row in published("rubi")[::150]:
        report = explained(row["expr"], wrt=(tuple(row["wrt"]),), variables=tuple(row["vars"]))
        for width in (50, 80):
            assert max(map(len, on_terminal(report, width).splitlines())) <= width, row["expr"]


def node(text: str, definitions: dict[str, int], builder: GraphBuilder) -> int:
    return parse(text, builder, names=Names(definitions=definitions))


def test_a_long_derivation_names_what_it_repeats() -> None:
    (derivative,) = explained(LONG).derivatives
    assert derivative.parts == (("p1", "exp(x**2 + 1)"), ("p2", "p1/(1 + x**2)"))
    assert derivative.steps is not None
    builder = GraphBuilder(Graph())
    definitions: dict[str, int] = {}
    for name, text in derivative.parts:
        definitions[name] = node(text, definitions, builder)
    for step in derivative.steps:
        shown, full = (
            value_at(builder.graph, each, {"x": builder.number(Fraction(7, 10))})
            for each in (node(step.shown, definitions, builder), node(step.result, {}, builder))
        )
        assert isinstance(shown, Evaluated)
        assert isinstance(full, Evaluated)
        assert shown.value == pytest.approx(full.value, rel=1e-12)
    assert derivative.steps[-1].result == derivative.expression
    lines = explain.text(explained(LONG)).splitlines()
    assert lines[:2] == ["p1 = exp(x**2 + 1)", "p2 = p1/(1 + x**2)"]
    assert sum("exp(x**2 + 1)" in line for line in lines) == 1
    record = json.loads(json_report.record(explained(LONG)))["derivatives"][0]
    assert record["parts"] == [["p1", "exp(x**2 + 1)"], ["p2", "p1/(1 + x**2)"]]
    assert "p_{1} = e^{x^{2} + 1}" in latex.document(explained(LONG))
    assert "p1 = exp(x**2 + 1)" in on_terminal(explained(LONG))


def test_a_name_in_use_is_passed_over() -> None:
    (derivative,) = explained(LONG.replace("+1", "+p1"), wrt=(("x",),)).derivatives
    assert [name for name, _ in derivative.parts] == ["p2", "p3"]


def test_short_derivations_name_nothing() -> None:
    assert explained("sin(x**2)*cos(x**2)").derivatives[0].parts == ()


def test_levels_are_folded_and_counted() -> None:
    folded = "(4 steps folded: --depth shows more levels)"
    for depth, count in ((1, 1), (2, 3), (3, 5)):
        report = explained("x**2*sin(exp(x))", depth)
        text = explain.text(report)
        assert len(re.findall(r"^ *\d+\. ", text, re.MULTILINE)) == count
        assert (folded in text) == (depth == 1)
        assert (folded in on_terminal(report)) == (depth == 1)
        assert (folded in latex.document(report)) == (depth == 1)
        assert len(json.loads(json_report.record(report))["derivatives"][0]["steps"]) == 5
    assert "folded" not in explain.text(explained("x**2*sin(exp(x))", 9))


def test_long_rows_of_latex_are_broken_at_signs_of_equality() -> None:
    text = latex.document(explained(LONG))
    assert text.startswith("\\begingroup\\allowdisplaybreaks\n\\begin{align*}\n")
    assert "  & \\quad = " in text
    assert not re.search(r"^  &[^=]*\\\\\n  & *\\quad [+-]", text, re.MULTILINE)


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex is installed")
def test_latex_compiles(tmp_path: Path) -> None:
    blocks = [latex.document(explained(text)) for text in (LONG, "abs(x)*Max(x, 1)", "x*erf(x)**theta_1/gamma(x)")]
    page = "\\documentclass{article}\n\\usepackage{amsmath}\n\\begin{document}\n%s\n\\end{document}\n"
    (tmp_path / "a.tex").write_text(page % "\n\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "a.tex"], cwd=tmp_path, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout.decode(errors="replace")[-1500:]
