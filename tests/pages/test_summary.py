"""The page of ``symdiff batch --report``: what it counts and shows, and that it stays small."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from symdiff.cli.app import run
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.pages.summary import Finding, Summary, finding
from symdiff.pipeline import solve
from symdiff.status import Status
from tests.pages.reading import Page, inaccessible

LINES = """\
{"expr": "x**2", "at": {"x": 1}, "expected": "2*x"}
{"expr": "x**2", "at": {"x": 1}, "id": "bad<1>", "expected": "3*x"}
{"expr": "abs(x)", "at": {"x": 0}}
{"expr": "sine(x)"}
{"expr": "1/(x - x)"}
{"expr": "y"}
nope
"""


def test_it_tells_how_the_batch_went(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines, file, answers = tmp_path / "lines.jsonl", tmp_path / "report.html", tmp_path / "answers.txt"
    lines.write_text(LINES, encoding="utf-8")
    assert run(["batch", str(lines), "--report", str(file), "-o", str(answers)]) == ExitStatus.FAILED_CHECK
    assert len(answers.read_text(encoding="utf-8").splitlines()) == 7
    text = file.read_text(encoding="utf-8")
    page = Page(text)
    assert page.faults == []
    assert inaccessible(page) == []
    for words in (
        "7 lines in",
        "Exit status 1: a check disagreed, or a line failed.",
        "disagree 1 14.3 %",
        "agree 1 14.3 %",
        "failed 3 42.9 %",
        "not checked 1 14.3 %",
        "Line 2 (bad<1>): x**2",
        "the candidate: disagree",
        "x = 1",
        "expected: 3.0",
        "Line 3: abs(x)",
        "abs(x): not smooth here; slope on the left: -1, on the right: 1",
        "Failed: undefined (1)",
        "Undefined (1)",
        "hint: did you mean 'sin'?",
        "Line 7: nope",
        "--report " + str(file),
    ):
        assert words in page.text, words


def test_it_is_the_same_answers_with_and_without(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("x**2\nsine(x)\n" * 400, encoding="utf-8")  # enough for workers
    status = run(["batch", str(lines)])
    plain = capsys.readouterr().out
    assert run(["batch", str(lines), "--report", str(tmp_path / "a.html"), "--jobs", "2"]) == status
    assert capsys.readouterr().out == plain
    page = Page((tmp_path / "a.html").read_text(encoding="utf-8"))
    assert "failed 400 50.0 %" in page.text
    assert "And 300 more." in page.text


def test_it_stays_small_however_long_the_batch_is() -> None:
    summary = Summary()
    bad = Finding(1, "", "x" * 300, 0.001, Status.DISAGREE, "", "w" * 1200)
    failed = Finding(1, "", "x" * 300, 0.001, None, "syntax", "w" * 1200)
    sizes = []
    for count in (1_000, 10_000):
        while summary.done < count:
            summary.add(replace(failed if summary.done % 2 else bad, number=summary.done))
        sizes.append(len(summary.page("f", "symdiff batch f", 1.0, ExitStatus.FAILED_CHECK)))
    assert sizes[1] - sizes[0] < 200
    assert sizes[1] < 500_000


def test_the_slowest_come_first() -> None:
    summary = Summary()
    for number in range(1, 101):
        summary.add(Finding(number, "", f"x**{number}", ((number * 37) % 101) / 1000, Status.AGREE))
    text = summary.page("f", "symdiff batch f", 0.0, ExitStatus.DONE)
    times = [float(each) for each in re.findall(r'<td class="number">([0-9.]+)</td><td>agree', text)]
    assert times == sorted(times, reverse=True)
    assert times[0] == 100.0
    assert len(times) == 15


@pytest.mark.parametrize("report", ["-", "same.txt"])
def test_the_page_needs_a_file_of_its_own(report: str, tmp_path: Path) -> None:
    lines = tmp_path / "lines.txt"
    lines.write_text("x\n", encoding="utf-8")
    with pytest.raises(SymdiffError, match="--report needs a file of its own"):
        run(["batch", str(lines), "--report", report, "-o", "same.txt"])


def test_a_batch_that_cannot_be_read_leaves_no_page(tmp_path: Path) -> None:
    with pytest.raises(SymdiffError, match="cannot read"):
        run(["batch", str(tmp_path / "missing"), "--report", str(tmp_path / "a.html")])
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_was_checked_nothing_agreed() -> None:
    summary = Summary()
    summary.add(finding(1, solve("x**2")))
    page = summary.page("-", "symdiff batch -", 1.0, ExitStatus.DONE)
    assert "Exit status 0: every line has its derivative; nothing was checked." in page
    assert "not checked" in page
    assert ">agree<" not in page  # a row that counts nothing
