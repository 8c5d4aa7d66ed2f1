"""Outputs as quotients of polynomials without a common factor, so that terms that cancel are gone. Imports ``sharing`` and ``budget``.

Variables, calls and roots are the names of the polynomials; what is known of them (the square of a root, sin**2 + cos**2 = 1) takes
their powers down. flint adds, divides and factors; what grows beyond a bound stays as it was. A sum of terms that leave nothing, as
derivatives of long formulas are, loses all digits in doubles, and its quotient none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from fractions import Fraction
from math import isqrt, lcm
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
_ROOM: Final = 8
"""Parts that conjugates may be longer by, beside that."""
_SURD_BITS: Final = 300
"""Of a number, that are looked at for what it is."""
_SHORT_BITS: Final = 40
"""Of the whole numbers that it may be of."""
_ROOT_BITS: Final = 420
_SQUARES: Final = (("sin", "cos", 1, -1), ("sinh", "cosh", -1, 1))
"""Of the first and the second of one operand: the first's square is a number and so many times the second's square."""
_SQUARES_OF_COSINES: Final = (("cos", "sin", 1, -1), ("cosh", "sinh", 1, 1))
_HALVES: Final = (("cos", -1, "sin", -2), ("cos", 1, "cos", 2), ("cosh", -1, "sinh", 2))
"""A function, a number added to it, and the sum by the square of a function of half the angle."""
_PRODUCTS: Final[Mapping[str, tuple[tuple[int, str, str], tuple[int, str, str]]]] = {
    "sin": ((2, "sin", "cos"), (2, "sin", "cos")),
    "cos": ((-2, "sin", "sin"), (2, "cos", "cos")),
}
"""Of two functions their difference, then their sum: a number, and functions of half the sum of the angles with that sign, and with the other."""
_RATIOS: Final[Mapping[str, tuple[str, str]]] = {"tan": ("sin", "cos"), "tanh": ("sinh", "cosh")}

Quotient = tuple[Any, Any]
"""A numerator over a denominator that is not 0, without a common factor."""


class _TooLargeError(Exception):
    """A polynomial beyond the bounds."""


class Surd(Frozen):
    """A number by the square root of a whole one."""

    plain: Fraction
    times: Fraction
    root: Fraction
    under: int
    """What the root is of."""


def surd_of(number: Number) -> Surd | None:
    """A number of hundreds of digits as p + q*sqrt(d), fractions of few digits and a whole number; None where it is none.

    The shortest whole numbers a, b, c with a*x**2 + b*x + c next to 0 are found by lattice reduction; those of chance would be far longer.
    """
    from flint import fmpz, fmpz_mat

    scale = 1 << _SURD_BITS
    powers = (Fraction(1), Fraction(number), Fraction(number) ** 2)
    rows = [[int(k == j) for j in range(3)] + [round(each * scale)] for k, each in enumerate(powers)]
    c, b, a, rest = (int(each) for each in fmpz_mat(rows).lll().tolist()[0])
    if not a or max(map(abs, (a, b, c, rest))) >> _SHORT_BITS:
        return None
    square, under = 1, 1
    for prime, power in fmpz(b * b - 4 * a * c).factor():
        square *= int(prime) ** (int(power) // 2)
        under *= int(prime) ** (int(power) % 2)
    if b * b <= 4 * a * c or under == 1:
        return None
    root = Fraction(isqrt(under << 2 * _ROOT_BITS), 1 << _ROOT_BITS)
    plain, times = Fraction(-b, 2 * a), Fraction(square, 2 * a)
    return Surd(plain, times if (number > plain) == (times > 0) else -times, root, under)


class _Name(Frozen):
    """What a name of the polynomials is: a root of an atom, of degree 1 the atom itself; or a number."""

    atom: int
    degree: int = 1
    number: Number = 0


class Manner(Frozen):
    """How quotients are made."""

    longer: float = 1.0
    """Times the parts of an output that its quotient may have."""
    only: frozenset[int] | None = None
    """The outputs that may be quotients, counted from 0; None: all."""
    cosine: bool = False
    """Whether the squares of cosines are taken down, not those of sines."""
    conjugate: bool = False
    """Whether 1 - cos(u) is by the square of sin(u/2), and sqrt(u) - v over sqrt(u) + v; outputs without such factors are no quotients then."""


def quotients(atoms: Atoms, outputs: Sequence[Term], manner: Manner) -> list[Term] | None:
    """Outputs as a number times factors over factors; None where none is."""
    found: list[Term] = []
    some = False
    for count, output in enumerate(outputs):
        before = len(atoms.reachable([output.atom]))
        wanted = manner.only is None or count in manner.only
        if wanted and before <= MOST_PARTS and atoms.all[output.atom].kind in ("sum", "product"):
            with suppress(_TooLargeError):
                made = _Quotients(atoms, [output], manner)
                (term,) = made.found
                if made.own and len(atoms.reachable([term.atom])) <= manner.longer * before + _ROOM * manner.conjugate:
                    found.append(term)
                    some = True
                    continue
        found.append(output)
    return found if some else None


class _Quotients:
    def __init__(self, atoms: Atoms, outputs: Sequence[Term], manner: Manner) -> None:
        from flint import Ordering, fmpq_mpoly_ctx

        if not hasattr(fmpq_mpoly_ctx, "get"):  # before python-flint 0.8
            raise _TooLargeError
        self.atoms = atoms
        self.manner = manner
        self.squares = _SQUARES_OF_COSINES if manner.cosine else _SQUARES
        self.own = not (manner.cosine or manner.conjugate)
        """Whether it differs from what is made without this manner."""
        self.names: dict[_Name, int] = {}
        self.surds: dict[Number, Surd] = {}
        """Numbers that are no fractions, but by one or two square roots."""
        self.degrees: dict[int, int] = {}
        """By atom the degree of its roots."""
        self.order = self._opened([term.atom for term in outputs])
        self.taken = frozenset(self.order)
        for atom in self.order:
            self._name(atom)
        for term in outputs:
            self._number_name(term.factor)
        self.tangents = self._tangents()
        leaves = sum(atoms.all[atom].kind not in ("sum", "product", "number") for atom in self.order)
        # A name for each leaf, or two where it is a ratio, one more for a sine beside a cosine, and one for each root.
        most = len(self.names) + 3 * leaves + sum(degree > 1 for degree in self.degrees.values())
        if most > MOST_NAMES:
            raise _TooLargeError
        self.context = fmpq_mpoly_ctx.get([f"v{k}" for k in range(max(1, most))], Ordering.lex)
        self.one = self.context.constant(1)
        self.relations: dict[int, tuple[int, Quotient]] = {
            self.names[_Name(ONE, 1, surd.root)]: (2, (self.context.constant(surd.under), self.one))
            for surd in self.surds.values()
        }
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
        if number.denominator.bit_length() <= _PLAIN_BITS and number.numerator.bit_length() <= _PLAIN_BITS:
            return
        size = size_of(number)
        if size in self.surds or _Name(ONE, 1, size) in self.names:
            return
        surd = surd_of(size)
        if surd is not None:
            self.surds[size] = surd
            size = surd.root
        self.names.setdefault(_Name(ONE, 1, size), len(self.names))

    def _generator(self, name: _Name) -> Any:
        place = self.names[name]
        return self.context.gens()[place]

    def _number(self, number: Number) -> Quotient:
        from flint import fmpq

        size = size_of(number)
        side = 1 if number > 0 else -1
        if size in self.surds:
            surd = self.surds[size]
            root = self._generator(_Name(ONE, 1, surd.root))
            return side * (_fraction(surd.plain) + _fraction(surd.times) * root), self.one
        name = _Name(ONE, 1, size)
        if name in self.names:
            return self._generator(name) * side, self.one
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
        if its.kind == "call" and its.name in ("sin", "cos", "tan") and its.parts[0] in self.tangents:
            return self._by_tangent(its)
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

    def _by_tangent(self, its: Atom) -> Quotient:
        """A function of an angle by its tangent and its cosine, whose square is 1/(1 + tan**2)."""
        atom = self.atoms.made(Atom("call", its.parts, name="tan"))
        degree = self.degrees.get(atom, 1)
        tangent = self._named(atom, degree) ** degree
        if its.name == "tan":
            return tangent, self.one
        cosine = self.atoms.made(Atom("call", its.parts, name="cos"))
        if max(self.degrees.get(each, 1) for each in (cosine, self.atoms.made(its))) > 1:
            raise _TooLargeError
        root = self._named(cosine)
        self.relations[self.names[_Name(cosine)]] = 2, (self.one, 1 + tangent**2)
        return (tangent * root if its.name == "sin" else root), self.one

    def _tangents(self) -> frozenset[int]:
        """The angles whose tangent is under a root, or here with a function of twice the angle."""
        found = set()
        for atom in self.order:
            its = self.atoms.all[atom]
            if its.kind == "call" and its.name in ("sin", "cos", "tan"):
                half = self._half_of(its.parts[0])
                known = self.atoms.known(Atom("call", (half,), name="tan"))
                if known is not None and known in self.taken:
                    found.add(half)
                if its.name == "tan" and self.degrees.get(atom, 1) > 1:
                    found.add(its.parts[0])
        return frozenset(found)

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
        for first, second, number, times in self.squares:
            if its.kind != "call" or its.name not in (first, second):
                continue
            names = [self.atoms.known(Atom("call", its.parts, name=name)) for name in (first, second)]
            if None in names or any(_Name(each, 1) not in self.names for each in names if each is not None):
                continue
            sine, cosine = (self.names[_Name(each, 1)] for each in names if each is not None)
            self.relations[sine] = 2, (number + times * self.context.gens()[cosine] ** 2, self.one)
            self.own |= self.manner.cosine

    def _power(self, part: int, exponent: Number) -> Quotient:
        degree = self.degrees.get(part, 1)
        if exponent.denominator == 1:
            above, below = self.values[part]
            whole = int(exponent)
        else:
            root = self._root(part, degree)
            above, below = root, self.one
            whole = int(exponent * degree)
        if whole < 0:
            above, below = below, above
            if below.is_zero():
                raise _TooLargeError
        if max(len(above), len(below)) > 1 and abs(whole) * max(len(above), len(below)) > MOST_TERMS:
            raise _TooLargeError
        return self._bounded(above ** abs(whole), below ** abs(whole))

    def _root(self, part: int, degree: int) -> Any:
        """The root of an atom, by the name of another atom's root where both atoms are the same quotient."""
        if self.atoms.all[part].kind not in ("sum", "product"):
            return self._named(part, degree)
        above, below = value = self.values[part]
        for name, place in self.names.items():
            if name.degree == degree and place in self.relations and not name.number:
                _, (top, under) = self.relations[place]
                if above * under == top * below:
                    return self._generator(name)
        root = self._named(part, degree)
        self.relations[self.names[_Name(part, degree)]] = degree, value
        return root

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
                base = self._base(factor)
                raised = self.atoms.raised(base, sign * int(power))
                if raised is None:
                    raised = self.atoms.product(1, {self.atoms.whole(base): sign * int(power)})
                factors.append(raised)
        return self.atoms.multiplied(factors)

    def _base(self, factor: Any) -> Term:
        """A factor as a sum, or in another form where the manner has one for it."""
        if not self.manner.conjugate:
            return self._sum(factor)
        product = self._halved(factor) or self._multiplied(factor)
        if product is not None:
            return product
        found = self._conjugated(factor)
        if found is None:
            return self._sum(factor)
        above, below = (self._sum(each) for each in found)
        under = self.atoms.raised(below, -1) or self.atoms.product(1, {self.atoms.whole(below): -1})
        return self.atoms.multiplied([above, under])

    def _factored(self, poly: Any) -> tuple[Any, list[tuple[Any, int]]]:
        """The number and the factors of a polynomial, with (1 - cos)*(1 + cos) as the square of the sine again."""
        number, found = self._even(poly).factor()
        powers = {str(factor): (factor, int(power)) for factor, power in found}
        for first, second, _, times in self.squares:
            for name, place in list(self.names.items()):
                its = self.atoms.all[name.atom]
                if name.number or its.kind != "call" or its.name != second or second == "sinh":
                    continue
                cosine = self.context.gens()[place]
                less, more = powers.get(str(cosine - 1)), powers.get(str(cosine + 1))
                often = min(less[1], more[1]) if less and more else 0
                if not often:
                    continue
                sine = _Name(self.atoms.made(Atom("call", its.parts, name=first)), 1)
                if sine not in self.names and len(self.names) >= len(self.context.gens()):
                    continue
                self.names.setdefault(sine, len(self.names))
                root = self._generator(sine)
                for each in (cosine - 1, cosine + 1):
                    factor, power = powers.pop(str(each))
                    if power > often:
                        powers[str(each)] = factor, power - often
                before = powers.get(str(root), (root, 0))[1]
                powers[str(root)] = root, before + 2 * often
                number = number * (times**often)
        return number, list(powers.values())

    def _even(self, poly: Any) -> Any:
        """The polynomial with 1 as cos**2 + sin**2 in terms of lower degree, where that has more factors or fewer terms: a product again."""
        for first, second, number, times in self.squares:
            for name, place in list(self.names.items()):
                its = self.atoms.all[name.atom]
                if name.number or its.kind != "call" or its.name != second:
                    continue
                sine = self.names.get(_Name(self.atoms.made(Atom("call", its.parts, name=first)), 1))
                if sine is None or sine not in self.relations:
                    continue
                degrees = [int(key[place]) + int(key[sine]) for key in poly.to_dict()]
                most = max(degrees)
                if min(degrees) == most or any((most - degree) % 2 for degree in degrees):
                    continue
                gens = self.context.gens()
                # The number 1, of degree 2.
                unit = (gens[sine] ** 2 - times * gens[place] ** 2) * number
                made = self.context.constant(0)
                for (key, value), degree in zip(poly.to_dict().items(), degrees, strict=True):
                    made += self.context.from_dict({key: value}) * unit ** ((most - degree) // 2)
                if self._length(made) < self._length(poly):
                    poly = made
        return poly

    def _length(self, poly: Any) -> int:
        return sum(len(factor) for factor, _ in poly.factor()[1])

    def _halved(self, poly: Any) -> Term | None:
        """1 + cos(u) and 1 - cos(u) as squares."""
        for name, place in list(self.names.items()):
            its = self.atoms.all[name.atom]
            for function, more, half, times in _HALVES if its.kind == "call" and not name.number else ():
                if its.name == function and poly == self.context.gens()[place] + more:
                    call = self.atoms.made(Atom("call", (self._half_of(its.parts[0]),), name=half))
                    self.own = True
                    return self.atoms.product(times, {call: 2})
        return None

    def _multiplied(self, poly: Any) -> Term | None:
        """The sum or the difference of two sines, or of two cosines, as twice a product."""
        terms = [(tuple(map(int, key)), number) for key, number in poly.to_dict().items()]
        if len(terms) != 2 or any(sum(key) != 1 or abs(number) != 1 for key, number in terms):
            return None
        names = list(self.names)
        signs = [int(number) for _, number in terms]
        calls = [self.atoms.all[names[key.index(1)].atom] for key, _ in terms]
        if any(call.kind != "call" or call.name != calls[0].name for call in calls) or calls[0].name not in _PRODUCTS:
            return None
        halves = [self._half_of(call.parts[0]) for call in calls]
        more, less = (
            self.atoms.added([Term(1, halves[0]), Term(side * signs[0] * signs[1], halves[1])]) for side in (1, -1)
        )
        # With the first angle's sign before them: of a sum the half sum and the half difference, of a difference the other way round.
        number, *functions = _PRODUCTS[calls[0].name][signs[0] == signs[1]]
        self.own = True
        found = [
            Term(1, self.atoms.made(Atom("call", (self.atoms.whole(angle),), name=name)))
            for angle, name in zip((more, less), functions, strict=True)
        ]
        return self.atoms.multiplied([Term(number * signs[0], ONE), *found])

    def _conjugated(self, poly: Any) -> Quotient | None:
        """Where one root is in a factor once, and the product with the other sign of it is shorter: that product over this factor, which is never 0."""
        for place, (degree, (above, below)) in self.relations.items():
            name = list(self.names)[place]
            if degree != 2 or poly.degrees()[place] != 1 or name.degree != 2 or not below.is_constant():
                continue
            root: dict[tuple[int, ...], Any] = {}
            rest: dict[tuple[int, ...], Any] = {}
            for key, number in poly.to_dict().items():
                (root if key[place] else rest)[(*key[:place], 0, *key[place + 1 :])] = number
            with_root, without = self.context.from_dict(root), self.context.from_dict(rest)
            norm, under = self._reduced((without**2 - with_root**2 * above / below, self.one))
            other = without - with_root * self.context.gens()[place]
            positive = other if self._is_positive(other) else -other
            if rest and under.is_one() and not norm.is_zero() and len(norm) < len(poly) and self._is_positive(positive):
                self.own = True
                return (norm if positive == other else -norm), positive
        return None

    def _is_positive(self, poly: Any) -> bool:
        """Whether no term is below 0, and one, or the squares of two roots together, a number above 0."""
        names = list(self.names)
        plain = False
        squares = []
        for key, number in poly.to_dict().items():
            powers = [(place, int(power)) for place, power in enumerate(key) if power]
            even = all(power % 2 == 0 or names[place].degree == 2 or names[place].number for place, power in powers)
            if number < 0 or not even:
                return False
            plain |= not powers
            if [power for _, power in powers] == [1] and powers[0][0] in self.relations and number == 1:
                above, below = self.relations[powers[0][0]][1]
                squares.append(above / below if below.is_constant() else above)
        sums = [one + other for one in squares for other in squares]
        return plain or any(
            each.is_constant() and each.leading_coefficient() > 0 for each in sums if not each.is_zero()
        )

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


def _fraction(number: Fraction) -> Any:
    from flint import fmpq

    return fmpq(number.numerator, number.denominator)
