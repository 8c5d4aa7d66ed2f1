"""Unknown functions: what they are read from, how they are written, and their derivatives."""

from __future__ import annotations

from itertools import product

import pytest
import sympy

import symdiff
from symdiff import check, derivative
from symdiff.answers.stand_ins import POOL, StandIns, has_unknown
from symdiff.differentiator import derive, gradient, reverse, tidy
from symdiff.differentiator.forward import forward_steps
from symdiff.differentiator.statement import statement
from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.rebuilding import rebuilt
from symdiff.notation.writer import Writer, write
from symdiff.parser import Names, parse
from symdiff.parser.unknown import declared
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports.explain import text as explained
from symdiff.reports.formula import PrinterTrees
from symdiff.reports.latex import document
from symdiff.reports.latex_printer import printed
from symdiff.reports.mathml import bracketed, equation
from symdiff.status import Status
from symdiff.trees.builder import TreeBuilder
from symdiff.trees.from_graph import graph_to_tree
from symdiff.trees.to_graph import tree_to_graph

x, y = sympy.symbols("x y")
f, g, u = map(sympy.Function, "fgu")


def _node(text: str, graph: Graph | None = None, functions: tuple[str, ...] = ()) -> tuple[Graph, int]:
    builder = GraphBuilder(graph or Graph())
    return builder.graph, parse(text, builder, names=declared(Names(), functions))


def _slope(text: str, by: str = "x", functions: tuple[str, ...] = ()) -> str:
    graph, node = _node(text, functions=functions)
    return write(graph, derive(graph, node, (by,)))


READ = {
    "f(x)": "f(x)",
    "2f(x)g(x)": "2*f(x)*g(x)",
    "f( g( x ) )": "f(g(x))",
    "f'(x)": "f'(x)",
    "f''(g'(x))": "f''(g'(x))",
    "f′(x)": "f'(x)",
    "f″(x)": "f''(x)",
    "f^(1, 0)(x, y)": "f^(1, 0)(x, y)",
    "f^(1,0)(x,y)": "f^(1, 0)(x, y)",
    "f**(2,3)(x,y)": "f^(2, 3)(x, y)",
    "f^(0,0)(x,y)": "f(x, y)",
    "f(x)^2": "f(x)**2",
    "f'(x)^2": "f'(x)**2",
    "sin(f(x))": "sin(f(x))",
    "integral(f(t), t, 0, x)": "Integral(f(t), (t, 0, x))",
    "f(-x^2 + 1, abs(y))": "f(-x**2 + 1, abs(y))",
    "F(x) + G(x) + H(x) + h(x)": "F(x) + G(x) + H(x) + h(x)",
}


@pytest.mark.parametrize(("text", "typed"), READ.items())
def test_what_is_read(text: str, typed: str) -> None:
    graph, node = _node(text)
    assert write(graph, node, arranged=False) == typed
    assert _node(typed, graph)[1] == node


DERIVATIVES = {
    "f(x)": "f'(x)",
    "f(x)*g(x)": "f'(x)*g(x) + f(x)*g'(x)",
    "f(g(x))": "f'(g(x))*g'(x)",
    "f(g(h(x)))": "f'(g(h(x)))*g'(h(x))*h'(x)",
    "f'(x^2)": "2*x*f''(x**2)",
    "f(x, y)": "f^(1, 0)(x, y)",
    "f(y, x)": "f^(0, 1)(y, x)",
    "f(x, x)": "f^(1, 0)(x, x) + f^(0, 1)(x, x)",
    "f(x*y, x^2)": "2*x*f^(0, 1)(x*y, x**2) + y*f^(1, 0)(x*y, x**2)",
    "f(y)": "0",
    "f(2)": "0",
    "1/f(x)": "-f'(x)/f(x)**2",
    "f(x)^3": "3*f(x)**2*f'(x)",
    "exp(f(x))": "exp(f(x))*f'(x)",
    "log(f(x))": "f'(x)/f(x)",
    "integral(f(t), t, 0, x)": "f(x)",
    "integral(f(x, t), t, 0, 1)": "Integral(f^(1, 0)(x, t), (t, 0, 1))",
}


@pytest.mark.parametrize(("text", "slope"), DERIVATIVES.items())
def test_derivatives(text: str, slope: str) -> None:
    assert _slope(text) == slope
    graph, node = _node(text)
    backwards = reverse(graph, node, ["x"])["x"]
    assert tidy(graph, [backwards])[backwards] == derive(graph, node, ("x",))


