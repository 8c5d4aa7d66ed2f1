"""How a batch went, as a page: counts, why lines failed, the slowest, and the lines that need a look.

The memory it takes does not grow with the batch. Imports ``document`` and ``reports``.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator

from symdiff.errors import CODES, ExitStatus
from symdiff.frozen import Frozen
from symdiff.pages.document import code, diagnostic, page, paragraph, table, text, verdict
from symdiff.reports.plain import rate
from symdiff.reports.report import CheckReport, Report
from symdiff.status import Status

_SLOWEST = 15
_MOST = 100
"""Lines of one kind that are shown."""
_LONGEST = 300
"""Characters of a formula, and of what is said of it."""
_ERROR = "error-"
_CHECKS = 4
"""Checks of a line that are told."""
_TITLES = {"disagree": "Disagreeing", "undefined": "Undefined", "inconclusive": "Inconclusive"}
_STATUSES = {
    ExitStatus.DONE: "every line has a derivative, and every check agreed",
    ExitStatus.FAILED_CHECK: "a check disagreed, or a line failed",
    ExitStatus.UNDECIDED: "nothing disagreed, but a check was inconclusive or undefined",
}


class Finding(Frozen):
    """What a page says of one line. ``words`` is empty where there is nothing to look at."""

    number: int
    name: str
    source: str
    seconds: float
    verdict: Status | None
    code: str = ""
    """Of its error."""
    words: str = ""

    @property
    def kind(self) -> str:
        """An error, a verdict, or nothing for a line that was not checked. ``undefined`` is a verdict and a code too."""
        return _ERROR + self.code if self.code else self.verdict.value if self.verdict else ""


def finding(number: int, report: Report) -> Finding:
    """What there is to say of the line with this number."""
    words = ""
    if report.error is not None:
        words = str(report.error)
    elif report.verdict not in (None, Status.AGREE):
        words = "\n".join(_reasons(report))
    name = "" if report.id is None or report.id == number else str(report.id)[:_LONGEST]
    error = "" if report.error is None else report.error.code
    return Finding(number, name, report.source[:_LONGEST], report.seconds, report.verdict, error, words[: 4 * _LONGEST])


def _reasons(report: Report) -> Iterator[str]:
    """The checks that did not agree, and the candidate."""
    told = 0
    for point in report.points:
        place = ", ".join(f"{name} = {value}" for name, value in point.at.items())
        for check in point.checks:
            if check.verdict is Status.AGREE:
                continue
            told += 1
            if told <= _CHECKS:
                yield f"at {place}: {_told(check)}"
    if told > _CHECKS:
        yield f"and {told - _CHECKS} more"
    found = report.expected
    if found is not None and found.verdict is not Status.AGREE:
        yield f"the candidate: {found.verdict}" + (f": {found.note}" if found.note else "")
        for name, value in (found.witness or {}).items():
            shown = ", ".join(f"{k} = {v}" for k, v in value.items()) if isinstance(value, dict) else value
            yield f"  {name}: {shown}"


def _told(check: CheckReport) -> str:
    value = "none" if check.symbolic is None else check.symbolic
    estimates = "; ".join(
        f"{each.method} {each.value} (error {each.error:.3g}, bound {each.bound:.3g})"
        for each in check.estimates
        if each.value is not None and each.error is not None and each.bound is not None
    )
    words = f"{rate(check)} = {value}: {check.verdict}"
    return words + (f": {check.note}" if check.note else "") + (f"; {estimates}" if estimates else "")


class Summary:
    """What the findings of a batch come to."""

    def __init__(self) -> None:
        self.done = 0
        self.counts: Counter[str] = Counter()
        """Lines by kind."""
        self._slowest: list[tuple[float, int, Finding]] = []
        self._shown: dict[str, list[Finding]] = {}

    def add(self, found: Finding | None) -> None:
        """Take one line into account."""
        if found is None:
            return
        self.done += 1
        self.counts[found.kind] += 1
        heapq.heappush(self._slowest, (found.seconds, -found.number, found))
        if len(self._slowest) > _SLOWEST:
            heapq.heappop(self._slowest)
        if found.words:
            shown = self._shown.setdefault(found.kind, [])
            if len(shown) < _MOST:
                shown.append(found)

    def page(self, file: str, command: str, seconds: float, status: ExitStatus) -> str:
        """The page."""
        name = "standard input" if file == "-" else file
        return page(f"Batch report: {name}", self._body(name, command, seconds, status))

    def _body(self, name: str, command: str, seconds: float, status: ExitStatus) -> Iterator[str]:
        yield f"<h1>Batch report: {text(name)}</h1>"
        pace = self.done / seconds if seconds > 0 else 0.0
        told = _STATUSES.get(status, "the run did not end")
        if status is ExitStatus.DONE and not any(self.counts[each.value] for each in Status):
            told = "every line has its derivative; nothing was checked"
        yield paragraph(
            f"{self.done:,} lines in {seconds:.2f} s, {pace:,.0f} lines a second. "
            f"Exit status {int(status)}: {text(told)}."
        )
        errors = {kind.removeprefix(_ERROR): n for kind, n in self.counts.items() if kind.startswith(_ERROR)}
        rows = [(verdict(each), f"{self.counts[each.value]:,}") for each in Status]
        failed = sum(errors.values())
        rows.append(('<span class="verdict disagree">failed</span>', f"{failed:,}"))
        rows.append(("not checked", f"{self.counts['']:,}"))
        yield "<h2>Outcome</h2>"
        rows = [row for row in rows if row[1] != "0"]
        shares = [(*row, f"{100 * int(row[1].replace(',', '')) / max(1, self.done):.1f} %") for row in rows]
        yield table("Lines by outcome", ("outcome", "lines", "share"), shares, numbers=(1, 2))
        if errors:
            yield "<h2>Why lines failed</h2>"
            by_count = sorted(errors.items(), key=lambda item: (-item[1], item[0]))
            reasons = [
                (f'<a href="#{_ERROR}{kind}">{code(kind)}</a>', f"{count:,}", text(CODES[kind]))
                for kind, count in by_count
            ]
            yield table("Failed lines by error code", ("code", "lines", "meaning"), reasons, numbers=(1,))
        for kind in sorted(self._shown, key=_order):
            yield from self._lines(kind)
        if self._slowest:
            yield "<h2>The slowest lines</h2>"
            slow = [
                (
                    _called(found),
                    f"{1000 * found.seconds:,.1f}",
                    text(found.code or found.kind or "not checked"),
                    code(found.source),
                )
                for _, _, found in sorted(self._slowest, reverse=True)
            ]
            yield table("Time by line", ("line", "milliseconds", "outcome", "formula"), slow, numbers=(1,))
        yield "<h2>How to make this page again</h2>"
        yield f'<pre class="wrap">{text(command)}</pre>'

    def _lines(self, kind: str) -> Iterator[str]:
        """The lines of one kind that need a look."""
        shown, count = self._shown[kind], self.counts[kind]
        error = kind.removeprefix(_ERROR) if kind.startswith(_ERROR) else None
        title = f"Failed: {code(error)}" if error else _TITLES[kind]
        yield f'<h2 id="{kind}">{title} ({count:,})</h2>'
        if error:
            yield paragraph(text(CODES[error]), "quiet")
        entries = []
        for found in shown:
            entries.append(f"<dt>Line {_called(found)}: {code(found.source)}</dt>")
            entries.append(f"<dd>{diagnostic(found.words)}</dd>")
        yield f"<dl>\n{chr(10).join(entries)}\n</dl>"
        if count > len(shown):
            yield paragraph(f"And {count - len(shown):,} more.")


def _called(found: Finding) -> str:
    return f"{found.number:,}" + (f" ({text(found.name)})" if found.name else "")


def _order(kind: str) -> tuple[int, str]:
    """Verdicts first, the worst first, then errors by their codes."""
    verdicts = list(_TITLES)
    return (verdicts.index(kind), "") if kind in verdicts else (len(verdicts), kind)
