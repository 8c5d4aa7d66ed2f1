"""What every page is made of: the skeleton with its style, escaped text, tables, formulas. Imports ``reports``.

A page refers to nothing outside itself and has no script. Every text goes through ``text`` or an attribute through
``attribute``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from itertools import groupby

from symdiff.errors import SymdiffError
from symdiff.parser import Names
from symdiff.reports import mathml
from symdiff.status import Status

COLOURS: Mapping[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#15181c"),
    "ink": ("#1b1d1f", "#e9ebee"),
    "quiet": ("#565d64", "#aab3bc"),
    "line": ("#c9ced3", "#444b53"),
    "tint": ("#f3f5f7", "#20252b"),
    "link": ("#0b4f9e", "#8fbcff"),
    "agree": ("#17652c", "#7ed492"),
    "disagree": ("#a8201a", "#ff9d94"),
    "inconclusive": ("#7a4b00", "#f2c366"),
    "undefined": ("#6a3a9c", "#cfaeff"),
}
"""Each colour in light and in dark; on ``paper`` and on ``tint`` every text has a contrast of 4.5 or more."""
_STYLE = """\
:root { color-scheme: light dark; %(light)s }
@media (prefers-color-scheme: dark) { :root { %(dark)s } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 68rem; padding: 1rem clamp(.8rem, 4vw, 2.5rem) 3rem; background: var(--paper);
  color: var(--ink); font: 1rem/1.5 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 1.8rem 0 .5rem; }
h1, h2, h3, p, li, dd, figcaption, summary, td code { overflow-wrap: anywhere; }
a { color: var(--link); } code, pre { font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .92em; }
math { font-family: "STIX Two Math", "Latin Modern Math", "Cambria Math", "DejaVu Math TeX Gyre", math; font-size: 1.1em; }
pre { background: var(--tint); border: 1px solid var(--line); border-radius: 4px; padding: .6rem .8rem; }
pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere; }
pre .place { display: block; white-space: pre; overflow-x: auto; overflow-y: hidden; }
.scroll { overflow-x: auto; overflow-y: hidden; max-width: 100%%; padding: .4rem 0; }
.quiet, figcaption, caption { color: var(--quiet); }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
table { margin-bottom: 1rem; } td.number { white-space: nowrap; }
caption { text-align: left; padding-bottom: .3rem; }
th, td { padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: baseline; border-bottom: 1px solid var(--line); }
td.number, th.number { text-align: right; font-family: ui-monospace, "DejaVu Sans Mono", Consolas, monospace; font-size: .92em; }
.agree { color: var(--agree); } .disagree { color: var(--disagree); } .inconclusive { color: var(--inconclusive); }
.undefined { color: var(--undefined); } .verdict { font-weight: 600; }
figure { margin: 1rem 0; } figure svg { display: block; height: auto; background: #ffffff; }
@media screen and (prefers-color-scheme: dark) { figure svg { filter: invert(.92) hue-rotate(180deg); } }
figure.wide svg { width: 100%%; min-width: 40rem; } figure.plain svg { max-width: 100%%; }
.scroll:has(> table, > math) { background: linear-gradient(90deg, var(--paper) 1.2rem, transparent) left / 2.4rem 100%% local no-repeat,
  linear-gradient(-90deg, var(--paper) 1.2rem, transparent) right / 2.4rem 100%% local no-repeat,
  linear-gradient(90deg, var(--line), transparent) left / .7rem 100%% no-repeat,
  linear-gradient(-90deg, var(--line), transparent) right / .7rem 100%% no-repeat; }
@media screen and (max-width: 40rem) { math { font-size: 1em; } table { font-size: .85rem; } th, td { padding-right: .55rem; }
  figure.pair svg { width: 200%%; min-width: 0; }
  figure.pair figcaption::after { content: " Scroll the picture for its right half."; } }
ol.steps { list-style: none; padding: 0; } ol.steps > li { margin: .7rem 0; padding-left: .8rem; border-left: 3px solid var(--line); }
ol.steps p { margin: .1rem 0; } .level1 { margin-left: 1rem; } .level2 { margin-left: 2rem; } .level3 { margin-left: 3rem; }
ol.steps > li.level1 { margin-left: 1rem; } ol.steps > li.level2 { margin-left: 2rem; } ol.steps > li.level3 { margin-left: 3rem; }
ol.steps > li:target, dt:target { background: var(--tint); }
dt { font-weight: 600; margin-top: .9rem; } dd { margin: 0 0 0 1rem; }
nav ol { columns: 18rem; } footer { margin-top: 3rem; border-top: 1px solid var(--line); }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } .scroll { overflow: visible; } nav { display: none; }
  figure, tr, ol.steps > li, pre { break-inside: avoid; } h2, h3 { break-after: avoid; } a { color: inherit; text-decoration: none; }
  details > *:not(summary) { display: block; } figure svg { min-width: 0 !important; } }
