"""A reader of pages that knows what HTML allows: what is open is closed, ids are there once, links have a target."""

from __future__ import annotations

from html.parser import HTMLParser
from itertools import pairwise

VOID = {"meta", "link", "br", "hr", "img", "input", "col"}
FOREIGN = {"svg", "math"}
BLOCKS = {"p", "div", "ol", "ul", "dl", "table", "pre", "section", "figure", "h1", "h2", "h3", "details", "nav"}


class Page(HTMLParser):
    """What a page has; ``faults`` says what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.targets: set[str] = set()
        self.headings: list[tuple[int, str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        assert text.startswith("<!DOCTYPE html>\n<html lang=")
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is left open" for tag in self.open]
        self.faults += [f"no target of #{target}" for target in self.targets - self.ids]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if len(given) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.tags.append((tag, given))
        if tag in {"script", "iframe", "object", "embed", "base", "form"} or any(
            name.startswith("on") for name in given
        ):
            self.faults.append(f"<{tag}> is active")
        if "id" in given:
            if given["id"] in self.ids:
                self.faults.append(f"id {given['id']} twice")
            self.ids.add(str(given["id"]))
        for name in ("href", "src", "xlink:href"):
            link = given.get(name)
            if link is not None and link.startswith("#"):
                self.targets.add(link[1:])
            elif link is not None and link != "data:,":
                self.faults.append(f"<{tag}> refers to {link}")
        if tag in BLOCKS and {"p", "a", "span", "code"} & set(self.open):
            self.faults.append(f"<{tag}> inside <{self.open[-1]}>")
        if tag in {"h1", "h2", "h3"}:
            self.headings.append((int(tag[1]), ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            if not FOREIGN & set(self.open):
                self.faults.append(f"<{tag}/> closes itself")
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self.words.append(" " if tag in {"td", "th", *BLOCKS} else "")
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        elif self.open.pop() in {"h1", "h2", "h3"} and not self.headings[-1][1].strip():
            self.faults.append("an empty heading")

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)
        if self.headings and self.open and self.open[-1] in {"h1", "h2", "h3"}:
            level, text = self.headings[-1]
            self.headings[-1] = level, text + data

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def inaccessible(page: Page) -> list[str]:
    """What a reader who does not see the page would miss."""
    found = []
    levels = [level for level, _ in page.headings]
    if levels[:1] != [1] or levels.count(1) != 1:
        found.append("there must be one h1, at first")
    found += [f"h{b} after h{a}" for a, b in pairwise(levels) if b > a + 1]
    for tag, given in page.tags:
        if tag == "svg" and not (given.get("role") == "img" and given.get("aria-label")):
            found.append("a picture without words")
        if tag == "th" and given.get("scope") not in {"row", "col"}:
            found.append("a heading of a table without scope")
        if given.get("tabindex") not in {None, "0"}:
            found.append("an order of its own")
        if given.get("role") == "region" and not given.get("aria-label"):
            found.append("a region without a name")
    tags = [tag for tag, _ in page.tags]
    if tags.count("table") != tags.count("caption"):
        found.append("a table without a caption")
    found += [f"no <{tag}>" for tag in ("main", "title") if tag not in tags]
    return found


def luminance(colour: str) -> float:
    """The relative luminance of #rrggbb, as the Web Content Accessibility Guidelines define it."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
