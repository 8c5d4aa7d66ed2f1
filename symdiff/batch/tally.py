"""What a batch came to so far: counts, verdicts and the lines that took longest. Imports ``answer``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from symdiff.annotations import Any
from symdiff.batch.answer import Record

_SLOWEST = 10


class Tally:
    """Counts of records; plain values go in and out, so that a run that is gone on with knows what came before."""

    def __init__(self) -> None:
        self.last = 0
        """The number of the last line that was answered."""
        self.done = 0
        self.failed: Counter[str] = Counter()
        """By code."""
        self.verdicts: Counter[str] = Counter()
        self.seconds = 0.0
        self._slowest: list[tuple[float, int]] = []
        """Seconds and the number of the line, negative, so that the earlier of two comes first; the longest first."""

    def add(self, *records: Record) -> None:
        """Count records."""
        for record in records:
            if record.diagnostic:  # it failed
                self.failed[record.code] += 1
            elif record.verdict is not None:
                self.verdicts[str(record.verdict)] += 1
            if len(self._slowest) < _SLOWEST or record.seconds > self._slowest[-1][0]:
                self._slowest = sorted([*self._slowest, (record.seconds, -record.number)], reverse=True)[:_SLOWEST]
        self.last = records[-1].number
        self.done += len(records)

    def plain(self) -> dict[str, Any]:
        """The counts as they are written."""
        return {
            "lines": self.last,
            "done": self.done,
            "failed": dict(sorted(self.failed.items())),
            "verdicts": dict(sorted(self.verdicts.items())),
            "seconds": self.seconds,
            "slowest": [{"line": -number, "seconds": seconds} for seconds, number in self._slowest],
        }

    def take(self, before: Mapping[str, Any]) -> None:
        """Go on from counts that were written."""
        self.last, self.done, self.seconds = before["lines"], before["done"], before["seconds"]
        self.failed.update(before["failed"])
        self.verdicts.update(before["verdicts"])
        self._slowest = [(row["seconds"], -row["line"]) for row in before["slowest"]]
