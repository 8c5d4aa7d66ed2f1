"""Vector variables: readings, gradients in vector form and in components, points, and what is refused."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.differentiator import forward, reverse, tidy
from symdiff.evaluator import Evaluated, values_at
from symdiff.graph import Graph, GraphBuilder
from symdiff.parser import Names, parse
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.problems.vectors.builder import Vector, VectorBuilder
from symdiff.problems.vectors.names import with_vectors
from symdiff.reports.json_report import record
from symdiff.reports.report import Report

LENGTHS = {"x": 3, "u": 3, "y": 2}


def asked(text: str, **more: Any) -> Report:
    return solve(Problem(text, vectors=tuple(LENGTHS.items()), **more))


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("2*dot(x, x)", "x", "4*x"),
        ("sum(x)", "x", "ones(3)"),
        ("sum(x*x)", "x", "2*x"),
        ("sum(u*x)", "x", "u"),
        ("u*x", "x", "u"),
        ("x**3", "x", "3*x**2"),
        ("dot(u, x)", "u", "x"),
        ("norm(x)", "x", "x/sqrt(dot(x, x))"),
        ("a*sum(x) + b", "x", "a*ones(3)"),
        ("dot(u, u)", "x", "zeros(3)"),
        ("exp(-dot(x, x)/2)", "x", "-x*exp(-dot(x, x)/2)"),
        ("sum(sin(x)*u**2)", "u", "2*u*sin(x)"),
        ("mean(x**2)", "x", "2*x/3"),
        ("dot(x, x)**2", "x", "4*x*dot(x, x)"),
        ("sum(x)*sum(sin(x))", "x", None),  # one sum is flattened into another
        ("dot(cross(x, u), x)", "u", "zeros(3)"),
        ("x[0]*x[1]*x[2]", "x", None),
        ("softplus(dot(u, x))", "x", "u*exp(dot(u, x))/(exp(dot(u, x)) + 1)"),
    ],
)
def test_vector_forms(text: str, name: str, form: str | None) -> None:
    wrt = tuple((f"{name}[{i}]",) for i in range(LENGTHS[name]))
    report = asked(text, wrt=wrt)
    assert report.error is None
    assert dict(report.vectors)[name] == form


@pytest.mark.parametrize(
    "text", ["2*dot(x, x)", "norm(x - u)", "sum(exp(x)*u)", "prod(x)", "max(x)", "mean(x)*sum(u/x)", "log(sum(exp(x)))"]
)
def test_components_are_right_by_both_sweeps(text: str) -> None:
    graph = Graph()
    builder = VectorBuilder(GraphBuilder(graph), LENGTHS)
    root = parse(text, builder, names=with_vectors(Names(), builder))
    names = graph.symbols([root])
    point = {name: graph.number(Fraction(3 * k + 5, 7)) for k, name in enumerate(names)}
    backward = reverse(graph, root, names)
    for name in names:
        one, other = values_at(graph, (forward(graph, root, name), backward[name]), point)
        assert isinstance(one, Evaluated)
        assert isinstance(other, Evaluated)
        assert abs(one.value - other.value) <= 1e-13 * max(1, abs(one.value))
    report = asked(text, at=("x=[1/2,3/4,2],u=[1,3,5/2]",))
    assert report.error is None
    assert str(report.verdict) == "agree"


def test_the_gradient_of_the_tutorial() -> None:
    report = solve(Problem("2*dot(x,x)", vectors=(("x", 4),), at=("x=[0,1,2,3]",)))
    assert [check.symbolic for check in report.points[0].checks] == [0, 4, 8, 12]
    assert report.vectors == (("x", "4*x"),)
    assert json.loads(record(report))["vectors"] == {"x": "4*x"}


def test_an_index_is_no_sign_of_another_syntax() -> None:
    report = solve(Problem("u*Xs[1]", vectors=(("Xs", 2),), let=(("u", "Xs[0]"),)))
    assert report.error is None
    assert [derivative.expression for derivative in report.derivatives] == ["Xs[1]", "Xs[0]"]


def test_components_go_by_their_index() -> None:
    report = solve(Problem("dot(x,x)", vectors=(("x", 12),)))
    assert [derivative.wrt for derivative in report.derivatives] == [(f"x[{i}]",) for i in range(12)]


def test_long_vectors() -> None:
    """The components' texts would be longer than the bound on output; the vector form is not."""
    report = solve(Problem("norm(x)", vectors=(("x", 1000),)), Options(text=False, timeout=20))
    assert report.vectors == (("x", "x/sqrt(dot(x, x))"),)
    assert report.error is None


def test_a_vector_formula_says_what_its_value_is() -> None:
    report = asked("u*x", wrt=(("x",),))
    assert report.notes == (
        "the formula is a vector: its value is shown as the sum, and each derivative is that of the component alone",
    )


