"""Taylor polynomials: exact coefficients from derivatives, held against power series, and a proved bound of the remainder.

The remainder is Lagrange's: f(x) - T(x) = c*(x - p)**(N + 1), c a coefficient of order N + 1 of the series at some point between
p and x. A power series whose start is a whole interval of points holds all of them.
Imports ``problems``, the differentiator and the evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from math import factorial, isfinite, prod

from symdiff.answers.stand_ins import MANY, POOL, StandIns, has_unknown, unknown_in
from symdiff.answers.stand_ins import note as told_of
from symdiff.answers.tangents import exact_at, less
from symdiff.differentiator import tidy
from symdiff.errors import SymdiffError, fault
from symdiff.evaluator import Evaluated, Undefined, value_at
from symdiff.evaluator.truths.lines import Line
from symdiff.evaluator.values.enclosures import enclosure
from symdiff.evaluator.values.intervals import Interval, above, fraction
from symdiff.frozen import replace
from symdiff.graph import Graph
from symdiff.notation.writer import Writer
from symdiff.parser import parse
from symdiff.problems import substitute
from symdiff.problems.opening import Opened
from symdiff.problems.points import Point
from symdiff.reports.expansions import Coefficient, Expansion, Remainder
from symdiff.status import Status, worst

MOST = 3
"""The highest order with several variables."""
_LADDER = (128, 512, 2048)
"""Bits of the balls: more where fewer do not tell."""
_DIGITS = 12
"""A coefficient is certified where its ball is as narrow as this many digits of it, or of 1."""
_PIECES = 128
"""An interval is looked at in at most so many pieces on either side of the point."""
_UP = Context(prec=3, rounding=ROUND_CEILING)

Powers = tuple[int, ...]


def expansions(found: Opened, order: int, on: tuple[str, str] | None = None) -> tuple[Expansion, ...]:
    """The Taylor polynomials of a formula of one order, one per point of the problem.

    ``on``: the ends of the interval on which the remainder is bounded, constants as text; only with one variable.
    Raises SymdiffError: ``usage``, ``bad-point``, ``missing-value``, and what differentiating raises.
    """
    task = found.task
    (root,) = task.roots
    names = task.wrt or task.variables
    if not names:
        raise fault("usage", "a Taylor polynomial needs a variable", hint="say by which with --wrt NAME")
    if len(names) > 1 and order > MOST:
        raise fault("usage", f"with several variables the order is at most {MOST}, not {order}", hint="--wrt NAME")
    if len(names) > 1 and on is not None:
        raise fault("usage", "the remainder is bounded with one variable only", hint="--wrt NAME")
    points = found.points((), [task.graph.symbol(name) for name in names])
    ends = None if on is None else _ends(found, on)
    derivatives = _derivatives(found, root, names, order)
    return tuple(_expansion(found, root, names, order, derivatives, point, on, ends) for point in points)


def with_polynomials(found: Opened, made: Sequence[Expansion]) -> Opened:
    """The formula and beside it the polynomials that there are, their coefficients as doubles, to be drawn."""
    task, graph = found.task, found.task.graph
    points = found.points((), [graph.symbol(name) for name in task.wrt or task.variables])
    drawn: list[tuple[str, int]] = []
    for each, point in zip(made, points, strict=True):
        terms = []
        for coefficient in each.coefficients:
            if coefficient.value is None:
                words = f"there are no values to draw: {unknown_in(graph)[0]} is an unknown function"
                raise fault("undefined", words, hint='give its formula: --let "f(t) = t^2"')
            steps = [
                graph.collect_power(less(graph, graph.symbol(name), point.nodes[name]), graph.number(power))
                for name, power in coefficient.powers.items()
            ]
            terms.append(graph.collect_product((graph.number(Fraction(coefficient.value)), *steps)))
        if each.polynomial is not None:
            drawn.append((each.polynomial, graph.collect_sum(terms)))
    beside = found.asking(kind="plot", others=tuple(text for text, _ in drawn))
    return replace(beside, task=replace(beside.task, roots=(*task.roots, *(node for _, node in drawn))))


def _derivatives(found: Opened, root: int, names: Sequence[str], order: int) -> dict[Powers, int]:
    """Every partial derivative up to an order, by how often each name is differentiated by."""
    result = {(0,) * len(names): root}
    for degree in range(1, order + 1):
        for chosen in combinations_with_replacement(range(len(names)), degree):
            powers = tuple(map(chosen.count, range(len(names))))
            last = chosen[-1]
            below = (*powers[:last], powers[last] - 1, *powers[last + 1 :])
            result[powers] = found.task.derive(result[below], (names[last],))
    return result


def _expansion(
    found: Opened,
    root: int,
    names: Sequence[str],
    order: int,
    derivatives: Mapping[Powers, int],
    point: Point,
    on: tuple[str, str] | None,
    ends: tuple[Interval, Interval] | None,
) -> Expansion:
    graph, at = found.task.graph, {name: point.at[name] for name in point.at}
    if has_unknown(graph, [root]):
        return _of_unknown(found, root, names, order, derivatives, point, bounded=on is not None)
    nodes: dict[Powers, int] = {}
    for powers, node in derivatives.items():
        value = exact_at(graph, node, point)
        if value is None:
            there = value_at(graph, node, point.nodes)
            reason = there.reason if isinstance(there, Undefined) else "it has no value there"
            what = "the function" if not any(powers) else f"the derivative of order {sum(powers)}"
            return Expansion(at, order, None, note=f"no polynomial: {what}: {reason}")
        share = graph.number(Fraction(1, prod(map(factorial, powers))))
        product = graph.collect_product((share, value))
        nodes[powers] = tidy(graph, [product])[product]
    line = Line(graph, root, point.nodes)
    status, note = _certified(graph, line, names, order, nodes)
    if status is Status.DISAGREE or (status is Status.INCONCLUSIVE and _has_kinks(graph, root)):
        return Expansion(at, order, None, note=f"no polynomial: {note}")
    writer = Writer(graph)
    coefficients: list[Coefficient] = []
    for powers, node in nodes.items():
        number = value_at(graph, node, {})
        assert isinstance(number, Evaluated)
        each = {name: power for name, power in zip(names, powers, strict=True) if power}
        coefficients.append(Coefficient(each, writer.write(node), number.value))
    remainder = None
    if ends is not None and on is not None:
        bound = _remainder(line, names[0], order, _enclosed(graph, point.nodes[names[0]]), ends)
        if isinstance(bound, Undefined):
            note = "; ".join(filter(None, (note, f"no bound of the remainder: {bound.reason}")))
        else:
            most = above(bound)
            remainder = Remainder(on, _rounded_up(bound), most if isfinite(most) else None)
    polynomial = _polynomial(found, names, nodes, point)
    return Expansion(at, order, polynomial, tuple(coefficients), status, remainder, note)


def _of_unknown(
    found: Opened,
    root: int,
    names: Sequence[str],
    order: int,
    derivatives: Mapping[Powers, int],
    point: Point,
    *,
    bounded: bool,
) -> Expansion:
    """Of a formula with unknown functions: the coefficients hold their values at the point, and are checked with functions that stand in."""
    graph, at = found.task.graph, dict(point.at)
    nodes: dict[Powers, int] = {}
    seen: list[Status] = []
    reason, functions = "", unknown_in(graph)
    try:
        for powers, node in derivatives.items():
            share = graph.number(Fraction(1, prod(map(factorial, powers))))
            product = graph.collect_product((share, substitute(graph, node, point.nodes)))
            nodes[powers] = tidy(graph, [product])[product]
    except SymdiffError as error:
        return Expansion(at, order, None, note=f"no polynomial: {error.diagnostic.message}")
    for turn in range(len(POOL)):
        stand_ins = StandIns(graph, turn)
        there = (value_at(graph, stand_ins.node(node), point.nodes) for node in derivatives.values())
        gone = next((each.reason for each in there if isinstance(each, Undefined)), None)
        if gone is not None:
            reason = reason or gone
            continue
        own = stand_ins.node(root)
        line = Line(graph, own, point.nodes)
        status, words = _certified(
            graph, line, names, order, {powers: stand_ins.node(node) for powers, node in nodes.items()}
        )
        if status is Status.DISAGREE or (status is Status.INCONCLUSIVE and _has_kinks(graph, own)):
            reason = words or reason
            seen.clear()
            break
        seen.append(status)
        if len(seen) == MANY:
            break
    if not seen:
        return Expansion(at, order, None, note=f"no polynomial: {reason}")
    writer = Writer(graph)
    coefficients = tuple(
        Coefficient({name: power for name, power in zip(names, powers, strict=True) if power}, writer.write(node))
        for powers, node in nodes.items()
    )
    note = told_of(functions, len(seen))
    if bounded:
        note += f"; no bound of the remainder: {functions[0]} is an unknown function"
    return Expansion(
        at, order, _polynomial(found, names, nodes, point), coefficients, worst(seen) or Status.INCONCLUSIVE, None, note
    )


def _polynomial(found: Opened, names: Sequence[str], nodes: Mapping[Powers, int], point: Point) -> str:
    """The text, in powers of the distances from the point, from the lowest on."""
    graph, steps, brackets = found.task.graph, [], {}
    for name in names:
        start = tidy(graph, [point.nodes[name]])[point.nodes[name]]
        if start == graph.zero:
            steps.append(graph.symbol(name))
            continue
        step = graph.symbol(found.task.fresh("h"))
        brackets[step] = f"({Writer(graph).write(less(graph, graph.symbol(name), start))})"
        steps.append(step)
    writer = Writer(graph, names=brackets)
    text = ""
    for powers, node in nodes.items():
        if node == graph.zero:
            continue
        raised = [
            graph.collect_power(step, graph.number(power)) for step, power in zip(steps, powers, strict=True) if power
        ]
        term = writer.write(graph.collect_product((node, *raised)))
        text += (f" - {term[1:]}" if term.startswith("-") else f" + {term}") if text else term
    return text or "0"


def _certified(
    graph: Graph, line: Line, names: Sequence[str], order: int, nodes: Mapping[Powers, int]
) -> tuple[Status, str | None]:
    """Whether the function's own power series along enough lines hold the coefficients: *disagree* where they do not."""
    for direction in _directions(len(names), order):
        moving = {name: (step,) for name, step in zip(names, direction, strict=True)}
        verdict, note = Status.INCONCLUSIVE, None
        for bits in _LADDER:
            series = line.coefficients(moving, order + 1, bits)
            if isinstance(series, Undefined):
                note = series.reason
                continue
            ours = _along(graph, direction, nodes, bits)
            if isinstance(ours, Undefined):
                note = ours.reason
                continue
            theirs = [Interval(*fraction(ball)) for ball in series]
            pairs = list(zip(ours, theirs, strict=True))
            if any(one.apart(other) for one, other in pairs):
                return Status.DISAGREE, "its power series is another"
            if all(one.reach(other) * 10**_DIGITS <= max(1, abs(one.middle)) for one, other in pairs):
                verdict = Status.AGREE
                break
            note = "the balls are wide"
        if verdict is not Status.AGREE:
            return verdict, note
    return Status.AGREE, None


