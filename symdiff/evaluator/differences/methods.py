"""Numeric derivatives: a method is a row of a table, and an estimate is what it gives. Imports ``frozen``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from symdiff.frozen import Frozen, replace


class Method(Frozen):
    """A finite difference: the sum of ``weights[i] * f(x + offsets[i]*h)``, over h, errs by C*h**order."""

    name: str
    offsets: tuple[int, ...]
    factors: tuple[int, ...]
    """The weights times ``common``, without a common divisor."""
    common: int
    order: int
    formula: str
    aliases: tuple[str, ...] = ()
    needs: str = "values on both sides of x"
    imaginary: bool = False
    """Whether the offset is along the imaginary axis, and the estimate the imaginary part."""
    instead: tuple[Method, ...] = ()
    """What takes its place, the first that can, where f has values on one side only: at the edge of a domain."""

    @property
    def weights(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(factor, self.common) for factor in self.factors)

    @property
    def rounding(self) -> Fraction:
        """The rounding error of the estimate, in units of that of a sample over h."""
        return sum((abs(weight) for weight in self.weights), Fraction(0))

    @property
    def truncation(self) -> Fraction:
        """The truncation error, in units of h**order times the largest derivative of order ``order + 1`` between the samples.

        That is Taylor's remainder of each sample, weighted; what the lower derivatives contribute adds up to nothing.
        """
        order = self.order + 1
        parts = (abs(weight * offset**order) for weight, offset in zip(self.weights, self.offsets, strict=True))
        return sum(parts, Fraction(0)) / math.factorial(order)

    def mirrored(self) -> Method:
        """The same method with the axis turned round."""
        name = {"forward": "backward", "backward": "forward"}.get(self.name, self.name)
        offsets, factors = tuple(-k for k in self.offsets), tuple(-w for w in self.factors)
        instead = tuple(other.mirrored() for other in self.instead)
        return Method(name, offsets, factors, self.common, self.order, self.formula, instead=instead)


def weights_of(offsets: Sequence[int]) -> tuple[Fraction, ...]:
    """The weights of the first derivative at 0 of the polynomial through the samples: Lagrange's, differentiated."""
    return tuple(
        sum(
            (
                Fraction(1, here - left)
                * math.prod((Fraction(-other, here - other) for other in offsets if other not in (here, left)), start=1)
                for left in offsets
                if left != here
            ),
            Fraction(0),
        )
        for here in offsets
    )


def central(points: int) -> Method:
    """The central difference through so many points, an odd number: as exact as their polynomial."""
    reach = range(points // 2, -(points // 2) - 1, -1)
    pairs = [(offset, weight) for offset, weight in zip(reach, weights_of(reach), strict=True) if weight]
    common = math.lcm(*(weight.denominator for _, weight in pairs))
    return _central(tuple(offset for offset, _ in pairs), tuple(int(weight * common) for _, weight in pairs), common)


def _central(offsets: tuple[int, ...], factors: tuple[int, ...], common: int) -> Method:
    points = len(offsets) + 1
    formula = _formula(offsets, factors, common)
    return Method(f"{points}-point", offsets, factors, common, points - 1, formula, instead=_EITHER_SIDE)


def _formula(offsets: Sequence[int], factors: Sequence[int], common: int) -> str:
    text = ""
    for offset, factor in zip(offsets, factors, strict=True):
        size = abs(factor)
        place = f"x {'+' if offset > 0 else '-'} {'' if abs(offset) == 1 else f'{abs(offset)}*'}h" if offset else "x"
        sign = ("- " if factor < 0 else "+ ") if text else ("-" if factor < 0 else "")
        text += f"{' ' if text else ''}{sign}{'' if size == 1 else f'{size}*'}f({place})"
    return f"({text})/({'' if common == 1 else f'{common}*'}h)"


_RIGHT = Method("one-sided", (2, 1, 0), (-1, 4, -3), 2, 2, "(-3*f(x) + 4*f(x + h) - f(x + 2*h))/(2*h)")
_LEFT = _RIGHT.mirrored()
_EITHER_SIDE = (_RIGHT, _LEFT)
ONE_SIDED = replace(_RIGHT, instead=(_LEFT,))
"""What a two-sided method falls back to where f exists on one side only: the derivative of the parabola through three points."""
_FORWARD = Method("forward", (1, 0), (1, -1), 1, 1, "(f(x + h) - f(x))/h", needs="values right of x")
_BACKWARD = Method("backward", (0, -1), (1, -1), 1, 1, "(f(x) - f(x - h))/h", needs="values left of x")

METHODS: tuple[Method, ...] = (
    replace(_FORWARD, instead=(_BACKWARD,)),
    Method("central", (1, -1), (1, -1), 2, 2, "(f(x + h) - f(x - h))/(2*h)", ("3-point",), instead=_EITHER_SIDE),
    replace(_BACKWARD, instead=(_FORWARD,)),
    _central((2, 1, -1, -2), (-1, 8, -8, 1), 12),
    _central((3, 2, 1, -1, -2, -3), (1, -9, 45, -45, 9, -1), 60),
    _central((4, 3, 2, 1, -1, -2, -3, -4), (-3, 32, -168, 672, -672, 168, -32, 3), 840),
    Method(
        "richardson",
        (4, 2, 1, -1, -2, -4),
        (1, -40, 256, -256, 40, -1),
        360,
        6,
        "(64*D(h) - 20*D(2*h) + D(4*h))/45, D the central difference",
        ("ridders", "extrapolation"),
        instead=_EITHER_SIDE,
    ),
    Method(
        "complex-step",
        (1,),
        (1,),
        1,
        2,
        "Im f(x + i*h)/h",
        ("complex",),
        needs="every function analytic",
        imaginary=True,
    ),
)
"""The methods that can be asked for by name; ``N-point`` with any odd N up to MOST_POINTS is one too."""
MOST_POINTS = 15


def method_named(name: str) -> Method | None:
    """The row of a name or alias."""
    found = next((row for row in METHODS if name == row.name or name in row.aliases), None)
    points, dash, kind = name.partition("-")
    if found is None and dash and kind == "point" and points.isascii() and points.isdigit() and len(points) < 3:
        return central(int(points)) if int(points) % 2 and 5 <= int(points) <= MOST_POINTS else None
    return found


class Estimate(Frozen):
    """A numeric derivative. ``bound`` is ``truncation`` (measured) plus rounding (rigorous); None values have a note."""

    method: str
    value: float | None
    step: float | None
    bound: float
    truncation: float
    evaluations: int
    note: str | None = None
    used: Method | None = None
    """The row that gave the value: another one where f has no values on one side."""
    rigorous: bool = False
    """Whether all of the bound is proved."""
