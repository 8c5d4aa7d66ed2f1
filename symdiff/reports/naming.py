"""What names mean in the texts of a report. Imports ``report`` and ``parser``; not sympy."""

from __future__ import annotations

import re
from typing import TypeVar

from symdiff.frozen import replace
from symdiff.operators import Builder
from symdiff.parser import Names, parse
from symdiff.parser.names import function_named
from symdiff.reports.report import Report

N = TypeVar("N")


def names_of(report: Report) -> Names:
    """What names mean in the texts of a report: what it differentiates by, and what it found to be a variable, is one."""
    by = (name for derivative in report.derivatives for name in derivative.wrt)
    let = (name for derivative in report.derivatives for name, _ in derivative.let or ())
    parts = (name for derivative in report.derivatives for name, _ in derivative.parts)
    declared = frozenset((*report.declared, *report.variables, *by, *let, *parts))
    names = with_functions(Names(declared - {*report.functions}), report.functions)
    letters = {*report.functions} & {*report.variables}
    if not letters:
        return names
    functions = {name: replace(names.functions[name], is_letter=True) for name in letters}
    return replace(names, functions={**names.functions, **functions})


def names_in_rule(statement: str) -> Names:
    """What names mean in a rule's statement: its letters are variables, and what has primes or orders is an unknown function."""
    functions = tuple(dict.fromkeys(re.findall(r"\b([^\W\d_]\w*)(?:'+|\^\([0-9, ]+\))\(", statement)))
    return with_functions(Names(frozenset(re.findall(r"\b[a-z]\b", statement)) - {*functions}), functions)


def application(text: str, builder: Builder[N]) -> N:
    """What a builder makes of a name that is a function's application: ``f(2*x)`` of a definition."""
    found = dict.fromkeys(re.findall(r"([^\W\d_]\w*)(?='*\(|\^\([0-9])", text))
    functions = tuple(name for name in found if text.startswith(name) or function_named(name, called=True) is None)
    names = with_functions(Names(frozenset(re.findall(r"[^\W\d_]\w*", text)).difference(found)), functions)
    return parse(text, builder, names=names, syntax="plain")


def with_functions(names: Names, functions: tuple[str, ...]) -> Names:
    """The names with some that are unknown functions."""
    if not functions:
        return names
    from symdiff.parser.unknown import declared  # few formulas have any

    return declared(names, functions)
