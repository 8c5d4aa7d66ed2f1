"""A batch that is ended at any moment goes on, and its output is that of a run that nobody disturbed, byte for byte but for seconds."""

from __future__ import annotations

import functools
import json
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from symdiff.batch.journal import Followed
from symdiff.batch.lines import Line
from symdiff.batch.tally import Tally

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX systems")
KILLS = int(os.environ.get("SYMDIFF_KILLS", "4"))
"""How often a run is ended; the campaign takes 100."""
LINES = max(900, 225 * KILLS)
ANSWERS = LINES - LINES // 5
"""A fifth of the lines are comments."""
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
Batch = Callable[..., "subprocess.CompletedProcess[str]"]


def formula(number: int) -> str:
    return [f"sin({number}*x)*exp(x**2)", f"sine({number})", f"x**{number} + log(x)", "# note", f"x*y**{number}"][
        number % 5
    ]


def formula_line(number: int) -> str:
    return formula(number) + "\n"


@pytest.fixture
def batch(tmp_path: Path) -> Batch:
    (tmp_path / "in.txt").write_text("".join(map(formula_line, range(LINES))))

    def batch(*words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "symdiff", "batch", *words]
        return subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, input=stdin, timeout=1000, check=False
        )

    return batch


heeded = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # the tests themselves may run ignoring it


def disturbed(folder: Path, moments: random.Random, *words: str) -> int:
    """Run and end it at random moments until it is complete; how often it was ended."""
    command = [sys.executable, "-m", "symdiff", "batch", "in.txt", "-o", "out", "--jobs", "2", "--resume", *words]
    ended, longest = 0, 1.0
    while not (folder / "out").exists():
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=heeded,  # noqa: PLW1509 - no threads here
        )
        try:
            if ended < KILLS:
                process.communicate(timeout=moments.uniform(0.05, longest))
        except subprocess.TimeoutExpired:
            number = moments.choice(SIGNALS)
            moments.choice((os.kill, os.killpg))(process.pid, number)
            ended += 1
        said = process.communicate(timeout=1000)[1].decode()
        before = {-number for number in SIGNALS}  # the interpreter had not begun with the program
        assert process.returncode in {1, 130, *before}, said
        of_python = process.returncode == -signal.SIGINT or not re.search(r'File "[^"]*symdiff', said)  # as it begins
        assert "Traceback" not in said or of_python, said
        longest = 1.5 if ended < KILLS else 1000
    return ended


def without_seconds(text: str) -> str:
    return re.sub(r'"seconds": [\d.e-]+', '"seconds": 0', text)


def paced(said: str, lines: int) -> bool:
    """Whether the last line tells the pace of so many lines: seconds are rounded to hundredths there, and the pace to ones."""
    found = re.fullmatch(r"\d+ done, \d+ failed, ([\d.]+) s, ([\d,]+) lines/s", said.splitlines()[-1])
    assert found, said
    seconds, pace = float(found[1]), int(found[2].replace(",", ""))
    return (pace - 0.5) * (seconds - 0.005) <= lines <= (pace + 0.5) * (seconds + 0.005)


@pytest.mark.parametrize("words", [(), ("-f", "json"), ("-f", "csv", "--at", "x=1,y=2")])
def test_ended_at_random_moments(batch: Batch, tmp_path: Path, words: tuple[str, ...]) -> None:
    whole = batch("in.txt", "-o", "whole", "--summary", "whole.json", *words)
    assert whole.returncode == 1
    ended = disturbed(tmp_path, random.Random(words[-1] if words else "plain"), "--summary", "out.json", *words)
    print(f"ended {ended} times")
    assert without_seconds((tmp_path / "out").read_text()) == without_seconds((tmp_path / "whole").read_text())
    if (tmp_path / "out.json").exists():  # it is written last: the last end may have come before it
        counts, others = (json.loads((tmp_path / name).read_text()) for name in ("whole.json", "out.json"))
        for key in ("lines", "done", "failed", "verdicts"):
            assert counts[key] == others[key], key
        assert not list(tmp_path.glob("out.part*"))


