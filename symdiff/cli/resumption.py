"""How a batch begins that lasts: its part and journal, new or gone on with. Imports ``batch``."""

from __future__ import annotations

from pathlib import Path

from symdiff.batch.inputs import Input, Source
from symdiff.batch.journal import Followed, Journal
from symdiff.batch.lines import Line
from symdiff.batch.outputs import made
from symdiff.batch.part import Part
from symdiff.cli.run import Outcome
from symdiff.reports.settings import Settings


def is_complete(target: str) -> bool:
    """Whether an output is there, and no part that would become it."""
    return made(target) and not _part_of(target).is_file()


def _part_of(target: str) -> Path:
    path = Path(target).resolve()
    return path.with_name(path.name + ".part")


def opened(
    target: str,
    lines: Followed,
    first: list[Line],
    settings: Settings,
    source: Source,
    kind: Input,
    outcome: Outcome,
    *,
    resume: bool,
) -> tuple[Journal, Part, list[Line]]:
    """The journal and the part of an output, and the lines that are taken and not answered; ``first`` are those taken.

    Raises SymdiffError ``resume`` where the part is not what would be gone on with.
    """
    how = {"--input": kind.name, "--column": source.column, "--query": source.query or ""}
    part = Part(target, resume=resume, precious=True)
    journal = Journal(part, lines, settings, {name: text for name, text in how.items() if text}, outcome.tally)
    if resume:
        try:
            first = journal.resume(first)
        except BaseException:
            part.leave()
            raise
        outcome.go_on()
    return journal, part, first
