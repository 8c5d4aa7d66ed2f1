"""The only file that writes to a stream. What is written is whole records, in UTF-8, and never interpreted as markup.

A reader that closes the pipe early is no error, and Ctrl-C takes effect between records. Imports ``errors``.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from types import FrameType
from typing import TYPE_CHECKING, TextIO

from symdiff.errors import fault
from symdiff.frozen import frozen

if TYPE_CHECKING:
    from pathlib import Path


class ReaderGone(Exception):
    """Whoever reads the output has closed it: nothing is left to do."""


@frozen
class Screen:
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


class _Interrupts:
    """Ctrl-C, held back while a record is written so that lines are whole; a second one goes through."""

    def __init__(self) -> None:
        self.held_back = False
        self._late = False
        with suppress(ValueError):  # outside the main thread no signal arrives
            if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
                signal.signal(signal.SIGINT, self._arrive)

    def _arrive(self, number: int, frame: FrameType | None) -> None:
        if not self.held_back or self._late:
            raise KeyboardInterrupt
        self._late = True

    def raise_late(self) -> None:
        """Raise what was held back."""
        if self._late:
            raise KeyboardInterrupt

    def end(self) -> None:
        """Give Ctrl-C back."""
        with suppress(ValueError):
            if signal.getsignal(signal.SIGINT) == self._arrive:
                signal.signal(signal.SIGINT, signal.default_int_handler)


class Sink:
    """Where records go: standard output, or a file that takes its place when it is complete.

    With ``finish`` the file is made from the complete records, which is given theirs.
    """

    def __init__(self, path: str | None = None, finish: Callable[[Path], None] | None = None) -> None:
        self._finish = finish
        self._path: Path | None = None
        self._part: Path | None = None
        self._written = False
        self._interrupts = _Interrupts()
        if path is None:
            if sys.stdout is None:
                raise fault("unreadable", "standard output is closed")
            self._stream: TextIO = sys.stdout
        else:
            from pathlib import Path  # with parts of urllib, which standard output has no use for

            self._path = Path(path)
            self._stream = self._opened(self._path)

    def _opened(self, path: Path) -> TextIO:
        try:
            if path.exists() and not path.is_file():  # a device, a named pipe: or, as an error, a folder
                return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            target = path.resolve()
            self._part = target.with_name(f".{target.name}.{os.getpid()}.part")
            stream = self._part.open("w", encoding="utf-8", errors="backslashreplace", newline="\n")
            if target.exists():
                self._part.chmod(target.stat().st_mode & 0o777)
            return stream
        except OSError as error:
            raise fault("unreadable", f"cannot write '{path}': {error.strerror}") from None

    def write(self, text: str | bytes) -> None:
        """Write one record and let the reader have it. A picture is bytes."""
        if not text:
            return
        self._written = True
        try:
            self._interrupts.held_back = True
            if isinstance(text, bytes):
                self._stream.flush()
                self._stream.buffer.write(text)
            else:
                self._stream.write(text)
            if self._path is None:
                self._stream.flush()
        except BrokenPipeError:
            _discard(self._stream)
            raise ReaderGone from None
        except OSError as error:
            _discard(self._stream)
            where = f"'{self._path}'" if self._path else "to standard output"
            raise fault("unreadable", f"cannot write {where}: {error.strerror}") from None
        finally:
            self._interrupts.held_back = False
        self._interrupts.raise_late()

    def close(self, *, keep: bool, whole: bool = True) -> None:
        """Put a file in its place; where nothing was written and ``keep`` is False, leave what was there.

        Nothing is made of records that are not the ``whole``.
        """
        self._interrupts.end()
        if self._path is None:
            return
        try:
            self._stream.close()
            if self._part is not None and (keep or self._written):
                if self._finish is None:
                    self._part.replace(self._path.resolve())
                elif whole:
                    self._finish(self._part)
        except OSError as error:
            raise fault("unreadable", f"cannot write '{self._path}': {error.strerror}") from None
        finally:
            if self._part is not None:
                self._part.unlink(missing_ok=True)


@contextmanager
def output(
    path: str | None, *, may_be_empty: bool = False, finish: Callable[[Path], None] | None = None
) -> Iterator[Sink]:
    """A sink for the body. A file gets what was written even if the body is interrupted; ``finish`` makes it of that.

    Where nothing was written the file stays as it was, unless that is an answer too and the body succeeded.
    """
    sink = Sink(path, finish)
    try:
        yield sink
    except BaseException:
        sink.close(keep=False, whole=False)
        raise
    sink.close(keep=may_be_empty)


def _discard(stream: TextIO) -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not complain when it ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
