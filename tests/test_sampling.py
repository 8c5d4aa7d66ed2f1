"""Curves in pieces, and plots in characters."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from symdiff.cli.plot import panels
from symdiff.figures.characters import text
from symdiff.problem import Options, Problem


def test_kinks_are_found_where_they_are() -> None:
    (panel,) = panels(Problem("max(x, 1, x**2/2)", kind="plot"), Options(), "-5:5").panels
    ((_, found, _),) = panel.curves
    assert [x for x, _ in found.kinks] == pytest.approx([-(2**0.5), 1, 2], abs=1e-9)
    assert [y for _, y in found.kinks] == pytest.approx([1, 1, 2], abs=1e-9)


@pytest.mark.parametrize("width", [40, 80, 132])
def test_a_plot_in_characters_is_as_wide_as_the_terminal(width: int) -> None:
    found = panels(Problem("abs(x)", kind="plot", at=("1",)), Options(), "-2:2").panels
    rows = text(found, width).splitlines()
    assert max(map(len, rows)) == width
    assert sum("O" in row for row in rows[1:33]) == 2
    assert any("K" in row for row in rows[1:16])
    assert rows[-2:] == ["O  slope 1 at (1, 1)", "K  kink"]
