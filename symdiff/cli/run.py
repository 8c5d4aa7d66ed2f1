"""What a run is told and what it comes to: settings from options, and the exit status from records.

Imports ``batch.answer`` and ``errors``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection

from symdiff.batch.answer import Record
from symdiff.batch.tally import Tally
from symdiff.cli.console import screen
from symdiff.cli.options import Bounds, Check, Detail, Names, Ordered, Printing, Question, Sheet
from symdiff.cli.words import listed, suggestion, usage
from symdiff.errors import ExitStatus
from symdiff.frozen import Frozen
from symdiff.problems.problem import Options, Problem
from symdiff.reports.formats import choices, formats
from symdiff.reports.settings import Settings
from symdiff.status import Status

HANDFUL = 20
"""The most formulas that ``auto`` shows as tables on a terminal."""
_PRECEDENCE = (
    ExitStatus.INTERRUPTED,
    ExitStatus.FAILED,
    ExitStatus.FAILED_CHECK,
    ExitStatus.UNDECIDED,
    ExitStatus.DONE,
)


class Asked(Frozen):
    """The groups of options of a command that differentiates."""

    question: Names
    check: Check
    detail: Detail
    printing: Printing
    bounds: Bounds
    candidates: bool = False
    """Whether the candidates are what the answer is about."""
    sheet: Sheet = Sheet()
    relation: str = "derivative"
    """What the candidates of a file are said to be, where a line does not say it."""
    assume: tuple[str, ...] = ()
    """The conditions under which they need only hold."""

    def settings(self, *, inputs: int | None, word: bool = False, jsonl: bool = False) -> Settings:
        """The settings for so many inputs; None where nobody knows how many there will be."""
        shown = screen(sys.stdout if self.printing.output is None else None, no_color=self.printing.no_color)
        handful = inputs is not None and inputs <= HANDFUL
        form = self.printing.format
        made = self._table()
        if made:
            form = "table"
        elif form == "auto":
            kinds = formats("check" if self.candidates else "answer")
            form = "rich" if shown.terminal and handful and not self.candidates else "plain"
            form = by_name(self.printing.output, kinds) or form
        asked = self.problem()
        if self.check.certify and not (asked.at or jsonl or self.candidates):
            raise usage("--certify needs a point", hint="for example --at 1, or --at x=1,y=2")
        values_only = form in ("csv", "plain") and bool(asked.at) and not (self.detail.explain or self.detail.depth)
        return Settings(
            options=self.options(text=not values_only or self.candidates),
            asked=asked,
            format=form,
            jsonl=jsonl,
            word=word,
            candidates=self.candidates,
            style=self._style(form, seen=shown.terminal and self.printing.output is None),
            width=shown.width,
            colour=shown.colour and (self.printing.output is None),
        )

    def _style(self, form: str, *, seen: bool) -> str:
        """How formulas are spelled: for the eyes where somebody sees them, unless it is said."""
        if self.detail.style != "auto":
            return self.detail.style
        read = form == "pretty" or (form == "plain" and self.candidates)
        return "textbook" if form == "rich" or (read and seen) else "plain"

    def _table(self) -> bool:
        """Whether the output is a table with types."""
        path = self.printing.output
        if path is None or path.endswith(_PLAIN_FILES):
            return False
        from symdiff.batch.outputs import table_output

        row = table_output(path)
        if row is not None and self.printing.format != "auto":
            raise usage(f"'{path}' is a table of its own kind ({row.name})", hint="leave out --format")
        return row is not None

    def problem(self) -> Problem:
        """What is asked of a formula that is yet to come."""
        names = self.question.wrt
        mixed = isinstance(self.question, Question) and self.question.mixed
        if mixed and not names:
            raise usage("--mixed needs --wrt names", hint="for example -w x -w y --mixed")
        return Problem(
            source="",
            wrt=(tuple(names),) if mixed else tuple((name,) for name in dict.fromkeys(names)),
            order=self.question.order if isinstance(self.question, Ordered) else 1,
            at=tuple(self.check.at),
            variables=tuple(dict.fromkeys(self.question.var)),
            functions=tuple(dict.fromkeys(self.question.function)),
            vectors=tuple(self.question.vector),
            let=tuple(self.question.let),
            kind="same" if self.relation == "same" else "diff",
            antiderivative=self.relation == "antiderivative",
            assume=self.assume,
            depends=tuple(self.question.depends) if isinstance(self.question, Question) else (),
        )

    def options(self, *, text: bool = True) -> Options:
        """How it is answered; ``text`` is False where no derivative is written."""
        seconds = self.bounds.timeout
        return Options(
            methods=methods_named(self.check.method) or Options().methods,
            step=self.check.step,
            explain=self.detail.explain or self.detail.depth is not None,
            depth=self.detail.depth,
            shared=self.detail.shared,
            simplify=self.detail.simplify,
            syntax=self.question.syntax,
            letters=self.question.letters,
            digits=self.check.digits,
            certify=self.check.certify,
            text=text,
            timeout=None if seconds == float("inf") else seconds,
            limits=self.bounds.limits,
        )


_PLAIN_FILES = (".txt", ".json", ".jsonl", ".csv", ".tsv", ".tex", ".html", ".svg", ".png")
"""Names of files that are no tables with types, known without looking further."""


_ENDS = {".json": "json", ".jsonl": "json", ".csv": "csv", ".tex": "latex"}
_PICTURES = "symdiff plot and symdiff graph draw, symdiff report makes a page"
_NO_TEXT = {
    **dict.fromkeys((".pdf", ".svg", ".png", ".html"), _PICTURES),
    **dict.fromkeys((".xlsx", ".ods"), "a spreadsheet reads .csv"),
    **dict.fromkeys((".docx", ".odt"), "symdiff report makes a page"),
}


def by_name(path: str | None, kinds: Collection[str]) -> str | None:
    """The format that a file's name asks for, None where it asks for none of a kind of answer.

    Raises SymdiffError ``usage`` where a file of this name holds no text.
    """
    if path is None:
        return None
    name = re.sub(r"\.(gz|zst|bz2|xz)$", "", path.lower())
    end = name[max(name.rfind("."), 0) :]
    if end in _NO_TEXT:
        raise usage(f"these answers are text, which a file '{end}' does not hold", hint=_NO_TEXT[end])
    form = _ENDS.get(end)
    return form if form in kinds else None


def chosen(printing: Printing, kind: str) -> str:
    """The format for a kind of answer: the one asked for, the one that the output's name says, or by what standard output is.

    Raises SymdiffError ``usage`` where this kind has no such format.
    """
    if printing.format == "auto":
        terminal = screen(sys.stdout if printing.output is None else None, no_color=printing.no_color).terminal
        return by_name(printing.output, formats(kind)) or ("rich" if terminal else "plain")
    if printing.format not in formats(kind):
        *most, last = choices(kind)
        hint = f"choose {', '.join(most)} or {last}"
        raise usage(f"{_SUBJECTS[kind]} has no format '{printing.format}'", hint=hint)
    return printing.format


_SUBJECTS = {
    "sweep": "a sweep",
    "tangent": "a tangent",
    "taylor": "a Taylor polynomial",
    "catalogue": "a table",
    "rule": "a table",
    "check": "a check",
}


class Outcome:
    """How a run went: counts, and the worst exit status so far."""

    def __init__(self, exit_zero: bool = False) -> None:
        self.exit_zero = exit_zero
        self.tally = Tally()
        self._statuses = {ExitStatus.DONE}

    @property
    def done(self) -> int:
        return self.tally.done

    @property
    def failed(self) -> int:
        return self.tally.failed.total()

    def go_on(self) -> None:
        """Take into account what the counts hold already."""
        if self.tally.failed:
            self._statuses.add(ExitStatus.FAILED_CHECK)
        if not self.exit_zero:
            self._statuses |= {status for verdict, status in _STATUS.items() if self.tally.verdicts[str(verdict)]}

    def add(self, *records: Record, failure: ExitStatus) -> None:
        """Take records into account; ``failure`` is the status of an input without a derivative."""
        self.tally.add(*records)
        for record in records:
            if record.diagnostic:  # it failed
                self._statuses.add(failure)
            elif record.verdict is not None and not self.exit_zero:
                self._statuses.add(_STATUS[record.verdict])

    def take(self, status: ExitStatus) -> None:
        """Take into account how something without a record ended."""
        self._statuses.add(status)

    @property
    def status(self) -> ExitStatus:
        return min(self._statuses, key=_PRECEDENCE.index)


_STATUS = {
    Status.DISAGREE: ExitStatus.FAILED_CHECK,
    Status.UNDEFINED: ExitStatus.UNDECIDED,
    Status.INCONCLUSIVE: ExitStatus.UNDECIDED,
    Status.AGREE: ExitStatus.DONE,
}


def methods_named(asked: list[str]) -> tuple[str, ...]:
    """The names of the methods' rows, each once."""
    if not asked:
        return ()
    from symdiff.evaluator.differences.methods import METHODS, method_named

    rows = {name: method_named(name) for name in asked}
    for name, row in rows.items():
        if row is None:
            known = [method.name for method in METHODS]
            hint = suggestion(name, known) or "'symdiff methods' describes them"
            raise usage(f"--method must be {listed(known, 'or')}, not '{name}'", hint=hint)
    return tuple(dict.fromkeys(row.name for row in rows.values() if row is not None))
