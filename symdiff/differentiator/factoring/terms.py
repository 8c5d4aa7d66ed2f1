"""Sums as coefficients by powers of their factors, and what such terms have in common. Imports ``graph``."""

from __future__ import annotations

from math import gcd, lcm

from symdiff.annotations import Final
from symdiff.graph import Decimal
from symdiff.graph.exact import added, divided, multiplied, over_line, quotient
from symdiff.operators import Exact

Powers = tuple[tuple[int, int], ...]
"""The factors of a term without its number: bases in order, each with its exponent in units of 1/60."""


Terms = dict[Powers, Exact]
"""A sum: the terms with their numbers."""


Multiples = tuple[tuple[Powers, tuple[int, int]], ...]
"""What a sum shares with its multiples alone: its terms in order, each with its number over that of the first."""


ONE: Final = 60
"""The exponent 1. Halves, thirds, quarters, fifths and sixths are whole numbers beside it; other powers are not taken apart."""


def units(exponent: Exact) -> int:
    """An exponent as so many times 1/60; 0 where it is none, or a decimal."""
    if type(exponent) is int:
        return exponent * ONE
    top, bottom = over_line(exponent)
    return 0 if type(exponent) is Decimal or ONE % bottom else top * (ONE // bottom)


def add_to(terms: Terms, powers: Powers, number: Exact) -> None:
    known = len(terms)
    old = terms.setdefault(powers, number)  # which hashes the powers once
    if len(terms) == known:
        total = added(old, number)
        if total:
            terms[powers] = total
        else:
            del terms[powers]


def add_product(found: Terms, first: Terms, second: Terms) -> None:
    """Add the product of two sums, multiplied out."""
    known = len(found)
    for powers, number in first.items():
        whole = type(number) is int
        for others, factor in second.items():
            together = times(powers, others)
            product = number * factor if whole and type(factor) is int else multiplied(number, factor)
            old = found.setdefault(together, product)  # which hashes the powers once
            if len(found) != known:
                known += 1
            elif total := added(old, product):
                found[together] = total
            else:
                del found[together]
                known -= 1


def times(first: Powers, second: Powers) -> Powers:
    """The product of two terms, both in the order of their bases."""
    if not first or not second:
        return first or second
    if first[-1][0] < second[0][0]:
        return first + second
    if second[-1][0] < first[0][0]:
        return second + first
    found: list[tuple[int, int]] = []
    position, last = 0, len(first)
    for base, exponent in second:
        while position < last and first[position][0] < base:
            found.append(first[position])
            position += 1
        if position < last and first[position][0] == base:
            exponent += first[position][1]  # noqa: PLW2901
            position += 1
        if exponent:
            found.append((base, exponent))
    found += first[position:]
    return tuple(found)


def ratio_of(terms: Terms, others: Terms) -> Exact | None:
    """How many times the other sum this one is, where it is a multiple."""
    ratio: Exact = 0
    for powers, number in terms.items():
        other = others.get(powers)
        if other is None or (ratio and number != ratio * other):
            return None
        if not ratio:
            ratio = divided(number, other)
    return ratio


def multiples_of(terms: Terms) -> Multiples:
    """What a sum shares with its multiples alone."""
    first: Exact = 0
    found: list[tuple[Powers, tuple[int, int]]] = []
    for powers, number in sorted(terms.items()):
        first = first or number
        found.append((powers, over_line(divided(number, first))))
    return tuple(found)


def denominator_of(terms: list[tuple[Exact, Powers]]) -> int:
    """The least number that makes all numbers of terms whole; 1 beside decimals."""
    bottom = 1
    for number, _ in terms:
        if type(number) is Decimal:
            return 1
        if type(number) is not int:
            bottom = lcm(bottom, over_line(number)[1])
    return bottom


def narrowed(least: dict[int, int], most: dict[int, int], powers: Powers) -> dict[int, int]:
    """What further powers have too, whole steps apart: the least exponents, and the greatest in ``most``."""
    found: dict[int, int] = {}
    for base, exponent in powers:
        old = least.get(base, 0)
        if old and (exponent - old) % ONE == 0:
            if exponent <= old:
                found[base] = exponent
            else:
                found[base] = old
                most[base] = max(most[base], exponent)
    return found


def content_of(terms: Terms) -> Exact:
    """The number that all terms have in common, with their sign where it is the same; 1 beside decimals."""
    top, bottom, positive = 0, 1, False
    for number in terms.values():
        if type(number) is Decimal:
            return 1
        if type(number) is int:
            above, below = number, 1
        else:
            above, below = over_line(number)
        if top != 1:
            top = gcd(top, above)
        if below != 1:
            bottom = lcm(bottom, below)
        positive = positive or above > 0
    if not positive:
        top = -top
    return quotient(top, bottom)
