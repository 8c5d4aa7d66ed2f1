"""The four verdicts and their order. The standard library only."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """The four verdicts, from worst to best."""

    DISAGREE = "disagree"
    UNDEFINED = "undefined"
    INCONCLUSIVE = "inconclusive"
    AGREE = "agree"


_WORST_FIRST = tuple(Status)


def worst(verdicts: Iterable[Status]) -> Status | None:
    """The worst of some verdicts, None of none."""
    return min(verdicts, key=_WORST_FIRST.index, default=None)


def together(verdicts: Iterable[Status]) -> Status:
    """One verdict from those of several methods: a disagreement stands, else one agreement suffices."""
    found = set(verdicts)
    return next((status for status in (Status.DISAGREE, Status.AGREE) if status in found), Status.INCONCLUSIVE)
