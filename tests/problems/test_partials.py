"""Mixed partials and total derivatives with dependent variables."""

from __future__ import annotations

import itertools

import pytest
import sympy

from symdiff import Options
from symdiff.problems.totals import rate_name
from symdiff.status import Status

MIXED = ("x**3*y**2*exp(x*y)", "sin(x*y)/(1 + x**2)", "log(x + y**2)*x", "x**y")


@pytest.mark.parametrize("simplify", ["none", "light"])
@pytest.mark.parametrize("formula", MIXED)
def test_mixed_derivatives_commute(ask, formula, simplify) -> None:
    found = []
    for wrt in sorted(set(itertools.permutations(("x", "x", "y")))):
        report = ask("diff", formula, wrt=(wrt,), at=("x=0.7,y=1.3",), options=Options(simplify=simplify, digits=20))
        (derivative,), (check,) = report.derivatives, report.points[0].checks
        assert derivative.wrt == wrt
        assert check.verdict is Status.AGREE
        assert check.note is not None and check.note.startswith("differences of the derivative of order 2")
        found.append(check.symbolic)
    assert len(found) == 3
    assert len(set(found)) == 1


@pytest.mark.parametrize(
    ("formula", "fields", "at"),
    [
        ("abs(x)*y", {"wrt": (("x", "y"),)}, "x=0,y=1"),
        ("abs(x)*y", {"wrt": (("y", "x"),)}, "x=0,y=1"),
        ("abs(x)*y", {"wrt": (("y", "x", "y"),)}, "x=0,y=1"),
        ("floor(x)*y*z", {"wrt": (("x", "y", "z"),)}, "x=2,y=1,z=1"),
        ("abs(x)*z", {"depends": ("z(x,y)",), "wrt": (("x", "y"),)}, "x=0,z=1,dz_dx=1,dz_dy=1,d2z_dxdy=1"),
    ],
)
def test_a_mixed_derivative_needs_the_ones_below_it(ask, formula, fields, at) -> None:
    assert ask("diff", formula, at=(at,), **fields).verdict is Status.UNDEFINED


@pytest.mark.parametrize("order", [2, 3])
@pytest.mark.parametrize(
    "formula",
    ["floor(x)", "sign(x)", "Heaviside(x)", "round(x + 1/2)", "Piecewise((0, x < 0), (1, True))", "abs(x)"],
)
def test_a_higher_derivative_needs_the_ones_below_it(ask, formula, order) -> None:
    """Each is constant or linear on both sides of 0, so that differences of the derivative alone agree with 0."""
    assert ask("diff", formula, at=("x=0",), wrt=(("x",) * order,)).verdict is Status.UNDEFINED
    assert ask("diff", formula, at=("x=1/4",), wrt=(("x",) * order,)).verdict is Status.AGREE


@pytest.mark.parametrize(
    ("formula", "order"), [("abs(x)*x**5", 5), ("abs(x)**5", 4), ("max(x, 0)**4", 3), ("sign(x)*x**4", 3)]
)
def test_a_higher_derivative_exists_where_the_ones_below_it_meet(ask, formula, order) -> None:
    assert ask("diff", formula, at=("x=0",), wrt=(("x",) * order,)).verdict is Status.AGREE


TOTAL = [
    ("x*y", {"depends": ("y(x)",)}, ["dy_dx*x + y"]),
    ("x*y", {"depends": ("y(x)",), "order": 2}, ["d2y_dx2*x + 2*dy_dx"]),
    ("l*w", {"depends": ("l(t)", "w( t )")}, ["dl_dt*w + dw_dt*l"]),
    ("x*z", {"depends": ("z(x,y)",)}, ["dz_dx*x + z", "dz_dy*x"]),
    ("x*z", {"depends": ("z(x, y)",), "wrt": (("x", "y"),)}, ["d2z_dxdy*x + dz_dy"]),
    ("x*z", {"depends": ("z(x,y)",), "wrt": (("y", "x"),)}, ["d2z_dxdy*x + dz_dy"]),
    ("sin(y)*dy_dx", {"depends": ("y(x)",)}, ["dy_dx**2*cos(y) + d2y_dx2*sin(y)"]),
    ("d2y_dx2", {"depends": ("y(x)",), "order": 2}, ["d4y_dx4"]),
    ("a*y", {"depends": ("y(t)",), "wrt": (("t",),)}, ["a*dy_dt"]),
    ("y**2", {"depends": ("y(x)",), "wrt": (("z",),)}, ["0"]),
    ("theta_1*x_1", {"depends": ("x_1(theta_1)",)}, ["dx_1_dtheta_1*theta_1 + x_1"]),
]


