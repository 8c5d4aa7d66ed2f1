"""Rational functions of kernels over the whole numbers, modulo what roots and signs satisfy. Imports nothing of symdiff.

Polynomials are flint's, with later kernels before earlier ones in the lexicographic order; so the relation of a root,
r**n = p, has the root first, and a remainder modulo it is unique.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import comb, gcd
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx

MOST_TERMS = 2200
"""Of one polynomial; what is longer is not pursued."""
MOST_BITS = 20_000
"""Of one number."""
MOST_EXPONENT = 200_000
"""Of a kernel: exponentials far from 1 are high powers of one near it."""

Key = tuple[Any, ...]


class UnprovenError(Exception):
    """Raised where the two formulas are not of a kind that is decided here, or too long."""


class Ratio:
    """A quotient of polynomials without common factor, ``den`` with a first coefficient above 0."""

    __slots__ = ("_key", "den", "num")

    def __init__(self, num: Any, den: Any) -> None:
        self.num = num
        self.den = den
        self._key: Key = ()
        """Made where it is asked for."""

    @property
    def key(self) -> Key:
        """What two equal ratios have in common."""
        if not self._key:
            self._key = key_of(self.num), key_of(self.den)
        return self._key


def key_of(poly: Any) -> Key:
    """What two equal polynomials of one field have in common: their text, which flint makes far sooner than Python tuples."""
    return (str(poly),)


class Field:
    """The arithmetic of ratios over so many kernels at most; ``relation`` makes a kernel a root of others."""

    __slots__ = ("_context", "_free", "_relations", "gens", "one", "roots", "size", "zero")

    def __init__(self, size: int) -> None:
        self.size = size
        self._context = fmpz_mpoly_ctx.get([f"k{i}" for i in range(size)], Ordering.lex)
        self.gens: tuple[Any, ...] = self._context.gens()
        self._free = size
        self.roots: set[int] = set()
        """The kernels with a relation."""
        self._relations: list[tuple[int, int, Any]] = []
        """The kernels that are roots, with their degrees and polynomials, the newest first."""
        unit = self._context.constant(1)
        self.one = Ratio(unit, unit)
        self.zero = Ratio(unit * 0, unit)

    def kernel(self) -> int:
        """The place of a new kernel."""
        if not self._free:
            raise UnprovenError("too many kernels")
        self._free -= 1
        return self._free

    def relation(self, place: int, degree: int, value: Any) -> None:
        """Say that this power of a kernel is a polynomial of older ones."""
        self.roots.add(place)
        self._relations.insert(0, (place, degree, self.gens[place] ** degree - value))

    def number(self, value: int | Fraction) -> Ratio:
        if max(abs(value.numerator), value.denominator).bit_length() > MOST_BITS:
            raise UnprovenError("the numbers are too long")
        return Ratio(self._context.constant(value.numerator), self._context.constant(value.denominator))

    def gen(self, place: int) -> Ratio:
        return Ratio(self.gens[place], self.one.num)

    def polynomial(self, poly: Any) -> Ratio:
        return Ratio(poly, self.one.num)

    def reduced(self, poly: Any) -> Any:
        """The remainder modulo all relations."""
        if len(poly) > MOST_TERMS:
            raise UnprovenError("the polynomials are too long")
        if not self._relations or poly.total_degree() < 2:  # what a root is of has a power of 2 or more
            return poly
        degrees = poly.degrees()
        for place, degree, relation in self._relations:
            if degrees[place] >= degree:
                poly = poly % relation
                if len(poly) > MOST_TERMS:
                    raise UnprovenError("the polynomials are too long")
                degrees = poly.degrees()
        return poly

    def ratio(self, top: Any, bottom: Any, *, prime: bool = False) -> Ratio:
        """The quotient of two polynomials; ``prime``: they have no common factor. Raises UnprovenError where the second is 0."""
        num, den = self.reduced(top), bottom
        if den.is_one():
            return Ratio(num, den)
        den = self.reduced(bottom)
        if den.is_zero():
            raise UnprovenError("division by what is 0")
        if num.is_zero():
            return self.zero
        if prime and num is top and den is bottom:
            return Ratio(-num, -den) if den.leading_coefficient() < 0 else Ratio(num, den)
        common = num.gcd(den)
        if not common.is_one():
            num, den = num // common, den // common
        if den.leading_coefficient() < 0:
            num, den = -num, -den
        return Ratio(num, den)

    def total(self, terms: Iterable[Ratio]) -> Ratio:
        """The sum: those over one denominator are joined first."""
        terms = list(terms)
        if all(term.den.is_one() for term in terms):
            whole = self.zero.num
            for term in terms:
                whole = whole + term.num
            return Ratio(self.reduced(whole), self.one.num)
        parts: list[list[Any]] = []
        for term in terms:
            for part in parts:
                if part[0] == term.den:
                    part[1] = part[1] + term.num
                    part[2] = False
                    break
            else:
                parts.append([term.den, term.num, True])
        den, num, prime = parts[0]
        for other, top, single in parts[1:]:
            common = den.gcd(other)
            if common.is_one():
                longer, lower = num * other + top * den, den * other
            else:
                rest = other // common
                longer, lower = num * rest + top * (den // common), den * rest
            num, den = self.reduced(longer), self.reduced(lower)
            # Of fractions in lowest terms over denominators without a common factor the sum is in lowest terms.
            prime = prime and single and common.is_one() and num is longer and den is lower
        return self.ratio(num, den, prime=prime)

    def plus(self, a: Ratio, b: Ratio) -> Ratio:
        return self.total((a, b))

    def minus(self, a: Ratio, b: Ratio) -> Ratio:
        return self.total((a, Ratio(-b.num, b.den)))

    def times(self, a: Ratio, b: Ratio) -> Ratio:
        if len(a.num) * len(b.num) > 50 * MOST_TERMS or len(a.den) * len(b.den) > 50 * MOST_TERMS:
            raise UnprovenError("the polynomials are too long")
        if a.den.is_one() and b.den.is_one():
            return Ratio(self.reduced(a.num * b.num), self.one.num)
        if a.num.is_zero() or b.num.is_zero():
            return self.zero
        # In lowest terms each, they have in common what one's numerator has with the other's denominator: shorter polynomials.
        first, below = self._lowest(a.num, b.den)
        second, under = self._lowest(b.num, a.den)
        return self.ratio(first * second, below * under, prime=True)

    def _lowest(self, num: Any, den: Any) -> tuple[Any, Any]:
        if den.is_one():
            return num, den
        common = num.gcd(den)
        return (num, den) if common.is_one() else (num // common, den // common)

    def product(self, factors: Iterable[Ratio]) -> Ratio:
        result = None
        for factor in factors:
            result = factor if result is None else self.times(result, factor)
        return self.one if result is None else result

    def over(self, a: Ratio, b: Ratio) -> Ratio:
        return self.times(a, self.inverse(b))

    def inverse(self, a: Ratio) -> Ratio:
        if a.num.is_zero():
            raise UnprovenError("division by what is 0")
        return Ratio(-a.den, -a.num) if a.num.leading_coefficient() < 0 else Ratio(a.den, a.num)

    def scaled(self, a: Ratio, factor: int | Fraction) -> Ratio:
        number = self.number(factor)
        if number.den.is_one() and a.den.is_one():
            return Ratio(a.num * number.num, a.den)
        return self.times(a, number)

    def power(self, a: Ratio, exponent: int) -> Ratio:
        """A whole power."""
        if exponent < 0:
            a, exponent = self.inverse(a), -exponent
        for poly in (a.num, a.den):
            terms = len(poly)
            wide = comb(terms + exponent - 1, exponent) if 1 < terms < 200 and exponent < 10_000 else terms
            size = max((abs(int(each)) for each in poly.coeffs()), default=0)
            bits = size.bit_length() * exponent if size > 1 or terms > 1 else 0
            if wide > 10 * MOST_TERMS or bits > MOST_BITS or (terms > 1 and exponent > 400) or exponent > MOST_EXPONENT:
                raise UnprovenError("the powers are too high")
        return self.ratio(a.num**exponent, a.den**exponent, prime=True)

    def rationalised(self, a: Ratio) -> Ratio:
        """The same with no square root in the denominator, so that equal ratios look the same."""
        for place, degree, _ in self._relations:
            power = a.den.degrees()[place]
            if not power:
                continue
            root = self.gens[place]
            if degree == 2 and power == 1:
                other = self._conjugate(a.den, place)
                a = self.ratio(a.num * other, a.den * other)
            elif a.den.term_content().degrees()[place] == power:  # alone in its terms
                rest = root ** (degree - power)
                a = self.ratio(a.num * rest, a.den * rest)
        return a

    def split(self, poly: Any, place: int) -> tuple[Any, Any]:
        """A and B of A + B*r, where the polynomial has the kernel in the first degree."""
        by, rest = divmod(poly, self.gens[place])
        return rest, by

    def _conjugate(self, poly: Any, place: int) -> Any:
        rest, by = self.split(poly, place)
        return rest - by * self.gens[place]

    def newest_root(self, poly: Any) -> tuple[int, Any] | None:
        """The last square root in a polynomial and the square, where it is there in the first degree."""
        degrees = poly.degrees()
        for place, degree, relation in self._relations:
            if degrees[place]:
                return (place, self.gens[place] ** 2 - relation) if degree == 2 and degrees[place] == 1 else None
        return None

    def at(self, poly: Any, values: Mapping[int, int]) -> Any:
        """The polynomial with numbers for some kernels."""
        if poly.is_constant():
            return poly
        given = {
            f"k{place}": values[place] for place, degree in enumerate(poly.degrees()) if degree and place in values
        }
        return self.reduced(poly.subs(given)) if given else poly

    def terms(self, a: Ratio) -> list[tuple[Fraction, Ratio]]:
        """A sum as terms: of each a rational factor, and the rest with the least whole coefficients, the first above 0."""
        result = []
        for monomial, coefficient in a.num.terms():
            factor = Fraction(int(coefficient))
            top = self._context.from_dict({tuple(monomial): 1})
            each = self.ratio(top, a.den) if not a.den.is_constant() else Ratio(top, a.den)
            content = gcd(*map(int, each.den.coeffs()))
            den = divmod(each.den, self._context.constant(content))[0]
            result.append((factor / content, Ratio(each.num, den)))
        return result
