"""A problem as a function of a programming language: its values and its derivatives. Imports ``problems`` and ``languages``."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import combinations_with_replacement
from random import Random
from typing import Final

from symdiff.answers.derivatives import derived
from symdiff.differentiator import forward, reverse, tidy
from symdiff.errors import fault, visible
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.languages.accuracy import accuracy, told
from symdiff.languages.analysis import Analysis, Piece
from symdiff.languages.lowering import Lowering
from symdiff.languages.machine import DOUBLE, SINGLE, Kind, narrowed, precise
from symdiff.languages.sharing import MERGED
from symdiff.languages.table import ROWS, Language
from symdiff.languages.writing import Program, program
from symdiff.operators import Product
from symdiff.parser import canonical
from symdiff.problems import KINDS, matrix
from symdiff.problems.opening import Opened
from symdiff.problems.problem import Options

_MOST_GATHERED: Final = 1_500
"""Parts of the formulas up to which every form is tried, with common factors before brackets too, and without what cancels."""
_MOST_TRIED: Final = 5_000
"""Parts of the formulas up to which several forms of gradients are tried, and common factors before brackets: the shortest is taken."""

_LONGER: Final = (1.0, 1.5)
"""Times the parts of an output that a quotient in its place may have."""
_SPANS: Final = ((-2.0, 1.6), (-14.0, -2.0))
"""Logarithms of the points that forms are compared at."""
_POINTS: Final = 6
_MOST_POINTS: Final = 24
_ALL: Final = 2.0**60
"""What an output that keeps no digit loses."""
_ALIKE: Final = 3.0
"""Bits; forms that lose no more than so many more than the best are as good."""

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

    Arguments are the variables in alphabetical order. With ``box``, such as ``x=0.1:2,y=1:3``, the heading says how exact it is
    there. With ``split`` it is several functions of so many statements each. Raises SymdiffError ``no-code`` for what the language lacks, and
    ``usage`` for a box that is none of the variables and for a language that is not split.
    """
    if split is not None and language.split is None:
        able = ", ".join(row.name for row in ROWS if row.split)
        raise fault("usage", f"there is no --split in {language.name}", hint=f"it is of {able}")
    task = found.task
    first = list(task.roots) if outputs.values else []
    nodes, asked, places = _derivatives(found, options, outputs)
    cells = [places[k] for k in sorted(places)] if outputs.sparse and places else None
    forms = [[*first, *nodes]]
    size = len(task.graph.reachable(forms[0]))
    if not any(map(task.graph.has_choice, task.roots)) and size <= _MOST_TRIED:
        # What the sweeps leave is shared in itself, what is tidied is short; high orders are shortest going forward.
        high = max(len(by) for _, by in asked) > 1
        ways = (_forward, _tidied) if high else (reverse, _reverse_tidied)
        if not high or size <= _MOST_GATHERED:
            forms += [[*first, *_swept(task.graph, asked, way)] for way in ways]
    forms = [form for k, form in enumerate(forms) if form not in forms[:k]]
    lowering, numbers, before = _shortest(task.graph, forms, language)
    variables = task.graph.symbols([*task.roots, *nodes])
    lines = [
        *heading,
        f"{len(numbers)} outputs in {lowering.operations} operations, {before} unshared; rounding errors are {'not bounded' if box is None else 'bounded below'}",
    ]
    if box is not None:
        kind = SINGLE if language.narrow else DOUBLE
        exact = accuracy(lowering, numbers, variables, boxed(box, variables, kind), kind, language.calls)
        lines += map(visible, told(exact))
    if cells is not None:
        lines += _told(cells, len(numbers) - len(cells))
    made = program(lowering, numbers, variables, language, name=name, array=array, heading=lines, split=split)
    several = found.problem.kind == "jacobian"
    labels = [(k, ()) for k in range(len(first))] + [
        (places[k][0] if several else 0, by) for k, (_, by) in enumerate(asked)
    ]
    return replace(made, operations=lowering.operations, outputs=tuple(labels))


def boxed(text: str, variables: Sequence[str], kind: Kind = DOUBLE) -> Piece:
    """The ranges of the variables that a text such as ``x=0.1:2,y=3`` gives. Raises SymdiffError ``usage``."""
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
        if name not in variables:
            raise fault(
                "usage", f"the box names '{visible(name)}', which is no argument", hint=f"for example {example}"
            )
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


def _told(cells: Sequence[tuple[int, int]], first: int) -> list[str]:
    """The lines of a heading that say which output is which cell."""
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


