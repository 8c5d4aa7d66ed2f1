"""Special functions: bounds that hold next to zeros, over whole intervals and at large orders, and values known from elsewhere."""

from __future__ import annotations

import math
from contextlib import suppress
from fractions import Fraction
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st

from symdiff.evaluator import Evaluated, Undefined, value_at
from symdiff.evaluator.arithmetic.doubles import DOUBLES
from symdiff.evaluator.arithmetic.multiprecision import Multiprecision
from symdiff.evaluator.arithmetic.protocol import NoValueError
from symdiff.evaluator.arithmetic.running_error import Reals
from symdiff.operators import SPECIAL, Operator

NARROW = Multiprecision(120)
FINE = Multiprecision(400)
ROWS = {row.name: row for row in SPECIAL}

HARD = [
    ("polygamma", 20, -8.5), ("polygamma", 0, 1.4616321449683622), ("polygamma", 0, -0.5040830082644554), ("polygamma", 3, -1e-9),
    ("zeta", 9, 224.25), ("zeta", 26, 5), ("zeta", -2.000000001), ("zeta", 1.0000000001), ("zeta", -1.5, 0.3590665418878073),
    ("polylog", -3, -0.2679491924311227), ("polylog", 2, 0.9999999999), ("polylog", 1.5, -700),
    ("Ei", 0.3725074107813666), ("li", 1.451369234883381), ("li", 1.0000000001), ("Ci", 0.6165054856207163), ("Ci", 1e15),
    ("Chi", 0.5238225713898644), ("fresnels", 1e5), ("Si", 1e-300), ("erfinv", 1 - 2.0**-53), ("expint", -1.5, 30), ("expint", 1, 1e-300),
    ("besselj", 0, 2.404825557695773), ("besselj", 0.3, 2.8540972243766842), ("besselj", 100.5, 1), ("besselj", 0, 1e15),
    ("bessely", 0, 0.8935769662791675), ("bessely", 1, 99.74180720948509), ("besseli", -10, 0.25), ("besselk", 0, 1e-300),
    ("besselk", 0, 700), ("jn", 1, 4.493409457909064), ("jn", 2, -1e-9), ("yn", 3, 0.01), ("airyai", -2.338107410459767),
    ("airyai", -1e6), ("airybi", 300), ("airyaiprime", -1.018792971647471), ("elliptic_k", 1 - 2.0**-53), ("elliptic_f", 40, 0.5),
    ("LambertW", -0.36787944117144228), ("LambertW", -1e-300, -1), ("LambertW", 1e300), ("legendre", 60, 0.23154355137602933),
    ("chebyshevt", 4, 0.5), ("chebyshevu", 2, 0.5), ("laguerre", 1, 1), ("gegenbauer", 1, 1.5, 0), ("hermite", 1000, 2), ("laguerre", 500, 3),
    ("lowergamma", 2.5, 1e-300), ("uppergamma", -3.5, 700), ("uppergamma", 2, -30), ("beta", -1.5, 1.5), ("binomial", 4.5, -300.5),
]  # fmt: skip
"""Operands next to zeros and poles, at the ends of domains, and where large terms cancel."""


def _covered(arithmetic: Reals, row: Operator, operands: list[tuple[Any, Any]], places: list[Fraction]) -> None:
    """The value of the row at these places lies within the bound of its value over these operands."""
    with suppress(ArithmeticError, ValueError, NoValueError):  # no value is no wrong one
        value, bound = arithmetic.call(row, operands)
        if bound < math.inf:
            precise, rest = FINE.call(row, [FINE.number(place) for place in places])
            assert abs(precise - value) <= bound + rest


@pytest.mark.parametrize(("name", "places"), [(name, places) for name, *places in HARD], ids=str)
@pytest.mark.parametrize("arithmetic", [DOUBLES, NARROW], ids=["doubles", "120 bits"])
def test_the_bound_covers_the_error_at_hard_places(arithmetic: Reals, name: str, places: list[float]) -> None:
    exact = [Fraction(place) for place in places]
    _covered(arithmetic, ROWS[name], [arithmetic.number(place) for place in exact], exact)


