"""Functions as the loader gives them, without a file, and what their gradients are found to be."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from symdiff.callables.arguments import places
from symdiff.callables.gradients import examination
from symdiff.callables.loader import Loaded, Target
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

    def compare(
        f: Callable[..., Any], gradient: Callable[..., Any], at: str, step: float | None = None, direction: bool = False
    ) -> PointReport:
        function = loaded(f)
        (place,) = places(function, [at], GraphBuilder(Graph()), DEFAULT_LIMITS)
        found = examination(function, loaded(gradient), place, METHODS[:2], step, direction=direction)
        found.run()
        return found.report()

    return compare
