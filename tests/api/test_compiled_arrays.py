"""``tabulate(..., compiled=True)``: the numbers of the plain road within the bound that the code states, and its gaps."""

from __future__ import annotations

import re
import shutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

import symdiff
from symdiff import SymdiffError, tabulate
from symdiff.answers.derivatives import derived
from symdiff.api import compiled_arrays
from symdiff.evaluator import Evaluated, values_at
from symdiff.languages import compiler
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="cc is not here")


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    compiler._compiler.cache_clear()


@pytest.mark.parametrize(
    "formula",
    [
        "exp(-x^2)*sin(y)",
        "x*log(y) - y*sqrt(x)",
        "x^y/(1 + x*y)",
        "(1 - cos(x))/y",
        "max(x, y)*tanh(x - 2*y)",
        "(x - y)^7",
    ],
)
def test_values_are_within_the_bound_that_the_code_states(formula: str) -> None:
    x = np.linspace(0.5, 2.0, 37)[:, None]
    y = np.linspace(0.25, 3.0, 23)
    found = tabulate(formula, {"x": x, "y": y}, compiled=True)
    text = symdiff.code(formula, "x", "y", accuracy="x=0.5:2,y=0.25:3")
    bounds = {int(k): float(bound) for k, bound in re.findall(r"output (\d): absolute error <= (\S+)", text)}
    assert sorted(bounds) == [0, 1, 2]
    task = opened(Problem(formula), Options())
    nodes = [*task.task.roots, *(entry.node for entry in derived(task, Options()))]
    graph = task.task.graph
    corners = 0
    for i in range(37):
        for j in range(23):
            place = {"x": graph.number(Fraction(x[i, 0])), "y": graph.number(Fraction(y[j]))}
            for k, (true, rows) in enumerate(
                zip(values_at(graph, nodes, place), [found.value, *found.derivatives.values()], strict=True)
            ):
                if np.isnan(rows[i, j]):
                    corners += 1
                    assert k and "max" in formula and x[i, 0] == y[j]
                    continue
                assert isinstance(true, Evaluated)
                assert abs(rows[i, j] - true.value) <= bounds[k] + true.bound


@pytest.mark.parametrize(
    "formula",
    [
        "sqrt(x)^2*log(y)",
        "x/x + y",
        "abs(x)*y",
        "1/(x*y)",
        "exp(x)^(1/3)*floor(y)",
        "min(x, y)",
        "exp(400*x)*exp(-400*x + y)",
        "x^y",
        "3",
    ],
)
def test_gaps_and_corners_are_those_of_the_plain_road(formula: str) -> None:
    places = {"x": np.array([-2.0, -0.5, 0.0, 1.0, 2.0, np.nan])[:, None], "y": np.array([-1.0, 0.0, 0.5, 1.5, 3.0])}
    plain, found = tabulate(formula, places), tabulate(formula, places, compiled=True)
    np.testing.assert_allclose(found.value, plain.value, rtol=1e-14)
    assert found.derivatives.keys() == plain.derivatives.keys()
    for name, each in plain.derivatives.items():
        np.testing.assert_allclose(found.derivatives[name], each, rtol=1e-14)


def test_some_names_and_one_array() -> None:
    assert tabulate("x^2", [0.0, 1.0, 2.0], compiled=True).derivatives["x"].tolist() == [0.0, 2.0, 4.0]
    assert tabulate("x*y", {"x": 3.0, "y": [1.0, 2.0]}, ["y"], compiled=True).derivatives["y"].tolist() == [3.0, 3.0]
    assert tabulate("x*y", {"x": [], "y": 1.0}, compiled=True).value.tolist() == []
    assert tabulate("e*x", {"x": [2.0], "e": [3.0]}, variables=["e"], compiled=True).value.tolist() == [6.0]


