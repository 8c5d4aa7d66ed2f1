"""Sums and products taken apart and shared over all outputs, before they are instructions. Imports ``budget`` and ``frozen``.

What is computed is made of *atoms*: variables, calls, choices, products of powers of atoms, sums of multiples of atoms. Equal ones are
one; signs and numbers stand beside them, so that ``x - y`` and ``y - x`` are one, and reciprocals are exponents. Then pairs that several
products, or several sums, have in common become atoms of their own, the most frequent first; powers come out as chains of squares.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from heapq import heappop, heappush
from typing import Final

from symdiff.budget import heed_signals
from symdiff.frozen import Frozen

MERGED: Final = 12
"""Factors or terms up to which what stands in a product or a sum is taken apart there, though it is used elsewhere too."""
PAIRED: Final = 40
"""Of products and sums that pairs are looked for in; in a longer one every pair is one of too many."""
ONE: Final = 0
"""The atom of numbers."""


Number = int | Fraction
"""A whole number is no fraction here: fractions of Python are many times slower."""


def exact(value: Number) -> Number:
    """A whole number as such."""
    return value if value.denominator != 1 else value.numerator


def size_of(value: Number) -> Number:
    """Without its sign."""
    return value if value >= 0 else -value


def ratio(above: Number, below: Number) -> Number:
    """The quotient of two numbers; a whole one is a whole number."""
    if below == 1:
        return above
    return -above if below == -1 else exact(Fraction(above) / below)


def power(base: Number, exponent: int) -> Number:
    """A whole power, also one below 0. Raises ZeroDivisionError."""
    if base == 1:
        return base
    return base**exponent if exponent >= 0 else exact(Fraction(base) ** exponent)


class Term(Frozen):
    """A number times an atom."""

    factor: Number
    atom: int


class Atom(Frozen):
    """What is computed from its parts.

    Its kind is ``variable``, ``number``, ``product``, ``sum``, or what an instruction is of: ``call``, ``choose``, ``compare``, ``and``, ``or``,
    ``not``, ``truth``.
    """

    kind: str
    parts: tuple[int, ...] = ()
    """Operands, factors or terms."""
    weights: tuple[Number, ...] = ()
    """Of a product the exponents, of a sum the signs or numbers."""
    name: str = ""
    number: Number = 0


class Atoms:
    """The atoms of some formulas, each once."""

    def __init__(self, merged: int = MERGED) -> None:
        self.merged = merged
        """What stands for ``MERGED`` in products here."""
        self.all: list[Atom] = []
        self._known: dict[Atom, int] = {}
        self.made(Atom("number", number=1))

    def made(self, atom: Atom) -> int:
        found = self._known.get(atom)
        if found is None:
            found = self._known[atom] = len(self.all)
            self.all.append(atom)
        return found

    def known(self, atom: Atom) -> int | None:
        """Its number where it was made."""
        return self._known.get(atom)

    def number(self, value: Number) -> int:
        return self.made(Atom("number", number=exact(value)))

    def product(self, factor: Number, powers: Mapping[int, Number]) -> Term:
        """A product of powers of atoms that are no products; a multiple of one counts as that where its power is whole."""
        for atom, exponent in list(powers.items()):
            its = self.all[atom]
            if its.kind == "product" and its.number and exponent.denominator == 1:
                factor *= power(its.number, int(exponent))
                opened = {part: own * exponent for part, own in self.powers(its.parts[0]).items()}
                rest = {part: own for part, own in powers.items() if part != atom}
                powers = {part: rest.get(part, 0) + opened.get(part, 0) for part in {**rest, **opened}}
        items = sorted((atom, exact(exponent)) for atom, exponent in powers.items() if exponent)
        factor = exact(factor)
        if not items:
            return Term(factor, ONE)
        if len(items) == 1 and items[0][1] == 1:
            return Term(factor, items[0][0])
        made = Atom("product", tuple(atom for atom, _ in items), tuple(exponent for _, exponent in items))
        return Term(factor, self.made(made))

    def powers(self, atom: int) -> dict[int, Number]:
        """An atom as powers of atoms."""
        its = self.all[atom]
        if its.kind == "product" and not its.number:
            return dict(zip(its.parts, its.weights, strict=True))
        return {} if atom == ONE else {atom: 1}

    def chained(self, terms: Sequence[Term]) -> Term:
        """A product; where none is taken apart, of pairs, of pairs of these, and so on, as the sweeps make them."""
        if self.merged > 1:
            return self.multiplied(terms)
        while len(terms) > 1:
            terms = [self.multiplied(terms[k : k + 2]) for k in range(0, len(terms), 2)]
        return terms[0]

    def multiplied(self, terms: Iterable[Term]) -> Term:
        factor: Number = 1
        powers: dict[int, Number] = {}
        for term in terms:
            factor *= term.factor
            found = self.powers(term.atom)
            if len(found) > self.merged:
                found = {term.atom: 1}
            for atom, exponent in found.items():
                powers[atom] = powers.get(atom, 0) + exponent
        # A product of more factors than are taken apart is a factor itself.
        return self.product(factor, powers) if factor else Term(0, ONE)

    def raised(self, base: Term, exponent: Number) -> Term | None:
        """A power that is one of the atoms of the base; None where it is not."""
        if exponent.denominator == 1 and base.factor and size_of(exponent) <= MERGED:
            factor = power(base.factor, int(exponent))
            return self.product(factor, {a: e * exponent for a, e in self.powers(base.atom).items()})
        if base.factor == 1 and self.all[base.atom].kind != "product" and base.atom != ONE:
            return self.product(1, {base.atom: exponent})
        return None

    def added(self, terms: Iterable[Term], lone: Sequence[bool] = ()) -> Term:
        """A sum; the sums among its terms are taken apart where ``lone`` says that they are only here."""
        like: dict[int, Number] = {}
        for position, term in enumerate(terms):
            its = self.all[term.atom]
            apart = its.kind == "sum" and bool(lone) and lone[position]
            pairs: Iterable[tuple[int, Number]] = (
                zip(its.parts, its.weights, strict=True) if apart else ((term.atom, 1),)
            )
            for atom, number in pairs:
                like[atom] = like.get(atom, 0) + number * term.factor
        return self.summed(like)

    def summed(self, like: Mapping[int, Number]) -> Term:
        items = sorted((atom, exact(number)) for atom, number in like.items() if number)
        if not items:
            return Term(0, ONE)
        if len(items) == 1:
            return Term(items[0][1], items[0][0])
        sizes = {size_of(number) for _, number in items}
        scale: Number = sizes.pop() if len(sizes) == 1 else 1
        # The sign of the last term, for numbers come first.
        scale = -scale if items[-1][1] < 0 else scale
        made = Atom("sum", tuple(atom for atom, _ in items), tuple(ratio(number, scale) for _, number in items))
        return Term(scale, self.made(made))

    def whole(self, term: Term) -> int:
        """A term as one atom."""
        if term.atom == ONE:
            return self.number(term.factor)
        if term.factor == 1:
            return term.atom
        return self.made(Atom("product", (term.atom,), (1,), number=term.factor))

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


Row = dict[int, Number]
"""A product as whole exponents of atoms, roots being atoms of their own, or a sum as their numbers."""
Pair = tuple[int, int, Number]
"""Two atoms, and how they stand to one another: in a product 1, or -1 for the first over the second; in a sum the second's number
over the first's."""


