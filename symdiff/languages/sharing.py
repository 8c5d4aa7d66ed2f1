"""Sums and products taken apart and shared over all outputs, before they are instructions. Imports ``budget``, ``frozen``, ``operators``.

What is computed is made of *atoms*: variables, calls, choices, products of powers of atoms, sums of multiples of atoms. Equal ones are
one; signs and numbers stand beside them, so that ``x - y`` and ``y - x`` are one, and reciprocals are exponents. Then pairs that several
products, or several sums, have in common become atoms of their own, the most frequent first; powers come out as chains of squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heappop, heappush
from typing import Final

from symdiff.budget import heed_signals
from symdiff.frozen import Frozen

MERGED: Final = 12
"""Factors or terms up to which what stands in a product or a sum is taken apart there, though it is used elsewhere too."""
PAIRED: Final = 40
"""Of products and sums that pairs are looked for in; in a longer one every pair is one of too many."""
ONE: Final = 0
"""The atom of numbers."""


class Term(Frozen):
    """A number times an atom."""

    factor: Fraction
    atom: int


class Atom(Frozen):
    """What is computed from its parts.

    Its kind is ``variable``, ``number``, ``product``, ``sum``, or what an instruction is of: ``call``, ``choose``, ``compare``, ``and``, ``or``,
    ``not``, ``truth``.
    """

    kind: str
    parts: tuple[int, ...] = ()
    """Operands, factors or terms."""
    weights: tuple[Fraction, ...] = ()
    """Of a product the exponents, of a sum the signs or numbers."""
    name: str = ""
    number: Fraction = Fraction(0)


class Atoms:
    """The atoms of some formulas, each once."""

    def __init__(self) -> None:
        self.all: list[Atom] = []
        self._known: dict[Atom, int] = {}
        self.made(Atom("number", number=Fraction(1)))

    def made(self, atom: Atom) -> int:
        found = self._known.get(atom)
        if found is None:
            found = self._known[atom] = len(self.all)
            self.all.append(atom)
        return found

    def known(self, atom: Atom) -> int | None:
        """Its number where it was made."""
        return self._known.get(atom)

    def number(self, value: Fraction) -> int:
        return self.made(Atom("number", number=value))

    def product(self, factor: Fraction, powers: Mapping[int, Fraction]) -> Term:
        """A product of powers of atoms that are no products; a multiple of one counts as that where its power is whole."""
        for atom, exponent in list(powers.items()):
            its = self.all[atom]
            if its.kind == "product" and its.number and exponent.denominator == 1:
                factor *= its.number ** int(exponent)
                opened = {part: own * exponent for part, own in self.powers(its.parts[0]).items()}
                rest = {part: own for part, own in powers.items() if part != atom}
                powers = {
                    part: rest.get(part, Fraction(0)) + opened.get(part, Fraction(0)) for part in {**rest, **opened}
                }
        items = sorted((atom, exponent) for atom, exponent in powers.items() if exponent)
        if not items:
            return Term(factor, ONE)
        if len(items) == 1 and items[0][1] == 1:
            return Term(factor, items[0][0])
        made = Atom("product", tuple(atom for atom, _ in items), tuple(exponent for _, exponent in items))
        return Term(factor, self.made(made))

    def powers(self, atom: int) -> dict[int, Fraction]:
        """An atom as powers of atoms."""
        its = self.all[atom]
        if its.kind == "product" and not its.number:
            return dict(zip(its.parts, its.weights, strict=True))
        return {} if atom == ONE else {atom: Fraction(1)}

    def multiplied(self, terms: Iterable[Term]) -> Term:
        factor = Fraction(1)
        powers: dict[int, Fraction] = {}
        for term in terms:
            factor *= term.factor
            found = self.powers(term.atom)
            if len(found) > MERGED:
                found = {term.atom: Fraction(1)}
            for atom, exponent in found.items():
                powers[atom] = powers.get(atom, Fraction(0)) + exponent
        # A product of more factors than are taken apart is a factor itself.
        return self.product(factor, powers) if factor else Term(Fraction(0), ONE)

    def raised(self, base: Term, exponent: Fraction) -> Term | None:
        """A power that is one of the atoms of the base; None where it is not."""
        if exponent.denominator == 1 and base.factor and abs(exponent) <= MERGED:
            factor = base.factor ** int(exponent)
            return self.product(factor, {a: e * exponent for a, e in self.powers(base.atom).items()})
        if base.factor == 1 and self.all[base.atom].kind != "product" and base.atom != ONE:
            return self.product(Fraction(1), {base.atom: exponent})
        return None

    def added(self, terms: Iterable[Term], lone: Sequence[bool] = ()) -> Term:
        """A sum; the sums among its terms are taken apart where ``lone`` says that they are only here."""
        like: dict[int, Fraction] = {}
        for position, term in enumerate(terms):
            its = self.all[term.atom]
            apart = its.kind == "sum" and bool(lone) and lone[position]
            pairs: Iterable[tuple[int, Fraction]] = (
                zip(its.parts, its.weights, strict=True) if apart else ((term.atom, Fraction(1)),)
            )
            for atom, number in pairs:
                like[atom] = like.get(atom, Fraction(0)) + number * term.factor
        return self.summed(like)

    def summed(self, like: Mapping[int, Fraction]) -> Term:
        items = sorted((atom, number) for atom, number in like.items() if number)
        if not items:
            return Term(Fraction(0), ONE)
        if len(items) == 1:
            return Term(items[0][1], items[0][0])
        sizes = {abs(number) for _, number in items}
        scale = sizes.pop() if len(sizes) == 1 else Fraction(1)
        # The sign of the last term, for numbers come first.
        scale = -scale if items[-1][1] < 0 else scale
        made = Atom("sum", tuple(atom for atom, _ in items), tuple(number / scale for _, number in items))
        return Term(scale, self.made(made))

    def whole(self, term: Term) -> int:
        """A term as one atom."""
        if term.atom == ONE:
            return self.number(term.factor)
        if term.factor == 1:
            return term.atom
        return self.made(Atom("product", (term.atom,), (Fraction(1),), number=term.factor))

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """What the roots are made of, parts first."""
        order: list[int] = []
        seen: set[int] = set()
        stack: list[tuple[int, bool]] = [(root, False) for root in reversed(list(roots))]
        while stack:
            atom, done = stack.pop()
            if done:
                order.append(atom)
            elif atom not in seen:
                seen.add(atom)
                stack.append((atom, True))
                stack += [(part, False) for part in reversed(self.all[atom].parts) if part not in seen]
        return order


Number = int | Fraction
Row = dict[int, Number]
"""A product as whole exponents of atoms, roots being atoms of their own, or a sum as their numbers."""
Pair = tuple[int, int, Number]
"""Two atoms, and how they stand to one another: in a product 1, or -1 for the first over the second; in a sum the second's number
over the first's."""


