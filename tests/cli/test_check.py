"""The command check: its verdicts, what it rests them on, its exit status, and its files."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from symdiff.cli import main

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "report.schema.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("words", "status", "line"),
    [
        (["tan(x)", "1/cos(x)^2"], 0, "agree (proved: as rational functions with tangents)"),
        (["x**2", "2*x"], 0, "agree (proved: by collecting like terms)"),
        (["x**2", "2*x", "--at", "3"], 0, "agree (proved: by collecting like terms)"),
        (["x*y", "y", "x"], 0, "agree (proved: by collecting like terms)"),
        (["x*y", "x", "y", "-w", "y", "-w", "x"], 0, "agree (proved: by collecting like terms)"),
        (["x**3", "6*x", "-n", "2"], 0, "agree (proved: by collecting like terms)"),
        (["5", "0"], 0, "agree (proved: by collecting like terms)"),
        (["x**2", "2*x + 1"], 1, "disagree at x = 2.688"),
        (["x**2", "2*x + 1", "--exit-zero"], 0, "disagree at x = 2.688"),
        (["x*y", "y", "y"], 1, "disagree at x = 0.876, y = 0.942"),
        (["log(-1 - x**2)", "x"], 3, "inconclusive: no point was found where both are known to have a value"),
        (
            ["abs(x)", "sign(x)", "--at", "0"],
            3,
            "undefined at x=0: abs(x): not smooth here; slope on the left: -1, on the right: 1",
        ),
    ],
)
def test_verdicts(words: list[str], status: int, line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *words]) == status
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == line
    assert err == ""


def test_a_disagreement_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "sin(x**2)", "cos(x**2)"]) == 1
    assert capsys.readouterr().out == (
        "disagree at x = 0.886\n"
        "  the derivative is 1.25, the candidate 0.707\n"
        "  the derivative: 2*x*cos(x**2)\n"
        "  perhaps: the inner derivative of x**2, which is 2*x, is missing\n"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["x**2"], "error[usage]: a check needs a formula and a candidate for its derivative\n"),
        ([], "error[usage]: a check needs a formula and a candidate for its derivative\n"),
        (["x*y", "y"], "error[unknown-variable]: one candidate is given for several derivatives: x, y\n"),
        (["x", "1", "2"], "error[unknown-variable]: 2 candidates are given for one derivative: x\n"),
        (["x**2", "2*x +"], "error[syntax]: the formula ends where a number, a name or a bracket is expected\n"),
        (["x**2", "2*x", "-f", "latex"], "error[usage]: a check has no format 'latex'\n"),
        (["missing.jsonl"], "error[unreadable]: cannot read 'missing.jsonl': No such file or directory\n"),
    ],
)
def test_what_goes_wrong(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)


def test_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        {"id": "a", "expr": "x**3", "expected": "3*x**2"},
        {"id": "b", "expr": "x**2", "expected": "2*x*(sin(x)**2 + cos(x)**2)"},
        {"id": "c", "expr": "x**2", "expected": "x"},
        {"id": "d", "expr": "x**2"},
        {"id": "e", "expr": "x*y", "expected": {"x": "y", "y": "x"}},
    ]
    file = tmp_path / "candidates.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert main(["check", str(file), "--jobs", "1"]) == 1
    out, err = capsys.readouterr()
    assert out.splitlines() == [
        "agree (proved: by collecting like terms)",
        "agree (proved: as rational functions with tangents)",
        "disagree at x=1.041: the derivative is 2.082, the candidate 1.041; the exponent of x**2 is not a factor",
        "# error[bad-record]: there is no candidate to check",
        "agree (proved: by collecting like terms)",
    ]
    assert 'error[bad-record]: there is no candidate to check\nhint: give one as "expected"' in err
    assert main(["check", str(file), "--jobs", "1", "-f", "json"]) == 1
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for record in records:
        jsonschema.Draft202012Validator(SCHEMA).validate(record)
    assert [(record["kind"], record["verdict"]) for record in records] == [
        ("check", verdict) for verdict in ("agree", "agree", "disagree", None, "agree")
    ]
    assert records[1]["expected"] == {
        "verdict": "agree",
        "how": "proved",
        "witness": None,
        "note": "as rational functions with tangents",
        "mistake": None,
        "points": 2,
    }
    assert records[2]["expected"]["mistake"] == "the exponent of x**2 is not a factor"


@pytest.mark.parametrize(
    ("words", "status", "text"),
    [
        (["x*exp(x)", "exp(x)", "--at", "7"], 1, "disagree at x = 7\n  the derivative is 8773, the candidate 1097\n  the derivative: (x + 1)*exp(x)\n  perhaps: the derivative of x*exp(x) is not that of each factor multiplied\n"),
        (["x^2", "2*x + 1e-7", "--at", "1/3"], 1, "disagree at x = 1/3\n  the derivative is 0.6666667, the candidate 0.6666668\n  the derivative: 2*x\n  perhaps: they differ by no more than 1e-07 of the derivative: is a number rounded?\n"),
        (["x^2", "x", "--at", "1"], 1, "disagree at x = 1\n  the derivative is 2.0, the candidate 1.0\n  the derivative: 2*x\n  perhaps: the exponent of x**2 is not a factor\n"),
        (["--same", "sqrt(x^2)", "abs(x)"], 0, "agree (proved: as rational functions with signs)\n"),
        (["--same", "x", "sqrt(x)^2"], 3, "undefined: the second has no value around x=-0.816, where the first has one; both are equal at 16 points where both have one\n"),
        (["--antiderivative", "cos(x)", "sin(x) + 5"], 0, "agree (proved: by collecting like terms)\n"),
        (["--antiderivative", "1/x", "log(x)"], 0, "agree (proved: by collecting like terms)\n"),
        (["x^2/2", "exp(log(x))", "--assume", "x > 0"], 0, "agree (proved: as rational functions with logarithms, signs)\n  assuming x > 0\n"),
        (["--implicit", "x^2 + y^2 = 1", "-1/y^3", "-n", "2"], 0, "agree (proved: as rational functions)\n"),
        # What lies beyond the curve was not looked at, and that is said.
        (["--implicit", "x^2 + y^2 = 1", "-x/y + Max(0, x - 50)"], 0, "agree at 32 points in 5 pieces\n  in the pieces y < 0, x < 0; y < 0, x > 0; y > 0, x < 0; y > 0, x > 0\n  not all pieces of -(x - 50) were looked at\n"),
        (["--implicit", "exp(x*y) = x + y", "(1 - y*(x + y))/(x*(x + y) - 1)"], 0, "agree (proved: as rational functions with exponentials)\n"),
        (["x^3", "3*x^2*x/x"], 0, "agree (proved: by collecting like terms)\n"),
        (["abs(x)", "1", "--at", "2"], 0, "agree at 5 points in 1 piece; elsewhere they differ: at x=-1.641 the derivative is -1.0, the candidate 1.0\n"),
    ],
)  # fmt: skip
def test_what_is_asked_directly(words: list[str], status: int, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *words]) == status
    out, err = capsys.readouterr()
    assert (out, err) == (text, "")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--same", "--implicit", "x = y", "1"], "error[usage]: --same, --antiderivative and --implicit exclude one another\n"),
        (["--same", "x", "x", "x"], "error[usage]: --same takes two formulas, not 3\n"),
        (["x", "1", "--assume", "x + 1"], "error[syntax]: a condition is needed here\n"),
        (["--implicit", "x**2", "2*x"], "error[syntax]: an equation is needed, and the text has no '='\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)


def test_pieces_that_cannot_be_listed_are_said_to_be_sampled(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "x*floor(x)", "-ceiling(-x)", "-f", "json"]) == 0
    found = json.loads(capsys.readouterr().out)["expected"]
    assert (found["verdict"], found["how"], found["witness"]) == ("agree", "sampled", None)
    assert found["points"] > found["pieces"] > 1
    assert found["unlisted"] == ["ceiling(-x)", "floor(x)"]


def test_an_assumption_stands_in_the_answer(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        {"expr": "x^2", "expected": "x*sqrt(x^2)", "same": True, "assume": ["x > 0"]},
        {"expr": "x^2", "expected": "2*x", "same": True},
        {"expr": "2*x", "expected": "x^2 + c", "antiderivative": True, "wrt": ["x"], "assume": "c < 0"},
        {"expr": "x", "expected": "1", "same": "yes"},
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert main(["check", str(file), "--jobs", "1", "-f", "json"]) == 1
    out, err = capsys.readouterr()
    found = [json.loads(line) for line in out.splitlines()]
    assert [(row["verdict"], (row["expected"] or {}).get("assuming")) for row in found] == [
        ("agree", ["x > 0"]), ("disagree", None), ("agree", ["c < 0"]), (None, None)
    ]  # fmt: skip
    assert "error[bad-record]: 'same' must be true or false, not 'yes'" in err


def test_a_candidate_that_is_half_of_the_derivative(within) -> None:
    """What it lacks is the candidate itself."""
    status, out, err = within("check", "sin(2*x)", "cos(2*x)")
    assert (status, err) == (1, "")
    assert out.startswith("disagree at x = ")
    assert out.endswith("  perhaps: the inner derivative of 2*x, which is 2, is missing\n")
