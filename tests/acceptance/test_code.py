"""Generated code, compiled and run: the numbers of published derivatives in every language whose tools are here."""

from __future__ import annotations

import json
import math
import os
from pathlib import Path

import pytest

from symdiff.answers.programs import language_named, programmed
from symdiff.languages.table import ROWS
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem
from tests.acceptance.runners import RUNNERS, Case, cases, missing, wrong

SHARE = 1 if os.environ.get("SYMDIFF_CODE") else 17
"""Every seventeenth published row in CI; SYMDIFF_CODE=all takes all."""


@pytest.mark.parametrize("language", RUNNERS)
def test_published_derivatives(published, language: str, tmp_path: Path) -> None:
    lacks = missing(language)
    if lacks:
        pytest.skip(f"{lacks} is not here to run {language}")
    found = list(cases(published, language, SHARE))
    assert len(found) > 50
    assert wrong(found, RUNNERS[language][2](found, tmp_path)) == []


@pytest.mark.parametrize("language", [row.name for row in ROWS])
def test_every_language_writes_the_same_from_run_to_run(published, language: str) -> None:
    for first, again in zip(cases(published, language, 40), cases(published, language, 40), strict=True):
        assert json.dumps(first.text) == json.dumps(again.text)


OUTSIDE = (
    "sqrt(x)",
    "log(x)",
    "log(1 + x)",
    "asin(x)",
    "acos(x)",
    "acosh(x)",
    "atanh(x)",
    "x^(1/10)",
    "x^y",
    "(x + y)^(-3/2)",
    # What compares no number has none.
    "max(sqrt(x), 1)",
    "min(y, log(x))",
    "heaviside(sqrt(x))",
    "sign(log(x))",
    "Piecewise((1, sqrt(x) < y), (2, True))",
    "Piecewise((1, ~(sqrt(x) == y) | (log(x) < 1)), (2, True))",
    "bessely(1, x)",
)


@pytest.mark.parametrize("language", [name for name in RUNNERS if name != "python"])
def test_no_number_outside_of_a_domain(language: str, tmp_path: Path) -> None:
    """No complex one whose size would be one again, and no error where other outputs have a number. Python's functions raise errors."""
    if missing(language):
        pytest.skip(f"no {missing(language)} here")
    found = []
    has = "bessely_whole" in language_named(language).functions
    for number, inner in enumerate([*OUTSIDE[: None if has else -1], "Piecewise((1, sqrt(x) < y), (sqrt(x), True))"]):
        problem = Problem(f"abs({inner}) + 2*z", wrt=(("z",),))
        made = programmed(opened(problem, Options()), Options(), language_named(language), name=f"g_{number}")
        point = tuple({"x": -2.5, "y": 0.5, "z": 1.0}[name] for name in made.variables)
        found.append(Case({"wrt": ["z"]}, f"g_{number}", made.text, point))
    values = RUNNERS[language][2](found, tmp_path)
    assert values[1::2] == [2.0] * len(found)
    assert [value for value in values[:-2:2] if not math.isnan(value)] == []


@pytest.mark.parametrize("language", RUNNERS)
def test_bessel_functions_below_zero(language: str, tmp_path: Path) -> None:
    if missing(language):
        pytest.skip(f"no {missing(language)} here")
    if "besselj_whole" not in language_named(language).functions:
        pytest.skip(f"no Bessel functions in {language}")
    found = []
    for order in (2, 3):
        made = programmed(
            opened(Problem(f"besselj({order}, x)"), Options()), Options(), language_named(language), name=f"g_{order}"
        )
        found.append(Case({"wrt": ["x"]}, f"g_{order}", made.text, (-1.0,)))
    wanted = [0.1149034849319005, -0.21024361588113256, -0.019563353982668407, 0.05621342298389526]
    assert RUNNERS[language][2](found, tmp_path) == pytest.approx(wanted, rel=1e-13)
