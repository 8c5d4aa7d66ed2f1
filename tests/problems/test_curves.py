"""Implicit and parametric derivatives: values, checks along the curve, and where there is none."""

from __future__ import annotations

import pytest
import sympy

from symdiff import Options
from symdiff.status import Status

IMPLICIT = [
    ("x**2 + y**2 = 25", "x=3,y=4"),
    ("x**3 + y**3 = 6*x*y", "x=3,y=3"),
    ("sin(x*y) = x", "x=1/2,y=pi/3"),
    ("y*exp(y) = x", "x=E,y=1"),
    ("x = y**2", "x=4,y=-2"),
    ("exp(y) == x*y + 1", "x=7,y=0"),
    ("y**5 + y = x", "x=2,y=1"),
    ("x**y = y**x", "x=2,y=4"),
]


@pytest.mark.parametrize("simplify", ["none", "light"])
@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(("equation", "at"), IMPLICIT)
def test_implicit_agrees_along_the_curve_and_with_sympy(ask, equation, at, order, simplify) -> None:
    report = ask("implicit", equation, at=(at,), order=order, options=Options(simplify=simplify))
    (check,) = report.points[0].checks
    assert check.verdict is Status.AGREE
    assert all(estimate.verdict is Status.AGREE for estimate in check.estimates)
    x, y = sympy.symbols("x y")
    left, right = equation.replace("==", "=").split("=")
    known = sympy.idiff(sympy.parse_expr(left) - sympy.parse_expr(right), y, x, order)
    place = {name: sympy.parse_expr(text) for name, text in (part.split("=") for part in at.split(","))}
    value = float(known.subs({x: place["x"], y: place["y"]}))
    # Both values are right to about 1e-13, sympy's after a few operations that may cancel a digit.
    assert check.symbolic == pytest.approx(value, rel=1e-11)


@pytest.mark.parametrize(
    ("equation", "fields", "name", "text"),
    [
        ("x**2 + y**2 = 1", {}, "dy/dx", "-x/y"),
        ("x**2 + y**2 = r**2", {}, "dy/dx", "-x/y"),
        ("x**2 + y**2 = r**2", {"wrt": (("y",),)}, "dx/dy", "-y/x"),
        ("x**2 + y**2 = r**2", {"dependent": "x"}, "dx/dy", "-y/x"),
        ("x**2 + y**2 = r**2", {"wrt": (("r",),), "dependent": "y"}, "dy/dr", "r/y"),
        ("p*q = 1", {}, "dq/dp", "-q/p"),
        ("p*q = 1", {"dependent": "p"}, "dp/dq", "-p/q"),
        ("e*y = 1", {"variables": ("e",)}, "dy/de", "-y/e"),
        ("y**2 = 4", {"wrt": (("x",),), "dependent": "y"}, "dy/dx", "0"),
        ("x**2 + y**2 = 1", {"order": 2}, "d2y/dx2", "-x**2/y**3 - 1/y"),
    ],
)
def test_which_depends_on_which(ask, equation, fields, name, text) -> None:
    (derivative,) = ask("implicit", equation, **fields).derivatives
    assert (derivative.name, derivative.expression) == (name, text)


def test_a_choice_that_nobody_made_is_said(ask) -> None:
    assert ask("implicit", "p*q = 1").derivatives[0].note == "q is taken as a function of p; --wrt and --dep choose"
    assert ask("implicit", "p*q = 1", dependent="q").derivatives[0].note is None
    assert ask("implicit", "x*y = 1").derivatives[0].note is None