@pytest.mark.parametrize("explain", [False, True], ids=["reverse", "forward"])
@pytest.mark.parametrize(("formula", "fields", "texts"), TOTAL)
def test_total_derivatives(ask, formula, fields, texts, explain) -> None:
    report = ask("diff", formula, options=Options(explain=explain), **fields)
    assert [derivative.expression for derivative in report.derivatives] == texts
    for derivative in report.derivatives:
        assert sympy.parse_expr(derivative.expression) == sympy.parse_expr(derivative.expression, {})
        again = ask("diff", derivative.expression)
        assert again.source == derivative.expression
        if explain:
            assert derivative.steps[-1].result == derivative.expression
            assert derivative.steps[-1].rule == "total derivative"


@pytest.mark.parametrize(
    ("formula", "at", "value"),
    [
        ("x*sin(y)", "x=1,y=2,dy_dx=3", None),
        ("x**2*y", "x=2,y=3,dy_dx=5", 32.0),
        ("exp(x)*y**2", "x=0,y=1,dy_dx=-1/2", 0.0),
    ],
)
def test_total_derivatives_are_checked_along_what_moves(ask, formula, at, value) -> None:
    (check,) = ask("diff", formula, depends=("y(x)",), at=(at,)).points[0].checks
    assert check.verdict is Status.AGREE
    assert value is None or check.symbolic == value


def test_order_two_is_checked(ask) -> None:
    report = ask("diff", "x*y", depends=("y(x)",), order=2, at=("x=1,y=2,dy_dx=3,d2y_dx2=4",))
    (check,) = report.points[0].checks
    assert (check.symbolic, check.verdict) == (10.0, Status.AGREE)


def test_a_kink_on_the_way_is_undefined(ask) -> None:
    report = ask("diff", "abs(x - y)", depends=("y(x)",), at=("x=1,y=1,dy_dx=2", "x=1,y=1,dy_dx=1"))
    first, second = (point.checks[0] for point in report.points)
    assert first.verdict is Status.UNDEFINED
    assert (second.verdict, second.symbolic) == (Status.AGREE, 0.0)


@pytest.mark.parametrize(
    ("name", "by", "text"),
    [
        ("y", ("x",), "dy_dx"),
        ("y", ("x", "x"), "d2y_dx2"),
        ("z", ("y", "x"), "d2z_dxdy"),
        ("z", ("y", "x", "y"), "d3z_dxdy2"),
        ("x_1", ("t",), "dx_1_dt"),
    ],
)
def test_names_of_rates(name, by, text) -> None:
    assert rate_name(name, by) == text


REFUSALS = [
    ("x", {"depends": ("y",)}, "error[usage]: --depends must be NAME(NAME, ...), not 'y'\nhint: for example --depends \"y(x)\""),
    ("x", {"depends": ("y(2)",)}, "error[usage]: --depends must be NAME(NAME, ...), not 'y(2)'\nhint: for example --depends \"y(x)\""),
    ("x", {"depends": ("y(y)",)}, "error[usage]: --depends says twice what 'y' depends on\nhint: for example --depends \"y(t)\""),
    ("z", {"depends": ("z(y)", "y(x)")}, "error[usage]: 'z' depends on 'y', which depends on x\nhint: --depends \"z(x)\""),
    ("y*x", {"depends": ("y(x)",), "wrt": (("y",),)}, "error[usage]: 'y' depends on 'x' and is not differentiated by\nhint: --wrt x"),
    ("y(2*x)", {"depends": ("y(x)",)}, "error[bad-argument]: y depends on x alone\n  y(2*x)\n  ^^^^^^\nhint: write y(x)"),
    ("x*y", {"depends": ("y(x)",), "at": ("x=1,y=2",)},
     "error[missing-value]: the point gives no value to 'dy_dx'\nhint: give every variable one: --at dy_dx=...,x=...,y=..."),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "fields", "message"), REFUSALS)
def test_refusals(refuse, formula, fields, message) -> None:
    assert refuse("diff", formula, **fields) == message
