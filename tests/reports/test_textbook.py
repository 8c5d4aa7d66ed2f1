"""Derivations as a teacher writes them: the whole text of textbook exercises, read line by line before it was kept here.

python tests/reports/test_textbook.py   writes the file again, to be read again
"""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest

from symdiff.evaluator import Evaluated, value_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports import explain, latex
from symdiff.reports.report import Report

KEPT = Path(__file__).with_name("textbook.txt")
MARK = "### "


def exercises() -> dict[str, str]:
    parts = KEPT.read_text(encoding="utf-8").split(MARK)[1:] if KEPT.exists() else []
    return {title: text.strip("\n") for title, _, text in (part.partition("\n") for part in parts)}


def solved(title: str) -> Report:
    """What a heading asks for: a formula, or a kind of problem before it, or a definition."""
    kind, _, rest = title.partition(" ")
    if kind == "let":
        definition, formula = rest.split(" | ")
        name, _, value = definition.partition("=")
        problem = Problem(formula, let=((name, value),))
    elif kind in ("implicit", "parametric"):
        first, *others = rest.split(" | ")
        problem = Problem(first, kind=kind, others=tuple(others))
    else:
        problem = Problem(title)
    return solve(problem, Options(explain=True))


@pytest.mark.parametrize("title", exercises())
def test_the_whole_text(title: str) -> None:
    assert explain.text(solved(title)) == exercises()[title]


def test_there_are_exercises_of_every_kind() -> None:
    rules = {step.rule for title in exercises() for each in solved(title).derivatives for step in each.steps or ()}
    assert len(exercises()) >= 30
    assert rules >= {
        "sum", "constant multiple", "product", "quotient", "power", "exponential", "logarithmic differentiation", "logarithm",
        "sine", "cosine", "tangent", "arctangent", "arcsine", "absolute value", "real root", "hyperbolic cosine",
        "implicit differentiation", "parametric derivative", "cotangent", "secant", "Leibniz integral rule", "maximum",
    }  # fmt: skip


@pytest.mark.parametrize("title", exercises())
def test_each_line_of_a_step_has_the_value_of_its_result(title: str) -> None:
    (derivative,) = solved(title).derivatives
    builder = GraphBuilder(Graph())
    names = Names(frozenset("xytu"), definitions={"u": parse("x**2", builder)} if title.startswith("let") else {})
    point = {name: builder.number(Fraction(number, 10)) for name, number in (("x", 3), ("y", 4), ("t", 7))}
    for step in derivative.steps or ():
        if step.applied:
            values = [
                value_at(builder.graph, parse(text, builder, names=names), point) for text in (step.applied, step.shown)
            ]
            assert all(isinstance(value, Evaluated) for value in values)
            assert values[0].value == pytest.approx(values[1].value, rel=1e-12)  # type: ignore[union-attr]


@pytest.mark.parametrize("title", exercises())
def test_latex_has_the_same_lines(title: str) -> None:
    report = solved(title)
    (derivative,) = report.derivatives
    document = latex.document(report)
    assert len(re.findall(r"\\textbf\{\d+\. ", document)) == sum(1 for _ in explain.visits(derivative.steps or ()))
    assert document.count("{") == document.count("}")


def test_steps_of_the_variable_and_of_constants_come_with_levels() -> None:
    def rules(depth: int | None) -> list[str]:
        (derivative,) = solve(Problem("x^2 + 3"), Options(explain=True, depth=depth)).derivatives
        return [visit.step.rule for visit in explain.visits(derivative.steps or (), depth)]

    assert rules(None) == ["sum", "power"]
    assert rules(9) == ["sum", "power", "identity", "constant"]


if __name__ == "__main__":
    KEPT.write_text(
        "\n".join(f"{MARK}{title}\n{explain.text(solved(title))}\n" for title in exercises()), encoding="utf-8"
    )
