"""Values at points: where there is none and why, what doubles cannot give, and digits on demand."""

from __future__ import annotations

import math
import subprocess
import sys
from fractions import Fraction
from typing import Any

import mpmath
import pytest

from symdiff import operators as op
from symdiff.errors import SymdiffError
from symdiff.evaluator import Evaluated, Undefined, digits_at, value_at, values_at
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.values.at_points import values_at_each
from symdiff.pipeline import solve
from symdiff.problems.problem import Problem

UNDEFINED = [
    ("x/x", "0", "division by zero", "x/x"),
    ("sqrt(x)**2", "-1", "u**v with u < 0 needs a whole v", "sqrt(x)"),
    ("log(x) - log(x)", "-1", "log(u) needs u > 0", "log(x)"),
    ("log(x - x)", "1/3", "log(u) needs u > 0", "log(x - x)"),
    ("log(sin(x))", "pi", "log(u) needs u > 0", "log(sin(x))"),
    ("x**(1/3)", "-8", "u**v with u < 0 needs a whole v", "x**(1/3)"),
    ("x**(2/3)", "-8", "u**v with u < 0 needs a whole v", "x**(2/3)"),
    ("x**-1", "0", "division by zero", "x**-1"),
    ("x**-2", "0", "division by zero", "x**-2"),
    ("x**x", "0", "0**0 with an exponent that is not the number 0", "x**x"),
    ("tan(x)", "pi/2", "tan(u) has a pole here", "tan(x)"),
    ("1/cos(x)", "pi/2", "division by zero", "1/cos(x)"),
    ("1/(sin(x)**2 + cos(x)**2 - 1)", "1", "division by zero", "1/(sin(x)**2 + cos(x)**2 - 1)"),
    ("asin(x)", "1.1", "asin(u) needs -1 <= u <= 1", "asin(x)"),
    ("asin(x)", "1 + 1e-40", "asin(u) needs -1 <= u <= 1", "asin(x)"),
    ("acosh(x)", "0.5", "acosh(u) needs u >= 1", "acosh(x)"),
    ("atanh(x)", "1", "atanh(u) needs -1 < u < 1", "atanh(x)"),
    ("factorial(x)", "-1", "factorial(u) needs u other than -1, -2, ...", "factorial(x)"),
    ("atan2(x, x)", "0", "atan2(u, v) needs u != 0 or v != 0", "atan2(x, x)"),
    ("0*log(x)", "-1", "log(u) needs u > 0", "log(x)"),
]


@pytest.mark.parametrize(("text", "at", "reason", "culprit"), UNDEFINED)
def test_undefined(workspace, text: str, at: str, reason: str, culprit: str) -> None:
    found = value_at(workspace.graph, workspace.node(text), workspace.point(x=at))
    assert found == Undefined(workspace.node(culprit), reason)


EXACT = [
    ("sqrt(x**2 - 1)", "1", 0.0),
    ("sqrt(sin(x))", "pi", 0.0),
    ("sin(x)", "pi", 0.0),
    ("sin(x)**2 + cos(x)**2 - 1", "1", 0.0),
    ("asin(sin(x))", "pi/2", math.pi / 2),
    ("floor(x*(1/3)*3)", "1", 1.0),
    ("floor(tan(x))", "pi/4", 1.0),
    ("floor(1/x)", "1/3", 3.0),
    ("x**(4/2)", "-3", 9.0),
    ("x**0", "0", 1.0),
    ("x**(1/2)", "0", 0.0),
    ("root(x, 3)", "-8", -2.0),
    ("x**3", "-2", -8.0),
    ("x - x", "0.1", 0.0),
    ("exp(-x)", "1000", 0.0),
    ("1/cosh(x)**2", "800", 0.0),
    ("(x + 1e-30) - x", "1", 1e-30),
    ("exp(x) - 1 - x", "1e-9", 5.000000001666666667e-19),
    ("cosh(x)/exp(x)", "1000", 0.5),
    ("sin(x)", "1e22", -0.8522008497671888),
    ("max(x, 2, x**2)", "3", 9.0),
]


