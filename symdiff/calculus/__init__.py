"""What is differentiated, by what, and what each result is checked against: one function per kind of problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symdiff.calculus.entry import Entry, Probe, Task
from symdiff.calculus.partials import partials

__all__ = ["KINDS", "Entry", "Probe", "Task"]

KINDS: Mapping[str, Callable[[Task], list[Entry]]] = {"diff": partials}
"""The kinds of problems by name: each makes the entries of its report."""
