"""Tangents and normals in each format. Imports ``json_report``, ``plain`` and ``report``."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from symdiff.frozen import Frozen
from symdiff.notation.textbook import Say
from symdiff.notation.textbook import plain as as_it_is
from symdiff.reports.json_report import record
from symdiff.reports.plain import spelled
from symdiff.reports.report import Report


class Tangent(Frozen):
    """The line or plane at one point, as equations; None, with the reason, where there is none."""

    at: Mapping[str, str]
    tangent: str | None
    """``y = 2*x - 1``, or ``z = 2*x + 4*y - 5``."""
    normal: str | None
    """``y = 3/2 - x/2``, ``x = 0`` where the tangent is level, or of several variables a line with a parameter."""
    note: str | None = None


def textbook(report: Report, found: Sequence[Tangent], *, width: int | None, colour: bool) -> str:
    """As ``plain``, with equations as a terminal has them."""
    return plain(report, found, width=width, colour=colour, say=spelled(report, "textbook"))


def plain(report: Report, found: Sequence[Tangent], *, width: int | None, colour: bool, say: Say = as_it_is) -> str:
    """A line each, ``tangent`` or ``normal`` and its equation with a tab between; of several points, the point before it."""
    lines = []
    for each in found:
        place = ",".join(f"{name}={text}" for name, text in each.at.items())
        before = f"{place}\t" if len(found) > 1 else ""
        equations = (("tangent", each.tangent), ("normal", each.normal))
        lines += [f"{before}{kind}\t{say(text)}" for kind, text in equations if text is not None]
        if each.tangent is None:
            lines.append(f"{before}# {each.note}")
    return "".join(line + "\n" for line in lines)


def as_json(report: Report, found: Sequence[Tangent], *, width: int | None = None, colour: bool = False) -> str:
    """The record of the report with ``tangents``, one per point, as one line."""
    envelope = json.loads(record(report))
    envelope["tangents"] = [
        {
            "at": dict(each.at),
            "tangent": each.tangent,
            "normal": each.normal,
            **({} if each.note is None else {"note": each.note}),
        }
        for each in found
    ]
    return json.dumps(envelope) + "\n"
