"""The tools of ``symdiff mcp``: a row each, whose arguments are the fields of a line of JSON Lines.

Imports ``api.limited``, ``batch`` and the reports.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from symdiff.api.limited import Solver
from symdiff.batch.answer import recorded
from symdiff.batch.lines import Line
from symdiff.batch.records import problem
from symdiff.errors import Diagnostic, SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.problems.problem import Options, Problem
from symdiff.reports.json_report import record
from symdiff.reports.report import Report
from symdiff.reports.settings import Settings

_WIDTH = 100
"""Columns of a table in an answer's text."""
_LARGEST = 4
"""How many times as long as one result a whole answer may be."""
_SPARE = 4096
"""Characters that a call may have beside its formulas."""
_NAMES = {"type": "array", "items": {"type": "string"}}
_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "expr": {"type": "string", "description": "A formula: x**2*sin(x), LaTeX, or as other programs write it."},
    "wrt": {**_NAMES, "description": "The variables to differentiate by. Default: every variable."},
    "order": {"type": "integer", "minimum": 1, "description": "The order of the derivative. Default: 1."},
    "vars": {**_NAMES, "description": "Names that are variables whatever else they mean, as e or pi."},
    "functions": {**_NAMES, "description": "Names that are unknown functions: u, in u(x)**2. The answer has u'(x)."},
    "let": {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": 'Definitions that formulas may use, in order: {"u": "x**2", "q(t)": "t*sin(t)"}.',
    },
    "at": {
        "type": ["object", "array"],
        "description": 'The point, by variable, or several: {"x": 2, "y": "pi/4"}. Numbers mean their decimal text.',
    },
    "assume": {**_NAMES, "description": "Conditions under which the candidate need only hold: a > 0."},
    "expected": {
        "type": ["string", "object"],
        "description": "The candidate: a formula as people write it, as \\boxed{f'(x) = 2x}; by variable where there are several.",
    },
}
"""The fields of a record that a call may have: their JSON Schema."""


class Tool(Frozen):
    """What a client may call."""

    name: str
    title: str
    description: str
    needed: tuple[str, ...]
    others: tuple[str, ...] = ("wrt", "order", "vars", "functions", "let")
    candidates: bool = False
    """Whether the answer is a verdict on a candidate."""
    format: str = "plain"
    """What its text is written as."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments."""
        fields = (*self.needed, *self.others)
        return {
            "type": "object",
            "properties": {name: dict(_FIELDS[name]) for name in fields},
            "required": list(self.needed),
            "additionalProperties": False,
        }


TOOLS = (
    Tool(
        "derivative",
        "Derivative of a formula",
        "The derivative of a formula, tidied: by one variable, by every variable (the gradient), or of a higher order.",
        ("expr",),
    ),
    Tool(
        "value",
        "Values at a point, with a verdict",
        "The value of a formula and of its derivatives at points, right to 13 digits, each held against numeric differences: "
        "agree, disagree, inconclusive, or undefined with the reason and the slopes on both sides.",
        ("expr", "at"),
        format="rich",
    ),
    Tool(
        "check",
        "Is this the derivative?",
        "Whether a candidate is the derivative of a formula: agree (with what it rests on), disagree (with a point where the two "
        "differ, and the mistake where it is a common one), or inconclusive.",
        ("expr", "expected"),
        ("wrt", "order", "vars", "functions", "let", "at", "assume"),
        candidates=True,
    ),
)


class Answer(Frozen):
    """What a call gives: a text to be read, and the record of ``-f json``; ``failed`` where it could not be answered."""

    text: str
    record: dict[str, Any] | None
    failed: bool


def called(tool: Tool, arguments: Mapping[str, Any], solver: Solver, options: Options) -> Answer:
    """The answer to a call, whatever its arguments are."""
    options = replace(options, certify=tool.candidates)
    settings = Settings(
        options=options, format=tool.format, jsonl=True, word=True, candidates=tool.candidates, width=_WIDTH
    )
    try:
        report = solver.solve(_asked(tool, arguments, options), options)
    except SymdiffError as error:
        return Answer(_words(error.diagnostic), None, True)
    report = replace(report, kind="check") if tool.candidates else report
    told = record(report)
    if len(told) > _LARGEST * options.limits.max_output:
        words = f"the answer would have {len(told):,} characters"
        report = replace(
            Report(source=report.source, kind=report.kind),
            error=Diagnostic("too-large-output", words, hint="ask for fewer points or derivatives"),
        )
    if report.error is not None:
        hint = (
            report.error.hint if "raise" not in (report.error.hint or "") else None
        )  # that is not for the caller to do
        return Answer(str(replace(report.error, hint=hint)), json.loads(record(report)), True)
    text = recorded(report, settings, 1).text.strip("\n")
    notes = "".join(f"\nnote: {note}" for note in report.notes)
    return Answer(text + notes, json.loads(told), False)


def _words(error: Diagnostic) -> str:
    """An error, without the advice to raise a bound, which the caller cannot."""
    return str(replace(error, hint=None) if (error.hint or "").startswith("raise") else error)


def _asked(tool: Tool, arguments: Mapping[str, Any], options: Options) -> Problem:
    known = (*tool.needed, *tool.others)
    for name in arguments:
        if name not in known:
            raise fault("bad-record", f"'{tool.name}' has no argument {name!r}", hint=f"it has {', '.join(known)}")
    for name in tool.needed:
        if arguments.get(name) is None:
            raise fault("bad-record", f"there is no '{name}'", hint=f"'{tool.name}' needs {', '.join(tool.needed)}")
    raw = json.dumps(arguments).encode()
    line = Line(1, raw, len(raw) <= 4 * options.limits.max_length + _SPARE)
    return replace(problem(line, Problem(""), jsonl=True), id=None)
