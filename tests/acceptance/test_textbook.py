"""The numbers people know, from published tutorials: from the command line and from Python."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy

from symdiff import Options, Problem, compare, derivative, gradient, solve

POLYNOMIAL = "x**2 + x + 1"
MIXED = "x**2 + x + 1 + 2**x"
SLOPES = [
    (POLYNOMIAL, "1.0", "forward", "1e-3", 3.0009999999993653),
    (POLYNOMIAL, "1.0", "forward", "1e-6", 3.000000999620056),
    (POLYNOMIAL, "2.0", "forward", "1e-3", 5.001000000000033),
    (POLYNOMIAL, "2.0", "forward", "1e-6", 5.00000100078779),
    (MIXED, "1.0", "forward", "1e-3", 4.38777492515996),
    (MIXED, "1.0", "forward", "1e-6", 4.386295841207755),
    (MIXED, "2.0", "forward", "1e-3", 7.774549850321222),
    (MIXED, "2.0", "forward", "1e-6", 7.772590684851366),
    ("x**2", "0", "central", "1e-4", 0.0),
    ("x**2", "2", "central", "1e-4", 4.000000000004),
    ("(exp(x**2))**2", "0.5", "central", "1e-4", 3.2974426293330694),
    ("3*x**2 - 4*x", "1", "forward", "0.1", 2.30000),
    ("3*x**2 - 4*x", "1", "forward", "0.01", 2.03000),
    ("3*x**2 - 4*x", "1", "forward", "0.001", 2.00300),
    ("3*x**2 - 4*x", "1", "forward", "0.0001", 2.00030),
    ("3*x**2 - 4*x", "1", "forward", "0.00001", 2.00003),
]
"""Formula, point, method, step, and the slope that the tutorial prints."""

VALUES = [(POLYNOMIAL, "1.0", 3.0), (POLYNOMIAL, "2.0", 7.0), (MIXED, "1.0", 5.0), (MIXED, "2.0", 11.0)]


def record(out: str) -> dict[str, Any]:
    (line,) = out.splitlines()
    found: dict[str, Any] = json.loads(line)
    assert found["error"] is None, found["error"]
    return found


def matches(found: float, known: float, f: float, h: float) -> bool:
    """Both were computed in doubles with this step: each of two samples may be off by a rounding or two."""
    return abs(found - known) <= 4 * sys.float_info.epsilon * abs(f) / h


@pytest.mark.parametrize(("text", "at", "method", "step", "slope"), SLOPES)
def test_slopes_from_the_command_line(
    command: Callable, text: str, at: str, method: str, step: str, slope: float
) -> None:
    run = command(text, "--at", at, "--method", method, "--step", step, "-f", "json", "--exit-zero")
    assert (run.status, run.err) == (0, "")
    (point,) = record(run.out)["points"]
    ((estimate,),) = [check["estimates"] for check in point["checks"]]
    assert (estimate["method"], estimate["step"]) == (method, float(step))
    assert matches(estimate["value"], slope, point["value"], float(step))


@pytest.mark.parametrize(("text", "at", "method", "step", "slope"), SLOPES)
def test_slopes_from_python(text: str, at: str, method: str, step: str, slope: float) -> None:
    report = compare(text, at, options=Options(methods=(method,), step=float(step)))
    (point,) = report.points
    ((estimate,),) = [check.estimates for check in point.checks]
    assert (estimate.method, estimate.step) == (method, float(step))
    assert isinstance(point.value, float) and isinstance(estimate.value, float)
    assert matches(estimate.value, slope, point.value, float(step))
    assert report.verdict != "disagree"


def test_a_slope_that_is_off_does_not_match() -> None:
    """The comparison of this file can say no: the last two digits of a printed slope matter."""
    (point,) = compare(POLYNOMIAL, "1.0", options=Options(methods=("forward",), step=1e-3)).points
    (estimate,) = point.checks[0].estimates
    assert isinstance(estimate.value, float)
    assert not matches(estimate.value, 3.001, 1e-2, 1e-3)
    assert not matches(estimate.value, estimate.value + 1e-11, 3.0, 1e-3)


@pytest.mark.parametrize(("text", "at", "value"), VALUES)
def test_values(command: Callable, text: str, at: str, value: float) -> None:
    run = command(text, "--at", at, "-f", "json")
    assert record(run.out)["points"][0]["value"] == value
    assert record(run.out)["verdict"] == "agree"
    assert compare(text, float(at)).points[0].value == value


# Derivatives, equal in value.

NETWORK = "(w2*(w1*x0+b1)-b2-y0)**2"
NETWORK_POINT = {"w1": "0.5", "b1": "0.125", "w2": "-0.75", "b2": "0.25", "x0": "2", "y0": "1.5"}

m = mpmath.mp
DERIVATIVES: list[tuple[str, Callable[[Any], Any], tuple[str, ...]]] = [
    ("4*x**3 + x**2 + 3", lambda x: 12 * x**2 + 2 * x, ("-2", "0.5", "3")),
    ("5", lambda x: m.mpf(0), ("-2", "0.5", "3")),
    ("pi", lambda x: m.mpf(0), ("1",)),
    ("x**7", lambda x: 7 * x**6, ("-1.5", "0.5", "2")),
    ("x**-3", lambda x: -3 * x**-4, ("-1.5", "0.5", "2")),
    ("x**0.5", lambda x: 1 / (2 * m.sqrt(x)), ("0.25", "2", "9")),
    ("sqrt(x)", lambda x: 1 / (2 * m.sqrt(x)), ("0.25", "2", "9")),
    ("exp(x)", m.exp, ("-3", "0", "2")),
    ("3**x", lambda x: m.power(3, x) * m.log(3), ("-3", "0", "2")),
    ("log(x)", lambda x: 1 / x, ("0.1", "1", "50")),
    ("log(x, 2)", lambda x: 1 / (x * m.log(2)), ("0.1", "1", "50")),
    ("log10(x)", lambda x: 1 / (x * m.log(10)), ("0.1", "1", "50")),
    ("sin(x)", m.cos, ("-2", "0", "pi/3")),
    ("cos(x)", lambda x: -m.sin(x), ("-2", "1", "pi/3")),
    ("tan(x)", lambda x: 1 / m.cos(x) ** 2, ("-1", "0", "1.5")),
    ("asin(x)", lambda x: 1 / m.sqrt(1 - x**2), ("-0.9", "0", "0.5")),
    ("acos(x)", lambda x: -1 / m.sqrt(1 - x**2), ("-0.9", "0", "0.5")),
    ("atan(x)", lambda x: 1 / (1 + x**2), ("-5", "0", "0.5")),
    ("sinh(x)", m.cosh, ("-2", "0", "3")),
    ("cosh(x)", m.sinh, ("-2", "1", "3")),
    ("tanh(x)", lambda x: 1 / m.cosh(x) ** 2, ("-2", "0", "20")),
    ("(exp(x**2))**2", lambda x: 4 * x * m.exp(2 * x**2), ("-1", "0.5", "1.25")),
    (MIXED, lambda x: 2 * x + 1 + m.power(2, x) * m.log(2), ("-1", "1", "2")),
]
"""Formula, derivative, and points of the tutorial's domain."""


