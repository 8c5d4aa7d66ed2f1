"""Records of a stream of lines, in order, several at once: by workers, which lose no more than their line when something ends them.

Imports ``answer``, ``lines`` and, when there is work, ``pool``.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator

from symdiff.batch.answer import Record, answer
from symdiff.batch.lines import Line, Lines
from symdiff.reports.settings import Settings

_SMALL_LINES = 100
_SMALL_SECONDS = 0.1
_PACE = 1e-3
_CHECK_PACE = 5e-3
"""Seconds that a line may take, and the check of one, until it is known."""


def records(
    reader: Lines,
    settings: Settings,
    jobs: int,
    first: list[Line] | None = None,
    *,
    memory: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> Iterator[list[Record]]:
    """One record per line of ``reader``, ``first`` being lines already taken from it.

    Where processes start in milliseconds, the first line is answered by one already. Elsewhere they start when some hundred
    lines or a moment of work have gone by and more input waits; where answers are checked under a time limit at once, for it
    must hold in the middle of C code too.
    """
    waiting = deque(first or ())
    while not (waiting or reader.ended):
        waiting.extend(reader.take())
    from symdiff.batch.pool import Pool
    from symdiff.batch.worker import can_fork

    pace = _CHECK_PACE if settings.candidates else _PACE
    if settings.candidates:
        import symdiff.answers.candidates
    if waiting and not (can_fork() or (settings.candidates and settings.options.timeout is not None)):
        done, busy = 0, 0.0
        while waiting and not (len(waiting) > 1 and (done >= _SMALL_LINES or busy >= _SMALL_SECONDS)):
            began = time.monotonic()
            answered = answer([waiting.popleft()], settings)
            busy += time.monotonic() - began
            done += 1
            yield answered
            while not (waiting or reader.ended):
                waiting.extend(reader.take())
        pace = max(busy / done, 1e-5)
    elif waiting:
        import symdiff.pipeline  # noqa: F401 - the same
    if waiting:
        yield from Pool(reader, waiting, settings, jobs, pace, memory, tell).records()
