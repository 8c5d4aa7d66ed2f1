"""Quadrature by double-exponential substitutions (Takahasi and Mori 1974), over any numbers, with its own check.

A range becomes the whole line, on which the trapezoidal rule with step h converges as exp(-c/h) where the integrand is analytic inside, whatever it does
at the ends. The same sum over nodes between the nodes is a second quadrature; where the two agree the mean is taken. Imports
``protocol``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from symdiff.evaluator.arithmetic.protocol import NoValueError

_LEVELS: Final = 9
_FARTHEST: Final = 7.0
"""Halvings of the step, and how far from 0 nodes lie."""
_WIDEST: Final = 300
"""Past it the places of finite ranges are their ends."""
_QUIET: Final = 4
"""Terms one after the other that are too small to count, after which the rest is left out."""
_UNIT: Final = 2.0**-52
_ROUNDED: Final = 4
"""Units in the last place of a double, and how many of them a term may be off."""


def double_exponential(body: Callable[[Any], Any], low: Any, high: Any, numbers: Any, tolerance: Any) -> Any:
    """The integral from ``low`` to ``high``, None for an infinite end; None where two sums do not agree to ``tolerance``, relative to 1 at least, or cancel.

    ``numbers``: what has exp, sinh and cosh of them, ``math`` or an mpmath context. Raises NoValueError where the body has no value at a node that counts.
    """
    node = _nodes(low, high, numbers)
    if node is None:
        return 0.0 * (low or 0.0)
    step = 1.0
    shift = 0.0
    previous = None
    apart: Any = float("inf")
    for level in range(_LEVELS):
        found = _trapezoidal(body, node, step, shift, tolerance)
        if found is None:
            return None
        own, size = found
        if level > 2 and previous is not None:
            mean = (own + previous) / 2
            room = tolerance * (1 + abs(mean))
            if size * _ROUNDED * getattr(numbers, "eps", _UNIT) > room:
                return None
            now = abs(own - previous)
            if now < room:
                return mean
            if level > 4 and not now < apart / 4:  # it would be squared where the body is analytic inside
                return None
            apart = now
        previous = own if level == 0 else (own + previous) / 2
        step, shift = (step, step / 2) if level == 0 else (step / 2, step / 4)
    return None


def _trapezoidal(
    body: Callable[[Any], Any],
    node: Callable[[float], tuple[Any, Any] | None],
    step: float,
    shift: float,
    tolerance: Any,
) -> tuple[Any, Any] | None:
    """The sum at the nodes ``shift + k*step``, and that of sizes."""
    total: Any = 0.0
    size: Any = 0.0
    for sign in (1, -1):
        quiet = 0
        k = 0 if sign > 0 else 1
        while abs(at := shift + sign * k * step) < _FARTHEST:
            k += 1
            found = node(at)
            if found is None:
                break
            place, weight = found
            try:
                term = body(place) * weight * step
            except (NoValueError, OverflowError, ZeroDivisionError, ValueError):
                if quiet:
                    break
                return None
            total = total + term
            size = size + abs(term)
            quiet = quiet + 1 if abs(term) < tolerance * size / 1000 else 0
            if quiet >= _QUIET:
                break
        else:
            if not quiet:
                return None
    return total, size


def _nodes(low: Any, high: Any, numbers: Any) -> Callable[[float], tuple[Any, Any] | None] | None:
    """The place and the weight of a node; None for one that rounding puts on an end. No function for an empty range."""
    half_pi = numbers.acos(-1) / 2
    exp, sinh, cosh = numbers.exp, numbers.sinh, numbers.cosh

    if low is None and high is None:
        return lambda t: (sinh(half_pi * sinh(t)), half_pi * cosh(t) * cosh(half_pi * sinh(t)))
    if low is None or high is None:
        end, sign = (high, -1) if low is None else (low, 1)

        def outward(t: float) -> tuple[Any, Any] | None:
            far = exp(half_pi * sinh(t))
            place = end + sign * far
            return None if place == end else (place, far * half_pi * cosh(t))

        return outward
    if low == high:
        return None
    middle, half = (low + high) / 2, (high - low) / 2

    def between(t: float) -> tuple[Any, Any] | None:
        wide = half_pi * sinh(t)
        if abs(wide) > _WIDEST:
            return None
        # From the nearer end, so that places near it keep their digits.
        gap = 2 * half / (exp(2 * abs(wide)) + 1)
        place = (high - gap if t > 0 else low + gap) if abs(t) > 0.5 else middle + half * sinh(wide) / cosh(wide)
        if place in (low, high):
            return None
        return place, half * half_pi * cosh(t) / cosh(wide) ** 2

    return between
