"""What can go wrong, as plain data: codes, spans, diagnostics and exit statuses.

Imports ``frozen``; every other file may import this one.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from enum import IntEnum

from symdiff.frozen import Frozen, replace

CODES: dict[str, str] = {
    "syntax": "The text is not a formula: a token is missing, misplaced or unknown.",
    "empty": "There is no formula in the text.",
    "unbalanced": "A bracket has no partner, or a partner of another kind.",
    "unknown-character": "A character has no meaning in a formula.",
    "malformed-number": "A number is not written as one.",
    "unknown-function": "A name before a parenthesis is not a function.",
    "missing-argument": "A function is named without its argument.",
    "argument-count": "A function has too few or too many arguments.",
    "bad-argument": "A function's argument must be of another kind.",
    "reserved-name": "A name stands for something that is not a real number.",
    "ambiguous": "The text has two readings that differ.",
    "definition": "A --let definition is not usable.",
    "too-long": "The text is longer than --max-length.",
    "too-deep": "The nesting is deeper than --max-depth.",
    "too-many-nodes": "The expression has more parts than --max-nodes.",
    "too-many-digits": "An exact number would have more digits than --max-digits.",
    "too-large-output": "The result would be longer than --max-output.",
    "time-out": "The time budget of --timeout ran out.",
    "undefined": "The formula divides by zero whatever its variables are.",
    "shape": "The shapes of matrices do not fit, or what is declared of one contradicts itself.",
    "no-code": "A programming language has no function that computes this.",
    "no-compiler": "What compiled functions need is missing or fails: a C compiler.",
    "bound-variable": "A name to differentiate by is the variable of an integral or a sum alone.",
    "no-derivative": "A partial derivative that is needed has no rule.",
    "missing-value": "A point gives no value to a variable.",
    "unknown-variable": "What is named is not among the variables, or a choice among them is missing.",
    "bad-point": "A point is not written as one.",
    "precision": "The digits asked for cannot be guaranteed.",
    "missing-extra": "A library that is needed is not installed.",
    "python-function": "A Python file or function of the user's fails, or does not give what is needed.",
    "untraceable": "A Python function does what a trace cannot follow.",
    "no-column": "A table has no column of the name that is needed, or two.",
    "bad-record": "A line of a JSON Lines file, or a row of a table, is not a record.",
    "encoding": "A line is not UTF-8 text.",
    "unreadable": "A file cannot be read or written.",
    "usage": "What is asked for, in words of the command line or of a call, does not fit together.",
    "cluster": "The scheduler or the workers of --engine dask cannot be used.",
    "memory": "A formula needs more memory than it may use.",
    "worker": "A worker process ended while it had the line.",
    "resume": "A partial output does not fit what is asked.",
    "internal": "symdiff itself is at fault; please report it.",
}


class ExitStatus(IntEnum):
    """The exit statuses that scripts rely on."""

    DONE = 0
    FAILED_CHECK = 1
    FAILED = 2
    UNDECIDED = 3
    INTERRUPTED = 130


class Span(Frozen):
    """A range of characters of the source, ``start`` included and ``stop`` not."""

    start: int
    stop: int


class Diagnostic(Frozen):
    """One thing that is wrong, where, and what to do about it; ``code`` is a key of CODES."""

    code: str
    message: str
    source: str = ""
    span: Span | None = None
    hint: str | None = None
    field: str = ""
    """Which text ``source`` is, where it is not the formula: ``at.x``, ``expected``, ``let.u``."""

    def __str__(self) -> str:
        return "\n".join(_lines(self))


class SymdiffError(Exception):
    """The one exception that library functions raise on purpose."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.message)
        self.diagnostic = diagnostic

    def __str__(self) -> str:
        return str(self.diagnostic)

    def located(self, source: str, span: Span) -> SymdiffError:
        """The same error with a place, where it has none yet."""
        if self.diagnostic.span is not None:
            return self
        return SymdiffError(replace(self.diagnostic, source=source, span=span))

    def of(self, field: str) -> SymdiffError:
        """The same error, in a text that is not the formula, where it points into one."""
        if self.diagnostic.span is None or self.diagnostic.field:
            return self
        return SymdiffError(replace(self.diagnostic, field=field))


def fault(
    code: str, message: str, *, source: str = "", span: Span | None = None, hint: str | None = None
) -> SymdiffError:
    """An error ready to be raised."""
    return SymdiffError(Diagnostic(code, message, source, span, hint))


def missing_extra(message: str, extra: str, otherwise: str = "") -> SymdiffError:
    """The error where the libraries of an extra are missing, with the command that brings them to where symdiff is."""
    hint = f"{_installer()} 'symdiff-cli[{extra}]'"
    return fault("missing-extra", message, hint=hint + otherwise)


def _installer() -> str:
    """What installs packages beside this one: tools that make an environment for it leave a file there."""
    import shlex  # only where something is missing

    place = sys.prefix + os.sep
    if os.path.exists(place + "pipx_metadata.json"):  # noqa: PTH110 - pathlib takes long to import
        return "pipx runpip symdiff-cli install"
    if os.path.exists(place + "uv-receipt.toml"):  # noqa: PTH110
        return f"uv pip install --python {shlex.quote(sys.prefix)}"
    with suppress(OSError), open(place + "pyvenv.cfg", encoding="utf-8") as settings:  # noqa: PTH123
        if any(line.startswith("uv =") for line in settings):
            return "uv pip install"
    return "pip install"


_WINDOW = 72  # an excerpt and its indentation fit a terminal of 80 columns


def _lines(diagnostic: Diagnostic) -> list[str]:
    lines = [f"error[{diagnostic.code}]: {visible(diagnostic.message)}"]
    if diagnostic.span is not None:
        excerpt, offset, width = _excerpt(diagnostic.source, diagnostic.span)
        lines += ["  " + excerpt, "  " + " " * offset + "^" * width]
    if diagnostic.hint:
        lines.append(f"hint: {visible(diagnostic.hint)}")
    return lines


def _excerpt(source: str, span: Span) -> tuple[str, int, int]:
    """The part of the source around a span, with the caret's offset and width in columns."""
    start = min(span.start, len(source))
    stop = max(start, min(span.stop, len(source)))
    first = 0 if len(source) <= _WINDOW else max(0, min(start - _WINDOW // 3, len(source) - _WINDOW))
    last = min(len(source), first + _WINDOW)
    head = "..." if first else ""
    tail = "..." if last < len(source) else ""
    before = head + visible(source[first:start])
    marked = visible(source[start : min(stop, last)])
    text = before + marked + visible(source[max(start, min(stop, last)) : last]) + tail
    return text, _columns(before), max(1, _columns(marked))


def visible(text: str) -> str:
    """The text with control, format and surrogate characters spelled out, so that none reaches a terminal."""
    if text.isascii() and text.isprintable():
        return text
    import unicodedata  # few texts need it

    return "".join(
        char
        if char == "\n" or not unicodedata.category(char).startswith(("C", "Zl", "Zp"))
        else f"\\u{{{ord(char):x}}}"
        for char in text
    ).replace("\n", "\\n")


def _columns(text: str) -> int:
    """How many terminal columns a text takes: two for wide characters, none for combining ones."""
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
