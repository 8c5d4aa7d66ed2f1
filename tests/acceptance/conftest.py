"""Running the program as a user does, with its time and memory measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

COMMAND = (sys.executable, "-m", "symdiff")
CLEAN = {
    name: value
    for name, value in os.environ.items()
    if name not in {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "SYMDIFF_DEBUG", "PYTHONUNBUFFERED"}
}
GIB = 1 << 30


@dataclass(frozen=True, slots=True)
class Run:
    """How one run of the program ended. ``seconds`` is its wall time, ``busy`` the processor time of all its processes, ``peak`` the most memory of one."""

    status: int
    out: str
    err: str
    seconds: float
    busy: float
    peak: int

    def within_promise(self) -> bool:
        """Ten seconds and one gibibyte: the promise for whatever text comes in.

        Of processor time, since what else the machine does is not the program's; ``timeout`` bounds the wall time.
        """
        return self.busy <= 10 and self.peak <= GIB


Command = Callable[..., Run]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Run the program with some words in an empty folder, which must be empty afterwards."""
    streams = tmp_path / "streams"
    home = tmp_path / "here"
    streams.mkdir()
    home.mkdir()

    def run(*words: str, stdin: str | None = None, timeout: float = 60) -> Run:
        run = measured([*COMMAND, *words], home, streams, stdin, timeout)
        assert list(home.iterdir()) == []
        return run

    return run


def measured(words: Sequence[str], cwd: Path, streams: Path, stdin: str | None, timeout: float) -> Run:
    """One process, waited for by its id, so that its memory is known and not that of its siblings."""
    (streams / "in").write_text(stdin or "", encoding="utf-8", newline="")
    with (
        (streams / "in").open("rb") as source,
        (streams / "out").open("wb") as out,
        (streams / "err").open("wb") as err,
    ):
        began = time.monotonic()
        process = subprocess.Popen(words, cwd=cwd, env=CLEAN, stdin=source, stdout=out, stderr=err)
        try:
            while True:
                pid, ended, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - began > timeout:
                    process.kill()
                    os.wait4(process.pid, 0)
                    raise AssertionError(f"no answer within {timeout:g} s")
                time.sleep(0.005)
        finally:
            seconds = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(ended)
    return Run(
        process.returncode,
        (streams / "out").read_text(encoding="utf-8"),
        (streams / "err").read_text(encoding="utf-8"),
        seconds,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * 1024,
    )
