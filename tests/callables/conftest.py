"""Functions as the loader gives them, without a file, and what their gradients are found to be."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from symdiff.callables.arguments import places
from symdiff.callables.gradients import examined
from symdiff.callables.loader import Loaded, Target
from symdiff.callables.values import given_by
from symdiff.evaluator import METHODS
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS
from symdiff.reports.report import PointReport

Compare = Callable[..., PointReport]


def loaded(function: Callable[..., Any]) -> Loaded:
    return Loaded(Target("f.py", getattr(function, "__name__", "f")), function, ModuleType("f"))


@pytest.fixture
def compare() -> Compare:
    """A function and its gradient at the text of a point."""

    def compare(f: Callable[..., Any], gradient: Callable[..., Any], at: str, step: float | None = None) -> PointReport:
        function = loaded(f)
        (place,) = places(function, [at], GraphBuilder(Graph()), DEFAULT_LIMITS)
        return examined(function, place, given_by(loaded(gradient), place), METHODS[:2], step)

    return compare
