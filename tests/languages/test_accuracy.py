"""The bounds on the rounding errors of generated code: never below what a compiled program does, and near it."""

from __future__ import annotations

import math
import random
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from flint import arb, ctx

from symdiff.answers.programs import Outputs, boxed, language_named, programmed
from symdiff.errors import SymdiffError
from symdiff.languages.accuracy import Accuracy, accuracy, told
from symdiff.languages.libm import FUNCTIONS
from symdiff.languages.lowering import Lowering
from symdiff.languages.machine import DOUBLE, SINGLE
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

POINTS = 10_000

Exact = Callable[..., Sequence[Any]]
CASES: list[tuple[str, str, Exact]] = [
    ("exp(-x^2)*sin(y)", "x=0.1:2,y=1:3", lambda x, y: ((-x * x).exp() * y.sin(), -2 * x * (-x * x).exp() * y.sin(), (-x * x).exp() * y.cos())),
    ("x*y/3 + pi", "x=-1:1,y=0:1", lambda x, y: (x * y / 3 + arb.pi(), y / 3, x / 3)),
    ("log(1 + x/10) - sqrt(x)", "x=0.5:20", lambda x: ((1 + x / 10).log() - x.sqrt(), 1 / (10 + x) - 1 / (2 * x.sqrt()))),
    ("(x - sin(x))/x^3", "x=0.02:3", lambda x: ((x - x.sin()) / x**3, (1 - x.cos()) / x**3 - 3 * (x - x.sin()) / x**4)),
    ("x^(2/3) + x^70 + 2^x", "x=0.1:1.5", lambda x: (x ** (arb(2) / 3) + x**70 + 2**x, arb(2) / 3 / x ** (arb(1) / 3) + 70 * x**69 + arb(2).log() * 2**x)),
    ("tan(x)*atan(y)", "x=0.5:1.4,y=-2:2", lambda x, y: (x.tan() * y.atan(), (1 + x.tan() ** 2) * y.atan(), x.tan() / (1 + y * y))),
    ("cosh(x)/sinh(x)^2 + tanh(x) + erf(x)*asinh(x)", "x=0.25:4", lambda x: (x.cosh() / x.sinh() ** 2 + x.tanh() + x.erf() * x.asinh(), 1 / x.sinh() - 2 * x.cosh() ** 2 / x.sinh() ** 3 + 1 / x.cosh() ** 2 + 2 * (-x * x).exp() / arb.pi().sqrt() * x.asinh() + x.erf() / (1 + x * x).sqrt())),
    ("acos(x)*asin(x)*atanh(x)*acosh(2 + x)*cbrt(3 + x)", "x=0.1:0.9", lambda x: (x.acos() * x.asin() * x.atanh() * (2 + x).acosh() * (3 + x) ** (arb(1) / 3),)),
    ("Piecewise((x^2*sin(x), x < 1), (exp(x) - y, True))", "x=-1:3,y=0:1", lambda x, y: (x * x * x.sin(), 2 * x * x.sin() + x * x * x.cos(), arb(0)) if x < 1 else (x.exp() - y, x.exp(), arb(-1))),
    ("abs(x)*max(x, y)*sign(y)", "x=-1:1,y=-1:1", lambda x, y: (abs(x) * x.max(y) * y.sgn(),)),
    ("mod(x, 3)*y", "x=0.5:2.5,y=1:2", lambda x, y: (x * y, y, x)),
]  # fmt: skip
"""Formulas, boxes, and the outputs by flint in as many digits as are asked for."""


