"""What a formula means: the exact calls that a builder is given."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from symdiff.graph import Decimal
from symdiff.limits import Limits
from symdiff.parser import parse_number
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem

HALF = Fraction(1, 2)
PI, E = ("constant", "pi"), ("constant", "E")


def inv(node: Any) -> Any:
    return ("^", node, -1)


CHAINS = {
    "x": "x",
    " x\t\r\n": "x",
    "\ufeffx": "x",
    "a+b-c": ("+", "a", "b", ("*", -1, "c")),
    "a - b*c": ("+", "a", ("*", -1, "b", "c")),
    "a-2*x": ("+", "a", ("*", -2, "x")),
    "a-2**x": ("+", "a", ("*", -1, ("^", 2, "x"))),
    "a - 1/2": ("+", "a", ("*", -1, inv(2))),
    "-2*x": ("*", -2, "x"),
    "-2x": ("*", -2, "x"),
    "-2!": ("*", -1, ("factorial", 2)),
    "-2²": ("*", -1, ("^", 2, 2)),
    "-x*y": ("*", -1, "x", "y"),
    "-(x*y)": ("*", -1, ("*", "x", "y")),
    "x*-y*-3": ("*", "x", -1, "y", -3),
    "x -- y": ("+", "x", "y"),
    "--x": "x",
    "---x": ("*", -1, "x"),
    "-+-+x": "x",
    "+x": "x",
    "x+-1": ("+", "x", -1),
    "(-3)/y": ("*", -3, inv("y")),
    "a/b*c": ("*", "a", inv("b"), "c"),
    "a/b/c": ("*", "a", inv("b"), inv("c")),
    "x/-y": ("*", "x", inv(("*", -1, "y"))),
    "x/-2": ("*", "x", inv(-2)),
    "1/x": inv("x"),
    "1/2*x": ("*", inv(2), "x"),
    "-1/2*x": ("*", -1, inv(2), "x"),
    "1*x": ("*", 1, "x"),
    "x*1/y": ("*", "x", 1, inv("y")),
    "1.0/x": ("*", Decimal(1), inv("x")),
    "3/4": ("*", 3, inv(4)),
    "0/0": ("*", 0, inv(0)),
    "a*(b*c)": ("*", "a", ("*", "b", "c")),
    "(x*y)*z": ("*", ("*", "x", "y"), "z"),
    "(a+b)+c": ("+", ("+", "a", "b"), "c"),
    "((x))": "x",
    "[a + b]": ("+", "a", "b"),
    "2*3*x": ("*", 2, 3, "x"),
}

POWERS = {
    "x^2": ("^", "x", 2),
    "x**2": ("^", "x", 2),
    "-x**2": ("*", -1, ("^", "x", 2)),
    "x**-2": ("^", "x", -2),
    "x^-y": ("^", "x", ("*", -1, "y")),
    "2^-x": ("^", 2, ("*", -1, "x")),
    "2**-x**2": ("^", 2, ("*", -1, ("^", "x", 2))),
    "a^b^c": ("^", "a", ("^", "b", "c")),
    "(a^b)^c": ("^", ("^", "a", "b"), "c"),
    "4**3**2": ("^", 4, ("^", 3, 2)),
    "2x^3y": ("*", 2, ("^", "x", 3), "y"),
    "e^2x": ("*", ("^", E, 2), "x"),
    "x^1/2": ("*", ("^", "x", 1), inv(2)),
    "3!": ("factorial", 3),
    "x!^2": ("^", ("factorial", "x"), 2),
    "2^x!": ("^", 2, ("factorial", "x")),
    "(x!)!": ("factorial", ("factorial", "x")),
    "5!7!": ("*", ("factorial", 5), ("factorial", 7)),
    "x²": ("^", "x", 2),
    "x⁻¹": ("^", "x", -1),
    "x¹⁰": ("^", "x", 10),
    "x⁺²": ("^", "x", 2),
    "xⁿ": ("^", "x", "n"),
    "e⁻²ˣ": ("^", E, ("*", -2, "x")),
    "e⁻ˣ": ("^", E, ("*", -1, "x")),
    "(x+1)²": ("^", ("+", "x", 1), 2),
    "x!²": ("^", ("factorial", "x"), 2),
}

FUNCTIONS = {
    "sin(x)": ("sin", "x"),
    "sin (x)": ("sin", "x"),
    "sin(x)^2": ("^", ("sin", "x"), 2),
    "sqrt(x)": ("^", "x", HALF),
    "cbrt(x)": ("real_root", "x", 3),
    "pow(x, y)": ("^", "x", "y"),
    "log(x)": ("log", "x"),
    "ln x": ("log", "x"),
    "log(x, b)": ("*", ("log", "x"), inv(("log", "b"))),
    "log2(x)": ("*", ("log", "x"), inv(("log", 2))),
    "log₁₀(x)": ("*", ("log", "x"), inv(("log", 10))),
    "digamma(x)": ("polygamma", 0, "x"),
    "atan2(y, x)": ("atan2", "y", "x"),
    "max(x, 1, y)": ("Max", "x", 1, "y"),
    "arctg(x)": ("atan", "x"),
    "root(x, 3)": ("real_root", "x", 3),
    "root(x, -3)": ("real_root", "x", -3),
    "nthRoot(6x, 3)": ("real_root", ("*", 6, "x"), 3),
    "real_root(x, 5)": ("real_root", "x", 5),
    "root(x, 4)": ("^", "x", inv(4)),
    "Surd(x,-4)": ("^", "x", inv(-4)),
    "root(x, 1)": "x",
    "root(x, -1)": ("^", "x", inv(-1)),
    "root(x, n)": ("^", "x", inv("n")),
    "root(x, 3+0)": ("^", "x", inv(("+", 3, 0))),
    "root(x, 3.0)": ("^", "x", inv(Decimal(3))),
    "sin^2(x)": ("^", ("sin", "x"), 2),
    "sin**2(x)": ("^", ("sin", "x"), 2),
    "sin^2 x": ("^", ("sin", "x"), 2),
    "sin²(x)": ("^", ("sin", "x"), 2),
    "sin^n(x)": ("^", ("sin", "x"), "n"),
    "sin^(n+1) x": ("^", ("sin", "x"), ("+", "n", 1)),
    "sin^-n(x)": ("^", ("sin", "x"), ("*", -1, "n")),
    "sin^-2(x)": ("^", ("sin", "x"), -2),
    "ln²x": ("^", ("log", "x"), 2),
    "sin^-1 x": ("asin", "x"),
    "sin⁻¹(x)": ("asin", "x"),
    "tanh^(-1)(x)": ("atanh", "x"),
    "cos^−1 x": ("acos", "x"),
    "sin(x)^-1": ("^", ("sin", "x"), -1),
    "Sin[x]^2": ("^", ("sin", "x"), 2),
    "ArcSin[Cos[0]]": ("asin", ("cos", 0)),
    "SIN(x)": ("sin", "x"),
    "Sin x": ("sin", "x"),
    "Log[x]": ("log", "x"),
    "Min[1,-2,3]": ("Min", 1, -2, 3),
    "sin 2x": ("sin", ("*", 2, "x")),
    "sin x y": ("sin", ("*", "x", "y")),
    "sin x cos x": ("*", ("sin", "x"), ("cos", "x")),
    "sin x * cos x": ("*", ("sin", "x"), ("cos", "x")),
    "ln x / ln 10": ("*", ("log", "x"), inv(("log", 10))),
    "sin x + 1": ("+", ("sin", "x"), 1),
    "sin cos x": ("sin", ("cos", "x")),
    "tan y**3": ("tan", ("^", "y", 3)),
    "sin x!": ("sin", ("factorial", "x")),
    "sqrt 8x (x-2)": ("*", ("^", ("*", 8, "x"), HALF), ("+", "x", -2)),
    "2sin(x)-sin(2x)": ("+", ("*", 2, ("sin", "x")), ("*", -1, ("sin", ("*", 2, "x")))),
    "2^sin x": ("^", 2, ("sin", "x")),
    "sinθ": ("sin", "θ"),
    "√x": ("^", "x", HALF),
    "√√16": ("^", ("^", 16, HALF), HALF),
    "√(x+1)": ("^", ("+", "x", 1), HALF),
    "∛x": ("real_root", "x", 3),
    "√2x": ("*", ("^", 2, HALF), "x"),
    "sin 2√x": ("sin", ("*", 2, ("^", "x", HALF))),
    "√sin(x)": ("^", ("sin", "x"), HALF),
}

JUXTAPOSITION = {
    "2x": ("*", 2, "x"),
    "2(x+1)": ("*", 2, ("+", "x", 1)),
    "(x+1)(x-1)": ("*", ("+", "x", 1), ("+", "x", -1)),
    "3sin(x)": ("*", 3, ("sin", "x")),
    "x sin(x)": ("*", "x", ("sin", "x")),
    "sin(x)y": ("*", ("sin", "x"), "y"),
    "x y z": ("*", "x", "y", "z"),
    "x(x-1)": ("*", "x", ("+", "x", -1)),
    "x1(y)": ("*", "x1", "y"),
    "x_1(y)": ("*", "x_1", "y"),
    "x₁(y)": ("*", "x_1", "y"),
    "x_max(y)": ("*", "x_max", "y"),
    "θ(x)": ("*", "θ", "x"),
    "pi(x)": ("*", PI, "x"),
    "6(9)": ("*", 6, 9),
    "12abc": ("*", 12, "abc"),
    "2e": ("*", 2, E),
    "2e-x": ("+", ("*", 2, E), ("*", -1, "x")),
    "5/(3x)": ("*", 5, inv(("*", 3, "x"))),
    "5π×x÷y": ("*", 5, PI, "x", inv("y")),
    "x·y⋅z": ("*", "x", "y", "z"),
    "½x": ("*", HALF, "x"),
    "-½x": ("*", -HALF, "x"),
    "1−1": ("+", 1, -1),
    "x\xa0y": ("*", "x", "y"),
    "πr²": ("*", PI, ("^", "r", 2)),
    "2πr": ("*", 2, PI, "r"),
    "Δx*t": ("*", "Δx", "t"),
    "a/bc": ("*", "a", inv("bc")),
    "1/2*x y": ("*", inv(2), "x", "y"),
}

BARS = {
    "|x|": ("abs", "x"),
    "1-|x|": ("+", 1, ("*", -1, ("abs", "x"))),
    "|x|+|y|": ("+", ("abs", "x"), ("abs", "y")),
    "|x|-|y|": ("+", ("abs", "x"), ("*", -1, ("abs", "y"))),
    "|x|y": ("*", ("abs", "x"), "y"),
    "2|x|^2": ("*", 2, ("^", ("abs", "x"), 2)),
    "|x||y|": ("*", ("abs", "x"), ("abs", "y")),
    "|x||y||z|": ("*", ("abs", "x"), ("abs", "y"), ("abs", "z")),
    "||x||": ("abs", ("abs", "x")),
    "||x||y||": ("abs", ("*", ("abs", "x"), ("abs", "y"))),
    "||x|-|y||": ("abs", ("+", ("abs", "x"), ("*", -1, ("abs", "y")))),
    "|x(|y|+1)|": ("abs", ("*", "x", ("+", ("abs", "y"), 1))),
    "max(|x|, |y|)": ("Max", ("abs", "x"), ("abs", "y")),
    "sin|x|": ("sin", ("abs", "x")),
    "|sin x|": ("abs", ("sin", "x")),
    "⌈x⌉⌊y⌋": ("*", ("ceiling", "x"), ("floor", "y")),
}

NAMES = {
    "pi + π + Pi": ("+", PI, PI, PI),
    "e + E + ℯ": ("+", E, E, E),
    "gamma": "gamma",
    "gamma(x)": ("gamma", "x"),
    "gamma x": ("*", "gamma", "x"),
    "Γ(x)": ("gamma", "x"),
    "beta": "beta",
    "lambda": "lambda",
    "S": "S",
    "kb": "kb",
    "q1q2": "q1q2",
    "g_": "g_",
    "xe": "xe",
    "χ": "χ",
    "µ": "μ",
    "x₁₂": "x_12",
    "x_ᵢ": "x_i",
    "naïve": "naïve",
}


@pytest.mark.parametrize(
    ("text", "meaning"),
    [item for table in (CHAINS, POWERS, FUNCTIONS, JUXTAPOSITION, BARS, NAMES) for item in table.items()],
)
def test_reading(read: Callable[..., Any], text: str, meaning: Any) -> None:
    assert read(text) == meaning


def test_a_declared_name_is_a_variable_whatever_else_it_means(read: Callable[..., Any]) -> None:
    assert read("e^x", "e") == ("^", "e", "x")
    assert read("sin(x)", "sin") == ("*", "sin", "x")
    assert read("sin x cos", "sin", "cos") == ("*", "sin", "x", "cos")
    assert read("rate(x)", "rate") == ("*", "rate", "x")
    assert read("if + nan", "if", "nan") == ("+", "if", "nan")
    assert read("|gamma|x", "gamma") == ("*", ("abs", "gamma"), "x")


def test_a_definition_comes_first(read: Callable[..., Any]) -> None:
    assert read("sin(u)", u=("*", 2, "x")) == ("sin", ("*", 2, "x"))
    assert read("u(x) + u", "u", u=3) == ("+", ("*", 3, "x"), 3)
    assert read("pi sin", pi="p", sin="s") == ("*", "p", "s")
    assert read("x₁", x_1="d") == "d"


NUMBERS: dict[str, Any] = {
    "0": 0,
    "42": 42,
    "0777": 777,
    "-3": -3,
    "2.0": Decimal(2),
    ".5": Decimal(1, 2),
    "5.": Decimal(5),
    "-.5e7": Decimal(-5_000_000),
    "1e400": Decimal(10**400),
    "2.50e-3": Decimal(25, 10_000),
    "1E+2": Decimal(100),
    "1e" + "0" * 5000 + "1": Decimal(10),
    "0e999999999999": Decimal(0),
    "¾": Fraction(3, 4),
}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items(), ids=[text[:12] for text in NUMBERS])
def test_number(text: str, value: Any) -> None:
    number = parse_number(text)
    assert number == value
    assert type(number) is type(value)


def test_a_number_may_be_longer_than_int_allows(read: Callable[..., Any]) -> None:
    assert read("1" * 10_000, limits=Limits(max_digits=10_000)) == (10**10_000 - 1) // 9


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("e^2x", "'e^2x' is read as (e^2)*x; for the other reading write e^(2*x)"),
        ("1 + 2**3n", "'2**3n' is read as (2**3)*n; for the other reading write 2**(3*n)"),
        ("e^2*x", None),
        ("x^2y", None),
        ("e^(2x)", None),
        ("e^2", None),
    ],
)
def test_a_power_of_e_or_a_number_ends_at_its_number_and_that_is_said(text: str, note: str | None) -> None:
    assert solve(Problem(text), Options()).notes == (() if note is None else (note,))
