"""Instructions as the text of a function in a language. Imports ``lowering`` and ``table``."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from typing import Any, Final

from symdiff.errors import fault, visible
from symdiff.frozen import Frozen
from symdiff.languages.lowering import Instruction, Lowering, no_code
from symdiff.languages.machine import narrowed
from symdiff.languages.table import WORD, Language, Parts, Section

_SIGNS: Final = {"add": " + ", "subtract": " - ", "multiply": "*", "divide": "/"}
_HOLDS: Final = {
    "add": 1,
    "subtract": 1,
    "negate": 2,
    "multiply": 3,
    "divide": 3,
    "compare": 0,
    "and": -1,
    "or": -1,
    "not": 0,
}
_ATOM: Final = 9
_CONDITIONS: Final = ("compare", "and", "or", "not")
_DEEPEST: Final = 80
"""Choices within choices: Python reads no more than a hundred."""
_INLINE: Final = 400
"""Characters up to which a text stands where it is used, though more than once, so that no other branch computes it."""
_ENCODING: Final = re.compile(r"coding[:=]")
_HELD: Final = re.compile(r"(?<![\w.])t[0-9]+\b")
"""The names of statements: no language and no variable has such ones."""
_LONG: Final = 60
"""Characters from which a text is a statement of its own though it is used once."""


class Program(Frozen):
    """A function in a language."""

    text: str
    operations: int
    renamed: tuple[tuple[str, str], ...]
    """Variables that are called otherwise in the code."""
    variables: tuple[str, ...] = ()
    """What the arguments are, in order."""
    header: str = ""
    """The text of a file that declares it, where the language has such files."""
    outputs: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """By output the number of its formula, and the names that this is differentiated by in turn."""


def program(
    lowering: Lowering,
    outputs: Sequence[int],
    variables: Sequence[str],
    language: Language,
    *,
    name: str = "f",
    array: bool = False,
    heading: Sequence[str] = (),
    split: int | None = None,
) -> Program:
    """The function whose outputs are the instructions of those numbers; with ``split`` several of so many statements, and one that calls them.

    Raises SymdiffError ``no-code``.
    """
    parted = (
        () if split is None else ("work", "out", *(f"{name}_{k}" for k in range(1, 1 + len(lowering.instructions))))
    )
    names = _names(variables, language, name, parted)
    writing = _Writing(lowering, language, names, outputs)
    texts = [writing.text(output) for output in outputs]
    arguments = [names[each] for each in variables]
    frame = language.frame
    if split is None:
        body, loaded = _body(writing, texts, arguments if array else ())
        parts = Parts(name, arguments, body, texts, array, (*loaded, *writing.held))
    else:
        assert language.split is not None
        frame = language.split
        work, sections = _sections(writing, texts, split)
        heading = [
            *heading,
            f"split into {len(sections)} functions; work is room for {work} numbers, whatever it holds",
        ]
        parts = Parts(name, arguments, (), texts, array, (), work, sections)
    body = frame(parts)
    code = "\n".join(body)
    lines = [f"{language.comment} {line}" for line in heading]
    if language.comment == "#" and _ENCODING.search(" ".join(heading)):
        # Python takes a comment in the first two lines that says so for the encoding of the file.
        lines.insert(0, "# -*- coding: utf-8 -*-")
    imports = dict.fromkeys(
        line for mark, line in language.imports.items() if re.search(rf"(?<![\w.]){re.escape(mark)}", code)
    )
    renamed = tuple((old, new) for old, new in names.items() if old != new)
    lines += [f"{language.comment} {visible(old)} is called {new} here" for old, new in renamed]
    if imports:
        at = 1 if body[0].startswith("import ") else 0
        body = [*body[:at], *imports, *body[at:]]
    header = "" if language.header is None else "\n".join([*lines, *language.header(parts)]) + "\n"
    return Program("\n".join([*lines, *body]) + "\n", lowering.operations, renamed, tuple(variables), header)


def _body(writing: _Writing, texts: Sequence[str], arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines of a function, and which arguments it takes out of their array: each, and what an output is, as near as can be to where it is used.

    So a processor holds few numbers at a time. Where outputs are returned at the end, the lines are the statements.
    """
    language = writing.language
    if not language.stored:
        return writing.lines(writing.top.items), []
    waiting = {name: language.loaded.format(name, k, k + 1) for k, name in enumerate(arguments)}
    found: list[str] = []
    loaded: list[str] = []
    for each in _sequence(writing, texts):
        if isinstance(each, int):
            lines = [language.indent + language.stored.format(texts[each], each, each + 1)]
        else:
            lines = writing.lines([each])
        for name in dict.fromkeys(WORD.findall("\n".join(lines))) if waiting else ():
            if name in waiting:
                found.append(language.indent + waiting.pop(name))
                loaded.append(name)
        found += lines
    return found, loaded


