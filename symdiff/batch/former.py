"""The answers of a batch that is complete, of which those that failed are asked for again. Imports ``answer`` and ``lines``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from symdiff.batch.answer import Record
from symdiff.batch.lines import Line, Lines, Passing
from symdiff.errors import fault
from symdiff.reports.settings import Settings
from symdiff.status import Status

_FAILED = b"# error["


class Former:
    """A file of answers, one a line, and the input that they were answers to. Raises SymdiffError where it is none."""

    def __init__(self, path: str, settings: Settings) -> None:
        self._path = Path(path)
        self._json = settings.format == "json"
        if settings.tabular or settings.format not in ("plain", "json") or path.endswith((".gz", ".xz", ".zst")):
            raise fault(
                "usage",
                "--retry-failed reads the answers again, which must stand one a line",
                hint="add --format json or --format plain, and let the file not be packed",
            )
        self.count = 0
        self.failed: set[int] = set()
        """The places of those that failed, from 0 on."""
        try:
            with self._path.open("rb") as file:
                for place, text in enumerate(file):
                    self.count += 1
                    if self._has_failed(text):
                        self.failed.add(place)
        except OSError as error:
            raise fault("unreadable", f"cannot read '{path}': {error.strerror}") from None

    def _has_failed(self, text: bytes) -> bool:
        return self._read(text)["error"] is not None if self._json else text.startswith(_FAILED)

    def _read(self, text: bytes) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(text)
            return {"error": found["error"], "verdict": found["verdict"]}
        except (ValueError, KeyError, TypeError):
            raise fault("resume", f"'{self._path}' does not hold answers in JSON", hint="give its --format") from None

    def merged(self, lines: Chosen, new: Iterator[list[Record]]) -> Iterator[list[Record]]:
        """All answers, those that failed being new."""
        again = chain.from_iterable(new)
        with self._path.open("rb") as file:
            for place, text in enumerate(file):
                if place in self.failed:
                    record = next(again, None)
                    if record is None:
                        raise self._other(lines)
                    yield [record]
                    continue
                verdict = self._read(text)["verdict"] if self._json else None
                yield [Record(place + 1, text.decode(), verdict=None if verdict is None else Status(verdict))]
        while not lines.ended:
            lines.take()
        if lines.seen != self.count:
            raise self._other(lines)

    def _other(self, lines: Chosen) -> Exception:
        many = f"the input has {lines.seen:,} lines, and '{self._path}' {self.count:,} answers"
        return fault("resume", many, hint="give the input that they are answers to")


class Chosen(Passing):
    """Those lines of an input that stand at some places."""

    def __init__(self, lines: Lines, places: set[int]) -> None:
        super().__init__(lines)
        self._places = places
        self.seen = 0

    def take(self) -> list[Line]:
        """Those of the next lines that are chosen."""
        lines = super().take()
        first = self.seen
        self.seen += len(lines)
        return [line for place, line in enumerate(lines, first) if place in self._places]
