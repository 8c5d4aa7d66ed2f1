"""The derivation of a derivative, so that a student can follow it on paper: as indented text and as LaTeX.

Owns the order and the numbers of the steps and how one use of a rule is put. Imports ``report``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from symdiff.frozen import Frozen
from symdiff.notation.formula import Formula
from symdiff.notation.textbook import Say, plain
from symdiff.reports.report import DerivativeReport, Report, StepReport

_DEEPEST = 20
"""Steps below this level are indented no further."""
_LEAVES = frozenset(("identity", "constant"))
_PLAIN = frozenset(("sum", "constant multiple", "product", "quotient"))
"""Rules of the variable itself and of constants, and rules that combine formulas rather than functions."""
_LONG = 40
"""Characters of a left side below which the next line begins."""


class Visit(Frozen):
    """A step at its place in the derivation: below the step that rests on it, the root first.

    ``again`` marks a shared step where it has been explained before, under the same number; ``folded`` one whose own
    steps are left out.
    """

    depth: int
    number: int
    step: StepReport
    again: bool
    folded: bool = False


def visits(steps: Sequence[StepReport], deepest: int | None = None) -> Iterator[Visit]:
    """The steps from the roots down, so many levels of them: each derivative of a higher order has a root of its own.

    The derivatives of the variable itself and of constants are steps only where levels are counted, or alone.
    """
    leaves = set() if deepest is not None else {step.id for step in steps if step.rule in _LEAVES}
    by_id = {step.id: step for step in steps}
    below = {operand for step in steps for operand in step.operands}
    numbers: dict[int, int] = {}
    stack = [(0, step) for step in reversed(steps) if step.id not in below]
    if any(step.id not in leaves for _, step in stack):
        stack = [(depth, step) for depth, step in stack if step.id not in leaves]
    while stack:
        depth, step = stack.pop()
        again = step.id in numbers
        folded = bool(step.operands) and deepest is not None and depth + 1 >= deepest
        yield Visit(depth, numbers.setdefault(step.id, len(numbers) + 1), step, again, folded and not again)
        if not again and not folded:
            stack += [(depth + 1, by_id[operand]) for operand in reversed(step.operands) if operand not in leaves]


def left_out(derivative: DerivativeReport) -> str:
    """How many steps ``--depth`` folds, in words; nothing where there are none."""
    steps = derivative.steps or ()
    if derivative.depth is None:
        return ""
    count = len(steps) - len({visit.number for visit in visits(steps, derivative.depth)})
    return f"({count:,} step{'s' if count > 1 else ''} folded: --depth shows more levels)" if count else ""


def text(report: Report) -> str:
    """The derivations of a report as indented text."""
    blocks = []
    for derivative in report.derivatives:
        if derivative.steps is not None:
            heading = [f"by {', '.join(derivative.wrt)}:"] if len(report.derivatives) > 1 else []
            blocks.append("\n".join(heading + list(derivation(derivative))))
    return "\n\n".join(blocks)


def derivation(derivative: DerivativeReport, say: Say = plain) -> Iterator[str]:
    """The derivation as lines; it is one line where no rule is needed."""
    if not derivative.steps:
        yield trivial(derivative)
    yield from (f"{name} = {say(formula)}" for name, formula in derivative.parts)
    for visit in visits(derivative.steps or (), derivative.depth):
        indent = "   " * min(visit.depth, _DEEPEST)
        first, *rest = describe(visit, derivative.parts, say)
        yield indent + first
        yield from (f"{indent}   {line}" for line in rest)
    if folded := left_out(derivative):
        yield folded


def trivial(derivative: DerivativeReport) -> str:
    """What there is to say where a derivative has no steps."""
    rule = {"0": "a constant does not change", "1": "the variable itself"}.get(
        derivative.expression or "", "no rule is needed"
    )
    return f"d/d{derivative.wrt[-1]} ... = {derivative.expression} ({rule})"


def describe(visit: Visit, parts: Sequence[tuple[str, str]] = (), say: Say = plain) -> list[str]:
    """A step in words: the rule and its general statement, then this use of it. ``parts`` have been defined before."""
    lines = [say(line) for line in opening(visit, parts)]
    room = ""
    for left, right in ((say(left), say(right)) for left, right in equations(visit)):
        if not right:
            lines.append(left)
            continue
        lines.append(f"{left or room} = {right}")
        if left:
            room = " " * len(left) if len(left) <= _LONG else "  "
    return lines


def opening(visit: Visit, parts: Sequence[tuple[str, str]] = ()) -> list[str]:
    """The rule, and what its letters stand for here."""
    step = visit.step
    title = f"{visit.number}. {titled(step)}: "
    if visit.again and step.partials:
        formula, _ = subject(step)
        return [f"{title}see step {visit.number} above: {differentiated(step, formula)} = {step.shown}"]
    lines = [title + step.statement]
    given = [] if is_direct(step) else _operands(step)
    if given:
        lines.append("with " + ", ".join(given))
    elif any(step.partials) and not step.inputs:
        lines.append("partials " + ", ".join(partial or "-" for partial in step.partials))
    formula, definition = subject(step)
    if definition is not None and (formula, definition) not in parts:
        lines.append(f"where {formula} = {definition}")
    return lines


def equations(visit: Visit) -> list[tuple[str, str]]:
    """The left and right sides of this use: the chain rule, and what comes out; a side that is empty is the one above."""
    step = visit.step
    if visit.again and step.partials:
        return []
    left = differentiated(step, subject(step)[0])
    if f"{left} = {step.shown}" == step.statement:
        return []
    rights = [*([chain(step, _factor, _rate, " * ")] if is_chained(step) else []), *applied(step), step.shown]
    return [
        *((equation, "") for equation in step.lines),
        *((left if not k else "", right) for k, right in enumerate(rights)),
    ]


def is_chained(step: StepReport) -> bool:
    """Whether the rule with the operands' derivatives as rates says more than the result."""
    return not is_direct(step) and chain(step, _factor, _rate, " * ") not in ("", step.shown)


