"""C's functions of real numbers as facts: values in balls, slopes, and how far libraries round from them. Imports ``frozen``.

``units`` are units in the last place of the result: the largest errors that the tests of the GNU C library know of for x86-64 and AArch64,
as its manual lists them ("Known Maximum Errors in Math Functions", made of ``libm-test-ulps``), for doubles and 32-bit numbers alike, none below 1
but for what IEEE 754 rounds right. They are no proof. A function without a row here has no bound.
flint is loaded on use.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from symdiff.frozen import Frozen


class Function(Frozen):
    """One function of one or two real numbers."""

    name: str
    value: Callable[..., Any]
    """Of balls; a ball that is not finite where there may be no value."""
    slopes: tuple[Callable[..., Any], ...]
    """A partial by each operand, of balls."""
    units: float = 1.0
    rises: int = 0
    """1 where it grows all over its domain, -1 where it falls, else 0."""
    tame: bool = False
    """Whether a relative change of its operand changes its value by no larger one: abs(x*f'(x)) <= abs(f(x))."""


def _one(x: Any) -> Any:
    return x * 0 + 1


def _square(x: Any) -> Any:
    """Never negative, though its operand is on both sides of 0."""
    size = x.abs_upper()
    return x * x if x > 0 or x < 0 else _hull(size * 0, size * size)


def _hull(low: Any, high: Any) -> Any:
    return low.union(high)


def _gamma_slope(x: Any) -> Any:
    return x.gamma() * x.digamma()


def _gauss(x: Any) -> Any:
    """2/sqrt(pi)*exp(-x**2)."""
    return 2 * (-_square(x)).exp() / x.pi().sqrt()


def _cbrt(x: Any) -> Any:
    if x > 0:
        return (x.log() / 3).exp()
    return -((-x).log() / 3).exp() if x < 0 else x * 0 if x.is_zero() else x * 0 / 0


def _cbrt_slope(x: Any) -> Any:
    return 1 / (3 * _square(_cbrt(x)))


def _hypot(x: Any, y: Any) -> Any:
    return (_square(x) + _square(y)).sqrt()


FUNCTIONS: Final[Mapping[str, Function]] = {
    row.name: row
    for row in (
        Function("exp", lambda x: x.exp(), (lambda x: x.exp(),), rises=1),
        Function("expm1", lambda x: x.expm1(), (lambda x: x.exp(),), rises=1),
        Function("log", lambda x: x.log(), (lambda x: 1 / x,), rises=1),
        Function("log1p", lambda x: x.log1p(), (lambda x: 1 / (1 + x),), rises=1),
        Function("sqrt", lambda x: x.sqrt(), (lambda x: x.rsqrt() / 2,), units=0.5, rises=1, tame=True),
        Function("cbrt", _cbrt, (_cbrt_slope,), units=4, rises=1, tame=True),
        Function("sin", lambda x: x.sin(), (lambda x: x.cos(),)),
        Function("cos", lambda x: x.cos(), (lambda x: x.sin(),)),
        Function("tan", lambda x: x.tan(), (lambda x: 1 + _square(x.tan()),)),
        Function("asin", lambda x: x.asin(), (lambda x: (1 - _square(x)).rsqrt(),), rises=1),
        Function("acos", lambda x: x.acos(), (lambda x: (1 - _square(x)).rsqrt(),), rises=-1),
        Function("atan", lambda x: x.atan(), (lambda x: 1 / (1 + _square(x)),), rises=1, tame=True),
        Function("sinh", lambda x: x.sinh(), (lambda x: x.cosh(),), units=2, rises=1),
        Function("cosh", lambda x: x.cosh(), (lambda x: x.sinh(),), units=2),
        Function("tanh", lambda x: x.tanh(), (lambda x: 1 / _square(x.cosh()),), units=2, rises=1, tame=True),
        Function("asinh", lambda x: x.asinh(), (lambda x: (1 + _square(x)).rsqrt(),), units=2, rises=1, tame=True),
        Function("acosh", lambda x: x.acosh(), (lambda x: (_square(x) - 1).rsqrt(),), units=2, rises=1),
        Function("atanh", lambda x: x.atanh(), (lambda x: 1 / (1 - _square(x)),), units=2, rises=1),
        Function("erf", lambda x: x.erf(), (_gauss,), rises=1, tame=True),
        Function("erfc", lambda x: x.erfc(), (_gauss,), units=5, rises=-1),
        Function("tgamma", lambda x: x.gamma(), (_gamma_slope,), units=10),
        Function("lgamma", lambda x: x.lgamma(), (lambda x: x.digamma(),), units=7),
        Function("atan2", lambda y, x: y.atan2(y, x), (lambda y, x: x / (_square(x) + _square(y)), lambda y, x: y / (_square(x) + _square(y)))),
        Function("hypot", _hypot, (lambda x, y: _one(x), lambda x, y: _one(y))),
    )
}  # fmt: skip
"""The functions with a bound, by their names in C. Sizes of slopes suffice: signs are left out."""
POWER_UNITS: Final = 1.0
"""Of ``pow``, which has two operands and a domain of its own."""


def of_numbers(name: str, operands: list[Any]) -> Any:
    """A function's ball at balls, powers included; None where it has no row or no value."""
    try:
        if name == "pow":
            base, exponent = operands
            found = base**exponent if base > 0 else None
        elif name in ("fmax", "fmin"):
            found = operands[0].max(operands[1]) if name == "fmax" else operands[0].min(operands[1])
        elif name == "fabs":
            found = abs(operands[0])
        elif name in FUNCTIONS:
            found = FUNCTIONS[name].value(*operands)
        else:
            return None
    except (ValueError, ZeroDivisionError):
        return None
    return found if found is not None and found.is_finite() else None
