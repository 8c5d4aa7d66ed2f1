"""Values and derivatives of a formula over arrays of points. Imports the parser, the differentiator and the evaluator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from symdiff.differentiator import gradient
from symdiff.evaluator.arrays import values_over
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import Names, canonical, parse


@dataclass(frozen=True, slots=True)
class Tabulated:
    """Arrays of doubles in the shape of the points: the formula's values, and its derivatives by name."""

    value: Any
    derivatives: Mapping[str, Any]


def tabulate(
    expression: str,
    at: Mapping[str, Any],
    wrt: Sequence[str] = (),
    *,
    variables: Sequence[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> Tabulated:
    """A formula and its derivatives over arrays, which are broadcast together; without ``wrt`` by every name of ``at``.

    Plain doubles without a bound: the values are about as good as those of the same formula written with numpy. There is nan
    where the formula is undefined, and in a derivative at a kink. ``variables`` are names that are variables whatever else
    they mean. Needs the extra ``arrays``. Raises SymdiffError.

    >>> tabulate("x**2", {"x": [0.0, 1.0, 2.0]}).derivatives["x"]
    array([0., 2., 4.])
    """
    graph = Graph(limits)
    names = [canonical(name) for name in wrt or at]
    root = parse(expression, GraphBuilder(graph), names=Names(frozenset((*names, *variables))), limits=limits)
    found = gradient(graph, root, names)
    value, derivatives = values_over(graph, root, list(found.items()), {canonical(name): at[name] for name in at})
    return Tabulated(value, dict(zip(found, derivatives, strict=True)))