def numeric(text: str) -> Any:
    return m.pi / 3 if text == "pi/3" else m.mpf(text)


def is_right(found: float | None, exact: Any) -> bool:
    """A printed value is right to 1e-13 relative."""
    return found is not None and abs(m.mpf(found) - exact) <= m.mpf("1e-13") * abs(exact)


@pytest.mark.parametrize(("text", "exact", "points"), DERIVATIVES, ids=[text for text, _, _ in DERIVATIVES])
def test_derivatives_are_equal_in_value(command: Callable, text: str, exact: Callable, points: tuple[str, ...]) -> None:
    with mpmath.workdps(40):
        run = command(text, "-w", "x", *(word for at in points for word in ("--at", f"x={at}")), "-f", "json")
        assert (run.status, run.err) == (0, "")
        found = record(run.out)["points"]
        assert [point["at"]["x"] for point in found] == list(points)
        for point, at in zip(found, points, strict=True):
            (check,) = point["checks"]
            assert is_right(check["symbolic"], exact(numeric(at))), (at, check["symbolic"])
            assert check["verdict"] == "agree"
        tree = derivative(text, "x")
        for at in points:
            value = m.mpf(
                str(tree.evalf(35, subs={sympy.Symbol("x"): sympy.pi / 3 if at == "pi/3" else sympy.Rational(at)}))
            )
            assert abs(value - exact(numeric(at))) <= m.mpf("1e-30") * abs(exact(numeric(at)))


