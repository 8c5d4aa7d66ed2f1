"""The playground in a browser: headless Chromium runs the package and gives the answers of the command line.

Needs Chromium, the extra ``browser`` and the assets (``python docs/playground/fetch.py``), and skips plainly without them; none
of it is in CI, where ``test_playground.py`` holds what Python alone can say.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
ASSETS = DOCS / "playground" / "assets"
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed"),
    pytest.mark.skipif(find_spec("playwright") is None, reason="no playwright: pip install -e '.[browser]'"),
]
with_assets = pytest.mark.skipif(
    not (ASSETS / "contents.json").exists(), reason="no assets: python docs/playground/fetch.py"
)
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'; style-src 'self'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What docs/playground.md advises a server to send: it holds in the worker too, which the page's own does not."""
FIRST, LATER = 240.0, 120.0
"""Seconds after which a test gives up: no promise, since the machine may be busy with other things."""

Row = dict[str, Any]


class Files(SimpleHTTPRequestHandler):
    """The built site, or here the folder it is made of."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *words: object) -> None:
        pass


class Playground:
    """A page and what it said and asked for meanwhile."""

    def __init__(self, page: Any, home: str) -> None:
        self.page, self.home = page, home
        self.console: list[str] = []
        self.elsewhere: list[str] = []
        page.on("console", lambda message: self.console.append(message.text))
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", lambda request: request.url.startswith(home) or self.elsewhere.append(request.url))

    def open(self, fragment: str = "") -> None:
        self.page.goto("about:blank")
        self.page.goto(f"{self.home}/playground/index.html{fragment}")

    def until(self, what: str, seconds: float = LATER) -> None:
        """Wait for a condition of the page, in JavaScript."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(what):
            assert time.monotonic() < end, (what, self.text("#status"), self.console)
            self.page.wait_for_timeout(40)

    def text(self, place: str) -> str:
        return str(self.page.locator(place).inner_text())

    def ask(self, **texts: str) -> None:
        for name in ("formula", "by", "at", "candidate"):
            self.page.fill(f"#{name}", texts.get(name, ""))
        self.page.press("#formula", "Enter")

    def seconds(self) -> float:
        """How long the page waited for the last answer, by its own clock."""
        return float(re.findall(r"\(([\d.]+) s\)$", self.text("#status"))[0])

    def answered(self, seconds: float = LATER) -> Row:
        """The record of the answer, once it is there with its plot."""
        self.until("document.getElementById('stop').disabled", seconds)
        return dict(json.loads(self.page.evaluate("document.getElementById('answer').dataset.record")))


