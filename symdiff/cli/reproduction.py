"""The command line that makes a page again, from the groups of options. Imports ``parameters``."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from symdiff.cli.parameters import annotated


def command(name: str, words: Sequence[str], more: Sequence[str], *groups: Any) -> str:
    """For a shell: the options of the groups that differ from their defaults, ``more`` options, and the other words."""
    line = ["symdiff", name]
    for group in groups:
        plain = type(group)()
        for field, hint in annotated(type(group)).items():
            value = getattr(group, field)
            if value != getattr(plain, field):
                line += _option(hint.__metadata__[0].names[0], value)
    return shlex.join([*line, *more, *(["--"] if any(word.startswith("-") for word in words) else []), *words])


def _option(name: str, value: Any) -> list[str]:
    if value is True:
        return [name]
    values = value if isinstance(value, list) else [value]
    return [
        word for each in values for word in (name, "=".join(map(str, each)) if isinstance(each, tuple) else str(each))
    ]
