"""solve: everything that is asked about one formula, and what the report holds."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
import sympy

from symdiff import Options, Problem, Report, solve
from symdiff.answers.simplification import has_values_of
from symdiff.graph import Graph, GraphBuilder
from symdiff.limits import Limits
from symdiff.parser import Names, parse
from symdiff.reports.json_report import record
from symdiff.status import Status


def solved(text: str, options: Options | None = None, **asked: object) -> Report:
    report = solve(Problem(text, **asked), options or Options())  # type: ignore[arg-type]
    assert report.error is None, report.error
    return report


def texts(report: Report) -> dict[tuple[str, ...], str | None]:
    return {answer.wrt: answer.expression for answer in report.derivatives}


# Which derivatives.


def test_the_one_variable() -> None:
    report = solved("x**2+x+1")
    assert (report.source, report.variables, report.kind) == ("x**2+x+1", ("x",), "diff")
    assert texts(report) == {("x",): "2*x + 1"}
    assert (report.points, report.expected, report.verdict) == ((), None, None)
    assert report.seconds > 0


def test_the_gradient_is_in_alphabetical_order() -> None:
    report = solved("z*b + a*x")
    assert list(texts(report).items()) == [(("a",), "x"), (("b",), "z"), (("x",), "a"), (("z",), "b")]


def test_a_constant_has_derivative_0_by_x() -> None:
    report = solved("pi**2 + 3")
    assert (report.variables, texts(report)) == ((), {("x",): "0"})


def test_by_names_in_the_order_asked() -> None:
    assert list(texts(solved("x*y", wrt=(("y",), ("x",))))) == [("y",), ("x",)]
    assert texts(solved("x*y", wrt=(("t",),))) == {("t",): "0"}


def test_a_higher_order_repeats_the_name() -> None:
    assert texts(solved("x**4*y", order=2)) == {("x", "x"): "12*x**2*y", ("y", "y"): "0"}


def test_a_mixed_derivative() -> None:
    assert texts(solved("x**2*y**3", wrt=(("x", "y"),))) == {("x", "y"): "6*x*y**2"}
    assert texts(solved("x**2*y**3", wrt=(("x", "y"), ("y",)), order=1)) == {
        ("x", "y"): "6*x*y**2",
        ("y",): "3*x**2*y**2",
    }


def test_a_name_to_differentiate_by_is_a_variable() -> None:
    assert texts(solved("e**2", wrt=(("e",),))) == {("e",): "2*e"}
    assert texts(solved("pi*x", wrt=(("pi",),))) == {("pi",): "x"}
    assert texts(solved("e**x")) == {("x",): "exp(x)"}


def test_declared_names_are_variables() -> None:
    report = solved("e**2*x", variables=("e",))
    assert report.variables == ("e", "x")
    assert report.declared == ("e",)
    assert texts(report) == {("e",): "2*e*x", ("x",): "e**2"}


# Definitions.


def test_definitions_build_on_one_another() -> None:
    report = solved("sin(v)", let=(("u", "x**2"), ("v", "3*u")))
    assert report.variables == ("x",)
    assert texts(report) == {("x",): "6*x*cos(3*x**2)"}


def test_a_definition_comes_before_a_constant_and_a_function() -> None:
    assert texts(solved("e*x", let=(("e", "x"),))) == {("x",): "2*x"}


def test_a_definition_is_evaluated_as_typed() -> None:
    assert solved("u", let=(("u", "x/x"),), at=("0",)).verdict is Status.UNDEFINED


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"let": (("x", "2"),), "wrt": (("x",),)}, "definition"),
        ({"let": (("u", "v"), ("v", "u")), "variables": ("u",)}, "definition"),
        ({"let": (("u", "sine(x)"),)}, "unknown-function"),
        ({"at": ("y=1",)}, "missing-value"),
        ({"at": ("x=sin",)}, "bad-point"),
        ({"expected": "2*"}, "syntax"),
    ],
)
def test_errors_beside_the_formula(asked: dict[str, object], code: str) -> None:
    report = solve(Problem("x**2", **asked))  # type: ignore[arg-type]
    assert report.error is not None and report.error.code == code
    assert report.derivatives == () and report.points == ()


# Values and checks.


def test_the_main_road() -> None:
    report = solved("x**2+x+1", at=("1.0",))
    (point,) = report.points
    assert (point.at, point.value, point.note) == ({"x": "1.0"}, 3.0, None)
    (check,) = point.checks
    assert (check.wrt, check.symbolic, check.verdict) == (("x",), 3.0, Status.AGREE)
    assert [estimate.method for estimate in check.estimates] == ["forward", "central"]
    for estimate in check.estimates:
        assert isinstance(estimate.value, float) and estimate.error is not None and estimate.bound is not None
        assert estimate.error == abs(estimate.value - 3.0) <= estimate.bound
        assert estimate.step is not None and estimate.step > 0
        assert estimate.verdict is Status.AGREE
    assert report.verdict is Status.AGREE


def test_methods_and_step_as_asked() -> None:
    report = solved("x**2", Options(methods=("backward",), step=0.5), at=("1",))
    (estimate,) = report.points[0].checks[0].estimates
    assert (estimate.method, estimate.step, estimate.value) == ("backward", 0.5, 1.5)


def test_an_unknown_method() -> None:
    report = solve(Problem("x", at=("1",)), Options(methods=("sideways",)))
    assert report.error is not None and report.error.code == "usage"


def test_every_point_and_every_derivative() -> None:
    report = solved("x*y", at=("x=0:1:2,y=2", {"x": "3", "y": "4"}))
    assert [point.at for point in report.points] == [{"x": "0", "y": "2"}, {"x": "1", "y": "2"}, {"x": "3", "y": "4"}]
    assert [[check.wrt for check in point.checks] for point in report.points] == [[("x",), ("y",)]] * 3


def test_higher_orders_are_checked_against_the_one_below() -> None:
    (point,) = solved("sin(x)", order=3, at=("0.5",)).points
    (check,) = point.checks
    assert check.wrt == ("x", "x", "x")
    assert check.verdict is Status.AGREE
    assert check.note is not None and check.note.startswith("differences of the derivative of order 2")


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("x/x", "0", "x/x"),
        ("sqrt(x)**2", "-1", "sqrt(x)"),
        ("log(x)-log(x)", "-1", "log(x)"),
        ("x**(1/3)", "-8", "x**(1/3)"),
        ("asin(x)", "2", "asin(x)"),
        ("1/x", "0", "1/x"),
    ],
)
def test_a_formula_is_undefined_where_it_was_typed_so(text: str, at: str, reason: str) -> None:
    """Although the derivative is short, and has a value there."""
    report = solved(text, at=(at,))
    (point,) = report.points
    assert report.verdict is Status.UNDEFINED
    assert point.value is None and point.note is not None and reason in point.note
    (check,) = point.checks
    assert (check.symbolic, check.estimates, check.verdict) == (None, (), Status.UNDEFINED)
    assert check.note and "nan" not in check.note


def test_a_kink_names_both_slopes_and_the_part_responsible() -> None:
    report = solved("abs(x)+x", at=("0",))
    (check,) = report.points[0].checks
    assert report.points[0].value == 0.0
    assert (check.symbolic, check.verdict) == (None, Status.UNDEFINED)
    assert check.note is not None
    assert "abs(x)" in check.note and "0" in check.note and "2" in check.note


def test_the_worst_verdict_counts() -> None:
    assert solved("abs(x)", at=("1", "0")).verdict is Status.UNDEFINED
    assert solved("x**2", at=("1",), expected="3*x").verdict is Status.DISAGREE


def test_digits_are_text_and_all_right() -> None:
    report = solved("sqrt(x)", Options(digits=30), at=("2",))
    (point,) = report.points
    assert point.value == "1.41421356237309504880168872421"
    assert point.checks[0].symbolic == "0.353553390593273762200422181052"


def test_digits_that_cannot_be_had() -> None:
    report = solve(Problem("x", at=("1/3",)), Options(digits=10**9))
    assert report.error is not None and report.error.code == "precision"


# Text.


@pytest.mark.parametrize("text", ["sin(x**2)*exp(x**2)/(1 + x**2)", "(sin(x)*cos(x))**5", "t1*sin(x)*exp(t1*sin(x))"])
def test_shared_parts_mean_the_same(text: str) -> None:
    report = solved(text, Options(shared=True), wrt=(("x",),))
    (answer,) = report.derivatives
    assert answer.let and answer.expression is not None
    builder = GraphBuilder(Graph())
    definitions: dict[str, int] = {}
    for name, part in answer.let:
        assert name not in text  # a name of its own
        definitions[name] = parse(part, builder, names=Names(frozenset(), dict(definitions)))
    at = {"x": "0.75", "t1": "1.25"} if "t1" in text else {"x": "0.75"}
    whole = solved(answer.expression, let=answer.let, wrt=(("x",),), at=(at,))
    assert whole.points[0].value == pytest.approx(
        solved(text, wrt=(("x",),), at=(at,)).points[0].checks[0].symbolic, rel=1e-13
    )


def test_simplify_none_collects_nothing() -> None:
    text = "x*sin(x)+x*sin(x)"
    raw = texts(solved(text, Options(simplify="none")))[("x",)]
    assert raw == "(x*cos(x) + sin(x)) + (x*cos(x) + sin(x))"
    assert texts(solved(text, Options(simplify="light"))) == {("x",): "2*x*cos(x) + 2*sin(x)"}


LIGHT = "2*sin(x)*cos(x)"


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("root(x, 5)*x", "6*real_root(x, 5)/5"),
        ("cbrt(x)/x", "-2/(3*cbrt(x)**5)"),
        ("sqrt(abs(x))/x**2", "-3/(2*x*abs(x)**(3/2))"),
        ("cbrt(x**2)/x", "-1/(3*cbrt(x)**4)"),
    ],
)
def test_the_shortest_form_has_values_on_both_sides_of_0(text: str, printed: str) -> None:
    assert texts(solved(text, Options(simplify="full"))) == {("x",): printed}
    for at in ("-2", "3"):
        short, light = (solve(Problem(text, at=(at,)), Options(simplify=how)) for how in ("full", "light"))
        assert short.verdict == light.verdict == "agree"


@pytest.mark.parametrize(
    ("light", "short", "taken"),
    [
        ("x", "sqrt(x)**2", False),
        ("x", "exp(log(x))", False),
        ("abs(x)**(4/5)", "x**(4/5)", False),
        ("sqrt(x**2*y)", "x*sqrt(y)", False),
        ("x*y", "sqrt(x**2)*y", False),
        ("x/x", "1", True),
        ("sqrt(x)**2", "x", True),
        ("2*sin(x)*cos(x)", "sin(2*x)", True),
    ],
)
def test_a_form_that_loses_a_piece_of_the_domain_is_not_taken(light: str, short: str, taken: bool) -> None:
    builder = GraphBuilder(Graph())
    assert has_values_of(builder.graph, parse(light, builder), parse(short, builder)) is taken


@pytest.mark.parametrize(
    ("simplifier", "printed"),
    [
        (lambda tree: sympy.sin(2 * sympy.Symbol("x")), "sin(2*x)"),
        (lambda tree: sympy.Symbol("x"), LIGHT),  # shorter and wrong
        (lambda tree: sympy.Symbol("z"), LIGHT),  # another variable
        (lambda tree: sympy.zoo, LIGHT),
        (lambda tree: 1 / 0, LIGHT),
    ],
    ids=["right", "wrong", "other variable", "pole", "crash"],
)
def test_what_sympy_shortens_is_believed_only_where_values_agree(
    monkeypatch: pytest.MonkeyPatch, simplifier: Any, printed: str
) -> None:
    monkeypatch.setattr(sympy, "simplify", simplifier)
    assert texts(solved("sin(x)**2", Options(simplify="full"))) == {("x",): printed}


def test_without_text_there_is_none() -> None:
    (answer,) = solved("x**2", Options(text=False), at=("1",)).derivatives
    assert answer.expression is None


def test_a_text_past_its_bound_is_a_note_where_values_are_asked_for() -> None:
    options = Options(limits=Limits(max_output=1000))
    text = "sin(" * 60 + "x" + ")" * 60
    report = solved(text, options, at=("0.5",))
    (answer,) = report.derivatives
    assert answer.expression is None
    assert answer.note == "the result is longer than 1,000 characters"
    assert report.verdict is Status.AGREE
    alone = solve(Problem(text), options)
    assert alone.error is not None and alone.error.code == "too-large-output"


# The derivation.


@pytest.mark.parametrize(
    "text",
    ["x", "7", "3*x**2*sin(x)/(x+1)", "exp(-x**2/2)", "x**x", "atan2(x, 2)", "sqrt(x)*log(x, 3)", "max(x, 1)**3"],
)
def test_the_root_step_is_the_answer(text: str) -> None:
    (answer,) = solved(text, Options(explain=True)).derivatives
    assert answer.steps
    assert answer.steps[-1].result == answer.expression
    assert answer.steps == solved(text, Options(explain=True)).derivatives[0].steps
    for position, step in enumerate(answer.steps):
        assert step.id == position
        assert all(below < position for below in step.operands)
        assert step.statement.startswith("d/dx ")
    assert texts(solved(text)) == {answer.wrt: answer.expression}  # the same with and without


def test_steps_of_a_second_derivative_go_on_from_the_first() -> None:
    (answer,) = solved("x**3", Options(explain=True), order=2).derivatives
    assert answer.steps is not None
    assert [step.id for step in answer.steps] == list(range(len(answer.steps)))
    assert next(step.result for step in answer.steps if step.rule in ("power", "constant multiple")) == "3*x**2"
    assert answer.steps[-1].result == answer.expression == "6*x"


def test_the_chain_through_a_definition_shows() -> None:
    (answer,) = solved("sin(u)**2", Options(explain=True), let=(("u", "x**2"),)).derivatives
    assert answer.steps is not None
    by_text = {step.expression: step for step in answer.steps}
    assert (by_text["x**2"].name, by_text["x**2"].result) == ("u", "2*x")
    assert by_text["sin(u)"].partials == ("cos(u)",)
    assert by_text["sin(u)"].operands == (by_text["x**2"].id,)


# What goes wrong is in the report.


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        ("sine(x)", Options(), "unknown-function"),
        ("x +", Options(), "syntax"),
        ("", Options(), "empty"),
        ("10**4001", Options(), "too-many-digits"),
        ("polygamma(x, x)", Options(), "no-derivative"),
        ("((((x))))", Options(limits=Limits(max_depth=3)), "too-deep"),
        ("x*y*z", Options(limits=Limits(max_nodes=3)), "too-many-nodes"),
        ("x*y*z", Options(limits=Limits(max_length=3)), "too-long"),
        ("x", Options(syntax="runes"), "usage"),
    ],
)
def test_a_bad_formula_is_a_report(text: str, options: Options, code: str) -> None:
    report = solve(Problem(text, id="here"), options)
    assert report.error is not None and report.error.code == code
    assert (report.source, report.id, report.derivatives, report.verdict) == (text, "here", (), None)
    assert json.loads(record(report))["error"]["code"] == code


@pytest.mark.usefixtures("own_heap")
def test_the_time_budget_is_kept() -> None:
    text = "+".join(f"sin(x**{k})*cos({k}*x)" for k in range(30000))
    reports = [solve(Problem(text), Options(timeout=0.2)) for _ in range(3)]
    assert all(report.error is not None and report.error.code == "time-out" for report in reports)
    # A moment of a busy machine can fall into one of them.
    assert min(report.seconds for report in reports) < 2


@pytest.mark.parametrize(
    "text", ["max(2)*x", "min(2)*x", "max(x)", "x*0/0", "0**0*x", "0**(-1)*x", "log(0)*x", "sign(0)*x", "floor(1/2)*x"]
)
def test_odd_constants_have_an_ordinary_answer(text: str) -> None:
    """Never an exception: a derivative or an error of a known code."""
    report = solve(Problem(text, at=("x=1",)))
    assert report.error is None or report.error.code != "internal"


def test_a_report_is_plain_data() -> None:
    report = solved("sin(x)*x", Options(explain=True, shared=True), at=("1",), expected="x")
    assert pickle.loads(pickle.dumps(report)) == report
    found = json.loads(record(report))
    assert found["schema"] == 1 and found["verdict"] == "disagree"
    assert found["derivatives"][0]["steps"][-1]["result"]


def test_formulas_do_not_know_of_one_another() -> None:
    """The same problem has the same report, whatever was solved before it."""
    first = solved("y*x + sin(x)/y", at=("x=1,y=2",))
    solved("sin(x)/y - y")
    again = solved("y*x + sin(x)/y", at=("x=1,y=2",))
    assert (again.derivatives, again.points) == (first.derivatives, first.points)


@pytest.mark.parametrize("text", ["1/(2*x - 2*x)", "0/(x - x)", "log(x - x)", "(x - x)**(-1/2)", "3 + 1/(x/2 - x/2)"])
def test_a_formula_without_a_value_has_no_derivative(text: str) -> None:
    report = solve(Problem(text))
    assert report.error is not None
    assert report.error.code == "undefined"


@pytest.mark.parametrize("text", ["5", "x/x", "floor(x)", "0**x", "if(x < 0, 1/(x - x), 3)"])
def test_a_derivative_of_0_is_given(text: str) -> None:
    report = solve(Problem(text))
    assert report.error is None
    assert report.derivatives[0].expression == "0"


def test_what_is_neither_a_problem_nor_a_text_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(TypeError, match="^a Problem or a formula's text is needed here, not 'int'$"):
        solve(3)  # type: ignore[arg-type]
