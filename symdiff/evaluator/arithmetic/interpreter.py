"""The interpreter: the steps of a program carried out in any arithmetic.

A subexpression without a value is a result with a reason and a node, never an exception. What cannot be decided in floats (is
this operand 0?) is decided by exact rational arithmetic where it can. Imports ``rationals`` and below.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from symdiff.annotations import Any
from symdiff.evaluator.arithmetic.protocol import (
    BRANCH,
    CALL,
    LOGIC,
    POWER,
    PRODUCT,
    RELATION,
    SUM,
    Arithmetic,
    NoValueError,
    Step,
    UnclearError,
    Undefined,
)
from symdiff.evaluator.arithmetic.rationals import ExactValues
from symdiff.operators import And, Not, Operator


class Gap:
    """Why a slot has no value; ``certain`` unless another arithmetic may find one."""

    __slots__ = ("cause", "certain")

    def __init__(self, cause: Undefined, certain: bool) -> None:
        self.cause = cause
        self.certain = certain


class Run:
    """What one run found: ``values`` by slot, and ``gaps``, the reasons of the slots that have none."""

    __slots__ = ("gaps", "values")

    def __init__(self, values: list[Any], gaps: dict[int, Gap]) -> None:
        self.values = values
        self.gaps = gaps

    def found(self, slot: int) -> Any:
        """The value of a slot, or its gap."""
        gap = self.gaps.get(slot)
        return self.values[slot] if gap is None else gap


def interpret(
    arithmetic: Arithmetic,
    run: Run,
    nodes: list[int],
    steps: Iterable[Step],
    exact: ExactValues,
    *,
    final: bool = False,
) -> None:
    """Carry out some steps on the values of a run; ``nodes`` are those of the slots.

    ``final``: what is still unclear counts as what it cannot be told from.
    """
    values, gaps = run.values, run.gaps
    total, product, power, call = arithmetic.total, arithmetic.product, arithmetic.power, arithmetic.call
    for kind, slot, arguments, extra in steps:
        if kind >= LOGIC:
            if arithmetic.pointwise:
                values[slot] = arithmetic.select(kind, extra, [values[argument] for argument in arguments])
                continue
            found = _branch(run, arguments) if kind == BRANCH else _logic(run, extra, arguments)
            if isinstance(found, Gap):
                gaps[slot] = found if found.cause.node >= 0 else _gap(nodes[slot], _NO_BRANCH, final)
            else:
                values[slot] = found
            continue
        if gaps and not gaps.keys().isdisjoint(arguments):
            found = [gaps[argument] for argument in arguments if argument in gaps]
            gaps[slot] = next((gap for gap in found if gap.certain), found[0])
            continue
        try:
            if kind == SUM:
                values[slot] = total([values[argument] for argument in arguments])
            elif kind == PRODUCT:
                values[slot] = product([values[argument] for argument in arguments], extra)
            elif kind == POWER:
                values[slot] = power(values[arguments[0]], values[arguments[1]], extra)
            elif kind == CALL:
                values[slot] = call(extra, [values[argument] for argument in arguments])
            elif kind == RELATION:
                values[slot] = arithmetic.relation(extra, values[arguments[0]], values[arguments[1]])
            else:
                values[slot] = values[arguments[0]]
        except (NoValueError, OverflowError, ValueError, ZeroDivisionError) as trouble:
            _settle(arithmetic, run, nodes, (kind, slot, arguments, extra), exact, final, trouble)


def _settle(
    arithmetic: Arithmetic, run: Run, nodes: list[int], step: Step, exact: ExactValues, final: bool, trouble: Exception
) -> None:
    """Try a step again with exact operands, and at last with those that the operands cannot be told from."""
    kind, slot, arguments, extra = step
    if isinstance(trouble, UnclearError):
        for attempt in range(1 + final):
            known = [exact(argument) for argument in arguments]
            try:
                operands = [
                    arithmetic.number(value) if value is not None
                    else arithmetic.settled(run.values[argument]) if attempt
                    else run.values[argument]
                    for argument, value in zip(arguments, known, strict=True)
                ]  # fmt: skip
                if kind == POWER:
                    if extra is None and known == [0, 0]:
                        raise NoValueError("0**0 with an exponent that is not the number 0")
                    run.values[slot] = arithmetic.power(operands[0], operands[1], known[1] if extra is None else extra)
                elif kind == SUM:
                    run.values[slot] = arithmetic.total(operands)
                elif kind == PRODUCT:
                    run.values[slot] = arithmetic.product(operands, extra)
                elif kind == RELATION:
                    run.values[slot] = arithmetic.relation(extra, operands[0], operands[1], final=bool(attempt))
                elif attempt and _at_edge(arithmetic, extra, operands):
                    run.values[slot] = arithmetic.number(extra.domain.edge[1])
                else:
                    run.values[slot] = arithmetic.call(extra, operands)
                return
            except (NoValueError, OverflowError, ValueError, ZeroDivisionError) as again:
                trouble = again
    run.gaps[slot] = _gap(nodes[slot], trouble, final)


def _at_edge(arithmetic: Arithmetic, row: Operator, operands: list[Any]) -> bool:
    """Whether the first operand cannot be told from the end of the row's domain that is no fraction."""
    if row.domain is None or row.domain.edge is None:
        return False
    apart = [operands[0], arithmetic.product([arithmetic.constant(row.domain.edge[0])], (False, (True,)))]
    return bool(arithmetic.settled(arithmetic.total(apart)) == arithmetic.number(0))


def _branch(run: Run, parts: Sequence[int]) -> Any:
    """The value of the first branch whose condition holds, or the gap that keeps it from being known."""
    for value, condition in zip(parts[::2], parts[1::2], strict=True):
        if condition in run.gaps:
            return run.gaps[condition]
        if run.values[condition]:
            return run.gaps.get(value, run.values[value])
    return _NOWHERE


def _logic(run: Run, row: Operator, parts: Sequence[int]) -> Any:
    """A condition made of others, read from the left: what does not matter need not have a value."""
    if row is Not:
        return run.gaps.get(parts[0]) or not run.values[parts[0]]
    for part in parts:
        if part in run.gaps:
            return run.gaps[part]
        if bool(run.values[part]) is not (row is And):
            return row is not And
    return row is And


_NO_BRANCH = NoValueError("no condition of Piecewise holds")
_NOWHERE = Gap(Undefined(-1, ""), True)


def _gap(node: int, trouble: Exception, final: bool) -> Gap:
    if isinstance(trouble, NoValueError):
        return Gap(Undefined(node, trouble.reason, trouble.exists), final or not isinstance(trouble, UnclearError))
    reason = "division by zero" if isinstance(trouble, ZeroDivisionError) else "overflow"
    return Gap(Undefined(node, reason, exists=isinstance(trouble, OverflowError)), final)
