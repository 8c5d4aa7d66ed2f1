"""Plain text: what a pipe gets. Imports ``report``, ``explain`` and ``errors``; neither sympy nor rich."""

from __future__ import annotations

from collections.abc import Iterator

from symdiff.errors import Diagnostic
from symdiff.frozen import replace
from symdiff.notation.textbook import Say, plain, style_for
from symdiff.problems.kinds import MatrixReport
from symdiff.reports.report import CheckReport, DerivativeReport, Report
from symdiff.reports.settings import Settings


def header(settings: Settings) -> str:
    """The names of the columns where records are rows."""
    if not settings.tabular:
        return ""
    from symdiff.reports.table import columns, join

    return join(columns(settings), "\t") + "\n"


def text(report: Report, settings: Settings, kept: str = "") -> str:
    """The report as a word's lines or one line; the answer to a candidate; or with points the table, a derivation above it."""
    if report.error is not None:
        return "" if settings.word else line(report)
    if settings.tabular:
        from symdiff.reports.table import lines

        table = lines(report, settings, kept, "\t")
        return f"{word(report)}\n\n{table}" if settings.word and settings.options.explain else table
    if settings.candidates:
        from symdiff.reports import candidates

        return candidates.word(report, spelled(report, settings.style)) if settings.word else candidates.line(report)
    if settings.style == "textbook" and settings.word:
        return word(report, spelled(report, settings.style))
    return word(report) if settings.word else line(report)


def spelled(report: Report, style: str) -> Say:
    """How the formulas of a report are written for people."""
    names = frozenset(
        (*report.declared, *report.variables, *(name for each in report.derivatives for name in each.wrt))
    )
    return style_for(report.source, names) if style == "textbook" else plain


def word(report: Report, say: Say = plain) -> str:
    """The lines for one formula that is given as a word, without points.

    The derivative alone, or a line ``NAME<TAB>DERIVATIVE`` for each of several. The NAME of a higher or mixed derivative
    has its names joined by commas (``x,x``, ``x,y``). Shared parts stand above (``t1 = ...``), the derivation below.
    """
    if report.error is not None:
        return failure(report.error)
    if report.matrix is not None:
        return "\n".join(_matrix(report, report.matrix))
    lines = [f"{name}\t{form}" for name, form in report.vectors if form is not None]
    shown = None
    for derivative in report.derivatives:
        if derivative.let and derivative.let != shown:
            lines += [f"{name} = {say(text)}" for name, text in derivative.let]
            shown = derivative.let
        name = "" if len(report.derivatives) == 1 else label(derivative) + "\t"
        lines.append(name + (expression(derivative) if derivative.expression is None else say(derivative.expression)))
        if derivative.steps is not None:
            lines += _derivation(derivative, say)
    return "\n".join(lines)


def _matrix(report: Report, matrix: MatrixReport) -> Iterator[str]:
    """A line for each row with its cells joined by tabs; shared parts stand above, derivations below."""
    for name, text in report.derivatives[0].let or () if report.derivatives else ():
        yield f"{name} = {text}"
    cells = {derivative.cell: expression(derivative) for derivative in report.derivatives}
    for row in range(len(matrix.rows)):
        yield "\t".join(cells.get((row, column), "0") for column in range(len(matrix.columns)))
    for derivative in report.derivatives:
        if derivative.steps is not None:
            yield f"{rate(derivative)}:"
            yield from _derivation(derivative)


def line(report: Report) -> str:
    """Exactly one line for one formula: the derivative, or cells ``NAME=DERIVATIVE`` joined by tabs.

    Shared parts are cells too, before the derivatives that use them.
    """
    if report.error is not None:
        return failure(report.error)
    if len(report.derivatives) == 1 and not report.derivatives[0].let and not report.vectors:
        return expression(report.derivatives[0])
    return "\t".join(_cells(report))


def _cells(report: Report) -> Iterator[str]:
    yield from (f"{name}={form}" for name, form in report.vectors if form is not None)
    shown = None
    for derivative in report.derivatives:
        if derivative.let and derivative.let != shown:
            shown = derivative.let
            yield from (f"{name}={text}" for name, text in derivative.let)
        yield f"{label(derivative)}={expression(derivative)}"


def label(derivative: DerivativeReport) -> str:
    """The names that the derivative is by, in order: ``x``, ``x,x``, ``x,y``."""
    return ",".join(derivative.wrt)


def rate(derivative: DerivativeReport | CheckReport) -> str:
    """What a derivative is called: ``df/dx``, ``d2f/dx2``; a mixed one is written ``d2f/dydx``, the last name first."""
    wrt = derivative.wrt
    order = "" if len(wrt) == 1 else str(len(wrt))
    below = [f"d{name}{count if (count := wrt.count(name)) > 1 else ''}" for name in reversed(dict.fromkeys(wrt))]
    return derivative.name or f"d{order}f/{''.join(below)}"


_DIGITS = range(3, 17)
"""Significant digits of two values side by side: as few as tell them apart."""
_WHOLE = 6
"""Digits below which a number keeps its zeros, and is not written with an exponent for want of digits."""
_SHORT = 6
"""Characters of a value that is short as it is."""


def apart(ours: object, theirs: object) -> tuple[str, str]:
    """Two values that differ, in numbers as short as shows it; None is undefined, and a text stays as it is."""
    pair = (ours, theirs)
    for digits in _DIGITS:
        if digits < _WHOLE and any(isinstance(value, float) and abs(value) >= 10**digits for value in pair):
            continue  # a number without its whole part shows less than it hides
        first, second = (_rounded(value, digits) for value in pair)
        numbers = all(isinstance(value, float) for value in pair)
        if float(first) != float(second) if numbers else first != second:  # 5.79 is 5.790
            return first, second
    return str(ours), str(theirs)


def _rounded(value: object, digits: int) -> str:
    if not isinstance(value, float) or len(repr(value)) <= _SHORT:
        return "undefined" if value is None else str(value)
    return f"{value:#.{digits}g}".removesuffix(".") if digits < _WHOLE else f"{value:.{digits}g}"


def expression(derivative: DerivativeReport) -> str:
    """The derivative's text, or its note as a comment where there is none."""
    return f"# {derivative.note or 'no expression'}" if derivative.expression is None else derivative.expression


def failure(diagnostic: Diagnostic) -> str:
    """``# error[CODE]: MESSAGE`` on one line, whatever characters the message has."""
    return f"# {replace(diagnostic, span=None, hint=None)}"


def _derivation(derivative: DerivativeReport, say: Say = plain) -> list[str]:
    from symdiff.reports.explain import derivation

    return ["    " + line for line in derivation(derivative, say)]
