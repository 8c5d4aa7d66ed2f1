"""Jacobians and Hessians: their entries, their zeros, their checks, and how every format prints them."""

from __future__ import annotations

import json
import time

import pytest
import sympy

from symdiff import Limits, Options, Problem, solve
from symdiff.batch.answer import solved
from symdiff.reports import terminal
from symdiff.reports.settings import Settings
from symdiff.status import Status

ROSENBROCK = "+".join(f"100*(x{i + 1} - x{i}**2)**2 + (1 - x{i})**2" for i in range(1, 100))
BANDED = [f"(3 - 2*x{i})*x{i} - x{max(i - 1, 1)} - 2*x{min(i + 1, 200)} + sin(x{i})" for i in range(1, 201)]


def ask(kind: str, *formulas: str, **fields: object) -> Problem:
    return Problem(formulas[0], kind=kind, others=tuple(formulas[1:]), **fields)  # type: ignore[arg-type]


def printed(problem: Problem, form: str = "plain", **options: object) -> str:
    settings = Settings(Options(**options), problem, format=form, word=True)  # type: ignore[arg-type]
    record = solved(problem, settings, 1)
    return record.text + record.diagnostic


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (ask("jacobian", "x*y", "x + sin(z)"), "y\tx\t0\n1\t0\tcos(z)\n"),
        (ask("jacobian", "x*y", wrt=(("y",), ("x",))), "x\ty\n"),
        (ask("jacobian", "7"), "0\n"),
        (ask("jacobian", "x*y", "2", wrt=(("t",),)), "0\n0\n"),
        (ask("hessian", "x**2*y + z"), "2*y\t2*x\t0\n2*x\t0\t0\n0\t0\t0\n"),
        (ask("hessian", "x**2*y", wrt=(("y",), ("x",))), "0\t2*x\n2*x\t2*y\n"),
        (ask("hessian", "3"), "0\n"),
        (ask("hessian", "e**2", variables=("e",)), "2\n"),
    ],
    ids=lambda found: found.source if isinstance(found, Problem) else "",
)
def test_plain(problem: Problem, text: str) -> None:
    assert printed(problem) == text


FORMULAS = ("x**2*sin(y*z)/w", "exp(x*y)*log(z)", "(x + y)**z", "atan2(x, y)*w", "sqrt(x*y*z*w)")


@pytest.mark.parametrize("simplify", ["none", "light"])
@pytest.mark.parametrize("explain", [False, True], ids=["reverse", "forward"])
@pytest.mark.parametrize("formula", FORMULAS)
def test_second_derivatives_of_both_sweeps_are_those_of_sympy(formula: str, explain: bool, simplify: str) -> None:
    report = solve(ask("hessian", formula), Options(explain=explain, simplify=simplify))
    names = sympy.symbols("w x y z", positive=True)
    known = {name.name: name for name in names}
    expected = sympy.hessian(sympy.parse_expr(formula, known), [known[name] for name in report.variables])
    found = {derivative.cell: derivative.expression for derivative in report.derivatives}
    place = dict(zip(names, (0.7, 1.3, 0.4, 2.1), strict=True))
    for row, column in [(i, j) for i in range(expected.rows) for j in range(expected.cols)]:
        ours = sympy.parse_expr(found.get((row, column)) or "0", known)
        # 1e-12 covers the cancellation that either form of these few terms can have at this place
        assert abs((ours - expected[row, column]).subs(place)) <= 1e-12 * (1 + abs(expected[row, column].subs(place)))


@pytest.mark.parametrize(
    ("problem", "count"),
    [
        (ask("jacobian", "x*y", "sin(x)/y", at=("x=1,y=2",)), 4),
        (ask("hessian", "x**2*sin(y) + z", at=("x=1,y=2,z=1/3",)), 4),
        (ask("hessian", "exp(x*y)", at=("x=0:1:3,y=-1",)), 12),
    ],
)
def test_every_entry_is_checked(problem: Problem, count: int) -> None:
    report = solve(problem)
    checks = [check for point in report.points for check in point.checks]
    assert len(checks) == count
    assert {check.verdict for check in checks} == {Status.AGREE}
    assert all(estimate.value is not None for check in checks for estimate in check.estimates)


