"""What a notebook shows of a report: mathematics, and a page's sections. Imports ``formats``, and a format's file when it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symdiff.errors import SymdiffError

if TYPE_CHECKING:
    from symdiff.reports.report import Report


def shown_latex(report: Report) -> str | None:
    """The derivatives as one display; None where there is no formula that can be typeset."""
    from symdiff.reports.formats import writer

    if report.error is not None or not report.derivatives:
        return None
    try:
        text = writer("latex", "answer")(report, None)
    except SymdiffError:  # too large to be typeset
        return None
    lines = [line for line in text.splitlines() if not line.startswith("%")]
    if any(line.startswith(r"\begin") for line in lines):
        return "\n".join(lines)
    if len(lines) > 1:
        lines = [r"\begin{aligned}" + r" \\ ".join(lines) + r"\end{aligned}"]
    return rf"$\displaystyle {lines[0]}$" if lines else None


def shown_html(shown: Any) -> str:
    """A report, or what has one with a verdict, as the sections of a page, without its style."""
    from symdiff.reports.formats import writer

    found: str = writer("html", "notebook")(shown)
    return found


def bundle(report: Report, include: Any = None, exclude: Any = None) -> dict[str, str]:
    """By type: notebooks take the richest that they know, consoles the text."""
    from symdiff.reports.formats import text_of
    from symdiff.reports.settings import Settings

    plain = text_of(report, Settings(format="rich")).rstrip("\n")
    found = {"text/plain": plain, "text/html": shown_html(report), "text/latex": shown_latex(report)}
    return {
        kind: text
        for kind, text in found.items()
        if text is not None and (not include or kind in include) and kind not in (exclude or ())
    }
