"""Problems solved under a hard limit of time: each in a process of its own kind, which is ended when it takes too long.

It holds in threads and in the middle of C code, where no alarm rings. Processes are started on first need, kept and used again,
one problem at a time; they end with this one. Imports ``problems`` and ``reports.report``.
"""

from __future__ import annotations

import atexit
import os
import pickle
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from time import perf_counter
from typing import BinaryIO

from symdiff.budget import out_of_time
from symdiff.errors import Diagnostic
from symdiff.frozen import replace
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report

GRACE = 0.2
"""Seconds that a process has to stop by itself when its time is up; then it is ended."""
_START = 60.0
"""Seconds for a process to be ready."""
_LENGTH = struct.Struct(">Q")
_COMMAND = (sys.executable, "-m", "symdiff.api.aside")


def write_frame(stream: BinaryIO, value: object) -> None:
    """Send a plain value through a pipe."""
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def read_frame(stream: BinaryIO) -> object:
    """Receive what the other side sent; raises EOFError at the end."""
    head = _exactly(stream, _LENGTH.size)
    value: object = pickle.loads(_exactly(stream, _LENGTH.unpack(head)[0]))  # noqa: S301 - of our own process
    return value


def _exactly(stream: BinaryIO, count: int) -> bytes:
    data = stream.read(count)
    if len(data) < count:
        raise EOFError
    return data


class Solver:
    """Solves problems in a few processes, as many at once as there are threads that ask and ``most`` allows."""

    def __init__(self, most: int | None = None, memory: int | None = None, command: Sequence[str] = _COMMAND) -> None:
        """``memory``: the bytes that each may take, where the system can bound them. ``command``: what starts a process."""
        self._command = command
        self._memory = memory
        self._room = threading.BoundedSemaphore(most or os.cpu_count() or 1)
        self._idle: list[_Process] = []
        self._owner = os.getpid()
        atexit.register(self.close)

    def solve(self, problem: Problem, options: Options) -> Report:
        """The report on a problem; when ``options.timeout`` is over, one with the error ``time-out``."""
        start = perf_counter()
        with self._room:
            process = self._taken()
            seconds = options.timeout
            try:
                report = process.ask(problem, options, None if seconds is None else seconds + GRACE)
            except (EOFError, OSError, pickle.UnpicklingError):
                process.end()
                late = process.overdue and seconds is not None
                words = "the process ended while it had this formula, perhaps for want of memory"
                error = out_of_time(seconds).diagnostic if late and seconds is not None else Diagnostic("worker", words)
                report = Report(source=problem.source, id=problem.id, kind=problem.kind, error=error)
                return replace(report, seconds=perf_counter() - start)
            except BaseException:  # an interrupt: what comes out of this process later is of no use
                process.end()
                raise
            if process.overdue:  # the answer came at the last moment
                process.end()
            else:
                self._idle.append(process)
            return report

    def close(self) -> None:
        """End the processes; a later problem starts others."""
        while self._idle and os.getpid() == self._owner:
            self._idle.pop().end()

    def _taken(self) -> _Process:
        if os.getpid() != self._owner:  # a fork: the processes are the other's
            self._idle, self._owner = [], os.getpid()
        with suppress(IndexError):
            return self._idle.pop()
        return _Process(self._command, self._memory)


class _Process:
    """A process that answers one problem at a time."""

    def __init__(self, command: Sequence[str], memory: int | None) -> None:
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with a module of our own
            [*command, str(memory or 0)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self.overdue = False
        try:
            self._within(_START, lambda: read_frame(self._output))
        except EOFError:
            self.end()
            raise OSError("the process that solves problems does not start") from None

    @property
    def _output(self) -> BinaryIO:
        assert self._process.stdout is not None
        return self._process.stdout  # type: ignore[return-value]

    def ask(self, problem: Problem, options: Options, seconds: float | None) -> Report:
        """The answer of the process. Raises EOFError where it ended, or was ended, before it had one."""
        assert self._process.stdin is not None
        sink: BinaryIO = self._process.stdin  # type: ignore[assignment]

        def exchange() -> object:
            write_frame(sink, (problem, options))
            return read_frame(self._output)

        report = self._within(seconds, exchange)
        assert isinstance(report, Report)
        return report

    def _within(self, seconds: float | None, work: Callable[[], object]) -> object:
        if seconds is None:
            return work()
        watch = threading.Timer(seconds, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            return work()
        finally:
            watch.cancel()

    def _give_up(self) -> None:
        self.overdue = True
        self._process.kill()

    def end(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()
        self._process.wait()


_shared: list[Solver] = []
_sharing = threading.Lock()


def solve_within(problem: Problem, options: Options) -> Report:
    """What ``Solver.solve`` gives, by processes that all callers share."""
    with _sharing:
        if not _shared:
            _shared.append(Solver())
    return _shared[0].solve(problem, options)
