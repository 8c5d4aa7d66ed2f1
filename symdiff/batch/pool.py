"""Worker processes over a stream of lines: in input order, in bounded memory, one bad line at a time.

The parent knows at which line each worker is. A worker that stays silent beyond the time budget, or that dies, costs that
one line; the rest of its chunk goes to a fresh worker. Imports ``answer``, ``lines`` and ``worker``.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection, wait

from symdiff.batch.answer import Record, answer, failure, out_of_memory
from symdiff.batch.lines import Line, Lines
from symdiff.batch.worker import Chunk, Worker
from symdiff.budget import at_once, out_of_time
from symdiff.errors import Diagnostic
from symdiff.reports.settings import Settings

GRACE = 2.0
"""Seconds beyond the time budget that a worker has to say so itself."""
_CHUNK_SECONDS = 0.1
_CHUNK_LINES = 1000
_CHUNK_BYTES = 1 << 18
_FIRST_LINES = 20
_SMALL_LINES = 100
_SMALL_SECONDS = 0.1
"""A second worker comes when so many lines have been answered, or after so long."""
_PIECE = 0.5
_AGAIN = 5.0
"""Seconds until a worker is tried again where none could be started."""
_TWICE = "it was tried twice; if nobody ended it, please report the line"
_WINDOW_CHUNKS = 8  # per worker, answered but waiting for an earlier line
_WINDOW_CHARACTERS = 1 << 26


class Pool:
    """Answers the lines of ``reader``, ``waiting`` ones first, by ``jobs`` processes, each of which may have so much ``memory``.

    The second worker comes when there is work enough. Where no process can be started it goes on with those that are there, or
    answers by itself; ``tell`` is given what somebody should know.
    """

    def __init__(
        self,
        reader: Lines,
        waiting: deque[Line],
        settings: Settings,
        jobs: int,
        seconds_per_line: float,
        memory: int | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._reader = reader
        self._waiting = waiting
        self._settings = settings
        self._jobs = jobs
        self._pace = seconds_per_line
        self._memory = memory
        self._tell = tell
        self._chunks: deque[Chunk] = deque()  # in input order; the first one is being yielded
        self._orphans: deque[Chunk] = deque()  # chunks that lost their worker
        self._workers: list[Worker] = []
        self._held = 0  # characters of records that wait for an earlier line
        self._done = 0
        self._clock = (
            0.0  # seconds that went by, in pieces: where one took long, the machine was suspended or nobody read
        )
        self._looked = time.monotonic()
        self._refused = 0.0  # until when no process is started

    def records(self) -> Iterator[list[Record]]:
        """The records in input order, each as soon as those before it are there."""
        try:
            while self._waiting or self._chunks or not self._reader.ended:
                self._feed()
                if ready := self._ready():
                    yield ready
                self._listen()
        finally:
            for worker in self._workers:
                worker.stop()

    def _feed(self) -> None:
        while self._orphans or (self._waiting and self._window_open()):
            worker = next((worker for worker in self._workers if worker.chunk is None), None) or self._hired()
            if worker is None and self._workers:
                return
            chunk = self._orphans.popleft() if self._orphans else self._cut()
            if worker is None:
                self._answer(chunk)
                return
            worker.heard = self._clock
            worker.send(chunk)

    def _hired(self) -> Worker | None:
        """A further worker, if there may be one."""
        if len(self._workers) >= self._jobs or self._clock < self._refused:
            return None
        if self._workers and self._done < _SMALL_LINES and self._clock < _SMALL_SECONDS:
            return None
        try:
            worker = Worker(self._settings, self._memory)
        except OSError as error:
            if not self._refused:
                several = "1 worker" if len(self._workers) == 1 else f"{len(self._workers)} workers"
                self._tell(f"note: no further worker can be started ({error.strerror}): going on with {several}")
            self._refused = self._clock + _AGAIN
            return None
        self._workers.append(worker)
        return worker

    def _answer(self, chunk: Chunk) -> None:
        """Answer in this process, where no other can be started."""
        for position in chunk.open():
            (record,) = answer([chunk.lines[position]], self._settings)
            self._held += len(record.text)
            chunk.fail(position, record)
        self._done += len(chunk.lines)

    def _window_open(self) -> bool:
        return len(self._chunks) < self._jobs * _WINDOW_CHUNKS and self._held < _WINDOW_CHARACTERS

    def _cut(self) -> Chunk:
        share = -(-len(self._waiting) // self._jobs)
        most = min(_CHUNK_LINES if self._done else _FIRST_LINES, share, max(1, int(_CHUNK_SECONDS / self._pace)))
        lines: list[Line] = []
        size = 0
        while self._waiting and len(lines) < most and size < _CHUNK_BYTES:
            line = self._waiting.popleft()
            size += len(line.raw)
            lines.append(line)
        chunk = Chunk(lines)
        self._chunks.append(chunk)
        return chunk

    def _ready(self) -> list[Record]:
        """The records whose turn it is."""
        ready: list[Record] = []
        while self._chunks:
            chunk = self._chunks[0]
            ready += chunk.records[chunk.yielded :]
            chunk.yielded = len(chunk.records)
            if not chunk.finished:
                break
            self._chunks.popleft()
        self._held -= _characters(ready)
        return ready

    def _listen(self) -> None:
        busy = {worker.link: worker for worker in self._workers if worker.chunk is not None}
        hungry = not self._reader.ended and len(self._waiting) < self._jobs * _CHUNK_LINES
        if hungry and (os.name == "nt" or not busy):  # Windows cannot wait for a pipe and a worker at once
            self._waiting.extend(self._reader.take())
            return
        sources: list[Connection | int] = [*busy, *([self._reader.fileno()] if hungry else [])]
        if not sources:
            return
        with at_once():
            ready = wait(sources, self._patience(list(busy.values())))
        self._count()
        for source in ready:
            if isinstance(source, Connection):
                self._hear(busy[source])
            else:
                self._waiting.extend(self._reader.take())
        self._bury(list(busy.values()))

    def _hear(self, worker: Worker) -> None:
        chunk = worker.chunk
        assert chunk is not None
        before, worker.heard = worker.heard, self._clock
        if records := worker.listen():
            self._done += len(records)
            self._held += _characters(records)
            share = 1 - 0.95 ** len(records)
            self._pace += share * (max(worker.heard - before, 1e-5) / len(records) - self._pace)
        elif worker.position != chunk.suspect:  # somebody may have ended it
            chunk.suspect = worker.position
            self._lose(worker, None)
        elif worker.wanted_memory:
            self._lose(worker, out_of_memory())
        else:
            words = f"the worker process ended while it had this line ({worker.ending})"
            self._lose(worker, Diagnostic("worker", words, hint=_TWICE))

    def _patience(self, busy: list[Worker]) -> float | None:
        """Seconds to wait at most: no longer than a piece of time, so that time is counted well, and less while few are at work."""
        if not busy:
            return None
        few = self._jobs > len(self._workers) and bool(self._waiting) and self._clock < _SMALL_SECONDS
        left = _SMALL_SECONDS if few else _PIECE
        budget = self._settings.options.timeout
        if budget is not None:
            left = min(left, min(worker.heard for worker in busy) + budget + GRACE - self._clock)
        return max(0.001, left)

    def _count(self) -> None:
        now = time.monotonic()
        self._clock += min(now - self._looked, 2 * _PIECE)
        self._looked = now

    def _bury(self, busy: list[Worker]) -> None:
        budget = self._settings.options.timeout
        if budget is None:
            return
        limit = self._clock - budget - GRACE
        for worker in busy:
            if worker.chunk is not None and worker.heard < limit and not worker.link.poll():
                self._lose(worker, out_of_time(budget).diagnostic)

    def _lose(self, worker: Worker, diagnostic: Diagnostic | None) -> None:
        """End a worker, and do again what has no record of its chunk; with a diagnostic, the line that it was at fails."""
        chunk = worker.chunk
        assert chunk is not None
        position = worker.position
        worker.stop()
        self._workers.remove(worker)
        if diagnostic is not None:
            record = failure(chunk.lines[position], diagnostic, self._settings)
            chunk.fail(position, record)
            self._held += len(record.text)
        if not chunk.finished:
            self._orphans.append(chunk)


def _characters(records: list[Record]) -> int:
    return sum([len(record.text) for record in records])
