"""A step of a derivation in two dimensions, as on paper: where a line has no room for it, the line as text.

Imports ``explain``, ``formula`` and ``pretty``; sympy's printer by way of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sympy.printing.pretty.pretty_symbology import pretty_use_unicode
from sympy.printing.pretty.stringpict import prettyForm, stringPict

from symdiff.errors import SymdiffError
from symdiff.notation.textbook import Say, plain
from symdiff.parser import Names
from symdiff.reports.explain import (
    Visit,
    applied,
    broken,
    differentiated,
    equations,
    is_ambiguous,
    is_chained,
    is_sum_as_factor,
    opening,
    shares,
    subject,
)
from symdiff.reports.formula import printed, tree
from symdiff.reports.pretty import form, signed
from symdiff.reports.report import StepReport

_READER = "the pretty printer"
_LEFT = 40
"""Columns of a left side below which the next line begins."""
_MANY = 12
"""Operands that fit into one line of a terminal at most."""
_TALL = 7
"""Lines of a formula that is easier to read as text."""


def describe_on_paper(
    visit: Visit, names: Names, room: int, parts: Sequence[tuple[str, str]] = (), say: Say = plain
) -> list[str]:
    """What ``explain.describe`` says, with formulas in two dimensions where they fit into so many columns.

    What fits in neither way is broken between terms.
    """
    before = pretty_use_unicode(True)  # sympy keeps this in a variable of its own module
    try:
        return _described(visit, names, room, parts, say)
    finally:
        pretty_use_unicode(before)


def _described(visit: Visit, names: Names, room: int, parts: Sequence[tuple[str, str]], say: Say) -> list[str]:
    step = visit.step
    title, *rest = opening(visit, parts)
    lines = broken(say(title), room)
    for line in rest:
        lines += (_given(step, names, room, say) if line.startswith("with ") else None) or broken(say(line), room)
    sides = equations(visit)
    if not sides:
        return lines
    shown: list[str] | None
    try:
        shown = printed(lambda: _equations(step, names, room, say), _READER)
    except SymdiffError:
        shown = None
    for line in step.lines:
        lines += broken(say(line), room)
    if shown is not None:
        return lines + shown
    for left, right in sides[len(step.lines) :]:
        lines += broken(say(f"{left or '   '} = {right}"), room)
    return lines


def _equations(step: StepReport, names: Names, room: int, say: Say) -> list[str] | None:
    """The chain rule and the result; None where one is too wide or too tall."""
    subject_text, _ = subject(step)
    left: Any = subject_text
    if step.wrt:
        inner = form(tree(subject_text, names, _READER), say)
        is_plain = differentiated(step, subject_text) == f"d/d{step.wrt} {subject_text}"
        left = _beside(f"d/d{step.wrt} ", inner if is_plain else prettyForm(*inner.parens()))
    rights = [_chain(step, names, say)] if is_chained(step) else []
    # A factor with a sign of its own needs brackets, which the printer leaves out.
    rights += [say(line) if "*(-" in line else form(tree(line, names, _READER), say) for line in applied(step)]
    rights.append(form(tree(step.shown, names, _READER), say))
    lines: list[str] = []
    for right in rights:
        block = _rendered(_beside(left, " = ", right), room, say)
        if block is None:
            return None
        lines += block
        width = _beside(left).width()
        left = " " * (width if width <= _LEFT else 2)
    return lines


def _chain(step: StepReport, names: Names, say: Say) -> Any:
    """The terms of the chain rule beside one another."""
    pieces: list[Any] = []
    for share in shares(step) or ():
        pieces.append((" - " if share.minus else " + ") if pieces else "-" if share.minus else "")
        if share.factor:
            factor = form(tree(share.factor, names, _READER), say)
            pieces += [prettyForm(*factor.parens()) if is_sum_as_factor(share.factor) else factor, "⋅"]
        if share.operand.isidentifier():
            pieces.append(f"d{share.operand}/d{step.wrt}")
        else:
            inner = form(tree(share.operand, names, _READER), say)
            pieces += [f"d/d{step.wrt} ", prettyForm(*inner.parens())]
    if not pieces:
        return prettyForm("0")
    if step.before:
        inside = prettyForm(*_beside(*pieces).parens())
        return _beside(form(tree(step.before, names, _READER), say), "⋅", inside)
    return _beside(*pieces) / form(tree(step.over, names, _READER), say) if step.over else _beside(*pieces)


def _given(step: StepReport, names: Names, room: int, say: Say) -> list[str] | None:
    """What the letters of the rule stand for."""
    pieces: list[Any] = ["with "]
    ambiguous = is_ambiguous(step)
    if len(step.inputs) > _MANY:
        return None
    try:
        for name, value in step.inputs:
            if name == value:
                continue
            shown = printed(lambda value=value: form(tree(value, names, _READER), say), _READER)  # type: ignore[misc]
            pieces += [", "] if len(pieces) > 1 else []
            pieces += [shown, f" for {name}"] if ambiguous else [f"{name} = ", shown]
    except SymdiffError:
        return None
    return _rendered(_beside(*pieces), room, say)


def _beside(*parts: Any) -> Any:
    """Texts and forms on one line."""
    return prettyForm(*stringPict.next(*(part if isinstance(part, stringPict) else stringPict(part) for part in parts)))


def _rendered(shown: Any, room: int, say: Say) -> list[str] | None:
    lines = [line.rstrip() for line in signed(str(shown.render(wrap_line=False)), say).splitlines()]
    return lines if len(lines) <= _TALL and max(map(len, lines)) <= room else None
