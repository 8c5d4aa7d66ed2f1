"""What the interpreter and the number types say to each other: steps, gaps, and the arithmetic's protocol.

Imports ``operators``.
"""

from __future__ import annotations

from symdiff.annotations import Any, Protocol
from symdiff.frozen import Frozen
from symdiff.operators import Exact, Operator

SUM, PRODUCT, POWER, CALL, COPY, RELATION, LOGIC, BRANCH = range(8)
Step = tuple[int, int, tuple[int, ...], Any]
"""Kind, slot of the result, slots of the operands, and what else the kind needs."""


class Undefined(Frozen):
    """Why there is no number, and the node responsible. ``exists``: the number does, but not within our means."""

    node: int
    reason: str
    exists: bool = False


class NoValueError(Exception):
    """Raised by an arithmetic where an operation certainly has no value; the interpreter makes it a result."""

    def __init__(self, reason: str, exists: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.exists = exists


class UnclearError(NoValueError):
    """Raised by an arithmetic that cannot tell: the operands' bounds leave both answers open."""


class Arithmetic(Protocol):
    """A number type as the interpreter sees it. Values are opaque to it."""

    @property
    def pointwise(self) -> bool:
        """Whether a value stands for many points, so that conditions choose by ``select`` and not for all at once."""

    def number(self, value: Exact) -> Any: ...
    def constant(self, name: str) -> Any: ...
    def total(self, terms: list[Any]) -> Any: ...
    def product(self, factors: list[Any], shape: tuple[bool, tuple[bool, ...]]) -> Any:
        """``shape``: whether the result is negated, and per factor whether it divides."""

    def power(self, base: Any, exponent: Any, exact: Exact | None) -> Any:
        """``exact`` is the exponent's exact value where it is known."""

    def call(self, row: Operator, operands: list[Any]) -> Any: ...
    def relation(self, row: Operator, first: Any, second: Any, *, final: bool = False) -> Any:
        """Whether a comparison holds. ``final``: what cannot be told apart counts as equal."""

    def select(self, kind: int, row: Operator | None, operands: list[Any]) -> Any:
        """The result of a LOGIC or BRANCH step, point by point."""

    def settled(self, value: Any) -> Any:
        """The whole number that the value cannot be told from, if there is one, else the value."""
