"""The site of docs/: every page is in its navigation, no link is broken, and no page loads anything from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SETTINGS = tomllib.loads((ROOT / "zensical.toml").read_text(encoding="utf-8"))["project"]

_LOADED = re.compile(
    r"""<(?:script|img|iframe|source|video|audio|embed)\b[^>]*\bsrc=["']?(?:https?:)?//[^"'> ]+"""
    r"""|<link\b[^>]*\bhref=["']?(?:https?:)?//[^"'> ]+"""
    r"""|url\(["']?(?:https?:)?//[^)]+|@import\s[^;]*//[^;]+"""
)


def named(navigation: Any) -> Iterator[str]:
    """The files that a navigation names."""
    for entry in navigation:
        for target in entry.values():
            yield from [target] if isinstance(target, str) else named(target)


def test_every_page_is_in_the_navigation_once() -> None:
    pages = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    assert sorted(page for page in named(SETTINGS["nav"]) if page.endswith(".md")) == sorted(pages)


def test_the_navigation_says_where_a_newcomer_looks() -> None:
    assert [name for entry in SETTINGS["nav"] for name in entry] == [
        "Start",
        "Guides",
        "Reference",
        "Syntaxes",
        "Design",
    ]


def test_the_index_is_the_navigation_with_a_sentence_for_each_page() -> None:
    text = (DOCS / "README.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (.*)\n((?:(?!## ).*\n)*)", text, re.MULTILINE))
    for group in SETTINGS["nav"]:
        for name, entries in group.items():
            shown = re.findall(r"^\| \[(.*?)\]\((.*?\.md)\) \| ", sections[name], re.MULTILINE)
            pages = [(title, page) for entry in entries for title, page in entry.items()]
            assert shown == [
                each
                for each in pages
                if each[1] != "README.md" and not each[1].startswith(("syntaxes/", "playground/"))
            ]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    """A copy of the project with its site, made by the one command, and what that said."""
    if find_spec("zensical") is None:
        pytest.skip("there is no zensical: pip install -e '.[docs]'")
    place = tmp_path_factory.mktemp("project")
    shutil.copytree(DOCS, place / "docs", ignore=shutil.ignore_patterns("assets", "__pycache__"))
    shutil.copy(ROOT / "zensical.toml", place)
    return place, build(place)


def build(place: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    return subprocess.run(command, cwd=place, capture_output=True, encoding="utf-8", check=False, timeout=120)


def test_the_build_is_strict_and_finds_nothing(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    place, done = built
    assert done.returncode == 0, done.stdout + done.stderr
    for page in named(SETTINGS["nav"]):
        name = page.replace("README.md", "index.md").replace(".md", ".html")
        assert (place / "site" / name).exists(), name
    assert (place / "site" / "search.json").exists()


def test_no_page_loads_anything_from_elsewhere(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    place, _ = built
    for path in [each for kind in ("html", "css") for each in (place / "site").rglob(f"*.{kind}")]:
        assert not _LOADED.findall(path.read_text(encoding="utf-8")), path


@pytest.mark.parametrize("link", ["[page](no-such-page.md)", "[heading](syntax.md#no-such-heading)"])
def test_a_broken_link_ends_the_build(
    link: str, built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    place, _ = built
    shutil.copytree(place, tmp_path / "copy")
    page = tmp_path / "copy" / "docs" / "mcp.md"
    page.write_text(page.read_text(encoding="utf-8") + f"\n{link}\n", encoding="utf-8")
    assert build(tmp_path / "copy").returncode != 0


CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")
def test_pictures_are_dark_in_dark_pages(built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    """The page with its own style sheets and none of its scripts; the filters of its pictures in each scheme become its title."""
    page = built[0] / "site" / "pictures.html"
    told = """<script>addEventListener("load", () => { document.title = ["default", "slate"].map((scheme) => {
      document.body.setAttribute("data-md-color-scheme", scheme);
      return [...new Set([...document.querySelectorAll(".md-content img")].map((e) => getComputedStyle(e).filter))].join();
    }).join(", ") })</script>"""
    without_scripts = re.sub(r"<script\b.*?</script>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    page.with_name("told.html").write_text(without_scripts.replace("</body>", told + "</body>"), encoding="utf-8")
    assert CHROMIUM is not None
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path}", "--virtual-time-budget=5000",
         "--dump-dom", page.with_name("told.html").as_uri()],
        capture_output=True, timeout=60, check=True, env={**os.environ, "HOME": str(tmp_path)},
    )  # fmt: skip
    assert "<title>none, invert(0.92) hue-rotate(180deg)</title>" in done.stdout.decode()
