"""The grammar: one production per method, its rule in the docstring.

A production that can hold itself is a generator. It yields the production it needs and is sent that one's node, and
``Parser.run`` keeps the suspended ones on a list: nesting costs memory of the heap and never Python's stack. Sums,
products and towers of powers are read in loops, so that a whole chain reaches the builder as one call.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Generator
from typing import Any, Generic, TypeAlias, TypeVar

from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.operators import Builder, absolute, ceiling, factorial, floor, real_root
from symdiff.parser import bars
from symdiff.parser.names import (
    CONSTANT_NAMES,
    INVERSES,
    ROOT,
    Function,
    Names,
    canonical,
    function_named,
    has_other_spelling,
    is_letter,
    is_name,
    reserved,
    suggestion,
)
from symdiff.parser.syntax import SUPERSCRIPT, SUPERSCRIPTS
from symdiff.parser.tokens import VULGAR, Tokens, parse_number, shorten

N = TypeVar("N")
Production: TypeAlias = Generator[Any, Any, N]

_POWERS = frozenset(("^", "**"))
_TIMES = frozenset(("*", "×"))
_SIGNS = frozenset("+-")
_APPLIED = frozenset("([")
_CLOSERS = {"(": ")", "[": "]", bars.OPEN: bars.CLOSE, "⌈": "⌉", "⌊": "⌋"}
_CLOSING = frozenset(_CLOSERS.values())
_ROOTS = frozenset("√∛")
_NUMERIC = frozenset("0123456789.-" + "".join(VULGAR))
_TERM_ENDS = _SIGNS | _CLOSING | {",", ""}
_PLAIN_ENDS = _TERM_ENDS | _TIMES | {"/"}  # after these no power, factorial or bracket belongs to an operand
_TIGHT = _POWERS | {"!"} | frozenset(SUPERSCRIPTS)
_EXPECTED = "a number, a name or a bracket"

_HINTS = {
    "=": "give the right-hand side alone",
    **dict.fromkeys(("==", "<", ">", "<=", ">=", "!=", "≤", "≥", "≠"), "comparisons are not formulas"),
    ":=": "a definition is given with --let",
    ":": "a definition is given with --let",
    ";": "give one formula at a time",
    "%": "mod is not supported yet",
    "'": "text in quotes is not a formula, and a prime is no derivative here",
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


class Parser(Generic[N]):
    """One parse of one text."""

    __slots__ = ("at", "builder", "leaves", "limits", "names", "open", "powered", "stack", "texts", "tokens")

    def __init__(self, tokens: Tokens, builder: Builder[N], names: Names, limits: Limits) -> None:
        self.tokens = tokens
        self.texts = tokens.texts
        self.builder = builder
        self.names = names
        self.limits = limits
        self.at = 0
        """The token to be read next."""
        self.open: list[int] = []
        """The brackets that are open."""
        self.powered = -1
        """The token that, were it a power, could belong to two operands."""
        self.leaves: dict[str, N] = {}
        self.stack: list[Production[N]] = []

    def run(self) -> N:
        """formula = expression END"""
        tokens = self.tokens
        if "|" in tokens.source:
            doubt = bars.pair_bars(self.texts, self.ends_operand, self.begins_operand)
            if doubt is not None:
                raise tokens.fault("ambiguous", "this bar could open or close", doubt, hint="write abs(...)")
        stack = self.stack
        stack.append(self.expression())
        most = self.limits.max_depth + 1
        node: Any = None
        try:
            while stack:
                try:
                    production = stack[-1].send(node)
                except StopIteration as done:
                    stack.pop()
                    node = done.value
                else:
                    stack.append(production)
                    node = None
                    if len(stack) > most:
                        raise self.too_deep()
        except SymdiffError as error:
            raise error.located(tokens.source, tokens.span(0, len(self.texts) - 3)) from None
        if self.texts[self.at]:
            raise self.unexpected()
        return node  # type: ignore[no-any-return]

    # Productions.

    def expression(self) -> Production[N]:
        """expression = term { ("+" | "-") term }"""
        texts = self.texts
        terms = []
        negative = False
        while True:
            terms.append((yield from self.term(negative)))
            text = texts[self.at]
            if text not in _SIGNS:
                return terms[0] if len(terms) == 1 else self.builder.sum(tuple(terms))
            negative = text == "-"
            self.at += 1

    def term(self, negative: bool) -> Production[N]:
        """term = signs power { ["*" | "/"] signs power }

        Without a sign between them the second power may not begin with a number, and the first may not be a denominator.
        """
        texts, leaves = self.texts, self.leaves
        start = self.at
        slash = 0
        factors: list[N] = []
        while True:
            text = texts[self.at]
            if text in _SIGNS:
                negative = self.signs(negative)
                text = texts[self.at]
            if text == "1" and texts[self.at + 1] == "/" and not factors and not negative and not slash:
                slash = self.at + 1
                self.at += 2
                continue
            node = leaves.get(text)
            if node is not None and texts[self.at + 1] in _PLAIN_ENDS and not (negative and text[0] in _NUMERIC):
                self.at += 1
            else:
                node, negative = yield from self.power(negative)
            if slash:
                node = self.builder.power(self.negated(node) if negative else node, self.minus_one())
            elif negative:
                factors.append(self.minus_one())
            factors.append(node)
            negative = False
            text = texts[self.at]
            if text in _TERM_ENDS:
                return factors[0] if len(factors) == 1 else self.builder.product(tuple(factors))
            if text == "/":
                slash = self.at
                self.at += 1
            elif text in _TIMES:
                slash = 0
                self.at += 1
            else:
                self.juxtaposed()
                if slash:
                    raise self.denominator(start, slash)

    def argument(self) -> Production[N]:
        """argument = power { power }, as in ``sin 2x cos x``: a function's name ends it, and a bracket after a blank."""
        texts = self.texts
        start = self.at
        factors: list[N] = []
        while True:
            node, _ = yield from self.power(False)
            factors.append(node)
            text = texts[self.at]
            if text in _PLAIN_ENDS or self.function_at(self.at):
                break
            self.juxtaposed()
            if text in _CLOSERS:
                if self.tokens.spaced(self.at):
                    break
                inside, after = self.tokens.quote(start, self.at - 1), self.shown(self.at)
                hint = f"write {texts[start - 1]}({inside})*{after} or {texts[start - 1]}({inside}*{after})"
                raise self.ambiguous("it is not clear where the argument ends", self.at, hint)
        if (text in _TIMES or text == "/") and not self.function_at(self.at + 1):
            inside, after = self.tokens.quote(start, self.at - 1), text + self.shown(self.at + 1)
            hint = f"write {texts[start - 1]}({inside}){after} or {texts[start - 1]}({inside}{after})"
            raise self.ambiguous("it is not clear where the argument ends", self.at, hint)
        return factors[0] if len(factors) == 1 else self.builder.product(tuple(factors))

    def power(self, negative: bool) -> Production[tuple[N, bool]]:
        """power = primary { "!" | superscript } [ ("^" | "**") signs power ]

        Gives the node and whether it is still to be negated: a sign before a number alone becomes part of the number.
        """
        texts, builder = self.texts, self.builder
        start = self.at
        tower: list[tuple[N, bool]] = []
        try:
            while True:
                text = texts[self.at]
                after = texts[self.at + 1]
                if negative and text[:1] in _NUMERIC and text and after[:1] not in _TIGHT and after != "**":
                    leaf = self.leaf("-" + text)
                    negative = False
                elif after in _PLAIN_ENDS or after in _POWERS:
                    leaf = self.leaf(text)
                else:
                    leaf = None
                if leaf is None:
                    leaf = yield from self.primary()
                else:
                    self.at += 1
                text = texts[self.at]
                if text == "!" or text[:1] in SUPERSCRIPTS and text:
                    leaf = self.postfix(leaf)
                    text = texts[self.at]
                tower.append((leaf, negative))
                if text not in _POWERS:
                    break
                if self.at == self.powered:
                    raise self.twice()
                if len(tower) + len(self.stack) > self.limits.max_depth:
                    raise self.too_deep()
                self.at += 1
                negative = self.signs(False)
            node, negative = tower.pop()
            while tower:
                if negative:
                    node = self.negated(node)
                base, negative = tower.pop()
                node = builder.power(base, node)
        except SymdiffError as error:
            raise error.located(self.tokens.source, self.tokens.span(start, max(start, self.at - 1))) from None
        return node, negative

    def postfix(self, node: N) -> N:
        """The operand with what follows it: { "!" | superscript }; ``x²!`` and ``x!!`` are refused."""
        texts = self.texts
        while True:
            text = texts[self.at]
            if text != "!" and not (text and text[0] in SUPERSCRIPTS):
                return node
            if self.at == self.powered:
                raise self.twice()
            if text == "!":
                if texts[self.at + 1] == "!":
                    hint = "write (x!)! for the factorial of a factorial; the double factorial is not supported"
                    raise self.ambiguous("'!!' could be two factorials or a double factorial", self.at, hint, self.at + 1)
                node = self.builder.call(factorial, (node,))
                self.at += 1
            else:
                node = self.builder.power(node, self.superscript())

    def superscript(self) -> N:
        """superscript = ["⁺" | "⁻"] [digits] [letter]"""
        written = self.texts[self.at].translate(SUPERSCRIPT)
        sign, body = (written[0], written[1:]) if written[0] in _SIGNS else ("", written)
        digits = body.rstrip("abcdefghijklmnopqrstuvwxyz")
        letter = body[len(digits) :]
        if len(letter) > 1 or not body or (digits and not digits.isdecimal()):
            raise self.tokens.fault("syntax", "this superscript is not a number or a letter", self.at, hint="write ^(...)")
        factors = []
        if digits or sign == "-":
            factors.append(self.known(sign.strip("+") + (digits or "1")))
        if letter:
            factors.append(self.known(letter))
        self.at += 1
        self.powered = self.at
        return factors[0] if len(factors) == 1 else self.builder.product(tuple(factors))

    def primary(self) -> Production[N]:
        """primary = number | name | call | group | ("√" | "∛") primary"""
        text = self.texts[self.at]
        if is_name(text):
            function = self.applied(text) if self.texts[self.at + 1] in _APPLIED else None
            leaf = None if function else self.leaf(text)
            if leaf is None:
                return (yield from self.call(function or self.functional(text)))
        elif text in _CLOSERS:
            return (yield from self.group())
        elif text in _ROOTS:
            return (yield from self.radical())
        else:
            leaf = self.leaf(text)
            if leaf is None:
                raise self.unexpected()
        self.at += 1
        return leaf

    def group(self) -> Production[N]:
        """group = "(" expression ")" | "[" expression "]" | "|" expression "|" | "⌈" expression "⌉" | "⌊" expression "⌋" """
        text = self.texts[self.at]
        self.open.append(self.at)
        self.at += 1
        node = yield self.expression()
        self.close()
        operator = {"⌈": ceiling, "⌊": floor, bars.OPEN: absolute}.get(text)
        return self.builder.call(operator, (node,)) if operator else node

    def radical(self) -> Production[N]:
        """("√" | "∛") primary: ``√2x`` is ``√(2)*x``, and a power after the operand is refused."""
        first = self.at
        while self.texts[self.at] in _ROOTS:
            self.at += 1
        last = self.at
        if last - first + len(self.stack) > self.limits.max_depth:
            raise self.too_deep()
        node = yield from self.primary()
        for index in range(last - 1, first - 1, -1):
            node = self.apply(self.functional(self.texts[index]), (node,), index)
        self.powered = self.at
        return node

    def call(self, function: Function) -> Production[N]:
        """call = name [power] ( "(" expression { "," expression } ")" | argument )"""
        texts = self.texts
        name_at = self.at
        self.at += 1
        exponent = None
        inverse = False
        if texts[self.at] in _POWERS or texts[self.at][:1] in _TIGHT - {"!", ""}:
            exponent, inverse = yield from self.function_power()
        if texts[self.at] in _APPLIED:
            operands = yield from self.operands()
        elif texts[self.at] in _PLAIN_ENDS or texts[self.at][:1] in _TIGHT or texts[self.at] == "**":
            raise self.argument_missing(name_at)
        else:
            first = self.at
            operands = [((yield self.argument()), first)]
        if inverse:
            operator = function.operator and INVERSES.get(function.operator)
            if operator is None:
                name = texts[name_at]
                hint = f"write 1/{name}(...) for the reciprocal"
                raise self.ambiguous(f"'{name}^-1' could be the reciprocal or the inverse function", name_at, hint, name_at + 2)
            function = function_named(operator.name, called=True) or function
        node = self.apply(function, tuple(operand for operand, _ in operands), name_at, operands[-1][1])
        if exponent is not None and not inverse:
            node = self.builder.power(node, exponent)
            self.powered = self.at
        return node

    def function_power(self) -> Production[tuple[N, bool]]:
        """The power between a function's name and its argument: ("^" | "**") signs (number | name | group) | superscript.

        Gives the exponent and whether it is written -1, which means the inverse function.
        """
        first = self.at
        if self.texts[first] not in _POWERS:
            return self.superscript(), self.texts[first] == "⁻¹"
        self.at += 1
        negative = self.signs(False)
        text = self.texts[self.at]
        if text in _APPLIED:
            node = yield from self.group()
        else:
            merged = negative and text[:1] in _NUMERIC
            leaf = self.leaf("-" + text if merged and text else text)
            if leaf is None:
                raise self.unexpected()
            node = leaf
            negative = negative and not merged
            self.at += 1
        written = "".join(self.texts[first + 1 : min(self.at, first + 5)])
        return (self.negated(node) if negative else node), written in ("-1", "(-1)", "[-1]")

    def operands(self) -> Production[list[tuple[N, int]]]:
        """The operands in brackets after a function's name, each with its first token."""
        self.open.append(self.at)
        self.at += 1
        if self.texts[self.at] == _CLOSERS[self.texts[self.open[-1]]]:
            raise self.argument_missing(self.open[-1] - 1)
        result = []
        while True:
            first = self.at
            result.append(((yield self.expression()), first))
            if self.texts[self.at] != ",":
                self.close()
                return result
            self.at += 1

    # Parts of productions that need no others.

    def signs(self, negative: bool) -> bool:
        """signs = { "+" | "-" }: an even number of minus signs is none."""
        texts = self.texts
        while (text := texts[self.at]) in _SIGNS and text:
            if text == "-":
                negative = not negative
            self.at += 1
        return negative

    def leaf(self, text: str) -> N | None:
        """The node of a number, perhaps with a sign, or of a name that is no function; None for any other token."""
        node = self.leaves.get(text)
        if node is None and text:
            if text[0] in _NUMERIC and text not in "-.":
                try:
                    node = self.builder.number(parse_number(text, self.limits))
                except SymdiffError as error:
                    raise error.located(self.tokens.source, self.tokens.span(self.at)) from None
            elif is_name(text):
                node = self.named(canonical(text))
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
            function = function_named(name, called=False)
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
        function = function_named(name, called=False)
        if function is None:
            raise self.unexpected()
        return function

    def applied(self, name: str) -> Function | None:
        """What a name before a bracket applies; None where it multiplies."""
        name = canonical(name)
        if name in self.names.definitions or name in self.names.variables or name in CONSTANT_NAMES:
            return None
        function = function_named(name, called=True)
        if function is None and not is_letter(name) and reserved(name) is None:
            close = suggestion(name)
            name = shorten(name)
            hint = f"to multiply, write {name}*{self.shown(self.at + 1)}"
            hint = f"did you mean '{close}'? {hint}" if close else hint
            raise self.tokens.fault("unknown-function", f"there is no function named '{name}'", self.at, hint=hint)
        return function

    def function_at(self, index: int) -> bool:
        """Whether a token is the name of a function, as it stands."""
        name = self.texts[index]
        if not is_name(name) or name in self.names.definitions or name in self.names.variables or name in CONSTANT_NAMES:
            return False
        called = self.texts[index + 1] in _APPLIED
        function = function_named(name, called=called)
        return function is not None and (called or not function.is_letter)

    def apply(self, function: Function, operands: tuple[N, ...], name_at: int, last_at: int = 0) -> N:
        """The node of a function's application; ``last_at`` is where the last operand begins."""
        name = self.texts[name_at]
        count = len(operands)
        reading = function.reading(count)
        if reading is None:
            given = f"{count} is given" if count == 1 else f"{count} are given"
            raise self.tokens.fault("argument-count", f"{name} takes {function.takes()}, but {given}", name_at, self.at - 1)
        if function is ROOT:
            return self.root(operands, last_at)
        if count == 2 and function.name == "log" and has_other_spelling(name):
            hint = "write log(x, base), with a small letter"
            raise self.ambiguous(f"the base could be the first or the second argument of {name}", name_at, hint)
        return reading.build(self.builder, *operands)  # type: ignore[no-any-return]

    def root(self, operands: tuple[N, ...], degree_at: int) -> N:
        """root(x, n): the real root where n is an odd whole number as written, else the power 1/n."""
        radicand, degree = operands
        written = "".join(self.texts[degree_at : min(self.at - 1, degree_at + 3)]).removeprefix("+")
        if written.removeprefix("-").isdecimal():
            n = int(parse_number(written, self.limits))
            if n == 0:
                raise self.tokens.fault("bad-argument", "there is no root of degree 0", degree_at)
            if n == 1:
                return radicand
            if n % 2 and n != -1:
                return self.builder.call(real_root, (radicand, degree))
        return self.builder.power(radicand, self.builder.power(degree, self.minus_one()))

    def close(self) -> None:
        """The partner of the bracket that was opened last."""
        opened = self.open.pop()
        text = self.texts[self.at]
        expected = _CLOSERS[self.texts[opened]]
        if text == expected:
            self.at += 1
            return
        shown, partner = self.tokens.quote(opened, opened), expected.replace(bars.CLOSE, "|")
        if not text:
            raise self.tokens.fault("unbalanced", f"'{shown}' is never closed: '{partner}' is missing", opened)
        if text in _CLOSING:
            raise self.tokens.fault("unbalanced", f"'{partner}' is missing before this bracket, to close '{shown}'", self.at)
        self.open.append(opened)
        raise self.unexpected()

    def juxtaposed(self) -> None:
        """What may not follow an operand without a sign: a number, except after a factorial."""
        text = self.texts[self.at]
        if text[0] in _NUMERIC and text != "." and self.texts[self.at - 1] != "!":
            before = self.tokens.quote(self.at - 1, self.at - 1)
            raise self.ambiguous(
                f"'{before}' and '{shorten(text)}' have nothing between them", self.at, "write * between to multiply", before=1
            )

    def negated(self, node: N) -> N:
        return self.builder.product((self.minus_one(), node))

    def minus_one(self) -> N:
        return self.known("-1")

    def ends_operand(self, text: str) -> bool:
        """Whether a bar after this token follows an operand."""
        if text == "" or text in _CLOSING or text == "!" or text[0] in SUPERSCRIPTS:
            return text != ""
        if not is_name(text):
            return text[0] in _NUMERIC and text not in "-."
        function = function_named(text, called=False)
        return function is None or function.is_letter or text in self.names.variables or text in self.names.definitions

    @staticmethod
    def begins_operand(text: str) -> bool:
        """Whether a bar before this token could open, where it could also close."""
        return text in _CLOSERS or text in _ROOTS or is_name(text) is not None or (text[:1] in _NUMERIC and text not in "-.")

    # Errors.

    def shown(self, index: int) -> str:
        """A token for a hint, a bracket with its contents left out."""
        text = self.tokens.quote(index, index)
        return f"{text}...{_CLOSERS[self.texts[index]].replace(bars.CLOSE, '|')}" if self.texts[index] in _CLOSERS else text

    def ambiguous(self, message: str, first: int, hint: str, last: int | None = None, before: int = 0) -> SymdiffError:
        return self.tokens.fault("ambiguous", message, first - before, first if last is None else last, hint)

    def denominator(self, start: int, slash: int) -> SymdiffError:
        top, bottom = self.tokens.quote(start, slash - 1), self.tokens.quote(slash + 1, self.at - 1)
        after = self.shown(self.at)
        hint = f"write ({top}/{bottom})*{after} or {top}/({bottom}*{after})"
        return self.ambiguous("a product without a sign after a division has two readings", start, hint, self.at)

    def twice(self) -> SymdiffError:
        return self.ambiguous("it is not clear what this applies to", self.at, "put the operand in parentheses")

    def too_deep(self) -> SymdiffError:
        message = f"the nesting is deeper than {self.limits.max_depth:,}"
        return self.tokens.fault("too-deep", message, self.at, hint="raise the bound with --max-depth")

    def argument_missing(self, name_at: int) -> SymdiffError:
        name = self.texts[name_at]
        hint = f"write {name}(...); if it is a variable, declare it with --var {name}"
        return self.tokens.fault("missing-argument", f"the function {name} has no argument", name_at, hint=hint)

    def unexpected(self) -> SymdiffError:
        """The error for a token that cannot stand where it does."""
        fault, at = self.tokens.fault, self.at
        text = self.texts[at]
        before = self.texts[at - 1] if at else ""
        if text == "":
            if self.open and self.open[-1] == at - 1:
                self.close()
            return fault("syntax", f"the formula ends where {_EXPECTED} is expected", at)
        if text in _CLOSING:
            shown = text.replace(bars.CLOSE, "|")
            if not self.open:
                return fault("unbalanced", f"'{shown}' closes nothing: its partner is missing", at)
            return fault("syntax", f"{_EXPECTED} is expected before '{shown}'", at)
        if text == ",":
            if at and before[0] in _NUMERIC and self.texts[at + 1][:1].isdecimal():
                number = f"{before}.{self.texts[at + 1]}"
                return self.ambiguous(
                    f"'{before},{self.texts[at + 1]}' could be {shorten(number)} or two arguments",
                    at, "write a decimal with a point", at + 1, before=1,
                )  # fmt: skip
            return fault("syntax", "a comma stands only between the arguments of a function", at)
        if text in _TIMES or text in _POWERS or text in "/!" or text[0] in SUPERSCRIPTS:
            hint = "a power is written ** without a blank" if text == before == "*" else None
            return fault("syntax", f"{_EXPECTED} is expected before '{self.tokens.quote(at, at)}'", at, hint=hint)
        if text in _HINTS:
            shown = "the end of the line" if text in "\r\n" else f"'{text}'"
            return fault("syntax", f"{shown} cannot stand in a formula", at, hint=_HINTS[text])
        code = ord(text[0])
        name = unicodedata.name(text[0], "a character without a name")
        alike = unicodedata.normalize("NFKC", text)
        hint = f"did you mean '{alike}'?" if alike != text and is_name(alike) else None
        shown = f"'{text}'" if code < 127 and text.isprintable() else f"{name} (U+{code:04X})"
        return fault("unknown-character", f"{shown} has no meaning in a formula", at, hint=hint)
