"""Points where none are given, the same in every run: a fixed spread of small fractions, and numbers from a hash of the texts.

Imports nothing of symdiff.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from hashlib import blake2b

_NEAR, _ALL = 60, 90
"""The last attempts are nearer to 0 and farther from it, for formulas whose domain is there."""


def spread(names: Sequence[str]) -> Iterator[dict[str, Fraction]]:
    """Values by name, small positive ones first; neighbours in any argument are far apart."""
    for attempt in range(_ALL):
        yield {name: _value(attempt, position) for position, name in enumerate(names)}


def _value(attempt: int, position: int) -> Fraction:
    """Thirty-seconds between 0 and 1, times 1, 3 or 8; a quarter of the attempts has a given coordinate negative."""
    scale = ((1, 3, 8) if attempt < _NEAR else (Fraction(1, 16), 50, 2000))[attempt % 3]
    value = Fraction((7 * attempt + 11 * position + 5) % 31 + 1, 32) * scale
    return -value if (attempt // 3 + position) % 4 == 3 else value


_SCALES = (
    Fraction(1),
    Fraction(3),
    Fraction(1, 3),
    Fraction(10),
    Fraction(1, 30),
    Fraction(200),
    Fraction(1, 1000),
    Fraction(10**5),
    Fraction(1, 10**6),
)
"""Sizes of scattered values, the usual ones first."""
_SHORT = 2
"""Attempts whose numbers are short decimals, which are nicer to read."""
_PRIMES = (101, 211, 307, 401, 503, 601, 701, 809, 907, 1009, 1103, 1201)
"""Denominators, so that no two values lie on one lattice."""


class Scatter:
    """Numbers drawn from a hash of some texts, one after the other: the same texts give the same numbers."""

    __slots__ = ("_count", "_seed")

    def __init__(self, *texts: str) -> None:
        self._seed = blake2b("\0".join(texts).encode(errors="surrogatepass"), digest_size=16).digest()
        self._count = 0

    def number(self, below: int) -> int:
        """A whole number from 0 to less than ``below``."""
        self._count += 1
        found = blake2b(self._seed, digest_size=8, salt=self._count.to_bytes(16, "little"))
        return int.from_bytes(found.digest(), "little") % below

    def part(self, *, short: bool = False) -> Fraction:
        """Between 0.1 and 1: a short decimal, or a fraction of a prime."""
        return Fraction(*self._part(short=short))

    def _part(self, *, short: bool) -> tuple[int, int]:
        if short or self.number(3) == 0:
            return 100 + self.number(900), 1000
        prime = _PRIMES[self.number(len(_PRIMES))]
        return prime // 10 + 1 + self.number(prime - prime // 10 - 1), prime

    def point(self, names: Sequence[str], attempt: int) -> dict[str, Fraction]:
        """A value for each name, of its own size; attempts go through all combinations of signs, from usual sizes to others."""
        signs = attempt if len(names) < 12 else self.number(1 << 30)
        scales = len(names) + attempt // 6
        found = {}
        for place, name in enumerate(names):
            top, bottom = self._part(short=attempt < _SHORT)
            scale = _SCALES[self.number(2 if attempt < _SHORT else min(2 + scales // 2, len(_SCALES)))]
            sign = -1 if signs >> place & 1 else 1
            found[name] = Fraction(sign * top * scale.numerator, bottom * scale.denominator)
        return found

    def whole(self, names: Sequence[str], attempt: int) -> dict[str, Fraction]:
        """Small whole numbers, for orders, degrees and exponents; above 0 at every second attempt."""
        signs = self.number(1 << 30) if attempt % 2 else 0
        return {
            name: Fraction((1 + self.number(3 + attempt)) * (-1 if signs >> place & 1 else 1))
            for place, name in enumerate(names)
        }