def test_mixed_derivatives_are_alike_in_any_order() -> None:
    graph, node = _node("f(x*y, x + y)")
    one, other = (derive(graph, node, names) for names in (("x", "y"), ("y", "x")))
    gap = graph_to_tree(graph, one, evaluate=True) - graph_to_tree(graph, other, evaluate=True)
    assert sympy.expand(gap) == 0
    assert set(gradient(graph, node, ["x", "y"])) == {"x", "y"}


TREES = (
    f(x) * g(x), f(g(x)), f(x, x * y), f(x, 2 * x), f(x) ** 2, sympy.sin(f(x)), x * f(x).diff(x), f(g(x)).diff(x), f(x**2).diff(x), 1 / f(x),
    sympy.exp(f(x, y)).diff(x, y), f(x).diff(x, 3), sympy.Subs(f(y).diff(y, 2), y, x**3), f(x) ** g(x), sympy.Integral(f(x, y), (y, 0, x)),
)  # fmt: skip


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_derivatives_are_those_of_sympy(tree: sympy.Expr) -> None:
    assert sympy.simplify(derivative(tree, x) - sympy.diff(tree, x)) == 0


@pytest.mark.parametrize("text", [*DERIVATIVES, *READ])
def test_trees_and_nodes_are_the_same_in_text_and_back(text: str) -> None:
    graph, node = _node(text)
    raw = parse(text, TreeBuilder())
    builder = GraphBuilder(graph)
    assert tree_to_graph(raw, builder) == node
    for evaluate in (False, True):
        back = tree_to_graph(graph_to_tree(graph, derive(graph, node, ("x",)), evaluate=evaluate), builder)
        assert tidy(graph, [back])[back] == derive(graph, node, ("x",))


def test_the_rule_raises_the_index_of_each_operand() -> None:
    graph, node = _node("f(x^2, g(x))")
    told = {(step.rule.name, statement(step.rule)) for step in forward_steps(graph, node, "x")}
    assert ("unknown function", "d/dx f(u, v) = f^(1, 0)(u, v) * du/dx + f^(0, 1)(u, v) * dv/dx") in told
    assert ("unknown function", "d/dx g(u) = g'(u) * du/dx") in told


def test_names_that_are_declared() -> None:
    assert _slope("phi(x)*u(x, t)", functions=("phi", "u")) == "phi'(x)*u(x, t) + phi(x)*u^(1, 0)(x, t)"
    assert _slope("beta(x)^2", functions=("beta",)) == "2*beta(x)*beta'(x)"
    report = solve(Problem("phi(x)*x", functions=("phi",)))
    assert [str(each.expression) for each in report.derivatives] == ["x*phi'(x) + phi(x)"]
    assert report.notes == ()


def test_letters_are_functions_by_themselves_where_they_are_nothing_else() -> None:
    report = solve(Problem("f(x)*g(x)"))
    assert report.notes == (
        "'f' is read as an unknown function; for a product write f*(...)",
        "'g' is read as an unknown function; for a product write g*(...)",
    )
    for asked, result in (
        (Problem("f(x+1)", wrt=(("x",),), variables=("f",)), "f"),
        (Problem("f(x+1)", wrt=(("f",),)), "x + 1"),
        (Problem("f*(x+1)", wrt=(("x",),)), "f"),
        (Problem("f(x) = x^2"), "2*x"),
    ):
        assert [str(each.expression) for each in solve(asked).derivatives] == [result]


