"""Ticks of plots in characters: round numbers, few enough, and a line where the height is 0."""

from __future__ import annotations

import pytest

from symdiff.figures.characters import _Raster, ticks


@pytest.mark.parametrize(
    ("low", "high", "most", "expected"),
    [
        (-5, 5, 5, [-5, 0, 5]),
        (-2.25, 11.4, 5, [0, 5, 10]),
        (0, 1, 7, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0.1, 0.3, 5, [0.1, 0.15, 0.2, 0.25, 0.3]),
        (-1e-6, 1e-6, 5, [-1e-6, -5e-7, 0, 5e-7, 1e-6]),
        (-3e200, 4e200, 5, [-2e200, 0, 2e200, 4e200]),
        (1000, 1000.5, 5, [1000, 1000.2, 1000.4]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, most: int, expected: list[float]) -> None:
    found = ticks(low, high, most)
    assert found == expected
    assert len(found) <= most


def test_a_raster_has_its_ticks_and_a_zero_line() -> None:
    raster = _Raster(20, (-1.0, 1.0), (-1.0, 1.0), height=5)
    raster.letter(0.5, 0.0, "O")
    assert raster.lines() == [
        "       1 +",
        "     0.5 +",
        "       0 +--------------O-----",
        "    -0.5 +",
        "      -1 +",
        "         ++----+----+---+----+",
        "         -1  -0.5   0  0.5   1",
    ]
