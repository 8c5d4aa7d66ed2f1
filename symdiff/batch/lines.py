"""Lines of an input, as bytes: read as they come, bounded in length, each with its number.

What every other input gives too, a row of a table being a line that holds one record (``columns``). Imports ``budget`` and
``errors``.
"""

from __future__ import annotations

import os
import stat
from io import FileIO
from typing import Any, Protocol

from symdiff.budget import at_once
from symdiff.errors import Diagnostic, fault
from symdiff.frozen import Frozen, rebuilt

_BLOCK = 1 << 16
_BEFORE_TEXT, _RETURN = b"#\r"
"""Blanks and the sign of a comment are no greater than the first; the second may stand before the end of a line."""
_BOM = b"\xef\xbb\xbf"


class Line(Frozen):
    """One line without its end. ``whole`` is False where it was longer than the reader keeps."""

    number: int
    raw: bytes
    whole: bool = True
    fault: Diagnostic | None = None
    """What the reader knows to be wrong with it."""
    kept: str = ""
    """Columns that stay beside the answer, as a JSON object."""


class Lines(Protocol):
    """An input, whatever it is made of."""

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to take."""

    @property
    def bytes_read(self) -> int:
        """How many bytes of ``size``, for a bar that shows how far the reading is."""

    @property
    def size(self) -> int | None:
        """How many bytes there are; None where nobody knows."""

    def fileno(self) -> int:
        """A descriptor that is readable when ``take`` will not wait."""

    def take(self) -> list[Line]:
        """The next lines, one at least unless the input has ended or a line is not whole yet. Raises SymdiffError ``unreadable``."""


class Passing:
    """Another input, which gives what it has through this one: what looks at its lines, or leaves some out, says ``take``."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def __getattr__(self, name: str) -> Any:
        return getattr(self._lines, name)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to take."""
        return self._lines.ended

    @property
    def bytes_read(self) -> int:
        """How many bytes of ``size``."""
        return self._lines.bytes_read

    @property
    def size(self) -> int | None:
        """How many bytes there are; None where nobody knows."""
        return self._lines.size

    def fileno(self) -> int:
        """A descriptor that is readable when ``take`` will not wait."""
        return self._lines.fileno()

    def take(self) -> list[Line]:
        """The next lines."""
        return self._lines.take()


def opened(path: str) -> FileIO:
    """A file to read. Raises SymdiffError ``unreadable``."""
    try:
        return FileIO(path)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise fault("unreadable", f"cannot read '{path}': {reason}") from None


class Blocks(Protocol):
    """Where bytes come from."""

    def read1(self, size: int, /) -> bytes:
        """At most so many bytes, as soon as there are any; none at the end. Raises OSError and SymdiffError."""


class Reader:
    """The lines of a file descriptor that are not passed over: blank ones, and comments where there are any.

    ``take`` returns what one read brings, so a line is there as soon as its last byte is. ``blocks`` are read in place of
    the descriptor's own bytes, which they unpack. ``verbatim`` lines are all there are, each as it is.
    """

    def __init__(
        self, descriptor: int, longest: int, *, comments: bool, blocks: Blocks | None = None, verbatim: bool = False
    ) -> None:
        self._descriptor = descriptor
        self._longest = longest
        self._comments = comments
        self._blocks = blocks
        self._verbatim = verbatim
        self._open = bytearray()  # the line whose end has not come yet
        self._number = 0
        self.bytes_read = 0
        self.ended = False

    def fileno(self) -> int:
        return self._descriptor

    @property
    def size(self) -> int | None:
        status = os.fstat(self._descriptor)
        return status.st_size if stat.S_ISREG(status.st_mode) else None

    def take(self) -> list[Line]:
        """The lines that one read completes; at the end, the last line if it has no end of line."""
        block = self._read()
        if not block:
            self.ended = True
            return self._lines([bytes(self._open)]) if self._open else []
        first, *others = block.split(b"\n")
        self._grow(first)
        if not others:
            return []
        *others, last = others
        lines = self._lines([bytes(self._open), *others])
        self._open.clear()
        self._grow(last)
        return lines

    def _read(self) -> bytes:
        try:
            if self._blocks is None:
                with at_once():
                    block = os.read(self._descriptor, _BLOCK)
                self.bytes_read += len(block)
                return block
            with at_once():
                block = self._blocks.read1(_BLOCK)
            if self.size is not None:
                self.bytes_read = os.lseek(self._descriptor, 0, os.SEEK_CUR)
            return block
        except OSError as error:
            raise fault("unreadable", f"the input cannot be read: {error.strerror or error}") from None

    def _grow(self, piece: bytes) -> None:
        """Keep what begins a line, and of one that is too long a byte too many."""
        self._open += piece[: max(self._longest + 1 - len(self._open), 0)]

    def _lines(self, pieces: list[bytes]) -> list[Line]:
        rows = []
        number, longest, verbatim = self._number, self._longest, self._verbatim
        for piece in pieces:
            number += 1
            if number > 1 and piece and piece[0] > _BEFORE_TEXT and piece[-1] != _RETURN and len(piece) <= longest:
                rows.append((number, piece, True, None, ""))  # nothing to take off: most lines
                continue
            whole = len(piece) <= longest
            raw = piece if whole else piece[:longest]
            if number == 1:
                raw = raw.removeprefix(_BOM)
            if not verbatim:
                raw = raw.removesuffix(b"\r")
                if not raw.strip() or (self._comments and raw.startswith(b"#")):
                    continue
            rows.append((number, raw, whole, None, ""))
        self._number = number
        return rebuilt(Line, rows)
