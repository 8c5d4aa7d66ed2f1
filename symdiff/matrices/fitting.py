"""What operands of matrix expressions become together: nodes of shapes that fit, or a fault that says which do not.

What ``*`` and a transpose mean stands in the row of the syntax. Imports ``tokens``, ``operations`` and below, ``operators``.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from symdiff.errors import Span, SymdiffError, fault
from symdiff.frozen import Frozen, replace
from symdiff.limits import Limits
from symdiff.matrices.nodes import Node, Nodes
from symdiff.matrices.operations import Operation
from symdiff.matrices.sizes import ONE, SCALAR, Shape, Size, told
from symdiff.matrices.tokens import Syntax, Token, latex_tokens, tokens
from symdiff.operators import Exact, Operator


class Read(Frozen):
    """A node and its place. ``identity``: it is this scalar times an identity whose size nobody has said."""

    node: Node
    start: int
    stop: int
    identity: bool = False


class Fitting:
    """A text in its tokens, and the nodes that are made of what was read of it: verbs raise SymdiffError, ``shape`` where operands do not fit."""

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

    def negated(self, node: Node) -> Node:
        value: Any = node.extra
        return self.number(-value) if node.operation == "number" else self.make("sum", (node,), (-1,), node.shape)

    def folded(self, node: Node) -> Node:
        """The number that an exponent is, where it is made of numbers."""
        value = _value(node)
        return node if value is None else self.number(value)

    # Functions

    def count(self, name: str, given: int, many: Sequence[int], start: int, stop: int) -> SymdiffError:
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
            raise self.count(row.name, len(arguments), (low,) if high in (None, low) else (low, high), start, stop)
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
