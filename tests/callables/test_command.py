"""``check`` on files: their code runs under supervision, and whatever it does there is an answer."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
MODEL = """\
import sys
import os
import math
from dataclasses import dataclass

@dataclass
class Scale:
    by: float = 2.0

def f(x, y):
    print("seen")
    os.write(1, b"raw")
    return Scale().by * x**2 * math.sin(y)

def df(x, y):
    return 4*x*math.sin(y), 2*x**2*math.cos(y)

def wrong(x, y):
    return 4*x*math.sin(y), 2*x**2*math.sin(y)

def divides(x):
    return 1 / (x - x)

def leaves(x):
    sys.exit(3)

def hangs(x):
    while True:
        try:
            x += 1
        except Exception:
            pass

def stubborn(x):
    while True:
        try:
            while True:
                x += 1
        except BaseException:
            pass

def kink(x):
    return abs(x)

def one(x):
    return 1.0
"""


@pytest.fixture
def run(tmp_path: Path):
    (tmp_path / "model.py").write_text(MODEL)

    def run(*words: str) -> tuple[int, str, str]:
        found = subprocess.run(
            [sys.executable, "-m", "symdiff", "check", *words],
            capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
        )  # fmt: skip
        assert not (tmp_path / "__pycache__").exists()
        return found.returncode, found.stdout, found.stderr

    return run


@pytest.mark.parametrize(("gradient", "status", "verdict"), [("df", 0, "agree"), ("wrong", 1, "disagree")])
def test_json_is_the_record_alone_and_fits_the_schema(run, gradient: str, status: int, verdict: str) -> None:
    code, out, err = run("model.py:f", "--grad", f"model.py:{gradient}", "--at", "x=1,y=2", "-f", "json")
    record = json.loads(out)
    assert (code, record["kind"], record["verdict"], record["expected"]["how"]) == (status, "check", verdict, "numeric")
    assert record["points"][0]["at"] == {"x": "1", "y": "2"}
    assert record["points"][0]["taylor"]["order"] == pytest.approx(2 if status == 0 else 1, abs=0.2)
    assert "seen" in err
    assert "raw" in err
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(record)


def test_plain_is_the_table(run) -> None:
    code, out, err = run("model.py:kink", "--grad", "model.py:one", "--at", "x=0:1:2")
    header, *rows = [line.split("\t") for line in out.splitlines()]
    assert header[-1] == "verdict"
    assert [row[-1] for row in rows] == ["undefined", "agree", "agree", "undefined"]
    assert code == 3
    assert "undefined: not smooth here; slope on the left: -1, on the right: 1" in err


def test_an_exception_names_the_line_of_the_file(run) -> None:
    assert run("model.py:divides", "--grad", "model.py:one", "--at", "1") == (
        2,
        "",
        "error[python-function]: model.py, line 22, in divides: ZeroDivisionError: float division by zero\n"
        "  return 1 / (x - x)\n"
        "         ^^^^^^^^^^^\n",
    )
    code, out, err = run("model.py:leaves", "--grad", "model.py:one", "--at", "1")
    assert (code, out) == (2, "")
    assert err.startswith("error[python-function]: model.py, line 25, in leaves: SystemExit: 3\n")


@pytest.mark.parametrize("name", ["hangs", "stubborn"])
def test_a_function_that_hangs_is_stopped(run, name: str) -> None:
    code, out, err = run(f"model.py:{name}", "--grad", "model.py:one", "--at", "1", "--timeout", "0.5")
    assert (code, out) == (2, "")
    assert "error[time-out]: the time budget of 0.5 s ran out" in err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("missing.py:f --grad model.py:df --at 1", "error[unreadable]: cannot read 'missing.py': it does not exist"),
        ("model.py:g --grad model.py:df --at 1", "error[python-function]: 'g' in model.py is no function"),
        ("model.py:f --at 1", "error[usage]: a Python function is checked against its gradient"),
        ("model.py:f --grad model.py:df", "error[usage]: a gradient is checked at points"),
        ("model.py:f --grad df --at 1", "error[usage]: --grad must be FILE.py:NAME, not 'df'"),
        ("model.py:f --grad model.py:df --at x=1,y=2 -f latex", "error[usage]: '--format latex' does not go"),
    ],
)
def test_usage(run, words: str, message: str) -> None:
    code, out, err = run(*words.split())
    assert (code, out) == (2, "")
    assert err.startswith(message)


def test_a_file_that_is_no_python(run, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text("def f(x):\n    return x +\n")
    code, _, err = run("broken.py:f", "--grad", "broken.py:f", "--at", "1")
    assert code == 2
    assert err.startswith("error[python-function]: broken.py, line 2: SyntaxError: invalid syntax\n")


PROGRAM = """\
from math import sin as s
def f(a):
    b = 2*a
    while abs(b) < 1000:
        b *= 2
    return b if b > 0 else 100*b
def g(x, y):
    return s(x)*y
def deep(x):
    while True:
        x = x + 1
