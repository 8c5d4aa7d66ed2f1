"""The fast path of the grammar: chains of sums and products of leaves, groups and calls, read in loops without a production.

What it reads it reads as ``grammar`` says; a test holds the two equal. What it does not read it leaves where it began.
Imports ``reader``.
"""

from __future__ import annotations

from collections.abc import Generator

from symdiff.annotations import Any, Final, Generic, TypeAlias, TypeVar
from symdiff.budget import heed_signals
from symdiff.errors import SymdiffError
from symdiff.limits import Limits
from symdiff.operators import Builder, real_root
from symdiff.parser import conditions
from symdiff.parser.names import APART, ROOT, Function, Names, has_other_spelling, is_name
from symdiff.parser.reader import Reader
from symdiff.parser.signs import CLOSING, NUMERIC, POWERS, SIGNS, TIMES
from symdiff.parser.tokens import Tokens, parse_number

N = TypeVar("N")
Production: TypeAlias = Generator[Any, Any, N]

TERM_ENDS: Final = SIGNS | CLOSING | {",", ""} | conditions.ENDS
PLAIN_ENDS: Final = TERM_ENDS | TIMES | {"/"}
"""After these no power, factorial or bracket belongs to the operand before."""


def _other_way(name: str, first: str, second: str) -> str:
    """The application of a function to a number first, so written that it has one reading."""
    return f"ln({first})/ln({second})" if name == "log" else f"{first}^(1/({second}))"


class Level(Generic[N]):
    """A sum that is being read, and the sums around it that wait for its node."""

    __slots__ = ("at", "base", "factors", "negative", "node", "slash", "start", "terms", "waiting", "whole")

    def __init__(self, start: int) -> None:
        self.terms: list[N] = []
        self.factors: list[N] = []
        """Of the last term."""
        self.start = start
        """Where the last term begins."""
        self.slash = 0
        """The sign of division before the next factor, if there is one."""
        self.negative = False
        """Whether the next factor is to be negated."""
        self.at = start
        """Where the last factor begins."""
        self.node: Any = None
        """The last factor, once it has been read; at the end the node of all."""
        self.whole = False
        """Whether nothing more belongs to that factor."""
        self.base: N | None = None
        """What the last factor is an exponent of."""
        self.waiting: list[tuple[Any, ...]] = []


