"""What is differentiated, by what, and what each result is checked against: one function per kind of problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symdiff.calculus.entry import Composition, Entry, Probe, Task, substitute
from symdiff.calculus.matrices import hessian, jacobian, matrix
from symdiff.calculus.partials import partials

__all__ = ["KINDS", "Composition", "Entry", "Probe", "Task", "matrix", "substitute"]

KINDS: Mapping[str, Callable[[Task], list[Entry]]] = {
    "diff": partials,
    "jacobian": jacobian,
    "hessian": hessian,
}
"""The kinds of problems by name: each makes the entries of its report."""
