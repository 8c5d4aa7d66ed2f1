"""Kernels: exponentials, logarithms, roots, signs and half-angle tangents, in terms of the fewest. Imports ``field``.

Each rewriting holds wherever what is rewritten is real, but for places where a polynomial is 0: ``log(u)`` is
``log(abs(u))``, a sum over the factors of u, and a root of u the product of those of its factors. So two formulas with the same
ratio have the same values wherever both exist, up to such places, and there by continuity.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

from flint import arb, ctx, fmpq, fmpq_poly, fmpz, fmpz_poly

from symdiff.identities.field import MOST_EXPONENT, Field, Key, Ratio, UnprovenError, key_of

_FACTORED = 10**18
"""Whole numbers up to this are factored; a longer one is taken as a prime, which is no loss but of a proof."""
_MOST_FACTORED = 400
"""Terms of a polynomial that is factored."""
_MOST_POWER = 1000
"""Its degrees: flint factors densely, in time and memory that no budget stops."""
_MOST_TURNS = 40
"""Times that an angle is taken, in terms of the tangent of half of it."""
_MOST_DEGREES = 100
_MOST_ROOT_BITS = 8000
"""Degree times the bits of the largest coefficient of a polynomial whose zeros are looked for."""
_DEEP = 2
"""Discriminants of discriminants that a sign is looked for in."""


class FinerError(Exception):
    """Raised where an exponential, an angle or a root is needed in smaller parts than it was given: to begin again."""


class Kernels:
    """The kernels of some formulas in one field. ``parts`` says in how many parts each is taken, from one attempt to the next."""

    def __init__(self, size: int, parts: dict[Key, int]) -> None:
        self.field = Field(size)
        self.parts = parts
        self.places: dict[Key, int] = {}
        self.kinds: dict[int, tuple[str, Any]] = {}
        """Of each kernel its kind, and what it is made of."""
        self.signs: dict[int, Any] = {}
        """The kernels that are signs, each with the polynomial whose sign it is."""
        self.trusting = True
        """Whether what is made now has values wherever the proof is to hold."""
        self.real_turns: set[int] = set()
        """The kernels of powers of negative numbers that are 1 or -1 there."""
        self._known: dict[Key, int] = {}
        self._unknown: set[tuple[Key, int]] = set()
        self._learned: list[tuple[Any, int]] = []
        self._names: dict[int, Key] = {}
        self._factors: dict[Key, tuple[Fraction, tuple[tuple[Any, int], ...]]] = {}

    # Places.

    def kernel(self, kind: str, *data: Any, key: Key) -> int:
        """The place of a kernel, a new one where there is none of this kind and key yet."""
        whole = (kind, *key)
        place = self.places.get(whole)
        if place is None:
            place = self.places[whole] = self.field.kernel()
            self.kinds[place] = kind, data
        return place

    def symbol(self, name: str) -> Ratio:
        return self.field.gen(self.kernel("symbol", name, key=(name,)))

    def constant(self, name: str) -> Ratio:
        """A number above 0 of which nothing else is known."""
        return self.field.gen(self.kernel("constant", name, key=(name,)))

    def atom(self, name: str, *operands: Ratio) -> Ratio:
        """A function's value as a kernel of its own."""
        kept = tuple(self.field.rationalised(operand) for operand in operands)
        return self.field.gen(self.kernel(name, *kept, key=tuple(operand.key for operand in kept)))

    def _parts(self, key: Key, needed: int) -> int:
        """In how many parts a kernel is taken. Raises FinerError where that is not a multiple of what is needed."""
        found = self.parts.setdefault(key, needed)
        if found % needed:
            self.parts[key] = lcm(found, needed)
            if self.parts[key] > 10_000:
                raise UnprovenError("the exponents have no common part")
            raise FinerError
        return found

    # Factors and signs.

    def factors(self, a: Ratio) -> tuple[Fraction, dict[Key, tuple[Any, int]]]:
        """A rational factor, and irreducible polynomials with exponents; the first coefficient of each is above 0."""
        content = Fraction(1)
        found: dict[Key, tuple[Any, int]] = {}
        for poly, side in ((a.num, 1), (a.den, -1)):
            factor, powers = self._factored(poly)
            content *= factor**side
            for each, power in powers:
                key = key_of(each)
                total = found.get(key, (each, 0))[1] + side * power
                found[key] = each, total
        return content, {key: pair for key, pair in found.items() if pair[1]}

    def _factored(self, poly: Any) -> tuple[Fraction, tuple[tuple[Any, int], ...]]:
        key = key_of(poly)
        if key not in self._factors:
            if poly.is_zero():
                raise UnprovenError("a factor is 0")
            unit, found = _irreducible(poly)
            content, factors = Fraction(int(unit)), []
            for factor, times in found:
                each, power = factor, int(times)
                if each.leading_coefficient() < 0:
                    each, content = -each, content * (-1) ** power
                rest, square = self._conjugate(each)
                if square is None:
                    factors.append((each, power))
                    continue
                # With rest < 0 in front, by*r + rest is written as what it makes with by*r - rest, over that.
                more, powers = self._factored(square)
                content *= more**power
                factors += [(each - 2 * rest, -power), *((one, power * many) for one, many in powers)]
            self._factors[key] = content, tuple(factors)
        return self._factors[key]

    def _conjugate(self, poly: Any) -> tuple[Any, Any]:
        """Of by*r + rest, with a square root r and a rest that begins below 0: the rest, and by**2*r**2 - rest**2. Else None twice."""
        root = self.field.newest_root(poly)
        if root is None or root[1].is_one():  # a sign
            return None, None
        rest, by = self.field.split(poly, root[0])
        if rest.is_zero() or rest.leading_coefficient() > 0:
            return None, None
        return rest, self.field.reduced(by**2 * root[1] - rest**2)

    def sign(self, a: Ratio) -> Ratio:
        """1 or -1: of what is known, numbers; else kernels."""
        content, factors = self.factors(a)
        result = self.field.number(1 if content > 0 else -1)
        for poly, power in factors.values():
            if self._kind(poly) == "turned":  # 1 or -1, and its own inverse
                result = self.field.times(result, self.field.power(self.field.polynomial(poly), -power))
            elif power % 2:
                own = self._kind(poly) == "sign"  # and the sign of a sign is itself
                result = self.field.times(result, self.field.polynomial(poly) if own else self._sign(poly))
        return result

    def _kind(self, poly: Any) -> str:
        """The kind of the kernel that a polynomial is, nothing where it is none."""
        return self.kinds[self._place(poly)][0] if self._is_kernel(poly) else ""

    def _sign(self, poly: Any) -> Ratio:
        self._refuse_turns(poly)
        known = self.known_sign(poly)
        if known is not None:
            return self.field.number(known)
        place = self.kernel("sign", poly, key=key_of(poly))
        if place not in self.signs:
            self.signs[place] = poly
            self.field.relation(place, 2, self.field.one.num)
        return self.field.gen(place)

    def _refuse_turns(self, poly: Any) -> None:
        """What a power of a negative number is written with need not be real by itself, and then has no sign."""
        for place, degree in enumerate(poly.degrees()):
            if degree and self.kinds[place][0] in ("turn", "turned") and place not in self.real_turns:
                raise UnprovenError("a power of what may be negative")

    def learn(self, poly: Any, sign: int) -> None:
        """Take the sign of a polynomial as known."""
        self._known[key_of(poly)] = sign
        self._learned.append((poly, sign))
        self._unknown.clear()

    def known_sign(self, poly: Any, deep: int = _DEEP) -> int | None:
        """The sign that a polynomial has wherever it is not 0, None where that is not plain."""
        key = key_of(poly)
        if key in self._known:
            return self._known[key]
        if (key, deep) in self._unknown:
            return None
        found = self._sign_of_terms(poly)
        if found is None and deep:
            found = self._sign_with_root(poly, deep)
        if found is None and deep:
            found = self._sign_of_square(poly, deep)
        if found is None and deep == _DEEP:
            found = self._sign_beside_known(poly)
        if found is None:
            self._unknown.add((key, deep))
        else:
            self._known[key] = found
        return found

    def _sign_of_terms(self, poly: Any) -> int | None:
        """Where all terms have one sign."""
        for place, degree in enumerate(poly.degrees()):
            if degree % 2 and self._sign_of_kernel(place) is None:
                return None  # the term with this degree has none
        signs = {self._sign_of_term(monomial, coefficient) for monomial, coefficient in poly.terms()}
        return signs.pop() if len(signs) == 1 else None

    def _sign_of_term(self, monomial: Iterable[Any], coefficient: Any) -> int | None:
        result = 1 if coefficient > 0 else -1
        for place, power in enumerate(monomial):
            if power % 2:
                known = self._sign_of_kernel(place)
                if known is None:
                    return None
                result *= known
        return result

    def _sign_of_kernel(self, place: int) -> int | None:
        if self.kinds[place][0] in ("exp", "root", "constant"):
            return 1
        return self._known.get(self._name(place))

    def _name(self, place: int) -> Key:
        """The key of a kernel by itself."""
        if place not in self._names:
            self._names[place] = key_of(self.field.gens[place])
        return self._names[place]

    def _sign_with_root(self, poly: Any, deep: int) -> int | None:
        """Of a + b*r, with a square root r, that of the one whose square is larger."""
        root = self.field.newest_root(poly)
        if root is None or root[1].is_one():  # a sign
            return None
        rest, by = self.field.split(poly, root[0])
        gap = self.field.reduced(by**2 * root[1] - rest**2)
        larger = None if rest.is_zero() or gap.is_zero() else self.known_sign(gap, deep - 1)
        return None if larger is None else self.known_sign(by if larger > 0 else rest, deep - 1)

    def _sign_beside_known(self, poly: Any) -> int | None:
        """That of a polynomial which is known to be above 0 here, and not larger; or below 0, and not less."""
        for other, sign in self._learned:
            gap = sign * (poly - other)
            if not gap.is_zero() and self._sign_of_terms(gap) == 1:
                return sign
        return None

    def _sign_of_square(self, poly: Any, deep: int) -> int | None:
        """Of a*v**2 + b*v + c, which has the sign of a where b**2 < 4*a*c; of one kernel, where it has no real zero."""
        degrees = poly.degrees()
        places = [place for place, degree in enumerate(degrees) if degree]
        if len(places) == 1:
            coefficients = [0] * (degrees[places[0]] + 1)
            for monomial, coefficient in poly.terms():
                coefficients[monomial[places[0]]] = coefficient
            line = fmpz_poly(coefficients)
            if degrees[places[0]] % 2 == 0 and not real_zeros(line):
                return 1 if line(0) > 0 else -1
            return None
        for place in places:
            if degrees[place] == 2 and len(poly) < 30:
                gen = self.field.gens[place]
                c, rest = self.field.split(poly, place)
                b, a = self.field.split(rest, place)
                assert (a * gen**2 + b * gen + c - poly).is_zero()
                sign = self.known_sign(a, deep - 1)
                if sign is not None:
                    gap = self.field.reduced(4 * a * c - b**2)
                    if not gap.is_zero() and self.known_sign(gap, deep - 1) == 1:
                        return sign
        return None

    def absolute(self, a: Ratio) -> Ratio:
        return a if a.num.is_zero() else self.field.times(self.sign(a), a)

    # Logarithms, exponentials and powers.

    def _numbers(self, value: int) -> list[tuple[int, int]]:
        """A whole number above 0 as powers of primes."""
        if value == 1:
            return []
        if value > _FACTORED:
            return [(value, 1)]
        return [(int(prime), int(power)) for prime, power in fmpz(value).factor()]

    def log(self, a: Ratio) -> Ratio:
        """The logarithm of the absolute value."""
        content, factors = self.factors(a)
        terms = []
        for number, side in ((abs(content.numerator), 1), (content.denominator, -1)):
            for prime, power in self._numbers(number):
                place = self.kernel("log", self.field.number(prime), key=(prime,))
                terms.append(self.field.scaled(self.field.gen(place), side * power))
        for key, (poly, power) in factors.items():
            terms.append(self.field.scaled(self._log(key, poly), power))
        return self.field.total(terms)

    def _log(self, key: Key, poly: Any) -> Ratio:
        if self._is_kernel(poly):
            kind, data = self.kinds[self._place(poly)]
            if kind == "exp":
                return self.field.scaled(data[0], Fraction(1, data[1]))
            if kind == "root":
                return self.field.scaled(self.log(data[0]), Fraction(1, data[1]))
            if kind in ("sign", "turned"):
                return self.field.zero
            if kind == "LambertW":
                return self.field.minus(self.log(data[0]), self.field.polynomial(poly))
        return self.field.gen(self.kernel("log", self.field.polynomial(poly), key=key))

    def _is_kernel(self, poly: Any) -> bool:
        return len(poly) == 1 and poly.total_degree() == 1 and poly.leading_coefficient() == 1

    def _place(self, poly: Any) -> int:
        return int(next(place for place, degree in enumerate(poly.degrees()) if degree))

    def root(self, a: Ratio, exponent: Fraction) -> Ratio:
        """The power of the absolute value: exp(exponent*log(abs(a)))."""
        content, factors = self.factors(a)
        parts = []
        for number, side in ((abs(content.numerator), 1), (content.denominator, -1)):
            for prime, power in self._numbers(number):
                value = self.field.number(prime)
                parts.append(self._root((prime,), value, exponent * side * power))
        for key, (poly, power) in factors.items():
            parts.append(self._root_of(key, poly, exponent * power))
        return self.field.product(parts)

    def _root_of(self, key: Key, poly: Any, exponent: Fraction) -> Ratio:
        if self._is_kernel(poly):
            kind, data = self.kinds[self._place(poly)]
            if kind == "exp":
                return self._exp(data[0], exponent / data[1])
            if kind == "root":
                return self.root(data[0], exponent / data[1])
            if kind in ("sign", "turned"):
                return self.field.one
        return self._root(key, self.field.polynomial(poly), exponent)

    def _root(self, key: Key, value: Ratio, exponent: Fraction) -> Ratio:
        """A power of a prime, or of the absolute value of an irreducible polynomial."""
        if exponent.denominator == 1:
            if exponent % 2:
                value = self.absolute(value)
            return self.field.power(value, int(exponent))
        degree = self._parts(("root", *key), exponent.denominator)
        place = self.kernel("root", value, degree, key=key)
        if place not in self.field.roots:
            self.field.relation(place, degree, self.absolute(value).num)
        return self.field.power(self.field.gen(place), int(exponent * degree))

    def power(self, base: Ratio, exponent: Ratio) -> Ratio:
        """base**exponent: for a base that may be below 0, where the exponent is a whole number there."""
        fixed = number_of(exponent)
        if fixed is not None and fixed.denominator == 1:
            return self.field.power(base, int(fixed))
        if fixed is not None:
            return self.root(base, fixed)
        sign = self.sign(base)
        value = self.exp(self.field.times(exponent, self.log(base)))
        if sign.num.is_one():
            return value
        # For base < 0 it is exp(v*(log(abs(base)) + i*pi)), where v is whole; this factor is what i*pi makes.
        turn = self.exp(self.field.times(exponent, self.atom("turn", sign)))
        if self.trusting:
            self._take_as_real(turn)
        return self.field.times(value, turn)

    def _take_as_real(self, turn: Ratio) -> None:
        """What a power with values is written with is 1 or -1, and so is the one kernel in it."""
        for poly in (turn.num, turn.den):
            inside = [
                place for place, degree in enumerate(poly.degrees()) if degree and self.kinds[place][0] == "turned"
            ]
            if len(inside) == 1 and poly.degrees()[inside[0]] == 1:
                self.real_turns.update(inside)

    def exp(self, a: Ratio) -> Ratio:
        """A product of one power of a kernel for each term."""
        return self.field.product(self._exp(term, factor) for factor, term in self.field.terms(a))

    def _exp(self, term: Ratio, factor: Fraction) -> Ratio:
        if term.den.is_one() and self._is_kernel(term.num):
            kind, data = self.kinds[self._place(term.num)]
            if kind == "log":
                poly = data[0]
                return self.root(poly, factor)
            if kind == "LambertW" and factor.denominator == 1:
                return self.field.power(self.field.over(data[0], term), int(factor))
            if kind == "turn" and factor.denominator == 1:
                return self.field.power(data[0], int(factor))
        if abs(factor.numerator) > MOST_EXPONENT:  # exp(10**6*x) is a kernel of its own, and no power of exp(x)
            term, factor = (
                self.field.scaled(term, abs(factor.numerator)),
                Fraction(1 if factor > 0 else -1, factor.denominator),
            )
        parts = self._parts(("exp", *term.key), factor.denominator)
        turning = any(self.kinds[place][0] == "turn" for place, degree in enumerate(term.num.degrees()) if degree)
        place = self.kernel("turned" if turning else "exp", term, parts, key=term.key)
        return self.field.power(self.field.gen(place), int(factor * parts))

    # Angles.

    def sine_and_cosine(self, a: Ratio) -> tuple[Ratio, Ratio]:
        """Both of a sum of angles, each in terms of the tangent of half its common part."""
        sine, cosine = self.field.zero, self.field.one
        times, plus, minus = self.field.times, self.field.plus, self.field.minus
        for factor, term in self.field.terms(a):
            s, c = self._turned(term, factor)
            sine, cosine = plus(times(sine, c), times(cosine, s)), minus(times(cosine, c), times(sine, s))
        return sine, cosine

    def tangent(self, a: Ratio) -> Ratio:
        """The tangent of a sum of angles; where sine and cosine are not needed, whole angles do for kernels."""
        field, result = self.field, self.field.zero
        for factor, term in field.terms(a):
            kind, _ = self._kernel_of(term)
            if kind in ("constant", "asin", "atan"):
                return field.over(*self.sine_and_cosine(a))
            parts = self._parts(("tan", *term.key), factor.denominator)
            times = int(factor * parts)
            if abs(times) > _MOST_TURNS:
                raise UnprovenError("the angles have no common part")
            unit = field.gen(self.kernel("tan", term, parts, key=term.key))
            if times < 0:
                unit = field.scaled(unit, -1)
            for _ in range(abs(times)):
                below = field.minus(field.one, field.times(result, unit))
                result = field.over(field.plus(result, unit), below)
        return result

    def _kernel_of(self, term: Ratio) -> tuple[str, Any]:
        """The kind and the data of the kernel that a term is, nothing where it is none."""
        if term.den.is_one() and self._is_kernel(term.num):
            return self.kinds[self._place(term.num)]
        return "", ()

    def _turned(self, term: Ratio, factor: Fraction) -> tuple[Ratio, Ratio]:
        kind, data = self._kernel_of(term)
        if kind == "constant" and data == ("pi",) and 12 % factor.denominator == 0:
            return self._twelfths(int(factor * 12) % 24)
        one, field = self.field.one, self.field
        if kind in ("asin", "atan") and factor.denominator == 1:
            square = field.power(data[0], 2)
            if kind == "asin":
                base = data[0], self.root(field.minus(one, square), Fraction(1, 2))
            else:
                size = self.root(field.plus(one, square), Fraction(-1, 2))
                base = field.times(data[0], size), size
            times = int(factor)
        else:
            parts = self._parts(("tan", *term.key), 2 * factor.denominator)
            times = int(factor * parts) // 2
            half = field.gen(self.kernel("tan", term, parts, key=term.key))
            square = field.power(half, 2)
            below = field.inverse(field.plus(one, square))
            base = field.times(field.scaled(half, 2), below), field.times(field.minus(one, square), below)
        if abs(times) > _MOST_TURNS:
            raise UnprovenError("the angles have no common part")
        sine, cosine = field.zero, one
        for _ in range(abs(times)):
            sine, cosine = (
                field.plus(field.times(sine, base[1]), field.times(cosine, base[0])),
                field.minus(field.times(cosine, base[1]), field.times(sine, base[0])),
            )
        return (sine if times > 0 else field.scaled(sine, -1)), cosine

    def _twelfths(self, count: int) -> tuple[Ratio, Ratio]:
        """Sine and cosine of so many twelfths of pi."""
        if count > 12:
            sine, cosine = self._twelfths(24 - count)
            return self.field.scaled(sine, -1), cosine
        if count > 6:
            sine, cosine = self._twelfths(12 - count)
            return sine, self.field.scaled(cosine, -1)
        if count > 3:
            cosine, sine = self._twelfths(6 - count)
            return sine, cosine
        number, half = self.field.number, Fraction(1, 2)
        two, three = (self.root(number(value), half) if count else self.field.one for value in (2, 3))
        scaled, over, plus, minus = self.field.scaled, self.field.over, self.field.plus, self.field.minus
        if count == 0:
            return self.field.zero, self.field.one
        if count == 1:
            below = scaled(two, 2)
            return over(minus(three, self.field.one), below), over(plus(three, self.field.one), below)
        if count == 2:
            return number(half), scaled(three, half)
        return scaled(two, half), scaled(two, half)


