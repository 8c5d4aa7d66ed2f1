"""Nodes as instructions on doubles, each once over all outputs. Imports ``graph``, ``operators`` and ``errors``.

What a function means is decided here, the same for every language: whole powers are products, roots of odd degree keep their
sign, ``sec`` is one over ``cos``. What is left are C's functions of doubles, which a language spells or lacks.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from symdiff import operators as op
from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.graph import Graph
from symdiff.languages.libm import FUNCTIONS, of_numbers
from symdiff.languages.quotients import Manner, quotients
from symdiff.languages.sharing import MERGED, ONE, Atom, Atoms, Number, Row, Term, exact, shared, size_of
from symdiff.operators import Exact, Operator

MOST_FACTORS: Final = 64
"""Whole powers up to this one are products; beyond, the language's own power is called."""
DIVIDED: Final = 3
"""Products by one divisor from which on they are products with its reciprocal: a division takes a processor as long as several products."""
MOST_ORDER: Final = 12
"""Of spherical Bessel functions that are written out."""
_MOST_TERMS: Final = 200
"""Of a sum whose terms are looked through for what they have in common."""
_FOLDED_BITS: Final = 400
"""Of what calls of numbers alone give, so that it may be added to and divided before it is rounded to a double."""
_FOLDED_SIZE: Final = 20_000
"""The power of 2 up to which such numbers are numbers, for the quotient of two that doubles do not hold may be one that they do."""
_OPPOSITE: Final = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "==": "!=", "!=": "=="}
_TOTAL: Final = frozenset(
    ("exp", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "atan", "atan2", "cbrt", "fabs", "floor", "ceil", "sign", "erf", "erfc", "hypot", "fmax", "fmin")
)  # fmt: skip
"""Functions of C that have a value for all real numbers."""
_IN_PYTHON: Final = {"tgamma": "gamma"}
"""Functions of C that have another name in ``math``, which tells domains from overflow."""


class Instruction(Frozen):
    """One operation: ``variable`` and ``number`` are leaves; ``call`` is of C's function ``name``."""

    kind: str
    """variable, number, add, subtract, multiply, divide, negate, call, choose, compare, and, or, not, truth."""
    operands: tuple[int, ...] = ()
    name: str = ""
    """Of a variable, a function, or a comparison."""
    number: float = 0.0
    exact: Fraction | None = None
    """Of a number, what it was rounded from."""


