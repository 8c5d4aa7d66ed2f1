"""What this machine has: how many workers are of use, and how much memory each may have."""

from __future__ import annotations

import os
from contextlib import suppress

MOST_PER_CORE = 8
"""More workers would only wait for one another."""
_SHARE = 0.8
"""Of the memory, for all workers together."""
_CGROUP = "/sys/fs/cgroup/memory.max"
LEAST_MEMORY = 128 << 20
"""Bytes that a worker needs in any case."""


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def most_jobs() -> int:
    """The most workers that are started, however many are asked for."""
    return MOST_PER_CORE * cores()


def memory() -> int | None:
    """Bytes of memory, those that this process may use; None where nobody knows."""
    found: list[int] = []
    with suppress(ValueError, OSError, AttributeError):
        found.append(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    # Not by pathlib, which takes a while: one-shot commands read this file.
    with suppress(OSError, ValueError), open(_CGROUP, encoding="ascii") as file:  # noqa: PTH123
        found.append(int(file.read()))  # or "max"
    return min(found, default=None)


def share(jobs: int) -> int | None:
    """Bytes of memory for each of so many workers."""
    whole = memory()
    return None if whole is None else max(LEAST_MEMORY, int(_SHARE * whole / jobs))