class Pairs:
    """Rows of one kind, and how many rows have each pair."""

    def __init__(self, rows: dict[int, Row], power: bool) -> None:
        self.rows = rows
        self.power = power
        self.holders: dict[Pair, dict[int, int]] = {}
        """By pair the rows that have it, and how often."""
        self.totals: dict[Pair, int] = {}
        self.grown: set[Pair] = set()
        """Those that became more frequent since they were put into the heap."""
        self.heap: list[tuple[int, Pair]] = []
        self.queued: dict[Pair, int] = {}
        """By pair how frequent it was when it was put there last."""
        for key in rows:
            self._count(key)
        self._queue()

    def _hold(self, pair: Pair, key: int, often: int) -> None:
        rows = self.holders.setdefault(pair, {})
        before = self.totals.get(pair, 0)
        self.totals[pair] = before + often - rows.get(key, 0)
        rows[key] = often
        if self.totals[pair] > before:
            self.grown.add(pair)

    def _drop(self, pair: Pair, key: int) -> None:
        rows = self.holders.get(pair)
        if rows is not None:
            self.totals[pair] -= rows.pop(key, 0)

    def _queue(self) -> None:
        for pair in self.grown:
            total = self.totals.get(pair, 0)
            if total > 1 and self.queued.get(pair) != total:
                self.queued[pair] = total
                heappush(self.heap, (-total, pair))
        self.grown.clear()

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
            # Beside a number what it is added to stands once, for numbers are multiplied for nothing.
            ahead = second == ONE or (first < second and first != ONE)
            return (first, second, ratio(two, one)) if ahead else (second, first, ratio(one, two))
        if (one > 0) == (two > 0):
            return min(first, second), max(first, second), 1
        # A difference is its negative for free, but a quotient is no reciprocal where what is above may be 0.
        return (second, first, -1) if one < 0 else (first, second, -1)

    def _count(self, key: int) -> None:
        row = self.rows[key]
        if len(row) <= PAIRED:
            for pair, often in self._of(row):
                self._hold(pair, key, often)

    def _change(self, key: int, changes: Mapping[int, Number]) -> None:
        """Other exponents or signs in a row; the counts of its pairs with these."""
        row = self.rows[key]
        for atom in changes:
            if atom in row:
                for pair, _ in self._with(row, atom):
                    self._drop(pair, key)
        for atom, value in changes.items():
            if value:
                row[atom] = value
            else:
                row.pop(atom, None)
        for atom in changes:
            if atom in row:
                for pair, often in self._with(row, atom):
                    self._hold(pair, key, often)

    def extract(self, fresh: int) -> bool:
        """Make the most frequent pair the row of a fresh atom; False where none is there twice."""
        while self.heap:
            count, pair = heappop(self.heap)
            if self.queued.get(pair) != -count:
                continue
            total = self.totals[pair]
            if total < 2:
                del self.queued[pair]
            elif total != -count:
                self.queued[pair] = total
                heappush(self.heap, (-total, pair))
            else:
                self._take(pair, fresh)
                self._queue()
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
        for known in (self.holders, self.totals, self.queued):
            known.pop(pair, None)


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
