"""Instructions as the text of a function in a language. Imports ``lowering`` and ``table``."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from typing import Final

from symdiff.frozen import Frozen
from symdiff.languages.lowering import Instruction, Lowering, no_code
from symdiff.languages.table import Language

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
_LONG: Final = 60
"""Characters from which a text is a statement of its own though it is used once."""


class Program(Frozen):
    """A function in a language."""

    text: str
    operations: int
    renamed: tuple[tuple[str, str], ...]
    """Variables that are called otherwise in the code."""


def program(
    lowering: Lowering,
    outputs: Sequence[int],
    variables: Sequence[str],
    language: Language,
    *,
    name: str = "f",
    array: bool = False,
    heading: Sequence[str] = (),
) -> Program:
    """The function whose outputs are the instructions of those numbers. Raises SymdiffError ``no-code``."""
    names = _names(variables, language, name)
    writing = _Writing(lowering, language, names, outputs)
    texts = [writing.text(output) for output in outputs]
    body = language.frame(name, [names[each] for each in variables], writing.statements, texts, array)
    code = "\n".join(body)
    lines = [f"{language.comment} {line}" for line in heading]
    imports = [line for mark, line in language.imports.items() if mark in code]
    renamed = tuple((old, new) for old, new in names.items() if old != new)
    lines += [f"{language.comment} {old} is called {new} here" for old, new in renamed]
    if imports:
        body = [body[0], *imports, *body[1:]]
    return Program("\n".join([*lines, *body]) + "\n", lowering.operations, renamed)


def _names(variables: Sequence[str], language: Language, function: str) -> dict[str, str]:
    """Names that the language takes, each of its own: letters, digits and underscores, no word of the language."""
    found: dict[str, str] = {}
    used = {function.lower()}
    reserved = language.reserved
    for variable in variables:
        plain = "".join(map(_ascii, variable)).strip("_") or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        name = plain
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


class _Writing:
    """The statements of one function, and the texts of its instructions in terms of them."""

    def __init__(self, lowering: Lowering, language: Language, names: dict[str, str], outputs: Sequence[int]) -> None:
        self.all = lowering.instructions
        self.language = language
        self.names = names
        self.statements: list[str] = []
        self.known: dict[int, tuple[int, str]] = {}
        self.surely = self._sure(outputs)
        self.uses = self._counted(outputs)
        for number in range(len(self.all)):
            if number in self.uses:
                self._write(number)

    def _sure(self, outputs: Sequence[int]) -> set[int]:
        """What is computed whatever the conditions are: nothing that a choice may leave out."""
        found: set[int] = set()
        waiting = list(outputs)
        while waiting:
            number = waiting.pop()
            if number not in found:
                found.add(number)
                each = self.all[number]
                waiting += each.operands[:1] if each.kind == "choose" and self.language.lazy else each.operands
        return found

    def _counted(self, outputs: Sequence[int]) -> dict[int, int]:
        counts: dict[int, int] = {}
        for output in outputs:
            counts[output] = counts.get(output, 0) + 1
        for number in range(len(self.all) - 1, -1, -1):
            if number in counts:
                for operand in self.all[number].operands:
                    counts[operand] = counts.get(operand, 0) + 1
        return counts

    def text(self, number: int, holds: int = -2) -> str:
        held, text = self.known[number]
        return text if held >= holds else f"({text})"

    def _write(self, number: int) -> None:
        each = self.all[number]
        holds, text = self._composed(each)
        leaf = each.kind in ("variable", "number", "truth")
        named = not leaf and each.kind not in ("compare", "and", "or", "not") and number in self.surely
        if named and (self.uses[number] > 1 or len(text) > _LONG):
            name = f"t{len(self.statements) + 1}"
            self.statements.append(f"{name} = {text}")
            holds, text = _ATOM, name
        self.known[number] = holds, text

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
                    raise no_code(each.name, language.name)
                return _ATOM, language.functions[each.name].format(*map(self.text, each.operands))
            case "choose":
                if not language.choose:
                    raise no_code("a choice by conditions", language.name)
                return _ATOM, language.choose.format(*map(self.text, each.operands))
            case "negate":
                return _HOLDS["negate"], f"-{self.text(each.operands[0], 3)}"
            case "compare":
                sign = language.unequal if each.name == "!=" else each.name
                return 0, f"({self.text(each.operands[0], 1)} {sign} {self.text(each.operands[1], 1)})"
            case "not":
                return _ATOM, f"({language.negation}{self.text(each.operands[0], _ATOM)})"
            case "and" | "or":
                sign = language.both if each.kind == "and" else language.either
                return _ATOM, f"({f' {sign} '.join(self.text(operand) for operand in each.operands)})"
        holds = _HOLDS[each.kind]
        # On the right of a minus or a division equal tightness needs brackets; so does a sign after an operator.
        right = holds + (each.kind in ("subtract", "divide", "multiply"))
        first, second = each.operands
        return holds, self.text(first, holds) + _SIGNS[each.kind] + self.text(second, max(right, 3))

    def _number(self, value: float) -> tuple[int, str]:
        if math.isnan(value):
            if not self.language.nan:
                raise no_code("a choice without an 'otherwise'", self.language.name)
            return _ATOM, self.language.nan
        text = self.language.literal.format(repr(value))
        return (_HOLDS["negate"], text) if text.startswith("-") else (_ATOM, text)
