"""The candidates that a problem expects to be its derivatives: read, and judged. Loads ``candidates`` where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from symdiff.frozen import Frozen
from symdiff.problems import Entry
from symdiff.problems.opening import Opened
from symdiff.problems.points import Point
from symdiff.problems.problem import Options
from symdiff.reports.report import ExpectedReport


class Expected(Frozen):
    """The candidates of a problem by what they are candidates for, beside the entries."""

    found: Opened
    entries: Sequence[Entry]
    options: Options
    candidates: Mapping[tuple[str, ...], int]
    notes: tuple[str, ...] = ()
    """How the candidates were read."""

    @property
    def nodes(self) -> list[int]:
        return list(self.candidates.values())

    def judged(self, points: Sequence[Point]) -> ExpectedReport | None:
        """The answer to the candidates; None where there are none."""
        if not self.candidates:
            return None
        from symdiff.answers.candidates import judge, parse_assumed

        found = self.found
        assumed = parse_assumed(found.problem, found.builder, found.names, self.options)
        return judge(found.builder, self.entries, self.candidates, points, assumed, found.problem)


def expected_of(found: Opened, entries: Sequence[Entry], options: Options) -> Expected:
    """What the problem expects. Raises SymdiffError for a candidate that cannot be read, or is for no entry."""
    candidates: Mapping[tuple[str, ...], int] = {}
    notes: tuple[str, ...] = ()
    if found.problem.expected is not None:
        from symdiff.answers.candidates import parse_candidates

        known = found.task.graph.symbols(found.task.roots)
        wanted = list(dict.fromkeys(entry.wrt for entry in entries))
        candidates, notes = parse_candidates(found.problem, found.builder, known, found.names, wanted, options)
    return Expected(found, entries, options, candidates, notes)
