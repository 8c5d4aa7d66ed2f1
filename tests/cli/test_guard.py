"""Code that holds the interpreter and heeds nothing is ended from outside; what is only slow, or suspended, is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "posix_spawn"), reason="there is no guard")

HOLDS = "sum(range(10**10))"
"""A loop in C, in which no other thread runs and no handler is called; far longer than any of these tests."""
SAID = "error[time-out]: the time budget of {} s ran out\nhint: raise it with --timeout SECONDS\n(it heeded nothing and was killed)\n"


def ended(text: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", text], capture_output=True, text=True, timeout=250, check=False)


def test_what_holds_the_interpreter_is_ended() -> None:
    run = ended(f"from symdiff.cli.guard import guard\nguard(0.5, 7)\n{HOLDS}")
    assert (run.returncode, run.stdout, run.stderr) == (-signal.SIGKILL, "", SAID.format(7))


BEGUN = """
import time
from symdiff.budget import budget, guards
begun, ended = [], []
guards.append(lambda left, seconds: begun.append((left, seconds)) or (lambda: ended.append(seconds)))
def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
"""


def test_a_guard_begins_where_a_budget_lasts() -> None:
    run = ended(
        f"{BEGUN}with budget(None):\n    with budget(0.8): work(0.05)\n    print(begun)\n"
        "    with budget(60):\n        work(1.8)\n        assert not ended\n"
        "    print(len(begun), begun[0][0] <= 59, begun[0][1], ended)\n"
    )
    assert (run.stdout, run.stderr) == ("[]\n1 True 60 [60]\n", "")


def test_a_guard_ends_with_its_budget_and_leaves_a_suspended_process_alone() -> None:
    text = (
        "import os, signal\nfrom symdiff.cli.guard import guard, GRACE\nend = guard(-GRACE + 0.5, 7)\n"
        "os.kill(os.getpid(), signal.SIGSTOP)\nend()\nprint('done')\n"
        "try:\n    os.waitpid(-1, 0)\nexcept ChildProcessError:\n    print('nobody left')\n"
    )
    process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert os.waitpid(process.pid, os.WUNTRACED)[1] & 0xFF == 0x7F
    time.sleep(1.5)
    process.send_signal(signal.SIGCONT)
    assert process.communicate(timeout=100) == ("done\nnobody left\n", "")
    assert process.returncode == 0


def test_no_process_no_guard() -> None:
    run = ended(
        "import os\nfrom symdiff.cli.guard import guard\ndef refused(*_, **__): raise BlockingIOError(11, 'no')\n"
        "os.posix_spawn = refused\nbefore = os.listdir('/dev/fd')\nguard(1, 1)()\nprint(os.listdir('/dev/fd') == before)\n"
    )
    assert (run.stdout, run.stderr) == ("True\n", "")


def test_a_function_that_holds_the_interpreter(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(f"def f(x):\n    {HOLDS}\n    return x\n")
    command = [sys.executable, "-m", "symdiff", "slow.py:f", "--at", "2", "--timeout", "3"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=250, check=False)
    assert run.returncode in {-signal.SIGKILL, 2}  # 2 where the machine was so busy that the time was over before
    assert run.stderr.startswith("error[time-out]: the time budget of 3 s ran out")


def test_nothing_is_imported_where_the_alarm_rings() -> None:
    """It may ring in the middle of an import, and Python holds the locks of no second one there."""
    run = ended(
        "import builtins, sys, symdiff.cli\nfrom symdiff.budget import budget, guards\nsys.argv[1:] = ['x**2']\n"
        "symdiff.cli.main()\nbefore = set(sys.modules)\n"
        "with budget(60): guards[-1](9, 10)()\nprint(sorted(set(sys.modules) - before))\n"
    )
    assert (run.stdout, run.stderr) == ("2*x\n[]\n", "")