def found(formula: str, box: str, *, language: str = "c", single: bool = False) -> tuple[Accuracy, str]:
    """The accuracy and the code whose heading tells it; a function without a rule has its value alone."""
    problem = opened(Problem(formula), Options())
    seen: list[Accuracy] = []
    from symdiff.answers import programs

    def noted(*given: Any) -> Accuracy:
        seen.append(accuracy(*given))
        return seen[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(programs, "accuracy", noted)
        made = programmed(problem, Options(), language_named(language, single=single), box=box)
    return seen[0], made.text


def points(accuracy: Accuracy, count: int) -> list[tuple[float, ...]]:
    """Doubles of the box by chance, its corners among them."""
    chance = random.Random(7)
    low, high = tuple(a for a, _ in accuracy.box), tuple(b for _, b in accuracy.box)
    return [low, high, *(tuple(chance.uniform(*ends) for ends in accuracy.box) for _ in range(count - 2))]


def compiled(
    text: str, folder: Path, places: Sequence[Sequence[float]], outputs: int, number: str = "double"
) -> list[list[float]]:
    """The outputs at each place, by gcc at the level that fuses and reorders nothing it may not."""
    arguments = "".join(f"at[{k}], " for k in range(len(places[0])))
    main = (
        f"#include <stdio.h>\nint main(void) {{ {number} out[{outputs}]; double at[{len(places[0])}];\n"
        f'while (1) {{ for (int k = 0; k < {len(places[0])}; k++) if (scanf("%la", at + k) != 1) return 0;\n'
        f'f({arguments}out); for (int k = 0; k < {outputs}; k++) printf("%a ", (double)out[k]); puts(""); }} }}\n'
    )  # fmt: skip
    (folder / "f.c").write_text(text + main, encoding="utf-8")
    subprocess.run(["gcc", "-O2", "-Wall", "f.c", "-o", "f", "-lm"], cwd=folder, check=True)
    given = "\n".join(" ".join(value.hex() for value in place) for place in places)
    done = subprocess.run(["./f"], cwd=folder, input=given, capture_output=True, text=True, check=True)
    return [[float.fromhex(each) for each in line.split()] for line in done.stdout.splitlines()]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="gcc is not here")
@pytest.mark.parametrize("single", [False, True], ids=["double", "single"])
@pytest.mark.parametrize(("formula", "box", "exact"), CASES, ids=[case[0] for case in CASES])
def test_no_error_of_the_compiled_program_is_above_its_bound(
    formula: str, box: str, exact: Exact, single: bool, tmp_path: Path
) -> None:
    bounds, text = found(formula, box, single=single)
    places = points(bounds, POINTS)
    if single:
        import struct

        places = [struct.unpack(f"{len(place)}f", struct.pack(f"{len(place)}f", *place)) for place in places[2:2002]]
    before, ctx.prec = ctx.prec, 240
    try:
        worst = [[0.0, 0.0] for _ in bounds.absolute]
        for place, outputs in zip(
            places, compiled(text, tmp_path, places, len(bounds.absolute), "float" if single else "double"), strict=True
        ):
            want = exact(*map(arb, place))
            for number, (value, got) in enumerate(zip(want, outputs, strict=False)):
                away = float(abs(value - got).upper())
                for which, (error, least) in enumerate(
                    ((bounds.absolute[number], 1.0), (bounds.relative[number], float(abs(value).lower())))
                ):
                    inside = any(
                        all(a <= x <= b for x, (a, b) in zip(place, piece, strict=True)) for piece in error.open
                    )
                    if not inside and not (least == 0 and away == 0):
                        assert least
                        assert away / least <= error.bound, (place, number, which, away / least, error.bound)
                        worst[number][which] = max(worst[number][which], away / least)
        for number in range(len(exact(*map(arb, places[0])))):
            for error in (bounds.absolute[number], bounds.relative[number]):
                assert error.found <= error.bound < math.inf
            # Not far above either: rounding errors that add up at their worst are some times those that are met.
            absolute = bounds.absolute[number]
            assert absolute.bound <= 40 * max(worst[number][0], absolute.found), (number, absolute, worst[number])
    finally:
        ctx.prec = before


def test_a_bound_is_of_the_form_that_is_computed() -> None:
    """cosh(x) - cos(x) loses all digits near 0; a piece there has no bound of its relative error, and the code says so."""
    bounds, text = found("cosh(x) - cos(x)", "x=0:1")
    assert bounds.absolute[0].bound < 1e-15
    assert bounds.relative[0].bound > 1e-7
    ((low, high),) = bounds.relative[0].open[0]
    assert (low, len(bounds.relative[0].open)) == (0.0, 1)
    assert f"// no bound of output 0 (relative) where\n//   0.0 <= x <= {high!r}\n" in text


