"""The page of ``symdiff report``: what it holds, that it is well-formed, safe and accessible."""

from __future__ import annotations

import json
import os
import re
import shlex
import time
from pathlib import Path

import pytest

from symdiff.cli.app import run
from symdiff.errors import SymdiffError
from symdiff.pages.document import COLOURS, diagnostic
from symdiff.pages.document import text as escaped
from symdiff.pages.pictures import figure
from tests.pages.reading import Page, contrast, inaccessible


def made(tmp_path: Path, *words: str) -> tuple[int, str, Page]:
    file = tmp_path / "report.html"
    status = run(["report", *words, "-o", str(file)])
    text = file.read_text(encoding="utf-8")
    return status, text, Page(text)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Page]:
    return made(
        tmp_path_factory.mktemp("page"),
        "x**2*sin(x)/(1+x**2)", "abs(x) + u", "sine(x)<b>", "5", "-x**2", "--at", "x=1,y=2", "--let", "u=x*y",
    )  # fmt: skip


def test_it_is_well_formed_and_accessible(everything: tuple[int, str, Page]) -> None:
    status, text, page = everything
    assert status == 2  # one formula has no derivative
    assert page.faults == []
    assert inaccessible(page) == []
    assert "@media (prefers-color-scheme: dark)" in text and "@media print" in text
    assert len(re.findall(r"<svg", text)) == 9  # a plot, a graph and errors for each formula with a variable


def test_it_says_what_there_is(everything: tuple[int, str, Page]) -> None:
    _, text, page = everything
    assert "0.6908866453380181" in page.text
    assert "agree" in page.text
    assert "error[unknown-function]: there is no function named 'sine'" in page.text
    assert "<b>" not in text
    assert "u stands for x*y" in page.text
    assert "A constant has no curve." in page.text
    assert "The adjoints of the variables are the gradient: x: 0.6908866453380181." in page.text
    assert '<a href="#rule-quotient">quotient</a>' in text
    assert 'id="rule-quotient"' in text


def test_the_command_makes_the_same_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    words = ["-x**2", "x*y", "-a", "x=1,y=2", "-w", "x", "--let", "u=x*y", "--step", "0.25", "--mixed", "-o", "a.html"]
    run(["report", *words])
    first = Path("a.html").read_text(encoding="utf-8")
    (shown,) = re.findall(r'<pre class="wrap">(symdiff report .*?)</pre>', first)
    again = shlex.split(shown.replace("&#x27;", "'"))
    assert again[:2] == ["symdiff", "report"]
    Path("a.html").unlink()
    run(again[1:])
    assert Path("a.html").read_text(encoding="utf-8") == first


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "nothing to report on"),
        (["x"] * 201, "at most 200 formulas"),
        (["x", "--format", "json"], "'report' has no option '--format'"),
    ],
)
def test_wrong_words(words: list[str], message: str) -> None:
    with pytest.raises(SymdiffError, match=message):
        run(["report", *words])


def test_what_cannot_be_drawn_has_a_sentence(tmp_path: Path) -> None:
    long = "+".join(f"sin({k}*x)" for k in range(50))
    _, _, page = made(tmp_path, "x*y*z", long)
    assert page.faults == []
    assert "There is none here: a plot of 3 variables needs a point (for example --at x=1,y=1,z=1)." in page.text
    assert "The graph carries values, so it needs a point" in page.text
    _, _, page = made(tmp_path, long, "--at", "1")
    assert re.search(r"The graph has \d+ nodes; at most 60 are drawn here", page.text)
    assert "further steps" in page.text


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_every_text_has_contrast(mode: int) -> None:
    shades = {name: pair[mode] for name, pair in COLOURS.items()}
    for name in set(shades) - {"paper", "tint", "line"}:
        for ground in ("paper", "tint"):
            assert contrast(shades[name], shades[ground]) >= 4.5, (name, ground)


def test_text_in_the_pictures_has_contrast(everything: tuple[int, str, Page]) -> None:
    _, text, _ = everything
    fills = set(re.findall(r'<text [^>]*?fill="(#\w{6})"', text))
    assert fills
    assert all(contrast(fill, "#f7f7f7") >= 4.5 for fill in fills), fills


def test_text_is_never_markup() -> None:
    assert (
        escaped("<b a='\"'>&\x00\x1b\u202e\ud800")
        == "&lt;b a=&#x27;&quot;&#x27;&gt;&amp;\\u{0}\\u{1b}\\u{202e}\\u{d800}"
    )


