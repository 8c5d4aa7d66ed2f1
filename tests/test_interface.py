"""The Python interface: text or sympy expressions in, ordinary sympy expressions out."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest
import sympy
from sympy.abc import x, y

import symdiff
from symdiff import Limits, Options, Status, SymdiffError, code, compare, derivative, gradient, parse
from symdiff.budget import budget
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.trees.to_graph import tree_to_graph

# parse.


def typed(tree: sympy.Expr) -> str:
    """The text of a tree as it was typed; sympy's own printers may reorder raw trees."""
    graph = Graph(Limits(max_digits=10**9))
    return write(graph, tree_to_graph(tree, GraphBuilder(graph)), arranged=False)


@pytest.mark.parametrize(
    "text", ["x/x", "2*3*x", "x + x", "x - x", "sqrt(x)**2", "0*x", "x**1", "1*x", "sin(0)", "(x*y)*z", "x*y*x"]
)
def test_parse_keeps_what_was_typed(text: str) -> None:
    tree = parse(text)
    assert isinstance(tree, sympy.Expr)
    assert typed(tree) == text


def test_parse_computes_no_power() -> None:
    tree = parse("10**4001**2")
    assert tree.func is sympy.Pow and tree.args[0] == 10
    assert tree.args[1].func is sympy.Pow and tree.args[1].args == (4001, 2)
    assert str(tree) in ("10**4001**2", "10**(4001**2)")


def test_parse_gives_plain_symbols() -> None:
    assert parse("x + θ").free_symbols == {x, sympy.Symbol("θ")}
    assert parse("e*x").free_symbols == {x}
    assert parse("e*x", variables=["e"]).free_symbols == {x, sympy.Symbol("e")}


def test_parse_of_a_long_sum_is_quick() -> None:
    with budget(10):
        assert len(parse("+".join(["x", "y*2"] * 20_000)).args) == 40_000


@pytest.mark.parametrize("text", ["x/x", "sin(x)**2 + 1", "x**2/(x + 1)"])
def test_evaluated_the_tree_is_what_sympy_makes_of_it(text: str) -> None:
    assert parse(text).doit() == sympy.sympify(text)


def test_parse_errors_have_a_place() -> None:
    with pytest.raises(SymdiffError) as caught:
        parse("sine(x) + 1")
    assert str(caught.value) == (
        "error[unknown-function]: there is no function named 'sine'\n"
        "  sine(x) + 1\n"
        "  ^^^^\n"
        "hint: did you mean 'sin'? to multiply, write sine*(...)"
    )
    assert caught.value.diagnostic.code == "unknown-function"
    assert caught.value.diagnostic.span == symdiff.Span(0, 4)


def test_parse_keeps_to_the_limits_given() -> None:
    with pytest.raises(SymdiffError) as caught:
        parse("((x))", limits=Limits(max_depth=1))
    assert caught.value.diagnostic.code == "too-deep"


# derivative and gradient.


def test_derivative_is_an_ordinary_sympy_expression() -> None:
    assert derivative("x**2+x+1") == 2 * x + 1
    assert derivative("x**2+x+1").subs(x, 1) == 3
    assert derivative("x**2+x+1").diff(x) == 2


@pytest.mark.parametrize(
    ("text", "names", "answer"),
    [
        ("sin(x)", (), sympy.cos(x)),
        ("x*y**2", ("y",), 2 * x * y),
        ("x*y**2", (y,), 2 * x * y),
        ("x**2*y**3", ("x", "y"), 6 * x * y**2),
        ("x**2*y**3", ("y", "y", "x"), 12 * x * y),
        ("7", (), sympy.Integer(0)),
        ("x", ("t",), sympy.Integer(0)),
        ("e**2", ("e",), 2 * sympy.Symbol("e")),
        ("exp(2*x)", (), 2 * sympy.exp(2 * x)),
        ("2**x", (), 2**x * sympy.log(2)),
        ("x/3", (), sympy.Rational(1, 3)),
        ("abs(x)", (), sympy.sign(x)),
    ],
)
def test_derivatives(text: str, names: tuple[object, ...], answer: sympy.Expr) -> None:
    assert derivative(text, *names) == answer  # type: ignore[arg-type]


def test_order() -> None:
    assert derivative("x**5", order=3) == 60 * x**2
    assert derivative("x**2*y**2", "x", "y", order=2) == 4


@pytest.mark.parametrize(
    "tree",
    [
        x**2 * sympy.sin(y) + x,
        sympy.sqrt(x) / y,
        sympy.exp(-(x**2)) * sympy.Max(x, y),
        sympy.log(x) ** y,
        sympy.pi * x**y,
    ],
)
def test_sympy_expressions_go_in(tree: sympy.Expr) -> None:
    for symbol in (x, y):
        ours, theirs = derivative(tree, symbol), tree.diff(symbol)
        at = {x: sympy.Rational(7, 4), y: sympy.Rational(3, 4)}
        assert abs((ours - theirs).subs(at).evalf(30)) < 1e-25


