"""The values of options, read from their text: what does not fit is ``error[usage]`` and names what does.

Imports ``words``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from symdiff.annotations import Any
from symdiff.cli.words import listed, suggestion, usage

_MOST = 10**15
_MOST_STEPS = 1000


_PICTURE = "a picture is drawn by symdiff plot and symdiff graph: -o picture.{}"
_MADE_BY = {
    "html": "a page is made by symdiff report: -o page.html",
    **{form: _PICTURE.format(form) for form in ("svg", "png", "pdf")},
}
"""Formats that people ask a command for, and what has them."""


def choice(option: str, allowed: Sequence[str]) -> Callable[[str], str]:
    """One of some names."""

    def read(text: str) -> str:
        if text in allowed:
            return text
        close = (_MADE_BY.get(text) if option == "--format" else None) or suggestion(text, allowed)
        raise usage(f"{option} must be {listed(allowed, 'or')}, not '{text}'", hint=close)

    read.allowed = tuple(allowed)  # type: ignore[attr-defined]  # for completion in the shell
    return read


def count(option: str) -> Callable[[Any], int]:
    """A whole number from 1 on."""

    def read(value: Any) -> int:
        text = str(value).strip().replace("_", "")
        if not (text.isascii() and text.isdigit() and 1 <= int(text[:20]) <= _MOST):
            raise usage(f"{option} must be a whole number from 1 on, not '{value}'")
        return int(text)

    return read


STANDARD_OUTPUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def file(text: str) -> str:
    """Where output goes; "-" for standard output, which is opened by no other name."""
    if not text:
        raise usage("--output needs the name of a file", hint="'-' is standard output")
    return "-" if text in STANDARD_OUTPUT else text


def file_or_none(text: str) -> str | None:
    """Where output goes; None for standard output."""
    path = file(text)
    return None if path == "-" else path


def name(option: str) -> Callable[[str], str]:
    """The name of a variable; the parser knows the rest about names."""

    def read(text: str) -> str:
        if not text.strip() or any(char.isspace() or char in ",=()" for char in text.strip()):
            raise usage(f"{option} must be one name, not '{text}'", hint=f"repeat {option} for several")
        return text.strip()

    return read


def definition(text: Any) -> Any:
    """``NAME=EXPR`` as a pair."""
    left, equals, right = text.partition("=")
    if not equals or not left.strip() or not right.strip():
        raise usage(f"--let must be NAME=EXPR, not '{text}'", hint="for example --let u=x**2")
    return left.strip(), right.strip()


def interval(text: Any) -> tuple[str, str]:
    """``A:B`` as a pair of texts."""
    low, colon, high = str(text).partition(":")
    if not colon or not low.strip() or not high.strip() or ":" in high:
        raise usage(f"--on must be A:B, not '{text}'", hint="for example --on=-1/2:1/2")
    return low.strip(), high.strip()


def vector(text: Any) -> Any:
    """``NAME=LENGTH`` as a pair."""
    left, equals, right = str(text).partition("=")
    if not equals or not left.strip() or not (right.strip().isascii() and right.strip().isdigit()):
        raise usage(f"--vector must be NAME=LENGTH, not '{text}'", hint="for example --vector x=4")
    return left.strip(), count("--vector")(right)


_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}


def size(value: Any) -> int:
    """Bytes of memory, with a unit: ``512M``, ``2G``."""
    found = re.fullmatch(r"\s*(\d{1,15}(?:\.\d{1,6})?)\s*([kmgt]?)(?:i?b)?\s*", str(value), re.IGNORECASE | re.ASCII)
    from symdiff.batch.machine import LEAST_MEMORY  # few commands have the option

    number = int(float(found[1]) * _UNITS[found[2].lower()]) if found else 0
    if number < LEAST_MEMORY:
        raise usage(
            f"--max-memory must be {LEAST_MEMORY >> 20}M or more, not '{value}'", hint="for example --max-memory 2G"
        )
    return number


def seconds(value: Any) -> float:
    """A span of time above zero; ``inf`` for any."""
    number = _float(value)
    if not number > 0:
        raise usage(f"--timeout must be a number of seconds above 0, not '{value}'")
    return number


def step(value: Any) -> float:
    """A step: a finite number above zero, as a decimal or a fraction such as 1/8."""
    upper, slash, lower = str(value).partition("/")
    number = _float(upper) / _float(lower) if slash and _float(lower) else _float(value)
    if not (number > 0 and math.isfinite(number)):
        raise usage(f"--step must be a number above 0, not '{value}'")
    return number


def step_range(text: Any) -> tuple[float, ...]:
    """``FIRST:LAST:COUNT`` as steps in equal ratios, each rounded to 12 digits so that 0.1:0.001:3 has 0.01 in it."""
    parts = str(text).split(":")
    number = int(parts[2]) if len(parts) == 3 and parts[2].strip().isascii() and parts[2].strip().isdigit() else 0
    first, last = (_float(parts[0]), _float(parts[1])) if len(parts) == 3 else (math.nan, math.nan)
    if not (0 < first < math.inf and 0 < last < math.inf and 2 <= number <= _MOST_STEPS):
        raise usage(
            f"--steps must be FIRST:LAST:COUNT, two steps above 0 and a number from 2 to {_MOST_STEPS}, not '{text}'",
            hint="for example --steps 1e-1:1e-15:15",
        )
    start, end = math.log10(first), math.log10(last)  # the ratio of both may be no double
    steps = (10.0 ** (start + (end - start) * k / (number - 1)) for k in range(1, number - 1))
    return (first, *(float(f"{step:.12g}") for step in steps), last)


def _float(text: Any) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan
