"""The default bounds: what is within them is answered in ten seconds and one gibibyte, what is past them is refused as fast."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest

Command = Callable[..., Any]


def chained(text: str, count: int, joint: str) -> str:
    return joint.join([text] * count)


def numbered(form: str, count: int, joint: str) -> str:
    """``form`` with each number in turn for its ``#``."""
    return joint.join(form.replace("#", str(k)) for k in range(count))


def exactly(text: str, length: int) -> str:
    """The text filled up with blanks."""
    assert len(text) <= length
    return text + " " * (length - len(text))


def nested(name: str, depth: int, inside: str = "x") -> str:
    return f"{name}(" * depth + inside + ")" * depth


def horner(depth: int) -> str:
    return "(" * depth + "x" + "+1)*x" * depth


ANSWERED = {
    "a sum of equal terms": (exactly(chained("x", 500_000, "+"), 1_000_000), "500000"),
    "a sum of many variables": (exactly(numbered("x#", 130_000, "+"), 1_000_000), None),
    "a sum of different terms": (exactly(numbered("sin(#*x)", 70_000, "+"), 1_000_000), None),
    "a polynomial": (exactly(numbered("#*x**#", 65_000, "+"), 1_000_000), None),
    "a product of one variable": (chained("x", 100_000, "*"), "100000*x**99999"),
    "a product of three functions": ("*".join(["sin(x)", "cos(x)", "x"] * 120_000), None),
    "a product of functions": ("*".join(["sin(x)", "cos(x)", "exp(x)", "x"] * 25_000), None),
    "a quotient of quotients": (chained("x", 100_000, "/"), "-99998/x**99999"),
    "unary minus signs": ("-" * 100_000 + "x", "1"),
    "unary minus signs, odd": ("-" * 100_001 + "x", "-1"),
    "brackets": ("(" * 20_000 + "x" + ")" * 20_000, "1"),
    "100,000 nodes of sines": (numbered("sin(x+#)", 25_000, "+"), None),
    "100,000 nodes of powers": (numbered("(x+#)**2", 25_000, "+"), None),
    "100,000 nodes of quotients": (numbered("1/(x**2+#)", 16_000, "-"), None),
    "implicit products": ("2" + "x" * 0 + " x" * 50_000, None),
}
"""Formulas within the default bounds, with the derivative where it is short."""


@pytest.mark.parametrize("name", ANSWERED)
def test_what_is_within_the_bounds_is_answered(command: Command, name: str) -> None:
    text, known = ANSWERED[name]
    run = command("--jobs", "1", stdin=text)
    assert (run.status, run.err[:500]) == (0, ""), (run.busy, run.peak)
    assert run.out.count("\n") == 1
    assert known is None or run.out == known + "\n"
    assert run.within_promise(), (run.busy, run.peak)


TOO_LONG_AS_TEXT = {
    "a product of different factors": numbered("(x+#)", 100_000, "*"),
    "a product of many variables": numbered("x#", 100_000, "*"),
    "a gradient of short derivatives": numbered("x#", 5_000, "*"),
    "sines in one another": nested("sin", 10_000),
    "Horner's scheme": horner(20_000 - 1),
    "a tower of powers": chained("x", 15_000, "**"),
}
"""Formulas within the bounds whose derivative is past --max-output when written out."""


@pytest.mark.parametrize("name", TOO_LONG_AS_TEXT)
def test_what_is_too_long_as_text_is_refused_at_once(command: Command, name: str) -> None:
    run = command("--jobs", "1", stdin=TOO_LONG_AS_TEXT[name])
    assert run.within_promise(), (run.busy, run.peak)
    assert run.status == 1
    assert run.out.startswith("# error[too-large-output]: ")
    assert "--max-output" in run.err and "--shared" in run.err


def test_values_of_what_is_too_long_as_text(command: Command) -> None:
    """sin(sin(...)) 10,000 deep: the derivative at 0.5 is the product of the cosines on the way."""
    run = command("--jobs", "1", "--at", "0.5", "-f", "json", stdin=nested("sin", 10_000))
    assert (run.status, run.err) == (0, "")
    assert run.within_promise(), (run.busy, run.peak)
    found = json.loads(run.out)
    (answer,) = found["derivatives"]
    assert answer["expression"] is None and "longer than" in answer["note"]
    value, slope, exponent = 0.5, 1.0, 0
    for _ in range(10_000):
        slope *= math.cos(value)
        value = math.sin(value)
        slope, shift = math.frexp(slope)
        exponent += shift
    (point,) = found["points"]
    (check,) = point["checks"]
    assert math.isclose(point["value"], value, rel_tol=1e-12)  # 10,000 roundings of 1e-16 by hand
    assert math.isclose(check["symbolic"], math.ldexp(slope, exponent), rel_tol=1e-11)
    assert check["verdict"] == "agree"


