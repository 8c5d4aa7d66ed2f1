"""The answers of the playground, a page that runs this package in a browser (``docs/playground/``): JSON in, JSON out.

Everything that is shown comes as markup whose texts are escaped here; the page's script inserts elements that it knows and no
others. It has no numpy, no matplotlib and no sympy. Imports ``report``, ``problems`` and ``figures``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.pages import answer
from symdiff.pages.document import diagnostic, formula, paragraph, text, verdict
from symdiff.pages.report import answer_to
from symdiff.problems.problem import Options, Problem
from symdiff.reports import candidates, json_report
from symdiff.reports.naming import names_of
from symdiff.reports.report import Report

SECONDS = 60.0
"""For one formula, as on the command line; whoever does not want to wait stops it before."""
OPTIONS = Options(explain=True, certify=True, timeout=SECONDS)
RULES = "../rules.html#"
"""Where the page of rules is, beside the playground."""

_PLACE = re.compile(r' id="[^"]*"')
_RULE = re.compile(r'<a href="#rule-([^"]*)">')
_INSIDE = re.compile(r'<a href="#[^"]*">(.*?)</a>')


def reading(asked: str) -> str:
    """How the formula of ``asked`` is read: ``shown``, its markup, or ``fault``, what keeps it from being one."""
    problem = _problem(asked)
    report = answer_to(replace(problem, at=(), expected=None, wrt=()), replace(OPTIONS, explain=False)).report
    if report.error is not None:
        return json.dumps({"fault": report.error.message})
    return json.dumps({"shown": _function(report)})


def answering(asked: str) -> str:
    """The answer to ``asked``, an object of texts: ``formula``, and where wanted ``by``, ``at`` and ``candidate``.

    An object: ``said``, a sentence that says the outcome; ``field``, the name of the text that an error is in, if any; ``sections``,
    markup; ``record``, the JSON record that the command line writes, without steps.
    """
    report = answer_to(_problem(asked), OPTIONS).report
    record = json_report.record(
        replace(report, derivatives=tuple(replace(each, steps=None, parts=()) for each in report.derivatives))
    )
    return json.dumps(
        {
            "said": _said(report),
            "field": _field(report),
            "sections": [_own(section) for section in _sections(report) if section],
            "record": json.loads(record),
        }
    )


def plotting(asked: str) -> str:
    """The plot along the first variable: ``pictures``, two SVG elements, and ``notes``; or ``fault``, why there is none."""
    from symdiff.budget import budget
    from symdiff.figures.panels import panels
    from symdiff.figures.strokes import pictures
    from symdiff.problems.opening import opened

    problem = replace(_problem(asked), expected=None)
    plain = replace(OPTIONS, explain=False, certify=False)
    try:
        with budget(SECONDS):
            read = opened(problem, plain)
            variables = read.task.graph.symbols(read.task.roots)
            if not variables:
                return json.dumps({"fault": "A constant has no curve."})
            first = problem.wrt[0][:1] if problem.wrt and problem.wrt[0][0] in variables else tuple(variables[:1])
            drawn = panels(read.asking(wrt=(first,)), plain, None)
            (panel,) = drawn.panels
            return json.dumps({"pictures": pictures(panel), "notes": list(dict.fromkeys(drawn.notes))})
    except SymdiffError as error:
        found = error.diagnostic
        return json.dumps({"fault": found.message + (f" ({found.hint})" if found.hint else "")})


def _problem(asked: str) -> Problem:
    given: dict[str, Any] = json.loads(asked)
    texts = {name: str(given.get(name) or "").strip() for name in ("formula", "by", "at", "candidate")}
    return Problem(
        texts["formula"],
        wrt=tuple((name,) for name in dict.fromkeys(re.split(r"[\s,;]+", texts["by"])) if name),
        at=tuple(each.strip() for each in texts["at"].split(";") if each.strip()),
        expected=texts["candidate"] or None,
    )


def _function(report: Report) -> str:
    shown = formula(report.source, names_of(report), before="<mi>f</mi><mo>=</mo>", alone=True)
    return answer.as_typed(report, shown)


def _sections(report: Report) -> Iterator[str]:
    """What is shown, from the formula to the steps."""
    if report.error is not None:
        yield diagnostic(str(report.error), '<span class="verdict disagree">No derivative.</span>\n')
        return
    yield f'<p class="formula scroll">{_function(report)}</p>'
    found = list(answer.sections(report, "s"))
    heads = [k for k, each in enumerate(found) if each.startswith("<h3>")]
    yield "".join(found[: heads[0]])  # notes
    parts = ["".join(found[start:stop]) for start, stop in zip(heads, [*heads[1:], len(found)], strict=True)]
    yield parts[0]
    if report.expected is not None:
        yield "<h3>Your answer</h3>" + "".join(_judged(report))
    yield from parts[1:]


def _judged(report: Report) -> Iterator[str]:
    """The verdict on the candidate, and below it what shows it."""
    assert report.expected is not None
    first, *rest = candidates.word(report).split("\n")
    status = report.expected.verdict
    yield paragraph(verdict(status) + text(first.removeprefix(status.value)))
    yield from (paragraph(text(line.strip())) for line in rest)


def _own(markup: str) -> str:
    """Without what needs a place in the page; rules lead to their page."""
    return _INSIDE.sub(r"\1", _RULE.sub(rf'<a href="{RULES}\1">', _PLACE.sub("", markup)))


def _said(report: Report) -> str:
    """The outcome in a sentence, for who does not see it."""
    if report.error is not None:
        return f"No derivative: {report.error.message}."
    first = report.derivatives[0] if report.derivatives else None
    shown = (
        "" if first is None or first.expression is None or len(first.expression) > 200 else f" is {first.expression}"
    )
    said = [f"The derivative of {report.source[:200]}{shown}."]
    if len(report.derivatives) > 1:
        said = [f"{len(report.derivatives)} derivatives of {report.source[:200]}."]
    if report.expected is not None:
        said.append(f"Your answer: {report.expected.verdict}.")
    if report.points:
        at = "; ".join(
            ", ".join(f"{name} = {value}" for name, value in point.at.items()) for point in report.points[:3]
        )
        verdicts = dict.fromkeys(str(check.verdict) for point in report.points for check in point.checks)
        said.append(f"At {at}: {', '.join(verdicts)}.")
    return " ".join(said)


_FIELDS = {"at": "at", "expected": "candidate", "missing-value": "at", "bad-point": "at", "unknown-variable": "by"}
"""The text that is to blame, by the field or the code of an error."""


def _field(report: Report) -> str | None:
    """The text that is to blame for an error."""
    if report.error is None:
        return None
    field = report.error.field.partition(".")[0]
    return _FIELDS.get(field) or _FIELDS.get(report.error.code, "formula")
