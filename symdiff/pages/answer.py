"""One report as sections of a page: derivatives, checks, derivation, and the rules that it used.

Imports ``document``, ``reports`` and ``differentiator`` for the statements of rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symdiff.differentiator.statement import statement
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.notation.textbook import style_for
from symdiff.pages.document import code, diagnostic, formula, joined, math, paragraph, table, text, verdict
from symdiff.parser import Names
from symdiff.reports import mathml
from symdiff.reports.explain import (
    Visit,
    applied,
    equations,
    is_ambiguous,
    is_chained,
    is_direct,
    is_sum_as_factor,
    shares,
    sides_of,
    subject,
    titled,
    trivial,
    visits,
)
from symdiff.reports.naming import names_in_rule, names_of
from symdiff.reports.plain import rate
from symdiff.reports.report import CheckReport, DerivativeReport, PointReport, Report, StepReport, Value
from symdiff.rules.table import RULES, Rule

_SHOWN = 40
"""Steps that are open at first."""
_MOST = 600
"""Steps that are there at all."""
_POINTS = 200
"""Points whose checks are there."""


def notebook(shown: Any) -> str:
    """A report in a notebook's page, and above it the verdict of what has one of its own."""
    report: Report = getattr(shown, "report", shown)
    told = (
        [paragraph(f"{verdict(shown.verdict)}: {text(str(shown).partition(': ')[2])}")] if shown is not report else []
    )
    body = [] if told and report.error is not None else sections(report, f"n{id(report):x}")
    return '<div class="symdiff">' + _LINK.sub(r"\1", "\n".join([*told, *body])) + "</div>"


_LINK = re.compile(r'<a href="#[^"]*">(.*?)</a>')
"""To a place of the page that a report is a part of, and a notebook is not."""


def as_typed(report: Report, markup: str) -> str:
    """Markup of a report's formulas, with ``ln`` for logarithms where that is what was typed."""
    style = style_for(report.source, frozenset(report.variables))
    if not style.ln:
        return markup
    return _ALT.sub(lambda alt: _LOGARITHM.sub("ln(", alt[0]), markup.replace(_LOG, _LOG.replace("log", "ln")))


_LOG = '<mi mathvariant="normal">log</mi>'
_LOGARITHM = re.compile(r"\blog\(")
_ALT = re.compile(r'(?<= alttext=")[^"]*|(?<=>As text: <code>)[^<]*')


def sections(report: Report, place: str) -> Iterator[str]:
    """The derivatives, the checks and the derivations of a report; ``place`` begins the ids of its steps."""
    return (as_typed(report, section) for section in _sections(report, place))


def _sections(report: Report, place: str) -> Iterator[str]:
    yield from (paragraph(f"Note: {text(note)}", "quiet") for note in report.notes)
    if report.error is not None:
        yield diagnostic(str(report.error), '<span class="verdict disagree">No derivative.</span>\n')
        return
    names = names_of(report)
    yield "<h3>Derivative</h3>" if len(report.derivatives) == 1 else "<h3>Derivatives</h3>"
    for each in report.derivatives:
        yield from _derivative(report, each, names)
    for name, form in report.vectors:
        if form is not None:
            yield paragraph(f"{code(f'df/d{name}')} = {code(form)}")
    if report.points:
        yield "<h3>Values and checks</h3>"
        yield from _points(report.points)
    for number, each in enumerate(report.derivatives, 1):
        if each.steps is not None:
            by = f" by {', '.join(each.wrt)}" if len(report.derivatives) > 1 else ""
            yield f"<h3>Derivation{text(by)}</h3>"
            yield from _derivation(each, names, f"{place}-{number}")


