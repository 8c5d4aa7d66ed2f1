"""The command ``plot``: what its SVG shows, read back from the file, and every refusal by its whole message."""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("matplotlib")

from symdiff.cli import main

NUMBERS = re.compile(r"[ML]? *(-?[\d.]+) (-?[\d.]+)")
PARABOLA = ("x**2+x+1", "--at", "1.0")


def shown(tmp_path: Path, *words: str) -> dict[str, list[tuple[float, float]]]:
    """The points of each named part of the picture, in its own coordinates; drawn in this process, which has matplotlib."""
    path = tmp_path / "plot.svg"
    assert main(["plot", *words, "-o", str(path)]) == 0
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    parts: dict[str, Any] = {}
    for group in root.iter("{http://www.w3.org/2000/svg}g"):
        line = next(iter(group.findall("{http://www.w3.org/2000/svg}path")), None)
        if line is not None and "-x-" in group.get("id", ""):
            parts[group.get("id", "")] = [(float(x), -float(y)) for x, y in NUMBERS.findall(line.get("d", ""))]
        elif "-x-" in group.get("id", ""):
            parts[group.get("id", "")] = [
                (float(use.get("x", "")), -float(use.get("y", "")))
                for use in group.iter("{http://www.w3.org/2000/svg}use")
            ]
    return parts


def test_the_tangent_of_a_parabola_has_slope_3_and_touches_it(tmp_path: Path) -> None:
    parts = shown(tmp_path, *PARABOLA, "--range", "-3:3")
    curve, tangent, ((px, py),) = parts["curve-x-1-1"], parts["tangent-x-1-1"], parts["point-x-1-1"]
    (left, top_left), (right, top_right) = curve[0], curve[-1]  # (-3, 7) and (3, 13)
    wide, tall = (right - left) / 6, (top_right - top_left) / 6
    rounding = 1e-3 / min(wide, tall)  # SVG coordinates have six decimals, over several operations
    (ax, ay), (bx, by) = tangent[0], tangent[-1]
    assert ((by - ay) / tall) / ((bx - ax) / wide) == pytest.approx(3, abs=rounding)
    assert ((px - left) / wide - 3, (py - top_left) / tall + 7) == pytest.approx((1, 3), abs=rounding)
    assert ay / tall + 3 * (px - ax) / wide == pytest.approx(py / tall, abs=rounding)


@pytest.mark.parametrize(
    ("source", "branches", "kinks"),
    [
        ("tan(x)", 5, 0),
        ("1/x", 2, 0),
        ("1/x**2", 2, 0),
        ("floor(x)", 10, 0),
        ("log(x)", 1, 0),
        ("sqrt(x)", 1, 0),
        ("abs(x)", 1, 1),
        ("max(x, 1, x**2)", 1, 2),
        ("exp(-1000*x**2)", 1, 0),
        ("tanh(1000*x)", 1, 0),
        ("log(-x**2-1)", 0, 0),
    ],
)
def test_branches_and_kinks(tmp_path: Path, source: str, branches: int, kinks: int) -> None:
    parts = shown(tmp_path, source, "--range", "-5:5")
    assert sum(name.startswith("curve") for name in parts) == branches
    assert sum(name.startswith("kink") for name in parts) == kinks


def test_the_tangent_planes_contour_touches_the_contour(tmp_path: Path) -> None:
    """Of x**2 + y**2 at (1, 2) it is x + 2*y = 5, which meets the frame of -3:3 at (-1, 3) and (3, 1)."""
    parts = shown(tmp_path, "x**2+y**2", "--at", "x=1,y=2", "--range", "-3:3")
    ((px, py),), tangent = parts["point-x-y-1-1"], parts["tangent-x-y-1-1"]
    (ax, ay), (bx, by) = tangent[0], tangent[-1]
    assert (by - ay) / (bx - ax) == pytest.approx(-1 / 2, abs=1e-4)
    assert (py - ay) * (bx - ax) == pytest.approx((px - ax) * (by - ay), abs=1e-3 * abs(bx - ax))


def test_the_same_plot_is_the_same_file(run) -> None:
    first, second = (run("plot", *PARABOLA, "-o", "-") for _ in range(2))
    assert first == second
    assert first[0] == 0
    assert "slope 3 at (1, 3)" in first[1]


@pytest.mark.parametrize(("name", "start"), [("p.png", b"\x89PNG"), ("p.pdf", b"%PDF"), ("p.svg", b"<?xml")])
def test_the_end_of_the_file_is_the_format(run, tmp_path: Path, name: str, start: bytes) -> None:
    assert run("plot", "x*y", "-a", "x=1,y=2", "-o", str(tmp_path / name)) == (0, "", "")
    assert (tmp_path / name).read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("words", "status", "err"),
    [
        ([], 2, 'error[usage]: there is nothing to plot\nhint: for example symdiff plot "x**2" --at 1 -o plot.svg\n'),
        (["x"], 2, "error[usage]: there is no terminal to plot on\nhint: -o plot.svg, or -o - for SVG on standard output\n"),
        (["x", "-o", "p.jpg"], 2, "error[usage]: the end of 'p.jpg' is no format of a plot\nhint: end it with 'svg', 'png' or 'pdf'\n"),
        (["x*y*z", "-o", "-"], 2, "error[usage]: a plot of 3 variables needs a point\nhint: for example --at x=1,y=1,z=1\n"),
        (["x*y", "-w", "x", "-o", "-"], 2, "error[usage]: a plot of 2 variables needs a point\nhint: for example --at x=1,y=1\n"),
        (["x*y", "--range", "z=0:1", "-o", "-"], 2, "error[usage]: --range names 'z', which is not drawn\nhint: drawn: x, y\n"),
        (["log(-x**2-y**2-1)", "-o", "-"], 0, "note: log(-x**2-y**2-1) has no value in this rectangle\n"),
        (["x", "-w", "y", "-o", "-"], 2, "error[usage]: no formula has the variable 'y'\nhint: the variables: x\n"),
        (["x", "--range", "5:-5", "-o", "-"], 2, "error[usage]: --range must be A:B with A below B, not '5:-5'\nhint: for example --range -5:5\n"),
        (["abs(x)", "-a", "0", "-o", "-"], 3, "note: no tangent of abs(x) at x=0: abs(x): not smooth here; slope on the left: -1, on the right: 1\n"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn(run, words: list[str], status: int, err: str) -> None:
    found = run("plot", *words)
    assert (found[0], found[2]) == (status, err)


def test_without_the_library_the_extra_of_plots_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And not first that of arrays, which plots need too."""
    monkeypatch.setattr("symdiff.figures.plots.find_spec", lambda name: None)
    monkeypatch.setitem(sys.modules, "numpy", None)
    assert main(["plot", "x**2", "-o", str(tmp_path / "a.svg")]) == 2
    assert capsys.readouterr().err == (
        "error[missing-extra]: plots need matplotlib\nhint: pip install 'symdiff-cli[plot]'\n"
    )
