"""The page of a report: answers, pictures, sweeps and graphs, with what could not be drawn said. Imports ``answers`` and ``figures``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from symdiff.budget import budget
from symdiff.errors import SymdiffError
from symdiff.frozen import Frozen, replace
from symdiff.pipeline import answered, attempted
from symdiff.problems.opening import Opened, opened
from symdiff.problems.problem import Options, Problem
from symdiff.reports.report import Report

_MOST_ROWS = 6
"""Variables that are plotted."""


_MOST_NODES = 60
"""Nodes of a graph that is drawn."""


_MOST_TANGENTS = 12


_MOST_SWEPT = 3
"""Variables whose derivatives are swept."""


class Answer(Frozen):
    """A formula that was opened once, and the report on it; ``opened`` is None where it could not be read."""

    report: Report
    opened: Opened | None


def answer_to(problem: Problem, options: Options) -> Answer:
    """The answer with its steps, where they are not too long, and with the numbers that ``diff`` prints."""
    found: Opened | None = None
    plain = replace(options, explain=False)

    def work() -> Report:
        nonlocal found
        found = opened(problem, options)
        try:
            report = answered(found, options)
        except SymdiffError as error:
            if error.diagnostic.code != "too-large-output":
                raise
            return answered(found, plain)
        if report.points and len(report.derivatives) > 1:
            # A gradient without steps comes from one reverse sweep, in forms whose values may differ in the last digit.
            return replace(report, points=answered(found, plain).points)
        return report

    report = attempted(problem, options, work)
    return Answer(report, found)


def report_page(answers: Sequence[Answer], options: Options, words: str) -> str:
    """The page of some answers; ``words`` is the command that makes it again."""
    from symdiff.pages import answer
    from symdiff.pages.document import code, formula, page, paragraph, text
    from symdiff.reports.naming import names_of

    reports = [each.report for each in answers]
    sources = [found.source for found in reports]
    title = f"The derivative of {sources[0]}" if len(sources) == 1 else f"The derivatives of {len(sources)} formulas"
    body = [f"<h1>{text(title if len(title) < 200 else title[:200] + ' ...')}</h1>"]
    if len(reports) > 1:
        items = "\n".join(f'<li><a href="#f{k}">{code(source[:200])}</a></li>' for k, source in enumerate(sources, 1))
        body.append(f'<nav aria-label="Formulas"><ol>\n{items}\n</ol></nav>')
    for number, (found, read) in enumerate(zip(reports, (each.opened for each in answers), strict=True), 1):
        name = "The formula" if len(reports) == 1 else f"Formula {number}"
        body.append(f'<section aria-labelledby="f{number}">\n<h2 id="f{number}">{name}</h2>')
        if found.error is None:
            shown = formula(found.source, names_of(found), before="<mi>f</mi><mo>=</mo>", alone=True)
            body.append(answer.as_typed(found, f'<p class="formula scroll">{shown}</p>'))
        body.append(paragraph(f"As typed: {code(found.source)}", "quiet"))
        pictures: list[str] = []
        if read is not None:
            body += [paragraph(f"{code(label)} stands for {code(meant)}", "quiet") for label, meant in read.problem.let]
            pictures = [] if found.error else list(_pictures(found, read, options, f"p{number}"))
        sections = list(answer.sections(found, f"s{number}"))
        cut = next((k for k, each in enumerate(sections) if each.startswith("<h3>Derivation")), len(sections))
        values = next((k for k, each in enumerate(sections) if each.startswith("<h3>Values")), cut)
        body += [*sections[:values], *sections[cut:], *sections[values:cut], *pictures, "</section>"]
    body += answer.rules(answer.used_rules(reports))
    body += ["<h2>How to make this page again</h2>", f'<pre class="wrap">{text(words)}</pre>']
    return page(title[:200], body)


def _pictures(found: Report, read: Opened, options: Options, place: str) -> Iterator[str]:
    """The plot, the graph and the sweep, each with a sentence in its place where there can be none."""
    from symdiff.pages.document import paragraph, text

    by = list(dict.fromkeys(name for each in found.derivatives for name in each.wrt if name in found.variables))
    asked = read.asking(wrt=tuple((name,) for name in by), order=1, depends=(), expected=None)
    for heading, draw in (("Pictures", _plot), ("The graph", _graph), ("Errors by step", _sweep)):
        if draw is _sweep and not found.points:
            continue
        yield f"<h3>{heading}</h3>"
        try:
            with budget(options.timeout):
                yield from draw(found, asked, options, place)
        except SymdiffError as error:
            diagnostic = error.diagnostic
            hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
            yield paragraph(text(f"There is none here: {diagnostic.message}{hint}."), "quiet")


def _plot(found: Report, asked: Opened, options: Options, place: str) -> Iterator[str]:
    from symdiff.figures import plots
    from symdiff.figures.panels import panels
    from symdiff.pages.document import paragraph, text
    from symdiff.pages.pictures import figure

    if not found.variables:
        yield paragraph("A constant has no curve.", "quiet")
        return
    shown = asked.problem.wrt[:_MOST_ROWS]
    places = tuple(point.at for point in found.points[:_MOST_TANGENTS])
    drawn = panels(asked.asking(wrt=shown, at=places), options, None)
    # A title has no room for many values: they stand above the table.
    pictures = [replace(each, where="") if isinstance(each, plots.Panel) else each for each in drawn.panels]
    svg = plots.figure(pictures, "svg").decode()
    label, caption = _told(drawn.panels)
    caption += " In each row the other variables are as at the first point." if len(drawn.panels) > 1 else ""
    kind = "wide pair" if any(isinstance(each, plots.Panel) for each in pictures) else "wide"
    yield figure(svg, f"{place}-plot", label, caption, kind)
    if len(asked.problem.wrt) > len(shown):
        yield paragraph(f"The first {len(shown)} of {len(asked.problem.wrt)} variables are drawn.", "quiet")
    yield from (paragraph(text(note), "quiet") for note in dict.fromkeys(drawn.notes))


def _told(panels: Sequence[Any]) -> tuple[str, str]:
    """What a plot shows, in words: all of it, and what stands below."""
    from symdiff.figures.labels import shown
    from symdiff.figures.maps import Map

    (first, *_) = panels
    if isinstance(first, Map):
        names = " and ".join(first.variables)
        slopes = "; ".join(
            f"({shown(s.slopes[0])}, {shown(s.slopes[1])}) at ({shown(s.x)}, {shown(s.y)})" for s in first.spots
        )
        label = f"Contours over {names} with arrows along the gradient"
        return label + (f"; the gradient is {slopes}" if slopes else ""), f"{label}."
    names = ", ".join(panel.variable for panel in panels)
    touches = [touch for panel in panels for *_, own in panel.curves for touch in own]
    slopes = "; ".join(f"slope {shown(touch.slope)} at ({shown(touch.x)}, {shown(touch.y)})" for touch in touches)
    caption = f"Left the function{' with its tangents' if slopes else ''}, right its derivative, along {names}."
    return f"The function and its derivative by {names}" + (f", with tangents: {slopes}" if slopes else ""), caption


def _sweep(found: Report, asked: Opened, options: Options, place: str) -> Iterator[str]:
    from symdiff.answers.convergence import swept
    from symdiff.figures import plots
    from symdiff.figures.errors import ErrorChart, trials
    from symdiff.pages import steps
    from symdiff.pages.document import paragraph
    from symdiff.pages.pictures import figure

    yield paragraph(
        "What each method gives at the first point as its step shrinks, beside the true derivative.", "quiet"
    )
    sweeps = swept(asked.asking(wrt=asked.problem.wrt[:_MOST_SWEPT], at=(found.points[0].at,)), options)
    yield from steps.sections(sweeps)
    charts = [ErrorChart("f", each) for each in sweeps if any(map(trials, each.sweeps))]
    if charts:
        label = f"The error of each method against its step, of the derivative by {' and '.join(c.found.wrt[0] for c in charts)}"
        caption = "The same errors on logarithmic axes: to the right the method is too coarse, to the left rounding takes over."
        yield figure(plots.figure(charts, "svg", small=True).decode(), f"{place}-errors", label, caption, "wide")


def _graph(found: Report, asked: Opened, options: Options, place: str) -> Iterator[str]:
    from symdiff.answers.trace import traced
    from symdiff.figures.layout import layout
    from symdiff.figures.svg import svg
    from symdiff.pages.document import code, paragraph, text
    from symdiff.pages.pictures import figure

    if not found.points or not found.variables:
        yield paragraph("The graph carries values, so it needs a point: give one with --at.", "quiet")
        return
    at = found.points[0].at
    trace = traced(asked.asking(wrt=asked.problem.wrt[:2], at=(at,)), options)
    if len(trace.nodes) > _MOST_NODES:
        again = code("symdiff graph EXPR --at POINT -o graph.svg")
        yield paragraph(
            f"The graph has {len(trace.nodes):,} nodes; at most {_MOST_NODES} are drawn here. {again} draws it.",
            "quiet",
        )
        return
    where = ", ".join(f"{name} = {value}" for name, value in at.items())
    label = f"The graph of {found.source} at {where}: each step with its value, tangent and adjoint"
    caption = f"At {where}: each step with its value, its tangents by {', '.join(trace.wrt)}, and its adjoint; on each edge the local partial derivative."
    yield figure(svg(layout(trace), label), f"{place}-graph", label, caption, "plain")
    slopes = [f"{name}: {node.adjoint!r}" for name in found.variables for node in trace.nodes if node.id == name]
    yield paragraph(text(f"The adjoints of the variables are the gradient: {'; '.join(slopes)}."), "quiet")