def test_a_formula_without_a_value_spoils_its_own_row_only() -> None:
    report = solve(ask("jacobian", "log(x)*y", "x*y", at=("x=-1,y=2",)))
    (point,) = report.points
    assert point.values == (None, -2.0)
    assert [(check.name, check.verdict) for check in point.checks] == [
        ("df1/dx", Status.UNDEFINED),
        ("df1/dy", Status.UNDEFINED),
        ("df2/dx", Status.AGREE),
        ("df2/dy", Status.AGREE),
    ]


def test_the_second_derivative_of_a_kink_is_undefined() -> None:
    report = solve(ask("hessian", "abs(x)*x + y**2", at=("x=0,y=1",)))
    verdicts = {check.wrt: check.verdict for check in report.points[0].checks}
    assert verdicts[("x", "x")] is Status.UNDEFINED
    assert verdicts[("y", "y")] is Status.AGREE


def test_a_corner_of_the_formula_spoils_the_mixed_derivatives_on_both_sides() -> None:
    """The derivative of abs(x)*y by x does not exist at 0, though sign(0)*y differenced along y agrees with 0."""
    report = solve(ask("hessian", "abs(x)*y + y**2", at=("x=0,y=1",)))
    verdicts = {check.wrt: check.verdict for check in report.points[0].checks}
    assert verdicts == dict.fromkeys([("x", "x"), ("x", "y"), ("y", "x")], Status.UNDEFINED) | {
        ("y", "y"): Status.AGREE
    }
    smooth = solve(ask("hessian", "abs(x)*x*y", at=("x=0,y=1",)))
    assert {check.wrt: check.verdict for check in smooth.points[0].checks}["x", "y"] is Status.AGREE


def test_json() -> None:
    record = json.loads(printed(ask("jacobian", "x*y", "y", at=("x=1,y=2",)), "json"))
    assert (record["kind"], record["source"], record["sources"]) == ("jacobian", "x*y, y", ["x*y", "y"])
    assert record["matrix"] == {"rows": ["x*y", "y"], "columns": ["x", "y"]}
    assert record["derivatives"] == [
        {"name": "df1/dx", "cell": [0, 0], "wrt": ["x"], "expression": "y"},
        {"name": "df1/dy", "cell": [0, 1], "wrt": ["y"], "expression": "x"},
        {"name": "df2/dy", "cell": [1, 1], "wrt": ["y"], "expression": "1"},
    ]
    (point,) = record["points"]
    assert (point["value"], point["values"]) == (None, [2.0, 2.0])
    assert [check["cell"] for check in point["checks"]] == [[0, 0], [0, 1], [1, 1]]


def test_csv_numbers_the_rows_of_a_jacobian() -> None:
    rows = [line.split(",") for line in printed(ask("jacobian", "x", "x**2", at=("3",)), "csv").splitlines()]
    assert [(row[0], row[1], row[3], row[4], row[5]) for row in rows] == [
        ("1", "x", "3.0", "1.0", "forward"),
        ("1", "x", "3.0", "1.0", "central"),
        ("2", "x", "9.0", "6.0", "forward"),
        ("2", "x", "9.0", "6.0", "central"),
    ]


def test_latex() -> None:
    assert printed(ask("jacobian", "x/y", "y"), "latex") == (
        "J = \\begin{pmatrix}\n  \\frac{1}{y} & - \\frac{x}{y^{2}} \\\\\n  0 & 1 \\\\\n\\end{pmatrix}\n"
    )
    explained = printed(ask("jacobian", "x", "x**2"), "latex", explain=True)
    assert "\\end{pmatrix}\n\\begin{align*}\n  & \\frac{\\partial}{\\partial x} f_{1} = 1 \\\\\n" in explained
    assert "\\begin{align*}\n  & \\frac{\\partial}{\\partial x} f_{2} = 2 x \\\\\n" in explained