def _sequence(writing: _Writing, texts: Sequence[str]) -> Iterator[_Statement | int]:
    """The statements, and numbers of outputs, each of which comes as soon as its text and those before it are known."""
    items = writing.top.items
    home = {name: place for place, item in enumerate(items, 1) for name in _set(item)}
    done = 0
    for number, text in enumerate(texts):
        needed = max((home[name] for name in _HELD.findall(text)), default=0)
        yield from items[done:needed]
        done = max(done, needed)
        yield number


def _set(item: _Statement) -> list[str]:
    """The names that a statement sets."""
    return item.names if isinstance(item, _Branch) else [item[0]]


def _sections(writing: _Writing, texts: Sequence[str], most: int) -> tuple[int, list[Section]]:
    """The statements in functions of so many, and how many numbers these hand on to one another.

    A choice is not split. A place in the array is free again after the last function that takes what is there.
    """
    bodies: list[list[str]] = []
    setters: list[list[str]] = []
    results: list[list[tuple[int, str]]] = []
    full = True
    for each in _sequence(writing, texts):
        if full:
            bodies.append([])
            setters.append([])
            results.append([])
        if isinstance(each, int):
            results[-1].append((each, texts[each]))
        else:
            bodies[-1] += writing.lines([each])
            setters[-1] += _set(each)
        full = len(bodies[-1]) + len(results[-1]) >= most
    home = {name: place for place, names in enumerate(setters) for name in names}
    taken: list[list[str]] = []
    last: dict[str, int] = {}
    for place, (body, shown) in enumerate(zip(bodies, results, strict=True)):
        here = dict.fromkeys(_HELD.findall("\n".join([*body, *(text for _, text in shown)])))
        taken.append([name for name in here if home.get(name, place) != place])
        last |= dict.fromkeys(taken[-1], place)
    room: dict[str, int] = {}
    free: list[int] = []
    size = 0
    sections: list[Section] = []
    for place, body in enumerate(bodies):
        got = [(name, room[name]) for name in taken[place]]
        given = []
        for name in setters[place]:
            if name in last:
                if not free:
                    free.append(size)
                    size += 1
                given.append((name, heappop(free)))
        room |= dict(given)
        held = dict.fromkeys([name for name, _ in got] + _HELD.findall("\n".join(body)))
        sections.append(Section(body, list(held), got, given, results[place]))
        for name, at in got:
            if last[name] == place:
                heappush(free, at)
    return max(size, 1), sections


def _common(first: _Block, second: _Block) -> _Block:
    """The innermost block that both are in."""
    while first is not second:
        if first.depth >= second.depth:
            assert first.above is not None
            first = first.above
        else:
            assert second.above is not None
            second = second.above
    return first


def _names(variables: Sequence[str], language: Language, function: str, parted: Sequence[str]) -> dict[str, str]:
    """Names that the language takes, each of its own: letters, digits and underscores, no word of the language."""
    found: dict[str, str] = {}
    used = {function.lower(), *(each.lower() for each in parted)}
    reserved = language.reserved
    for variable in variables:
        plain = "".join(map(_ascii, variable)).strip("_") or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        plain = name = plain[: language.longest - 8]
        number = 0
        while name.lower() in used or name in reserved or name.lower() in reserved or _reserved(name):
            number += 1
            name = f"{plain}_{number}"
        used.add(name.lower())
        found[variable] = name
    return found


