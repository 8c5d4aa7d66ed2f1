"""How reports are to be shown, as plain values that cross processes. Imports ``problems.problem``."""

from __future__ import annotations

from functools import partial

from symdiff.frozen import Frozen, field
from symdiff.problems.problem import Options, Problem


class Settings(Frozen):
    """What holds for every line of a run. ``asked`` is a problem without a source."""

    options: Options = field(default_factory=Options)
    asked: Problem = field(default_factory=partial(Problem, ""))
    format: str = "plain"
    jsonl: bool = False
    word: bool = False
    """One formula given as a word: its plain text may take several lines."""
    candidates: bool = False
    """Whether answers are about candidates for derivatives, and not the derivatives."""
    style: str = "plain"
    """How formulas are spelled for people: "plain" or "textbook"."""
    width: int | None = None
    """Columns of the terminal; None where nothing must be cut."""
    colour: bool = False
    findings: bool = False
    """Whether records carry what a page says of their lines."""
    keep: bool = False
    """Whether what a line has beside its question stays beside the answer."""
    kept: tuple[str, ...] = ()
    """The columns that stay, in tables."""
    columns: bool = False
    """Whether lines come from columns that have names; else what stays is one column, as JSON."""
    wide: tuple[str, ...] | None = None
    """In tables: the variables that have a column of their values, beside the formula's; None for one column of points."""
    rest: bool = True
    """Whether a column is there for variables that are not among them."""
    spreadsheet: bool = False
    """Whether cells that a spreadsheet would take for formulas are neutralised."""

    @property
    def tabular(self) -> bool:
        """Whether records are rows of a table with a header."""
        return self.format == "csv" or (self.format == "plain" and bool(self.asked.at) and not self.candidates)
