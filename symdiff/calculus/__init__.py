"""What is differentiated, by what, and what each result is checked against: one function per kind of problem."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from symdiff.calculus import curves, fields, matrices
from symdiff.calculus.entry import Entry, Probe, Task, substitute
from symdiff.calculus.matrices import matrix
from symdiff.calculus.partials import partials
from symdiff.calculus.reading import task

__all__ = ["KINDS", "Entry", "Probe", "Task", "matrix", "substitute", "task"]

KINDS: Mapping[str, Callable[[Task], list[Entry]]] = {
    "diff": partials,
    "jacobian": matrices.jacobian,
    "hessian": matrices.hessian,
    "div": fields.divergence,
    "curl": fields.curl,
    "laplacian": fields.laplacian,
    "directional": fields.directional,
    "implicit": curves.implicit,
    "parametric": curves.parametric,
}
"""The kinds of problems by name: each makes the entries of its report."""