@pytest.mark.parametrize(
    ("equation", "at", "note"),
    [
        ("x**2 + y**2 = 25", "x=5,y=0", "F_y = 0 here: the tangent is vertical"),
        ("x**3 + y**3 = 6*x*y", "x=0,y=0", "F_y = 0 here and F_x too: the formula gives no tangent"),
        ("abs(x) + abs(y) = 1", "x=0,y=1", "abs(x): not smooth here; slope on the left: 1, on the right: -1"),
        ("abs(x) + abs(y) = 1", "x=1,y=0", "the derivative: abs(y): not smooth here; a corner, with slopes -1 and 1"),
        ("max(x, y) = 1", "x=1,y=1", "Max(x, y): not smooth here; a corner, with slopes 0 and inf (a vertical tangent)"),
        ("min(x, y) = 1", "x=1,y=1", "Min(x, y): not smooth here; a corner, with slopes 0 and inf (a vertical tangent)"),
        ("abs(x) = abs(y)", "x=0,y=0", "the derivative: abs(x): not smooth here; branches meet, with slopes -1 and 1"),
        ("abs(x) + abs(y) = 0", "x=0,y=0", "the derivative: abs(x): not smooth here; the curve has no other point near"),
        ("abs(x - 1) = y - abs(y)", "x=1,y=0", "abs(x - 1): not smooth here; the curve ends here, with slope inf (a vertical tangent)"),
        ("y = sqrt(x**2)", "x=0,y=0", "the derivative: x/abs(x): division by zero; slope on the left: -1, on the right: 1"),
        ("y*abs(y) = x", "x=0,y=0", "the derivative: abs(y): the tangent is vertical"),
        ("x**2 + y**2 = 25", "x=3,y=4.1",
         "the point is not on the curve: left side minus right side is 0.81 there, and the curve passes at y = 4"),
        ("x**2 + y**2 = -1", "x=1,y=1", "the point is not on the curve: left side minus right side is 3 there"),
        ("log(y) = x", "x=1,y=-1", "log(y): log(u) is real for u > 0"),
    ],
)  # fmt: skip
def test_undefined(ask, equation, at, note) -> None:
    (check,) = ask("implicit", equation, at=(at,)).points[0].checks
    assert check.verdict is Status.UNDEFINED
    assert check.symbolic is None
    assert check.note is not None
    assert check.note.startswith(note.split(":")[0])
    if "log" not in note:
        assert check.note == note


@pytest.mark.parametrize(
    ("equation", "slope"),
    [("y = cbrt(x**4 + x**6)", 0.0), ("y = 2*x + sqrt(x**4 + x**6)", 2.0), ("y + Shi(x) = 0", -1.0)],
)
def test_a_tangent_has_a_slope_where_the_printed_form_has_none(ask, equation, slope) -> None:
    (check,) = ask("implicit", equation, at=("x=0,y=0",)).points[0].checks
    assert (check.verdict, check.symbolic) == (Status.AGREE, pytest.approx(slope, abs=1e-12))
    assert check.note.endswith("in the printed form; the value is the slope of the tangent")


def test_a_rounded_point_of_the_curve_is_one_with_a_note_and_a_wider_bound(ask) -> None:
    (check,) = ask("implicit", "x**2 + y**2 = 1", at=("x=0.70710678118,y=0.70710678118",)).points[0].checks
    assert check.verdict is Status.AGREE
    assert check.note == "the point lies beside the curve: left side minus right side is -1.85192e-11 there"
    for estimate in check.estimates:
        assert estimate.error is not None and estimate.bound is not None
        assert 1e-11 < estimate.error <= estimate.bound < 1e-10


def test_a_wrong_derivative_would_be_found(ask, monkeypatch: pytest.MonkeyPatch) -> None:
    from symdiff.problems import curves

    monkeypatch.setattr(curves.Expression, "__neg__", lambda self: self)
    assert ask("implicit", "x**2 + y**2 = 25", at=("x=3,y=4",)).verdict is Status.DISAGREE


def test_a_value_past_all_doubles_is_no_proof_that_there_is_none(ask) -> None:
    assert ask("implicit", "x**2 + y**2 = 1e400", at=("x=1,y=1",)).verdict is Status.INCONCLUSIVE


def test_a_flat_place_agrees(ask) -> None:
    (check,) = ask("implicit", "x**2 + y**2 = 1", at=("x=0,y=1",)).points[0].checks
    assert (check.symbolic, check.verdict) == (0.0, Status.AGREE)


def test_steps_of_textbooks_come_out(ask) -> None:
    options = Options(step=1.0, methods=("central",))
    (check,) = ask("implicit", "y = x**3", at=("x=1,y=1",), options=options).points[0].checks
    assert check.estimates[0].value == pytest.approx(4.0, rel=1e-15)