def test_the_network_gradient(command: Callable) -> None:
    """A neuron's loss by its weights, by hand, and against central differences."""
    w1, b1, w2, b2, x0, y0 = (float(NETWORK_POINT[name]) for name in ("w1", "b1", "w2", "b2", "x0", "y0"))
    loss = w2 * (w1 * x0 + b1) - b2 - y0
    by_hand = {"w1": 2 * loss * w2 * x0, "b1": 2 * loss * w2, "w2": 2 * loss * (w1 * x0 + b1), "b2": -2 * loss}
    at = ",".join(f"{name}={value}" for name, value in NETWORK_POINT.items())
    wrt = [word for name in by_hand for word in ("-w", name)]
    run = command(NETWORK, *wrt, "--at", at, "--method", "central", "-f", "json")
    assert (run.status, run.err) == (0, "")
    (point,) = record(run.out)["points"]
    assert {check["wrt"][0]: check["symbolic"] for check in point["checks"]} == by_hand
    for check in point["checks"]:
        (estimate,) = check["estimates"]
        assert abs(estimate["value"] - by_hand[check["wrt"][0]]) <= estimate["bound"] <= 1e-6
        assert check["verdict"] == "agree"
    trees = gradient(NETWORK, *by_hand)
    assert {name: float(tree.subs(NETWORK_POINT)) for name, tree in trees.items()} == by_hand


PAIRS = [
    ("g+h", {"g": "1", "h": "1"}),
    ("g*h", {"g": "h", "h": "g"}),
    ("g/h", {"g": "1/h", "h": "-g/h**2"}),
]


@pytest.mark.parametrize(("text", "partials"), PAIRS)
def test_gradients_of_two_variables(command: Callable, text: str, partials: Mapping[str, str]) -> None:
    run = command(text)
    assert (run.status, run.err) == (0, "")
    assert dict(line.split("\t") for line in run.out.splitlines()).keys() == partials.keys()
    for at in ({"g": "0.75", "h": "-1.5"}, {"g": "-3", "h": "0.125"}):
        report = compare(text, at, expected=partials)
        assert report.verdict == "agree"
        assert report.expected is not None and report.expected.how == "proved"
        g, h = Fraction(at["g"]), Fraction(at["h"])
        exact = {"g+h": (1, 1), "g*h": (h, g), "g/h": (1 / h, -g / h**2)}[text]
        assert tuple(check.symbolic for check in report.points[0].checks) == tuple(map(float, exact))


# The chain rule by hand: y = f(u), u = g(x).

CHAINS = [
    ("sin(u)", "x**2", lambda x: 2 * x * math.cos(x**2)),
    ("u**3", "sin(x)", lambda x: 3 * math.sin(x) ** 2 * math.cos(x)),
    ("exp(u)", "-x/2", lambda x: -math.exp(-x / 2) / 2),
]


@pytest.mark.parametrize(("outer", "inner", "exact"), CHAINS)
def test_the_chain_through_a_definition(command: Callable, outer: str, inner: str, exact: Callable) -> None:
    run = command(outer, "--let", f"u={inner}", "--at", "x=0.75", "--explain", "-f", "json")
    assert (run.status, run.err) == (0, "")
    found = record(run.out)
    assert found["variables"] == ["x"]
    (check,) = found["points"][0]["checks"]
    assert math.isclose(check["symbolic"], exact(0.75), rel_tol=4e-15)
    assert check["verdict"] == "agree"
    (answer,) = found["derivatives"]
    steps = answer["steps"]
    whole, part = steps[-1], next(step for step in steps if step["expression"].startswith("u = "))
    assert whole["result"] == answer["expression"]
    assert whole["expression"] == outer  # in terms of u, not of x
    assert part["id"] in whole["operands"]
    dy_du = [partial for partial in whole["partials"] if partial]
    assert len(dy_du) == 1 and "u" in dy_du[0]
    # dy/dx = dy/du * du/dx, with u read back as what it stands for
    report = solve(Problem(f"({dy_du[0]})*({part['result']})", let=(("u", inner),), at=({"x": "0.75"},)))
    value = report.points[0].value
    assert isinstance(value, float) and math.isclose(value, exact(0.75), rel_tol=4e-15)


def test_the_explanation_on_paper(command: Callable) -> None:
    """The rules' names and general statements stand in the plain text, and the name u does."""
    run = command("sin(u)", "--let", "u=x**2", "--explain")
    assert (run.status, run.err) == (0, "")
    first, *rest = run.out.splitlines()
    assert first == "2*x*cos(x**2)"
    text = "\n".join(rest)
    for words in ("sine", "d/dx sin(u) = cos(u) * du/dx", "power", "u = x**2", "2*x"):
        assert words in text
