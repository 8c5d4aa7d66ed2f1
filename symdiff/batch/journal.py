"""How far a batch got, beside its part: ``FILE.part.json`` says what must be equal for the run to be gone on with.

Lines are told apart by a digest of those that have answers, whatever the input is made of. Imports ``lines``, ``part``, ``tally``.
"""

from __future__ import annotations

import json
import os
import time
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from symdiff.batch.lines import Line, Lines, Passing
from symdiff.batch.part import Part
from symdiff.batch.tally import Tally
from symdiff.budget import unbroken
from symdiff.errors import SymdiffError, fault
from symdiff.reports.settings import Settings

SCHEMA = 1
_OFTEN = 0.25
_SHARE = 50
"""A note is made that often, in seconds, and so seldom that at most one part in so many of the time goes into it."""
_NOT_ASKED = frozenset(
    {"timeout", "text", "limits", "source", "id", "options", "asked", "word", "width", "colour", "findings"}
)
"""Fields that change no answer, or hold others."""
_OPTIONS = {
    "methods": "method",
    "jsonl": "input",
    "variables": "var",
    "functions": "function",
    "vectors": "vector",
    "kept": "keep",
}
"""Fields whose options have another name."""


_number = attrgetter("number")


class Followed(Passing):
    """An input, whose lines are kept until they are answered, for the digest. ``tally`` says which are."""

    def __init__(self, lines: Lines, tally: Tally) -> None:
        super().__init__(lines)
        self._tally = tally
        self._open: deque[list[Line]] = deque()
        self._digest = blake2b(digest_size=16)

    def take(self) -> list[Line]:
        """The next lines."""
        self.answered(self._tally.last)  # however seldom notes are made
        lines = super().take()
        if lines:
            self._open.append(lines)
        return lines

    def answered(self, number: int) -> None:
        """All lines up to that number have their records."""
        with unbroken():  # a line that is taken off is in the digest, whatever ends the run between
            while self._open and self._open[0][0].number <= number:
                lines = self._open.popleft()
                count = bisect_right(lines, number, key=_number)
                if lines[count:]:
                    self._open.appendleft(lines[count:])
                pieces = [
                    b"%d %d %d %b\0%b\n" % (line.number, line.whole, len(line.raw), line.raw, line.kept.encode())
                    for line in lines[:count]
                ]
                self._digest.update(b"".join(pieces))

    def digest(self) -> str:
        """Of the lines that have records."""
        return self._digest.hexdigest()

    def passed_over(self, count: int, first: list[Line]) -> list[Line]:
        """Pass over so many lines, which have their records, the ``first`` being taken; the lines that were taken beyond them."""
        left, lines = count, first
        beyond: list[Line] = []
        while left:
            if not lines and self.ended:
                break
            lines = lines or self.take()
            beyond = lines[left:]
            if lines[:left]:
                self.answered(lines[:left][-1].number)
            left -= min(left, len(lines))
            lines = []
        if left:
            raise _refusal(f"the input has {count - left:,} lines, and {count:,} were answered")
        return beyond if count else first


