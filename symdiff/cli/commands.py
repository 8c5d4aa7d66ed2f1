"""The commands by name, each with its file. Imports ``parameters``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from symdiff.cli.parameters import Command

PROGRAM = "symdiff"


COMMANDS: Mapping[str, str] = {
    "diff": "differentiate",
    "gradient": "differentiate",
    "tangent": "tangent",
    "taylor": "taylor",
    "jacobian": "matrices",
    "hessian": "matrices",
    "vector": "fields",
    "implicit": "curves",
    "parametric": "curves",
    "code": "code",
    "prove": "prove",
    "check": "check",
    "sweep": "sweep",
    "graph": "graph",
    "plot": "plot",
    "report": "report",
    "batch": "batch",
    "rules": "tables",
    "methods": "tables",
    "errors": "tables",
    "repl": "repl",
    "mcp": "mcp",
}
"""The commands in the order of the help: each is the function of its name in this file of ``cli``."""


def loaded(name: str) -> Command:
    """The function of a command."""
    command: Command = getattr(import_module(f"symdiff.cli.{COMMANDS[name]}"), name)
    return command
