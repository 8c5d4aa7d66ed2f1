"""What a terminal sees: help, tables, colours or none, progress and the summary."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from symdiff.batch.lines import Reader
from symdiff.cli.stream import _Ahead

pty = pytest.importorskip("pty", reason="pseudo-terminals are a thing of POSIX systems")
Show = Callable[..., tuple[int, str]]


@pytest.fixture
def show(command: tuple[str, ...], clean: Mapping[str, str]) -> Show:
    """Run on a terminal of 80 columns; returns the exit status and what it showed. ``streams`` replace the terminal's."""

    def show(*words: str, typed: bytes = b"", env: Mapping[str, str] | None = None, **streams: int) -> tuple[int, str]:
        outside, inside = pty.openpty()
        pipes = {"stdin": inside, "stdout": inside, "stderr": inside, **streams}
        surroundings = {**clean, "TERM": "xterm-256color", "COLUMNS": "80", **(env or {})}
        with subprocess.Popen([*command, *words], env=surroundings, start_new_session=True, **pipes) as process:  # type: ignore[call-overload]
            os.close(inside)
            os.write(outside, typed)
            shown = b""
            deadline = time.monotonic() + 30
            while time.monotonic() < deadline:
                try:
                    shown += os.read(outside, 4096)
                except OSError:  # the terminal has no writer any more
                    break
            status = process.wait(10)
        os.close(outside)
        return status, shown.decode().replace("\r\n", "\n")

    return show


def test_no_formula_is_help(show: Show) -> None:
    status, shown = show()
    assert status == 2
    assert shown.startswith("symdiff: a formula, its derivative, its derivation and a numeric verdict.\n")
    assert len(shown.splitlines()) < 24


def test_tables_in_colour(show: Show) -> None:
    status, shown = show("x**2+x+1", "--at", "1.0")
    assert status == 0
    assert "\x1b[" in shown and "agree" in shown and "central" in shown


@pytest.mark.parametrize("env", [{"NO_COLOR": "1", "FORCE_COLOR": "1"}, {"TERM": "dumb"}])
def test_no_escape_code_at_all(show: Show, env: dict[str, str]) -> None:
    for words in (["x**2", "--at", "1", "--explain"], ["rules"], ["sine(x)"], ["--help"]):
        assert "\x1b" not in show(*words, env=env)[1]


def test_option_for_no_colour(show: Show) -> None:
    assert "\x1b" not in show("x**2", "--at", "1", "--no-color")[1]


def test_a_handful_of_words_are_tables_and_more_are_lines(show: Show) -> None:
    assert "df/dx" in show("x**2", "x**3")[1]
    assert show(*["x**2"] * 21)[1] == "2*x\n" * 21


def test_a_short_file_is_tables_and_a_long_one_lines(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x**2\n" * 20)
    assert "df/dx" in show("batch", str(path))[1]
    path.write_text("x**2\n" * 21)
    assert re.fullmatch(r"(2\*x\n){21}21 done, 0 failed, [\d.]+ s, [\d,]+ lines/s\n", show("batch", str(path))[1])


def test_several_words_say_which_is_which(show: Show) -> None:
    shown = show("x**2", "x**3", "--no-color")[1]
    assert re.findall(r"^f = .*$", shown, re.MULTILINE) == ["f = x**2", "f = x**3"]


def test_formula_that_looks_like_markup(show: Show) -> None:
    status, shown = show("[x]", "--no-color")
    assert (status, shown.strip()) == (0, "df/dx = 1")


def test_lines_that_are_typed_are_answered(show: Show) -> None:
    status, shown = show("-", typed=b"x**2\n\x04")
    assert status == 0
    assert "2·x" in shown


def test_progress_where_the_answers_go_elsewhere(show: Show, tmp_path: Path) -> None:
    path, target = tmp_path / "lines.txt", tmp_path / "answers.txt"
    path.write_text("x**2\n" * 200 + "sine(x)\n" + "x**2\n" * 200)
    status, shown = show("batch", str(path), "-o", str(target), "--jobs", "2")
    assert status == 1
    assert "line 201: error[unknown-function]: there is no function named 'sine'" in shown
    assert re.search(r"401 done, 1 failed, [\d.]+ s, [\d,]+ lines/s\n$", shown)
    assert "━" in shown
    assert re.search(r"\d+ done, \d failed \S+ left", re.sub(r"\x1b\[[\d;?]*\w", "", shown))
    assert len(target.read_text().splitlines()) == 401


def test_no_progress_among_answers(show: Show, tmp_path: Path) -> None:
    path = tmp_path / "lines.txt"
    path.write_text("x**2\n" * 400)
    assert "\x1b" not in show("batch", str(path))[1]
    assert "\x1b" not in show("batch", str(path), "-o", "/dev/stdout")[1]
    status, shown = show("batch", str(path), stdout=subprocess.PIPE)  # what reads it may write on this terminal
    assert (status, re.sub(r"\d+(?:[.,]\d+)?", "N", shown)) == (0, "N done, N failed, N s, N lines/s\n")


def test_how_far_a_file_is(tmp_path: Path) -> None:
    """As far as it is answered, and not as far as it is read ahead."""
    path = tmp_path / "lines.txt"
    path.write_bytes(b"x**2\n" * 100)
    with path.open("rb") as file:
        ahead = _Ahead(Reader(file.fileno(), 100, comments=True), [])
        assert ahead.bytes_answered == 0
        assert len(ahead.take()) == 100
        assert (ahead.bytes_read, ahead.bytes_answered) == (500, 0)
        ahead.answered = 40
        assert ahead.bytes_answered == 200
        ahead.answered = 100
        assert ahead.bytes_answered == ahead.size == 500


def test_formulas_of_one_derivation_have_one_notation(show: Show) -> None:
    status, shown = show("ln(x)^2*e^x/(x+1)", "--explain", "--no-color")
    assert status == 0
    assert "⋅" not in shown and "log(" not in shown and "log (" not in shown and "ℯ" not in shown and "*" not in shown
    assert "    with u = ln (x)·e , v = x + 1\n" in shown
    status, shown = show("ln(x)/x", "-f", "pretty", "--style", "textbook")
    assert (status, shown) == (0, "1 - ln(x)\n─────────\n    2\n   x\n") == show("ln(x)/x", "-f", "pretty")


def test_lines_and_checks_have_the_notation_of_derivatives(show: Show) -> None:
    assert show("tangent", "x^3", "--at", "2") == (0, "tangent\ty = 12·x - 16\nnormal\ty = 49/6 - x/12\n")
    assert show("taylor", "x^3", "--at", "1", "--order", "1")[1].startswith("polynomial\t1 + 3·(x - 1)\n")
    status, shown = show("check", "x^2*ln(x)", "x^2", "--no-color")
    assert (status, shown.splitlines()[2]) == (1, "  the derivative: x + 2·x·ln(x)")
