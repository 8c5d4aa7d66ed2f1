"""What was written as a decimal. A file of its own, because a subclass of ``Fraction`` cannot be compiled. Imports nothing of symdiff."""

from __future__ import annotations

from fractions import Fraction


class Decimal(Fraction):
    """An exact rational that was written as a decimal and prints as one."""

    __slots__ = ()

    def __neg__(self) -> Decimal:
        return Decimal(-self.numerator, self.denominator)
