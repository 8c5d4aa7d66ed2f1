"""Tokens: a text as a list of short strings, whose places are found again only when an error needs them."""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction

from symdiff.annotations import Final, TypeVar
from symdiff.errors import Span, SymdiffError, fault
from symdiff.graph import Decimal
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Exact
from symdiff.parser.syntax import NUMBER, PLAIN, Spelling, Syntax

S = TypeVar("S", int, Fraction)

VULGAR: Final = {char: Fraction(*pair) for char, pair in {
    "½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5),
    "⅙": (1, 6), "⅚": (5, 6), "⅐": (1, 7), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8), "⅞": (7, 8), "⅑": (1, 9), "⅒": (1, 10),
}.items()}  # fmt: skip
_AROUND = " \t\r\n"
_IN_NUMBERS: Final = frozenset("._eExXbBoOuUlLfFdDqQjJ")
"""What may follow digits in a number, or as a suffix in another language."""
_BLANK: Final = 1
_SIGN: Final = 2
_STAR: Final = 3
_IN_NAMES: Final = 4
"""The kind of ``_``; those of what a name may hold are not below it."""
_LETTER: Final = 5
_DIGIT: Final = 6
_KINDS: Final = bytes(
    [
        _LETTER if char.isalpha() else _DIGIT if char.isdecimal() else _SIGN if char in "-+/^(),"
        else {" ": _BLANK, "*": _STAR, "_": _IN_NAMES}.get(char, 0)
        for char in map(chr, range(128))
    ]
)  # fmt: skip
"""The kind of each ASCII character, 0 where the plain pattern must look: an index into bytes is half of a look into a set."""
_CHUNK = 4000  # int() refuses more than 4,300 digits


class Tokens:
    """The tokens of a text. ``texts`` ends with two empty strings; a token is named by its index."""

    __slots__ = ("_matches", "_range", "_syntax", "doubtful", "source", "spelling", "texts")

    def __init__(self, source: str, syntax: Syntax, limits: Limits) -> None:
        if len(source) > limits.max_length:
            raise fault(
                "too-long",
                f"the text has {len(source):,} characters, more than {limits.max_length:,}",
                hint="raise the bound with --max-length",
            )
        self.source = source
        self._syntax = syntax
        text = self._text()
        start = 1 if text.startswith("\ufeff") else 0
        self._range = (start + len(text[start:]) - len(text[start:].lstrip(_AROUND)), len(text.rstrip(_AROUND)))
        found = plain_tokens(text, *self._range) if syntax is PLAIN else None
        self.doubtful = found is None or "--" in text
        """Whether a number may have the suffix of another language, or a comment may follow."""
        self.texts: list[str] = syntax.pattern(text).findall(text, *self._range) if found is None else found
        if not self.texts or self.texts[0] == "#":
            raise fault("empty", "there is no formula in the text")
        self.texts += ("", "")
        self._matches: list[tuple[int, int]] = []
        self.spelling: Spelling | None = None
        if syntax.spell is not None:
            self.spelling = self.respell(syntax.spell)

    def respell(self, spell: Callable[[Spelling], None]) -> Spelling:
        """Put the tokens that ``spell`` gives in the place of these; their places stay those of the source."""
        self.span(0)
        spelling = Spelling(
            self.source, [(text, *at) for text, at in zip(self.texts, self._matches, strict=False)][:-1]
        )
        spell(spelling)
        if not spelling.tokens:
            raise fault("empty", "there is no formula in the text")
        self.texts = [text for text, _, _ in spelling.tokens] + ["", ""]
        self._matches = [(start, stop) for _, start, stop in spelling.tokens] + self._matches[-1:]
        return spelling

    @property
    def ends_arguments(self) -> bool:
        return self._syntax.ends_arguments

    @property
    def applies(self) -> bool:
        return self._syntax.applies

    def cut(self, first: int, last: int) -> None:
        """Keep the tokens from one up to another; the latter's place is the end of the text."""
        self.span(0)
        end = self._matches[last][0]
        self.texts = [*self.texts[first:last], "", ""]
        self._matches = [*self._matches[first:last], (end, end)]

    def drop(self, first: int, stop: int) -> None:
        """Leave out the tokens from one up to another."""
        self.span(0)
        del self.texts[first:stop]
        del self._matches[first:stop]

    def move(self, first: int, stop: int, to: int) -> None:
        """Put the tokens from one up to another before an earlier one."""
        self.span(0)
        for kept in (self.texts, self._matches):
            part = kept[first:stop]
            del kept[first:stop]
            kept[to:to] = part  # type: ignore[assignment]

    def _text(self) -> str:
        return self.source if self.source.isascii() else self.source.translate(self._syntax.same)

    def span(self, first: int, last: int | None = None) -> Span:
        """The place of a token, or from one through another; the end of the text has no width."""
        if not self._matches:
            text = self._text()
            self._matches = [match.span() for match in self._syntax.pattern(text).finditer(text, *self._range)]
            self._matches.append((self._range[1],) * 2)
        matches = self._matches
        return Span(
            matches[min(first, len(matches) - 1)][0], matches[min(first if last is None else last, len(matches) - 1)][1]
        )

    def spaced(self, index: int) -> bool:
        """Whether a blank stands before a token."""
        return index > 0 and self.span(index - 1).stop < self.span(index).start

    def fault(
        self, code: str, message: str, first: int, last: int | None = None, hint: str | None = None
    ) -> SymdiffError:
        return fault(code, message, source=self.source, span=self.span(first, last), hint=hint)

    def quote(self, first: int, last: int) -> str:
        """What was written from one token through another, for a message."""
        span = self.span(first, last)
        return shorten(self.source[span.start : span.stop])