REFUSED = {
    Problem("f(x) + f(x, y)"): "error[argument-count]: f takes 1 argument elsewhere, but 2 are given\n"
    "  f(x) + f(x, y)\n         ^^^^^^^",
    Problem("f'(x, y)"): "error[argument-count]: f takes 1 argument, but 2 are given\n  f'(x, y)\n  ^^^^^^^^",
    Problem("Subs(x^2, x, 3)"): "error[syntax]: a value in the place of a name is taken in derivatives of unknown functions alone\n"
    "  Subs(x^2, x, 3)\n  ^^^^\nhint: put the value in the name's place; for a value at a point give --at",
    Problem(r"\left. f(x) \right|_{x}"): "error[syntax]: below the bar stand names with their values\n"
    "  \\left. f(x) \\right|_{x}\n                     ^\nhint: write \\left. ... \\right|_{x=2}",
    Problem("f^(1,0)(x)"): "error[argument-count]: f takes 2 arguments, but 1 is given\n  f^(1,0)(x)\n  ^^^^^^^^^^",
    Problem("f^(1,9999)(x, y)"): "error[bad-argument]: an order is not a small whole number\n  f^(1,9999)(x, y)\n     ^^^^^^",
    **{
        Problem(text): "error[ambiguous]: 'f^...' could be a power or a derivative of f\n"
        f"  {text}\n  {'^' * (len(text) - 3)}\nhint: write f(...)^2 for the power, f^2*(...) for the product, f''(...) for the derivative"
        for text in ("f^2(x)", "f**2(x)")
    },
    Problem("f^-1(x)"): "error[ambiguous]: 'f^-...' could be a power or the inverse of f\n  f^-1(x)\n  ^^^^\n"
    "hint: write 1/f(...) for the power, f^-1*(...) for the product; for the inverse give its formula",
    Problem("g^-2(x)"): "error[ambiguous]: 'g^-...' could be a power or a product with g\n  g^-2(x)\n  ^^^^\n"
    "hint: write 1/g(...)^2 for the power, g^-2*(...) for the product",
    Problem("f^-1(x)", functions=("f",)): "error[ambiguous]: 'f^-...' could be a power or the inverse of f\n  f^-1(x)\n  ^^^^\n"
    "hint: write 1/f(...) for the power; for the inverse give its formula",
    Problem("f^2(x)", functions=("f",)): "error[ambiguous]: 'f^...' could be a power or a derivative of f\n"
    "  f^2(x)\n  ^^^\nhint: write f(...)^2 for the power, f''(...) for the derivative",
    Problem("f + 1", functions=("f",)): "error[missing-argument]: the function f has no argument\n"
    "  f + 1\n  ^\nhint: write f(...); if it is a variable, declare it with --var f",
    Problem("f(x)*f"): "error[ambiguous]: 'f' before a parenthesis could be a function or a variable\n"
    "  f(x)*f\n  ^^\nhint: give its formula with --let f=... and write f alone, or multiply: say --var f",
    Problem("f(x)", at=("f=2,x=1",)): "error[ambiguous]: 'f' before a parenthesis could be a function or a variable\n"
    "  f(x)\n  ^^\nhint: give its formula with --let f=... and write f alone, or multiply: say --var f",
    Problem("x", functions=("pi",)): "error[usage]: 'pi' is an unknown function and also a constant\nhint: use another name",
    Problem("x", functions=("u",), variables=("u",)): "error[usage]: 'u' is an unknown function and also a variable\n"
    "hint: use another name",
    Problem("f(x)", others=("f*x",), kind="jacobian", wrt=(("x",),)): "error[ambiguous]: 'f' is an unknown function in one "
    "place and a variable in another\nhint: use another name, or say --var f to multiply",
    Problem("x*diff(f(x^2), x)"): "error[syntax]: x must be an operand of f and stand in no other\n  x*diff(f(x^2), x)\n    ^^^^\n"
    "hint: write the chain rule out, with f'(...), or ask for this derivative alone",
    Problem("x*diff(f(x, x), x)"): "error[syntax]: x must be an operand of f and stand in no other\n  x*diff(f(x, x), x)\n    ^^^^\n"
    "hint: write the chain rule out, with f^(1, 0)(...), or ask for this derivative alone",
    Problem("x*diff(u(x), x)"): "error[syntax]: a derivative inside a formula is not taken\n  x*diff(u(x), x)\n    ^^^^\n"
    "hint: say --function u where nothing is known of it, or give diff(...) alone, or the derivative's formula in its place",
    Problem("x*diff(f(x)*g(x), x)"): "error[syntax]: a derivative inside a formula is not taken\n  x*diff(f(x)*g(x), x)\n    ^^^^\n"
    "hint: give diff(...) alone, or the derivative's formula in its place",
    Problem("f_x(x)"): "error[ambiguous]: 'f_x' before a parenthesis could be a function or a variable\n  f_x(x)\n  ^^^^\n"
    "hint: give its formula with --let f_x=... and write f_x alone, or multiply: say --var f_x; the derivative of f is f'(x)",
    Problem("f'[x]"): "error[syntax]: nothing says that f is a function\n  f'[x]\n  ^^\nhint: say --function f",
    Problem("u'(x)"): "error[syntax]: nothing says that u is a function\n  u'(x)\n  ^^\nhint: say --function u",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "message"), REFUSED.items(), ids=lambda each: str(getattr(each, "source", "")))
def test_what_is_refused(asked: Problem, message: str) -> None:
    error = solve(asked).error
    assert error is not None
    assert str(SymdiffError(error)) == message


@pytest.mark.parametrize("orders", list(product(range(3), repeat=2)))
def test_the_notation_of_a_partial_is_read_again(orders: tuple[int, int]) -> None:
    graph, node = _node("f(x^2, sin(y))")
    names = ("x",) * orders[0] + ("y",) * orders[1]
    slope = derive(graph, node, names)
    again = _node(write(graph, slope), graph)[1]
    assert tidy(graph, [again])[again] == slope