def _irreducible(poly: Any) -> tuple[Any, Sequence[tuple[Any, Any]]]:
    """A constant and the irreducible factors of a polynomial, with exponents."""
    if poly.is_constant():
        return poly.leading_coefficient(), []
    degrees = poly.degrees()
    if len(poly) > _MOST_FACTORED or max(degrees) > _MOST_POWER or _is_prime(poly, degrees):
        content, whole = poly.primitive()
        return content, [(whole, 1)]
    try:
        unit, found = poly.factor()
        return unit, found
    except OverflowError:  # python-flint sorts the factors by C integers
        content, whole = poly.primitive()
        return content, [(whole, 1)]


def _is_prime(poly: Any, degrees: Sequence[int]) -> bool:
    """Whether a polynomial has the first degree in a kernel, and what is with and without it no common factor: a third of the time of factors."""
    if 1 not in degrees:
        return False
    place = degrees.index(1)
    slope = poly.derivative(place)
    rest = poly - slope * poly.context().gen(place)
    return bool(not rest.is_zero() and slope.gcd(rest).is_constant())


def real_zeros(line: Any) -> list[Any]:
    """Balls around the real zeros of a polynomial in one variable, each once, in order, no two with a point in common.

    It is moved to the middle of its zeros first, where those that lie close together beside their distance from 0 are far apart.
    Raises UnprovenError where that is not enough for them to be found soon.
    """
    degree = line.degree()
    if degree < 1:
        return []
    middle = fmpq(-line[degree - 1], degree * line[degree])
    moved = fmpq_poly(line)(fmpq_poly([middle, 1])).numer()
    turned = moved if degree % 2 == 0 and not any(moved[k] for k in range(1, degree, 2)) else None
    if turned is not None and (all(c >= 0 for c in turned.coeffs()) or all(c <= 0 for c in turned.coeffs())):
        return [] if turned[0] else [arb(middle)]
    if degree > _MOST_DEGREES or degree * moved.height_bits() > _MOST_ROOT_BITS:
        raise UnprovenError("the zeros are too hard to find")
    with ctx.workprec(ctx.prec + int(middle.p).bit_length() + int(middle.q).bit_length()):
        found: list[Any] = list(moved.complex_roots())
        return [root.real + arb(middle) for root, _ in found if root.imag.is_zero()]


def number_of(a: Ratio) -> Fraction | None:
    """The value of a ratio without kernels."""
    if not (a.num.is_constant() and a.den.is_constant()):
        return None
    top = int(a.num.leading_coefficient()) if len(a.num) else 0
    return Fraction(top, int(a.den.leading_coefficient()))
