"""Divergence, curl, Laplacian and directional derivatives: values, checks, explanations and refusals."""

from __future__ import annotations

import pytest

from symdiff import Options
from symdiff.status import Status


def names(*words: str) -> tuple[tuple[str, ...], ...]:
    return tuple((word,) for word in words)


CASES = [
    ("div", ("x**2", "y*z", "z"), {}, ["2*x + z + 1"]),
    ("div", ("r*s", "s**2"), {}, ["3*s"]),
    ("div", ("a*x", "b*y"), {"wrt": names("x", "y")}, ["a + b"]),
    ("div", ("x", "y"), {"wrt": names("y", "x")}, ["0"]),
    ("div", ("x**2",), {}, ["2*x"]),
    ("div", ("p*q", "r*s", "p*r", "q*s"), {}, ["p + 2*q"]),
    ("curl", ("-y", "x", "0"), {}, ["0", "0", "2"]),
    ("curl", ("y*z", "x*z", "x*y"), {}, ["0", "0", "0"]),
    ("curl", ("x*y", "y*z", "z*x"), {}, ["-y", "-z", "-x"]),
    ("curl", ("-w*y", "w*x", "0"), {"wrt": names("x", "y", "z")}, ["0", "0", "2*w"]),
    ("laplacian", ("x**2 + y**2",), {}, ["4"]),
    ("laplacian", ("log(x**2 + y**2)",), {}, None),
    ("laplacian", ("a*x**2",), {"wrt": names("x")}, ["2*a"]),
    ("laplacian", ("7",), {}, ["0"]),
    ("directional", ("x*y",), {"along": "1,2"}, ["2*x + y"]),
    ("directional", ("x*y",), {"along": "y=1,x=2"}, ["x + 2*y"]),
    ("directional", ("x*y",), {"along": "x=3,y=4", "unit": True}, ["4*x/5 + 3*y/5"]),
    ("directional", ("x*y",), {"along": "a,b", "wrt": names("x", "y")}, ["a*y + b*x"]),
    ("directional", ("a*x",), {"along": "x=2"}, ["2*a"]),
    ("directional", ("x**2",), {"along": "pi"}, ["2*pi*x"]),
    ("directional", ("x*y",), {"along": "0,0"}, ["0"]),
]


@pytest.mark.parametrize("explain", [False, True], ids=["reverse", "forward"])
@pytest.mark.parametrize(("kind", "formulas", "fields", "texts"), CASES)
def test_results_and_their_checks(ask, kind, formulas, fields, texts, explain) -> None:
    options = Options(explain=explain)
    report = ask(kind, *formulas, options=options, **fields)
    assert report.kind == kind
    assert texts is None or [derivative.expression for derivative in report.derivatives] == texts
    symbols = ["a", "b", "p", "q", "r", "s", "w", "x", "y", "z"]
    at = ",".join(f"{name}={k}/7" for k, name in enumerate(symbols, 2))
    checked = ask(kind, *formulas, options=options, at=(at,), **fields)
    assert checked.verdict is Status.AGREE
    assert all(check.estimates for point in checked.points for check in point.checks)
    if explain:
        for derivative in report.derivatives:
            assert derivative.steps is not None
            assert derivative.steps[-1].result == derivative.expression
            assert derivative.steps[-1].expression == derivative.name


def test_the_steps_are_those_of_the_terms(ask) -> None:
    report = ask("curl", "x*y", "y*z", "z*x", options=Options(explain=True))
    *_, last = report.derivatives[1].steps
    assert (last.rule, last.statement) == ("curl", "(curl F)_y = dF1/dz - dF3/dx")
    assert last.inputs == (("dF1/dz", "0"), ("dF3/dx", "z"))


