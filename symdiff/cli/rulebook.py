"""``symdiff rules NAME``: a rule with its domain, an example worked through and a plot. Imports ``pipeline`` and ``figures``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from textwrap import wrap
from typing import Any

from symdiff.cli.console import output, screen
from symdiff.cli.options import Printing
from symdiff.cli.run import chosen
from symdiff.differentiator.statement import statement
from symdiff.errors import ExitStatus, SymdiffError
from symdiff.frozen import Frozen
from symdiff.operators import FUNCTIONS
from symdiff.pipeline import solve
from symdiff.problems.problem import Options, Problem
from symdiff.reports import rulebook
from symdiff.reports.canvas import drawn
from symdiff.reports.formats import writer
from symdiff.reports.report import Report
from symdiff.rules.table import Rule

_WIDTH = 72


class Told(Frozen):
    """What is told of a rule. ``undefined`` are the points among those tried where the plain use has no derivative."""

    rule: Rule
    use: str
    undefined: tuple[str, ...]
    example: Report


def show(rules: Sequence[Rule], printing: Printing) -> ExitStatus:
    """Print the rules, one after the other."""
    form = chosen(printing, "rule")
    shown = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color)
    with output(printing.output) as sink:
        sink.write(writer(form, "rule")(rules, width=shown.width, colour=shown.colour))
    return ExitStatus.DONE


def rich(rules: Sequence[Rule], *, width: int | None, colour: bool) -> str:
    """The rules with their examples in two dimensions."""
    return _page(rules, width, partial(_drawn, colour=colour))


def plain(rules: Sequence[Rule], *, width: int | None, colour: bool) -> str:
    """The rules with their examples as plain text."""
    return _page(rules, width, _plain_derivation)


def _page(rules: Sequence[Rule], width: int | None, derivation: Callable[[Report], list[str]]) -> str:
    return "\n".join(_text(_told(rule), min(width or _WIDTH, _WIDTH), derivation) for rule in rules)


def as_json(rules: Sequence[Rule], *, width: int | None, colour: bool) -> str:
    """One object with a record per rule."""
    return json.dumps({"schema": 1, "kind": "rules", "rules": [_record(_told(rule)) for rule in rules]}) + "\n"


def as_csv(rules: Sequence[Rule], *, width: int | None, colour: bool) -> str:
    """A row per rule."""
    from symdiff.reports.catalogue import Catalogue
    from symdiff.reports.catalogue import as_csv as written

    rows = [(rule.name, rule.operator.name, statement(rule)) for rule in rules]
    return written(Catalogue("rules", ("rule", "function", "statement"), rows), width=width, colour=colour)


def _told(rule: Rule) -> Told:
    use = rulebook.plain_use(rule)
    tried = solve(Problem(use, at=tuple({"x": point} for point in rulebook.POINTS)))
    undefined = tuple(point.at["x"] for point in tried.points if any(check.symbolic is None for check in point.checks))
    example = solve(Problem(rulebook.example(rule)), Options(explain=True))
    return Told(rule, use, undefined, example)


def _record(told: Told) -> dict[str, Any]:
    rule, (derivative,) = told.rule, told.example.derivatives
    return {
        "rule": rule.name,
        "function": rule.operator.name,
        "statement": statement(rule),
        "applies": _plain(rulebook.applies(rule)),
        "domain": rulebook.domain(rule),
        "undefined": {"source": told.use, "tried": rulebook.POINTS, "at": told.undefined},
        "example": {"source": told.example.source, "expression": derivative.expression},
    }


def _text(told: Told, width: int, derivation: Callable[[Report], list[str]]) -> str:
    rule = told.rule
    lines = [rule.name, "  " + statement(rule), "", *(part for line in _about(told) for part in wrap(line, _WIDTH + 8))]
    lines += ["", f"example: {told.example.source}", *derivation(told.example), *_plot(told.use, width)]
    return "\n".join(lines) + "\n"


def _about(told: Told) -> Iterator[str]:
    rule = told.rule
    yield _plain(rulebook.applies(rule))
    if rule.operator in FUNCTIONS:
        also = f" (also written {', '.join(rule.operator.aliases)})" if rule.operator.aliases else ""
        yield f"{rule.operator.name}{also}: {rulebook.domain(rule).rstrip('.')}."
    tried = ", ".join(rulebook.POINTS)
    places = ", ".join(f"x = {point}" for point in told.undefined)
    if places:
        yield f"No derivative of {told.use} at {places}; tried at x = {tried}."
    else:
        yield f"Of x = {tried}, {told.use} has a derivative at each."


def _plain(words: str) -> str:
    return words.replace("`", "")


def _drawn(example: Report, *, colour: bool) -> list[str]:
    """The example worked through, in two dimensions."""
    from symdiff.reports.terminal import render

    return drawn(partial(render, example), width=_WIDTH + 8, colour=colour).rstrip().splitlines()


def _plain_derivation(example: Report) -> list[str]:
    from symdiff.reports.plain import word

    return word(example).splitlines()


def _plot(use: str, width: int) -> list[str]:
    """The function and its derivative in characters; why there is no plot where there is none."""
    from symdiff.figures import characters
    from symdiff.figures.panels import panels
    from symdiff.problems.opening import opened

    try:
        found = panels(opened(Problem(use), Options()), Options(), None)
    except SymdiffError as error:
        return ["", f"(no plot: {error.diagnostic.message})"]
    if not any(curve.function.pieces for panel in found.panels for _, curve, _ in panel.curves):
        return []
    return ["", *characters.text(found.panels, width).rstrip().splitlines()]
