"""Pictures inside a page: SVG as an element of the document, its ids made its own. Imports ``document``."""

from __future__ import annotations

import re

from symdiff.pages.document import scrolling, text


def figure(svg: str, place: str, label: str, caption: str, kind: str) -> str:
    """An SVG file as a figure. ``place`` is put before its ids, since several pictures share the document.

    Of the kind ``wide`` it is as wide as the page; so is a ``wide pair`` of panels, of which a narrow page shows one; a ``plain``
    one keeps its size, and scrolls.
    """
    element = svg[svg.index("<svg") : svg.rindex("</svg>") + 6]
    element = re.sub(r"<metadata>.*?</metadata>\s*", "", element, flags=re.DOTALL)
    element = re.sub(r"<style[^>]*>.*?</style>\s*", "", element, flags=re.DOTALL)  # it would hold for the whole page
    element = re.sub(r'\bid="', f'id="{place}-', element)
    element = re.sub(r'((?:xlink:)?href)="#', rf'\1="#{place}-', element)
    element = re.sub(r"url\(#", f"url(#{place}-", element)
    head, rest = element.split(">", 1)
    size = re.search(r'\bwidth="([0-9]+)"', head)
    least = f' style="min-width: {0.7 * int(size[1]):.0f}px"' if size and kind == "plain" else ""
    head = re.sub(r'\s(?:role|aria-label|xmlns(?::xlink)?|version)="[^"]*"', "", head)
    rest = re.sub(r"\bxlink:href=", "href=", rest)
    shown = f'{head}{least} role="img" aria-label="{text(label)}">{rest}'
    return f'<figure class="{kind}">{scrolling(shown, label)}<figcaption>{text(caption)}</figcaption></figure>'
