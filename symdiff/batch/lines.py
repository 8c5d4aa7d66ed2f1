"""Lines of an input, as bytes: read as they come, bounded in length, each with its number.

Imports ``errors``.
"""

from __future__ import annotations

import os

from symdiff.errors import fault
from symdiff.frozen import frozen

_BLOCK = 1 << 16
_BOM = b"\xef\xbb\xbf"


@frozen
class Line:
    """One line without its end. ``whole`` is False where it was longer than the reader keeps."""

    number: int
    raw: bytes
    whole: bool = True


class Reader:
    """The lines of a file descriptor that are not passed over: blank ones, and comments where there are any.

    ``take`` returns what one read brings, so a line is there as soon as its last byte is.
    """

    def __init__(self, descriptor: int, longest: int, *, comments: bool) -> None:
        self._descriptor = descriptor
        self._longest = longest
        self._comments = comments
        self._open = bytearray()  # the line whose end has not come yet
        self._cut = False
        self._number = 0
        self.bytes_read = 0
        self.ended = False

    def fileno(self) -> int:
        return self._descriptor

    def take(self) -> list[Line]:
        """The lines that one read completes; at the end, the last line if it has no end of line."""
        try:
            block = os.read(self._descriptor, _BLOCK)
        except OSError as error:
            raise fault("unreadable", f"the input cannot be read: {error.strerror}") from None
        if not block:
            self.ended = True
            return self._finish() if self._open or self._cut else []
        self.bytes_read += len(block)
        first, *others = block.split(b"\n")
        self._grow(first)
        if not others:
            return []
        lines = self._finish()
        for piece in others[:-1]:
            self._grow(piece)
            lines += self._finish()
        self._grow(others[-1])
        return lines

    def _grow(self, piece: bytes) -> None:
        room = self._longest - len(self._open)
        self._cut = self._cut or len(piece) > room
        self._open += piece[: max(room, 0)]

    def _finish(self) -> list[Line]:
        raw, cut = bytes(self._open), self._cut
        self._open.clear()
        self._cut = False
        self._number += 1
        if self._number == 1:
            raw = raw.removeprefix(_BOM)
        raw = raw.removesuffix(b"\r")
        if not raw.strip() or (self._comments and raw.startswith(b"#")):
            return []
        return [Line(self._number, raw, not cut)]