@pytest.mark.parametrize(("text", "at", "value"), EXACT)
def test_value(workspace, text: str, at: str, value: float) -> None:
    found = value_at(workspace.graph, workspace.node(text), workspace.point(x=at))
    assert isinstance(found, Evaluated)
    assert abs(found.value - value) <= found.bound + 2**-53 * abs(value)
    assert found.bound <= 1e-13 * abs(value) or value == 0


@pytest.mark.parametrize("text", ["exp(x)", "x**x", "gamma(x)", "exp(exp(exp(x)))", "sinh(x)"])
def test_a_number_too_large_for_a_float_exists(workspace, text: str) -> None:
    found = value_at(workspace.graph, workspace.node(text), workspace.point(x="1000"))
    assert isinstance(found, Undefined)
    assert found.exists
    assert found.reason.startswith("overflow")


def test_the_size_of_an_overflow_is_told(workspace) -> None:
    found = value_at(workspace.graph, workspace.node("exp(x)"), workspace.point(x="1000"))
    assert isinstance(found, Undefined)
    assert found.reason == "overflow: about 1e434"


@pytest.mark.parametrize("text", dict.fromkeys(text for text, *_ in (*UNDEFINED, *EXACT)))
def test_a_program_that_moves_gives_the_values_of_each_point(workspace, text: str) -> None:
    roots = (workspace.node(text), workspace.node("x"))
    places = [Fraction(each) for each in ("0", "1", "-1", "1.1", "-8", "1/3", "1000", "1e22", "3", "-3", "800", "1e-9")]
    found = list(values_at_each(workspace.graph, roots, ({"x": place} for place in places)))
    for place, values in zip(places, found, strict=True):
        for one, other in zip(values, values_at(workspace.graph, roots, workspace.point(x=str(place))), strict=True):
            if isinstance(one, Evaluated) and isinstance(other, Evaluated):
                assert abs(one.value - other.value) <= one.bound + other.bound
            else:
                assert one == other, place


def test_several_roots_stand_for_themselves(workspace) -> None:
    roots = [workspace.node(text) for text in ("sqrt(x)", "1/x", "x + 1")]
    root, reciprocal, total = values_at(workspace.graph, roots, workspace.point(x="0"))
    assert isinstance(root, Evaluated)
    assert isinstance(total, Evaluated)
    assert (root.value, total.value) == (0, 1)
    assert isinstance(reciprocal, Undefined)


def test_a_missing_value_is_an_error(workspace) -> None:
    with pytest.raises(SymdiffError, match="no value to 'y'"):
        value_at(workspace.graph, workspace.node("x + y"), workspace.point(x="1"))


@pytest.mark.parametrize(
    ("text", "at", "digits", "expected"),
    [
        ("sqrt(x)", "2", 50, "1.4142135623730950488016887242096980785696718753769"),
        ("x", "1/8", 10, "0.1250000000"),
        ("sin(x)", "pi", 30, "0"),
        ("exp(x) - 1 - x", "1e-9", 12, "5.00000000167e-19"),
        ("pi*x", "1", 1000, None),
    ],
)
def test_digits(workspace, text: str, at: str, digits: int, expected: str | None) -> None:
    found = digits_at(workspace.graph, workspace.node(text), workspace.point(x=at), digits)
    if expected is None:
        with mpmath.workdps(1020):
            expected = mpmath.nstr(+mpmath.pi, 1000)
    assert found == expected