def _derivative(report: Report, derivative: DerivativeReport, names: Names) -> Iterator[str]:
    for name, shared in derivative.let or ():
        yield _line(formula(shared, names, before=mathml.symbol(name) + "<mo>=</mo>", alone=True))
    if derivative.expression is None:
        yield paragraph(f"{code(rate(derivative))}: {text(derivative.note or 'no expression')}")
        return
    if derivative.name:
        left = f"<mtext>{text(derivative.name)}</mtext>"
    else:
        left = _operator(derivative.wrt, partly=len(report.variables) > 1) + mathml.THIN + "<mi>f</mi>"
    yield _line(formula(derivative.expression, names, before=left + "<mo>=</mo>", alone=True))
    yield paragraph(f"As text: {code(derivative.expression)}", "quiet")
    if derivative.note:
        yield paragraph(text(derivative.note), "quiet")


def _operator(wrt: Sequence[str], *, partly: bool) -> str:
    """The sign of differentiation by the names in turn, the last one first."""
    d = "<mi>∂</mi>" if partly else "<mi>d</mi>"

    def power(base: str, count: int) -> str:
        return base if count == 1 else f"<msup>{base}<mn>{count}</mn></msup>"

    below = "".join(d + power(mathml.symbol(name), wrt.count(name)) for name in reversed(dict.fromkeys(wrt)))
    return mathml.fraction(power(d, len(wrt)), mathml.row(below))


def _line(markup: str) -> str:
    return f'<p class="formula scroll">{markup}</p>'


# Checks.


def _points(points: Sequence[PointReport]) -> Iterator[str]:
    for number, point in enumerate(points[:_POINTS], 1):
        place = ", ".join(f"{name} = {value}" for name, value in point.at.items()) or "(a constant)"
        values = [point.value] if point.values is None else point.values
        names = ["f"] if point.values is None else [f"f{k}" for k in range(1, len(values) + 1)]
        shown = ", ".join(f"{name} = {_number(value)}" for name, value in zip(names, values, strict=True))
        yield paragraph(text(f"At {place}: {shown}"))
        if point.checks:
            # The verdict stands where a narrow page shows it.
            heads = ("derivative", "verdict", "value", "step", "error", "bound")
            rows = [row for check in point.checks for row in _check(check)]
            caption = "Checks" if len(points) == 1 else f"Checks at point {number}"
            yield table(caption, heads, rows, numbers=(2, 3, 4, 5))
        yield from (paragraph(text(note), "quiet") for note in dict.fromkeys(_notes(point)))
        yield from (_certified(check) for check in point.checks if check.certificate and check.certificate.enclosure)
    if len(points) > _POINTS:
        yield paragraph(f"And {len(points) - _POINTS:,} further points, which the command below prints with diff.")


def _check(check: CheckReport) -> Iterator[tuple[str, ...]]:
    value = "none" if check.symbolic is None else _number(check.symbolic)
    yield text(rate(check)), verdict(check.verdict), text(value), "", "", ""
    for estimate in check.estimates:
        yield (
            text(estimate.method),
            verdict(estimate.verdict),
            text(_number(estimate.value)),
            *(text(_short(size)) for size in (estimate.step, estimate.error, estimate.bound)),
        )


def _certified(check: CheckReport) -> str:
    """Between which decimals the true derivative is proved to lie."""
    found = check.certificate
    assert found is not None
    assert found.enclosure is not None
    low, high = map(code, found.enclosure)
    return paragraph(f"{code(rate(check))}, proved: between {low} and {high}.")


def _notes(point: PointReport) -> Iterator[str]:
    if point.note:
        yield point.note
    for check in point.checks:
        yield from (f"{rate(check)}: {note}" for note in (check.note, check.uncertified) if note)
        yield from (f"{rate(check)}, {each.method}: {each.note}" for each in check.estimates if each.note)


def _number(value: Value) -> str:
    return "undefined" if value is None else value if isinstance(value, str) else repr(value)


def _short(size: float | None) -> str:
    return "" if size is None else f"{size:.3g}"


# The derivation.


