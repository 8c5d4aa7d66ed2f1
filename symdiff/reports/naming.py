"""What names mean in the texts of a report. Imports ``report`` and ``parser``; not sympy, as ``formula`` does."""

from __future__ import annotations

from symdiff.parser import Names
from symdiff.reports.report import Report


def names_of(report: Report) -> Names:
    """What names mean in the texts of a report: what it differentiates by, and what it found to be a variable, is one."""
    by = (name for derivative in report.derivatives for name in derivative.wrt)
    let = (name for derivative in report.derivatives for name, _ in derivative.let or ())
    parts = (name for derivative in report.derivatives for name, _ in derivative.parts)
    declared = frozenset((*report.declared, *report.variables, *by, *let, *parts))
    return Names(declared)