class Lowering:
    """The instructions of some nodes of one graph, operands first; what they have in common is there once."""

    def __init__(self, graph: Graph, merged: int = MERGED) -> None:
        self.graph = graph
        self.instructions: list[Instruction] = []
        self.atoms = Atoms(merged)
        self._known: dict[Instruction, int] = {}
        self._terms: dict[int, Term] = {}
        self._total: dict[int, bool] = {}
        """By atom whether it is a number wherever the variables are."""

    def add(
        self,
        nodes: Iterable[int],
        *,
        gather: bool = False,
        cancel: Manner | None = None,
        keep: frozenset[str] = frozenset(),
    ) -> list[int]:
        """The numbers of the instructions of nodes; with ``gather``, factors that terms have in common stand before a bracket.

        With ``cancel`` they are quotients made in that manner, and nothing is made where none is. ``keep`` names functions that may be taken
        where they keep digits, as expm1(u) for exp(u) - 1.
        Raises SymdiffError ``no-code`` for what no doubles compute.
        """
        nodes = list(nodes)
        order = self.graph.reachable(nodes)
        for node in order:
            if not node & 255:
                heed_signals()
            if node not in self._terms:
                self._terms[node] = self._term(node)
        outputs = [self._terms[node] for node in nodes]
        if cancel is not None:
            made = quotients(self.atoms, outputs, cancel)
            if made is None:
                return []
            outputs = made
        outputs = gathered(self.atoms, outputs, bracket=gather, keep=keep)
        return Emission(self, [self.atoms.whole(term) for term in outputs]).results

    @property
    def operations(self) -> int:
        """How many operations there are."""
        return sum(each.kind not in ("variable", "number", "truth") for each in self.instructions)

    def made(
        self, kind: str, *operands: int, name: str = "", number: float = 0.0, exact: Fraction | None = None
    ) -> int:
        """The number of an instruction."""
        made = Instruction(kind, operands, name, number, exact)
        if made not in self._known:
            self._known[made] = len(self.instructions)
            self.instructions.append(made)
        return self._known[made]

    def constant(self, value: Number, *, added: bool = False) -> int:
        """The instruction of a number, rounded to the nearest double; 0 below the smallest where it is ``added`` alone.

        Raises SymdiffError ``no-code``.
        """
        return self.made("number", number=_double(value, added=added), exact=Fraction(value))

    def opposite(self, number: int) -> int:
        """The instruction of a number with the other sign."""
        its = self.instructions[number]
        return self.made("number", number=-its.number, exact=None if its.exact is None else -its.exact)

    # What follows makes atoms.

    def number(self, value: Exact) -> int:
        return self.atoms.number(exact(Fraction(value)))

    def call(self, name: str, *operands: int) -> int:
        """A function of C's library; of numbers alone the number that it gives, or none outside of its domain."""
        all_of_them = [self.atoms.all[operand] for operand in operands]
        if operands and all(each.kind == "number" for each in all_of_them):
            value = _folded(name, [each.number for each in all_of_them])
            if value is not None:
                return self.atoms.made(Atom("nan")) if isinstance(value, float) else self.number(value)
        return self.atoms.made(Atom("call", operands, name=name))

    def times(self, first: int, second: int) -> int:
        return self.atoms.whole(self.atoms.multiplied([self.term(first), self.term(second)]))

    def over(self, first: int, second: int) -> int:
        return self.atoms.whole(self.atoms.multiplied([self.term(first), self._raised(self.term(second), -1)]))

    def plus(self, first: int, second: int) -> int:
        return self.atoms.whole(self.atoms.added([self.term(first), self.term(second)]))

    def choose(self, condition: int, first: int, second: int) -> int:
        its = self.atoms.all[condition]
        if first == second:
            return first
        if its.kind == "truth":
            return first if its.number else second
        return self.atoms.made(Atom("choose", (condition, first, second)))

    def decided(self, condition: int, first: int, second: int) -> int:
        """A choice that is no number where the condition compares what is none."""
        if not self._is_partial(condition):
            return self.choose(condition, first, second)
        nothing = self.atoms.made(Atom("nan"))
        other = nothing if second == nothing else self.choose(self._surely(condition, False), second, nothing)
        return self.choose(self._surely(condition, True), first, other)

    def _surely(self, condition: int, truth: bool) -> int:
        """A condition, or its opposite, by comparisons that no number fails."""
        its = self.atoms.all[condition]
        match its.kind:
            case "compare":
                relation = its.name if truth else _OPPOSITE[its.name]
                if relation != "!=":
                    return self.compare(relation, *its.parts)
                return self.atoms.made(Atom("or", (self.compare("<", *its.parts), self.compare(">", *its.parts))))
            case "not":
                return self._surely(its.parts[0], not truth)
            case "and" | "or":
                kind = its.kind if truth else {"and": "or", "or": "and"}[its.kind]
                return self.atoms.made(Atom(kind, tuple(self._surely(part, truth) for part in its.parts)))
        return condition if truth else self.atoms.made(replace(its, number=Fraction(not its.number)))

    def _is_partial(self, atom: int) -> bool:
        """Whether what is computed may be no number."""
        for each in self.atoms.reachable([atom]):
            if each in self._total:
                continue
            its = self.atoms.all[each]
            total = its.kind != "nan" and all(self._total[part] for part in its.parts)
            if its.kind == "call":
                inner = its.parts[0]
                total &= its.name in _TOTAL or (its.name == "sqrt" and self._is_positive(inner))
            elif its.kind == "product":
                total &= all(
                    exponent.denominator == 1 or self._is_positive(part)
                    for part, exponent in zip(its.parts, its.weights, strict=True)
                )
            self._total[each] = total
        return not self._total[atom]

    def _is_positive(self, atom: int) -> bool:
        """Whether it is plain that it is not below 0."""
        its = self.atoms.all[atom]
        match its.kind:
            case "number":
                return its.number >= 0
            case "product":
                pairs = zip(its.parts, its.weights, strict=True)
                return its.number >= 0 and all(
                    (e.denominator == 1 and e % 2 == 0) or self._is_positive(p) for p, e in pairs
                )
            case "sum":
                pairs = zip(its.parts, its.weights, strict=True)
                return all(weight > 0 and self._is_positive(part) for part, weight in pairs)
        return its.kind == "call" and its.name in ("exp", "cosh", "fabs", "sqrt", "hypot")

    def compare(self, relation: str, first: int, second: int) -> int:
        return self.atoms.made(Atom("compare", (first, second), name=relation))

    def term(self, atom: int) -> Term:
        """An atom as a number times one without a number."""
        its = self.atoms.all[atom]
        if its.kind == "number":
            return Term(its.number, ONE)
        return Term(its.number, its.parts[0]) if its.kind == "product" and its.number else Term(1, atom)

    def _term(self, node: int) -> Term:
        graph, atoms = self.graph, self.atoms
        head, operands = graph.heads[node], graph.operands[node]
        if head is op.Symbol:
            return Term(1, atoms.made(Atom("variable", name=operands[0])))
        if head is op.Number:
            return Term(exact(Fraction(operands[0])), ONE)
        if head is op.Constant:
            return Term(_named_number(operands[0]), ONE)
        if head is op.Truth:
            return Term(1, atoms.made(Atom("truth", number=Fraction(bool(operands[0])))))
        below = [self._terms[operand] for operand in operands]
        if head is op.Power:
            return self._power(*below)
        if head is op.Product:
            return atoms.chained(below)
        if head is op.Sum:
            return atoms.added(below)
        sign = 1
        if head.parity in (1, -1) and len(below) == 1 and below[0].factor < 0:
            sign = head.parity
            below = [Term(-below[0].factor, below[0].atom)]
        found = self.term(self._called(head, node, [atoms.whole(term) for term in below]))
        return Term(sign * found.factor, found.atom)

    def _called(self, head: Operator, node: int, below: list[int]) -> int:
        operands = self.graph.operands[node]
        if head in op.RELATIONS:
            return self.compare(head.name, *below)
        if head in (op.And, op.Or, op.Not):
            return self.atoms.made(Atom({op.And: "and", op.Or: "or", op.Not: "not"}[head], tuple(below)))
        if head is op.piecewise:
            return self._pieces(below)
        if head is op.real_root:
            return self._root(below[0], self.graph.value(operands[1]), below[1])
        if head in _LONG:
            return _LONG[head](self, *below)
        if head in (op.maximum, op.minimum):
            result = below[0]
            for each in below[1:]:
                result = self._extreme(head is op.maximum, result, each)
            return result
        if head in _NAMED:
            return _NAMED[head](self, *(self.graph.value(operand) for operand in operands), below=below)
        return self.call(head.code.get("c", head.name), *below)

    def _power(self, base: Term, exponent: Term) -> Term:
        if exponent.atom == ONE:
            return self._raised(base, exponent.factor)
        return Term(1, self.call("pow", self.atoms.whole(base), self.atoms.whole(exponent)))

    def _raised(self, base: Term, exponent: Number) -> Term:
        """A power with a number: whole ones are products, halves square roots, beyond a bound C's own power."""
        if base.atom == ONE and not base.factor:
            return self._of_zero(exponent)
        found = self.atoms.raised(base, exponent) if size_of(exponent) <= MOST_FACTORS else None
        if found is not None:
            return found
        under = self.atoms.whole(base)
        if base.atom == ONE:
            return self.term(self.call("pow", under, self.number(exponent)))
        if size_of(exponent) > MOST_FACTORS:
            return Term(1, self.call("pow", under, self.number(exponent)))
        return self.atoms.product(1, {under: exponent})

    def _of_zero(self, exponent: Number) -> Term:
        if exponent > 0:
            return Term(0, ONE)
        return Term(1, self.call("pow", self.number(0), self.number(exponent)))

    def _extreme(self, largest: bool, first: int, second: int) -> int:
        """C's own function takes a number for what is none beside it."""
        if self._is_partial(first) or self._is_partial(second):
            return self.decided(self.compare(">" if largest else "<", first, second), first, second)
        return self.call("fmax" if largest else "fmin", first, second)

    def _pieces(self, below: list[int]) -> int:
        """The first condition that holds chooses; without one there is no value."""
        result = self.atoms.made(Atom("nan"))
        for value, condition in reversed(list(zip(below[::2], below[1::2], strict=True))):
            result = self.decided(condition, value, result)
        return result

    def _root(self, under: int, degree: Exact | None, below: int) -> int:
        """The real root of odd degree."""
        if degree == 3:
            return self.call("cbrt", under)
        size = self.call("pow", self.call("fabs", under), self.over(self.number(1), below))
        negative = self.atoms.whole(Term(-1, size))
        return self.choose(self.compare("<", under, self.number(0)), negative, size)


