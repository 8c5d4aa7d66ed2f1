"""Matrices of partial derivatives, which hold what is not zero: the Jacobian and the Hessian. Imports ``entry``."""

from __future__ import annotations

from symdiff.evaluator import Partials
from symdiff.problems.entry import Entry, Probe, Task


def jacobian(task: Task) -> list[Entry]:
    """A row for each formula, a column for each name; a formula without a name has no entry there."""
    graph, names = task.graph, columns(task)
    entries = []
    for row, root in enumerate(task.roots):
        inside = set(graph.symbols([root]))
        title = f"f{row + 1}" if len(task.roots) > 1 else "f"
        for name, node in task.gradient(root, [name for name in names if name in inside]).items():
            probe = Probe(root, name) if task.checked else None
            cell = (row, names.index(name))
            terms, definition = ((root, (name,)),), Partials(((None, root, (name,)),))
            entries.append(
                Entry((name,), node, (root,), probe, terms, f"d{title}/d{name}", cell, definition=definition)
            )
    return entries


def hessian(task: Task) -> list[Entry]:
    """The second derivatives that are not zero; each half is checked against differences of another partial."""
    (root,) = task.roots
    names = columns(task)
    first = task.gradient(root, names)
    cells: dict[tuple[int, int], int] = {}
    for row, name in enumerate(names):
        inside = set(task.graph.symbols([first[name]]))
        later = {other: column for column, other in enumerate(names) if column >= row and other in inside}
        for other, node in task.gradient(first[name], list(later)).items():
            cells[row, later[other]] = cells[later[other], row] = node
    return [_second(task, root, names, cell, node, first) for cell, node in sorted(cells.items())]


def _second(task: Task, root: int, names: list[str], cell: tuple[int, int], node: int, first: dict[str, int]) -> Entry:
    by, then = (names[position] for position in cell)
    probe = (
        Probe(first[by], then, f"differences of the derivative by {by}", smooth=((root, by),)) if task.checked else None
    )
    terms = ((root, (by, then)),) if cell[0] <= cell[1] else ()
    definition = Partials(((None, root, (by, then)),))
    return Entry((by, then), node, (root,), probe, terms, cell=cell, definition=definition)


def rows_and_columns(task: Task) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the rows, formulas or names, and those of the columns."""
    names = tuple(columns(task))
    return (names if task.problem.kind == "hessian" else (task.problem.source, *task.problem.others)), names


def columns(task: Task) -> list[str]:
    """The names of the columns: those asked for, else every variable."""
    return task.wrt or task.variables or ["x"]
