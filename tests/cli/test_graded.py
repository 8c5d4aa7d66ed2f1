"""Many answers, as people and models write them, graded from a file: ids kept, three values, a limit of time that holds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

YES, NO = "agree", "disagree"
ROWS = [
    ({"expr": "x^2", "expected": "\\boxed{2x}"}, YES),
    ({"expr": "x^2", "expected": "$f'(x) = 3x$."}, NO),
    ({"expr": "x^2", "expected": "The derivative of $x^2$ is $2x$."}, YES),
    ({"expr": "\\frac{x^3}{3}", "expected": "**Answer:** $\\dfrac{2x^2}{2}$"}, YES),
    ({"expr": "\\sin x", "expected": "\\boxed{\\frac{dy}{dx} = \\cos x}"}, YES),
    ({"expr": "\\ln x", "expected": "\\frac{1}{x}, x > 0"}, YES),
    ({"expr": "x*y", "expected": "$y$", "wrt": ["x"]}, YES),
    ({"expr": "x*y", "expected": {"x": "$y$", "y": "\\boxed{x}"}}, YES),
    ({"expr": "x^2", "expected": "x + x = 2x"}, YES),
    ({"expr": "x^2*y", "expected": "2xy", "wrt": ["x"]}, YES),
    ({"expr": "exp(x^2)*y", "expected": "2xye^(x^2)", "wrt": ["x"]}, YES),
    ({"expr": "xy^2", "expected": "2xy"}, YES),
    ({"expr": "\\sin\\theta", "expected": "cos θ"}, YES),
    ({"expr": "sin(θ)", "expected": "\\cos\\theta"}, YES),
    ({"expr": "x^4", "expected": "The answer is $4x^3$, by the power rule $nx^{n-1}$."}, YES),
    ({"expr": "x^4", "expected": "4x^3 (by the power rule)"}, YES),
    ({"expr": "2^{-99}", "expected": "2^{-98}", "same": True}, NO),
    ({"expr": "(x+1)^2", "expected": "$x^2+2x+1$", "same": True}, YES),
    ({"expr": "10^{-30}x", "expected": "0", "same": True}, NO),
    ({"expr": r"$\boxed{3x}$.", "expected": "x+2x", "same": True}, YES),
    ({"expr": r"0.\overline{6}", "expected": r"\frac{2}{3}", "same": True}, YES),
    ({"expr": "50%", "expected": "0.51", "same": True}, NO),
    ({"expr": "2x", "expected": "$F(x) = x^2 + C$", "antiderivative": True}, YES),
    ({"expr": "2", "expected": "2x + c_1", "antiderivative": True}, YES),
    ({"expr": "2x", "expected": "$x^3$", "antiderivative": True}, NO),
    ({"expr": "sqrt(a^2)", "expected": "a", "same": True, "assume": ["a > 0"]}, YES),
    ({"expr": "sqrt(a^2)", "expected": "a", "same": True}, NO),
]
FAILED = [
    ({"expr": "x^2", "expected": "\\boxed{}"}, "empty"),
    ({"expr": "x^2", "expected": "2**"}, "syntax"),
    ({"expr": "x^2", "expected": "\\frac{d}{dx} x^2"}, "syntax"),
    ({"expr": "x^2"}, "bad-record"),
    ({"expr": "x", "expected": "x", "same": True, "antiderivative": True}, "bad-record"),
    ({"expr": "x", "expected": {"x": "1"}, "antiderivative": True}, "bad-record"),
]


@pytest.fixture
def graded(run, tmp_path: Path):
    def graded(rows, *words: str) -> tuple[int, list[dict], str]:
        path = tmp_path / "answers.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
        code, out, err = run("check", str(path), "-f", "json", *words)
        return code, [json.loads(line) for line in out.splitlines()], err

    return graded


def test_answers_are_graded_and_ids_are_kept(graded) -> None:
    ids = [f"row {number}" if number % 2 else number for number, _ in enumerate(ROWS)]
    code, records, _ = graded([{**row, "id": name} for (row, _), name in zip(ROWS, ids, strict=True)])
    assert code == 1
    assert [record["id"] for record in records] == ids
    assert [record["verdict"] for record in records] == [verdict for _, verdict in ROWS]
    assert {record["kind"] for record in records} == {"check"}


def test_an_answer_that_cannot_be_read_costs_no_other(graded) -> None:
    code, records, err = graded([row for row, _ in [*FAILED, ROWS[0]]])
    assert code == 1
    assert [record["error"] and record["error"]["code"] for record in records] == [*(code for _, code in FAILED), None]
    assert err.splitlines()[-1].startswith("7 done, 6 failed")


def test_what_was_left_out_of_an_answer_is_told(graded) -> None:
    _, (record,), err = graded([{"expr": "x^2", "expected": "$x^2$ gives $2x$"}])
    assert record["notes"] == ["the last formula is taken as the answer: 2x"]
    assert "note" not in err
    _, (record,), _ = graded([{"expr": "x^2*y", "expected": "2xy", "wrt": ["x"]}])
    assert record["notes"] == ["'xy' is read as x*y, for the formula has these letters as names"]


@pytest.mark.parametrize(("option", "verdicts"), [("--same", [NO, YES]), ("--antiderivative", [YES, NO])])
def test_what_the_command_says_holds_for_lines_that_say_nothing(graded, option: str, verdicts: list[str]) -> None:
    _, records, _ = graded([{"expr": "x", "expected": "x^2/2"}, {"expr": "x", "expected": "$x$"}], option)
    assert [record["verdict"] for record in records] == verdicts


def test_a_line_may_say_otherwise_than_the_command(graded) -> None:
    rows = [{"expr": "x", "expected": "x^2/2", "antiderivative": True}, {"expr": "x", "expected": "x", "same": True}]
    for option in ("--same", "--antiderivative"):
        assert [record["verdict"] for record in graded(rows, option)[1]] == [YES, YES]


def test_one_answer_given_as_a_word(run) -> None:
    code, out, _ = run("check", "x^2", "\\boxed{f'(x) = 2x}")
    assert (code, out.startswith("agree (proved: ")) == (0, True)
    code, out, _ = run("check", "--same", "2^{-99}", "2^{-98}")
    assert (code, out.splitlines()[0]) == (1, "disagree")
