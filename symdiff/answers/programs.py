"""A problem as a function of a programming language: its values and its derivatives. Imports ``problems`` and ``languages``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement

from symdiff.answers.derivatives import derived
from symdiff.answers.forms import MOST_GATHERED, MOST_TRIED, shortest
from symdiff.differentiator import forward, reverse, tidy
from symdiff.errors import fault, visible
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph, alphabetical
from symdiff.languages.accuracy import accuracy, told
from symdiff.languages.analysis import Piece
from symdiff.languages.lowering import Lowering
from symdiff.languages.machine import DOUBLE, SINGLE, Kind, narrowed, needed
from symdiff.languages.table import ROWS, Language
from symdiff.languages.writing import Program, program
from symdiff.parser import canonical
from symdiff.problems import KINDS, matrix
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options

Asked = tuple[int, tuple[str, ...]]
"""What an output is: a formula, and the names that it is differentiated by in turn."""


class Outputs(Frozen):
    """What a function gives beside its arguments: the values, then the derivatives in their order."""

    values: bool = True
    hessian: bool = False
    """The second partials too, row by row."""
    every: bool = False
    """All partials up to the order, by total order."""
    sparse: bool = False
    """Of a matrix the cells that are not 0 alone."""


def language_named(name: str, *, single: bool = False) -> Language:
    """The row of this name, in numbers of 32 bits with ``single``. Raises SymdiffError ``usage``."""
    for row in ROWS:
        if row.name == name:
            if single and row.single is None:
                able = ", ".join(row.name for row in ROWS if row.single)
                raise fault("usage", f"there is no --single in {name}", hint=f"it is of {able}")
            return row.single if single and row.single else row
    raise fault("usage", f"there is no language named '{name}'", hint=", ".join(row.name for row in ROWS))


def programmed(
    found: Opened,
    options: Options,
    language: Language,
    *,
    name: str = "f",
    array: bool = False,
    outputs: Outputs = Outputs(),  # noqa: B008 - frozen
    heading: Sequence[str] = (),
    box: str | None = None,
    split: int | None = None,
) -> Program:
    """The function of an opened problem: values first, then the derivatives in their order, a matrix row by row.

    Arguments are the variables in alphabetical order, with those named to be derived by, whether the formula holds them or not. With ``box``, such as ``x=0.1:2,y=1:3``, the heading says how exact it is
    there. With ``split`` it is several functions of so many statements each. Raises SymdiffError ``no-code`` for what the language lacks, and
    ``usage`` for a box that is none of the variables and for a language that is not split.
    """
    if split is not None and language.split is None:
        able = ", ".join(row.name for row in ROWS if row.split)
        raise fault("usage", f"there is no --split in {language.name}", hint=f"it is of {able}")
    task = found.task
    first = list(task.roots) if outputs.values else []
    nodes, asked, places = _derivatives(found, options, outputs)
    in_matrix = outputs.hessian or matrix(task) is not None
    cells = [places[k] for k in sorted(places)] if outputs.sparse and in_matrix else None
    forms = [[*first, *nodes]]
    size = len(task.graph.reachable(forms[0]))
    if not any(map(task.graph.has_choice, task.roots)) and size <= MOST_TRIED:
        # What the sweeps leave is shared in itself, what is tidied is short; high orders are shortest going forward.
        high = any(len(by) > 1 for _, by in asked)
        ways = (_forward, _tidied) if high else (reverse, _reverse_tidied)
        if not high or size <= MOST_GATHERED:
            forms += [[*first, *_swept(task.graph, asked, way)] for way in ways]
    forms = [form for k, form in enumerate(forms) if form not in forms[:k]]
    lowering, numbers, before = shortest(task.graph, forms, language)
    held = task.graph.symbols([*task.roots, *nodes])
    named = [name for _, by in asked for name in by] if found.problem.wrt else []
    variables = sorted({*held, *named}, key=alphabetical)
    lines = [
        *heading,
        f"{len(numbers)} output{'' if len(numbers) == 1 else 's'} in {lowering.operations} operations, {before} unshared; rounding errors are {'not bounded' if box is None else 'bounded below'}",
    ]
    if box is not None:
        kind = SINGLE if language.narrow else DOUBLE
        exact = accuracy(lowering, numbers, held, boxed(box, held, kind, variables), kind, language.calls)
        lines += map(visible, told(exact))
    lines += _small(lowering, numbers)
    if cells is not None:
        lines += _told(cells, len(numbers) - len(cells))
    made = program(lowering, numbers, variables, language, name=name, array=array, heading=lines, split=split)
    several = found.problem.kind == "jacobian"
    labels = [(k, ()) for k in range(len(first))] + [
        (places[k][0] if several else 0, by) for k, (_, by) in enumerate(asked)
    ]
    return replace(made, operations=lowering.operations, outputs=tuple(labels))


def boxed(text: str, variables: Sequence[str], kind: Kind = DOUBLE, arguments: Sequence[str] = ()) -> Piece:
    """The ranges of the variables that a text such as ``x=0.1:2,y=3`` gives, which may name other ``arguments`` too.

    Raises SymdiffError ``usage``.
    """
    example = ",".join(f"{name}=1:2" for name in variables)
    found: dict[str, tuple[float, float]] = {}
    for part in text.split(","):
        name, _, ends = part.partition("=")
        low, _, high = ends.partition(":")
        try:
            pair = float(low), float(high or low)
        except ValueError:
            pair = math.inf, -math.inf
        if not -kind.largest <= pair[0] <= pair[1] <= kind.largest:
            raise fault(
                "usage", f"'{visible(part)}' is not NAME=LOW:HIGH with LOW up to HIGH", hint=f"for example {example}"
            )
        name = canonical(name.strip())
        if name not in (*variables, *arguments):
            raise fault(
                "usage", f"the box names '{visible(name)}', which is no argument", hint=f"for example {example}"
            )
        if name in found:
            raise fault("usage", f"the box gives '{visible(name)}' two ranges", hint=f"for example {example}")
        found[name] = pair if kind is DOUBLE else (narrowed(pair[0]), narrowed(pair[1]))
    missing = [name for name in variables if name not in found]
    if missing:
        raise fault(
            "usage", f"the box gives no range to {' and '.join(map(repr, missing))}", hint=f"for example {example}"
        )
    return tuple(found[name] for name in variables)


def _derivatives(
    found: Opened, options: Options, outputs: Outputs
) -> tuple[list[int], list[Asked], dict[int, tuple[int, int]]]:
    """The nodes of the derivatives, what each is, and of those that are in a matrix by their number the cell."""
    task = replace(found.task, options=options)
    kind = found.problem.kind
    if outputs.every:
        (root,) = task.roots
        names = task.wrt or task.variables or ["x"]
        asked = [
            (root, by)
            for order in range(1, found.problem.order + 1)
            for by in combinations_with_replacement(names, order)
        ]
        return _swept(task.graph, asked, _tidied), asked, {}
    entries = derived(found, options)
    nodes = [entry.node for entry in entries]
    asked = [(entry.roots[0], entry.wrt) for entry in entries]
    if matrix(task) is not None:
        return _cells(found, options, outputs)
    if not outputs.hessian:
        return nodes, asked, {}
    more, second, cells = _cells(found.asking(kind="hessian"), options, outputs)
    assert kind == "diff"
    return [*nodes, *more], [*asked, *second], {len(nodes) + k: cell for k, cell in cells.items()}


def _cells(
    found: Opened, options: Options, outputs: Outputs
) -> tuple[list[int], list[Asked], dict[int, tuple[int, int]]]:
    """A matrix row by row, 0 where there is no derivative, or what is not 0; and where each is."""
    task = replace(found.task, options=options)
    shape = matrix(task)
    assert shape is not None
    cells = {entry.cell: entry for entry in KINDS[found.problem.kind](task)}
    zero = task.graph.zero
    nodes: list[int] = []
    asked: list[Asked] = []
    places: dict[int, tuple[int, int]] = {}
    by_row = found.problem.kind == "hessian"
    for row, over in enumerate(shape.rows):
        for column, under in enumerate(shape.columns):
            entry = cells.get((row, column))
            if outputs.sparse and (entry is None or entry.node == zero):
                continue
            places[len(nodes)] = row, column
            nodes.append(zero if entry is None else entry.node)
            nothing = zero, (over, under) if by_row else (under,)
            asked.append(nothing if entry is None else (entry.roots[0], entry.wrt))
    return nodes, asked, places


def _small(lowering: Lowering, outputs: Sequence[int]) -> list[str]:
    """The lines of a heading that say which numbers doubles hold with fewer digits than others, or as 0."""
    used = (lowering.instructions[number] for number in needed(lowering, outputs))
    numbers = {each.exact: each.number for each in used if each.exact and abs(each.number) < DOUBLE.normal}
    return [
        f"the number {Decimal(exact.numerator) / Decimal(exact.denominator):.6g} is {number:.17g} here, the nearest double"
        for exact, number in numbers.items()
        if Fraction(number) != exact
    ]


def _told(cells: Sequence[tuple[int, int]], first: int) -> list[str]:
    """The lines of a heading that say which output is which cell."""
    if not cells:
        return ["all cells are 0"]
    texts = [f"{first + k}:({row},{column})" for k, (row, column) in enumerate(cells)]
    lines = [f"{len(cells)} cells are not 0; output:(row,column), counted from 0, the last outputs being these:"]
    return lines + [" ".join(texts[start : start + 12]) for start in range(0, len(texts), 12)]


Way = Callable[[Graph, int, Sequence[str]], dict[str, int]]
"""The derivatives of a node by names."""


def _forward(graph: Graph, node: int, names: Sequence[str]) -> dict[str, int]:
    return {name: forward(graph, node, name) for name in names}


def _tidied(graph: Graph, node: int, names: Sequence[str]) -> dict[str, int]:
    made = _forward(graph, tidy(graph, [node])[node], names)
    short = tidy(graph, list(made.values()))
    return {name: short[each] for name, each in made.items()}


def _reverse_tidied(graph: Graph, node: int, names: Sequence[str]) -> dict[str, int]:
    return reverse(graph, tidy(graph, [node])[node], names)


def _swept(graph: Graph, asked: Sequence[Asked], way: Way) -> list[int]:
    """The derivatives in one way. What several rest on is derived once."""
    known: dict[Asked, int] = {}
    wanted: dict[Asked, dict[str, None]] = {}
    for root, by in asked:
        for k, name in enumerate(by):
            wanted.setdefault((root, by[:k]), {})[name] = None
    for (root, by), names in sorted(wanted.items(), key=lambda item: len(item[0][1])):
        found = way(graph, known.get((root, by), root), list(names))
        known |= {(root, (*by, name)): each for name, each in found.items()}
    return [known[root, by] if by else root for root, by in asked]