def exact(value: Fraction) -> Number:
    """A whole number as such, which is far quicker."""
    return value.numerator if value.denominator == 1 else value


def size_of(value: Number) -> Number:
    """Without its sign."""
    return value if value >= 0 else -value


def _ratio(above: Number, below: Number) -> Number:
    if below in (1, -1):
        return above * below
    return exact(Fraction(above) / Fraction(below))


class Pairs:
    """Rows of one kind, and how many rows have each pair."""

    def __init__(self, rows: dict[int, Row], power: bool) -> None:
        self.rows = rows
        self.power = power
        self.holders: dict[Pair, dict[int, int]] = {}
        """By pair the rows that have it, and how often."""
        for key in rows:
            self._count(key)
        self.heap = [(-self._total(pair), pair) for pair in self.holders if self._total(pair) > 1]
        heapify(self.heap)

    def _total(self, pair: Pair) -> int:
        return sum(self.holders.get(pair, {}).values())

    def _of(self, row: Row) -> Iterator[tuple[Pair, int]]:
        """The pairs of a row, and how often each is there."""
        items = list(row.items())
        for position, (first, one) in enumerate(items):
            if self.power and size_of(one) > 1:
                yield (first, first, 1), int(size_of(one)) // 2
            for second, two in items[position + 1 :]:
                yield self._pair(first, one, second, two), int(min(size_of(one), size_of(two))) if self.power else 1

    def _with(self, row: Row, first: int) -> Iterator[tuple[Pair, int]]:
        """Those with one atom."""
        one = row[first]
        if self.power and size_of(one) > 1:
            yield (first, first, 1), int(size_of(one)) // 2
        for second, two in row.items():
            if second != first:
                yield self._pair(first, one, second, two), int(min(size_of(one), size_of(two))) if self.power else 1

    def _pair(self, first: int, one: Number, second: int, two: Number) -> Pair:
        if not self.power:
            return (first, second, _ratio(two, one)) if first < second else (second, first, _ratio(one, two))
        if (one > 0) == (two > 0):
            return min(first, second), max(first, second), 1
        # A difference is its negative for free, but a quotient is no reciprocal where what is above may be 0.
        return (second, first, -1) if one < 0 else (first, second, -1)

    def _count(self, key: int) -> None:
        row = self.rows[key]
        if len(row) <= PAIRED:
            for pair, often in self._of(row):
                self.holders.setdefault(pair, {})[key] = often

    def _change(self, key: int, changes: Mapping[int, Number]) -> None:
        """Other exponents or signs in a row; the counts of its pairs with these."""
        row = self.rows[key]
        for atom in changes:
            if atom in row:
                for pair, _ in self._with(row, atom):
                    self.holders.get(pair, {}).pop(key, None)
        for atom, value in changes.items():
            if value:
                row[atom] = value
            else:
                row.pop(atom, None)
        for atom in changes:
            if atom in row:
                for pair, often in self._with(row, atom):
                    self.holders.setdefault(pair, {})[key] = often
                    if len(self.holders[pair]) > 1 or often > 1:
                        heappush(self.heap, (-self._total(pair), pair))

    def extract(self, fresh: int) -> bool:
        """Make the most frequent pair the row of a fresh atom; False where none is there twice."""
        while self.heap:
            count, pair = heappop(self.heap)
            total = self._total(pair)
            if total < 2:
                continue
            if total != -count:
                heappush(self.heap, (-total, pair))
                continue
            self._take(pair, fresh)
            return True
        return False

    def _take(self, pair: Pair, fresh: int) -> None:
        first, second, ratio = pair
        for key, often in list(self.holders[pair].items()):
            row = self.rows[key]
            if not self.power:
                self._change(key, {first: 0, second: 0, fresh: row[first]})
                continue
            times = often if row[first] > 0 else -often
            if first == second:
                self._change(key, {first: row[first] - 2 * times, fresh: times})
            else:
                self._change(key, {first: row[first] - times, second: row[second] - ratio * times, fresh: times})
        self.rows[fresh] = {first: 2} if first == second else {first: 1, second: ratio}
        self.holders.pop(pair, None)


def shared(rows: dict[int, Row], fresh: int, *, power: bool) -> int:
    """Take pairs out of rows until none is there twice; new rows get the next free numbers. Returns the next free one."""
    pairs = Pairs(rows, power)
    while pairs.extract(fresh):
        fresh += 1
        if not fresh & 63:
            heed_signals()
    if power:
        return fresh
    for row in list(rows.values()):
        alike: dict[Number, list[int]] = {}
        for atom, number in row.items():
            alike.setdefault(size_of(number), []).append(atom)
        for size, atoms in alike.items():
            if size != 1 and 1 < len(atoms) < len(row):
                # One product for all that have the same number.
                rows[fresh] = {atom: 1 if row.pop(atom) > 0 else -1 for atom in atoms}
                row[fresh] = size
                fresh += 1
    return fresh