CHECKED = {
    ("f(x)*g(x)", "f'(x)*g(x) + f(x)*g'(x)"): "proved",
    ("f(x)/g(x)", "(f'(x)*g(x) - f(x)*g'(x))/g(x)^2"): "proved",
    ("f(g(x))", "f'(g(x))*g'(x)"): "proved",
    ("f(x, x^2)", "f^(1,0)(x, x^2) + 2*x*f^(0,1)(x, x^2)"): "proved",
    ("sin(f(x))^2", "sin(2*f(x))*f'(x)"): "proved",
    ("sqrt(f(x))", "f'(x)/(2*sqrt(f(x)))"): "proved",
    ("log(f(x) + 5)", "f'(x)/(f(x) + 5)"): "proved",
    ("integral(f(t), t, 0, x)", "f(x)"): "proved",
}


@pytest.mark.parametrize(("pair", "how"), CHECKED.items(), ids=str)
def test_candidates_that_hold_of_every_function(pair: tuple[str, str], how: str) -> None:
    expected = solve(Problem(pair[0], expected=pair[1], wrt=(("x",),))).expected
    assert expected is not None
    assert (expected.verdict, expected.how) == (Status.AGREE, how)


@pytest.mark.parametrize(
    ("formula", "candidate"),
    [
        ("f(x)*g(x)", "f'(x)*g'(x)"),
        ("f(x)/g(x)", "f'(x)/g'(x)"),
        ("f(g(x))", "f'(g(x))"),
        ("f(g(x))", "f'(x)*g'(x)"),
        ("f(x)", "f(x)"),
        ("f(x)", "g'(x)"),
        ("abs(f(x))", "f'(x)"),
        ("f(x, y)", "f^(0, 1)(x, y)"),
        ("f(x)^2", "2*f(x)"),
        ("f''(x)", "-f'(x)"),
        ("log(f(x))", "1/f(x)"),
    ],
)
def test_wrong_candidates_disagree_with_a_witness_that_names_the_functions(formula: str, candidate: str) -> None:
    expected = solve(Problem(formula, expected=candidate, wrt=(("x",),))).expected
    assert expected is not None
    assert (expected.verdict, expected.how) == (Status.DISAGREE, "sampled")
    assert expected.witness is not None
    given = expected.witness["functions"]
    assert isinstance(given, dict)
    assert expected.note == "with " + " and ".join(f"{label} = {text}" for label, text in given.items())
    assert expected.witness["derivative"] != expected.witness["expected"]


BEYOND = (
    ("f(x)", "f'(x) + Max(0, f(x) - 100)"), ("f(x)", "f'(x) + 1 - sign(f(x) + 20)"), ("f(x)", "f'(x) + Max(0, f'(x) - 30)"),
    ("f(x)", "f'(x) + Max(0, abs(f''(x)) - 50)"), ("f(2*x)", "2*f'(2*x) + Max(0, f(x) - 60)"), ("f(g(x))", "f'(g(x))*g'(x) + Max(0, f(g(x)) - 60)"),
    ("abs(f(x))", "f'(x)*sign(f(x)) + Heaviside(abs(f(x)) - 9)"), ("f(x, y)", "f^(1, 0)(x, y) + Heaviside(f(x, y) + f^(0, 1)(x, y) - 40)"),
)  # fmt: skip
"""Wrong for functions with values that no stand-in has."""


@pytest.mark.parametrize(("formula", "candidate"), BEYOND)
def test_functions_with_any_values_are_looked_at(formula: str, candidate: str) -> None:
    expected = solve(Problem(formula, expected=candidate, wrt=(("x",),))).expected
    assert expected is not None and expected.witness is not None
    assert (expected.verdict, expected.note) == (Status.DISAGREE, "a function has these values")


@pytest.mark.parametrize(
    ("formula", "candidate"),
    [
        ("f(x + y)*abs(f(x - y))", "f'(x + y)*abs(f(x - y)) + f(x + y)*f'(x - y)*sign(f(x - y))"),
        ("f(2*x) + f(x + abs(x)*sign(x))", "2*f'(2*x) + 2*f'(x + x)"),
        ("f(abs(x)^2)", "2*x*f'(sqrt(x^4)) + Max(0, f(x^2) - 60) - Max(0, f(sqrt(x^4)) - 60)"),
    ],
)
def test_values_at_places_that_are_the_same_are_no_two(formula: str, candidate: str) -> None:
    expected = solve(Problem(formula, expected=candidate, wrt=(("x",),)), Options(timeout=60)).expected
    assert expected is not None
    assert expected.verdict is Status.AGREE