def test_pieces_without_a_bound_are_listed() -> None:
    bounds, text = found("1/x", "x=-1:1")
    (((low, high),),) = bounds.absolute[0].open
    assert -1e-6 < low < 0 < high < 1e-6
    assert f"//   {low!r} <= x <= {high!r}\n" in text
    bounds, text = found("besselj(0, x)", "x=1:2")
    assert bounds.absolute[0].bound == math.inf
    assert "// output 0: absolute error without a bound\n" in text


def test_a_function_that_a_language_composes_has_no_bound() -> None:
    assert found("cbrt(x)", "x=1:2")[0].absolute[0].bound < 2e-15
    assert found("cbrt(x)", "x=1:2", language="r")[0].absolute[0].bound == math.inf


def test_a_constant_is_off_by_its_rounding() -> None:
    """pi - 3.141592653589793 is far from what doubles give, and the bound says so; numbers alone are folded far nearer than doubles."""
    bounds, text = found("x + pi - 3.141592653589793", "x=0:1")
    assert "2.384626433832795e-16" in text
    assert bounds.absolute[0].bound < 1e-15
    lowering = Lowering(opened(Problem("x"), Options()).task.graph)
    outputs = [
        lowering.made(
            "subtract", lowering.made("number", number=0.1, exact=Fraction(1, 10)), lowering.made("number", number=0.1)
        )
    ]
    (error,) = accuracy(lowering, outputs, (), ()).absolute
    away = abs(Fraction(1, 10) - Fraction(0.1))
    assert away <= Fraction(error.bound) <= 2 * away
    assert error.found > 0


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "lgamma"])  # Python has one of its own
def test_every_function_is_within_its_units_of_its_ball_and_its_slope_bounds_its_change(name: str) -> None:
    """Each row against Python's libm at points of its domain, and its slopes against differences of its own values."""
    row = FUNCTIONS[name]
    machine = getattr(math, {"tgamma": "gamma"}.get(name, name))
    chance = random.Random(3)
    low, high = {"acosh": (1.1, 9.0), "atanh": (-0.9, 0.9), "asin": (-0.9, 0.9), "acos": (-0.9, 0.9)}.get(
        name, (0.1, 5.0)
    )
    before, ctx.prec = ctx.prec, 120
    try:
        for _ in range(300):
            place = [chance.uniform(low, high) for _ in row.slopes]
            balls = [arb(each) for each in place]
            value = row.value(*balls)
            assert abs(value - machine(*place)) <= abs(value) * 2 * row.units * DOUBLE.unit * 1.01
            for side, slope in enumerate(row.slopes):
                step = arb(2.0**-40)
                moved = [ball + step if k == side else ball for k, ball in enumerate(balls)]
                rate = abs((row.value(*moved) - value) / step)
                over = [ball.union(ball + step) for ball in balls]
                assert rate <= abs(slope(*over)).upper() * 1.000001 + 1e-15, (name, place)
                if row.tame and not side:
                    assert abs(balls[0] * slope(*balls)) <= abs(value) * 1.000001
            if row.rises:
                more = row.value(*(ball + arb(0.01) for ball in balls))
                assert (more - value) * row.rises > 0
    finally:
        ctx.prec = before


