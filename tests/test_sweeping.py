"""Sweeps over steps: the numbers of textbooks, orders, true errors within their bounds, and the step at which rounding takes over."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest

from symdiff.answers.convergence import swept
from symdiff.cli import main
from symdiff.evaluator import METHODS
from symdiff.evaluator.truths.convergence import PointSweep
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

SCHEMA = json.loads((Path(__file__).parents[1] / "docs" / "report.schema.json").read_text("utf-8"))
EVERY = Options(methods=tuple(row.name for row in METHODS if not row.imaginary))


def swept_at(text: str, at: str, options: Options = Options()) -> PointSweep:  # noqa: B008 - frozen
    (found,) = swept(opened(Problem(text, at=(at,)), options), options)
    return found


def test_the_table_of_the_textbook() -> None:
    forward, _ = swept_at("3*x**2 - 4*x", "1").sweeps
    shown = [f"{trial.value:.5f}" for trial in forward.trials[:5]]
    assert shown == ["2.30000", "2.03000", "2.00300", "2.00030", "2.00003"]


@pytest.mark.parametrize(
    ("text", "at"), [("exp(x**2)**2", "0.5"), ("sin(x)/x", "2"), ("log(x)", "0.05"), ("x**x", "3")]
)
def test_errors_fall_with_their_order_and_turn_where_predicted(text: str, at: str) -> None:
    """Where truncation is a hundred times rounding, and the next longer step is well inside the region of convergence."""
    for sweep in swept_at(text, at).sweeps:
        assert sweep.predicted is not None
        step, error = sweep.predicted
        falling = [trial for trial in sweep.trials if 30 * step < trial.step <= 1e-3 and trial.order is not None]
        assert falling
        assert all(trial.order == pytest.approx(sweep.method.order, abs=0.06) for trial in falling)
        assert sweep.best is not None
        assert sweep.best.error is not None
        # The rows are a decade apart, so one is within half a decade of the step: its truncation is at most so much more.
        limit = error * 10 ** (sweep.method.order / 2)
        assert sweep.best.error <= limit
        good = [trial.step for trial in sweep.trials if trial.error is not None and trial.error <= limit]
        assert min(abs(math.log10(each / step)) for each in good) <= 1


@pytest.mark.parametrize(
    ("text", "at"), [("exp(x**2)**2", "0.5"), ("tan(x)", "1.5"), ("gamma(x)", "3.3"), ("sqrt(x)", "2")]
)
def test_the_true_error_lies_within_every_bound(text: str, at: str) -> None:
    found = swept_at(text, at, EVERY)
    assert found.truth is not None
    proved = [trial for sweep in found.sweeps for trial in sweep.trials if trial.rigorous]
    assert len(proved) >= 60
    for trial in proved:
        assert trial.error is not None
        assert trial.bound is not None
        assert trial.error <= trial.bound * (1 + 2.0**-50)


def test_a_kink_has_slopes_and_no_error() -> None:
    found = swept_at("abs(x)", "0")
    assert (found.truth, found.note) == (None, "the ball lies across a kink")
    forward, central = found.sweeps
    assert {trial.value for trial in forward.trials} == {1.0}
    assert {trial.value for trial in central.trials} == {0.0}
    assert {(trial.error, trial.bound) for sweep in found.sweeps for trial in sweep.trials} == {(None, None)}


def test_a_step_that_leaves_the_domain_says_so() -> None:
    _, central = swept_at("log(x)", "0.05").sweeps
    assert central.trials[0].value is None
    assert central.trials[0].note == "no sample there: log(u) needs u > 0"


@pytest.mark.parametrize("form", ["plain", "csv", "json", "rich"])
def test_the_command(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "x**3", "--at", "2", "-f", form, "--steps", "1:0.01:3", "-m", "5-point"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    if form == "json":
        record = json.loads(out)
        jsonschema.Draft202012Validator(SCHEMA).validate(record)
        assert record["kind"] == "sweep"
        (place,) = record["sweeps"]
        assert [trial["step"] for trial in place["methods"][0]["trials"]] == [1.0, 0.1, 0.01]
        assert place["derivative"] == 12.0
    elif form == "rich":
        assert "5-point: no truncation error: the longest step is best" in " ".join(out.split())
    else:
        separator = "," if form == "csv" else "\t"
        header, first, *rest = out.splitlines()
        assert header.split(separator) == [
            "wrt",
            "at",
            "method",
            "step",
            "estimate",
            "error",
            "bound",
            "order",
            "larger",
        ]
        assert first.split(separator)[:4] == ["x", "x=2", "5-point", "1.0"]
        assert len(rest) == 2


@pytest.mark.parametrize(
    ("words", "status", "message"),
    [
        (["x"], 2, "error[usage]: a sweep needs a point"),
        (["x", "--at", "1", "--steps", "3"], 2, "error[usage]: --steps must be FIRST:LAST:COUNT"),
        (["x", "--at", "1", "--step", "1"], 2, "error[usage]: a sweep has many steps"),
        (["x", "--at", "1", "-f", "latex"], 2, "error[usage]: a sweep has no format 'latex'"),
        (["x+", "--at", "1"], 2, "error[syntax]: the formula ends where"),
        (["log(x)", "--at", "-1"], 3, ""),
        (["abs(x)", "--at", "0"], 3, ""),
        (["abs(x)", "--at", "0", "--exit-zero"], 0, ""),
    ],
)
def test_what_goes_wrong(words: list[str], status: int, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *words]) == status
    assert capsys.readouterr().err.startswith(message)
