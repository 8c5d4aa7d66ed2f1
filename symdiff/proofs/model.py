"""Numbers that stand for terms: they decide what is tried, and prove nothing. Imports ``terms`` and flint."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, Final

import flint

from symdiff.proofs.terms import Terms

_BITS: Final = 320
_RATIO: Final = 10**6


@contextmanager
def precision() -> Iterator[None]:
    """Numbers of the room's own precision, which is global to flint."""
    old = flint.ctx.prec
    flint.ctx.prec = _BITS
    try:
        yield
    finally:
        flint.ctx.prec = old


def exact(value: Fraction) -> Any:
    """A fraction as a ball."""
    return flint.acb(flint.fmpq(value.numerator, value.denominator))


_FUNCTIONS: Final[dict[str, Callable[[Any], Any]]] = {
    "exp": lambda u: u.exp(),
    "ln": lambda u: u.log(),
    "sin": lambda u: u.sin(),
    "cos": lambda u: u.cos(),
    "tan": lambda u: u.tan(),
    "cot": lambda u: u.cot(),
    "sec": lambda u: 1 / u.cos(),
    "csc": lambda u: 1 / u.sin(),
    "asin": lambda u: u.asin(),
    "acos": lambda u: u.acos(),
    "atan": lambda u: u.atan(),
    "acot": lambda u: (1 / u).atan(),
    "asec": lambda u: (1 / u).acos(),
    "acsc": lambda u: (1 / u).asin(),
    "sinh": lambda u: u.sinh(),
    "cosh": lambda u: u.cosh(),
    "tanh": lambda u: u.tanh(),
    "coth": lambda u: u.coth(),
    "sech": lambda u: 1 / u.cosh(),
    "csch": lambda u: 1 / u.sinh(),
    "arcsinh": lambda u: u.asinh(),
    "acosh": lambda u: u.acosh(),
    "atanh": lambda u: u.atanh(),
    "acoth": lambda u: (1 / u).atanh(),
    "asech": lambda u: (1 / u).acosh(),
    "acsch": lambda u: (1 / u).asinh(),
    "Rabs": lambda u: u if u.real > 0 else -u,
    "sgn": lambda u: flint.acb(1 if u.real > 0 else -1),
}


class Model:
    """The values of terms where each variable is some complex number near the positive reals."""

    def __init__(self, terms: Terms, seed: int = 20) -> None:
        self.terms = terms
        self._values: dict[int, Any] = {}
        self._random = random.Random(seed)  # noqa: S311 - no secret

    def value(self, term: int) -> Any:
        for each in self.terms.reachable([term]):
            if each not in self._values:
                self._values[each] = self._compute(each)
        return self._values[term]

    def _compute(self, term: int) -> Any:
        head, operands = self.terms.heads[term], self.terms.operands[term]
        parts = [self._values[part] for part in self.terms.below[term]]
        if head in ("num", "int"):
            return exact(Fraction(operands[0]))
        if head == "var":
            return drawn(self._random)
        if head == "const":
            return flint.acb.pi()
        if head == "pow":
            return parts[0] ** int(operands[1])
        if head == "app":
            if operands[0] == "root":
                size = _FUNCTIONS["Rabs"](parts[1])
                return _FUNCTIONS["sgn"](parts[1]) * (size.log() / parts[0]).exp()
            return _FUNCTIONS[operands[0]](parts[0])
        return _HEADS[head](*parts)

    def ratio(self, a: int, b: int) -> Fraction | None:
        """The number that a is times b, where it is a simple one."""
        first, second = self.value(a), self.value(b)
        if second.contains(0) if hasattr(second, "contains") else second == 0:
            return None
        return simple(first / second)

    def equal(self, a: int, b: int) -> bool:
        return touching(self.value(a), self.value(b))


_HEADS: Final[dict[str, Callable[..., Any]]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "opp": lambda a: -a,
    "inv": lambda a: 1 / a,
    "sqrt": lambda a: a.sqrt(),
    "rpow": lambda a, e: (e * a.log()).exp(),
}


def drawn(source: random.Random) -> Any:
    """A number near the positive reals."""
    return flint.acb(
        flint.arb(source.randrange(3 << 60, 20 << 60)) / (1 << 63), flint.arb(source.randrange(1 << 60)) / (1 << 66)
    )


def touching(a: Any, b: Any) -> bool:
    """Whether two numbers may be the same."""
    gap = a - b
    return bool(gap.is_finite()) and bool(gap.contains(flint.acb(0)))


def simple(value: Any) -> Fraction | None:
    """The fraction of a small denominator that a number may be."""
    if not value.is_finite():
        return None
    middle = float(value.real.mid())
    if not 1e-9 < abs(middle) < 1e9:
        return None
    found = Fraction(middle).limit_denominator(_RATIO)
    return found if found and touching(value, exact(found)) else None
