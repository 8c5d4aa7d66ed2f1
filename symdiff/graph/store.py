"""The node store, and what folds in constant time: structurally equal expressions are one node, and an id is greater than its operands' ids.

So every pass is a loop over ids and never a recursion. Imports ``exact``, ``heads``, ``operators``, ``limits`` and ``errors``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from symdiff.annotations import Any, Final
from symdiff.budget import heed_signals
from symdiff.errors import fault
from symdiff.graph.exact import added, is_below_zero, multiplied, over_line, too_many_digits
from symdiff.graph.heads import Constant, Number, Power, Product, Sum, Symbol, Truth, piecewise
from symdiff.limits import DEFAULT_LIMITS, Limits
from symdiff.operators import Exact, Operator

SHORT: Final = 8
"""A product or sum of more operands than this is not flattened into another, which keeps tidying linear; see ``Graph.short``."""


def alphabetical(name: str) -> tuple[str, int, str]:
    """The key that sorts names, and components of vectors by their index."""
    return name.partition("[")[0], len(name), name


_BREATH: Final = 10_000
"""Operand slots from one look for signals to the next."""
_SHORT_NUMBER: Final = 1 << 60
"""Numbers below it are compared at once where the digit bound admits them all."""
_DENSE: Final = 8
"""Nodes for each that was found, up to which looking through all takes less than sorting."""
_SCANNED: Final = 1000
"""Nodes up to which all are looked through at once for those below some roots."""
_FEW: Final = 8
"""Whole numbers up to this size are found without a hash."""


class Store:
    """The node store: ``heads[i]`` is a row of ``operators``, ``operands[i]`` a tuple of ids.

    A leaf holds its value instead: ``operands`` of a number is ``(value,)``, of a symbol or a constant ``(name,)``.
    Raises SymdiffError ``too-many-nodes`` and ``too-many-digits`` before a bound is passed.
    """

    __slots__ = (
        "_bits",
        "_breath",
        "_few",
        "_first",
        "_fractions",
        "_index",
        "_marks",
        "_nested",
        "_numbers",
        "_origin",
        "_room",
        "_round",
        "_short",
        "_symbols",
        "below",
        "heads",
        "limits",
        "minus_one",
        "one",
        "operands",
        "rows",
        "short",
        "tidied",
        "users",
        "zero",
    )

    def __init__(self, limits: Limits = DEFAULT_LIMITS) -> None:
        self.limits = limits
        self.short = SHORT
        self._bits = int(limits.max_digits * math.log2(10)) + 1
        self._short = min(_SHORT_NUMBER, 1 << self._bits)
        self._room = limits.max_nodes
        self._breath = max(self._room - _BREATH, 0)
        self._index: dict[Operator, dict[tuple[Any, ...], int]] = {}
        """By head and operands: a table per head, for a tuple of both would be made and hashed anew each time."""
        self._numbers: dict[Any, int] = {}
        self._fractions: dict[int, int] = {}
        """By the identity of a fraction that a node holds, the node: the same few objects come again and again."""
        self._marks: list[int] = []
        """Per node, the last round that came by it."""
        self._symbols: dict[tuple[int, ...], list[str]] = {}
        """Of the roots that were asked for first: a problem's own are asked for again."""
        self._origin = -1
        self._first: list[int] = []
        """The root that was asked for first, alone, and what stands below it: a problem's own formula is asked for again."""
        self._nested = 0
        self._round = 0
        self.rows: dict[Any, Any] = {}
        """The rows of integrals and their like, and of unknown functions: each once."""
        self.heads: list[Operator] = []
        self.operands: list[tuple[Any, ...]] = []
        self.below: list[tuple[int, ...]] = []
        """As ``operands``, but nothing for a leaf: what a pass goes down to."""
        self.tidied: list[int] = []
        self.users: list[int] = []
        """What the tidying pass at work knows of each node: lists that are kept, since a pass over few nodes must be short."""
        self._few = [-1] * (2 * _FEW + 1)
        """The nodes of the numbers that are met most, -1 before they are; a negative one counts from the end."""
        self.zero = self.number(0)
        self.one = self.number(1)
        self.minus_one = self.number(-1)

    # Nodes as they are asked for.

    def intern(self, head: Operator, operands: tuple[Any, ...]) -> int:
        """The one node of this head and these operands."""
        index = self._index.get(head)
        if index is None:
            index = self._index[head] = {}
        new = len(self.heads)
        found = index.setdefault(operands, new)
        if found == new:
            left = self._room - len(operands)
            if left < self._breath:
                try:
                    self._breathe(left)
                except BaseException:
                    del index[operands]
                    raise
            self._room = left
            self.heads.append(head)
            self.operands.append(operands)
            self.below.append(() if head is Symbol or head is Constant or head is Truth else operands)
        return found

    def _breathe(self, left: int) -> None:
        if left < 0:
            raise fault(
                "too-many-nodes",
                f"the expression needs more than {self.limits.max_nodes:,} operand slots",
                hint="raise the bound with --max-nodes",
            )
        self._breath = max(left - _BREATH, 0)
        heed_signals()

    def number(self, value: Exact) -> int:
        """The node of an exact number; a Decimal stays apart from the equal integer or fraction."""
        if type(value) is int and -_FEW <= value <= _FEW:
            if self._few[value] < 0:
                self._few[value] = self._added(value)
            return self._few[value]
        if type(value) is int:
            found = self._numbers.get(value)
            if found is None:
                found = self._numbers[value] = self._added(value)
            return found
        found = self._fractions.get(id(value))
        if found is None:
            # The hash of a fraction is a modular inverse; its parts hash at once.
            key = (type(value), over_line(value))
            found = self._numbers.get(key)
            if found is None:
                found = self._numbers[key] = self._fractions[id(value)] = self._added(value)
        return found

    def _added(self, value: Exact) -> int:
        self.operands.append((self._kept(value),))
        self.heads.append(Number)
        self.below.append(())
        return len(self.heads) - 1

    def fits(self, value: Exact) -> bool:
        """Whether a number keeps the digit bound."""
        top, bottom = over_line(value)
        return self._is_short(top) and self._is_short(bottom)

    def _is_short(self, value: int) -> bool:
        return -self._short < value < self._short or value.bit_length() <= self._bits

    def _kept(self, value: Exact) -> Exact:
        if type(value) is int and -self._short < value < self._short:
            return value
        if not self.fits(value):
            raise too_many_digits(self.limits)
        return value

    def symbol(self, name: str) -> int:
        return self.intern(Symbol, (name,))

    def constant(self, name: str) -> int:
        return self.intern(Constant, (name,))

    def truth(self, value: bool) -> int:
        return self.intern(Truth, (value,))

    @property
    def slots(self) -> int:
        """Operand slots in use: the measure of work and memory."""
        return self.limits.max_nodes - self._room

    def value(self, node: int) -> Exact | None:
        """The value of a number node, None for any other."""
        return self.operands[node][0] if self.heads[node] is Number else None

    def reachable(self, roots: Iterable[int]) -> list[int]:
        """The ids below the roots, roots included, operands before what is made of them."""
        below, marks = self.below, self._marks
        if len(marks) < len(below):
            marks += [0] * (len(below) - len(marks))
        self._round += 1
        now = self._round
        found: list[int] = []
        last = 0
        for root in roots:
            if marks[root] != now:
                marks[root] = now
                found.append(root)
                last = max(last, root)
        if last < _SCANNED:  # what stands below a node has a lesser id
            alone = len(found) == 1
            found.clear()
            node = last
            while node >= 0:
                if marks[node] == now:
                    found.append(node)
                    for operand in below[node]:
                        marks[operand] = now
                node -= 1
            found.reverse()
            if alone and self._origin < 0:
                self._origin, self._first = last, found.copy()
            return found
        for node in found:  # it grows meanwhile
            if not node & 1023:
                heed_signals()
            for operand in below[node]:
                if marks[operand] != now:
                    marks[operand] = now
                    found.append(operand)
        if last > _DENSE * len(found):
            found.sort()
            return found
        return [node for node in range(last + 1) if marks[node] == now]

    def has_symbol(self, name: str) -> bool:
        return (name,) in self._index.get(Symbol, ())

    def has_choice(self, root: int) -> bool:
        """Whether a conditional stands below a node."""
        return any(self.heads[node] is piecewise for node in self.reachable((root,)))

    def symbols(self, roots: Iterable[int]) -> list[str]:
        """The names of the symbols below the roots, in alphabetical order, ``x[2]`` before ``x[10]``."""
        asked = tuple(roots)
        known = self._symbols.get(asked)
        if known is None:
            below = self._first if asked == (self._origin,) else self.reachable(asked)
            names = [self.operands[node][0] for node in below if self.heads[node] is Symbol]
            known = sorted(names, key=alphabetical)
            if len(self._symbols) < _FEW:
                self._symbols[asked] = known
        return known.copy()

    # Two operands with numbers, zeros and ones folded and the rest shared: constant time.

    def plus(self, a: int, b: int) -> int:
        if a == self.zero:
            return b
        if b == self.zero:
            return a
        if self.heads[a] is Number and self.heads[b] is Number:
            u, v = self.operands[a][0], self.operands[b][0]
            return self.number(added(u, v))
        return self.intern(Sum, (a, b) if a <= b else (b, a))

    def times(self, a: int, b: int) -> int:
        if self.zero in (a, b):
            return self.zero
        if a == self.one:
            return b
        if b == self.one:
            return a
        if self.heads[a] is Number and self.heads[b] is Number:
            u, v = self.operands[a][0], self.operands[b][0]
            return self.number(multiplied(u, v))
        return self.intern(Product, (a, b) if a <= b else (b, a))

    def raised(self, base: int, exponent: int) -> int:
        if self.one in (exponent, base):
            return base
        if exponent == self.zero:
            return self.one
        return self.intern(Power, (base, exponent))

    def is_negative(self, node: int) -> bool:
        """Whether a node is written with a leading minus: a negative number or a product with one."""
        if self.heads[node] is Product:
            node = self.operands[node][0]
        if self.heads[node] is not Number:
            return False
        return is_below_zero(self.operands[node][0])