"""


@pytest.fixture
def diff(tmp_path: Path):
    (tmp_path / "program.py").write_text(PROGRAM)

    def diff(*words: str) -> tuple[int, str, str]:
        found = subprocess.run(
            [sys.executable, "-m", "symdiff", *words],
            capture_output=True, text=True, cwd=tmp_path, timeout=60, check=False,
        )  # fmt: skip
        return found.returncode, found.stdout, found.stderr

    return diff


def test_the_derivative_of_a_program(diff) -> None:
    code, out, _ = diff("program.py:f", "--at", "a=0.5", "-f", "json")
    record = json.loads(out)
    assert (code, record["kind"], record["verdict"]) == (0, "diff", "agree")
    assert record["derivatives"] == [{"wrt": ["a"], "expression": "2048"}]
    assert record["points"][0]["value"] == 1024.0
    assert "holds only near it" in record["notes"][0]
    schema = json.loads((ROOT / "docs" / "report.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(record)


def test_a_table_has_the_derivatives_in_notes(diff) -> None:
    code, out, err = diff("diff", "program.py:g", "--at", "x=0:1:2,y=2", "-w", "x")
    assert code == 0
    assert [line.split("\t")[1:3] for line in out.splitlines()[1::2]] == [["x", "x=0;y=2"], ["x", "x=1;y=2"]]
    assert err.count("note: df/dx = y*cos(x)\n") == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["program.py:f"], "error[usage]: a Python function is differentiated at a point"),
        (["program.py:f", "x**2", "--at", "1"], "error[usage]: functions and formulas do not go together: 'x**2'"),
        (["program.py:f", "--at", "1", "-n", "2"], "error[usage]: '--order' does not go with a Python function"),
        (["program.py:deep", "--at", "1", "--max-nodes", "5000"], "error[too-many-nodes]"),
        (["program.py:deep", "--at", "1", "--timeout", "0.3"], "error[time-out]"),
    ],
)
def test_refused(diff, words: list[str], message: str) -> None:
    code, out, err = diff(*words)
    assert (code, out) == (2, "")
    assert err.startswith(message)


SLOW = """\
import time
START = [0.1 * k for k in range(120)]

def start():
    return {"x": [1.0, 2.0]}

calls = 0

def f(x):
    global calls
    calls += 1
    if calls > 400:  # some comparisons are made by then
        time.sleep(0.02)
    return sum(k * v for k, v in enumerate(x))

def df(x):
    return list(range(len(x)))

def wrong(x):
    return [k + (k == 0) for k in range(len(x))]
"""


@pytest.fixture
def slow(run, tmp_path: Path):
    (tmp_path / "slow.py").write_text(SLOW)
    return run


@pytest.mark.parametrize(("gradient", "status", "verdict"), [("df", 3, "inconclusive"), ("wrong", 1, "disagree")])
def test_what_is_known_when_time_runs_out(slow, gradient: str, status: int, verdict: str) -> None:
    words = ["slow.py:f", "--grad", f"slow.py:{gradient}", "--at", "slow.py:START", "--timeout", "2"]
    code, out, err = slow(*words, "-f", "json")
    record = json.loads(out)
    made = len(record["points"][0]["checks"])
    assert (code, record["verdict"], record["expected"]["verdict"]) == (status, verdict, verdict)
    assert 1 <= made < 121
    assert f"{made} of 121 comparisons were made" in record["expected"]["note"]
    assert err.startswith("error[time-out]: the time budget of 2 s ran out at slow.py, line 1")


def test_a_direction_and_a_point_of_the_file(slow) -> None:
    code, out, err = slow("slow.py:f", "--grad", "slow.py:df", "--at", "slow.py:START", "--direction")
    assert code == 0
    assert [line.split("\t")[-1] for line in out.splitlines()] == ["verdict", "agree", "agree"]
    assert err.splitlines()[-1].startswith("note: the gradient: agree: 1 of 1 comparison")
    code, out, _ = slow("slow.py:f", "--grad", "slow.py:df", "--at", "slow.py:start", "-f", "json")
    assert (code, json.loads(out)["points"][0]["at"]) == (0, {"x[0]": "1", "x[1]": "2"})


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x**2", "2*x", "--direction"], "error[usage]: --direction goes with FILE.py:NAME and --grad"),
        (
            ["slow.py:f", "--grad", "slow.py:df", "--at", "slow.py:df"],
            "error[python-function]: slow.py: TypeError: df() missing",
        ),
        (["slow.py:f", "--grad", "slow.py:df", "--at", "slow.py:no"], "error[python-function]: 'no' in slow.py is no"),
        (["slow.py:f", "--grad", "slow.py:df", "--at", "slow.py:time"], "error[bad-point]: the value of 'x' is no"),
    ],
)
def test_usage_of_directions_and_points(slow, words: list[str], message: str) -> None:
    code, out, err = slow(*words)
    assert (code, out) == (2, "")
    assert err.startswith(message)
