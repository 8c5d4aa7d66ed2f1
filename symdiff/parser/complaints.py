"""What a reader says about texts that it does not read: each message with its place and, where there is one, its hint.

Imports ``names`` and ``signs``.
"""

from __future__ import annotations

from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.parser import bars
from symdiff.parser.names import CONSTANT_NAMES, Names, canonical, is_name, reserved
from symdiff.parser.signs import APPLIED, CLOSERS, CLOSING, NUMERIC, POWERS, TIMES
from symdiff.parser.syntax import SUPERSCRIPTS
from symdiff.parser.tokens import Tokens, shorten

_EXPECTED = "a number, a name or a bracket"

_HINTS = {
    "=": "give the right-hand side alone",
    **dict.fromkeys(
        ("==", "<", ">", "<=", ">=", "!=", "≤", "≥", "≠"),
        "a comparison stands only in a condition: if(x < 1, x, 2)",
    ),
    ":=": "a definition is given with --let",
    ":": "a definition is given with --let",
    ";": "give one formula at a time",
    "%": "write mod(a, b)",
    "'": "a prime stands only at the end, as in (x^2)'; text in quotes is not a formula",
    '"': "text in quotes is not a formula",
    ".": "a point belongs inside a number; nothing here has attributes",
    "{": "group with ( )",
    "}": "group with ( )",
    "\\": "LaTeX is not read here",
    "_": "a name begins with a letter",
    "\n": "a formula is one line",
    "\r": "a formula is one line",
    "∞": "infinity is not a real number",
}