@pytest.fixture
def begun(batch: Batch, tmp_path: Path) -> str:
    """A part of a run that was ended, and what it says."""
    process = subprocess.Popen(
        [sys.executable, "-m", "symdiff", "batch", "-", "-o", "out"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stderr is not None
    process.stdin.write("".join(map(formula_line, range(52))).encode())
    process.stdin.flush()
    said = b""
    while b"line 52: " not in said:  # the last one, which fails
        said += process.stderr.readline()
        assert process.poll() is None
    process.terminate()
    said += process.communicate(timeout=100)[1]
    assert process.returncode == 130
    assert b"note: what was answered is in 'out.part'; 'out' is as it was\n" in said
    text = (tmp_path / "out.part").read_text()
    assert text.count("\n") == json.loads((tmp_path / "out.part.json").read_text())["counts"]["done"] >= 41
    return text


@pytest.mark.parametrize(
    ("words", "stdin", "message"),
    [
        (("-", "--order", "2"), None, "--order was not given, and is 2"),
        (("-", "-f", "json"), None, "--format was not given, and is json"),
        (("-", "--max-nodes", "100"), None, "--max-nodes was not given, and is 100"),
        (("-", "--input", "jsonl"), None, "--input was text, and is jsonl"),
        (("-",), "x\n" * 52, "the input is another one, up to line 5"),
        (("-",), "x\n" * 7, "the input has 7 lines, and 4"),
    ],
)
def test_what_differs_is_said_and_nothing_is_touched(
    batch: Batch, tmp_path: Path, begun: str, words: tuple[str, ...], stdin: str | None, message: str
) -> None:
    lines = stdin if stdin is not None else "".join(map(formula_line, range(52)))
    notes = (tmp_path / "out.part.json").read_text()
    run = batch(*words, "-o", "out", "--resume", stdin=lines)
    assert run.returncode == 2
    assert f"error[resume]: {message}" in run.stderr
    assert run.stderr.endswith("\nhint: give what was given before, or remove the part to begin again\n")
    assert (tmp_path / "out.part").read_text() == begun
    assert (tmp_path / "out.part.json").read_text() == notes


def test_a_time_budget_may_differ_and_the_input_may_have_grown(batch: Batch, tmp_path: Path, begun: str) -> None:
    lines = "".join(map(formula_line, range(LINES)))
    run = batch("-", "-o", "out", "--resume", "--timeout", "7", "--jobs", "1", stdin=lines)
    assert run.returncode == 1, run.stderr
    assert paced(run.stderr, ANSWERS - begun.count("\n"))
    batch("in.txt", "-o", "whole")
    assert (tmp_path / "out").read_text() == (tmp_path / "whole").read_text()


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (
            lambda folder: (folder / "out.part.json").unlink(),
            "'out.part.json' is missing, which says what 'out.part' holds",
        ),
        (lambda folder: (folder / "out.part.json").write_text("{"), "'out.part.json' cannot be read"),
        (lambda folder: (folder / "out.part").write_text("x\n"), "'out.part' has 2 bytes, and had "),
    ],
)
def test_what_is_harmed_is_refused(
    batch: Batch, tmp_path: Path, begun: str, harm: Callable[[Path], object], message: str
) -> None:
    harm(tmp_path)
    run = batch("-", "-o", "out", "--resume", stdin="".join(map(formula_line, range(52))))
    assert run.returncode == 2
    assert f"error[resume]: {message}" in run.stderr


