"""Formulas that come as lines: answered as they come, with progress and a summary where somebody looks.

Imports ``batch.engines``, ``batch.inputs`` and the console.
"""

from __future__ import annotations

import os
import select
import stat
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from symdiff.batch import machine
from symdiff.batch.answer import Record
from symdiff.batch.engines import ENGINES, Engine, Hands
from symdiff.batch.inputs import Input, Source, input_kind, reading
from symdiff.batch.lines import Line, Lines, Passing
from symdiff.batch.records import advice
from symdiff.budget import at_once, unbroken
from symdiff.cli.console import is_replaced, output, say, screen
from symdiff.cli.options import Lasting, Sheet
from symdiff.cli.run import HANDFUL, Asked, Outcome
from symdiff.cli.words import usage
from symdiff.errors import ExitStatus
from symdiff.frozen import replace
from symdiff.reports.formats import header
from symdiff.reports.settings import Settings

if TYPE_CHECKING:
    from symdiff.batch.former import Former

_PAUSE = 0.2  # seconds without input after which a terminal is answered with what is there
_SPARE = 1 << 16  # bytes that a record may have beside its formula


def stream(
    path: str,
    asked: Asked,
    kind: Input | None = None,
    *,
    summary: bool = False,
    take: Callable[[Record], None] | None = None,
    engine: Engine = ENGINES[0],
    scheduler: str | None = None,
    lasting: Lasting | None = None,
    **how: Any,
) -> ExitStatus:
    """Answer every line of a file, ``-`` being standard input; with ``summary``, as a batch.

    ``take`` is given every record, its finding too; ``how`` are fields of the ``Source``. What is ``lasting`` can be resumed.
    """
    refuse_input(path, asked.printing.output)
    source = Source(path, longest(asked), **how)
    kind = kind or input_kind(path)
    with reading(source, kind) as reader:
        hands = _hands(asked, scheduler)
        return _answered(reader, asked, source, kind, engine, hands, summary=summary, take=take, lasting=lasting)


def longest(asked: Asked) -> int:
    """Bytes of a line that are kept."""
    return 4 * asked.bounds.limits.max_length + _SPARE


def refuse_input(path: str, *outputs: str | None) -> None:
    """Raise SymdiffError ``usage`` where an output would take the place of the input."""
    for named in outputs:
        if named is None or path == "-" or os.path.realpath(named) != os.path.realpath(path):
            continue
        from symdiff.batch.outputs import table_output

        row = table_output(named)
        if is_replaced(named) and (row is None or row.name != "sqlite"):  # there it is one table among others
            raise usage(f"'{named}' is the input, and would be replaced", hint="name another file")


class _Ahead(Passing):
    """An input that is read ahead of its answers: how many of its bytes are those of answered lines."""

    def __init__(self, lines: Lines, first: list[Line]) -> None:
        super().__init__(lines)
        self.answered = 0
        """The number of the last line that has its answer."""
        self._last = first[-1].number if first else 0

    def take(self) -> list[Line]:
        """The next lines."""
        lines = super().take()
        if lines:
            self._last = lines[-1].number
        return lines

    @property
    def waits(self) -> bool:
        """Whether a line that was taken has no answer yet."""
        return self.answered < self._last

    @property
    def bytes_answered(self) -> int:
        """So many, as if lines were of one length."""
        return self.bytes_read * self.answered // self._last if self._last else 0


def _answered(
    reader: Lines,
    asked: Asked,
    source: Source,
    kind: Input,
    engine: Engine,
    hands: Hands,
    *,
    summary: bool,
    take: Callable[[Record], None] | None,
    lasting: Lasting | None,
) -> ExitStatus:
    target = asked.printing.output
    followed = None
    outcome = Outcome(exit_zero=asked.check.exit_zero)
    again = lasting is not None and lasting.retry_failed
    if lasting is not None and target is not None and is_replaced(target) and not again:
        from symdiff.batch.journal import Followed

        reader = followed = Followed(reader, outcome.tally)
    first = _handful(reader) if _shows_tables(asked) else []
    settings = asked.settings(inputs=len(first) if reader.ended else None, jsonl=kind.records)
    settings = replace(settings, findings=take is not None, keep=source.keep)
    if asked.sheet != Sheet() or source.keep:
        from symdiff.cli.sheet import laid_out_for

        while asked.sheet.wide and not (first or reader.ended):
            first += reader.take()
        settings = laid_out_for(settings, asked.sheet, reader, first)
    finish = _finish(asked, settings, reader)
    told: set[str] = set()
    """The fields of records that nobody knows and that a note has named."""
    journal, part = None, None
    if followed is not None and lasting is not None and target is not None:
        from symdiff.cli.resumption import opened

        journal, part, first = opened(target, followed, first, settings, source, kind, outcome, resume=lasting.resume)
    former: Former | None = None
    if again and target is not None:
        from symdiff.batch.former import Chosen, Former
        from symdiff.batch.part import Part

        former = Former(target, settings)
        reader = Chosen(reader, former.failed)
        part = Part(target, suffix=".retry.part")
    reader = ahead = _Ahead(reader, first)
    before = outcome.done if former is None else former.count - len(former.failed)
    began = time.monotonic()
    whole = unbroken() if part is not None else nullcontext()
    try:
        with (
            output(target, may_be_empty=True, part=part, finish=finish) as sink,
            closing(engine.records(reader, settings, hands, first)) as answers,  # type: ignore[type-var]
            _progress(ahead, outcome, asked, wanted=summary) as (complain, move),
            journal or nullcontext(),
        ):
            if part is None or not part.whole:
                sink.write(header(settings))
            all_there = answers if former is None else former.merged(reader, answers)  # type: ignore[arg-type]
            for some in all_there if part is not None else _each(all_there):
                if told_of := [record for record in some if record.diagnostic or record.readings or record.unread]:
                    complain("\n".join([words for record in told_of for words in _complaints(record, told)]))
                with whole:
                    sink.write(*[record.text for record in some])
                    outcome.add(*some, failure=ExitStatus.FAILED_CHECK)
                    if take is not None:
                        for record in some:
                            take(record)
                if journal is not None:
                    journal.note()
                ahead.answered = some[-1].number
                if part is not None and former is None and not ahead.waits:  # nobody knows when the next line comes
                    with whole:
                        part.flush()
                move()
        if journal is not None:
            journal.remove()
    finally:
        seconds = time.monotonic() - began
        if summary:
            say(_summary(outcome, before, seconds))
        if lasting is not None and lasting.summary is not None:
            _write_summary(lasting.summary, outcome, seconds)
    return outcome.status


