"""The lemmas of ``lemmas.v`` that are steps of a derivation, a row each: what they need, and what they conclude.

What a row says must be what Coq's lemma says, or ``coqc`` rejects the proof. Imports ``terms``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from symdiff.frozen import Frozen
from symdiff.proofs.terms import Terms


class Lemma(Frozen):
    """A step: ``needs`` are conditions, each a kind and the operand that it is of; ``moving`` the operands that depend on x."""

    name: str
    conclusion: Callable[..., int]
    """Of the terms, the step's operands, and the derivatives of those that move."""
    moving: tuple[bool, ...] = (True,)
    needs: tuple[tuple[str, int], ...] = ()


def _over(t: Terms, a: int, b: int) -> int:
    return t.make("div", a, b)


def _negative(t: Terms, a: int) -> int:
    return t.make("opp", a)


def _square(t: Terms, u: int) -> int:
    return t.make("pow", u, 2)


def _one_and(t: Terms, u: int) -> int:
    return t.plus(t.number(1), _square(t, u))


def _one_less(t: Terms, u: int) -> int:
    return t.make("sub", t.number(1), _square(t, u))


def _less_one(t: Terms, u: int) -> int:
    return t.make("sub", _square(t, u), t.number(1))


def _sqrt(t: Terms, u: int) -> int:
    return t.make("sqrt", u)


def _abs_times(t: Terms, u: int, under: int) -> int:
    return t.times(t.app("Rabs", u), _sqrt(t, under))


def _power(t: Terms, u: int, n: int, a: int) -> int:
    return t.times(t.times(t.number(n), t.make("pow", u, max(n - 1, 0))), a)


def _rpower(t: Terms, u: int, r: int, a: int) -> int:
    return t.times(t.times(r, t.make("rpow", u, t.make("sub", r, t.number(1)))), a)


def _general(t: Terms, u: int, v: int, a: int, b: int) -> int:
    inner = t.plus(t.times(b, t.app("ln", u)), t.times(v, _over(t, a, u)))
    return t.times(t.make("rpow", u, v), inner)


def _root(t: Terms, n: int, u: int, a: int) -> int:
    degree = t.value(n)
    assert degree is not None
    return _over(t, a, t.times(n, t.make("pow", t.app("root", n, u), int(degree) - 1)))


def _call(name: str) -> Callable[[Terms, int, int], int]:
    return lambda t, u, a: t.times(t.app(name, u), a)


BOTH: Final = (True, True)
LEFT: Final = (True, False)
RIGHT: Final = (False, True)

