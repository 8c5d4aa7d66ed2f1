"""A problem as a function of a programming language: its values and its derivatives. Imports ``problems`` and ``languages``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.answers.derivatives import derived
from symdiff.errors import fault
from symdiff.frozen import replace
from symdiff.languages.lowering import Lowering
from symdiff.languages.table import ROWS, Language
from symdiff.languages.writing import Program, program
from symdiff.problems import KINDS, matrix
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options


def language_named(name: str) -> Language:
    """The row of this name. Raises SymdiffError ``usage``."""
    for row in ROWS:
        if row.name == name:
            return row
    raise fault("usage", f"there is no language named '{name}'", hint=", ".join(row.name for row in ROWS))


def programmed(
    found: Opened,
    options: Options,
    language: Language,
    *,
    name: str = "f",
    array: bool = False,
    hessian: bool = False,
    heading: Sequence[str] = (),
) -> Program:
    """The function of an opened problem: values first, then the derivatives in their order, a matrix row by row.

    Arguments are the variables in alphabetical order. Raises SymdiffError ``no-code`` for what the language lacks.
    """
    task = found.task
    nodes = [*task.roots, *_cells(found, options)]
    if hessian:
        nodes += _cells(found.asking(kind="hessian"), options)
    lowering = Lowering(task.graph)
    outputs = lowering.add(nodes)
    variables = task.graph.symbols(nodes)
    lines = [*heading, f"{len(outputs)} outputs in {lowering.operations} operations; rounding errors are not bounded"]
    made = program(lowering, outputs, variables, language, name=name, array=array, heading=lines)
    return replace(made, operations=lowering.operations)


def _cells(found: Opened, options: Options) -> list[int]:
    """The derivatives in order; of a matrix every cell, 0 where none is."""
    task = replace(found.task, options=options)
    shape = matrix(task)
    if shape is None:
        return [entry.node for entry in derived(found, options)]
    cells = {entry.cell: entry.node for entry in KINDS[found.problem.kind](task)}
    zero = task.graph.zero
    return [cells.get((row, column), zero) for row in range(len(shape.rows)) for column in range(len(shape.columns))]