def _derivation(derivative: DerivativeReport, names: Names, place: str) -> Iterator[str]:
    """The steps as a list, each once: a step that others rest on is linked from them."""
    if not derivative.steps:
        yield paragraph(text(trivial(derivative)))
        return
    for name, part in derivative.parts:
        yield _line(formula(part, names, before=mathml.symbol(name) + "<mo>=</mo>", alone=True))
    once = [visit for visit in visits(derivative.steps) if not visit.again]
    numbers = {visit.step.id: visit.number for visit in once[:_MOST]}
    items = [_step(visit, names, numbers, place, derivative.parts) for visit in once[:_MOST]]
    yield f'<ol class="steps">\n{chr(10).join(items[:_SHOWN])}\n</ol>'
    if len(items) > _SHOWN:
        rest = f'<ol class="steps">\n{chr(10).join(items[_SHOWN:])}\n</ol>'
        yield f"<details><summary>{len(items) - _SHOWN:,} further steps</summary>\n{rest}\n</details>"
    if len(once) > _MOST:
        yield paragraph(f"And {len(once) - _MOST:,} steps more, which symdiff diff --explain prints.")


def _step(visit: Visit, names: Names, numbers: Mapping[int, int], place: str, parts: Sequence[tuple[str, str]]) -> str:
    step = visit.step
    lines = [
        f"<p>{visit.number}. {_rule_link(step.rule)}{titled(step).removeprefix(step.rule)}: {_statement(step)}</p>"
    ]
    ambiguous = is_ambiguous(step)
    given = [
        f"{formula(value, names)} for {math(mathml.symbol(name))}"
        if ambiguous
        else formula(value, names, before=mathml.symbol(name) + "<mo>=</mo>")
        for name, value in step.inputs
        if name != value and not is_direct(step)
    ]
    if given:
        lines.append(f'<p class="scroll">with {", ".join(given)}</p>')
    shown, definition = subject(step)
    if definition is not None and (shown, definition) not in parts:
        lines.append(
            f'<p class="scroll">where {formula(definition, names, before=mathml.symbol(shown) + "<mo>=</mo>")}</p>'
        )
    lines += [_line(_between(line, names)) for line in step.lines]
    if equations(visit):
        lines += [_line(each) for each in _equations(step, shown, names)]
    rests = [f'<a href="#{place}-{numbers[each]}">{numbers[each]}</a>' for each in step.operands if each in numbers]
    if rests:
        lines.append(f'<p class="quiet">by step{"s" if len(rests) > 1 else ""} {", ".join(rests)}</p>')
    return f'<li id="{place}-{visit.number}" class="level{min(visit.depth, 3)}">{"".join(lines)}</li>'


def _between(line: str, names: Names) -> str:
    """An equation between rule and result, its rates ``dy/dx`` read as names of their own."""
    rates = {f"D_{y}": mathml.rate(mathml.symbol(y), x) for y, x in re.findall(r"\bd(\w+)/d(\w+)\b", line)}
    shown = []
    for wrt, side in sides_of(line):
        words = re.sub(r"\bd(\w+)/d\w+\b", r"D_\1", side)
        inside = mathml.row(
            *mathml.equation(words, replace(names, variables=names.variables | frozenset(rates)), spelled=rates)
        )
        shown.append(mathml.row(_operator((wrt,), partly=False), mathml.bracketed(inside)) if wrt else inside)
    return math("<mo>=</mo>".join(shown), alone=True)


def _equations(step: StepReport, shown: str, names: Names) -> Iterator[str]:
    """``d/dx f = chain`` and ``= result``."""
    try:
        inner = mathml.row(*mathml.equation(shown, names))
        left = mathml.row(_operator((step.wrt,), partly=False), mathml.bracketed(inner)) if step.wrt else inner
    except SymdiffError:  # a name such as "div F" is no formula
        left = f"<mtext>{text(shown)}</mtext>"
    if is_chained(step):
        first, *rest = _chain(step, names)
        yield joined([left + "<mo>=</mo>" + first, *rest], step.expression, alone=True)
        left = ""
    for line in applied(step):
        yield formula(line, names, before=left + "<mo>=</mo>", alone=True)
        left = ""
    yield formula(step.shown, names, before=left + "<mo>=</mo>", alone=True)


