"""Expressions grown at random from the rows of the vocabulary, for property tests.

A *shape* is plain data: a row's name with its operands, a variable's name, or an exact number. ``planted`` gives it to any builder. Shapes
are real at ``POINT``, since an operand whose row has a narrow sample is led into it by ``middle + half*sin(operand)``.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from symdiff.graph import Decimal
from symdiff.operators import FUNCTIONS, RELATIONS, And, Exact, Not, Operator, Or, Power, Product, Sum, piecewise

Shape = str | Exact | tuple[str, tuple[Any, ...]]

POINT = {"x": Fraction(11, 16), "y": Fraction(21, 16), "θ": Fraction(-5, 8), "x_1": Fraction(9, 4)}
"""A point that no function has a kink at."""

names = st.sampled_from(sorted(POINT))
wholes = st.integers(-12, 12)
decimals = st.builds(lambda digits, places: Decimal(digits, 10**places), st.integers(1, 9999), st.integers(1, 4))
leaves = names | names | names | wholes | decimals

HALF = Fraction(1, 2)
ROWS = {row.name: row for row in (Sum, Product, Power, *FUNCTIONS, *RELATIONS, And, Or, Not, piecewise)}


def planted(shape: Shape, builder: Any) -> Any:
    """What a builder makes of a shape."""
    if isinstance(shape, str):
        return builder.symbol(shape)
    if isinstance(shape, bool):
        return builder.truth(shape)
    if not isinstance(shape, tuple):
        return builder.number(shape)
    row, operands = ROWS[shape[0]], shape[1]
    nodes = tuple(planted(operand, builder) for operand in operands)
    if row is Sum:
        return builder.sum(nodes)
    if row is Product:
        return builder.product(nodes)
    return builder.power(*nodes) if row is Power else builder.call(row, nodes)


def led_into(shape: Shape, low: float, high: float) -> Shape:
    """The operand itself where it is a variable inside the range, else something between the ends."""
    if low == high:
        return int(low)
    if isinstance(shape, str) and low < POINT[shape] < high:
        return shape
    if (low, high) == (-3.0, 3.0):
        return shape
    middle, half = Decimal(str((low + high) / 2)), Decimal(str((high - low) / 2))
    return "+", (middle, ("*", (half, ("sin", (shape,)))))


def calls(below: st.SearchStrategy[Shape], rows: tuple[Operator, ...]) -> st.SearchStrategy[Shape]:
    """A function of each row, with as many operands as it takes, inside its sample."""

    def call(row: Operator) -> st.SearchStrategy[Shape]:
        low, high = row.arity
        count = st.integers(low, high if high is not None else 3)
        ranges = row.sample
        return count.flatmap(
            lambda many: st.tuples(*[below] * many).map(
                lambda operands: (
                    row.name,
                    tuple(led_into(operand, *ranges[k % len(ranges)]) for k, operand in enumerate(operands)),
                )
            )
        )

    return st.sampled_from(rows).flatmap(call)


def powers(below: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    """Whole powers of anything, roots and general powers of what is positive, exponentials."""
    whole = st.tuples(below, st.sampled_from((-3, -2, -1, -1, 2, 3, 4))).map(lambda pair: ("**", pair))
    root = st.tuples(below, st.sampled_from((HALF, Decimal(3, 2), Decimal(-1, 4)))).map(
        lambda pair: ("**", (led_into(pair[0], 0.5, 2.0), pair[1]))
    )
    general = st.tuples(below, below).map(
        lambda pair: ("**", (led_into(pair[0], 0.5, 2.0), led_into(pair[1], -2.0, 2.0)))
    )
    exponential = st.tuples(st.integers(2, 9), below).map(lambda pair: ("**", (pair[0], led_into(pair[1], -2.0, 2.0))))
    return whole | whole | root | general | exponential


def chains(below: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    """Sums and products of two to four operands; a product may divide and be negated."""
    sums = st.lists(below, min_size=2, max_size=4).map(lambda terms: ("+", tuple(terms)))
    inverse = below.map(lambda shape: ("**", (shape, -1)))
    products = st.lists(below | inverse, min_size=2, max_size=4).map(lambda factors: ("*", tuple(factors)))
    negated = below.filter(lambda shape: isinstance(shape, str | tuple)).map(lambda shape: ("*", (-1, shape)))
    return sums | products | products | negated


relations = st.tuples(st.sampled_from([row.name for row in RELATIONS]), st.tuples(names, wholes))
"""Never equal at ``POINT``."""
conditions: st.SearchStrategy[Shape] = relations | st.one_of(
    st.tuples(st.sampled_from((And.name, Or.name)), st.tuples(relations, relations)),
    st.tuples(st.just(Not.name), st.tuples(relations)),
)


def choices(below: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
    """Conditionals of one to three branches, the last one for the rest."""
    pieces = st.lists(st.tuples(below, conditions), min_size=1, max_size=2)
    return st.tuples(pieces, below).map(
        lambda drawn: (piecewise.name, (*(part for piece in drawn[0] for part in piece), drawn[1], True))
    )


def expressions(
    rows: tuple[Operator, ...] = FUNCTIONS, most: int = 12, *, conditional: bool = False
) -> st.SearchStrategy[Shape]:
    """Shapes of about so many leaves at most."""

    def larger(below: st.SearchStrategy[Shape]) -> st.SearchStrategy[Shape]:
        found = calls(below, rows) | powers(below) | chains(below) | chains(below)
        return found | choices(below) if conditional else found

    return st.recursive(leaves, larger, max_leaves=most)
