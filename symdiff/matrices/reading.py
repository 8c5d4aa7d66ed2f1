"""Texts of matrix expressions as typed nodes: exactly what was written, with shapes that fit.

One grammar over the tokens of ``tokens``; what a syntax says about ``*``, brackets and names stands in its row there.
Imports ``tokens``, ``operations`` and below, ``operators``, ``parser.tokens`` for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.limits import Limits
from symdiff.matrices.nodes import Node, Nodes
from symdiff.matrices.operations import WORDS, Operation
from symdiff.matrices.sizes import ONE, SCALAR, Shape, Size, told
from symdiff.matrices.tokens import Syntax, Token, latex_tokens, syntax_of, tokens
from symdiff.operators import CONSTANTS, FUNCTIONS, Exact, Operator
from symdiff.parser.tokens import parse_number

_DEEPEST = 150
"""Brackets and operators inside one another: each is a call of a function here."""


class Read(Frozen):
    """A node and its place. ``identity``: it is this scalar times an identity whose size nobody has said."""

    node: Node
    start: int
    stop: int
    identity: bool = False


# Functions

_ELEMENTWISE: dict[str, Operator] = {}
for _row in FUNCTIONS:
    for _word in (_row.name, *_row.aliases):
        _ELEMENTWISE.setdefault(_word, _row)


class Reader:
    """The grammar over tokens; shapes are checked as nodes are made."""

    def __init__(self, text: str, nodes: Nodes, syntax: Syntax, limits: Limits) -> None:
        if len(text) > limits.max_length:
            raise fault(
                "too-long", f"the text has {len(text):,} characters, more than {limits.max_length:,}",
                hint="raise the bound with --max-length",
            )  # fmt: skip
        self.text = text
        self.nodes = nodes
        self.syntax = syntax
        self.limits = limits
        self.tokens = latex_tokens(text) if syntax.name == "latex" else tokens(text, syntax)
        self.at = 0
        self.depth = 0
        if not self.tokens:
            raise fault("empty", "there is no formula in the text")

    # Tokens

    @property
    def next(self) -> str:
        return self.tokens[self.at].text if self.at < len(self.tokens) else ""

    def place(self) -> Span:
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            return Span(token.start, token.stop)
        return Span(len(self.text), len(self.text))

    def fault(self, code: str, message: str, start: int, stop: int, hint: str | None = None) -> SymdiffError:
        return fault(code, message, source=self.text, span=Span(start, stop), hint=hint)

    def wrong(self, expected: str) -> SymdiffError:
        span = self.place()
        there = f"'{self.next}' stands" if self.next else "the text ends"
        return self.fault("syntax", f"{there} where {expected} should", span.start, span.stop)

    def take(self, text: str) -> Token:
        if self.next != text:
            if text in ")]":
                raise self.fault("unbalanced", f"a '{text}' is missing here", *self.place())  # type: ignore[misc]
            raise self.wrong(f"'{text}'")
        self.at += 1
        return self.tokens[self.at - 1]

    def quote(self, read: Read) -> str:
        text = self.text[read.start : read.stop]
        return text if len(text) <= 40 else text[:37] + "..."

    # Nodes

    def make(self, operation: str, operands: Sequence[Node], extra: Any, shape: Shape) -> Node:
        return self.nodes.intern(operation, tuple(operands), extra, shape)

    def number(self, value: Exact) -> Node:
        return self.make("number", (), value, SCALAR)

    def sized(self, read: Read, like: Shape) -> Read:
        """A scalar times I with the size that stands beside it."""
        identity = self.make("identity", (), None, like)
        return replace(read, node=self.make("scale", (read.node, identity), None, like), identity=False)

    def sum(self, first: Read, last: Read, sign: int) -> Read:
        start, stop = first.start, last.stop
        if first.identity != last.identity:
            other = last if first.identity else first
            if other.node.square and not other.node.scalar:
                first, last = (
                    (self.sized(first, other.node.shape), last)
                    if first.identity
                    else (first, self.sized(last, other.node.shape))
                )
            elif not other.node.scalar:
                raise self.fault(
                    "shape", f"I is added to '{self.quote(other)}', which is {told(other.node.shape)}", start, stop
                )
        a, b = first.node, last.node
        if a.shape != b.shape:
            if a.scalar or b.scalar:
                shape = b.shape if a.scalar else a.shape
                ones = self.make("ones", (), None, shape)
                a, b = (self.make("scale", (each, ones), None, shape) if each.scalar else each for each in (a, b))
            else:
                raise self.misfit("adds these" if sign > 0 else "subtracts these", first, last)
        return Read(self.make("sum", (a, b), (1, sign), a.shape), start, stop, first.identity and last.identity)

    def misfit(self, verb: str, first: Read, last: Read, hint: str | None = None) -> SymdiffError:
        (a, b) = first.node.shape, last.node.shape
        message = f"'{self.quote(first)}' is {told(a)} and '{self.quote(last)}' is {told(b)}: nothing {verb}"
        if hint is None and verb == "multiplies these" and a[0] == b[0]:
            hint = "a transpose may be missing: " + f"{self.quote(first)}'"
        return self.fault("shape", message, first.start, last.stop, hint)

    def product(self, first: Read, last: Read) -> Read:
        a, b = first.node, last.node
        start, stop = first.start, last.stop
        if first.identity or last.identity:
            if a.scalar and b.scalar:
                return Read(
                    self.make("hadamard", (a, b, self.number(1), self.number(1)), None, SCALAR), start, stop, True
                )
            scalar, matrix = (a, b) if first.identity else (b, a)
            return Read(self.make("scale", (scalar, matrix), None, matrix.shape), start, stop)
        if a.scalar and b.scalar:
            return Read(self.make("hadamard", (a, b, self.number(1), self.number(1)), None, SCALAR), start, stop)
        if a.scalar or b.scalar:
            scalar, matrix = (a, b) if a.scalar else (b, a)
            return Read(self.make("scale", (scalar, matrix), None, matrix.shape), start, stop)
        if a.shape[1] != b.shape[0]:
            if self.syntax.name in ("numpy", "mathematica") and a.shape[1] == ONE and a.shape[0] == b.shape[0]:
                # One axis has no transpose there: x @ A is A.T @ x, and x @ y is a number.
                turned = self.make("transpose", (a,), None, (ONE, a.shape[0]))
                found = self.make("chain", (turned, b), None, (ONE, b.shape[1]))
                if b.shape[1] != ONE:
                    found = self.make("transpose", (found,), None, (b.shape[1], ONE))
                return Read(found, start, stop)
            raise self.misfit("multiplies these", first, last)
        return Read(self.make("chain", (a, b), None, (a.shape[0], b.shape[1])), start, stop)

    def entries(self, first: Read, last: Read, sign: int) -> Read:
        """The product entry by entry, or the quotient."""
        first, last = self.known(first), self.known(last)
        a, b = first.node, last.node
        start, stop = first.start, last.stop
        one, power = self.number(1), self.number(sign)
        shape = b.shape if a.scalar else a.shape
        if a.shape == b.shape:
            return Read(self.make("hadamard", (a, b, one, power), None, shape), start, stop)
        if a.scalar:
            under = b if sign > 0 else self.make("hadamard", (b, power), None, shape)
            return Read(self.make("scale", (a, under), None, shape), start, stop)
        if b.scalar:
            under = b if sign > 0 else self.make("hadamard", (b, power), None, SCALAR)
            return Read(self.make("scale", (under, a), None, shape), start, stop)
        raise self.misfit(
            "multiplies these entry by entry" if sign > 0 else "divides these entry by entry", first, last
        )

    def known(self, read: Read) -> Read:
        if read.identity:
            raise self.fault("shape", "the size of I is not known here", read.start, read.stop, "write I(n)")
        return read

    def divided(self, first: Read, last: Read) -> Read:
        last = self.known(last)
        if last.node.scalar:
            under = self.make("hadamard", (last.node, self.number(-1)), None, SCALAR)
            return self.product(first, replace(last, node=under, start=first.start))
        if self.syntax.star == "entries":
            return self.entries(first, last, -1)
        return self.product(first, self.inverse(last))

    def inverse(self, read: Read) -> Read:
        return self.power(read, replace(read, node=self.number(-1)))

    def power(self, base: Read, exponent: Read) -> Read:
        a, e = self.known(base).node, exponent.node
        start, stop = base.start, max(base.stop, exponent.stop)
        if not e.scalar:
            raise self.fault(
                "shape", f"the exponent '{self.quote(exponent)}' is {told(e.shape)}, not a scalar", start, stop
            )
        if a.scalar:
            return Read(self.make("hadamard", (a, e), None, SCALAR), start, stop)
        if self.syntax.star == "entries":
            return self.raised(base, exponent)
        if not a.square:
            whole = e.operation == "number" and e.extra == -1
            raise self.fault(
                "shape", f"'{self.quote(base)}' is {told(a.shape)}: only a square matrix has {'an inverse' if whole else 'powers'}",
                start, stop, None if whole else "entry by entry it is .^",
            )  # fmt: skip
        value: Any = e.extra
        if e.operation == "number" and value.denominator != 1:
            raise self.fault(
                "shape", "a power of a matrix has a whole exponent", start, stop, "entry by entry it is .^",
            )  # fmt: skip
        return Read(self.make("power", (a, e), None, a.shape), start, stop)

    def raised(self, base: Read, exponent: Read) -> Read:
        a, e = self.known(base).node, exponent.node
        if not e.scalar:
            if a.scalar:  # 2 .^ x
                logarithm = self.make("call", (a,), "log", SCALAR)
                scaled = self.make("scale", (logarithm, e), None, e.shape)
                return Read(self.make("call", (scaled,), "exp", e.shape), base.start, exponent.stop)
            raise self.fault(
                "shape",
                f"the exponent '{self.quote(exponent)}' is {told(e.shape)}, not a scalar",
                base.start,
                exponent.stop,
            )
        return Read(self.make("hadamard", (a, e), None, a.shape), base.start, max(base.stop, exponent.stop))

    def transposed(self, read: Read, stop: int) -> Read:
        rows, columns = read.node.shape
        if read.node.scalar:
            return replace(read, stop=stop)
        return Read(self.make("transpose", (read.node,), None, (columns, rows)), read.start, stop)

    # Grammar

    def whole(self) -> Read:
        """All of the text."""
        found = self.expression()
        if self.at < len(self.tokens):
            if self.next in ")]":
                raise self.fault("unbalanced", f"the '{self.next}' has no partner", *self.place())  # type: ignore[misc]
            raise self.wrong("an operator")
        return self.known(found)

    def expression(self) -> Read:
        """``expression = term, {("+" | "-"), term}``."""
        self.depth += 1
        if self.depth > min(_DEEPEST, self.limits.max_depth):
            raise self.fault(
                "too-deep", f"the nesting is deeper than {min(_DEEPEST, self.limits.max_depth)}", *self.place()
            )  # type: ignore[misc]
        found = self.term()
        while self.next in ("+", "-"):
            sign = 1 if self.next == "+" else -1
            self.at += 1
            found = self.sum(found, self.term(), sign)
        self.depth -= 1
        return found

    def term(self) -> Read:
        r"""``term = unary, {("*" | "/" | ".*" | "./" | "@" | "\" | "⊗"), unary}``; in LaTeX factors stand beside one another."""
        found = self.unary()
        while True:
            sign = self.next
            if sign == "." and self.syntax.name == "mathematica":
                sign = "@"
            if sign in ("*", "/", ".*", "./", "@", "\\", "⊗"):
                self.at += 1
                other = self.unary()
            elif self._beside(sign):
                sign, other = "*", self.unary()
            else:
                return found
            if sign == "@" or (sign == "*" and self.syntax.star == "matrix"):
                found = self.product(found, other)
            elif sign == "/":
                found = self.divided(found, other)
            elif sign == "\\":
                found = self.product(self.inverse(found), other)
            elif sign == "⊗":
                found = self.function("kron", [self.known(found), self.known(other)], found.start, other.stop)
            else:
                found = (
                    self.entries(found, other, -1 if sign == "./" else 1)
                    if not (found.identity or other.identity)
                    else self.product(found, other)
                )

    def _beside(self, sign: str) -> bool:
        if not sign or self.at == 0:
            return False
        before = self.tokens[self.at - 1].text
        if self.syntax.beside:
            return sign in ("(", "norm(", "det(", "\\frac", "\\sqrt") or bool(re.match(r"[\w\\]", sign))
        return bool(re.fullmatch(r"[\d.]+", before)) and (sign == "(" or bool(re.match(r"[^\W\d]", sign)))

    def unary(self) -> Read:
        """``unary = "-", unary | "+", unary | power``."""
        if self.next in ("-", "+"):
            token = self.tokens[self.at]
            self.at += 1
            self.depth += 1
            if self.depth > _DEEPEST:
                raise self.fault("too-deep", f"the nesting is deeper than {_DEEPEST}", token.start, token.stop)
            inner = self.unary()
            self.depth -= 1
            if token.text == "+":
                return replace(inner, start=token.start)
            node = self.make("sum", (inner.node,), (-1,), inner.node.shape)
            return Read(node, token.start, inner.stop, inner.identity)
        return self.postfix(self.primary())

    def postfix(self, found: Read) -> Read:
        """``power = primary, {"'" | ".T" | "^", exponent | ".^", exponent | ".name(...)"}``."""
        while True:
            sign = self.next
            if sign == "'":
                self.at += 1
                found = self.transposed(self.known(found), self.tokens[self.at - 1].stop)
            elif sign in ("^", ".^"):
                self.at += 1
                found = self.exponent(found, sign)
            elif sign == "." and self.syntax.name != "mathematica":
                self.at += 1
                found = self.attribute(found)
            else:
                return found

    def exponent(self, base: Read, sign: str) -> Read:
        """``exponent = ["-"], ("T" | primary) | "{", ["-"], ("T" | expression), "}"``."""
        braces = self.next == "{"
        self.at += braces
        dot = sign == ".^"
        if self.next == "\\circ":
            self.at += 1
            dot = True
        negative = self.next == "-"
        start = self.place().start
        turned = self.tokens[self.at + negative].text if self.at + negative < len(self.tokens) else ""
        if turned in ("T", "\\top", "\\intercal", "H", "'") and turned not in self.nodes.declared:
            self.at += 1 + negative
            if braces:
                self.take("}")
            stop = self.tokens[self.at - 1].stop
            return self.transposed(self.inverse(base) if negative else self.known(base), stop)
        if braces:
            inner = self.expression()
            self.take("}")
        else:
            self.at += negative
            inner = self.primary()
            if inner.node.scalar and self.next == "^" and self.syntax.name == "numpy":
                inner = self.postfix(inner)
            if negative:
                inner = replace(inner, node=self.negated(inner.node), start=start)
        inner = replace(inner, node=self.folded(inner.node), stop=self.tokens[self.at - 1].stop)
        return self.raised(base, inner) if dot else self.power(base, inner)

    def negated(self, node: Node) -> Node:
        value: Any = node.extra
        return self.number(-value) if node.operation == "number" else self.make("sum", (node,), (-1,), node.shape)

    def folded(self, node: Node) -> Node:
        """The number that an exponent is, where it is made of numbers."""
        value = _value(node)
        return node if value is None else self.number(value)

    def attribute(self, found: Read) -> Read:
        """``.T``, ``.inv()``, ``.applyfunc(sin)``."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else None
        if token is None or not re.match(r"[^\W\d]", token.text):
            raise self.wrong("the name of an attribute")
        self.at += 1
        if token.text in ("T", "mT", "H"):
            return self.transposed(self.known(found), token.stop)
        if token.text == "I" and self.next != "(":
            return self.inverse(replace(found, stop=token.stop))
        self.take("(")
        if token.text == "t" and self.next == ")":
            self.at += 1
            return self.transposed(self.known(found), self.tokens[self.at - 1].stop)
        if token.text in ("applyfunc", "map"):
            name = self.tokens[self.at].text if self.at < len(self.tokens) else ""
            self.at += 1
            end = self.take(")")
            return self.function(name, [found], token.start, end.stop)
        arguments = self.arguments(")")
        return self.function(token.text, [found, *arguments], found.start, self.tokens[self.at - 1].stop, place=token)

    def arguments(self, closing: str) -> list[Read]:
        found: list[Read] = []
        if self.next == closing:
            self.at += 1
            return found
        while True:
            if self.next == "[" and self.syntax.opening == "(":  # multi_dot([A, B])
                self.at += 1
                found += self.arguments("]")
            elif self.next[:1] in "\"'" and len(self.next) > 1:
                token = self.tokens[self.at]
                self.at += 1
                found.append(Read(self.make("symbol", (), token.text.strip("\"'"), SCALAR), token.start, token.stop))
            elif self.at + 1 < len(self.tokens) and self.tokens[self.at + 1].text == "=":  # ord=2
                self.at += 2
                continue
            else:
                found.append(self.expression())
            if self.next != ",":
                break
            self.at += 1
        self.take(closing)
        return found

    def primary(self) -> Read:
        """``primary = number | name | name, "(", arguments, ")" | "(", expression, ")"``."""
        if self.at >= len(self.tokens):
            raise self.wrong("a matrix, a vector or a number")
        token = self.tokens[self.at]
        text = token.text
        if text in {"(", "{"}:
            self.at += 1
            inner = self.expression()
            end = self.take(")" if text == "(" else "}")
            return replace(inner, start=token.start, stop=end.stop)
        if text in _LATEX_FORMS:
            self.at += 1
            return _LATEX_FORMS[text](self, token)
        if re.match(r"[\d.]", text) and text != ".":
            self.at += 1
            try:
                value = parse_number(text, self.limits)
            except SymdiffError as error:
                raise error.located(self.text, Span(token.start, token.stop)) from None
            return Read(self.number(value), token.start, token.stop)
        if not re.match(r"[^\W\d]", text):
            raise self.wrong("a matrix, a vector or a number")
        self.at += 1
        name = text
        if (
            self.next == self.syntax.opening
            and name not in self.nodes.declared
            and not (self.syntax.beside and not self._callable(name))
        ):
            self.at += 1
            arguments = self.arguments(")" if self.syntax.opening == "(" else "]")
            return self.function(name, arguments, token.start, self.tokens[self.at - 1].stop, place=token)
        if name not in self.nodes.declared and self.syntax.beside and self._callable(name) and len(name) > 1:
            argument = self.postfix(self.primary())
            return self.function(name, [argument], token.start, argument.stop, place=token)
        return self.named(name, token)

    def _callable(self, name: str) -> bool:
        return name in _FORMS or name in WORDS or name in _ELEMENTWISE

    def named(self, name: str, token: Token) -> Read:
        known = self.nodes.declared.get(name)
        if known is not None:
            return Read(self.make("symbol", (), name, known.shape), token.start, token.stop)
        if name in {"I", "eye"}:
            return Read(self.number(1), token.start, token.stop, identity=True)
        if self.syntax.beside and re.fullmatch(r"I_([A-Za-z]|\d{1,6})", name) and name[2:] != "0":
            size = Size(int(name[2:])) if name[2:].isdigit() else Size(1, (name[2:],))
            return Read(self.make("identity", (), None, (size, size)), token.start, token.stop)
        if name == "S.Half":
            return Read(self.number(Fraction(1, 2)), token.start, token.stop)
        short = name.rsplit(".", maxsplit=1)[-1]
        for row in CONSTANTS:
            if short in (row.name, *row.aliases):
                return Read(self.make("constant", (), row.name, SCALAR), token.start, token.stop)
        if "." in name:
            raise self.fault("unknown-function", f"'{name}' is nothing that is known here", token.start, token.stop)
        if name in WORDS and self.next != "(" and len(name) > 1:
            raise self.fault(
                "missing-argument", f"'{name}' is a function and needs its argument", token.start, token.stop
            )
        return Read(self.make("symbol", (), name, SCALAR), token.start, token.stop)

    # Functions

    def function(self, name: str, arguments: Sequence[Read], start: int, stop: int, place: Token | None = None) -> Read:
        """A function by its name in any of the syntaxes."""
        short = name.rsplit(".", maxsplit=1)[-1]
        arguments = list(arguments)
        for key in (short, short.lower(), re.sub(r"(?<=[a-z])(?=[A-Z])", "_", short).lower()):
            if key in _FORMS:
                many, form = _FORMS[key]
                if len(arguments) not in many:
                    raise self._count(short, len(arguments), many, start, stop)
                return replace(form(self, arguments, start, stop), start=start, stop=stop)
            if key in WORDS:
                row = WORDS[key]
                if len(arguments) != row.arity:
                    raise self._count(short, len(arguments), (row.arity,), start, stop)
                if key == "diag" and arguments[0].node.shape[1] != ONE:
                    row = _DIAGONAL
                return self.operation(row, [self.known(each) for each in arguments], start, stop)
        for key in (short, short.lower(), short.replace("arc", "a")):
            if key in _ELEMENTWISE:
                return self.elementwise(_ELEMENTWISE[key], arguments, start, stop)
        span = (start, stop) if place is None else (place.start, place.stop)
        raise self.fault(
            "unknown-function",
            f"there is no function '{name}' of matrices",
            *span,
            "symdiff rules lists those of numbers; docs/matrices.md the others",
        )

    def _count(self, name: str, given: int, many: Sequence[int], start: int, stop: int) -> SymdiffError:
        needs = " or ".join(map(str, many))
        return self.fault(
            "argument-count", f"{name} takes {needs} argument{'s' * (many[-1] != 1)}, not {given}", start, stop
        )

    def operation(self, row: Operation, arguments: Sequence[Read], start: int, stop: int) -> Read:
        assert row.shape is not None
        shape = row.shape([each.node.shape for each in arguments])
        if isinstance(shape, str):
            name = row.words[0]
            message = f"{name} {shape}" if "norm" not in name else f"{name}(u) {shape}"
            raise self.fault("shape", message, start, stop)
        return Read(self.make(row.name, [each.node for each in arguments], None, shape), start, stop)

    def elementwise(self, row: Operator, arguments: Sequence[Read], start: int, stop: int) -> Read:
        low, high = row.arity
        if len(arguments) < low or (high is not None and len(arguments) > high):
            raise self._count(row.name, len(arguments), (low,) if high in (None, low) else (low, high), start, stop)
        if high is None and len(arguments) == 1:
            raise self.fault(
                "argument-count",
                f"{row.name} is of two operands or more here, entry by entry, and not the {row.name.lower()} of all entries",
                start,
                stop,
            )
        operands = [self.known(each) for each in arguments]
        shaped = [each for each in operands if not each.node.scalar]
        for each in shaped[1:]:
            if each.node.shape != shaped[0].node.shape:
                raise self.misfit(f"pairs these in {row.name}", shaped[0], each)
        shape = shaped[0].node.shape if shaped else SCALAR
        return Read(self.make("call", [each.node for each in operands], row.name, shape), start, stop)

    def size(self, read: Read) -> Size:
        """A size that is written as an expression of numbers and letters."""
        found = _size(read.node)
        if found is None:
            raise self.fault(
                "shape", f"'{self.quote(read)}' is no size", read.start, read.stop, "a letter or a whole number"
            )
        return found


def _size(node: Node) -> Size | None:
    value: Any = node.extra
    if node.operation == "symbol" and node.scalar:
        return Size(1, (str(value),))
    if node.operation == "number" and value.denominator == 1 and 0 < value <= 10**6:
        return Size(int(value))
    if node.operation == "hadamard" and len(node.operands) == 4 and all(each.extra == 1 for each in node.operands[2:]):
        first, last = _size(node.operands[0]), _size(node.operands[1])
        return None if first is None or last is None else first.times(last)
    return None


def _value(node: Node) -> Exact | None:
    """The value of an exponent that is made of numbers."""
    value: Any = node.extra
    if node.operation == "number":
        return value  # type: ignore[no-any-return]
    inside = [_value(each) for each in node.operands]
    if not inside or any(each is None for each in inside) or node.operation not in ("sum", "hadamard"):
        return None
    numbers: list[Any] = inside
    if node.operation == "sum":
        found: Any = sum(c * v for c, v in zip(value, numbers, strict=True))
    else:
        many = len(numbers) // 2
        found = Fraction(1)
        for base, power in zip(numbers[:many], numbers[many:], strict=True):
            if power not in (1, -1) or not base:
                return None
            found = found * base if power == 1 else found / base
    return int(found) if found.denominator == 1 else found


Form = Callable[[Reader, list[Read], int, int], Read]


def _identity(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    size = reader.size(arguments[0])
    if size == ONE:
        return Read(reader.number(1), start, stop)
    return Read(reader.make("identity", (), None, (size, size)), start, stop)


def _filled(name: str, number: int) -> Form:
    def form(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
        sizes = [reader.size(each) for each in arguments]
        shape = (sizes[0], sizes[1] if len(sizes) > 1 else ONE)
        return Read(reader.number(number) if shape == SCALAR else reader.make(name, (), None, shape), start, stop)

    return form


def _norm(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    kind = str(arguments[1].node.extra) if len(arguments) > 1 else "2"
    vector = ONE in arguments[0].node.shape
    if len(arguments) == 1 and not vector and reader.syntax.star == "entries":
        kind = "fro"
    names = {"2": "norm2", "1": "norm1", "fro": "normfro", "F": "normfro", "Frobenius": "normfro"}
    if kind not in names:
        raise reader.fault("bad-argument", f"there is no norm '{kind}' here", start, stop, "2, 1 or fro")
    if kind == "1" and not vector:
        raise reader.fault(
            "shape",
            f"norm(X, 1) of a matrix of {told(arguments[0].node.shape)} is no sum",
            start,
            stop,
            "the sum of all entries is sum(abs(X))",
        )
    return reader.operation(WORDS[names[kind]], arguments[:1], start, stop)


def _times(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = reader.product(found, each)
    return found


def _dot(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    first, last = arguments
    if first.node.shape == last.node.shape and first.node.shape[1] == ONE and not first.node.scalar:
        return reader.product(reader.transposed(first, first.stop), last)
    return reader.product(first, last)


def _hadamard(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = reader.entries(found, each, 1)
    return found


def _added(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    found = arguments[0]
    for each in arguments[1:]:
        found = reader.sum(found, each, 1)
    return found


def _softmax(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    raised = reader.function("exp", arguments, start, stop)
    return reader.divided(raised, reader.function("sum", [raised], start, stop))


def _logsumexp(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    total = reader.function("sum", [reader.function("exp", arguments, start, stop)], start, stop)
    return reader.function("log", [total], start, stop)


def _one(reader: Reader, read: Read) -> Read:
    return replace(read, node=reader.number(1))


def _sigmoid(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    (u,) = arguments
    negative = replace(u, node=reader.make("sum", (u.node,), (-1,), u.node.shape))
    below = reader.sum(_one(reader, u), reader.function("exp", [negative], start, stop), 1)
    return reader.entries(_one(reader, u), below, -1)


def _softplus(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    (u,) = arguments
    return reader.function(
        "log", [reader.sum(_one(reader, u), reader.function("exp", [u], start, stop), 1)], start, stop
    )


def _relu(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    return reader.function("max", [replace(arguments[0], node=reader.number(0)), arguments[0]], start, stop)


def _sqrt(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    return reader.raised(arguments[0], _half(reader, arguments[0]))


def _half(reader: Reader, read: Read) -> Read:
    return replace(read, node=reader.number(Fraction(1, 2)))


def _square(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    return reader.raised(arguments[0], replace(arguments[0], node=reader.number(2)))


def _sumsq(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    return reader.function("sum", [_square(reader, arguments, start, stop)], start, stop)


def _outer(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    return reader.product(arguments[0], reader.transposed(arguments[1], arguments[1].stop))


def _quadratic(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    x, matrix = arguments
    return reader.product(reader.product(reader.transposed(x, x.stop), matrix), x)


def _along(reader: Reader, arguments: list[Read], start: int, stop: int) -> bool | None:
    """Whether sums run along the rows, ``sum(X, 2)`` or ``np.sum(X, axis=1)``, or down the columns; None for all entries."""
    if len(arguments) == 1:
        return None
    first = 0 if reader.syntax.name == "numpy" else 1
    value: Any = reader.folded(arguments[1].node).extra
    if value not in (first, first + 1):
        raise reader.fault("bad-argument", f"a sum is along axis {first} or {first + 1}", start, stop)
    return bool(value == first + 1)


def _total(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    inner, along = arguments[0], _along(reader, arguments, start, stop)
    rows, columns = inner.node.shape
    if along is None or inner.node.scalar:
        return reader.operation(WORDS["total"], [reader.known(inner)], start, stop)
    if along:
        return reader.product(inner, replace(inner, node=_ones(reader, columns, ONE)))
    found = reader.product(replace(inner, node=_ones(reader, ONE, rows)), inner)
    return reader.transposed(found, stop) if reader.syntax.name == "numpy" else found  # one axis there is a column here


def _ones(reader: Reader, rows: Size, columns: Size) -> Node:
    return reader.number(1) if rows == columns == ONE else reader.make("ones", (), None, (rows, columns))


def _mean(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    along = _along(reader, arguments, start, stop)
    rows, columns = arguments[0].node.shape
    size = rows.times(columns) if along is None else columns if along else rows
    many: Read = replace(arguments[0], node=_size_node(reader, size))
    return reader.divided(_total(reader, arguments, start, stop), many)


def _size_node(reader: Reader, size: Size) -> Node:
    found = reader.number(size.number)
    for letter in size.letters:
        symbol = reader.make("symbol", (), letter, SCALAR)
        found = reader.make("hadamard", (found, symbol, reader.number(1), reader.number(1)), None, SCALAR)
    return found


def _reshape(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    shape = (reader.size(arguments[1]), reader.size(arguments[2]))
    have = arguments[0].node.shape
    if have != (shape[1].times(shape[0]), ONE):
        raise reader.fault(
            "shape",
            f"reshape makes {told(shape)} of a column of {shape[1].times(shape[0])}, not of {told(have)}",
            start,
            stop,
        )
    return Read(reader.make("reshape", (arguments[0].node,), None, shape), start, stop)


def _rational(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    found = reader.divided(*arguments)
    return replace(found, node=reader.folded(found.node))


def _raised_form(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    base, exponent = arguments
    exponent = replace(exponent, node=reader.folded(exponent.node))
    if base.node.scalar or not reader.known(base).node.square:
        return reader.power(base, exponent)
    return Read(reader.make("power", (base.node, exponent.node), None, base.node.shape), start, stop)


def _inverted(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    (base,) = arguments
    if not base.node.square:
        raise reader.fault("shape", f"inv needs a square matrix, not one of {told(base.node.shape)}", start, stop)
    if base.node.scalar or base.identity:
        return reader.power(base, replace(base, node=reader.number(-1))) if not base.identity else base
    return Read(reader.make("power", (base.node, reader.number(-1)), None, base.node.shape), start, stop)


def _slogdet(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    if [token.text for token in reader.tokens[reader.at : reader.at + 3]] != ["[", "1", "]"]:
        raise reader.fault("bad-argument", "slogdet is a pair: its second part is slogdet(X)[1]", start, stop)
    reader.at += 3
    return reader.operation(WORDS["logdet"], [reader.known(arguments[0])], start, stop)


def _logarithm(reader: Reader, arguments: list[Read], start: int, stop: int) -> Read:
    (inner,) = arguments
    if inner.node.operation == "det":
        return Read(reader.make("logdet", inner.node.operands, None, SCALAR), start, stop)
    return reader.elementwise(_ELEMENTWISE["log"], arguments, start, stop)


_FORMS: Mapping[str, tuple[Sequence[int], Form]] = {
    **dict.fromkeys(("I", "eye", "identity", "identity_matrix"), ((1,), _identity)),
    **dict.fromkeys(("ones", "one_matrix", "vector1"), ((1, 2), _filled("ones", 1))),
    **dict.fromkeys(("zeros", "zero_matrix"), ((1, 2), _filled("zero", 0))),
    **dict.fromkeys(("inv", "inverse"), ((1,), _inverted)),
    "norm": ((1, 2), _norm),
    **dict.fromkeys(("normF", "norm_f"), ((1,), lambda r, a, s, e: r.operation(WORDS["normfro"], a, s, e))),
    **dict.fromkeys(("matmul", "mat_mul", "multi_dot", "times"), (range(1, 100), _times)),
    **dict.fromkeys(("mat_add", "add"), (range(1, 100), _added)),
    **dict.fromkeys(("dot", "inner", "vdot"), ((2,), _dot)),
    **dict.fromkeys(("hadamard", "hadamard_product", "multiply"), (range(1, 100), _hadamard)),
    **dict.fromkeys(("matpow", "mat_pow", "matrix_power", "pow"), ((2,), _raised_form)),
    **dict.fromkeys(("kronecker_product", "kronecker"), ((2,), lambda r, a, s, e: r.operation(WORDS["kron"], a, s, e))),
    **dict.fromkeys(("log_det", "logdetpsd"), ((1,), lambda r, a, s, e: r.operation(WORDS["logdet"], a, s, e))),
    "slogdet": ((1,), _slogdet),
    **dict.fromkeys(("matrix_exp", "mexp"), ((1,), lambda r, a, s, e: r.operation(WORDS["expm"], a, s, e))),
    **dict.fromkeys(
        ("solve", "linear_solve"),
        ((2,), lambda r, a, s, e: r.product(_inverted(r, a[:1], a[0].start, a[0].stop), a[1])),
    ),
    **dict.fromkeys(("ln", "log"), ((1,), _logarithm)),
    **dict.fromkeys(("diagonal_matrix", "diagm"), ((1,), lambda r, a, s, e: r.operation(WORDS["diag"], a, s, e))),
    "softmax": ((1,), _softmax),
    **dict.fromkeys(("logsumexp", "lse", "log_sum_exp"), ((1,), _logsumexp)),
    **dict.fromkeys(("sigmoid", "logistic", "expit"), ((1,), _sigmoid)),
    "softplus": ((1,), _softplus),
    "relu": ((1,), _relu),
    "sqrt": ((1,), _sqrt),
    "square": ((1,), _square),
    **dict.fromkeys(("sumsq", "sum_square", "sum_squares"), ((1,), _sumsq)),
    "outer": ((2,), _outer),
    "quad_form": ((2,), _quadratic),
    **dict.fromkeys(("sum", "total"), ((1, 2), _total)),
    "mean": ((1, 2), _mean),
    "reshape": ((3,), _reshape),
    "rational": ((2,), _rational),
}
_DIAGONAL = next(row for row in WORDS.values() if row.name == "diagonal") if "diagonal" in WORDS else WORDS["diag"]


# LaTeX


def _latex_bars(reader: Reader, token: Token) -> Read:
    inner = reader.expression()
    end = reader.next
    if not end.startswith(")"):
        raise reader.wrong("the closing bar")
    reader.at += 1
    stop = reader.tokens[reader.at - 1].stop
    if token.text == "det(":
        return reader.function("abs" if inner.node.scalar else "det", [inner], token.start, stop)
    kind = end[2:] or ("fro" if ONE not in inner.node.shape else "2")
    name = reader.make("symbol", (), kind, SCALAR)
    return reader.function("norm", [inner, Read(name, stop, stop)], token.start, stop)


def _latex_fraction(reader: Reader, token: Token) -> Read:
    above, below = reader.primary(), reader.primary()
    return replace(reader.divided(above, below), start=token.start, stop=below.stop)


def _latex_root(reader: Reader, token: Token) -> Read:
    inner = reader.primary()
    return replace(_sqrt(reader, [inner], token.start, inner.stop), start=token.start)


_LATEX_FORMS: Mapping[str, Callable[[Reader, Token], Read]] = {
    "det(": _latex_bars, "norm(": _latex_bars, "\\frac": _latex_fraction, "\\sqrt": _latex_root,
}  # fmt: skip


def read(text: str, nodes: Nodes, *, syntax: str = "auto", limits: Limits) -> Node:
    """The typed node of a text. Raises SymdiffError with a place: ``shape`` where shapes do not fit, ``syntax`` and its like."""
    return Reader(text, nodes, syntax_of(text, syntax), limits).whole().node
