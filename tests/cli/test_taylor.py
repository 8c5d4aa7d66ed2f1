"""``taylor``: what it prints, by exit status, standard output and error; polynomials and bounds against many digits."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from math import exp
from pathlib import Path

import jsonschema
import mpmath
import pytest
import sympy

import symdiff

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))
AGREE = "check\tagree (certified by power series)\n"

UNKNOWN = "check\tagree (certified by power series): checked with 3 stand-ins for {}\n"
ANSWERS = [
    (["exp(x)", "--at", "0"], "polynomial\t1 + x + x**2/2 + x**3/6\n" + AGREE),
    (
        ["sin(x)", "--at", "0", "-n", "7", "--on=-1:1"],
        "polynomial\tx - x**3/6 + x**5/120 - x**7/5040\nremainder\tat most 0.0000209 on [-1, 1]\n" + AGREE,
    ),
    (["log(x)", "--at", "1", "-n", "2"], "polynomial\t(x - 1) - (x - 1)**2/2\n" + AGREE),
    (["x**2", "--at", "1", "--on", "0:2"], "polynomial\t1 + 2*(x - 1) + (x - 1)**2\nremainder\tat most 0 on [0, 2]\n" + AGREE),
    (
        ["exp(x*y)", "--at", "x=0,y=1"],
        "polynomial\t1 + x + x**2/2 + (y - 1)*x + x**3/6 + (y - 1)*x**2\n" + AGREE,
    ),
    (["h*exp(h*x)", "--at", "h=1,x=1", "-w", "x", "-n", "1"], "polynomial\tE + E*(x - 1)\n" + AGREE),
    (["7", "-w", "x", "--at", "1"], "polynomial\t7\n" + AGREE),
    (["x - x", "--at", "1"], "polynomial\t0\n" + AGREE),
    (["integral(sin(t), t, 0, x)", "--at", "0"], "polynomial\tx**2/2\n" + AGREE),
    (
        ["u(x)*exp(x)", "--function", "u", "--at", "2", "-n", "1"],
        "polynomial\texp(2)*u(2) + (x - 2)*(exp(2)*u(2) + exp(2)*u'(2))\n" + UNKNOWN.format("u"),
    ),
    (
        ["integral(u(t), t, 0, x)", "--function", "u", "--at", "0", "-n", "2", "--on=-1:1"],
        "polynomial\tx*u(0) + x**2*u'(0)/2\n" + UNKNOWN.format("u")[:-1] + "; no bound of the remainder: u is an unknown function\n",
    ),
    (
        ["u(x, x*y)", "--function", "u", "--at", "x=0,y=1", "-n", "1"],
        "polynomial\tu(0, 0) + x*(u^(1, 0)(0, 0) + u^(0, 1)(0, 0))\n" + UNKNOWN.format("u"),
    ),
    (
        ["1/x", "--at", "1", "-n", "1", "--on=0:2"],
        "polynomial\t1 - (x - 1)\ncheck\tagree (certified by power series): no bound of the remainder: division by zero\n",
    ),
    (
        ["x**2", "--at", "1", "--at", "0", "-n", "1"],
        f"x=1\tpolynomial\t1 + 2*(x - 1)\nx=1\t{AGREE}x=0\tpolynomial\t0\nx=0\t{AGREE}",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("words", "text"), ANSWERS)
def test_polynomials(run, words: list[str], text: str) -> None:
    assert run("taylor", *words) == (0, text, "")


NONE = [
    (["abs(x)", "--at", "0"], "the ball lies across a kink"),
    (["x*abs(x)", "--at", "0"], "the ball lies across a kink"),
    (["sqrt(x)", "--at", "0"], "the derivative of order 1: division by zero"),
    (["log(x)", "--at=-1"], "the function: log(u) needs u > 0"),
    (["floor(x)", "--at", "1"], "the ball lies across a kink"),
    (["abs(x)*u(x)", "--function", "u", "--at", "0"], "the ball lies across a kink"),
    (["log(-1 - u(x)^2)", "--function", "u", "--at", "0"], "log(u) needs u > 0"),
    (["u(x)/x", "--function", "u", "--at", "0"], "this divides by zero, whatever the variables are"),
]


@pytest.mark.parametrize(("words", "reason"), NONE)
def test_where_there_is_none(run, words: list[str], reason: str) -> None:
    assert run("taylor", *words) == (3, f"# no polynomial: {reason}\n", "")


ERRORS = [
    (["x"], 'a Taylor polynomial needs a point\nhint: for example symdiff taylor "exp(x)" --at 0'),
    (["7", "--at", "1"], "a Taylor polynomial needs a variable\nhint: say by which with --wrt NAME"),
    (["x*y", "--at", "x=1,y=1", "-n", "4"], "with several variables the order is at most 3, not 4\nhint: --wrt NAME"),
    (["x*y", "--at", "x=1,y=1", "--on", "0:1"], "the remainder is bounded with one variable only\nhint: --wrt NAME"),
    (
        ["x", "--at", "5", "--on", "0:1"],
        "the interval of --on must hold the point of --at\nhint: for example --at 0 --on=-1:1",
    ),
    (
        ["x", "--at", "5", "--on", "0:y"],
        "--on: 'y' is no constant: the point gives no value to 'y'\nhint: for example --on=-1/2:1/2",
    ),
    (["x", "--at", "5", "--on", "0"], "--on must be A:B, not '0'\nhint: for example --on=-1/2:1/2"),
    (
        ["x", "--at", "5", "-f", "csv"],
        "a Taylor polynomial has no format 'csv'\nhint: choose auto, rich, plain or json",
    ),
]


@pytest.mark.parametrize(("words", "message"), ERRORS)
def test_errors(run, words: list[str], message: str) -> None:
    assert run("taylor", *words) == (2, "", f"error[usage]: {message}\n")


def test_as_json(run) -> None:
    status, out, err = run("taylor", "exp(x)", "--at", "0", "-n", "2", "--on=-1:1", "-f", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    assert found["kind"] == "taylor"
    (expansion,) = found["expansions"]
    assert expansion["coefficients"] == [
        {"powers": {}, "text": "1", "value": 1.0},
        {"powers": {"x": 1}, "text": "1", "value": 1.0},
        {"powers": {"x": 2}, "text": "1/2", "value": 0.5},
    ]
    assert expansion["remainder"]["on"] == ["-1", "1"]


FUNCTIONS = [
    ("exp(x)", mpmath.exp, "0", "-1", "1"),
    ("sin(3*x)", lambda x: mpmath.sin(3 * x), "1/2", "0", "2"),
    ("log(x)", mpmath.log, "2", "1/2", "3"),
    ("sqrt(1+x**2)", lambda x: mpmath.sqrt(1 + x * x), "0", "-2", "1/3"),
    ("1/(1+25*x**2)", lambda x: 1 / (1 + 25 * x * x), "0.1", "-1", "1"),
    ("gamma(x)", mpmath.gamma, "3/2", "1", "2"),
    ("erf(x)*x", lambda x: mpmath.erf(x) * x, "0", "-1", "3"),
]


@pytest.mark.parametrize("order", [1, 2, 5])
@pytest.mark.parametrize(("text", "function", "at", "low", "high"), FUNCTIONS)
def test_the_remainder_is_never_above_its_bound(run, text, function, at, low, high, order) -> None:
    words = ["taylor", text, f"--at={at}", "-n", str(order), f"--on={low}:{high}", "-f", "json"]
    status, out, _ = run(*words)
    (expansion,) = json.loads(out)["expansions"]
    assert (status, expansion["status"]) == (0, "agree")
    bound = expansion["remainder"]["at_most"]
    largest = 0.0
    with mpmath.workdps(60):
        for k in range(41):
            place = Fraction(low) + (Fraction(high) - Fraction(low)) * k / 40
            report = symdiff.solve(symdiff.Problem(expansion["polynomial"], at=(f"x={place}",), wrt=(("x",),)))
            value = report.points[0].value
            slack = 1e-13 * max(1, abs(value))
            difference = abs(function(mpmath.mpf(place.numerator) / place.denominator) - value)
            assert difference <= bound + slack
            largest = max(largest, float(difference))
    if text == "exp(x)":  # and the bound says something
        assert bound <= 3 * largest


def test_the_polynomial_is_drawn_over_the_formula(run, tmp_path: Path) -> None:
    picture = tmp_path / "taylor.svg"
    words = ("taylor", "exp(x)", "--at=-1/2", "-n", "2", "--on", "-2:2", "-o", str(picture))
    assert run(*words) == (0, "", "")
    drawn = picture.read_text(encoding="utf-8")
    legend = [words for words in re.findall(r">([^<>]+)</text>", drawn) if re.search("[a-z]", words)]
    assert legend[:6] == [
        "x",
        "function",
        "exp(x)",
        "slope 0.606531 at (−0.5, 0.606531)",
        "exp(-1/2) + (x + 1/2)*exp(-...",
        "x",
    ]
    # The lines themselves: that of the formula against exp, that of the polynomial against its values.
    parts = lines(drawn)
    frame = re.search(r'id="patch_2">\s*<path d="M ([\d.]+) ([\d.]+) *\s*L ([\d.]+) ', drawn)
    assert frame is not None
    left, right = float(frame[1]), float(frame[3])
    formula, polynomial = parts["curve-x-1-1"], parts["curve-x-2-1"]
    scale = (formula[0][1] - formula[-1][1]) / (exp(2) - exp(-2))
    for line, function in (
        (formula, exp),
        (polynomial, lambda x: exp(-1 / 2) * (1 + (x + 1 / 2) + (x + 1 / 2) ** 2 / 2)),
    ):
        assert len(line) > 20
        for across, down in line:
            x = -2 + 4 * (across - left) / (right - left)
            assert exp(2) + (formula[-1][1] - down) / scale == pytest.approx(function(x), abs=1e-3)
    assert [name for name in parts if name.startswith("tangent")] == ["tangent-x-1-1"]


def lines(drawn: str) -> dict[str, list[tuple[float, float]]]:
    """The lines of a picture by their names, in the paper's coordinates."""
    named = re.findall(r'<g id="([\w-]+)">\s*<path d="([^"]*)"', drawn)
    return {name: [(float(x), float(y)) for x, y in re.findall(r"([\d.]+) ([\d.]+)", path)] for name, path in named}


