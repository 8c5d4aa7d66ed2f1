"""Curves in pieces, surfaces, and plots in characters."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

import itertools
import re
from math import hypot, isnan

from symdiff.figures.characters import text
from symdiff.figures.panels import panels
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem


def test_kinks_are_found_where_they_are() -> None:
    (panel,) = panels(opened(Problem("max(x, 1, x**2/2)", kind="plot"), Options()), Options(), "-5:5").panels
    ((_, found, _),) = panel.curves
    assert [x for x, _ in found.kinks] == pytest.approx([-(2**0.5), 1, 2], abs=1e-9)
    assert [y for _, y in found.kinks] == pytest.approx([1, 1, 2], abs=1e-9)


@pytest.mark.parametrize("width", [40, 80, 132])
def test_a_plot_in_characters_is_as_wide_as_the_terminal(width: int) -> None:
    found = panels(opened(Problem("abs(x)", kind="plot", at=("1",)), Options()), Options(), "-2:2").panels
    rows = text(found, width).splitlines()
    assert max(map(len, rows)) == width
    assert sum("O" in row for row in rows[1:33]) == 2
    assert any("K" in row for row in rows[1:16])
    assert rows[-2:] == ["O  slope 1 at (1, 1)", "K  kink"]


def drawn(source: str, *at: str, span: str = "-3:3"):
    (chart,) = panels(opened(Problem(source, kind="plot", at=at), Options()), Options(), span).panels
    return chart


def test_arrows_are_at_right_angles_to_circles_and_longer_outside() -> None:
    arrows = drawn("x**2+y**2").arrows()
    assert len(arrows) >= 150
    for x, y, to, up in arrows:
        assert x * (up - y) == pytest.approx(y * (to - x), abs=1e-12)
        assert hypot(to, up) > hypot(x, y)
    lengths = sorted((round(hypot(x, y), 9), hypot(to - x, up - y)) for x, y, to, up in arrows)
    assert all(near <= far + 1e-12 for (_, near), (_, far) in itertools.pairwise(lengths))


def test_contours_are_round_numbers_inside_the_picture() -> None:
    surface = drawn("x**2+y**2").surface
    assert surface.levels == (2, 4, 6, 8, 10, 12, 14, 16)
    assert (surface.low, surface.high) == (pytest.approx(0, abs=1e-3), 18)


@pytest.mark.parametrize(
    ("source", "gap", "whole"),
    [
        ("floor(x) + y", lambda x, y: min(abs(x - k) for k in range(-3, 4)), True),
        ("1/x + y", lambda x, y: abs(x), True),
        ("log(x*y)", lambda x, y: 0 if x * y < 0 else 1, False),
        ("exp(x)*y", lambda x, y: 1, True),
        ("abs(x) + abs(y)", lambda x, y: 1, True),
    ],
)
def test_a_surface_has_gaps_beside_jumps_and_poles_only(source: str, gap, whole: bool) -> None:
    surface = drawn(source).surface
    missing = [
        (x, y)
        for y, row in zip(surface.y.tolist(), surface.heights.tolist(), strict=True)
        for x, height in zip(surface.x.tolist(), row, strict=True)
        if isnan(height)
    ]
    assert all(gap(x, y) < 0.2 for x, y in missing)
    assert bool(missing) == (source not in ("exp(x)*y", "abs(x) + abs(y)"))
    assert (len(missing) < len(surface.x) * len(surface.y) / 10) == whole


def test_three_variables_two_of_which_are_asked_for() -> None:
    (chart,) = panels(
        opened(Problem("x*y*z", kind="plot", wrt=(("x",), ("z",)), at=({"x": "1", "y": "2", "z": "3"},)), Options()),
        Options(),
        None,
    ).panels
    assert chart.name == "x*y*z, y = 2"
    assert [(spot.value, spot.slopes) for spot in chart.spots] == [(6, (6, 2))]


def test_a_map_in_characters() -> None:
    rows = text([drawn("x*y", "x=1,y=2", span="x=-3:3,y=0:4")], 60).splitlines()
    assert max(map(len, rows)) <= 60
    assert rows[0] == "x*y"
    assert sum("O" in row for row in rows[1:23]) == 1
    assert "O  value 2, gradient (2, 1) at (1, 2)" in rows
    assert "contours: -10, -7.5, -5, -2.5, 0, 2.5, 5, 7.5, 10" in rows


@pytest.mark.parametrize("source", ["tan(x)", "sec(x)", "csc(x)", "sec(x)*tan(x)", "1/x", "factorial(x)"])
def test_a_pole_does_not_hide_the_rest(source: str) -> None:
    """A sample happens to lie close to a pole on one side only."""
    (panel,) = panels(opened(Problem(source, kind="plot"), Options()), Options(), "-4.2:4.2").panels
    ((_, found, _),) = panel.curves
    for branches in (found.function, found.derivative):
        assert branches.high - branches.low < 1000


def test_a_small_picture_has_the_same_labels() -> None:
    pytest.importorskip("matplotlib")
    from symdiff.figures.plots import figure

    drawn = panels(opened(Problem("exp(x)/1000", kind="plot", at=("1",)), Options()), Options(), None).panels
    large, small = (figure(drawn, "svg", small=small) for small in (False, True))
    labels = [re.findall(r"<text[^>]*>([^<]*)</text>", picture.decode()) for picture in (large, small)]
    assert "slope 0.00271828 at (1, 0.00271828)" in labels[0]
    assert labels[0][-4:] == labels[1][-4:]
    assert len(small) < len(large) / 2
