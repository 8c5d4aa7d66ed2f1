"""Derivatives as people know them, both sweeps, and costs counted in operand slots."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from symdiff import operators as op
from symdiff.differentiator import derive, forward, forward_steps, gradient, reverse, rule_for, tidy
from symdiff.errors import SymdiffError
from symdiff.evaluator.values.at_points import digits_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, parse

KNOWN = [
    ("5", "0"),
    ("x", "1"),
    ("-x", "-1"),
    ("x**2+x+1", "2*x + 1"),
    ("4x^3+x^2+3", "12*x**2 + 2*x"),
    ("x**3", "3*x**2"),
    ("x*x*x", "3*x**2"),
    ("cos(x)", "-sin(x)"),
    ("exp(x)", "exp(x)"),
    ("e^x", "exp(x)"),
    ("exp(2*x)", "2*exp(2*x)"),
    ("2**x", "2**x*log(2)"),
    ("log(x)", "1/x"),
    ("log(x, 2)", "1/(x*log(2))"),
    ("sqrt(x)", "1/(2*sqrt(x))"),
    ("1/x", "-1/x**2"),
    ("x*sin(x)", "x*cos(x) + sin(x)"),
    ("x/(x+1)", "1/(x + 1) - x/(x + 1)**2"),
    ("(2x+1)^5", "10*(2*x + 1)**4"),
    ("x**x", "x**x*(log(x) + 1)"),
    ("tan(x)", "sec(x)**2"),
    ("tanh(x)", "sech(x)**2"),
    ("asin(x)", "1/sqrt(1 - x**2)"),
    ("log(sin(x))", "cos(x)/sin(x)"),
    ("9.81*t**2/2", "9.81*t"),
    ("0.1*x**1.5", "0.15*x**0.5"),
    ("cbrt(x)", "1/(3*cbrt(x)**2)"),
    ("abs(x)", "sign(x)"),
    ("abs(x)**3", "3*x*abs(x)"),
    ("max(x, 0)**2", "2*Max(x, 0)*Heaviside(x)"),
    ("x**2/x", "1"),
    ("x/x", "0"),
    ("sqrt(x)**2", "1"),
    ("log(x)-log(x)", "0"),
    ("exp(-x**2/2)", "-x*exp(-x**2/2)"),
    ("(x+1)(x-1)", "2*x"),
    ("1-x", "-1"),
    ("x**100", "100*x**99"),
    ("1e400*x", "1" + "0" * 400),
]


def built(text: str, variables: frozenset[str] = frozenset()) -> tuple[Graph, int]:
    graph = Graph()
    return graph, parse(text, GraphBuilder(graph), names=Names(variables))


@pytest.mark.parametrize(("text", "answer"), KNOWN)
def test_known_derivatives_are_tidy(text: str, answer: str) -> None:
    graph, root = built(text)
    name = (graph.symbols([root]) or ["x"])[0]
    assert write(graph, derive(graph, root, [name])) == answer


@pytest.mark.parametrize(
    ("text", "order", "answer"),
    [
        ("x**4", 4, "24"),
        ("x**4", 5, "0"),
        ("sin(x)", 3, "-cos(x)"),
        ("exp(3x)", 2, "9*exp(3*x)"),
        ("log(x)", 3, "2/x**3"),
    ],
)
def test_higher_orders(text: str, order: int, answer: str) -> None:
    graph, root = built(text)
    assert write(graph, derive(graph, root, ["x"] * order)) == answer


def test_mixed_partials_do_not_depend_on_the_order() -> None:
    graph, root = built("x**2*y**3*sin(x*y)")
    point = {"x": graph.number(2), "y": graph.number(3)}
    texts = {digits_at(graph, derive(graph, root, names), point, 30) for names in (["x", "y"], ["y", "x"])}
    assert len(texts) == 1


def test_tutorial_gradient() -> None:
    graph, root = built("(w2*(w1*x0+b1)-b2-y0)**2")
    assert {name: write(graph, node) for name, node in gradient(graph, root, ["b2", "w2"]).items()} == {
        "b2": "-2*(w2*(w1*x0 + b1) - b2 - y0)",
        "w2": "2*(w1*x0 + b1)*(w2*(w1*x0 + b1) - b2 - y0)",
    }


ORDINALS = ("first", "second", "third")
MISSING = [
    (row, count, position)
    for row in op.FUNCTIONS
    for count in range(row.arity[0], (row.arity[1] or row.arity[0]) + 1)
    for position in range(count)
    if rule_for(row, tuple(other == position for other in range(count))) is None
]
"""Every operand whose partial has no closed form: row, number of operands, position."""


@pytest.mark.parametrize(("row", "count", "position"), MISSING, ids=lambda part: getattr(part, "name", part))
@pytest.mark.parametrize("sweep", [forward, reverse], ids=["forward", "reverse"])
def test_a_missing_partial_names_the_operand(row: op.Operator, count: int, position: int, sweep: Callable) -> None:
    graph = Graph()
    x, y = graph.symbol("x"), graph.symbol("y")
    for others in (y, x):  # alone, and with the operands that have a partial
        operands = [x if k == position else others if (row, count, k) not in MISSING else y for k in range(count)]
        with pytest.raises(SymdiffError) as caught:
            sweep(graph, graph.intern(row, tuple(operands)), "x")
        assert str(caught.value) == (
            f"error[no-derivative]: the derivative of '{row.name}' by its {ORDINALS[position]} argument has no closed form\n"
            f"hint: the {ORDINALS[position]} argument of '{row.name}' must not depend on the variable"
        )


def test_which_partials_are_missing() -> None:
    assert {f"{row.name} {ORDINALS[position]}" for row, _, position in MISSING} == {
        "real_root second", "polygamma first", "uppergamma first", "lowergamma first", "zeta first", "polylog first",
        "expint first", "LambertW second", "besselj first", "bessely first", "besseli first", "besselk first", "jn first",
        "yn first", "legendre first", "chebyshevt first", "chebyshevu first", "gegenbauer first", "gegenbauer second",
        "hermite first", "laguerre first", "assoc_laguerre first", "assoc_laguerre second",
    }  # fmt: skip


def test_the_root_step_holds_the_derivative() -> None:
    graph, root = built("3*x**2*sin(x)/(x+1)")
    steps = forward_steps(graph, root, "x")
    assert steps[-1].result == forward(graph, root, "x")
    assert [step.rule.name for step in steps] == [
        "identity",
        "power",
        "sine",
        "constant",
        "sum",
        "product",
        "quotient",
        "constant multiple",
    ]
    for position, step in enumerate(steps):
        assert all(below < position for below in step.below)


@pytest.mark.parametrize("text", ["x", "5", "pi"])
def test_a_leaf_has_one_step(text: str) -> None:
    graph, root = built(text)
    assert [step.rule.name for step in forward_steps(graph, root, "x")] == ["identity" if text == "x" else "constant"]


@pytest.mark.parametrize("name", ["feynman", "rubi", "peers", "optim"])
def test_forward_and_reverse_agree(published: Callable[..., list], name: str) -> None:
    """The two sweeps give the same value: compared as canonical nodes, and where these differ, as 60-digit numbers."""
    for row in published(name):
        graph = Graph()
        builder = GraphBuilder(graph)
        root = parse(row["expr"], builder, names=Names(frozenset(row["vars"])))
        point = {key: builder.number(Fraction(value)) for key, value in row["point"].items()}
        backward = reverse(graph, root, row["wrt"])
        for wrt in row["wrt"]:
            pair = [forward(graph, root, wrt), backward[wrt]]
            tidied = tidy(graph, pair)
            if tidied[pair[0]] != tidied[pair[1]]:
                assert digits_at(graph, pair[0], point, 30) == digits_at(graph, pair[1], point, 30), row["id"]


def slots(build: Callable[[GraphBuilder, int], int], size: int, *, sweep: str = "forward") -> int:
    """Operand slots that the derivative of a formula of that size adds, tidied."""
    graph = Graph()
    root = build(GraphBuilder(graph), size)
    before = graph.slots
    names = graph.symbols([root])
    if sweep == "forward":
        derive(graph, root, names[:1])
    else:
        gradient(graph, root, names)
    return graph.slots - before


def flat_product(builder: GraphBuilder, size: int) -> int:
    return builder.product(tuple(builder.symbol(f"x{k}") for k in range(size)))


def tower(builder: GraphBuilder, size: int) -> int:
    node = builder.symbol("x")
    for _ in range(size):
        node = builder.call(op.sin, (node,))
    return node


def doubling(builder: GraphBuilder, size: int) -> int:
    node = builder.symbol("x")
    for _ in range(size):
        node = builder.product((builder.call(op.sin, (node,)), node))
    return node


def alternating(builder: GraphBuilder, size: int) -> int:
    node = x = builder.symbol("x")
    for k in range(size):
        node = builder.sum((node, builder.number(k))) if k % 2 else builder.product((node, x))
    return node


@pytest.mark.parametrize(
    ("build", "sweep"),
    [
        (flat_product, "reverse"),
        (tower, "forward"),
        (doubling, "forward"),
        (alternating, "forward"),
        (tower, "reverse"),
    ],
)
def test_cost_is_linear_in_the_size(build: Callable[[GraphBuilder, int], int], sweep: str) -> None:
    small, large = (slots(build, size, sweep=sweep) for size in (1000, 2000))
    assert large <= 2.3 * small


def test_a_power_of_e_beside_a_power_of_a_product_ends() -> None:
    graph = Graph()
    root = parse("log(e*(a*x)**n)**2", GraphBuilder(graph))
    assert write(graph, derive(graph, root, ("x",))) == "2*n*log(E*(a*x)**n)/x"