@pytest.mark.parametrize("row", SPECIAL, ids=lambda row: row.name)
@given(data=st.data())
def test_the_bound_covers_a_whole_interval(row: Operator, data: st.DataObject) -> None:
    """Operands that are known to within a width: wherever the true ones lie, the value is within the bound."""
    operands, places = [], []
    for low, high in row.sample:
        orders = st.integers(-3, 20).map(Fraction) | st.integers(-9, 30).map(lambda n: Fraction(n, 2))
        place = data.draw(orders if low == high else (st.floats(low, high) | st.floats(-30, 30)).map(Fraction))
        width = data.draw(st.sampled_from((0, 0, 1e-15, 1e-3, 0.05, 0.5)))
        value, bound = DOUBLES.number(place)
        operands.append((value, bound + width))
        places.append(place + Fraction(width) * data.draw(st.sampled_from((-1, Fraction(-1, 3), Fraction(7, 11), 1))))
    _covered(DOUBLES, row, operands, places)


@pytest.mark.parametrize("order", range(4))
@pytest.mark.parametrize("place", ["-1e-40", "-0.0009", "-1.0005", "-2.9999999999", "-7.00000000000000000001"])
def test_beside_a_pole_polygamma_is_what_the_recurrence_says(order: int, place: str) -> None:
    operand = Fraction(place)
    context = mpmath.MPContext()
    context.prec = 120
    there = context.mpf(operand.numerator) / operand.denominator
    found = ROWS["polygamma"].mpmath(context, context.mpf(order), there)
    with mpmath.workprec(1200):
        exact = mpmath.mpf(there)
        truth = mpmath.psi(order, exact + 9) - sum(
            (-1) ** order * mpmath.factorial(order) / (exact + k) ** (order + 1) for k in range(9)
        )
        assert abs(found - truth) < abs(truth) * mpmath.mpf(2) ** -110


@pytest.mark.parametrize(("base", "exponent"), [(1.5, 2**100 + 1), (3, -(2**90)), (0.875, Fraction(2**99 + 1, 2))])
def test_powers_with_long_exponents_are_right(base: float, exponent: Fraction) -> None:
    arithmetic = Multiprecision(160)
    found = arithmetic.raised(arithmetic.number(Fraction(base))[0], arithmetic.number(Fraction(exponent))[0])
    with mpmath.workprec(400):
        power = mpmath.mpf(Fraction(exponent).numerator) / Fraction(exponent).denominator
        truth = mpmath.exp(power * mpmath.log(base))
        assert abs(found - truth) < abs(truth) * mpmath.mpf(2) ** -160