@pytest.mark.parametrize(
    "formula",
    ["f(x)*g(x)", "f(g(x))", "log(f(x))", "asin(f(x))", "f(x, y*x)/h(y)", "acosh(f(x))", "integral(f(x*t), t, 0, 1)"],
)
@pytest.mark.parametrize("order", [1, 2, 3])
def test_derivatives_are_checked_with_three_functions_that_stand_in(formula: str, order: int) -> None:
    asked = Problem(formula, wrt=(("x",),), order=order, at=("x=0.7,y=0.3" if "y" in formula else "x=0.7",))
    report = solve(asked, Options(certify="integral" not in formula))
    assert report.error is None
    assert {check.verdict for point in report.points for check in point.checks} == {Status.AGREE}
    names = sorted({name for point in report.points for name in point.at} - {"x", "y"})
    told = names[0] if len(names) == 1 else " and ".join(names)
    assert (
        report.notes[-1]
        == f"checked with {len(report.points)} stand-in{'s' if len(report.points) > 1 else ''} for {told}"
    )
    assert len(report.points) == 3


def test_stand_ins_are_smooth_functions_with_the_partials_that_they_are_said_to_have() -> None:
    graph, node = _node("f(x, y) + g(x)")
    for turn in range(len(POOL)):
        stand_ins = StandIns(graph, turn)
        for text, names in (("f^(2, 1)(x, y)", "xxy"), ("f^(0, 4)(x, y)", "yyyy"), ("f^(3, 0)(x, y)", "xxx")):
            partial = _node(text, graph)[1]
            whole = graph_to_tree(graph, stand_ins.node(_node("f(x, y)", graph)[1]), evaluate=True)
            told = graph_to_tree(graph, stand_ins.node(partial), evaluate=True)
            assert sympy.simplify(sympy.diff(whole, *sympy.symbols(list(names))) - told) == 0
        assert not has_unknown(graph, [stand_ins.node(node)])


def test_no_two_functions_have_one_stand_in() -> None:
    graph = _node("f(x) + g(x) + h(x) + F(x) + G(x) + H(x)")[0]
    told = {StandIns(graph, turn).formula(name)[1] for turn in range(len(POOL)) for name in "fghFGH"}
    assert len(told) == 6 * len(POOL)


def test_where_there_is_no_derivative_the_point_says_so() -> None:
    report = solve(Problem("abs(x)*f(x)", at=("x=0",)))
    assert [check.verdict for point in report.points for check in point.checks] == [Status.UNDEFINED]


IN_OTHER_SYNTAXES = {
    ("latex", "f(x) g(x)"): "f(x)*g(x)",
    ("latex", r"f\left(g(x)\right)"): "f(g(x))",
    ("latex", r"f^{\prime}(x)"): "f'(x)",
    ("latex", r"f^{\prime\prime}(x^2)"): "f''(x**2)",
    ("latex", "f^{(4)}(x)"): "f''''(x)",
    ("latex", r"f^{\left(2,1\right)}{\left(x, y \right)}"): "f^(2, 1)(x, y)",
    ("mathematica", "f[g[x]]*x"): "f(g(x))*x",
    ("mathematica", "phi''[x]"): "phi''(x)",
    ("mathematica", "Derivative[2][phi][x]"): "phi''(x)",
    ("mathematica", "Derivative[1, 0][u][x, y]^2"): "u^(1, 0)(x, y)**2",
    ("latex", r"x\frac{d}{dx}f(x)"): "x*f'(x)",
    ("latex", r"x \frac{d^{2}}{d x^{2}} f{\left(x \right)}"): "x*f''(x)",
    ("latex", r"x \frac{\mathrm{d} f(x)}{\mathrm{d}x}"): "x*f'(x)",
    ("latex", r"x \frac{\partial}{\partial x} f{\left(x,y \right)}"): "x*f^(1, 0)(x, y)",
    ("latex", r"x \frac{\partial^{3}}{\partial y\partial x^2} f{\left(x,y \right)}"): "x*f^(2, 1)(x, y)",
    ("latex", r"x\frac{\partial^2 f(x, y)}{\partial x \partial y}"): "x*f^(1, 1)(x, y)",
    ("latex", "f_{xy}(x, y) + f_x(x, y)"): "f^(1, 1)(x, y) + f^(1, 0)(x, y)",
    ("mathematica", "x f'[x] + f''[x^2]"): "x*f'(x) + f''(x**2)",
    ("mathematica", "x*D[f[x, y], {x, 2}, y]"): "x*f^(2, 1)(x, y)",
    ("mathematica", "x Derivative[1, 0][f][x, y]"): "x*f^(1, 0)(x, y)",
    ("maxima", "x*'diff(f(x),x,1) + 'diff(f(x),x,2)"): "x*f'(x) + f''(x)",
    ("maxima", "x*'diff(f(x,y),x,1,y,2)"): "x*f^(1, 2)(x, y)",
    ("maple", "x*diff(f(x), x) + D(f)(x^2)"): "x*f'(x) + f'(x**2)",
    ("maple", "x*diff(f(x, y), x$2, y)"): "x*f^(2, 1)(x, y)",
    ("maple", "D[1](f)(x, y)*D[1, 2](f)(x, y) + (D@@2)(g)(x)"): "f^(1, 0)(x, y)*f^(1, 1)(x, y) + g''(x)",
    ("maxima", "f(x)*%e^x"): "f(x)*exp(x)",
    ("maple", "x*f(x, y)"): "x*f(x, y)",
}


