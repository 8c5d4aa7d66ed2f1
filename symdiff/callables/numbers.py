"""A Python function traced at a point: values that remember their formula, and the comparisons that chose the path.

A traced number is a float with a typed node beside it. Operators, comparisons, numpy's universal functions and stand-ins for the
functions of ``math`` compute both. A comparison goes by the floats, so loops and branches run as they do with numbers, and is
recorded: the formula that comes out is that of the path taken. What would lose the formula in silence is an error.
Imports ``recording`` and ``graph``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from symdiff.callables.recording import Seen
from symdiff.graph import Decimal, GraphBuilder
from symdiff.operators import (
    FORMS,
    FUNCTIONS,
    Equal,
    Form,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Operator,
    Unequal,
    absolute,
    floor,
)

_ROWS = {name: row for row in FUNCTIONS for name in (row.name, *row.aliases)}
_FORMS = {(name, form.arity[0]): form for form in FORMS for name in form.names}
_KNOWN = {math.pi: "pi", math.e: "E"}


class Recording(Seen):
    """What is seen of a trace, and the numbers that it makes."""

    __slots__ = ()

    def made(self, build: Callable[[GraphBuilder], int], value: float) -> Traced:
        return Traced(self, self.built(build), value)

    def number(self, value: Any) -> Traced | None:
        """A plain number as a traced one, exactly as it is written; None for what is no number."""
        if isinstance(value, Traced):
            return value
        if hasattr(value, "item") and getattr(value, "size", 0) == 1 and getattr(value, "ndim", 0) == 0:
            value = value.item()
            if isinstance(value, Traced):
                return value
        if isinstance(value, int):
            return self.made(lambda b: b.number(int(value)), _as_float(value))
        if isinstance(value, Fraction):
            return self.made(lambda b: b.number(value), float(value))
        if not isinstance(value, float):
            return None
        if not math.isfinite(value):
            self.refuse(f"{value} has no formula", "compare with a large number instead")
        if value in _KNOWN:
            return self.made(lambda b: b.constant(_KNOWN[value]), value)
        exact = Fraction(repr(value))
        whole = exact.denominator == 1 and abs(value) < 2**53
        return self.made(
            lambda b: b.number(int(exact) if whole else Decimal(exact.numerator, exact.denominator)), value
        )

    def call(self, name: str, real: Callable[..., Any], arguments: Sequence[Any]) -> Traced:
        """A function by its name, with the value that the original gives."""
        traced = [self.number(argument) for argument in arguments]
        row, form = _ROWS.get(name), _FORMS.get((name, len(arguments)))
        if form is None and (row is None or not row.arity[0] <= len(arguments) <= (row.arity[1] or len(arguments))):
            self.refuse(
                f"the function '{name}' of {len(arguments)} has no formula here", "write it with functions of math"
            )
        parts = [part for part in traced if part is not None]
        if len(parts) < len(traced):
            self.refuse(f"'{name}' has an argument that is no number", "give it numbers")
        value = real(*(part.value for part in parts))
        nodes = tuple(part.node for part in parts)
        return self.made(lambda b: _built(b, form, row, nodes), _as_float(value))


def _built(builder: GraphBuilder, form: Form | None, row: Operator | None, nodes: tuple[int, ...]) -> int:
    if form is not None:
        found: int = form.build(builder, *nodes)
        return found
    assert row is not None
    return builder.call(row, nodes)


def _as_float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


_Binary = Callable[["Traced", Any], Any]


def _binary(
    compute: Callable[[Any, Any], Any], build: Callable[[GraphBuilder, int, int], int]
) -> tuple[_Binary, _Binary]:
    """An operator and its reflection: the value first, which may raise as it does with floats."""

    def forward(self: Traced, other: Any) -> Any:
        right = self.path.number(other)
        return NotImplemented if right is None else _combined(self, right)

    def reflected(self: Traced, other: Any) -> Any:
        left = self.path.number(other)
        return NotImplemented if left is None else _combined(left, self)

    def _combined(left: Traced, right: Traced) -> Traced:
        value = compute(left.value, right.value)
        if isinstance(value, complex):
            left.path.refuse("the value is complex", "give a point where it is real")
        return left.path.made(lambda b: build(b, left.node, right.node), value)

    return forward, reflected


def _comparison(row: Operator, holds: Callable[[float, float], bool]) -> _Binary:
    def compared(self: Traced, other: Any) -> Any:
        right = self.path.number(other)
        if right is None:
            return NotImplemented
        outcome, even = holds(self.value, right.value), self.value == right.value
        return self.path.decide(row, self.node, right.node, outcome=outcome, even=even)

    return compared


def _refused(why: str, hint: str) -> Callable[..., Any]:
    def refused(self: Traced, *rest: Any) -> Any:
        self.path.refuse(why, hint)

    return refused


def _inverse(builder: GraphBuilder, node: int) -> int:
    return builder.power(node, builder.number(-1))


def _minus(builder: GraphBuilder, node: int) -> int:
    return builder.product((builder.number(-1), node))


def _floored(builder: GraphBuilder, a: int, b: int) -> int:
    return builder.call(floor, (builder.product((a, _inverse(builder, b))),))


OUTSIDE = "a function of another module takes floats: use those of math or numpy, imported at the top of the file"


class Traced:
    """A number of a traced function."""

    __slots__ = ("node", "path", "value")

    def __init__(self, path: Recording, node: int, value: float) -> None:
        self.path = path
        self.node = node
        self.value = value

    __add__, __radd__ = _binary(lambda a, b: a + b, lambda g, a, b: g.sum((a, b)))
    __sub__, __rsub__ = _binary(lambda a, b: a - b, lambda g, a, b: g.sum((a, _minus(g, b))))
    __mul__, __rmul__ = _binary(lambda a, b: a * b, lambda g, a, b: g.product((a, b)))
    __truediv__, __rtruediv__ = _binary(lambda a, b: a / b, lambda g, a, b: g.product((a, _inverse(g, b))))
    __floordiv__, __rfloordiv__ = _binary(lambda a, b: a // b, _floored)
    __mod__, __rmod__ = _binary(
        lambda a, b: a % b, lambda g, a, b: g.sum((a, g.product((g.number(-1), b, _floored(g, a, b)))))
    )
    _power, __rpow__ = _binary(lambda a, b: a**b, lambda g, a, b: g.power(a, b))
    __lt__ = _comparison(Less, lambda a, b: a < b)
    __le__ = _comparison(LessEqual, lambda a, b: a <= b)
    __gt__ = _comparison(Greater, lambda a, b: a > b)
    __ge__ = _comparison(GreaterEqual, lambda a, b: a >= b)
    __eq__ = _comparison(Equal, lambda a, b: a == b)
    __ne__ = _comparison(Unequal, lambda a, b: a != b)

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        if modulus is not None:
            self.path.refuse("pow(x, y, z) is for whole numbers", "write pow(x, y) % z")
        return self._power(other)

    def __divmod__(self, other: Any) -> Any:
        return self // other, self % other

    def __rdivmod__(self, other: Any) -> Any:
        return other // self, other % self

    def __neg__(self) -> Traced:
        return self.path.made(lambda b: _minus(b, self.node), -self.value)

    def __pos__(self) -> Traced:
        return self

    def __abs__(self) -> Traced:
        return self.path.made(lambda b: b.call(absolute, (self.node,)), abs(self.value))

    def __round__(self, digits: int | None = None) -> Traced:
        if not digits:
            return self.path.call("round", round, (self,))
        scale = 10**digits if digits > 0 else Fraction(1, 10**-digits)
        rounded = self.path.call("round", round, (self * scale,)) / scale
        return Traced(self.path, rounded.node, round(self.value, digits))

    def __floor__(self) -> Traced:
        return self.path.call("floor", math.floor, (self,))

    def __ceil__(self) -> Traced:
        return self.path.call("ceil", math.ceil, (self,))

    def __trunc__(self) -> Traced:
        return self.path.call("trunc", math.trunc, (self,))

    def __bool__(self) -> bool:
        zero = self.path.number(0)
        assert zero is not None
        return self.path.decide(Unequal, self.node, zero.node, outcome=self.value != 0, even=self.value == 0)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from symdiff.callables.stand_ins import universal

        return universal(self.path, ufunc, method, inputs, options)

    def __getattr__(self, name: str) -> Any:
        """What numpy asks the elements of an array for: ``np.sin`` of an array calls their ``sin``."""
        from symdiff.callables.stand_ins import method

        found = method(self, name)
        if found is None:
            raise AttributeError(f"a traced number has no attribute '{name}'")
        return found

    def __repr__(self) -> str:
        return f"<traced {self.value!r}>"

    __float__ = _refused("float() would lose the formula", f"leave float() out; {OUTSIDE}")
    __int__ = _refused(
        "int() would lose the formula", "use math.floor, or a parameter with a default, which is no variable"
    )
    __index__ = _refused(
        "a whole number is needed, and a variable is none", "count with a parameter that has a default: def f(x, n=3)"
    )
    __complex__ = _refused("complex numbers are not traced", "write the real and the imaginary part apart")
    __str__ = _refused("a text would lose the formula", "leave the text out; where it is printed, print repr(...)")
    __format__ = _refused("a text would lose the formula", "leave the text out; where it is printed, print repr(...)")
    __hash__ = _refused(
        "a table cannot be looked up by a variable", "compute the value, or compare with the bounds of its rows"
    )
