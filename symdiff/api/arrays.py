"""Values and derivatives of a formula over arrays of points. Imports the parser, the differentiator and the evaluator."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.api.texts import name_of, names_in, text_of
from symdiff.budget import heeding
from symdiff.differentiator import gradient, tidy_parts
from symdiff.errors import fault
from symdiff.evaluator.arithmetic.arrays import load_numpy
from symdiff.evaluator.values.over_arrays import values_over
from symdiff.frozen import Frozen
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Power
from symdiff.parser import Names, canonical, parse

MOST_SHOWN = 20
"""Points of a table that a notebook shows."""
MOST_DEFINED = 256
"""Points at which slopes are taken from the definition; where there are more, none is."""


def shared_with(graph: Graph, root: int, derivatives: Mapping[str, int]) -> dict[str, int]:
    """Derivatives in terms of the formula's own parts, so that each is computed once: ``exp(-x**2/2)`` as it was typed.

    Where such a part has no value the formula has none, unless it chooses; then nothing is changed. A power under the line
    is one over the power above it.
    """
    if graph.has_choice(root):
        return dict(derivatives)
    typed: dict[int, int] = {}
    for node, tidied in tidy_parts(graph, root).items():
        typed.setdefault(tidied, node)
    written: dict[int, int] = {}
    for node in graph.reachable(derivatives.values()):
        head, operands = graph.heads[node], tuple([written[part] for part in graph.below[node]])
        exponent = graph.value(graph.operands[node][1]) if head is Power else None
        if node in typed or not operands:
            written[node] = typed.get(node, node)
        elif exponent is not None and exponent < 0 and exponent != -1:
            above = graph.collect_power(graph.operands[node][0], graph.number(-exponent))
            if above not in written:
                written[above] = typed.get(above) or graph.intern(Power, (operands[0], graph.number(-exponent)))
            written[node] = graph.intern(Power, (written[above], graph.minus_one))
        else:
            written[node] = graph.intern(head, operands)
    return {name: written[node] for name, node in derivatives.items()}


class Tabulated(Frozen):
    """Arrays of doubles in the shape of the points: the formula's values, and its derivatives by name."""

    value: Any
    derivatives: Mapping[str, Any]

    def _repr_html_(self) -> str:
        from symdiff.pages.document import table, text

        columns = [array.ravel() for array in (self.value, *self.derivatives.values())]
        heads = ["point", "value", *(text(f"by {name}") for name in self.derivatives)]
        points = zip(*(array[:MOST_SHOWN].tolist() for array in columns), strict=True)
        rows = [(str(k), *(f"{each:.10g}" for each in row)) for k, row in enumerate(points)]
        many = f"The first {MOST_SHOWN} of {columns[0].size:,} points"
        caption = many if columns[0].size > MOST_SHOWN else "Values and derivatives"
        return table(caption, heads, rows, numbers=range(1, len(heads)))


@heeding
def tabulate(
    expression: str,
    at: Any,
    wrt: Sequence[str] = (),
    *,
    variables: Sequence[str] = (),
    limits: Limits = DEFAULT_LIMITS,
    compiled: bool = False,
) -> Tabulated:
    """A formula and its derivatives over arrays by name, which are broadcast together; without ``wrt`` by every name of ``at``.

    Of one variable ``at`` may be the array alone.

    Plain doubles without a bound: the values are about as good as those of the same formula written with numpy, and better where terms
    cancel or doubles overflow on the way. There is nan where the formula is undefined, and in a derivative at a corner. ``variables`` are names that are variables whatever else
    they mean. With ``compiled`` the derivatives, and the value of a formula that has one everywhere, are computed by the C of ``code``, built and kept as by ``compiled``:
    faster where there are many points or the formula is asked for again, for its shortest form is looked for once, and within the bounds that ``code(..., accuracy=BOX)`` states. Needs the extra ``arrays``. Raises SymdiffError; with
    ``compiled`` also ``no-compiler``, and ``no-code`` for functions that C lacks.

    >>> tabulate("x**2", {"x": [0.0, 1.0, 2.0]}).derivatives["x"]
    array([0., 2., 4.])
    >>> tabulate("x**2", [0.0, 1.0, 2.0]).value
    array([0., 1., 4.])
    """
    variables = (*variables, *names_in(expression))
    text = text_of(expression)
    if not isinstance(at, Mapping):
        at = {_only_variable(text, variables, limits): at}
    graph = Graph(limits)
    places = {canonical(name_of(name)): _numbers(name, values) for name, values in at.items()}
    names = [canonical(name_of(name)) for name in ([wrt] if isinstance(wrt, str) else wrt)] or list(places)
    if compiled:
        return _compiled(text, names, places, variables, limits)
    root = parse(text, GraphBuilder(graph), names=Names(frozenset((*names, *variables))), limits=limits)
    found = shared_with(graph, root, gradient(graph, root, names))
    return _tabulated(graph, root, names, places, *values_over(graph, root, list(found.items()), places))


def _compiled(
    expression: str, names: Sequence[str], places: Mapping[str, Any], variables: Sequence[str], limits: Limits
) -> Tabulated:
    from symdiff.api.compiled_arrays import compiled_over  # few ask for it
    from symdiff.problems.opening import opened
    from symdiff.problems.problem import Options, Problem

    options = Options(limits=limits)
    problem = Problem(expression, wrt=tuple((name,) for name in names), variables=(*names, *variables))
    found = opened(problem, options)
    values = compiled_over(found, options, list(places))(places)
    return _tabulated(found.task.graph, found.task.roots[0], names, places, *values)


def _tabulated(
    graph: Graph, root: int, names: Sequence[str], places: Mapping[str, Any], value: Any, derivatives: Sequence[Any]
) -> Tabulated:
    slopes = zip(names, derivatives, strict=True)
    return Tabulated(value, {name: _defined(graph, root, name, places, value, each) for name, each in slopes})


def _numbers(name: Any, values: Any) -> Any:
    """An array of doubles. Raises SymdiffError ``bad-argument`` where something is no number."""
    try:
        return load_numpy().asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise fault("bad-argument", f"the values of '{name}' are not all numbers: {error}") from None


def _only_variable(expression: str, variables: Sequence[str], limits: Limits) -> str:
    graph = Graph(limits)
    root = parse(expression, GraphBuilder(graph), names=Names(frozenset(variables)), limits=limits)
    found = graph.symbols([root])
    if len(found) != 1:
        raise fault(
            "bad-argument",
            f"one array stands for one variable, and the formula has {len(found)}: {', '.join(found)}",
            hint='an array for each by name: {"x": [0, 1, 2]}',
        )
    return found[0]


def _defined(graph: Graph, root: int, name: str, places: Mapping[str, Any], value: Any, slopes: Any) -> Any:
    """The slopes, with those of the definition where the formula has a value and the printed form of its derivative has none."""
    import numpy as np

    if not np.isnan(slopes.sum()):
        return slopes
    arrays = {each: np.broadcast_to(np.asarray(values, dtype=float), slopes.shape) for each, values in places.items()}
    open_ = np.isnan(slopes) & np.isfinite(value)
    for values in arrays.values():
        open_ &= np.isfinite(values)
    gaps = np.argwhere(open_)
    if len(gaps) > MOST_DEFINED:
        return slopes
    filled = np.array(slopes)
    for gap in map(tuple, gaps):
        from symdiff.evaluator.truths.one_sided import slope_at  # imports flint

        point = {each: graph.number(Fraction(float(values[gap]))) for each, values in arrays.items()}
        slope = slope_at(graph, root, name, point)
        filled[gap] = np.nan if slope is None else slope
    return filled[()]