def test_pictures_keep_their_ids_apart() -> None:
    svg = '<?xml version="1.0"?>\n<svg width="800" role="img"><style>*{fill:red}</style><g id="a"/><use xlink:href="#a" clip-path="url(#a)"/></svg>\n'
    shown = figure(svg, "p1", "x < 1", "words", "plain")
    assert 'id="p1-a"' in shown and 'href="#p1-a"' in shown and "url(#p1-a)" in shown
    assert "style>" not in shown and "xml" not in shown
    assert 'aria-label="x &lt; 1"' in shown and "min-width: 560px" in shown


def test_two_variables_have_a_map_and_mixed_derivatives_too(tmp_path: Path) -> None:
    _, text, page = made(tmp_path, "x**2*y", "-w", "x", "-w", "y", "--mixed", "--at", "x=1,y=2")
    assert page.faults == []
    assert "Contours over x and y with arrows along the gradient." in page.text
    assert "the gradient is (4, 1) at (1, 2)" in text


def test_links_lead_to_steps_that_are_there(tmp_path: Path) -> None:
    _, _, page = made(tmp_path, "+".join(f"sqrt({k}*x + 1)" for k in range(1, 302)))
    assert page.faults == []
    assert "steps more, which symdiff diff --explain prints." in page.text


def test_it_has_the_sweep_and_the_enclosures(tmp_path: Path) -> None:
    _, text, page = made(tmp_path, "exp(x)", "--at", "1", "--certify")
    assert 'aria-label="The error of each method against its step, of the derivative by x"' in text
    assert len(re.findall(r'id="p1-errors-errors-(?:forward|central)-1"', text)) == 2
    assert "df/dx at x = 1: 2.718281828459045, enclosed with proof." in page.text
    assert "central: (f(x + h) - f(x - h))/(2*h)" in page.text
    assert "1e-05" in page.text
    assert "df/dx, proved: between 2.71828182845904523536028" in page.text
    _, _, page = made(tmp_path, "exp(x)", "--at", "1", "--order", "2")
    assert page.faults == []


ALL = bool(os.environ.get("SYMDIFF_WHOLE"))
"""Whether every published row is to be tried: minutes, not seconds."""


def test_published_formulas(published, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # type: ignore[no-untyped-def]
    """The numbers of the page are those of ``diff``."""
    rows = published("feynman")
    for row in rows if ALL else (rows[0], rows[7]):
        at = ",".join(f"{name}={value!r}" for name, value in row["point"].items())
        words = [row["expr"], "--at", at, *(word for name in row["vars"] for word in ("--var", name))]
        run(["diff", *words, "-f", "json"])
        (point,) = json.loads(capsys.readouterr().out)["points"]
        began = time.monotonic()
        _, text, page = made(tmp_path, *words)
        seconds = time.monotonic() - began
        assert seconds < 30
        assert page.faults == [], row["id"]
        assert inaccessible(page) == []
        if ALL:
            with capsys.disabled():
                print(row["id"], f"{seconds:.1f} s, {len(text):,} characters")
        for check in point["checks"]:
            assert f">{check['symbolic']!r}<" in text
            for estimate in check["estimates"]:
                assert f">{estimate['value']!r}<" in text


@pytest.mark.parametrize(
    ("typed", "named", "other"), [("x^2*ln(x) + log_2(x)", "ln", "log"), ("x^2*log(x)", "log", "ln")]
)
def test_logarithms_are_called_as_they_were_typed(tmp_path: Path, typed: str, named: str, other: str) -> None:
    path = tmp_path / "page.html"
    run(["report", typed, "-o", str(path)])
    formulas, _, _ = path.read_text(encoding="utf-8").partition("<h2>The rules used")
    functions = re.findall(r'<mi mathvariant="normal">(\w+)</mi>', formulas)
    assert named in functions and other not in functions
    alternatives = " ".join(re.findall(r'alttext="([^"]*)"', formulas))
    assert re.search(rf"\b{named}\(", alternatives) and not re.search(rf"\b{other}\(", alternatives)
    (printed,) = re.findall(r"As text: <code>([^<]*)", formulas)
    assert re.search(rf"\b{named}\(", printed) and not re.search(rf"\b{other}\(", printed)


def test_a_diagnostic_wraps_but_for_the_place_that_its_caret_marks() -> None:
    words = "error[x]: there is no <y>\n  sin(\n     ^\nhint: close it"
    place = '<span class="place">  sin(\n     ^</span>'
    assert diagnostic(words, "<b>No.</b>") == (
        f'<pre class="wrap"><b>No.</b>error[x]: there is no &lt;y&gt;{place}hint: close it</pre>'
    )
    assert diagnostic("differs at x = 1") == '<pre class="wrap">differs at x = 1</pre>'
