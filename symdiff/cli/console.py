"""The only file that writes to a stream. What is written is whole records, in UTF-8, and never interpreted as markup.

A reader that closes the pipe early is no error, and Ctrl-C takes effect between records. Imports ``budget``, ``errors`` and, for
files, ``batch.part``.
"""

from __future__ import annotations

import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper

from symdiff.annotations import TYPE_CHECKING, TextIO
from symdiff.budget import at_once, out_of_time
from symdiff.errors import ExitStatus, fault
from symdiff.frozen import Frozen

if TYPE_CHECKING:
    from pathlib import Path

    from symdiff.batch.part import Part


_WHOLE = 2.0
"""Seconds that a reader has for the rest of a record after Ctrl-C."""


class ReaderGone(Exception):
    """Whoever reads the output has closed it: nothing is left to do."""


class Screen(Frozen):
    """What a stream can show: ``width`` is None through a pipe, where nothing is cut."""

    terminal: bool
    width: int | None
    colour: bool


def prepare() -> None:
    """Make the standard streams write UTF-8 whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def screen(stream: TextIO | None, *, no_color: bool = False) -> Screen:
    """What a standard stream can show. ``NO_COLOR`` and ``--no-color`` win over ``FORCE_COLOR``."""
    terminal = stream is not None and stream.isatty()
    if no_color or os.environ.get("NO_COLOR"):
        colour = False
    else:
        colour = bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM", "") not in ("", "dumb"))
    return Screen(terminal, _columns(stream) if terminal and stream is not None else None, colour)


def _columns(stream: TextIO) -> int | None:
    with suppress(ValueError):
        return max(20, int(os.environ.get("COLUMNS", "")))
    with suppress(OSError, ValueError):
        return os.get_terminal_size(stream.fileno()).columns or 80
    return 80


def say(text: str) -> None:
    """Write lines to standard error; if nobody can read them, be quiet."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
    except OSError:
        _discard(sys.stderr)


def give_up(seconds: float) -> None:
    """End the program, which heeds nothing, where its time budget ran out."""
    say(str(out_of_time(seconds)))
    os._exit(ExitStatus.FAILED)


class Sink:
    """Where records go: standard output, a device or pipe, or a file that takes its place when it is complete.

    With ``finish`` the file is made from the complete records, which is given theirs.
    """

    def __init__(
        self, path: str | None = None, part: Part | None = None, finish: Callable[[Path], None] | None = None
    ) -> None:
        self._finish = finish
        self.part = part
        self._path = path
        self._written = False
        self._stream: TextIO | None = None
        if path is None:
            if sys.stdout is None:
                raise fault("unreadable", "standard output is closed")
            self._stream = sys.stdout
        elif part is None:
            self._stream = _device(path)
            if self._stream is None:
                from symdiff.batch.part import Part

                self.part = Part(path)
        self._pipe = _pipe(self._stream)

    def write(self, *records: str | bytes) -> None:
        """Write records and let the reader have them. A picture is bytes."""
        if not any(records):
            return
        first, self._written = not self._written, True
        if self.part is not None:
            self.part.write(*map(_encoded, records))
            return
        for record in records:
            self._put(record, first=first)
            first = False

    def _put(self, text: str | bytes, *, first: bool) -> None:
        assert self._stream is not None
        try:
            if self._pipe is not None and first:
                with at_once():
                    self._print(text)
            elif self._pipe is not None:
                _feed(self._pipe, _encoded(text))
            else:
                self._print(text)
        except BrokenPipeError:
            _discard(self._stream)
            raise ReaderGone from None
        except OSError as error:
            _discard(self._stream)
            where = f"'{self._path}'" if self._path else "to standard output"
            raise fault("unreadable", f"cannot write {where}: {error.strerror}") from None

    def _print(self, text: str | bytes) -> None:
        assert self._stream is not None
        if isinstance(text, bytes):
            self._stream.flush()
            self._stream.buffer.write(text)
        else:
            self._stream.write(text)
        self._stream.flush()

    def close(self, *, keep: bool, complete: bool = True) -> None:
        """Put a file in its place; where nothing was written and ``keep`` is False, leave what was there.

        What is not ``complete`` stays under the name of its part, which is said.
        """
        if self.part is not None:
            if complete and (keep or self._written):
                self.part.commit(self._finish)
            elif self.part.leave():
                say(f"note: what was answered is in '{self.part.named}'; '{self._path}' is as it was")
        elif self._path is not None and self._stream is not None:
            with suppress(OSError):
                self._stream.close()


@contextmanager
def output(
    path: str | None,
    *,
    may_be_empty: bool = False,
    part: Part | None = None,
    finish: Callable[[Path], None] | None = None,
) -> Iterator[Sink]:
    """A sink for the body. A file that is there stays as it is until the body has ended well.

    Where nothing was written it stays as it was too, unless that is an answer and the body succeeded.
    """
    sink = Sink(path, part, finish)
    try:
        yield sink
        sink.close(keep=may_be_empty)
    except BaseException:
        sink.close(keep=False, complete=False)
        raise


_DESCRIPTOR = r"/(?:dev|proc/self)/fd/(\d{1,9})"


def is_replaced(path: str) -> bool:
    """Whether output to ``path`` takes the place of a file: it is no open descriptor, no device and no named pipe."""
    if path == "/dev/stderr" or re.fullmatch(_DESCRIPTOR, path):
        return False
    return os.path.isfile(path) or not os.path.exists(path)  # noqa: PTH110, PTH113 - pathlib comes with parts of urllib


def _device(path: str) -> TextIO | None:
    """What is no file to be replaced; a folder is an error."""
    if is_replaced(path):
        return None
    descriptor = re.fullmatch(_DESCRIPTOR, path)
    try:
        opened = (
            path if descriptor is None and path != "/dev/stderr" else os.dup(int(descriptor[1]) if descriptor else 2)
        )
        return open(opened, "w", encoding="utf-8", errors="backslashreplace", newline="\n")  # noqa: PTH123
    except OSError as error:
        raise fault("unreadable", f"cannot write '{path}': {error.strerror}") from None


def _pipe(stream: TextIO | None) -> int | None:
    """The descriptor of a stream whose reader may let it wait, where one can wait for that."""
    if stream is None or os.name == "nt":
        return None
    try:
        descriptor = stream.fileno()
        kind = os.fstat(descriptor).st_mode
    except (OSError, ValueError):
        return None
    return descriptor if stat.S_ISFIFO(kind) or stat.S_ISSOCK(kind) else None


def _encoded(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode(errors="backslashreplace")


def _feed(pipe: int, record: bytes) -> None:
    """Write a record as its reader takes it. Ctrl-C is heeded while the reader takes nothing, within a record after a while."""
    import select  # a one-shot command has no use for it

    left, waits = record, None
    while left:
        try:
            with at_once():
                if not _takes(pipe, waits):
                    raise KeyboardInterrupt
        except KeyboardInterrupt:
            if left is record or waits is not None:
                raise
            waits = _WHOLE
            continue
        with suppress(BlockingIOError):
            left = left[os.write(pipe, left[: select.PIPE_BUF]) :]
    if waits is not None:
        raise KeyboardInterrupt


def _takes(pipe: int, seconds: float | None) -> bool:
    """Whether a pipe takes more, within so many seconds."""
    import select

    poll = select.poll()
    poll.register(pipe, select.POLLOUT)
    return bool(poll.poll(None if seconds is None else 1000 * seconds))


def _discard(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not complain when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