@pytest.mark.parametrize(
    ("kind", "formulas", "fields", "at"),
    [
        ("div", ("abs(x)", "y"), {}, "x=0,y=1"),
        ("directional", ("abs(x - y)",), {"along": "1,0"}, "x=1,y=1"),
        ("directional", ("log(x)*y",), {"along": "1,1"}, "x=-1,y=1"),
        ("laplacian", ("abs(x)*x",), {}, "0"),
        ("curl", ("0", "0", "max(y, 0)"), {}, "x=1,y=0,z=1"),
    ],
)
def test_where_there_is_none_it_is_undefined(ask, kind, formulas, fields, at) -> None:
    assert ask(kind, *formulas, at=(at,), **fields).verdict is Status.UNDEFINED


def test_along_a_kink_there_is_a_derivative(ask) -> None:
    (check,) = ask("directional", "abs(x - y)", along="1,1", at=("x=1,y=1",)).points[0].checks
    assert (check.symbolic, check.verdict) == (0.0, Status.AGREE)


def test_a_step_is_used_as_given(ask) -> None:
    options = Options(step=0.5, methods=("forward",))
    (check,) = ask("div", "x**2", "y**2", at=("x=1,y=2",), options=options).points[0].checks
    assert check.estimates[0].value == 7.0  # (2.25 - 1 + 6.25 - 4)/0.5


def test_a_point_needs_no_value_of_what_the_formulas_do_not_contain(ask) -> None:
    assert ask("curl", "-y", "x", "0", at=("x=1,y=2",)).verdict is Status.AGREE
    assert ask("diff", "l*w", depends=("l(t)", "w(t)"), at=("l=1,w=2,dl_dt=3,dw_dt=4",)).verdict is Status.AGREE


def test_values_of_several_formulas(ask) -> None:
    (point,) = ask("div", "x**2", "y", at=("x=3,y=2",)).points
    assert (point.value, point.values) == (None, (9.0, 2.0))


def test_a_direction_of_another_length_is_said(ask) -> None:
    note = "the direction is used as given, whatever its length; --unit divides by it"
    for along, unit, expected in (("3,4", False, note), ("3,4", True, None), ("3/5,4/5", False, None)):
        assert ask("directional", "x*y", along=along, unit=unit).derivatives[0].note == expected


REFUSALS = [
    (("curl", "x", "y"), {}, "error[usage]: the curl needs three components, not 2\n"
     'hint: of a field in the plane, give 0 as the third: symdiff vector curl "-y" "x" 0'),
    (("div", "a*x", "y"), {}, "error[unknown-variable]: 2 components have as many coordinates, but the variables are a, x, y\n"
     "hint: name the coordinates: -w x -w y"),
    (("div", "x", "y"), {"wrt": names("x")},
     "error[unknown-variable]: 2 components have as many coordinates, but 1 name is given to differentiate by\n"
     "hint: name the coordinates: -w x -w y"),
    (("laplacian", "x", "y"), {}, "error[usage]: one formula is needed here, not 2\nhint: ask for each by itself"),
    (("directional", "x"), {}, "error[usage]: a directional derivative needs a direction\nhint: for example --along x=1,y=2"),
    (("directional", "x*y"), {"along": "1"},
     "error[usage]: the direction has 1 component, but the variables are x, y\nhint: name them: --along x=1,y=1"),
    (("directional", "x*y"), {"along": "x=1,2"},
     "error[usage]: each component of --along needs one name, or none has one\nhint: --along x=1,y=2"),
    (("directional", "x*y"), {"along": "x=1;y=2"}, "error[usage]: 'x=1;y=2' is not NAME=VALUE\nhint: for example --along x=1,y=2"),
    (("directional", "x*y"), {"along": "0,0", "unit": True},
     "error[usage]: the direction has length 0 and no unit vector\nhint: give another, or leave out --unit"),
    (("directional", "x*y"), {"along": "1,"}, "error[empty]: there is no formula in the text"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "fields", "message"), REFUSALS)
def test_refusals(refuse, words, fields, message) -> None:
    assert refuse(*words, **fields) == message
