"""Pages in a browser: headless Chromium opens them, where it is installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import escape, unescape
from pathlib import Path
from typing import Any

import pytest

from symdiff.cli.app import run

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")

MEASURE = """<script>
addEventListener("load", () => {
  const root = document.documentElement;
  const boxes = [...document.querySelectorAll("math, svg")].filter((e) => !e.closest("details:not([open])"))
    .map((e) => e.getBoundingClientRect());
  const wide = [...document.querySelectorAll("body *")].filter((e) => !e.parentElement.closest(".scroll, svg, math"))
    .filter((e) => e.getBoundingClientRect().right > innerWidth + 1).map((e) => e.outerHTML.slice(0, 120));
  parent.postMessage({width: innerWidth, scroll: root.scrollWidth, formulas: document.querySelectorAll("math").length,
    pictures: document.querySelectorAll("svg").length, empty: boxes.filter((b) => b.width < 4 || b.height < 4).length, wide,
    hidden: [...document.querySelectorAll("td .verdict")].filter((e) => e.getBoundingClientRect().right > innerWidth).length,
    verdicts: document.querySelectorAll("td .verdict").length,
    halves: [...document.querySelectorAll("figure.pair .scroll")].map((e) => e.scrollWidth / e.clientWidth),
    margins: [...document.querySelectorAll("pre")].map((e) => parseFloat(getComputedStyle(e).paddingLeft)),
    paper: getComputedStyle(document.body).backgroundColor}, "*");
});
</script>"""
FRAME = """<!DOCTYPE html><title>a frame, since a window is 500 pixels wide or more</title><pre id="found"></pre><script>
addEventListener("message", (event) => { document.getElementById("found").textContent = JSON.stringify(event.data); });
</script><iframe style="width: %dpx; height: 900px; border: 0" srcdoc="%s"></iframe>"""


def opened(page: Path, width: int, *, dark: bool = False) -> tuple[dict[str, Any], str]:
    """What the browser measures, and what it says on its console."""
    measured = page.with_name("measured.html")
    inside = page.read_text(encoding="utf-8").replace("</body>", MEASURE + "</body>")
    measured.write_text(FRAME % (width, escape(inside)), encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--window-size=1500,900",
            f"--blink-settings=preferredColorScheme={0 if dark else 1}", f"--user-data-dir={page.parent / 'profile'}",
            "--virtual-time-budget=5000", "--dump-dom", measured.as_uri(),
        ],
        capture_output=True, timeout=60, check=True, env={**os.environ, "HOME": str(page.parent)},
    )  # fmt: skip
    match = re.search(r'<pre id="found">(.*?)</pre>', done.stdout.decode())
    assert match, done.stdout[-500:]
    said = "\n".join(line for line in done.stderr.decode(errors="replace").splitlines() if "CONSOLE" in line)
    return json.loads(unescape(match[1])), said


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("browser") / "report.html"
    long = " + ".join(f"a_{k}*sin(omega_{k}*x)**2/(1 + x**2)" for k in range(6))
    at = ",".join(["x=0.5", "very_long_name_of_a_variable" * 8 + "=1", *(f"a_{k}=1,omega_{k}=2" for k in range(6))])
    run(
        [
            "report",
            "x**2*sin(x)/(1+x**2)",
            long,
            "very_long_name_of_a_variable" * 8 + "**2",
            "-w",
            "x",
            "--at",
            at,
            "-o",
            str(file),
        ]
    )
    return file


@pytest.mark.parametrize("width", [400, 1400])
def test_it_opens(page: Path, width: int) -> None:
    found, said = opened(page, width, dark=width == 400)
    assert said == ""
    assert found["width"] == width
    assert found["formulas"] > 50
    assert found["pictures"] >= 3
    assert found["empty"] == 0
    assert found["wide"] == []
    assert found["scroll"] <= width
    assert (found["verdicts"] >= 6, found["hidden"]) == (True, 0)  # each is seen before anything is scrolled
    assert len(found["halves"]) >= 2
    assert all(
        each == pytest.approx(2 if width == 400 else 1, abs=0.01) for each in found["halves"]
    )  # a panel, or both
    assert found["paper"] == ("rgb(21, 24, 28)" if width == 400 else "rgb(255, 255, 255)")


def test_the_page_of_a_batch_opens_in_a_narrow_window(tmp_path: Path) -> None:
    lines, file = tmp_path / "lines.txt", tmp_path / "batch.html"
    lines.write_text("x**2\nsine(x)\n" + " + ".join(f"foo(x_{k})" for k in range(60)) + "\n" + "x" * 200 + "**2\n")
    run(["batch", str(lines), "-o", str(tmp_path / "out.txt"), "--report", str(file)])
    found, said = opened(file, 400)
    assert (said, found["wide"], found["scroll"] <= 400) == ("", [], True)
    assert len(found["margins"]) >= 3
    assert min(found["margins"]) > 8
