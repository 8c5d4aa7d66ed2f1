"""Outputs as quotients of polynomials without a common factor, so that terms that cancel are gone. Imports ``sharing`` and ``budget``.

Variables, calls and roots are the names of the polynomials; what is known of them (the square of a root, sin**2 + cos**2 = 1) takes
their powers down. flint adds, divides and factors; what grows beyond a bound stays as it was. A sum of terms that leave nothing, as
derivatives of long formulas are, loses all digits in doubles, and its quotient none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import lcm
from typing import Any, Final

from symdiff.budget import heed_signals
from symdiff.frozen import Frozen
from symdiff.languages.sharing import ONE, Atom, Atoms, Number, Term, exact, ratio, size_of

MOST_TERMS: Final = 800
"""Of a polynomial."""
MOST_PARTS: Final = 400
"""Of an output that is tried."""
MOST_NAMES: Final = 48
MOST_POWER: Final = 60
_PLAIN_BITS: Final = 64
"""Numbers of more bits are roots and constants, and stand for themselves: as rationals nothing cancels against them."""
_SQUARES: Final = (("sin", "cos", -1), ("sinh", "cosh", 1))
"""Of the first and the second of one operand: the first's square is 1 with this sign, with the second's square in the other."""
_RATIOS: Final[Mapping[str, tuple[str, str]]] = {"tan": ("sin", "cos"), "tanh": ("sinh", "cosh")}

Quotient = tuple[Any, Any]
"""A numerator over a denominator that is not 0, without a common factor."""


class _TooLargeError(Exception):
    """A polynomial beyond the bounds."""


class _Name(Frozen):
    """What a name of the polynomials is: a root of an atom, of degree 1 the atom itself; or a number."""

    atom: int
    degree: int = 1
    number: Number = 0


def quotients(atoms: Atoms, outputs: Sequence[Term], longer: float) -> list[Term] | None:
    """Outputs as a number times factors over factors with up to ``longer`` times the parts; None where none is."""
    found: list[Term] = []
    some = False
    for output in outputs:
        before = len(atoms.reachable([output.atom]))
        if before <= MOST_PARTS and atoms.all[output.atom].kind in ("sum", "product"):
            with suppress(_TooLargeError):
                made = _Quotients(atoms, [output]).found[0]
                if len(atoms.reachable([made.atom])) <= longer * before:
                    found.append(made)
                    some = True
                    continue
        found.append(output)
    return found if some else None


class _Quotients:
    def __init__(self, atoms: Atoms, outputs: Sequence[Term]) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        if not hasattr(fmpq_mpoly_ctx, "get"):  # before python-flint 0.8
            raise _TooLargeError
        self.atoms = atoms
        self.names: dict[_Name, int] = {}
        self.degrees: dict[int, int] = {}
        """By atom the degree of its roots."""
        self.order = self._opened([term.atom for term in outputs])
        self.taken = frozenset(self.order)
        for atom in self.order:
            self._name(atom)
        for term in outputs:
            self._number_name(term.factor)
        leaves = sum(atoms.all[atom].kind not in ("sum", "product", "number") for atom in self.order)
        # A name for each leaf, or two where it is a ratio, one more for a sine beside a cosine, and one for each root.
        most = len(self.names) + 3 * leaves + sum(degree > 1 for degree in self.degrees.values())
        if most > MOST_NAMES:
            raise _TooLargeError
        self.context = fmpq_mpoly_ctx.get([f"v{k}" for k in range(max(1, most))], Ordering.lex)
        self.one = self.context.constant(1)
        self.relations: dict[int, tuple[int, Quotient]] = {}
        self.values: dict[int, Quotient] = {}
        for atom in self.order:
            heed_signals()
            self.values[atom] = self._value(atom)
        self.found = [
            self._term(self._reduced(self._times(self._number(term.factor), self.values[term.atom])))
            for term in outputs
        ]

    def _opened(self, roots: Sequence[int]) -> list[int]:
        """The atoms that are taken apart, and those that are names, parts first."""
        order: list[int] = []
        seen: set[int] = set()
        stack = [(root, False) for root in roots]
        while stack:
            atom, done = stack.pop()
            if done:
                order.append(atom)
            elif atom not in seen:
                seen.add(atom)
                stack.append((atom, True))
                its = self.atoms.all[atom]
                if its.kind in ("sum", "product"):
                    stack += [(part, False) for part in its.parts]
        return order

    def _name(self, atom: int) -> None:
        """Names for what an atom is, or for the roots and numbers in it."""
        its = self.atoms.all[atom]
        if its.kind == "product":
            for part, exponent in zip(its.parts, its.weights, strict=True):
                if size_of(exponent) > MOST_POWER or exponent.denominator > 6:
                    raise _TooLargeError
                self.degrees[part] = lcm(self.degrees.get(part, 1), exponent.denominator)
            self._number_name(its.number)
        elif its.kind == "sum":
            for weight in its.weights:
                self._number_name(weight)
        elif its.kind == "number":
            self._number_name(its.number)

    def _number_name(self, number: Number) -> None:
        if number.denominator.bit_length() > _PLAIN_BITS or number.numerator.bit_length() > _PLAIN_BITS:
            self.names.setdefault(_Name(ONE, 1, size_of(number)), len(self.names))

    def _generator(self, name: _Name) -> Any:
        place = self.names[name]
        return self.context.gens()[place]

    def _number(self, number: Number) -> Quotient:
        from flint import fmpq

        name = _Name(ONE, 1, size_of(number))
        if name in self.names:
            return self._generator(name) * (1 if number > 0 else -1), self.one
        return self.context.constant(fmpq(number.numerator, number.denominator)), self.one

    def _value(self, atom: int) -> Quotient:
        its = self.atoms.all[atom]
        if its.kind == "number":
            return self._number(its.number)
        if its.kind == "sum":
            total: Quotient = self.context.constant(0), self.one
            for part, weight in zip(its.parts, its.weights, strict=True):
                total = self._plus(total, self._times(self._number(weight), self.values[part]))
            return self._reduced(total)
        if its.kind == "product":
            result = self._number(its.number) if its.number else (self.one, self.one)
            for part, exponent in zip(its.parts, its.weights, strict=True):
                result = self._times(result, self._power(part, exponent))
            return self._reduced(result)
        return self._leaf(atom)

    def _leaf(self, atom: int) -> Quotient:
        """A variable or a call: a name, a quotient of two where both are here, or a power of its root."""
        degree = self.degrees.get(atom, 1)
        its = self.atoms.all[atom]
        if its.kind == "call" and degree == 1:
            half = self._by_half(its)
            if half is not None:
                return half
        if its.kind == "call" and its.name in _RATIOS and degree == 1:
            above, below = (Atom("call", its.parts, name=name) for name in _RATIOS[its.name])
            known = [self.atoms.known(each) for each in (above, below)]
            if any(each in self.taken for each in known if each is not None):
                return self._named(self.atoms.made(above)), self._named(self.atoms.made(below))
        return self._named(atom, degree) ** degree, self.one

    def _by_half(self, its: Atom) -> Quotient | None:
        """A function of an angle by the tangent of its half, where that is here."""
        if its.name not in ("sin", "cos", "tan"):
            return None
        half = self.atoms.known(Atom("call", (self._half_of(its.parts[0]),), name="tan"))
        if half is None or half not in self.taken:
            return None
        tangent = self._named(half)
        square = tangent**2
        return {
            "sin": (2 * tangent, 1 + square),
            "cos": (1 - square, 1 + square),
            "tan": (2 * tangent, 1 - square),
        }[its.name]

    def _half_of(self, atom: int) -> int:
        its = self.atoms.all[atom]
        term = Term(its.number, its.parts[0]) if its.kind == "product" and its.number else Term(1, atom)
        return self.atoms.whole(Term(ratio(term.factor, 2), term.atom))

    def _named(self, atom: int, degree: int = 1) -> Any:
        name = _Name(atom, degree)
        if name not in self.names:
            self.names[name] = len(self.names)
            self._relate(atom)
        return self._generator(name)

    def _relate(self, atom: int) -> None:
        """The square of a sine by that of the cosine, where both are names."""
        its = self.atoms.all[atom]
        for first, second, sign in _SQUARES:
            if its.kind != "call" or its.name not in (first, second):
                continue
            names = [self.atoms.known(Atom("call", its.parts, name=name)) for name in (first, second)]
            if None in names or any(_Name(each, 1) not in self.names for each in names if each is not None):
                continue
            sine, cosine = (self.names[_Name(each, 1)] for each in names if each is not None)
            square = self.context.gens()[cosine] ** 2
            self.relations[sine] = 2, ((1 - square) * -sign, self.one)

    def _power(self, part: int, exponent: Number) -> Quotient:
        degree = self.degrees.get(part, 1)
        its = self.atoms.all[part]
        if exponent.denominator == 1:
            above, below = self.values[part]
            whole = int(exponent)
        else:
            root = self._named(part, degree)
            if its.kind in ("sum", "product"):
                self.relations[self.names[_Name(part, degree)]] = degree, self.values[part]
            above, below = root, self.one
            whole = int(exponent * degree)
        if whole < 0:
            above, below = below, above
            if below.is_zero():
                raise _TooLargeError
        if max(len(above), len(below)) > 1 and abs(whole) * max(len(above), len(below)) > MOST_TERMS:
            raise _TooLargeError
        return self._bounded(above ** abs(whole), below ** abs(whole))

    def _bounded(self, above: Any, below: Any) -> Quotient:
        if len(above) > MOST_TERMS or len(below) > MOST_TERMS:
            raise _TooLargeError
        return above, below

    def _times(self, first: Quotient, second: Quotient) -> Quotient:
        (a, b), (c, d) = first, second
        a, d = self._coprime(a, d)
        c, b = self._coprime(c, b)
        if len(a) * len(c) > 40 * MOST_TERMS or len(b) * len(d) > 40 * MOST_TERMS:
            raise _TooLargeError
        return self._bounded(a * c, b * d)

    def _plus(self, first: Quotient, second: Quotient) -> Quotient:
        (a, b), (c, d) = first, second
        if b == d:
            return self._bounded(*self._coprime(a + c, b))
        common = b.gcd(d)
        over, under = d / common, b / common
        if max(len(a) * len(over), len(c) * len(under), len(b) * len(over)) > 40 * MOST_TERMS:
            raise _TooLargeError
        return self._bounded(*self._coprime(a * over + c * under, b * over))

    def _coprime(self, above: Any, below: Any) -> Quotient:
        if below.is_constant() or above.is_zero():
            return (above / below, self.one) if below.is_constant() else (above, self.one)
        common = above.gcd(below)
        return (above, below) if common.is_constant() else (above / common, below / common)

    def _reduced(self, value: Quotient) -> Quotient:
        """The powers of names that have a relation taken down."""
        for _ in range(4):
            before = value
            for place, (degree, rule) in self.relations.items():
                value = self._lowered(value, place, degree, rule)
            if value == before:
                return value
        return value

    def _lowered(self, value: Quotient, place: int, degree: int, rule: Quotient) -> Quotient:
        above, below = value
        if max(above.degrees()[place], below.degrees()[place]) < degree:
            return value
        top, under = self._without(above, place, degree, rule), self._without(below, place, degree, rule)
        if under[0].is_zero():
            raise _TooLargeError
        return self._times(top, (under[1], under[0]))

    def _without(self, poly: Any, place: int, degree: int, rule: Quotient) -> Quotient:
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for key, number in poly.to_dict().items():
            times, rest = divmod(int(key[place]), degree)
            parts.setdefault(times, {})[(*key[:place], rest, *key[place + 1 :])] = number
        total: Quotient = self.context.constant(0), self.one
        for times, part in parts.items():
            raised = self._bounded(rule[0] ** times, rule[1] ** times)
            total = self._plus(total, self._times((self.context.from_dict(part), self.one), raised))
        return total

    # And back.

    def _term(self, value: Quotient) -> Term:
        """A quotient as a product of powers of its factors."""
        above, below = value
        if above.is_zero():
            return Term(0, ONE)
        factors: list[Term] = []
        for poly, sign in ((above, 1), (below, -1)):
            number, found = self._factored(poly)
            factors.append(Term(exact(Fraction(int(number.p), int(number.q)) ** sign), ONE))
            for factor, power in found:
                base = self._sum(factor)
                raised = self.atoms.raised(base, sign * int(power))
                if raised is None:
                    raised = self.atoms.product(1, {self.atoms.whole(base): sign * int(power)})
                factors.append(raised)
        return self.atoms.multiplied(factors)

    def _factored(self, poly: Any) -> tuple[Any, list[tuple[Any, int]]]:
        """The number and the factors of a polynomial, with (1 - cos)*(1 + cos) as the square of the sine again."""
        number, found = poly.factor()
        powers = {str(factor): (factor, int(power)) for factor, power in found}
        for first, second, sign in _SQUARES:
            for name, place in list(self.names.items()):
                its = self.atoms.all[name.atom]
                if name.number or its.kind != "call" or its.name != second:
                    continue
                cosine = self.context.gens()[place]
                less, more = powers.get(str(cosine - 1)), powers.get(str(cosine + 1))
                times = min(less[1], more[1]) if less and more else 0
                if not times:
                    continue
                sine = _Name(self.atoms.made(Atom("call", its.parts, name=first)), 1)
                if sine not in self.names and len(self.names) >= len(self.context.gens()):
                    continue
                self.names.setdefault(sine, len(self.names))
                root = self._generator(sine)
                for each in (cosine - 1, cosine + 1):
                    factor, power = powers.pop(str(each))
                    if power > times:
                        powers[str(each)] = factor, power - times
                before = powers.get(str(root), (root, 0))[1]
                powers[str(root)] = root, before + 2 * times
                number = number * (sign**times)
        return number, list(powers.values())

    def _sum(self, poly: Any) -> Term:
        """A polynomial as a sum: of powers of variables, or of factors where what stands beside the same calls, or has the same degree, has some."""
        terms: list[Term] = []
        for part in self._parts(poly):
            number, found = part.factor()
            factors = [self._monomials(factor) for factor, _ in found]
            if (
                len(part) == 1
                or sum(len(each) > 1 and power > 1 for each, (_, power) in zip(factors, found, strict=True)) == 0
            ):
                terms += self._monomials(part)
                continue
            whole = [Term(exact(Fraction(int(number.p), int(number.q))), ONE)]
            for each, (_, power) in zip(factors, found, strict=True):
                base = self.atoms.added(each)
                raised = self.atoms.raised(base, int(power))
                whole.append(raised or self.atoms.product(1, {self.atoms.whole(base): int(power)}))
            terms.append(self.atoms.multiplied(whole))
        return self.atoms.added(terms)

    def _parts(self, poly: Any) -> list[Any]:
        """The terms of a polynomial by what calls they have, and by their degree in the variables."""
        plain = [self.atoms.all[name.atom].kind == "variable" and name.degree == 1 for name in self.names]
        parts: dict[tuple[int, ...], dict[tuple[int, ...], Any]] = {}
        for key, number in poly.to_dict().items():
            others = tuple(0 if own else int(each) for own, each in zip(plain, key, strict=False))
            degree = sum(int(each) for own, each in zip(plain, key, strict=False) if own)
            parts.setdefault((*others, degree), {})[key] = number
        return [self.context.from_dict(part) for part in parts.values()]

    def _monomials(self, poly: Any) -> list[Term]:
        names = list(self.names)
        terms = []
        for key, number in poly.to_dict().items():
            factor = exact(Fraction(int(number.p), int(number.q)))
            powers: dict[int, Number] = {}
            for place, exponent in enumerate(key):
                if exponent:
                    name = names[place]
                    if name.number:
                        factor *= name.number ** int(exponent)
                    else:
                        powers[name.atom] = powers.get(name.atom, 0) + exact(Fraction(int(exponent), name.degree))
            terms.append(self.atoms.product(factor, powers))
        return terms
