"""The Python interface: text or sympy expressions in, sympy expressions out. Imports everything below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import sympy

from symdiff import differentiator
from symdiff import parser as text_parser
from symdiff.errors import SymdiffError, fault
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import Names
from symdiff.pipeline import solve
from symdiff.problem import Options, Problem
from symdiff.reports.report import Report
from symdiff.trees import TreeBuilder, graph_to_tree, tree_to_graph


def parse(text: str, *, variables: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS) -> sympy.Expr:
    """A formula as a sympy tree that keeps what was typed.

    ``variables`` are names that are variables whatever else they mean. Symbols are plain ``Symbol(name)``.
    Raises SymdiffError with a place and a hint where the text is not a formula.

    >>> parse("x/x")
    x/x
    >>> parse("e*x", variables=["e"]).free_symbols == {sympy.Symbol("e"), sympy.Symbol("x")}
    True
    """
    return text_parser.parse(text, TreeBuilder(), names=Names(frozenset(variables)), limits=limits)


def derivative(
    expression: str | sympy.Expr, *wrt: str | sympy.Symbol, order: int = 1, limits: Limits = DEFAULT_LIMITS
) -> sympy.Expr:
    """The derivative by the symbols in turn, ``order`` times over, as an ordinary sympy expression.

    Without symbols: by the one variable of the expression. Raises SymdiffError, also where there are several.

    >>> derivative("x**2+x+1")
    2*x + 1
    >>> derivative("x*y**2", "y", order=2)
    2*x
    """
    graph, root = _graph(expression, wrt, limits)
    names = [str(symbol) for symbol in wrt] or [_only_variable(graph, root)]
    return graph_to_tree(graph, differentiator.derive(graph, root, names * order), evaluate=True)


def gradient(
    expression: str | sympy.Expr, *wrt: str | sympy.Symbol, limits: Limits = DEFAULT_LIMITS
) -> dict[str, sympy.Expr]:
    """The derivative by each symbol (without symbols, by every variable) by name, all from one reverse sweep.

    >>> gradient("x*y")
    {'x': y, 'y': x}
    """
    graph, root = _graph(expression, wrt, limits)
    names = [str(symbol) for symbol in wrt] or graph.symbols([root])
    nodes = differentiator.gradient(graph, root, names)
    return {name: graph_to_tree(graph, node, evaluate=True) for name, node in nodes.items()}


def compare(
    expression: str,
    at: Mapping[str, float | str | Fraction] | float | str,
    *,
    wrt: Iterable[str] = (),
    expected: str | Mapping[str, str] | None = None,
    options: Options = Options(),  # noqa: B008 - frozen
) -> Report:
    """The derivatives of a formula at a point against numeric differences; ``report.verdict`` is the worst verdict.

    A float stands for the decimal that Python prints for it. Raises SymdiffError where there is no derivative.

    >>> compare("x**2+x+1", 1.0).points[0].value
    3.0
    >>> str(compare("x**2+x+1", 1.0).verdict)
    'agree'
    """
    point = {name: str(value) for name, value in at.items()} if isinstance(at, Mapping) else str(at)
    problem = Problem(expression, at=(point,), wrt=tuple((name,) for name in wrt), expected=expected)
    report = solve(problem, options)
    if report.error is not None:
        raise SymdiffError(report.error)
    return report


def _graph(expression: str | sympy.Expr, wrt: Iterable[str | sympy.Symbol], limits: Limits) -> tuple[Graph, int]:
    graph = Graph(limits)
    builder = GraphBuilder(graph)
    if isinstance(expression, str):
        names = Names(frozenset(str(symbol) for symbol in wrt))
        return graph, text_parser.parse(expression, builder, names=names, limits=limits)
    return graph, tree_to_graph(expression, builder)


def _only_variable(graph: Graph, root: int) -> str:
    variables = graph.symbols([root])
    if len(variables) > 1:
        raise fault(
            "unknown-variable",
            f"the formula has {len(variables)} variables: {', '.join(variables)}",
            hint="name one, or use gradient",
        )
    return variables[0] if variables else "x"