def test_pretty() -> None:
    assert printed(ask("hessian", "x**2*y"), "pretty") == "⎡2⋅y  2⋅x⎤\n⎢        ⎥\n⎣2⋅x   0 ⎦\n"


def test_a_terminal_shows_a_matrix_as_one() -> None:
    assert printed(ask("hessian", "x**2*y"), "rich") == "    x    y\nx [ 2*y  2*x ]\ny [ 2*x  0   ]\n"
    assert printed(ask("jacobian", "x*y", "x + sin(y)"), "rich") == (
        "             x  y\n       x*y [ y  x      ]\nx + sin(y) [ 1  cos(y) ]\n"
    )


def test_a_matrix_too_wide_for_the_terminal_is_a_list() -> None:
    report = solve(ask("jacobian", "sin(x)*exp(x)*log(x)/(1 + x**2) + x*y", "y"))
    assert terminal._matrix(report, 40, terminal.plain) is None
    assert terminal._matrix(report, 400, terminal.plain) is not None
    lines = [str(part) for part in terminal._parts(report, 40, terminal.plain)]
    assert lines[0].startswith("df1/dx = ")
    assert "0 elsewhere in the matrix of 2 x 2" in lines[-1]


def test_shared_parts_stand_once_for_the_whole_matrix() -> None:
    text = printed(ask("jacobian", "sin(x*y)", "cos(x*y)"), shared=True)
    assert text == "t1 = x*y\nt2 = sin(t1)\nt3 = cos(t1)\ny*t3\tx*t3\n-y*t2\t-x*t2\n"
    report = solve(ask("jacobian", "sin(x*y)", "cos(x*y)"), Options(shared=True))
    assert [derivative.let is None for derivative in report.derivatives] == [False, True, True, True]


def test_each_half_of_a_hessian_is_explained_once() -> None:
    report = solve(ask("hessian", "x*sin(y)"), Options(explain=True))
    assert {derivative.cell: derivative.steps is not None for derivative in report.derivatives} == {
        (0, 1): True,
        (1, 0): False,
        (1, 1): True,
    }
    for derivative in report.derivatives:
        assert derivative.steps is None or derivative.steps[-1].result == derivative.expression


def test_digits() -> None:
    report = solve(ask("hessian", "exp(x)", at=("1",)), Options(digits=30))
    assert report.points[0].checks[0].symbolic == "2.71828182845904523536028747135"


def test_a_text_past_the_bound_is_refused_and_its_values_are_not() -> None:
    formula = "*".join(f"sin(x{i})" for i in range(8))
    at = ",".join(f"x{i}=1" for i in range(8))
    options = Options(limits=Limits(max_output=400))
    assert solve(ask("hessian", formula), options).error.code == "too-large-output"  # type: ignore[union-attr]
    report = solve(ask("hessian", formula, at=(at,)), options)
    assert report.verdict is Status.AGREE
    assert {derivative.expression for derivative in report.derivatives} == {None}


@pytest.mark.parametrize(
    ("problem", "entries"),
    [
        (ask("hessian", ROSENBROCK, at=(",".join(f"x{i}=1.1" for i in range(1, 101)),)), 298),
        (ask("jacobian", *BANDED, at=(",".join(f"x{i}=0.5" for i in range(1, 201)),)), 598),
    ],
    ids=["rosenbrock-100", "banded-200"],
)
def test_work_is_in_what_is_not_zero(problem: Problem, entries: int) -> None:
    start = time.process_time()
    report = solve(problem)
    # About 0.3 s each; n squared entries of 200 equations would take minutes.
    assert time.process_time() - start < 10
    assert len(report.derivatives) == entries
    assert report.verdict is Status.AGREE
