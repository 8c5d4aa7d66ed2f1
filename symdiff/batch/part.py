"""The file that an output is written to until it is whole: ``FILE.part``, which then takes the place of ``FILE``.

Whatever happens before, ``FILE`` is what it was, and the part holds whole records. Imports ``errors``.
"""

from __future__ import annotations

import os
import stat
import time
from bisect import bisect_right
from collections.abc import Callable
from contextlib import suppress
from itertools import accumulate
from pathlib import Path

from symdiff.errors import SymdiffError, fault

_BUFFER = 1 << 16
_PATIENCE = 3.0
"""Seconds until a part belongs to another run: the workers of one that was killed need a moment to end."""


class Part:
    """Bytes on their way to a file, opened for this run alone.

    With ``resume``, a part that is there is gone on with. Without it, one that holds something is not thrown away where it is
    ``precious``. Raises SymdiffError ``unreadable``, and ``resume`` for a part that is in the way.
    """

    def __init__(
        self, path: str | Path, *, resume: bool = False, precious: bool = False, suffix: str = ".part"
    ) -> None:
        self.target = Path(path).resolve()
        self.path = self.target.with_name(self.target.name + suffix)
        self.named = f"{path}{suffix}"
        self._shown = str(path)
        self._precious = precious
        self._waiting = bytearray()
        self._ends: list[int] = []
        """Where records end in what waits."""
        self.whole = 0
        """Bytes of the file up to the end of the last record that is in it."""
        self.broken = False
        """Whether something could not be written."""
        self.descriptor = self._opened(resume, precious)
        self.resumed = resume and os.fstat(self.descriptor).st_size > 0

    def _opened(self, resume: bool, precious: bool) -> int:
        flags = os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        try:
            found = self._there()
            if found is not None:
                known = os.open(self.path, flags)
                self._lock(known)
                if resume:
                    return known
                os.close(known)
                if precious and found.st_size:
                    raise fault(
                        "resume",
                        f"'{self.named}' holds the answers of a run that did not end",
                        hint="--resume goes on with it; remove it to begin again",
                    )
                self.path.unlink()
            made = os.open(self.path, flags | os.O_CREAT | os.O_EXCL, 0o666)
            self._lock(made)
            with suppress(FileNotFoundError):
                os.chmod(self.path, self.target.stat().st_mode & 0o777)  # noqa: PTH101 - on Windows there is no fchmod
        except OSError as error:
            raise self._unwritable(error, self._shown) from None
        return made

    def _there(self) -> os.stat_result | None:
        try:
            found = os.lstat(self.path)
        except FileNotFoundError:
            return None
        if not stat.S_ISREG(found.st_mode):
            what = "a link" if stat.S_ISLNK(found.st_mode) else "no ordinary file"
            raise fault("unreadable", f"cannot write '{self.named}': it is {what}", hint="remove it first")
        return found

    def _lock(self, descriptor: int) -> None:
        """Let no other run write here at the same time."""
        try:
            import fcntl
        except ImportError:
            return
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() < end:
                    time.sleep(0.02)
                    continue
                os.close(descriptor)
                raise fault("unreadable", f"cannot write '{self.named}': another run is writing it") from None
            except OSError:  # a file system without locks
                return
            return

    def write(self, *records: bytes) -> None:
        """Take whole records."""
        self._ends.extend(accumulate(map(len, records), initial=len(self._waiting)))
        self._waiting += b"".join(records)
        if len(self._waiting) >= _BUFFER:
            self.flush()

    def flush(self) -> None:
        """Write what waits. Raises SymdiffError ``unreadable`` where that fails; what was written then ends with a record."""
        written = 0
        try:
            while written < len(self._waiting):
                written += os.write(self.descriptor, self._waiting[written:] if written else self._waiting)
        except OSError as error:
            self.broken = True
            raise self._unwritable(error, self._shown) from None
        finally:
            ended = bisect_right(self._ends, written)
            done = self._ends[ended - 1] if ended else 0
            self.whole += done
            self._ends = [end - done for end in self._ends[ended:]]
            if written > done:
                self.cut(self.whole)
            del self._waiting[:done]

    def sync(self) -> None:
        """Have what was written on the disk."""
        self.flush()
        try:
            getattr(os, "fdatasync", os.fsync)(self.descriptor)
        except OSError as error:
            raise self._unwritable(error, self._shown) from None

    def cut(self, size: int) -> None:
        """Go on from ``size`` bytes."""
        with suppress(OSError):
            os.ftruncate(self.descriptor, size)
        os.lseek(self.descriptor, size, os.SEEK_SET)
        self.whole = size

    def commit(self, finish: Callable[[Path], None] | None = None) -> None:
        """Put the file in its place; or have ``finish`` make it of the part, which goes when that is done."""
        try:
            self.flush()
            os.fsync(self.descriptor)
            if finish is None:
                self.path.replace(self.target)
            else:
                finish(self.path)
                self.path.unlink()
            self._close()
        except OSError as error:
            raise self._unwritable(error, self._shown) from None
        if os.name != "nt":
            with suppress(OSError):
                folder = os.open(self.target.parent, os.O_RDONLY)
                try:
                    os.fsync(folder)
                finally:
                    os.close(folder)

    def leave(self) -> bool:
        """End before the output is whole; whether a part stays that holds something.

        A precious one stays beside an older file also where it holds nothing: it says that the file is not the run's.
        """
        with suppress(SymdiffError):
            self.flush()
        self._close()
        if self.whole or self.resumed:
            return True
        if not (self._precious and self.target.exists()):
            self.path.unlink(missing_ok=True)
        return False

    def _close(self) -> None:
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _unwritable(self, error: OSError, path: str) -> SymdiffError:
        return fault("unreadable", f"cannot write '{path}': {error.strerror}")