@pytest.mark.parametrize("digits", [5, 15, 50, 200])
@pytest.mark.parametrize(
    ("text", "at", "true"),
    [
        ("(1-cos(x))/x**2", "1e-12", lambda mp, x: 2 * mp.sin(x / 2) ** 2 / x**2),
        ("exp(x)-1-x", "1e-15", lambda mp, x: mp.expm1(x) - x),
        ("tan(pi/2-x)", "1e-10", lambda mp, x: mp.cot(x)),
        ("sin(x)", "10**22", lambda mp, x: mp.sin(x)),
        ("sqrt(x+1)-sqrt(x)", "10**30", lambda mp, x: 1 / (mp.sqrt(x + 1) + mp.sqrt(x))),
        ("(x+1)**10-x**10-1", "1e-40", lambda mp, x: sum(mp.binomial(10, k) * x**k for k in range(1, 10))),
    ],
)
def test_every_digit_is_right_whatever_cancels(workspace, text: str, at: str, digits: int, true: Any) -> None:
    """The text is within one unit of its last digit; the true value is computed in a form or to digits that do not cancel."""
    found = digits_at(workspace.graph, workspace.node(text), workspace.point(x=at), digits)
    assert isinstance(found, str)
    mp = mpmath.mp.clone()
    mp.dps = 400
    wanted = true(mp, mp.mpf(10) ** int(at.partition("**" if "*" in at else "e")[2]))
    assert len(found.partition("e")[0].replace(".", "").lstrip("-0")) == digits
    assert abs(mp.mpf(found) - wanted) <= abs(wanted) * mp.mpf(10) ** (1 - digits)


def test_digits_that_cannot_be_had_are_an_error(workspace) -> None:
    with pytest.raises(SymdiffError) as caught:
        digits_at(workspace.graph, workspace.node("x"), workspace.point(x="1"), 10**6)
    assert caught.value.diagnostic.code == "precision"


def test_deep_graphs_are_evaluated(workspace) -> None:
    builder = workspace.builder
    node = builder.symbol("x")
    for _ in range(10_000):
        node = builder.call(op.sin, (node,))
    value = 0.5
    for _ in range(10_000):
        value = math.sin(value)
    found = value_at(workspace.graph, node, {"x": builder.number(Fraction(1, 2))})
    assert isinstance(found, Evaluated)
    assert abs(found.value - value) <= found.bound + 1e-12 * value


def test_mpmath_is_not_imported_for_what_doubles_can_do() -> None:
    code = (
        "import sys; from symdiff.graph import *; from symdiff.evaluator import *; g = Graph(); b = GraphBuilder(g);"
        "x = b.symbol('x'); f = b.power(x, b.number(2)); d = b.product((b.number(2), x));"
        "print(check(g, f, d, 'x', {'x': b.number(3)}).verdict, 'mpmath' in sys.modules, 'sympy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "agree False False\n"


@pytest.mark.parametrize(
    "text",
    ["x - 1/3", "(x - 1/3)*y", "sin(x - x)", "sin(x) - sin(x)", "x/(x - 9/8)", "pi*0", "x**(1/2)", "x**70*y - 1",
     "Piecewise((x**2, x > 0), (log(x), True))", "Piecewise((sin(x), x > 0), (x, True))", "1 + exp(0)*x", "floor(x)/3"],
)  # fmt: skip
def test_one_rational_value_is_that_of_all_steps(workspace: Any, text: str) -> None:
    root = workspace.node(text)
    program = Program(workspace.graph, (root,), workspace.point(x="1.125", y="2/7"))
    assert program.rational(root) == program.exact()(program.slots[root])


def test_many_values_are_exact_where_they_cancel(workspace: Any) -> None:
    roots = [workspace.node(f"(1/3 + x/{n}) - 1/3") for n in range(10**17, 10**17 + 9)]
    found = values_at(workspace.graph, roots, workspace.point(x="1"))
    assert [each.value for each in found] == [1 / n for n in range(10**17, 10**17 + 9)]


@pytest.mark.parametrize(
    ("text", "at"), [("acoth(x)", "1 + 2**-56"), ("acoth(x)", "-1 - 2**-80"), ("asech(x)", "1 - 2**-60")]
)
def test_a_point_that_a_double_rounds_to_an_edge_has_a_value(text: str, at: str) -> None:
    """Half a unit above 1, the end of the double's interval rounds to 1 itself."""
    report = solve(Problem(text, at=(at,)))
    assert report.error is None
    assert report.verdict == "agree"
