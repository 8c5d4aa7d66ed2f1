"""The commands by name, each with its file. Imports ``parameters``."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from symdiff.cli.parameters import Command

PROGRAM = "symdiff"


GROUPS: Mapping[str, Mapping[str, str]] = {
    "Derivatives": {
        "diff": "differentiate",
        "gradient": "differentiate",
        "tangent": "tangent",
        "taylor": "taylor",
        "jacobian": "matrices",
        "hessian": "matrices",
        "vector": "fields",
        "matrix": "matrix",
        "implicit": "curves",
        "parametric": "curves",
    },
    "Answers for elsewhere": {"code": "code", "prove": "prove"},
    "Checks": {"check": "check", "sweep": "sweep"},
    "Pictures and pages": {"graph": "graph", "plot": "plot", "report": "report"},
    "Many formulas": {"batch": "batch", "repl": "repl", "mcp": "mcp"},
    "What there is": {"rules": "tables", "methods": "tables", "errors": "tables"},
}
"""The commands in the order of the help, under its headings: each is the function of its name in this file of ``cli``."""

COMMANDS: Mapping[str, str] = {name: file for group in GROUPS.values() for name, file in group.items()}


def loaded(name: str) -> Command:
    """The function of a command."""
    command: Command = getattr(import_module(f"symdiff.cli.{COMMANDS[name]}"), name)
    return command
