"""Canonical conditions and choices by them. Imports ``store``, ``heads`` and ``operators``."""

from __future__ import annotations

from collections.abc import Sequence

from symdiff.annotations import Final
from symdiff.graph.heads import And, Not, Or, Truth, piecewise
from symdiff.graph.store import Store
from symdiff.operators import CONDITIONS, Operator

CHOOSING: Final = CONDITIONS | {piecewise}


class Choices(Store):
    """The store with canonical construction of what depends on conditions."""

    __slots__ = ()

    def _truth_of(self, condition: int) -> bool | None:
        """Whether a condition always holds, or never; None where it depends."""
        return bool(self.operands[condition][0]) if self.heads[condition] is Truth else None

    def collect_choice(self, operator: Operator, arguments: tuple[int, ...]) -> int:
        """A condition, or a choice by some, with what is always true or never left out."""
        if operator is piecewise:
            return self.collect_pieces(arguments)
        if operator is Not:
            truth = self._truth_of(arguments[0])
            if truth is not None:
                return self.truth(not truth)
            return (
                int(self.operands[arguments[0]][0]) if self.heads[arguments[0]] is Not else self.intern(Not, arguments)
            )
        if operator is And or operator is Or:
            empty = operator is And
            rest = tuple(dict.fromkeys(part for part in arguments if self._truth_of(part) is not empty))
            if any(self._truth_of(part) is not None for part in rest):
                return self.truth(not empty)
            return self.intern(operator, rest) if len(rest) > 1 else rest[0] if rest else self.truth(empty)
        values = [self.value(argument) for argument in arguments]
        if operator.real is not None and (arguments[0] == arguments[1] or None not in values):
            return self.truth(bool(operator.real(*values) if None not in values else operator.real(0, 0)))
        return self.intern(operator, arguments)

    def collect_pieces(self, parts: Sequence[int]) -> int:
        """A choice without branches that are never taken; one value alone where every branch has it."""
        pieces: list[tuple[int, int]] = []
        for value, written in zip(parts[::2], parts[1::2], strict=True):
            rest = len(pieces) == 1 and self.heads[written] is Not and self.operands[written] == pieces[0][1:]
            condition = self.truth(True) if rest else written
            truth = self._truth_of(condition)
            if truth is False:
                continue
            while truth and pieces and pieces[-1][0] == value:
                pieces.pop()
            pieces.append((value, condition))
            if truth:
                break
        if pieces and self._truth_of(pieces[0][1]):
            return pieces[0][0]
        return self.intern(piecewise, tuple(part for piece in pieces for part in piece) or tuple(parts))
