"""Integrals, sums and products: what they bind, how they are read and written, their derivatives and their values."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import mpmath
import pytest
import sympy

from symdiff.differentiator import derive, forward, gradient, reverse, tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator.arithmetic.binder_values import number, template_of
from symdiff.evaluator.arithmetic.double_exponential import double_exponential
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.operators import BINDERS
from symdiff.parser import Names, parse
from symdiff.pipeline import judged, solve
from symdiff.problems.problem import Options, Problem
from symdiff.status import Status
from symdiff.trees.from_graph import graph_to_tree
from symdiff.trees.to_graph import tree_to_graph

REFUSED = (Path(__file__).parent / "parser" / "binders.txt").read_text(encoding="utf-8").rstrip("\n").split("\n\n")


def _node(text: str, graph: Graph | None = None, **names: object) -> tuple[Graph, int]:
    builder = GraphBuilder(graph or Graph())
    return builder.graph, parse(text, builder, names=Names(**names) if names else Names())  # type: ignore[arg-type]


def _typed(text: str) -> str:
    return write(*_node(text), arranged=False)


def _slope(text: str, by: str = "x") -> str:
    graph, node = _node(text)
    return write(graph, derive(graph, node, (by,)))


READ = {
    "integral(sin(x*t), t, 0, x^2)": "Integral(sin(x*t), (t, 0, x**2))",
    "Integral(sin(t), (t, 0, x))": "Integral(sin(t), (t, 0, x))",
    "integrate(t, (t, 0, s), (s, 0, x))": "Integral(Integral(t, (t, 0, s)), (s, 0, x))",
    "integral(exp(-t^2), t, -oo, ∞)": "Integral(exp(-t**2), (t, -oo, oo))",
    "integral(sin(t)/t, t)": "Integral(sin(t)/t, t)",
    "Integral(sin(t)/t, (t, x))": "Integral(sin(t)/t, (t, x))",
    "sum(x^k/k, k, 1, n)": "Sum(x**k/k, (k, 1, n))",
    "Product(x + k, (k, 1, n))": "Product(x + k, (k, 1, n))",
    "prod(k, k, 1, n + 1)^2": "Product(k, (k, 1, n + 1))**2",
    "∫_0^x sin(x t) dt": "Integral(sin(x*t), (t, 0, x))",
    "∫_0^(x^2) sin(x*t) dt + x": "Integral(sin(x*t), (t, 0, x**2)) + x",
    "∫_0^x ∫_0^s t dt ds": "Integral(Integral(t, (t, 0, s)), (s, 0, x))",
    "∫_0^x ∑_(k=1)^3 t^k dt": "Integral(Sum(t**k, (k, 1, 3)), (t, 0, x))",
    "∫ sin(t)/t dt": "Integral(sin(t)/t, t)",
    "∫_-∞^∞ exp(-x*t^2) dt": "Integral(exp(-x*t**2), (t, -oo, oo))",
    "∑_(k=1)^n x^k + 1": "Sum(x**k, (k, 1, n)) + 1",
    "2*∏_(k=1)^(n+1) (x+k)": "2*Product(x + k, (k, 1, n + 1))",
    "integral + sum*product": "integral + sum*product",
    "integral(x1*k_2, k_2, 0, x1)": "Integral(x1*k_2, (k_2, 0, x1))",
    "integral(phi, phi, 0, 1) + φ": "Integral(phi, (phi, 0, 1)) + φ",
}


@pytest.mark.parametrize("text", READ)
def test_every_spelling_is_read_and_what_is_printed_is_read_as_the_same_node(text: str) -> None:
    graph, node = _node(text)
    written = write(graph, node, arranged=False)
    assert written == READ[text]
    assert _node(written, graph)[1] == node


IN_OTHER_SYNTAXES = {
    ("plain", "∫_0^x dt/(1+t^2)"): "Integral(1/(t^2 + 1), (t, 0, x))",
    ("plain", "∫_0^x t dt/(1+t^2)"): "Integral(t/(t^2 + 1), (t, 0, x))",
    ("plain", "∫_0^x sin(t) dt/x"): "Integral(sin(t), (t, 0, x))/x",
    ("plain", "∫₀^x dt t^2 + 1"): "Integral(t^2, (t, 0, x)) + 1",
    ("plain", "∑ₖ₌₁ⁿ x^k"): "Sum(x^k, (k, 1, n))",
    ("plain", "∏ₖ₌₋₁ⁿ⁻¹ (x + k)"): "Product(x + k, (k, -1, n - 1))",
    ("latex", r"∑_{k=1}^{n} x^k"): "Sum(x^k, (k, 1, n))",
    ("latex", r"\int_0^x \frac{dt}{1+t^2}"): "Integral(1/(t^2 + 1), (t, 0, x))",
    (
        "latex",
        r"\frac{1}{2}\int_0^x \dfrac{\mathrm{d}t}{\sqrt{1+t^2}} + x",
    ): "Integral(1/sqrt(t^2 + 1), (t, 0, x))/2 + x",
    ("latex", r"\int^{x^2}_0 \frac{t\,dt}{1+t^2}"): "Integral(t/(t^2 + 1), (t, 0, x^2))",
    (
        "latex",
        r"\int\limits_0^x \frac{d\theta}{1+\theta^2}",
    ): "Integral(1/(theta^2 + 1), (theta, 0, x))",
    ("latex", r"\int_0^x t\,dt/(1+t^2)"): "Integral(t/(t^2 + 1), (t, 0, x))",
    ("latex", r"\int_0^x \sin t\,dt/x"): "Integral(sin(t), (t, 0, x))/x",
    ("latex", r"\int_0^x \mathrm dt\, e^{-t^2} + x"): "Integral(exp(-t^2), (t, 0, x)) + x",
    ("latex", r"\int_0^x ds \int_0^s t s\, dt"): "Integral(Integral(t*s, (t, 0, s)), (s, 0, x))",
    ("latex", r"\int_0^x \int_0^s \frac{dt}{1+t}\, ds"): "Integral(Integral(1/(t + 1), (t, 0, s)), (s, 0, x))",
    ("latex", r"\displaystyle\sum\nolimits^n_{k=1} x^k"): "Sum(x^k, (k, 1, n))",
    ("latex", r"\int_1^x t^2 \mathrm{dt}"): "Integral(t^2, (t, 1, x))",
    ("mathematica", "Integrate[x s t, {s, 0, x}, {t, 0, s}]"): "Integral(Integral(x*s*t, (t, 0, s)), (s, 0, x))",
    ("mathematica", "Sum[x^i y^j, {i, 3}, {j, 0, i}]"): "Sum(Sum(x^i*y^j, (j, 0, i)), (i, 1, 3))",
    (
        "mathematica",
        "Inactive[Integrate][t x, {t, 0, x}] + NSum[x^k, {k, n}]",
    ): "Integral(t*x, (t, 0, x)) + Sum(x^k, (k, 1, n))",
    ("maxima", "x*'integrate(t*x, t, 0, x) + 'sum(x^k, k, 1, n)"): "x*Integral(t*x, (t, 0, x)) + Sum(x^k, (k, 1, n))",
    ("maple", "int(int(x*s*t, t = 0..s), s = 0..x)"): "Integral(Integral(x*s*t, (t, 0, s)), (s, 0, x))",
    ("maple", "Int(exp(-x*t^2), t = -infinity..infinity)*sin(x)"): "Integral(exp(-x*t^2), (t, -oo, oo))*sin(x)",
    ("maple", "add(x^k, k = 1..5)*mul(x + k, k = 1..n)"): "Sum(x^k, (k, 1, 5))*Product(x + k, (k, 1, n))",
}


@pytest.mark.parametrize(("given", "plain"), IN_OTHER_SYNTAXES.items(), ids=ascii)
def test_other_ways_to_write_them(given: tuple[str, str], plain: str) -> None:
    graph = Graph()
    node = parse(given[1], GraphBuilder(graph), syntax=given[0])
    other = parse(plain, GraphBuilder(graph), syntax="plain")
    assert tidy(graph, [node])[node] == tidy(graph, [other])[other]


OF_OTHER_SYNTAXES = {
    r"\int_0^x dt\, t + t": "error[ambiguous]: it is not clear where this integral ends\n  \\int_0^x dt\\, t + t\n           ^\n"
    "hint: put all that is integrated in parentheses, or write it before its dt",
    r"\iint t dt": "error[syntax]: the command \\iint is not known here\n  \\iint t dt\n  ^^^^^\n"
    r"hint: write \int_{a}^{b} \int_{c}^{d} f\,dt\,ds",
}


@pytest.mark.parametrize(("text", "message"), OF_OTHER_SYNTAXES.items(), ids=ascii)
def test_latex_that_is_refused(text: str, message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        parse(text, GraphBuilder(Graph()), syntax="latex")
    assert str(caught.value) == message


@pytest.mark.parametrize("message", REFUSED, ids=[ascii(message.splitlines()[1][2:]) for message in REFUSED])
def test_what_binds_nothing_is_refused(message: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        _node(message.splitlines()[1][2:])
    assert str(caught.value) == message


SIGNS = {
    "∫_0^x sin(t)": (
        "error[syntax]: this integral needs its formula, its variable and both bounds or none\n  ∫_0^x sin(t)\n  ^\n"
        "hint: write ∫_(a)^(b) f dt, or integral(f, t, a, b)"
    ),
    "∫_0^x t dt dt": (
        "error[syntax]: this integral needs its formula, its variable and both bounds or none\n  ∫_0^x t dt dt\n  ^\n"
        "hint: write ∫_(a)^(b) f dt, or integral(f, t, a, b)"
    ),
    "∑_k x^k": (
        "error[syntax]: this sum needs its formula, its variable and two bounds\n  ∑_k x^k\n  ^\n"
        "hint: write ∑_(k=1)^(n) f, or sum(f, k, 1, n)"
    ),
}


@pytest.mark.parametrize("text", SIGNS)
def test_a_large_sign_without_what_it_needs_is_refused(text: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        _node(text)
    assert str(caught.value) == SIGNS[text]


def test_the_letter_of_a_bound_variable_does_not_matter() -> None:
    graph = Graph()
    nodes = {
        _node(text, graph)[1]
        for text in ("integral(sin(x*t), t, 0, x)", "integral(sin(x*s), s, 0, x)", "Integral(sin(x*pie), (pie, 0, x))")
    }
    assert len(nodes) == 1
    assert _node("integral(sin(t*x), t, 0, x)", graph)[1] not in nodes  # typed as it stands
    assert _slope("integral(t*x, t, 0, 1) - integral(s*x, s, 0, 1)") == "0"


def test_a_decimal_and_its_number_are_two_templates() -> None:
    graph = Graph()
    assert _node("integral(t*2.0, t, 0, 1)", graph)[1] != _node("integral(t*2, t, 0, 1)", graph)[1]


def test_bound_variables_are_no_variables() -> None:
    for text in ("integral(t*x, t, 0, 1)", "sum(x^t, t, 1, 3)", "integral(integral(t*s*x, t, 0, s), s, 0, 1)"):
        graph, node = _node(text)
        assert graph.symbols((node,)) == ["x"]
    graph, node = _node("integral(t, t, 0, t)")
    assert graph.symbols((node,)) == ["t"]


CAPTURES = {
    "integral(x*t, t, 0, t)": {"x": "Integral(t, (t, 0, t))", "t": "t*x"},
    "integral(integral(t, t, 0, t), t, 0, t)": {"t": "Integral(t, (t, 0, t))"},
    "integral(sum(t^k, k, 1, k), t, 0, x)": {"x": "Sum(x**k, (k, 1, k))"},
    "integral(integral(x*t*s, s, 0, t), t, 0, x)": {"x": "Integral(s*x*x, (s, 0, x)) + Integral(Integral(s*t, (s, 0, t)), (t, 0, x))"},
    "x*integral(x, x, 0, x)": {"x": "x**2 + Integral(x, (x, 0, x))"},
    "integral(integral(t*x, t, 0, 1)*t, t, 0, x)": {"x": "x*Integral(t*x, (t, 0, 1)) + Integral(t*Integral(t, (t, 0, 1)), (t, 0, x))"},
}  # fmt: skip


@pytest.mark.parametrize("text", CAPTURES)
def test_nothing_is_captured(text: str) -> None:
    assert {by: _slope(text, by) for by in CAPTURES[text]} == CAPTURES[text]


def test_a_definition_keeps_its_free_names() -> None:
    graph = Graph()
    definition = _node("t^2", graph)[1]
    node = _node("integral(a*t, t, 0, x)", graph, definitions={"a": definition})[1]
    assert write(graph, node, arranged=False) == "Integral(t**2*t_1, (t_1, 0, x))"
    assert graph.symbols((node,)) == ["t", "x"]
    bound = _node("integral(t*x, t, 0, 1)", graph, definitions={"t": definition})[1]
    assert write(graph, bound, arranged=False) == "Integral(t*x, (t, 0, 1))"


def test_let_and_bound_names_stay_apart_on_every_way() -> None:
    problem = Problem("integral(a*t, t, 0, x)", let=(("a", "t^2"),), wrt=(("x",), ("t",)), at=("x=2,t=3",))
    report = solve(problem, Options(certify=True))
    assert [derivative.expression for derivative in report.derivatives] == ["t**2*x", "Integral(2*t*t_1, (t_1, 0, x))"]
    assert report.verdict is not None
    assert report.verdict.value == "agree"


def test_both_sweeps_give_the_same_derivatives() -> None:
    graph, node = _node("x*integral(sin(x*t*y), t, y, x^2) + sum(x^k*y, k, 1, 4) + product(x + k*y, k, 1, 3)")
    found = reverse(graph, node, ("x", "y"))
    for name in ("x", "y"):
        one, other = (tidy(graph, [each])[each] for each in (forward(graph, node, name), found[name]))
        trees = [graph_to_tree(graph, each, evaluate=True) for each in (one, other)]
        apart = (trees[0] - trees[1]).doit().subs({"x": sympy.Rational(3, 4), "y": sympy.Rational(6, 5)})
        assert abs(sympy.N(apart, 30)) < 1e-25
    assert gradient(graph, node, ("x", "y")).keys() == {"x", "y"}


def test_a_tree_of_sympy_comes_back_with_its_scopes() -> None:
    x, t, k, n = sympy.symbols("x t k n")
    for tree in (
        sympy.Integral(sympy.sin(x * t) + t, (t, 0, t)),
        sympy.Sum(x**k / k, (k, 1, n)),
        sympy.Product(x + k, (k, 1, n)),
        sympy.Integral(x * t * k, (t, 0, k), (k, 0, x)),
        sympy.Integral(sympy.exp(-x * t**2), (t, -sympy.oo, sympy.oo)),
        sympy.Integral(sympy.sin(x), x),
    ):
        builder = GraphBuilder(Graph())
        node = tree_to_graph(tree, builder)
        assert graph_to_tree(builder.graph, node, evaluate=True).doit() == tree.doit()
        assert sorted(map(str, tree.free_symbols)) == builder.graph.symbols((node,))


VALUES = {
    "integral(sin(x*t), t, 0, x^2)": lambda x: mpmath.quad(lambda t: mpmath.sin(x * t), [0, x**2]),
    "integral(abs(t - 1/3)*x, t, 0, x)": lambda x: x * (mpmath.mpf(1) / 18 + (x - mpmath.mpf(1) / 3) ** 2 / 2),
    "integral(if(t < 1, x, t*x), t, 0, x)": lambda x: x if x < 1 else x + x * (x * x - 1) / 2,
    "integral(x/sqrt(t), t, 0, x)": lambda x: 2 * x ** mpmath.mpf("1.5"),
    "integral(exp(-x*t^2), t, -oo, oo)": lambda x: mpmath.sqrt(mpmath.pi / x),
    "integral(1/(1 + x*t^2), t, -oo, 0)": lambda x: mpmath.pi / 2 / mpmath.sqrt(x),
    "integral(integral(t*s*x, s, 0, t), t, 0, x)": lambda x: x**5 / 8,
    "integral(t, t, x, 0)": lambda x: -(x**2) / 2,
    "integral(t, t, x, x)": lambda x: 0,
    "sum(x^k/k, k, 1, 20)": lambda x: mpmath.nsum(lambda k: x**k / k, [1, 20]),
    "sum(x, k, 4, 3)": lambda x: 0,
    "product(x, k, 4, 3)": lambda x: 1,
    "product(x - k, k, 1, 4)": lambda x: (x - 1) * (x - 2) * (x - 3) * (x - 4),
    "integral(floor(t)*x, t, 0, 3)": lambda x: 3 * x,
    "integral(x/sqrt(abs(t - 1)), t, 0, 2)": lambda x: 4 * x,
    "integral(x*log(t), t, 0, 1)": lambda x: -x,
}  # fmt: skip


@pytest.mark.parametrize("text", VALUES)
def test_values_and_their_checks(text: str) -> None:
    report = solve(Problem(text, at=("x=1.7",)), Options(certify=True))
    assert report.error is None
    (point,) = report.points
    with mpmath.workdps(30):
        true = VALUES[text](mpmath.mpf("1.7"))
    assert abs(point.value - true) <= 1e-13 * (1 + abs(true))
    assert report.verdict is not None
    assert report.verdict.value == "agree"


NEAR_POLES = {
    "integral(x/(t^2 + x^2), t, 0, 1)": ("-0.001617", lambda x: -1 / (1 + x**2)),
    "integral(asin(x*t), t, 0, 1)": ("0.9988", lambda x: (1 - mpmath.sqrt(1 - x**2)) / x**2),
    "integral(atan2(t, x), t, 0, 1)": ("0.002", lambda x: mpmath.log(x / mpmath.sqrt(x**2 + 1))),
    "integral(atanh(x*t), t, 0, 1)": ("0.99", lambda x: mpmath.atanh(x) / x - mpmath.quad(lambda t: mpmath.atanh(x * t), [0, 0.9, 1]) / x),
    "integral(acosh(x*t) + asinh(x*t) + acos(t/(9*x)), t, 1, 2)": ("1.01", lambda x: mpmath.quad(lambda t: t / mpmath.sqrt(x * x * t * t - 1) + t / mpmath.sqrt(x * x * t * t + 1) + t / (9 * x * x) / mpmath.sqrt(1 - t * t / (81 * x * x)), [1, 1.01, 1.1, 2])),
    "integral(log(x*t - 1) + sin(x*t), t, 1, 2)": ("1.01", lambda x: 1 / x + mpmath.log((2 * x - 1) / (x - 1)) / x**2 + (2 * mpmath.sin(2 * x) - mpmath.sin(x)) / x + (mpmath.cos(2 * x) - mpmath.cos(x)) / x**2),
}  # fmt: skip
"""Integrands with a pole or a cut beside the range, and the derivatives by closed forms."""


@pytest.mark.parametrize("text", NEAR_POLES)
def test_a_pole_beside_the_range_leaves_a_certificate(text: str) -> None:
    at, slope = NEAR_POLES[text]
    report = solve(Problem(text, at=(f"x={at}",)), Options(certify=True))
    (point,) = report.points
    (check,) = point.checks
    assert check.certificate is not None
    assert check.certificate.verdict is Status.AGREE
    with mpmath.workdps(30):
        true = slope(mpmath.mpf(at))
    assert isinstance(check.symbolic, float)
    assert abs(check.symbolic - true) <= 1e-13 * abs(true)


def test_two_sums_that_cancel_are_no_value_in_doubles() -> None:
    """Each is right to some digits of what is added up, of which -1 is a small part."""
    x, rounded = 1.617e-3, []

    def body(t: float) -> float:
        rounded.append(t)
        return 1 / (t * t + x * x) - 2 * x * x / (t * t + x * x) ** 2

    assert double_exponential(body, 0.0, 1.0, math, 1e-14) is None
    assert rounded
    with mpmath.workdps(40):
        context = mpmath.mp
        found = double_exponential(
            lambda t: 1 / (t * t + x * x) - 2 * x * x / (t * t + x * x) ** 2,
            mpmath.mpf(0), mpmath.mpf(1), context, mpmath.mpf(10) ** -15,
        )  # fmt: skip
        assert abs(found + 1 / (1 + mpmath.mpf(x) ** 2)) < mpmath.mpf(10) ** -15


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("integral(x/(t^2 + x^2), t, 0, 1)", "-1/(1 + x^2)"),
        ("integral(x/(x^2 + t^2), t, 0, 2*x)", "0"),
    ],
)
def test_a_candidate_of_an_integral_that_is_an_angle_ends_within_the_budget(text: str, candidate: str) -> None:
    report = solve(Problem(text, wrt=(("x",),), expected=candidate))
    assert report.expected is not None
    assert report.expected.verdict is Status.AGREE


WAVES = ["x*cos(t)/sqrt(t)", "x*cos(t)/t", "sin(x*t)/t", "x*sin(t^2)", "x*cos(t/10^12)/t", "x*besselj(0, t)"]


@pytest.mark.parametrize("body", WAVES)
def test_an_integral_of_waves_that_no_quadrature_finds_is_not_said_to_diverge(body: str) -> None:
    """All of these have one."""
    report = solve(Problem(f"integral({body}, t, 1, oo)", wrt=(("x",),), at=("x=1",)), Options(timeout=30.0))
    assert report.verdict is Status.INCONCLUSIVE
    notes = [check.note for point in report.points for check in point.checks]
    assert notes
    assert not any("diverges" in (note or "") for note in notes)


UNDEFINED = {
    "integral(1/(t - x), t, 0, 3)": "Integral(1/(t - x), (t, 0, 3)): the integral diverges: at a distance h from t = 1.7 the integrand grows like 1/h or faster",
    "integral(1/t, t, -1, x)": "Integral(1/t, (t, -1, x)): the integral diverges: at a distance h from t = 0 the integrand grows like 1/h or faster",
    "integral(tan(t), t, 0, x)": "Integral(tan(t), (t, 0, x)): the integral diverges: at a distance h from t = 1.5708 the integrand grows like 1/h or faster",
    "integral(x*log(t), t, -1, 2)": "Integral(x*log(t), (t, -1, 2)): the integrand has no value on the whole range: log(u) needs u > 0",
    "integral(sqrt(t)^2*x, t, -1, 2)": "the integrand has no value on the whole range: u**v with u < 0 needs a whole v",
    "integral(x/t, t, 1, oo)": "Integral(x/t, (t, 1, oo)): the integral diverges: far out the integrand falls no faster than 1/t",
    "integral(x, t, -oo, 0)": "Integral(x, (t, -oo, 0)): the integral diverges: far out the integrand falls no faster than 1/t",
    "sum(x, k, 5, 3)": "Sum(x, (k, 5, 3)): the upper bound of a sum lies below the lower one: 0 terms for some, fewer than none for others",
    "sum(x^2, k, 1, 3/2)": "Sum(x**2, (k, 1, 3/2)): the bounds of a sum must be whole numbers",
}  # fmt: skip


@pytest.mark.parametrize("text", UNDEFINED)
def test_what_has_no_value_is_undefined_with_the_reason(text: str) -> None:
    report = solve(Problem(text, at=("x=1.7",)), Options())
    assert report.verdict is not None
    assert report.verdict.value == "undefined"
    (point,) = report.points
    assert UNDEFINED[text] in f"{point}"


def test_every_binder_says_its_rule() -> None:
    for binder in BINDERS:
        text = f"{binder.name}(x*k, (k, 1, 3))"
        report = solve(Problem(text), Options(explain=True))
        (derivative,) = report.derivatives
        assert derivative.steps is not None
        assert binder.rule in [step.rule for step in derivative.steps]


def test_a_bound_variable_is_not_differentiated_by() -> None:
    report = solve(Problem("integral(sin(x*t), t, 0, 1)", wrt=(("t",),)), Options())
    assert str(report.error) == (
        "error[bound-variable]: 't' is the variable of an integral, and nothing else has this name\nhint: differentiate by x"
    )
    report = solve(Problem("integral(sin(x*t), t, 0, t)", wrt=(("t",),)), Options())
    assert [derivative.expression for derivative in report.derivatives] == ["sin(t*x)"]


def test_a_definition_does_not_reach_itself() -> None:
    report = solve(Problem("a*x", let=(("a", "integral(a*t, t, 0, x)"),)), Options())
    assert [derivative.expression for derivative in report.derivatives] == [
        "x*Integral(t, (t, 0, x))",
        "a*x**2 + Integral(a*t, (t, 0, x))",
    ]


def test_a_sum_has_no_derivative_by_its_bounds() -> None:
    report = solve(Problem("sum(x^k, k, 1, n)", wrt=(("n",),)), Options())
    assert str(report.error) == (
        "error[no-derivative]: a sum of a whole number of terms has no derivative by its bounds\n"
        "hint: the bounds must not depend on the variable"
    )


def test_an_infinite_sum_has_the_derivative_of_its_terms() -> None:
    report = solve(Problem("sum(x^k/k!, k, 0, oo)", at=("x=2",)), Options())
    assert report.verdict is not None
    assert report.verdict.value == "agree"
    assert [d.expression for d in report.derivatives] == ["Sum(k*x**(k - 1)/factorial(k), (k, 0, oo))"]


ENDLESS = {
    "sum(x^k, k, 0, oo)": ("0.5", lambda x: 1 / (1 - x)),
    "sum(k^2*x^k, k, 1, oo)": ("-0.75", lambda x: x * (1 + x) / (1 - x) ** 3),
    "sum(x^k/k!, k, 0, oo)": ("-3", mpmath.exp),
    "sum((-1)^k*x^(2*k + 1)/(2*k + 1)!, k, 0, oo)": ("2.5", mpmath.sin),
    "sum(x^k/k, k, 1, oo)": ("0.9", lambda x: -mpmath.log(1 - x)),
    "sum(exp(-k)*x + x^k/3^k, k, 0, oo)": ("1", lambda x: x / (1 - mpmath.exp(-1)) + 3 / (3 - x)),
    "sum(exp(-k^2*x), k, -oo, oo)": ("0.5", lambda x: mpmath.jtheta(3, 0, mpmath.exp(-x))),
    "sum(x^(k^2), k, 1, oo)": ("-0.5", lambda x: (mpmath.jtheta(3, 0, x) - 1) / 2),
    "sum(x^k/(k^2 + x^2), k, 1, oo)": ("-0.5", lambda x: mpmath.nsum(lambda k: x**k / (k**2 + x**2), [1, mpmath.inf])),
    "sum(x^k/gamma(k + x), k, 0, oo)": ("1.5", lambda x: mpmath.nsum(lambda k: x**k * mpmath.rgamma(k + x), [0, mpmath.inf])),
    "sum(log(k)*x^k, k, 1, oo)": ("0.5", lambda x: mpmath.nsum(lambda k: x**k * mpmath.log(k), [1, mpmath.inf])),
    "sum(sin(k*x)/2^k, k, 1, oo)": ("3", lambda x: mpmath.im(1 / (1 - mpmath.expj(x) / 2))),
    "sum(cosh(k*x)/k!, k, 0, oo)": ("1", lambda x: (mpmath.exp(mpmath.exp(x)) + mpmath.exp(mpmath.exp(-x))) / 2),
    "sum(2^(-k*x)/k, k, -oo, -1)": ("-1", lambda x: -mpmath.log(2)),
    "sum(x^k - 1/k^2, k, 1, oo)": ("0.5", lambda x: x / (1 - x) - mpmath.zeta(2)),
    "sum(1/k^x, k, 1, oo)": ("1.5", mpmath.zeta),
    "sum(log(k)/k^x, k, 1, oo)": ("3", lambda x: -mpmath.zeta(x, derivative=1)),
    "sum(log(2*k + 1)^2/(2*k + 1)^x, k, 0, oo)": ("2", lambda x: mpmath.diff(lambda s: (1 - 2**-s) * mpmath.zeta(s), x, 2)),
    "sum((-1)^k/k^x, k, 1, oo)": ("1", lambda x: -mpmath.altzeta(x)),
    "sum((k + x)^(-3/2), k, 1, oo)": ("-0.5", lambda x: mpmath.zeta(1.5, 1 + x)),
    "sum((2*k + x)^(-x), k, 1, oo)": ("1.5", lambda x: 2**-x * mpmath.zeta(x, 1 + x / 2)),
    "sum((2*k)!/(k!)^2*x^k/(k + 1), k, 0, oo)": ("0.1", lambda x: (1 - mpmath.sqrt(1 - 4 * x)) / (2 * x)),
    "sum(binomial(2*k, k)*x^k, k, 0, oo)": ("-0.1", lambda x: 1 / mpmath.sqrt(1 - 4 * x)),
    "sum(gamma(k + x)/gamma(k + 2*x)/2^k, k, 0, oo)": ("1.5", lambda x: mpmath.nsum(lambda k: mpmath.gamma(k + x) / mpmath.gamma(k + 2 * x) / 2**k, [0, mpmath.inf])),
    "sum(x/k^2, k, 1, oo)": ("2", lambda x: x * mpmath.zeta(2)),
    "sum(x^2/sqrt(2*k + 1)^3, k, 0, oo)": ("2", lambda x: x**2 * (1 - mpmath.mpf(2) ** -1.5) * mpmath.zeta(1.5)),
    "sum((-1)^k*x/(k + 1), k, 0, oo)": ("3", lambda x: x * mpmath.log(2)),
    "sum((-1)^k*x/(2*k + 1)^2, k, 0, oo)": ("3", lambda x: x * mpmath.catalan),
    "sum((-1)^k*x/sqrt(k), k, 1, oo)": ("1", lambda x: -x * mpmath.altzeta(0.5)),
    "sum(exp(-k*x), k, 0, oo)": ("0.5", lambda x: 1 / (1 - mpmath.exp(-x))),
    "sum(k*2^(-k*x + 1), k, 0, oo)": ("1.5", lambda x: 2 * 2**x / (2**x - 1) ** 2),
    "sum(x/(k*(k + 1)), k, 1, oo)": ("0.5", lambda x: x),
    "sum(x/k - x/(k + 1), k, 3, oo)": ("0.5", lambda x: x / 3),
    "sum(x/(k^2 + 1), k, 1, oo)": ("2", lambda x: x * (mpmath.pi * mpmath.coth(mpmath.pi) - 1) / 2),
    "sum(1/(k^2 + x^2), k, 1, oo)": ("30.5", lambda x: (mpmath.pi * x * mpmath.coth(mpmath.pi * x) - 1) / (2 * x**2)),
    "sum(1/(k^2 - x^2), k, -2, oo)": ("0.5", lambda x: 1 / (2 * x) * (mpmath.psi(0, -2 + x) - mpmath.psi(0, -2 - x))),
    "sum((-1)^k/(k + x), k, 1, oo)": ("0.5", lambda x: (mpmath.psi(0, (1 + x) / 2) - mpmath.psi(0, (2 + x) / 2)) / 2),
    "sum((-1)^(k + 1)*x/k, k, 1, oo)": ("3", lambda x: x * mpmath.log(2)),
    "sum((-1)^k*x*k/(k^2 + 1), k, 2, oo)": ("2", lambda x: x * mpmath.re(mpmath.psi(0, mpmath.mpc(1.5, 0.5)) - mpmath.psi(0, mpmath.mpc(1, 0.5))) / 2),
}  # fmt: skip


@pytest.mark.parametrize(("text", "known"), ENDLESS.items(), ids=[ascii(text) for text in ENDLESS])
def test_infinite_sums_with_a_bound_of_the_rest(
    text: str, known: tuple[str, Callable[[mpmath.mpf], mpmath.mpf]]
) -> None:
    at, value = known
    report = solve(Problem(text, at=(f"x={at}",)), Options(digits=30))
    (point,) = report.points
    assert {check.verdict for check in point.checks} == {Status.AGREE}
    with mpmath.workdps(40):
        assert abs(mpmath.mpf(str(point.value)) - value(mpmath.mpf(at))) < mpmath.mpf(10) ** -28


def test_no_infinite_sum_without_a_bound_adds_up_millions() -> None:
    for text in ("sum(x/(k^2 + 10^12), k, 1, oo)", "sum(1/(k^2 + x), k, -10^9, oo)"):
        (point,) = solve(Problem(text, at=("x=2",))).points
        assert [check.verdict for check in point.checks] == [Status.INCONCLUSIVE]
        assert "a sum of infinitely many terms: no bound of its rest is known" in f"{point}"


@pytest.mark.parametrize("text", ENDLESS, ids=[ascii(text) for text in ENDLESS])
def test_infinite_sums_with_a_bound_of_the_rest_are_certified(text: str) -> None:
    (point,) = solve(Problem(text, at=(f"x={ENDLESS[text][0]}",)), Options(certify=True)).points
    (check,) = point.checks
    assert check.certificate is not None
    assert check.certificate.verdict is Status.AGREE


@pytest.mark.parametrize(
    "text", ["sum(x/(k^2 + 1)^(2/3), k, 1, oo)", "sum(binomial(2*k, k)*x^k, k, 0, oo)", "sum(sin(k*x), k, 0, oo)"]
)
def test_infinite_sums_without_one_are_inconclusive(text: str) -> None:
    (point,) = solve(Problem(text, at=("x=2",))).points
    assert [check.verdict for check in point.checks] == [Status.INCONCLUSIVE]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("sum(x^k, k, 1, oo)", "2"),
        ("sum(k*x^k, k, 1, oo)", "-1"),
        ("sum(x*(-1)^k, k, 0, oo)", "1"),
        ("sum(x*k, k, 1, oo)", "3"),
        ("sum(x/k, k, 1, oo)", "3"),
        ("sum((k + x)/(k^2 + 1), k, 1, oo)", "3"),
        ("sum(x^k/k, k, 1, oo)", "1"),
        ("sum(x*k!*2^(-k), k, 0, oo)", "2"),
        ("sum(1/k^x, k, 1, oo)", "0.5"),
        ("sum(x/(k^2 + 1)^(1/3), k, 1, oo)", "2"),
        ("sum(exp(2*k - k*x)/k, k, 1, oo)", "2"),
        ("sum(k^(-x), k, 1, oo)", "-1"),
        ("sum(x^(k^2) - 2^(-k), k, 1, oo)", "2"),
    ],
)
def test_infinite_sums_that_diverge_are_undefined(text: str, at: str) -> None:
    (point,) = solve(Problem(text, at=(f"x={at}",))).points
    assert [check.verdict for check in point.checks] == [Status.UNDEFINED]
    words = "fall no faster than 1/k" if "/" in text else "do not tend to 0"
    assert f"the sum diverges: its terms {words}" in f"{point}"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("atan2(t - x, -1)", True),
        ("atan2(t - x, t)", True),
        ("atan2(t*x, -1)", False),
        ("atan2(t - x, 2)", False),
        ("atan2(t, x)", False),
    ],
)
def test_no_cut_of_atan2_moves_through_an_integrand(text: str, refused: bool) -> None:
    error = solve(Problem(f"integral({text}, t, -1, 1)", wrt=(("x",),))).error
    assert (error is not None and error.code == "no-derivative") == refused


def test_an_integral_over_the_whole_line_without_other_names_is_a_number() -> None:
    report = solve(Problem("x*integrate(exp(-t^2), t, -oo, oo)", at=("x=2",)))
    assert report.error is None
    assert report.verdict is Status.AGREE
    assert report.points[0].value == pytest.approx(2 * math.sqrt(math.pi), rel=1e-15)


def test_few_points_of_a_smooth_integral_are_compared_by_quadratures() -> None:
    whole = judged("x*integrate(exp(-t^2), t, -oo, oo)", "sqrt(pi)")
    assert (whole.verdict, whole.points) == (Status.AGREE, 6)


def test_a_quadrature_is_kept_for_the_next_time() -> None:
    graph = Graph()
    node = parse("integrate(exp(-t^2), t, -oo, oo)", GraphBuilder(graph))
    row = graph.heads[node]
    first = number(row, 63)()
    assert template_of(row).found == {(63,): first}
    assert number(row, 63)() is first
