"""What people write in plain text: what it means, and the notes that say so."""

from __future__ import annotations

import pytest

from symdiff.errors import SymdiffError
from symdiff.graph import Graph, GraphBuilder
from symdiff.notation.writer import write
from symdiff.parser import Names, read
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem


def _read(text: str, names: Names = Names()) -> tuple[str, tuple[str, ...]]:  # noqa: B008
    builder = GraphBuilder(Graph())
    found = read(text, builder, names=names, syntax="plain")
    return write(builder.graph, found.node, arranged=False), found.notes


READ = {
    "x[0]**2 + x[1]**2": "x[0]**2 + x[1]**2",
    "2x[i] + x[0,1]*x[0][1]": "2*x[i] + x[0,1]*x[0][1]",
    "beta[1]*x": "beta[1]*x",
    "log_3 x": "log(x)/log(3)",
    "log_3(x) + 1": "log(x)/log(3) + 1",
    "log₃ x": "log(x)/log(3)",
    "log_b(x)": "log(x)/log(b)",
    "log[10](x)": "log(x)/log(10)",
    "psi[1](x)": "polygamma(1, x)",
    "ln|x|": "log(abs(x))",
    "sin 30°": "sin(30*pi*(1/180))",
    "30° * x": "(30*pi*(1/180))*x",
    "30º x": "(30*pi*(1/180))*x",
    "⁴√x": "x**(1/4)",
    "2 ⁴√(x+1) y": "2*(x + 1)**(1/4)*y",
    "xˆ2": "x**2",
    "x—y": "x - y",
    "max(1,5)": "Max(1, 5)",
    "piecewise(x^2, x > 1, -x)": "Piecewise((x**2, x > 1), (-x, True))",
    "piecewise(x < 1, x, x < 2, x^2, 0)": "Piecewise((x, x < 1), (x**2, x < 2), (0, True))",
    "if(x < 1, x, x < 2, x^2, 7)": "Piecewise((x, x < 1), (x**2, x < 2), (7, True))",
    "5 m/s * t": "5*m/s*t",
    "rho g h": "rho*g*h",
}


@pytest.mark.parametrize("text", READ)
def test_what_people_write_has_one_meaning(text: str) -> None:
    assert _read(text) == (READ[text], ())


NOTED = {
    "4/3 pi r^3": ("4/3*pi*r**3", "'4/3 pi' is read as (4/3)*pi; for the other reading write 4/(3*pi)"),
    "x - 1/2 (x+1)": ("x - 1/2*(x + 1)", "'1/2 (...)' is read as (1/2)*(...); for the other reading write 1/(2*(...))"),
    "3,5x": ("3.5*x", "'3,5' is read as the decimal 3.5"),
    "x^2,25": ("x**2.25", "'2,25' is read as the decimal 2.25"),
    "arc sin x": ("asin(x)", "'arc sin' is read as arcsin"),
    "1) x^2": ("x**2", "'1)' is read as the number of a line"),
    "sin(xy)": ("sin(xy)", "'xy' is read as one variable; for the product write x*y, for the variable say --var xy"),
    "pir": ("pir", "'pir' is read as one variable; for the product write pi*r, for the variable say --var pir"),
    "q1q2/r^2": (
        "q1q2/r**2",
        "'q1q2' is read as one variable; for the product write q1*q2, for the variable say --var q1q2",
    ),
    "x2y": ("x2y", "'x2y' is read as one variable; for the product write x2*y, for the variable say --var x2y"),
    "sin2x": (
        "sin2x",
        "'sin2x' is read as one variable; for sin of 2x write sin(2x), for the variable say --var sin2x",
    ),
}


@pytest.mark.parametrize("text", NOTED)
def test_what_could_be_meant_otherwise_is_noted(text: str) -> None:
    written, note = NOTED[text]
    assert _read(text) == (written, (note,))


LETTERS = {
    "xy": "x*y",
    "ab^2": "a*b**2",
    "xsin(2xy)": "x*sin(2*x*y)",
    "xe^x": "x*E**x",
    "pix": "pi*x",
    "max(xy, x1)": "Max(x*y, x1)",
}


