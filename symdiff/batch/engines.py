"""What answers the lines of a batch: a row for each engine. All give the same records in the same order. Imports a row's file when it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from symdiff.batch.answer import Record
from symdiff.batch.lines import Line, Lines
from symdiff.frozen import Frozen
from symdiff.reports.settings import Settings


class Hands(Frozen):
    """What an engine may use: ``jobs`` processes of this machine, or the cluster of a ``scheduler``."""

    jobs: int
    scheduler: str | None = None
    tell: Callable[[str], None] = lambda _: None
    """Given what somebody who waits should know."""
    memory: int | None = None
    """Bytes that each of the processes may use."""


class Engine(Frozen):
    """One engine. ``records`` is given the lines, the settings, what it may use, and lines already taken.

    It gives the records in the lines' order, those together that are there together.
    """

    name: str
    records: Callable[[Lines, Settings, Hands, list[Line]], Iterator[list[Record]]]


def _local(lines: Lines, settings: Settings, hands: Hands, first: list[Line]) -> Iterator[list[Record]]:
    from symdiff.batch.engine import records

    return records(lines, settings, hands.jobs, first, memory=hands.memory, tell=hands.tell)


def _dask(lines: Lines, settings: Settings, hands: Hands, first: list[Line]) -> Iterator[list[Record]]:
    from symdiff.batch.cluster import records

    return records(lines, settings, hands.jobs, first, scheduler=hands.scheduler, tell=hands.tell)


ENGINES = (Engine("local", _local), Engine("dask", _dask))
"""The first one is used where none is named."""