def test_no_picture_where_there_is_no_polynomial(run, tmp_path: Path) -> None:
    picture = tmp_path / "taylor.png"
    said = "note: no polynomial: the function: log(u) needs u > 0\n"
    assert run("taylor", "log(x)", "--at", "0", "-o", str(picture)) == (3, "", said)
    assert not picture.exists()


def test_no_picture_of_an_unknown_function(run, tmp_path: Path) -> None:
    words = ("taylor", "u(x)", "--function", "u", "--at", "0", "-o", str(tmp_path / "taylor.svg"))
    message = 'error[undefined]: there are no values to draw: u is an unknown function\nhint: give its formula: --let "f(t) = t^2"\n'
    assert run(*words) == (2, "", message)


def test_python_takes_expressions_of_sympy_and_unknown_functions() -> None:
    x, u = sympy.Symbol("x"), sympy.Function("u")
    assert symdiff.taylor(u(x), at={x: 0}, order=1).polynomial == "u(0) + x*u'(0)"
    assert symdiff.taylor("u(x)", at="1/2", order=1, functions=["u"]).polynomial == "u(1/2) + (x - 1/2)*u'(1/2)"
    assert symdiff.taylor(sympy.cos(x), x, at=0).polynomial == "1 - x**2/2"
    for wrong in (0, -1, 2.5, True):
        with pytest.raises(symdiff.SymdiffError, match=f"the order must be a whole number from 1 on, not {wrong}"):
            symdiff.taylor("x", at=1, order=wrong)
