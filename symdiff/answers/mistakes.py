"""Common mistakes of differentiation: what a wrong derivative would be if one of them was made, to name the one that was.

Imports the differentiator, the evaluator and ``notation``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from flint import arb

from symdiff.differentiator import derive
from symdiff.errors import SymdiffError
from symdiff.evaluator import Point
from symdiff.evaluator.arithmetic.balls import Balls, precision
from symdiff.evaluator.arithmetic.program import Program
from symdiff.evaluator.values.intervals import fraction
from symdiff.graph import Expression, Graph
from symdiff.notation.writer import write
from symdiff.operators import Power, Product, Sum

_PLACES = 4
"""So many points must show the same mistake."""
_BITS = 256
_SHARP = 200
"""Bits in which balls of one number agree."""
_MOST = 30
"""Parts of a formula that mistakes are looked for in."""
_LONG = 40

Mistake = tuple[str, int]
"""In words, and the wrong derivative that it leads to."""


def named(graph: Graph, root: int, name: str, derivative: int, candidate: int, places: Iterable[Point]) -> str | None:
    """The mistake that turns the derivative of a formula by a name into exactly the candidate; None where none is known.

    ``places``: points; those at which derivative and candidate have values count, to 60 digits.
    """
    try:
        found = list(_mistakes(graph, root, name, derivative, candidate))
    except SymdiffError:
        found = []
    nodes = [derivative, candidate, *(node for _, node in found)]
    rows: list[list[Any]] = []
    with precision(_BITS):
        for place in places:
            program = Program(graph, nodes, place)
            run = program.run(Balls())
            row = [None if program.slots[node] in run.gaps else run.values[program.slots[node]] for node in nodes]
            if row[0] is not None and row[1] is not None:
                rows.append(row)
            if len(rows) == _PLACES:
                break
        if len(rows) < 2:
            return None
        for position, (words, _) in enumerate(found, 2):
            if all(_same(row[position], row[1]) for row in rows):
                return words
        return _by_size([(row[0], row[1]) for row in rows])


def _same(first: Any, second: Any) -> bool:
    """Whether two balls hold, as far as 60 digits can tell, one number."""
    if first is None or not first.overlaps(second):
        return False
    return bool(max(first.rad(), second.rad()) * arb(2) ** _SHARP <= max(abs(first.mid()), abs(second.mid())))


def _by_size(pairs: Sequence[tuple[Any, Any]]) -> str | None:
    """What the values alone say: a constant factor, a constant difference, a rounded number."""
    if not any(ours.contains(0) for ours, _ in pairs):
        ratios = [theirs / ours for ours, theirs in pairs]
        if all(_same(ratio, ratios[0]) for ratio in ratios) and not ratios[0].is_zero():
            for words, factor in (
                ("pi/180: the angle is in degrees", arb.pi() / 180),
                ("180/pi: the angle is in degrees", 180 / arb.pi()),
            ):
                if _same(ratios[0], factor):
                    return f"it is the derivative times {words}"
            if abs(ratios[0] - 1) > arb("1e-3"):
                return f"it is the derivative times {_short(ratios[0])}"
    gaps = [theirs - ours for ours, theirs in pairs]
    size = max(max(abs(ours.mid()), abs(theirs.mid())) for ours, theirs in pairs)
    if all(_same(gap, gaps[0]) for gap in gaps) and abs(gaps[0]) > size * arb("1e-3"):
        return f"it is the derivative plus {_short(gaps[0])}"
    if any(ours.contains(0) for ours, _ in pairs) or all(gap.contains(0) for gap in gaps):
        return None
    worst = max(float(abs(gap / ours).mid()) for gap, (ours, _) in zip(gaps, pairs, strict=True))
    if 0 < worst < 1e-3:
        return f"they differ by no more than {worst:.1g} of the derivative: is a number rounded?"
    return None


def _short(number: Any) -> str:
    """A number that is a simple fraction, or about which."""
    middle, _ = fraction(number)
    near = middle.limit_denominator(1000)
    if _same(arb(near.numerator) / near.denominator, number):
        return str(near)
    return f"a constant, about {number.mid().str(6, radius=False)}"


def _mistakes(graph: Graph, root: int, name: str, derivative: int, candidate: int) -> Iterator[Mistake]:
    minus = graph.times(graph.minus_one, derivative)
    yield "the sign is wrong", minus
    if graph.heads[root] is Power and _depends(graph, graph.operands[root][1], name):
        u, n = (Expression(graph, operand) for operand in graph.operands[root])
        factor = Expression(graph, derive(graph, (u if _depends(graph, u.node, name) else n).node, (name,)))
        words = f"the power rule does not hold for {_text(graph, root)}, whose exponent varies"
        yield words, (n * u ** (n - 1) * factor).node
    yield "it is the formula itself, not differentiated", root
    for other in graph.symbols([root]):
        if other != name:
            yield f"it is the derivative by {other}", derive(graph, root, (other,))
    yield "it is the second derivative", derive(graph, derivative, (name,))
    # The candidate is an antiderivative where its derivative is the formula: then this is the candidate again.
    slope = derive(graph, candidate, (name,))
    yield (
        "it is an antiderivative: its own derivative is the formula",
        _sum(graph, candidate, slope, graph.times(graph.minus_one, root)),
    )
    yield from _degrees(graph, root, name)
    yield from _at_parts(graph, root, name)
    for part in graph.operands[derivative] if graph.heads[derivative] is Sum else ():
        yield f"the term {_text(graph, part)} is missing", _sum(graph, derivative, graph.times(graph.minus_one, part))


def _degrees(graph: Graph, root: int, name: str) -> Iterator[Mistake]:
    """The derivative of the formula whose angles are in degrees."""
    factor = Expression(graph, graph.constant("pi")) / 180

    def turned(node: int, parts: tuple[int, ...]) -> int | None:
        if not graph.heads[node].angle:
            return None
        return graph.intern(graph.heads[node], ((Expression(graph, parts[0]) * factor).node,))

    changed = _rebuilt(graph, root, turned)
    if changed != root:
        yield "angles are taken as degrees", derive(graph, changed, (name,))


def _at_parts(graph: Graph, root: int, name: str) -> Iterator[Mistake]:
    """The chain, product and power rules gone wrong at one part of the formula."""
    symbol = graph.symbol(name)
    inside = (node for node in graph.reachable([root]) if graph.heads[node].arity != (0, 0))
    for node in [node for node in inside if node != symbol and _depends(graph, node, name)][-_MOST:]:
        true = derive(graph, node, (name,))
        for words, wrong in _at(graph, node, name, true):
            yield words, _replaced(graph, root, name, node, wrong)


def _at(graph: Graph, node: int, name: str, true: int) -> Iterator[Mistake]:
    """What could be taken for the derivative of one part."""
    text, head = _text(graph, node), graph.heads[node]
    if true != graph.one:
        yield f"the inner derivative of {text}, which is {_text(graph, true)}, is missing", graph.one
    yield f"the derivative of {text} has the wrong sign", graph.times(graph.minus_one, true)
    if head is Product:
        factors = graph.operands[node]
        active = [factor for factor in factors if _depends(graph, factor, name)]
        if len(active) > 1:
            yield f"the derivative of {text} is not that of each factor multiplied", _of_each(graph, factors, name)
    if head is Power:
        u, n = (Expression(graph, operand) for operand in graph.operands[node])
        slope_u, slope_n = (Expression(graph, derive(graph, each.node, (name,))) for each in (u, n))
        if slope_n.node == graph.zero:
            yield f"the exponent of {text} is not one less", (n * u**n * slope_u).node
            yield f"the exponent of {text} is not a factor", (u ** (n - 1) * slope_u).node
        elif slope_u.node == graph.zero:
            yield f"the power rule does not hold for {text}, whose exponent varies", (n * u ** (n - 1) * slope_n).node
            yield f"the factor log({_text(graph, u.node)}) is missing", (u**n * slope_n).node


def _of_each(graph: Graph, factors: Sequence[int], name: str) -> int:
    """The product of the derivatives of the factors that vary, divisors as divisors, and of the others."""
    value = Expression(graph, graph.one)
    for factor in factors:
        if not _depends(graph, factor, name):
            value *= Expression(graph, factor)
        elif graph.heads[factor] is Power and graph.operands[factor][1] == graph.minus_one:
            value /= Expression(graph, derive(graph, graph.operands[factor][0], (name,)))
        else:
            value *= Expression(graph, derive(graph, factor, (name,)))
    return value.node


def _replaced(graph: Graph, root: int, name: str, part: int, slope: int) -> int:
    """The derivative of a formula if a part of it had another one: of g(x, t) by x, plus that by t times the slope."""
    free = name
    while graph.has_symbol(free):
        free += "_"
    outer = _rebuilt(graph, root, lambda node, _: graph.symbol(free) if node == part else None)
    by_name, by_part = (derive(graph, outer, (each,)) for each in (name, free))
    total = _sum(graph, by_name, graph.times(by_part, slope))
    return _rebuilt(graph, total, lambda node, _: part if node == graph.symbol(free) else None)


def _rebuilt(graph: Graph, root: int, change: Callable[[int, tuple[int, ...]], int | None]) -> int:
    """The node with parts changed; ``change`` is given a node and its rebuilt operands, None leaves it."""
    result: dict[int, int] = {}
    for node in graph.reachable([root]):
        parts: tuple[int, ...] = ()
        if graph.heads[node].arity != (0, 0):
            parts = tuple(result[operand] for operand in graph.operands[node])
        changed = change(node, parts)
        if changed is None:
            changed = node if not parts or parts == graph.operands[node] else graph.intern(graph.heads[node], parts)
        result[node] = changed
    return result[root]


def _sum(graph: Graph, *terms: int) -> int:
    value = terms[0]
    for term in terms[1:]:
        value = graph.plus(value, term)
    return value


def _depends(graph: Graph, node: int, name: str) -> bool:
    return name in graph.symbols([node])


def _text(graph: Graph, node: int) -> str:
    text = write(graph, node)
    return text if len(text) <= _LONG else text[: _LONG - 3] + "..."
