"""Texts of matrix expressions as typed nodes: exactly what was written, with shapes that fit.

One grammar over the tokens of ``tokens``; what a syntax says about brackets and names stands in its row there, what operators
become in ``fitting``, what functions become in ``forms``. Imports these and below, ``operators``, ``parser.tokens`` for numbers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from symdiff.errors import Span, SymdiffError
from symdiff.frozen import replace
from symdiff.limits import Limits
from symdiff.matrices.fitting import Fitting, Read
from symdiff.matrices.forms import called, is_function
from symdiff.matrices.nodes import Node, Nodes
from symdiff.matrices.operations import WORDS
from symdiff.matrices.sizes import ONE, SCALAR, Size
from symdiff.matrices.tokens import Token, syntax_of
from symdiff.operators import CONSTANTS
from symdiff.parser.tokens import parse_number

_DEEPEST = 150
"""Brackets and operators inside one another: each is a call of a function here."""


class Reader(Fitting):
    """The grammar over tokens; shapes are checked as nodes are made."""

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
                found = called(self, "kron", [self.known(found), self.known(other)], found.start, other.stop)
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
            return called(self, name, [found], token.start, end.stop)
        arguments = self.arguments(")")
        return called(self, token.text, [found, *arguments], found.start, self.tokens[self.at - 1].stop, place=token)

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
            and not (self.syntax.beside and not is_function(name))
        ):
            self.at += 1
            arguments = self.arguments(")" if self.syntax.opening == "(" else "]")
            return called(self, name, arguments, token.start, self.tokens[self.at - 1].stop, place=token)
        if name not in self.nodes.declared and self.syntax.beside and is_function(name) and len(name) > 1:
            argument = self.postfix(self.primary())
            return called(self, name, [argument], token.start, argument.stop, place=token)
        return self.named(name, token)

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


# LaTeX


def _latex_bars(reader: Reader, token: Token) -> Read:
    inner = reader.expression()
    end = reader.next
    if not end.startswith(")"):
        raise reader.wrong("the closing bar")
    reader.at += 1
    stop = reader.tokens[reader.at - 1].stop
    if token.text == "det(":
        return called(reader, "abs" if inner.node.scalar else "det", [inner], token.start, stop)
    kind = end[2:] or ("fro" if ONE not in inner.node.shape else "2")
    name = reader.make("symbol", (), kind, SCALAR)
    return called(reader, "norm", [inner, Read(name, stop, stop)], token.start, stop)


def _latex_fraction(reader: Reader, token: Token) -> Read:
    above, below = reader.primary(), reader.primary()
    return replace(reader.divided(above, below), start=token.start, stop=below.stop)


def _latex_root(reader: Reader, token: Token) -> Read:
    inner = reader.primary()
    return called(reader, "sqrt", [inner], token.start, inner.stop)


_LATEX_FORMS: Mapping[str, Callable[[Reader, Token], Read]] = {
    "det(": _latex_bars, "norm(": _latex_bars, "\\frac": _latex_fraction, "\\sqrt": _latex_root,
}  # fmt: skip


def read(text: str, nodes: Nodes, *, syntax: str = "auto", limits: Limits) -> Node:
    """The typed node of a text. Raises SymdiffError with a place: ``shape`` where shapes do not fit, ``syntax`` and its like."""
    return Reader(text, nodes, syntax_of(text, syntax), limits).whole().node
