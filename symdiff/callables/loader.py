"""A function of a user's Python file: loaded by its name on the command line, and run under supervision.

The one file of the package that runs code which is not its own, and only where the command line names it as ``FILE.py:NAME``.
Imports ``budget`` and ``errors``.
"""

from __future__ import annotations

import importlib.util
import linecache
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Any

from symdiff.budget import at_once, budget
from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import Frozen

_WORD = re.compile(r"(.+\.py):((?:[^\W\d]\w*)(?:\.[^\W\d]\w*)*)", re.DOTALL)


class Target(Frozen):
    """``FILE.py:NAME``, and nothing loaded yet."""

    path: str
    name: str

    def __str__(self) -> str:
        return f"{self.path}:{self.name}"


def target(word: str) -> Target | None:
    """What a word names, None where it is no ``FILE.py:NAME``; no formula is."""
    found = _WORD.fullmatch(word)
    return None if found is None else Target(found[1], found[2])


class Loaded(Frozen):
    """A function of a file, with the module that it belongs to."""

    target: Target
    function: Callable[..., Any]
    module: ModuleType

    @property
    def name(self) -> str:
        return self.target.name


def load(wanted: Target) -> Loaded:
    """Run the file, once however often it is named, and find the function. Raises SymdiffError."""
    module, found = _found(wanted)
    if not callable(found):
        raise _missing(wanted, module, found)
    return Loaded(wanted, found, module)


def load_value(wanted: Target) -> Any:
    """A value of the file, or what a function without arguments returns. Raises SymdiffError."""
    module, found = _found(wanted)
    if found is None:
        raise _missing(wanted, module, found)
    if not callable(found):
        return found
    with guarded(Path(wanted.path).resolve()):
        return found()


def _found(wanted: Target) -> tuple[ModuleType, Any]:
    path = Path(wanted.path)
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise fault("unreadable", f"cannot read '{path}': it {what}")
    module = _module(path.resolve())
    found: Any = module
    for part in wanted.name.split("."):
        found = getattr(found, part, None)
    return module, found


def _missing(wanted: Target, module: ModuleType, found: Any) -> SymdiffError:
    names = [name for name, value in vars(module).items() if callable(value) and not name.startswith("_")]
    there = f"its functions are {', '.join(names[:8])}" if names else "it defines none"
    kind = "no function" if found is None else "something else"
    return fault("python-function", f"'{wanted.name}' in {Path(wanted.path).name} is {kind}", hint=there)


_modules: dict[Path, ModuleType] = {}


def _module(path: Path) -> ModuleType:
    if path in _modules:
        return _modules[path]
    name = path.stem if path.stem not in sys.modules else f"_symdiff_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # what a file's dataclasses look themselves up by
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))  # the file's neighbours, after everything that is installed
    writes, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        with guarded(path):
            spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = writes
    _modules[path] = module
    return module


class _OutOfTime(BaseException):
    """Raised in the user's code when its time is up: no ``except Exception`` of theirs catches it."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@contextmanager
def supervised(seconds: float | None) -> Iterator[None]:
    """Run a user's code in the body: within a time budget, what it prints going to standard error. Raises SymdiffError."""
    try:
        with _diverted(), warnings.catch_warnings(), budget(seconds, _OutOfTime):
            warnings.simplefilter("ignore", RuntimeWarning)  # numpy, where a sample has no value
            yield
    except _OutOfTime as over:
        where = _frame(over.__traceback__)
        place = f" at {_place(where)}" if where is not None else ""
        raise fault(
            "time-out",
            f"the time budget of {over.seconds:g} s ran out{place}",
            hint="raise it with --timeout SECONDS",
        ) from None


@contextmanager
def _diverted() -> Iterator[None]:
    """Send what is written to standard output, by print or by a library in C, to standard error."""
    try:
        sys.stdout.flush()
        kept = os.dup(1)
        os.dup2(2, 1)
    except (OSError, AttributeError):  # one of the two is closed
        kept = None
    try:
        with redirect_stdout(sys.stderr):
            yield
    finally:
        if kept is not None:
            os.dup2(kept, 1)
            os.close(kept)


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """Make what the user's code raises an error that names the line of their file."""
    try:
        with at_once():
            yield
    except SymdiffError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a user's code
        raise failure(error, path) from None


def failure(error: BaseException, path: Path) -> SymdiffError:
    """The error for an exception of the user's code."""
    words = " ".join(str(error).split())
    said = f"{type(error).__name__}: {words}" if words else type(error).__name__
    if isinstance(error, SyntaxError) and error.lineno is not None:
        line = (error.text or "").rstrip("\n")
        start = max(0, (error.offset or 1) - 1)
        place = f"{Path(error.filename or path).name}, line {error.lineno}"
        span = Span(start, max(start + 1, (error.end_offset or 0) - 1))
        return fault("python-function", f"{place}: {type(error).__name__}: {error.msg}", source=line, span=span)
    frame = _frame(error.__traceback__, path)
    if frame is None:
        return fault("python-function", f"{path.name}: {said}")
    line, part = excerpt(frame)
    return fault("python-function", f"{_place(frame)}: {said}", source=line, span=part)


def _place(frame: traceback.FrameSummary) -> str:
    function = f", in {frame.name}" if frame.name != "<module>" else ""
    return f"{Path(frame.filename).name}, line {frame.lineno}{function}"


def _frame(trail: TracebackType | None, path: Path | None = None) -> traceback.FrameSummary | None:
    """The innermost frame in the user's file, or else in any file of theirs."""
    ours = Path(__file__).parents[1]
    frames = [frame for frame in traceback.extract_tb(trail) if ours not in Path(frame.filename).parents]
    files = {str(path)} if path is not None else {str(known) for known in _modules}
    mine = [frame for frame in frames if frame.filename in files]
    theirs = [frame for frame in frames if not frame.filename.startswith("<")]
    chosen = mine or (theirs if path is not None else [])
    return chosen[-1] if chosen else None


def excerpt(frame: traceback.FrameSummary) -> tuple[str, Span | None]:
    """The line of a frame, without its indentation, and the part of it that was run."""
    whole = linecache.getline(frame.filename, frame.lineno or 0).rstrip("\n")
    line = whole.lstrip()
    if not line or frame.colno is None or frame.end_colno is None or frame.end_lineno != frame.lineno:
        return line, Span(0, len(line)) if line else None
    indent = len(whole) - len(line)
    start, stop = (len(whole.encode()[:column].decode(errors="replace")) for column in (frame.colno, frame.end_colno))
    return line, Span(max(0, start - indent), max(1, stop - indent))