def test_shared_parts_of_what_is_too_long_as_text(command: Command) -> None:
    run = command("--jobs", "1", "--shared", stdin=nested("sin", 10_000))
    assert (run.status, run.err) == (0, "")
    assert run.within_promise(), (run.busy, run.peak)
    cells = run.out.rstrip("\n").split("\t")
    assert cells[0] == "t1=sin(x)"
    assert cells[-1].startswith("x=")
    assert len(cells) > 5_000


SMALLER = [
    ("max-length", "10", "sin(x)+cos(x)", "too-long"),
    ("max-depth", "5", "((((((x))))))", "too-deep"),
    ("max-depth", "5", "sin(sin(sin(sin(sin(sin(x))))))", "too-deep"),
    ("max-depth", "5", "x**x**x**x**x**x**x", "too-deep"),
    ("max-nodes", "10", "sin(x)*cos(x)*exp(x)*x**2", "too-many-nodes"),
    ("max-digits", "10", "12345678901*x", "too-many-digits"),
    ("max-digits", "10", "x*9**20", "too-many-digits"),
    ("max-digits", "10", "x*30!", "too-many-digits"),
    ("max-output", "10", "sin(x)*cos(x)*exp(x)", "too-large-output"),
]


@pytest.mark.parametrize(("bound", "value", "text", "code"), SMALLER)
def test_past_a_bound_of_ones_own(command: Command, bound: str, value: str, text: str, code: str) -> None:
    """The same formula is answered without the option, so it is the bound that refuses it; the error names the option."""
    assert command(text).status == 0
    run = command(text, f"--{bound}", value)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith(f"error[{code}]: ")
    assert f"--{bound}" in run.err.split("hint: ", 1)[1]


DEFAULTS = [
    ("max-length", chained("x", 1_000_001, "+"), "too-long"),
    ("max-depth", "(" * 20_001 + "x" + ")" * 20_001, "too-deep"),
    ("max-depth", nested("sin", 20_001), "too-deep"),
    ("max-depth", chained("x", 30_000, "**"), "too-deep"),
    ("max-digits", "10**4001*x", "too-many-digits"),
    ("max-digits", "x*2000!", "too-many-digits"),
    ("max-digits", "x+" + "7" * 1_000_000, "too-many-digits"),
    ("max-digits", "x+1e999999999", "too-many-digits"),
    ("max-output", nested("sin", 9_000), "too-large-output"),
]


@pytest.mark.parametrize(("bound", "text", "code"), DEFAULTS)
def test_past_a_default_bound(command: Command, bound: str, text: str, code: str) -> None:
    run = command("--jobs", "1", stdin=text)
    assert run.within_promise(), (run.busy, run.peak)
    assert run.status == 1
    assert run.out.startswith(f"# error[{code}]: ") and run.out.count("\n") == 1
    assert f"--{bound}" in run.err


def test_past_the_time_budget(command: Command) -> None:
    run = command("--jobs", "1", "--timeout", "0.5", stdin=numbered("sin(x**#)*cos(#*x)", 40_000, "+"))
    assert run.status == 1
    assert run.out == "# error[time-out]: the time budget of 0.5 s ran out\n"
    assert "--timeout" in run.err
    assert run.seconds <= 5  # the budget, start-up, and a call into C that ends first


def test_a_raised_bound_lets_through(command: Command) -> None:
    deep = "(" * 25_000 + "x" + ")" * 25_000
    assert command(stdin=deep).out.startswith("# error[too-deep]: ")
    run = command("--max-depth", "25000", stdin=deep)
    assert (run.status, run.out, run.err) == (0, "1\n", "")


def test_a_short_bound_on_the_output_keeps_the_values(command: Command) -> None:
    run = command("x**2*sin(x)", "--at", "1", "--max-output", "10", "-f", "json")
    (answer,) = json.loads(run.out)["derivatives"]
    assert (run.status, answer["expression"]) == (0, None)
    assert json.loads(run.out)["points"][0]["checks"][0]["verdict"] == "agree"