def _reserved(name: str) -> bool:
    """Whether it looks like the name of a statement of ours."""
    return name[0] in "tT" and name[1:].isdigit()


def _ascii(char: str) -> str:
    if char.isascii() and (char.isalnum() or char == "_"):
        return char
    words = unicodedata.name(char, "").split()
    if "GREEK" in words and "LETTER" in words:
        letter = words[words.index("LETTER") + 1]
        return letter.lower() if "SMALL" in words else letter.capitalize()
    digit = unicodedata.digit(char, None)
    return "_" if digit is None else str(digit)


class _Block:
    """Statements that are run together: those of the function, or of one branch of a choice."""

    def __init__(self, above: _Block | None = None) -> None:
        self.above = above
        self.depth: int = 0 if above is None else above.depth + 1
        self.items: list[_Statement] = []
        """Names with their values, and branches."""


class _Branch(Frozen):
    """Choices that are a statement: the names that they set, by one condition, in one block or the other."""

    names: list[str]
    condition: str
    blocks: tuple[_Block, _Block]
    values: tuple[list[str], list[str]]


_Statement = tuple[str, str] | _Branch


class _Writing:
    """The statements of one function, and the texts of its instructions in terms of them."""

    def __init__(self, lowering: Lowering, language: Language, names: dict[str, str], outputs: Sequence[int]) -> None:
        self.all = lowering.instructions
        self.language = language
        self.names = names
        self.held: list[str] = []
        self.known: dict[int, tuple[int, str]] = {}
        self.top = _Block()
        self.branches: dict[int, tuple[_Block, _Block]] = {}
        """Of the choices that leave out what is not taken; those of one condition in one block have the same."""
        self.uses: dict[int, int] = {}
        self.blocks: dict[int, _Block] = {}
        self.wanted: set[int] = set()
        """What some use would compute in the very block where it stands."""
        order = self._ordered(outputs)
        self.positive = self._positive(order) if language.domains else set()
        self.safe = self._safe(order) if language.strict else set()
        self._place(outputs, order)
        self._write_all(order)

    def _ordered(self, outputs: Sequence[int]) -> list[int]:
        """What the outputs need, operands first, and choices that may be made together side by side.

        A choice has a level above those that it rests on, and rests on nothing of its own level.
        """
        order = self._needed(outputs)
        self.levels: dict[int, int] = {}
        for number in order:
            each = self.all[number]
            below = max((self.levels[operand] for operand in each.operands), default=0)
            self.levels[number] = below + (each.kind == "choose")
        return sorted(order, key=lambda number: (self.levels[number], self.all[number].kind != "choose"))

    def _needed(self, outputs: Sequence[int]) -> list[int]:
        """What the outputs need, operands first, for one output after the other: so that what is computed is soon used."""
        order: list[int] = []
        seen: set[int] = set()
        waiting = [(output, False) for output in reversed(outputs)]
        while waiting:
            number, done = waiting.pop()
            if done:
                order.append(number)
            elif number not in seen:
                seen.add(number)
                waiting.append((number, True))
                waiting += [(operand, False) for operand in reversed(self.all[number].operands) if operand not in seen]
        return order

    def _place(self, outputs: Sequence[int], order: Sequence[int]) -> None:
        """Count the uses of each instruction, and find the innermost block that is run wherever one of them is."""
        for output in outputs:
            self._used(output, self.top)
        together: dict[tuple[int, int, int], tuple[_Block, _Block]] = {}
        for number in reversed(order):
            block = self.blocks[number]
            each = self.all[number]
            inside = [block] * len(each.operands)
            if each.kind == "choose" and self.language.branch is not None:
                key = self.levels[number], each.operands[0], id(block)
                if key not in together:
                    together[key] = _Block(block), _Block(block)
                inside[1:] = self.branches[number] = together[key]
            # What stands in several branches is computed in none of their common block: neither is what it is made of.
            here = number in self.wanted or each.kind == "choose"
            for operand, its in zip(each.operands, inside, strict=True):
                self._used(operand, its, here)
                if each.kind == "call" and (self._repeats(each.name) or self._is_guarded(each)):
                    self._used(operand, its, here)

    def _repeats(self, function: str) -> bool:
        """Whether the text of a call has an operand more than once."""
        text = self.language.functions.get(function, "")
        return any(text.count(each) > 1 for each in ("{0}", "{1}"))

    def _is_guarded(self, each: Instruction) -> bool:
        """Whether it would give complex numbers somewhere, as roots and logarithms of what is not plainly positive do."""
        condition = self.language.domains.get(each.name)
        if condition is None:
            return False
        above = condition.startswith(("{0} >= 0", "{0} >= -1"))
        return not (above and each.operands[0] in self.positive)

    def _positive(self, order: Sequence[int]) -> set[int]:
        """The instructions that are plainly not below 0."""
        found: set[int] = set()
        for number in order:
            each = self.all[number]
            if (
                (each.kind == "multiply" and each.operands[0] == each.operands[1])
                or (each.kind in ("add", "multiply", "divide") and found.issuperset(each.operands))
                or (each.kind == "call" and each.name in ("exp", "cosh", "fabs", "sqrt", "hypot"))
                or (each.kind == "number" and each.number >= 0)
            ):
                found.add(number)
        return found

    def _safe(self, order: Sequence[int]) -> set[int]:
        """The instructions that fail nowhere, even in a language whose functions do."""
        found: set[int] = set()
        for number in order:
            each = self.all[number]
            total = each.kind in ("variable", "number", "add", "subtract", "multiply", "negate")
            if (total or each.name in ("fabs", "atan", "tanh")) and found.issuperset(each.operands):
                found.add(number)
        return found

    def _used(self, number: int, block: _Block, here: bool = True) -> None:
        """Count a use in a block, which computes what uses it ``here`` or in branches of its own."""
        self.uses[number] = self.uses.get(number, 0) + 1
        known = self.blocks.get(number, block)
        common = _common(known, block)
        if (common is block and here) or (common is known and number in self.wanted):
            self.wanted.add(number)
        else:
            self.wanted.discard(number)
        self.blocks[number] = common

    def text(self, number: int, holds: int = -2) -> str:
        held, text = self.known[number]
        return text if held >= holds else f"({text})"

    def _write_all(self, order: Sequence[int]) -> None:
        groups: dict[int, list[int]] = {}
        for number in order:
            if number in self.branches:
                groups.setdefault(id(self.branches[number]), []).append(number)
        for number in order:
            group = groups.get(id(self.branches[number]), []) if number in self.branches else []
            if not group or not self._is_statement(group):
                self._write(number)
            elif group[0] == number:
                self._branch(group)

    def _branch(self, group: Sequence[int]) -> None:
        """Choices of one condition as one statement."""
        first = self.all[group[0]].operands[0]
        taken, other = ([self.text(self.all[number].operands[k]) for number in group] for k in (1, 2))
        names = [self._named() for _ in group]
        branch = _Branch(names, self.text(first), self.branches[group[0]], (taken, other))
        self.blocks[group[0]].items.append(branch)
        self.known |= {number: (_ATOM, name) for number, name in zip(group, names, strict=True)}

    def _write(self, number: int) -> None:
        each = self.all[number]
        holds, text = self._composed(each)
        leaf = each.kind in ("variable", "number", "truth")
        # Where a language fails outside of a function's domain, nothing is computed that may not be needed.
        inline = self.language.strict and number not in self.wanted and number not in self.safe and len(text) < _INLINE
        if not leaf and not inline and each.kind not in _CONDITIONS and (self.uses[number] > 1 or len(text) > _LONG):
            name = self._named()
            self.blocks[number].items.append((name, text))
            holds, text = _ATOM, name
        self.known[number] = holds, text

    def _named(self) -> str:
        self.held.append(f"t{len(self.held) + 1}")
        return self.held[-1]

    def _is_statement(self, group: Sequence[int]) -> bool:
        """Whether choices are no expressions: a branch has statements, one is long, or the language has none."""
        if not self.language.choose or any(block.items for block in self.branches[group[0]]):
            return True
        return any(sum(len(self.text(operand)) for operand in self.all[number].operands) > _LONG for number in group)

    def lines(self, items: Sequence[_Statement]) -> list[str]:
        """The statements, indented. A branch that stands alone in the other case of one is its next condition."""
        language = self.language
        found: list[str] = []
        waiting: list[tuple[int, Any]] = [(1, item) for item in reversed(items)]
        while waiting:
            depth, item = waiting.pop()
            if depth > _DEEPEST:
                raise no_code(f"choices nested deeper than {_DEEPEST}", language.name)
            before = language.indent * depth
            if isinstance(item, str):
                found.append(before + item)
            elif isinstance(item, _Branch):
                if language.declared:
                    found += [before + language.declared.format(name) for name in item.names]
                waiting += reversed([(depth + deeper, each) for deeper, each in self._branched(item)])
            else:
                found.append(before + language.statement.format(*item))
        return found

    def _branched(self, branch: _Branch) -> Iterator[tuple[int, Any]]:
        language = self.language
        assert language.branch is not None
        first, further, other, end = language.branch
        targets, opening = branch.names, first
        while True:
            yield 0, opening.format(branch.condition)
            yield from ((1, item) for item in branch.blocks[0].items)
            yield from self._assigned(targets, branch.values[0])
            match branch.blocks[1].items:
                # A branch that is all of the other case of this one is its next condition.
                case [_Branch() as only] if branch.values[1] == only.names:
                    branch, opening = only, further
                    continue
            yield 0, other.format()
            yield from ((1, item) for item in branch.blocks[1].items)
            yield from self._assigned(targets, branch.values[1])
            if end:
                yield 0, end.format()
            return

    def _assigned(self, names: Sequence[str], values: Sequence[str]) -> Iterator[tuple[int, str]]:
        for name, value in zip(names, values, strict=True):
            yield 1, self.language.assigned.format(name, value)

    def _composed(self, each: Instruction) -> tuple[int, str]:
        language = self.language
        match each.kind:
            case "variable":
                return _ATOM, self.names[each.name]
            case "number":
                return self._number(each.number)
            case "truth":
                return _ATOM, language.truths[0 if each.number else 1]
            case "call":
                if each.name not in language.functions:
                    raise no_code(each.name.removesuffix("_whole"), language.name)
                operands = list(map(self.text, each.operands))
                if self._is_guarded(each):
                    condition = language.domains[each.name]
                    operands[int(condition.partition("{")[2][0])] += f" + 0/({condition.format(*operands)})"
                return _ATOM, language.functions[each.name].format(*operands)
            case "choose":
                return _ATOM, language.choose.format(*map(self.text, each.operands))
            case "negate":
                return _HOLDS["negate"], f"-{self.text(each.operands[0], 3)}"
            case "compare":
                sign = language.unequal if each.name == "!=" else each.name
                text = f"{self.text(each.operands[0], 1)} {sign} {self.text(each.operands[1], 1)}"
                return 0, language.compared.format(text)
            case "not":
                return _ATOM, f"({language.negation}{self.text(each.operands[0], _ATOM)})"
            case "and" | "or":
                sign = language.both if each.kind == "and" else language.either
                return _ATOM, f"({f' {sign} '.join(self.text(operand, _ATOM) for operand in each.operands)})"
        holds = _HOLDS[each.kind]
        # On the right of a minus or a division equal tightness needs brackets; so does a sign after an operator.
        right = holds + (each.kind in ("subtract", "divide", "multiply"))
        first, second = each.operands
        left = self.text(first, holds if each.kind in ("add", "subtract") else 2)
        text = left + _SIGNS[each.kind] + self.text(second, max(right, 3))
        return (_HOLDS["negate"] if holds > 1 and text.startswith("-") else holds), text

    def _number(self, value: float) -> tuple[int, str]:
        if math.isnan(value):
            if not self.language.nan:
                raise no_code("a choice without an 'otherwise'", self.language.name)
            return _ATOM, self.language.nan
        if self.language.narrow and value and not 0 < abs(narrowed(value)) < math.inf:
            beyond = "beyond the largest" if abs(value) > 1 else "below the smallest"
            raise fault("no-code", f"the formula has a number {beyond} of 32 bits", hint="leave out --single")
        text = self.language.literal.format(repr(value))
        return (_HOLDS["negate"], text) if text.startswith("-") else (_ATOM, text)