def sides_of(line: str) -> list[tuple[str, str]]:
    """The two sides of an equation between rule and result, each with the variable by which the whole side is differentiated."""
    found = []
    for side in line.split(" = "):
        whole = re.fullmatch(r"d/d(\w+) \((.*)\)", side)
        found.append((whole[1], whole[2]) if whole else ("", side))
    return found


def applied(step: StepReport) -> list[str]:
    """The line with the operands' derivatives put in, where it says more than the result."""
    same = step.applied == step.shown or (step.rule == "sum" and sorted(step.applied) == sorted(step.shown))
    return [step.applied] if step.applied and not is_direct(step) and not same else []


def titled(step: StepReport) -> str:
    """The rule, and the chain rule by its name where a function is of more than the variable."""
    varies = sum(1 for partial in step.partials if partial)
    plain = not step.inputs or step.rule in _PLAIN or step.rule in _LEAVES or varies != 1 or is_direct(step)
    return step.rule if plain else f"{step.rule}, chain rule"


def is_direct(step: StepReport) -> bool:
    """Whether a rule is used on the variable itself, so that there is nothing to put in."""
    if len(step.partials) != len(step.inputs) or (step.rule in _PLAIN and step.rule != "constant multiple"):
        return False
    varying = [value for (_, value), partial in zip(step.inputs, step.partials, strict=True) if partial]
    return varying == [step.wrt]


def differentiated(step: StepReport, formula: str) -> str:
    if step.wrt and step.name and formula == step.name:
        return _rate(formula, step.wrt)
    return f"d/d{step.wrt} {_grouped(formula)}" if step.wrt else formula


def subject(step: StepReport) -> tuple[str, str | None]:
    """What the step differentiates: its text, or the name of a definition and the definition's text."""
    return (step.name, step.expression) if step.name else (step.expression, None)


def _operands(step: StepReport) -> list[str]:
    """What the letters of the rule stand for here, those left out that stand for themselves."""
    between = "{1} for {0}" if is_ambiguous(step) else "{0} = {1}"
    return [between.format(name, value) for name, value in step.inputs if name != value]


def is_ambiguous(step: StepReport) -> bool:
    """Whether a letter of the rule is also a name in the formula, where it means something else."""
    names = {step.name}.union(*map(words, (step.expression, *(value for _, value in step.inputs))))
    return any(name in names and name != value for name, value in step.inputs)


def words(formula: str) -> set[str]:
    """The names in a formula."""
    return formula.symbols() if isinstance(formula, Formula) else set(re.findall(r"[^\W\d]\w*", formula))


class Share(Frozen):
    """What one operand adds to a derivative: a partial times the operand's own derivative."""

    minus: bool
    factor: str
    """The partial without its sign; empty where it is 1."""
    operand: str
    """Its letter in the rule, or its text where the letter is ambiguous."""


