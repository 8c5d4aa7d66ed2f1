"""A process beside this one, which ends it where it computes far beyond its time and heeds nothing, not even its own threads.

Code in C may hold the interpreter for as long as it likes: no handler of a signal is called meanwhile, and no other thread runs.
What it may take is counted in this process's own processor time, so a suspended one is left alone. Run as a program, this file
is that process; it imports nothing of symdiff then, and nothing that takes long.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress

GRACE = 3.0
"""Seconds beyond the end of the time, in which the program can say so itself."""
_PIECE = 0.25


def guard(left: float, seconds: float) -> Callable[[], None]:
    """Have this process ended when it computes for longer than is ``left`` of ``seconds``; what is given ends the guard.

    Where no process can be started there is none.
    """
    if not (sys.executable and hasattr(os, "posix_spawn")):
        return lambda: None
    from symdiff.budget import out_of_time

    said = f"{out_of_time(seconds)}\n(it heeded nothing and was killed)\n"
    words = [sys.executable, "-S", __file__, str(os.getpid()), str(left + GRACE), said]
    source, target = os.pipe()
    try:
        # A group of its own: Ctrl-C is for the program, which then ends the guard.
        process = os.posix_spawn(
            sys.executable, words, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, source, 0)], setpgroup=0
        )
    except OSError:
        os.close(target)
        return lambda: None
    finally:
        os.close(source)

    def end() -> None:
        os.close(target)
        with suppress(OSError):
            os.kill(process, 9)
            os.waitpid(process, 0)

    return end


def _watch(process: int, seconds: float, said: str) -> None:
    """Wait until the process ends or closes its end of standard input; kill it where it computes for so long."""
    import select  # the process that is watched has no need of it

    then, worked, spent = time.monotonic(), _worked(process), 0.0
    while spent < seconds:
        if select.select([0], [], [], _PIECE)[0]:
            return
        now, done = time.monotonic(), _worked(process)
        spent += min(now - then, 2 * _PIECE if done is None or worked is None else done - worked)
        then, worked = now, done
    with suppress(OSError):
        os.write(2, said.encode(errors="replace"))
    os.kill(process, 9)


def _worked(process: int) -> float | None:
    """Seconds of processor time that a process took; None where the system has no such clock."""
    try:
        return time.clock_gettime((~process << 3) | 2)  # what clock_getcpuclockid gives
    except (AttributeError, OSError, OverflowError):
        return None


if __name__ == "__main__":
    _watch(int(sys.argv[1]), float(sys.argv[2]), sys.argv[3])
