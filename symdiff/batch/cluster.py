"""Records by the workers of a Dask cluster: chunks of lines as futures of ``distributed``, so many at a time, in input order.

A worker that is lost costs nothing: Dask gives its chunks to others. A chunk that loses worker after worker is asked line by line
with nothing beside it, and the line that ends its worker again fails alone. Imports ``answer`` and ``lines``, and ``distributed``
when it is used.
"""

from __future__ import annotations

import logging
import multiprocessing
import multiprocessing.forkserver
import os
import pickle
import select
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from typing import Any

from symdiff.batch.answer import Record, answer, failure
from symdiff.batch.lines import Line, Lines
from symdiff.budget import out_of_time
from symdiff.errors import Diagnostic, SymdiffError, fault, missing_extra
from symdiff.reports.settings import Settings

GRACE = 2.0
"""Seconds beyond the time budget that a worker has to say so itself."""
_CHUNK_SECONDS = 0.5
"""Of work, not of waiting for a processor."""
_CHUNK_LINES = 2000
_CHUNK_BYTES = 1 << 20
_FIRST_LINES = 20
_AHEAD = 3
"""Chunks for each thread of the workers that are given out and not yet answered."""
_MOMENT = 0.05
_WAIT = 10.0
"""Seconds without any worker after which that is told."""
_COUNT = 2.0
"""Seconds after which the workers are counted again: they come and go."""

_ON_THIS_MACHINE = {
    "distributed.scheduler.allowed-failures": 0,  # who is to blame is found out here
    # What nobody looks at costs time.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "10s",
    "distributed.admin.system-monitor.interval": "60s",
    "distributed.deploy.cluster-repr-interval": "10s",
    "distributed.scheduler.active-memory-manager.start": False,
    "distributed.scheduler.work-stealing": False,
    "distributed.worker.memory.monitor-interval": "1s",
    "distributed.worker.multiprocessing-method": "spawn" if os.name == "nt" else "forkserver",
}

_ONE_AT_A_TIME = threading.Lock()
"""Arithmetic in balls has one precision for the whole process, and a worker may have several threads."""


def asked(chunk: bytes, settings: bytes, version: str) -> tuple[str, float, bytes]:
    """What a worker does with lines: its version of symdiff, the seconds of work, and the records; none where the version is another.

    Lines, settings and records are one piece each, for Dask looks into every list that it is given.
    """
    from symdiff import __version__

    if version != __version__:
        return __version__, 0.0, b""
    with _ONE_AT_A_TIME:
        began = time.thread_time()
        lines, how = pickle.loads(chunk), pickle.loads(settings)  # noqa: S301 - Dask unpickles what its scheduler sends
        found = answer(lines, how)
        return __version__, time.thread_time() - began, pickle.dumps(found, pickle.HIGHEST_PROTOCOL)


def records(
    lines: Lines,
    settings: Settings,
    jobs: int,
    first: list[Line] | None = None,
    *,
    scheduler: str | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[list[Record]]:
    """One record per line in input order, by the cluster of a ``scheduler``, or one of ``jobs`` processes on this machine.

    ``tell`` is given what somebody who waits should know. Raises SymdiffError ``missing-extra`` and ``cluster``.
    """
    with _client(scheduler, jobs) as client:
        yield from _Run(client, lines, settings, deque(first or ()), tell).records()


def _begin_loading() -> None:
    """Begin the process that the workers of this machine are forked from, so that it loads their libraries while this one loads its own."""
    multiprocessing.set_forkserver_preload(["distributed", __name__, "symdiff.pipeline"])
    multiprocessing.forkserver.ensure_running()


@contextmanager
def _client(scheduler: str | None, jobs: int) -> Iterator[Any]:
    if scheduler is None and os.name != "nt":
        _begin_loading()
    try:
        import dask
        import distributed
    except ImportError:
        raise missing_extra("--engine dask needs distributed", "dask") from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is told
    with ExitStack() as stack:
        try:
            if scheduler is None:
                stack.enter_context(dask.config.set(_ON_THIS_MACHINE))
                cluster = distributed.LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    dashboard_address=None,
                    host="127.0.0.1",
                    silence_logs=logging.CRITICAL,
                )
                stack.enter_context(cluster)
                scheduler = cluster.scheduler_address
            client = distributed.Client(scheduler, set_as_default=False, timeout="10s")
        except (OSError, TimeoutError, ValueError) as error:
            words = " ".join(str(error).split())[:200]
            raise fault(
                "cluster", f"there is no scheduler at {scheduler}: {words}", hint="'dask scheduler' prints its address"
            ) from None
        try:
            yield client
        finally:
            with suppress(Exception):
                client.close(timeout=2)