@pytest.mark.parametrize(("given", "typed"), IN_OTHER_SYNTAXES.items(), ids=str)
def test_other_syntaxes(given: tuple[str, str], typed: str) -> None:
    graph = Graph()
    functions = ("phi", "u")
    node = parse(given[1], GraphBuilder(graph), names=declared(Names(), functions), syntax=given[0])
    assert tidy(graph, [node])[node] == tidy(graph, [other := _node(typed, graph, functions)[1]])[other]


OTHERWISE_WRITTEN = {
    "x*Derivative(f(x), x)": "x*f'(x)",
    "x*Derivative(f(x), (x, 2))": "x*f''(x)",
    "x*Derivative(f(x, y), x, (y, 2))": "x*f^(1, 2)(x, y)",
    "x*Derivative(f'(x), x, x)": "x*f'''(x)",
    "x*diff(f(x), x, 2) + diff(f(x), x)": "x*f''(x) + f'(x)",
    "D(f)(x^2)*x": "f'(x**2)*x",
    "x*D(D(f))(x)": "x*f''(x)",
    "x*Subs(Derivative(f(t), t), t, x**2)": "x*f'(x**2)",
    "2*x*Subs(Derivative(f(_xi_1), _xi_1), _xi_1, x**2)": "2*x*f'(x**2)",
    "x*Subs(Derivative(f(_xi_1, y), _xi_1), _xi_1, x**2)": "x*f^(1, 0)(x**2, y)",
    "x*Subs(Derivative(f(_xi_1, _xi_2), _xi_1, _xi_2), (_xi_1, _xi_2), (x**2, x*y))": "x*f^(1, 1)(x**2, x*y)",
    "x*Derivative(f(g(x)), g(x))*Derivative(g(x), x)": "x*f'(g(x))*g'(x)",
    "x*Derivative(f(y, g(x)), y, (g(x), 2))": "x*f^(1, 2)(y, g(x))",
    r"\frac{d^{2}}{d g{\left(x \right)}^{2}} f{\left(g{\left(x \right)} \right)} \frac{d}{d x} g{\left(x \right)}": "f''(g(x))*g'(x)",
    r"2 x \left. \frac{d}{d \xi_{1}} f{\left(\xi_{1} \right)} \right|_{\substack{ \xi_{1}=x^{2} }}": "2*x*f'(x**2)",
    r"\left. \frac{\partial^{2}}{\partial y\partial x} f{\left(x,y \right)} \right|_{\substack{ x=1\\ y=2 z }}": "f^(1, 1)(1, 2*z)",
    r"x \left.\frac{d}{dt} f(t)\right|_{t=\left|x\right|}": "x*f'(abs(x))",
    "x*f_x(x, y) + f_xy(x, y)": "x*f^(1, 0)(x, y) + f^(1, 1)(x, y)",
    "x*phi_t(x, t)": "x*phi^(0, 1)(x, t)",
    "f(x)*diff(g(x), x) - D*f(x)": "f(x)*g'(x) - D*f(x)",
}


@pytest.mark.parametrize(("text", "typed"), OTHERWISE_WRITTEN.items())
def test_derivatives_that_other_programs_write(text: str, typed: str) -> None:
    graph, node = _node(text, functions=("phi",))
    assert node == _node(typed, graph, ("phi",))[1]


