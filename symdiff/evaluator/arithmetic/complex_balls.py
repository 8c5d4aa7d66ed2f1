"""Complex balls, and power series of them, as an arithmetic: what rigorous quadrature asks an integrand for.

It says where a function is not known to be analytic: on its cuts, at kinks and jumps. Imports ``balls`` and below.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from flint import acb, acb_series, arb, fmpq

from symdiff.evaluator.arithmetic import ball_functions
from symdiff.evaluator.arithmetic.balls import CONSTANTS
from symdiff.evaluator.arithmetic.protocol import BRANCH, NoValueError
from symdiff.operators import And, Exact, Not, Operator, atan2, real_root

_ENTIRE: Final = frozenset(
    ("exp", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth", "sech", "csch", "sinc", "erf", "erfc", "erfi", "gamma", "airy_ai", "airy_bi", "si", "shi", "fresnel_s", "fresnel_c")
)  # fmt: skip
"""Methods of functions that are analytic wherever they are finite."""


def _left(z: Any) -> bool:
    return bool(z.imag.contains(0) and not z.real > 0)


def _beyond(z: Any) -> bool:
    return bool(z.imag.contains(0) and not abs(z.real) < 1)


_CUTS: Final[dict[str, Callable[[Any], bool]]] = {
    "log": _left,
    "lgamma": _left,
    "asin": _beyond,
    "acos": _beyond,
    "atanh": _beyond,
    "atan": lambda z: bool(z.real.contains(0) and not abs(z.imag) < 1),
    "asinh": lambda z: bool(z.real.contains(0) and not abs(z.imag) < 1),
    "acosh": lambda z: bool(z.imag.contains(0) and not z.real > 1),
}
"""Methods of functions with a cut, and whether a ball may meet it."""
_COMPOSED: Final[dict[str, Callable[[Any], Any]]] = {
    "sinh": lambda u: (u.exp() - (-u).exp()) / 2,
    "cosh": lambda u: (u.exp() + (-u).exp()) / 2,
    "tanh": lambda u: 1 - 2 / ((2 * u).exp() + 1),
    "coth": lambda u: 1 + 2 / ((2 * u).exp() - 1),
    "sech": lambda u: 2 / (u.exp() + (-u).exp()),
    "csch": lambda u: 2 / (u.exp() - (-u).exp()),
    "cot": lambda u: u.cos() / u.sin(),
    "sec": lambda u: 1 / u.cos(),
    "csc": lambda u: 1 / u.sin(),
    "asin": lambda u: (u / (1 - u * u).sqrt()).atan(),
    "acos": lambda u: acb.pi() / 2 - (u / (1 - u * u).sqrt()).atan(),
    "asinh": lambda u: (u + (u * u + 1).sqrt()).log(),
    "acosh": lambda u: (u + (u - 1).sqrt() * (u + 1).sqrt()).log(),
    "atanh": lambda u: ((1 + u).log() - (1 - u).log()) / 2,
}
"""What power series have no method for: between the cuts."""
_REAL: Final = {
    "abs": "real_abs",
    "sign": "real_sgn",
    "floor": "real_floor",
    "ceiling": "real_ceil",
    "Heaviside": "real_heaviside",
}
_EXTREME: Final = {"Max": "real_max", "Min": "real_min"}


def nothing() -> Any:
    """The ball that holds every number: what is not known."""
    return acb(arb.nan())


def start_of(u: Any) -> Any:
    return u[0] if isinstance(u, acb_series) else u


class ComplexBalls:
    """Complex balls; ``analytic`` asks for nothing where a function may not be analytic."""

    __slots__ = ("analytic", "moving")
    pointwise = True
    """A ball stands for many points, and conditions choose by ``select``."""

    def __init__(self) -> None:
        self.analytic = False
        self.moving = False
        """Whether a comparison was left open whose sides have power series: then what it chooses may jump with their variable."""

    def number(self, value: Exact) -> Any:
        return acb(arb(fmpq(value.numerator, value.denominator)))

    def constant(self, name: str) -> Any:
        return acb(CONSTANTS[name]())

    def total(self, terms: list[Any]) -> Any:
        return sum(terms[1:], terms[0])

    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        negated, divides = shape
        value = acb(-1 if negated else 1)
        for factor, divide in zip(factors, divides, strict=True):
            value = value / factor if divide else value * factor
        return value

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        if exact is not None and exact.denominator == 1:
            whole, value = abs(int(exact)), acb(1)
            for digit in f"{whole:b}" if whole else "":
                value = value * value * base if digit == "1" else value * value
            return 1 / value if exact < 0 else value
        start = start_of(base)
        if start.is_zero() and not isinstance(base, acb_series) and start_of(exponent).real > 0:
            return acb(0)
        if self.analytic and _left(start):
            return nothing()
        half = exact is not None and exact.denominator == 2
        root = base.sqrt() if half or not start.contains(0) else None
        if root is None:
            return nothing()
        if half:
            assert exact is not None
            whole = abs(exact.numerator)
            value = self.power(root, root, whole)
            return self._in_domain([base], 1 / value if exact < 0 else value, "u**v with u < 0 needs a whole v")
        return self._in_domain([base, exponent], (base.log() * exponent).exp(), "u**v with u < 0 needs a whole v")

    def call(self, row: Operator, operands: list[Any]) -> Any:
        if row.binding is not None:
            from symdiff.evaluator.arithmetic.binder_values import within

            return within(row, operands, self)
        series = any(isinstance(operand, acb_series) for operand in operands)
        form = row.flint if isinstance(row.flint, str) else ""
        first = operands[0]
        start = start_of(first)
        if row.name in _REAL or row.name in _EXTREME:
            return self._unsmooth(row, operands, series=series)
        if row.name == "real_root":
            return self._root(operands, series=series)
        if row is atan2:
            value = self._angle(*operands)
            if value is not None:
                return value
        if len(operands) == 1 and (form in _ENTIRE or form in _CUTS):
            if self.analytic and form in _CUTS and _CUTS[form](start):
                return nothing()
            method = getattr(type(first), form, None) or (_COMPOSED.get(form) if series else None)
            value = nothing() if method is None else method(first)
            words = "" if row.domain is None else f"{row.name}(u) needs {row.domain.words}"
            return self._in_domain(operands, value, words)
        real = not series and all(operand.imag.is_zero() for operand in operands)
        function = ball_functions.ball_function(row) if real and not self.analytic else None
        if function is None:
            return nothing()
        places = [operand.real for operand in operands]
        if (
            row.domain is not None
            and all(place.is_exact() for place in places)
            and not row.domain.holds(*map(float, places))
        ):
            raise NoValueError(f"{row.name} needs {row.domain.words}")
        try:
            return acb(function(*places))
        except (NoValueError, ValueError, ZeroDivisionError, TypeError):
            return nothing()

    def _in_domain(self, operands: list[Any], value: Any, words: str) -> Any:
        """The value, unless real operands have none that is real."""
        if all(start_of(operand).imag.is_zero() for operand in operands) and not start_of(value).imag.contains(0):
            raise NoValueError(words)
        return value

    def _angle(self, above: Any, beside: Any) -> Any:
        """The function that is atan2 of real numbers, in a half plane; None where it is not known which one."""
        y, x = start_of(above).real, start_of(beside).real
        if not (x > 0 or y > 0 or y < 0):
            return None
        upright = not x > 0
        slope = beside / above if upright else above / beside
        if _CUTS["atan"](start_of(slope)):
            return None
        if not upright:
            return slope.atan()
        quarter = acb.pi() / 2
        return (quarter if y > 0 else -quarter) - slope.atan()

    def _unsmooth(self, row: Operator, operands: list[Any], *, series: bool) -> Any:
        if not series:
            if row.name in _REAL:
                return getattr(operands[0], _REAL[row.name])(analytic=self.analytic)
            value = operands[0]
            for other in operands[1:]:
                value = getattr(value, _EXTREME[row.name])(other, analytic=self.analytic)
            return value
        value = operands[0]
        if row.name in _EXTREME:
            for other in operands[1:]:
                apart = start_of(value).real - start_of(other).real
                if not (apart > 0 or apart < 0):
                    return nothing()
                value = value if (apart > 0) is (row.name == "Max") else other
            return value
        place = start_of(value).real
        if row.name == "abs":
            return value if place > 0 else -value if place < 0 else nothing()
        return getattr(start_of(value), _REAL[row.name])(analytic=True)

    def _root(self, operands: list[Any], *, series: bool) -> Any:
        base, degree = operands
        start = start_of(base)
        if not (start.real > 0 or start.real < 0):
            if series or self.analytic or not start.imag.is_zero():
                return nothing()
            function = ball_functions.ball_function(real_root)
            assert function is not None
            return acb(function(start.real, start_of(degree).real))
        size = base if start.real > 0 else -base
        value = (size.log() / start_of(degree)).exp()
        return value if start.real > 0 else -value

    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> Any:
        """Whether a comparison holds; None where both may be."""
        apart = start_of(first).real - start_of(second).real
        assert row.real is not None
        if apart > 0 or apart < 0:
            return bool(row.real(1 if apart > 0 else -1, 0))
        if isinstance(first, acb_series) or isinstance(second, acb_series):
            self.moving = True
        elif apart.is_zero() and not self.analytic:
            return bool(row.real(0, 0))
        return None

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        if kind != BRANCH:
            if row is Not:
                return None if operands[0] is None else not operands[0]
            decisive = row is not And
            return decisive if decisive in operands else None if None in operands else not decisive
        value: Any = None
        for piece, condition in zip(operands[::2], operands[1::2], strict=True):
            if condition is False:
                continue
            own = nothing() if piece is None else piece
            if condition is None and (self.analytic or isinstance(own, acb_series)):
                return nothing()
            value = own if value is None else value.union(own)
            if condition:
                return value
        if value is None:
            raise NoValueError("no condition of Piecewise holds")
        return nothing()

    def settled(self, value: Any) -> Any:
        return value