class Chains(Reader[N]):
    """A place in the tokens from which chains are read."""

    __slots__ = ("applications", "nested", "stack")

    def __init__(self, tokens: Tokens, builder: Builder[N], names: Names, limits: Limits) -> None:
        super().__init__(tokens, builder, names, limits)
        self.stack: list[Production[N]] = []
        """The productions that wait for one another."""
        self.nested = 0
        """The sums that wait inside productions."""
        self.applications: dict[str, Function | None] = {}
        """What the names before brackets apply that have been read, where it is nothing unusual."""

    def plainly(self, level: Level[N]) -> bool:
        """Read on to the end of the expression, whose node is then in ``level``; False before what ``power`` must read.

        What most powers are, a leaf, a group or a call, or one of them to a leaf or a group, is read here, and brackets
        inside brackets too: a loop over a list of what waits saves a production for each of them.
        """
        texts = self.texts
        while True:
            if level.node is None and self.begun(level):
                continue
            node = level.node
            if not level.whole and (node is None or texts[self.at] not in PLAIN_ENDS):
                raised = None if node is None or not self.room() else self.raised(node, level.at)
                if raised is None:
                    level.base = None
                    return False
                node = raised
            if level.slash:
                node = self.builder.power(self.negated(node) if level.negative else node, self.minus_one())
            elif level.negative:
                level.factors.append(self.minus_one())
            level.factors.append(node)
            level.negative = level.whole = False
            level.node = None
            if self.goes_on(level):
                continue
            terms = level.terms
            level.node = terms[0] if len(terms) == 1 else self.builder.sum(tuple(terms))
            if not level.waiting:
                return True
            if not self.closed(level):
                return False

    def room(self) -> bool:
        """Whether a power fits here; at the last level only an operand without one does."""
        return len(self.stack) + self.nested <= self.limits.max_depth

    def begun(self, level: Level[N]) -> bool:
        """Read an operand into ``level.node``, if it is a plain one; True where it only begins, with a bracket or with 1/."""
        texts, at = self.texts, self.at
        if not at & 1023:
            heed_signals()
        text = texts[at]
        if text in SIGNS:
            level.negative = self.signs(level.negative)
            at = self.at
            text = texts[at]
        level.at = at
        after = texts[at + 1]
        if text == "(":
            self.opened(level, at, None, None)
            return True
        node: N | None = None
        if after in PLAIN_ENDS:
            if text == "1" and after == "/" and not (level.factors or level.negative or level.slash):
                level.slash = at + 1
                self.at += 2
                return True
            if level.negative and text and text[0] in NUMERIC:
                node = self.leaf("-" + text)
                level.negative = node is None
            else:
                node = self.leaves.get(text)
                if node is None:
                    node = self.leaf(text)
            if node is not None:
                self.at = at + 1
        elif after in POWERS:
            if self.room():
                if texts[at + 3] in PLAIN_ENDS:
                    node = self.simple_power(at)
                elif texts[at + 2] == "(" and (base := self.leaf(text)) is not None:
                    self.opened(level, at + 2, base, None)
                    return True
        elif after == "(":
            function = self.plainly_applied(text)
            if function is not None:
                self.opened(level, at + 1, None, function)
                return True
        elif not level.negative and text in self.leaves and after.isascii() and after.isalpha():  # 2x, xy
            node = self.leaves[text]
            level.whole = True
            self.at = at + 1
        level.node = node
        return False

    def opened(self, level: Level[N], opening: int, base: N | None, function: Function | None) -> None:
        """Begin what stands in a bracket: a group, the exponent of a base or the operands of a function."""
        self.open.append(opening)
        self.at = opening + 1
        self.set_aside(level, base, function, [])
        self.nested += 1
        if len(self.stack) + self.nested > self.limits.max_depth + 1:
            raise self.too_deep()

    def set_aside(self, level: Level[N], base: N | None, function: Function | None, operands: list[N]) -> None:
        """Let what was read wait, and begin a sum here."""
        first = self.at
        level.waiting.append(
            (
                level.terms,
                level.factors,
                level.start,
                level.slash,
                level.negative,
                level.at,
                base,
                function,
                operands,
                first,
            )
        )
        level.terms, level.factors = [], []
        level.start, level.slash, level.negative = first, 0, False

    def goes_on(self, level: Level[N]) -> bool:
        """Read what joins the last factor to the next, or the last term; False where neither comes."""
        text = self.texts[self.at]
        if text not in TERM_ENDS:
            if text == "/":
                level.slash = self.at
                self.at += 1
            elif text in TIMES:
                level.slash = 0
                self.at += 1
            else:
                self.juxtaposed()
                if level.slash:
                    if not self.is_fraction(level.start, level.slash):
                        raise self.denominator(level.start, level.slash)
                    level.slash = 0
            return True
        factors = level.factors
        level.terms.append(factors[0] if len(factors) == 1 else self.builder.product(tuple(factors)))
        if text not in SIGNS:
            return False
        level.negative = text == "-"
        level.start = self.at = self.at + 1
        level.slash = 0
        level.factors = []
        return True

    def closed(self, level: Level[N]) -> bool:
        """Read on behind the sum in a bracket: a comma, or the closing one; False before an exponent that is itself raised."""
        node = level.node
        level.terms, level.factors, level.start, level.slash, level.negative, at, base, function, operands, first = (
            level.waiting.pop()
        )
        level.at = at
        if function is not None:
            operands.append(node)
            if self.texts[self.at] == ",":
                self.at += 1
                self.set_aside(level, base, function, operands)
                level.node = None
                return True
        self.close()
        self.nested -= 1
        if base is not None and self.texts[self.at] not in PLAIN_ENDS:  # a tower of powers
            level.base = base
            return False
        try:
            if function is not None:
                level.node = self.apply(function, tuple(operands), at, first)
            elif base is not None:
                level.node = self.builder.power(base, node)
        except SymdiffError as error:
            raise self.placed(error, at) from None
        return True

    def raised(self, node: N, start: int) -> N | None:
        """node ("^" | "**") leaf, where an end follows; None for anything else, and nothing is read then."""
        texts, at = self.texts, self.at
        if texts[at] in POWERS and at != self.powered and texts[at + 2] in PLAIN_ENDS:
            self.at = at + 1
            exponent = self.leaf(texts[at + 1])
            if exponent is not None:
                self.at = at + 2
                try:
                    return self.builder.power(node, exponent)
                except SymdiffError as error:
                    raise self.placed(error, start) from None
            self.at = at
        return None

    def simple_power(self, at: int) -> N | None:
        """leaf ("^" | "**") leaf, where an end follows; None for anything else, and nothing is read then."""
        node = self.leaf(self.texts[at])
        if node is not None:
            self.at = at + 1
            node = self.raised(node, at)
            if node is None:
                self.at = at
        return node

    def plainly_applied(self, text: str) -> Function | None:
        """The function of a name before a bracket with something in it; None where that is not how it is read."""
        if text in self.applications:
            function = self.applications[text]
        else:
            function = self.applied(text) if is_name(text) else None
            if id(function) in APART:
                function = None
            self.applications[text] = function
        return None if self.texts[self.at + 2] == ")" else function

    def placed(self, error: SymdiffError, start: int) -> SymdiffError:
        """The error with its place, unless it has one: from a token to the one read last."""
        return error.located(self.tokens.source, self.tokens.span(start, max(start, self.at - 1)))

    def apply(self, function: Function, operands: tuple[N, ...], name_at: int, last_at: int = 0) -> N:
        """The node of a function's application; ``last_at`` is where the last operand begins."""
        name = self.texts[name_at]
        count = len(operands)
        reading = function.reading(count)
        if reading is None:
            given = f"{count} is given" if count == 1 else f"{count} are given"
            raise self.tokens.fault(
                "argument-count", f"{name} takes {function.takes()}, but {given}", name_at, self.at - 1
            )
        if count == 2 and self.plain and self.is_number_first(name_at, last_at) and function.name in ("log", "root"):
            first, second = self.texts[name_at + 2], self.tokens.quote(last_at, self.at - 2)
            raise self.ambiguous(
                f"the {'base' if function.name == 'log' else 'degree'} could be the first or the second argument of {name}",
                name_at,
                f"write {name}({second}, {first}) or {_other_way(function.name, first, second)}",
            )
        if function is ROOT or (count == 2 and function.name == ROOT.name):
            return self.root(operands, last_at)
        if count == 2 and function.name == "log" and has_other_spelling(name) and name not in self.names.functions:
            hint = "write log(x, base), with a small letter"
            raise self.ambiguous(f"the base could be the first or the second argument of {name}", name_at, hint)
        return reading.build(self.builder, *operands)  # type: ignore[no-any-return]

    def is_number_first(self, name_at: int, last_at: int) -> bool:
        """Whether of two operands the first is a number as written, and the second is none."""
        texts = self.texts
        second_is_number = texts[last_at][:1] in NUMERIC and last_at == self.at - 2
        return texts[name_at + 3] == "," and texts[name_at + 2][:1] in NUMERIC and not second_is_number

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