def _shortest(graph: Graph, forms: Sequence[Sequence[int]], language: Language) -> tuple[Lowering, list[int], int]:
    """The instructions of the form that takes the fewest operations, and how many the first takes with nothing shared.

    Of forms that lose digits, at points by chance and by what the bounds say there, none is taken while another keeps them.
    """
    first = 1
    size = len(graph.reachable(forms[0]))
    few = size <= _MOST_GATHERED
    keep = frozenset(name for name in ("expm1", "log1p") if language.calls(name))
    none: frozenset[str] = frozenset()
    gathers = (False, True) if few else (False,)
    ways = [(nodes, gather, 0.0, none, MERGED) for nodes in forms for gather in gathers]
    if not few and size <= _MOST_TRIED:
        ways[0] = forms[0], True, 0.0, none, MERGED
    if any(graph.heads[node] is Product and len(graph.below[node]) > MERGED for node in graph.reachable(forms[0])):
        # Of long products the sweeps' own chains may be the shortest.
        ways[:0] = [(nodes, False, 0.0, none, 1) for nodes in forms[1:]]
    ways += [(forms[0], gather, cancel, keep, MERGED) for cancel in (0.0, *_LONGER) for gather in gathers if few]
    found: list[Form] = []
    for nodes, gather, cancel, keeping, merged in ways:
        lowering = Lowering(graph, merged)
        outputs = lowering.add(nodes, gather=gather, cancel=cancel, keep=keeping)
        if outputs and not any(lowering.instructions == other.instructions for other, _ in found):
            found.append((lowering, outputs))
        if (nodes, cancel, keeping) == (forms[-1], 0.0, none):
            first = len(found)
    plain = min(found[:first], key=_cost)
    best = plain if len(found) == 1 or not few else _keeping(found, plain, graph.symbols(forms[0]), language)
    return *best, unshared(graph, forms[0])


Form = tuple[Lowering, list[int]]


def _keeping(forms: Sequence[Form], plain: Form, variables: Sequence[str], language: Language) -> Form:
    """The shortest of the forms that lose the fewest digits, up to ``_ALIKE``; the plain one where no bound tells them apart."""
    chance = Random(5)  # noqa: S311 - no secret
    kind = SINGLE if language.narrow else DOUBLE
    running = [Analysis(lowering, outputs, variables, kind, language.calls) for lowering, outputs in forms]
    first = next(k for k, form in enumerate(forms) if form is plain)
    sums = [0.0] * len(forms)
    points = 0
    with precise(64):
        for k in range(_MOST_POINTS):
            # Of each two one is near 0; positive numbers alone first, for they are in most domains.
            span = _SPANS[k % 2]
            side = (1,) if k % 4 < 2 else (1, -1)
            place = tuple((2.0 ** chance.uniform(*span) * chance.choice(side),) * 2 for _ in variables)
            losses = [math.inf] * len(forms)
            bounds = running[first].run(place)
            if any(absolute == math.inf for absolute, _, _ in bounds):
                continue
            losses[first] = _loss(bounds, kind)
            for each, analysis in enumerate(running):
                if each != first:
                    losses[each] = _loss(analysis.run(place), kind)
            sums = [before + loss for before, loss in zip(sums, losses, strict=True)]
            points += 1
            if points == _POINTS:
                break
    if not points:
        return plain
    least = min(sums) / points
    good = [form for form, total in zip(forms, sums, strict=True) if total / points <= least + _ALIKE]
    return min(good, key=_cost)


def _cost(form: Form) -> float:
    """Operations, where a division, which takes a processor as long as some products do, is half an operation more."""
    instructions = form[0].instructions
    return form[0].operations + sum(each.kind == "divide" for each in instructions) / 2


def _loss(bounds: Sequence[tuple[float, float, bool]], kind: Kind) -> float:
    """The bits that all outputs lose."""
    return sum(math.log2(min(max(relative / kind.unit, 1.0), _ALL)) for _, relative, _ in bounds)


def unshared(graph: Graph, nodes: Sequence[int]) -> int:
    """The operations of the formulas written out, nothing shared: an operand less than each sum and product has, one for others."""
    counts: dict[int, int] = {}
    for node in graph.reachable(nodes):
        below = graph.below[node]
        own = max(1, len(below) - 1) if below else 0
        counts[node] = own + sum(counts[operand] for operand in below)
    return sum(counts[node] for node in nodes)