@pytest.mark.parametrize("text", LETTERS)
def test_names_are_single_letters_where_they_are_said_to_be(text: str) -> None:
    assert _read(text, Names(letters=True)) == (LETTERS[text], ())


def test_a_fraction_before_letters_without_a_blank_stays_refused() -> None:
    with pytest.raises(SymdiffError, match="has two readings"):
        _read("1/xy", Names(letters=True))


REQUESTS = {
    "d(x^2*y)/dx": [(("x",), "2*x*y")],
    "d^2(x^3)/dx^2": [(("x", "x"), "6*x")],
    "∂(x²y)/∂x": [(("x",), "2*x*y")],
    "(d/dx)(x^2)": [(("x",), "2*x")],
    "D x^2": [(("x",), "2*x")],
    "D_x x^2*y": [(("x",), "2*x*y")],
    "derivative of x^2": [(("x",), "2*x")],
    "Find the second derivative of x^3*y with respect to x": [(("x", "x"), "6*x*y")],
    "What is the derivative of x^2?": [(("x",), "2*x")],
    "please differentiate y = x^3 by x": [(("x",), "3*x**2")],
    "Find the derivative of f(x) = a x^2": [(("x",), "2*a*x")],
    "Determine the second derivative of f(x) = a x^2.": [(("x", "x"), "2*a")],
    "d/dx of x^2": [(("x",), "2*x")],
    "(d/dx) sin(x)": [(("x",), "cos(x)")],
    "(d^2/dx^2) x^3": [(("x", "x"), "6*x")],
    "(∂/∂x) x²y": [(("x",), "2*x*y")],
    "(x^3)″": [(("x", "x"), "6*x")],
    r"(x^3)^{\prime\prime}": [(("x", "x"), "6*x")],
}


@pytest.mark.parametrize("text", REQUESTS)
def test_the_notation_of_calculus_asks_for_derivatives(text: str) -> None:
    assert [(each.wrt, each.expression) for each in solve(Problem(text)).derivatives] == REQUESTS[text]


def test_a_declared_name_is_what_it_is_declared_to_be() -> None:
    for name in ("xsinx", "sqrt2", "ln_2", "xy", "per", "J_0", "f"):
        assert _read(f"x + {name}", Names(frozenset([name]))) == (f"x + {name}", ())
    assert _read("f(x)", Names(frozenset("f")))[0] == "f*x"


def test_letters_with_values_at_a_point_stand_for_themselves() -> None:
    error = solve(Problem("sin(xy)", at=("x=1,y=2",))).error
    assert error is not None
    assert error.hint == "write x*y, or say --var xy"
    answer = solve(Problem("sin(xy)", at=("x=1,y=2",)), Options(letters=True))
    assert [each.expression for each in answer.derivatives] == ["y*cos(x*y)", "x*cos(x*y)"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_list_gives_the_components_their_values(first: int) -> None:
    report = solve(Problem(f"x[{first}]**2*x[{first + 1}]", at=("x=[3, 5]",)))
    assert [point.value for point in report.points] == [45.0]
    assert report.variables == (f"x[{first}]", f"x[{first + 1}]")


def test_a_list_whose_first_component_is_not_told_is_refused() -> None:
    error = solve(Problem("x[1]**2", at=("x=[1,2,3]",))).error
    assert str(error) == (
        "error[bad-point]: the list gives 'x' 3 components, and nothing says whether they count from 0 or from 1\n"
        'hint: give them by name: --at "x[1]=..."'
    )


def test_components_are_names_everywhere() -> None:
    report = solve(Problem("x[0]**2*x[1]", wrt=(("x[0]",),), at=("x[0]=2,x[1]=3",)))
    assert [(each.wrt, each.expression) for each in report.derivatives] == [(("x[0]",), "2*x[0]*x[1]")]
    assert [check.symbolic for point in report.points for check in point.checks] == [12.0]
