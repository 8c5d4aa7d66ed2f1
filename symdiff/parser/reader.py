"""What the grammar reads without recursion: numbers and names. Imports ``complaints``."""

from __future__ import annotations

from typing import Final, Generic, TypeVar

from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.operators import Builder
from symdiff.parser.complaints import Complaints
from symdiff.parser.names import (
    CONSTANT_NAMES,
    Function,
    Names,
    canonical,
    is_letter,
    is_name,
    reserved,
    run_together,
    suggestion,
)
from symdiff.parser.signs import CLOSERS, NUMERIC, ROOTS, SIGNS
from symdiff.parser.tokens import Tokens, parse_number, shorten

N = TypeVar("N")

DERIVATIVES: Final = frozenset(("diff", "D", "derivative", "Derivative", "Diff", "deriv"))
"""The functions whose call as the whole text asks for a derivative."""


class Reader(Complaints, Generic[N]):
    """What stands in the tokens of one text."""

    __slots__ = ("builder", "leaves", "powered")

    def __init__(self, tokens: Tokens, builder: Builder[N], names: Names, limits: Limits) -> None:
        super().__init__(tokens, names, limits)
        self.builder = builder
        self.powered = -1
        """The token that, were it a power, could belong to two operands."""
        self.leaves: dict[str, N] = {}

    def signs(self, negative: bool) -> bool:
        """signs = { "+" | "-" }: an even number of minus signs is none."""
        texts = self.texts
        while (text := texts[self.at]) in SIGNS and text:
            if text == "-":
                negative = not negative
            self.at += 1
        return negative

    def leaf(self, text: str) -> N | None:
        """The node of a number, perhaps with a sign, or of a name that is no function; None for any other token."""
        node = self.leaves.get(text)
        if node is None and text:
            try:
                if text[0] in NUMERIC and text not in "-.":
                    node = self.builder.number(parse_number(text, self.limits))
                elif is_name(text):
                    node = self.named(canonical(text))
            except SymdiffError as error:
                raise error.located(self.tokens.source, self.tokens.span(self.at)) from None
            if node is not None:
                self.leaves[text] = node
        return node

    def named(self, name: str) -> N | None:
        """The node of a name: a definition, a variable or a constant; None for a function."""
        if name in self.names.definitions:
            return self.names.definitions[name]  # type: ignore[no-any-return]
        if name not in self.names.variables:
            if name in CONSTANT_NAMES:
                return self.builder.constant(CONSTANT_NAMES[name])
            why = reserved(name)
            if why:
                raise self.tokens.fault("reserved-name", why, self.at)
            function = self.names.function(name, called=False)
            if function and not function.is_letter:
                return None
        return self.builder.symbol(name)

    def known(self, text: str) -> N:
        """The leaf of a token that can only be one."""
        node = self.leaf(text)
        if node is None:
            raise self.unexpected()
        return node

    def functional(self, name: str) -> Function:
        """The function of a token that can only be one."""
        function = self.names.function(canonical(name), called=False)
        if function is None:
            raise self.unexpected()
        return function

    def applied(self, name: str) -> Function | None:
        """What a name before a bracket applies; None where it multiplies."""
        name = canonical(name)
        if name in self.names.definitions or name in self.names.variables or name in CONSTANT_NAMES:
            return None
        function = self.names.function(name, called=True)
        if function is None and not is_letter(name) and reserved(name) is None:
            if name in DERIVATIVES:
                hint = f"give {name}(...) alone, or the derivative's formula in its place"
                raise self.tokens.fault("syntax", "a derivative inside a formula is not taken", self.at, hint=hint)
            close = suggestion(name)
            name = shorten(name)
            hint = f"to multiply, write {name}*{self.shown(self.at + 1)}"
            hint = f"did you mean '{close}'? {hint}" if close else hint
            raise self.tokens.fault("unknown-function", f"there is no function named '{name}'", self.at, hint=hint)
        return function

    def juxtaposed(self) -> None:
        """What may not follow an operand without a sign: a number, except after a factorial."""
        text = self.texts[self.at]
        if text == "[" and self.names.vectors:
            hint = "write * between to multiply"
            raise self.ambiguous("an index belongs to the name of a vector, as in x[0]", self.at, hint)
        if text[0] in NUMERIC and text != "." and self.texts[self.at - 1] != "!":
            before = self.tokens.quote(self.at - 1, self.at - 1)
            raise self.ambiguous(
                f"'{before}' and '{shorten(text)}' have nothing between them",
                self.at,
                "write * between to multiply",
                before=1,
            )

    def negated(self, node: N) -> N:
        return self.builder.product((self.minus_one(), node))

    def minus_one(self) -> N:
        return self.known("-1")

    @staticmethod
    def begins_operand(text: str) -> bool:
        """Whether a bar before this token could open, where it could also close."""
        return text in CLOSERS or text in ROOTS or is_name(text) or (text[:1] in NUMERIC and text not in "-.")

    def notes(self) -> tuple[str, ...]:
        """What the user may not have meant: a name that is a function's name with a letter, such as ``sinx``."""
        known = self.names
        return tuple(
            f"'{name}' is read as one variable; for {stem} of {name[len(stem) :]} write {stem}({name[len(stem) :]}), "
            f"for the variable say --var {name}"
            for name in self.leaves
            if (stem := run_together(name)) and name not in known.variables and name not in known.definitions
        )
