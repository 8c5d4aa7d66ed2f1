"""A function is a row and a rule: some that nobody knows, made at run time (``newcomers``), have every surface of the program."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path

import mpmath
import pytest

SCRIPT = Path(__file__).with_name("newcomers.py")
OPERATOR = r"\operatorname"
TABLE = "id\twrt\tat\tvalue\tsymbolic\tmethod\testimate\tstep\terror\tbound\tverdict\n"

# Each a command, its exit status, its standard output and its standard error; "..." is what another line of the case tells.
WHOLE: list[tuple[str, int, str, str]] = [
    ("x*bowl(x**2)", 0, "2*x**2*sin(x**2) + bowl(x**2)\n", ""),
    ("bowl(x)*dish(x,y) -w x -w y", 0, "x\t(y*bowl(x) + dish(x, y))*sin(x)\ny\tbowl(x)**2\n", ""),
    ("bowl(0)*x+bowl(-x)", 0, "sin(x)\n", ""),
    ("bowl(x) --order 2 --simplify full", 0, "cos(x)\n", ""),
    (rf"{OPERATOR}{{di}}(x,2)+{OPERATOR}{{bowl}}x", 0, "3*sin(x)\n", ""),
    ("Bowl[x] --syntax mathematica", 0, "sin(x)\n", ""),
    ("hessian bowl(x*y)", 0, "y**2*cos(x*y)\tx*y*cos(x*y) + sin(x*y)\nx*y*cos(x*y) + sin(x*y)\tx**2*cos(x*y)\n", ""),
    (
        "bowl(x)**2*dish(x,y) -w y -f latex",
        0,
        rf"\frac{{\partial}}{{\partial y}} \left({OPERATOR}{{bowl}}^{{2}}{{\left(x \right)}} {OPERATOR}{{di}}{{\left(x, y \right)}}\right)"
        rf" = {OPERATOR}{{bowl}}^{{3}}{{\left(x \right)}}" + "\n",
        "",
    ),
    (
        "x*bowl(x**2)**2 -f pretty",
        0,
        "⎛   2    ⎛ 2⎞       ⎛ 2⎞⎞     ⎛ 2⎞\n⎝4⋅x ⋅sin⎝x ⎠ + bowl⎝x ⎠⎠⋅bowl⎝x ⎠\n",
        "",
    ),
    (
        "bowl(3*x) --explain",
        0,
        """3*sin(3*x)
    1. bowl, chain rule: d/dx bowl(u) = sin(u) * du/dx
       with u = 3*x
       d/dx bowl(3*x) = sin(3*x) * du/dx
                      = sin(3*x)*3
                      = 3*sin(3*x)
       2. constant multiple: d/dx (c*u) = c * du/dx
          d/dx (3*x) = 3
