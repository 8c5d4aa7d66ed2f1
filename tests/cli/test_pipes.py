"""Pipes, files and signals: what comes in odd, what goes out to whom, and how it ends."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes and signals of POSIX systems")
Start = Callable[..., subprocess.Popen[bytes]]
SUMMARY = r"\d+ done, \d+ failed, [\d.]+ s, [\d,]+ lines/s\n"


@pytest.fixture
def start(command: tuple[str, ...], clean: Mapping[str, str]) -> Start:
    def start(*words: str, **streams: object) -> subprocess.Popen[bytes]:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **streams}
        return subprocess.Popen([*command, *words], env=clean, start_new_session=True, **pipes)  # type: ignore[call-overload,no-any-return]

    return start


@pytest.mark.parametrize(
    ("content", "answers"),
    [
        (b"", ""),
        (b"x**2\n", "2*x\n"),
        (b"x**2", "2*x\n"),
        (b"x**2\r\nx**3\r\n", "2*x\n3*x**2\n"),
        (b"\xef\xbb\xbfx**2\n", "2*x\n"),
        (b"# note\n\n \nx**2\n", "2*x\n"),
        (b"x*y\n", "x=y\ty=x\n"),
        ("θ²\n".encode(), "2*θ\n"),
    ],
)
def test_plain_lines(run, content: bytes, answers: str) -> None:
    assert run(stdin=content) == (0, answers, "")
    assert run("-", stdin=content) == (0, answers, "")
    status, out, err = run("batch", "-", stdin=content)
    assert (status, out) == (0, answers)
    assert err.endswith("lines/s\n") and err.count("\n") == 1


@pytest.mark.parametrize(
    ("line", "code"),
    [(b"x\xff", "encoding"), (b"x\x00", "unknown-character"), (b"sine(x)", "unknown-function"), (b"x*", "syntax")],
)
def test_failed_line_is_not_the_end(run, line: bytes, code: str) -> None:
    status, out, err = run("batch", "-", stdin=b"x\n\n" + line + b"\nx**2\n")
    answers = out.splitlines()
    assert (status, answers[0], answers[2], len(answers)) == (1, "1", "2*x", 3)
    assert answers[1].startswith(f"# error[{code}]: ")
    assert err.startswith(f"line 3: error[{code}]: ")
    assert "3 done, 1 failed" in err


def test_json_lines(run, tmp_path: Path) -> None:
    path = tmp_path / "problems.jsonl"
    path.write_text(
        '{"expr": "x**2", "id": "a", "at": {"x": 0.1}}\n\n{"expr": 5, "id": "b"}\n{"expr": "x*e", "vars": ["e"]}\n'
    )
    status, out, err = run("batch", str(path), "-f", "json", "--order", "2")
    first, second, third = map(json.loads, out.splitlines())
    assert status == 1
    assert (first["id"], first["derivatives"], first["points"][0]["at"]) == (
        "a",
        [{"wrt": ["x", "x"], "expression": "2"}],
        {"x": "0.1"},
    )
    assert (second["error"]["code"], second["error"]["message"]) == ("bad-record", "'expr' must be text, not 5")
    assert (third["id"], third["variables"]) == (4, ["e", "x"])
    assert err.startswith("line 3: error[bad-record]: 'expr' must be text, not 5\n")


def test_table_has_one_header(run) -> None:
    status, out, err = run("--at", "1", stdin="x\nsine(x)\nx**2\n")
    lines = out.splitlines()
    assert status == 1
    assert sum(line.startswith("id\t") for line in lines) == 1
    assert [line.split("\t")[0] for line in lines[1:]] == [
        "1",
        "1",
        "# error[unknown-function]: there is no function named 'sine'",
        "3",
        "3",
    ]
    assert err.startswith("line 2: error[unknown-function]")


def test_number_past_the_bound_with_workers(run) -> None:
    lines = ["x**2"] * 350 + ["10**4001"] + ["x**3"] * 350
    status, out, _ = run("batch", "-", "--jobs", "2", stdin="\n".join(lines))
    answers = out.splitlines()
    assert len(answers) == 701
    assert answers[:350] == ["2*x"] * 350 and answers[351:] == ["3*x**2"] * 350
    assert status == 1
    assert answers[350].startswith("# error[too-many-digits]: ")


def test_answer_comes_though_the_input_goes_on(start: Start) -> None:
    with start() as process:
        assert process.stdin and process.stdout
        for formula, answer in ((b"x**2\n", b"2*x\n"), (b"x**3\n", b"3*x**2\n")):
            process.stdin.write(formula)
            process.stdin.flush()
            assert process.stdout.readline() == answer
        process.stdin.close()
        assert process.wait(10) == 0


def test_answers_come_though_the_input_pauses_among_workers(start: Start) -> None:
    with start("--jobs", "2") as process:
        assert process.stdin and process.stdout
        process.stdin.write(b"x**2\n" * 1000)
        process.stdin.flush()
        assert [process.stdout.readline() for _ in range(1000)] == [b"2*x\n"] * 1000
        process.stdin.close()
        assert process.wait(10) == 0


def test_reader_that_closes_early(start: Start) -> None:
    with subprocess.Popen(["yes", "sin(x)"], stdout=subprocess.PIPE) as source, start(stdin=source.stdout) as process:
        assert process.stdout and process.stderr and source.stdout
        source.stdout.close()
        assert process.stdout.readline() == b"cos(x)\n"
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(10) == 0
        source.kill()


@pytest.mark.parametrize("words", [["--help"], ["errors"], ["rules"], ["x**2"], ["--version"]])
def test_reader_that_is_gone_at_once(start: Start, words: list[str]) -> None:
    source, target = os.pipe()
    os.close(source)
    with start(*words, stdout=target) as process:
        os.close(target)
        assert process.stderr and process.stderr.read() == b""
        assert process.wait(10) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is a file of Linux")
def test_full_disk(start: Start) -> None:
    with open("/dev/full", "wb") as full, start("x**2", stdout=full) as process:
        assert process.stderr
        assert process.stderr.read() == b"error[unreadable]: cannot write to standard output: No space left on device\n"
        assert process.wait(10) == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_interrupt(start: Start, tmp_path: Path, jobs: str) -> None:
    target, part = tmp_path / "answers.txt", tmp_path / "answers.txt.part"
    target.write_text("older\n")
    heeded = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # the tests themselves may run ignoring it
    with start("batch", "-", "--jobs", jobs, "-o", str(target), preexec_fn=heeded) as process:
        assert process.stdin and process.stderr
        process.stdin.write(b"x**2 + x\n" * 2000)
        process.stdin.flush()
        end = time.monotonic() + 60
        while not (part.exists() and part.stat().st_size):
            assert time.monotonic() < end
            time.sleep(0.02)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(20) == 130
        said = process.stderr.read().decode()
    assert said.startswith(f"note: what was answered is in '{part}'; '{target}' is as it was\n")
    assert re.fullmatch(SUMMARY, said.partition("\n")[2])
    assert target.read_text() == "older\n"
    assert set(part.read_text().splitlines(keepends=True)) == {"2*x + 1\n"}
    with pytest.raises(ProcessLookupError):  # nobody of the group is left
        os.killpg(process.pid, 0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_answers_are_in_the_part_while_the_input_pauses(start: Start, tmp_path: Path, jobs: str) -> None:
    target, part = tmp_path / "answers.txt", tmp_path / "answers.txt.part"
    with start("batch", "-", "--jobs", jobs, "-o", str(target)) as process:
        assert process.stdin
        written = ""
        for line in ("x**2\n", "x**3\n" * 3):
            process.stdin.write(line.encode())
            process.stdin.flush()
            written += {"x**2\n": "2*x\n"}.get(line, "3*x**2\n" * 3)
            end = time.monotonic() + 60
            while not (part.exists() and part.read_text() == written):
                assert time.monotonic() < end
                time.sleep(0.02)
        process.stdin.close()
        assert process.wait(20) == 0
    assert target.read_text() == written


def test_broken_locale(run) -> None:
    env = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    assert run("θ**2", env=env) == (0, "2*θ\n", "")


@pytest.mark.parametrize("text", ["[x]", "[bold]", "[/bold]", "[red]x[/red]", ":smile:", "\x1b[31mx"])
@pytest.mark.parametrize("form", ["plain", "rich", "json", "csv"])
def test_markup_is_text(run, text: str, form: str) -> None:
    status, out, err = run(text, "-f", form, env={"NO_COLOR": "1", "FORCE_COLOR": "1"})
    assert status in (0, 2)
    assert "\x1b" not in out + err and "Traceback" not in err
    if form in ("plain", "rich") and status == 2:
        assert text.replace("\x1b", "\\u{1b}") in err


def test_force_color_colours_rich_and_nothing_else(run) -> None:
    force = {"FORCE_COLOR": "1", "TERM": "xterm"}
    assert "\x1b" in run("x**2", "--at", "1", "-f", "rich", env=force)[1]
    assert "\x1b" not in run("x**2", "--at", "1", env=force)[1]
    assert "\x1b" not in run("x**2", "--at", "1", "-f", "rich", "--no-color", env=force)[1]


def test_nothing_is_cut_through_a_pipe(run) -> None:
    formula = "+".join(f"sin({i}*x)" for i in range(200))
    for form in ("plain", "rich", "pretty"):
        times = {"plain": "*", "rich": "·", "pretty": "⋅"}[form]
        assert "199*cos(199*x)".replace("*", times) in run(formula, "-f", form)[1]
    assert max(map(len, run("rules", "-f", "rich")[1].splitlines())) > 80


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_how_a_line_was_read_is_said_with_its_number(start: Start, jobs: str) -> None:
    """Beyond the first lines, where other processes answer, too; JSON says it in the record."""
    lines = "x**2\n" * 399 + "sinx\n"
    with start("--jobs", jobs) as program:
        answers, said = program.communicate(lines.encode(), timeout=60)
    assert answers.decode().splitlines()[-1] == "1"
    note = "'sinx' is read as one variable; for sin of x write sin(x), for the variable say --var sinx"
    assert said.decode() == f"line 400: note: {note}\n"
    with start("-f", "json") as program:
        answers, said = program.communicate(b"sinx\n", timeout=60)
    assert json.loads(answers)["notes"] == [note]
    assert said == b""
