"""The grammar: one production per method, its rule in the docstring.

A production that can hold itself is a generator. It yields the production it needs and is sent that one's node, and
``Parser.run`` keeps the suspended ones on a list: nesting costs memory of the heap and never Python's stack. Sums,
products and towers of powers are read in loops, so that a whole chain reaches the builder as one call; and a sum in
brackets is read in the loop of the one around it.
"""

from __future__ import annotations

from collections.abc import Generator
from fractions import Fraction

from symdiff.annotations import Any, Final, TypeAlias, TypeVar
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.operators import Builder, absolute, ceiling, factorial, floor
from symdiff.parser import bars, conditions, doubts
from symdiff.parser.chains import PLAIN_ENDS, TERM_ENDS, Chains, Level
from symdiff.parser.names import (
    APART,
    INVERSES,
    PIECEWISE,
    SELECTION,
    Function,
    Names,
    canonical,
    function_named,
    is_letter,
    is_name,
)
from symdiff.parser.signs import APPLIED, CLOSERS, NUMERIC, PERCENT, POWERS, ROOTS, SIGNS, TIMES
from symdiff.parser.syntax import SUPERSCRIPT, SUPERSCRIPTS
from symdiff.parser.tokens import Tokens, parse_number

N = TypeVar("N")
Production: TypeAlias = Generator[Any, Any, N]

_TIGHT: Final = POWERS | frozenset("!°") | frozenset(SUPERSCRIPTS)
_AFTER: Final = frozenset("!°") | frozenset(SUPERSCRIPTS)
"""What begins what follows an operand and belongs to it."""
_COUNTERS: Final = frozenset("ijklmn")
"""Names that stand for a whole number as an index."""
_AROUND: Final = {"⌈": ceiling, "⌊": floor, bars.OPEN: absolute}


