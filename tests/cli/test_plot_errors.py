"""``plot --errors``: what is drawn is what the sweep computes, and shows the slopes and turns that theory promises."""

from __future__ import annotations

import itertools
import json
import math
import re
import xml.etree.ElementTree as ET

import pytest

pytest.importorskip("matplotlib")

from symdiff.answers.convergence import swept
from symdiff.figures.characters import text
from symdiff.figures.errors import STEPS, ErrorChart, trials
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem

SOURCE, POINT = "exp(x**2)**2", "0.5"
NUMBERS = re.compile(r"[ML] *(-?[\d.]+) (-?[\d.]+)")


@pytest.fixture(scope="module")
def chart() -> ErrorChart:
    (found,) = swept(
        opened(Problem(SOURCE, at=(POINT,)), Options()), Options(methods=("forward", "central", "5-point")), STEPS
    )
    return ErrorChart(SOURCE, found)


@pytest.mark.parametrize(("number", "order"), [(0, 1), (1, 2), (2, 4)])
def test_errors_fall_with_the_slope_and_turn_at_the_predicted_step(chart: ErrorChart, number: int, order: int) -> None:
    sweep = chart.found.sweeps[number]
    assert sweep.predicted is not None
    step, least = sweep.predicted
    seen = trials(sweep)
    falling = [(h, error) for h, error in seen if 4 * step < h < 0.02]
    assert len(falling) >= 4
    for (h, error), (shorter, less) in itertools.pairwise(falling):
        assert math.log(error / less) / math.log(h / shorter) == pytest.approx(order, abs=0.15)
    assert sweep.truncation is not None
    line = [abs(math.log(error / (sweep.truncation * h**order))) < math.log(2) for h, error in seen if h < 0.02]
    turn = [h for h, _ in seen if h < 0.02][line.index(False)]
    assert step / 10 < turn < 10 * step
    rising = [error for h, error in seen if h < step / 100]
    assert min(rising) > least / 100
    assert max(rising) > 1e5 * least


def test_the_picture_shows_the_numbers_of_the_sweep(run, chart: ErrorChart) -> None:
    """Read back from the SVG: on logarithmic axes the central difference falls by two decades in one."""
    status, out, err = run("plot", SOURCE, "--at", POINT, "--errors", "-o", "-")
    assert (status, err) == (0, "")
    root = ET.fromstring(out)
    parts = {
        group.get("id", ""): [(float(x), -float(y)) for x, y in NUMBERS.findall(line.get("d", ""))]
        for group in root.iter("{http://www.w3.org/2000/svg}g")
        if (line := group.find("{http://www.w3.org/2000/svg}path")) is not None
    }
    for sweep in chart.found.sweeps:
        own = parts[f"errors-{sweep.method.name}-1"]
        (x, y), (to, down) = own[0], own[16]
        (h, error), (shorter, less) = trials(sweep)[0], trials(sweep)[16]
        across, up = (x - to) / math.log(h / shorter), (y - down) / math.log(error / less)
        (left, low), (right, high) = sorted(parts[f"rounding-{sweep.method.name}-1"])
        assert (high - low) / up / ((right - left) / across) == pytest.approx(-1, abs=1e-3)
        (left, low), (right, high) = sorted(parts[f"truncation-{sweep.method.name}-1"])
        assert (high - low) / up / ((right - left) / across) == pytest.approx(sweep.method.order, rel=1e-3)
    assert "best step predicted 5.9e\N{MINUS SIGN}06" in out


def test_fonts_that_are_not_there_are_no_matter_of_standard_error(run, tmp_path) -> None:
    """A list of fonts may outlive the fonts, as where an environment was removed; the picture is drawn with what is left."""
    from matplotlib import font_manager

    fonts = font_manager.FontManager()
    fonts.ttflist = [font for font in fonts.ttflist if font.name == "DejaVu Sans"]
    font_manager.json_dump(fonts, tmp_path / f"fontlist-v{fonts.__version__}.json")
    status, out, err = run("plot", SOURCE, "--at", POINT, "--errors", "-o", "-", env={"MPLCONFIGDIR": str(tmp_path)})
    assert (status, err) == (0, "")
    assert "best step predicted 5.9e\N{MINUS SIGN}06" in out


def test_the_numbers_are_those_of_the_command(run) -> None:
    words = (SOURCE, "--at", POINT, "-m", "central")
    _, out, _ = run("sweep", *words, "-f", "json")
    (method,) = json.loads(out)["sweeps"][0]["methods"]
    (found,) = swept(opened(Problem(SOURCE, at=(POINT,)), Options()), Options(methods=("central",)))
    drawn = trials(ErrorChart(SOURCE, found).found.sweeps[0])
    assert drawn == [(each["step"], each["error"]) for each in method["trials"]]


def test_in_characters(chart: ErrorChart) -> None:
    rows = text([chart], 80).splitlines()
    assert max(map(len, rows)) == 80
    assert sum(row.count("*") for row in rows[1:23]) == 3
    assert rows[26:29] == [
        "a  forward (order 1): best step predicted 3.4e-08, seen 1.8e-09",
        "b  central (order 2): best step predicted 5.9e-06, seen 1e-06",
        "c  5-point (order 4): best step predicted 0.00045, seen 5.6e-05",
    ]


@pytest.mark.parametrize(
    ("words", "status", "err"),
    [
        (["x"], 2, "error[usage]: errors are at a point\nhint: for example --at 1, or --at x=1,y=2\n"),
        (["x", "y", "-a", "1"], 2, "error[usage]: --errors is about one formula\nhint: give one EXPR\n"),
        (["x", "-a", "1", "-m", "frward"], 2, "error[usage]: --method must be "),
        (["abs(x)", "-a", "0"], 3, "note: by x: "),
        (["x", "-a", "0", "-m", "forward"], 0, "note: by x: no step shows an error\n"),
        (["sine(x)", "-a", "0"], 2, "error[unknown-function]: there is no function named 'sine'\n  sine(x)\n"),
    ],
)
def test_what_has_no_picture(run, words: list[str], status: int, err: str) -> None:
    found = run("plot", *words, "--errors", "-o", "-")
    assert (found[0], found[1]) == (status, "")
    assert found[2].startswith(err)


def test_methods_without_errors(run) -> None:
    assert run("plot", "x", "-m", "central", "-o", "-")[2].startswith("error[usage]: --method is for --errors\n")
