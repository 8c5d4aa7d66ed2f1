"""Derivatives are shorter than sympy's: the bound on published formulas, and the rules that it rests on."""

from __future__ import annotations

import importlib.util
import math
from pathlib import Path
from typing import Any

import pytest

from symdiff.differentiator import derive
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import parse

LENGTHS = Path(__file__).parents[2] / "benchmarks" / "lengths.py"


def _load() -> Any:
    spec = importlib.util.spec_from_file_location("lengths", LENGTHS)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_results_are_shorter_than_those_of_sympy(published: Any) -> None:
    lengths = _load()
    rows = [*published("rubi"), *published("peers")]
    ratios = [lengths.ratio(ours, theirs) for _, _, ours, theirs in lengths.pairs(rows) if "Derivative" not in theirs]
    assert len(ratios) > 900
    assert math.exp(sum(map(math.log, ratios)) / len(ratios)) <= 0.62
    assert not any(ratio > 2 for ratio in ratios)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("a*(x*sin(x) + cos(x))", "a*x*cos(x)"),
        ("x*cosh(x*y)/y - sinh(x*y)/y**2", "x*sinh(x*y)"),
        ("(x*exp(x) - exp(x))/a", "x*exp(x)/a"),
        ("sin(x*sin(x))", "(x*cos(x) + sin(x))*cos(x*sin(x))"),
        ("3*(x + sin(x))*a", "3*a*(cos(x) + 1)"),
        ("sqrt(a*cos(x))", "-sqrt(a*cos(x))*sin(x)/(2*cos(x))"),
        ("sqrt(a*x)", "sqrt(a*x)/(2*x)"),
        ("(a*x)**n", "a*n*(a*x)**(n - 1)"),
        ("x*(a*y)**n/(a*y)", "(a*y)**n/(a*y)"),
        ("x*(a*y)**(n + 1)/(a*y)", "(a*y)**n"),
        ("log((a**(c*x))**p)", "c*p*log(a)"),
        ("atanh(tanh(x))", "1"),
        ("x - tanh(x)", "tanh(x)**2"),
    ],
)
def test_rules_of_tidying(text: str, result: str) -> None:
    graph = Graph()
    root = parse(text, GraphBuilder(graph))
    assert write(graph, derive(graph, root, ("x",))) == result