def test_a_raw_tree_goes_in() -> None:
    assert derivative(parse("x*x*x")) == 3 * x**2
    assert derivative(parse("x/x")) == 0


def test_gradient() -> None:
    assert gradient("x*y + z") == {"x": y, "y": x, "z": 1}
    assert gradient("x*y + z", "z", y) == {"z": 1, "y": x}
    assert gradient("5") == {}
    assert gradient(x * y) == {"x": y, "y": x}
    assert list(gradient("c*b*a")) == ["a", "b", "c"]


def test_several_variables_are_no_single_one() -> None:
    with pytest.raises(SymdiffError) as caught:
        derivative("x*y")
    assert str(caught.value) == (
        "error[unknown-variable]: the formula has 2 variables: x, y\nhint: name one, or use gradient"
    )


@pytest.mark.parametrize(
    "what",
    [sympy.Limit(x, x, 0), sympy.Derivative(sympy.Function("f")(x, 2 * x), x), sympy.I * x, sympy.oo, sympy.zeta(x)],
)
def test_what_sympy_has_and_symdiff_has_not(what: sympy.Expr) -> None:
    with pytest.raises(SymdiffError):
        derivative(what, "x")


def test_symbols_with_assumptions_are_told_apart_or_refused() -> None:
    """A real x is another symbol than x: a derivative by the plain one must not come out as 0 in silence."""
    real = sympy.Symbol("x", real=True)
    try:
        answer = derivative(real**2, real)
    except SymdiffError:
        return
    assert answer in (2 * real, 2 * x)


# compare.


def test_compare() -> None:
    report = compare("x**2+x+1", 1.0)
    assert report.verdict is Status.AGREE
    assert report.points[0].value == 3.0
    assert report.points[0].at == {"x": "1.0"}


@pytest.mark.parametrize("at", [0.1, "0.1", Decimal("0.1"), Fraction(1, 10), {"x": 0.1}, {"x": Fraction(1, 10)}])
def test_a_value_means_its_decimal_text(at: object) -> None:
    """0.1 is one tenth: at the double next to it the digits would go on with 5551."""
    report = compare("x", at, options=Options(digits=30))  # type: ignore[arg-type]
    assert report.points[0].value == "0.100000000000000000000000000000"


def test_compare_by_names_and_with_a_candidate() -> None:
    report = compare("x*y", {"x": 1, "y": 2}, wrt=["y"], expected="x")
    assert [check.wrt for check in report.points[0].checks] == [("y",)]
    assert report.expected is not None and report.expected.how == "proved"
    assert compare("x*y", {"x": 1, "y": 2}, wrt=["y"], expected="x+1").verdict is Status.DISAGREE


@pytest.mark.parametrize(("text", "at"), [("sine(x)", 1), ("x*y", 1), ("x*y", {"x": 1}), ("x", "")])
def test_compare_raises_where_there_is_nothing_to_compare(text: str, at: object) -> None:
    with pytest.raises(SymdiffError):
        compare(text, at)  # type: ignore[arg-type]


# The package.


def test_the_public_names() -> None:
    for name in symdiff.__all__:
        assert getattr(symdiff, name) is not None
    assert set(symdiff.__all__) <= set(dir(symdiff))
    with pytest.raises(AttributeError):
        _ = symdiff.differentiate  # type: ignore[attr-defined]


def test_the_package_imports_no_sympy_until_it_is_asked() -> None:
    code = "import symdiff, sys; symdiff.solve, symdiff.Problem; assert 'sympy' not in sys.modules; symdiff.parse; assert 'sympy' in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("name", ["x+1", "", "2", "x y", "sin(x)"])
def test_what_is_no_name_is_refused(name: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        derivative("x**2", name)
    assert str(caught.value) == (
        f"error[usage]: {name!r} is not a name of a variable\nhint: a name is letters, digits and '_', a letter first"
    )


def test_code_is_what_the_command_writes() -> None:
    text = code("x**2*y", language="python", name="g")
    assert text.endswith("def g(x, y):\n    t1 = x*x\n    return (y*t1, 2.0*x*y, t1)\n")
    assert code(["x*y", "x"], language="python").endswith("return (x*y, x, y, x, 1.0, 0.0)\n")
    with pytest.raises(SymdiffError) as caught:
        code("erf(x)", language="javascript")
    assert caught.value.diagnostic.code == "no-code"
    with pytest.raises(SymdiffError) as caught:
        code([])
    assert caught.value.diagnostic.message == "there is no formula"
