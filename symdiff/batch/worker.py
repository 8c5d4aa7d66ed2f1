"""One worker process and the pipe to it: chunks of lines go in, one record per line comes back, those of a moment together.

Only text and plain records cross the pipe. At which line a worker is stands in memory that it shares with its parent: a
worker that is lost takes records with it that it had not sent, and one line alone is to blame. Imports ``answer``.
"""

from __future__ import annotations

import gc
import mmap
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

from symdiff.batch.answer import Record, answer
from symdiff.batch.lines import Line
from symdiff.reports.settings import Settings

_MOMENT = 0.02
"""Seconds after which a record does not wait for others, and again at most so many until it is sent beside a slow line."""


@dataclass(slots=True)
class Chunk:
    """Consecutive lines, at most 256, and the records they have so far."""

    lines: list[Line]
    records: list[Record] = field(default_factory=list)
    yielded: int = 0
    failed: dict[int, Record] = field(default_factory=dict)
    """The records of lines that lost their worker, by position, until their turn comes."""

    @property
    def finished(self) -> bool:
        return len(self.records) == len(self.lines)

    def add(self, records: Sequence[Record]) -> None:
        """Take the records of the next lines."""
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


class Worker:
    """A process that answers one chunk at a time; ``link`` is readable when a record is there, or the end."""

    def __init__(self, settings: Settings, siblings: Sequence[Worker]) -> None:
        # fork starts in milliseconds; a process with threads must not fork
        forks = sys.platform == "linux" and threading.active_count() == 1
        context: Any = multiprocessing.get_context("fork" if forks else "spawn")
        self.link, remote = context.Pipe()
        inherited = [worker.link for worker in siblings] + [self.link] if forks else []
        self._place = mmap.mmap(-1, 1) if forks else None
        self._positions: list[int] = []
        arguments = (remote, settings, inherited, self._place)
        self._process = context.Process(target=_serve, args=arguments, daemon=True)
        self._process.start()
        remote.close()
        self.chunk: Chunk | None = None
        self.heard = time.monotonic()

    def send(self, chunk: Chunk) -> None:
        """Give the lines of a chunk that have no record yet. A dead worker shows when it is listened to."""
        self.chunk = chunk
        self.heard = time.monotonic()
        self._positions = chunk.open()
        if self._place is not None:
            self._place[0] = 0
        with suppress(OSError):
            self.link.send([chunk.lines[position] for position in self._positions])

    def listen(self) -> list[Record]:
        """Take the records that have come; none if the worker is gone."""
        try:
            records: list[Record] = self.link.recv()
        except (EOFError, OSError):
            return []
        self.heard = time.monotonic()
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
        self.link.close()

    @property
    def ending(self) -> str:
        """How the process ended, in words."""
        self._process.join(1)
        code = self._process.exitcode
        return "it was lost" if code is None else f"signal {-code}" if code < 0 else f"exit status {code}"


def _serve(link: Connection, settings: Settings, inherited: Sequence[Connection], place: mmap.mmap | None) -> None:
    for other in inherited:  # or a worker would hold open the pipe that tells its sibling the end
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends its workers
    gc.freeze()
    post = _Post(link)
    if place is not None:
        threading.Thread(target=post.empty_often, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            lines = link.recv()
            for position, line in enumerate(lines):
                if place is not None:
                    place[0] = position
                (record,) = answer([line], settings)
                post.add(record, at_once=place is None or position == len(lines) - 1)


class _Post:
    """Records on their way to the parent. Those of a moment go together: each way through the pipe costs as much as a short line."""

    def __init__(self, link: Connection) -> None:
        self._link = link
        self._records: list[Record] = []
        self._emptied = time.monotonic()
        self._lock = threading.Lock()

    def add(self, record: Record, *, at_once: bool) -> None:
        with self._lock:
            self._records.append(record)
            if at_once or time.monotonic() - self._emptied > _MOMENT:
                self._empty()

    def empty_often(self) -> None:
        """Send what waits beside a line that takes long."""
        with suppress(OSError):
            while True:
                time.sleep(_MOMENT)
                with self._lock:
                    if self._records and time.monotonic() - self._emptied > _MOMENT:
                        self._empty()

    def _empty(self) -> None:
        self._link.send(self._records)
        self._records = []
        self._emptied = time.monotonic()
