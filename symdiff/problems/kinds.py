"""The kinds of problems as rows: what makes the entries of each, in a file that is loaded when it is asked for. Imports ``entry``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

from symdiff.frozen import Frozen
from symdiff.problems.entry import Entry, Task


class Kind(Frozen):
    """One kind of problem: the file of this room and the function in it that makes the entries of a task."""

    name: str
    file: str
    entries: str
    matrix: bool = False
    """Whether the entries are cells of a matrix."""


ROWS = (
    Kind("diff", "gradients", "partials"),
    Kind("jacobian", "matrices", "jacobian", matrix=True),
    Kind("hessian", "matrices", "hessian", matrix=True),
    Kind("div", "fields", "divergence"),
    Kind("curl", "fields", "curl"),
    Kind("laplacian", "fields", "laplacian"),
    Kind("directional", "fields", "directional"),
    Kind("implicit", "curves", "implicit"),
    Kind("parametric", "curves", "parametric"),
    Kind("same", "sameness", "same"),
)
_BY_NAME = {row.name: row for row in ROWS}


class _Kinds(Mapping[str, Callable[[Task], list[Entry]]]):
    """Each kind's function, whose file is loaded when it is asked for."""

    def __init__(self) -> None:
        self._loaded: dict[str, Callable[[Task], list[Entry]]] = {}

    def __getitem__(self, kind: str) -> Callable[[Task], list[Entry]]:
        found = self._loaded.get(kind)
        if found is None:
            row = _BY_NAME[kind]
            found = self._loaded[kind] = getattr(import_module(f"symdiff.problems.{row.file}"), row.entries)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_BY_NAME)

    def __len__(self) -> int:
        return len(_BY_NAME)


KINDS: Mapping[str, Callable[[Task], list[Entry]]] = _Kinds()
"""The kinds of problems by name: each makes the entries of its report."""


class MatrixReport(Frozen):
    """The rows and columns that the cells of the derivatives are in; a cell without a derivative is 0."""

    rows: tuple[str, ...]
    columns: tuple[str, ...]


def matrix(task: Task) -> MatrixReport | None:
    """The rows and columns of the task's matrix, where its kind has one."""
    if not _BY_NAME[task.problem.kind].matrix:
        return None
    from symdiff.problems.matrices import rows_and_columns

    return MatrixReport(*rows_and_columns(task))
