"""What a derivative is, in terms of formulas that nothing was derived from: what a certificate encloses. Imports nothing of symdiff."""

from __future__ import annotations

from collections.abc import Mapping

from symdiff.frozen import Frozen


class Partials(Frozen):
    """A sum of partial derivatives: per term a factor (a node, None for 1), a formula and the names to differentiate by."""

    terms: tuple[tuple[int | None, int, tuple[str, ...]], ...]


class Total(Frozen):
    """The derivative of a formula by some names in turn, where other names move with them."""

    formula: int
    names: tuple[str, ...]
    rates: Mapping[str, Mapping[tuple[str, ...], str]]
    """Of each name that moves, its derivatives as names that points give values to, by what they are taken by, sorted."""


class Implicit(Frozen):
    """The derivative of order n of ``dependent`` by ``name`` along the curve on which the equation's value stays the same."""

    equation: int
    name: str
    dependent: str
    order: int


class Parametric(Frozen):
    """The derivative of order n of y by x, both functions of a parameter."""

    x: int
    y: int
    name: str
    order: int


Definition = Partials | Total | Implicit | Parametric
"""What a derivative is, in terms of formulas that nothing was derived from."""