m = mpmath.mp
VALUES = [
    ("hypot(3, 4)", lambda: m.mpf(5)), ("hypot(10**200, 10**200)", lambda: m.sqrt(2) * m.mpf(10) ** 200), ("exp2(1/2)", lambda: m.sqrt(2)),
    ("expm1(1/10**20)", lambda: m.expm1(m.mpf(10) ** -20)), ("log1p(1/10**20)", lambda: m.log1p(m.mpf(10) ** -20)),
    ("logistic(-700)", lambda: 1 / (1 + m.exp(700))), ("expit(1)", lambda: 1 / (1 + m.exp(-1))), ("sigmoid(40)", lambda: 1 / (1 + m.exp(-40))),
    ("softplus(-100)", lambda: m.log1p(m.exp(-100))), ("softplus(800)", lambda: m.mpf(800) + m.log1p(m.exp(-800))),
    ("deg(pi)", lambda: m.mpf(180)), ("rad(180)", lambda: +m.pi), ("square(7) + cube(2)", lambda: m.mpf(57)), ("logit(1/4)", lambda: -m.log(3)), ("harmonic(10)", lambda: m.harmonic(10)),
    ("dawsn(1/2)", lambda: m.quad(lambda t: m.exp(t**2 - 0.25), [0, 0.5])), ("dawson(40)", lambda: m.sqrt(m.pi) / 2 * m.exp(-1600) * m.erfi(40)),
    ("erfcx(50)", lambda: m.exp(2500) * m.erfc(50)), ("erfcinv(10**-30)", lambda: m.findroot(lambda u: m.log(m.erfc(u)) + 30 * m.log(10), 8)),
    ("E1(2)", lambda: m.e1(2)), ("Li(10)", lambda: m.li(10, offset=True)), ("Gamma(2.5, 3)", lambda: m.gammainc(2.5, 3)),
    ("psi(1, 3)", lambda: m.psi(1, 3)), ("LaguerreL(3, 1/2, 2)", lambda: m.laguerre(3, 0.5, 2)), ("ProductLog(-1, -1/8)", lambda: m.lambertw(-0.125, -1)),
    ("ProductLog(2)", lambda: m.lambertw(2)), ("LambertW(-1/4, -1)", lambda: m.lambertw(-0.25, -1)), ("spherical_jn(2, -3)", lambda: m.sqrt(m.pi / 6) * m.besselj(2.5, 3)),
    ("spherical_yn(1, -3)", lambda: m.sqrt(m.pi / 6) * m.bessely(1.5, 3)), ("airyaiprime(-2)", lambda: m.airyai(-2, derivative=1)),
    ("zeta(1/2)", lambda: m.zeta(0.5)), ("zeta(40, 1000)", lambda: m.fsum(m.mpf(1000 + k) ** -40 for k in range(4000))), ("Ci(2) + Chi(2) + Shi(2)", lambda: m.ci(2) + m.chi(2) + m.shi(2)),
    ("legendre(3, 2) + chebyshevt(5, 3) + chebyshevu(4, 2) + hermite(3, 2) + laguerre(2, 3)", lambda: m.mpf(17 + 3363 + 209 + 40) - 0.5),
    ("gegenbauer(3, 3/2, 1/2) + assoc_laguerre(2, 1/2, 3) + gegenbauer(-1, 2, 5)", lambda: m.gegenbauer(3, 1.5, 0.5) + m.laguerre(2, 0.5, 3)),
    ("rf(1/2, 3) + ff(7/2, 2) + binomial(5/2, 1/2)", lambda: m.rf(0.5, 3) + m.ff(3.5, 2) + m.binomial(2.5, 0.5)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "known"), VALUES, ids=[text for text, _ in VALUES])
def test_known_values(workspace: Any, text: str, known: Any) -> None:
    found = value_at(workspace.graph, workspace.node(text), {})
    assert isinstance(found, Evaluated), found
    with mpmath.workdps(60):
        exact = known()
        assert abs(found.value - exact) <= abs(exact) * m.mpf("1e-13")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("legendre(n, x)", "legendre(u, v) needs u = 0, 1, 2, ..."),
        ("jn(n, x)", "jn(u, v) needs u = 0, 1, 2, ..."),
        ("gegenbauer(n, x, x)", "gegenbauer(u, v, w) needs u = -1, 0, 1, 2, ..."),
        ("zeta(x, -n)", "zeta(u, v) needs u != 1, and v > 0 if it is given"),
        ("zeta(1 + 0*x)", "zeta(u) needs u != 1, and v > 0 if it is given"),
        ("LambertW(-x, 1)", "LambertW(u, v) needs u >= -1/E, and for v = -1 (the other branch) u < 0"),
        ("besselj(n, -x)", "besselj(u, v) needs v > 0, or v = 0 <= u, or u a whole number"),
        ("besselk(n, -x)", "besselk(u, v) needs v > 0"),
        ("polylog(n, 2 + x)", "polylog(u, v) needs v < 1, or v = 1 < u"),
        ("li(x/x)", "li(u) needs u > 0 and u != 1"),
    ],
)
def test_what_a_function_needs(workspace: Any, text: str, reason: str) -> None:
    found = value_at(workspace.graph, workspace.node(text), workspace.point(n="5/2", x="1/4"))
    assert isinstance(found, Undefined)
    assert (found.reason, found.exists) == (reason, False)
