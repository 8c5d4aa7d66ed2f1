"""Problems of one kind, by a short call."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from symdiff import Options, Problem, solve
from symdiff.reports.report import Report


@pytest.fixture
def ask() -> Callable[..., Report]:
    """Solve a problem of a kind about some formulas; it must have an answer."""

    def ask(kind: str, *formulas: str, options: Options = Options(), **fields: object) -> Report:  # noqa: B008 - frozen
        report = solve(Problem(formulas[0], kind=kind, others=tuple(formulas[1:]), **fields), options)  # type: ignore[arg-type]
        assert report.error is None, report.error
        return report

    return ask


@pytest.fixture
def refuse() -> Callable[..., str]:
    """The whole error of a problem that has no answer."""

    def refuse(kind: str, *formulas: str, **fields: object) -> str:
        report = solve(Problem(formulas[0], kind=kind, others=tuple(formulas[1:]), **fields))  # type: ignore[arg-type]
        assert report.error is not None
        assert not report.derivatives
        return str(report.error)

    return refuse