def _each(several: Iterable[list[Record]]) -> Iterator[list[Record]]:
    """Records one by one: each stands beside what is said of it, and an end comes between two."""
    for records in several:
        for record in records:
            yield [record]


def _complaints(record: Record, told: set[str]) -> Iterator[str]:
    """What somebody should know of a record. ``told`` holds the fields that a note has named."""
    for note in record.readings:
        yield f"line {record.number}: note: {note}"
    for name in record.unread:
        if name not in told:
            told.add(name)
            shown = name if len(name) <= 40 else name[:37] + "..."
            yield f"line {record.number}: note: the field '{shown}' is not known and passed over; {advice(name)}"
    if record.diagnostic:
        yield f"line {record.number}: {record.diagnostic}"


def _write_summary(path: str, outcome: Outcome, seconds: float) -> None:
    import json

    seconds = outcome.tally.seconds or round(seconds, 3)
    with output(path) as sink:
        sink.write(json.dumps({"schema": 1, **outcome.tally.plain(), "seconds": seconds}, indent=1) + "\n")


def _finish(asked: Asked, settings: Settings, reader: Lines) -> Callable[[Path], None] | None:
    if asked.printing.output is None:
        return None
    from symdiff.batch.outputs import finisher

    return finisher(asked.printing.output, settings, getattr(reader, "kinds", {}))


def _shows_tables(asked: Asked) -> bool:
    return asked.printing.format == "auto" and asked.printing.output is None and screen(sys.stdout).terminal


def _handful(reader: Lines) -> list[Line]:
    """The first lines: all there are, if they are few and come without a pause."""
    lines: list[Line] = []
    while len(lines) <= HANDFUL and not reader.ended:
        if lines and os.name != "nt":
            with at_once():
                comes = select.select([reader], [], [], _PAUSE)[0]
            if not comes:
                break
        lines += reader.take()
    return lines


def _hands(asked: Asked, scheduler: str | None) -> Hands:
    """What the engine may use of this machine."""
    jobs = asked.bounds.jobs or machine.cores()
    if jobs > machine.most_jobs():
        say(
            f"note: --jobs {jobs} is lowered to {machine.most_jobs()}: {machine.MOST_PER_CORE} workers for each of "
            f"{machine.cores()} cores, for more would only wait"
        )
        jobs = machine.most_jobs()
    return Hands(jobs, scheduler, say, asked.bounds.max_memory or machine.share(jobs))


def _summary(outcome: Outcome, before: int, seconds: float) -> str:
    """The whole run in a line, the pace being that of the lines that were not answered ``before``."""
    pace = max(0, outcome.done - before) / seconds if seconds > 0 else 0.0
    return f"{outcome.done} done, {outcome.failed} failed, {seconds:.2f} s, {pace:,.0f} lines/s"


@contextmanager
def _progress(
    ahead: _Ahead, outcome: Outcome, asked: Asked, *, wanted: bool
) -> Iterator[tuple[Callable[[str], None], Callable[[], None]]]:
    """A bar on standard error, where that is a terminal and the answers go to a file; yields how to complain and move it.

    What reads a pipe may write on the same terminal.
    """
    shown = screen(sys.stderr, no_color=asked.printing.no_color)
    target = asked.printing.output
    elsewhere = not _is_terminal(target) if target is not None else not screen(sys.stdout).terminal and not _is_piped()
    if not (wanted and shown.terminal and elsewhere):
        yield say, lambda: None
        return
    from symdiff.cli.progress import bar

    with bar(shown, ahead.size, lambda: (ahead.bytes_answered, outcome.done, outcome.failed)) as controls:
        yield controls


def _is_piped() -> bool:
    """Whether standard output goes to another program."""
    try:
        mode = os.fstat(sys.stdout.fileno()).st_mode
    except (OSError, ValueError):
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _is_terminal(path: str) -> bool:
    """Whether a file is a terminal by another name: ``/dev/stdout``, ``/dev/tty``."""
    return Path(path).is_char_device() and os.path.realpath(path) != os.path.realpath(os.devnull)
