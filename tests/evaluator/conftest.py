"""Formulas and points from text, for the tests of the evaluator."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import parse


class Workspace:
    """One graph with the verbs that tests need."""

    def __init__(self) -> None:
        self.graph = Graph()
        self.builder = GraphBuilder(self.graph)

    def node(self, text: str) -> int:
        return parse(text, self.builder)

    def point(self, **values: str) -> dict[str, int]:
        return {name: self.node(text) for name, text in values.items()}


@pytest.fixture
def workspace() -> Workspace:
    return Workspace()


@pytest.fixture
def new_workspace() -> Callable[[], Workspace]:
    return Workspace
