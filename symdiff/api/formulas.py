"""Formulas as Python hands them over: text, sympy expressions and functions, read into one graph. Imports ``texts``, ``parser`` and ``trees``.

A function is traced: it is called once with a sympy symbol for each parameter, and what it returns is the formula.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from symdiff import parser as text_parser
from symdiff.api.texts import no_formula, no_name
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.parser import Names
from symdiff.parser.unknown import declared
from symdiff.problems.opening import variable_name
from symdiff.trees.to_graph import tree_to_graph

Formula: TypeAlias = "str | float | Fraction | sympy.Expr | Callable[..., Any]"
"""Text, a number, a sympy expression, or a function of the variables."""
Name: TypeAlias = "str | sympy.Symbol"


class Reader:
    """Reads formulas of one problem, and knows which symbols the caller uses for its names."""

    def __init__(self, wrt: Iterable[Name], limits: Limits, functions: Iterable[str] = ()) -> None:
        """``functions``: the names that are unknown functions in texts."""
        self.functions = tuple(functions)
        self.graph = Graph(limits)
        self.builder = GraphBuilder(self.graph)
        self.symbols: dict[str, sympy.Symbol] = {}
        """The caller's symbols, assumptions and all, by name."""
        self.parameters: list[str] = []
        """The parameters of the functions that were traced, in order."""
        self.names = [self.name(each) for each in wrt]

    def name(self, given: Name) -> str:
        """The name of a symbol, which is remembered."""
        if isinstance(given, sympy.Symbol):
            tree_to_graph(given, self.builder, self.symbols)
            return str(given.name)
        if not isinstance(given, str):
            raise no_name(given)
        return variable_name(given)

    def read(self, formula: Formula) -> int:
        """The typed node of one formula."""
        nodes = self.read_all([formula])
        if len(nodes) != 1:
            raise fault("bad-argument", f"one formula is needed here, not {len(nodes)}", hint="return one expression")
        return nodes[0]

    def read_all(self, formulas: Iterable[Formula] | Callable[..., Any]) -> list[int]:
        """The typed nodes of several formulas; a function may return several."""
        given: Iterable[Any] = [formulas] if _is_one(formulas) else formulas  # type: ignore[assignment]
        nodes = []
        for formula in given:
            if _is_function(formula):
                result = self._traced(formula)
                nodes += [self._node(part) for part in ([result] if _is_one(result) else result)]
            else:
                nodes.append(self._node(formula))
        return nodes

    def _node(self, formula: Any) -> int:
        if isinstance(formula, bool | sympy.logic.boolalg.Boolean) and not isinstance(formula, sympy.Expr):
            raise fault(
                "bad-argument",
                f"a formula is needed here, not the condition {formula}",
                hint="implicit takes equations",
            )
        if isinstance(formula, sympy.Basic):
            return tree_to_graph(formula, self.builder, self.symbols)
        if isinstance(formula, str) or _is_number(formula):
            names = Names(frozenset({*self.names, *self.parameters}) - {*self.functions})
            names = declared(names, self.functions) if self.functions else names
            return text_parser.parse(str(formula), self.builder, names=names, limits=self.graph.limits)
        raise no_formula(formula)

    def _traced(self, function: Callable[..., Any]) -> Any:
        """What a function makes of a symbol for each parameter that has no default."""
        title = getattr(function, "__name__", type(function).__name__)
        names = _parameters(function, title)
        self.parameters += [name for name in names if name not in self.parameters]
        try:
            result = function(*(self.symbols.get(name, sympy.Symbol(name)) for name in names))
        except SymdiffError:
            raise
        except Exception as error:
            raise _untraceable(title, error) from error
        if result is None:
            raise fault("bad-argument", f"the function '{title}' returns nothing", hint="return the expression")
        return result


def _parameters(function: Callable[..., Any], title: str) -> list[str]:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        raise fault(
            "bad-argument", f"the parameters of the function '{title}' are not known", hint=f"lambda x: {title}(x)"
        ) from None
    needed = [each for each in parameters if each.default is inspect.Parameter.empty]
    for each in needed:
        if each.kind not in (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD):
            raise fault(
                "bad-argument",
                f"the function '{title}' has the parameter '{each}', which names no variable",
                hint="a function of named variables: lambda x, y: ...",
            )
    return [each.name for each in needed]


def _untraceable(title: str, error: Exception) -> SymdiffError:
    """Why a function cannot be called with symbols, with the remedy where it is known."""
    words = " ".join(str(error).split())
    if "truth value" in words:
        return fault(
            "bad-argument",
            f"the function '{title}' branches on the value of a variable, which a symbol does not have",
            hint="write the branches as sympy.Piecewise((a, condition), (b, True)), or with Abs, Max and Min",
        )
    if isinstance(error, TypeError | AttributeError) and any(
        sign in words for sign in ("to float", "ufunc", "real number", "convert", "no callable")
    ):
        return fault(
            "bad-argument",
            f"the function '{title}' computes with floats where it is given a symbol: {words}",
            hint="with at=..., a point, it is run there as it is; for a formula use sympy.sin in place of math.sin or numpy.sin",
        )
    return fault("bad-argument", f"the function '{title}' fails with symbols: {type(error).__name__}: {words}")


def _is_function(what: Any) -> bool:
    return callable(what) and not isinstance(what, sympy.Basic | str | type)


def _is_number(what: Any) -> bool:
    """Whether this is a number, of this language or of another library: a numpy float, a decimal."""
    return hasattr(what, "__float__") and not hasattr(what, "__len__") and not isinstance(what, type)


def _is_one(what: Any) -> bool:
    """Whether this is one formula and not several."""
    if isinstance(what, sympy.MatrixBase | sympy.Tuple):
        return False
    return isinstance(what, str | sympy.Basic | Frozen) or _is_function(what) or not isinstance(what, Iterable)
