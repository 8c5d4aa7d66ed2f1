"""A builder that records what it is given, and how to read with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from symdiff.errors import SymdiffError
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Exact, Operator
from symdiff.parser import Names, parse


class Recorder:
    """Nodes are tuples with the operation first; a number stands for itself, a symbol for its name."""

    def number(self, value: Exact) -> Any:
        return value

    def symbol(self, name: str) -> Any:
        return name

    def constant(self, name: str) -> Any:
        return ("constant", name)

    def sum(self, terms: tuple[Any, ...]) -> Any:
        return ("+", *terms)

    def product(self, factors: tuple[Any, ...]) -> Any:
        return ("*", *factors)

    def power(self, base: Any, exponent: Any) -> Any:
        return ("^", base, exponent)

    def call(self, operator: Operator, operands: tuple[Any, ...]) -> Any:
        return (operator.name, *operands)


def record(text: str, *variables: str, limits: Limits = DEFAULT_LIMITS, **definitions: Any) -> Any:
    return parse(text, Recorder(), names=Names(frozenset(variables), definitions), limits=limits, syntax="plain")


def complain(text: str, *variables: str, limits: Limits = DEFAULT_LIMITS) -> str:
    with pytest.raises(SymdiffError) as caught:
        record(text, *variables, limits=limits)
    return str(caught.value)


@pytest.fixture
def read() -> Callable[..., Any]:
    """The recorded nodes of a text; further words are declared variables, keywords definitions."""
    return record


@pytest.fixture
def refusal() -> Callable[..., str]:
    """The whole message with which a text is refused."""
    return complain
