"""The playground without a browser: what its answers hold, that its page lets nothing else in, and its pictures."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from math import isclose
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from symdiff.figures import characters, panels, pointwise, sampling, strokes
from symdiff.pages import playground
from symdiff.pages.document import COLOURS
from symdiff.problems.opening import opened
from symdiff.problems.problem import Options, Problem
from tests.pages.reading import contrast


@pytest.fixture(autouse=True)
def without_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the browser."""
    monkeypatch.setattr(panels, "_has_numpy", lambda: False)


HERE = Path(__file__).parents[2] / "docs" / "playground"
HTML, SCRIPT, MARKUP, STYLE = (
    (HERE / name).read_text(encoding="utf-8") for name in ("index.html", "playground.js", "markup.js", "playground.css")
)


def answer(**texts: str) -> dict[str, Any]:
    return dict(json.loads(playground.answering(json.dumps(texts))))


def plot(**texts: str) -> dict[str, Any]:
    return dict(json.loads(playground.plotting(json.dumps(texts))))


class Used(HTMLParser):
    """The elements and attributes of some markup, and where its links lead."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs} - {"href", "xmlns"}
        self.links |= {str(value) for name, value in attrs if name == "href"}


def listed(name: str) -> set[str]:
    """The words of a set in markup.js."""
    (inside,) = re.findall(rf"const {name} = new Set\(\s*\((.*?)\)\.split", MARKUP, re.DOTALL)
    return {word for text in re.findall(r'"([^"]*)"', inside) for word in text.split()}


QUESTIONS = (
    {"formula": "x^2*sin(x)", "at": "1", "candidate": "2x cos(x)"},
    {"formula": "x**2*exp(-y)/(1 + x)", "at": "x=1,y=2; x=0,y=1"},
    {"formula": "abs(x) + floor(x)", "at": "0"},
    {"formula": "sqrt(1 + sqrt(x))**x", "by": "x", "candidate": "1"},
    {"formula": "besselj(2, x)*cbrt(x)", "at": "1"},
    {"formula": "\\frac{x_1^2}{\\sin \\theta}", "at": "x_1=1,theta=2"},
    {"formula": "Piecewise((x, x < 1), (x**2, True))", "at": "2"},
    {"formula": "max(x, y, z)", "by": "x z", "at": "x=1,y=2,z=3"},
    {"formula": "5"},
    {"formula": ""},
    {"formula": "<b>x</b>"},
    {"formula": "sine(x)", "at": "1"},
)


@pytest.mark.parametrize("asked", QUESTIONS, ids=lambda asked: asked["formula"] or "nothing")
def test_markup_is_of_elements_that_the_page_takes(asked: dict[str, str]) -> None:
    found = answer(**asked)
    shown = json.loads(playground.reading(json.dumps(asked))).get("shown", "")
    pictures = plot(**asked).get("pictures", ())
    used = Used("".join([*found["sections"], shown, *pictures]))
    assert used.elements <= {each.lower() for each in listed("ELEMENTS")}
    assert used.attributes <= {each.lower() for each in listed("ATTRIBUTES")}
    assert all(link.startswith(playground.RULES) for link in used.links)


def test_rules_lead_to_their_page() -> None:
    headings = re.findall(r"^## (.*)$", (HERE.parent / "rules.md").read_text(encoding="utf-8"), re.MULTILINE)
    there = {playground.RULES + re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") for title in headings}
    used = {link for asked in QUESTIONS for link in Used("".join(answer(**asked)["sections"])).links}
    assert len(used) > 5
    assert used <= there
    assert f'const RULES = "{playground.RULES}"' in MARKUP


@pytest.mark.parametrize(
    ("asked", "said", "field"),
    [
        (
            {"formula": "x^2", "at": "3", "candidate": "2*x"},
            "The derivative of x^2 is 2*x. Your answer: agree. At x = 3: agree.",
            None,
        ),
        ({"formula": "x*y", "at": "x=1,y=2"}, "2 derivatives of x*y. At x = 1, y = 2: agree.", None),
        ({"formula": "abs(x)", "at": "0"}, "The derivative of abs(x) is sign(x). At x = 0: undefined.", None),
        ({"formula": "sine(x)"}, "No derivative: there is no function named 'sine'.", "formula"),
        ({"formula": "x*y", "at": "x=1"}, "No derivative: the point gives no value to 'y'.", "at"),
        ({"formula": "x", "at": "q="}, "No derivative: 'q=' is not NAME=VALUE.", "at"),
        (
            {"formula": "x", "candidate": "("},
            "No derivative: '(' is never closed: its partner ')' is missing.",
            "candidate",
        ),
    ],
)
def test_the_outcome_is_said_in_a_sentence(asked: dict[str, str], said: str, field: str | None) -> None:
    found = answer(**asked)
    assert (found["said"], found["field"]) == (said, field)


def test_the_sections_come_in_the_order_of_the_page() -> None:
    found = answer(formula="x^2*sin(x)", at="1", candidate="2x cos(x)")["sections"]
    heads = [match[1] for each in found if (match := re.match("<h3>(.*?)</h3>", each))]
    assert heads == ["Derivative", "Your answer", "Values and checks", "Derivation"]
    assert "perhaps: the derivative of x**2*sin(x) is not that of each factor multiplied" in found[2]


def test_a_text_is_no_markup() -> None:
    text = '<img src=x onerror="alert(1)">'
    for asked in ({"formula": text}, {"formula": "x", "at": text}, {"formula": "x", "candidate": text}):
        assert "<img" not in "".join(answer(**asked)["sections"])
    assert json.loads(playground.reading(json.dumps({"formula": text}))).keys() == {"fault"}


def test_the_record_is_that_of_the_command_line(tmp_path: Path) -> None:
    file = tmp_path / "asked.jsonl"
    file.write_text(json.dumps({"expr": "x**2*sin(x)", "at": "1", "expected": "2*x*cos(x)"}), encoding="utf-8")
    command = [sys.executable, "-m", "symdiff", "batch", str(file), "-f", "json", "--certify", "--at", "1"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    found = answer(formula="x**2*sin(x)", at="1", candidate="2*x*cos(x)")["record"]
    same = {"seconds": 0, "id": None}
    assert {**json.loads(done.stdout), **same} == {**found, **same}


def test_it_needs_no_library_that_is_not_in_the_browser() -> None:
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] in ('sympy', 'numpy', 'matplotlib', 'typer', 'rich', 'click'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from importlib import util\n"
        "whole = util.find_spec\n"
        "util.find_spec = lambda name, package=None: None if name == 'numpy' else whole(name, package)\n"
        "import json\n"
        "from symdiff.pages import playground\n"
        "asked = json.dumps({'formula': 'x^2*sin(x)', 'at': '1', 'candidate': '2x'})\n"
        "print(playground.reading(asked), playground.answering(asked), playground.plotting(asked))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert '"pictures"' in done.stdout


def test_a_plot_says_why_there_is_none() -> None:
    assert plot(formula="5") == {"fault": "A constant has no curve."}
    assert plot(formula="x*y")["fault"].startswith("a plot of 2 variables needs a point")
    assert plot(formula="(")["fault"] == "'(' is never closed: its partner ')' is missing"


# Curves point by point, against those by numpy.

CURVES = ("x**2*sin(x)", "tan(x)", "1/x", "floor(x)", "abs(x - 1)", "sqrt(x)", "Heaviside(x)", "gamma(x)", "7")


@pytest.mark.parametrize("text", CURVES)
def test_curves_without_numpy_are_those_with_it(text: str) -> None:
    read = opened(Problem(text, variables=("x",)), Options())
    graph, root = read.task.graph, read.task.roots[0]
    sparse, dense = (each.curve(graph, root, "x", {}, (-3.3, 3.1)) for each in (pointwise, sampling))
    for ours, theirs in ((sparse.function, dense.function), (sparse.derivative, dense.derivative)):
        assert len(ours.pieces) == len(theirs.pieces)
        tall = theirs.high - theirs.low
        for mine, other in zip(ours.pieces, theirs.pieces, strict=True):
            assert isclose(mine[0][0], other[0][0], abs_tol=0.05)
            assert isclose(mine[0][-1], other[0][-1], abs_tol=0.05)
        assert abs(ours.low - theirs.low) <= 0.2 * tall
        assert abs(ours.high - theirs.high) <= 0.2 * tall
    assert [x for x, _ in sparse.kinks] == pytest.approx([x for x, _ in dense.kinks], abs=1e-6)
    assert [jump.x for jump in sparse.jumps] == pytest.approx([jump.x for jump in dense.jumps], abs=1e-4)


def test_a_plot_without_numpy_is_drawn_in_characters_too() -> None:
    drawn = panels.panels(opened(Problem("x**2", at=("1",)), Options()), Options(), None)
    assert "slope 2 at (1, 1)" in characters.text(drawn.panels, 70)


def test_pictures_are_well_formed_and_say_what_they_show() -> None:
    found = plot(formula="x^2", at="1")["pictures"]
    roots = [ET.fromstring(picture) for picture in found]
    assert [root.get("aria-label") for root in roots] == [
        "x^2, for x from −2 to 4; slope 2 at (1, 1)",
        "The derivative of x^2 by x, for x from −2 to 4; 2 at x = 1",
    ]
    assert "\N{MINUS SIGN}2</text>" in found[0]
    assert 'class="tangent"' in found[0] and 'class="tangent"' not in found[1]
    assert not re.search(r"nan|inf|style=", "".join(found))


@pytest.mark.parametrize(
    ("span", "expected"),
    [((-2.0, 4.0), [-2, 0, 2, 4]), ((0.0, 1.0), [0, 0.2, 0.4, 0.6, 0.8, 1]), ((-13.0, 4.2), [-10, -5, 0])],
)
def test_ticks_are_round(span: tuple[float, float], expected: list[float]) -> None:
    assert strokes.ticks(span) == pytest.approx(expected)


# The page.


def test_the_policy_lets_nothing_in_from_elsewhere() -> None:
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', HTML)
    assert policy.startswith("default-src 'none'; script-src 'self' 'wasm-unsafe-eval';")
    assert "unsafe-inline" not in policy and "'unsafe-eval'" not in policy
    for text in (HTML, STYLE, SCRIPT, MARKUP, (HERE / "worker.js").read_text(encoding="utf-8")):
        assert "//" not in re.sub(r"^\s*//.*$|\s// .*$", "", text, flags=re.MULTILINE)
    assert not re.search(r"\sstyle=|\son\w+=|<style|<script>", HTML)
    assert not re.search(r"innerHTML|insertAdjacent|document\.write|\beval\b", SCRIPT + MARKUP)


def test_every_field_has_its_label_and_every_part_is_there() -> None:
    ids = set(re.findall(r'\bid="([^"]*)"', HTML))
    assert set(re.findall(r'part\("([^"]*)"\)', SCRIPT)) <= ids
    assert set(re.findall(r'<label for="([^"]*)"', HTML)) == set(re.findall(r'<input id="([^"]*)"', HTML))
    assert all(name in ids for words in re.findall(r'aria-describedby="([^"]*)"', HTML) for name in words.split())
    assert '<p id="status" role="status">' in HTML
    assert re.search(r"<html lang=", HTML)


def colours() -> list[dict[str, str]]:
    light, dark = re.findall(r":root \{(.*?)\}", STYLE, re.DOTALL)
    return [dict(re.findall(r"--(\w+): (#\w+)", each)) for each in (light, dark)]


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_colours_are_those_of_pages_and_have_contrast(mode: int) -> None:
    found = colours()[mode]
    assert {name: pair[mode] for name, pair in COLOURS.items()}.items() <= found.items()
    for name in ("ink", "quiet", "link", "agree", "disagree", "inconclusive", "undefined", "curve"):
        assert contrast(found[name], found["paper"]) >= 4.5, name
    assert contrast(found["field"], found["paper"]) >= 3


def test_what_is_fetched_is_pinned() -> None:
    script = (HERE / "fetch.py").read_text(encoding="utf-8")
    assert len("".join(re.findall(r'^    "([0-9a-f]+)"$', script, re.MULTILINE))) == 128
    lines = [
        line for line in (HERE / "wheels.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    assert lines
    assert all(re.fullmatch(r"[\w-]+==[\d.]+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)


@pytest.mark.parametrize("name", ["rubi", "special"])
def test_published_formulas_have_sections_and_plots(
    name: str, published: Callable[[str], list[dict[str, Any]]]
) -> None:
    plain = [row for row in published(name) if not row.get("flags")]
    for row in plain[:: len(plain) // 6]:
        asked = {
            "formula": row["expr"],
            "by": row["wrt"][0],
            "at": ",".join(f"{n}={v!r}" for n, v in row["point"].items()),
        }
        found, drawn = answer(**asked), plot(**asked)
        assert found["field"] is None, row["id"]
        assert set(drawn) & {"pictures", "fault"}
        assert Used("".join(found["sections"])).elements <= {each.lower() for each in listed("ELEMENTS")}
