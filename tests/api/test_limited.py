"""A hard limit of time: in threads, in the middle of C code, and whatever becomes of the process."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time

import pytest

from symdiff.api.limited import GRACE, Solver, solve_within
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.status import Status

CHECKED = Problem("x**2", expected="2*x", id="a")
BLOCKED = """
import sys
from symdiff.api.limited import read_frame, write_frame
from symdiff.api.aside import bound_memory
bound_memory(int(sys.argv[1]))
write_frame(sys.stdout.buffer, "ready")
while True:
    problem, options = read_frame(sys.stdin.buffer)
    if problem.source == "die":
        sys.exit(3)
    if problem.source == "hog":
        x = bytearray(1 << 30)
        sys.exit(0)
    7 ** 10**9  # in C, for minutes
"""


@pytest.fixture
def blocked():
    solver = Solver(command=(sys.executable, "-c", BLOCKED))
    yield solver
    solver.close()


def test_the_answer_is_that_of_this_process() -> None:
    options = Options(timeout=30, certify=True)
    found, here = solve_within(CHECKED, options), solve(CHECKED, options)
    assert found.expected == here.expected
    assert (found.id, found.verdict) == ("a", Status.AGREE)


def test_an_error_is_an_answer() -> None:
    assert solve_within(Problem("sine(x)"), Options(timeout=30)).error.code == "unknown-function"


def test_c_code_ends_when_time_is_up(blocked: Solver) -> None:
    begun = time.monotonic()
    report = blocked.solve(CHECKED, Options(timeout=0.3))
    assert (report.error.code, report.id, report.source) == ("time-out", "a", "x**2")
    assert report.error.message == "the time budget of 0.3 s ran out"
    assert report.seconds >= 0.3
    assert time.monotonic() - begun < 10 + GRACE


def test_it_holds_in_threads(blocked: Solver) -> None:
    reports = []
    threads = [
        threading.Thread(target=lambda: reports.append(blocked.solve(CHECKED, Options(timeout=0.3)))) for _ in range(3)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert [report.error.code for report in reports] == ["time-out"] * 3


def test_threads_share_the_processes() -> None:
    solver = Solver(most=2)
    verdicts = []
    try:
        threads = [
            threading.Thread(target=lambda: verdicts.append(solver.solve(CHECKED, Options(timeout=60)).verdict))
            for _ in range(6)
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert verdicts == [Status.AGREE] * 6
        assert len(solver._idle) <= 2
    finally:
        solver.close()


def test_a_process_that_ends_is_told_and_replaced(blocked: Solver) -> None:
    report = blocked.solve(Problem("die"), Options(timeout=30))
    assert (report.error.code, report.verdict) == ("worker", None)
    assert blocked.solve(CHECKED, Options(timeout=0.2)).error.code == "time-out"


def test_memory_is_bounded() -> None:
    solver = Solver(memory=1 << 29, command=(sys.executable, "-c", BLOCKED))
    try:
        report = solver.solve(Problem("hog"), Options(timeout=60))
        if sys.platform == "linux":
            assert report.error.code == "worker"
            assert report.error.message == "the process ended while it had this formula, perhaps for want of memory"
    finally:
        solver.close()


def test_a_script_without_a_guard_can_use_it(tmp_path) -> None:
    """The main file is not run again in the other process, as it would be by multiprocessing."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom symdiff.api.limited import solve_within\n"
        "from symdiff import Problem, Options\nprint(solve_within(Problem('x**2'), Options(timeout=30)).derivatives[0].expression)\n"
    )
    path = os.pathsep.join(filter(None, sys.path))
    found = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}, check=True,
    )  # fmt: skip
    assert found.stdout == "once\n2*x\n"
    assert found.stderr == ""


def test_after_a_fork_there_are_other_processes() -> None:
    solver = Solver()
    try:
        solver.solve(CHECKED, Options(timeout=30))
        kept = list(solver._idle)
        solver._owner = -1  # as a fork finds it
        assert solver.solve(CHECKED, Options(timeout=30)).verdict is Status.AGREE
        assert solver._idle[0] not in kept
        kept[0].end()
    finally:
        solver.close()
