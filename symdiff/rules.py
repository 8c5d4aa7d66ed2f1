"""The calculus: one row per derivative rule.

A row gives one partial per operand; a partial may use the output ``y``. The chain rule is nowhere in the table: the
sweeps of ``differentiator`` apply it. Rows compute with handles; the one kind there is stands for a node of a graph. A partial that has no closed form is None. Imports ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from symdiff import operators as op
from symdiff.operators import (
    Operator,
    Power,
    Product,
    Quotient,
    absolute,
    cos,
    cosh,
    cot,
    coth,
    csc,
    csch,
    exp,
    heaviside,
    log,
    polygamma,
    sech,
    sign,
    sin,
    tan,
    tanh,
)

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Rule:
    """One derivative rule: ``partials(y, *operands)`` for the output y of ``operator``.

    ``active`` narrows the row to the operands that depend on the variable; None stands for any.
    """

    name: str
    operator: Operator
    partials: Callable[..., tuple[Any, ...]]
    active: tuple[bool, ...] | None = None


def _others(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per factor the product of the others, in linear time: what stands before it times what stands after it."""
    before: list[Any] = [1]
    for factor in u[:-1]:
        before.append(before[-1] * factor)
    after: Any = 1
    result = []
    for factor, ahead in zip(reversed(u), reversed(before), strict=True):
        result.append(ahead * after)
        after = factor * after
    return tuple(reversed(result))


def _steps(y: Any, *u: Any) -> tuple[Any, ...]:
    """Per operand of a maximum, the product of the unit steps of its lead over each other operand."""
    return tuple(_product([heaviside(mine - other) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def _steps_down(y: Any, *u: Any) -> tuple[Any, ...]:
    return tuple(_product([heaviside(other - mine) for j, other in enumerate(u) if j != i]) for i, mine in enumerate(u))


def _product(factors: list[Any]) -> Any:
    result: Any = 1
    for factor in factors:
        result = factor * result
    return result


CONSTANT = Rule("constant", op.Constant, lambda y: ())
IDENTITY = Rule("identity", op.Symbol, lambda y: ())

RULES: tuple[Rule, ...] = (
    CONSTANT,
    IDENTITY,
    Rule("sum", op.Sum, lambda y, *u: (1,) * len(u)),
    Rule("constant multiple", op.Multiple, lambda y, c, u: (None, c), active=(False, True)),
    Rule("product", Product, _others),
    Rule("quotient", Quotient, lambda y, u, v: (1 / v, -y / v)),
    Rule("power", Power, lambda y, u, n: (n * u ** (n - 1), None), active=(True, False)),
    Rule("exponential", Power, lambda y, a, u: (None, y * log(a)), active=(False, True)),
    Rule("general power", Power, lambda y, u, v: (v * u ** (v - 1), y * log(u)), active=(True, True)),
    Rule("natural exponential", exp, lambda y, u: (y,)),
    Rule("logarithm", log, lambda y, u: (1 / u,)),
    Rule("real root", op.real_root, lambda y, u, n: (1 / (n * absolute(u) ** (1 - 1 / n)), None), active=(True, False)),
    Rule("sine", sin, lambda y, u: (cos(u),)),
    Rule("cosine", cos, lambda y, u: (-sin(u),)),
    Rule("tangent", tan, lambda y, u: (1 + y**2,)),
    Rule("cotangent", cot, lambda y, u: (-1 - y**2,)),
    Rule("secant", op.sec, lambda y, u: (y * tan(u),)),
    Rule("cosecant", csc, lambda y, u: (-y * cot(u),)),
    Rule("arcsine", op.asin, lambda y, u: (1 / (1 - u**2) ** HALF,)),
    Rule("arccosine", op.acos, lambda y, u: (-1 / (1 - u**2) ** HALF,)),
    Rule("arctangent", op.atan, lambda y, u: (1 / (1 + u**2),)),
    Rule("arccotangent", op.acot, lambda y, u: (-1 / (1 + u**2),)),
    Rule("arcsecant", op.asec, lambda y, u: (1 / (absolute(u) * (u**2 - 1) ** HALF),)),
    Rule("arccosecant", op.acsc, lambda y, u: (-1 / (absolute(u) * (u**2 - 1) ** HALF),)),
    Rule("two-argument arctangent", op.atan2, lambda y, u, v: (v / (u**2 + v**2), -u / (u**2 + v**2))),
    Rule("hyperbolic sine", op.sinh, lambda y, u: (cosh(u),)),
    Rule("hyperbolic cosine", cosh, lambda y, u: (op.sinh(u),)),
    # sech(u)**2 and not 1 - tanh(u)**2: the difference is 0 in doubles from u = 20 on
    Rule("hyperbolic tangent", tanh, lambda y, u: (sech(u) ** 2,)),
    Rule("hyperbolic cotangent", coth, lambda y, u: (-(csch(u) ** 2),)),
    Rule("hyperbolic secant", sech, lambda y, u: (-y * tanh(u),)),
    Rule("hyperbolic cosecant", csch, lambda y, u: (-y * coth(u),)),
    Rule("inverse hyperbolic sine", op.asinh, lambda y, u: (1 / (1 + u**2) ** HALF,)),
    Rule("inverse hyperbolic cosine", op.acosh, lambda y, u: (1 / (u**2 - 1) ** HALF,)),
    Rule("inverse hyperbolic tangent", op.atanh, lambda y, u: (1 / (1 - u**2),)),
    Rule("inverse hyperbolic cotangent", op.acoth, lambda y, u: (1 / (1 - u**2),)),
    Rule("inverse hyperbolic secant", op.asech, lambda y, u: (-1 / (u * (1 - u**2) ** HALF),)),
    Rule("inverse hyperbolic cosecant", op.acsch, lambda y, u: (-1 / (absolute(u) * (1 + u**2) ** HALF),)),
    Rule("absolute value", absolute, lambda y, u: (sign(u),)),
    Rule("sign", sign, lambda y, u: (0,)),
    Rule("floor", op.floor, lambda y, u: (0,)),
    Rule("ceiling", op.ceiling, lambda y, u: (0,)),
    Rule("maximum", op.maximum, _steps),
    Rule("minimum", op.minimum, _steps_down),
    Rule("unit step", heaviside, lambda y, u: (0,)),
    Rule("factorial", op.factorial, lambda y, u: (y * polygamma(0, u + 1),)),
    Rule("gamma function", op.gamma, lambda y, u: (y * polygamma(0, u),)),
    Rule("log-gamma function", op.loggamma, lambda y, u: (polygamma(0, u),)),
    Rule("polygamma function", polygamma, lambda y, n, u: (None, polygamma(n + 1, u)), active=(False, True)),
    Rule("error function", op.erf, lambda y, u: (2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("complementary error function", op.erfc, lambda y, u: (-2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("sinc", op.sinc, lambda y, u: ((cos(u) - y) / u,)),
)

_ANY = {rule.operator: rule for rule in RULES if rule.active is None}
_NARROW = {(rule.operator, rule.active): rule for rule in RULES if rule.active is not None}


def rule_for(operator: Operator, active: tuple[bool, ...]) -> Rule | None:
    """The row for an operator whose operands depend on the variable as ``active`` says; None where there is none."""
    return _ANY.get(operator) or _NARROW.get((operator, active))