PARAMETRIC = [
    ("cos(t)", "sin(t)", "t=1"),
    ("t - sin(t)", "1 - cos(t)", "t=pi/3"),
    ("t**2", "t**3", "t=-2"),
    ("exp(t)", "log(t + 2)", "t=0.3"),
]


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize(("x", "y", "at"), PARAMETRIC)
def test_parametric_agrees_along_the_curve_and_with_sympy(ask, x, y, at, order) -> None:
    report = ask("parametric", x, y, at=(at,), order=order)
    (check,) = report.points[0].checks
    assert check.verdict is Status.AGREE
    t = sympy.Symbol("t")
    run, known = sympy.parse_expr(x).diff(t), sympy.parse_expr(y)
    for _ in range(order):
        known = known.diff(t) / run
    assert check.symbolic == pytest.approx(float(known.subs(t, sympy.parse_expr(at[2:]))), rel=1e-11)
    assert report.derivatives[0].name == ("dy/dx" if order == 1 else f"d{order}y/dx{order}")


@pytest.mark.parametrize(
    ("x", "y", "at", "note"),
    [
        ("cos(t)", "sin(t)", "0", "dx/dt = 0 here: the tangent is vertical"),
        ("t**3", "t**3", "0", "dx/dt = 0 here and dy/dt too: the formula gives no tangent"),
        ("t", "abs(t)", "0", "abs(t): not smooth here; slope on the left: -1, on the right: 1"),
    ],
)
def test_parametric_undefined(ask, x, y, at, note) -> None:
    (check,) = ask("parametric", x, y, at=(at,)).points[0].checks
    assert (check.verdict, check.note) == (Status.UNDEFINED, note)


@pytest.mark.parametrize(
    ("formulas", "kind"), [(("x**2 + y**2 = 1",), "implicit"), (("cos(t)", "sin(t)"), "parametric")]
)
@pytest.mark.parametrize("order", [1, 2])
def test_explained(ask, formulas, kind, order) -> None:
    (derivative,) = ask(kind, *formulas, order=order, options=Options(explain=True)).derivatives
    last = derivative.steps[-1]
    assert last.result == derivative.expression
    assert last.rule == {"implicit": "implicit differentiation", "parametric": "parametric derivative"}[kind]
    results = {step.id: step.result for step in derivative.steps}
    assert {text for _, text in last.inputs} == {results[below] for below in last.operands}


REFUSALS = [
    (("implicit", "x**2+y**2"), {}, "error[syntax]: an equation is needed, and the text has no '='\nhint: write x**2+y**2 = 0"),
    (("implicit", "x=y=2"), {}, "error[syntax]: an equation is needed, and the text has more than one '='\n"
     "hint: write x**2 + y**2 = 0"),
    (("implicit", "x+1=2"), {},
     "error[unknown-variable]: the equation has only the variable 'x': nothing depends on another\n"
     "hint: for example x**2 + y**2 = 1"),
    (("implicit", "a*b=c"), {}, "error[unknown-variable]: which variable depends on which? there are a, b, c\n"
     "hint: name both: --wrt a --dep c"),
    (("implicit", "x**2+z**2=1"), {"dependent": "y"},
     "error[unknown-variable]: the equation does not contain 'y'\nhint: name both: --wrt x --dep z"),
    (("implicit", "x+y=1"), {"wrt": (("x",),), "dependent": "x"},
     "error[usage]: 'x' cannot depend on itself\nhint: give --wrt and --dep different names"),
    (("implicit", "x+y=1"), {"wrt": (("x",), ("y",))},
     "error[usage]: an implicit derivative is by one name, not 2\nhint: --wrt x"),
    (("implicit", "x + 0*y = 1"), {},
     "error[undefined]: the equation does not determine 'y': its derivative by 'y' is 0 everywhere\n"
     "hint: perhaps the other way: --wrt y --dep x"),
    (("parametric", "1", "t"), {},
     "error[undefined]: x does not depend on 't': dx/dt is 0 everywhere\n"
     "hint: the slope of the exchanged curve is dx/dy: symdiff parametric Y X"),
    (("parametric", "a*s", "s"), {}, "error[unknown-variable]: a curve has one parameter, not a, s\nhint: --wrt a"),
    (("parametric", "t"), {}, "error[usage]: a curve has two formulas, x and y\n"
     'hint: for example symdiff parametric "cos(t)" "sin(t)"'),
]  # fmt: skip


@pytest.mark.parametrize(("words", "fields", "message"), REFUSALS)
def test_refusals(refuse, words, fields, message) -> None:
    assert refuse(*words, **fields) == message