def gathered(atoms: Atoms, outputs: Sequence[Term], *, bracket: bool, keep: frozenset[str] = frozenset()) -> list[Term]:
    """The outputs with sums that are only in one sum taken apart there.

    With ``bracket``, what the terms of a sum have in common stands before a bracket, where these terms stand nowhere else. Functions
    that ``keep`` names are taken where they keep digits.
    """
    order = atoms.reachable(term.atom for term in outputs)
    users = Counter(part for atom in order for part in atoms.all[atom].parts)
    users.update(term.atom for term in outputs)
    made: dict[int, Term] = {ONE: Term(1, ONE)}

    def again(atom: int) -> Term:
        its = atoms.all[atom]
        if its.kind == "product":
            factors = [Term(its.number or 1, ONE)]
            for part, exponent in zip(its.parts, its.weights, strict=True):
                raised = atoms.raised(made[part], exponent)
                factors.append(raised or atoms.product(1, {atoms.whole(made[part]): exponent}))
            return atoms.multiplied(factors)
        if its.kind == "sum":
            terms = [Term(made[p].factor * w, made[p].atom) for p, w in zip(its.parts, its.weights, strict=True)]
            if not bracket:
                return _kept(atoms, atoms.added(terms, [users[part] == 1 for part in its.parts]), keep)
            free = [users[part] == 1 for part in its.parts]
            opened = _kept(atoms, atoms.added(terms, free), keep)
            lone = {term.atom for term, alone in zip(terms, free, strict=True) if alone}
            lone |= {
                part for term, alone in zip(terms, free, strict=True) if alone for part in atoms.all[term.atom].parts
            }
            found = atoms.all[opened.atom]
            if found.kind != "sum":
                return opened
            return _bracketed(
                atoms,
                [(Term(w * opened.factor, p), p in lone) for p, w in zip(found.parts, found.weights, strict=True)],
            )
        if its.kind == "call" and its.name == "log" and "log1p" in keep:
            rest = _beside_one(atoms, made[its.parts[0]])
            if rest is not None:
                return Term(1, atoms.made(Atom("call", (atoms.whole(rest),), name="log1p")))
        if its.parts:
            return Term(1, atoms.made(replace(its, parts=tuple(atoms.whole(made[part]) for part in its.parts))))
        return Term(its.number, ONE) if its.kind == "number" else Term(1, atom)

    for atom in order:
        made[atom] = again(atom)
    return [Term(term.factor * made[term.atom].factor, made[term.atom].atom) for term in outputs]


