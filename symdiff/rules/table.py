"""The calculus: one row per derivative rule.

A row gives one partial per operand; a partial may use the output ``y``. The chain rule is nowhere in the table: the
sweeps of ``differentiator`` apply it. Rows compute with handles; the one kind there is stands for a node of a graph. A
partial that has no closed form is None. Imports ``partials`` and ``operators``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from symdiff import operators as op
from symdiff.annotations import Any
from symdiff.frozen import Frozen
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
from symdiff.rules import partials

HALF = Fraction(1, 2)


class Rule(Frozen):
    """One derivative rule: ``partials(y, *operands)`` for the output y of ``operator``.

    ``active`` narrows the row to the operands that depend on the variable; None stands for any.
    """

    name: str
    operator: Operator
    partials: Callable[..., tuple[Any, ...]]
    active: tuple[bool, ...] | None = None
    of_logarithm: Callable[..., tuple[Any, ...]] | None = None
    """The partials of log(y), where the forward sweep does better to keep y as one factor."""
    coq: tuple[str, ...] = ()
    """The lemmas of ``proofs/lemmas.v`` that say the same, by which operands move. Empty: no proof has the rule."""
    over: Callable[..., Any] | None = None
    """What the terms stand over where they are written as one quotient."""


CONSTANT = Rule("constant", op.Constant, lambda y: (), coq=("d_const",))
IDENTITY = Rule("identity", op.Symbol, lambda y: (), coq=("d_id",))
CHAIN = Rule("chain rule", op.Symbol, lambda y: ())
"""What the sweeps do with every row; a row of its own only to be told of."""

RULES: tuple[Rule, ...] = (
    CONSTANT,
    IDENTITY,
    Rule("sum", op.Sum, lambda y, *u: (1,) * len(u), coq=("d_plus", "d_plus_l", "d_plus_r", "d_minus", "d_minus_l", "d_minus_r")),
    Rule("constant multiple", op.Multiple, lambda y, c, u: (None, c), active=(False, True), coq=("d_mult_l", "d_mult_r", "d_div_r", "d_opp")),
    Rule("product", Product, partials.others, coq=("d_mult",)),
    Rule("quotient", Quotient, lambda y, u, v: (1 / v, -y / v), over=lambda u, v: v**2, coq=("d_div", "d_div_l")),
    Rule("power", Power, lambda y, u, n: (n * u ** (n - 1), None), active=(True, False), coq=("d_pow", "d_sqrt", "d_rpower")),
    Rule("exponential", Power, lambda y, a, u: (None, 0 if a.exact == 0 else y * log(a)), active=(False, True), coq=("d_exponential",)),
    Rule(
        "logarithmic differentiation",
        Power,
        lambda y, u, v: (v * u ** (v - 1), y * log(u)),
        active=(True, True),
        of_logarithm=lambda u, v: (v / u, log(u)),
        coq=("d_power",),
    ),
    Rule("natural exponential", exp, lambda y, u: (y,), coq=("d_exp",)),
    Rule("logarithm", log, lambda y, u: (1 / u,), coq=("d_ln",)),
    Rule("real root", op.real_root, lambda y, u, n: (1 / (n * y ** (n - 1)), None), active=(True, False), coq=("d_root",)),
    Rule("sine", sin, lambda y, u: (cos(u),), coq=("d_sin",)),
    Rule("cosine", cos, lambda y, u: (-sin(u),), coq=("d_cos",)),
    Rule("tangent", tan, lambda y, u: (op.sec(u) ** 2,), coq=("d_tan",)),
    Rule("cotangent", cot, lambda y, u: (-(csc(u) ** 2),), coq=("d_cot",)),
    Rule("secant", op.sec, lambda y, u: (y * tan(u),), coq=("d_sec",)),
    Rule("cosecant", csc, lambda y, u: (-y * cot(u),), coq=("d_csc",)),
    Rule("arcsine", op.asin, lambda y, u: (1 / (1 - u**2) ** HALF,), coq=("d_asin",)),
    Rule("arccosine", op.acos, lambda y, u: (-1 / (1 - u**2) ** HALF,), coq=("d_acos",)),
    Rule("arctangent", op.atan, lambda y, u: (1 / (1 + u**2),), coq=("d_atan",)),
    Rule("arccotangent", op.acot, lambda y, u: (-1 / (1 + u**2),), coq=("d_acot",)),
    Rule("arcsecant", op.asec, lambda y, u: (1 / (absolute(u) * (u**2 - 1) ** HALF),), coq=("d_asec",)),
    Rule("arccosecant", op.acsc, lambda y, u: (-1 / (absolute(u) * (u**2 - 1) ** HALF),), coq=("d_acsc",)),
    Rule("two-argument arctangent", op.atan2, lambda y, u, v: (v / (u**2 + v**2), -u / (u**2 + v**2))),
    Rule("hyperbolic sine", op.sinh, lambda y, u: (cosh(u),), coq=("d_sinh",)),
    Rule("hyperbolic cosine", cosh, lambda y, u: (op.sinh(u),), coq=("d_cosh",)),
    # sech(u)**2 and not 1 - tanh(u)**2: the difference is 0 in doubles from u = 20 on
    Rule("hyperbolic tangent", tanh, lambda y, u: (sech(u) ** 2,), coq=("d_tanh",)),
    Rule("hyperbolic cotangent", coth, lambda y, u: (-(csch(u) ** 2),), coq=("d_coth",)),
    Rule("hyperbolic secant", sech, lambda y, u: (-y * tanh(u),), coq=("d_sech",)),
    Rule("hyperbolic cosecant", csch, lambda y, u: (-y * coth(u),), coq=("d_csch",)),
    Rule("inverse hyperbolic sine", op.asinh, lambda y, u: (1 / (1 + u**2) ** HALF,), coq=("d_asinh",)),
    Rule("inverse hyperbolic cosine", op.acosh, lambda y, u: (1 / (u**2 - 1) ** HALF,), coq=("d_acosh",)),
    Rule("inverse hyperbolic tangent", op.atanh, lambda y, u: (1 / (1 - u**2),), coq=("d_atanh",)),
    Rule("inverse hyperbolic cotangent", op.acoth, lambda y, u: (1 / (1 - u**2),), coq=("d_acoth",)),
    Rule("inverse hyperbolic secant", op.asech, lambda y, u: (-1 / (u * (1 - u**2) ** HALF),), coq=("d_asech",)),
    Rule("inverse hyperbolic cosecant", op.acsch, lambda y, u: (-1 / (absolute(u) * (1 + u**2) ** HALF),), coq=("d_acsch",)),
    Rule("absolute value", absolute, lambda y, u: (sign(u),), coq=("d_abs",)),
    Rule("piecewise", op.piecewise, partials.guards),
    Rule("sign", sign, lambda y, u: (0,), coq=("d_sgn",)),
    Rule("floor", op.floor, lambda y, u: (0,)),
    Rule("ceiling", op.ceiling, lambda y, u: (0,)),
    Rule("maximum", op.maximum, partials.steps),
    Rule("minimum", op.minimum, partials.steps_down),
    Rule("unit step", heaviside, lambda y, u: (0,)),
    Rule("factorial", op.factorial, lambda y, u: (y * polygamma(0, u + 1),)),
    Rule("gamma function", op.gamma, lambda y, u: (y * polygamma(0, u),)),
    Rule("log-gamma function", op.loggamma, lambda y, u: (polygamma(0, u),)),
    Rule(
        "polygamma function",
        polygamma,
        lambda y, n, u: (None, polygamma(partials.whole(polygamma, n) + 1, u)),
        active=(False, True),
    ),
    Rule(
        "upper incomplete gamma function",
        op.uppergamma,
        lambda y, a, u: (None, -(u ** (a - 1)) * exp(-u)),
        active=(False, True),
    ),
    Rule(
        "lower incomplete gamma function",
        op.lowergamma,
        lambda y, a, u: (None, u ** (a - 1) * exp(-u)),
        active=(False, True),
    ),
    Rule(
        "beta function",
        op.beta,
        lambda y, u, v: (y * (polygamma(0, u) - polygamma(0, u + v)), y * (polygamma(0, v) - polygamma(0, u + v))),
    ),
    Rule("binomial coefficient", op.binomial, partials.binomial),
    Rule(
        "rising factorial",
        op.rising_factorial,
        lambda y, u, k: (
            partials.stepped(u, k, 1, lambda: y * (polygamma(0, u + k) - polygamma(0, u))),
            y * polygamma(0, u + k),
        ),
    ),
    Rule(
        "falling factorial",
        op.falling_factorial,
        lambda y, u, k: (
            partials.stepped(u, k, -1, lambda: y * (polygamma(0, u + 1) - polygamma(0, u - k + 1))),
            y * polygamma(0, u - k + 1),
        ),
    ),
    Rule("Hurwitz zeta function", op.zeta, lambda y, s, u: (None, -s * op.zeta(s + 1, u)), active=(False, True)),
    Rule("polylogarithm", op.polylog, lambda y, s, u: (None, partials.polylog(s - 1, u) / u), active=(False, True)),
    Rule("error function", op.erf, lambda y, u: (2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("complementary error function", op.erfc, lambda y, u: (-2 * exp(-(u**2)) / u.constant("pi") ** HALF,)),
    Rule("imaginary error function", op.erfi, lambda y, u: (2 * exp(u**2) / u.constant("pi") ** HALF,)),
    Rule("inverse error function", op.erfinv, lambda y, u: (u.constant("pi") ** HALF * exp(y**2) / 2,)),
    Rule("sinc", op.sinc, lambda y, u: (-op.jn(1, u),)),
    Rule("exponential integral", op.Ei, lambda y, u: (exp(u) / u,)),
    Rule(
        "generalized exponential integral",
        op.expint,
        lambda y, n, u: (None, -partials.expint(n - 1, u)),
        active=(False, True),
    ),
    Rule("logarithmic integral", op.li, lambda y, u: (1 / log(u),)),
    Rule("sine integral", op.Si, lambda y, u: (op.sinc(u),)),
    Rule("cosine integral", op.Ci, lambda y, u: (cos(u) / u,)),
    Rule("hyperbolic sine integral", op.Shi, lambda y, u: (op.sinh(u) / u,)),
    Rule("hyperbolic cosine integral", op.Chi, lambda y, u: (cosh(u) / u,)),
    Rule("Fresnel sine integral", op.fresnels, lambda y, u: (sin(u.constant("pi") * u**2 / 2),)),
    Rule("Fresnel cosine integral", op.fresnelc, lambda y, u: (cos(u.constant("pi") * u**2 / 2),)),
    Rule(
        "complete elliptic integral, first kind",
        op.elliptic_k,
        lambda y, u: ((op.elliptic_e(u) - (1 - u) * y) / (2 * u * (1 - u)),),
    ),
    Rule(
        "complete elliptic integral, second kind",
        op.elliptic_e,
        lambda y, u: ((y - op.elliptic_k(u)) / (2 * u),),
        active=(True,),
    ),
    Rule("elliptic integral, first kind", op.elliptic_f, partials.elliptic_f),
    Rule(
        "elliptic integral, second kind, by the angle",
        op.elliptic_e,
        lambda y, u, m: ((1 - m * sin(u) ** 2) ** HALF, None),
        active=(True, False),
    ),
    Rule(
        "elliptic integral, second kind, by the parameter",
        op.elliptic_e,
        lambda y, u, m: (None, (y - op.elliptic_f(u, m)) / (2 * m)),
        active=(False, True),
    ),
    Rule(
        "elliptic integral, second kind",
        op.elliptic_e,
        lambda y, u, m: ((1 - m * sin(u) ** 2) ** HALF, (y - op.elliptic_f(u, m)) / (2 * m)),
        active=(True, True),
    ),
    # by exp(-y) and not y/u, which is 0/0 at u = 0
    Rule("Lambert function", op.LambertW, lambda y, u: (exp(-y) / (1 + y),), active=(True,)),
    Rule(
        "branch of the Lambert function", op.LambertW, lambda y, u, k: (exp(-y) / (1 + y), None), active=(True, False)
    ),
    Rule(
        "Bessel function, first kind",
        op.besselj,
        lambda y, n, u: (None, (partials.bessel_j(n - 1, u) - partials.bessel_j(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "Bessel function, second kind",
        op.bessely,
        lambda y, n, u: (None, (partials.bessel_y(n - 1, u) - partials.bessel_y(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "modified Bessel function, first kind",
        op.besseli,
        lambda y, n, u: (None, (partials.bessel_i(n - 1, u) + partials.bessel_i(n + 1, u)) / 2),
        active=(False, True),
    ),
    Rule(
        "modified Bessel function, second kind",
        op.besselk,
        lambda y, n, u: (None, -(partials.bessel_k(n - 1, u) + partials.bessel_k(n + 1, u)) / 2),
        active=(False, True),
    ),
    # by two neighbours and not by y/u, which is 0/0 at u = 0
    Rule("spherical Bessel function, first kind", op.jn, partials.spherical(op.jn), active=(False, True)),
    Rule("spherical Bessel function, second kind", op.yn, partials.spherical(op.yn), active=(False, True)),
    Rule("Airy function Ai", op.airyai, lambda y, u: (op.airyaiprime(u),)),
    Rule("Airy function Bi", op.airybi, lambda y, u: (op.airybiprime(u),)),
    Rule("derivative of the Airy function Ai", op.airyaiprime, lambda y, u: (u * op.airyai(u),)),
    Rule("derivative of the Airy function Bi", op.airybiprime, lambda y, u: (u * op.airybi(u),)),
    # by polynomials of lower degree and not by quotients, which are 0/0 at u = 1
    Rule(
        "Legendre polynomial",
        op.legendre,
        lambda y, n, u: (None, partials.below(op.gegenbauer, op.legendre, n, Fraction(3, 2), u)),
        active=(False, True),
    ),
    Rule(
        "Chebyshev polynomial, first kind",
        op.chebyshevt,
        lambda y, n, u: (None, n * partials.below(op.chebyshevu, op.chebyshevt, n, u)),
        active=(False, True),
    ),
    Rule(
        "Chebyshev polynomial, second kind",
        op.chebyshevu,
        lambda y, n, u: (None, 2 * partials.below(op.gegenbauer, op.chebyshevu, n, 2, u)),
        active=(False, True),
    ),
    Rule(
        "Gegenbauer polynomial",
        op.gegenbauer,
        lambda y, n, a, u: (None, None, 2 * a * partials.below(op.gegenbauer, op.gegenbauer, n, a + 1, u)),
        active=(False, False, True),
    ),
    Rule(
        "Hermite polynomial",
        op.hermite,
        lambda y, n, u: (None, 2 * n * partials.below(op.hermite, op.hermite, n, u)),
        active=(False, True),
    ),
    Rule(
        "Laguerre polynomial",
        op.laguerre,
        lambda y, n, u: (None, -partials.below(op.assoc_laguerre, op.laguerre, n, 1, u)),
        active=(False, True),
    ),
    Rule(
        "associated Laguerre polynomial",
        op.assoc_laguerre,
        lambda y, n, a, u: (None, None, -partials.below(op.assoc_laguerre, op.assoc_laguerre, n, a + 1, u)),
        active=(False, False, True),
    ),
)


def of_unknown(row: Operator, active: tuple[bool, ...]) -> Rule:
    """The rule of an unknown function: the partial by an operand is the same function with its index raised there."""

    def raised(y: Any, *u: Any) -> tuple[Any, ...]:
        return tuple(
            y.apply(row.unknown.partial(place), u) if varies else None for place, varies in enumerate(active)
        )

    return Rule("unknown function", row, raised, active)


ANY = {rule.operator: rule for rule in RULES if rule.active is None}
NARROW = {(rule.operator, rule.active): rule for rule in RULES if rule.active is not None}
"""The rows by what ``differentiator.rule_for`` looks them up with."""