"""


def page(title: str, body: Iterable[str]) -> str:
    """A whole document. ``body`` is markup."""
    from symdiff import __version__

    style = _STYLE % {"light": _variables(0), "dark": _variables(1)}
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="symdiff {__version__}">\n<title>{text(title)}</title>\n'
        '<link rel="icon" href="data:,">\n'  # without it a browser asks a server for one
        f"<style>\n{style}</style>"
    )
    inner = "\n".join(body)
    foot = f'<footer class="quiet"><p>Made by symdiff {__version__}.</p></footer>'
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n<main>\n{inner}\n</main>\n'
        f"{foot}\n</body>\n</html>\n"
    )


def _variables(mode: int) -> str:
    return " ".join(f"--{name}: {shades[mode]};" for name, shades in COLOURS.items())


def text(words: str) -> str:
    """Text as markup. What is no character of a document is spelled out."""
    return escape("".join(char if _is_shown(char) else f"\\u{{{ord(char):x}}}" for char in words))


def _is_shown(char: str) -> bool:
    """Whether a document may hold the character, and it neither hides nor turns round what stands beside it."""
    return char in "\n\t" or (char.isprintable() and char != "\xad") or char in "\xa0\u3000"


def code(words: str) -> str:
    return f"<code>{text(words)}</code>"


def diagnostic(words: str, before: str = "") -> str:
    """A diagnostic, or other words, with ``before``, as a block: it wraps, but for the line of the formula and the caret below its place."""
    parts = []
    for is_place, lines in groupby(words.splitlines(), key=lambda line: line.startswith("  ")):
        told = text("\n".join(lines))
        parts.append(f'<span class="place">{told}</span>' if is_place else told)
    return f'<pre class="wrap">{before}{"".join(parts)}</pre>'


def paragraph(markup: str, kind: str = "") -> str:
    of_kind = f' class="{kind}"' if kind else ""
    return f"<p{of_kind}>{markup}</p>"


def scrolling(markup: str, label: str) -> str:
    """What may be wider than the page: it scrolls by itself, by keyboard too."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{text(label)}">{markup}</div>'


def verdict(status: Status) -> str:
    return f'<span class="verdict {status.value}">{status.value}</span>'


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, numbers: Iterable[int] = ()) -> str:
    """A table in a region of its own; cells are markup, and the first of each row is its heading."""
    right = set(numbers)

    def cell(tag: str, k: int, markup: str, scope: str = "") -> str:
        kind = ' class="number"' if k in right else ""
        return f"<{tag}{scope}{kind}>{markup}</{tag}>"

    head = "".join(cell("th", k, name, ' scope="col"') for k, name in enumerate(heads))
    lines = [
        "<tr>"
        + "".join(cell("td" if k else "th", k, each, "" if k else ' scope="row"') for k, each in enumerate(line))
        + "</tr>"
        for line in rows
    ]
    body = "\n".join(lines)
    return scrolling(
        f"<table>\n<caption>{text(caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>",
        caption,
    )


def formula(
    words: str, names: Names, *, before: str = "", spelled: Mapping[str, str] | None = None, alone: bool = False
) -> str:
    """A formula as MathML whose lines break between terms; as code where it is none, or too large.

    ``before`` is markup that stands before it, such as ``d/dx f =``; ``alone`` makes it a line of its own.
    """
    try:
        terms = mathml.equation(words, names, spelled=spelled)
    except SymdiffError:
        return (f"{math(before)} " if before else "") + code(words)
    return joined([before + terms[0], *terms[1:]], words, alt=words, alone=alone)


_ONE_LINE = 60
"""Characters of a formula that is one element; the lines of a longer one break between its terms."""
_SIGN = '<mo form="infix">'


def joined(terms: Sequence[str], words: str, *, alt: str = "", alone: bool = False) -> str:
    """The terms of a formula, each with its sign, as one element; as one for each where it is long, between which a line may break."""
    if len(words) <= _ONE_LINE or len(terms) == 1:
        return math("".join(terms), alt=alt, alone=alone)
    # A browser sets no space behind a sign that begins an element, and lines need none before it.
    spaced = [term.replace(_SIGN, '<mo form="infix" lspace="0" rspace="0.2222em">', 1) for term in terms[1:]]
    return " ".join(math(each, alone=alone) for each in (terms[0], *spaced))


def math(markup: str, *, alt: str = "", alone: bool = False) -> str:
    display = ' displaystyle="true"' if alone else ""
    said = f' alttext="{text(alt)}"' if alt else ""
    return f"<math{display}{said}><mrow>{markup}</mrow></math>"