class Journal:
    """Notes how far a part is. Raises SymdiffError ``resume`` where it is not what would be gone on with."""

    def __init__(
        self, part: Part, lines: Followed, settings: Settings, source: Mapping[str, str], tally: Tally
    ) -> None:
        self._part = part
        self._path = part.path.with_name(part.path.name + ".json")
        self._lines = lines
        self._tally = tally
        self._asked = {**asked(settings), **source}
        self._began = time.monotonic()
        self._due = self._began + _OFTEN
        self._noted = -1

    def resume(self, first: list[Line]) -> list[Line]:
        """Go on where the part ends; the lines that were taken beyond what has an answer, the ``first`` being taken already."""
        found = self._read()
        if found is None:
            self._part.cut(0)
            return first
        for name, was, now in (("symdiff", found["version"], _version()), *self._differences(found["asked"])):
            if was != now:
                raise _refusal(f"{name} was {was}, and is {now}")
        size = os.fstat(self._part.descriptor).st_size
        if size < found["bytes"]:
            raise _refusal(f"'{self._part.named}' has {size:,} bytes, and had {found['bytes']:,}")
        beyond = self._lines.passed_over(found["counts"]["done"], first)
        if self._lines.digest() != found["digest"]:
            raise _refusal(f"the input is another one, up to line {found['counts']['lines']}")
        self._tally.take(found["counts"])
        self._began -= self._tally.seconds
        self._part.cut(found["bytes"])
        self._noted = self._tally.done
        return beyond

    def _differences(self, before: Mapping[str, str]) -> list[tuple[str, str, str]]:
        names = dict.fromkeys([*before, *self._asked])
        return [(name, before.get(name, "not given"), self._asked.get(name, "not given")) for name in names]

    def _read(self) -> dict[str, Any] | None:
        """What was noted; None where nothing was answered yet."""
        named = f"{self._part.named}.json"
        if not os.fstat(self._part.descriptor).st_size:
            return None
        try:
            found = json.loads(self._path.read_bytes())
            if found["schema"] != SCHEMA:
                raise _refusal(f"'{named}' is of another version")
            return {key: found[key] for key in ("version", "asked", "digest", "bytes", "counts")}
        except FileNotFoundError:
            raise _refusal(f"'{named}' is missing, which says what '{self._part.named}' holds") from None
        except (OSError, ValueError, KeyError, TypeError):
            raise _refusal(f"'{named}' cannot be read") from None

    def note(self, *, at_once: bool = False) -> None:
        """Note how far the part is, unless that was a moment ago."""
        now = time.monotonic()
        if (now < self._due and not at_once) or self._noted == self._tally.done:
            return
        self._lines.answered(self._tally.last)
        self._part.sync()
        self._write(now - self._began)
        self._noted = self._tally.done
        end = time.monotonic()
        self._due = end + max(_OFTEN, _SHARE * (end - now))

    def _write(self, seconds: float) -> None:
        self._tally.seconds = round(seconds, 3)
        text = json.dumps(
            {
                "schema": SCHEMA,
                "version": _version(),
                "asked": self._asked,
                "digest": self._lines.digest(),
                "bytes": self._part.whole,
                "counts": self._tally.plain(),
            }
        )
        made = self._path.with_name(self._path.name + ".new")
        try:
            made.unlink(missing_ok=True)
            with made.open("x") as file:
                file.write(text + "\n")
            made.replace(self._path)
        except OSError as error:
            raise fault("unreadable", f"cannot write '{self._part.named}.json': {error.strerror}") from None

    def __enter__(self) -> None:
        self.note(at_once=True)

    def __exit__(self, *error: object) -> None:
        """Note the end, whatever it is."""
        if not self._part.broken:
            with suppress(SymdiffError):
                self.note(at_once=True)

    def remove(self) -> None:
        """Take the notes away: there is no part any more."""
        for path in (self._path, self._path.with_name(self._path.name + ".new")):
            path.unlink(missing_ok=True)


def asked(settings: Settings) -> dict[str, str]:
    """What changes answers, by option, as text; only what is not as it is by default."""
    found: dict[str, str] = {}
    for group, default in (
        (settings.options, type(settings.options)()),
        (settings.options.limits, type(settings.options.limits)()),
        (settings.asked, type(settings.asked)("")),
        (settings, Settings()),
    ):
        for name in type(group).__match_args__:
            value = getattr(group, name)
            if name not in _NOT_ASKED and value != getattr(default, name):
                found["--" + _OPTIONS.get(name, name).replace("_", "-")] = _told(value)
    return found


def _told(value: Any) -> str:
    if value is True:
        return "given"
    if isinstance(value, tuple):
        return ", ".join(map(_told, value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_told(item)}" for name, item in value.items())
    return str(value)


def _version() -> str:
    from symdiff import __version__

    return __version__


def _refusal(message: str) -> SymdiffError:
    return fault("resume", message, hint="give what was given before, or remove the part to begin again")