def _beside_one(atoms: Atoms, term: Term) -> Term | None:
    """What a sum adds to 1; None where it is no such sum."""
    its = atoms.all[term.atom]
    if its.kind != "sum" or its.parts[0] != ONE or its.weights[0] * term.factor != 1:
        return None
    return atoms.summed({p: w * term.factor for p, w in zip(its.parts[1:], its.weights[1:], strict=True)})


def _kept(atoms: Atoms, term: Term, keep: frozenset[str]) -> Term:
    """A sum with exp(u) - 1 as expm1(u), whatever number stands before both."""
    its = atoms.all[term.atom]
    if "expm1" not in keep or its.kind != "sum" or its.parts[0] != ONE:
        return term
    like = dict(zip(its.parts, its.weights, strict=True))
    for part, weight in like.items():
        call = atoms.all[part]
        if call.kind == "call" and call.name == "exp" and weight == -like[ONE]:
            rest = {other: own for other, own in like.items() if other not in (ONE, part)}
            rest[atoms.made(Atom("call", call.parts, name="expm1"))] = weight
            found = atoms.summed(rest)
            return Term(found.factor * term.factor, found.atom)
    return term


def _bracketed(atoms: Atoms, items: Sequence[tuple[Term, bool]]) -> Term:
    """A sum of multiples: the factor that most terms have, where they are only here, stands before what they are without it."""
    fixed = [term for term, lone in items if not lone]
    free = [term for term, lone in items if lone]
    while len(free) > 1 and len(free) <= _MOST_TERMS:
        counts: Counter[tuple[int, bool]] = Counter()
        for term in free:
            counts.update((atom, exponent > 0) for atom, exponent in _divisors(atoms, term).items())
        if not counts:
            break
        (best, above), count = max(counts.items(), key=lambda item: (item[1], item[0]))
        if count < 2:
            break
        have = [term for term in free if (e := _divisors(atoms, term).get(best, 0)) != 0 and (e > 0) == above]
        common = _divisors(atoms, have[0])
        for term in have[1:]:
            powers = _divisors(atoms, term)
            common = {
                atom: min(exponent, powers[atom], key=size_of)
                for atom, exponent in common.items()
                if atom in powers and (powers[atom] > 0) == (exponent > 0)
            }
        common = {atom: int(exponent) for atom, exponent in common.items()}
        before = atoms.product(1, common)
        under = atoms.product(1, {atom: -exponent for atom, exponent in common.items()})
        rest = _bracketed(atoms, [(atoms.multiplied([term, under]), True) for term in have])
        kept = [term for term in free if term not in have]
        if rest.atom == ONE:
            free = [*kept, Term(rest.factor, before.atom)]
            continue
        powers = dict(common)
        powers[rest.atom] = powers.get(rest.atom, 0) + 1
        fixed.append(atoms.product(rest.factor, powers))
        free = kept
    return atoms.added([*fixed, *free], [False] * (len(fixed) + len(free)))