LEMMAS: Final = (
    Lemma("d_plus", lambda t, u, v, a, b: t.plus(a, b), BOTH),
    Lemma("d_plus_l", lambda t, u, v, b: b, RIGHT),
    Lemma("d_plus_r", lambda t, u, v, a: a, LEFT),
    Lemma("d_minus", lambda t, u, v, a, b: t.make("sub", a, b), BOTH),
    Lemma("d_minus_l", lambda t, u, v, b: _negative(t, b), RIGHT),
    Lemma("d_minus_r", lambda t, u, v, a: a, LEFT),
    Lemma("d_opp", lambda t, u, a: _negative(t, a)),
    Lemma("d_mult", lambda t, u, v, a, b: t.plus(t.times(a, v), t.times(u, b)), BOTH),
    Lemma("d_mult_l", lambda t, u, v, b: t.times(u, b), RIGHT),
    Lemma("d_mult_r", lambda t, u, v, a: t.times(a, v), LEFT),
    Lemma(
        "d_div",
        lambda t, u, v, a, b: t.make("sub", _over(t, a, v), _over(t, t.times(u, b), _square(t, v))),
        BOTH,
        (("nz", 1),),
    ),
    Lemma("d_div_l", lambda t, u, v, b: _negative(t, _over(t, t.times(u, b), _square(t, v))), RIGHT, (("nz", 1),)),
    Lemma("d_div_r", lambda t, u, v, a: _over(t, a, v), LEFT),
    Lemma("d_pow", _power),
    Lemma("d_sqrt", lambda t, u, a: _over(t, a, t.times(t.number(2), _sqrt(t, u))), needs=(("pos", 0),)),
    Lemma("d_rpower", _rpower, LEFT, (("pos", 0),)),
    Lemma("d_exponential", lambda t, c, u, a: t.times(t.make("rpow", c, u), t.times(a, t.app("ln", c))), RIGHT),
    Lemma("d_power", _general, BOTH, (("pos", 0),)),
    Lemma("d_root", _root, RIGHT, (("nz", 1),)),
    Lemma("d_exp", _call("exp")),
    Lemma("d_ln", lambda t, u, a: _over(t, a, u), needs=(("pos", 0),)),
    Lemma("d_sin", _call("cos")),
    Lemma("d_cos", lambda t, u, a: t.times(_negative(t, t.app("sin", u)), a)),
    Lemma("d_tan", lambda t, u, a: t.times(_square(t, t.app("sec", u)), a), needs=(("cos", 0),)),
    Lemma("d_cot", lambda t, u, a: t.times(_negative(t, _square(t, t.app("csc", u))), a), needs=(("sin", 0),)),
    Lemma("d_sec", lambda t, u, a: t.times(t.times(t.app("sec", u), t.app("tan", u)), a), needs=(("cos", 0),)),
    Lemma(
        "d_csc",
        lambda t, u, a: t.times(t.times(_negative(t, t.app("csc", u)), t.app("cot", u)), a),
        needs=(("sin", 0),),
    ),
    Lemma("d_asin", lambda t, u, a: _over(t, a, _sqrt(t, _one_less(t, u))), needs=(("in", 0),)),
    Lemma("d_acos", lambda t, u, a: _negative(t, _over(t, a, _sqrt(t, _one_less(t, u)))), needs=(("in", 0),)),
    Lemma("d_atan", lambda t, u, a: _over(t, a, _one_and(t, u))),
    Lemma("d_acot", lambda t, u, a: _negative(t, _over(t, a, _one_and(t, u))), needs=(("nz", 0),)),
    Lemma("d_asec", lambda t, u, a: _over(t, a, _abs_times(t, u, _less_one(t, u))), needs=(("out", 0),)),
    Lemma("d_acsc", lambda t, u, a: _negative(t, _over(t, a, _abs_times(t, u, _less_one(t, u)))), needs=(("out", 0),)),
    Lemma("d_sinh", _call("cosh")),
    Lemma("d_cosh", _call("sinh")),
    Lemma("d_tanh", lambda t, u, a: t.times(_square(t, t.app("sech", u)), a)),
    Lemma("d_coth", lambda t, u, a: t.times(_negative(t, _square(t, t.app("csch", u))), a), needs=(("sinh", 0),)),
    Lemma("d_sech", lambda t, u, a: t.times(t.times(_negative(t, t.app("sech", u)), t.app("tanh", u)), a)),
    Lemma(
        "d_csch",
        lambda t, u, a: t.times(t.times(_negative(t, t.app("csch", u)), t.app("coth", u)), a),
        needs=(("sinh", 0),),
    ),
    Lemma("d_asinh", lambda t, u, a: _over(t, a, _sqrt(t, _one_and(t, u)))),
    Lemma("d_acosh", lambda t, u, a: _over(t, a, _sqrt(t, _less_one(t, u))), needs=(("above", 0),)),
    Lemma("d_atanh", lambda t, u, a: _over(t, a, _one_less(t, u)), needs=(("in", 0),)),
    Lemma("d_acoth", lambda t, u, a: _over(t, a, _one_less(t, u)), needs=(("out", 0),)),
    Lemma(
        "d_asech",
        lambda t, u, a: _negative(t, _over(t, a, t.times(u, _sqrt(t, _one_less(t, u))))),
        needs=(("unit", 0),),
    ),
    Lemma("d_acsch", lambda t, u, a: _negative(t, _over(t, a, _abs_times(t, u, _one_and(t, u)))), needs=(("nz", 0),)),
    Lemma("d_abs", _call("sgn"), needs=(("nz", 0),)),
    Lemma("d_sgn", lambda t, u, a: t.number(0), needs=(("nz", 0),)),
)
BY_NAME: Final = {row.name: row for row in LEMMAS}
