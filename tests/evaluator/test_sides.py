"""Expansions on one side of a point: slopes, limits, jumps, vertical tangents and the ends of domains."""

from __future__ import annotations

import pytest

from symdiff.evaluator.arithmetic.balls import precision
from symdiff.evaluator.truths.one_sided import evaluated, limit_words, slopes
from symdiff.evaluator.truths.sides import Kind, Sides
from symdiff.operators import FUNCTIONS

OUT, UP, DOWN, JUMP, POLE = "outside", "inf", "-inf", "jump", "pole"
SIDES = [
    # Where the printed derivative is 0/0.
    ("sqrt(x**4)", "0", 0, 0),
    ("cbrt(x)**3", "0", 1, 1),
    ("cbrt(x)**4", "0", 0, 0),
    ("x*cbrt(x)", "0", 0, 0),
    ("abs(x)**1.5", "0", 0, 0),
    ("Shi(x)", "0", 1, 1),
    ("elliptic_k(x)", "0", "pi/8", "pi/8"),
    ("elliptic_e(x)", "0", "-pi/8", "-pi/8"),
    ("polylog(2, x)", "0", 1, 1),
    ("binomial(5, x)", "6", "-1/6", "-1/6"),
    ("zeta(0, x)", "2", -1, -1),
    ("zeta(-2, x)", "2", "-13/6", "-13/6"),
    ("sqrt((x - 1/3)**4)", "1/3", 0, 0),
    ("sqrt((x - pi)**4)", "pi", 0, 0),
    ("1/gamma(x)", "-2", 2, 2),
    ("log(1 + sqrt(x))**2", "0", OUT, 1),
    # The ends of domains.
    ("acos(x)**2", "1", -2, OUT),
    ("acosh(x)**2", "1", OUT, 2),
    ("x**(1 + x)", "0", OUT, 1),
    ("sqrt(x)", "0", OUT, UP),
    ("sqrt(x*(1 - x))", "1", DOWN, OUT),
    ("asin(x)", "1", UP, OUT),
    ("asin(x)", "-1", OUT, UP),
    ("acos(x)", "-1", OUT, DOWN),
    ("acosh(x)", "1", OUT, UP),
    ("asec(x)", "1", OUT, UP),
    ("acsc(x)", "-1", DOWN, OUT),
    ("asech(x)", "1", DOWN, OUT),
    ("LambertW(x)", "-1/e", OUT, UP),
    ("LambertW(x, -1)", "-1/e", OUT, DOWN),
    ("lowergamma(1/2, x)", "0", OUT, UP),
    ("uppergamma(1/2, x)", "0", OUT, DOWN),
    ("besselj(1/2, x)", "0", OUT, UP),
    ("polylog(2, x)", "1", UP, OUT),
    ("elliptic_e(x)", "1", DOWN, OUT),
    ("elliptic_k(x)", "1", POLE, OUT),
    # Cusps, corners, vertical tangents and jumps.
    ("cbrt(x)", "0", UP, UP),
    ("cbrt(x)**2", "0", DOWN, UP),
    ("abs(sin(x))", "pi", -1, 1),
    ("max(x, x**2)", "0", 0, 1),
    ("max(x**3, x**2)", "0", 0, 0),
    ("sqrt(sin(x)**2)", "pi", -1, 1),
    ("floor(3*x)", "1/3", JUMP, 0),
    ("floor(x)", "10**16", JUMP, 0),
    ("ceil(x)", "10**300", 0, JUMP),
    ("mod(x, 1)", "3", JUMP, 1),
    ("round(x)", "1/2", JUMP, 0),
    ("acot(x)", "0", JUMP, -1),
    ("atan2(x, -1)", "0", JUMP, -1),
    # Without a value there.
    ("sin(x)/x", "0", 0, 0),
    ("(exp(x) - 1)/x", "0", "1/2", "1/2"),
    ("x*log(x)", "0", OUT, DOWN),
    ("x**x", "0", OUT, DOWN),
    ("x**2*log(x)", "0", OUT, 0),
    ("(x*log(x))**2", "0", OUT, 0),
    ("x**2*sin(1/x)", "0", 0, 0),
    ("exp(-1/x**2)", "0", 0, 0),
    ("x*atan(1/x)", "0", "-pi/2", "pi/2"),
    ("x**2*tanh(1/x)", "0", 0, 0),
    ("x**2*erf(1/x)", "0", 0, 0),
    ("x*gamma(x)", "0", "-EulerGamma", "-EulerGamma"),
    ("x/tan(x)", "0", 0, 0),
    ("x*Ei(x)", "0", DOWN, DOWN),
    ("x**2*Ei(x)", "0", 0, 0),
    ("Ei(x) - log(abs(x))", "0", 1, 1),
    ("x**2*Ci(x)", "0", OUT, 0),
    ("Chi(x) - log(x)", "0", OUT, 0),
    ("(x - 1)**2*li(x)", "1", 0, 0),
    ("x*polygamma(0, x)", "0", "-EulerGamma", "-EulerGamma"),
    ("(x + 2)*polygamma(0, x)", "-2", "3/2 - EulerGamma", "3/2 - EulerGamma"),
    ("x**2*loggamma(x)", "0", OUT, 0),
    ("x**2/asinh(x)", "0", 1, 1),
    ("1/x", "0", POLE, POLE),
    ("log(x)", "0", OUT, POLE),
    ("Piecewise((sin(x)/x, x != 0), (1, True))", "0", 0, 0),
    ("Piecewise((exp(-1/x**2), x != 0), (0, True))", "0", 0, 0),
]


