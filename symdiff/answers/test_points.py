"""Points where none are given: a fixed spread of small fractions, the same in every run. Imports nothing of symdiff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

_NEAR, _ALL = 60, 90
"""The last attempts are nearer to 0 and farther from it, for formulas whose domain is there."""


def spread(names: Sequence[str]) -> Iterator[dict[str, Fraction]]:
    """Values by name, small positive ones first; neighbours in any argument are far apart."""
    for attempt in range(_ALL):
        yield {name: _value(attempt, position) for position, name in enumerate(names)}


def _value(attempt: int, position: int) -> Fraction:
    """Thirty-seconds between 0 and 1, times 1, 3 or 8; a quarter of the attempts has a given coordinate negative."""
    scale = ((1, 3, 8) if attempt < _NEAR else (Fraction(1, 16), 50, 2000))[attempt % 3]
    value = Fraction((7 * attempt + 11 * position + 5) % 31 + 1, 32) * scale
    return -value if (attempt // 3 + position) % 4 == 3 else value