ANSWERS = [
    ("f(x)", "Derivative(f(x), x)"),
    ("f(x)", "diff(f(x), x)"),
    ("f(x)", r"\frac{d}{d x} f{\left(x \right)}"),
    ("f(x)*g(x)", "f(x)*Derivative(g(x), x) + g(x)*Derivative(f(x), x)"),
    ("f(x)*g(x)", "f(x)*('diff(g(x),x,1))+g(x)*('diff(f(x),x,1))"),
    ("f(x)*g(x)", "g[x] f'[x] + f[x] g'[x]"),
    ("f(x^2)", "2*x*Subs(Derivative(f(_xi_1), _xi_1), _xi_1, x**2)"),
    ("f(x^2)", "2 x f'[x^2]"),
    ("f(x^2)", sympy.latex(sympy.Function("f")(sympy.Symbol("x") ** 2).diff(sympy.Symbol("x")))),
    (
        "f(x^2)*g(2x)",
        sympy.latex(
            (sympy.Function("f")(sympy.Symbol("x") ** 2) * sympy.Function("g")(2 * sympy.Symbol("x"))).diff(
                sympy.Symbol("x")
            )
        ),
    ),
    ("f(g(x))", sympy.latex(sympy.Function("f")(sympy.Function("g")(sympy.Symbol("x"))).diff(sympy.Symbol("x")))),
    ("f(x^2)", "2*D(f)(x^2)*x"),
]


@pytest.mark.parametrize(("formula", "answer"), ANSWERS)
def test_what_other_programs_answer_is_read_as_an_answer(formula: str, answer: str) -> None:
    expected = solve(Problem(formula, expected=answer, wrt=(("x",),))).expected
    assert expected is not None
    assert (expected.verdict, expected.how) == (Status.AGREE, "proved")


@pytest.mark.parametrize("text", [*DERIVATIVES, "f''''(x)^2", "f(x)^2*g'(x)", "f^(1, 2)(x*y, y)^3", "phi'(x)*phi(x)^2"])
def test_latex_is_read_again(text: str) -> None:
    names = declared(Names(), ("phi",))
    graph, node = _node(text, functions=("phi",))
    slope = derive(graph, node, ("x",))
    spelled = {sympy.Symbol(name): name for name in graph.symbols([slope])}
    shown = printed(rebuilt(Writer(graph).formula(slope), PrinterTrees()), spelled)
    again = parse(shown, GraphBuilder(graph), names=names, syntax="latex")
    assert write(graph, tidy(graph, [again])[again]) == write(graph, slope)


def test_mathml_has_primes_and_orders() -> None:
    assert "<msup><mi>f</mi><mo>&#x2032;</mo></msup>" in equation("f'(x)", Names())[0]
    above = bracketed("<mn>1</mn><mo>,</mo><mn>0</mn>")
    assert f"<msup><mi>f</mi>{above}</msup>" in equation("f^(1, 0)(x, y)", Names())[0]


def test_explanations_name_the_functions() -> None:
    report = solve(Problem("u(v(x))", functions=("u", "v")), Options(explain=True))
    (derivative_of,) = report.derivatives
    assert [step.statement for step in derivative_of.steps or ()] == [
        "d/dx x = 1",
        "d/dx v(u) = v'(u) * du/dx",
        "d/dx u(v) = u'(v) * dv/dx",
    ]
    assert report.functions == ("u", "v")


LET = {
    ("f(2*x)", ("f(t)", "t^2*sin(t)")): "8*x**2*cos(2*x) + 8*x*sin(2*x)",
    ("f(f(x))", ("f(t)", "t^2")): "4*x**3",
    ("f'(x) + f''(2*x)", ("f(t)", "t^3")): "6*x + 12",
    ("f(x^2)", ("f(t)", "t*g(t)")): "2*x**3*g'(x**2) + 2*x*g(x**2)",
    ("g(x, a)", ("f(x)", "a*x"), ("g(x, y)", "f(x*y) + f(y)")): "a**2",
    ("f(x) + t", ("f(t)", "sin(t)")): "cos(x)",
    ("f(x)", ("f(t)", "integral(sin(t*s), s, 0, t)")): "sin(x**2) + Integral(s*cos(s*x), (s, 0, x))",
    ("s(x)", ("s(t)", "7")): "0",
    ("f(3)*x", ("f(t)", "t^2")): "9",
    ("h(x)", ("h(e)", "e^2")): "2*x",
}


@pytest.mark.parametrize("given", LET, ids=str)
def test_functions_that_are_defined(given: tuple[object, ...]) -> None:
    text, *let = given
    report = solve(Problem(str(text), wrt=(("x",),), let=tuple(let)))  # type: ignore[arg-type]
    assert report.error is None
    assert str(report.derivatives[0].expression) == LET[given]  # type: ignore[index]


def test_the_chain_through_a_definition_shows_in_the_derivation() -> None:
    report = solve(Problem("f(2*x)*x", let=(("f(t)", "t^2*sin(t)"),)), Options(explain=True))
    text = explained(report)
    assert "with u = f(2*x), v = x" in text
    assert "where f(2*x) = (2*x)**2*sin(2*x)" in text