def _expected(workspace, wanted: object) -> object:
    if isinstance(wanted, str) and wanted not in (OUT, UP, DOWN, JUMP, POLE):
        from symdiff.evaluator import value_at

        return value_at(workspace.graph, workspace.node(wanted), {}).value
    return wanted


@pytest.mark.parametrize(("text", "at", "left", "right"), SIDES)
def test_what_is_on_both_sides(workspace, text: str, at: str, left: object, right: object) -> None:
    sides = Sides(workspace.graph, workspace.node(text), "x", workspace.point(x=at))
    for direction, wanted in ((-1, left), (1, right)):
        side = sides.side(direction)
        kinds = {OUT: Kind.OUTSIDE, JUMP: Kind.JUMP, POLE: Kind.POLE, UP: Kind.VERTICAL, DOWN: Kind.VERTICAL}
        assert side.kind is kinds.get(str(wanted), Kind.SLOPE)
        if side.kind is Kind.VERTICAL:
            assert str(side.slope) == wanted
        if side.kind is Kind.SLOPE:
            expected = _expected(workspace, wanted)
            with precision(512):
                found = evaluated(side.slope)
            assert found is not None
            assert abs(found.value - expected) <= found.bound + 4e-16 * abs(expected)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("sin(x)/x", "0", "removable: f tends to 1; with that value the slope is 0"),
        ("(exp(x) - 1)/x", "0", "removable: f tends to 1; with that value the slope is 0.5"),
        ("x**2/x", "0", "removable: f tends to 0; with that value the slope is 1"),
        ("(x**2 - 1)/(x - 1)", "1", "removable: f tends to 2; with that value the slope is 1"),
        ("abs(x)*x/x", "0", "removable: f tends to 0; with that value slope on the left: -1, on the right: 1"),
        ("atan(1/x)", "0", "a jump: f tends to -1.5708 on the left and to 1.5708 on the right"),
        ("log(x)*x", "0", "f tends to 0 on the right"),
        ("x*y/(x**2 + y**2)", "0", "along x f tends to 0; with that value the slope is 0"),
        ("1/x", "0", None),
        ("log(x)", "-1", None),
        ("x", "0", None),
    ],
)
def test_removable_singularities_are_told(workspace, text: str, at: str, words: str | None) -> None:
    assert limit_words(workspace.graph, workspace.node(text), "x", workspace.point(x=at, y="0")) == words


def test_a_side_without_an_expansion_is_left_to_differences(workspace) -> None:
    node, point = workspace.node("expint(2, abs(x) + 1)*1"), workspace.point(x="0")
    found = slopes(workspace.graph, node, "x", point, node)
    assert (found.left, found.right) == (pytest.approx(0.21938393439552), pytest.approx(-0.21938393439552))
    assert not found.meet


@pytest.mark.parametrize("row", [row for row in FUNCTIONS if row.germ], ids=lambda row: row.name)
def test_functions_of_germs_are_those_of_balls(workspace, row) -> None:
    """At an ordinary point both expansions are the function's own: 2**-100 beside it they give its value."""
    from symdiff.evaluator.values.enclosures import enclosure

    places = [(low + high) / 2 for low, high in row.sample]
    count = max(row.arity[0], 1)
    operands = ["x", *(f"{place:g}" for place in places[1:count])]
    if row.name in ("besselj", "besseli", "lowergamma", "uppergamma", "polylog", "polygamma"):
        operands, places = [f"{places[0]:g}", "x"], places[1:]
    node = workspace.node(f"{row.name}({', '.join(operands)})")
    at = f"{places[0]:g}"
    sides = Sides(workspace.graph, node, "x", workspace.point(x=at))
    for direction in (-1, 1):
        side = sides.side(direction)
        assert side.kind is Kind.SLOPE
        beside = workspace.point(x=f"{at} + {direction}*2**-100")
        value = enclosure(workspace.graph, node, beside, 512)
        with precision(512):
            limit, slope = evaluated(side.limit), evaluated(side.slope)
        assert limit is not None
        assert slope is not None
        from fractions import Fraction

        assert abs(value[0] - Fraction(limit.value)) <= value[1] + Fraction(limit.bound) + Fraction(1, 2**90)
        here = enclosure(workspace.graph, node, workspace.point(x=at), 512)
        assert (value[0] - here[0]) * 2**100 * direction == pytest.approx(slope.value, rel=1e-14, abs=1e-25)
