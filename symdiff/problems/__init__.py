"""What is differentiated, by what, and what each result is checked against: one function per kind of problem."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from symdiff.problems.entry import Entry, Probe, Task, substitute
from symdiff.problems.equations import task
from symdiff.problems.matrices import MatrixReport

__all__ = ["KINDS", "Entry", "Probe", "Task", "matrix", "substitute", "task"]

_FILES = {
    "diff": ("gradients", "partials"),
    "jacobian": ("matrices", "jacobian"),
    "hessian": ("matrices", "hessian"),
    "div": ("fields", "divergence"),
    "curl": ("fields", "curl"),
    "laplacian": ("fields", "laplacian"),
    "directional": ("fields", "directional"),
    "implicit": ("curves", "implicit"),
    "parametric": ("curves", "parametric"),
}


class _Kinds(Mapping[str, Callable[[Task], list[Entry]]]):
    """Each kind's function, whose file is loaded when it is asked for."""

    def __init__(self) -> None:
        self._found: dict[str, Callable[[Task], list[Entry]]] = {}

    def __getitem__(self, kind: str) -> Callable[[Task], list[Entry]]:
        if kind not in self._found:
            file, name = _FILES[kind]
            self._found[kind] = getattr(import_module(f"symdiff.problems.{file}"), name)
        return self._found[kind]

    def __iter__(self) -> Iterator[str]:
        return iter(_FILES)

    def __len__(self) -> int:
        return len(_FILES)


KINDS: Mapping[str, Callable[[Task], list[Entry]]] = _Kinds()
"""The kinds of problems by name: each makes the entries of its report."""


def matrix(task: Task) -> MatrixReport | None:
    """The rows and columns of the task's matrix, where its kind has one."""
    if _FILES[task.problem.kind][0] != "matrices":
        return None
    from symdiff.problems import matrices

    return matrices.matrix(task)
