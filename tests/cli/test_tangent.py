"""``gradient`` and ``tangent``: what they print, by exit status, standard output and error."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text(encoding="utf-8"))

ANSWERS = [
    (["x**2", "--at", "1"], "tangent\ty = 2*x - 1\nnormal\ty = 3/2 - x/2\n"),
    (["x**2", "--at", "0"], "tangent\ty = 0\nnormal\tx = 0\n"),
    (["0.5*x^2", "--at", "0.3"], "tangent\ty = 0.3*x - 0.045\nnormal\ty = 1.045 - 10*x/3\n"),
    (["cbrt(x - 1) + 2", "--at", "1"], "tangent\tx = 1\nnormal\ty = 2\n"),
    (["y**2", "--at", "3"], "tangent\tz = 6*y - 9\nnormal\tz = 19/2 - y/6\n"),
    (
        ["sin(x)", "--at", "pi/6"],
        "tangent\ty = (x - pi/6)*cos(pi/6) + sin(pi/6)\nnormal\ty = sin(pi/6) - (x - pi/6)/cos(pi/6)\n",
    ),
    (
        ["x**2+y**2", "--at", "x=1,y=2"],
        "tangent\tz = 2*x + 4*y - 5\nnormal\t(x, y, z) = (1, 2, 5) + t*(2, 4, -1)\n",
    ),
    (
        ["x**2", "--at", "1", "--at", "2"],
        "x=1\ttangent\ty = 2*x - 1\nx=1\tnormal\ty = 3/2 - x/2\nx=2\ttangent\ty = 4*x - 4\nx=2\tnormal\ty = 9/2 - x/4\n",
    ),
]


@pytest.mark.parametrize(("words", "text"), ANSWERS)
def test_tangents(run, words: list[str], text: str) -> None:
    assert run("tangent", *words) == (0, text, "")


def test_where_there_is_no_tangent(run) -> None:
    text = "# no tangent: abs(x): not smooth here; slope on the left: -1, on the right: 1\n"
    assert run("tangent", "abs(x)", "--at", "0") == (3, text, "")
    assert run("tangent", "log(-x)", "--at", "1") == (3, "# no tangent: log(-x): log(u) needs u > 0\n", "")


@pytest.mark.parametrize(
    ("equation", "at", "tangent", "normal"),
    [
        ("x^2 + y^2 = 25", "x=3,y=4", "y = 25/4 - 3*x/4", "y = 4*x/3"),
        ("x^2 + y^2 = 1", "x=1,y=0", "x = 1", "y = 0"),
        ("x^2 + y^2 = 1", "x=0,y=-1", "y = -1", "x = 0"),
        ("x^2 + y^2 = 1", "x=1/2,y=sqrt(3)/2", "y = sqrt(3)/2 - (x - 1/2)/sqrt(3)", "y = sqrt(3)*(x - 1/2) + sqrt(3)/2"),
        ("x^3 + y^3 = 6x*y", "x=3,y=3", "y = 6 - x", "y = x"),
        (r"\frac{u^2}{4} + v^2 = 1", "u=0,v=1", "v = 1", "u = 0"),
        ("f(x) = x^2", "1", "y = 2*x - 1", "y = 3/2 - x/2"),
    ],
)  # fmt: skip
def test_tangents_of_curves(run, equation: str, at: str, tangent: str, normal: str) -> None:
    assert run("tangent", equation, "--at", at)[:2] == (0, f"tangent\t{tangent}\nnormal\t{normal}\n")


def test_curves_without_a_tangent(run) -> None:
    off = "# no tangent: the point is not on the curve: left side minus right side is 1 there\n"
    assert run("tangent", "x^2+y^2=1", "--at", "x=1,y=1")[:2] == (3, off)
    crossing = "# no tangent: F_y = 0 here and F_x too: the formula gives no tangent\n"
    assert run("tangent", "x^2=y^2", "--at", "x=0,y=0")[:2] == (3, crossing)
    assert run("tangent", "x^2+y^2+z^2=1", "--at", "x=1,y=0,z=0") == (
        2, "", "error[usage]: the equation joins x, y, z: a curve is of two\nhint: choose with --wrt; the others are constants then\n",
    )  # fmt: skip


def test_as_json(run) -> None:
    status, out, err = run("tangent", "x**2", "--at", "1", "--format", "json")
    assert (status, err) == (0, "")
    found = json.loads(out)
    jsonschema.validate(found, SCHEMA)
    assert found["kind"] == "tangent"
    assert found["tangents"] == [{"at": {"x": "1"}, "tangent": "y = 2*x - 1", "normal": "y = 3/2 - x/2"}]


def test_what_a_tangent_needs(run) -> None:
    assert run("tangent", "x**2") == (
        2, "", 'error[usage]: a tangent needs a point\nhint: for example symdiff tangent "x**2" --at 1\n',
    )  # fmt: skip
    status, out, err = run("tangent", "x**", "--at", "1", "-f", "json")
    assert (status, json.loads(out)["error"]["code"]) == (2, "syntax")
    assert err.startswith("error[syntax]: ")


def test_gradients(run) -> None:
    assert run("gradient", "x*y**2") == (0, "x\ty**2\ny\t2*x*y\n", "")
    assert run("gradient", "x**2") == (0, "2*x\n", "")
    assert run("gradient", "x*y", "-w", "y") == (0, "x\n", "")


def test_tangents_of_unknown_functions(run) -> None:
    said = "note: checked with 3 stand-ins for u\n"
    words = ("tangent", "u(x)", "--function", "u", "--at", "2", "--at", "3")
    lines = "".join(
        f"x={at}\ttangent\ty = (x - {at})*u'({at}) + u({at})\nx={at}\tnormal\ty = u({at}) - (x - {at})/u'({at})\n"
        for at in (2, 3)
    )
    assert run(*words) == (0, lines, said)
    twice = run("tangent", "x*u(x)", "--function", "u", "--at", "0", "--at", "0")
    assert twice == (0, "x=0\ttangent\ty = x*u(0)\nx=0\tnormal\ty = -x/u(0)\n" * 2, said)
