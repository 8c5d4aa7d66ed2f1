"""What a derivative is, in terms of formulas that nothing was derived from: what a certificate encloses. Imports nothing of symdiff."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Partials:
    """A sum of partial derivatives: per term a factor (a node, None for 1), a formula and the names to differentiate by."""

    terms: tuple[tuple[int | None, int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Implicit:
    """The derivative of order n of ``dependent`` by ``name`` along the curve on which the equation's value stays the same."""

    equation: int
    name: str
    dependent: str
    order: int


@dataclass(frozen=True, slots=True)
class Parametric:
    """The derivative of order n of y by x, both functions of a parameter."""

    x: int
    y: int
    name: str
    order: int


Definition = Partials | Implicit | Parametric
"""What a derivative is, in terms of formulas that nothing was derived from."""
