"""The command line that makes a page again, from the groups of options. Imports nothing of symdiff."""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Sequence
from typing import Any, get_type_hints


def command(name: str, words: Sequence[str], more: Sequence[str], *groups: Any) -> str:
    """For a shell: the options of the groups that differ from their defaults, ``more`` options, and the other words."""
    line = ["symdiff", name]
    for group in groups:
        hints = get_type_hints(type(group), include_extras=True)
        for field in dataclasses.fields(group):
            value = getattr(group, field.name)
            default = field.default_factory() if callable(field.default_factory) else field.default
            if value != default:
                line += _option(_written(hints[field.name].__metadata__[0]), value)
    return shlex.join([*line, *more, *(["--"] if any(word.startswith("-") for word in words) else []), *words])


def _written(info: Any) -> str:
    """The long name of an option; Typer takes the first of its names for a default until the command is called."""
    names = (info.default, *info.param_decls)
    return next(name for name in names if isinstance(name, str) and name.startswith("--"))


def _option(name: str, value: Any) -> list[str]:
    if value is True:
        return [name]
    values = value if isinstance(value, list) else [value]
    return [
        word for each in values for word in (name, "=".join(map(str, each)) if isinstance(each, tuple) else str(each))
    ]
