"""LaTeX: the derivatives as equations, a derivation as an ``align*`` block (amsmath). Imports ``formula`` and ``explain``."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import sympy

from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.parser import Names
from symdiff.problems.kinds import MatrixReport
from symdiff.reports import latex_printer
from symdiff.reports.explain import (
    Visit,
    applied,
    equations,
    is_ambiguous,
    is_chained,
    is_direct,
    is_sum_as_factor,
    left_out,
    sides_of,
    subject,
    terms,
    titled,
    visits,
)
from symdiff.reports.formula import printed, tree
from symdiff.reports.naming import names_in_rule, names_of
from symdiff.reports.plain import expression, failure
from symdiff.reports.report import DerivativeReport, Report, StepReport
from symdiff.reports.settings import Settings

_LONG = 100
"""Characters of an equation as plain text from which it is broken."""
_PAGE = 25
"""Rows that are sure to fit on a page."""


def text(report: Report, settings: Settings, kept: str = "") -> str:
    """The document of a report."""
    return document(report)


def document(report: Report) -> str:
    r"""A line ``\frac{d}{dx} ... = ...`` per derivative, or an ``align*`` block where there are steps.

    Shared parts are equations above; what is no formula (an error, a note) is a comment. Raises SymdiffError
    ``too-large-output`` for formulas past the bounds of ``formula``.
    """
    if report.error is not None:
        return "%" + failure(report.error).removeprefix("#")
    names = names_of(report)
    if report.matrix is not None:
        return "\n".join(_matrix(report, report.matrix, names))
    source = _source(report, names)
    lines: list[str] = []
    for derivative in report.derivatives:
        if derivative.expression is None:
            lines.append("%" + expression(derivative).removeprefix("#"))
            continue
        lines += [f"{latex_printer.name(name)} = {in_latex(text, names)}" for name, text in derivative.let or ()]
        rate = f"{_operator(derivative.wrt, len(report.variables) > 1)} {source}"
        left, right = _called(derivative.name) or rate, in_latex(derivative.expression, names)
        lines += _align(derivative, left, right, names) if derivative.steps else [f"{left} = {right}"]
    lines += [f"% {name}: {form}" for name, form in report.vectors if form is not None]
    return "\n".join(lines)


def _matrix(report: Report, matrix: MatrixReport, names: Names) -> Iterator[str]:
    """The matrix, shared parts above, and an ``align*`` block for each derivation."""
    for name, text in report.derivatives[0].let or () if report.derivatives else ():
        yield f"{latex_printer.name(name)} = {in_latex(text, names)}"
    yield rf"{report.kind[:1].upper()} = \begin{{pmatrix}}"
    cells = {
        found.cell: in_latex(found.expression, names) for found in report.derivatives if found.expression is not None
    }
    for row in range(len(matrix.rows)):
        yield "  " + " & ".join(cells.get((row, column), "0") for column in range(len(matrix.columns))) + r" \\"
    yield r"\end{pmatrix}"
    for derivative in report.derivatives:
        if derivative.steps:
            yield from _align(derivative, _rate_of(derivative), cells[derivative.cell], names)


def _cell(derivative: DerivativeReport, names: Names) -> str:
    if derivative.expression is None:
        return rf"\text{{{_escaped(derivative.note or 'no expression')}}}"
    return in_latex(derivative.expression, names)


def _rate_of(derivative: DerivativeReport) -> str:
    """What an entry of a matrix is called: the formula with its number, differentiated."""
    title = derivative.name.removeprefix("d").partition("/")[0] or "f"
    shown = title if len(title) == 1 else f"{title[0]}_{{{title[1:]}}}"
    return f"{_operator(derivative.wrt, True)} {shown}"


_CALLED = {"div F": r"\nabla \cdot F", "lap f": r"\nabla^{2} f", "D_v f": r"D_{v} f"}


def _called(name: str) -> str:
    """A name such as ``div F``, ``(curl F)_x`` or ``d2y/dx2`` in LaTeX."""
    rate = re.fullmatch(r"d([0-9]*)(.+)/d(.+?)\1", name)
    if rate is not None:
        order = f"^{{{rate[1]}}}" if rate[1] else ""
        return rf"\frac{{d{order} {latex_printer.name(rate[2])}}}{{d {latex_printer.name(rate[3])}{order}}}"
    component = re.fullmatch(r"\(curl F\)_(.+)", name)
    return (
        _CALLED.get(name, "")
        if component is None
        else rf"\left(\nabla \times F\right)_{{{latex_printer.name(component[1])}}}"
    )


def _source(report: Report, names: Names) -> str:
    """The formula as it was typed, in brackets; just f where its syntax is not the plain one."""
    try:
        return rf"\left({in_latex(report.source, names)}\right)"
    except SymdiffError:
        return "f"


def in_latex(text: str, names: Names, symbols: dict[str, str] | None = None) -> str:
    formula = tree(text, names, "LaTeX")
    spelled = {symbol: latex_printer.name(symbol.name) for symbol in formula.free_symbols}
    spelled.update({sympy.Symbol(name): spelling for name, spelling in (symbols or {}).items()})
    result: str = printed(lambda: latex_printer.printed(formula, spelled), "LaTeX")
    return result


def _operator(wrt: Sequence[str], partial: bool) -> str:
    """The sign of differentiation by the names in turn: the last one stands first."""
    d = r"\partial" if partial else "d"
    above = d if len(wrt) == 1 else f"{d}^{{{len(wrt)}}}"
    below = [
        _joined(d, name) + (f"^{{{count}}}" if count > 1 else "") for name, count in reversed(Counter(wrt).items())
    ]
    return rf"\frac{{{above}}}{{{' '.join(below)}}}"


def _joined(d: str, name: str) -> str:
    shown = latex_printer.name(name)
    return f"{d}{shown}" if d == "d" and shown[:1] != "\\" else f"{d} {shown}"


def _align(derivative: DerivativeReport, left: str, right: str, names: Names) -> list[str]:
    rows = [f"  & {row}" for row in _aligned(left, [right], len(derivative.expression or ""))]
    rows += [f"  & {latex_printer.name(name)} = {in_latex(formula, names)}" for name, formula in derivative.parts]
    for visit in visits(derivative.steps or (), derivative.depth):
        rows += [rf"  &{_indent(visit)} {row}" for row in _rows(visit, names, derivative.parts)]
    if folded := left_out(derivative):
        rows.append(rf"  & \text{{{_escaped(folded)}}}")
    block = [r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"]
    return [r"\begingroup\allowdisplaybreaks", *block, r"\endgroup"] if len(rows) > _PAGE else block


def _aligned(left: str, rights: Sequence[str], size: int) -> list[str]:
    """An equation on one row; a long one is broken at its signs of equality and nowhere else."""
    if size <= _LONG:
        return [" = ".join([left, *rights])]
    opening = left if len(rights) == 1 else f"{left} = {rights[0]}"
    return [opening, *(rf"\quad = {right}" for right in rights[1 if len(rights) > 1 else 0 :])]


def _indent(visit: Visit) -> str:
    return rf" \hspace{{{min(visit.depth, 8)}em}}" if visit.depth else ""


def _rows(visit: Visit, names: Names, parts: Sequence[tuple[str, str]]) -> list[str]:
    step = visit.step
    title = rf"\textbf{{{visit.number}. {titled(step)}}}\quad"
    if visit.again and step.partials:
        return [rf"{title} \text{{see step {visit.number} above}}"]
    rows = [f"{title} {_statement(step)}"]
    between = r"{1} \text{{ for }} {0}" if is_ambiguous(step) else "{0} = {1}"
    given = [
        between.format(name, in_latex(value, names))
        for name, value in step.inputs
        if name != value and not is_direct(step)
    ]
    if given:
        rows.append(r"\quad \text{with } " + r",\; ".join(given))
    formula, definition = subject(step)
    if definition is not None and (formula, definition) not in parts:
        rows.append(rf"\quad \text{{where }} {latex_printer.name(formula)} = {in_latex(definition, names)}")
    sides = equations(visit)
    if not sides:
        return rows
    use = terms(
        step, lambda partial: _factor(partial, names), lambda operand, wrt: _rate(operand, wrt, names), r" \cdot "
    )
    rows += [rf"\quad {_line(line, names)}" for line in step.lines]
    differentiated = step.wrt and rf"{_operator([step.wrt], False)} \left({in_latex(formula, names)}\right)"
    if step.over:
        use = rf"\frac{{{use}}}{{{in_latex(step.over, names)}}}"
    elif step.before:
        use = rf"{in_latex(step.before, names)} \left({use}\right)"
    rights = [use] if is_chained(step) else []
    rights += [in_latex(line, names) for line in (*applied(step), step.shown)]
    size = sum(len(left) + len(right) for left, right in sides)
    return rows + [rf"\quad {row}" for row in _aligned(differentiated or _called(formula), rights, size)]


def _line(line: str, names: Names) -> str:
    """An equation between rule and result, its rates ``dy/dx`` read as names of their own."""
    rates = {f"D_{y}": _rate(y, x, names) for y, x in re.findall(r"\bd(\w+)/d(\w+)\b", line)}
    shown = []
    for wrt, side in sides_of(line):
        inside = in_latex(
            re.sub(r"\bd(\w+)/d\w+\b", r"D_\1", side),
            replace(names, variables=names.variables | frozenset(rates)),
            rates,
        )
        shown.append(rf"{_operator([wrt], False)} \left({inside}\right)" if wrt else inside)
    return " = ".join(shown)


def _factor(partial: str, names: Names) -> str:
    shown = in_latex(partial, names)
    return rf"\left({shown}\right)" if is_sum_as_factor(partial) else shown


def _rate(operand: str, wrt: str, names: Names) -> str:
    if operand.isidentifier():
        return rf"\frac{{{_joined('d', operand)}}}{{{_joined('d', wrt)}}}"
    return rf"{_operator([wrt], False)} \left({in_latex(operand, names)}\right)"


def _statement(step: StepReport) -> str:
    """The rule in general, its rates ``du/dx`` read as names of their own; as text where it is no formula."""
    if not step.wrt:
        return rf"\texttt{{{_escaped(step.statement)}}}"
    left, _, right = step.statement.partition(" = ")
    letters = names_in_rule(step.statement)
    rates = {f"D_{name}": _rate(name, "x", letters) for name in re.findall(r"\bd(\w)/dx", right)}
    try:
        shown = in_latex(left.removeprefix("d/dx "), letters)
        result = in_latex(re.sub(r"\bd(\w)/dx", r"D_\1", right), letters, rates)
    except SymdiffError:
        return rf"\texttt{{{_escaped(step.statement)}}}"
    return rf"\frac{{d}}{{dx}} \left({shown}\right) = {result}"


def _escaped(text: str) -> str:
    return re.sub(r"([#$%&_{}])", r"\\\1", text).replace("^", r"\^{}").replace("~", r"\~{}")
