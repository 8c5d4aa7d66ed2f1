"""One worker process and the pipe to it: chunks of lines go in, one record per line comes back, those of a moment together.

Only text and plain records cross the pipe. At which line a worker is stands in memory that it shares with its parent: a
worker that is lost takes records with it that it had not sent, and one line alone is to blame. Imports ``answer``.
"""

from __future__ import annotations

import gc
import mmap
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from symdiff.batch.answer import Record, answer
from symdiff.batch.lines import Line
from symdiff.budget import budget, give_up, guards
from symdiff.frozen import rebuilt, replace, values
from symdiff.reports.settings import Settings

_PR_SET_PDEATHSIG = 1
_ENDING = tuple(
    number for name in ("SIGINT", "SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None
)
"""What reaches the whole group: the parent ends its workers."""
_MOMENT = 0.05
"""Seconds after which a record does not wait for others, and again at most so many until it is sent beside a slow line."""


@dataclass(slots=True)
class Chunk:
    """Consecutive lines, at most 65,536, and the records they have so far."""

    lines: list[Line]
    records: list[Record] = field(default_factory=list)
    yielded: int = 0
    suspect: int | None = None
    """The position of the line at which a worker ended: it is tried once more."""
    failed: dict[int, Record] = field(default_factory=dict)
    """The records of lines that lost their worker, by position, until their turn comes."""

    @property
    def finished(self) -> bool:
        return len(self.records) == len(self.lines)

    def add(self, records: Sequence[Record]) -> None:
        """Take the records of the next lines."""
        if not self.failed:
            self.records += records
            return
        for record in records:
            self.records.append(record)
            self._add_failed()

    def fail(self, position: int, record: Record) -> None:
        """Take the record of a line that is not to be tried again."""
        self.failed[position] = record
        self._add_failed()

    def _add_failed(self) -> None:
        while len(self.records) in self.failed:
            self.records.append(self.failed.pop(len(self.records)))

    def open(self) -> list[int]:
        """The positions of the lines that have no record."""
        return [position for position in range(len(self.records), len(self.lines)) if position not in self.failed]


def can_fork() -> bool:
    """Whether a worker starts in milliseconds; a process with threads must not fork."""
    return sys.platform == "linux" and threading.active_count() == 1


class Worker:
    """A process that answers one chunk at a time; ``link`` is readable when a record is there, or the end.

    Raises OSError where no process can be started.
    """

    def __init__(self, settings: Settings, memory: int | None = None) -> None:
        forks = can_fork()
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.link, remote = context.Pipe()
        self._said = -1
        # What comes before the new process ignores it would end it as it ends the parent, with a traceback.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING) if forks else None
        try:
            self._place = memoryview(mmap.mmap(-1, 2)).cast("H") if forks else None
            self._said = os.memfd_create("said") if forks else -1
            self._process = context.Process(
                target=_serve, args=(remote, settings, self._place, self._said, os.getpid(), memory), daemon=True
            )
            self._process.start()
        except BaseException:
            self.link.close()
            if self._said >= 0:
                os.close(self._said)
            raise
        finally:
            if before is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            remote.close()
        self._positions: list[int] = []
        self.chunk: Chunk | None = None
        self.heard = 0.0
        """When it was last heard of, or given something to do, on the clock of the pool."""

    def send(self, chunk: Chunk) -> None:
        """Give the lines of a chunk that have no record yet. A dead worker shows when it is listened to."""
        self.chunk = chunk
        self._positions = chunk.open()
        if self._place is not None:
            self._place[0] = 0
        with suppress(OSError):
            self.link.send([values(chunk.lines[position]) for position in self._positions])

    def listen(self) -> list[Record]:
        """Take the records that have come; none if the worker is gone."""
        try:
            records = rebuilt(Record, self.link.recv())
        except (EOFError, OSError):
            return []
        assert self.chunk is not None
        self.chunk.add(records)
        if self.chunk.finished:
            self.chunk = None
        return records

    @property
    def position(self) -> int:
        """The position in the chunk of the line that the worker is at, or was at last."""
        assert self.chunk is not None
        waits = len(self.chunk.records)
        return waits if self._place is None else max(waits, self._positions[self._place[0]])

    def stop(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()
        self._process.join()
        self._process.close()
        self.link.close()
        if self._said >= 0:
            os.close(self._said)

    @property
    def ending(self) -> str:
        """How the process ended, in words."""
        self._process.join(1)
        code = self._process.exitcode
        return "it was lost" if code is None else f"signal {-code}" if code < 0 else f"exit status {code}"

    @property
    def wanted_memory(self) -> bool:
        """Whether a library ended the process because it got no memory: it says so, and can do nothing else."""
        with suppress(OSError):
            return self._said >= 0 and b"memory" in os.pread(self._said, 1 << 12, 0).lower()
        return False


def _serve(
    link: Connection, settings: Settings, place: memoryview[int] | None, said: int, parent: int, memory: int | None
) -> None:
    """Answer what comes until the parent has no more, or is gone."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_IGN)
    if place is not None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)
    give_up.clear()
    guards.clear()
    if place is not None:
        _part_from(parent, link.fileno(), said)
    if memory is not None:
        _limit(memory)
    gc.freeze()
    post = _Post(link, parent)
    if place is not None:
        threading.Thread(target=post.empty_often, daemon=True).start()
    with suppress(EOFError, OSError), budget(None):
        while True:
            lines = rebuilt(Line, link.recv())
            for position, line in enumerate(lines):
                if place is not None:
                    place[0] = position
                (record,) = answer([line], settings)
                spent = record.code == "memory"
                post.add(record, at_once=place is None or spent or position == len(lines) - 1)
                if spent:  # the next line begins with a heap of its own
                    return


def _part_from(parent: int, link: int, said: int) -> None:
    """Make a copy of the parent a process of its own, which ends when the parent does, whatever it is at."""
    with suppress(ImportError, OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    if not os.environ.get("SYMDIFF_DEBUG"):
        os.dup2(said, 2)
    first, second = sorted((link, said))
    os.closerange(3, first)  # what the parent has open, and its links to other workers
    os.closerange(first + 1, second)
    os.closerange(second + 1, os.sysconf("SC_OPEN_MAX"))


def _limit(memory: int) -> None:
    """Let allocations beyond so many bytes fail."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        kind = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
        most = resource.getrlimit(kind)[1]
        resource.setrlimit(kind, (memory if most < 0 else min(memory, most), most))


class _Post:
    """Records on their way to the parent. Those of a moment go together: each way through the pipe costs as much as a short line."""

    def __init__(self, link: Connection, parent: int) -> None:
        self._link = link
        self._parent = parent
        self._rows: list[tuple[Any, ...]] = []
        """Of records, plain: they cross the pipe in a third of the time."""
        self._emptied = time.monotonic()
        self._lock = threading.Lock()

    def add(self, record: Record, *, at_once: bool) -> None:
        row = values(record if not record.notes else replace(record, notes=()))
        with self._lock:
            self._rows.append(row)
            if at_once or time.monotonic() - self._emptied > _MOMENT:
                self._empty()

    def empty_often(self) -> None:
        """Send what waits beside a line that takes long."""
        with suppress(OSError):
            while True:
                time.sleep(_MOMENT)
                if os.getppid() != self._parent:
                    os._exit(0)
                with self._lock:
                    if self._rows and time.monotonic() - self._emptied > _MOMENT:
                        self._empty()

    def _empty(self) -> None:
        self._link.send(self._rows)
        self._rows = []
        self._emptied = time.monotonic()
