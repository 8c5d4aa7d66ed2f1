"""The value and the derivative of a matrix expression as a function in a language of arrays.

Imports ``lowering``, ``targets``, ``answers`` and below, ``languages``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from symdiff.errors import fault
from symdiff.languages.table import ROWS as LANGUAGES
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.answers import Answer, scalars
from symdiff.matrices.lowering import ATOM, SUM, Lowering
from symdiff.matrices.nodes import Node, Nodes, reachable
from symdiff.matrices.sizes import Size, told
from symdiff.matrices.targets import PYTHON, Target, target_named
from symdiff.matrices.tidying import rebuilt, tidied
from symdiff.matrices.writing import Plain

_LONG = 60
_BEFORE, _AFTER = ("(", ", ", " + ", " - ", " .+ ", " .- "), (")", ", ", " + ", " - ", " .+ ", " .- ")
"""What stands beside a term of a sum."""


def programmed(answer: Answer, language: str, *, name: str = "f", heading: Sequence[str] = ()) -> str:
    """A function of the value and the derivative; its arguments are the names in alphabetical order.

    Raises SymdiffError ``no-code`` where the language lacks a function, or the derivative has no matrix form.
    """
    target = target_named(language)
    row = next(each for each in LANGUAGES if each.name == language)
    if answer.node is None:
        raise fault("no-code", "the derivative has no matrix form, and is not written as code")
    names = answer.question.names
    algebra = Algebra(Nodes(names, answer.question.limits))
    value = tidied(algebra, rebuilt(answer.typed, algebra))
    derivative = rebuilt_as(algebra, answer.node, value)
    used = {str(each.extra) for root in (value, derivative) for each in reachable(root) if each.operation == "symbol"}
    used |= {str(each.extra) for each in reachable(answer.typed) if each.operation == "symbol"}
    letters = {letter for each in names for size in each.shape for letter in size.letters}
    arguments = sorted((used - letters) | {answer.question.wrt} | set(scalars(answer)))
    for each in (*arguments, name):
        if each in row.reserved:
            raise fault("no-code", f"'{each}' is a word of {language}", hint="choose another name")
    taken = {*arguments, *letters, name, "value", "derivative"}
    lines = [(letter, _measured(letter, answer, arguments, target)) for letter in sorted(letters)]
    shared: frozenset[Node] = frozenset()
    while True:  # once more where a matrix turns out to be factored twice
        lowering = Lowering(target, row, algebra, set(taken), answer.question.wrt, shared)
        lowering.sizes.update({letter: letter for letter in letters})
        lowering.prepare([value, derivative])
        results = [lowering.of(value), lowering.of(derivative)]
        again = {matrix for matrix, uses in lowering.asked.items() if len(uses) > 1}
        if target.factors is None or again <= shared:
            break
        shared |= again
    body, outputs = _inlined(lowering.lines, [each.text for each in results])
    text = "\n".join([*[line for _, line in body], *outputs])
    sizes = [(letter, source) for letter, source in lines if source and re.search(rf"(?<![\w.]){letter}(?!\w)", text)]
    given = [target.frame[1].format(letter, source) for letter, source in sizes]
    written = [target.frame[1].format(left, right) for left, right in body]
    comment = row.comment
    shapes = {each.name: told(each.shape) for each in names}
    about = [f"{comment} {line}" for line in heading]
    about.append(f"{comment} " + ", ".join(f"{each}: {shapes.get(each, 'scalar')}" for each in arguments))
    outcome = "value, and the derivative" if answer.question.order == 1 else "gradient, and the Hessian"
    about.append(f"{comment} {outcome} by {answer.question.wrt}: {Plain().text(answer.node)}")
    joined = "\n".join([*written, *outputs])
    imports = [line for mark, line in target.imports.items() if mark in joined]
    imports += [line for mark, line in row.imports.items() if mark in joined and mark not in target.imports]
    head = target.frame[0].format(name, ", ".join(arguments))
    end = target.frame[2].format(*outputs)
    space = ["", ""] if target.frame is PYTHON else [""] if target.opening else []
    return "\n".join([*about, *target.opening, *imports, *space, head, *given, *written, end]) + "\n"


def rebuilt_as(algebra: Algebra, node: Node, value: Node) -> Node:
    """The printed form of a derivative, in another table of nodes, its factors kept; a difference is taken as it is in the value."""
    differences = {each for each in reachable(value) if each.operation == "sum" and len(each.operands) > 1}
    known: dict[Node, Node] = {}
    for each in reachable(node):
        operands = tuple(known[operand] for operand in each.operands)
        signs = [algebra.coefficient(operand) for operand in operands]
        if each.operation in ("chain", "scale", "sum") and any(sign == -1 for sign, _ in signs):
            made = _negated(algebra, each, signs)
        else:
            made = algebra.nodes.intern(each.operation, operands, each.extra, each.shape)
        if each.operation == "sum" and (other := algebra.negative(made)) in differences:
            made = algebra.nodes.intern("sum", (other,), (-1,), each.shape)
        known[each] = made
    return known[node]


def _negated(algebra: Algebra, node: Node, signs: Sequence[tuple[Any, Node]]) -> Node:
    """A node of operands some of which are negative, the signs in front."""
    cores = tuple(core for _, core in signs)
    if node.operation == "sum":
        coefficients: Any = node.extra
        return algebra.add((c * sign, core) for c, (sign, core) in zip(coefficients, signs, strict=True))
    made = algebra.nodes.intern(node.operation, cores, node.extra, node.shape)
    return algebra.negative(made) if sum(sign == -1 for sign, _ in signs) % 2 else made


def _measured(letter: str, answer: Answer, arguments: Sequence[str], target: Target) -> str:
    """How a size is read off an argument; empty where no argument has it alone."""
    for each in answer.question.names:
        if each.name in arguments:
            for axis, size in enumerate(each.shape):
                if size == Size(1, (letter,)):
                    return target.size.format(each.name, axis, axis + 1)
    return ""


def _inlined(lines: Sequence[tuple[str, str, int]], outputs: Sequence[str]) -> tuple[list[tuple[str, str]], list[str]]:
    """Statements whose result is used once go to where it is used, where they are short."""
    tight = {name: holds for name, _, holds in lines}
    pattern = re.compile(r"\bt\d+\b")
    uses: dict[str, int] = {}
    needed = [one for text in outputs for one in pattern.findall(text)]
    for one in needed:
        uses[one] = uses.get(one, 0) + 1
    for name, text, _ in reversed(lines):
        if uses.get(name):
            for one in pattern.findall(text):
                uses[one] = uses.get(one, 0) + 1
    done: dict[str, str] = {}
    kept: list[tuple[str, str]] = []

    def put(text: str) -> str:
        def one(match: re.Match[str]) -> str:
            name = match[0]
            if name not in done:
                return name
            inner = done[name]
            before, after = text[: match.start()], text[match.end() :]
            alone = (not before or before.endswith(("(", ", "))) and (not after or after.startswith((")", ", ")))
            term = (not before or before.endswith(_BEFORE)) and (not after or after.startswith(_AFTER))
            return inner if alone or tight[name] == ATOM or (term and tight[name] > SUM) else f"({inner})"

        return pattern.sub(one, text)

    for name, text, _ in lines:
        if not uses.get(name):
            continue
        full = put(text)
        if uses[name] == 1 and len(full) <= _LONG:
            done[name] = full
        else:
            kept.append((name, full))
    # Numbered as they stand; where a statement goes to where it is used, a transpose may meet a transpose.
    renamed = {old: new for (old, _), (new, _, _) in zip(kept, lines, strict=False)}

    def final(text: str) -> str:
        return pattern.sub(lambda match: renamed.get(match[0], match[0]), text).replace(".T.T", "")

    return [(renamed[name], final(text)) for name, text in kept], [final(put(each)) for each in outputs]