def _divisors(atoms: Atoms, term: Term) -> dict[int, Number]:
    """The atoms whose whole powers can be taken out of a term; multiples of others come apart when they are multiplied."""
    powers = atoms.powers(term.atom)
    return {atom: e for atom, e in powers.items() if size_of(e) >= 1 and atoms.all[atom].kind != "product"}


class Emission:
    """Atoms as instructions: rows of products and sums, shared by pairs, then a chain of operations for each."""

    def __init__(self, lowering: Lowering, outputs: Sequence[int]) -> None:
        self.make = lowering
        self.atoms = lowering.atoms
        self.products: dict[int, Row] = {}
        self.sums: dict[int, Row] = {}
        self.constants: dict[Number, int] = {}
        """Numbers before 0 for the numbers that sums multiply with, or add."""
        self.multipliers: set[int] = set()
        """Those that are more than added."""
        self.signs: dict[int, int] = {}
        """What an atom's instruction is of the atom: it, or its negative."""
        self._open(outputs)
        self.own = len(self.atoms.all)
        """The first number that is no atom's, but of a row that was found here."""
        free = shared(self.sums, self.own, power=False)
        self._multiples(free)
        self.order = self._ordered(outputs)
        self.uses = Counter(part for atom in self.order for part in self._parts(atom))
        self.shown = Counter(outputs)
        """How often an atom is an output itself."""
        self.uses.update(self.shown)
        self.turned: set[int] = set()
        """Sums that are computed as their negatives."""
        self.negative: set[int] = set()
        """Products whose sign is that of their number."""
        for atom in self.order:
            self.signs[atom] = self._sign(atom)
        for atom in reversed(self.order):
            if atom not in self.products and atom not in self.sums:
                for part in self._parts(atom):
                    self._turn(part)
        for output in outputs:
            self._turn(output)
        for atom in self.order:
            self.signs[atom] = self._sign(atom)
        self.divisors = Counter(map(_divisor, self.products.values()))
        """What stands below the line, and in how many products."""
        self.sizes = {number: size for size, number in self.constants.items()}
        self.numbers: dict[int, int] = {}
        for atom in self.order:
            self.numbers[atom] = self._instruction(atom)
        self.results = [self._fixed(output) for output in outputs]

    def _open(self, outputs: Sequence[int]) -> None:
        """The rows of all that is needed."""
        seen: set[int] = set()
        waiting = list(outputs)
        while waiting:
            atom = waiting.pop()
            if atom in seen:
                continue
            seen.add(atom)
            its = self.atoms.all[atom]
            if its.kind == "product":
                self.products[atom] = self._factors(atom)
                waiting += self.products[atom]
            elif its.kind == "sum":
                self.sums[atom] = row = dict(zip(its.parts, map(exact, its.weights), strict=True))
                waiting += row
            else:
                waiting += its.parts

    def _multiples(self, free: int) -> None:
        """The multiples in sums as products of their own, then the pairs of all products."""
        known: dict[tuple[int, Number], int] = {}
        for row in self.sums.values():
            for part, number in list(row.items()):
                size = size_of(number)
                if size == 1:
                    continue
                if part == ONE:
                    whole = self._numbered(size)
                elif (part, size) in known:
                    whole = known[part, size]
                else:
                    whole = known[part, size] = free
                    free += 1
                    number_of_it = self._numbered(size)
                    self.multipliers.add(number_of_it)
                    self.products[whole] = {number_of_it: 1, **self.products.get(part, {part: 1})}
                del row[part]
                row[whole] = 1 if number > 0 else -1
        shared(self.products, free, power=True)

    def _numbered(self, size: Number) -> int:
        return self.constants.setdefault(exact(size), -1 - len(self.constants))

    def _factors(self, atom: int) -> Row:
        """A product as whole powers; what is left of a broken one is a root."""
        its = self.atoms.all[atom]
        row: Row = {}
        powers = self.atoms.powers(atom)
        if its.number:
            powers = self.atoms.powers(its.parts[0])
            size = size_of(its.number)
            if size != 1:
                row[self.atoms.number(size)] = 1
        for base, exponent in powers.items():
            sign = 1 if exponent > 0 else -1
            whole = size_of(exponent) // 1
            rest = size_of(exponent) - whole
            if rest.denominator > 3:
                # So that x**0.1 and x**(-0.9) are of one power.
                sign = 1
                whole = exponent // 1
                rest = exponent - whole
            if whole:
                row[base] = row.get(base, 0) + sign * int(whole)
            if not rest:
                continue
            if rest.denominator == 2:
                root, often = self.make.call("sqrt", base), 1
            elif rest.denominator == 3:
                root, often = self.make.call("pow", base, self.make.number(Fraction(1, 3))), rest.numerator
            else:
                root, often = self.make.call("pow", base, self.make.number(rest)), 1
            row[root] = row.get(root, 0) + sign * often
        return row

    def _parts(self, atom: int) -> Sequence[int]:
        row = self.products.get(atom)
        if row is None:
            row = self.sums.get(atom)
        if row is not None:
            return list(row)
        return self.atoms.all[atom].parts if atom >= 0 else ()

    def _ordered(self, outputs: Sequence[int]) -> list[int]:
        order: list[int] = []
        seen: set[int] = set()
        stack = [(output, False) for output in reversed(outputs)]
        while stack:
            atom, done = stack.pop()
            if done:
                order.append(atom)
            elif atom not in seen:
                seen.add(atom)
                stack.append((atom, True))
                stack += [(part, False) for part in reversed(self._parts(atom)) if part not in seen]
        return order

    def _own(self, atom: int) -> int:
        """The sign of a product's number."""
        return -1 if atom < self.own and self.atoms.all[atom].number < 0 else 1

    def _sign(self, atom: int) -> int:
        if atom in self.products:
            sign = -self._own(atom) if atom in self.negative else self._own(atom)
            for part, exponent in self.products[atom].items():
                sign *= self.signs[part] if exponent % 2 else 1
            return sign
        if atom in self.sums:
            if atom in self.turned:
                return -1
            return 1 if any(sign * self.signs[part] > 0 for part, sign in self.sums[atom].items()) else -1
        return 1

    def _turn(self, atom: int) -> None:
        """Where a sign would cost an operation, put it where it costs none: to a number, or into a difference."""
        if self.uses[atom] == 1 and self.signs[atom] < 0 and atom in self.products and self._turned(atom):
            self.signs[atom] = 1

    def _turned(self, atom: int) -> bool:
        row = self.products.get(atom)
        if row is None:
            row = self.sums.get(atom)
            if row is None or len({sign * self.signs[part] for part, sign in row.items()}) < 2:
                return False
            self.turned.add(atom)
            return True
        if any(self._is_number(part) for part in row):
            # Its own sign, or that of a factor, goes to the number.
            self.negative.add(atom)
            return True
        return any(exponent % 2 and self.uses[part] == 1 and self._turned(part) for part, exponent in row.items())

    def _is_number(self, atom: int) -> bool:
        return atom < 0 or (atom < self.own and self.atoms.all[atom].kind == "number")

    def _fixed(self, atom: int) -> int:
        """The instruction of an atom itself."""
        number = self.numbers[atom]
        if self.signs[atom] > 0:
            return number
        if self.make.instructions[number].kind == "number":
            return self.make.opposite(number)
        return self.make.made("negate", number)

    def _instruction(self, atom: int) -> int:
        make = self.make
        if atom in self.products:
            return self._product(atom)
        if atom in self.sums:
            return self._sum(atom)
        if atom < 0:
            return make.constant(self.sizes[atom], added=atom not in self.multipliers)
        its = self.atoms.all[atom]
        match its.kind:
            case "variable":
                return make.made("variable", name=its.name)
            case "number":
                return make.constant(its.number, added=self.uses[atom] == self.shown[atom])
            case "nan":
                return make.made("number", number=math.nan)
            case "truth":
                return make.made("truth", number=float(its.number))
        return make.made(its.kind, *(self._fixed(part) for part in its.parts), name=its.name)

    def _product(self, atom: int) -> int:
        """Factors over factors, one division for all that stands below the line."""
        above: list[int] = []
        below: list[int] = []
        for part, exponent in self.products[atom].items():
            place = above if exponent > 0 else below
            place.append(self._whole(self.numbers[part], int(size_of(exponent))))
        make = self.make
        if atom in self.negative:
            place = above if any(make.instructions[each].kind == "number" for each in above) else below
            position = next(k for k, each in enumerate(place) if make.instructions[each].kind == "number")
            place[position] = make.opposite(place[position])
        above.sort(key=lambda each: make.instructions[each].kind != "number")
        top = self._chain("multiply", above) if above else make.constant(1)
        if not below:
            return top
        under = self._chain("multiply", below)
        if above and atom not in self.negative and self.divisors[_divisor(self.products[atom])] >= DIVIDED:
            return make.made("multiply", top, make.made("divide", make.constant(1), under))
        return make.made("divide", top, under)

    def _whole(self, under: int, exponent: int) -> int:
        """A whole power by squares."""
        if exponent == 1:
            return under
        half = self._whole(under, exponent // 2)
        square = self.make.made("multiply", half, half)
        return self.make.made("multiply", square, under) if exponent % 2 else square

    def _chain(self, kind: str, numbers: Sequence[int]) -> int:
        result = numbers[0]
        for number in numbers[1:]:
            result = self.make.made(kind, result, number)
        return result

    def _sum(self, atom: int) -> int:
        side = self.signs[atom]
        plus: list[int] = []
        minus: list[int] = []
        for part, sign in self.sums[atom].items():
            (plus if sign * self.signs[part] * side > 0 else minus).append(self.numbers[part])
        result = self._chain("add", plus)
        for number in minus:
            result = self.make.made("subtract", result, number)
        return result


def _divisor(row: Row) -> frozenset[tuple[int, Number]]:
    """What stands below the line in a product."""
    return frozenset((part, exponent) for part, exponent in row.items() if exponent < 0)


def _double(value: Number, *, added: bool = False) -> float:
    """The nearest double. Raises SymdiffError ``no-code`` beyond the largest, and unless it is ``added`` for what would be 0."""
    try:
        found = float(value)
    except OverflowError:
        raise _beyond() from None
    if value and not found and not added:
        raise fault("no-code", "the formula has a number below the smallest double")
    return found


def _beyond() -> SymdiffError:
    return fault("no-code", "the formula has a number beyond the largest double")


def _named_number(name: str) -> Fraction:
    return Fraction(next(row.digits for row in op.CONSTANTS if row.name == name))


def _folded(name: str, operands: Sequence[Number]) -> Number | float | None:
    """What a call of numbers gives, far nearer than a double, and also beyond these; nan outside of the domain, None where it is not known.

    Raises SymdiffError ``no-code`` far beyond the largest double.
    """
    from flint import arb, ctx, fmpq

    if name == "pow" and operands[0] <= 0:
        base, exponent = operands
        if not base or exponent.denominator != 1:
            return Fraction(0) if exponent > 0 and not base else math.nan
        size = _folded(name, (-base, exponent))
        return size if size is None or exponent % 2 == 0 else -size
    before = ctx.prec
    ctx.prec = _FOLDED_BITS
    try:
        found = of_numbers(name, [arb(fmpq(each.numerator, each.denominator)) for each in operands])
        if found is not None and (found.is_zero() or found.rel_accuracy_bits() > _FOLDED_BITS // 7):
            mantissa, binary = found.mid().man_exp()
            if abs(int(binary)) < _FOLDED_SIZE:
                return Fraction(int(mantissa)) * Fraction(2) ** int(binary)
        if name in FUNCTIONS or name == "pow":
            getattr(math, _IN_PYTHON.get(name, name))(*map(_double, operands))
    except ValueError:
        return math.nan
    except OverflowError:
        raise _beyond() from None
    finally:
        ctx.prec = before
    return None


def no_code(function: str, language: str = "doubles") -> SymdiffError:
    """The error for a function that a language lacks."""
    return fault(
        "no-code", f"there is no code for {function} in {language}", hint="symdiff FORMULA --at POINT has its values"
    )


def _step(make: Lowering, u: int) -> int:
    zero = make.number(0)
    at = make.choose(make.compare("<", u, zero), zero, make.number(Fraction(1, 2)))
    return make.decided(make.compare(">", u, zero), make.number(1), at)


def _reciprocal(name: str) -> Callable[..., int]:
    return lambda make, u: make.over(make.number(1), make.call(name, u))


def _of_reciprocal(name: str) -> Callable[..., int]:
    return lambda make, u: make.call(name, make.over(make.number(1), u))


def _acot(make: Lowering, u: int) -> int:
    at_zero = make.number(_named_number("pi") / 2)
    inverse = make.call("atan", make.over(make.number(1), u))
    return make.choose(make.compare("==", u, make.number(0)), at_zero, inverse)


def _sinc(make: Lowering, u: int) -> int:
    at_zero = make.compare("==", u, make.number(0))
    return make.choose(at_zero, make.number(1), make.over(make.call("sin", u), u))


def _spherical(make: Lowering, order: int, u: int) -> int:
    """A spherical Bessel function of the first kind: where its recurrence cancels, a series in u^2 whose rest is below a rounding."""
    if not order:
        return _sinc(make, u)
    # Coefficients of the powers of u^2, down to one whose term is nothing beside the first at |u| = order.
    first = Fraction(1, math.prod(range(3, 2 * order + 2, 2)))
    terms = [first]
    while abs(terms[-1]) * order ** (2 * len(terms) - 2) > first / 2**58:
        k = len(terms)
        terms.append(-terms[-1] / (2 * k * (2 * order + 2 * k + 1)))
    square = make.times(u, u)
    series = make.number(terms.pop())
    for term in reversed(terms):
        series = make.plus(make.number(term), make.times(square, series))
    power = make.atoms.whole(make.atoms.multiplied([make.term(u)] * order))
    near = make.compare("<", make.call("fabs", u), make.number(order))
    far = _recurrent(make, order, u, make.call("cos", u), make.call("sin", u))
    return make.choose(near, make.times(power, series), far)


def _spherical_second(make: Lowering, order: int, u: int) -> int:
    minus_cosine = make.times(make.number(-1), make.call("cos", u))
    return _recurrent(make, order, u, make.call("sin", u), minus_cosine)


def _recurrent(make: Lowering, order: int, u: int, before: int, here: int) -> int:
    """A spherical Bessel function of an order by those of -1 and 0, times u."""
    last, result = make.over(before, u), make.over(here, u)
    for k in range(order):
        step = make.over(make.times(make.number(2 * k + 1), result), u)
        last, result = result, make.plus(step, make.times(make.number(-1), last))
    return result


def _of_few_orders(name: str, written: Callable[[Lowering, int, int], int]) -> Callable[..., int]:
    """A function that is written out in its order, a number up to a bound."""

    def made(make: Lowering, order: Exact | None, _u: Exact | None, *, below: list[int]) -> int:
        if order is None or not _whole_order(order) or order > MOST_ORDER:
            raise no_code(f"{name} of this order")
        return written(make, int(order), below[1])

    return made


def _factorial(make: Lowering, u: int) -> int:
    return make.call("tgamma", make.plus(u, make.number(1)))


def _whole_order(order: Exact | None) -> bool:
    return order is not None and Fraction(order).denominator == 1 and order >= 0


def _bessel(name: str) -> Callable[..., int]:
    """Libraries of mathematics have these functions of whole order alone."""

    def made(make: Lowering, order: Exact | None, _u: Exact | None, *, below: list[int]) -> int:
        return make.call(f"{name}_whole" if _whole_order(order) else name, *below)

    return made


def _of_order(name: str, allowed: Callable[[Exact], bool], at_zero: str = "") -> Callable[..., int]:
    """A function whose first operand must be a number of a kind, and which may have another name where that is 0."""

    def made(make: Lowering, order: Exact | None, _u: Exact | None, *, below: list[int]) -> int:
        if order is None or not allowed(order):
            raise no_code(f"{name} of this order")
        return make.call(at_zero, below[1]) if at_zero and order == 0 else make.call(name, *below)

    return made


def _one_or_two(first: str, second: str) -> Callable[..., int]:
    """A function of one operand that has another name with two; without a name there is none."""

    def made(make: Lowering, *_values: Exact | None, below: list[int]) -> int:
        if len(below) == 2 and not second:
            raise no_code(f"{first} of two arguments")
        return make.call(first if len(below) == 1 else second, *below)

    return made


_FUNCTION: Final = {row.name: row for row in op.FUNCTIONS}
_NAMED: Final[Mapping[Operator, Callable[..., int]]] = {
    _FUNCTION[name]: made
    for name, made in {
        "besselj": _bessel("besselj"),
        "bessely": _bessel("bessely"),
        "jn": _of_few_orders("jn", _spherical),
        "yn": _of_few_orders("yn", _spherical_second),
        "polygamma": _of_order("polygamma", _whole_order, "digamma"),
        "uppergamma": _of_order("uppergamma", lambda s: s > 0),
        "lowergamma": _of_order("lowergamma", lambda s: s > 0),
        "expint": _of_order("expint", _whole_order),
        "legendre": _of_order("legendre", _whole_order),
        "chebyshevt": _of_order("chebyshevt", _whole_order),
        "chebyshevu": _of_order("chebyshevu", _whole_order),
        "hermite": _of_order("hermite", _whole_order),
        "laguerre": _of_order("laguerre", _whole_order),
        "zeta": _one_or_two("zeta", ""),
        "LambertW": _one_or_two("LambertW", ""),
        "elliptic_e": _one_or_two("elliptic_e", "elliptic_e2"),
    }.items()
}
"""Functions whose name in a library rests on their order or the number of their operands."""
_LONG: Final[Mapping[Operator, Callable[..., int]]] = {
    op.heaviside: _step,
    op.sec: _reciprocal("cos"),
    op.csc: _reciprocal("sin"),
    op.cot: _reciprocal("tan"),
    op.sech: _reciprocal("cosh"),
    op.csch: _reciprocal("sinh"),
    op.coth: _reciprocal("tanh"),
    op.asec: _of_reciprocal("acos"),
    op.acsc: _of_reciprocal("asin"),
    op.acot: _acot,
    op.asech: _of_reciprocal("acosh"),
    op.acsch: _of_reciprocal("asinh"),
    op.acoth: _of_reciprocal("atanh"),
    op.sinc: _sinc,
    op.factorial: _factorial,
}
"""Functions that no language has, in terms of those that C has."""
