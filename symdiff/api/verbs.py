"""The Python interface: text, sympy expressions or functions in, sympy expressions out. Imports everything below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import sympy

from symdiff import parser as text_parser
from symdiff.api.formulas import Formula, Name, Reader
from symdiff.api.slopes import matrix as values_at
from symdiff.api.slopes import problem_at, slopes
from symdiff.api.texts import kind_of, name_of, text_of
from symdiff.budget import heeding
from symdiff.errors import SymdiffError, fault
from symdiff.graph import Graph
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.parser import Names, is_variable
from symdiff.pipeline import solve
from symdiff.problems import KINDS, Task
from symdiff.problems.equations import difference, sides
from symdiff.problems.matrices import columns
from symdiff.problems.points import listed
from symdiff.problems.problem import Options, Problem
from symdiff.reports.naming import with_functions
from symdiff.reports.report import Report
from symdiff.trees.builder import TreeBuilder
from symdiff.trees.from_graph import graph_to_tree

Point: TypeAlias = "Mapping[str, float | str | Fraction] | float | str"
"""A number for the one variable, text, or values by name."""


@heeding
def parse(
    text: str, *, variables: Iterable[str] = (), functions: Iterable[str] = (), limits: Limits = DEFAULT_LIMITS
) -> sympy.Expr:
    """A formula as a sympy tree that keeps what was typed.

    ``variables`` are names that are variables whatever else they mean, ``functions`` those of unknown functions. Symbols are plain ``Symbol(name)``.
    Raises SymdiffError with a place and a hint where the text is not a formula.

    >>> parse("x/x")
    x/x
    >>> parse("e*x", variables=["e"]).free_symbols == {sympy.Symbol("e"), sympy.Symbol("x")}
    True
    """
    return text_parser.parse(
        text_of(text), TreeBuilder(), names=with_functions(Names(frozenset(variables)), tuple(functions)), limits=limits
    )


@heeding
def derivative(
    expression: Formula,
    *wrt: Name,
    order: int = 1,
    at: Point | None = None,
    depends: Iterable[str] = (),
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> sympy.Expr | float:
    """The derivative of a formula, as an ordinary sympy expression, or its value at a point.

    expression: text in any syntax, a sympy expression, or a Python function of the variables.
    wrt: names or symbols to differentiate by, in turn. Without them: by the one variable.
    order: how many times over.
    at: a point: a number for the one variable, or values by name. The answer is then a float, right to 13 digits. A function is
        run there, and differentiated along the path that it takes: it may use numpy, math, loops and branches.
    depends: what changes with what, such as ``"y(x)"``, whose derivative is the symbol ``dy_dx``.
    functions: the names of unknown functions in a text; the answer has sympy's ``Derivative`` and ``Subs`` of them.
    limits: bounds on the length of the text and on the work.

    Raises SymdiffError, with a place and a hint: where the text is no formula, where there are several variables and none is named,
    and where there is no derivative at the point.

    >>> derivative("x**2+x+1")
    2*x + 1
    >>> derivative("x*y**2", "y", order=2)
    2*x
    >>> derivative(lambda x: x**3)
    3*x**2
    >>> derivative("x*y", "x", depends=["y(x)"])
    dy_dx*x + y
    >>> derivative("x**3", at=2)
    12.0
    >>> derivative("x*u(x)", functions=["u"])
    x*Derivative(u(x), x) + u(x)
    """
    reader = Reader(wrt, limits, functions)
    if at is not None:
        found = slopes(expression, reader.names, order, at, limits)
        if len(found) != 1:
            raise _several(list(found))
        return next(iter(found.values()))
    root = reader.read(expression)
    names = reader.names or [_only_variable(reader.graph, root)]
    return _answers(reader, "diff", [root], [tuple(names)], order=order, depends=tuple(depends))[0]


@heeding
def gradient(
    expression: Formula,
    *wrt: Name,
    at: Point | None = None,
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> dict[str, sympy.Expr] | dict[str, float]:
    """The derivative by each symbol (without symbols, by every variable) by name, all from one reverse sweep.

    With ``at``, a point, the values there, also of functions that use numpy: see ``derivative``.

    >>> gradient("x*y")
    {'x': y, 'y': x}
    >>> gradient("x*y", at={"x": 3, "y": 4})
    {'x': 4.0, 'y': 3.0}
    """
    reader = Reader(wrt, limits, functions)
    if at is not None:
        return slopes(expression, reader.names, 1, at, limits)
    root = reader.read(expression)
    names = reader.names or reader.parameters or reader.graph.symbols([root])
    answers = _answers(reader, "diff", [root], [(name,) for name in names]) if names else []
    return dict(zip(dict.fromkeys(names), answers, strict=True))


@heeding
def jacobian(
    expressions: Iterable[Formula] | Callable[..., Any],
    *wrt: Name,
    at: Point | None = None,
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> sympy.Matrix:
    """The matrix of partial derivatives: a row for each expression, a column for each symbol.

    A text that is a list, ``"[x*y, x + y]"``, is its expressions.
    Without symbols the columns are every variable in alphabetical order; of a function, its parameters.
    With ``at``, a point, the values there, also of a function that returns an array and uses numpy: see ``derivative``.

    >>> jacobian(["x*y", "x + sin(z)"])
    Matrix([
    [y, x,      0],
    [1, 0, cos(z)]])
    >>> jacobian(lambda r, t: (r * sympy.cos(t), r * sympy.sin(t))).det().simplify()
    r
    """
    if isinstance(expressions, str) and len(entries := listed(expressions)) > 1:
        expressions = entries
    if isinstance(expressions, str) and not all(is_variable(text_parser.canonical(str(each))) for each in wrt):
        raise _LISTED
    reader = Reader(wrt, limits, functions)
    if at is not None:
        given = [expressions] if callable(expressions) or isinstance(expressions, str) else list(expressions)
        if not given:
            raise _LISTED
        return sympy.Matrix(values_at("jacobian", given, reader.names, at, limits))
    roots = reader.read_all(expressions)
    if not roots:
        raise _LISTED
    return _matrix(reader, "jacobian", roots)


@heeding
def hessian(
    expression: Formula,
    *wrt: Name,
    at: Point | None = None,
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> sympy.Matrix:
    """The symmetric matrix of second derivatives by the symbols; without symbols, by every variable.

    With ``at``, a point, the values there, also of functions that use numpy: see ``derivative``.

    >>> hessian("x**2*y")
    Matrix([
    [2*y, 2*x],
    [2*x,   0]])
    """
    reader = Reader(wrt, limits, functions)
    if at is not None:
        return sympy.Matrix(values_at("hessian", [expression], reader.names, at, limits))
    return _matrix(reader, "hessian", [reader.read(expression)])


@heeding
def directional(
    expression: Formula,
    direction: Mapping[Name, Formula] | Sequence[Formula],
    *wrt: Name,
    unit: bool = False,
    limits: Limits = DEFAULT_LIMITS,
) -> sympy.Expr:
    """The derivative along a direction: components by symbol, or in the order of the symbols.

    The direction is used as it is; ``unit`` divides it by its length.

    >>> directional("x*y", {"x": 3, "y": 4})
    4*x + 3*y
    >>> directional("x*y", [3, 4], unit=True)
    4*x/5 + 3*y/5
    """
    named = isinstance(direction, Mapping)
    reader = Reader((*wrt, *(direction if named else ())), limits)
    root = reader.read(expression)
    if not isinstance(direction, Iterable) or isinstance(direction, str):
        raise fault(
            "bad-argument",
            f"a direction is its components, not {kind_of(direction)}",
            hint='[3, 4] or {"x": 3, "y": 4}',
        )
    components = [reader.read(each) for each in (direction.values() if isinstance(direction, Mapping) else direction)]
    names = reader.names[len(wrt) :] if named else [""] * len(components)
    along = tuple(zip(names, components, strict=True))
    return _answers(reader, "directional", [root], along=along, unit=unit)[0]


@heeding
def divergence(
    components: Iterable[Formula] | Callable[..., Any], *wrt: Name, limits: Limits = DEFAULT_LIMITS
) -> sympy.Expr:
    """The divergence of a field in Cartesian coordinates: the symbols, x, y and z, or the variables.

    >>> divergence(["x**2", "y*z", "z"])
    2*x + z + 1
    """
    reader = Reader(wrt, limits)
    return _answers(reader, "div", reader.read_all(components))[0]


@heeding
def curl(
    components: Iterable[Formula] | Callable[..., Any], *wrt: Name, limits: Limits = DEFAULT_LIMITS
) -> sympy.Matrix:
    """The rotation of a field of three components, as a column.

    >>> curl(["-y", "x", 0]).T
    Matrix([[0, 0, 2]])
    """
    reader = Reader(wrt, limits)
    return sympy.Matrix(_answers(reader, "curl", reader.read_all(components)))


@heeding
def laplacian(expression: Formula, *wrt: Name, limits: Limits = DEFAULT_LIMITS) -> sympy.Expr:
    """The sum of the second derivatives by each symbol; without symbols, by every variable.

    >>> laplacian("x**2*y + y**3")
    8*y
    """
    reader = Reader(wrt, limits)
    return _answers(reader, "laplacian", [reader.read(expression)])[0]


@heeding
def implicit(
    equation: Formula | sympy.Eq,
    dependent: Name | None = None,
    wrt: Name | None = None,
    *,
    order: int = 1,
    functions: Iterable[str] = (),
    limits: Limits = DEFAULT_LIMITS,
) -> sympy.Expr:
    """The derivative of one symbol by another where an equation joins them, in terms of both.

    Text needs an ``=``; a sympy expression or a function stands for 0. ``functions``: the names of unknown functions in a text. Without symbols: of y by x, or of the later in the
    alphabet where there are just two.

    >>> implicit("x**2 + y**2 = 25")
    -x/y
    >>> implicit("p*V = n*R*T", "p", "V")
    -p/V
    """
    reader = Reader([] if wrt is None else [wrt], limits, functions)
    name = None if dependent is None else reader.name(dependent)
    if isinstance(equation, str | sympy.Eq):
        left, right = sides(equation) if isinstance(equation, str) else equation.args
        root = difference(reader.builder, reader.read(left), reader.read(right))
    else:
        root = reader.read(equation)
    return _answers(reader, "implicit", [root], [(each,) for each in reader.names], order=order, dependent=name)[0]


@heeding
def parametric(
    x: Formula, y: Formula, parameter: Name | None = None, *, order: int = 1, limits: Limits = DEFAULT_LIMITS
) -> sympy.Expr:
    """The derivative dy/dx of a curve x(t), y(t), in terms of its parameter.

    >>> parametric("t**2", "t**3")
    3*t/2
    """
    reader = Reader([] if parameter is None else [parameter], limits)
    return _answers(reader, "parametric", [reader.read(x), reader.read(y)], order=order)[0]


@heeding
def compare(
    expression: str | float | sympy.Expr,
    at: Point,
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
    report = solve(problem_at(expression, at, tuple(map(name_of, wrt)), expected=expected), options)
    if report.error is not None:
        raise SymdiffError(report.error)
    return report


def _task(
    reader: Reader,
    kind: str,
    roots: Sequence[int],
    wrt: Sequence[tuple[str, ...]] | None = None,
    along: tuple[tuple[str, int], ...] = (),
    **fields: Any,
) -> Task:
    names = reader.names or (reader.parameters if kind in _BY_PARAMETERS else [])
    by = [(name,) for name in names] if wrt is None else wrt
    return Task(reader.graph, tuple(roots), Problem("", kind=kind, wrt=tuple(by), **fields), Options(), along)


_BY_PARAMETERS = ("jacobian", "hessian", "div", "curl", "laplacian", "directional")
"""Kinds that are by the parameters of a function, in their order, where nothing else is said."""


def _answers(reader: Reader, kind: str, roots: Sequence[int], *words: Any, **fields: Any) -> list[sympy.Expr]:
    """The entries of a kind of problem as ordinary expressions in the caller's symbols."""
    return [_tree(reader, entry.node) for entry in KINDS[kind](_task(reader, kind, roots, *words, **fields))]


def _matrix(reader: Reader, kind: str, roots: Sequence[int]) -> sympy.Matrix:
    task = _task(reader, kind, roots)
    names = columns(task)
    result = sympy.zeros(len(names) if kind == "hessian" else len(roots), len(names))
    for entry in KINDS[kind](task):
        result[entry.cell] = _tree(reader, entry.node)
    return result


def _tree(reader: Reader, node: int) -> sympy.Expr:
    return graph_to_tree(reader.graph, node, evaluate=True, symbols=reader.symbols)


_LISTED = fault(
    "bad-argument",
    "a Jacobian's formulas are a list",
    hint='jacobian(["x*y", "x + y"]), by some names: jacobian([...], "x")',
)


def _several(variables: Sequence[str]) -> SymdiffError:
    return fault(
        "unknown-variable",
        f"the formula has {len(variables)} variables: {', '.join(variables)}",
        hint="name one, or use gradient",
    )


def _only_variable(graph: Graph, root: int) -> str:
    variables = graph.symbols([root])
    if len(variables) > 1:
        raise _several(variables)
    return variables[0] if variables else "x"