@pytest.mark.parametrize(
    ("box", "message", "hint"),
    [
        ("x=1", "the box gives no range to 'y'", "for example x=1:2,y=1:2"),
        ("x=1:0,y=1", "'x=1:0' is not NAME=LOW:HIGH with LOW up to HIGH", "for example x=1:2,y=1:2"),
        ("x=a:b,y=1", "'x=a:b' is not NAME=LOW:HIGH with LOW up to HIGH", "for example x=1:2,y=1:2"),
        ("x=0:inf,y=1", "'x=0:inf' is not NAME=LOW:HIGH with LOW up to HIGH", "for example x=1:2,y=1:2"),
        ("x=1:2,y=1,x=3", "the box gives 'x' two ranges", "for example x=1:2,y=1:2"),
        ("z=1:2,y=1", "the box names 'z', which is no argument", "for example x=1:2,y=1:2"),
        ("", "'' is not NAME=LOW:HIGH with LOW up to HIGH", "for example x=1:2,y=1:2"),
    ],
)
def test_boxes(box: str, message: str, hint: str) -> None:
    with pytest.raises(SymdiffError) as caught:
        boxed(box, ("x", "y"))
    diagnostic = caught.value.diagnostic
    assert (diagnostic.code, diagnostic.message, diagnostic.hint) == ("usage", message, hint)
    assert boxed(" x=1:2,y=3", ("x", "y")) == ((1.0, 2.0), (3.0, 3.0))
    assert boxed("x=0.1", ("x",), SINGLE) == ((0.10000000149011612, 0.10000000149011612),)


def test_what_is_told() -> None:
    """Whole text: bounds are rounded up, what was found down."""
    bounds, _ = found("x*y", "x=1:1.5,y=2")
    lines = told(bounds)
    assert (
        lines[0]
        == "accuracy of doubles over 1.0 <= x <= 1.5, 2.0 <= y <= 2.0: bounds that hold on each of 2 pieces, and the worst found;"
    )
    assert lines[1] == "library functions are taken to round as the GNU C library's manual lists"
    assert lines[2].startswith("output 0: absolute error <= 3.34e-16 (found ")
    assert lines[-1].startswith("output 2: relative error <= 0 (found 0 at ")
    assert len(lines) == 8


PBE = (
    "n*(ec + g*log(1 + b/g*t2*(1 + A*t2)/(1 + A*t2 + A^2*t2^2)))",
    (
        ("rs", "(3/(4*pi*n))^(1/3)"),
        ("ec", "-2*0.0310907*(1 + 0.2137*rs)*log(1 + 1/(2*0.0310907*(7.5957*sqrt(rs) + 3.5876*rs + 1.6382*rs^(3/2) + 0.49294*rs^2)))"),
        ("g", "(1 - log(2))/pi^2"),
        ("b", "0.06672455060314922"),
        ("t2", "s*pi/(16*(3*pi^2)^(1/3)*n^(7/3))"),
        ("A", "b/g/(exp(-ec/g) - 1)"),
    ),
)  # fmt: skip
"""The correlation energy of Perdew, Burke and Ernzerhof by the density n and the squared gradient s."""


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("density", [1e-5, 1e-8])
def test_derivatives_of_a_correlation_energy_at_low_densities(order: int, density: float) -> None:
    """Right to 1e-10, by the bound, where forms that are common lose all digits."""
    problem = opened(Problem(PBE[0], let=PBE[1], wrt=(("n",),), order=order), Options())
    gradient = density ** (8 / 3) / 2
    made = programmed(
        problem, Options(), language_named("c"), outputs=Outputs(values=False), box=f"n={density!r},s={gradient!r}"
    )
    (line,) = (line for line in made.text.splitlines() if "output 0: relative" in line)
    bound, error = re.findall(r"[0-9.]+e[+-][0-9]+", line)[:2]
    assert 0 < float(error) <= float(bound) < 1e-10


@pytest.mark.parametrize(
    "formula",
    ["max(log(x), y)", "Piecewise((x, sqrt(x) < 1.1), (x + 1, True))", "y*heaviside(log(x) + 3)", "Piecewise((x, (sqrt(x) < 0.5) | (y > 2)), (y, True))"],
)  # fmt: skip
def test_a_choice_by_what_may_be_no_number_is_bounded_where_it_is_one(formula: str) -> None:
    bounds, text = found(formula, "x=0.5:2,y=-1:1" if "y" in formula else "x=0.5:2")
    assert " : NAN)" in text
    assert bounds.absolute[0].open == ()
    assert bounds.absolute[0].bound < (2e-15 if "1.1" not in formula else 1.1)
