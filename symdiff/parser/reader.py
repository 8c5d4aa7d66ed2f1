"""What the grammar reads without recursion: numbers and names. Imports ``complaints``."""

from __future__ import annotations

from symdiff.annotations import Final, Generic, TypeVar
from symdiff.errors import SymdiffError
from symdiff.frozen import replace
from symdiff.limits import Limits
from symdiff.operators import Builder
from symdiff.parser import doubts
from symdiff.parser.complaints import Complaints
from symdiff.parser.names import (
    CONSTANT_NAMES,
    Function,
    Names,
    canonical,
    is_letter,
    is_name,
    reserved,
    suggestion,
    twin,
)
from symdiff.parser.signs import CLOSERS, NUMERIC, POWERS, ROOTS, SIGNS
from symdiff.parser.tokens import VULGAR, Tokens, parse_number, shorten

N = TypeVar("N")

DERIVATIVES: Final = frozenset(("diff", "D", "derivative", "Derivative", "Diff", "deriv"))
"""The functions whose call as the whole text asks for a derivative."""
POLITE: Final = frozenset(("find", "compute", "calculate", "determine", "evaluate", "please", "the", "what", "is"))
"""Words before a question for a derivative, which say nothing more."""


class Reader(Complaints, Generic[N]):
    """What stands in the tokens of one text."""

    __slots__ = ("_words", "bound", "builder", "leaves", "plain", "powered", "said")

    def __init__(self, tokens: Tokens, builder: Builder[N], names: Names, limits: Limits) -> None:
        super().__init__(tokens, names, limits)
        self.builder = builder
        self.powered = -1
        """The token that, were it a power, could belong to two operands."""
        self.leaves: dict[str, N] = {}
        self.plain = tokens.spelling is None
        """Whether it is the plain syntax, in which names are read as people write them."""
        self.said: dict[str, None] = {}
        self.bound: list[str] = []
        """The names that are bound where the parser is."""
        self._words: list[str] | None = None
        """Notes, each once."""

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
                conditional = "write if(x < 1, x, 2); a conditional of Python is read with --syntax python"
                raise self.tokens.fault("reserved-name", why, self.at, hint=conditional if name == "if" else None)
            function = self.names.function(name, called=False)
            if function and not function.is_letter:
                return None
            if len(name) > 1 or not name.isascii():
                other = self.twin(name)
                if other is not None:
                    return self.builder.symbol(other)
            if len(name) > 1 and function is None and self.plain:
                doubt = doubts.name_doubt(name, self.names)
                if doubt is not None:
                    raise self.ambiguous(doubt[0], self.at, doubt[1])
        return self.builder.symbol(name)

    def twin(self, name: str) -> str | None:
        """The other spelling of a Greek name, where that one is already in use."""
        other = twin(name)
        used = other is not None and (
            other in self.leaves or other in self.names.variables or other in self.names.given
        )
        return other if used else None

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
        if (
            function is None
            and name in doubts.FUNCTION_LETTERS
            and (self.plain or self.tokens.ends_arguments or self.tokens.applies)
        ):
            function = self.by_itself(name)
        if function is None and not is_letter(name) and reserved(name) is None:
            if name in DERIVATIVES:
                hint = f"give {name}(...) alone, or the derivative's formula in its place"
                inner, after = self.texts[self.at + 2 : self.at + 4] if self.texts[self.at + 2] else ("", "")
                if after == "(" and is_name(inner) and self.names.function(canonical(inner), called=True) is None:
                    hint = f"say --function {inner} where nothing is known of it, or {hint}"
                raise self.tokens.fault("syntax", "a derivative inside a formula is not taken", self.at, hint=hint)
            work = doubts.WORK.get(name)
            close = None if work else suggestion(name)
            name = shorten(name)
            hint = f"to multiply, write {name}*{self.shown(self.at + 1)}"
            hint = f"did you mean '{close}'? {hint}" if close else f"{work}; {hint}" if work else hint
            raise self.tokens.fault("unknown-function", f"there is no function named '{name}'", self.at, hint=hint)
        if self.plain:
            if name in doubts.OTHERWISE:
                self.said[doubts.OTHERWISE[name]] = None
            elif (
                function is not None
                and not name.islower()
                and (found := doubts.call_doubt(name)) is not None
                and self.texts[self.at + 1] == "("
            ):
                code, (message, hint) = found
                raise self.tokens.fault(code, message, self.at, hint=hint)
            elif function is None and (doubt := doubts.bessel_doubt(name)) is not None:
                raise self.ambiguous(doubt[0], self.at, doubt[1])
        return function

    def by_itself(self, name: str) -> Function | None:
        """The unknown function that a letter before a bracket is; None where it multiplies."""
        from symdiff.parser import unknown  # few formulas have any

        found = unknown.by_themselves(self.texts, self.names, marked=not self.tokens.applies)
        self.names = replace(self.names, functions={**self.names.functions, **found})
        self.said.update(dict.fromkeys(map(unknown.note, sorted(found))))
        return found.get(name)

    def refuse_power(self, name_at: int) -> None:
        """Refuse ``f^2(x)`` where the letter is an unknown function, which has other readings than a product."""
        name = self.texts[name_at]
        if name in doubts.FUNCTION_LETTERS and self.texts[name_at + 1] in POWERS and self.by_itself(name) is not None:
            from symdiff.parser import unknown

            raise unknown.power_doubt(self, name_at, product=True)

    def juxtaposed(self) -> None:
        """What may not follow an operand without a sign: a number, except after a factorial."""
        text, previous = self.texts[self.at], self.texts[self.at - 1]
        if text == "[" and (self.names.vectors or self.texts[self.at + 1].isdecimal()):
            hint = "write * between to multiply"
            raise self.ambiguous("an index belongs to a name, as in x[0]", self.at, hint)
        if self.plain:
            if len(text) + len(previous) > 2:
                self.refuse_words(previous, text)
            if previous == ")" and (doubt := doubts.cast_doubt(self.texts, self.at)) is not None:
                raise self.ambiguous(doubt[0], self.at - 3, doubt[1], self.at - 1)
            if self.at > 2 and previous.isdecimal():
                if text == "(":
                    self.refuse_power(self.at - (4 if self.texts[self.at - 2] == "-" else 3))
                elif (note := doubts.power_note(self.texts, self.at)) is not None:
                    self.said[note] = None
            if text == "(" and previous == ")" and "frac" in self.texts:
                raise self.ambiguous(doubts.FRACTIONS[0], self.at, doubts.FRACTIONS[1])
            if self.open and self.texts[self.open[-1]] == "[" and self.tokens.spaced(self.at):
                self.refuse_list()
        if text[0] in NUMERIC and text != "." and previous != "!":
            before = self.tokens.quote(self.at - 1, self.at - 1)
            hint = "write * between to multiply"
            if text in VULGAR:
                hint = f"write ({before} + {text}) for the mixed number, {before}*{text} for the product"
                hint = hint if before.isdecimal() else f"write {before}*{text} or {before}^{text}"
            elif text == "10" and previous in ("x", "X") and self.texts[self.at - 2][:1] in NUMERIC:
                hint += f"; for a number write {self.texts[self.at - 2]}e..."
            raise self.ambiguous(f"'{before}' and '{shorten(text)}' have nothing between them", self.at, hint, before=1)

    def refuse_list(self) -> None:
        """Refuse ``max([x y z])``, where blanks stand between the entries of a list in MATLAB."""
        opening = self.open[-1]
        if (self.texts[opening - 1] if opening else "(") in ("(", ","):
            hint = "write commas between the entries, or * for the product"
            raise self.ambiguous("this could be a list or a product", opening, hint, self.at)

    def refuse_words(self, previous: str, text: str) -> None:
        """Refuse a word where a factor is expected, and ``6.02x10^23``."""
        for word, at in ((text, self.at), (previous, self.at - 1)):
            if doubts.is_word(word, self.names) and not (at == self.at and previous[0] in NUMERIC):
                function = self.names.function(word, called=False)
                instead = (
                    "leave the words out" if function is None else f"write {word}(...) for the {function.name.lower()}"
                )
                hint = f"{instead}; if {word} is a variable, write * between or say --var {word}"
                raise self.tokens.fault("syntax", f"'{word}' stands like a word between factors", at, hint=hint)
        if previous[0] in NUMERIC and text == "x10" and self.texts[self.at + 1] in POWERS:
            exponent = "".join(self.texts[self.at + 2 : self.at + 4]).rstrip("+*/)-,")
            if self.texts[self.at + 2] not in SIGNS:
                exponent = self.texts[self.at + 2]
            hint = f"write {previous}e{exponent}, or {previous}*x10^{exponent} for the variable x10"
            raise self.ambiguous(f"'{previous}x10^{exponent}' could be a number or a product", self.at, hint, before=1)
        if self.at == 1 and previous.endswith(".") and text[0] not in NUMERIC and self.tokens.spaced(1):
            hint = f"write {previous[:-1]}*{text} to multiply, or leave the number out"
            raise self.ambiguous(f"'{previous}' could be a factor or the number of a line", 0, hint)

    def is_fraction(self, start: int, slash: int) -> bool:
        """Whether the term so far is ``1/2`` and a blank follows, as in ``1/2 x``: a fraction as a factor, which a note says."""
        texts, tokens = self.texts, self.tokens
        written = (
            self.plain
            and SIGNS.issuperset(texts[start : slash - 1])
            and self.at == slash + 2
            and texts[slash - 1].isdecimal()
            and texts[slash + 1].isdecimal()
            and tokens.spaced(self.at)
            and not tokens.spaced(slash)
            and not tokens.spaced(slash + 1)
        )
        if written:
            top, bottom, after = texts[slash - 1], texts[slash + 1], self.shown(self.at)
            self.said[
                f"'{top}/{bottom} {after}' is read as ({top}/{bottom})*{after}; "
                f"for the other reading write {top}/({bottom}*{after})"
            ] = None
        return written

    def negated(self, node: N) -> N:
        return self.builder.product((self.minus_one(), node))

    def minus_one(self) -> N:
        return self.known("-1")

    @staticmethod
    def begins_operand(text: str) -> bool:
        """Whether a bar before this token could open, where it could also close."""
        return text in CLOSERS or text in ROOTS or is_name(text) or (text[:1] in NUMERIC and text not in "-.")

    def notes(self) -> tuple[str, ...]:
        """What the user may not have meant, such as ``sinx`` and ``1/2 x``."""
        if self.plain:
            for name in self.words():
                note = doubts.name_note(name, self.names)
                if note is not None:
                    self.said[note] = None
        return tuple(self.said)

    def words(self) -> list[str]:
        """The names of several letters, once all has been read."""
        if self._words is None:
            self._words = [name for name in self.leaves if len(name) > 1 and name[0].isalpha()]
        return self._words

    def refuse_doubts(self) -> None:
        """Refuse a name whose letters stand alone elsewhere, once all names are known."""
        if self.plain and self.words():
            found = doubts.names_doubt(self.texts, self.leaves, self.names)
            if found is not None:
                name, (message, hint) = found
                raise self.ambiguous(message, self.texts.index(name), hint)
