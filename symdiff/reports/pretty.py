"""Two-dimensional formulas in Unicode, by sympy's pretty printer. Imports ``formula`` and ``plain``."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.printing.pretty.pretty import PrettyPrinter
from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm

from symdiff.notation.textbook import Say, Style, plain
from symdiff.parser import Names
from symdiff.problems.kinds import MatrixReport
from symdiff.reports.formula import printed, tree
from symdiff.reports.naming import names_of
from symdiff.reports.plain import expression, failure, label, spelled
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings


def shown(report: Report, settings: Settings, kept: str = "") -> str:
    """The text of a report, as wide as the terminal."""
    return text(report, settings.width, spelled(report, settings.style))


def text(report: Report, width: int | None = None, say: Say = plain) -> str:
    """The derivative alone, or ``NAME = DERIVATIVE`` for each of several, an empty line between them.

    ``width`` is the terminal's, where sympy breaks longer formulas into parts; None, for a pipe, never breaks one.
    Raises SymdiffError ``too-large-output`` for formulas past the bounds of ``formula``.
    """
    if report.error is not None:
        return failure(report.error)
    names = names_of(report)
    blocks: list[str] = []
    if report.matrix is not None:
        for name, shared in report.derivatives[0].let or () if report.derivatives else ():
            blocks.append(_equation(name, shared, names, width, say))
        return "\n\n".join([*blocks, _matrix(report, report.matrix, names, say)])
    for derivative in report.derivatives:
        blocks += [_equation(name, shared, names, width, say) for name, shared in derivative.let or ()]
        if derivative.expression is None:
            blocks.append(expression(derivative))
        else:
            name = (derivative.name or label(derivative)) if len(report.derivatives) > 1 else ""
            blocks.append(_equation(name, derivative.expression, names, width, say))
    return ("\n\n" if any("\n" in block for block in blocks) else "\n").join(blocks)


def _matrix(report: Report, matrix: MatrixReport, names: Names, say: Say) -> str:
    """The matrix in brackets, never broken."""
    cells = sympy.zeros(len(matrix.rows), len(matrix.columns))
    for derivative in report.derivatives:
        if derivative.expression is None:
            return expression(derivative)
        cells[derivative.cell] = tree(derivative.expression, names, "the pretty printer")
    shown: str = printed(lambda: form(cells, say).render(wrap_line=False), "the pretty printer")
    return "\n".join(line.rstrip() for line in signed(shown, say).splitlines())


def form(formula: Any, say: Say = plain) -> Any:
    """A tree as sympy's two-dimensional form, to be rendered or put beside others."""
    kind = _WithLn if isinstance(say, Style) and say.ln else PrettyPrinter
    return kind({"use_unicode": True, "order": "none"})._print(formula)


def signed(rendered: str, say: Say) -> str:
    """A rendered form with the signs that lines of text have beside it: one dot for products, one e."""
    if not isinstance(say, Style):
        return rendered
    return rendered.replace("⋅", "·").replace("ℯ", "e" if say.euler else "ℯ")


class _WithLn(PrettyPrinter):  # type: ignore[misc]  # sympy has no types
    """Logarithms as they were typed."""

    def _print_log(self, logarithm: Any) -> Any:
        return self._helper_print_function(logarithm.func, logarithm.args, func_name="ln")


def _equation(name: str, formula: str, names: Names, width: int | None, say: Say) -> str:
    shown: str = printed(lambda: _render(name, formula, names, width, say), "the pretty printer")
    return "\n".join(line.rstrip() for line in signed(shown, say).splitlines())


def _render(name: str, formula: str, names: Names, width: int | None, say: Say) -> Any:
    before = pretty_use_unicode(True)  # sympy keeps this in a variable of its own module
    try:
        picture = form(tree(formula, names, "the pretty printer"), say)
        if name:
            shown = sympy.pretty(sympy.Symbol(name)) if name.isidentifier() else name
            picture = prettyForm(*picture.left(f"{shown} = "))
        return picture.render(wrap_line=width is not None, num_columns=width, use_unicode=True)
    finally:
        pretty_use_unicode(before)
