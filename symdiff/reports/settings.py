"""How reports are to be shown, as plain values that cross processes. Imports ``problems.problem``."""

from __future__ import annotations

from functools import partial

from symdiff.frozen import field, frozen
from symdiff.problems.problem import Options, Problem


@frozen
class Settings:
    """What holds for every line of a run. ``asked`` is a problem without a source."""

    options: Options = field(default_factory=Options)
    asked: Problem = field(default_factory=partial(Problem, ""))
    format: str = "plain"
    jsonl: bool = False
    word: bool = False
    """One formula given as a word: its plain text may take several lines."""
    candidates: bool = False
    """Whether answers are about candidates for derivatives, and not the derivatives."""
    width: int | None = None
    """Columns of the terminal; None where nothing must be cut."""
    colour: bool = False
    findings: bool = False
    """Whether records carry what a page says of their lines."""

    @property
    def tabular(self) -> bool:
        """Whether records are rows of a table with a header."""
        return self.format == "csv" or (self.format == "plain" and bool(self.asked.at) and not self.candidates)