""",
        "",
    ),
    (
        "bawl(x)",
        2,
        "",
        "error[unknown-function]: there is no function named 'bawl'\n  bawl(x)\n  ^^^^\n"
        "hint: did you mean 'bowl'? to multiply, write bawl*(...)\n",
    ),
    (
        "code bowl(x) --language c",
        2,
        "",
        "error[no-code]: there is no code for bowl in c\nhint: symdiff FORMULA --at POINT has its values\n",
    ),
    (
        "flat(x) --at 1.5 --digits 30",
        2,
        "",
        "error[precision]: 30 digits of this value cannot be guaranteed: flat has values in doubles alone\n",
    ),
    (
        "bare(x**2) -f latex",
        0,
        rf"\frac{{d}}{{dx}} \left({OPERATOR}{{bare}}{{\left(x^{{2}} \right)}}\right)"
        rf" = 2 x^{{3}} {OPERATOR}{{bare}}{{\left(x^{{2}} \right)}}" + "\n",
        "",
    ),
    (
        "bare(x) --at 1",
        3,
        TABLE + "\tx\tx=1\t\t\t\t\t\t\t\tinconclusive\n",
        "note: at x=1, by x: inconclusive: the derivative: bare(x): bare has values by no arithmetic\n",
    ),
    ("bowl(x,y)", 2, "", "error[argument-count]: bowl takes 1 argument, but 2 are given\n  bowl(x,y)\n  ^^^^^^^^^\n"),
]  # fmt: skip
HELD: list[tuple[str, int, tuple[str, ...]]] = [
    ("check bowl(x**2) 2*x*sin(x**2)", 0, ("agree (proved",)),
    ("check bare(x) x*bare(x)", 0, ("agree (proved",)),
    ("check bowl(x**2) sin(x**2)", 1, ("disagree at x = ", "perhaps: the inner derivative of x**2, which is 2*x, is missing")),
    ("check --same cup(x)+bowl(x) 1-cos(x)+bowl(x)", 0, ("agree (proved: as rational functions with tangents, bowl)",)),
    ("graph bowl(x**2) --at 2", 0, ("v2\tbowl(v1)\t1.6536436208636118\t-3.027209981231713", "v1_bar\tv2_bar*sin(v1)\t-0.7568024953079282")),
    ("plot bowl(x) -o -", 0, ("<svg", "bowl")),
    ("report bowl(x)*dish(x,2) --at 1 -o -", 0, ('<mi mathvariant="normal">bowl</mi>', '<mi mathvariant="normal">dish</mi>', "agree")),
    ("rules bowl", 0, ("d/dx bowl(u) = sin(u) * du/dx", "bowl: real everywhere", "has a derivative at each")),
    ("sweep bowl(x) --at 1 -m central", 0, ("\tcentral\t1e-05\t0.84147098",)),
    ("bowl(x) --explain -f latex", 0, (rf"{OPERATOR}{{bowl}}{{\left(u \right)}}\right) = \sin{{\left(u \right)}} \frac{{du}}{{dx}}",)),
]  # fmt: skip
JSON = "x*bowl(x) --at 3/2 --explain --certify -f json"
NUMBERS = (
    "bowl(x) --at 1.5 -m central",
    "bowl(x) --at 1.5 --digits 40 -m central",
    "bowl(x) --at 1.5 --certify -m central",
)
PROVED = "dish(x,y) --at x=1.5,y=2 --certify -m central"
COMMANDS = [*(case[0] for case in WHOLE), *(case[0] for case in HELD), JSON, *NUMBERS, PROVED]


@pytest.fixture(scope="module")
def told() -> tuple[dict[str, tuple[int, str, str]], dict[str, str]]:
    done = subprocess.run(
        [sys.executable, str(SCRIPT)],
        input=json.dumps([command.split() for command in COMMANDS]),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    *answers, verbs = json.loads(done.stdout)
    return {command: tuple(answer) for command, answer in zip(COMMANDS, answers, strict=True)}, verbs


Told = tuple[dict[str, tuple[int, str, str]], dict[str, str]]


@pytest.mark.parametrize(("command", "status", "output", "error"), WHOLE, ids=[case[0] for case in WHOLE])
def test_what_is_said(told: Told, command: str, status: int, output: str, error: str) -> None:
    assert told[0][command] == (status, output, error)


@pytest.mark.parametrize(("command", "status", "parts"), HELD, ids=[case[0] for case in HELD])
def test_what_is_shown(told: Told, command: str, status: int, parts: tuple[str, ...]) -> None:
    found, output, error = told[0][command]
    assert (found, error) == (status, "")
    assert [part for part in parts if part not in output] == []


def cells(output: str) -> list[dict[str, str]]:
    header, *rows = output.splitlines()
    return [dict(zip(header.split("\t"), row.split("\t"), strict=True)) for row in rows]


def test_values_and_slopes(told: Told) -> None:
    for command in NUMBERS:
        status, output, _ = told[0][command]
        (row,) = cells(output)
        assert (status, row["verdict"]) == (0, "agree")
        with mpmath.workdps(50):
            digits = 40 if "--digits" in command else 16
            for name, true in (("value", 1 - mpmath.cos(1.5)), ("symbolic", mpmath.sin(1.5))):
                assert abs(mpmath.mpf(row[name]) - true) <= abs(true) * mpmath.mpf(10) ** (1 - digits)


def test_a_row_without_a_series_is_not_certified_and_says_why(told: Told) -> None:
    _, output, error = told[0][NUMBERS[-1]]
    assert error == "note: at x=1.5, by x: not certified: bowl has no series of balls\n"
    assert "certified" not in output


def test_a_row_with_a_series_is_certified(told: Told) -> None:
    status, output, error = told[0][PROVED]
    rows = [row for row in cells(output) if row["method"] == "certified"]
    assert (status, error, [row["verdict"] for row in rows]) == (0, "", ["agree", "agree"])
    for row, true in zip(rows, (2 * math.sin(1.5), 1 - math.cos(1.5)), strict=True):
        assert float(row["estimate"]) == pytest.approx(true, rel=1e-15)


def test_json(told: Told) -> None:
    status, output, error = told[0][JSON]
    record = json.loads(output)
    (derivative,), (point,) = record["derivatives"], record["points"]
    assert (status, error, record["verdict"]) == (0, "", "agree")
    assert derivative["expression"] == "x*sin(x) + bowl(x)"
    assert [step["rule"] for step in derivative["steps"]] == ["identity", "bowl", "product"]
    assert point["checks"][0]["certified"]["note"] == "bowl has no series of balls"


def test_the_python_verbs(told: Told) -> None:
    with mpmath.workdps(60):
        forty, thirty = (
            mpmath.nstr(value, n)
            for value, n in ((2 * (1 - mpmath.cos(1)), 40), (1 - mpmath.cos(mpmath.mpf(1) / 3), 30))
        )
    assert told[1] == {
        "derivative": "x*sin(x) + bowl(x)",
        "of a tree": "x*sin(x) + bowl(x)",
        "gradient": "{'x': y*sin(x), 'y': bowl(x)}",
        "hessian": "Matrix([[y*cos(x), sin(x)], [sin(x), 0]])",
        "by sympy": "2*x*y*sin(x**2) + bowl(x)",
        "evalf": forty,
        "subs": thirty,
        "at 0": "sin(x)",
        "compare": "agree",
        "values": "True",
        "slopes": "True",
    }
