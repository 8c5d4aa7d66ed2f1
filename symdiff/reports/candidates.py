"""What is said of candidate derivatives: a line each, or a few lines for one given as a word. Imports ``report`` and ``plain``."""

from __future__ import annotations

from collections.abc import Iterator

from symdiff.reports.plain import expression, failure, label
from symdiff.reports.report import ExpectedReport, Report
from symdiff.status import Status


def line(report: Report) -> str:
    """``agree (proved)``, ``disagree at x=0.5: the derivative is 1.0, the candidate 2.0; the sign is wrong``."""
    found = report.expected
    if report.error is not None:
        return failure(report.error)
    if found is None:
        return "# no candidate"
    if found.verdict is Status.AGREE:
        return _at_points(report) or f"agree ({_basis(found)})"
    if found.witness is None:
        return f"{found.verdict}: {found.note}"
    return f"{found.verdict} at {_place(found)}: {_values(found)}" + (f"; {found.note}" if found.note else "")


def word(report: Report) -> str:
    """The verdict on a line of its own; below a disagreement the values, the derivative and the mistake."""
    found = report.expected
    if report.error is not None or found is None or found.witness is None:
        return line(report)
    return "\n".join(
        [
            f"{found.verdict} at {_place(found, ', ')}",
            f"  {_values(found)}",
            *(f"  {text}" for text in _derivatives(report)),
            *([f"  perhaps: {found.note}"] if found.note else []),
        ]
    )


def _at_points(report: Report) -> str | None:
    """Where the true derivative itself does not exist, or could not be told, at a point that was asked for."""
    for point in report.points:
        for check in point.checks:
            if check.verdict is report.verdict and check.verdict is not Status.AGREE:
                place = ",".join(f"{name}={text}" for name, text in point.at.items())
                return f"{check.verdict} at {place}: {check.note or 'the derivative itself'}"
    return None


def _basis(found: ExpectedReport) -> str:
    """What an agreement rests on."""
    return f"proved, {found.note}" if found.how == "proved" and found.note else found.note or found.how


def _place(found: ExpectedReport, separator: str = ",") -> str:
    assert found.witness is not None
    at = found.witness["at"]
    assert isinstance(at, dict)
    return separator.join(f"{name}={text}" if separator == "," else f"{name} = {text}" for name, text in at.items())


def _values(found: ExpectedReport) -> str:
    assert found.witness is not None
    ours, theirs = (
        "undefined" if value is None else value for value in (found.witness[key] for key in ("derivative", "expected"))
    )
    return f"the derivative is {ours}, the candidate {theirs}"


def _derivatives(report: Report) -> Iterator[str]:
    several = len(report.derivatives) > 1
    for derivative in report.derivatives:
        yield f"the derivative{f' by {label(derivative)}' if several else ''}: {expression(derivative)}"