class Complaints:
    """A place in the tokens of one text, and the errors of it."""

    __slots__ = ("at", "limits", "names", "open", "texts", "tokens")

    def __init__(self, tokens: Tokens, names: Names, limits: Limits) -> None:
        self.tokens = tokens
        self.texts = tokens.texts
        self.names = names
        self.limits = limits
        self.at = 0
        """The token to be read next."""
        self.open: list[int] = []
        """The brackets that are open."""

    def close(self) -> None:
        """The partner of the bracket that was opened last."""
        opened = self.open.pop()
        text = self.texts[self.at]
        expected = CLOSERS[self.texts[opened]]
        if text == expected:
            self.at += 1
            return
        shown = self.tokens.quote(opened, opened)
        partner = CLOSERS.get(shown, expected).replace(bars.CLOSE, "|")
        if not text:
            raise self.tokens.fault(
                "unbalanced", f"'{shown}' is never closed: its partner '{partner}' is missing", opened
            )
        if text in CLOSING:
            raise self.tokens.fault(
                "unbalanced", f"'{partner}' is missing before this bracket, to close '{shown}'", self.at
            )
        self.open.append(opened)
        raise self.unexpected()

    def function_at(self, index: int) -> bool:
        """Whether a token is the name of a function, as it stands."""
        name = self.texts[index]
        if not is_name(name):
            return False
        name = canonical(name)
        if name in self.names.definitions or name in self.names.variables or name in CONSTANT_NAMES:
            return False
        called = self.texts[index + 1] in APPLIED
        function = self.names.function(name, called=called)
        return function is not None and (called or not function.is_letter)

    def ends_operand(self, text: str) -> bool:
        """Whether a bar after this token follows an operand."""
        if text == "" or text in CLOSING or text == "!" or text[0] in SUPERSCRIPTS:
            return text != ""
        if not is_name(text):
            return text[0] in NUMERIC and text not in "-."
        function = self.names.function(text, called=False)
        return function is None or function.is_letter or text in self.names.variables or text in self.names.definitions

    def shown(self, index: int) -> str:
        """A token for a hint, with what its brackets hold left out."""
        text = self.texts[index]
        if text in CLOSERS:
            return f"{text}...{CLOSERS[text]}".replace(bars.OPEN, "|").replace(bars.CLOSE, "|")
        return self.tokens.quote(index, index) + (self.shown(index + 1) if self.applies(index) else "")

    def applies(self, index: int) -> bool:
        """Whether a token is the name of a function that has its brackets."""
        return self.texts[index + 1] in APPLIED and self.function_at(index)

    def ambiguous(self, message: str, first: int, hint: str, last: int | None = None, before: int = 0) -> SymdiffError:
        return self.tokens.fault("ambiguous", message, first - before, first if last is None else last, hint)

    def denominator(self, start: int, slash: int) -> SymdiffError:
        top, bottom = self.tokens.quote(start, slash - 1), self.tokens.quote(slash + 1, self.at - 1)
        after = self.shown(self.at)
        hint = f"write ({top}/{bottom})*{after} or {top}/({bottom}*{after})"
        return self.ambiguous("a product without a sign after a division has two readings", start, hint, self.at)

    def is_operand(self, index: int) -> bool:
        """Whether a token is an operand by itself."""
        text = self.texts[index]
        return (text[:1].isdigit() or is_name(text)) and not self.function_at(index)

    def open_ended(self, name_at: int, start: int, rest: str) -> SymdiffError:
        """For an argument without brackets that ``rest`` could belong to."""
        name, inside = self.tokens.quote(name_at, start - 1), self.tokens.quote(start, self.at - 1)
        function = self.names.function(canonical(name), called=True)
        if function is not None and function.reading(1) is None:  # between its operands, as people write 7 mod 3
            inside = f"{self.texts[name_at - 1] if name_at and self.is_operand(name_at - 1) else '...'}, {inside}"
        hint = f"write {name}({inside}){rest} or {name}({inside}{rest})"
        return self.ambiguous("it is not clear where the argument ends", self.at, hint)

    def twice(self) -> SymdiffError:
        return self.ambiguous(
            "this could apply to more or less of what stands before it", self.at, "put the operand in parentheses"
        )

    def too_deep(self) -> SymdiffError:
        message = f"the nesting is deeper than {self.limits.max_depth:,}"
        return self.tokens.fault("too-deep", message, self.at, hint="raise the bound with --max-depth")

    def argument_missing(self, name_at: int) -> SymdiffError:
        name = self.texts[name_at]
        hint = f"write {name}(...); if it is a variable, declare it with --var {name}"
        if self.texts[name_at + 1] == "-":
            hint = f"put the argument in parentheses: {name}(-...)"
        return self.tokens.fault("missing-argument", f"the function {name} has no argument", name_at, hint=hint)

    def comma(self, before: str, after: str) -> SymdiffError:
        """For a comma between digits that could be a decimal one, or one of thousands."""
        whole, number = before.replace(".", "") + after, f"{before.replace('.', '')}.{after}"
        others, hint = f"{shorten(number)} or two arguments", "write a decimal with a point"
        if "." in before:
            others, hint = f"{shorten(number)} or two numbers", f"write {shorten(number)}"
        elif len(after) == 3:
            others, hint = f"{shorten(whole)} or {shorten(number)}", f"write {shorten(whole)} or {shorten(number)}"
        return self.ambiguous(f"'{shorten(before)},{shorten(after)}' could be {others}", self.at, hint, self.at + 1, 1)

    def unexpected(self) -> SymdiffError:
        """The error for a token that cannot stand where it does."""
        fault, at = self.tokens.fault, self.at
        text = self.texts[at]
        before = self.texts[at - 1] if at else ""
        if text == "":
            if self.open and self.open[-1] == at - 1:
                self.close()
            return fault("syntax", f"the formula ends where {_EXPECTED} is expected", at)
        if text in CLOSING:
            shown = text.replace(bars.CLOSE, "|")
            if not self.open:
                return fault("unbalanced", f"'{shown}' closes nothing: its partner is missing", at)
            return fault("syntax", f"{_EXPECTED} is expected before '{shown}'", at)
        if text == ",":
            if at and before[0] in NUMERIC and self.texts[at + 1][:1].isdecimal():
                return self.comma(before, self.texts[at + 1])
            if self.ends_operand(before):
                several = 'several formulas are the rows of a Jacobian: symdiff jacobian "[x*y, x + y]"'
                return fault("syntax", "a comma stands only between the arguments of a function", at, hint=several)
        if text in TIMES or text in POWERS or text in "/!," or text[0] in SUPERSCRIPTS:
            hint = "a power is written ** without a blank" if text == before == "*" else None
            return fault("syntax", f"{_EXPECTED} is expected before '{self.tokens.quote(at, at)}'", at, hint=hint)
        why = reserved(text)
        if why:
            return fault("reserved-name", why, at)
        if text == "{" and is_name(before):
            hint = f"write {shorten(before)}[...] for a component, or group with ( )"
            return fault("syntax", "'{' cannot stand in a formula", at, hint=hint)
        if text == "\\" and before and (is_name(self.texts[at + 1]) or self.texts[at + 1][:1].isdecimal()):
            message = "'\\' divides from the left in MATLAB and Julia, and drops the fraction of the quotient in PARI"
            return fault("ambiguous", message, at, hint="write y/x for x\\y there, or floor(x/y)")
        if text == "'" and is_name(before) and self.texts[at + 1] in ("'", "("):
            return fault("syntax", f"nothing says that {before} is a function", at - 1, at, f"say --function {before}")
        if text in _HINTS:
            if text == "%" and before[:1].isdecimal() and self.texts[at + 1][:1] in "+-*/)^,;":  # or nothing
                hint = f"write {before}/100 for per cent"
                return fault("ambiguous", "'%' could be per cent or a remainder", at - 1, at, hint)
            shown = "the end of the line" if text in "\r\n" else f"'{text}'"
            return fault("syntax", f"{shown} cannot stand in a formula", at, hint=_HINTS[text])
        code = ord(text[0])
        import unicodedata  # few texts need it

        name = unicodedata.name(text[0], "")
        alike = unicodedata.normalize("NFKC", text)
        hint = (
            f"did you mean '{alike}'?"
            if alike != text and is_name(alike) and (alike.isascii() or alike >= "Α")
            else None
        )
        shown = f"'{text}'" if 32 < code < 127 else f"{name} (U+{code:04X})" if name else f"the character U+{code:04X}"
        return fault("unknown-character", f"{shown} has no meaning in a formula", at, hint=hint)