@pytest.mark.parametrize(
    ("formula", "places", "code", "message"),
    [
        ("x*y", {"x": [1.0]}, "missing-value", "no value is given for 'y'"),
        ("besselj(1/2, x)", {"x": [1.0]}, "no-code", "there is no code for besselj in c"),
        ("x*y", {"x": [1.0, 2.0], "y": [1.0, 2.0, 3.0]}, "bad-point", "the arrays have shapes that do not fit together: x (2,), y (3,)"),
    ],
)  # fmt: skip
def test_what_is_refused(formula: str, places: dict[str, list[float]], code: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        tabulate(formula, places, compiled=True)
    assert (caught.value.diagnostic.code, caught.value.diagnostic.message) == (code, message)


def test_no_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SymdiffError) as caught:
        tabulate("x", [1.0], compiled=True)
    assert caught.value.diagnostic.code == "no-compiler"
    assert caught.value.diagnostic.hint == "apt install gcc, dnf install gcc, or xcode-select --install"


@pytest.mark.parametrize(
    ("formula", "smooth"),
    [
        ("sqrt(x)/y + log(x)", True),
        ("abs(x)*max(x + 1, y - 3)", True),
        ("Piecewise((x^2, x > 0.1), (y, True))", True),
        ("x/x + floor(x/4)*y", True),
        ("sqrt(x - 0.5)", False),
        ("abs(x - y)", False),
        ("1/(x - 1)", False),
        ("floor(x)", False),
        ("(x - 1)/(x - 1)", False),
        ("Piecewise((x^2, x > 1), (x, True))", False),
    ],
)
def test_gaps_are_looked_for_where_there_may_be_some(
    monkeypatch: pytest.MonkeyPatch, formula: str, smooth: bool
) -> None:
    """Between the least and the largest numbers, by balls; else NumPy runs the formula too."""
    asked: list[str] = []
    before = compiled_arrays.values_over

    def counted(*given: object) -> object:
        asked.append(formula)
        return before(*given)

    monkeypatch.setattr(compiled_arrays, "values_over", counted)
    at = {"x": np.array([0.5, 1.0, 2.0]), "y": np.array([0.25, 1.0, 3.0])}
    found, plain = (tabulate(formula, at, compiled=way) for way in (True, False))
    assert asked == ([] if smooth else [formula])
    np.testing.assert_allclose(found.value, plain.value, rtol=1e-14)
    for name, values in plain.derivatives.items():
        np.testing.assert_allclose(found.derivatives[name], values, rtol=1e-14)


def test_what_a_formula_became_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its shortest form is looked for once; another formula, or other names, are others."""
    asked: list[str] = []
    before = compiled_arrays.programmed
    monkeypatch.setattr(compiled_arrays, "_PROGRAMS", {})
    monkeypatch.setattr(
        compiled_arrays, "programmed", lambda found, *more: asked.append(found.problem.source) or before(found, *more)
    )  # type: ignore[func-returns-value]
    first = tabulate("x*y^2", {"x": [1.0], "y": [2.0]}, compiled=True)
    again = tabulate("x*y^2", {"x": [3.0, 4.0], "y": [2.0, 1.0]}, compiled=True)
    alone = tabulate("x*y^2", {"x": 1.0, "y": 2.0}, "y", compiled=True)
    assert tabulate("x*y^3", {"x": [1.0], "y": [2.0]}, compiled=True).value == [8.0]
    assert asked == ["x*y^2", "x*y^2", "x*y^3"]
    assert (first.derivatives["y"], list(again.derivatives["y"]), set(alone.derivatives)) == ([4.0], [12.0, 8.0], {"y"})
    monkeypatch.setattr(compiled_arrays, "_KEPT", 3)
    tabulate("x*y^4", {"x": [1.0], "y": [2.0]}, compiled=True)
    assert len(compiled_arrays._PROGRAMS) == 1


@pytest.mark.parametrize("formula", ["x*y^2", "sqrt(x)*y"])
def test_a_point_of_numbers(formula: str) -> None:
    there = {"x": 4.0, "y": 2.0}
    plain, fast = tabulate(formula, there), tabulate(formula, there, compiled=True)
    assert (fast.value, dict(fast.derivatives)) == (plain.value, dict(plain.derivatives))
