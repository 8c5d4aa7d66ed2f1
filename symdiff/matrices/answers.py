"""What is asked of a matrix expression, and the answer: read, differentiate, tidy, check. Imports everything of ``matrices`` below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from symdiff.errors import SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.matrices.algebra import Algebra
from symdiff.matrices.derivatives import Derivative, Step, differentiated
from symdiff.matrices.indices import LETTERS, index_text
from symdiff.matrices.names import named
from symdiff.matrices.nodes import Node, Nodes, reachable
from symdiff.matrices.reading import read
from symdiff.matrices.sizes import ONE, Declared, Shape, declared, told
from symdiff.matrices.tidying import rebuilt, tidied
from symdiff.matrices.writing import Latex, Plain

if TYPE_CHECKING:
    from symdiff.matrices.checks import Checked

_TRIES = 6
"""Random instances, the later half of which are positive, until the function has a value."""


class Question(Frozen):
    """A derivative of a matrix expression. ``names`` are the declarations; order 2 of a scalar is the Hessian."""

    source: str
    wrt: str
    names: tuple[Declared, ...] = ()
    order: int = 1
    layout: str = "denominator"
    syntax: str = "auto"
    limits: Limits = DEFAULT_LIMITS


class Answer(Frozen):
    """A derivative in matrix form.

    ``derivative`` has its rows along the function; ``node`` is laid out as asked, and None where there is no matrix form, whose
    ``text`` is then in index form. ``typed`` is the function as it was written, for a Hessian its gradient; ``sides`` says which of
    its rows and columns, and of the variable's, are not one wide.
    """

    question: Question
    typed: Node
    derivative: Derivative
    node: Node | None
    text: str
    shape: Shape
    notes: tuple[str, ...]
    steps: tuple[Step, ...]
    algebra: Algebra
    sides: tuple[bool, ...]


def asked(
    source: str,
    wrt: str,
    shapes: tuple[str, ...],
    *,
    order: int = 1,
    layout: str = "denominator",
    syntax: str = "auto",
    limits: Limits = DEFAULT_LIMITS,
) -> Question:
    """A question from texts. Raises SymdiffError ``usage`` where a declaration is none, or a name is declared twice."""  # fmt: skip
    if order not in (1, 2):
        raise fault("usage", f"order {order} of a matrix expression has no matrix form", hint="1, or 2 for a Hessian")
    names: dict[str, Declared] = {}
    for text in shapes:
        one = declared(text)
        if one.name in names and names[one.name] != one:
            raise fault("usage", f"{one.name} has two shapes", hint="give one --shape for each name")
        names[one.name] = one
    letters = {letter for one in names.values() for size in one.shape for letter in size.letters}
    both = sorted(letters & set(names))
    if both:
        raise fault("usage", f"{both[0]} is a size and has a shape itself", hint="choose another letter for the size")
    return Question(source, wrt, tuple(names.values()), order, layout, syntax, limits)


def answered(question: Question) -> Answer:
    """The derivative in matrix form. Raises SymdiffError where the text is none, shapes do not fit, or a rule is missing.

    The entries of the variable count as independent, whatever is declared of it; what is declared serves the result.
    """
    names = question.names
    by_names = [Declared(each.name, each.shape) if each.name == question.wrt else each for each in names]
    typed = read(question.source, Nodes(by_names, question.limits), syntax=question.syntax, limits=question.limits)
    loose = Algebra(Nodes(by_names, question.limits))
    strict = Algebra(Nodes(names, question.limits))
    root = rebuilt(typed, loose)
    by = loose.symbol(question.wrt)
    known = {str(each.extra) for each in reachable(typed) if each.operation == "symbol"}
    if question.wrt not in known and question.wrt not in {each.name for each in names}:
        have = ", ".join(sorted(known)) or "no name"
        raise fault("unknown-variable", f"there is no {question.wrt} in the expression", hint=f"it has {have}")
    notes: list[str] = []
    if question.wrt not in known:
        notes.append(f"there is no {question.wrt} in the expression, which has {', '.join(sorted(known)) or 'no name'}")
    steps: tuple[Step, ...] = ()
    if question.order == 2:
        if not root.scalar:
            raise fault(
                "usage", f"a Hessian is of a scalar, and this is {told(root.shape)}", hint="leave out --order 2"
            )
        first = differentiated(loose, root, by)
        assert first.node is not None or first.terms
        if first.node is None:
            raise fault("no-derivative", "the gradient has no matrix form, so there is no Hessian in matrix form")
        steps = first.steps
        typed = root = rebuilt(first.node, loose)
    found = differentiated(loose, root, by)
    node = None if found.node is None else rebuilt(found.node, strict)
    known_by = next((each for each in names if each.name == question.wrt), None)
    if known_by is not None and known_by.properties:
        notes.append(
            f"the entries of {question.wrt} count as independent; that it is {_and(known_by)} serves the result"
        )
    shape = (ONE, ONE)
    if node is not None:
        node, found, note = _laid_out(question, strict, root, by, node, found)
        notes += note
        node = tidied(strict, node)
        text, shape = Plain().text(named(strict, node)), node.shape
    else:
        text = index_text(loose, found.terms, found.free, Plain())
        notes.append(_index_note(root, by, found))
    sides = tuple(size != ONE for size in (*root.shape, *by.shape))
    return Answer(question, typed, found, node, text, shape, tuple(notes), (*steps, *found.steps), strict, sides)


def _and(names: Declared) -> str:
    return " and ".join(sorted(names.properties))


def _laid_out(
    question: Question, algebra: Algebra, root: Node, by: Node, node: Node, found: Derivative
) -> tuple[Node, Derivative, list[str]]:
    """The derivative with its rows along the variable, unless the numerator layout is asked for."""
    found = replace(found, node=node)
    numerator = question.layout == "numerator"
    if found.stacked:
        note = (
            "d vec(function)/d vec(variable): a row for each entry of the function, a column for each of the variable"
        )
        return (node, found, [note]) if numerator else (algebra.transpose(node), found, [_swapped(note)])
    if root.scalar:
        if numerator and not by.scalar:
            return algebra.transpose(node), found, ["numerator layout: the transpose of the gradient"]
        return node, found, []
    if by.scalar:
        return node, found, []
    if question.order == 2:
        return node, found, []
    if numerator:
        return node, found, ["numerator layout: a row for each entry of the function"]
    return algebra.transpose(node), found, ["denominator layout: a row for each entry of the variable"]


def _swapped(note: str) -> str:
    return note.replace("a row for each entry of the function, a column for each of the variable",
                        "a row for each entry of the variable, a column for each of the function")  # fmt: skip


def _index_note(root: Node, by: Node, found: Derivative) -> str:
    letters = list(LETTERS[: len(found.free)])
    many = sum(size != ONE for size in root.shape)
    of, own = ",".join(letters[:many]), ",".join(letters[many:])
    what = (
        f"the derivative of entry [{of}] of the function by entry [{own}] of {by.extra}"
        if of
        else f"entry [{own}] of the gradient"
    )
    return f"no matrix form is known: this is {what}"


def latex(answer: Answer) -> str:
    """The derivative in LaTeX. Raises SymdiffError where it has no matrix form."""
    if answer.node is None:
        raise fault(
            "no-derivative", "the derivative has no matrix form for LaTeX", hint="plain output has its index form"
        )
    return Latex().text(named(answer.algebra, answer.node))


def scalars(answer: Answer) -> list[str]:
    """The names in the expression that have no shape, sizes left out."""
    letters = {letter for each in answer.question.names for size in each.shape for letter in size.letters}
    declared_names = {each.name for each in answer.question.names}
    found = {str(each.extra) for each in reachable(answer.typed) if each.operation == "symbol"}
    return sorted(found - letters - declared_names)


def explained(answer: Answer) -> list[tuple[str, str, str, str]]:
    """The steps of the derivation: rule, its statement, the part of the formula, and what the sweep found there."""
    writer = Plain()
    made: list[tuple[str, str, str, str]] = []
    for step in answer.steps:
        found: Any = step.found
        text = (
            "no matrix form" if found is None else writer.text(tidied(answer.algebra, rebuilt(found, answer.algebra)))
        )
        made.append((step.rule, step.statement, writer.text(step.node), text))
    return made


def instance_checked(answer: Answer, at: Sequence[str], sizes: Sequence[str], seed: int, *, certify: bool) -> Checked:
    """The check of an answer at an instance; what is not given is drawn, again where the function has no value.

    Raises SymdiffError ``bad-point`` where a value does not fit its name, and ``undefined`` where the function has no value.
    """
    from symdiff.matrices.checks import checked
    from symdiff.matrices.instances import complete, given, sizes_of

    points, letters = given(at), sizes_of(sizes)
    used = {letter for each in answer.question.names for size in each.shape for letter in size.letters}
    unknown = sorted(set(letters) - used)
    if unknown:
        raise fault(
            "usage", f"no shape has the size {unknown[0]}", hint=f"there are {', '.join(sorted(used)) or 'none'}"
        )
    trouble: SymdiffError | None = None
    without: Checked | None = None
    for attempt in range(_TRIES):
        instance = complete(
            answer.question.names, scalars(answer), points, letters, seed + attempt, positive=attempt >= _TRIES // 2
        )
        try:
            found = checked(
                answer.typed, answer.derivative, answer.question.wrt, instance, answer.sides, certify=certify
            )
        except SymdiffError as again:
            if again.diagnostic.code != "undefined":
                raise
            trouble = trouble or again
        else:
            if found.derivative is not None or points:
                return found
            without = without or found  # a value where the formula of the derivative has none
    if without is not None:
        return without
    assert trouble is not None
    raise trouble


__all__ = ["Answer", "Question", "answered", "asked", "explained", "instance_checked", "latex", "scalars"]