def shares(step: StepReport) -> tuple[Share, ...] | None:
    """The terms of the chain rule in this step; None where the operands have no names."""
    if not step.partials or len(step.inputs) != len(step.partials):
        return None
    ambiguous = is_ambiguous(step)
    found = []
    for (name, value), partial in zip(step.inputs, step.factors or step.partials, strict=True):
        if partial not in ("", "0"):
            minus = partial.startswith("-") and not is_sum(partial)
            size = without_minus(partial) if minus else partial
            found.append(Share(minus, "" if size == "1" else size, value if ambiguous else name))
    return tuple(found)


def chain(step: StepReport, show: Callable[[str], str], rate: Callable[[str, str], str], times: str) -> str:
    """The rule's own form of the chain rule: the terms, with what stands before them or below; empty where there are none."""
    found = terms(step, show, rate, times)
    if found and step.before:
        return f"{show(step.before)}{times}({found})"
    return f"({found})/{as_divisor(step.over)}" if found and step.over else found


def terms(step: StepReport, show: Callable[[str], str], rate: Callable[[str, str], str], times: str) -> str:
    """The sum of each partial times its operand's derivative; empty where the operands have no names.

    ``rate`` takes the operand's letter, or its text where the letter is ambiguous, and the variable.
    """
    found = shares(step)
    if found is None:
        return ""
    result = ""
    for share in found:
        result += (" - " if share.minus else " + ") if result else "-" if share.minus else ""
        result += (show(share.factor) + times if share.factor else "") + rate(share.operand, step.wrt)
    return result or "0"


def _rate(operand: str, wrt: str) -> str:
    return f"d{operand}/d{wrt}" if operand.isidentifier() else f"d({operand})/d{wrt}"


def _factor(partial: str) -> str:
    return f"({partial})" if is_sum(partial) else partial


def without_minus(formula: str) -> str:
    """A formula without the minus in front of it."""
    return formula.positive() if isinstance(formula, Formula) else formula.removeprefix("-")


def is_sum(formula: str) -> bool:
    """Whether a formula is a sum outside all brackets."""
    if isinstance(formula, Formula):
        return formula.is_sum
    depth = 0
    for position, char in enumerate(formula):
        depth += (char == "(") - (char == ")")
        if depth == 0 and formula.startswith((" + ", " - "), position):
            return True
    return False


def as_divisor(formula: str) -> str:
    """A formula as it stands behind a line: in brackets where it is a sum, a product or a quotient."""
    depth = 0
    for position, char in enumerate(formula):
        depth += (char == "(") - (char == ")")
        if (
            depth == 0
            and char in "*/"
            and "**" not in (formula[position : position + 2], formula[position - 1 : position + 1])
        ):
            return f"({formula})"
    return _factor(formula)


def is_sum_as_factor(formula: str) -> bool:
    """Whether a formula is a sum, be it in brackets: they do not come through to a notation that is made from its parts."""
    return is_sum(formula) or (formula.startswith("(") and _is_closed(formula[1:]))


def _grouped(formula: str) -> str:
    return formula if formula.isidentifier() or _is_call(formula) else f"({formula})"


def _is_call(formula: str) -> bool:
    """Whether a text is one function of something."""
    name, bracket, rest = formula.partition("(")
    return bool(bracket) and name.isidentifier() and _is_closed(rest)


def _is_closed(rest: str) -> bool:
    """Whether the bracket that was opened before a text closes at its end."""
    depth = 1
    for position, char in enumerate(rest):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return position == len(rest) - 1
    return False


def broken(line: str, room: int) -> list[str]:
    """A line of text in lines of at most so many columns, broken between terms, or where it must be between factors."""
    if len(line) <= room:
        return [line]
    indent = " " * min(len(line) - len(line.lstrip()) + 4, room // 2)
    result: list[str] = []
    rest = line
    while len(rest) > room:
        cut = _cut(rest, room)
        if cut <= len(indent):
            break
        result.append(rest[:cut].rstrip())
        rest = indent + rest[cut:].lstrip()
    return [*result, rest]


def _cut(line: str, room: int) -> int:
    """Where to break: before the last sign of the outermost level that has one in the room; 0 where there is none."""
    places: dict[tuple[int, bool], int] = {}
    depth = 0
    start = len(line) - len(line.lstrip())
    for position, char in enumerate(line[: room + 1]):
        depth += (char in "([") - (char in ")]")
        if position > start and line.startswith((" + ", " - ", " = "), position):
            places[depth, False] = position
        elif char == "*" and "*" not in (line[position - 1], line[position + 1 : position + 2]):
            places[depth, True] = position - (line[position - 1] == " ")
    return next((places[level] for level in sorted(places) if places[level] > room // 3), 0)