def _chain(step: StepReport, names: Names) -> list[str]:
    """The terms of the chain rule, each with its sign."""
    found = shares(step)
    if found is None:
        return []
    terms: list[str] = []
    for share in found:
        form = "infix" if terms else "prefix"
        sign = f'<mo form="{form}">−</mo>' if share.minus else f'<mo form="{form}">+</mo>' if terms else ""
        letter = share.operand if share.operand.isidentifier() else None
        change = (
            mathml.rate(mathml.symbol(letter), step.wrt)
            if letter
            else mathml.row(_operator((step.wrt,), partly=False), mathml.bracketed(_inline(share.operand, names)))
        )
        factor = ""
        if share.factor:
            inside = _inline(share.factor, names)
            factor = (mathml.bracketed(inside) if is_sum_as_factor(share.factor) else inside) + "<mo>⋅</mo>"
        terms.append(sign + factor + change)
    if terms and step.before:
        return [_inline(step.before, names) + "<mo>⋅</mo>" + mathml.bracketed(mathml.row(*terms))]
    if terms and step.over:
        return [f"<mfrac>{mathml.row(*terms)}{mathml.row(_inline(step.over, names))}</mfrac>"]
    return terms or ["<mn>0</mn>"]


def _inline(words: str, names: Names) -> str:
    try:
        return mathml.row(*mathml.equation(words, names))
    except SymdiffError:  # too large: as text
        return f"<mtext>{text(words)}</mtext>"


# Rules.


def rule_id(name: str) -> str:
    return "rule-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


_BY_NAME: Mapping[str, Rule] = {rule.name: rule for rule in RULES}


def _rule_link(name: str) -> str:
    return f'<a href="#{rule_id(name)}">{text(name)}</a>' if name in _BY_NAME else f"<strong>{text(name)}</strong>"


def _statement(step: StepReport) -> str:
    return general(step.statement) if step.wrt else code(step.statement)


def general(words: str) -> str:
    """A rule's statement, its rates ``du/dx`` read as names of their own; as text where it is no formula."""
    left, _, right = words.partition(" = ")
    letters = names_in_rule(words)
    rates = {f"D_{name}": mathml.rate(mathml.symbol(name), "x") for name in re.findall(r"\bd(\w+)/dx", right)}
    try:
        subject = mathml.row(*mathml.equation(left.removeprefix("d/dx "), letters))
        terms = mathml.equation(re.sub(r"\bd(\w+)/dx", r"D_\1", right), letters, spelled=rates)
    except SymdiffError:  # of any number of operands
        return code(words)
    operator = _operator(("x",), partly=False)
    return joined(
        [mathml.row(operator, mathml.bracketed(subject)) + "<mo>=</mo>" + terms[0], *terms[1:]], words, alt=words
    )


def used_rules(reports: Iterable[Report]) -> list[Rule]:
    """The rules that the derivations use, in the order of the table."""
    names = {step.rule for report in reports for derivative in report.derivatives for step in derivative.steps or ()}
    return [rule for rule in RULES if rule.name in names]


def rules(used: Sequence[Rule]) -> Iterator[str]:
    """The rules that a page links to."""
    entries = []
    for rule in used:
        lines = [
            f'<dt id="{rule_id(rule.name)}">{text(rule.name)}</dt>',
            f'<dd class="scroll">{general(statement(rule))}</dd>',
        ]
        operator = rule.operator
        if operator.domain is not None:
            lines.append(f"<dd>Real for {code(operator.domain.words)}.</dd>")
        if operator.kink is not None:
            lines.append(f"<dd>No derivative where {code(operator.kink.words)}.</dd>")
        entries.append("\n".join(lines))
    if entries:
        yield "<h2>The rules used</h2>"
        yield paragraph("The chain rule joins them: each letter may stand for a whole formula.", "quiet")
        yield f"<dl>\n{chr(10).join(entries)}\n</dl>"
