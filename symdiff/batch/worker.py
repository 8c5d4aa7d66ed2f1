"""One worker process and the pipe to it: chunks of lines go in, one record per line comes back.

Only text and plain records cross the pipe. Imports ``answer``.
"""

from __future__ import annotations

import gc
import multiprocessing
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from symdiff.batch.answer import Record, Settings, answer
from symdiff.batch.lines import Line


@dataclass(slots=True)
class Chunk:
    """Consecutive lines and the records they have so far."""

    lines: list[Line]
    records: list[Record] = field(default_factory=list)
    yielded: int = 0

    @property
    def finished(self) -> bool:
        return len(self.records) == len(self.lines)

    @property
    def next_line(self) -> Line:
        """The line whose record comes next: a worker that falls silent is at this one."""
        return self.lines[len(self.records)]


class Worker:
    """A process that answers one chunk at a time; ``link`` is readable when a record is there, or the end."""

    def __init__(self, settings: Settings, siblings: Sequence[Worker]) -> None:
        # fork starts in milliseconds; a process with threads must not fork
        forks = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.link, remote = context.Pipe()
        inherited = [worker.link for worker in siblings] + [self.link] if forks else []
        self._process = context.Process(target=_serve, args=(remote, settings, inherited), daemon=True)
        self._process.start()
        remote.close()
        self.chunk: Chunk | None = None
        self.heard = time.monotonic()

    def send(self, chunk: Chunk) -> None:
        """Give the lines of a chunk that have no record yet. A dead worker shows when it is listened to."""
        self.chunk = chunk
        self.heard = time.monotonic()
        with suppress(OSError):
            self.link.send(chunk.lines[len(chunk.records) :])

    def listen(self) -> bool:
        """Take one record; False if the worker is gone."""
        try:
            record = self.link.recv()
        except (EOFError, OSError):
            return False
        self.heard = time.monotonic()
        assert self.chunk is not None
        self.chunk.records.append(record)
        if self.chunk.finished:
            self.chunk = None
        return True

    def stop(self) -> None:
        """End the process at once, whatever it does."""
        self._process.kill()
        self._process.join()
        self.link.close()

    @property
    def ending(self) -> str:
        """How the process ended, in words."""
        self._process.join(1)
        code = self._process.exitcode
        return "it was lost" if code is None else f"signal {-code}" if code < 0 else f"exit status {code}"


def _serve(link: Connection, settings: Settings, inherited: Sequence[Connection]) -> None:
    for other in inherited:  # or a worker would hold open the pipe that tells its sibling the end
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    gc.freeze()
    with suppress(EOFError, OSError):
        while True:
            for line in link.recv():
                (record,) = answer([line], settings)
                link.send(record)