LET_REFUSED = {
    Problem("f(x)", let=(("f(t)", "f(t - 1)"),)): "error[definition]: 'f' is defined by itself\n  f(t - 1)\n  ^^^^^^^^\n"
    "hint: a definition may use those that stand before it",
    Problem("f(x)", let=(("g(t)", "f(t)"), ("f(t)", "g(t)"))): "error[definition]: 'f' stands in a definition before its own\n"
    "hint: define it first",
    Problem("f(x, y)", let=(("f(t)", "t^2"),)): "error[argument-count]: f takes 1 argument, but 2 are given\n  f(x, y)\n  ^^^^^^^",
    Problem("f(x)", let=(("f()", "t^2"),)): "error[definition]: the function 'f()' has no variable\n"
    'hint: for example --let "f(t) = t^2"',
    Problem("f(x)", let=(("f(2)", "t^2"),)): "error[definition]: 'f(2)' is not a function of names\n"
    'hint: for example --let "f(t) = t^2"',
    Problem("f(x)", let=(("f(t, t)", "t^2"),)): "error[definition]: 'f(t, t)' has one name twice\n"
    'hint: for example --let "f(t) = t^2"',
    Problem("f*x", let=(("f(t)", "t^2"),)): "error[missing-argument]: the function f has no argument\n  f*x\n  ^\n"
    "hint: write f(...); if it is a variable, declare it with --var f",
    Problem("f(x)", let=(("f(t)", "t^2"),), functions=("f",)): "error[definition]: 'f' is defined by --let and also something "
    "else\nhint: use another name",
}  # fmt: skip


@pytest.mark.parametrize(("asked", "message"), LET_REFUSED.items(), ids=lambda each: str(getattr(each, "let", "")))
def test_definitions_that_are_refused(asked: Problem, message: str) -> None:
    error = solve(asked).error
    assert error is not None
    assert str(SymdiffError(error)) == message


DEPENDS = {
    Problem("x*y(x)", depends=("y(x)",)): "x*y'(x) + y(x)",
    Problem("x*y(x) + y*y'(x)", depends=("y(x)",)): "(x + y'(x))*y'(x) + y(x) + y(x)*y''(x)",
    Problem("x*y", depends=("y(x)",)): "dy_dx*x + y",
    Problem("z(x, y)*x", depends=("z(x, y)",), wrt=(("x",),)): "x*z^(1, 0)(x, y) + z(x, y)",
    Problem("x^2 + y(x)^2 = 1", kind="implicit"): "-x/y(x)",
    Problem("t^2 + f(t)^3 = 1", kind="implicit"): "-2*t/(3*f(t)**2)",
    Problem("x^2 + y^2 = 1", kind="implicit"): "-x/y",
    Problem("f(x)^2 + y^2 = 1", kind="implicit"): "-f(x)*f'(x)/y",
    Problem("y*f(x) + x = 0", kind="implicit", functions=("f",)): "-(y*f'(x) + 1)/f(x)",
    Problem("f(x)^2 + a*x = 1", kind="implicit"): "-a/(2*f(x))",
    Problem("sin(x*y) = x", kind="implicit"): "(1 - y*cos(x*y))/(x*cos(x*y))",
}  # fmt: skip


@pytest.mark.parametrize("asked", DEPENDS, ids=lambda asked: str(asked.source))
def test_what_depends_on_another_is_read_and_written_with_it(asked: Problem) -> None:
    report = solve(asked)
    assert report.error is None
    assert str(report.derivatives[0].expression) == DEPENDS[asked]


def test_what_depends_on_another_has_values_at_points_and_is_printed_in_latex() -> None:
    asked = Problem("x*y(x) + y'(x)^2", depends=("y(x)",), at=("x=1,y=2,dy_dx=3,d2y_dx2=1",))
    report = solve(asked)
    assert {check.verdict for point in report.points for check in point.checks} == {Status.AGREE}
    assert [check.symbolic for point in report.points for check in point.checks] == [11.0]
    asked = Problem("x^2 + y(x)^2 = 1", kind="implicit", at=("x=0.6,y=0.8",))
    report = solve(asked, Options(explain=True))
    assert report.verdict is Status.AGREE
    assert r"- \frac{x}{y{\left(x \right)}}" in document(report)


def test_python() -> None:
    phi = sympy.Function("phi")
    assert str(symdiff.parse("phi(x)*x", functions=["phi"])) == "x*phi(x)"
    assert check(f(x) ** 2, 2 * f(x) * f(x).diff(x), "x").verdict is Status.AGREE
    assert check(phi(g(x)), sympy.diff(phi(g(x)), x), "x").verdict is Status.AGREE
    assert check("phi(x)^2", "2*phi(x)", functions=["phi"]).verdict is Status.DISAGREE
