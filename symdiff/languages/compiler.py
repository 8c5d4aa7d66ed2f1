"""C as a library that is loaded: the user's compiler, and a cache of what it built. Imports ``errors``.

A library is named by a hash of its text, the compiler and the flags, so that none is taken for another. What is loaded is this
user's alone: folders and files that others own or may write to are refused or built anew, and links are not followed.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import shutil
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from symdiff.errors import SymdiffError, fault, visible

FLAGS: Final = ("-O2", "-fPIC", "-shared", "-fno-semantic-interposition", "-ffp-contract=off")
_SHOWN: Final = 300
"""Characters of a compiler's complaint."""


def loaded(text: str) -> tuple[ctypes.CDLL, Path]:
    """The library of a text in C, built where the cache has none, and its file.

    Raises SymdiffError: ``no-compiler`` where there is none or it fails, ``unreadable`` where the cache cannot be used.
    """
    compiler = _compiler()
    key = "\0".join([platform.machine(), *compiler, *FLAGS, text])
    folder = _folder()
    path = folder / f"{hashlib.sha256(key.encode()).hexdigest()}.so"
    if _is_own(path):
        try:
            return ctypes.CDLL(str(path)), path
        except OSError:
            pass  # of an end of the machine while it was written, say
    _build(compiler[0], text, path)
    try:
        return ctypes.CDLL(str(path)), path
    except OSError as error:
        raise fault("unreadable", f"what was compiled cannot be loaded: {visible(str(error))}") from None


@cache
def _compiler() -> tuple[str, str]:
    """The path of the compiler, and what it says that it is."""
    path = shutil.which("cc")
    if path is None:
        raise fault(
            "no-compiler",
            "compiled functions need a C compiler, and there is no 'cc' on PATH",
            hint="apt install gcc, dnf install gcc, or xcode-select --install",
        )
    try:
        done = subprocess.run(  # noqa: S603 - the path that was found, and a word of ours
            [path, "--version"], capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _failed(path, str(error)) from None
    return path, done.stdout


def _failed(compiler: str, complaint: str) -> SymdiffError:
    return fault(
        "no-compiler", f"the C compiler {visible(compiler)} fails: {visible(' '.join(complaint.split())[:_SHOWN])}"
    )


def _build(compiler: str, text: str, path: Path) -> None:
    """Compile in a folder beside the library, and put it in its place in one move."""
    try:
        with TemporaryDirectory(dir=path.parent) as folder:
            source, made = Path(folder) / "function.c", Path(folder) / "function.so"
            source.write_text(text, encoding="utf-8")
            done = subprocess.run(  # noqa: S603 - the compiler, and names that we chose
                [compiler, *FLAGS, source.name, "-o", made.name, "-lm"],
                cwd=folder,
                capture_output=True,
                text=True,
                errors="replace",
                check=False,
                stdin=subprocess.DEVNULL,
            )
            if done.returncode:
                raise _failed(compiler, done.stderr)
            made.chmod(0o700)
            made.replace(path)
    except OSError as error:
        raise _refused(path.parent, error.strerror or "it cannot be written to") from None


def _folder() -> Path:
    """The user's cache folder of ours, made where it is not there."""
    root = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not root.is_absolute():  # which is to be ignored then, says the specification
        try:
            root = _usual()
        except RuntimeError:
            raise fault("unreadable", "there is no home folder for a cache", hint="set XDG_CACHE_HOME") from None
    folder = root
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _trust(folder, folder.stat(), root=True)
        for name in ("symdiff", "compiled"):
            folder /= name
            folder.mkdir(mode=0o700, exist_ok=True)
            _trust(folder, folder.lstat())
    except OSError as error:
        raise _refused(folder, error.strerror or "it cannot be made") from None
    return folder


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    return Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache")


def _trust(folder: Path, found: os.stat_result, *, root: bool = False) -> None:
    """Refuse a folder in which somebody else could put a library. Of the root a folder for all with the sticky bit is none."""
    if not stat.S_ISDIR(found.st_mode):
        raise _refused(folder, "it is no folder")
    if not root and not _owned(found):
        raise _refused(folder, "it belongs to another user")
    if found.st_mode & 0o022 and os.name == "posix" and not (root and found.st_mode & stat.S_ISVTX):
        raise _refused(folder, "others may write to it")


def _owned(found: os.stat_result) -> bool:
    return sys.platform == "win32" or found.st_uid == os.getuid()


def _is_own(path: Path) -> bool:
    """Whether a library is there that this user alone could write."""
    try:
        found = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(found.st_mode) and _owned(found) and not (found.st_mode & 0o022 and os.name == "posix")


def _refused(folder: Path, reason: str) -> SymdiffError:
    return fault(
        "unreadable",
        f"the cache of compiled functions cannot be used: {visible(str(folder))}: {reason}",
        hint="XDG_CACHE_HOME names another folder for caches",
    )