def _directions(count: int, order: int) -> Iterator[Powers]:
    """Lines that determine a polynomial of the order: through the whole points of a simplex, which do."""
    for chosen in combinations_with_replacement(range(count), order):
        yield tuple(1 if count == 1 else chosen.count(each) for each in range(count))


def _along(
    graph: Graph, direction: Sequence[int], nodes: Mapping[Powers, int], bits: int
) -> list[Interval] | Undefined:
    """The polynomial's coefficients along a line, by degree, each with its enclosure."""
    sums: dict[int, tuple[Fraction, Fraction]] = {}
    for powers, node in nodes.items():
        found = enclosure(graph, node, {}, bits)
        if isinstance(found, Undefined):
            return found
        share = prod(step**power for step, power in zip(direction, powers, strict=True))
        middle, radius = sums.get(sum(powers), (Fraction(0), Fraction(0)))
        sums[sum(powers)] = middle + share * found[0], radius + abs(share) * found[1]
    return [Interval(*sums[degree]) for degree in sorted(sums)]


def _has_kinks(graph: Graph, root: int) -> bool:
    return any(graph.heads[node].kink is not None for node in graph.reachable([root]))


def _ends(found: Opened, on: tuple[str, str]) -> tuple[Interval, Interval]:
    """The ends of the interval. Raises SymdiffError ``usage``."""
    graph, ends = found.task.graph, []
    for text in on:
        try:
            node = parse(text, found.builder, limits=found.scope.options.limits)
            ends.append(_enclosed(graph, node))
        except SymdiffError as error:
            raise fault(
                "usage", f"--on: '{text}' is no constant: {error.diagnostic.message}", hint="for example --on=-1/2:1/2"
            ) from None
    return ends[0], ends[1]


