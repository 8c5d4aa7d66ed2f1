"""The functions of balls that are more than a method of flint's; rows of the vocabulary name them. Imports ``operators``."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from importlib import import_module
from math import prod
from typing import Any

from flint import acb, arb

from symdiff.evaluator.arithmetic.protocol import UnclearError
from symdiff.operators import Operator

_LONGEST = arb(2) ** 4096
_ONE = arb(1, 2.0**-64)
MOST_DEGREES = 200
"""Polynomials of a higher degree are not expanded."""


@lru_cache(maxsize=1024)
def ball_function(row: Operator) -> Callable[..., Any] | None:
    """The function of balls that a row names; None where flint has none."""
    if row.binding is not None:
        return of_binding("enclosed", row)
    if row.flint == "" and row.recurrence is not None:
        return _polynomial(row.recurrence)
    return form_named(row.flint, arb, row.arity[0] == 1)


def of_binding(name: str, row: Operator) -> Callable[..., Any]:
    """The function of that name of ``binder_values`` for a row of an integral, sum or product."""
    return getattr(import_module("symdiff.evaluator.arithmetic.binder_values"), name)(row)  # type: ignore[no-any-return]


def form_named(form: str | Callable[..., Any], kind: Any, alone: bool) -> Callable[..., Any] | None:
    """What a row names: a function, one of a file of this room, or a method of ``kind``; None where it names nothing.

    ``alone``: the method takes no other operand.
    """
    if not isinstance(form, str):
        return form
    if form == "":
        return None
    file, _, name = form.rpartition(":")
    if file != "":
        return getattr(import_module(f"symdiff.evaluator.arithmetic.{file}"), name)  # type: ignore[no-any-return]
    method = getattr(kind, name)
    if alone:
        return method  # type: ignore[no-any-return]
    return lambda *operands: method(operands[-1], *operands[:-1])


def real(value: Any) -> Any:
    """The real part of a complex ball that holds a real number."""
    return value.real if value.imag.contains(0) else arb.nan()


def whole_in(number: Any) -> int | None:
    """The only whole number in a ball; None where there is none, or more, or it is longer than is looked at.

    flint ends the process where exponents are too long; so a middle of usual size, and a radius, are added.
    """
    if not number.is_finite() or not abs(number) < _LONGEST:
        return None
    if number.is_integer():
        return int(number.unique_fmpz())
    found = (number + _ONE).unique_fmpz()
    return int(found) - 1 if found is not None and number.contains(found - 1) else None


def _whole(n: Any) -> int:
    found = whole_in(n)
    if found is None:
        raise ValueError("the order is no whole number")
    return found


def _polynomial(step: Callable[..., Any]) -> Callable[..., Any]:
    def found(n: Any, *operands: Any) -> Any:
        degree = _whole(n)
        if degree > MOST_DEGREES:
            return arb.nan()
        value, before = arb(degree >= 0), arb(0)
        for k in range(degree):
            value, before = step(k, value, before, *operands), value
        return value

    return found


# Elementary functions.


def real_root(u: Any, n: Any) -> Any:
    degree = _whole(n)
    if degree < 0:
        return 1 / real_root(u, -n)
    if u > 0 or u == 0:
        return u.root(degree)
    if u < 0:
        return -((-u).root(degree))
    raise UnclearError("the ball lies across 0")


def acot(u: Any) -> Any:
    return arb.pi() / 2 if u.is_zero() else (1 / u).atan()


def asec(u: Any) -> Any:
    return (1 / u).acos()


def acsc(u: Any) -> Any:
    return (1 / u).asin()


def acoth(u: Any) -> Any:
    return (1 / u).atanh()


def asech(u: Any) -> Any:
    return (1 / u).acosh()


def acsch(u: Any) -> Any:
    return (1 / u).asinh()


def atan2(y: Any, x: Any) -> Any:
    return arb.atan2(y, x)


# Functions that are constant or smooth between their kinks, at 0 or at whole numbers; balls across one say nothing.


def sign(u: Any) -> Any:
    return _beside_zero(u).sgn()


def heaviside(u: Any) -> Any:
    return (_beside_zero(u).sgn() + 1) / 2


def floor(u: Any) -> Any:
    return _beside_whole(u).floor()


def ceiling(u: Any) -> Any:
    return _beside_whole(u).ceil()


def _beside_zero(u: Any) -> Any:
    if u.contains(0) and not u.is_exact():
        raise UnclearError("the ball lies across a kink")
    return u


def _beside_whole(u: Any) -> Any:
    if u.contains_integer() and not u.is_exact():
        raise UnclearError("the ball lies across a kink")
    return u


def maximum(*operands: Any) -> Any:
    found = operands[0]
    for operand in operands[1:]:
        found = arb.max(found, operand)
    return found


def minimum(*operands: Any) -> Any:
    found = operands[0]
    for operand in operands[1:]:
        found = arb.min(found, operand)
    return found


# Special functions.


def factorial(u: Any) -> Any:
    return (u + 1).gamma()


def polygamma(n: Any, u: Any) -> Any:
    return u.digamma() if n == 0 else (-1) ** (_whole(n) + 1) * (n + 1).gamma() * (n + 1).zeta(u)


def beta(u: Any, v: Any) -> Any:
    return u.gamma() * v.gamma() * (u + v).rgamma()


def binomial(u: Any, k: Any) -> Any:
    return falling_factorial(u, k) * (k + 1).rgamma()


def few(k: Any) -> int | None:
    """How many factors a product of whole length has; None where there is none, or it is long."""
    whole = whole_in(k) if k.is_integer() else None
    return whole if whole is not None and 0 <= whole <= MOST_DEGREES else None


def rising_factorial(u: Any, k: Any) -> Any:
    factors = few(k)
    return (u + k).gamma() * u.rgamma() if factors is None else prod((u + i for i in range(factors)), start=arb(1))


def falling_factorial(u: Any, k: Any) -> Any:
    factors = few(k)
    if factors is not None:
        return prod((u - i for i in range(factors)), start=arb(1))
    return (u + 1).gamma() * (u - k + 1).rgamma()


def zeta(s: Any, *a: Any) -> Any:
    return s.zeta(*a)


def airyaiprime(u: Any) -> Any:
    return u.airy_ai(derivative=1)


def airybiprime(u: Any) -> Any:
    return u.airy_bi(derivative=1)


def jn(n: Any, u: Any) -> Any:
    return _spherical(arb.bessel_j, n, u, 0)


def yn(n: Any, u: Any) -> Any:
    return _spherical(arb.bessel_y, n, u, 1)


def _spherical(function: Callable[[Any, Any], Any], n: Any, u: Any, parity: int) -> Any:
    """A spherical Bessel function of whole order: left of 0 it is even or odd; there the first kind is that of sinc at 0."""
    if u < 0:
        return (-1) ** (_whole(n) + parity) * _spherical(function, n, -u, parity)
    if u.is_zero() and parity == 0:
        return arb(n.is_zero())
    return (arb.pi() / (2 * u)).sqrt() * function(u, n + arb("0.5"))


def LambertW(u: Any, *branch: Any) -> Any:
    return u.lambertw(*(_whole(each) for each in branch))


def elliptic_k(m: Any) -> Any:
    return real(acb(m).elliptic_k())


def elliptic_f(u: Any, m: Any) -> Any:
    return real(acb.elliptic_f(acb(u), acb(m)))


def elliptic_e(u: Any, *m: Any) -> Any:
    return real(acb.elliptic_e_inc(acb(u), acb(*m)) if m else acb(u).elliptic_e())
