"""What is said of candidate derivatives: a line each, or a few lines for one given as a word. Imports ``report`` and ``plain``."""

from __future__ import annotations

from collections.abc import Iterator

from symdiff.notation.textbook import Say, plain
from symdiff.reports.plain import apart, expression, failure, label
from symdiff.reports.report import ExpectedReport, Report
from symdiff.status import Status


def line(report: Report) -> str:
    """``agree (proved: ...)``, ``disagree at x=0.5: the derivative is 1.0, the candidate 2.0; the sign is wrong``."""
    found = report.expected
    if report.error is not None:
        return failure(report.error)
    if found is None:
        return "# no candidate"
    if found.verdict is Status.AGREE:
        return _at_points(report) or "; ".join((_agreement(found), *_limits(found)))
    if found.witness is None:
        return "; ".join((f"{found.verdict}: {found.note}", *_assuming(found)))
    said = [f"{found.verdict}{_place(found)}: {_values(found, _subject(report))}", *_assuming(found)]
    return "; ".join((*said, *_remarks(found)))


def word(report: Report, say: Say = plain) -> str:
    """The verdict on a line of its own; below a disagreement the values, the derivative and the mistake."""
    found = report.expected
    if report.error is not None or found is None:
        return line(report)
    if found.witness is None:
        if found.verdict is not Status.AGREE or _at_points(report):
            return line(report)
        pieces = [f"in the pieces {'; '.join(found.where)}"] if found.where else []
        return "\n  ".join(map(say, (_agreement(found), *pieces, *_limits(found))))
    return "\n  ".join(
        [
            f"{found.verdict}{_place(found, ', ')}",
            _values(found, _subject(report)),
            *map(say, _derivatives(report)),
            *map(say, _assuming(found)),
            *([say(found.note)] if found.note else []),
            *([say(f"perhaps: {found.mistake}")] if found.mistake else []),
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


def _agreement(found: ExpectedReport) -> str:
    """What was shown, and no more."""
    if found.how == "proved":
        return f"agree (proved: {found.note})"
    points, pieces = _counted(found.points, "point"), _counted(found.pieces, "piece")
    return f"agree at {points} in {pieces}" + (f"; {found.note}" if found.note else "")


def _counted(count: int | None, name: str) -> str:
    return f"{count or 0} {name}{'' if count == 1 else 's'}"


def _limits(found: ExpectedReport) -> Iterator[str]:
    """What an agreement does not speak of."""
    if found.unlisted:
        yield f"not all pieces of {', '.join(found.unlisted)} were looked at"
    yield from _assuming(found)


def _assuming(found: ExpectedReport) -> Iterator[str]:
    if found.assuming:
        yield f"assuming {', '.join(found.assuming)}"


def _remarks(found: ExpectedReport) -> Iterator[str]:
    yield from (text for text in (found.note, found.mistake) if text)


def _subject(report: Report) -> str:
    """What the candidate is held against."""
    return "first" if report.derivatives == () else "derivative"


def _place(found: ExpectedReport, separator: str = ",") -> str:
    assert found.witness is not None
    at = found.witness["at"]
    assert isinstance(at, dict)
    between = "=" if separator == "," else " = "
    place = separator.join(f"{name}{between}{text}" for name, text in at.items())
    return f" at {place}" if place else ""


def _values(found: ExpectedReport, subject: str) -> str:
    assert found.witness is not None
    ours, theirs = apart(found.witness["derivative"], found.witness["expected"])
    return f"the {subject} is {ours}, the {'candidate' if subject == 'derivative' else 'second'} {theirs}"


def _derivatives(report: Report) -> Iterator[str]:
    several = len(report.derivatives) > 1
    for derivative in report.derivatives:
        yield f"the derivative{f' by {label(derivative)}' if several else ''}: {expression(derivative)}"
