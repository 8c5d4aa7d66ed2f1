"""Records of a stream of lines, in order: in this process at first, by workers once there is work enough.

Imports ``answer``, ``lines`` and, when there is work enough, ``pool``.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from symdiff.batch.answer import Record, answer
from symdiff.batch.lines import Line, Lines
from symdiff.reports.settings import Settings

_SMALL_LINES = 100
_SMALL_SECONDS = 0.1
_ALONE = 15
"""How many times as much this process does by itself where there would be one worker, which only guards it and shares nothing."""
_CHECK_SECONDS = 5e-3
"""About what the check of a line takes."""


def records(reader: Lines, settings: Settings, jobs: int, first: list[Line] | None = None) -> Iterator[Record]:
    """One record per line of ``reader``, ``first`` being lines already taken from it.

    Workers start when some hundred lines or a moment of work have gone by and more input waits; where answers are checked under
    a time limit at once, for it must hold in the middle of C code too, and only a worker can be ended there.
    """
    waiting = deque(first or ())
    done, busy = 0, 0.0
    if settings.candidates and settings.options.timeout is not None:
        import symdiff.answers.candidates  # noqa: F401 - what every worker needs, once for all
        from symdiff.batch.pool import Pool

        yield from Pool(reader, waiting, settings, jobs, _CHECK_SECONDS).records()
        return
    patience = _ALONE if jobs == 1 else 1
    while True:
        while waiting:
            if len(waiting) > 1 and (done >= patience * _SMALL_LINES or busy >= patience * _SMALL_SECONDS):
                from symdiff.batch.pool import Pool

                yield from Pool(reader, waiting, settings, jobs, max(busy / done, 1e-5)).records()
                return
            began = time.monotonic()
            (record,) = answer([waiting.popleft()], settings)
            busy += time.monotonic() - began
            done += 1
            yield record
        if reader.ended:
            return
        waiting.extend(reader.take())
