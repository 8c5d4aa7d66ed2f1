"""Worker processes over a stream of lines: in input order, in bounded memory, one bad line at a time.

The parent knows at which line each worker is. A worker that stays silent beyond the time budget, or that dies, costs that
one line; the rest of its chunk goes to a fresh worker. Imports ``answer``, ``lines`` and ``worker``.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator
from multiprocessing.connection import Connection, wait

from symdiff.batch.answer import Record, failure
from symdiff.batch.lines import Line, Lines
from symdiff.batch.worker import Chunk, Worker
from symdiff.budget import at_once, out_of_time
from symdiff.errors import Diagnostic
from symdiff.reports.settings import Settings

GRACE = 2.0
"""Seconds beyond the time budget that a worker has to say so itself."""
_CHUNK_SECONDS = 0.1
_CHUNK_LINES = 200
_CHUNK_BYTES = 1 << 18
_WINDOW_CHUNKS = 16  # per worker, answered but waiting for an earlier line
_WINDOW_CHARACTERS = 1 << 26


class Pool:
    """Answers the lines of ``reader``, ``waiting`` ones first, by ``jobs`` processes."""

    def __init__(
        self, reader: Lines, waiting: deque[Line], settings: Settings, jobs: int, seconds_per_line: float
    ) -> None:
        self._reader = reader
        self._waiting = waiting
        self._settings = settings
        self._jobs = jobs
        self._pace = seconds_per_line
        self._chunks: deque[Chunk] = deque()  # in input order; the first one is being yielded
        self._orphans: deque[Chunk] = deque()  # chunks that lost their worker
        self._workers: list[Worker] = []
        self._held = 0  # characters of records that wait for an earlier line

    def records(self) -> Iterator[Record]:
        """The records in input order, each as soon as those before it are there."""
        try:
            while self._waiting or self._chunks or not self._reader.ended:
                self._feed()
                yield from self._ready()
                self._listen()
        finally:
            for worker in self._workers:
                worker.stop()

    def _feed(self) -> None:
        while self._orphans or (self._waiting and self._window_open()):
            worker = next((worker for worker in self._workers if worker.chunk is None), None)
            if worker is None:
                if len(self._workers) >= self._jobs:
                    return
                worker = Worker(self._settings, self._workers)
                self._workers.append(worker)
            worker.send(self._orphans.popleft() if self._orphans else self._cut())

    def _window_open(self) -> bool:
        return len(self._chunks) < self._jobs * _WINDOW_CHUNKS and self._held < _WINDOW_CHARACTERS

    def _cut(self) -> Chunk:
        share = -(-len(self._waiting) // self._jobs)
        most = min(_CHUNK_LINES, share, max(1, int(_CHUNK_SECONDS / self._pace)))
        lines: list[Line] = []
        size = 0
        while self._waiting and len(lines) < most and size < _CHUNK_BYTES:
            line = self._waiting.popleft()
            size += len(line.raw)
            lines.append(line)
        chunk = Chunk(lines)
        self._chunks.append(chunk)
        return chunk

    def _ready(self) -> Iterator[Record]:
        while self._chunks:
            chunk = self._chunks[0]
            while chunk.yielded < len(chunk.records):
                record = chunk.records[chunk.yielded]
                chunk.yielded += 1
                self._held -= len(record.text)
                yield record
            if not chunk.finished:
                return
            self._chunks.popleft()

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
        for source in ready:
            if isinstance(source, Connection):
                self._hear(busy[source])
            else:
                self._waiting.extend(self._reader.take())
        self._bury(list(busy.values()))

    def _hear(self, worker: Worker) -> None:
        chunk = worker.chunk
        assert chunk is not None
        before = worker.heard
        if records := worker.listen():
            self._held += sum(len(record.text) for record in records)
            share = 1 - 0.95 ** len(records)
            self._pace += share * ((worker.heard - before) / len(records) - self._pace)
        else:
            self._lose(
                worker, Diagnostic("worker", f"the worker process ended while it had this line ({worker.ending})")
            )

    def _patience(self, busy: list[Worker]) -> float | None:
        budget = self._settings.options.timeout
        if budget is None or not busy:
            return None
        return max(0.0, min(worker.heard for worker in busy) + budget + GRACE - time.monotonic())

    def _bury(self, busy: list[Worker]) -> None:
        budget = self._settings.options.timeout
        if budget is None:
            return
        limit = time.monotonic() - budget - GRACE
        for worker in busy:
            if worker.chunk is not None and worker.heard < limit and not worker.link.poll():
                self._lose(worker, out_of_time(budget).diagnostic)

    def _lose(self, worker: Worker, diagnostic: Diagnostic) -> None:
        """End a worker; the line it was at fails, what has no record of its chunk is done again."""
        chunk = worker.chunk
        assert chunk is not None
        position = worker.position
        worker.stop()
        self._workers.remove(worker)
        record = failure(chunk.lines[position], diagnostic, self._settings)
        chunk.fail(position, record)
        self._held += len(record.text)
        if not chunk.finished:
            self._orphans.append(chunk)