def test_what_is_complete_is_left_alone(batch: Batch, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine\n")
    run = batch("in.txt", "-o", "out", "--resume")
    assert (run.returncode, run.stdout, run.stderr) == (0, "", "note: 'out' is complete, and left as it is\n")
    assert (tmp_path / "out").read_text() == "mine\n"


@pytest.mark.parametrize("option", ["--resume", "--retry-failed"])
def test_without_a_file_nothing_can_be_gone_on_with(batch: Batch, option: str) -> None:
    for words in ((), ("-o", "-"), ("-o", "/dev/null")):
        run = batch("in.txt", option, *words)
        assert run.returncode == 2
        assert run.stderr == f"error[usage]: {option} needs an output that is a file\nhint: -o FILE\n"


FIXED = "".join(formula(number).replace("sine", "sin") + "\n" for number in range(LINES))


@pytest.mark.parametrize("words", [(), ("-f", "json")])
@pytest.mark.parametrize("resume", [False, True])
def test_lines_that_failed_are_asked_again(batch: Batch, tmp_path: Path, words: tuple[str, ...], resume: bool) -> None:
    batch("in.txt", "-o", "out", *words)
    before = (tmp_path / "out").read_text().splitlines()
    (tmp_path / "in.txt").write_text(FIXED)
    batch("in.txt", "-o", "whole", *words)
    run = batch("in.txt", "-o", "out", "--retry-failed", "--summary", "out.json", *words, *["--resume"] * resume)
    assert run.returncode == 0, run.stderr
    assert paced(run.stderr, LINES // 5)
    after, whole = (
        [without_seconds(line) for line in (tmp_path / name).read_text().splitlines()] for name in ("out", "whole")
    )
    assert after == whole
    assert json.loads((tmp_path / "out.json").read_text())["failed"] == {}
    changed = [old != new for old, new in zip(before, (tmp_path / "out").read_text().splitlines(), strict=True)]
    assert sum(changed) == LINES // 5  # the others stand as they were, seconds and all
    assert not list(tmp_path.glob("out.*part*"))


@pytest.mark.parametrize(
    ("words", "lines", "message"),
    [
        (
            (),
            7,
            f"error[resume]: the input has 6 lines, and 'out' {ANSWERS:,} answers\nhint: give the input that they are answers to",
        ),
        ((), 2 * LINES, f"error[resume]: the input has {2 * ANSWERS:,} lines, and 'out' {ANSWERS:,} answers"),
        (("-f", "json"), LINES, "error[resume]: 'out' does not hold answers in JSON\nhint: give its --format"),
        (("-f", "csv"), LINES, "error[usage]: --retry-failed reads the answers again, which must stand one a line"),
    ],
)
def test_another_input_is_not_asked_again(
    batch: Batch, tmp_path: Path, words: tuple[str, ...], lines: int, message: str
) -> None:
    batch("in.txt", "-o", "out")
    before = (tmp_path / "out").read_text()
    run = batch("-", "-o", "out", "--retry-failed", *words, stdin="".join(map(formula_line, range(lines))))
    assert run.returncode == 2
    assert message in run.stderr
    assert (tmp_path / "out").read_text() == before


def test_an_incomplete_batch_is_finished_and_asked_again(batch: Batch, tmp_path: Path, begun: str) -> None:
    lines = "".join(map(formula_line, range(52)))
    (tmp_path / "in.txt").write_text(lines)
    run = batch("in.txt", "-o", "out", "--retry-failed")
    assert run.stderr == (
        "error[usage]: --retry-failed needs the complete answers in 'out'\nhint: first --resume, then --retry-failed\n"
    )
    run = batch("in.txt", "-o", "out", "--resume", "--retry-failed")
    assert run.returncode == 1
    batch("in.txt", "-o", "whole")
    assert (tmp_path / "out").read_text() == (tmp_path / "whole").read_text()


class Endless:
    """An input of many lines."""

    def __init__(self) -> None:
        self.number = 0
        self.ended = False

    def take(self) -> list[Line]:
        first, self.number = self.number + 1, self.number + 100
        return [Line(number, b"x**%d" % number) for number in range(first, self.number + 1)]


def test_lines_are_kept_for_the_digest_until_they_are_answered_however_seldom_notes_are_made() -> None:
    tally = Tally()
    often, seldom = Followed(Endless(), tally), Followed(Endless(), Tally())  # type: ignore[arg-type]
    for _ in range(100):
        often.take()
        seldom.take()
        tally.last += 90
        assert sum(map(len, often._open)) <= 1100
    assert sum(map(len, often._open)) > 1000  # those without an answer are there
    for followed in (often, seldom):
        followed.answered(tally.last)
    assert often.digest() == seldom.digest()