def _enclosed(graph: Graph, node: int) -> Interval:
    found = enclosure(graph, node, {})
    if isinstance(found, Undefined):
        raise fault("usage", f"the interval has no bounds: {found.reason}", hint="for example --on=-1/2:1/2")
    return Interval(*found)


def _remainder(
    line: Line, name: str, order: int, point: Interval, ends: tuple[Interval, Interval]
) -> Fraction | Undefined:
    """The most that the function and its polynomial differ by between the ends. Raises SymdiffError ``usage``."""
    if ends[0].ends[0] > point.ends[0] or ends[1].ends[1] < point.ends[1]:
        raise fault("usage", "the interval of --on must hold the point of --at", hint="for example --at 0 --on=-1:1")
    low, high = ends[0].ends[0] - point.ends[1], ends[1].ends[1] - point.ends[0]
    best: Fraction | Undefined = Fraction(0)
    pieces = 1
    while pieces <= _PIECES:
        found = _most((_side(line, name, order, low, pieces), _side(line, name, order, high, pieces)))
        close = isinstance(found, Fraction) and isinstance(best, Fraction) and pieces > 1 and found * 51 >= best * 50
        best = found
        if close or found == 0:
            break
        pieces *= 2
    return best


def _most(found: Sequence[Fraction | Undefined]) -> Fraction | Undefined:
    numbers = [each for each in found if isinstance(each, Fraction)]
    return max(numbers) if len(numbers) == len(found) else next(each for each in found if isinstance(each, Undefined))


def _side(line: Line, name: str, order: int, reach: Fraction, pieces: int) -> Fraction | Undefined:
    """The bound on one side of the point, as far as ``reach``: the series' own coefficient so far, times the distance's power."""
    largest = bound = Fraction(0)
    for piece in range(pieces):
        near, far = reach * piece / pieces, reach * (piece + 1) / pieces
        series = line.coefficients({name: (1,)}, order + 2, _LADDER[0], (min(near, far), max(near, far)))
        if isinstance(series, Undefined):
            return series
        middle, radius = fraction(series[order + 1])
        largest = max(largest, abs(middle) + radius)
        bound = max(bound, largest * abs(far) ** (order + 1))
    return bound


def _rounded_up(number: Fraction) -> str:
    text = str(_UP.divide(Decimal(number.numerator), Decimal(number.denominator)).normalize(_UP))
    return text.replace("E+", "e").replace("E", "e")