def plain_tokens(text: str, at: int, end: int) -> list[str] | None:
    """What the plain pattern finds in a text of names, whole numbers and single signs; None for one with anything else.

    Most of a file of formulas is nothing else, and the compiled form takes half as long for it as the pattern does.
    """
    if not text.isascii():
        return None
    codes, kinds = text.encode(), _KINDS
    found: list[str] = []
    while at < end:
        kind = kinds[codes[at]]
        stop = at + 1
        if kind == _LETTER:
            while stop < end and kinds[codes[stop]] >= _IN_NAMES:
                stop += 1
        elif kind == _DIGIT:
            while stop < end and kinds[codes[stop]] == _DIGIT:
                stop += 1
            if stop < end and text[stop] in _IN_NUMBERS:
                return None
            if text[at] == "0" and stop > at + 1:
                return None
        elif kind == _STAR:
            if stop < end and kinds[codes[stop]] == _STAR:
                stop += 1
        elif kind == _BLANK:
            at = stop
            continue
        elif kind != _SIGN:
            return None
        found.append(text[at] if stop == at + 1 else text[at:stop])
        at = stop
    return found


def shorten(text: str) -> str:
    """At most 40 characters of a text, for a message."""
    return text if len(text) <= 40 else text[:37] + "..."


def parse_number(text: str, limits: Limits = DEFAULT_LIMITS) -> Exact:
    """The exact value of a literal with an optional sign; one with a point or an exponent is a ``Decimal``.

    Raises SymdiffError ``malformed-number``, and ``too-many-digits`` before anything long is computed.
    """
    if len(text) <= min(9, limits.max_digits) and text.isascii() and text.isdecimal():
        return int(text)
    negative = text.startswith(("-", "+"))
    digits = text[1:] if negative else text
    negative = negative and text[0] == "-"
    if digits in VULGAR:
        return -VULGAR[digits] if negative else VULGAR[digits]
    is_plain = digits.isascii() and digits.replace(".", "", 1).isdecimal()
    if not is_plain and re.fullmatch(NUMBER, digits) is None:
        raise fault("malformed-number", f"'{shorten(text)}' is not a number", hint=_advice(digits))
    if digits.isdecimal():
        _check(len(digits.lstrip("0")), limits)
        whole = _integer(digits)
        return -whole if negative else whole
    mantissa, _, exponent = digits.lower().partition("e")
    before, _, after = mantissa.partition(".")
    significant = (before + after).lstrip("0")
    if not significant:
        return Decimal(0)
    power = exponent.lstrip("+-").lstrip("0")
    _check(int(power or 0) if len(power) < 10 else 10**9, limits)
    scale = (-1 if exponent.startswith("-") else 1) * int(power or 0) - len(after)
    _check(max(len(significant) + max(scale, 0), -scale), limits)
    value = _integer(significant)
    if negative:
        value = -value
    return Decimal(value * 10**scale) if scale >= 0 else Decimal(value, 10**-scale)


def _integer(digits: str) -> int:
    value = 0
    for start in range(0, len(digits), _CHUNK):
        chunk = digits[start : start + _CHUNK]
        value = value * 10 ** len(chunk) + int(chunk)
    return value


def _check(count: int, limits: Limits) -> None:
    if count > limits.max_digits:
        raise fault(
            "too-many-digits",
            f"this number has more than {limits.max_digits:,} digits",
            hint="raise the bound with --max-digits",
        )


def _advice(digits: str) -> str | None:
    if digits[:2].lower() in ("0x", "0b", "0o"):
        return "numbers are decimal; to multiply by 0, write 0*..."
    if "_" in digits:
        return "write the digits without '_'"
    if digits.endswith(("+", "-")):
        return "an exponent needs digits, as in 1e+5"
    return "a number has at most one point" if digits.count(".") > 1 else None
