"""Every kind of problem in every format: records are valid by the schema, texts read back, and nothing is left unprinted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from symdiff import Options, Problem, solve
from symdiff.batch.answer import solved
from symdiff.problems import KINDS
from symdiff.reports.formats import formats
from symdiff.reports.settings import Settings

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))
PROBLEMS = [
    Problem("x*y", depends=("y(x)",), at=("x=1,y=2,dy_dx=3",)),
    Problem("x*y", kind="jacobian", others=("sin(x)",), at=("x=1,y=2",)),
    Problem("x**2*y", kind="hessian", at=("x=1,y=2",)),
    Problem("x**2", kind="div", others=("y",), at=("x=1,y=2",)),
    Problem("-y", kind="curl", others=("x", "0"), at=("x=1,y=2",)),
    Problem("x**2*y", kind="laplacian", at=("x=1,y=2",)),
    Problem("x*y", kind="directional", along="1,2", at=("x=1,y=2",)),
    Problem("x**2 + y**2 = 25", kind="implicit", order=2, at=("x=3,y=4", "x=5,y=0")),
    Problem("cos(t)", kind="parametric", others=("sin(t)",), at=("1", "0")),
    Problem("(x + 1)**2", kind="same", expected="x**2 + 2*x + 1", at=("x=1",)),
]


def test_every_kind_is_here() -> None:
    assert {problem.kind for problem in PROBLEMS} == set(KINDS)


@pytest.mark.parametrize(
    "options", [Options(), Options(explain=True, shared=True), Options(digits=20), Options(certify=True)]
)
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.kind)
def test_json_is_valid_by_the_schema(problem: Problem, options: Options) -> None:
    text = solved(problem, Settings(options, problem, format="json", word=True), 1).text
    record = json.loads(text)
    jsonschema.Draft202012Validator(SCHEMA).validate(record)
    assert record["kind"] == problem.kind
    assert record["error"] is None
    assert all(derivative["expression"] for derivative in record["derivatives"])


@pytest.mark.parametrize("form", ["plain", "csv", "latex", "pretty", "rich"])
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.kind)
def test_every_format_prints_it(problem: Problem, form: str) -> None:
    if problem.kind == "same" and form not in formats("check"):
        return  # a verdict on two formulas is no formula
    record = solved(problem, Settings(Options(explain=True, shared=True), problem, format=form, word=True), 1)
    assert record.text.endswith("\n")
    assert not record.diagnostic


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.kind)
def test_printed_text_reads_back_to_the_same_value(problem: Problem) -> None:
    report = solve(problem)
    for point in report.points:
        for derivative, check in zip(report.derivatives, point.checks, strict=True):
            again = solve(Problem(derivative.expression or "", wrt=((report.variables[0],),), at=(point.at,)))
            assert again.error is None
            # Both are right to 1e-13, being the same formula at the same point.
            assert check.symbolic is None or again.points[0].value == pytest.approx(check.symbolic, rel=2e-13)