@pytest.mark.parametrize(
    ("text", "more", "message"),
    [
        ("dot(x, y)", {}, "vectors of 2 and 3 components do not go together"),
        ("x + y", {}, "vectors of 2 and 3 components do not go together"),
        ("dot(x, 2)", {}, "dot takes vectors"),
        ("norm(a)", {}, "norm takes a vector"),
        ("cross(y, y)", {}, "cross takes two vectors of three components"),
        ("x[3]", {}, "x[3] is past the last component"),
        ("x[-1]", {}, "a component needs a whole number from 0 on"),
        ("x[a]", {}, "a component needs a whole number from 0 on"),
        ("cross(x, u)[0]", {}, "an index belongs to a name, as in x[0]"),
        ("x*sum(x)", {}, "the formula is a vector, and its component 0 depends on x[1]"),
        ("[x, 1]", {}, "the components of a vector are numbers"),
        ("ones(a)", {}, "ones takes a number of components"),
        ("dot(x, x)", {"at": ("x=[1,2]",)}, "the vector 'x' has 3 components, and the point gives 2 components"),
        ("dot(x, x)", {"at": ("x=1",)}, "the vector 'x' has 3 components, and the point gives no list of components"),
        ("dot(x, x)", {"at": ("x=[1,2,0:1:3]",)}, "a range cannot stand in the vector 'x'"),
        ("dot(x, x)", {"at": ("a=1",)}, "the point gives no value to the vector 'x'"),
        ("dot(x, x)", {"wrt": (("x[7]",),)}, "there is no component 'x[7]'"),
        ("dot(x, x)", {"wrt": (("x", "u"),)}, "a mixed derivative is by scalars, and 'x' is a vector"),
        ("x", {"kind": "hessian"}, "a scalar is needed here, not a vector"),
    ],
)  # fmt: skip
def test_refusals(text: str, more: dict[str, Any], message: str) -> None:
    report = asked(text, **more)
    assert report.error is not None
    assert report.error.message == message
    assert report.error.hint


@pytest.mark.parametrize(
    ("vectors", "more", "message"),
    [
        ((("x", 3), ("x", 4)), {}, "the vector 'x' has two lengths: 3 and 4"),
        ((("pi", 3),), {}, "'pi' cannot be the name of a vector"),
        ((("2x", 3),), {}, "'2x' cannot be the name of a vector"),
        ((("x", 3),), {"variables": ("x",)}, "'x' is a vector and also a variable or a definition"),
        ((("x", 3),), {"let": (("x", "1"),)}, "'x' is a vector and also a variable or a definition"),
        ((("x", 10**9),), {}, "a vector has 1 to 100,000 components, not 1000000000"),
    ],
)
def test_bad_declarations(vectors: tuple[tuple[str, int], ...], more: dict[str, Any], message: str) -> None:
    report = solve(Problem("1", vectors=vectors, **more))
    assert report.error is not None
    assert (report.error.code, report.error.message) == ("usage", message)


def test_functions_of_vectors_are_unknown_without_vectors() -> None:
    report = solve(Problem("dot(x, x)"))
    assert report.error is not None
    assert report.error.code == "unknown-function"


SHAPES = st.recursive(
    st.sampled_from(["x", "u", "2", "a", "dot(x, u)", "norm(x)"]),
    lambda below: st.one_of(
        st.tuples(below, st.sampled_from(["+", "*", "-"]), below).map("({0[0]} {0[1]} {0[2]})".format),
        st.tuples(st.sampled_from(["sin", "exp"]), below).map("{0[0]}({0[1]})".format),
    ),
    max_leaves=6,
)


@given(SHAPES)
def test_a_vector_form_reads_back_to_the_components(inner: str) -> None:
    report = asked(f"sum(({inner})*ones(3))", wrt=(("x",),))
    assert report.error is None, report.error
    form = dict(report.vectors)["x"]
    if form is None:
        return
    graph = Graph()
    builder = VectorBuilder(GraphBuilder(graph), LENGTHS)
    names = with_vectors(Names(), builder)
    again = parse(form, builder, names=names)
    assert isinstance(again, Vector)
    parts = [parse(derivative.expression or "", builder, names=names) for derivative in report.derivatives]
    point = {name: graph.number(Fraction(k + 3, 8)) for k, name in enumerate(graph.symbols([*again.nodes, *parts]))}
    tidied = tidy(graph, [*again.nodes, *parts])
    for one, other in zip(again.nodes, parts, strict=True):
        left, right = values_at(graph, (tidied[one], tidied[other]), point)
        assert isinstance(left, Evaluated)
        assert isinstance(right, Evaluated)
        assert abs(left.value - right.value) <= left.bound + right.bound