class Parser(Chains[N]):
    """One parse of one text."""

    __slots__ = ("_groups", "chains")

    def __init__(
        self, tokens: Tokens, builder: Builder[N], names: Names, limits: Limits, *, chains: bool = True
    ) -> None:
        super().__init__(tokens, builder, names, limits)
        self.chains = chains
        """Whether chains are read in loops."""
        self._groups: dict[int, conditions.Group] | None = None

    def groups(self) -> dict[int, conditions.Group]:
        """The brackets of the text, looked at once."""
        if self._groups is None:
            self._groups = conditions.groups_of(self.texts)
        return self._groups

    def run(self, *, condition: bool = False) -> N:
        """formula = ( expression | condition ) END"""
        tokens = self.tokens
        if "|" in tokens.source or (not (self.plain and tokens.source.isascii()) and "|" in self.texts):
            conditions.settle_bars(self.texts)
            doubt = bars.pair_bars(self.texts, self.ends_operand, self.begins_operand)
            if doubt is not None:
                raise tokens.fault("ambiguous", "this bar could open or close", doubt, hint="write abs(...)")
        stack = self.stack
        stack.append(conditions.condition(self) if condition else self.expression())
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
                    if len(stack) + self.nested > most:
                        raise self.too_deep()
        except SymdiffError as error:
            raise error.located(tokens.source, tokens.span(0, len(self.texts) - 3)) from None
        if self.texts[self.at]:
            raise self.unexpected()
        self.refuse_doubts()
        return node  # type: ignore[no-any-return]

    # Productions.

    def expression(self) -> Production[N]:
        """expression = term { ("+" | "-") term }; term = signs power { ["*" | "/"] signs power }

        Without a sign between them the second power may not begin with a number, and the first may not be a denominator.
        """
        if not self.chains:
            return (yield from self.slowly())
        level: Level[N] = Level(self.at)
        while not self.plainly(level):
            level.node, level.negative = yield from self.power(level.negative, level.at, level.node, level.base)
            level.whole = True
        return level.node  # type: ignore[no-any-return]

    def slowly(self) -> Production[N]:
        """The same without chains: what ``plainly`` must equal."""
        texts, builder = self.texts, self.builder
        terms: list[N] = []
        while True:
            start, slash = self.at, 0
            negative = self.signs(False)
            factors: list[N] = []
            if not negative and texts[self.at] == "1" and texts[self.at + 1] == "/":
                slash = self.at + 1
                self.at += 2
            while True:
                node, negative = yield from self.power(self.signs(negative), self.at)
                if slash:
                    node = builder.power(self.negated(node) if negative else node, self.minus_one())
                elif negative:
                    factors.append(self.minus_one())
                factors.append(node)
                text = texts[self.at]
                if text in TERM_ENDS:
                    break
                negative = False
                if text == "/" or text in TIMES:
                    slash = self.at if text == "/" else 0
                    self.at += 1
                else:
                    self.juxtaposed()
                    if slash:
                        if not self.is_fraction(start, slash):
                            raise self.denominator(start, slash)
                        slash = 0
            terms.append(factors[0] if len(factors) == 1 else builder.product(tuple(factors)))
            if text not in SIGNS or not text:
                return terms[0] if len(terms) == 1 else builder.sum(tuple(terms))
            self.at += text == "+"

    def argument(self, name_at: int) -> Production[N]:
        """argument = power { power }, as in ``sin 2x cos x``: a function's name ends it, and a bracket after a blank."""
        texts = self.texts
        start = self.at
        factors: list[N] = []
        while True:
            node, _ = yield from self.power(False, self.at)
            factors.append(node)
            text = texts[self.at]
            if text in PLAIN_ENDS or self.function_at(self.at):
                break
            self.juxtaposed()
            if self.texts[self.at - 1] == "°":  # sin 45° x
                raise self.open_ended(name_at, start, "*" + self.shown(self.at))
            if text in CLOSERS:
                if self.tokens.spaced(self.at):
                    break
                raise self.open_ended(name_at, start, "*" + self.shown(self.at))
        open_ended = text == "/" or (text in TIMES and not self.tokens.ends_arguments)
        if open_ended and not self.function_at(self.at + 1):
            raise self.open_ended(name_at, start, text + self.shown(self.at + 1))
        return factors[0] if len(factors) == 1 else self.builder.product(tuple(factors))

    def power(
        self, negative: bool, start: int, first: N | None = None, base: N | None = None
    ) -> Production[tuple[N, bool]]:
        """power = primary { "!" | superscript } [ ("^" | "**") signs power ], from the token ``start``

        Gives the node and whether it is still to be negated: a sign before a number alone becomes part of the number.
        ``first`` is the primary where it has been read; with a ``base`` it is an exponent of that.
        """
        texts, builder = self.texts, self.builder
        tower: list[tuple[N, bool]] = []
        if base is not None:
            tower.append((base, negative))
            negative = False
        try:
            while True:
                text = texts[self.at]
                after = texts[self.at + 1] if text else ""
                if first is not None:
                    leaf: N | None = first
                elif negative and text[:1] in NUMERIC and text and after[:1] not in _TIGHT and after != "**":
                    leaf = self.leaf("-" + text)
                    negative = False
                elif after in PLAIN_ENDS or after in POWERS:
                    leaf = self.leaf(text)
                else:
                    leaf = None
                if leaf is None:
                    leaf = yield from self.primary()
                elif first is None:
                    self.at += 1
                first = None
                text = texts[self.at]
                if text and text[0] in _AFTER:
                    leaf = self.postfix(leaf)
                    text = texts[self.at]
                tower.append((leaf, negative))
                if text not in POWERS:
                    break
                if self.at == self.powered:
                    raise self.twice()
                if len(tower) + len(self.stack) + self.nested - 1 > self.limits.max_depth:
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
            raise self.placed(error, start) from None
        return node, negative

    def postfix(self, node: N) -> N:
        """The operand with what follows it: { "!" | "°" | superscript }; ``x²!`` and ``x!!`` are refused."""
        texts = self.texts
        while True:
            text = texts[self.at]
            if not text or text[0] not in _AFTER:
                return node
            if self.at == self.powered:
                raise self.twice()
            if text == "!":
                if texts[self.at + 1] == "!":
                    hint = "write (x!)! for the factorial of a factorial; the double factorial is not supported"
                    raise self.ambiguous(
                        "'!!' could be two factorials or a double factorial", self.at, hint, self.at + 1
                    )
                node = self.builder.call(factorial, (node,))
                self.at += 1
            elif text == PERCENT:
                node = self.builder.product((node, self.builder.number(parse_number("0.01"))))
                self.at += 1
            elif text == "°":
                node = self.degrees(node)
            else:
                node = self.builder.power(node, self.superscript())

    def degrees(self, node: N) -> N:
        """``30°`` is ``30*pi/180``; ``20°C`` is no angle."""
        if self.texts[self.at + 1] in ("C", "F", "K"):
            hint = "give a temperature as a number alone; for an angle write * after °"
            raise self.ambiguous("this could be a temperature or an angle", self.at, hint, self.at + 1)
        self.at += 1
        return self.builder.product((node, self.builder.constant("pi"), self.builder.number(Fraction(1, 180))))

    def superscript(self) -> N:
        """superscript = ["⁺" | "⁻"] [digits] [letter]"""
        written = self.texts[self.at].translate(SUPERSCRIPT)
        sign, body = (written[0], written[1:]) if written[0] in SIGNS else ("", written)
        digits = body.rstrip("abcdefghijklmnopqrstuvwxyz")
        letter = body[len(digits) :]
        if len(letter) > 1 or not body or (digits and not digits.isdecimal()):
            raise self.tokens.fault(
                "syntax", "this superscript is not a number or a letter", self.at, hint="write ^(...)"
            )
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
            after = self.texts[self.at + 1]
            if after == "[" and self.is_indexed(text):
                return self.component(canonical(text))
            function = self.applied(text) if after in APPLIED else None
            if after == "'" and (primed := self.names.functions.get(canonical(text))) is not None:
                function = primed
            if function is None and after == "(" and (self.plain or self.tokens.ends_arguments):
                self.refuse_application(canonical(text))
            leaf = None if function else self.leaf(text)
            if leaf is None:
                return (yield from self.call(function or self.functional(text)))
        elif text in CLOSERS:
            return (yield from self.group())
        elif text in ROOTS:
            return (yield from self.radical())
        else:
            leaf = self.leaf(text)
            if leaf is None:
                raise self.unexpected()
        self.at += 1
        return leaf

    def group(self) -> Production[N]:
        """group = "(" expression ")" | "[" expression "]" | "|" expression "|" | "⌈" expression "⌉" | "⌊" expression "⌋"."""
        text = self.texts[self.at]
        self.open.append(self.at)
        self.at += 1
        node = yield self.expression()
        if text == "[" and self.names.vectors and self.texts[self.at] == ",":
            parts = [node]
            while self.texts[self.at] == ",":
                self.at += 1
                parts.append((yield self.expression()))
            node = self.builder.vector(tuple(parts))  # type: ignore[attr-defined]
        self.close()
        operator = _AROUND.get(text)
        return self.builder.call(operator, (node,)) if operator else node

    def component(self, name: str) -> N:
        """component = name index { index }; index = "[" (digits | name) { "," (digits | name) } "]"

        That of a vector has one index, and its first is 0; that of any other name is a variable of its own.
        """
        first = self.at
        if name not in self.names.vectors:
            return self.indexed(name)
        index = self.texts[first + 2]
        if not (index.isascii() and index.isdigit()) or len(index) > 9 or self.texts[first + 3] != "]":
            hint = f"components count from 0: {name}[0]"
            raise self.tokens.fault("syntax", "a component needs a whole number from 0 on", first, first + 2, hint=hint)
        self.at += 4
        try:
            node: N = self.builder.component(name, int(index))  # type: ignore[attr-defined]
        except SymdiffError as error:
            raise error.located(self.tokens.source, self.tokens.span(first, first + 3)) from None
        return node

    def is_indexed(self, text: str) -> bool:
        """Whether a bracket after a name is an index: of a vector, or of what is no function."""
        inside, after = self.texts[self.at + 2 : self.at + 4]
        if text in self.names.vectors or f"{text}[{inside}]" in self.names.variables:
            return True
        function = self.names.function(canonical(text), called=True)
        if function is None:
            return is_letter(canonical(text)) or (after in (",", "]") and (inside.isdecimal() or inside in _COUNTERS))
        return function.is_letter and text.islower() and inside.isdecimal() and after == "]"

    def indexed(self, name: str) -> N:
        """A component of what is no vector: ``x[0]``, ``x[i]``, ``x[0,1]``, ``x[0][1]``."""
        first, texts = self.at, self.texts
        if name in self.names.definitions:
            hint = f"write {name}*[...] to multiply"
            raise self.ambiguous(f"'{name}' is a definition, which has no components", first, hint)
        self.at += 1
        while texts[self.at] == "[":
            name += "["
            self.at += 1
            while True:
                text = texts[self.at]
                written = text.isascii() and (text.isdecimal() or is_name(text))
                if not written or texts[self.at + 1] not in (",", "]"):
                    base = texts[first]
                    hint = f"write {base}[0] for a component, {base}*(...) for the product"
                    raise self.ambiguous(f"'{base}[...]' could be a component or a product", first, hint, self.at)
                if text[0].isalpha() and (len(text) > 1 or text not in _COUNTERS):
                    base = texts[first]
                    hint = f"write {base}_{text} for a component, {base}*({text}) for the product"
                    message = f"'{base}[{text}]' could be a component, a value of a function or a product"
                    raise self.ambiguous(message, first, hint, self.at + 1)
                name += text + texts[self.at + 1]
                self.at += 2
                if texts[self.at - 1] == "]":
                    break
        if self.plain and texts[self.at] == "(":
            hint = f"write {name}*(...) to multiply"
            raise self.ambiguous("this could be a function with an index or a product", first, hint, self.at)
        node = self.leaves.get(name)
        if node is None:
            node = self.leaves[name] = self.builder.symbol(name)
        return node

    def refuse_application(self, name: str) -> None:
        """Refuse a name before a parenthesis that could be more than a factor."""
        doubt = doubts.product_doubt(name, self.texts[self.at + 2 : self.at + 4], self.names, latex=not self.plain)
        if doubt is not None:
            raise self.ambiguous(doubt[0], self.at, doubt[1], self.at + 1)

    def radical(self) -> Production[N]:
        """("√" | "∛") primary: ``√2x`` is ``√(2)*x``, and a power after the operand is refused."""
        first = self.at
        while self.texts[self.at] in ROOTS:
            self.at += 1
        last = self.at
        if last - first + len(self.stack) + self.nested - 1 > self.limits.max_depth:
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
        if function is PIECEWISE or function is SELECTION:
            node: N = yield from conditions.choice(self, function)
            return node
        if id(function) in APART:
            from symdiff.parser import binders  # few formulas have any

            node = yield from binders.binder(self, function.name)
            return node
        if function.family is not None:
            from symdiff.parser import unknown

            orders = unknown.marks(self)
            function = function if orders is None else unknown.function(function.family, orders)
        exponent = None
        inverse = False
        below: list[tuple[N, int]] = []
        if function.below and texts[self.at] == "[":
            below = yield from self.operands()
        if self.plain and texts[self.at][:1] == "." and canonical(texts[name_at]).startswith("log_"):
            base, rest = canonical(texts[name_at])[4:], texts[self.at]
            hint = f"write log(..., {base}{rest}) or log({rest}..., {base})"
            raise self.ambiguous("it is not clear where the base ends", name_at, hint, self.at)
        if texts[self.at] in POWERS or texts[self.at][:1] in _TIGHT - {"!", ""}:
            exponent, inverse = yield from self.function_power()
        if texts[self.at] in APPLIED:
            ordered = self.plain and self.is_ordered(function)
            operands = yield from self.operands()
            if ordered:
                order = operands
                operands = yield from self.operands()
                operands = [*operands, *order] if function.name == "log" else [*order, *operands]
        elif texts[self.at] in PLAIN_ENDS or texts[self.at][:1] in _TIGHT or texts[self.at] == "**":
            raise self.argument_missing(name_at)
        else:
            first = self.at
            operands = [((yield self.argument(name_at)), first)]
        operands = [*below, *operands]
        if inverse:
            operator = function.operator and INVERSES.get(function.operator)
            if operator is None:
                name = texts[name_at]
                hint = f"write 1/{name}(...) for the reciprocal"
                raise self.ambiguous(
                    f"'{name}^-1' could be the reciprocal or the inverse function", name_at, hint, name_at + 2
                )
            function = function_named(operator.name, called=True) or function
        node = self.apply(function, tuple(operand for operand, _ in operands), name_at, operands[-1][1])
        if exponent is not None and not inverse:
            node = self.builder.power(node, exponent)
            self.powered = self.at
        return node

    def is_ordered(self, function: Function) -> bool:
        """Whether a number stands in brackets before the operands: ``log[10](x)``, ``psi[1](x)``."""
        texts, at = self.texts, self.at
        if texts[at] != "[" or not texts[at + 1].isdecimal() or texts[at + 2 : at + 4] != ["]", "("]:
            return False
        if function.name not in ("log", "digamma"):
            name = texts[at - 1]
            hint = f"write {name}({texts[at + 1]})*(...) for the product"
            raise self.ambiguous("a number in brackets could be an index or an argument", at - 1, hint, at + 2)
        return True

    def function_power(self) -> Production[tuple[N, bool]]:
        """The power between a function's name and its argument: ("^" | "**") signs (number | name | group) | superscript.

        Gives the exponent and whether it is written -1, which means the inverse function.
        """
        first = self.at
        if self.texts[first] not in POWERS:
            return self.superscript(), self.texts[first] == "⁻¹"
        self.at += 1
        negative = self.signs(False)
        text = self.texts[self.at]
        if text in APPLIED:
            node = yield from self.group()
        else:
            merged = negative and text[:1] in NUMERIC
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
        if self.texts[self.at] == CLOSERS[self.texts[self.open[-1]]]:
            raise self.argument_missing(self.open[-1] - 1)
        result = []
        while True:
            first = self.at
            result.append(((yield self.expression()), first))
            if self.texts[self.at] != ",":
                self.close()
                return result
            self.at += 1
