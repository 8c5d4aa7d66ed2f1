"""What a trace saw: the comparisons that chose its path, and the first error. Imports ``loader`` and ``graph``."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from symdiff.callables.loader import excerpt
from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen
from symdiff.graph import GraphBuilder
from symdiff.operators import Equal, Greater, GreaterEqual, Less, LessEqual, Operator, Unequal

_OPPOSITES = {
    Less: GreaterEqual,
    LessEqual: Greater,
    Greater: LessEqual,
    GreaterEqual: Less,
    Equal: Unequal,
    Unequal: Equal,
}


class Decision(Frozen):
    """A comparison as it came out; ``even`` where both sides were equal, so that the point lies where the path turns."""

    row: Operator
    left: int
    right: int
    even: bool


@dataclass(slots=True)
class Seen:
    """What a trace of the function of a file builds in, and what it saw."""

    builder: GraphBuilder
    file: Path
    decisions: dict[Decision, None] = field(default_factory=dict)
    error: SymdiffError | None = None
    """The first error: the function may catch what is raised, and go on without its formula."""

    def built(self, build: Callable[[GraphBuilder], int]) -> int:
        """The node that is built, an error of which is kept."""
        try:
            return build(self.builder)
        except SymdiffError as error:
            self.error = self.error or error
            raise

    def decide(self, row: Operator, left: int, right: int, *, outcome: bool, even: bool) -> bool:
        """Record a comparison of two nodes as it came out."""
        self.decisions[Decision(row if outcome else _OPPOSITES[row], left, right, even)] = None
        return outcome

    def refuse(self, why: str, hint: str) -> NoReturn:
        """Raise ``error[untraceable]`` with the line of the user's file that runs now."""
        mine = [frame for frame in traceback.extract_stack() if frame.filename == str(self.file)]
        place, line, span = "", "", None
        if mine:
            line, span = excerpt(mine[-1])
            place = f"{self.file.name}, line {mine[-1].lineno}, in {mine[-1].name}: "
        error = fault("untraceable", f"{place}{why}", source=line, span=span, hint=hint)
        self.error = self.error or error
        raise error
