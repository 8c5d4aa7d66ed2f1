"""Lines in, records out. For engines of one's own: ``answers`` and its ``table``, loaded on first use."""

from __future__ import annotations

from importlib import import_module

from symdiff.annotations import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symdiff.batch.answer import Record, answers, columns_of, table
    from symdiff.problems.problem import Options, Problem
    from symdiff.reports.settings import Settings

_HOMES = {
    "Options": "problems.problem",
    "Problem": "problems.problem",
    "Record": "batch.answer",
    "Settings": "reports.settings",
    "answers": "batch.answer",
    "columns_of": "batch.answer",
    "table": "batch.answer",
}

__all__ = ["Options", "Problem", "Record", "Settings", "answers", "columns_of", "table"]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'symdiff.batch' has no attribute {name!r}")
    return getattr(import_module(f"symdiff.{home}"), name)