@pytest.fixture(scope="module")
def served() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(DOCS))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def playground(served: str, browser: Any) -> Iterator[Playground]:
    """A page that has answered once; each test asks it what it wants."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    here = Playground(page, served)
    here.open("#f=x%5E2*sin(x)&at=1&answer=2x*cos(x)")
    here.answered(FIRST)
    yield here
    page.close()


@with_assets
def test_a_link_carries_what_is_asked_and_the_answer_comes(playground: Playground) -> None:
    playground.open("#f=x%5E2*sin(x)&at=1&answer=2x*cos(x)")
    record = playground.answered(FIRST)
    assert record["derivatives"][0]["expression"] == "x**2*cos(x) + 2*x*sin(x)"
    assert record["verdict"] == "disagree"  # the answer
    assert playground.page.input_value("#candidate") == "2x*cos(x)"
    assert "perhaps: the derivative of x**2*sin(x) is not that of each factor multiplied" in playground.text(
        "#sections"
    )
    assert "proved: between 2.223244275483932730705941250703574602948" in playground.text("#sections")
    assert playground.page.locator("#plot svg[role=img]").count() == 2
    assert playground.page.locator("#steps li").count() == 3
    playground.until("document.querySelectorAll('#read math').length === 1")  # read when nothing else is asked
    assert playground.text("#status").startswith(
        "The derivative of x^2*sin(x) is x**2*cos(x) + 2*x*sin(x). Your answer: disagree. At x = 1: agree. ("
    )


def rows(published: Callable[[str], list[Row]]) -> list[Row]:
    """A hundred published formulas whose names mean what they mean without being declared."""
    found = []
    for name, count in (("rubi", 70), ("special", 20), ("feynman", 10)):
        plain = [row for row in published(name) if not row.get("flags") and row.get("order", 1) == 1]
        found += plain[:: len(plain) // count][:count]
    assert len(found) == 100
    return found


def commanded(rows: list[Row], folder: Path) -> list[Row]:
    """What the command line says of them."""
    file = folder / "asked.jsonl"
    lines = ({"expr": row["expr"], "wrt": row["wrt"], "at": row["point"], "expected": row["expected"]} for row in rows)
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "symdiff", "batch", str(file), "-f", "json", "--certify", "--at", "1"],
        capture_output=True, encoding="utf-8", timeout=600, check=False,
    )  # fmt: skip
    return [json.loads(line) for line in done.stdout.splitlines()]


def assert_same(ours: Any, theirs: Any, place: str = "") -> None:
    """Two records say the same: every text, verdict and enclosure, and numbers to where the C libraries agree.

    Where they round a function otherwise, a method may take another step; its estimates agree within their bounds, and of the
    certificate's digits, which are counted from the float, one more or less may be right.
    """
    if isinstance(ours, dict) and isinstance(theirs, dict):
        assert ours.keys() == theirs.keys(), place
        loose = {"value", "error", "bound", "step"} if "method" in ours else set()
        if loose and ours["value"] is not None and theirs["value"] is not None:
            assert abs(ours["value"] - theirs["value"]) <= (ours["bound"] or 0) + (theirs["bound"] or 0), place
        if "digits" in ours:
            assert abs((ours["digits"] or 0) - (theirs["digits"] or 0)) <= 1, place
            loose.add("digits")
        if ours.get("method") == "certified":
            loose.add("note")  # the digits in words
        for name in ours.keys() - loose - {"seconds", "id", "allowed"}:
            assert_same(ours[name], theirs[name], f"{place}.{name}")
    elif isinstance(ours, list) and isinstance(theirs, list):
        assert len(ours) == len(theirs), place
        for k, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            assert_same(mine, other, f"{place}[{k}]")
    elif isinstance(ours, float) and isinstance(theirs, float):
        assert isclose(ours, theirs, rel_tol=1e-13), (place, ours, theirs)
    else:
        assert ours == theirs, place


@with_assets
def test_a_hundred_published_formulas_are_answered_as_by_the_command_line(
    playground: Playground, published: Callable[[str], list[Row]], tmp_path: Path
) -> None:
    asked = rows(published)
    times, proved = [], 0
    for row, said in zip(asked, commanded(asked, tmp_path), strict=True):
        playground.ask(
            formula=row["expr"],
            by=", ".join(row["wrt"]),
            at=", ".join(f"{name}={value!r}" for name, value in row["point"].items()),
            candidate=row["expected"] if isinstance(row["expected"], str) else "",
        )
        found = playground.answered()
        assert found["error"] is None, (row["id"], found["error"])
        if not isinstance(row["expected"], str):  # the page takes one answer
            said["expected"], said["verdict"] = None, found["verdict"]
        assert_same(found, said, row["id"])
        proved += all(check["certified"]["enclosure"] for point in found["points"] for check in point["checks"])
        times.append(playground.seconds())
    print(f"{len(times)} answers, {proved} certified; median {median(times):.2f} s, longest {max(times):.2f} s")
    assert proved >= 95
    assert playground.console == []
    assert playground.elsewhere == []


@with_assets
def test_a_run_can_be_stopped_and_the_page_goes_on(playground: Playground) -> None:
    playground.ask(formula="*".join(f"sin(x_{k}*x)" for k in range(400)), by="x")
    playground.page.click("#stop")
    assert playground.text("#status").startswith(("Stopped.", "Loading"))
    playground.ask(formula="x**3", at="2", candidate="3x^2")
    playground.until("document.getElementById('status').textContent.startsWith('The derivative of x**3 is')", FIRST)
    assert playground.answered(FIRST)["verdict"] == "agree"


@with_assets
def test_an_error_is_said_where_it_is(playground: Playground) -> None:
    for asked, field, said in (
        ({"formula": "sine(x)"}, "formula", "No derivative: there is no function named 'sine'."),
        ({"formula": "x*y", "at": "x=1"}, "at", "No derivative: the point gives no value to 'y'."),
        ({"formula": "  "}, "formula", "There is no formula."),
    ):
        playground.ask(**asked)
        playground.until(f"document.getElementById('fault').textContent === {json.dumps(said)}", FIRST)
        assert playground.page.evaluate("document.activeElement.id") == field
        assert playground.page.get_attribute(f"#{field}", "aria-invalid") == "true"
    playground.ask(formula="x")
    playground.answered()
    assert playground.text("#fault") == ""
    assert playground.page.locator("[aria-invalid]").count() == 0


@with_assets
def test_a_formula_is_shown_while_it_is_typed(playground: Playground) -> None:
    playground.page.fill("#formula", "sqrt(")
    playground.until("document.getElementById('read').textContent.startsWith('Not yet a formula: ')")
    playground.page.fill("#formula", "sqrt(x+1)/y")
    playground.until("document.querySelector('#read mfrac msqrt') !== null")


@with_assets
def test_markup_in_a_link_stays_text(playground: Playground) -> None:
    playground.open("#f=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E&at=%3Cscript%3E")
    playground.until("document.getElementById('fault').textContent !== ''", FIRST)
    assert playground.page.locator("img, main script").count() == 0
    assert "<img src=x onerror=alert(1)>" in playground.text("#sections")


@with_assets
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1400])
def test_it_fits(playground: Playground, width: int, scheme: Any) -> None:
    long = " + ".join(f"amplitude_{k}*sin(omega_{k}*x)**2/(1 + x**2)" for k in range(4))
    at = ", ".join(["x=0.5", *(f"amplitude_{k}=1, omega_{k}=2" for k in range(4))])
    playground.page.set_viewport_size({"width": width, "height": 900})
    playground.page.emulate_media(color_scheme=scheme)
    playground.ask(formula=long, by="x", at=at, candidate="0")
    playground.answered(FIRST)
    assert playground.page.evaluate("document.documentElement.scrollWidth") <= width
    paper = playground.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == ("rgb(255, 255, 255)" if scheme == "light" else "rgb(21, 24, 28)")
    boxes = (
        "[...document.querySelectorAll('#answer math, #answer svg')].map((each) => each.getBoundingClientRect().height)"
    )
    assert min(playground.page.evaluate(boxes)) > 4


@with_assets
def test_nothing_was_said_on_the_console_and_nothing_asked_for_elsewhere(playground: Playground) -> None:
    assert playground.console == []
    assert playground.elsewhere == []


def test_without_the_assets_it_says_how_to_get_them(browser: Any, tmp_path: Path) -> None:
    shutil.copytree(DOCS / "playground", tmp_path / "playground", ignore=shutil.ignore_patterns("assets"))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        here = Playground(browser.new_page(), f"http://127.0.0.1:{server.server_port}")
        here.open()
        here.until("!document.getElementById('missing').hidden")
        assert "python docs/playground/fetch.py" in here.text("#missing")
        assert here.text("#status") == "Python is not here yet."
        assert here.page.locator("#go").is_disabled()
        server.shutdown()