class _Chunk:
    """Consecutive lines and the future of their records."""

    __slots__ = ("again", "ended", "future", "lines", "since")

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.future: Any = None
        self.again = False
        """Whether it has lost its workers once already."""
        self.ended = threading.Event()
        self.since = 0.0


def _ended(ended: threading.Event, _: Any) -> None:
    ended.set()


class _Run:
    """The chunks on their way, in input order."""

    def __init__(
        self, client: Any, lines: Lines, settings: Settings, waiting: deque[Line], tell: Callable[[str], None]
    ) -> None:
        self._client = client
        self._lines = lines
        self._settings = settings
        self._packed = pickle.dumps(settings, pickle.HIGHEST_PROTOCOL)
        self._waiting = waiting
        self._tell = tell
        self._chunks: deque[_Chunk] = deque()
        self._pace = _CHUNK_SECONDS / _FIRST_LINES
        self._threads = 1
        self._counted = -_COUNT
        self._alone_since: float | None = None

    def records(self) -> Iterator[list[Record]]:
        """The records as soon as those before them are there."""
        try:
            while self._waiting or self._chunks or not self._lines.ended:
                self._count()
                self._fill()
                if not self._chunks:
                    if not self._lines.ended:
                        self._waiting.extend(self._lines.take())
                    continue
                if self._settled(self._chunks[0]):
                    yield from self._answered(self._chunks.popleft())
        finally:
            with suppress(Exception):
                self._client.cancel([chunk.future for chunk in self._chunks], force=True)

    def _count(self) -> None:
        """How many threads the workers have now."""
        now = time.monotonic()
        if now - self._counted < _COUNT:
            return
        self._counted = now
        found = sum(self._call(self._client.nthreads).values())
        self._threads = max(1, found)
        if found:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = now
        elif now - self._alone_since > _WAIT:
            self._alone_since = now + 1e9
            self._tell(f"note: the scheduler at {self._client.scheduler.address} has no worker: waiting for one")

    def _fill(self) -> None:
        while len(self._chunks) < _AHEAD * self._threads:
            if not self._waiting:
                if self._lines.ended or (self._chunks and not self._readable()):
                    return
                self._waiting.extend(self._lines.take())
                continue
            if self._comes_more():
                continue
            chunk = _Chunk(self._cut())
            self._chunks.append(chunk)
            self._submit(chunk)

    def _comes_more(self) -> bool:
        """Whether lines were added to those that wait, which are few: a file gives more without waiting."""
        if self._lines.ended or len(self._waiting) >= self._most() or not self._readable():
            return False
        self._waiting.extend(self._lines.take())
        return True

    def _readable(self) -> bool:
        return os.name == "nt" or bool(select.select([self._lines], [], [], 0)[0])

    def _most(self) -> int:
        return max(1, min(_CHUNK_LINES, int(_CHUNK_SECONDS / max(self._pace, 1e-6))))

    def _cut(self) -> list[Line]:
        lines: list[Line] = []
        size, most = 0, self._most()
        while self._waiting and len(lines) < most and size < _CHUNK_BYTES:
            line = self._waiting.popleft()
            size += len(line.raw) + len(line.kept)
            lines.append(line)
        return lines

    def _submit(self, chunk: _Chunk) -> None:
        from symdiff import __version__

        lines = pickle.dumps(chunk.lines, pickle.HIGHEST_PROTOCOL)
        chunk.future = self._call(self._client.submit, asked, lines, self._packed, __version__, pure=False)
        chunk.ended = threading.Event()
        chunk.future.add_done_callback(partial(_ended, chunk.ended))
        chunk.since = time.monotonic()

    def _settled(self, chunk: _Chunk) -> bool:
        """Whether a chunk has come to an end, after waiting a moment for it."""
        idle = len(self._chunks) >= _AHEAD * self._threads or (self._lines.ended and not self._waiting)
        chunk.ended.wait(_COUNT if idle else _MOMENT)
        return chunk.ended.is_set() or self._stuck(chunk)

    def _stuck(self, chunk: _Chunk) -> bool:
        """Whether a chunk takes longer than its lines can: a worker is in code that heeds no budget. That worker is begun anew."""
        seconds = self._settings.options.timeout
        if seconds is None:
            return False
        expected = 10 * self._pace * sum(len(one.lines) for one in self._chunks)
        return time.monotonic() - chunk.since > seconds + GRACE + expected and bool(self._working(chunk))

    def _working(self, chunk: _Chunk) -> list[str]:
        """The workers that have a chunk."""
        found: dict[str, Any] = self._call(self._client.processing)
        return [worker for worker, keys in found.items() if chunk.future.key in keys]

    def _answered(self, chunk: _Chunk) -> Iterator[list[Record]]:
        from distributed.scheduler import KilledWorker

        if not chunk.ended.is_set():
            self._restart(chunk)
            yield from self._one_by_one(chunk)
            return
        try:
            seconds, found = self._result(chunk)
        except KilledWorker:
            if not chunk.again:
                chunk.again = True
                self._submit(chunk)
                self._chunks.appendleft(chunk)
                return
            yield from self._one_by_one(chunk)
            return
        if found:
            self._pace += (1 - 0.95 ** len(found)) * (seconds / len(found) - self._pace)
            yield found
        chunk.future = None

    def _result(self, chunk: _Chunk) -> tuple[float, list[Record]]:
        """The seconds that a chunk took, and its records."""
        from symdiff import __version__

        version, seconds, found = self._call(chunk.future.result)
        if version != __version__:
            raise fault(
                "cluster",
                f"a worker has symdiff {version}, and here is {__version__}",
                hint="install the same version everywhere",
            )
        return seconds, pickle.loads(found)  # noqa: S301 - as Dask does

    def _one_by_one(self, chunk: _Chunk) -> Iterator[list[Record]]:
        """The records of a chunk that ended its workers: nothing else is asked meanwhile, so that one line alone is to blame."""
        from distributed.scheduler import KilledWorker

        for other in self._chunks:
            with suppress(Exception):
                self._client.cancel([other.future], force=True)
        seconds = self._settings.options.timeout
        for line in chunk.lines:
            single = _Chunk([line])
            self._submit(single)
            try:
                if not single.ended.wait(None if seconds is None else seconds + GRACE + _WAIT):
                    self._restart(single)
                    assert seconds is not None
                    yield [failure(line, out_of_time(seconds).diagnostic, self._settings)]
                    continue
                yield self._result(single)[1]
            except KilledWorker:
                words = "the worker process ended while it had this line"
                yield [failure(line, Diagnostic("worker", words), self._settings)]
        for other in self._chunks:
            self._submit(other)

    def _restart(self, chunk: _Chunk) -> None:
        """Begin the worker anew that has a chunk, and let the chunk go."""
        workers = self._working(chunk)
        with suppress(Exception):
            self._client.cancel([chunk.future], force=True)
        if workers:
            with suppress(Exception):  # a worker without a nanny cannot be begun anew
                self._client.restart_workers(workers, timeout=30)

    def _call(self, function: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What a function of ``distributed`` gives. What it raises about the cluster is an ordinary error."""
        from distributed.comm.core import CommClosedError
        from distributed.scheduler import KilledWorker

        try:
            return function(*arguments, **named)
        except (SymdiffError, TimeoutError, KilledWorker):
            raise
        except ModuleNotFoundError as error:
            raise fault(
                "cluster", f"a worker lacks a library: {error}", hint="install the same symdiff everywhere"
            ) from None
        except (CommClosedError, OSError, RuntimeError) as error:
            words = " ".join(str(error).split())[:200]
            raise fault("cluster", f"the scheduler is gone: {words}", hint="with -o FILE, --resume goes on") from None
        except Exception as error:
            if type(error).__name__.endswith("CancelledError"):
                raise fault("cluster", "the scheduler is gone", hint="with -o FILE, --resume goes on") from None
            raise
